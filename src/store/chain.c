#include "store/chain.h"

#include "base/err.h"

void nv_chain_free(struct nv_chain *c)
{
    free(c->heads);
    nv_vec_free(&c->hashes);
    nv_vec_free(&c->next);
    c->heads = NULL;
    c->n_heads = 0;
}

static void link_last(struct nv_chain *c, size_t i)
{
    uint32_t *head = &c->heads[c->hashes.v[i] & (c->n_heads - 1)];
    c->next.v[i] = *head;
    *head = (uint32_t)i;
}

static void grow(struct nv_chain *c)
{
    c->n_heads = c->n_heads ? c->n_heads * 2 : 64;
    c->heads = nv_realloc(c->heads, c->n_heads * sizeof *c->heads);
    memset(c->heads, 0xFF, c->n_heads * sizeof *c->heads);
    for (size_t i = 0; i < c->hashes.n; i++)
        link_last(c, i);
}

void nv_chain_push(struct nv_chain *c, uint64_t hash)
{
    if (c->hashes.n >= c->n_heads)
        grow(c);
    nv_vec_push(&c->hashes, hash);
    nv_vec_push(&c->next, NV_NONE);
    link_last(c, c->hashes.n - 1);
}

void nv_chain_pop(struct nv_chain *c)
{
    nv_require(c->hashes.n > 0);
    size_t i = --c->hashes.n;
    c->next.n--;
    uint32_t *head = &c->heads[c->hashes.v[i] & (c->n_heads - 1)];
    nv_require(*head == i);
    *head = c->next.v[i];
}

static uint32_t same_hash(const struct nv_chain *c, uint32_t at, uint64_t hash)
{
    while (at != NV_NONE && c->hashes.v[at] != hash)
        at = c->next.v[at];
    return at;
}

uint32_t nv_chain_first(const struct nv_chain *c, uint64_t hash)
{
    return c->n_heads ? same_hash(c, c->heads[hash & (c->n_heads - 1)], hash) : NV_NONE;
}

uint32_t nv_chain_next(const struct nv_chain *c, uint32_t at)
{
    return same_hash(c, c->next.v[at], c->hashes.v[at]);
}
