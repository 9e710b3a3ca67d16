/* Back-off, and the hours in which notices go out. */
#include "engine/retry.h"
#include "engine/window.h"
#include "engine_fixture.h"
#include "nvtest.h"

static const int delays[] = {60, 300, 3600};
static const struct nv_retry policy = {delays, 3, 86400};
enum { NOW = 1000000 };

static int64_t wait_ms(uint64_t delivery, int attempts)
{
    return nv_retry_next(&policy, delivery, attempts, NOW, NOW, 0) - NOW;
}

START_TEST(each_attempt_waits_its_delay_within_a_fifth)
{
    static const int64_t want[] = {60000, 300000, 3600000, 3600000, 3600000};
    for (int attempt = 1; attempt <= 5; attempt++)
        for (uint64_t id = 1; id <= 500; id++) {
            int64_t ms = wait_ms(id, attempt), delay = want[attempt - 1];
            ck_assert_int_ge(ms, delay - delay / 5);
            ck_assert_int_le(ms, delay + delay / 5);
        }
}
END_TEST

START_TEST(the_jitter_spreads_deliveries_and_attempts)
{
    int early = 0, late = 0;
    for (uint64_t id = 1; id <= 1000; id++) {
        early += wait_ms(id, 1) < 60000 - 6000;
        late += wait_ms(id, 1) > 60000 + 6000;
    }
    /* Evenly: a quarter of them lies in each outer half of the fifth. */
    ck_assert_int_gt(early, 180);
    ck_assert_int_gt(late, 180);
    ck_assert_int_ne(wait_ms(7, 3), wait_ms(7, 4));
}
END_TEST

START_TEST(the_same_attempt_always_waits_the_same)
{
    for (uint64_t id = 1; id <= 100; id++)
        ck_assert_int_eq(wait_ms(id, 2), wait_ms(id, 2));
}
END_TEST

START_TEST(a_delivery_is_given_up_when_its_lifetime_ends_before_the_next_attempt)
{
    int64_t end = NOW + 86400 * 1000LL;
    ck_assert_int_eq(nv_retry_next(&policy, 1, 3, NOW, end - 3600000 * 4 / 5 + 1, 0), INT64_MIN);
    ck_assert_int_ne(nv_retry_next(&policy, 1, 3, NOW, end - 3600000 * 6 / 5, 0), INT64_MIN);
    ck_assert_int_eq(nv_retry_next(&policy, 1, 1, NOW, end, 0), INT64_MIN);
}
END_TEST

START_TEST(what_the_peer_asks_for_is_granted_up_to_a_day)
{
    static const struct nv_retry patient = {delays, 3, 10 * 86400};
    ck_assert_int_eq(nv_retry_next(&patient, 1, 1, NOW, NOW, 7200), NOW + 7200 * 1000);
    ck_assert_int_eq(nv_retry_next(&patient, 1, 1, NOW, NOW, 1000000), NOW + 86400 * 1000LL);
    ck_assert_int_eq(nv_retry_next(&patient, 1, 1, NOW, NOW, 5),
                     nv_retry_next(&patient, 1, 1, NOW, NOW, 0));
    ck_assert_int_eq(nv_retry_next(&patient, 1, 1, NOW, NOW, -5),
                     nv_retry_next(&patient, 1, 1, NOW, NOW, 0));
}
END_TEST

START_TEST(no_wait_is_longer_than_the_longest)
{
    static const int long_delays[] = {60, 100000};
    static const struct nv_retry slow = {long_delays, 2, 10 * 86400};
    for (uint64_t id = 1; id <= 500; id++) {
        ck_assert_int_le(nv_retry_next(&slow, id, 2, 0, 0, 0), nv_retry_longest(&slow));
        ck_assert_int_le(nv_retry_next(&policy, id, 1, 0, 0, 80000), nv_retry_longest(&policy));
        ck_assert_int_le(nv_retry_unknown(&policy, id, 9, 9, 0, 0), nv_retry_longest(&policy));
    }
}
END_TEST

/* ---- answers that were lost ----------------------------------------------------------------- */

enum { MINUTE = 60000, HOUR = 60 * MINUTE };
static const int shipped_s[] = {60, 120, 300, 900, 1800, 3600, 7200, 14400};
static const struct nv_retry shipped = {shipped_s, 8, 5 * 86400};

static int64_t unknown_ms(uint64_t delivery, int attempts, int unknown)
{
    return nv_retry_unknown(&shipped, delivery, attempts, unknown, NOW, NOW) - NOW;
}

START_TEST(after_one_lost_answer_it_is_tried_again_soon_whatever_came_before)
{
    for (uint64_t id = 1; id <= 500; id++)
        for (int attempts = 1; attempts <= 7; attempts += 6) {
            ck_assert_int_ge(unknown_ms(id, attempts, 1), 48000);
            ck_assert_int_le(unknown_ms(id, attempts, 1), 60000);
        }
}
END_TEST

START_TEST(from_the_second_lost_answer_on_the_waits_grow_to_a_day)
{
    static const int hours[] = {2, 6, 16, 24, 24, 24, 24};
    for (int unknown = 2; unknown <= 8; unknown++)
        for (uint64_t id = 1; id <= 500; id++) {
            int64_t ms = unknown_ms(id, unknown, unknown),
                    least = hours[unknown - 2] * (int64_t)HOUR;
            ck_assert_int_ge(ms, least);
            ck_assert_int_le(ms, least + least / 5);
        }
    ck_assert_int_ne(unknown_ms(7, 2, 2), unknown_ms(8, 2, 2));
}
END_TEST

START_TEST(a_policy_that_waits_longer_is_followed)
{
    static const int days[] = {172800};
    static const struct nv_retry patient = {days, 1, 30 * 86400};
    int64_t ms = nv_retry_unknown(&patient, 1, 5, 2, NOW, NOW) - NOW;
    ck_assert_int_eq(ms, nv_retry_next(&patient, 1, 5, NOW, NOW, 0) - NOW);
    ck_assert_int_ge(ms, 172800000LL * 4 / 5);
    /* The eighth delay, 4 h, is longer than two hours but not than six. */
    ck_assert_int_ge(unknown_ms(1, 8, 2), 14400000 * 4 / 5);
    ck_assert_int_ge(unknown_ms(1, 8, 3), 6 * HOUR);
}
END_TEST

/* At 0, 1 min, 2 h, 8 h and once on each day up to the fourth: the next comes after the fifth. */
START_TEST(a_relay_that_never_answers_makes_eight_copies)
{
    static const int lasts_min[] = {0, 5, 15}; /* an attempt */
    for (size_t i = 0; i < sizeof lasts_min / sizeof *lasts_min; i++)
        for (uint64_t id = 1; id <= 1000; id++) {
            int copies = 0;
            for (int64_t when = NOW; when != INT64_MIN;) {
                copies++;
                when = nv_retry_unknown(&shipped, id, copies, copies, NOW,
                                        when + lasts_min[i] * MINUTE);
            }
            ck_assert_int_eq(copies, 8);
        }
}
END_TEST

/* 08:00–11:30 and 13:30–17:00, written the other way round. */
static struct nv_snapshot *two_windows(void)
{
    static const struct nv_window windows[] = {{810, 1020}, {480, 690}};
    struct fx *f = fx_new();
    fx_agency(f, "so-a");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    f->s->windows = windows;
    f->s->n_windows = 2;
    return fx_seal(f);
}

START_TEST(a_window_is_open_from_its_first_minute_to_its_last)
{
    struct nv_snapshot *s = two_windows();
    ck_assert_int_eq(nv_window_open(s, at("2025-03-24T07:59:59")), INT64_MIN);
    ck_assert_int_eq(nv_window_open(s, at("2025-03-24T08:00")), at("2025-03-24T08:00"));
    ck_assert_int_eq(nv_window_open(s, at("2025-03-24T11:29:59")), at("2025-03-24T08:00"));
    ck_assert_int_eq(nv_window_open(s, at("2025-03-24T11:30")), INT64_MIN);
    ck_assert_int_eq(nv_window_open(s, at("2025-03-24T14:00")), at("2025-03-24T13:30"));
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(no_window_opens_on_a_day_off_and_one_does_on_the_worked_saturday)
{
    struct nv_snapshot *s = two_windows();
    ck_assert_int_eq(nv_window_open(s, at("2025-03-22T09:00")), INT64_MIN); /* a Saturday */
    ck_assert_int_eq(nv_window_open(s, at("2025-04-07T09:00")), INT64_MIN); /* Giỗ Tổ */
    ck_assert_int_eq(nv_window_open(s, at("2025-04-26T09:00")), at("2025-04-26T08:00"));
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(the_next_window_is_the_next_opening_even_over_tet)
{
    struct nv_snapshot *s = two_windows();
    ck_assert_int_eq(nv_window_next(s, at("2025-03-24T07:00")), at("2025-03-24T08:00"));
    ck_assert_int_eq(nv_window_next(s, at("2025-03-24T08:00")), at("2025-03-24T13:30"));
    ck_assert_int_eq(nv_window_next(s, at("2025-03-24T13:30")), at("2025-03-25T08:00"));
    ck_assert_int_eq(nv_window_next(s, at("2025-01-24T17:00")), at("2025-02-03T08:00"));
    ck_assert_int_eq(nv_window_next(s, at("2025-04-25T20:00")), at("2025-04-26T08:00"));
    nv_snapshot_unref(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("retry");
    TCase *t = tcase_create("times");
    tcase_add_test(t, each_attempt_waits_its_delay_within_a_fifth);
    tcase_add_test(t, the_jitter_spreads_deliveries_and_attempts);
    tcase_add_test(t, the_same_attempt_always_waits_the_same);
    tcase_add_test(t, a_delivery_is_given_up_when_its_lifetime_ends_before_the_next_attempt);
    tcase_add_test(t, what_the_peer_asks_for_is_granted_up_to_a_day);
    tcase_add_test(t, no_wait_is_longer_than_the_longest);
    tcase_add_test(t, after_one_lost_answer_it_is_tried_again_soon_whatever_came_before);
    tcase_add_test(t, from_the_second_lost_answer_on_the_waits_grow_to_a_day);
    tcase_add_test(t, a_policy_that_waits_longer_is_followed);
    tcase_add_test(t, a_relay_that_never_answers_makes_eight_copies);
    tcase_add_test(t, a_window_is_open_from_its_first_minute_to_its_last);
    tcase_add_test(t, no_window_opens_on_a_day_off_and_one_does_on_the_worked_saturday);
    tcase_add_test(t, the_next_window_is_the_next_opening_even_over_tet);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
