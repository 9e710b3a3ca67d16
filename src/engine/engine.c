#include "engine/engine.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/intern.h"
#include "calendar/day.h"
#include "engine/action.h"
#include "engine/circuit.h"
#include "engine/event.h"
#include "engine/facts.h"
#include "engine/heard.h"
#include "engine/judge.h"
#include "engine/planner.h"
#include "engine/queue.h"
#include "engine/remarks.h"
#include "engine/retry.h"
#include "engine/state.h"
#include "engine/table.h"
#include "engine/terms.h"
#include "engine/window.h"
#include "model/ledger.h"
#include "model/snapshot.h"
#include "model/txn.h"

enum {
    LATE_MS = 4 * 3600 * 1000, /* mail that waits longer is told of */
    SLICE_NOTICES = 1000,
};

struct nv_engine *nv_engine_new(void)
{
    struct nv_engine *e = nv_calloc(1, sizeof *e);
    e->names = nv_intern_new();
    e->heard = nv_heard_new();
    e->facts = nv_fact_table_new(e->names);
    e->queue = nv_queue_new(e->names);
    e->remarks = nv_remark_table_new(1);
    e->rules = nv_term_table_new();
    e->slice_notices = SLICE_NOTICES;
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
    nv_vec_free(&e->tests);
    for (size_t i = 0; i < e->orders.n; i++)
        nv_arena_free(e->orders.v[i]->arena);
    nv_vec_free(&e->orders);
    nv_vec_free(&e->flagged);
    nv_vec_free(&e->lane_counts);
    nv_planner_free(e->planner);
    nv_queue_free(e->queue);
    nv_remark_table_free(e->remarks);
    nv_terms_free(e->terms);
    nv_term_table_free(e->rules);
    nv_fact_table_free(e->facts);
    nv_heard_free(e->heard);
    nv_intern_free(e->names);
    nv_snapshot_unref(e->s);
    free(e);
}

void nv_engine_quiet(struct nv_engine *e)
{
    e->quiet = true;
}

void nv_engine_slices(struct nv_engine *e, uint32_t notices)
{
    e->slice_notices = notices;
}

struct nv_action *nv_engine_act(struct nv_actions *out, int kind)
{
    nv_vec_push_zero(&out->list);
    nv_vec_last(&out->list)->kind = (enum nv_action_kind)kind;
    return nv_vec_last(&out->list);
}

static void alarm_lane(const struct nv_engine *e, struct nv_actions *out, const char *event,
                       uint32_t lane, const struct nv_verdict *v)
{
    char quoted[240];
    struct nv_action *a = nv_engine_act(out, NV_ACT_ALARM);
    a->alarm.level = NV_LOG_WARNING;
    a->alarm.event = event;
    nv_fmt(a->alarm.text, sizeof a->alarm.text, "delivery=%llu lane=%s class=%s code=%d text=%s",
           (unsigned long long)v->delivery, nv_engine_lane_id(e, lane), nv_class_name(v->class),
           v->code, nv_log_quote(quoted, sizeof quoted, v->text));
}

const char *nv_engine_name(struct nv_engine *e, const char *s)
{
    return nv_intern_str(e->names, nv_intern_add(e->names, s ? s : ""));
}

void nv_engine_set_last_window(struct nv_engine *e, const char *agency, int64_t window_ms)
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
        nv_fact_table_apply(e->facts, &l->facts.v[i]);
    for (size_t i = 0; i < l->heard.n; i++) {
        const struct nv_heard *h = &l->heard.v[i];
        nv_heard_record(e->heard, nv_intern_add(e->names, h->occurrence),
                        nv_intern_add(e->names, h->agency), h->effective, h->rung, h->rung_day,
                        h->role, h->chases);
    }
    for (size_t i = 0; i < l->windows.n; i++)
        nv_engine_set_last_window(e, l->windows.v[i].agency, l->windows.v[i].window_ms);
    for (size_t i = 0; i < l->notices.n; i++)
        nv_queue_add_notice(e->queue, &l->notices.v[i]);
    for (size_t i = 0; i < l->deliveries.n; i++)
        nv_queue_add(e->queue, &l->deliveries.v[i]);
    nv_remark_table_free(e->remarks);
    e->remarks = nv_remark_table_new(l->next_remark);
    for (size_t i = 0; i < l->remarks.n; i++)
        nv_remark_table_restore(e->remarks, &l->remarks.v[i]);
    for (size_t i = 0; i < l->flagged.n; i++)
        nv_engine_set_flag(e, l->flagged.v[i].endpoint, l->flagged.v[i].at_ms);
    for (size_t i = 0; i < l->terms.n; i++)
        nv_term_restore(e->rules, &l->terms.v[i]);
    nv_brake_restored(e);
    memcpy(e->status.counts, l->counts, sizeof e->status.counts);
}

int64_t nv_engine_latest_ms(const struct nv_engine *e, int64_t now_ms)
{
    int64_t mail = nv_retry_longest(&e->s->retry_mail);
    int64_t web = nv_retry_longest(&e->s->retry_webhook);
    return now_ms + (mail > web ? mail : web);
}

/* No wait is longer than the rules ever make it: whatever lies further off was set by a clock that
 * was wrong. */
static void clamp(struct nv_engine *e, int64_t now_ms)
{
    nv_queue_clamp(e->queue, now_ms, nv_engine_latest_ms(e, now_ms), now_ms + NV_CIRCUIT_REST_MS);
}

/* A rehearsal has no past that an edit could reach into. */
static void note_terms(struct nv_engine *e, int64_t now_ms)
{
    int32_t today = nv_time_day(now_ms, e->s->zone_min);
    if (e->quiet)
        return;
    nv_term_note(e->rules, e->s, today);
    nv_terms_free(e->terms);
    e->terms = nv_terms_new(e->rules, e->s, today);
}

static void on_snapshot(struct nv_engine *e, const struct nv_snapshot *s, int64_t now_ms)
{
    struct nv_snapshot *old = e->s;
    if (old)
        nv_engine_drop_plan(e);
    e->s = nv_snapshot_ref(s);
    nv_planner_free(e->planner);
    e->planner = nv_planner_new(e->s, e->names);
    nv_queue_configure(e->queue, e->s);
    nv_engine_recall_pauses(e);
    if (!old)
        e->awake_ms = now_ms;
    note_terms(e, now_ms);
    clamp(e, now_ms);
    e->plan_wanted = true;
    nv_snapshot_unref(old);
}

static void on_clock(struct nv_engine *e, const struct nv_event *ev)
{
    if (!ev->clock.jumped || !e->s)
        return;
    note_terms(e, ev->now_ms);
    nv_planner_touch_all(e->planner);
    e->plan_wanted = true;
    e->commit_after_ms = INT64_MIN;
    e->awake_ms = ev->now_ms;
    nv_brake_jumped(e, ev->clock.ahead_ms);
    clamp(e, ev->now_ms);
}

static const struct nv_retry *policy_of(const struct nv_engine *e, const struct nv_entry *entry)
{
    return strncmp(entry->endpoint, "webhook:", 8) == 0 ? &e->s->retry_webhook : &e->s->retry_mail;
}

/* From when its lifetime counts. Where nothing could be sent for longer than that, it has a few
 * hours of its own: a relay that comes up after us must not be the end of it. */
static int64_t lives_from(const struct nv_engine *e, const struct nv_entry *entry)
{
    int64_t life_ms = policy_of(e, entry)->lifetime_s * 1000;
    int64_t from = e->awake_ms + (life_ms < LATE_MS ? life_ms : LATE_MS) - life_ms;
    return from > entry->since_ms ? from : entry->since_ms;
}

/* How often it has been tried, this time included: an attempt from which nothing was learnt of it
 * neither makes it wait longer nor costs its address a chance. */
static int tries(const struct nv_entry *entry)
{
    return entry->attempts - entry->idle;
}

/* A receiver of webhooks knows a message that it has had by its id, and the delays of webhooks grow
 * to a day by themselves: there a lost answer is a failure as any other. Mail has readers. */
static int64_t next_attempt(const struct nv_engine *e, const struct nv_entry *entry,
                            const struct nv_verdict *v, int64_t now_ms)
{
    const struct nv_retry *policy = policy_of(e, entry);
    int64_t from = lives_from(e, entry);
    return v->class == NV_AMBIGUOUS && policy == &e->s->retry_mail
               ? nv_retry_unknown(policy, entry->id, tries(entry), entry->unknown + 1, from, now_ms)
               : nv_retry_next(policy, entry->id, tries(entry), from, now_ms, v->retry_after_s);
}

static bool is_web(const struct nv_engine *e, const struct nv_entry *entry)
{
    return entry->lane + 1 == nv_queue_lanes(e->queue);
}

/* What it says of the relay, or of the webhook's host. */
static void judge_line(struct nv_engine *e, const struct nv_entry *entry,
                       const struct nv_verdict *v, int64_t now_ms, struct nv_actions *out)
{
    struct nv_lane_state *line = nv_queue_line(e->queue, entry);
    bool web = is_web(e, entry), told = line->told;
    if (v->class != NV_RETURNED)
        nv_queue_answered(e->queue, entry, v->class == NV_SENT || v->code > 0);
    switch (nv_circuit_judge(line, v, !web, now_ms)) {
    case NV_CIRCUIT_REFUSED:
        alarm_lane(e, out, "relay-refused", entry->lane, v);
        break;
    case NV_CIRCUIT_RESTS:
        alarm_lane(e, out, web ? "webhook-unreachable" : "relay-unreachable", entry->lane, v);
        break;
    case NV_CIRCUIT_BACK:
        alarm_lane(e, out, web ? "webhook-back" : "relay-back", entry->lane, v);
        nv_vec_last(&out->list)->alarm.level = NV_LOG_NOTICE;
        break;
    case NV_CIRCUIT_SAME:
        break;
    }
    if (!web && nv_circuit_is_long(line, now_ms))
        nv_engine_tell_all(e, NV_REMARK_PAUSED, e->s->relays[entry->lane].id, v->text, now_ms);
    if (!web && line->told != told)
        nv_engine_keep_pause(e, entry->lane, line->told, now_ms);
}

/* Said once: by the attempt after which the next comes later than so. */
static void warn_late(struct nv_engine *e, const struct nv_entry *entry, const struct nv_decided *d,
                      int64_t now_ms, struct nv_actions *out)
{
    char text[NV_ANSWER_TEXT];
    int64_t late_ms = entry->since_ms + LATE_MS;
    bool mail = !is_web(e, entry),
         counts = d->verdict.class == NV_TEMPORARY || d->verdict.class == NV_AMBIGUOUS;
    if (!mail || !counts || entry->next_ms >= late_ms || d->next_ms < late_ms)
        return;
    alarm_lane(e, out, "delivery-late", entry->lane, &d->verdict);
    nv_engine_tell(e, nv_queue_notice(e->queue, entry->notice), entry->endpoint, NV_REMARK_WAITING,
                   entry->endpoint, nv_engine_answer(entry, &d->verdict, text), now_ms);
}

/* Another address of the agency, where this one has had its chances. What a person has taken up
 * again stays where that person wants it, a test goes to all of them anyway; a relay of ours that
 * is out of work is not the address's fault. */
static const struct nv_endpoint *way_out(const struct nv_engine *e, const struct nv_entry *entry,
                                         const struct nv_verdict *v, bool over, int64_t now_ms)
{
    bool own_fault =
        v->class == NV_REFUSED || (v->class == NV_TEMPORARY && (v->code == 0 || v->general));
    bool enough = over || v->class == NV_PERMANENT ||
                  (v->class != NV_RETURNED && tries(entry) >= e->s->fallback_after &&
                   !(own_fault && !is_web(e, entry)));
    return enough && v->class != NV_SENT && !entry->resumed_ms &&
                   !nv_engine_is_test(nv_queue_notice(e->queue, entry->notice))
               ? nv_engine_alternative(e, entry->agency, entry->endpoint, now_ms)
               : NULL;
}

/* It will not be tried again by this address. */
static void give_up(struct nv_engine *e, const struct nv_entry *entry, struct nv_decided *d,
                    const struct nv_endpoint *other, struct nv_actions *out)
{
    const struct nv_verdict *v = &d->verdict;
    d->state = NV_DELIVERY_FAILED;
    d->instead = other ? nv_engine_name(e, other->id) : NULL;
    /* RFC 9110 section 15.5.11: gone, and likely to be so for good. */
    d->flag = v->class == NV_PERMANENT && v->code == 410 && is_web(e, entry);
    alarm_lane(e, out, other ? "delivery-diverted" : "delivery-failed", entry->lane, v);
}

static void on_verdict(struct nv_engine *e, const struct nv_verdict *v, int64_t now_ms,
                       struct nv_actions *out)
{
    struct nv_entry *entry = nv_queue_find(e->queue, v->delivery);
    if (!entry)
        return;
    /* The installation's fault costs no message its life: it waits with its lane, and goes with it
     * when a reload brings the right password. */
    bool own_relay = !is_web(e, entry);
    bool at_once = nv_verdict_is_idle(v->class, own_relay);
    int64_t next_ms = at_once ? now_ms : next_attempt(e, entry, v, now_ms);
    bool over = next_ms == INT64_MIN;
    const struct nv_endpoint *other = at_once ? NULL : way_out(e, entry, v, over, now_ms);
    enum nv_happening what = nv_table_verdict(v->class, own_relay, !over && !other);
    if (nv_table_move(&entry->life, what) != NV_DEED_KEEP)
        return;
    entry->unknown += v->class == NV_AMBIGUOUS;
    entry->idle += at_once;
    nv_engine_count_attempt(e, entry->lane, v->class);
    if (!entry->before)
        judge_line(e, entry, v, now_ms, out);
    struct nv_decided d = {.verdict = *v, .state = NV_DELIVERY_SENT};
    if (what == NV_HAP_RETURNS) {
        d.state = NV_DELIVERY_PENDING;
        d.next_ms = next_ms;
        e->status.retries += v->class != NV_RETURNED;
        warn_late(e, entry, &d, now_ms, out);
    } else if (what == NV_HAP_ENDS) {
        give_up(e, entry, &d, other, out);
    }
    nv_vec_push(&e->verdicts, d);
}

void nv_engine_reply(struct nv_actions *out, uint64_t request, int exit_code, const char *text)
{
    struct nv_action *a = nv_engine_act(out, NV_ACT_REPLY);
    a->reply.request = request;
    a->reply.exit_code = exit_code;
    a->reply.text = text;
}

/* Until it is known whether an earlier fact of this work is kept, a later one cannot be judged. */
static bool fact_waits(const struct nv_engine *e, const char *subject, size_t before)
{
    for (size_t i = 0; i < before; i++)
        if (strcmp(e->asked.v[i].fact.subject, subject) == 0)
            return true;
    return false;
}

void nv_engine_judge_waiting(struct nv_engine *e, struct nv_actions *out)
{
    for (size_t i = 0; i < e->asked.n;) {
        struct nv_asked a = e->asked.v[i];
        int exit_code;
        const char *answer =
            fact_waits(e, a.fact.subject, i) ? NULL : nv_judge(e, &a.fact, &exit_code);
        if (!answer) {
            i++;
            continue;
        }
        nv_engine_reply(out, a.request, exit_code, answer);
        memmove(&e->asked.v[i], &e->asked.v[i + 1], (--e->asked.n - i) * sizeof a);
    }
}

static void on_fact(struct nv_engine *e, const struct nv_event *ev, struct nv_actions *out)
{
    struct nv_fact f = ev->fact.fact;
    if (e->draining) {
        nv_engine_reply(out, ev->fact.request, 1, "Dịch vụ đang dừng; chưa ghi nhận, hãy thử lại.");
        return;
    }
    int exit_code;
    const char *answer = fact_waits(e, f.subject, e->asked.n) ? NULL : nv_judge(e, &f, &exit_code);
    if (answer) {
        nv_engine_reply(out, ev->fact.request, exit_code, answer);
        return;
    }
    f.subject = nv_engine_name(e, f.subject);
    f.document = nv_engine_name(e, f.document);
    f.note = nv_engine_name(e, f.note);
    f.actor = nv_engine_name(e, f.actor);
    nv_vec_push(&e->asked, (struct nv_asked){ev->fact.request, f});
}

static const char no_endpoint[] = "Cơ quan này không có địa chỉ nhận thông báo nào.";
static const char no_test[] = "Dịch vụ đang dừng; chưa gửi thử, hãy thử lại.";

static bool is_reachable(const struct nv_engine *e, const char *agency)
{
    uint32_t at = e->s ? nv_snapshot_agency(e->s, agency) : NV_NONE;
    return at != NV_NONE && e->s->agencies[at].n_endpoints > 0;
}

static void on_test(struct nv_engine *e, uint64_t request, const char *agency,
                    struct nv_actions *out)
{
    if (e->draining)
        nv_engine_reply(out, request, 1, no_test);
    else if (!is_reachable(e, agency))
        nv_engine_reply(out, request, 1, no_endpoint);
    else
        nv_vec_push(&e->tests, (struct nv_asked_test){request, nv_engine_name(e, agency), 0});
}

/* A test that waits for the store: a reload may have taken its agency away, or a stop begins
 * nothing new. */
static void drop_tests(struct nv_engine *e, struct nv_actions *out)
{
    for (size_t i = e->tests_in_txn; i < e->tests.n;) {
        struct nv_asked_test test = e->tests.v[i];
        if (!e->draining && is_reachable(e, test.agency)) {
            i++;
            continue;
        }
        nv_engine_reply(out, test.request, 1, e->draining ? no_test : no_endpoint);
        memmove(&e->tests.v[i], &e->tests.v[i + 1], (--e->tests.n - i) * sizeof test);
    }
}

static void pump(struct nv_engine *e, int64_t now_ms, struct nv_actions *out)
{
    if (e->outstanding || !e->s || now_ms < e->commit_after_ms ||
        nv_engine_gathers(e, now_ms) != INT64_MIN)
        return;
    e->commit_after_ms = INT64_MIN;
    struct nv_txn *t = nv_txn_new(e->next_txn);
    nv_engine_write(e, t, now_ms);
    nv_brake_alarm(e, out);
    if (t->ops.n == 0) {
        nv_txn_free(t);
        /* What an order asks for that has nothing to write is so already. */
        nv_engine_orders_ended(e, true, now_ms, out);
        return;
    }
    e->next_txn++;
    e->outstanding = t->id;
    nv_engine_act(out, NV_ACT_COMMIT)->txn = t;
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
    int64_t gathered = e->outstanding ? INT64_MIN : nv_engine_gathers(e, now_ms);
    if (gathered != INT64_MIN && gathered < next)
        next = gathered;
    /* While a transaction is out, its answer comes first. */
    if (e->outstanding && next <= now_ms)
        next = INT64_MAX;
    if (e->commit_after_ms > now_ms && next < e->commit_after_ms)
        next = e->commit_after_ms;
    if (next == e->status.next_ms)
        return;
    e->status.next_ms = next;
    nv_engine_act(out, NV_ACT_ARM)->arm_ms = next;
}

void nv_engine_step(struct nv_engine *e, const struct nv_event *ev, struct nv_actions *out)
{
    switch (ev->kind) {
    case NV_EV_RESTORED:
        on_restored(e, ev->ledger);
        break;
    case NV_EV_SNAPSHOT:
        on_snapshot(e, ev->snapshot, ev->now_ms);
        drop_tests(e, out);
        break;
    case NV_EV_CLOCK:
        e->status.next_ms = INT64_MIN; /* the one-shot has fired: arm anew */
        on_clock(e, ev);
        break;
    case NV_EV_COMMITTED:
        nv_engine_committed(e, ev, out);
        break;
    case NV_EV_VERDICT:
        on_verdict(e, &ev->verdict, ev->now_ms, out);
        break;
    case NV_EV_FACT:
        on_fact(e, ev, out);
        break;
    case NV_EV_TEST:
        on_test(e, ev->test.request, ev->test.agency, out);
        break;
    case NV_EV_ORDER:
        nv_engine_order(e, &ev->order, out);
        break;
    case NV_EV_DRAIN:
        e->draining = e->status.draining = true;
        drop_tests(e, out);
        break;
    }
    if (ev->more)
        return;
    pump(e, ev->now_ms, out);
    arm(e, ev->now_ms, out);
}

void nv_engine_standing(const struct nv_engine *e, uint32_t occurrence, struct nv_standing *out)
{
    nv_fact_table_standing(e->facts, e->s, occurrence, out);
}

const struct nv_fact_table *nv_engine_facts(const struct nv_engine *e)
{
    return e->facts;
}

bool nv_engine_idle(const struct nv_engine *e)
{
    uint32_t claimed = 0;
    for (uint32_t i = 0; i < nv_queue_lanes(e->queue); i++)
        claimed += nv_queue_lane(e->queue, i)->claimed;
    return !e->outstanding && !claimed && !e->verdicts.n && !e->asked.n && !e->tests.n &&
           !e->orders.n && !nv_remark_waiting(e->remarks) && !nv_term_waiting(e->rules) &&
           (e->draining || !nv_engine_plan_left(e));
}

const struct nv_snapshot *nv_engine_snapshot(const struct nv_engine *e)
{
    return e->s;
}
