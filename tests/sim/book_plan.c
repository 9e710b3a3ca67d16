/* What notices and claims say, by plan and facts. */
#include <stdlib.h>
#include <string.h>

#include "book_parts.h"
#include "calendar/day.h"
#include "model/standing.h"
#include "model/txn.h"

static bool is_over(const struct truth_state *st)
{
    return st->done || st->dropped;
}

static bool rests(const struct truth_state *st, int32_t today)
{
    return st->held_until != NV_DAY_NONE && today <= st->held_until;
}

int32_t book_effective(const struct book *b, const struct truth_state *st)
{
    return st->nominal == NV_DAY_NONE ? NV_DAY_NONE : spec_effective(b->spec, st->nominal);
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
        book_violate(b, "notice %llu: %s is told as if it were work", (ull)n->id, it->occurrence);
    return true;
}

static void check_item(struct book *b, const struct nv_notice *n, const struct nv_item *it,
                       int32_t today)
{
    const struct spec_task *t = spec_find(b->spec, it->occurrence);
    if (is_service(b, n, it))
        return;
    if (!t) {
        book_violate(b, "notice %llu speaks of %s, which is in no plan", (ull)n->id,
                     it->occurrence);
        return;
    }
    struct truth_state st = book_state(b, (int)(t - b->spec->tasks));
    int32_t effective = book_effective(b, &st);
    if (it->effective != effective || it->nominal != st.nominal)
        book_violate(b, "notice %llu: %s has another deadline", (ull)n->id, it->occurrence);
    if (nv_rung_is_fact(it->rung))
        return; /* it tells a fact, whatever that made of the work */
    /* Nobody is reminded of work that is over, or that rests. */
    if (is_over(&st) || st.reported || rests(&st, today))
        book_violate(b, "notice %llu speaks of %s, which is %s", (ull)n->id, it->occurrence,
                     st.done       ? "done"
                     : st.dropped  ? "dropped"
                     : st.reported ? "reported"
                                   : "held");
    check_rung(b, &st, it, today);
    /* What is called overdue is; what is called a reminder before the deadline is. */
    if (effective != NV_DAY_NONE && (it->section == NV_SECTION_OVERDUE) != (today > effective))
        book_violate(b, "notice %llu: %s stands in the wrong section", (ull)n->id, it->occurrence);
}

/* A test is for one agency that is there, at any hour, and says nothing else. */
static void check_test(struct book *b, const struct nv_notice *n)
{
    if (n->n_items != 1 || n->items[0].section != NV_SECTION_TEST ||
        spec_find_agency(b->spec, n->agency) < 0)
        book_violate(b, "notice %llu is no test, and of no window", (ull)n->id);
}

static void check_notice(struct book *b, const struct nv_notice *n, int64_t now_ms)
{
    int agency = spec_find_agency(b->spec, n->agency);
    int32_t today = nv_time_day(now_ms, SPEC_ZONE_MIN);
    /* No notice outside a window or on a day that is not worked. */
    if (spec_window(b->spec, now_ms) == INT64_MIN || spec_window(b->spec, now_ms) != n->window_ms)
        book_violate(b, "notice %llu for %s is made outside its window", (ull)n->id, n->agency);
    if (n->day != today || n->n_items == 0)
        book_violate(b, "notice %llu is of another day, or empty", (ull)n->id);
    /* Nobody who has ceased is written to. */
    if (agency < 0 || b->spec->agencies[agency].ends <= today)
        book_violate(b, "notice %llu for %s, which is no more", (ull)n->id, n->agency);
    for (uint32_t i = 0; i < n->n_items; i++)
        check_item(b, n, &n->items[i], today);
}

/* An item that a delivery may still tell: of work that is open, with the deadline that it has; of
 * a fact after which nothing else was told. What is merely doubtful is left open. */
static bool stands(const struct book *b, const struct book_item *it, int32_t today)
{
    int at = book_task(b, it->occurrence);
    if (it->section == NV_SECTION_SERVICE || it->section == NV_SECTION_TEST)
        return true;
    if (at < 0 || !b->spec->tasks[at].present)
        return false;
    struct truth_state st = book_state(b, at);
    if (it->effective != book_effective(b, &st))
        return false;
    if (nv_rung_is_fact(it->rung))
        return strtoull(strchr(it->rung, ':') + 1, NULL, 10) == st.newest;
    return !is_over(&st) && !st.reported && !rests(&st, today);
}

static bool says(const struct nv_notice *n, const struct book_item *it)
{
    for (uint32_t i = 0; i < n->n_items; i++)
        if (strcmp(n->items[i].occurrence, it->occurrence) == 0 &&
            strcmp(n->items[i].rung, it->rung) == 0)
            return true;
    return false;
}

static const struct book_notice *notice_of(struct book *b, uint64_t delivery)
{
    return &b->notices.v[book_find(b, delivery)->notice];
}

/* By a person: before, or with this very transaction. */
static bool is_resumed(const struct nv_txn *t, const struct book_delivery *d, uint64_t id)
{
    bool now = false;
    for (size_t i = 0; i < t->ops.n; i++)
        now |= t->ops.v[i].kind == NV_OP_RESUME && t->ops.v[i].resume.delivery == id;
    return now || d->resumed;
}

static void check_claim(struct book *b, const struct nv_txn *txn, const struct nv_op_claim *c,
                        int64_t now_ms)
{
    const struct book_delivery *d = book_find(b, c->delivery);
    const struct book_notice *n = notice_of(b, c->delivery);
    for (uint32_t i = 0; i < c->notice->n_items; i++) {
        const struct nv_item *it = &c->notice->items[i];
        const struct spec_task *t = spec_find(b->spec, it->occurrence);
        if (n->test || is_service(b, c->notice, it))
            continue;
        /* Work that was done or taken off the plan in the meantime is not chased, and a deadline
         * that has moved is not told as it was. */
        struct truth_state st =
            t ? book_state(b, (int)(t - b->spec->tasks)) : (struct truth_state){0};
        if (t && is_over(&st) && !nv_rung_is_fact(it->rung))
            book_violate(b, "delivery %llu is claimed for %s, which is over", (ull)c->delivery,
                         it->occurrence);
        if (!t || it->effective != book_effective(b, &st))
            book_violate(b, "delivery %llu is claimed for %s, which is no more as it says",
                         (ull)c->delivery, it->occurrence);
    }
    /* What still stands is said. */
    for (uint32_t i = 0; i < n->n_items; i++)
        if (!says(c->notice, &b->items.v[n->first_item + i]) &&
            stands(b, &b->items.v[n->first_item + i], nv_time_day(now_ms, SPEC_ZONE_MIN)))
            book_violate(b, "delivery %llu leaves out %s %s", (ull)c->delivery,
                         b->items.v[n->first_item + i].occurrence,
                         b->items.v[n->first_item + i].rung);
    /* Who has asked for no more gets no more, but by the hand of a person. */
    if (d->web && !is_resumed(txn, d, c->delivery) && !n->test &&
        book_is_flagged(b, d->endpoint, now_ms))
        book_violate(b, "delivery %llu goes to an address that wants no more", (ull)c->delivery);
}

/* Nothing is dropped that has anything left to say. */
static void check_cancel(struct book *b, const struct nv_txn *t, const struct nv_op_cancel *c,
                         int64_t now_ms)
{
    const struct book_delivery *d = book_find(b, c->delivery);
    const struct book_notice *n = notice_of(b, c->delivery);
    if (strcmp(c->reason, "operator") == 0)
        return; /* book_done() looks who has ordered it */
    if (strcmp(c->reason, "suspended") == 0) {
        if (!d->web || is_resumed(t, d, c->delivery) || n->test ||
            !book_is_flagged(b, d->endpoint, now_ms))
            book_violate(b, "delivery %llu is cancelled though its address takes mail",
                         (ull)c->delivery);
        return;
    }
    for (uint32_t i = 0; i < n->n_items; i++)
        if (stands(b, &b->items.v[n->first_item + i], nv_time_day(now_ms, SPEC_ZONE_MIN)))
            book_violate(b, "delivery %llu is cancelled as %s, and %s %s is still true",
                         (ull)c->delivery, c->reason, b->items.v[n->first_item + i].occurrence,
                         b->items.v[n->first_item + i].rung);
}

void book_check_plan(struct book *b, const struct nv_txn *t, int64_t now_ms)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        if (op->kind == NV_OP_NOTICE && op->notice.window_ms < 0)
            check_test(b, &op->notice);
        else if (op->kind == NV_OP_NOTICE)
            check_notice(b, &op->notice, now_ms);
        else if (op->kind == NV_OP_CLAIM)
            check_claim(b, t, &op->claim, now_ms);
        else if (op->kind == NV_OP_CANCEL)
            check_cancel(b, t, &op->cancel, now_ms);
    }
}
