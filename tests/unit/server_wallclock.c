/* Waking at civil times. Instants are armed in the past or a moment ahead and awaited; the clock is
 * really set (to what it shows) where that is permitted. Others may set it as well while this runs:
 * a jump that a test did not cause is not counted. */
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
    int64_t now_ms, armed_ms;
    bool wants_jumps; /* the test sets the clock itself */
    int64_t rearm_ms; /* armed from inside the callback; 0: nothing */
    bool close;
} seen;

static void arm(int64_t at_ms)
{
    seen.armed_ms = at_ms;
    nv_wallclock_arm(clock_, at_ms);
}

static void on_time(void *arg, int64_t now_ms, bool jumped)
{
    ck_assert_ptr_eq(arg, &seen);
    bool due = now_ms >= seen.armed_ms;
    ck_assert(due || jumped);
    if (!due && !seen.wants_jumps)
        return;
    seen.calls++;
    seen.jumps += jumped;
    seen.now_ms = now_ms;
    if (due)
        seen.armed_ms = INT64_MAX;
    if (seen.rearm_ms)
        arm(seen.rearm_ms);
    seen.rearm_ms = 0;
    if (seen.close)
        nv_wallclock_close(clock_);
}

static void start(void)
{
    memset(&seen, 0, sizeof seen);
    seen.armed_ms = INT64_MAX;
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
    arm(at);
    await_calls(1);
    ck_assert_int_ge(seen.now_ms, at);
}
END_TEST

static const int64_t past[] = {1, 0, -1, -86400000, INT64_MIN, 1735578000000};

START_TEST(past_fires_at_once_and_once)
{
    arm(past[_i]);
    ck_assert_int_eq(seen.calls, 0); /* never from inside arm */
    await_calls(1);
    settle();
    ck_assert_int_eq(seen.calls, 1);
}
END_TEST

START_TEST(newest_time_counts)
{
    arm(0);
    arm(nv_wallclock_now_ms() + 3600000);
    settle();
    ck_assert_int_eq(seen.calls, 0);
    arm(0);
    await_calls(1);
}
END_TEST

START_TEST(nothing_armed_is_silent)
{
    settle();
    arm(0);
    arm(INT64_MAX);
    settle();
    ck_assert_int_eq(seen.calls, 0);
}
END_TEST

START_TEST(callback_arms_the_next)
{
    seen.rearm_ms = 1;
    arm(0);
    await_calls(2);
    settle();
    ck_assert_int_eq(seen.calls, 2);
}
END_TEST

START_TEST(callback_may_close)
{
    seen.close = true;
    arm(0);
    uv_run(&loop, UV_RUN_DEFAULT); /* ends: nothing is left in the loop */
    ck_assert_int_eq(seen.calls, 1);
    clock_ = NULL;
}
END_TEST

START_TEST(nothing_is_called_after_close)
{
    arm(0);
    nv_wallclock_was_set(clock_);
    nv_wallclock_close(clock_);
    arm(0);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(seen.calls, 0);
    clock_ = NULL;
}
END_TEST

START_TEST(jump_is_told_and_what_was_armed_stays)
{
    int64_t at = nv_wallclock_now_ms() + 50;
    seen.wants_jumps = true;
    arm(at);
    nv_wallclock_was_set(clock_);
    await_calls(1);
    ck_assert_int_ge(seen.jumps, 1);
    while (seen.now_ms < at)
        uv_run(&loop, UV_RUN_ONCE);
    ck_assert_int_eq(seen.armed_ms, INT64_MAX);
}
END_TEST

START_TEST(jump_past_the_armed_time_is_one_call)
{
    arm(0);
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
    seen.wants_jumps = true;
    for (int i = 1; i <= 2 && set_clock(__func__); i++) {
        await_calls(i);
        ck_assert_int_ge(seen.jumps, i);
    }
}
END_TEST

START_TEST(set_clock_is_not_swallowed_by_arming)
{
    /* timerfd_settime() reports an unread cancellation itself and takes it away from read(). */
    settle();
    seen.wants_jumps = true;
    if (!set_clock(__func__))
        return;
    arm(nv_wallclock_now_ms() + 3600000);
    await_calls(1);
    ck_assert_int_ge(seen.jumps, 1);
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
