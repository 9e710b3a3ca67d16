/* The webhooks of an agency: what stands in one of its groups, and the files of secrets that it
 * names. */
#ifndef NV_CONF_WEBHOOKS_H
#define NV_CONF_WEBHOOKS_H

#include <stdbool.h>

struct nv_endpoint;
struct nv_loader;
struct nv_node;

/* Reads one group { url = …; } into what a webhook has beyond its address. `url` is where the
 * address stands. False if the group has none. */
bool nv_read_webhook(struct nv_loader *l, const struct nv_node *group, struct nv_node *url,
                     struct nv_endpoint *out);

/* Says at `n` what is wrong with the file `path`, which must hold one line that is secret. */
void nv_check_secret_line(struct nv_loader *l, const struct nv_node *n, const char *path);

#endif
