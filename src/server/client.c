#include "server/client.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/oserr.h"
#include "server/frame.h"

/* Far above any real answer; only so that something else behind the path cannot fill memory. */
#define ANSWER_MAX (256u << 20)

/* What is left of the time that was given; INT64_MAX: for ever. */
struct deadline {
    int64_t at_ms;
};

static int64_t monotonic_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int late(struct nv_err *err)
{
    return nv_err_set(err, NV_ENET, "nhacviecd không trả lời trong thời gian chờ");
}

/* Connecting waits only while the daemon's queue is full; SO_SNDTIMEO bounds that (unix(7)). */
static int open_connection(const char *path, int timeout_s, int *out, struct nv_err *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!*path || strlen(path) >= sizeof address.sun_path)
        return nv_err_set(err, NV_EINVAL, "%s: đường dẫn socket rỗng hoặc dài hơn %zu byte", path,
                          sizeof address.sun_path - 1);
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return nv_err_set(err, NV_EIO, "socket: %s", nv_oserr_vi(errno));
    const struct timeval wait = {.tv_sec = timeout_s};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    int rc;
    do
        rc = connect(fd, (const struct sockaddr *)&address, sizeof address);
    while (rc != 0 && errno == EINTR);
    if (rc == 0) {
        *out = fd;
        return 0;
    }
    int e = errno;
    close(fd);
    if (e == EACCES || e == EPERM)
        return nv_err_set(err, NV_EPERM,
                          "%s: không có quyền kết nối; cần là root hoặc thuộc nhóm của socket này",
                          path);
    if (e == EAGAIN)
        return late(err);
    return nv_err_set(err, NV_ENET, "%s: nhacviecd không chạy hoặc không nghe ở đây (%s)", path,
                      nv_oserr_vi(e));
}

static int await(int fd, short events, struct deadline until, struct nv_err *err)
{
    for (;;) {
        int wait = -1;
        if (until.at_ms != INT64_MAX) {
            int64_t left = until.at_ms - monotonic_ms();
            if (left <= 0)
                return late(err);
            wait = left > 3600000 ? 3600000 : (int)left;
        }
        struct pollfd p = {.fd = fd, .events = events};
        int rc = poll(&p, 1, wait);
        if (rc > 0)
            return 0;
        if (rc < 0 && errno != EINTR)
            return nv_err_set(err, NV_EIO, "poll: %s", nv_oserr_vi(errno));
    }
}

/* A daemon that has refused already closes while we still write: then its answer counts, so a
 * broken pipe is no error here. */
static int send_all(int fd, const struct nv_buf *request, struct deadline until, struct nv_err *err)
{
    for (size_t sent = 0; sent < request->len;) {
        int rc = await(fd, POLLOUT, until, err);
        if (rc != 0)
            return rc;
        ssize_t n =
            send(fd, request->data + sent, request->len - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0)
            sent += (size_t)n;
        else if (errno == EPIPE || errno == ECONNRESET)
            return 0;
        else if (errno != EAGAIN && errno != EINTR)
            return nv_err_set(err, NV_ENET, "gửi tới nhacviecd: %s", nv_oserr_vi(errno));
    }
    return 0;
}

static int receive_line(int fd, struct nv_buf *line, struct deadline until, struct nv_err *err)
{
    for (;;) {
        int rc = await(fd, POLLIN, until, err);
        if (rc != 0)
            return rc;
        nv_buf_reserve(line, 65536);
        ssize_t n = recv(fd, line->data + line->len, 65536, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (n <= 0)
            return nv_err_set(err, NV_ENET, "nhacviecd đã đóng kết nối mà chưa trả lời");
        const char *end = memchr(line->data + line->len, '\n', (size_t)n);
        line->len += (size_t)n;
        if (end) {
            line->len = (size_t)(end - line->data) + 1;
            return 0;
        }
        if (line->len > ANSWER_MAX)
            return nv_err_set(err, NV_EPROTO, "câu trả lời quá dài");
    }
}

int nv_client_call(const char *path, const char *command, json_t *args, int timeout_s,
                   json_t **answer, struct nv_err *err)
{
    struct nv_buf request = NV_BUF_INIT, line = NV_BUF_INIT;
    struct deadline until = {timeout_s > 0 ? monotonic_ms() + timeout_s * INT64_C(1000)
                                           : INT64_MAX};
    int fd = -1;
    *answer = NULL;
    int rc = nv_frame_print_request(&request, command, args, err);
    if (rc == 0)
        rc = open_connection(path, timeout_s > 0 ? timeout_s : 0, &fd, err);
    if (rc == 0)
        rc = send_all(fd, &request, until, err);
    if (rc == 0)
        rc = receive_line(fd, &line, until, err);
    if (rc == 0 && (rc = nv_frame_parse_answer(line.data, line.len, answer, err)) != 0)
        nv_err_wrap(err, rc, "%s", path);
    if (fd >= 0)
        close(fd);
    nv_buf_free(&request);
    nv_buf_free(&line);
    return rc;
}
