/* An index for the memory store: hash chains over elements 0, 1, 2 … of some array. Elements come
 * and go only at the end, so that a failed transaction is undone by popping. It knows hashes, not
 * keys: the caller compares. */
#ifndef NV_STORE_CHAIN_H
#define NV_STORE_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/intern.h" /* NV_NONE */
#include "base/vec.h"

struct nv_chain {
    uint32_t *heads; /* newest element of each bucket, NV_NONE where empty */
    size_t n_heads;
    NV_VEC(uint64_t) hashes;
    NV_VEC(uint32_t) next;
};

void nv_chain_free(struct nv_chain *c);

/* Indexes one more element, number c->hashes.n. */
void nv_chain_push(struct nv_chain *c, uint64_t hash);
void nv_chain_pop(struct nv_chain *c);

/* The newest element with this hash, then the next older one; NV_NONE at the end. */
uint32_t nv_chain_first(const struct nv_chain *c, uint64_t hash);
uint32_t nv_chain_next(const struct nv_chain *c, uint32_t at);

#endif
