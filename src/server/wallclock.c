#include "server/wallclock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"

/* Should a jump ever pass unnoticed, it costs at most this much. */
#define LONGEST_SLEEP_MS (6 * 3600 * INT64_C(1000))

/* 2200-01-01: far, and inside what the kernel's 64-bit nanoseconds hold. A disarmed timer would
 * not be cancelled when the clock is set, so "nothing" is a time as well. */
#define NEVER_S INT64_C(7258118400)

struct nv_wallclock {
    uv_poll_t poll;
    int fd;
    nv_wallclock_cb *cb;
    void *arg;
    int64_t at_ms; /* INT64_MAX: nothing armed */
    bool jumped;   /* the clock was set and the callback does not know yet */
    bool closing;
};

int64_t nv_wallclock_now_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void set_timer(struct nv_wallclock *w, const struct itimerspec *spec)
{
    const int flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
    if (timerfd_settime(w->fd, flags, spec, NULL) == 0)
        return;
    if (errno != ECANCELED) {
        nv_log(NV_LOG_CRIT, "wallclock_failed", "error=\"%s\"", strerror(errno));
        exit(EX_OSERR);
    }
    /* A cancellation that nobody had read yet: the timer is set all the same, but the descriptor
     * will not say it again. */
    nv_wallclock_was_set(w);
}

static void set_next(struct nv_wallclock *w)
{
    struct itimerspec spec = {.it_value = {.tv_sec = (time_t)NEVER_S}};
    if (w->jumped) {
        spec.it_value = (struct timespec){.tv_nsec = 1};
    } else if (w->at_ms != INT64_MAX) {
        int64_t cap = nv_wallclock_now_ms() + LONGEST_SLEEP_MS;
        int64_t at = w->at_ms < cap ? w->at_ms : cap;
        /* All zero would disarm, and less than zero is refused; both are past. */
        if (at <= 0)
            spec.it_value = (struct timespec){.tv_nsec = 1};
        else
            spec.it_value = (struct timespec){.tv_sec = (time_t)(at / 1000),
                                              .tv_nsec = (long)(at % 1000) * 1000000};
    }
    set_timer(w, &spec);
}

void nv_wallclock_arm(struct nv_wallclock *w, int64_t at_ms)
{
    if (w->closing)
        return;
    w->at_ms = at_ms;
    set_next(w);
}

void nv_wallclock_was_set(struct nv_wallclock *w)
{
    if (w->jumped || w->closing)
        return;
    w->jumped = true;
    set_next(w);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    (void)events;
    struct nv_wallclock *w = poll->data;
    if (status < 0) {
        nv_log(NV_LOG_CRIT, "wallclock_failed", "error=\"%s\"", uv_strerror(status));
        exit(EX_OSERR);
    }
    uint64_t expirations;
    ssize_t n = read(w->fd, &expirations, sizeof expirations);
    if (n < 0 && errno != ECANCELED)
        return; /* EAGAIN: armed anew since the descriptor became readable */
    bool jumped = w->jumped || n < 0;
    int64_t now = nv_wallclock_now_ms();
    bool due = w->at_ms <= now;
    w->jumped = false;
    if (due)
        w->at_ms = INT64_MAX;
    /* Before the callback, which may arm or close. */
    set_next(w);
    if (due || jumped)
        w->cb(w->arg, now, jumped);
}

int nv_wallclock_open(uv_loop_t *loop, nv_wallclock_cb *cb, void *arg, struct nv_wallclock **out,
                      struct nv_err *err)
{
    *out = NULL;
    int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0)
        return nv_err_set(err, NV_EIO, "timerfd: %s", strerror(errno));
    struct nv_wallclock *w = nv_calloc(1, sizeof *w);
    w->fd = fd;
    w->cb = cb;
    w->arg = arg;
    w->at_ms = INT64_MAX;
    w->poll.data = w;
    int rc = uv_poll_init(loop, &w->poll, fd);
    if (rc < 0) {
        close(fd);
        free(w);
        return nv_err_set(err, NV_EIO, "uv_poll: %s", uv_strerror(rc));
    }
    uv_poll_start(&w->poll, UV_READABLE, on_readable);
    set_next(w);
    *out = w;
    return 0;
}

static void on_closed(uv_handle_t *handle)
{
    struct nv_wallclock *w = handle->data;
    close(w->fd);
    free(w);
}

void nv_wallclock_close(struct nv_wallclock *w)
{
    if (!w || w->closing)
        return;
    w->closing = true;
    uv_close((uv_handle_t *)&w->poll, on_closed);
}
