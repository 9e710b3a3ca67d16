/* What a transaction that has ended means. */
#include "base/buf.h"
#include "base/err.h"
#include "base/intern.h"
#include "calendar/day.h"
#include "engine/action.h"
#include "engine/event.h"
#include "engine/facts.h"
#include "engine/heard.h"
#include "engine/judge.h"
#include "engine/queue.h"
#include "engine/remarks.h"
#include "engine/state.h"
#include "engine/table.h"
#include "engine/terms.h"
#include "model/snapshot.h"
#include "model/txn.h"

enum { COMMIT_RETRY_MS = 5000 };

static const char unwritten[] = "Chưa ghi được vào sổ (lỗi đĩa?); hãy thử lại.";

static void apply_notice(struct nv_engine *e, const struct nv_notice *n)
{
    uint32_t agency = nv_intern_add(e->names, n->agency);
    nv_queue_add_notice(e->queue, n);
    if (n->window_ms < 0)
        return; /* a test */
    nv_engine_set_last_window(e, n->agency, n->window_ms);
    for (uint32_t i = 0; i < n->n_items; i++) {
        const struct nv_item *item = &n->items[i];
        uint64_t remark = nv_remark_named(item->occurrence);
        if (remark) {
            nv_remark_told(e->remarks, remark, n->id, true);
            continue;
        }
        nv_heard_record(e->heard, nv_intern_add(e->names, item->occurrence), agency,
                        item->effective, item->rung, item->rung_day, item->role, item->chase);
    }
    e->status.notices++;
    e->status.items += n->n_items;
}

void nv_engine_count_move(struct nv_engine *e, enum nv_delivery_state from,
                          enum nv_delivery_state to)
{
    if (e->status.counts[from])
        e->status.counts[from]--;
    e->status.counts[to]++;
}

static enum nv_happening written(const struct nv_engine *e)
{
    return e->draining ? NV_HAP_STOPPING : NV_HAP_DURABLE;
}

static void apply_verdict(struct nv_engine *e, const struct nv_op_verdict *v, int64_t now_ms)
{
    struct nv_entry *entry = nv_queue_find(e->queue, v->verdict.delivery);
    nv_require(entry);
    nv_engine_count_move(e, NV_DELIVERY_CLAIMED, v->state);
    if (nv_table_move(&entry->life, written(e)) == NV_DEED_PUT_BACK) {
        /* The clock may have been set back since the verdict came. */
        int64_t latest = nv_engine_latest_ms(e, now_ms);
        entry->next_ms = v->next_ms < latest ? v->next_ms : latest;
        nv_queue_put_back(e->queue, entry);
    } else {
        nv_queue_remove(e->queue, entry);
    }
}

/* It was claimed before the draining began: nothing new is begun, it goes back as it came. */
static void give_back(struct nv_engine *e, struct nv_entry *entry, int64_t now_ms)
{
    struct nv_decided d = {.state = NV_DELIVERY_PENDING, .next_ms = now_ms};
    d.verdict.delivery = entry->id;
    d.verdict.class = NV_RETURNED;
    d.verdict.started_ms = d.verdict.ended_ms = now_ms;
    nv_fmt(d.verdict.text, sizeof d.verdict.text, "stopped");
    nv_vec_push(&e->verdicts, d);
    entry->idle++;
}

static void apply_claim(struct nv_engine *e, const struct nv_op_claim *c, int64_t now_ms,
                        struct nv_actions *out)
{
    struct nv_entry *entry = nv_queue_find(e->queue, c->delivery);
    nv_require(entry);
    entry->attempts = c->attempt;
    entry->rendered = true;
    nv_engine_count_move(e, NV_DELIVERY_PENDING, NV_DELIVERY_CLAIMED);
    if (nv_table_move(&entry->life, written(e)) == NV_DEED_GIVE_BACK) {
        give_back(e, entry, now_ms);
        return;
    }
    struct nv_action *a = nv_engine_act(out, NV_ACT_SEND);
    a->send.claim = c;
    a->send.lane = entry->lane;
}

static void apply_cancel(struct nv_engine *e, uint64_t delivery)
{
    struct nv_entry *entry = nv_queue_find(e->queue, delivery);
    nv_require(entry && nv_table_move(&entry->life, written(e)) == NV_DEED_REMOVE);
    nv_queue_remove(e->queue, entry);
    nv_engine_count_move(e, NV_DELIVERY_PENDING, NV_DELIVERY_CANCELLED);
}

static bool waits_for(const struct nv_deliverable *d, uint32_t event)
{
    for (uint32_t i = 0; i < d->events.n; i++)
        if (d->events.v[i] == event)
            return true;
    return false;
}

static void apply_fact(struct nv_engine *e, const struct nv_fact *f)
{
    nv_fact_table_apply(e->facts, f);
    uint32_t at = nv_snapshot_occurrence(e->s, f->subject);
    uint32_t event = at == NV_NONE ? nv_intern_find(e->s->event_ids, f->subject) : NV_NONE;
    if (at != NV_NONE)
        nv_planner_touch(e->planner, at);
    for (uint32_t i = 0; event != NV_NONE && i < e->s->n_occurrences; i++)
        if (waits_for(&e->s->deliverables[e->s->occurrences[i].deliverable], event))
            nv_planner_touch(e->planner, i);
    e->plan_wanted = true;
}

/* The clock may have been set back since it was written. */
static void apply_delivery(struct nv_engine *e, struct nv_delivery d, int64_t now_ms)
{
    d.next_ms = d.next_ms < now_ms ? d.next_ms : now_ms;
    nv_queue_add(e->queue, &d);
}

static void apply_op(struct nv_engine *e, const struct nv_op *op, int64_t now_ms,
                     struct nv_actions *out)
{
    switch (op->kind) {
    case NV_OP_NOTICE:
        apply_notice(e, &op->notice);
        break;
    case NV_OP_DELIVERY:
        apply_delivery(e, op->delivery, now_ms);
        e->status.counts[NV_DELIVERY_PENDING]++;
        break;
    case NV_OP_CLAIM:
        apply_claim(e, &op->claim, now_ms, out);
        break;
    case NV_OP_VERDICT:
        apply_verdict(e, &op->verdict, now_ms);
        break;
    case NV_OP_CANCEL:
        apply_cancel(e, op->cancel.delivery);
        break;
    case NV_OP_FACT:
        apply_fact(e, &op->fact);
        break;
    case NV_OP_RESUME:
        nv_engine_apply_resume(e, &op->resume, now_ms);
        break;
    case NV_OP_BOUNCE:
        nv_engine_apply_bounce(e, &op->bounce);
        break;
    case NV_OP_FLAG:
        nv_engine_set_flag(e, op->flag.endpoint, op->flag.at_ms);
        break;
    case NV_OP_REMARK: /* all of them by nv_remark_written(), nv_term_written() */
    case NV_OP_TERM:
        break;
    }
}

static bool is_open(void *arg, uint64_t notice)
{
    const struct nv_engine *e = arg;
    return nv_queue_notice(e->queue, notice) != NULL;
}

static void commit_succeeded(struct nv_engine *e, const struct nv_txn *t, int64_t now_ms,
                             struct nv_actions *out)
{
    e->plan_wanted |= nv_remark_written(e->remarks, true);
    nv_term_written(e->rules, true);
    for (size_t i = 0; i < t->ops.n; i++)
        apply_op(e, &t->ops.v[i], now_ms, out);
    for (size_t i = 0; i < e->asked_in_txn; i++)
        nv_engine_reply(out, e->asked.v[i].request, 0, nv_judge_text(e, &e->asked.v[i].fact));
    nv_vec_drop_front(&e->verdicts, e->verdicts_in_txn);
    nv_vec_drop_front(&e->asked, e->asked_in_txn);
    for (size_t i = 0; i < e->tests_in_txn; i++) {
        nv_engine_reply(out, e->tests.v[i].request, 0, "Đã đưa thư thử vào hàng đợi.");
        nv_vec_last(&out->list)->reply.notice = e->tests.v[i].notice;
    }
    nv_vec_drop_front(&e->tests, e->tests_in_txn);
    nv_brake_written(e, true, now_ms);
    nv_engine_orders_ended(e, true, now_ms, out);
    nv_engine_judge_waiting(e, out);
    nv_remark_forget(e->remarks, is_open, e);
    e->status.commits++;
    e->status.store_failing = false;
}

/* It was due, and it still is, even if the clock has been set back since. */
static void unclaim(struct nv_engine *e, uint64_t delivery, int64_t now_ms)
{
    struct nv_entry *entry = nv_queue_find(e->queue, delivery);
    nv_require(entry && nv_table_move(&entry->life, NV_HAP_UNWRITTEN) == NV_DEED_PUT_BACK);
    if (entry->next_ms > now_ms)
        entry->next_ms = now_ms;
    nv_queue_put_back(e->queue, entry);
}

/* It stays among the verdicts, and goes into the next transaction. */
static void keep_verdict(struct nv_engine *e, uint64_t delivery)
{
    struct nv_entry *entry = nv_queue_find(e->queue, delivery);
    nv_require(entry && nv_table_move(&entry->life, NV_HAP_UNWRITTEN) == NV_DEED_KEEP);
}

/* Memory keeps the newest rung of each, the ledger all of them. Where rungs have changed places,
 * with the calendar or the ladder, one that was told comes up again: told it stays. */
static void hear_of(struct nv_engine *e, const struct nv_told *told)
{
    const struct nv_item *item = told->item;
    uint64_t remark = nv_remark_named(item->occurrence);
    if (remark) {
        nv_remark_told(e->remarks, remark, 0, true);
        return;
    }
    nv_heard_record(e->heard, nv_intern_add(e->names, item->occurrence),
                    nv_intern_add(e->names, told->agency), item->effective, item->rung,
                    item->rung_day, item->role, 0);
}

static void untell(struct nv_engine *e, const struct nv_notice *n)
{
    for (uint32_t i = 0; i < n->n_items; i++)
        nv_remark_told(e->remarks, nv_remark_named(n->items[i].occurrence), n->id, false);
}

/* An address that the notice has had already: what is behind it may stand in, or it stays with what
 * has failed. */
static void pass_over(struct nv_engine *e, uint64_t notice, const char *endpoint, int64_t now_ms)
{
    for (size_t i = 0; i < e->verdicts_in_txn; i++) {
        struct nv_decided *d = &e->verdicts.v[i];
        const struct nv_entry *entry = nv_queue_find(e->queue, d->verdict.delivery);
        if (entry->notice != notice || d->instead != endpoint)
            continue;
        const struct nv_endpoint *next = nv_engine_alternative(e, entry->agency, endpoint, now_ms);
        d->instead = next ? nv_engine_name(e, next->id) : NULL;
    }
    nv_engine_pass_over(e, notice, endpoint);
}

/* Names are interned: the same address is the same string. */
static void pass_over_had(struct nv_engine *e, const struct nv_event *ev)
{
    const struct nv_txn *t = ev->committed.txn;
    for (size_t i = 0; i < t->ops.n; i++)
        for (size_t k = 0; k < ev->committed.n_had; k++)
            if (t->ops.v[i].kind == NV_OP_DELIVERY &&
                t->ops.v[i].delivery.id == ev->committed.had[k])
                pass_over(e, t->ops.v[i].delivery.notice, t->ops.v[i].delivery.endpoint,
                          ev->now_ms);
    /* Nobody can say what it was: none of them may hold up the others. */
    bool unknown = ev->committed.rc == -NV_EEXIST && !ev->committed.n_told && !ev->committed.n_had;
    for (size_t i = 0; unknown && i < e->verdicts_in_txn; i++)
        e->verdicts.v[i].instead = NULL;
}

static void commit_failed(struct nv_engine *e, const struct nv_event *ev, struct nv_actions *out)
{
    const struct nv_txn *t = ev->committed.txn;
    int rc = ev->committed.rc;
    int64_t now_ms = ev->now_ms;
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        if (op->kind == NV_OP_CLAIM)
            unclaim(e, op->claim.delivery, now_ms);
        else if (op->kind == NV_OP_CANCEL)
            unclaim(e, op->cancel.delivery, now_ms);
        else if (op->kind == NV_OP_VERDICT)
            keep_verdict(e, op->verdict.verdict.delivery);
        else if (op->kind == NV_OP_NOTICE)
            untell(e, &op->notice);
    }
    nv_remark_written(e->remarks, false);
    nv_term_written(e->rules, false);
    /* What the ledger has already is left out of the next plan, so that the rest can go. Where
     * nobody can say what it was, the plan waits for the next window: the work must not stand still
     * for it. */
    for (size_t i = 0; i < ev->committed.n_told; i++)
        hear_of(e, &ev->committed.told[i]);
    if (nv_engine_plan_failed(e, t))
        e->plan_wanted |= rc != -NV_EEXIST || ev->committed.n_told > 0 || ev->committed.n_had > 0;
    for (size_t i = 0; i < e->asked_in_txn; i++)
        nv_engine_reply(out, e->asked.v[i].request, 1, unwritten);
    nv_vec_drop_front(&e->asked, e->asked_in_txn);
    nv_engine_judge_waiting(e, out);
    for (size_t i = 0; i < e->tests_in_txn; i++)
        nv_engine_reply(out, e->tests.v[i].request, 1, unwritten);
    nv_vec_drop_front(&e->tests, e->tests_in_txn);
    pass_over_had(e, ev);
    nv_brake_written(e, false, now_ms); /* first: an order that has failed gives no leave */
    if (ev->committed.n_had)
        nv_engine_keep_orders(e);
    else
        nv_engine_orders_ended(e, false, now_ms, out);
    e->commit_after_ms = now_ms + COMMIT_RETRY_MS;
    e->status.commit_failures++;
    e->status.store_failing = rc != -NV_EEXIST; /* it works, and has more than was known */
    struct nv_action *a = nv_engine_act(out, NV_ACT_ALARM);
    a->alarm.level = NV_LOG_ERR;
    a->alarm.event = "commit-failed";
    nv_fmt(a->alarm.text, sizeof a->alarm.text, "txn=%llu error=%s", (unsigned long long)t->id,
           nv_err_name(rc));
}

void nv_engine_committed(struct nv_engine *e, const struct nv_event *ev, struct nv_actions *out)
{
    const struct nv_txn *t = ev->committed.txn;
    nv_require(t->id == e->outstanding);
    if (ev->committed.rc == 0)
        commit_succeeded(e, t, ev->now_ms, out);
    else
        commit_failed(e, ev, out);
    e->outstanding = 0;
    e->verdicts_in_txn = e->asked_in_txn = e->tests_in_txn = 0;
    if (!nv_engine_plan_left(e))
        nv_engine_drop_plan(e);
}
