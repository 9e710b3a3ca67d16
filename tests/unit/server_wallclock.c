/* Waking at civil times. Instants are armed in the past or a moment ahead and awaited; the clock is
 * really set (to what it shows) where that is permitted. */
#include "server/wallclock.h"

#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "nvtest.h"

static uv_loop_t loop;
static struct nv_wallclock *clock_;
static struct {
    int calls, jumps;
    int64_t now_ms;
    int64_t rearm_ms; /* armed from inside the callback; 0: nothing */
    bool close;
} seen;

static void on_time(void *arg, int64_t now_ms, bool jumped)
{
    ck_assert_ptr_eq(arg, &seen);
    seen.calls++;
    seen.jumps += jumped;
    seen.now_ms = now_ms;
    if (seen.rearm_ms)
        nv_wallclock_arm(clock_, seen.rearm_ms);
    seen.rearm_ms = 0;
    if (seen.close)
        nv_wallclock_close(clock_);
}

static void start(void)
{
    memset(&seen, 0, sizeof seen);
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    ck_assert_int_eq(nv_wallclock_open(&loop, on_time, &seen, &clock_, NULL), 0);
}

static void stop(void)
{
    nv_wallclock_close(clock_);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
}

/* Runs until the callback was called `n` times. */
static void await_calls(int n)
{
    while (seen.calls < n)
        uv_run(&loop, UV_RUN_ONCE);
}

/* Lets everything happen that can happen now. */
static void settle(void)
{
    for (int i = 0; i < 8; i++)
        uv_run(&loop, UV_RUN_NOWAIT);
}

START_TEST(now_is_the_system_clock)
{
    struct timeval before, after;
    gettimeofday(&before, NULL);
    int64_t now = nv_wallclock_now_ms();
    gettimeofday(&after, NULL);
    ck_assert_int_ge(now, before.tv_sec * 1000 + before.tv_usec / 1000);
    ck_assert_int_le(now, after.tv_sec * 1000 + after.tv_usec / 1000);
}
END_TEST

START_TEST(fires_when_the_time_has_come_and_not_before)
{
    int64_t at = nv_wallclock_now_ms() + 30;
    nv_wallclock_arm(clock_, at);
    await_calls(1);
    ck_assert_int_ge(seen.now_ms, at);
    ck_assert_int_eq(seen.jumps, 0);
}
END_TEST

static const int64_t past[] = {1, 0, -1, -86400000, INT64_MIN, 1735578000000};

START_TEST(past_fires_at_once_and_once)
{
    nv_wallclock_arm(clock_, past[_i]);
    ck_assert_int_eq(seen.calls, 0); /* never from inside arm */
    await_calls(1);
    settle();
    ck_assert_int_eq(seen.calls, 1);
    ck_assert_int_eq(seen.jumps, 0);
}
END_TEST

START_TEST(newest_time_counts)
{
    nv_wallclock_arm(clock_, 0);
    nv_wallclock_arm(clock_, nv_wallclock_now_ms() + 3600000);
    settle();
    ck_assert_int_eq(seen.calls, 0);
    nv_wallclock_arm(clock_, 0);
    await_calls(1);
}
END_TEST

START_TEST(nothing_armed_is_silent)
{
    settle();
    nv_wallclock_arm(clock_, 0);
    nv_wallclock_arm(clock_, INT64_MAX);
    settle();
    ck_assert_int_eq(seen.calls, 0);
}
END_TEST

START_TEST(callback_arms_the_next)
{
    seen.rearm_ms = 1;
    nv_wallclock_arm(clock_, 0);
    await_calls(2);
    settle();
    ck_assert_int_eq(seen.calls, 2);
}
END_TEST

START_TEST(callback_may_close)
{
    seen.close = true;
    nv_wallclock_arm(clock_, 0);
    uv_run(&loop, UV_RUN_DEFAULT); /* ends: nothing is left in the loop */
    ck_assert_int_eq(seen.calls, 1);
    clock_ = NULL;
}
END_TEST

START_TEST(nothing_is_called_after_close)
{
    nv_wallclock_arm(clock_, 0);
    nv_wallclock_was_set(clock_);
    nv_wallclock_close(clock_);
    nv_wallclock_arm(clock_, 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(seen.calls, 0);
    clock_ = NULL;
}
END_TEST

START_TEST(jump_is_told_and_what_was_armed_stays)
{
    int64_t at = nv_wallclock_now_ms() + 50;
    nv_wallclock_arm(clock_, at);
    nv_wallclock_was_set(clock_);
    await_calls(1);
    ck_assert_int_eq(seen.jumps, 1);
    await_calls(2);
    ck_assert_int_eq(seen.jumps, 1);
    ck_assert_int_ge(seen.now_ms, at);
}
END_TEST

START_TEST(jump_past_the_armed_time_is_one_call)
{
    nv_wallclock_arm(clock_, 0);
    nv_wallclock_was_set(clock_);
    await_calls(1);
    settle();
    ck_assert_int_eq(seen.calls, 1);
    ck_assert_int_eq(seen.jumps, 1);
}
END_TEST

/* Sets the clock to what it shows. False, with a line that says so, where this is not permitted. */
static bool set_clock(const char *test)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    if (clock_settime(CLOCK_REALTIME, &ts) == 0)
        return true;
    printf("server_wallclock: %s skipped: may not set the clock\n", test);
    return false;
}

START_TEST(set_clock_is_noticed_with_nothing_armed)
{
    settle();
    if (!set_clock(__func__))
        return;
    await_calls(1);
    ck_assert_int_eq(seen.jumps, 1);
    if (!set_clock(__func__))
        return;
    await_calls(2);
    ck_assert_int_eq(seen.jumps, 2);
}
END_TEST

START_TEST(set_clock_is_not_swallowed_by_arming)
{
    /* timerfd_settime() reports an unread cancellation itself and takes it away from read(). */
    settle();
    if (!set_clock(__func__))
        return;
    nv_wallclock_arm(clock_, nv_wallclock_now_ms() + 3600000);
    await_calls(1);
    ck_assert_int_eq(seen.jumps, 1);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("server/wallclock");
    TCase *t = tcase_create("wallclock");
    tcase_add_checked_fixture(t, start, stop);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, now_is_the_system_clock);
    tcase_add_test(t, fires_when_the_time_has_come_and_not_before);
    tcase_add_loop_test(t, past_fires_at_once_and_once, 0, (int)(sizeof past / sizeof *past));
    tcase_add_test(t, newest_time_counts);
    tcase_add_test(t, nothing_armed_is_silent);
    tcase_add_test(t, callback_arms_the_next);
    tcase_add_test(t, callback_may_close);
    tcase_add_test(t, nothing_is_called_after_close);
    tcase_add_test(t, jump_is_told_and_what_was_armed_stays);
    tcase_add_test(t, jump_past_the_armed_time_is_one_call);
    tcase_add_test(t, set_clock_is_noticed_with_nothing_armed);
    tcase_add_test(t, set_clock_is_not_swallowed_by_arming);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
