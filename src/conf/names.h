/* Looks an agency or group up by id; where there is none, says which one was probably meant: by the
 * name or an alias as a decision prints it, or by the nearest id. */
#ifndef NV_CONF_NAMES_H
#define NV_CONF_NAMES_H

#include <stdint.h>

struct nv_buf;
struct nv_loader;

/* Index into the loader's agencies, or NV_NONE. */
uint32_t nv_names_find(const struct nv_loader *l, const char *id);

/* Appends "không có … "; to be called when all agencies are read. Slow the first time. */
void nv_names_say_unknown(struct nv_loader *l, const char *id, struct nv_buf *out);

void nv_names_free(struct nv_loader *l);

#endif
