/* A control server on a loop of the test's own, and raw clients beside it in the same thread. */
#ifndef SERVER_FIXTURE_H
#define SERVER_FIXTURE_H

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "nvtest.h"
#include "server/control.h"

struct fixture {
    uv_loop_t loop;
    struct nv_control *control;
    char dir[200], path[240];
    struct nv_request *held[8]; /* what "hold" asked for, unanswered */
    int n_held, handled;
};

static inline void make_dir(char *dir, size_t size)
{
    const char *base = getenv("TMPDIR");
    snprintf(dir, size, "%s/nhacviec-test-XXXXXX", base ? base : P_tmpdir);
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

/* "hold" is kept for later; anything else is answered with what the request looked like. */
static inline void handle(void *arg, struct nv_request *r)
{
    struct fixture *f = arg;
    f->handled++;
    if (strcmp(nv_request_command(r), "hold") == 0) {
        f->held[f->n_held++] = r;
        return;
    }
    json_t *data = json_pack("{s:s, s:O, s:s, s:I, s:I, s:b}", "command", nv_request_command(r),
                             "args", nv_request_args(r), "actor", nv_request_actor(r), "uid",
                             (json_int_t)nv_request_uid(r), "pid", (json_int_t)nv_request_pid(r),
                             "may_write", nv_request_may_write(r));
    nv_request_reply(r, 0, "đã nhận", data);
}

static inline void fixture_start(struct fixture *f, const struct nv_control_limits *limits)
{
    struct nv_err err = {0};
    memset(f, 0, sizeof *f);
    nv_log_threshold(NV_LOG_ERR);
    make_dir(f->dir, sizeof f->dir);
    snprintf(f->path, sizeof f->path, "%s/control.sock", f->dir);
    ck_assert_int_eq(uv_loop_init(&f->loop), 0);
    ck_assert_msg(nv_control_open(&f->loop, f->path, limits, handle, f, &f->control, &err) == 0,
                  "%s", err.text);
}

static inline void fixture_stop(struct fixture *f)
{
    nv_control_close(f->control);
    uv_run(&f->loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&f->loop), 0);
    ck_assert_int_eq(rmdir(f->dir), 0);
}

static inline int dial(const struct fixture *f)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    nv_fmt(a.sun_path, sizeof a.sun_path, "%s", f->path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

/* Lets the server do all it can do now. */
static inline void settle(struct fixture *f)
{
    for (int i = 0; i < 8; i++)
        uv_run(&f->loop, UV_RUN_NOWAIT);
}

/* Runs the loop until something happens there or on `fd`. */
static inline void await_either(struct fixture *f, int fd, short events)
{
    uv_run(&f->loop, UV_RUN_NOWAIT);
    struct pollfd p[2] = {{.fd = fd, .events = events},
                          {.fd = uv_backend_fd(&f->loop), .events = POLLIN}};
    poll(p, 2, uv_backend_timeout(&f->loop));
    uv_run(&f->loop, UV_RUN_NOWAIT);
}

/* Sends all, or as much as the server takes before it hangs up. */
static inline void say(struct fixture *f, int fd, const void *bytes, size_t n)
{
    for (const char *p = bytes; n > 0;) {
        ssize_t m = send(fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (m < 0 && errno == EAGAIN) {
            await_either(f, fd, POLLOUT);
            continue;
        }
        if (m < 0)
            return;
        p += m;
        n -= (size_t)m;
    }
}

static inline void says(struct fixture *f, int fd, const char *text)
{
    say(f, fd, text, strlen(text));
}

/* Everything until the server hangs up; closes `fd`. */
static inline void hear_all(struct fixture *f, int fd, struct nv_buf *out)
{
    for (;;) {
        char room[65536];
        ssize_t n = recv(fd, room, sizeof room, MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN) {
            await_either(f, fd, POLLIN);
            continue;
        }
        if (n <= 0)
            break;
        nv_buf_add(out, room, (size_t)n);
    }
    close(fd);
}

/* The answer, which must be exactly one line of JSON before the end; NULL where nothing came. */
static inline json_t *hear(struct fixture *f, int fd)
{
    struct nv_buf line = NV_BUF_INIT;
    hear_all(f, fd, &line);
    json_t *answer = NULL;
    if (line.len > 0) {
        ck_assert_ptr_eq(memchr(line.data, '\n', line.len), line.data + line.len - 1);
        answer = json_loadb(line.data, line.len, JSON_REJECT_DUPLICATES, NULL);
        ck_assert_ptr_nonnull(answer);
        ck_assert_uint_eq(json_object_size(answer), 3);
        ck_assert(json_is_string(json_object_get(answer, "text")));
        ck_assert_ptr_nonnull(json_object_get(answer, "data"));
    }
    nv_buf_free(&line);
    return answer;
}

/* Hears an answer and asserts its exit code. */
static inline void expect_exit(struct fixture *f, int fd, int wanted)
{
    json_t *answer = hear(f, fd);
    ck_assert_ptr_nonnull(answer);
    ck_assert_int_eq(json_integer_value(json_object_get(answer, "exit")), wanted);
    json_decref(answer);
}

static inline const char *data_string(json_t *answer, const char *key)
{
    return json_string_value(json_object_get(json_object_get(answer, "data"), key));
}

#endif
