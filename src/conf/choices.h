/* Which of the successors of an agency that was split has the work of one deliverable. */
#ifndef NV_CONF_CHOICES_H
#define NV_CONF_CHOICES_H

struct nv_deliverable;
struct nv_loader;
struct nv_node;

/* Reads `list` ("successors" of a deliverable whose roles are known) into `d`. */
void nv_read_choices(struct nv_loader *l, const struct nv_node *list, struct nv_deliverable *d);

#endif
