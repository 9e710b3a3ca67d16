/* What the service says by itself: `reporting` and `heartbeat` of nhacviec.cfg. */
#ifndef NV_CONF_REPORTING_H
#define NV_CONF_REPORTING_H

struct nv_loader;
struct nv_node;

/* Reads the group into the snapshot; without it no report is sent. */
void nv_read_reporting(struct nv_loader *l, const struct nv_node *group);
/* `heartbeat`: whom the service tells that it is well. */
void nv_read_heartbeat(struct nv_loader *l, const struct nv_node *group);

#endif
