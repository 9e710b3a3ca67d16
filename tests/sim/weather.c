/* Time and misfortune: what happens to the world at each step, and what must be so when it has
 * been good for long. */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "calendar/day.h"
#include "engine/engine.h"
#include "life.h"
#include "measure.h"
#include "model/snapshot.h"
#include "store/store.h"
#include "twin.h"

static const int64_t second_ms = 1000, hour_ms = 3600000;

static void disturb(struct world *w)
{
    int32_t today = life_today(w);
    w->disturbed = today > w->disturbed ? today : w->disturbed;
}

/* The clock is set, by a little or a lot; the shell knows by how much, or not at all. */
static void jump(struct world *w)
{
    static const int64_t far_ms[] = {5000, 600000, 3 * 3600000LL, 3 * 86400000LL, 20 * 86400000LL};
    uint32_t which = rng_pick(&w->rng, 40);
    int64_t reach = far_ms[which == 0 ? 4 : which % 4];
    int64_t by = rng_between(&w->rng, -reach, reach);
    int32_t before = life_today(w);
    disturb(w);
    w->now_ms += by;
    disturb(w);
    /* Days that are still to come again: a chance for nothing that is changed from now on. */
    for (int32_t day = life_today(w) + 1; day <= before; day++)
        w->visited[day - w->visited_from] = false;
    life_tell(w, "the clock is set");
    w->result->jumps++;
    int64_t ahead = rng_chance(&w->rng, 900) ? by : 0;
    book_clock(&w->book, w->now_ms, ahead);
    life_step(w,
              (struct nv_event){.kind = NV_EV_CLOCK, .clock = {.jumped = true, .ahead_ms = ahead}});
    if (rng_chance(&w->rng, 700))
        people_reload(w); /* there is something new to say in a window that was used already */
}

/* The host was suspended: whatever was on its way to us waits, and nobody says that time has
 * passed. */
static void sleep_over(struct world *w)
{
    static const int64_t longest_ms[] = {3600000, 3 * 86400000LL, 40 * 86400000LL};
    int64_t longest = longest_ms[rng_pick(&w->rng, 3)];
    w->now_ms += rng_chance(&w->rng, 500) ? longest : rng_between(&w->rng, 0, longest);
    life_tell(w, "awake again");
    w->result->jumps++;
}

/* People do not stop asking while the daemon stops. */
static void disturb_draining(struct world *w)
{
    uint32_t dice = rng_pick(&w->rng, 100);
    if (dice < 5)
        people_order(w);
    else if (dice < 10)
        people_test(w);
    else if (dice < 15)
        people_tell_work(w, (int)rng_pick(&w->rng, (uint32_t)w->spec.n_tasks));
}

/* An orderly stop and a new start. */
static void restart(struct world *w)
{
    life_tell(w, "restart");
    w->draining = true;
    life_step(w, (struct nv_event){.kind = NV_EV_DRAIN});
    for (int i = 0; i < 1000 && !nv_engine_idle(w->engine) && !w->book.violation[0]; i++) {
        if (w->txn)
            life_answer_commit(w);
        else if (w->in_hand.n)
            life_answer_delivery(w);
        else
            life_step(w, (struct nv_event){.kind = NV_EV_CLOCK});
        w->now_ms += 10 * second_ms;
        disturb_draining(w);
    }
    if (w->book.violation[0])
        return;
    if (!nv_engine_idle(w->engine) || w->requests.n)
        book_violate(&w->book, "the engine does not come to rest when it is drained");
    life_stop(w);
    life_start(w);
}

/* What was refused goes again, without what the ledger has, when the engine has drawn breath. */
static bool goes_on(const struct world *w)
{
    return w->refused && w->armed_ms <= w->now_ms + 5 * second_ms;
}

/* Whoever goes to sleep in an open window has said all that this window has to say. */
static void check_said(struct world *w)
{
    struct nv_engine_status st;
    struct nv_engine_forecast f;
    int64_t window = spec_window(&w->spec, w->now_ms);
    nv_engine_status(w->engine, &st);
    book_held(&w->book, st.held, window != INT64_MIN && !st.store_failing);
    if (st.store_failing || window == INT64_MIN || goes_on(w))
        return;
    nv_engine_forecast(w->engine, w->snapshot, life_today(w), w->now_ms, &f);
    if (f.notices && !st.held)
        book_violate(&w->book, "the engine sleeps though %u notices must exist", f.notices);
    if (st.last_window_ms == window && window != w->measured_ms && life_today(w) > w->disturbed) {
        measure_said(&w->book, life_today(w), window);
        w->measured_ms = window;
    }
}

/* Nothing is under way: what the engine knows is what the ledger has. */
static void check_asleep(struct world *w)
{
    book_sleep(&w->book, w->now_ms, w->armed_ms);
    check_said(w);
    /* Who waits for a reply gets one. */
    if (w->requests.n && nv_engine_idle(w->engine))
        book_violate(&w->book, "%zu requests wait, and nobody sees to them", w->requests.n);
    measure_presence(&w->book, w->engine);
}

/* Time goes on: to the moment the engine asked for, or a little before, or late. */
static void wait(struct world *w)
{
    int64_t until = w->armed_ms;
    if (until == INT64_MAX && !w->txn && !w->in_hand.n)
        book_violate(&w->book, "the engine sleeps for ever");
    if (!w->txn && !w->in_hand.n && until > w->now_ms) /* else its alarm has rung */
        check_asleep(w);
    if (w->txn || w->in_hand.n || until == INT64_MAX) {
        int64_t most = rng_chance(&w->rng, 20) ? 3 * hour_ms : 30 * second_ms;
        until = w->now_ms + rng_between(&w->rng, 0, most);
    } else if (!w->good && rng_chance(&w->rng, 100)) {
        until += rng_between(&w->rng, 0, hour_ms);
    }
    w->now_ms = until > w->now_ms ? until : w->now_ms;
    if (w->now_ms >= w->armed_ms) {
        w->armed_ms = INT64_MAX;
        life_step(w, (struct nv_event){.kind = NV_EV_CLOCK});
    }
}

static void quiet_step(struct world *w)
{
    if (w->txn)
        life_answer_commit(w);
    else if (w->in_hand.n)
        life_answer_delivery(w);
    else
        wait(w);
}

/* Looks whether an engine restored from the store would go on as this one does. */
static void compare_with_twin(struct world *w)
{
    struct nv_engine_status st;
    nv_engine_status(w->engine, &st);
    /* After a failure it waits a moment, which one that is new does not. */
    if (w->txn || !nv_engine_idle(w->engine) || st.store_failing || w->book.brake.ahead_ms)
        return;
    life_tell(w, "twin");
    twin_compare(&w->book, w->store, w->engine, w->snapshot, w->slices, w->now_ms);
    life_stop(w); /* the comparison has moved the old engine into the future */
    life_start(w);
}

static void reload_storm(struct world *w)
{
    for (int n = (int)rng_between(&w->rng, 5, 30); n > 0 && !w->book.violation[0]; n--) {
        people_reload(w);
        if (w->txn && rng_chance(&w->rng, 300))
            life_answer_commit(w);
        else if (w->in_hand.n && rng_chance(&w->rng, 300))
            life_answer_delivery(w);
    }
}

/* The administrator reads in the evening that notices are held, lets them go, and nothing happens
 * until the next window opens: but that the host may be started anew. */
static void release_in_the_evening(struct world *w)
{
    int64_t window = spec_window(&w->spec, w->now_ms);
    if (window != INT64_MIN && !w->txn && !w->in_hand.n)
        w->now_ms = window + (SPEC_CLOSE_MIN - SPEC_OPEN_MIN) * 60000LL + hour_ms;
    people_release(w);
    if (w->txn && !w->book.violation[0])
        life_answer_commit(w);
    if (rng_chance(&w->rng, 500))
        w->disk_full = 1; /* for the very plan that may go now */
    if (!w->book.violation[0] && rng_chance(&w->rng, 500))
        life_crash(w);
}

/* What people do; false: not in this step. */
static bool people(struct world *w, uint32_t dice)
{
    if (dice < 80)
        people_reload(w);
    else if (dice < 140)
        people_tell_work(w, (int)rng_pick(&w->rng, (uint32_t)w->spec.n_tasks));
    else if (dice < 146)
        people_tell_event(w, (int)rng_pick(&w->rng, SPEC_EVENTS));
    else if (dice < 236)
        people_order(w);
    else if (dice < 244)
        people_test(w);
    else if (dice < 264 && w->returned.n)
        people_bounce_again(w);
    else
        return false;
    return true;
}

/* What is held is let go some time, but not at once. */
static bool let_go(struct world *w)
{
    if (!w->book.brake.held || !rng_chance(&w->rng, 60))
        return false;
    if (rng_chance(&w->rng, 500))
        people_release(w);
    else
        release_in_the_evening(w);
    return true;
}

/* What befalls us; false: nothing. */
static bool misfortune(struct world *w, uint32_t dice)
{
    if (dice < 60)
        life_crash(w);
    else if (dice < 80)
        jump(w);
    else if (dice < 95)
        restart(w);
    else if (dice < 100)
        w->bad_relay = 60;
    else if (dice < 174)
        compare_with_twin(w);
    else if (dice < 177)
        w->disk_full = (int)rng_between(&w->rng, 3, 40);
    else if (dice < 180)
        sleep_over(w);
    else if (dice < 182)
        reload_storm(w);
    else
        return false;
    return true;
}

/* In the seconds between a transaction that found no room and the next, somebody tells something:
 * it goes first, alone, and what was refused waits for one more. Mostly where a person's word is at
 * stake, which the refused one would have used up. */
static bool told_between(struct world *w)
{
    struct nv_engine_status st;
    nv_engine_status(w->engine, &st);
    if (w->txn || !st.store_failing || !rng_chance(&w->rng, w->book.brake.released ? 800 : 100))
        return false;
    people_tell_work(w, (int)rng_pick(&w->rng, (uint32_t)w->spec.n_tasks));
    return true;
}

static void bad_step(struct world *w)
{
    if (told_between(w) || let_go(w))
        return;
    uint32_t dice = rng_pick(&w->rng, 10000);
    w->bad_relay -= w->bad_relay > 0;
    if (dice < 264 ? people(w, dice) : dice < 464 && misfortune(w, dice - 264))
        return;
    if (dice < 600 && w->txn)
        life_write_early(w);
    else if (dice < 1700)
        wait(w);
    else if (dice < 5700 && w->txn)
        life_answer_commit(w);
    else if (w->in_hand.n)
        life_answer_delivery(w);
    else
        quiet_step(w);
}

/* The administrator looks after what waits for him, and mail servers after what came back. */
static void good_step(struct world *w)
{
    if (!w->txn && w->book.brake.held && !w->book.brake.released)
        people_release(w);
    else if (!w->txn && !w->in_hand.n && w->returned.n)
        people_bounce_again(w);
    quiet_step(w);
}

void weather_live(struct world *w, uint64_t steps)
{
    int64_t year_end = nv_time_at(nv_day_from_civil(w->spec.last_year + 1, 1, 5), 0, SPEC_ZONE_MIN);
    int64_t end =
        nv_time_at(nv_day_from_civil(w->spec.last_year + 1, 4, 10), 12 * 60, SPEC_ZONE_MIN);
    while (!w->book.violation[0] && w->now_ms < year_end && (!steps || w->result->steps < steps)) {
        w->result->steps++;
        bad_step(w);
    }
    w->good = true;
    life_tell(w, "from now on the world is good");
    while (!w->book.violation[0] && w->now_ms < end) {
        w->result->steps++;
        good_step(w);
        if (w->result->steps > 2000000)
            book_violate(&w->book, "time does not pass: the engine is busy with nothing");
    }
    /* What has been made in its last window may have to wait for its relay. */
    while (!w->book.violation[0] && w->now_ms < end + 7 * 86400000LL &&
           (w->txn || w->in_hand.n || w->book.counts[NV_DELIVERY_PENDING] || w->requests.n))
        quiet_step(w);
    if (!w->book.violation[0])
        book_end(&w->book, life_today(w), w->visited, w->visited_from);
    if (!w->book.violation[0] && (w->requests.n || w->returned.n))
        book_violate(&w->book, "%zu requests were never answered, %zu messages came back unheard",
                     w->requests.n, w->returned.n);
}

void sim_run(uint64_t seed, uint64_t steps, int years, bool tells, bool trace,
             struct sim_result *out)
{
    struct world w = {.rng = {seed * 0x2545f4914f6cdd1du + 1}, .trace = trace, .result = out};
    w.slices = (uint32_t)(seed % 4); /* of four worlds one is never large enough for slices */
    memset(out, 0, sizeof *out);
    w.now_ms = nv_time_at(nv_day_from_civil(2024, 12, 31), 7 * 60, SPEC_ZONE_MIN);
    w.visited_from = life_today(&w) - LIFE_BEFORE;
    w.visited_newest = w.disturbed = w.visited_from;
    w.mirrored = seed % 10 == 0;
    spec_generate(&w.spec, &w.rng, 2024 + years);
    w.spec.tells = tells;
    book_init(&w.book, &w.spec);
    w.book.brake.sliced = w.slices > 0;
    nv_require(nv_store_open_memory(&w.store) == 0);
    w.snapshot = spec_build(&w.spec);
    life_start(&w);
    weather_live(&w, steps);
    memcpy(out->violation, w.book.violation, sizeof out->violation);
    out->items = w.book.items.n;
    out->orders = w.book.ordered;
    out->bounced = w.book.bounced;
    out->diverted = w.book.diverted;
    for (size_t i = 0; i < w.book.notices.n; i++)
        out->notices += w.book.notices.v[i].agency != NULL;
    for (size_t i = 0; i < w.book.deliveries.n; i++) {
        out->delivered += w.book.deliveries.v[i].delivered > 0;
        out->repeated += w.book.deliveries.v[i].delivered > 1;
    }
    life_free(&w);
}
