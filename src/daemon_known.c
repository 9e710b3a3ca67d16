#include "daemon_known.h"

#include <string.h>

#include "base/err.h"
#include "model/txn.h"
#include "store/store.h"

static bool same_item(const struct nv_item *a, const struct nv_item *b)
{
    return a->effective == b->effective && a->role == b->role && strcmp(a->rung, b->rung) == 0 &&
           strcmp(a->occurrence, b->occurrence) == 0;
}

static bool was_told(struct nv_store *s, const char *agency, const struct nv_item *item)
{
    const struct nv_query q = {
        .occurrence = item->occurrence, .agency = agency, .limit = UINT32_MAX};
    struct nv_records *found;
    struct nv_err ignored;
    bool told = false;
    if (s->ops->find(s, &q, &found, &ignored) != 0)
        return false;
    for (size_t i = 0; i < found->list.n && !told; i++) {
        const struct nv_notice *n = &found->list.v[i].notice;
        for (uint32_t k = 0; k < n->n_items && !told; k++)
            told = same_item(&n->items[k], item);
    }
    nv_records_free(found);
    return told;
}

/* One item that is in the ledger already must not hold up all the others. */
static void look_up_told(struct nv_known *known, struct nv_store *s, const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        for (uint32_t k = 0; op->kind == NV_OP_NOTICE && k < op->notice.n_items; k++)
            if (was_told(s, op->notice.agency, &op->notice.items[k]))
                nv_vec_push(&known->told,
                            (struct nv_told){op->notice.agency, &op->notice.items[k]});
    }
}

static bool has_had(struct nv_store *s, const struct nv_delivery *d)
{
    const struct nv_query q = {.notice = d->notice, .limit = UINT32_MAX};
    struct nv_records *found;
    struct nv_err ignored;
    bool had = false;
    if (s->ops->find(s, &q, &found, &ignored) != 0)
        return false;
    for (size_t i = 0; i < found->list.n && !had; i++)
        had = strcmp(found->list.v[i].delivery.endpoint, d->endpoint) == 0;
    nv_records_free(found);
    return had;
}

/* Nor must an address that a notice has had before. */
static void look_up_had(struct nv_known *known, struct nv_store *s, const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        if (op->kind == NV_OP_DELIVERY && has_had(s, &op->delivery))
            nv_vec_push(&known->had, op->delivery.id);
    }
}

void nv_known_look_up(struct nv_known *known, struct nv_store *s, const struct nv_txn *t)
{
    nv_known_clear(known);
    look_up_told(known, s, t);
    look_up_had(known, s, t);
}

void nv_known_clear(struct nv_known *known)
{
    known->told.n = known->had.n = 0;
}

void nv_known_free(struct nv_known *known)
{
    nv_vec_free(&known->told);
    nv_vec_free(&known->had);
}
