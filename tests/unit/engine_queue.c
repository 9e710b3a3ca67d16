/* The index of what is not yet delivered: order, limits, pauses, and a long random life beside a
 * naive model. NV_SEED=n replays that life. */
#include "engine/queue.h"

#include <stdio.h>

#include "base/intern.h"
#include "engine_fixture.h"
#include "nvtest.h"

struct bench {
    struct nv_snapshot *s;
    struct nv_intern *names;
    struct nv_queue *q;
};

/* so-a writes by relay 0, so-b by relay 1 (16 at once), so-c has a webhook. */
static struct bench bench_new(void)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-a");
    fx_agency(f, "so-b");
    fx_webhook(f, fx_silent(f, "so-c"), "https://hooks.example.org/c");
    f->agencies.v[1].endpoints[0].relay = 1;
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    struct bench b = {fx_seal(f), nv_intern_new(), NULL};
    b.q = nv_queue_new(b.names);
    nv_queue_configure(b.q, b.s);
    return b;
}

static void bench_free(struct bench *b)
{
    nv_queue_free(b->q);
    nv_intern_free(b->names);
    nv_snapshot_unref(b->s);
}

static void put(struct bench *b, uint64_t id, int agency, int64_t next_ms)
{
    static const char *const ids[] = {"so-a", "so-b", "so-c"};
    static const char *const endpoints[] = {"mail:so-a@khanhhoa.example",
                                            "mail:so-b@khanhhoa.example",
                                            "webhook:https://hooks.example.org/c"};
    struct nv_item item = {.occurrence = "kh/I.1.1", .named = "so-a", .rung = "-5w"};
    struct nv_notice n = {.id = id, .agency = ids[agency], .items = &item, .n_items = 1};
    struct nv_delivery d = {.id = id,
                            .notice = id,
                            .agency = ids[agency],
                            .endpoint = endpoints[agency],
                            .next_ms = next_ms};
    nv_queue_add_notice(b->q, &n);
    nv_queue_add(b->q, &d);
}

static uint64_t take(struct bench *b, uint32_t lane, int64_t now_ms)
{
    struct nv_entry *e = nv_queue_take(b->q, lane, now_ms);
    return e ? e->id : 0;
}

/* Test letters and what the service has to say are named anew each time: nothing of them may stay.
 */
START_TEST(a_name_that_is_no_work_goes_with_its_notice)
{
    struct bench b = bench_new();
    put(&b, 1, 0, 100);
    uint32_t work = nv_intern_add(b.names, "kh/I.2.1");
    size_t known = nv_intern_count(b.names);
    for (uint64_t id = 2; id < 1000; id++) {
        char name[32];
        nv_fmt(name, sizeof name, "remark:%llu", (unsigned long long)id);
        struct nv_item items[] = {{.occurrence = name, .named = "so-a", .rung = "told"},
                                  {.occurrence = "kh/I.2.1", .named = "so-a", .rung = "-5w"},
                                  {.occurrence = "test:9", .named = "so-a", .rung = "test"}};
        struct nv_notice n = {.id = id, .agency = "so-a", .items = items, .n_items = 3};
        struct nv_delivery d = {
            .id = id, .notice = id, .agency = "so-a", .endpoint = "mail:so-a@khanhhoa.example"};
        nv_queue_add_notice(b.q, &n);
        nv_queue_add(b.q, &d);
        memset(name, 'x', sizeof name - 1);
        const struct nv_item *kept = nv_queue_notice(b.q, id)->items;
        char want[32];
        nv_fmt(want, sizeof want, "remark:%llu", (unsigned long long)id);
        ck_assert_str_eq(kept[0].occurrence, want);
        ck_assert_ptr_eq(kept[1].occurrence, nv_intern_str(b.names, work));
        ck_assert_str_eq(kept[2].occurrence, "test:9");
        nv_queue_remove(b.q, nv_queue_find(b.q, id));
    }
    ck_assert_uint_eq(nv_intern_count(b.names), known);
    bench_free(&b);
}
END_TEST

START_TEST(what_is_due_first_comes_first_and_equals_by_id)
{
    struct bench b = bench_new();
    put(&b, 3, 0, 200);
    put(&b, 1, 0, 300);
    put(&b, 2, 0, 200);
    ck_assert_uint_eq(take(&b, 0, 199), 0);
    ck_assert_uint_eq(take(&b, 0, 200), 2);
    ck_assert_uint_eq(take(&b, 0, 200), 3);
    ck_assert_uint_eq(take(&b, 0, 200), 0);
    ck_assert_uint_eq(take(&b, 0, 300), 1);
    bench_free(&b);
}
END_TEST

START_TEST(each_delivery_waits_in_its_own_lane)
{
    struct bench b = bench_new();
    put(&b, 1, 0, 0);
    put(&b, 2, 1, 0);
    put(&b, 3, 2, 0);
    ck_assert_uint_eq(nv_queue_lanes(b.q), 3);
    ck_assert_uint_eq(take(&b, 1, 0), 2);
    ck_assert_uint_eq(take(&b, 2, 0), 3);
    ck_assert_uint_eq(take(&b, 0, 0), 1);
    bench_free(&b);
}
END_TEST

START_TEST(a_lane_holds_no_more_than_its_limit)
{
    struct bench b = bench_new();
    for (uint64_t id = 1; id <= 20; id++)
        put(&b, id, 1, 0);
    for (uint64_t id = 1; id <= 16; id++) /* two connections, eight for each */
        ck_assert_uint_eq(take(&b, 1, 0), id);
    ck_assert_uint_eq(take(&b, 1, 0), 0);
    ck_assert_int_eq(nv_queue_next_ms(b.q), INT64_MAX);
    nv_queue_remove(b.q, nv_queue_find(b.q, 5));
    ck_assert_uint_eq(take(&b, 1, 0), 17);
    ck_assert_uint_eq(nv_queue_lane(b.q, 1)->claimed, 16);
    ck_assert_uint_eq(nv_queue_lane(b.q, 1)->waiting, 3);
    bench_free(&b);
}
END_TEST

START_TEST(a_paused_lane_gives_nothing_until_its_pause_ends)
{
    struct bench b = bench_new();
    put(&b, 1, 0, 100);
    put(&b, 2, 1, 150);
    nv_queue_lane(b.q, 0)->paused_until_ms = 500;
    ck_assert_int_eq(nv_queue_next_ms(b.q), 150);
    ck_assert_uint_eq(take(&b, 0, 499), 0);
    ck_assert_uint_eq(take(&b, 1, 499), 2);
    ck_assert_int_eq(nv_queue_next_ms(b.q), 500);
    ck_assert_uint_eq(take(&b, 0, 500), 1);
    bench_free(&b);
}
END_TEST

START_TEST(what_is_put_back_waits_for_its_new_time)
{
    struct bench b = bench_new();
    put(&b, 1, 0, 0);
    put(&b, 2, 0, 10);
    struct nv_entry *e = nv_queue_take(b.q, 0, 0);
    e->next_ms = 20;
    nv_queue_put_back(b.q, e);
    ck_assert_uint_eq(nv_queue_lane(b.q, 0)->claimed, 0);
    ck_assert_uint_eq(take(&b, 0, 20), 2);
    ck_assert_uint_eq(take(&b, 0, 20), 1);
    bench_free(&b);
}
END_TEST

START_TEST(a_clock_set_back_makes_nothing_wait_for_ever)
{
    struct bench b = bench_new();
    put(&b, 1, 0, 9000);
    put(&b, 2, 0, 8000);
    put(&b, 3, 0, 50);
    nv_queue_find(b.q, 1)->attempts = 1;
    nv_queue_lane(b.q, 0)->paused_until_ms = 7000;
    nv_queue_clamp(b.q, 100, 400, 200);
    ck_assert_int_eq(nv_queue_lane(b.q, 0)->paused_until_ms, 200);
    ck_assert_uint_eq(take(&b, 0, 199), 0);
    ck_assert_uint_eq(take(&b, 0, 200), 3);
    ck_assert_uint_eq(take(&b, 0, 200), 2); /* its first attempt: at once */
    ck_assert_uint_eq(take(&b, 0, 399), 0);
    ck_assert_uint_eq(take(&b, 0, 400), 1);
    bench_free(&b);
}
END_TEST

/* What has been tried waits for its time; what has not is due, and comes before it. */
START_TEST(a_clock_set_back_puts_first_what_is_due_now)
{
    struct bench b = bench_new();
    put(&b, 1, 0, 300);
    put(&b, 2, 0, 500);
    nv_queue_find(b.q, 1)->attempts = 1;
    nv_queue_clamp(b.q, 100, 400, 200);
    ck_assert_uint_eq(take(&b, 0, 100), 2);
    ck_assert_uint_eq(take(&b, 0, 299), 0);
    ck_assert_uint_eq(take(&b, 0, 300), 1);
    bench_free(&b);
}
END_TEST

/* What is in hand at a crash may come twice: it is never many, however many connections there are.
 */
START_TEST(a_lane_holds_no_more_than_256_whatever_it_has_of_connections)
{
    struct bench b = bench_new();
    struct nv_relay many = b.s->relays[1];
    many.connections = 100;
    b.s->relays = &many;
    b.s->n_relays = 1;
    nv_queue_configure(b.q, b.s);
    ck_assert_uint_eq(nv_queue_lane(b.q, 0)->limit, 256);
    many.connections = 32;
    nv_queue_configure(b.q, b.s);
    ck_assert_uint_eq(nv_queue_lane(b.q, 0)->limit, 256);
    many.connections = 31;
    nv_queue_configure(b.q, b.s);
    ck_assert_uint_eq(nv_queue_lane(b.q, 0)->limit, 248);
    bench_free(&b);
}
END_TEST

/* Its lifetime, and the warning after some hours, must not wait for the day that the clock showed.
 */
START_TEST(what_was_made_by_a_clock_that_was_wrong_is_no_younger_for_it)
{
    struct bench b = bench_new();
    put(&b, 1, 0, 0);
    put(&b, 2, 0, 0);
    nv_queue_find(b.q, 1)->since_ms = 50;
    nv_queue_find(b.q, 2)->since_ms = 9000;
    ck_assert_uint_eq(take(&b, 0, 0), 1); /* in the courier's hands or not */
    nv_queue_clamp(b.q, 100, 400, 200);
    ck_assert_int_eq(nv_queue_find(b.q, 1)->since_ms, 50);
    ck_assert_int_eq(nv_queue_find(b.q, 2)->since_ms, 100);
    nv_queue_clamp(b.q, 40, 400, 200);
    ck_assert_int_eq(nv_queue_find(b.q, 1)->since_ms, 40);
    bench_free(&b);
}
END_TEST

static void put_hook(struct bench *b, uint64_t id, const char *endpoint)
{
    struct nv_notice n = {.id = id, .agency = "so-c"};
    struct nv_delivery d = {.id = id, .notice = id, .agency = "so-c", .endpoint = endpoint};
    nv_queue_add_notice(b->q, &n);
    nv_queue_add(b->q, &d);
}

START_TEST(one_host_with_much_waiting_delays_no_other)
{
    struct bench b = bench_new();
    for (uint64_t id = 1; id <= 300; id++)
        put_hook(&b, id, "webhook:https://slow.example/hook");
    put_hook(&b, 301, "webhook:https://quick.example/hook?to=a");
    put_hook(&b, 302, "webhook:https://quick.example/other");
    uint64_t got, slow = 0, quick = 0;
    for (int turn = 0; (got = take(&b, 2, 0)); turn++) {
        slow += got <= 300;
        quick += got > 300;
        ck_assert_msg(turn >= 4 || quick == (uint64_t)(turn + 1) / 2, "each in its turn");
    }
    ck_assert_uint_eq(slow, 8);
    ck_assert_uint_eq(quick, 2);
    ck_assert_uint_eq(nv_queue_lane(b.q, 2)->claimed, 10);
    ck_assert_uint_eq(nv_queue_lane(b.q, 2)->waiting, 292);
    nv_queue_line(b.q, nv_queue_find(b.q, 1))->paused_until_ms = 900;
    nv_queue_remove(b.q, nv_queue_find(b.q, 1));
    put_hook(&b, 303, "webhook:https://quick.example/hook");
    ck_assert_uint_eq(take(&b, 2, 0), 303);
    ck_assert_uint_eq(take(&b, 2, 0), 0);
    ck_assert_int_eq(nv_queue_next_ms(b.q), 900);
    int64_t until;
    ck_assert_uint_eq(nv_queue_resting(b.q, 2, 0, &until), 1);
    ck_assert_int_eq(until, 900);
    ck_assert_uint_eq(nv_queue_resting(b.q, 2, 900, &until), 0);
    bench_free(&b);
}
END_TEST

static void put_host(struct bench *b, uint64_t id, int host)
{
    char url[60];
    put_hook(b, id, nv_fmt(url, sizeof url, "webhook:https://h%d.example/hook", host));
}

static unsigned take_all(struct bench *b)
{
    unsigned n = 0;
    while (take(b, 2, 0))
        n++;
    return n;
}

START_TEST(hosts_in_doubt_share_a_quarter_of_what_may_be_in_hand)
{
    struct bench b = bench_new();
    for (uint64_t id = 1; id <= 3000; id++)
        put_host(&b, id, (int)(id % 1000));
    ck_assert_uint_eq(take_all(&b), 256);
    ck_assert_int_eq(nv_queue_next_ms(b.q), INT64_MAX); /* an answer wakes it */
    nv_queue_answered(b.q, nv_queue_find(b.q, 1), true);
    /* Host 1: one in hand, two more; its place among those in doubt goes to another. */
    ck_assert_int_eq(nv_queue_next_ms(b.q), 0);
    ck_assert_uint_eq(take_all(&b), 3);
    ck_assert_uint_eq(nv_queue_line(b.q, nv_queue_find(b.q, 1))->claimed, 3);
    nv_queue_answered(b.q, nv_queue_find(b.q, 1), false);
    nv_queue_remove(b.q, nv_queue_find(b.q, 2)); /* 259 in doubt, 258 */
    ck_assert_uint_eq(take_all(&b), 0);
    nv_queue_configure(b.q, b.s); /* after a reload nobody knows */
    ck_assert_uint_eq(take_all(&b), 0);
    for (uint64_t id = 1; id <= 3000; id++)
        if (id != 2)
            nv_queue_answered(b.q, nv_queue_find(b.q, id), true);
    ck_assert_uint_eq(take_all(&b), 1024 - 258);
    bench_free(&b);
}
END_TEST

/* The courier as far as it matters: it has 128 transfers for hosts that have not answered, and
 * begins them in the order in which it got them. */
struct web {
    uint64_t fifo[1024];
    int64_t ends_s[1024]; /* -1: has not begun */
    size_t first, n;
};

enum { HOSTS = 1500, DEAD = 4 * HOSTS, ALIVE = 200, DEAD_S = 30 };

static void web_begin(struct bench *b, struct web *w, int64_t now_s)
{
    unsigned doubtful = 0;
    for (size_t i = 0; i < w->n; i++) {
        bool quick = !nv_queue_line(b->q, nv_queue_find(b->q, w->fifo[i]))->doubtful;
        bool begins = w->ends_s[i] < 0 && (quick || doubtful < 128);
        if (begins)
            w->ends_s[i] = now_s + (w->fifo[i] <= DEAD ? DEAD_S : 1);
        doubtful += w->ends_s[i] >= 0 && !quick;
    }
}

/* Of what has ended the dead are tried again after 5 s, 5 min, 30 min. */
static unsigned web_end(struct bench *b, struct web *w, int64_t now_s)
{
    static const int delays_s[] = {5, 300, 1800, 7200};
    unsigned arrived = 0;
    size_t kept = 0;
    for (size_t i = 0; i < w->n; i++) {
        struct nv_entry *e = nv_queue_find(b->q, w->fifo[i]);
        bool dead = w->fifo[i] <= DEAD;
        if (w->ends_s[i] < 0 || w->ends_s[i] > now_s) {
            w->fifo[kept] = w->fifo[i];
            w->ends_s[kept++] = w->ends_s[i];
            continue;
        }
        nv_queue_answered(b->q, e, !dead);
        if (dead) {
            e->next_ms = (now_s + delays_s[e->attempts]) * 1000;
            e->attempts += e->attempts < 3;
            nv_queue_put_back(b->q, e);
        } else {
            nv_queue_remove(b->q, e);
            arrived++;
        }
    }
    w->n = kept;
    return arrived;
}

/* In the worst place: behind all the dead. Its first message has its turn after the eleven times
 * 128 before it, 330 s; the others follow as quickly as it takes them, eight in a second. */
START_TEST(more_dead_hosts_than_may_be_in_hand_do_not_hold_up_one_that_answers)
{
    struct bench b = bench_new();
    struct web *w = nv_calloc(1, sizeof *w);
    for (uint64_t id = 1; id <= DEAD; id++)
        put_host(&b, id, (int)(id % HOSTS));
    for (uint64_t id = DEAD + 1; id <= DEAD + ALIVE; id++)
        put_hook(&b, id, "webhook:https://alive.example/hook");
    int64_t now_s = 0;
    for (unsigned arrived = 0; arrived < ALIVE; now_s++) {
        ck_assert_int_lt(now_s, 86400);
        arrived += web_end(&b, w, now_s);
        for (uint64_t id; (id = take(&b, 2, now_s * 1000));) {
            w->fifo[w->n] = id;
            w->ends_s[w->n++] = -1;
        }
        web_begin(&b, w, now_s);
    }
    printf("%d dead hosts: the last of %d messages for one that answers after %d s\n", HOSTS, ALIVE,
           (int)now_s);
    ck_assert_int_ge(now_s, 330);
    ck_assert_int_le(now_s, 330 + 30);
    free(w);
    bench_free(&b);
}
END_TEST

START_TEST(a_relay_gets_no_more_in_a_minute_than_it_may)
{
    struct bench b = bench_new();
    nv_queue_lane(b.q, 0)->interval_ms = 2000; /* 30 in a minute */
    put(&b, 1, 0, 0);
    put(&b, 2, 0, 0);
    put(&b, 3, 1, 0);
    ck_assert_uint_eq(take(&b, 0, 5000), 1);
    ck_assert_uint_eq(take(&b, 0, 6999), 0);
    ck_assert_uint_eq(take(&b, 1, 5000), 3); /* another relay has its own */
    ck_assert_int_eq(nv_queue_next_ms(b.q), 7000);
    nv_queue_clamp(b.q, 100, 200, 300); /* the clock was set back */
    ck_assert_uint_eq(take(&b, 0, 100), 2);
    bench_free(&b);
}
END_TEST

START_TEST(after_a_rest_one_message_is_the_probe)
{
    struct bench b = bench_new();
    for (uint64_t id = 1; id <= 3; id++)
        put(&b, id, 0, 0);
    nv_queue_lane(b.q, 0)->probing = true;
    ck_assert_uint_eq(take(&b, 0, 0), 1);
    ck_assert_uint_eq(take(&b, 0, 0), 0);
    ck_assert_int_eq(nv_queue_next_ms(b.q), INT64_MAX); /* its answer wakes the rest */
    nv_queue_lane(b.q, 0)->probing = false;
    ck_assert_uint_eq(take(&b, 0, 0), 2);
    bench_free(&b);
}
END_TEST

START_TEST(a_notice_lives_as_long_as_its_last_delivery)
{
    struct bench b = bench_new();
    put(&b, 1, 0, 0);
    struct nv_delivery second = {
        .id = 2, .notice = 1, .agency = "so-c", .endpoint = "webhook:https://hooks.example.org/c"};
    nv_queue_add(b.q, &second);
    nv_queue_remove(b.q, nv_queue_find(b.q, 1));
    ck_assert_str_eq(nv_queue_notice(b.q, 1)->items[0].occurrence, "kh/I.1.1");
    nv_queue_remove(b.q, nv_queue_find(b.q, 2));
    ck_assert_ptr_null(nv_queue_notice(b.q, 1));
    ck_assert_ptr_null(nv_queue_find(b.q, 2));
    bench_free(&b);
}
END_TEST

START_TEST(a_reload_keeps_what_waits_and_what_is_in_hand)
{
    struct bench b = bench_new();
    put(&b, 1, 1, 0);
    put(&b, 2, 1, 0);
    ck_assert_uint_eq(take(&b, 1, 0), 1);
    struct fx *f = fx_new(); /* so-b has gone: its mail goes by the first relay */
    fx_agency(f, "so-a");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    struct nv_snapshot *s = fx_seal(f);
    nv_queue_configure(b.q, s);
    ck_assert_uint_eq(nv_queue_lane(b.q, 0)->claimed, 1);
    ck_assert_uint_eq(take(&b, 0, 0), 2);
    nv_queue_put_back(b.q, nv_queue_find(b.q, 1));
    ck_assert_uint_eq(take(&b, 0, 0), 1);
    nv_queue_free(b.q);
    b.q = nv_queue_new(b.names);
    nv_snapshot_unref(s);
    bench_free(&b);
}
END_TEST

/* ---- a random life ------------------------------------------------------------------------- */

enum { LIFE = 20000, IDS = LIFE };

struct naive {
    bool there, claimed;
    int lane;
    int64_t next_ms;
};

static uint64_t first_due(const struct naive *all, uint64_t n, int lane, int64_t now_ms)
{
    uint64_t best = 0;
    for (uint64_t id = 1; id < n; id++)
        if (all[id].there && !all[id].claimed && all[id].lane == lane &&
            all[id].next_ms <= now_ms && (!best || all[id].next_ms < all[best].next_ms))
            best = id;
    return best;
}

static void compare(struct bench *b, const struct naive *all, uint64_t n)
{
    uint32_t waiting[3] = {0}, claimed[3] = {0};
    for (uint64_t id = 1; id < n; id++) {
        const struct nv_entry *e = nv_queue_find(b->q, id);
        ck_assert_msg((e != NULL) == all[id].there, "delivery %d is lost or left over", (int)id);
        ck_assert((nv_queue_notice(b->q, id) != NULL) == all[id].there);
        if (all[id].there)
            (all[id].claimed ? claimed : waiting)[all[id].lane]++;
    }
    for (uint32_t lane = 0; lane < 3; lane++) {
        ck_assert_uint_eq(nv_queue_lane(b->q, lane)->waiting, waiting[lane]);
        ck_assert_uint_eq(nv_queue_lane(b->q, lane)->claimed, claimed[lane]);
    }
}

/* `most` deliveries are there at once: a full map, whose runs wrap around its end. */
static void random_step(struct bench *b, struct naive *all, uint64_t *n, uint64_t most,
                        int64_t now_ms)
{
    uint64_t reach = *n - 1 < 2 * most ? *n - 1 : 2 * most;
    uint64_t id = reach ? *n - 1 - (uint64_t)rand() % reach : 0, there = 0;
    int lane = rand() % 3;
    struct nv_entry *e = id ? nv_queue_find(b->q, id) : NULL;
    for (uint64_t i = 1; i < *n; i++)
        there += all[i].there;
    switch (rand() % 5) {
    case 0:
    case 1:
        if (*n < IDS && there < most) {
            all[*n] = (struct naive){true, false, lane, now_ms + rand() % 50};
            put(b, *n, lane, all[*n].next_ms);
            ++*n;
        }
        break;
    case 2:
        nv_queue_lane(b->q, (uint32_t)lane)->limit = UINT32_MAX;
        for (uint64_t i = 1; i < *n; i++)
            if (all[i].there) {
                nv_queue_line(b->q, nv_queue_find(b->q, i))->limit = UINT32_MAX;
                nv_queue_answered(b->q, nv_queue_find(b->q, i), true);
            }
        id = first_due(all, *n, lane, now_ms);
        ck_assert_uint_eq(take(b, (uint32_t)lane, now_ms), id);
        all[id].claimed = id != 0;
        break;
    case 3:
        if (e && all[id].claimed) {
            e->next_ms = all[id].next_ms = now_ms + rand() % 80;
            nv_queue_put_back(b->q, e);
            all[id].claimed = false;
        }
        break;
    default:
        if (e && rand() % 2) {
            nv_queue_remove(b->q, e);
            all[id].there = false;
        }
    }
}

static void live(uint64_t most)
{
    unsigned seed = (unsigned)nv_test_seed("engine_queue");
    struct bench b = bench_new();
    struct naive *all = nv_calloc(IDS + 1, sizeof *all);
    uint64_t n = 1;
    srand(seed);
    for (int64_t now = 0; now < LIFE; now++) {
        random_step(&b, all, &n, most, now / 8);
        if (now % 500 == 0) {
            compare(&b, all, n);
            if (rand() % 4 == 0)
                nv_queue_configure(b.q, b.s);
        }
    }
    compare(&b, all, n);
    free(all);
    bench_free(&b);
}

START_TEST(a_long_random_life_equals_a_naive_one)
{
    live(45);
    live(700);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("queue");
    TCase *t = tcase_create("lanes");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, what_is_due_first_comes_first_and_equals_by_id);
    tcase_add_test(t, each_delivery_waits_in_its_own_lane);
    tcase_add_test(t, a_lane_holds_no_more_than_its_limit);
    tcase_add_test(t, a_paused_lane_gives_nothing_until_its_pause_ends);
    tcase_add_test(t, one_host_with_much_waiting_delays_no_other);
    tcase_add_test(t, hosts_in_doubt_share_a_quarter_of_what_may_be_in_hand);
    tcase_add_test(t, more_dead_hosts_than_may_be_in_hand_do_not_hold_up_one_that_answers);
    tcase_add_test(t, a_relay_gets_no_more_in_a_minute_than_it_may);
    tcase_add_test(t, after_a_rest_one_message_is_the_probe);
    tcase_add_test(t, what_is_put_back_waits_for_its_new_time);
    tcase_add_test(t, a_clock_set_back_makes_nothing_wait_for_ever);
    tcase_add_test(t, a_clock_set_back_puts_first_what_is_due_now);
    tcase_add_test(t, a_lane_holds_no_more_than_256_whatever_it_has_of_connections);
    tcase_add_test(t, what_was_made_by_a_clock_that_was_wrong_is_no_younger_for_it);
    tcase_add_test(t, a_notice_lives_as_long_as_its_last_delivery);
    tcase_add_test(t, a_reload_keeps_what_waits_and_what_is_in_hand);
    tcase_add_test(t, a_name_that_is_no_work_goes_with_its_notice);
    tcase_add_test(t, a_long_random_life_equals_a_naive_one);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
