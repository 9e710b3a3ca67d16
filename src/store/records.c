#include "store/records.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "model/txn.h"

static bool valid_id(uint64_t id)
{
    return id > 0 && id <= INT64_MAX;
}

static bool named(const char *s)
{
    return s && *s;
}

static bool ends(const char *s, size_t size)
{
    return memchr(s, '\0', size) != NULL;
}

static int check_notice(const struct nv_notice *n, struct nv_err *err)
{
    if (!valid_id(n->id) || !named(n->agency) || (n->n_items && !n->items))
        return nv_err_set(err, NV_EINVAL, "notice %llu: no id, agency or items",
                          (unsigned long long)n->id);
    for (uint32_t i = 0; i < n->n_items; i++) {
        const struct nv_item *it = &n->items[i];
        if (!named(it->occurrence) || !*it->rung || !ends(it->rung, sizeof it->rung) ||
            (unsigned)it->role >= NV_ROLE_COUNT || (unsigned)it->section >= NV_SECTION_COUNT)
            return nv_err_set(err, NV_EINVAL,
                              "notice %llu item %u: no occurrence or rung, or unknown role or "
                              "section",
                              (unsigned long long)n->id, i);
    }
    return 0;
}

static int check_verdict(const struct nv_op_verdict *v, struct nv_err *err)
{
    if (!valid_id(v->verdict.delivery) || (unsigned)v->verdict.class >= NV_CLASS_COUNT ||
        !ends(v->verdict.text, sizeof v->verdict.text) ||
        (v->state != NV_DELIVERY_SENT && v->state != NV_DELIVERY_PENDING &&
         v->state != NV_DELIVERY_FAILED))
        return nv_err_set(err, NV_EINVAL, "delivery %llu: a verdict cannot make it %s",
                          (unsigned long long)v->verdict.delivery,
                          nv_delivery_state_name(v->state));
    return 0;
}

static int check_op(const struct nv_op *op, struct nv_err *err)
{
    switch (op->kind) {
    case NV_OP_NOTICE:
        return check_notice(&op->notice, err);
    case NV_OP_DELIVERY:
        if (valid_id(op->delivery.id) && valid_id(op->delivery.notice) &&
            named(op->delivery.endpoint) && op->delivery.state == NV_DELIVERY_PENDING)
            return 0;
        return nv_err_set(err, NV_EINVAL, "delivery %llu: no notice or endpoint, or not pending",
                          (unsigned long long)op->delivery.id);
    case NV_OP_CLAIM:
        if (valid_id(op->claim.delivery) && op->claim.attempt > 0)
            return 0;
        return nv_err_set(err, NV_EINVAL, "delivery %llu: claim without id or attempt",
                          (unsigned long long)op->claim.delivery);
    case NV_OP_VERDICT:
        return check_verdict(&op->verdict, err);
    case NV_OP_CANCEL:
        if (valid_id(op->cancel.delivery))
            return 0;
        return nv_err_set(err, NV_EINVAL, "cancel without a delivery");
    case NV_OP_FACT:
        if (valid_id(op->fact.id) && named(op->fact.subject) &&
            (unsigned)op->fact.kind < NV_FACT_COUNT &&
            (op->fact.kind == NV_FACT_UNDO) == (op->fact.undoes != 0))
            return 0;
        return nv_err_set(err, NV_EINVAL,
                          "fact %llu: no id, subject or known kind, or undoes nothing",
                          (unsigned long long)op->fact.id);
    case NV_OP_RESUME:
        if (valid_id(op->resume.delivery))
            return 0;
        return nv_err_set(err, NV_EINVAL, "resume without a delivery");
    case NV_OP_BOUNCE:
        if (valid_id(op->bounce.delivery))
            return 0;
        return nv_err_set(err, NV_EINVAL, "bounce without a delivery");
    case NV_OP_FLAG:
        if (named(op->flag.endpoint))
            return 0;
        return nv_err_set(err, NV_EINVAL, "flag without an address");
    case NV_OP_REMARK:
        if (valid_id(op->remark.id) && named(op->remark.addressee) && op->remark.count > 0 &&
            (unsigned)op->remark.kind < NV_REMARK_COUNT)
            return 0;
        return nv_err_set(err, NV_EINVAL, "remark %llu: no id, addressee, count or known kind",
                          (unsigned long long)op->remark.id);
    case NV_OP_TERM:
        if (named(op->term.scope) && named(op->term.name))
            return 0;
        return nv_err_set(err, NV_EINVAL, "rule without scope or name");
    }
    return nv_err_set(err, NV_EINVAL, "unknown operation %d", (int)op->kind);
}

int nv_store_check(const struct nv_txn *t, struct nv_err *err)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        int rc = check_op(&t->ops.v[i], err);
        if (rc != 0)
            return rc;
    }
    return 0;
}

const char *nv_store_text(const char *s)
{
    return s ? s : "";
}

bool nv_query_wants_state(const struct nv_query *q, enum nv_delivery_state s)
{
    return q->states == 0 || (q->states & (1u << s)) != 0;
}

struct nv_records *nv_records_new(void)
{
    struct nv_records *r = nv_calloc(1, sizeof *r);
    r->arena = nv_arena_new();
    return r;
}

void nv_records_free(struct nv_records *r)
{
    if (!r)
        return;
    nv_vec_free(&r->list);
    nv_vec_free(&r->facts);
    nv_arena_free(r->arena);
    free(r);
}
