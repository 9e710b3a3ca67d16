/* From a deliverable to its occurrences: by its phrase, or by the report it belongs to. */
#ifndef NV_CONF_OCCURRENCES_H
#define NV_CONF_OCCURRENCES_H

struct nv_deliverable;
struct nv_loader;
struct nv_node;

/* Appends them to the loader and notes their place in `d`, which is not in the loader yet. `n` is
 * the phrase, for what there is to say. */
void nv_add_occurrences(struct nv_loader *l, const struct nv_node *n, struct nv_deliverable *d);

#endif
