/* What the courier's tests share: scripted servers as child processes, a scratch folder, and a
 * courier whose verdicts are waited for. A server ends when the test's end of its stdin closes, so
 * a test that dies leaves none behind. */
#ifndef COURIER_PEER_H
#define COURIER_PEER_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "courier/courier.h"
#include "nvtest.h"

struct peer {
    pid_t pid;
    int to_child, port;
};

/* Starts a Python script of tests/integration; the arguments end with NULL. */
static inline struct peer peer_start_list(const char *script, const char *const *args)
{
    struct peer peer = {.pid = -1};
    char path[600], line[64] = "";
    const char *argv[128] = {"python3", path, "--until-eof"};
    for (size_t n = 3; n < 127 && *args; n++)
        argv[n] = *args++;
    snprintf(path, sizeof path, "%s/integration/%s", NV_TESTS, script);
    int in[2], out[2];
    ck_assert_int_eq(pipe2(in, O_CLOEXEC), 0);
    ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
    peer.pid = fork();
    if (peer.pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
        execvp("python3", (char *const *)argv);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    peer.to_child = in[1];
    for (size_t len = 0; len + 1 < sizeof line && !strchr(line, '\n'); len++)
        if (read(out[0], line + len, 1) != 1)
            break;
    close(out[0]);
    ck_assert_msg(sscanf(line, "port %d", &peer.port) == 1, "%s did not start", script);
    return peer;
}

static inline struct peer peer_start(const char *script, ...)
{
    const char *args[64];
    size_t n = 0;
    va_list ap;
    va_start(ap, script);
    while (n < 63 && (args[n] = va_arg(ap, const char *)))
        n++;
    args[n] = NULL;
    va_end(ap);
    return peer_start_list(script, args);
}

static inline void peer_stop(struct peer *peer)
{
    close(peer->to_child);
    waitpid(peer->pid, NULL, 0);
}

struct scratch {
    char dir[256];
};

static inline struct scratch scratch_make(void)
{
    struct scratch s;
    const char *base = getenv("TMPDIR");
    snprintf(s.dir, sizeof s.dir, "%s/nv-courier-XXXXXX", base ? base : P_tmpdir);
    ck_assert_ptr_nonnull(mkdtemp(s.dir));
    return s;
}

static inline const char *scratch_path(const struct scratch *s, const char *name, char *dst,
                                       size_t size)
{
    snprintf(dst, size, "%s/%s", s->dir, name);
    return dst;
}

static inline void scratch_remove(const struct scratch *s)
{
    pid_t pid = fork();
    if (pid == 0) {
        execlp("rm", "rm", "-rf", s->dir, (char *)NULL);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
}

static inline int run_tool(const char *const *argv)
{
    int status = -1;
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0);
        dup2(null, 1);
        dup2(null, 2);
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline char *slurp(const char *path)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_file_read(path, 64 << 20, &b, NULL);
    return nv_buf_take(&b, NULL);
}

/* How often `what` stands in the file. */
static inline int count_in(const char *path, const char *what)
{
    char *text = slurp(path);
    int n = 0;
    for (char *p = text; (p = strstr(p, what)); p += strlen(what))
        n++;
    free(text);
    return n;
}

struct office {
    struct nv_courier *courier;
    sem_t woken;
};

static inline void office_wake(void *arg)
{
    sem_post(arg);
}

static inline void office_open(struct office *o, const struct nv_lane *lanes, unsigned n)
{
    struct nv_err err = {0};
    sem_init(&o->woken, 0, 0);
    int rc = nv_courier_new(lanes, n, office_wake, &o->woken, &o->courier, &err);
    ck_assert_msg(rc == 0, "%s", err.text);
}

static inline void office_close(struct office *o)
{
    nv_courier_free(o->courier);
    sem_destroy(&o->woken);
}

/* Waits for `n` verdicts; half a minute without a wake-up fails the test. */
static inline void office_collect(struct office *o, struct nv_verdict *v, size_t n)
{
    size_t got = 0;
    while ((got += nv_courier_collect(o->courier, v + got, n - got)) < n) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 30;
        while (sem_timedwait(&o->woken, &until) != 0)
            ck_assert_msg(errno == EINTR, "no verdict came (%zu of %zu)", got, n);
    }
}

static const char a_mail[] =
    "From: nhacviec@so.example\r\nTo: x@khanhhoa.example\r\n"
    "Message-ID: <1@nhacviec.example>\r\nSubject: thu\r\n\r\nThan bai.\r\n";

static inline void submit_mail_bytes(struct office *o, unsigned lane, uint64_t delivery,
                                     const char *to, const char *bytes, size_t n)
{
    struct nv_job job = {.delivery = delivery,
                         .from = "nhacviec@so.example",
                         .to = to,
                         .bytes = nv_memdup(bytes, n),
                         .n_bytes = n};
    nv_courier_submit(o->courier, lane, &job);
}

static inline void submit_mail(struct office *o, unsigned lane, uint64_t delivery)
{
    submit_mail_bytes(o, lane, delivery, "x@khanhhoa.example", a_mail, sizeof a_mail - 1);
}

static inline struct nv_lane smtp_lane(int port)
{
    return (struct nv_lane){.id = "relay",
                            .kind = NV_LANE_SMTP,
                            .host = "127.0.0.1",
                            .port = port,
                            .tls = NV_LANE_PLAIN,
                            .helo = "nhacviec.example",
                            .connections = 1,
                            .timeout_s = 20};
}

/* The main of a program that needs Python and perhaps openssl. */
#define COURIER_TEST_MAIN(make_suite, ...)                                                         \
    int main(void)                                                                                 \
    {                                                                                              \
        static const char *const tools[][3] = {__VA_ARGS__};                                       \
        for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)                                  \
            if (run_tool(tools[i]) != 0) {                                                         \
                printf("skipped: %s is missing\n", tools[i][0]);                                   \
                return EXIT_SUCCESS;                                                               \
            }                                                                                      \
        SRunner *runner = srunner_create(make_suite());                                            \
        srunner_run_all(runner, CK_ENV);                                                           \
        int failed = srunner_ntests_failed(runner);                                                \
        srunner_free(runner);                                                                      \
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                               \
    }
#define NEEDS_PYTHON                                                                               \
    {                                                                                              \
        "python3", "--version", NULL                                                               \
    }
#define NEEDS_OPENSSL                                                                              \
    {                                                                                              \
        "openssl", "version", NULL                                                                 \
    }

#endif
