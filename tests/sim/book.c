#include "book.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "calendar/day.h"
#include "model/standing.h"
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

void book_free(struct book *b)
{
    nv_vec_free(&b->deliveries);
    nv_vec_free(&b->notices);
    nv_vec_free(&b->items);
    nv_vec_free(&b->truth.facts);
}

int book_task(const struct book *b, const char *occurrence)
{
    for (int i = 0; i < b->spec->n_tasks; i++)
        if (strcmp(b->spec->tasks[i].key, occurrence) == 0)
            return i;
    return -1;
}

struct truth_state book_state(const struct book *b, int task)
{
    const struct spec_task *t = &b->spec->tasks[task];
    return truth_of(&b->truth, task,
                    &(struct truth_plan){t->nominal, b->spec->confirm, t->event, SPEC_WITHIN});
}

static bool is_over(const struct truth_state *st)
{
    return st->done || st->dropped;
}

static int32_t effective_of(const struct book *b, const struct truth_state *st)
{
    return st->nominal == NV_DAY_NONE ? NV_DAY_NONE : spec_effective(b->spec, st->nominal);
}

static struct book_delivery *find(struct book *b, uint64_t id)
{
    static const struct book_delivery none = {.state = NV_DELIVERY_STATE_COUNT};
    while (b->deliveries.n <= id)
        nv_vec_push(&b->deliveries, none);
    return &b->deliveries.v[id];
}

/* A rung "-5w" or "+5w" lies on the day that a person counts on the calendar, and has come. */
static void check_rung(struct book *b, const struct truth_state *t, const struct nv_item *it,
                       int32_t today)
{
    int n = atoi(it->rung);
    int32_t from = n > 0 ? it->effective : t->nominal;
    if (n <= 0 && t->nominal != NV_DAY_NONE)
        from = spec_shift(b->spec, from, 0);
    if (it->rung_day > today)
        book_violate(b, "%s %s is told before its day", it->occurrence, it->rung);
    /* For who hears of it the first time it is no earlier than the facts that he hears with it. */
    if (it->rung[strlen(it->rung) - 1] == 'w' && it->rung_day != spec_shift(b->spec, from, n) &&
        it->rung_day > t->changed + 1)
        book_violate(b, "%s %s lies on a wrong day", it->occurrence, it->rung);
    /* After the deadline nobody is told of a rung before it. */
    if ((it->section == NV_SECTION_OVERDUE) != (it->chase > 0))
        book_violate(b, "%s is overdue, and is told of %s", it->occurrence, it->rung);
}

/* Not about work: what the service says of its own mailing, to who watches the plan. */
static bool is_service(struct book *b, const struct nv_notice *n, const struct nv_item *it)
{
    if (it->section != NV_SECTION_SERVICE)
        return false;
    if (it->role != NV_ROLE_OWNER || it->effective != NV_DAY_NONE || it->chase)
        book_violate(b, "notice %llu: %s is told as if it were work", (unsigned long long)n->id,
                     it->occurrence);
    return true;
}

static void check_notice(struct book *b, const struct nv_notice *n, int64_t now_ms)
{
    int agency = spec_find_agency(b->spec, n->agency);
    int32_t today = nv_time_day(now_ms, SPEC_ZONE_MIN);
    /* No notice outside a window or on a day that is not worked. */
    if (spec_window(b->spec, now_ms) == INT64_MIN || spec_window(b->spec, now_ms) != n->window_ms)
        book_violate(b, "notice %llu for %s is made outside its window", (unsigned long long)n->id,
                     n->agency);
    if (n->day != today || n->n_items == 0)
        book_violate(b, "notice %llu is of another day, or empty", (unsigned long long)n->id);
    /* Nobody who has ceased is written to. */
    if (agency < 0 || b->spec->agencies[agency].ends <= today)
        book_violate(b, "notice %llu for %s, which is no more", (unsigned long long)n->id,
                     n->agency);
    for (uint32_t i = 0; i < n->n_items; i++) {
        const struct nv_item *it = &n->items[i];
        const struct spec_task *t = spec_find(b->spec, it->occurrence);
        if (is_service(b, n, it))
            continue;
        if (!t) {
            book_violate(b, "notice %llu speaks of %s, which is in no plan",
                         (unsigned long long)n->id, it->occurrence);
            continue;
        }
        struct truth_state st = book_state(b, (int)(t - b->spec->tasks));
        int32_t effective = effective_of(b, &st);
        if (it->effective != effective || it->nominal != st.nominal)
            book_violate(b, "notice %llu: %s has another deadline", (unsigned long long)n->id,
                         it->occurrence);
        if (nv_rung_is_fact(it->rung))
            continue; /* it tells a fact, whatever that made of the work */
        /* Nobody is reminded of work that is over, or that rests. */
        if (is_over(&st) || st.reported || (st.held_until != NV_DAY_NONE && today <= st.held_until))
            book_violate(b, "notice %llu speaks of %s, which is %s", (unsigned long long)n->id,
                         it->occurrence,
                         st.done       ? "done"
                         : st.dropped  ? "dropped"
                         : st.reported ? "reported"
                                       : "held");
        check_rung(b, &st, it, today);
        /* What is called overdue is; what is called a reminder before the deadline is. */
        if (effective != NV_DAY_NONE && (it->section == NV_SECTION_OVERDUE) != (today > effective))
            book_violate(b, "notice %llu: %s stands in the wrong section",
                         (unsigned long long)n->id, it->occurrence);
    }
}

static void check_claim(struct book *b, const struct nv_op_claim *c)
{
    struct book_delivery *d = find(b, c->delivery);
    if (d->state != NV_DELIVERY_PENDING || d->in_hand || d->answered)
        book_violate(b, "delivery %llu is claimed while it is %s", (unsigned long long)c->delivery,
                     nv_delivery_state_name(d->state));
    for (uint32_t i = 0; i < c->notice->n_items; i++) {
        const struct nv_item *it = &c->notice->items[i];
        const struct spec_task *t = spec_find(b->spec, it->occurrence);
        if (is_service(b, c->notice, it))
            continue;
        /* Work that was done or taken off the plan in the meantime is not chased, and a deadline
         * that has moved is not told as it was. */
        struct truth_state st =
            t ? book_state(b, (int)(t - b->spec->tasks)) : (struct truth_state){0};
        if (t && is_over(&st) && !nv_rung_is_fact(it->rung))
            book_violate(b, "delivery %llu is claimed for %s, which is over",
                         (unsigned long long)c->delivery, it->occurrence);
        if (!t || it->effective != effective_of(b, &st))
            book_violate(b, "delivery %llu is claimed for %s, which is no more as it says",
                         (unsigned long long)c->delivery, it->occurrence);
    }
    if (c->notice->n_items == 0)
        book_violate(b, "delivery %llu is claimed with nothing to say",
                     (unsigned long long)c->delivery);
}

/* A fact and what contradicts it must not become durable together. */
static void check_facts(struct book *b, const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++)
        for (size_t k = 0; t->ops.v[i].kind == NV_OP_FACT && k < t->ops.n; k++)
            if (t->ops.v[k].kind == NV_OP_CLAIM || t->ops.v[k].kind == NV_OP_NOTICE)
                book_violate(b, "transaction %llu claims or plans beside a fact",
                             (unsigned long long)t->id);
}

void book_asked(struct book *b, const struct nv_txn *t, int64_t now_ms)
{
    if (t->ops.n == 0)
        book_violate(b, "transaction %llu is empty", (unsigned long long)t->id);
    check_facts(b, t);
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        if (op->kind == NV_OP_NOTICE)
            check_notice(b, &op->notice, now_ms);
        else if (op->kind == NV_OP_CLAIM)
            check_claim(b, &op->claim);
    }
}

static bool same_item(const struct book_item *a, const char *agency, const struct nv_item *b)
{
    return a->effective == b->effective && a->role == b->role && strcmp(a->rung, b->rung) == 0 &&
           strcmp(a->occurrence, b->occurrence) == 0 && strcmp(a->agency, agency) == 0;
}

static void keep_notice(struct book *b, const struct nv_notice *n)
{
    static const struct book_notice none = {"", INT64_MIN};
    while (b->notices.n <= n->id)
        nv_vec_push(&b->notices, none);
    struct book_notice *own = &b->notices.v[n->id];
    /* No agency has two notices in one window, whatever the clock did. */
    for (size_t i = 0; i < b->notices.n; i++)
        if (b->notices.v[i].window_ms == n->window_ms &&
            strcmp(b->notices.v[i].agency, n->agency) == 0)
            book_violate(b, "notices %zu and %llu go to %s in one window", i,
                         (unsigned long long)n->id, n->agency);
    snprintf(own->agency, sizeof own->agency, "%s", n->agency);
    own->window_ms = n->window_ms;
    for (uint32_t i = 0; i < n->n_items; i++) {
        const struct nv_item *it = &n->items[i];
        /* No item twice for (occurrence, effective day, rung, agency, role). */
        for (size_t k = 0; k < b->items.n; k++)
            if (same_item(&b->items.v[k], n->agency, it))
                book_violate(b, "%s hears twice of %s %s", n->agency, it->occurrence, it->rung);
        nv_vec_push_zero(&b->items);
        struct book_item *kept = nv_vec_last(&b->items);
        snprintf(kept->occurrence, sizeof kept->occurrence, "%s", it->occurrence);
        snprintf(kept->agency, sizeof kept->agency, "%s", n->agency);
        memcpy(kept->rung, it->rung, sizeof kept->rung);
        kept->effective = it->effective;
        kept->role = it->role;
        kept->section = it->section;
        kept->chase = it->chase;
        kept->notice = n->id;
    }
}

static void keep_verdict(struct book *b, const struct nv_op_verdict *v)
{
    struct book_delivery *d = find(b, v->verdict.delivery);
    if (d->state != NV_DELIVERY_CLAIMED)
        book_violate(b, "delivery %llu gets a verdict while it is %s",
                     (unsigned long long)v->verdict.delivery, nv_delivery_state_name(d->state));
    /* "sent" is written for what the receiver confirmed, and for nothing else. */
    if ((v->state == NV_DELIVERY_SENT) != (v->verdict.class == NV_SENT) ||
        (d->answered && v->verdict.class != d->answer))
        book_violate(b, "delivery %llu is recorded as %s after \"%s\"",
                     (unsigned long long)v->verdict.delivery, nv_delivery_state_name(v->state),
                     nv_class_name(v->verdict.class));
    /* A message is given up only when the receiver refuses it for good or its five days end before
     * the next attempt, which is never more than a day and a fifth away; and never because the
     * relay refuses us. */
    int64_t days_end = d->created_ms + 5 * 86400000LL;
    if (v->state == NV_DELIVERY_FAILED && v->verdict.class != NV_PERMANENT &&
        (v->verdict.ended_ms + 86400000LL * 6 / 5 < days_end ||
         (v->verdict.class == NV_REFUSED && !d->web)))
        book_violate(b, "delivery %llu is given up too soon",
                     (unsigned long long)v->verdict.delivery);
    d->state = v->state;
    d->due_ms = d->stored_ms = v->next_ms;
    d->answered = false;
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

void book_durable(struct book *b, const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        switch (op->kind) {
        case NV_OP_NOTICE:
            keep_notice(b, &op->notice);
            break;
        case NV_OP_DELIVERY:
            if (find(b, op->delivery.id)->state != NV_DELIVERY_STATE_COUNT)
                book_violate(b, "delivery %llu is made twice", (unsigned long long)op->delivery.id);
            *find(b, op->delivery.id) =
                (struct book_delivery){.notice = op->delivery.notice,
                                       .created_ms = op->delivery.created_ms,
                                       .web = strncmp(op->delivery.endpoint, "webhook:", 8) == 0,
                                       .state = NV_DELIVERY_PENDING,
                                       .due_ms = op->delivery.next_ms,
                                       .stored_ms = op->delivery.next_ms};
            break;
        case NV_OP_CLAIM:
            find(b, op->claim.delivery)->state = NV_DELIVERY_CLAIMED;
            find(b, op->claim.delivery)->attempts++;
            break;
        case NV_OP_VERDICT:
            keep_verdict(b, &op->verdict);
            break;
        case NV_OP_CANCEL:
            find(b, op->cancel.delivery)->state = NV_DELIVERY_CANCELLED;
            break;
        case NV_OP_FACT:
            keep_fact(b, &op->fact);
            break;
        case NV_OP_RESUME:
        case NV_OP_BOUNCE:
        case NV_OP_FLAG:
            book_violate(b, "transaction %llu holds what nobody ordered",
                         (unsigned long long)t->id);
            break;
        case NV_OP_TERM: /* of the ladders, which the simulation never edits */
        case NV_OP_REMARK:
            break; /* told through notices, like all else */
        }
    }
}

void book_send(struct book *b, const struct nv_op_claim *c, const char *bytes, size_t n)
{
    struct book_delivery *d = find(b, c->delivery);
    uint64_t hash = nv_hash64(bytes, n, 9) | 1;
    /* Nothing is sent that was not durably claimed. */
    if (d->state != NV_DELIVERY_CLAIMED || c->attempt != d->attempts)
        book_violate(b, "delivery %llu is sent while its claim %d is not durable",
                     (unsigned long long)c->delivery, c->attempt);
    if (d->in_hand || d->answered)
        book_violate(b, "delivery %llu is sent twice at once", (unsigned long long)c->delivery);
    /* A retry sends the same bytes, and so the same Message-ID. */
    if (d->bytes && d->bytes != hash)
        book_violate(b, "delivery %llu is sent with other bytes than before",
                     (unsigned long long)c->delivery);
    /* A second time only if the receiver may have missed the first. */
    if (d->delivered && !d->may_repeat)
        book_violate(b, "delivery %llu is sent again though its arrival was known",
                     (unsigned long long)c->delivery);
    d->bytes = hash;
    d->in_hand = true;
}

void book_delivered(struct book *b, uint64_t delivery)
{
    struct book_delivery *d = find(b, delivery);
    d->delivered++;
    d->may_repeat = false;
}

void book_answer(struct book *b, uint64_t delivery, enum nv_class class)
{
    struct book_delivery *d = find(b, delivery);
    d->in_hand = false;
    d->answered = true;
    d->answer = class;
    if (class == NV_AMBIGUOUS)
        d->may_repeat = true;
}

void book_crash(struct book *b)
{
    for (size_t i = 0; i < b->deliveries.n; i++) {
        struct book_delivery *d = &b->deliveries.v[i];
        d->in_hand = d->answered = false;
        d->due_ms = d->stored_ms;
        if (d->state == NV_DELIVERY_CLAIMED) {
            d->state = NV_DELIVERY_PENDING;
            d->may_repeat = true;
        }
    }
}

void book_clock(struct book *b, int64_t now_ms)
{
    for (size_t i = 0; i < b->deliveries.n; i++) {
        struct book_delivery *d = &b->deliveries.v[i];
        int64_t latest = now_ms + (d->attempts ? 24 * 3600000LL * 6 / 5 : 0);
        if (d->due_ms > latest)
            d->due_ms = latest;
    }
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
