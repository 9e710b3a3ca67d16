/* Files that the configuration names and others read: a password, certificates of authorities. The
 * service runs without them, so a missing one is a warning, told when it can still be mended. Their
 * content is nobody's business here. */
#ifndef NV_CONF_NAMED_FILE_H
#define NV_CONF_NAMED_FILE_H

struct nv_loader;
struct nv_node;

/* Warns at the key `n` if the file `path` that it names cannot be read by this process. NULL: none
 * is named. */
void nv_check_named_file(struct nv_loader *l, const struct nv_node *n, const char *path);

#endif
