/* Equal bytes are kept once: phrases, role lists and product names repeat over thousands of tasks.
 * What it returns lives in the arena and outlives the pool. */
#ifndef NV_CONF_POOL_H
#define NV_CONF_POOL_H

#include <stddef.h>

struct nv_arena;
struct nv_pool;

struct nv_pool *nv_pool_new(struct nv_arena *arena);
void nv_pool_free(struct nv_pool *p);

/* The one copy of a string; equal strings give equal pointers. */
const char *nv_pool_str(struct nv_pool *p, const char *s);
/* The one copy of `n` bytes, aligned for any type; NULL where n is 0. */
const void *nv_pool_bytes(struct nv_pool *p, const void *bytes, size_t n);

#endif
