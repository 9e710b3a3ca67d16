/* The containers that hand model values from one layer to another. */
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "model/ledger.h"
#include "model/txn.h"

struct nv_txn *nv_txn_new(uint64_t id)
{
    struct nv_txn *t = nv_calloc(1, sizeof *t);
    t->id = id;
    t->arena = nv_arena_new();
    return t;
}

void nv_txn_free(struct nv_txn *t)
{
    if (!t)
        return;
    nv_arena_free(t->arena);
    nv_vec_free(&t->ops);
    free(t);
}

struct nv_ledger *nv_ledger_new(void)
{
    struct nv_ledger *l = nv_calloc(1, sizeof *l);
    l->arena = nv_arena_new();
    l->next_notice = l->next_delivery = l->next_fact = l->next_remark = 1;
    return l;
}

void nv_ledger_free(struct nv_ledger *l)
{
    if (!l)
        return;
    nv_vec_free(&l->series);
    nv_vec_free(&l->facts);
    nv_vec_free(&l->heard);
    nv_vec_free(&l->windows);
    nv_vec_free(&l->notices);
    nv_vec_free(&l->deliveries);
    nv_vec_free(&l->remarks);
    nv_vec_free(&l->flagged);
    nv_vec_free(&l->terms);
    nv_arena_free(l->arena);
    free(l);
}

void nv_origin_set(struct nv_origin *o, const struct nv_ledger *l)
{
    memcpy(o->ledger_id, l->id, sizeof o->ledger_id);
    o->series.n = 0;
    for (size_t i = 0; i < l->series.n; i++)
        nv_vec_push(&o->series, l->series.v[i]);
}

const char *nv_series_of(const struct nv_origin *o, uint64_t delivery)
{
    size_t n = o->series.n;
    while (n > 0 && o->series.v[n - 1].first > delivery)
        n--;
    return n ? o->series.v[n - 1].id : o->ledger_id;
}
