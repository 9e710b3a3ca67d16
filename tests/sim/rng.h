/* Chance from a seed (splitmix64): the same seed, the same world. */
#ifndef SIM_RNG_H
#define SIM_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
    r->state += 0x9e3779b97f4a7c15u;
    uint64_t z = r->state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* 0 … n-1. */
static inline uint32_t rng_pick(struct rng *r, uint32_t n)
{
    return (uint32_t)(rng_next(r) % n);
}

static inline int64_t rng_between(struct rng *r, int64_t low, int64_t high)
{
    return low + (int64_t)(rng_next(r) % (uint64_t)(high - low + 1));
}

/* True `permille` times out of a thousand. */
static inline bool rng_chance(struct rng *r, uint32_t permille)
{
    return rng_pick(r, 1000) < permille;
}

#endif
