/* What systemd would receive, on a socket of the test's own. */
#include "server/notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/log.h"
#include "nvtest.h"

static char dir[90], path[108];
static int manager; /* systemd's end */

static int listen_on(const char *name, size_t n)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    memcpy(a.sun_path, name, n);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, len), 0);
    return fd;
}

static void start(void)
{
    const char *base = getenv("TMPDIR");
    nv_log_threshold(NV_LOG_CRIT);
    snprintf(dir, sizeof dir, "%s/nhacviec-test-XXXXXX", base ? base : P_tmpdir);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/notify", dir);
    manager = listen_on(path, strlen(path));
    setenv("NOTIFY_SOCKET", path, 1);
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
}

static void stop(void)
{
    close(manager);
    unlink(path);
    ck_assert_int_eq(rmdir(dir), 0);
}

/* The next datagram, "" where there is none. */
static const char *received(void)
{
    static char text[4096];
    ssize_t n = recv(manager, text, sizeof text - 1, MSG_DONTWAIT);
    text[n < 0 ? 0 : n] = '\0';
    return text;
}

START_TEST(states_are_told)
{
    struct nv_notify *n = nv_notify_open();
    ck_assert_int_eq(nv_notify_ready(n), 0);
    ck_assert_str_eq(received(), "READY=1");
    ck_assert_int_eq(nv_notify_watchdog(n), 0);
    ck_assert_str_eq(received(), "WATCHDOG=1");
    ck_assert_int_eq(nv_notify_stopping(n), 0);
    ck_assert_str_eq(received(), "STOPPING=1");
    ck_assert_str_eq(received(), "");
    nv_notify_close(n);
}
END_TEST

START_TEST(reloading_tells_the_monotonic_time)
{
    struct nv_notify *n = nv_notify_open();
    unsigned long long usec = 0;
    int end = 0;
    ck_assert_int_eq(nv_notify_reloading(n), 0);
    const char *text = received();
    ck_assert_int_eq(sscanf(text, "RELOADING=1\nMONOTONIC_USEC=%llu%n", &usec, &end), 1);
    ck_assert_uint_eq(strlen(text), (size_t)end);
    ck_assert_uint_gt(usec, 0);
    nv_notify_close(n);
}
END_TEST

START_TEST(status_is_one_line)
{
    struct nv_notify *n = nv_notify_open();
    ck_assert_int_eq(nv_notify_status(n, "%d việc, kế tiếp %s", 63, "08:00\nMAINPID=1"), 0);
    ck_assert_str_eq(received(), "STATUS=63 việc, kế tiếp 08:00 MAINPID=1");
    nv_notify_close(n);
}
END_TEST

START_TEST(long_status_is_cut_between_characters)
{
    struct nv_notify *n = nv_notify_open();
    char text[1201] = "";
    for (int i = 0; i < 400; i++)
        memcpy(text + 3 * i, "ế", 4); /* three bytes each */
    ck_assert_int_eq(nv_notify_status(n, "%s", text), 0);
    /* 500 bytes hold 166 whole ones. */
    ck_assert_uint_eq(strlen(received()), strlen("STATUS=") + 166 * 3);
    nv_notify_close(n);
}
END_TEST

START_TEST(abstract_address)
{
    char name[60];
    int own = manager;
    snprintf(name, sizeof name, "@nhacviec-test-%ld", (long)getpid());
    setenv("NOTIFY_SOCKET", name, 1);
    name[0] = '\0';
    manager = listen_on(name, 1 + strlen(name + 1));
    struct nv_notify *n = nv_notify_open();
    ck_assert_int_eq(nv_notify_ready(n), 0);
    ck_assert_str_eq(received(), "READY=1");
    nv_notify_close(n);
    close(manager);
    manager = own;
}
END_TEST

START_TEST(without_systemd_nothing_happens)
{
    unsetenv("NOTIFY_SOCKET");
    struct nv_notify *n = nv_notify_open();
    ck_assert_int_eq(nv_notify_ready(n), -NV_ENOENT);
    ck_assert_int_eq(nv_notify_status(n, "x"), -NV_ENOENT);
    ck_assert_uint_eq(nv_notify_watchdog_ms(n), 0);
    nv_notify_close(n);
    nv_notify_close(NULL);
}
END_TEST

START_TEST(unusable_address_is_survived)
{
    char longest[200];
    memset(longest, 'x', sizeof longest - 1);
    longest[0] = '/';
    longest[sizeof longest - 1] = '\0';
    const char *const names[] = {"", "/", "@", "relative/path", "vsock:2:1234", longest};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        setenv("NOTIFY_SOCKET", names[i], 1);
        struct nv_notify *n = nv_notify_open();
        ck_assert_int_eq(nv_notify_ready(n), -NV_ENOENT);
        nv_notify_close(n);
    }
}
END_TEST

START_TEST(manager_gone_or_full_is_no_block)
{
    struct nv_notify *n = nv_notify_open();
    int rc = 0;
    for (int i = 0; i < 100000 && rc == 0; i++)
        rc = nv_notify_watchdog(n);
    ck_assert_int_eq(rc, -NV_ENET); /* nobody reads: the queue is full */
    close(manager);
    ck_assert_int_eq(nv_notify_ready(n), -NV_ENET);
    nv_notify_close(n);
}
END_TEST

START_TEST(children_do_not_speak_for_us)
{
    setenv("WATCHDOG_USEC", "30000000", 1);
    struct nv_notify *n = nv_notify_open();
    ck_assert_ptr_null(getenv("NOTIFY_SOCKET"));
    ck_assert_ptr_null(getenv("WATCHDOG_USEC"));
    nv_notify_close(n);
}
END_TEST

static const struct {
    const char *usec, *pid; /* "me": this process */
    uint64_t ms;
} watchdogs[] = {
    {"30000000", NULL, 15000},
    {"30000000", "me", 15000},
    {"30000000", "1", 0},
    {"3000", "me", 1},
    {"1", NULL, 1},
    {"0", NULL, 0},
    {"", NULL, 0},
    {"-5", NULL, 0},
    {"30s", NULL, 0},
    {"3000000", "x", 0},
    {NULL, "me", 0},
    {"99999999999999999999999", NULL, 0},
};

START_TEST(watchdog_is_half_of_what_systemd_waits)
{
    char me[24];
    snprintf(me, sizeof me, "%ld", (long)getpid());
    const char *pid = watchdogs[_i].pid;
    if (watchdogs[_i].usec)
        setenv("WATCHDOG_USEC", watchdogs[_i].usec, 1);
    if (pid)
        setenv("WATCHDOG_PID", strcmp(pid, "me") == 0 ? me : pid, 1);
    struct nv_notify *n = nv_notify_open();
    ck_assert_uint_eq(nv_notify_watchdog_ms(n), watchdogs[_i].ms);
    nv_notify_close(n);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("server/notify");
    TCase *t = tcase_create("notify");
    tcase_add_checked_fixture(t, start, stop);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, states_are_told);
    tcase_add_test(t, reloading_tells_the_monotonic_time);
    tcase_add_test(t, status_is_one_line);
    tcase_add_test(t, long_status_is_cut_between_characters);
    tcase_add_test(t, abstract_address);
    tcase_add_test(t, without_systemd_nothing_happens);
    tcase_add_test(t, unusable_address_is_survived);
    tcase_add_test(t, manager_gone_or_full_is_no_block);
    tcase_add_test(t, children_do_not_speak_for_us);
    tcase_add_loop_test(t, watchdog_is_half_of_what_systemd_waits, 0,
                        (int)(sizeof watchdogs / sizeof *watchdogs));
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
