/* By which of its addresses an agency gets a notice, and who is told when one fails. */
#include <string.h>

#include "book_parts.h"
#include "calendar/day.h"
#include "model/txn.h"

enum { FLAG_DAYS = 14 }; /* then the address is tried again */

static struct book_flag *find_flag(const struct book *b, const char *endpoint)
{
    for (size_t i = 0; i < b->flags.n; i++)
        if (strcmp(b->flags.v[i].endpoint, endpoint) == 0)
            return &b->flags.v[i];
    return NULL;
}

bool book_is_flagged(const struct book *b, const char *endpoint, int64_t now_ms)
{
    const struct book_flag *f = find_flag(b, endpoint);
    int64_t far_ms = FLAG_DAYS * 86400000LL;
    /* Nor does it bind when it was set by a clock that was so far ahead. */
    return f && f->at_ms && now_ms < f->at_ms + far_ms && f->at_ms < now_ms + far_ms;
}

void book_keep_flag(struct book *b, const char *endpoint, int64_t at_ms)
{
    struct book_flag *f = find_flag(b, endpoint);
    if (f)
        f->at_ms = at_ms;
    else
        nv_vec_push(&b->flags, ((struct book_flag){book_name(b, endpoint), at_ms}));
}

static bool has_had(const struct book *b, uint64_t notice, const char *endpoint)
{
    for (size_t i = 0; i < b->deliveries.n; i++)
        if (b->deliveries.v[i].notice == notice && b->deliveries.v[i].endpoint &&
            strcmp(b->deliveries.v[i].endpoint, endpoint) == 0)
            return true;
    return false;
}

/* Of the addresses that stand in from `i` on the first that takes mail; -1: none does. */
static int stand_in(const struct book *b, const struct spec_endpoint *list, int n, int i,
                    uint64_t notice, int64_t now_ms)
{
    for (; i < n && list[i].fallback; i++)
        if (!book_is_flagged(b, list[i].id, now_ms) && (!notice || !has_had(b, notice, list[i].id)))
            return i;
    return -1;
}

/* The address that stands in for a delivery's and that its notice has not had, NULL if none does;
 * *any: there is one, had or not. */
static const char *way_after(struct book *b, const struct book_delivery *d, int64_t now_ms,
                             bool *any)
{
    struct spec_endpoint list[SPEC_ENDPOINTS];
    int agency = spec_find_agency(b->spec, b->notices.v[d->notice].agency);
    int n = agency < 0 ? 0 : spec_endpoints(b->spec, agency, list);
    *any = false;
    for (int i = 0; i < n; i++)
        if (strcmp(list[i].id, d->endpoint) == 0) {
            *any = stand_in(b, list, n, i + 1, 0, now_ms) >= 0;
            int other = stand_in(b, list, n, i + 1, d->notice, now_ms);
            return other < 0 ? NULL : book_name(b, list[other].id);
        }
    return NULL;
}

/* What cannot reach the owner is not told to the owner; nor is a letter that speaks of no work. */
static bool is_owed(const struct book *b, const struct book_delivery *d, int64_t now_ms)
{
    struct spec_endpoint list[SPEC_ENDPOINTS];
    const struct book_notice *n = &b->notices.v[d->notice];
    int owner = spec_stands_for(b->spec, b->spec->owner, nv_time_day(now_ms, SPEC_ZONE_MIN));
    int count = owner < 0 ? 0 : spec_endpoints(b->spec, owner, list);
    for (int i = 0; i < count; i++)
        if (strcmp(list[i].id, d->endpoint) == 0)
            return false;
    for (uint32_t i = 0; i < n->n_items; i++)
        if (spec_find(b->spec, b->items.v[n->first_item + i].occurrence))
            return owner >= 0;
    return false;
}

void book_judge(struct book *b, struct book_delivery *d, const struct nv_verdict *v, int64_t now_ms)
{
    bool own_fault = v->class == NV_REFUSED || (v->class == NV_TEMPORARY && v->code == 0);
    bool waits =
        v->class == NV_SENT || v->class == NV_RETURNED || (v->class == NV_REFUSED && !d->web);
    bool any = false;
    d->judged = true;
    /* Where a person has taken it up again it stays where that person wants it; a test has been to
     * all addresses. */
    d->way = waits || d->resumed || d->test ? NULL : way_after(b, d, now_ms, &any);
    d->must_end =
        v->class == NV_PERMANENT ||
        (any && d->attempts - d->idle >= b->spec->fallback_after && (d->web || !own_fault));
    d->flags = v->class == NV_PERMANENT && v->code == 410 && d->web;
}

static int ways_of(const struct nv_txn *t, uint64_t notice, const char *endpoint)
{
    int n = 0;
    for (size_t i = 0; i < t->ops.n; i++)
        n += t->ops.v[i].kind == NV_OP_DELIVERY && t->ops.v[i].delivery.notice == notice &&
             (!endpoint || strcmp(t->ops.v[i].delivery.endpoint, endpoint) == 0);
    return n;
}

/* A new notice goes to each address of its agency, or to what stands in for one that refuses; a
 * test to all there are. */
static void check_addresses(struct book *b, const struct nv_txn *t, const struct nv_notice *n,
                            int64_t now_ms)
{
    struct spec_endpoint list[SPEC_ENDPOINTS];
    int agency = spec_find_agency(b->spec, n->agency), wanted = 0;
    int count = agency < 0 ? 0 : spec_endpoints(b->spec, agency, list);
    bool test = n->window_ms < 0;
    for (int i = 0; i < count; i++) {
        int to = i;
        if (list[i].fallback && !test)
            continue;
        if (!test && book_is_flagged(b, list[i].id, now_ms))
            to = stand_in(b, list, count, i + 1, 0, now_ms);
        to = to < 0 ? i : to;
        wanted++;
        if (ways_of(t, n->id, list[to].id) != 1)
            book_violate(b, "notice %llu for %s does not go to %s", (ull)n->id, n->agency,
                         list[to].id);
    }
    if (!wanted || ways_of(t, n->id, NULL) != wanted)
        book_violate(b, "notice %llu for %s goes %d ways, not %d", (ull)n->id, n->agency,
                     ways_of(t, n->id, NULL), wanted);
}

/* All addresses of its agency are receivers that want no more. */
static bool is_mute(const struct book *b, const struct book_delivery *d, int64_t now_ms)
{
    struct spec_endpoint list[SPEC_ENDPOINTS];
    int agency = spec_find_agency(b->spec, b->notices.v[d->notice].agency);
    int n = agency < 0 ? 0 : spec_endpoints(b->spec, agency, list);
    for (int i = 0; i < n; i++)
        if (!list[i].web || !book_is_flagged(b, list[i].id, now_ms))
            return false;
    return n > 0;
}

static bool is_suspension(const struct nv_op *op)
{
    return op->kind == NV_OP_CANCEL && strcmp(op->cancel.reason, "suspended") == 0;
}

void book_ways_asked(struct book *b, const struct nv_txn *t, int64_t now_ms)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        if (op->kind == NV_OP_NOTICE)
            check_addresses(b, t, &op->notice, now_ms);
        if (op->kind == NV_OP_VERDICT && op->verdict.state == NV_DELIVERY_FAILED) {
            struct book_delivery *d = book_find(b, op->verdict.verdict.delivery);
            d->owed = is_owed(b, d, now_ms);
        }
        if (is_suspension(op)) {
            struct book_delivery *d = book_find(b, op->cancel.delivery);
            d->owed = is_owed(b, d, now_ms) && is_mute(b, d, now_ms);
        }
        if (op->kind != NV_OP_BOUNCE)
            continue;
        struct book_delivery *d = book_find(b, op->bounce.delivery);
        bool any;
        d->way = d->resumed || d->test ? NULL : way_after(b, d, now_ms, &any);
        d->owed = is_owed(b, d, now_ms);
        d->judged = d->flags = true;
    }
}

static bool has_remark(const struct nv_txn *t, const char *about, const char *endpoint,
                       enum nv_remark_kind kind)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_remark *r = &t->ops.v[i].remark;
        if (t->ops.v[i].kind == NV_OP_REMARK && r->kind == kind && strcmp(r->about, about) == 0 &&
            strcmp(r->endpoint, endpoint) == 0)
            return true;
    }
    return false;
}

static bool has_flag(const struct nv_txn *t, const char *endpoint)
{
    for (size_t i = 0; i < t->ops.n; i++)
        if (t->ops.v[i].kind == NV_OP_FLAG && t->ops.v[i].flag.at_ms &&
            strcmp(t->ops.v[i].flag.endpoint, endpoint) == 0)
            return true;
    return false;
}

/* What fails by one address goes by the next, if there is one, and by no other; where there is none
 * its owner is told, in the same breath. */
static void check_failed(struct book *b, const struct nv_txn *t, uint64_t id, bool bounced)
{
    const struct book_delivery *d = book_find(b, id);
    const char *agency = b->notices.v[d->notice].agency;
    enum nv_remark_kind kind = d->way    ? NV_REMARK_FALLBACK
                               : bounced ? NV_REMARK_BOUNCED
                                         : NV_REMARK_FAILED;
    if (d->way && ways_of(t, d->notice, d->way) != 1)
        book_violate(b, "delivery %llu fails, and %s is not tried instead", (ull)id, d->way);
    if (d->owed && !has_remark(t, agency, d->way ? d->way : d->endpoint, kind))
        book_violate(b, "delivery %llu %s, and its owner is not told", (ull)id,
                     bounced  ? "came back"
                     : d->way ? "goes another way"
                              : "has failed");
    if (d->flags && !has_flag(t, d->endpoint))
        book_violate(b, "delivery %llu: %s refuses mail, and that is forgotten", (ull)id,
                     d->endpoint);
    b->diverted += d->way != NULL;
}

/* What is told of a delivery becomes durable with what it tells, or not at all. */
static void check_remark(struct book *b, const struct nv_txn *t, const struct nv_remark *r)
{
    if (r->kind != NV_REMARK_FAILED && r->kind != NV_REMARK_FALLBACK &&
        r->kind != NV_REMARK_BOUNCED)
        return;
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        bool failed = op->kind == NV_OP_VERDICT && op->verdict.state == NV_DELIVERY_FAILED;
        if (op->kind != NV_OP_BOUNCE && (r->kind == NV_REMARK_BOUNCED || !failed) &&
            (r->kind != NV_REMARK_FAILED || !is_suspension(op)))
            continue;
        const struct book_delivery *d =
            book_find(b, failed                     ? op->verdict.verdict.delivery
                         : op->kind == NV_OP_BOUNCE ? op->bounce.delivery
                                                    : op->cancel.delivery);
        const char *where = r->kind == NV_REMARK_FALLBACK ? d->way : d->endpoint;
        if (where && strcmp(where, r->endpoint) == 0)
            return;
    }
    book_violate(b, "remark %llu tells that %s %s, and it is not so", (ull)r->id, r->endpoint,
                 nv_remark_kind_name(r->kind));
}

/* What does not go since its receiver wants no more, and goes to nobody else of its agency, is
 * told, too. */
static void check_suspended(struct book *b, const struct nv_txn *t, uint64_t id)
{
    const struct book_delivery *d = book_find(b, id);
    if (d->owed && !has_remark(t, b->notices.v[d->notice].agency, d->endpoint, NV_REMARK_FAILED))
        book_violate(b, "delivery %llu does not go, and its owner is not told", (ull)id);
}

/* A second delivery of a notice stands in for one that fails with the same transaction. */
static bool stands_in(struct book *b, const struct nv_txn *t, const struct nv_delivery *other)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        bool failed = op->kind == NV_OP_VERDICT && op->verdict.state == NV_DELIVERY_FAILED;
        if (op->kind == NV_OP_NOTICE && op->notice.id == other->notice)
            return true;
        if (!failed && op->kind != NV_OP_BOUNCE)
            continue;
        const struct book_delivery *d =
            book_find(b, failed ? op->verdict.verdict.delivery : op->bounce.delivery);
        if (d->notice == other->notice && d->way && strcmp(d->way, other->endpoint) == 0)
            return true;
    }
    return false;
}

void book_ways_durable(struct book *b, const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        if (op->kind == NV_OP_DELIVERY && !stands_in(b, t, &op->delivery))
            book_violate(b, "notice %llu goes to %s, which stands in for nothing",
                         (ull)op->delivery.notice, op->delivery.endpoint);
        if (op->kind == NV_OP_REMARK)
            check_remark(b, t, &op->remark);
        if (is_suspension(op))
            check_suspended(b, t, op->cancel.delivery);
        if (op->kind == NV_OP_BOUNCE)
            check_failed(b, t, op->bounce.delivery, true);
        if (op->kind != NV_OP_VERDICT)
            continue;
        const struct book_delivery *d = book_find(b, op->verdict.verdict.delivery);
        if (!d->judged)
            continue; /* given back by the engine itself */
        if (d->must_end && op->verdict.state != NV_DELIVERY_FAILED)
            book_violate(b, "delivery %llu is tried again where it has had its chances",
                         (ull)op->verdict.verdict.delivery);
        if (op->verdict.state == NV_DELIVERY_FAILED)
            check_failed(b, t, op->verdict.verdict.delivery, false);
    }
}
