/* Memory that is freed together: a snapshot and a plan of notices live in one arena each. */
#ifndef NV_BASE_ARENA_H
#define NV_BASE_ARENA_H

#include <stddef.h>

struct nv_arena;

struct nv_arena *nv_arena_new(void);
void nv_arena_free(struct nv_arena *a); /* NULL is fine */

/* Zeroed, aligned for any type. Never NULL. */
void *nv_arena_alloc(struct nv_arena *a, size_t size);
char *nv_arena_strdup(struct nv_arena *a, const char *s); /* NULL gives NULL */
char *nv_arena_strndup(struct nv_arena *a, const char *s, size_t n);
void *nv_arena_memdup(struct nv_arena *a, const void *p, size_t size);
/* Takes a block of malloc's over, cut to `size`, and returns where it is now. */
void *nv_arena_adopt(struct nv_arena *a, void *p, size_t size);
char *nv_arena_fmt(struct nv_arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Bytes handed out so far. */
size_t nv_arena_used(const struct nv_arena *a);

#endif
