/* What people, and messages that came back, have ordered about single deliveries. */
#include <string.h>

#include "book_parts.h"
#include "model/notice.h"
#include "model/txn.h"

static bool is_ordered(const struct book *b, uint64_t delivery)
{
    for (size_t i = 0; i < b->orders.n; i++)
        for (size_t k = 0; k < b->orders.v[i].list.n; k++)
            if (b->orders.v[i].list.v[k].delivery == delivery && b->orders.v[i].list.v[k].possible)
                return true;
    return false;
}

/* Whether it can be done: it suits the state, and nothing else is under way with the delivery. */
static bool is_possible(const struct book *b, enum nv_order_kind kind, uint64_t id)
{
    const struct book_delivery *d = &b->deliveries.v[id];
    if (d->in_hand || d->answered || d->in_txn || is_ordered(b, id))
        return false;
    switch (kind) {
    case NV_ORDER_RESUME:
        return d->state == NV_DELIVERY_PENDING || d->state == NV_DELIVERY_FAILED ||
               d->state == NV_DELIVERY_CANCELLED;
    case NV_ORDER_CANCEL:
        return d->state == NV_DELIVERY_PENDING;
    case NV_ORDER_BOUNCE:
        return d->state == NV_DELIVERY_SENT;
    default:
        return false;
    }
}

void book_ordered(struct book *b, const struct nv_order *o, bool draining, uint32_t held)
{
    struct book_order own = {.request = o->request,
                             .kind = o->kind,
                             .endpoint = book_name(b, o->endpoint),
                             .text = book_name(b, o->text),
                             .code = o->code,
                             .draining = draining,
                             .held = held > 0};
    for (size_t i = 0; i < b->flags.n; i++)
        own.flagged |= b->flags.v[i].endpoint == own.endpoint && b->flags.v[i].at_ms;
    for (size_t i = 0; i < o->n; i++) {
        const struct nv_delivery *d = o->list[i].delivery;
        struct book_ordered one = {.delivery = d->id, .was = d->state};
        one.possible = book_find(b, d->id) && !draining && is_possible(b, o->kind, d->id);
        nv_vec_push(&own.list, one);
    }
    nv_vec_push(&b->orders, own);
    b->ordered++;
}

static struct book_ordered *find_ordered(struct book *b, enum nv_order_kind kind, uint64_t delivery,
                                         struct book_order **order)
{
    for (size_t i = 0; i < b->orders.n; i++)
        for (size_t k = 0; b->orders.v[i].kind == kind && k < b->orders.v[i].list.n; k++)
            if (b->orders.v[i].list.v[k].delivery == delivery && !b->orders.v[i].list.v[k].done) {
                *order = &b->orders.v[i];
                return &b->orders.v[i].list.v[k];
            }
    return NULL;
}

static bool has_cause(struct book *b, const struct nv_txn *t, const char *endpoint)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        uint64_t id = op->kind == NV_OP_BOUNCE ? op->bounce.delivery
                      : op->kind == NV_OP_VERDICT && op->verdict.verdict.code == 410
                          ? op->verdict.verdict.delivery
                          : 0;
        if (id && strcmp(book_find(b, id)->endpoint, endpoint) == 0)
            return true;
    }
    return false;
}

/* An address is flagged for what came back from it, or asked for no more; and cleared on demand. */
static void flag_done(struct book *b, const struct nv_txn *t, const struct nv_op_flag *f)
{
    bool wanted = f->at_ms && has_cause(b, t, f->endpoint);
    for (size_t i = 0; !f->at_ms && !wanted && i < b->orders.n; i++)
        if (b->orders.v[i].kind == NV_ORDER_CLEAR && !b->orders.v[i].cleared &&
            strcmp(b->orders.v[i].endpoint, f->endpoint) == 0)
            wanted = b->orders.v[i].cleared = true; /* one for each order */
    if (!wanted)
        book_violate(b, "%s is %s without a cause", f->endpoint, f->at_ms ? "flagged" : "cleared");
}

void book_done(struct book *b, const struct nv_txn *t, const struct nv_op *op)
{
    uint64_t id = op->kind == NV_OP_RESUME   ? op->resume.delivery
                  : op->kind == NV_OP_CANCEL ? op->cancel.delivery
                                             : op->bounce.delivery;
    enum nv_order_kind kind = op->kind == NV_OP_RESUME   ? NV_ORDER_RESUME
                              : op->kind == NV_OP_CANCEL ? NV_ORDER_CANCEL
                                                         : NV_ORDER_BOUNCE;
    struct book_order *o;
    if (op->kind == NV_OP_FLAG) {
        flag_done(b, t, &op->flag);
        return;
    }
    if (op->kind == NV_OP_CANCEL && strcmp(op->cancel.reason, "operator") != 0)
        return;
    struct book_ordered *one = find_ordered(b, kind, id, &o);
    if (!one) {
        book_violate(b, "transaction %llu changes delivery %llu, which nobody has ordered",
                     (ull)t->id, (ull)id);
        return;
    }
    one->done = true;
    /* A bounce is kept in the remote's words. */
    if (op->kind == NV_OP_BOUNCE &&
        (strcmp(op->bounce.text, o->text) != 0 || op->bounce.code != o->code))
        book_violate(b, "delivery %llu came back for another reason", (ull)id);
}

/* What it came to: an answer that says "done" is true and durable, one that says "no" has changed
 * nothing; what could be done was not refused. */
static void check_reply(struct book *b, const struct book_order *o, int exit_code, uint32_t count,
                        bool at_once)
{
    uint32_t possible = 0, done = 0;
    ull id = o->request;
    for (size_t i = 0; i < o->list.n; i++) {
        possible += o->list.v[i].possible;
        done += o->list.v[i].done;
    }
    if (at_once && possible)
        book_violate(b, "order %llu is refused, and could be carried out", id);
    if (at_once && o->kind == NV_ORDER_BOUNCE && !o->draining) {
        /* It comes again later where the message is not yet known to be sent. */
        bool later = o->list.v[0].was <= NV_DELIVERY_SENT;
        if (exit_code != (later ? NV_ORDER_LATER : 0))
            book_violate(b, "order %llu: what came back is answered with %d", id, exit_code);
        return;
    }
    if (exit_code != 0 && done)
        book_violate(b, "order %llu is said to have failed, and was carried out", id);
    if (exit_code != 0 && !at_once && !b->failing)
        book_violate(b, "order %llu failed without a reason", id);
    if (exit_code == 0 && (at_once || !done || done != count || done != possible))
        book_violate(b, "order %llu is said to have changed %u deliveries of %u, and changed %u",
                     id, count, possible, done);
}

static void check_clear(struct book *b, const struct book_order *o, int exit_code, bool at_once)
{
    bool fine = exit_code == 0 ? o->cleared && !at_once
                               : (at_once ? o->draining || !o->flagged || b->outstanding
                                          : b->failing && !o->cleared);
    if (!fine)
        book_violate(b, "order %llu: %s is not as it is said to be", (ull)o->request, o->endpoint);
}

static void check_release(struct book *b, const struct book_order *o, int exit_code)
{
    if (exit_code == 0 && !o->held)
        book_violate(b, "order %llu has let go what was not held", (ull)o->request);
    if (exit_code != 0 && o->held && !o->draining && !b->failing)
        book_violate(b, "order %llu: what is held is not let go", (ull)o->request);
    /* It is kept, unless what was held has gone in the same breath. */
    if (exit_code != 0 || !b->spec)
        return;
    if (!b->brake.stored_release && !b->brake.went)
        book_violate(b, "order %llu: what is let go is not kept so", (ull)o->request);
    b->brake.released |= b->brake.stored_release;
}

void book_replied(struct book *b, uint64_t request, int exit_code, uint32_t count, bool at_once)
{
    size_t i = 0;
    while (i < b->orders.n && b->orders.v[i].request != request)
        i++;
    if (i == b->orders.n)
        return; /* no order */
    struct book_order o = b->orders.v[i];
    memmove(&b->orders.v[i], &b->orders.v[i + 1], (--b->orders.n - i) * sizeof o);
    if (o.kind == NV_ORDER_RELEASE)
        check_release(b, &o, exit_code);
    else if (o.kind == NV_ORDER_CLEAR)
        check_clear(b, &o, exit_code, at_once);
    else
        check_reply(b, &o, exit_code, count, at_once);
    nv_vec_free(&o.list);
}
