/* `events` of a plan file: what deadlines like "Sau khi Chính phủ ban hành Nghị định" wait for.
 * They are declared here, named by deliverables (`after`), and announced by a person. */
#ifndef NV_CONF_EVENTS_H
#define NV_CONF_EVENTS_H

#include <stdint.h>

struct nv_deliverable;
struct nv_loader;
struct nv_node;

/* Reads the list of the plan that was read last. `prefix` is what its keys begin with. */
void nv_read_events(struct nv_loader *l, const struct nv_node *list, const char *prefix);

/* `after` and `within` of a deliverable whose deadline has been read; events are looked up among
 * those of its own plan and, in a supplement, of the plan that it adds to. */
void nv_read_after(struct nv_loader *l, const struct nv_node *after, const struct nv_node *within,
                   struct nv_deliverable *d);

#endif
