#include "server/notify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"

struct nv_notify {
    int fd; /* -1: nobody to tell */
    struct sockaddr_un address;
    socklen_t address_len;
    uint64_t watchdog_ms;
};

/* True if `name` is a file system path or, with a leading '@', an abstract name that fits. */
static bool set_address(struct nv_notify *n, const char *name)
{
    size_t len = strlen(name);
    if ((name[0] != '/' && name[0] != '@') || len < 2 || len >= sizeof n->address.sun_path)
        return false;
    n->address.sun_family = AF_UNIX;
    memcpy(n->address.sun_path, name, len);
    if (name[0] == '@')
        n->address.sun_path[0] = '\0';
    /* The final NUL counts for a path and must not for an abstract name (unix(7)). */
    n->address_len =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + (name[0] == '/' ? 1 : 0));
    return true;
}

/* A decimal number and nothing else; false where it is none or does not fit. */
static bool number(const char *s, uint64_t *out)
{
    uint64_t v = 0;
    if (!s || !*s)
        return false;
    for (; *s; s++) {
        if (*s < '0' || *s > '9' || v > (UINT64_MAX - 9) / 10)
            return false;
        v = v * 10 + (uint64_t)(*s - '0');
    }
    *out = v;
    return true;
}

static uint64_t watchdog_from_environment(void)
{
    uint64_t usec, pid;
    const char *for_pid = getenv("WATCHDOG_PID");
    if (!number(getenv("WATCHDOG_USEC"), &usec) || usec == 0)
        return 0;
    if (for_pid && (!number(for_pid, &pid) || pid != (uint64_t)getpid()))
        return 0;
    return usec < 2000 ? 1 : usec / 2000;
}

struct nv_notify *nv_notify_open(void)
{
    struct nv_notify *n = nv_calloc(1, sizeof *n);
    const char *name = getenv("NOTIFY_SOCKET");
    n->fd = -1;
    n->watchdog_ms = watchdog_from_environment();
    if (name && !set_address(n, name)) {
        nv_log(NV_LOG_WARNING, "notify_unusable", "error=\"NOTIFY_SOCKET is no unix address\"");
    } else if (name) {
        n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (n->fd < 0)
            nv_log(NV_LOG_WARNING, "notify_unusable", "error=\"%s\"", strerror(errno));
    }
    const struct timeval wait = {.tv_sec = 5};
    if (n->fd >= 0)
        setsockopt(n->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    return n;
}

void nv_notify_close(struct nv_notify *n)
{
    if (!n)
        return;
    if (n->fd >= 0)
        close(n->fd);
    free(n);
}

static int tell(struct nv_notify *n, const char *text, int flags)
{
    if (n->fd < 0)
        return -NV_ENOENT;
    ssize_t rc;
    do {
        rc = sendto(n->fd, text, strlen(text), flags | MSG_NOSIGNAL,
                    (const struct sockaddr *)&n->address, n->address_len);
    } while (rc < 0 && errno == EINTR);
    return rc < 0 ? -NV_ENET : 0;
}

int nv_notify_ready(struct nv_notify *n)
{
    return tell(n, "READY=1", 0);
}

int nv_notify_reloading(struct nv_notify *n)
{
    struct timespec ts;
    char text[80];
    clock_gettime(CLOCK_MONOTONIC, &ts);
    /* The time is what Type=notify-reload asks for; plain notify ignores it. */
    snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
             (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000);
    return tell(n, text, MSG_DONTWAIT);
}

int nv_notify_stopping(struct nv_notify *n)
{
    return tell(n, "STOPPING=1", 0);
}

int nv_notify_watchdog(struct nv_notify *n)
{
    return tell(n, "WATCHDOG=1", MSG_DONTWAIT);
}

int nv_notify_status(struct nv_notify *n, const char *fmt, ...)
{
    static const char prefix[] = "STATUS=";
    struct nv_buf text = NV_BUF_INIT;
    char line[sizeof prefix + 500];
    va_list ap;
    nv_buf_adds(&text, prefix);
    va_start(ap, fmt);
    nv_buf_vaddf(&text, fmt, ap);
    va_end(ap);
    /* A line break would begin another assignment. */
    for (char *p = text.data; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            *p = ' ';
    nv_fmt(line, sizeof line, "%s", text.data);
    nv_buf_free(&text);
    return tell(n, line, MSG_DONTWAIT);
}

uint64_t nv_notify_watchdog_ms(const struct nv_notify *n)
{
    return n->watchdog_ms;
}
