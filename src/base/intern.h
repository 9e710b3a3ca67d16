/* Strings to small stable numbers: 0, 1, 2 … in order of first sight. Numbers never change and
 * never go away while the table lives, so they survive a reload of the configuration. */
#ifndef NV_BASE_INTERN_H
#define NV_BASE_INTERN_H

#include <stddef.h>
#include <stdint.h>

#define NV_NONE UINT32_MAX

struct nv_intern;

struct nv_intern *nv_intern_new(void);
void nv_intern_free(struct nv_intern *t);

uint32_t nv_intern_add(struct nv_intern *t, const char *s);
uint32_t nv_intern_find(const struct nv_intern *t, const char *s); /* NV_NONE if never seen */
const char *nv_intern_str(const struct nv_intern *t, uint32_t sym);
size_t nv_intern_count(const struct nv_intern *t);

/* A 64-bit hash of bytes, the same on every run (never for secrets). */
uint64_t nv_hash64(const void *p, size_t n, uint64_t seed);

#endif
