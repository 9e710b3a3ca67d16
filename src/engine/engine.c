#include "engine/engine.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/intern.h"
#include "calendar/day.h"
#include "engine/action.h"
#include "engine/event.h"
#include "engine/facts.h"
#include "engine/heard.h"
#include "engine/planner.h"
#include "engine/queue.h"
#include "engine/retry.h"
#include "engine/window.h"
#include "model/ledger.h"
#include "model/snapshot.h"
#include "model/txn.h"

enum {
    COMMIT_RETRY_MS = 5000,
    LANE_PAUSE_MS = 15 * 60 * 1000, /* after a refused login or certificate */
    LANE_FAILURES = 4,              /* connections that failed in a row before a lane rests */
    MAX_OPS = 4096,                 /* in one transaction, notices aside */
};

struct asked {
    uint64_t request;
    struct nv_fact fact; /* strings in names */
};

struct decided {
    struct nv_verdict verdict;
    enum nv_delivery_state state;
    int64_t next_ms;
};

struct nv_engine {
    struct nv_intern *names;
    struct nv_snapshot *s;
    struct nv_planner *planner;
    struct nv_heard_table *heard;
    struct nv_fact_table *facts;
    struct nv_queue *queue;
    NV_VEC(int64_t) last_window; /* by agency symbol */
    uint64_t next_notice, next_delivery, next_fact, next_txn;
    NV_VEC(struct decided) verdicts; /* not yet durable */
    NV_VEC(struct asked) asked;      /* not yet durable */
    size_t verdicts_in_txn, asked_in_txn;
    struct nv_planned_list planned; /* in the outstanding transaction */
    uint64_t outstanding;           /* its id, 0 = none */
    int64_t commit_after_ms;        /* after a failure: not before */
    int64_t planned_window;         /* the newest window that was planned */
    bool plan_wanted, draining, restored;
    struct nv_engine_status status;
};

struct nv_engine *nv_engine_new(void)
{
    struct nv_engine *e = nv_calloc(1, sizeof *e);
    e->names = nv_intern_new();
    e->heard = nv_heard_new();
    e->facts = nv_fact_table_new();
    e->queue = nv_queue_new(e->names);
    e->next_notice = e->next_delivery = e->next_fact = e->next_txn = 1;
    e->commit_after_ms = e->planned_window = INT64_MIN;
    e->status.last_window_ms = e->status.next_window_ms = INT64_MIN;
    return e;
}

void nv_engine_free(struct nv_engine *e)
{
    if (!e)
        return;
    nv_planned_free(&e->planned);
    nv_vec_free(&e->last_window);
    nv_vec_free(&e->verdicts);
    nv_vec_free(&e->asked);
    nv_planner_free(e->planner);
    nv_queue_free(e->queue);
    nv_fact_table_free(e->facts);
    nv_heard_free(e->heard);
    nv_intern_free(e->names);
    nv_snapshot_unref(e->s);
    free(e);
}

static struct nv_action *act(struct nv_actions *out, enum nv_action_kind kind)
{
    nv_vec_push_zero(&out->list);
    nv_vec_last(&out->list)->kind = kind;
    return nv_vec_last(&out->list);
}

static void alarm_lane(struct nv_actions *out, const char *event, uint32_t lane,
                       const struct nv_verdict *v)
{
    char quoted[120];
    struct nv_action *a = act(out, NV_ACT_ALARM);
    a->alarm.level = NV_LOG_WARNING;
    a->alarm.event = event;
    nv_fmt(a->alarm.text, sizeof a->alarm.text, "delivery=%llu lane=%u class=%s code=%d text=%s",
           (unsigned long long)v->delivery, lane, nv_class_name(v->class), v->code,
           nv_log_quote(quoted, sizeof quoted, v->text));
}

static const char *name(struct nv_engine *e, const char *s)
{
    return nv_intern_str(e->names, nv_intern_add(e->names, s ? s : ""));
}

static void set_last_window(struct nv_engine *e, const char *agency, int64_t window_ms)
{
    uint32_t sym = nv_intern_add(e->names, agency);
    while (e->last_window.n <= sym)
        nv_vec_push(&e->last_window, INT64_MIN);
    e->last_window.v[sym] = window_ms;
}

static void on_restored(struct nv_engine *e, const struct nv_ledger *l)
{
    nv_require(!e->restored);
    e->restored = true;
    e->next_notice = l->next_notice;
    e->next_delivery = l->next_delivery;
    e->next_fact = l->next_fact;
    for (size_t i = 0; i < l->facts.n; i++)
        nv_fact_table_apply(e->facts, nv_intern_add(e->names, l->facts.v[i].occurrence),
                            &l->facts.v[i]);
    for (size_t i = 0; i < l->heard.n; i++) {
        const struct nv_heard *h = &l->heard.v[i];
        nv_heard_record(e->heard, nv_intern_add(e->names, h->occurrence),
                        nv_intern_add(e->names, h->agency), h->effective, h->rung_day, h->role,
                        h->chases);
    }
    for (size_t i = 0; i < l->windows.n; i++)
        set_last_window(e, l->windows.v[i].agency, l->windows.v[i].window_ms);
    for (size_t i = 0; i < l->notices.n; i++)
        nv_queue_add_notice(e->queue, &l->notices.v[i]);
    for (size_t i = 0; i < l->deliveries.n; i++)
        nv_queue_add(e->queue, &l->deliveries.v[i]);
    memcpy(e->status.counts, l->counts, sizeof e->status.counts);
}

static void on_snapshot(struct nv_engine *e, const struct nv_snapshot *s)
{
    struct nv_snapshot *old = e->s;
    e->s = nv_snapshot_ref(s);
    nv_planner_free(e->planner);
    e->planner = nv_planner_new(e->s, e->names);
    nv_queue_configure(e->queue, e->s);
    e->plan_wanted = true;
    nv_snapshot_unref(old);
}

static void on_clock(struct nv_engine *e, const struct nv_event *ev)
{
    if (!ev->clock.jumped || !e->s)
        return;
    e->plan_wanted = true;
    e->commit_after_ms = INT64_MIN;
    int64_t mail = nv_retry_longest(&e->s->retry_mail);
    int64_t web = nv_retry_longest(&e->s->retry_webhook);
    nv_queue_clamp(e->queue, ev->now_ms + (mail > web ? mail : web));
}

static const struct nv_retry *policy_of(const struct nv_engine *e, const struct nv_entry *entry)
{
    return strncmp(entry->endpoint, "webhook:", 8) == 0 ? &e->s->retry_webhook : &e->s->retry_mail;
}

/* A lane that is refused rests at once; one whose connections fail, after a few in a row. */
static void judge_lane(struct nv_engine *e, const struct nv_entry *entry,
                       const struct nv_verdict *v, int64_t now_ms, struct nv_actions *out)
{
    struct nv_lane_state *lane = nv_queue_lane(e->queue, entry->lane);
    bool web = entry->lane + 1 == nv_queue_lanes(e->queue);
    bool lanes_fault = v->class == NV_TEMPORARY && (v->code == 0 || v->code == 421);
    if (v->class == NV_REFUSED && !web) {
        if (lane->paused_until_ms <= now_ms)
            alarm_lane(out, "relay-refused", entry->lane, v);
        lane->paused_until_ms = now_ms + LANE_PAUSE_MS;
    } else if (lanes_fault && !web) {
        if (++lane->failures >= LANE_FAILURES && lane->paused_until_ms <= now_ms) {
            uint32_t doubling = lane->failures / LANE_FAILURES - 1;
            int64_t pause = 30000LL << (doubling < 5 ? doubling : 5);
            lane->paused_until_ms = now_ms + (pause < LANE_PAUSE_MS ? pause : LANE_PAUSE_MS);
            alarm_lane(out, "relay-unreachable", entry->lane, v);
        }
    } else if (v->class != NV_REFUSED) {
        lane->failures = 0;
        lane->paused_until_ms = INT64_MIN;
    }
}

static void on_verdict(struct nv_engine *e, const struct nv_verdict *v, int64_t now_ms,
                       struct nv_actions *out)
{
    struct nv_entry *entry = nv_queue_find(e->queue, v->delivery);
    if (!entry || entry->state != NV_DELIVERY_CLAIMED)
        return;
    struct decided d = {*v, NV_DELIVERY_SENT, 0};
    judge_lane(e, entry, v, now_ms, out);
    if (v->class == NV_PERMANENT) {
        d.state = NV_DELIVERY_FAILED;
    } else if (v->class != NV_SENT) {
        const struct nv_retry *policy = policy_of(e, entry);
        d.state = NV_DELIVERY_PENDING;
        d.next_ms = nv_retry_next(policy, entry->id, entry->attempts, entry->created_ms, now_ms,
                                  v->retry_after_s);
        if (d.next_ms == INT64_MIN)
            d.state = NV_DELIVERY_FAILED;
    }
    if (d.state == NV_DELIVERY_FAILED)
        alarm_lane(out, "delivery-failed", entry->lane, v);
    nv_vec_push(&e->verdicts, d);
}

static void reply(struct nv_actions *out, uint64_t request, int exit_code, const char *text)
{
    struct nv_action *a = act(out, NV_ACT_REPLY);
    a->reply.request = request;
    a->reply.exit_code = exit_code;
    a->reply.text = text;
}

static void on_fact(struct nv_engine *e, const struct nv_event *ev, struct nv_actions *out)
{
    struct nv_fact f = ev->fact.fact;
    int32_t done = nv_engine_done_day(e, f.occurrence);
    if (e->draining) {
        reply(out, ev->fact.request, 1, "Dịch vụ đang dừng; chưa ghi nhận, hãy thử lại.");
        return;
    }
    if (f.kind == NV_FACT_REOPEN && done == NV_DAY_NONE) {
        reply(out, ev->fact.request, 1, "Nhiệm vụ đang mở, không có gì để mở lại.");
        return;
    }
    if (f.kind == NV_FACT_DONE && done == f.day) {
        reply(out, ev->fact.request, 0, "Đã được ghi nhận hoàn thành từ trước.");
        return;
    }
    f.occurrence = name(e, f.occurrence);
    f.document = name(e, f.document);
    f.note = name(e, f.note);
    f.actor = name(e, f.actor);
    nv_vec_push(&e->asked, (struct asked){ev->fact.request, f});
}

/* ---- one transaction --------------------------------------------------------------------- */

static struct nv_op *add_op(struct nv_txn *t, enum nv_op_kind kind)
{
    nv_vec_push_zero(&t->ops);
    nv_vec_last(&t->ops)->kind = kind;
    return nv_vec_last(&t->ops);
}

static void write_verdicts(struct nv_engine *e, struct nv_txn *t)
{
    for (size_t i = 0; i < e->verdicts.n; i++) {
        struct nv_op *op = add_op(t, NV_OP_VERDICT);
        op->verdict.verdict = e->verdicts.v[i].verdict;
        op->verdict.state = e->verdicts.v[i].state;
        op->verdict.next_ms = e->verdicts.v[i].next_ms;
    }
    e->verdicts_in_txn = e->verdicts.n;
}

static void write_facts(struct nv_engine *e, struct nv_txn *t)
{
    for (size_t i = 0; i < e->asked.n; i++) {
        struct nv_op *op = add_op(t, NV_OP_FACT);
        op->fact = e->asked.v[i].fact;
        op->fact.id = e->next_fact++;
    }
    e->asked_in_txn = e->asked.n;
}

static void write_notice(struct nv_engine *e, struct nv_txn *t, const struct nv_planned *p,
                         int64_t window_ms, int64_t now_ms)
{
    const struct nv_agency *a = &e->s->agencies[p->agency];
    struct nv_op *op = add_op(t, NV_OP_NOTICE);
    op->notice = (struct nv_notice){
        .id = e->next_notice++,
        .agency = nv_intern_str(e->names, nv_planner_agency(e->planner, p->agency)),
        .day = nv_time_day(window_ms, e->s->zone_min),
        .window_ms = window_ms,
        .created_ms = now_ms,
        .items = nv_arena_memdup(t->arena, p->items.v, p->items.n * sizeof *p->items.v),
        .n_items = (uint32_t)p->items.n};
    uint64_t notice = op->notice.id;
    const char *agency = op->notice.agency;
    for (uint32_t i = 0; i < a->n_endpoints; i++)
        add_op(t, NV_OP_DELIVERY)->delivery =
            (struct nv_delivery){.id = e->next_delivery++,
                                 .notice = notice,
                                 .agency = agency,
                                 .endpoint = name(e, a->endpoints[i].id),
                                 .state = NV_DELIVERY_PENDING,
                                 .created_ms = now_ms,
                                 .next_ms = now_ms};
}

static void write_plan(struct nv_engine *e, struct nv_txn *t, int64_t now_ms)
{
    int64_t window = nv_window_open(e->s, now_ms);
    if (window == INT64_MIN || (!e->plan_wanted && window == e->planned_window))
        return;
    struct nv_planner_input in = {.facts = e->facts,
                                  .heard = e->heard,
                                  .today = nv_time_day(now_ms, e->s->zone_min),
                                  .window_ms = window,
                                  .last_window = e->last_window.v,
                                  .n_last_window = e->last_window.n};
    nv_planner_run(e->planner, &in, &e->planned);
    for (size_t i = 0; i < e->planned.list.n; i++)
        write_notice(e, t, &e->planned.list.v[i], window, now_ms);
    e->plan_wanted = false;
    e->planned_window = window;
    e->status.last_window_ms = window;
}

static bool still_stands(const struct nv_engine *e, const struct nv_item *item)
{
    return nv_snapshot_deliverable(e->s, item->occurrence, NULL) != NV_NONE &&
           nv_engine_done_day(e, item->occurrence) == NV_DAY_NONE;
}

/* The notice as it is now: what was done in the meantime is not chased. NULL if nothing is left. */
static const struct nv_notice *notice_now(struct nv_engine *e, struct nv_txn *t, uint64_t id)
{
    const struct nv_notice *n = nv_queue_notice(e->queue, id);
    struct nv_notice *now = nv_arena_memdup(t->arena, n, sizeof *n);
    struct nv_item *items = nv_arena_alloc(t->arena, n->n_items * sizeof *items);
    now->n_items = 0;
    now->items = items;
    for (uint32_t i = 0; i < n->n_items; i++)
        if (still_stands(e, &n->items[i]))
            items[now->n_items++] = n->items[i];
    return now->n_items ? now : NULL;
}

static void write_claim(struct nv_engine *e, struct nv_txn *t, struct nv_entry *entry,
                        int64_t now_ms)
{
    const struct nv_notice *notice = notice_now(e, t, entry->notice);
    if (!notice) {
        struct nv_op *op = add_op(t, NV_OP_CANCEL);
        op->cancel.delivery = entry->id;
        op->cancel.at_ms = now_ms;
        op->cancel.reason = "done";
        return;
    }
    struct nv_op *op = add_op(t, NV_OP_CLAIM);
    op->claim = (struct nv_op_claim){.delivery = entry->id,
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

/* ---- what a commit means ------------------------------------------------------------------- */

static void apply_notice(struct nv_engine *e, const struct nv_notice *n)
{
    uint32_t agency = nv_intern_add(e->names, n->agency);
    nv_queue_add_notice(e->queue, n);
    set_last_window(e, n->agency, n->window_ms);
    for (uint32_t i = 0; i < n->n_items; i++) {
        const struct nv_item *item = &n->items[i];
        nv_heard_record(e->heard, nv_intern_add(e->names, item->occurrence), agency,
                        item->effective, item->rung_day, item->role, item->chase);
    }
    e->status.notices++;
    e->status.items += n->n_items;
}

static void count_move(struct nv_engine *e, enum nv_delivery_state from, enum nv_delivery_state to)
{
    if (e->status.counts[from])
        e->status.counts[from]--;
    e->status.counts[to]++;
}

static void apply_verdict(struct nv_engine *e, const struct nv_op_verdict *v)
{
    struct nv_entry *entry = nv_queue_find(e->queue, v->verdict.delivery);
    nv_require(entry);
    count_move(e, NV_DELIVERY_CLAIMED, v->state);
    if (v->state == NV_DELIVERY_PENDING) {
        entry->next_ms = v->next_ms;
        nv_queue_put_back(e->queue, entry);
    } else {
        nv_queue_remove(e->queue, entry);
    }
}

static void apply_claim(struct nv_engine *e, const struct nv_op_claim *c, struct nv_actions *out)
{
    struct nv_entry *entry = nv_queue_find(e->queue, c->delivery);
    nv_require(entry);
    entry->attempts = c->attempt;
    entry->rendered = true;
    count_move(e, NV_DELIVERY_PENDING, NV_DELIVERY_CLAIMED);
    struct nv_action *a = act(out, NV_ACT_SEND);
    a->send.claim = c;
    a->send.lane = entry->lane;
}

static void apply_fact(struct nv_engine *e, const struct nv_fact *f)
{
    nv_fact_table_apply(e->facts, nv_intern_add(e->names, f->occurrence), f);
    uint32_t at = nv_snapshot_deliverable(e->s, f->occurrence, NULL);
    if (at != NV_NONE)
        nv_planner_touch(e->planner, at);
    e->plan_wanted = true;
}

static void apply_op(struct nv_engine *e, const struct nv_op *op, struct nv_actions *out)
{
    switch (op->kind) {
    case NV_OP_NOTICE:
        apply_notice(e, &op->notice);
        break;
    case NV_OP_DELIVERY:
        nv_queue_add(e->queue, &op->delivery);
        e->status.counts[NV_DELIVERY_PENDING]++;
        break;
    case NV_OP_CLAIM:
        apply_claim(e, &op->claim, out);
        break;
    case NV_OP_VERDICT:
        apply_verdict(e, &op->verdict);
        break;
    case NV_OP_CANCEL:
        nv_queue_remove(e->queue, nv_queue_find(e->queue, op->cancel.delivery));
        count_move(e, NV_DELIVERY_PENDING, NV_DELIVERY_CANCELLED);
        break;
    case NV_OP_FACT:
        apply_fact(e, &op->fact);
        break;
    }
}

static const char *fact_text(enum nv_fact_kind kind)
{
    return kind == NV_FACT_DONE ? "Đã ghi nhận hoàn thành; từ nay không nhắc nhiệm vụ này nữa."
                                : "Đã mở lại nhiệm vụ; hệ thống tiếp tục nhắc.";
}

static void commit_succeeded(struct nv_engine *e, const struct nv_txn *t, struct nv_actions *out)
{
    for (size_t i = 0; i < t->ops.n; i++)
        apply_op(e, &t->ops.v[i], out);
    for (size_t i = 0; i < e->asked_in_txn; i++)
        reply(out, e->asked.v[i].request, 0, fact_text(e->asked.v[i].fact.kind));
    e->verdicts.n -= e->verdicts_in_txn;
    memmove(e->verdicts.v, e->verdicts.v + e->verdicts_in_txn,
            e->verdicts.n * sizeof *e->verdicts.v);
    e->asked.n -= e->asked_in_txn;
    memmove(e->asked.v, e->asked.v + e->asked_in_txn, e->asked.n * sizeof *e->asked.v);
    e->status.commits++;
    e->status.store_failing = false;
}

static void commit_failed(struct nv_engine *e, const struct nv_txn *t, int rc, int64_t now_ms,
                          struct nv_actions *out)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        if (op->kind == NV_OP_CLAIM || op->kind == NV_OP_CANCEL)
            nv_queue_put_back(e->queue, nv_queue_find(e->queue, op->kind == NV_OP_CLAIM
                                                                    ? op->claim.delivery
                                                                    : op->cancel.delivery));
    }
    nv_planner_again(e->planner, &e->planned);
    e->plan_wanted |= e->planned.list.n > 0;
    for (size_t i = 0; i < e->asked_in_txn; i++)
        reply(out, e->asked.v[i].request, 1, "Chưa ghi được vào sổ (lỗi đĩa?); hãy thử lại.");
    e->asked.n -= e->asked_in_txn;
    memmove(e->asked.v, e->asked.v + e->asked_in_txn, e->asked.n * sizeof *e->asked.v);
    e->commit_after_ms = now_ms + COMMIT_RETRY_MS;
    e->status.commit_failures++;
    e->status.store_failing = true;
    struct nv_action *a = act(out, NV_ACT_ALARM);
    a->alarm.level = NV_LOG_ERR;
    a->alarm.event = "commit-failed";
    nv_fmt(a->alarm.text, sizeof a->alarm.text, "txn=%llu error=%s", (unsigned long long)t->id,
           nv_err_name(rc));
}

static void on_committed(struct nv_engine *e, const struct nv_event *ev, struct nv_actions *out)
{
    const struct nv_txn *t = ev->committed.txn;
    nv_require(t->id == e->outstanding);
    if (ev->committed.rc == 0)
        commit_succeeded(e, t, out);
    else
        commit_failed(e, t, ev->committed.rc, ev->now_ms, out);
    e->outstanding = 0;
    e->verdicts_in_txn = e->asked_in_txn = 0;
    nv_planned_free(&e->planned);
}

/* ---- the pump ------------------------------------------------------------------------------- */

static void pump(struct nv_engine *e, int64_t now_ms, struct nv_actions *out)
{
    if (e->outstanding || !e->s || now_ms < e->commit_after_ms)
        return;
    e->commit_after_ms = INT64_MIN;
    struct nv_txn *t = nv_txn_new(e->next_txn);
    write_verdicts(e, t);
    write_facts(e, t);
    if (!e->draining) {
        write_plan(e, t, now_ms);
        write_claims(e, t, now_ms);
    }
    if (t->ops.n == 0) {
        nv_txn_free(t);
        return;
    }
    e->next_txn++;
    e->outstanding = t->id;
    act(out, NV_ACT_COMMIT)->txn = t;
}

static void arm(struct nv_engine *e, int64_t now_ms, struct nv_actions *out)
{
    int64_t next = INT64_MAX;
    if (e->s && !e->draining) {
        e->status.next_window_ms = nv_window_next(e->s, now_ms);
        next = e->status.next_window_ms;
        int64_t queued = nv_queue_next_ms(e->queue);
        next = queued < next ? queued : next;
    }
    if (e->commit_after_ms != INT64_MIN)
        next = e->commit_after_ms > next ? next : e->commit_after_ms;
    /* While a transaction is out, its answer comes first. */
    if (e->outstanding && next <= now_ms)
        next = INT64_MAX;
    if (e->commit_after_ms > now_ms && next < e->commit_after_ms)
        next = e->commit_after_ms;
    if (next == e->status.next_ms)
        return;
    e->status.next_ms = next;
    act(out, NV_ACT_ARM)->arm_ms = next;
}

void nv_engine_step(struct nv_engine *e, const struct nv_event *ev, struct nv_actions *out)
{
    switch (ev->kind) {
    case NV_EV_RESTORED:
        on_restored(e, ev->ledger);
        break;
    case NV_EV_SNAPSHOT:
        on_snapshot(e, ev->snapshot);
        break;
    case NV_EV_CLOCK:
        e->status.next_ms = INT64_MIN; /* the one-shot has fired: arm anew */
        on_clock(e, ev);
        break;
    case NV_EV_COMMITTED:
        on_committed(e, ev, out);
        break;
    case NV_EV_VERDICT:
        on_verdict(e, &ev->verdict, ev->now_ms, out);
        break;
    case NV_EV_FACT:
        on_fact(e, ev, out);
        break;
    case NV_EV_DRAIN:
        e->draining = e->status.draining = true;
        break;
    }
    if (ev->more)
        return;
    pump(e, ev->now_ms, out);
    arm(e, ev->now_ms, out);
}

/* ---- reading ----------------------------------------------------------------------------------
 */

void nv_engine_status(const struct nv_engine *e, struct nv_engine_status *out)
{
    *out = e->status;
    out->n_lanes = nv_queue_lanes(e->queue);
}

void nv_engine_lane(const struct nv_engine *e, uint32_t lane, struct nv_lane_status *out)
{
    const struct nv_lane_state *l = nv_queue_lane(e->queue, lane);
    *out = (struct nv_lane_status){lane < e->s->n_relays ? e->s->relays[lane].id : "webhook",
                                   l->waiting, l->claimed, l->paused_until_ms};
}

void nv_engine_forecast(const struct nv_engine *e, const struct nv_snapshot *s, int64_t now_ms,
                        struct nv_engine_forecast *out)
{
    struct nv_planned_list list = {0};
    struct nv_planner *p = nv_planner_new(s, e->names);
    out->window_ms = nv_window_open(s, now_ms);
    if (out->window_ms == INT64_MIN)
        out->window_ms = nv_window_next(s, now_ms);
    struct nv_planner_input in = {.facts = e->facts,
                                  .heard = e->heard,
                                  .today = nv_time_day(out->window_ms, s->zone_min),
                                  .window_ms = out->window_ms,
                                  .last_window = e->last_window.v,
                                  .n_last_window = e->last_window.n};
    nv_planner_run(p, &in, &list);
    out->notices = (uint32_t)list.list.n;
    out->items = 0;
    for (size_t i = 0; i < list.list.n; i++)
        out->items += (uint32_t)list.list.v[i].items.n;
    nv_planned_free(&list);
    nv_planner_free(p);
}

int32_t nv_engine_done_day(const struct nv_engine *e, const char *occurrence)
{
    uint32_t sym = nv_intern_find(e->names, occurrence);
    return sym == NV_NONE ? NV_DAY_NONE : nv_fact_table_done(e->facts, sym);
}

bool nv_engine_idle(const struct nv_engine *e)
{
    uint32_t claimed = 0;
    for (uint32_t i = 0; i < nv_queue_lanes(e->queue); i++)
        claimed += nv_queue_lane(e->queue, i)->claimed;
    return !e->outstanding && !claimed && !e->verdicts.n && !e->asked.n;
}

const struct nv_snapshot *nv_engine_snapshot(const struct nv_engine *e)
{
    return e->s;
}
