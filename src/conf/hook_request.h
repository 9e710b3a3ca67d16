/* Webhooks whose body is made from a template: the keys that say which template, with what values,
 * and how the request looks. */
#ifndef NV_CONF_HOOK_REQUEST_H
#define NV_CONF_HOOK_REQUEST_H

#include <stdbool.h>

struct nv_buf;
struct nv_endpoint;
struct nv_loader;
struct nv_node;

/* The settings of the group, by their nodes; not written: node without setting. */
struct nv_hook_nodes {
    const struct nv_node *format, *template, *method, *content_type, *headers, *bearer_file,
        *token_file, *values;
};

/* Reads them into out->hook, which stays NULL for the standard format. */
void nv_read_hook(struct nv_loader *l, const struct nv_hook_nodes *n, struct nv_endpoint *out);

/* NULL, or what is wrong with the address of that webhook: "{token}" may stand in its path. */
const char *nv_hook_url_fault(const struct nv_endpoint *e, const char *url);
/* "webhook:URL", of a template "webhook:URL#TEMPLATE;NAME=VALUE…". Appended. */
void nv_hook_id(const struct nv_endpoint *e, const char *url, struct nv_buf *out);

/* templates/webhook/ of `dir`, and what is shipped, into the snapshot: before agencies are read. */
void nv_read_hooks(struct nv_loader *l, const char *dir);

#endif
