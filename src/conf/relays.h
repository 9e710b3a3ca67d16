/* `relays` of nhacviec.cfg. */
#ifndef NV_CONF_RELAYS_H
#define NV_CONF_RELAYS_H

struct nv_loader;
struct nv_node;

/* Fills the relays of the snapshot; without a list (NULL setting) one Maildir "outbox". */
void nv_read_relays(struct nv_loader *l, const struct nv_node *list);

#endif
