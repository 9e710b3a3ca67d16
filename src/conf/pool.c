#include "conf/pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "base/mem.h"

struct slot {
    const void *at; /* NULL: empty */
    uint32_t hash, n;
};

struct nv_pool {
    struct nv_arena *arena;
    struct slot *slots;
    size_t n, cap;
};

struct nv_pool *nv_pool_new(struct nv_arena *arena)
{
    struct nv_pool *p = nv_calloc(1, sizeof *p);
    p->arena = arena;
    p->cap = 1024;
    p->slots = nv_calloc(p->cap, sizeof *p->slots);
    return p;
}

void nv_pool_free(struct nv_pool *p)
{
    if (!p)
        return;
    free(p->slots);
    free(p);
}

static void grow(struct nv_pool *p)
{
    struct slot *old = p->slots;
    size_t cap = p->cap;
    p->cap *= 2;
    p->slots = nv_calloc(p->cap, sizeof *p->slots);
    for (size_t i = 0; i < cap; i++) {
        if (!old[i].at)
            continue;
        size_t to = old[i].hash & (p->cap - 1);
        while (p->slots[to].at)
            to = (to + 1) & (p->cap - 1);
        p->slots[to] = old[i];
    }
    free(old);
}

static struct slot *find(struct nv_pool *p, const void *bytes, size_t n)
{
    if ((p->n + 1) * 4 > p->cap * 3)
        grow(p);
    uint32_t hash = (uint32_t)nv_hash64(bytes, n, 7);
    size_t i = hash & (p->cap - 1);
    while (p->slots[i].at && (p->slots[i].hash != hash || p->slots[i].n != n ||
                              memcmp(p->slots[i].at, bytes, n) != 0))
        i = (i + 1) & (p->cap - 1);
    if (!p->slots[i].at) {
        p->slots[i].hash = hash;
        p->slots[i].n = (uint32_t)n;
        p->n++;
    }
    return &p->slots[i];
}

const char *nv_pool_str(struct nv_pool *p, const char *s)
{
    size_t n = strlen(s);
    struct slot *slot = find(p, s, n);
    if (!slot->at)
        slot->at = nv_arena_strndup(p->arena, s, n);
    return slot->at;
}

const void *nv_pool_bytes(struct nv_pool *p, const void *bytes, size_t n)
{
    if (!n)
        return NULL;
    struct slot *slot = find(p, bytes, n);
    if (!slot->at)
        slot->at = nv_arena_memdup(p->arena, bytes, n);
    return slot->at;
}
