#include "book.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/intern.h"
#include "book_parts.h"
#include "calendar/day.h"
#include "model/txn.h"

void book_violate(struct book *b, const char *fmt, ...)
{
    va_list ap;
    if (b->violation[0])
        return; /* the first one tells */
    va_start(ap, fmt);
    vsnprintf(b->violation, sizeof b->violation, fmt, ap);
    va_end(ap);
}

void book_init(struct book *b, const struct spec *spec)
{
    memset(b, 0, sizeof *b);
    b->spec = spec;
    b->names = nv_intern_new();
    b->heard = nv_intern_new();
    b->spoken = nv_intern_new();
    b->windows_used = nv_intern_new();
}

void book_free(struct book *b)
{
    for (size_t i = 0; i < b->orders.n; i++)
        nv_vec_free(&b->orders.v[i].list);
    nv_vec_free(&b->orders);
    nv_vec_free(&b->deliveries);
    nv_vec_free(&b->notices);
    nv_vec_free(&b->items);
    nv_vec_free(&b->windows);
    nv_vec_free(&b->flags);
    nv_vec_free(&b->remarks);
    nv_vec_free(&b->truth.facts);
    nv_intern_free(b->windows_used);
    nv_intern_free(b->heard);
    nv_intern_free(b->spoken);
    nv_intern_free(b->names);
}

const char *book_name(struct book *b, const char *s)
{
    return nv_intern_str(b->names, nv_intern_add(b->names, s ? s : ""));
}

int book_task(const struct book *b, const char *occurrence)
{
    for (int i = 0; b->spec && i < b->spec->n_tasks; i++)
        if (strcmp(b->spec->tasks[i].key, occurrence) == 0)
            return i;
    return -1;
}

struct truth_state book_state(const struct book *b, int task)
{
    return truth_of(&b->truth, b->spec, task);
}

struct book_delivery *book_find(struct book *b, uint64_t id)
{
    static const struct book_delivery none = {.state = NV_DELIVERY_STATE_COUNT};
    while (b->deliveries.n <= id)
        nv_vec_push(&b->deliveries, none);
    return &b->deliveries.v[id];
}

static void become(struct book *b, struct book_delivery *d, enum nv_delivery_state state)
{
    if (d->state != NV_DELIVERY_STATE_COUNT)
        b->counts[d->state]--;
    b->counts[state]++;
    d->state = state;
}

/* Which delivery an operation changes, 0: none. */
static uint64_t touched(const struct nv_op *op)
{
    switch (op->kind) {
    case NV_OP_DELIVERY:
        return op->delivery.id;
    case NV_OP_CLAIM:
        return op->claim.delivery;
    case NV_OP_VERDICT:
        return op->verdict.verdict.delivery;
    case NV_OP_CANCEL:
        return op->cancel.delivery;
    case NV_OP_RESUME:
        return op->resume.delivery;
    case NV_OP_BOUNCE:
        return op->bounce.delivery;
    default:
        return 0;
    }
}

/* What is taken up again may be claimed, or found to be overtaken, in the same breath. */
static bool follows_resume(const struct nv_txn *t, size_t at, uint64_t id)
{
    bool resumed = false;
    for (size_t i = 0; i < at; i++)
        resumed |= t->ops.v[i].kind == NV_OP_RESUME && t->ops.v[i].resume.delivery == id;
    return resumed && (t->ops.v[at].kind == NV_OP_CLAIM || t->ops.v[at].kind == NV_OP_CANCEL);
}

static void set_in_txn(struct book *b, const struct nv_txn *t, bool is)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        uint64_t id = touched(&t->ops.v[i]);
        struct book_delivery *d = id ? book_find(b, id) : NULL;
        if (d && is && d->in_txn && !follows_resume(t, i, id))
            book_violate(b, "transaction %llu changes delivery %llu twice", (ull)t->id, (ull)id);
        if (d)
            d->in_txn = is;
    }
}

/* A fact and what contradicts it must not become durable together. */
static void check_facts(struct book *b, const struct nv_txn *t)
{
    bool facts = false, others = false;
    for (size_t i = 0; i < t->ops.n; i++) {
        facts |= t->ops.v[i].kind == NV_OP_FACT;
        others |= t->ops.v[i].kind == NV_OP_CLAIM || t->ops.v[i].kind == NV_OP_NOTICE;
    }
    if (facts && others)
        book_violate(b, "transaction %llu claims or plans beside a fact", (ull)t->id);
}

static void check_claim(struct book *b, const struct nv_op_claim *c)
{
    struct book_delivery *d = book_find(b, c->delivery);
    if (d->state != NV_DELIVERY_PENDING || d->in_hand || d->answered)
        book_violate(b, "delivery %llu is claimed while it is %s", (ull)c->delivery,
                     nv_delivery_state_name(d->state));
    if (c->notice && c->notice->n_items == 0)
        book_violate(b, "delivery %llu is claimed with nothing to say", (ull)c->delivery);
}

void book_asked(struct book *b, const struct nv_txn *t, int64_t now_ms)
{
    if (t->ops.n == 0)
        book_violate(b, "transaction %llu is empty", (ull)t->id);
    if (b->outstanding)
        book_violate(b, "two transactions at once");
    b->outstanding = true;
    check_facts(b, t);
    for (size_t i = 0; i < t->ops.n; i++)
        if (t->ops.v[i].kind == NV_OP_CLAIM)
            check_claim(b, &t->ops.v[i].claim);
    if (b->spec) {
        book_check_plan(b, t, now_ms);
        book_ways_asked(b, t, now_ms);
    }
    book_brake_asked(b, t);
    set_in_txn(b, t, true);
}

void book_ending(struct book *b, const struct nv_txn *t, bool durable)
{
    set_in_txn(b, t, false);
    b->outstanding = false;
    b->failing = !durable;
}

void book_ended(struct book *b)
{
    b->failing = false;
}

static void keep_item(struct book *b, const struct nv_notice *n, const struct nv_item *it)
{
    struct nv_buf key = NV_BUF_INIT;
    /* No item twice for (occurrence, effective day, rung, agency, role). */
    nv_buf_addf(&key, "%s %s %s %d %d", n->agency, it->occurrence, it->rung, it->effective,
                (int)it->role);
    if (nv_intern_find(b->heard, nv_buf_str(&key)) != NV_NONE)
        book_violate(b, "%s hears twice of %s %s", n->agency, it->occurrence, it->rung);
    nv_intern_add(b->heard, nv_buf_str(&key));
    nv_intern_add(b->spoken, it->occurrence);
    nv_buf_free(&key);
    struct book_item kept = {.occurrence = book_name(b, it->occurrence),
                             .agency = book_name(b, n->agency),
                             .rung_day = it->rung_day,
                             .effective = it->effective,
                             .role = it->role,
                             .section = it->section,
                             .chase = it->chase};
    memcpy(kept.rung, it->rung, sizeof kept.rung);
    nv_vec_push(&b->items, kept);
    for (size_t i = b->remarks.n; i-- > 0 && nv_remark_named(it->occurrence);)
        if (b->remarks.v[i].id == nv_remark_named(it->occurrence))
            b->remarks.v[i].told = true;
}

/* No agency has two notices in one window, whatever the clock did. */
static void keep_window(struct book *b, const struct nv_notice *n)
{
    struct nv_buf key = NV_BUF_INIT;
    uint32_t who = nv_intern_add(b->names, n->agency);
    nv_buf_addf(&key, "%s %lld", n->agency, (long long)n->window_ms);
    if (nv_intern_find(b->windows_used, nv_buf_str(&key)) != NV_NONE)
        book_violate(b, "notice %llu is the second for %s in one window", (ull)n->id, n->agency);
    nv_intern_add(b->windows_used, nv_buf_str(&key));
    nv_buf_free(&key);
    while (b->windows.n <= who)
        nv_vec_push(&b->windows, INT64_MIN);
    if (n->window_ms > b->windows.v[who])
        b->windows.v[who] = n->window_ms;
}

static void keep_notice(struct book *b, const struct nv_notice *n)
{
    static const struct book_notice none = {.agency = NULL};
    while (b->notices.n <= n->id)
        nv_vec_push(&b->notices, none);
    if (b->notices.v[n->id].agency)
        book_violate(b, "notice %llu is made twice", (ull)n->id);
    b->notices.v[n->id] = (struct book_notice){.agency = book_name(b, n->agency),
                                               .window_ms = n->window_ms,
                                               .test = n->window_ms < 0,
                                               .first_item = (uint32_t)b->items.n,
                                               .n_items = n->n_items};
    if (n->window_ms >= 0)
        keep_window(b, n);
    for (uint32_t i = 0; i < n->n_items; i++)
        keep_item(b, n, &n->items[i]);
}

static void keep_delivery(struct book *b, const struct nv_delivery *from)
{
    struct book_delivery *d = book_find(b, from->id);
    if (d->state != NV_DELIVERY_STATE_COUNT)
        book_violate(b, "delivery %llu is made twice", (ull)from->id);
    bool in_txn = d->in_txn, known = from->notice < b->notices.n;
    *d = (struct book_delivery){.notice = from->notice,
                                .endpoint = book_name(b, from->endpoint),
                                .since_ms = from->created_ms,
                                .web = strncmp(from->endpoint, "webhook:", 8) == 0,
                                .test = known && b->notices.v[from->notice].test,
                                .state = NV_DELIVERY_STATE_COUNT,
                                .due_ms = from->next_ms,
                                .stored_ms = from->next_ms,
                                .in_txn = in_txn};
    become(b, d, NV_DELIVERY_PENDING);
}

/* When a letter is sent for the k-th time at the soonest if every answer is lost, in hours: two at
 * the start, one after two hours and one after eight, one on each day that follows. */
static int64_t copy_h(int k)
{
    return k <= 2 ? 0 : k == 3 ? 2 : k == 4 ? 8 : 24 * (k - 4);
}

/* What may have arrived is sent again at once, as it were, the first time; then the waits grow to a
 * day. However often it surely did not arrive in between changes nothing. */
static void check_unknown(struct book *b, const struct book_delivery *d,
                          const struct nv_op_verdict *v)
{
    int64_t wait_ms = v->next_ms - v->verdict.ended_ms;
    int64_t least_ms = (copy_h(d->unknown + 1) - copy_h(d->unknown)) * 3600000;
    int64_t most_ms = least_ms ? least_ms * 6 / 5 : 60000; /* the first delay */
    if (v->state == NV_DELIVERY_PENDING && (wait_ms < least_ms || wait_ms > most_ms))
        book_violate(b,
                     "delivery %llu is sent again %lld min after its answer was lost for the %d.",
                     (ull)v->verdict.delivery, (long long)wait_ms / 60000, d->unknown);
}

static void keep_verdict(struct book *b, const struct nv_op_verdict *v)
{
    struct book_delivery *d = book_find(b, v->verdict.delivery);
    ull id = v->verdict.delivery;
    if (d->state != NV_DELIVERY_CLAIMED)
        book_violate(b, "delivery %llu gets a verdict while it is %s", id,
                     nv_delivery_state_name(d->state));
    /* "sent" is written for what the receiver confirmed, and for nothing else. */
    if ((v->state == NV_DELIVERY_SENT) != (v->verdict.class == NV_SENT) ||
        (d->answered && v->verdict.class != d->answer))
        book_violate(b, "delivery %llu is recorded as %s after \"%s\"", id,
                     nv_delivery_state_name(v->state), nv_class_name(v->verdict.class));
    /* A message is given up only when the receiver refuses it for good, when another address has
     * its turn, or its five days end before the next attempt, which is never more than a day and a
     * fifth away; and never because the relay refuses us. */
    int64_t days_end = d->since_ms + 5 * 86400000LL;
    bool own = v->verdict.class == NV_RETURNED || (v->verdict.class == NV_REFUSED && !d->web);
    if (v->state == NV_DELIVERY_FAILED && v->verdict.class != NV_PERMANENT &&
        (own || (v->verdict.ended_ms + 86400000LL * 6 / 5 < days_end && b->spec && !d->must_end)))
        book_violate(b, "delivery %llu is given up too soon", id);
    d->unknown += v->verdict.class == NV_AMBIGUOUS;
    d->idle += own;
    if (v->verdict.class == NV_AMBIGUOUS && b->spec && !d->web)
        check_unknown(b, d, v);
    become(b, d, v->state);
    d->due_ms = d->stored_ms = v->next_ms;
    d->answered = d->judged = false;
}

static void keep_fact(struct book *b, const struct nv_fact *f)
{
    int at = book_task(b, f->subject);
    for (int i = 0; i < SPEC_EVENTS; i++)
        if (strcmp(spec_event_keys[i], f->subject) == 0)
            at = truth_event(i);
    if (at == -1)
        return;
    struct truth_fact kept = {.id = f->id,
                              .undoes = f->undoes,
                              .kind = f->kind,
                              .task = at,
                              .day = f->day,
                              .to = f->to,
                              .told = nv_time_day(f->at_ms, SPEC_ZONE_MIN)};
    nv_vec_push(&b->truth.facts, kept);
}

/* A person wants it again: from now on it counts as new, but for what its receiver has had. */
static void keep_resume(struct book *b, const struct nv_op_resume *r)
{
    struct book_delivery *d = book_find(b, r->delivery);
    /* What waits is made due, and is what it was. */
    if (d->state != NV_DELIVERY_PENDING) {
        d->since_ms = d->resumed_ms = r->at_ms;
        d->resumed = true;
    }
    become(b, d, NV_DELIVERY_PENDING);
    d->due_ms = d->stored_ms = r->at_ms;
    d->may_repeat = true;
}

static void keep_remark(struct book *b, const struct nv_remark *r)
{
    size_t i = b->remarks.n;
    while (i > 0 && b->remarks.v[i - 1].id >= r->id)
        i--;
    if (i == b->remarks.n)
        nv_vec_push(&b->remarks, ((struct book_remark){r->id, r->kind, r->at_ms, false}));
    else if (b->remarks.v[i].id != r->id || b->remarks.v[i].kind != r->kind)
        book_violate(b, "remark %llu is another one than before", (ull)r->id);
    else
        b->remarks.v[i].at_ms = r->at_ms;
    b->brake.told |= r->kind == NV_REMARK_HELD;
}

static void keep_op(struct book *b, const struct nv_txn *t, const struct nv_op *op)
{
    struct book_delivery *d;
    switch (op->kind) {
    case NV_OP_NOTICE:
        keep_notice(b, &op->notice);
        break;
    case NV_OP_DELIVERY:
        keep_delivery(b, &op->delivery);
        break;
    case NV_OP_CLAIM:
        d = book_find(b, op->claim.delivery);
        become(b, d, NV_DELIVERY_CLAIMED);
        d->attempts++;
        break;
    case NV_OP_VERDICT:
        keep_verdict(b, &op->verdict);
        break;
    case NV_OP_CANCEL:
        book_done(b, t, op);
        become(b, book_find(b, op->cancel.delivery), NV_DELIVERY_CANCELLED);
        break;
    case NV_OP_FACT:
        keep_fact(b, &op->fact);
        break;
    case NV_OP_RESUME:
        book_done(b, t, op);
        keep_resume(b, &op->resume);
        break;
    case NV_OP_BOUNCE:
        book_done(b, t, op);
        become(b, book_find(b, op->bounce.delivery), NV_DELIVERY_FAILED);
        b->bounced++;
        break;
    case NV_OP_FLAG:
        book_done(b, t, op);
        book_keep_flag(b, op->flag.endpoint, op->flag.at_ms);
        break;
    case NV_OP_REMARK:
        keep_remark(b, &op->remark);
        break;
    case NV_OP_TERM: /* since when a rule holds: what follows from it is looked at */
        break;
    }
}

void book_durable(struct book *b, const struct nv_txn *t)
{
    if (b->spec)
        book_ways_durable(b, t);
    for (size_t i = 0; i < t->ops.n; i++)
        keep_op(b, t, &t->ops.v[i]);
    book_brake_durable(b, t);
}

void book_send(struct book *b, const struct nv_op_claim *c, const char *bytes, size_t n)
{
    struct book_delivery *d = book_find(b, c->delivery);
    uint64_t hash = nv_hash64(bytes, n, 9) | 1;
    /* Nothing is sent that was not durably claimed. */
    if (d->state != NV_DELIVERY_CLAIMED || c->attempt != d->attempts)
        book_violate(b, "delivery %llu is sent while its claim %d is not durable", (ull)c->delivery,
                     c->attempt);
    if (d->in_hand || d->answered)
        book_violate(b, "delivery %llu is sent twice at once", (ull)c->delivery);
    /* A retry sends the same bytes, and so the same Message-ID. */
    if (d->bytes && d->bytes != hash)
        book_violate(b, "delivery %llu is sent with other bytes than before", (ull)c->delivery);
    /* A second time only if the receiver may have missed the first. */
    if (d->delivered && !d->may_repeat)
        book_violate(b, "delivery %llu is sent again though its arrival was known",
                     (ull)c->delivery);
    /* What comes back of it must be told from what comes back of the letters before. */
    if (c->resumed_ms != d->resumed_ms)
        book_violate(b, "delivery %llu is sent as if it had not been taken up again",
                     (ull)c->delivery);
    d->bytes = hash;
    d->in_hand = true;
}

void book_delivered(struct book *b, uint64_t delivery)
{
    struct book_delivery *d = book_find(b, delivery);
    d->delivered++;
    d->may_repeat = false;
}

void book_answer(struct book *b, const struct nv_verdict *v, int64_t now_ms)
{
    struct book_delivery *d = book_find(b, v->delivery);
    d->in_hand = false;
    d->answered = true;
    d->answer = v->class;
    if (v->class == NV_AMBIGUOUS)
        d->may_repeat = true;
    if (b->spec)
        book_judge(b, d, v, now_ms);
}

void book_crash(struct book *b)
{
    for (size_t i = 0; i < b->deliveries.n; i++) {
        struct book_delivery *d = &b->deliveries.v[i];
        d->in_hand = d->answered = d->in_txn = d->judged = false;
        d->due_ms = d->stored_ms;
        if (d->state == NV_DELIVERY_CLAIMED) {
            become(b, d, NV_DELIVERY_PENDING);
            d->may_repeat = true;
        }
    }
    for (size_t i = 0; i < b->orders.n; i++)
        nv_vec_free(&b->orders.v[i].list);
    b->orders.n = 0;
    b->outstanding = b->failing = false;
    b->brake.ahead_ms = b->brake.since_ms = b->brake.stored_ms;
    b->brake.released |= b->brake.stored_release;
    b->brake.held = 0;
}

void book_clock(struct book *b, int64_t now_ms, int64_t ahead_ms)
{
    for (size_t i = 0; i < b->deliveries.n; i++) {
        struct book_delivery *d = &b->deliveries.v[i];
        int64_t latest = now_ms + (d->attempts ? 24 * 3600000LL * 6 / 5 : 0);
        if (d->due_ms > latest)
            d->due_ms = latest;
        /* What was made by a clock that was ahead is no younger for it. */
        if (d->since_ms > now_ms)
            d->since_ms = now_ms;
    }
    b->brake.ahead_ms += ahead_ms;
    b->brake.since_ms += ahead_ms;
}

void book_sleep(struct book *b, int64_t now_ms, int64_t armed_ms)
{
    enum { PAUSE_MS = 20 * 60000 }; /* longer than any lane rests */
    for (size_t i = 0; i < b->deliveries.n; i++) {
        const struct book_delivery *d = &b->deliveries.v[i];
        int64_t due = d->due_ms > now_ms ? d->due_ms : now_ms;
        /* What is due is not slept over. */
        if (d->state == NV_DELIVERY_PENDING && armed_ms > due + PAUSE_MS)
            book_violate(b, "delivery %zu is due and the engine sleeps for %lld min more", i,
                         (long long)((armed_ms - due) / 60000));
    }
}
