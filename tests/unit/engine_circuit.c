/* When a relay or a webhook's host is left alone, and when it is tried again. */
#include "base/verdict.h"
#include "engine/circuit.h"
#include "engine/queue.h"
#include "nvtest.h"

static struct nv_lane_state line;

static void setup(void)
{
    line = (struct nv_lane_state){.paused_until_ms = INT64_MIN};
}

static enum nv_circuit_turn judge(enum nv_class class, int code, bool relay, int64_t now_s)
{
    struct nv_verdict v = {.class = class, .code = code};
    return nv_circuit_judge(&line, &v, relay, now_s * 1000);
}

START_TEST(a_dead_relay_rests_after_four_failures_and_longer_each_time)
{
    static const int rests_s[] = {30, 60, 120, 240, 480, 900, 900};
    int64_t now = 1000;
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(judge(NV_TEMPORARY, 0, true, now), NV_CIRCUIT_SAME);
    for (size_t i = 0; i < sizeof rests_s / sizeof *rests_s; i++) {
        /* The fourth in a row, then each probe. */
        ck_assert_int_eq(judge(NV_TEMPORARY, 0, true, now), NV_CIRCUIT_RESTS);
        ck_assert_int_eq(line.paused_until_ms, (now + rests_s[i]) * 1000);
        ck_assert(line.probing);
        /* What was in flight changes nothing. */
        ck_assert_int_eq(judge(NV_TEMPORARY, 0, true, now + 1), NV_CIRCUIT_SAME);
        now += rests_s[i];
    }
    ck_assert_int_eq(judge(NV_SENT, 250, true, now), NV_CIRCUIT_BACK);
    ck_assert(!line.probing && line.paused_until_ms == INT64_MIN);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(judge(NV_TEMPORARY, 421, true, now), NV_CIRCUIT_SAME);
    ck_assert_int_eq(judge(NV_TEMPORARY, 421, true, now), NV_CIRCUIT_RESTS);
    ck_assert_int_eq(line.paused_until_ms, (now + 30) * 1000); /* it begins anew */
}
END_TEST

START_TEST(a_wrong_password_is_tried_every_quarter_of_an_hour)
{
    ck_assert_int_eq(judge(NV_REFUSED, 535, true, 0), NV_CIRCUIT_REFUSED);
    ck_assert_int_eq(line.paused_until_ms, 900000);
    ck_assert_int_eq(judge(NV_REFUSED, 535, true, 10), NV_CIRCUIT_SAME);
    ck_assert_int_eq(line.paused_until_ms, 910000);
    ck_assert_int_eq(judge(NV_REFUSED, 535, true, 910), NV_CIRCUIT_REFUSED);
}
END_TEST

static enum nv_circuit_turn judge_general(int code)
{
    struct nv_verdict v = {.class = NV_TEMPORARY, .code = code, .general = true};
    return nv_circuit_judge(&line, &v, true, 0);
}

/* Its disk is full, its login does not answer, it takes nothing from this host. */
START_TEST(a_relay_that_takes_no_mail_at_all_rests)
{
    static const int codes[] = {452, 454, 554};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        setup();
        for (int k = 0; k < 3; k++)
            ck_assert_int_eq(judge_general(codes[i]), NV_CIRCUIT_SAME);
        ck_assert_int_eq(judge_general(codes[i]), NV_CIRCUIT_RESTS);
    }
}
END_TEST

START_TEST(an_answer_about_a_message_says_nothing_of_the_relay)
{
    for (int i = 0; i < 20; i++) {
        ck_assert_int_eq(judge(NV_PERMANENT, 550, true, i), NV_CIRCUIT_SAME);
        ck_assert_int_eq(judge(NV_TEMPORARY, 450, true, i), NV_CIRCUIT_SAME);
        ck_assert_int_eq(judge(NV_AMBIGUOUS, 354, true, i), NV_CIRCUIT_SAME);
    }
    for (int i = 0; i < 3; i++)
        judge(NV_TEMPORARY, 0, true, 50);
    judge(NV_RETURNED, 0, true, 50); /* never begun */
    ck_assert_int_eq(judge(NV_TEMPORARY, 0, true, 50), NV_CIRCUIT_RESTS);
}
END_TEST

START_TEST(a_web_host_rests_when_it_fails_and_when_it_asks_for_it)
{
    static const struct {
        enum nv_class class;
        int code;
        bool fault;
    } answers[] = {{NV_TEMPORARY, 503, true}, {NV_TEMPORARY, 0, true},   {NV_AMBIGUOUS, 0, true},
                   {NV_REFUSED, 0, true},     {NV_TEMPORARY, 429, true}, {NV_TEMPORARY, 408, false},
                   {NV_PERMANENT, 404, false}};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        setup();
        enum nv_circuit_turn turn = NV_CIRCUIT_SAME;
        for (int k = 0; k < 4; k++)
            turn = judge(answers[i].class, answers[i].code, false, 0);
        ck_assert_msg((turn == NV_CIRCUIT_RESTS) == answers[i].fault, "answer %zu", i);
    }
    setup();
    struct nv_verdict busy = {.class = NV_TEMPORARY, .code = 429, .retry_after_s = 100};
    ck_assert_int_eq(nv_circuit_judge(&line, &busy, false, 5000), NV_CIRCUIT_RESTS);
    ck_assert_int_eq(line.paused_until_ms, 105000);
    busy.retry_after_s = 86400;
    setup();
    nv_circuit_judge(&line, &busy, false, 0);
    ck_assert_int_eq(line.paused_until_ms, 900000);
}
END_TEST

START_TEST(a_long_rest_is_told_once)
{
    judge(NV_REFUSED, 535, true, 100);
    ck_assert(!nv_circuit_is_long(&line, 3699999));
    judge(NV_REFUSED, 535, true, 1100);
    ck_assert(nv_circuit_is_long(&line, 3700000));
    ck_assert(!nv_circuit_is_long(&line, 9900000));
    judge(NV_SENT, 250, true, 10000);
    ck_assert(!nv_circuit_is_long(&line, 99900000));
    judge(NV_REFUSED, 535, true, 20000);
    ck_assert(nv_circuit_is_long(&line, 23600000));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("engine: circuit");
    TCase *c = tcase_create("circuit");
    tcase_add_checked_fixture(c, setup, NULL);
    tcase_add_test(c, a_dead_relay_rests_after_four_failures_and_longer_each_time);
    tcase_add_test(c, a_wrong_password_is_tried_every_quarter_of_an_hour);
    tcase_add_test(c, a_relay_that_takes_no_mail_at_all_rests);
    tcase_add_test(c, an_answer_about_a_message_says_nothing_of_the_relay);
    tcase_add_test(c, a_web_host_rests_when_it_fails_and_when_it_asks_for_it);
    tcase_add_test(c, a_long_rest_is_told_once);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(make_suite)
