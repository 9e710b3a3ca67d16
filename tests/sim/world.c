#include "world.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "book.h"
#include "calendar/day.h"
#include "engine/action.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "mirror.h"
#include "model/ledger.h"
#include "model/snapshot.h"
#include "model/txn.h"
#include "store/store.h"
#include "tells.h"
#include "twin.h"

enum { MAX_DAYS = 3000, BEFORE = 60 };

static const int64_t second_ms = 1000, minute_ms = 60000, hour_ms = 3600000, day_ms = 86400000;

/* A fact that somebody tells; numbers rise. */
struct request {
    uint64_t id;
    int task; /* or truth_event() */
    enum nv_fact_kind kind;
    int32_t to;
};

struct world {
    struct rng rng;
    struct spec spec;
    struct book book;
    struct nv_store *store;
    struct nv_engine *engine;
    struct mirror *mirror; /* of every tenth seed: it takes time */
    struct nv_snapshot *snapshot;
    struct nv_txn *txn;              /* asked for, not yet answered */
    NV_VEC(uint64_t) in_hand;        /* deliveries with the courier */
    NV_VEC(struct request) requests; /* of facts that wait for a reply */
    struct request told[SPEC_TASKS]; /* the newest that was kept, as the officer knows */
    uint64_t next_request;
    int64_t now_ms, armed_ms;
    uint32_t slices; /* notices in a transaction; 0: as the engine has it */
    int bad_relay;   /* steps for which the relays refuse us */
    int disk_full;   /* transactions that find no room */
    bool good, trace, draining, mirrored;
    bool visited[MAX_DAYS];
    int32_t visited_from, visited_newest;
    struct sim_result *result;
};

static void tell(struct world *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void tell(struct world *w, const char *fmt, ...)
{
    char when[NV_DAY_TEXT];
    va_list ap;
    if (!w->trace)
        return;
    printf("%5" PRIu64 " %s ", w->result->steps, nv_time_rfc3339(w->now_ms, SPEC_ZONE_MIN, when));
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    putchar('\n');
}

/* What stands in for the renderer: whatever is told, and when, so that rendering twice shows. */
static void render(struct world *w, struct nv_op_claim *c)
{
    struct nv_buf out = NV_BUF_INIT;
    nv_buf_addf(&out, "%" PRIu64 " %s %" PRId64, c->delivery, c->endpoint, w->now_ms);
    for (uint32_t i = 0; i < c->notice->n_items; i++)
        nv_buf_addf(&out, " %s", c->notice->items[i].occurrence);
    c->bytes = nv_buf_take(&out, &c->n_bytes);
}

static void hand_over(struct world *w, const struct nv_op_claim *c)
{
    struct nv_buf kept = NV_BUF_INIT;
    struct nv_err err = {0};
    if (!c->bytes && w->store->ops->message(w->store, c->delivery, &kept, &err) != 0)
        book_violate(&w->book, "the bytes of delivery %" PRIu64 " are lost", c->delivery);
    book_send(&w->book, c, c->bytes ? c->bytes : nv_buf_str(&kept),
              c->bytes ? c->n_bytes : kept.len);
    nv_buf_free(&kept);
    if (w->draining)
        book_violate(&w->book, "delivery %" PRIu64 " is begun while draining", c->delivery);
    nv_vec_push(&w->in_hand, c->delivery);
}

static void replied(struct world *w, uint64_t request, int exit_code)
{
    for (size_t i = 0; i < w->requests.n; i++) {
        struct request r = w->requests.v[i];
        if (r.id != request)
            continue;
        w->requests.v[i] = w->requests.v[--w->requests.n];
        if (exit_code == 0 && r.task >= 0 && r.id > w->told[r.task].id)
            w->told[r.task] = r;
        return;
    }
    book_violate(&w->book, "request %" PRIu64 " is answered twice", request);
}

static void execute(struct world *w, const struct nv_action *a)
{
    switch (a->kind) {
    case NV_ACT_COMMIT:
        if (w->txn)
            book_violate(&w->book, "two transactions at once");
        w->txn = a->txn;
        for (size_t i = 0; i < a->txn->ops.n; i++)
            if (a->txn->ops.v[i].kind == NV_OP_CLAIM && !a->txn->ops.v[i].claim.rendered)
                render(w, &a->txn->ops.v[i].claim);
        book_asked(&w->book, a->txn, w->now_ms);
        tell(w, "commit %" PRIu64 " with %zu operations", a->txn->id, a->txn->ops.n);
        break;
    case NV_ACT_SEND:
        hand_over(w, a->send.claim);
        break;
    case NV_ACT_ARM:
        w->armed_ms = a->arm_ms;
        break;
    case NV_ACT_REPLY:
        replied(w, a->reply.request, a->reply.exit_code);
        break;
    case NV_ACT_ALARM:
        tell(w, "alarm %s %s", a->alarm.event, a->alarm.text);
        break;
    }
}

/* A window of a day that is later than all before: the daemon had its chance. */
static void visit(struct world *w)
{
    struct nv_engine_status st;
    int64_t window = spec_window(&w->spec, w->now_ms);
    int32_t today = nv_time_day(w->now_ms, SPEC_ZONE_MIN);
    nv_engine_status(w->engine, &st);
    if (window == INT64_MIN || w->txn || st.store_failing || st.last_window_ms != window ||
        today <= w->visited_newest || w->draining)
        return;
    w->visited_newest = today;
    nv_require(today - w->visited_from < MAX_DAYS);
    w->visited[today - w->visited_from] = true;
}

/* The last thing an officer was told is kept is what is kept. */
static void check_told(struct world *w)
{
    if (w->txn || w->requests.n)
        return;
    for (int i = 0; i < w->spec.n_tasks; i++) {
        const struct request *r = &w->told[i];
        if (!r->id)
            continue;
        struct truth_state st = book_state(&w->book, i);
        if (!tells_is_kept(&st, r->kind, r->to))
            book_violate(&w->book, "%s: it was told that \"%s\" is kept, and it is not",
                         w->spec.tasks[i].key, nv_fact_kind_name(r->kind));
    }
}

static void step(struct world *w, struct nv_event ev)
{
    struct nv_actions actions = {0};
    ev.now_ms = w->now_ms;
    nv_engine_step(w->engine, &ev, &actions);
    if (w->mirror)
        mirror_step(w->mirror, &w->book, &ev, &actions);
    for (size_t i = 0; i < actions.list.n; i++)
        execute(w, &actions.list.v[i]);
    nv_vec_free(&actions.list);
    visit(w);
    check_told(w);
}

static void free_txn(struct nv_txn *t)
{
    for (size_t i = 0; t && i < t->ops.n; i++)
        if (t->ops.v[i].kind == NV_OP_CLAIM)
            free((void *)(uintptr_t)t->ops.v[i].claim.bytes);
    nv_txn_free(t);
}

static void start(struct world *w)
{
    struct nv_ledger *ledger = NULL;
    nv_require(w->store->ops->restore(w->store, &ledger, NULL) == 0);
    w->engine = nv_engine_new();
    if (w->slices)
        nv_engine_slices(w->engine, w->slices);
    if (w->mirrored)
        w->mirror = mirror_new(w->slices);
    w->armed_ms = INT64_MAX;
    w->draining = false;
    step(w, (struct nv_event){.kind = NV_EV_RESTORED, .ledger = ledger});
    nv_ledger_free(ledger);
    step(w, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = w->snapshot});
}

/* The process dies here; what the courier held may have arrived or not. */
static void stop(struct world *w)
{
    for (size_t i = 0; i < w->in_hand.n; i++)
        if (rng_chance(&w->rng, 500))
            book_delivered(&w->book, w->in_hand.v[i]);
    /* Whoever has no reply does not know what was kept. */
    for (size_t i = 0; i < w->requests.n; i++)
        if (w->requests.v[i].task >= 0)
            w->told[w->requests.v[i].task].id = 0;
    w->in_hand.n = w->requests.n = 0;
    free_txn(w->txn);
    w->txn = NULL;
    nv_engine_free(w->engine);
    w->engine = NULL;
    mirror_free(w->mirror);
    w->mirror = NULL;
    book_crash(&w->book);
    w->result->crashes++;
}

static bool store_takes(struct world *w)
{
    struct nv_err err = {0};
    int rc = w->store->ops->commit(w->store, w->txn, &err);
    if (rc != 0)
        book_violate(&w->book, "the store refuses transaction %" PRIu64 ": %s", w->txn->id,
                     err.text);
    else
        book_durable(&w->book, w->txn);
    return rc == 0;
}

static void crash(struct world *w)
{
    bool durable = w->txn && rng_chance(&w->rng, 500) && store_takes(w);
    tell(w, "crash%s", durable ? ", the last answer lost" : "");
    stop(w);
    if (rng_chance(&w->rng, 300))
        w->now_ms += rng_between(&w->rng, 0, 3 * day_ms);
    start(w);
}

static void answer_commit(struct world *w)
{
    struct nv_txn *t = w->txn;
    struct nv_event ev = {.kind = NV_EV_COMMITTED, .committed = {.txn = t}};
    w->disk_full -= w->disk_full > 0;
    if (!w->good && (w->disk_full > 0 || rng_chance(&w->rng, 40))) {
        ev.committed.rc = -NV_EFULL;
        tell(w, "the disk is full");
    } else if (!store_takes(w)) {
        return;
    }
    w->txn = NULL;
    step(w, ev);
    free_txn(t);
}

static enum nv_class mood(struct world *w)
{
    uint32_t dice = rng_pick(&w->rng, 1000);
    if (w->good)
        return NV_SENT;
    if (w->bad_relay > 0)
        return dice < 500 ? NV_REFUSED : NV_TEMPORARY;
    return dice < 700   ? NV_SENT
           : dice < 850 ? NV_TEMPORARY
           : dice < 950 ? NV_AMBIGUOUS
           : dice < 975 ? NV_PERMANENT
                        : NV_REFUSED;
}

static void answer_delivery(struct world *w)
{
    size_t at = rng_pick(&w->rng, (uint32_t)w->in_hand.n);
    struct nv_verdict v = {.delivery = w->in_hand.v[at], .class = mood(w)};
    w->in_hand.v[at] = w->in_hand.v[--w->in_hand.n];
    v.started_ms = v.ended_ms = w->now_ms;
    if (v.class == NV_TEMPORARY && rng_chance(&w->rng, 500))
        v.code = 450;
    if (v.class == NV_TEMPORARY && rng_chance(&w->rng, 100))
        v.retry_after_s = (int)rng_between(&w->rng, 1, 100000);
    if (v.class == NV_SENT || (v.class == NV_AMBIGUOUS && rng_chance(&w->rng, 500)))
        book_delivered(&w->book, v.delivery);
    book_answer(&w->book, v.delivery, v.class);
    tell(w, "delivery %" PRIu64 ": %s", v.delivery, nv_class_name(v.class));
    struct nv_event ev = {.kind = NV_EV_VERDICT, .verdict = v};
    step(w, ev);
    if (!w->good && rng_chance(&w->rng, 10))
        step(w, ev); /* said twice: the second changes nothing */
}

/* Somebody tells it, and waits for the answer. */
static void say(struct world *w, int task, const struct nv_fact *f)
{
    struct nv_event ev = {.kind = NV_EV_FACT};
    ev.fact.request = ++w->next_request;
    ev.fact.fact = *f;
    tell(w, "%s %s", f->subject, nv_fact_kind_name(f->kind));
    nv_vec_push(&w->requests, ((struct request){ev.fact.request, task, f->kind, f->to}));
    step(w, ev);
}

static void reload(struct world *w)
{
    bool was[SPEC_TASKS];
    for (int i = 0; i < SPEC_TASKS; i++)
        was[i] = w->spec.tasks[i].present;
    int n = w->spec.n_tasks;
    const char *what = spec_change(&w->spec, &w->rng, nv_time_day(w->now_ms, SPEC_ZONE_MIN));
    tell(w, "reload: %s", what);
    nv_snapshot_unref(w->snapshot);
    w->snapshot = spec_build(&w->spec);
    w->result->reloads++;
    step(w, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = w->snapshot});
    for (int i = 0; i < n; i++)
        if (was[i] != w->spec.tasks[i].present) {
            struct nv_fact f = tells_presence(&w->spec, i, w->now_ms);
            say(w, -1, &f); /* it says nothing of the work itself */
        }
}

static void fact(struct world *w, int task)
{
    struct nv_fact f = tells_of_work(&w->rng, &w->spec, &w->book.truth, task, w->now_ms);
    say(w, task, &f);
    if (rng_chance(&w->rng, 400))
        fact(w, task); /* somebody else at the same time, or second thoughts */
}

static void event(struct world *w, int which)
{
    struct nv_fact f = tells_of_event(&w->rng, &w->book.truth, which, w->now_ms);
    say(w, truth_event(which), &f);
}

static void jump(struct world *w)
{
    static const int64_t far_ms[] = {5 * second_ms, 10 * minute_ms, 3 * hour_ms, 3 * day_ms};
    int64_t reach = far_ms[rng_pick(&w->rng, 4)];
    w->now_ms += rng_between(&w->rng, -reach, reach);
    tell(w, "the clock is set");
    w->result->jumps++;
    book_clock(&w->book, w->now_ms);
    step(w, (struct nv_event){.kind = NV_EV_CLOCK, .clock = {.jumped = true}});
    if (rng_chance(&w->rng, 700))
        reload(w); /* there is something new to say in a window that was used already */
}

/* An orderly stop and a new start. */
static void restart(struct world *w)
{
    tell(w, "restart");
    w->draining = true;
    step(w, (struct nv_event){.kind = NV_EV_DRAIN});
    for (int i = 0; i < 1000 && !nv_engine_idle(w->engine) && !w->book.violation[0]; i++) {
        if (w->txn)
            answer_commit(w);
        else if (w->in_hand.n)
            answer_delivery(w);
        else
            step(w, (struct nv_event){.kind = NV_EV_CLOCK});
        w->now_ms += 10 * second_ms;
    }
    if (w->book.violation[0])
        return;
    if (!nv_engine_idle(w->engine) || w->requests.n)
        book_violate(&w->book, "the engine does not come to rest when it is drained");
    stop(w);
    start(w);
}

/* Whoever goes to sleep in an open window has said all that this window has to say. */
static void check_said(struct world *w)
{
    struct nv_engine_status st;
    struct nv_engine_forecast f;
    nv_engine_status(w->engine, &st);
    if (st.store_failing || spec_window(&w->spec, w->now_ms) == INT64_MIN)
        return;
    nv_engine_forecast(w->engine, w->snapshot, nv_time_day(w->now_ms, w->snapshot->zone_min),
                       w->now_ms, &f);
    if (f.notices)
        book_violate(&w->book, "the engine sleeps though %u notices must exist", f.notices);
}

/* Time goes on: to the moment the engine asked for, or a little before, or late. */
static void wait(struct world *w)
{
    int64_t until = w->armed_ms;
    if (until == INT64_MAX && !w->txn && !w->in_hand.n)
        book_violate(&w->book, "the engine sleeps for ever");
    if (!w->txn && !w->in_hand.n && until > w->now_ms) { /* else its alarm has rung */
        book_sleep(&w->book, w->now_ms, until);
        check_said(w);
    }
    if (w->txn || w->in_hand.n || until == INT64_MAX) {
        int64_t most = rng_chance(&w->rng, 20) ? 3 * hour_ms : 30 * second_ms;
        until = w->now_ms + rng_between(&w->rng, 0, most);
    } else if (!w->good && rng_chance(&w->rng, 100)) {
        until += rng_between(&w->rng, 0, hour_ms);
    }
    w->now_ms = until > w->now_ms ? until : w->now_ms;
    if (w->now_ms >= w->armed_ms) {
        w->armed_ms = INT64_MAX;
        step(w, (struct nv_event){.kind = NV_EV_CLOCK});
    }
}

static void quiet_step(struct world *w)
{
    if (w->txn)
        answer_commit(w);
    else if (w->in_hand.n)
        answer_delivery(w);
    else
        wait(w);
}

/* Looks whether an engine restored from the store would go on as this one does. */
static void compare_with_twin(struct world *w)
{
    if (w->txn || !nv_engine_idle(w->engine))
        return;
    tell(w, "twin");
    twin_compare(&w->book, w->store, w->engine, w->snapshot, w->slices, w->now_ms);
    stop(w); /* the comparison has moved the old engine into the future */
    start(w);
}

/* The host was suspended: whatever was on its way to us waits, and nobody says that time has
 * passed. */
static void sleep_over(struct world *w)
{
    static const int64_t longest_ms[] = {3600000, 3 * 86400000LL, 40 * 86400000LL};
    w->now_ms += rng_between(&w->rng, 0, longest_ms[rng_pick(&w->rng, 3)]);
    tell(w, "awake again");
    w->result->jumps++;
}

static void reload_storm(struct world *w)
{
    for (int n = (int)rng_between(&w->rng, 5, 30); n > 0 && !w->book.violation[0]; n--) {
        reload(w);
        if (w->txn && rng_chance(&w->rng, 300))
            answer_commit(w);
        else if (w->in_hand.n && rng_chance(&w->rng, 300))
            answer_delivery(w);
    }
}

static void bad_step(struct world *w)
{
    uint32_t dice = rng_pick(&w->rng, 10000);
    w->bad_relay -= w->bad_relay > 0;
    if (dice < 60)
        crash(w);
    else if (dice < 140)
        reload(w);
    else if (dice < 200)
        fact(w, (int)rng_pick(&w->rng, (uint32_t)w->spec.n_tasks));
    else if (dice < 206)
        event(w, (int)rng_pick(&w->rng, SPEC_EVENTS));
    else if (dice < 226)
        jump(w);
    else if (dice < 241)
        restart(w);
    else if (dice < 246)
        w->bad_relay = 60;
    else if (dice < 320)
        compare_with_twin(w);
    else if (dice < 323)
        w->disk_full = (int)rng_between(&w->rng, 3, 40);
    else if (dice < 326)
        sleep_over(w);
    else if (dice < 328)
        reload_storm(w);
    else if (dice < 1500)
        wait(w);
    else if (dice < 5500 && w->txn)
        answer_commit(w);
    else if (w->in_hand.n)
        answer_delivery(w);
    else
        quiet_step(w);
}

static void live(struct world *w, uint64_t steps)
{
    int64_t year_end = nv_time_at(nv_day_from_civil(w->spec.last_year + 1, 1, 5), 0, SPEC_ZONE_MIN);
    int64_t end =
        nv_time_at(nv_day_from_civil(w->spec.last_year + 1, 4, 10), 12 * 60, SPEC_ZONE_MIN);
    while (!w->book.violation[0] && w->now_ms < year_end && (!steps || w->result->steps < steps)) {
        w->result->steps++;
        bad_step(w);
    }
    w->good = true;
    tell(w, "from now on the world is good");
    while (!w->book.violation[0] && w->now_ms < end) {
        w->result->steps++;
        quiet_step(w);
        if (w->result->steps > 2000000)
            book_violate(&w->book, "time does not pass: the engine is busy with nothing");
    }
    while (!w->book.violation[0] && (w->txn || w->in_hand.n))
        quiet_step(w);
    if (!w->book.violation[0])
        book_end(&w->book, nv_time_day(w->now_ms, SPEC_ZONE_MIN), w->visited, w->visited_from);
    if (!w->book.violation[0] && w->requests.n)
        book_violate(&w->book, "%zu requests were never answered", w->requests.n);
}

void sim_run(uint64_t seed, uint64_t steps, int years, bool tells, bool trace,
             struct sim_result *out)
{
    struct world w = {.rng = {seed * 0x2545f4914f6cdd1du + 1}, .trace = trace, .result = out};
    w.slices = (uint32_t)(seed % 4); /* of four worlds one is never large enough for slices */
    memset(out, 0, sizeof *out);
    w.now_ms = nv_time_at(nv_day_from_civil(2024, 12, 31), 7 * 60, SPEC_ZONE_MIN);
    w.visited_from = nv_time_day(w.now_ms, SPEC_ZONE_MIN) - BEFORE;
    w.visited_newest = w.visited_from;
    w.mirrored = seed % 10 == 0;
    spec_generate(&w.spec, &w.rng, 2024 + years);
    w.spec.tells = tells;
    w.book.spec = &w.spec;
    nv_require(nv_store_open_memory(&w.store) == 0);
    w.snapshot = spec_build(&w.spec);
    start(&w);
    live(&w, steps);
    memcpy(out->violation, w.book.violation, sizeof out->violation);
    out->items = w.book.items.n;
    for (size_t i = 0; i < w.book.notices.n; i++)
        out->notices += w.book.notices.v[i].agency[0] != '\0';
    for (size_t i = 0; i < w.book.deliveries.n; i++) {
        out->delivered += w.book.deliveries.v[i].delivered > 0;
        out->repeated += w.book.deliveries.v[i].delivered > 1;
    }
    free_txn(w.txn);
    nv_engine_free(w.engine);
    mirror_free(w.mirror);
    nv_snapshot_unref(w.snapshot);
    w.store->ops->close(w.store);
    nv_vec_free(&w.in_hand);
    nv_vec_free(&w.requests);
    book_free(&w.book);
}
