#include "base/intern.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"

/* With its hash, a string that is not the one need not be looked at. */
struct slot {
    uint32_t symbol; /* + 1, 0 = empty */
    uint32_t hash;
};

struct nv_intern {
    struct nv_arena *arena;
    NV_VEC(const char *) strings;
    struct slot *slots;
    size_t n_slots;
};

static uint64_t mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    return x ^ (x >> 32);
}

uint64_t nv_hash64(const void *p, size_t n, uint64_t seed)
{
    const unsigned char *b = p;
    uint64_t h = mix(seed ^ n), w;
    for (; n >= 8; b += 8, n -= 8) {
        memcpy(&w, b, 8);
        h = mix(h ^ w) + 0x9e3779b97f4a7c15u;
    }
    w = 0;
    memcpy(&w, b, n);
    return mix(h ^ w);
}

struct nv_intern *nv_intern_new(void)
{
    struct nv_intern *t = nv_calloc(1, sizeof *t);
    t->arena = nv_arena_new();
    t->n_slots = 64;
    t->slots = nv_calloc(t->n_slots, sizeof *t->slots);
    return t;
}

void nv_intern_free(struct nv_intern *t)
{
    if (!t)
        return;
    nv_arena_free(t->arena);
    nv_vec_free(&t->strings);
    free(t->slots);
    free(t);
}

static uint32_t hash_of(const char *s)
{
    return (uint32_t)nv_hash64(s, strlen(s), 1);
}

static struct slot *find(const struct nv_intern *t, const char *s, uint32_t hash)
{
    size_t i = hash & (t->n_slots - 1);
    while (t->slots[i].symbol &&
           (t->slots[i].hash != hash || strcmp(t->strings.v[t->slots[i].symbol - 1], s) != 0))
        i = (i + 1) & (t->n_slots - 1);
    return &t->slots[i];
}

static void grow(struct nv_intern *t)
{
    struct slot *old = t->slots;
    size_t n_old = t->n_slots;
    t->n_slots *= 2;
    t->slots = nv_calloc(t->n_slots, sizeof *t->slots);
    for (size_t k = 0; k < n_old; k++) {
        if (!old[k].symbol)
            continue;
        size_t i = old[k].hash & (t->n_slots - 1);
        while (t->slots[i].symbol)
            i = (i + 1) & (t->n_slots - 1);
        t->slots[i] = old[k];
    }
    free(old);
}

uint32_t nv_intern_add(struct nv_intern *t, const char *s)
{
    uint32_t hash = hash_of(s);
    struct slot *at = find(t, s, hash);
    if (at->symbol)
        return at->symbol - 1;
    if ((t->strings.n + 1) * 4 > t->n_slots * 3) {
        grow(t);
        at = find(t, s, hash);
    }
    nv_vec_push(&t->strings, nv_arena_strdup(t->arena, s));
    *at = (struct slot){(uint32_t)t->strings.n, hash};
    return at->symbol - 1;
}

uint32_t nv_intern_find(const struct nv_intern *t, const char *s)
{
    const struct slot *at = find(t, s, hash_of(s));
    return at->symbol ? at->symbol - 1 : NV_NONE;
}

const char *nv_intern_str(const struct nv_intern *t, uint32_t sym)
{
    nv_require(sym < t->strings.n);
    return t->strings.v[sym];
}

size_t nv_intern_count(const struct nv_intern *t)
{
    return t->strings.n;
}
