/* What goes into the next transaction. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "calendar/day.h"
#include "engine/confirm.h"
#include "engine/facts.h"
#include "engine/queue.h"
#include "engine/remarks.h"
#include "engine/state.h"
#include "engine/summarize.h"
#include "engine/table.h"
#include "engine/terms.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/summary.h"
#include "model/txn.h"

enum {
    MAX_OPS = 4096,   /* in one transaction, notices aside */
    FACTS_IN_ROW = 4, /* transactions of facts before the mailing has a turn */
};

struct nv_op *nv_engine_op(struct nv_txn *t, int kind)
{
    nv_vec_push_zero(&t->ops);
    nv_vec_last(&t->ops)->kind = (enum nv_op_kind)kind;
    return nv_vec_last(&t->ops);
}

/* It will not be tried again by this address: who watches over the work is told with the same
 * transaction, for only with that is it so. */
static void tell_failure(struct nv_engine *e, const struct nv_entry *entry,
                         const struct nv_decided *d, int64_t now_ms)
{
    const struct nv_notice *n = nv_queue_notice(e->queue, entry->notice);
    char words[NV_ANSWER_TEXT];
    const char *text = nv_engine_answer(entry, &d->verdict, words);
    e->drafting = true;
    if (d->instead)
        nv_engine_tell(e, n, entry->endpoint, NV_REMARK_FALLBACK, d->instead, text, now_ms);
    else
        nv_engine_tell(e, n, entry->endpoint, NV_REMARK_FAILED, entry->endpoint, text, now_ms);
    if (d->flag)
        nv_engine_tell(e, n, entry->endpoint, NV_REMARK_REFUSING, entry->endpoint, text, now_ms);
    e->drafting = false;
}

/* Where two of a notice fail at once one address may stand in for both. */
static bool goes_to(const struct nv_txn *t, uint64_t notice, const char *endpoint)
{
    for (size_t i = 0; i < t->ops.n; i++)
        if (t->ops.v[i].kind == NV_OP_DELIVERY && t->ops.v[i].delivery.notice == notice &&
            strcmp(t->ops.v[i].delivery.endpoint, endpoint) == 0)
            return true;
    return false;
}

/* The delivery that stands in comes first: its notice must not be forgotten in between. */
static void write_verdict(struct nv_engine *e, struct nv_txn *t, const struct nv_decided *d,
                          int64_t now_ms)
{
    const struct nv_entry *entry = nv_queue_find(e->queue, d->verdict.delivery);
    if (d->state == NV_DELIVERY_FAILED)
        tell_failure(e, entry, d, now_ms);
    if (d->instead && !goes_to(t, entry->notice, d->instead))
        nv_engine_write_delivery(e, t, nv_queue_notice(e->queue, entry->notice), d->instead,
                                 now_ms);
    if (d->flag)
        nv_engine_op(t, NV_OP_FLAG)->flag = (struct nv_op_flag){
            entry->endpoint, now_ms, nv_arena_strdup(t->arena, d->verdict.text)};
    nv_engine_op(t, NV_OP_VERDICT)->verdict =
        (struct nv_op_verdict){d->verdict, d->state, d->next_ms};
}

static void write_verdicts(struct nv_engine *e, struct nv_txn *t, int64_t now_ms)
{
    for (size_t i = 0; i < e->verdicts.n; i++)
        write_verdict(e, t, &e->verdicts.v[i], now_ms);
    e->verdicts_in_txn = e->verdicts.n;
}

/* Names are interned: the same occurrence is the same string. */
static bool asked_before(const struct nv_engine *e, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (e->asked.v[i].fact.subject == e->asked.v[n].fact.subject)
            return true;
    return false;
}

static void write_facts(struct nv_engine *e, struct nv_txn *t)
{
    size_t n = 0;
    /* One fact of each work: what it says decides what the next one means. */
    while (n < e->asked.n && !asked_before(e, n)) {
        struct nv_op *op = nv_engine_op(t, NV_OP_FACT);
        op->fact = e->asked.v[n++].fact;
        op->fact.id = e->next_fact++;
    }
    e->asked_in_txn = n;
}

/* It belongs to no window, so that the agency's notice of this one goes out all the same. */
static void write_test(struct nv_engine *e, struct nv_txn *t, struct nv_asked_test *test,
                       int64_t now_ms)
{
    const struct nv_agency *a = &e->s->agencies[nv_snapshot_agency(e->s, test->agency)];
    char name[32];
    test->notice = e->next_notice++;
    nv_fmt(name, sizeof name, "test:%llu", (unsigned long long)test->notice);
    struct nv_item item = {.occurrence = nv_arena_strdup(t->arena, name),
                           .role = NV_ROLE_LEAD,
                           .section = NV_SECTION_TEST,
                           .rung = "test",
                           .rung_day = nv_time_day(now_ms, e->s->zone_min),
                           .nominal = NV_DAY_NONE,
                           .effective = NV_DAY_NONE,
                           .named = test->agency};
    struct nv_op *op = nv_engine_op(t, NV_OP_NOTICE);
    op->notice = (struct nv_notice){.id = test->notice,
                                    .agency = test->agency,
                                    .day = item.rung_day,
                                    .window_ms = -(int64_t)test->notice,
                                    .created_ms = now_ms,
                                    .items = nv_arena_memdup(t->arena, &item, sizeof item),
                                    .n_items = 1};
    nv_engine_write_deliveries(e, t, a, &op->notice, true, now_ms);
}

static void write_tests(struct nv_engine *e, struct nv_txn *t, int64_t now_ms)
{
    for (size_t i = 0; i < e->tests.n; i++)
        write_test(e, t, &e->tests.v[i], now_ms);
    e->tests_in_txn = e->tests.n;
}

/* An item by a fact stands until a newer fact speaks; one by a ladder while the work is open and
 * the deadline is the one it was reached for. */
static bool still_stands(const struct nv_engine *e, const struct nv_item *item, int32_t today,
                         struct nv_standing *st)
{
    uint32_t at = nv_snapshot_occurrence(e->s, item->occurrence);
    if (at == NV_NONE)
        return false;
    const struct nv_occurrence *o = &e->s->occurrences[at];
    nv_fact_table_standing(e->facts, e->s, at, st);
    bool dates = st->effective == item->effective ||
                 (o->hand_in != NV_DAY_NONE && o->hand_in == item->effective);
    if (nv_rung_is_fact(item->rung))
        return dates && nv_confirm_names(item, st);
    return dates && !nv_standing_closed(st) && st->reported_day == NV_DAY_NONE &&
           !nv_standing_held(st, today);
}

/* What is said of a calendar, or of the week, and has no remark of its own; of kind COUNT: nothing.
 */
static struct nv_remark remark_made(const struct nv_engine *e, const struct nv_item *item,
                                    int64_t now_ms)
{
    const uint64_t *counts = e->status.counts;
    const char *year = nv_calendar_named(item->occurrence);
    const char *week = nv_alive_named(item->occurrence);
    struct nv_remark r = {.kind = NV_REMARK_COUNT,
                          .addressee = item->named,
                          .about = year ? year : week,
                          .endpoint = "",
                          .text = "",
                          .count = 1};
    if (year) {
        r.kind = NV_REMARK_CALENDAR;
    } else if (week) {
        r.kind = NV_REMARK_ALIVE;
        r.at_ms = now_ms;
        r.sent = counts[NV_DELIVERY_SENT];
        r.pending = counts[NV_DELIVERY_PENDING] + counts[NV_DELIVERY_CLAIMED];
        r.lost = counts[NV_DELIVERY_FAILED];
    }
    return r;
}

/* What an item of NV_SECTION_SERVICE says; NULL for any other. */
static const struct nv_remark *remark_of(const struct nv_engine *e, struct nv_arena *a,
                                         const struct nv_item *item, int64_t now_ms)
{
    const struct nv_remark *kept = nv_remark_find(e->remarks, nv_remark_named(item->occurrence));
    struct nv_remark made = remark_made(e, item, now_ms);
    if (item->section != NV_SECTION_SERVICE || (!kept && made.kind == NV_REMARK_COUNT))
        return NULL;
    struct nv_remark *r = nv_arena_memdup(a, kept ? kept : &made, sizeof *r);
    r->addressee = nv_arena_strdup(a, r->addressee);
    r->about = nv_arena_strdup(a, r->about);
    r->endpoint = nv_arena_strdup(a, r->endpoint);
    r->text = nv_arena_strdup(a, r->text);
    return r;
}

/* The report that an item of NV_SECTION_REPORT is, by what is known now; NULL for any other, and
 * where its plan is no more. */
static const struct nv_summary *report_of(const struct nv_engine *e, struct nv_arena *a,
                                          const struct nv_item *item)
{
    uint32_t plan;
    struct nv_report_span span;
    return item->section == NV_SECTION_REPORT &&
                   nv_report_named(e->s, item->occurrence, &plan, &span)
               ? nv_summarize(e, plan, &span, span.to, a)
               : NULL;
}

static bool is_told_upwards(const struct nv_item *item)
{
    return item->section == NV_SECTION_OVERDUE && item->role >= NV_ROLE_APPROVER;
}

const struct nv_notice *nv_engine_as_claimed(const struct nv_engine *e, struct nv_arena *a,
                                             const struct nv_notice *n, int64_t now_ms)
{
    int32_t today = nv_time_day(now_ms, e->s->zone_min);
    struct nv_notice *now = nv_arena_memdup(a, n, sizeof *n);
    struct nv_item *items = nv_arena_alloc(a, n->n_items * sizeof *items);
    now->n_items = 0;
    now->items = items;
    for (uint32_t i = 0; i < n->n_items; i++) {
        struct nv_standing st;
        const struct nv_remark *remark = remark_of(e, a, &n->items[i], now_ms);
        if (remark) {
            items[now->n_items] = n->items[i];
            items[now->n_items++].remark = remark;
            continue;
        }
        if (n->items[i].section == NV_SECTION_TEST) {
            items[now->n_items++] = n->items[i];
            continue;
        }
        const struct nv_summary *report = report_of(e, a, &n->items[i]);
        if (report) {
            items[now->n_items] = n->items[i];
            items[now->n_items++].report = report;
            continue;
        }
        if (!still_stands(e, &n->items[i], today, &st))
            continue;
        struct nv_item *item = &items[now->n_items++];
        *item = n->items[i];
        item->standing = nv_arena_memdup(a, &st, sizeof st);
        if (is_told_upwards(item))
            item->urged = nv_planner_urged(e->planner, e->heard,
                                           nv_snapshot_occurrence(e->s, item->occurrence),
                                           item->effective, today);
    }
    return now->n_items ? now : NULL;
}

/* Why there is nothing left to say: no configuration names the work any more, or facts have
 * overtaken the reminder. */
static const char *why_nothing(const struct nv_engine *e, const struct nv_notice *n)
{
    for (uint32_t i = 0; i < n->n_items; i++)
        if (nv_snapshot_occurrence(e->s, n->items[i].occurrence) != NV_NONE)
            return "overtaken";
    return "removed";
}

/* A receiver that asked to be removed gets nothing until somebody clears it or its flag ends; a
 * person who takes a delivery up, or tries the address, knows of it. */
static bool is_suspended(const struct nv_engine *e, const struct nv_entry *entry, int64_t now_ms)
{
    const struct nv_notice *n = nv_queue_notice(e->queue, entry->notice);
    return strncmp(entry->endpoint, "webhook:", 8) == 0 && !entry->resumed_ms &&
           !nv_engine_is_resumed(e, entry->id) && !nv_engine_is_test(n) &&
           nv_engine_is_flagged(e, entry->endpoint, now_ms);
}

static const char gone[] = "máy nhận đã yêu cầu gỡ địa chỉ webhook này";

/* What is not sent to a receiver that asked to be removed, and to nobody else of its agency, has
 * not been delivered: its owner is told as of what has failed. */
static void tell_suspended(struct nv_engine *e, const struct nv_entry *entry, int64_t now_ms)
{
    e->drafting = true;
    if (nv_engine_is_mute(e, entry->agency, now_ms))
        nv_engine_tell(e, nv_queue_notice(e->queue, entry->notice), entry->endpoint,
                       NV_REMARK_FAILED, entry->endpoint, gone, now_ms);
    e->drafting = false;
}

static void write_claim(struct nv_engine *e, struct nv_txn *t, struct nv_entry *entry,
                        int64_t now_ms)
{
    bool suspended = is_suspended(e, entry, now_ms);
    const struct nv_notice *notice =
        suspended
            ? NULL
            : nv_engine_as_claimed(e, t->arena, nv_queue_notice(e->queue, entry->notice), now_ms);
    if (nv_table_move(&entry->life, notice ? NV_HAP_DUE : NV_HAP_OVERTAKEN) == NV_DEED_CANCEL) {
        struct nv_op *op = nv_engine_op(t, NV_OP_CANCEL);
        op->cancel.delivery = entry->id;
        op->cancel.at_ms = now_ms;
        op->cancel.reason =
            suspended ? "suspended" : why_nothing(e, nv_queue_notice(e->queue, entry->notice));
        if (suspended)
            tell_suspended(e, entry, now_ms);
        return;
    }
    struct nv_op *op = nv_engine_op(t, NV_OP_CLAIM);
    op->claim = (struct nv_op_claim){.delivery = entry->id,
                                     .resumed_ms = entry->resumed_ms,
                                     .attempt = entry->attempts + 1,
                                     .at_ms = now_ms,
                                     .notice = notice,
                                     .endpoint = entry->endpoint,
                                     .rendered = entry->rendered,
                                     .lane = entry->lane};
}

static void write_claims(struct nv_engine *e, struct nv_txn *t, int64_t now_ms)
{
    for (uint32_t lane = 0; lane < nv_queue_lanes(e->queue); lane++)
        for (struct nv_entry *entry;
             t->ops.n < MAX_OPS && (entry = nv_queue_take(e->queue, lane, now_ms));)
            write_claim(e, t, entry, now_ms);
}

static void write_mailing(struct nv_engine *e, struct nv_txn *t, int64_t now_ms)
{
    write_tests(e, t, now_ms);
    /* What must exist is durable before any of it is handed over. */
    if (!nv_engine_write_plan(e, t, now_ms))
        write_claims(e, t, now_ms);
}

/* Facts first, alone: what they say of the work must hold for whatever is claimed next. But where
 * they do not end the mailing gets a transaction now and then. */
static void write_work(struct nv_engine *e, struct nv_txn *t, int64_t now_ms)
{
    write_verdicts(e, t, now_ms);
    nv_engine_write_orders(e, t, now_ms);
    size_t before = t->ops.n;
    if (e->facts_in_row >= FACTS_IN_ROW && !e->draining)
        write_mailing(e, t, now_ms);
    if (t->ops.n == before)
        write_facts(e, t);
    e->facts_in_row = e->asked_in_txn ? e->facts_in_row + 1 : 0;
    if (!e->draining && !e->asked_in_txn && t->ops.n == before)
        write_mailing(e, t, now_ms);
}

void nv_engine_write(struct nv_engine *e, struct nv_txn *t, int64_t now_ms)
{
    write_work(e, t, now_ms);
    /* Last: any of the above may have something to say. */
    nv_remark_write(e->remarks, t);
    nv_term_write(e->rules, t);
}
