/* `server` of nhacviec.cfg: where the HTTP server listens, and whom it takes in. */
#ifndef NV_CONF_SERVING_H
#define NV_CONF_SERVING_H

struct nv_loader;
struct nv_node;

/* Reads the group into the snapshot; without it nothing listens. */
void nv_read_serving(struct nv_loader *l, const struct nv_node *group);

#endif
