#include "server/http_listen.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/address.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/oserr.h"
#include "base/vec.h"
#include "server/listener.h"

enum {
    /* Where many connect at once they wait here and not for a second SYN. */
    BACKLOG = 1024,
    RETRY_MS = 10 * 1000,
};

struct port {
    struct nv_http_ports *ports;
    char *text;
    uv_poll_t poll;
    struct nv_listener listener; /* its descriptor is ours; of a path, the file */
    bool wanted;                 /* by the set in force; else only prepared */
};

struct nv_http_ports {
    uv_loop_t *loop;
    nv_http_caller *caller;
    void *arg;
    NV_VEC(struct port *) open;
    NV_VEC(char *) missing;
    uv_timer_t retry;
    bool paused, closing;
    unsigned handles; /* that are still to be closed */
    void (*closed)(void *arg);
    void *closed_arg;
};

static bool has(struct nv_strings list, const char *text)
{
    for (uint32_t i = 0; i < list.n; i++)
        if (strcmp(list.v[i], text) == 0)
            return true;
    return false;
}

static struct port *find(const struct nv_http_ports *p, const char *text)
{
    for (size_t i = 0; i < p->open.n; i++)
        if (strcmp(p->open.v[i]->text, text) == 0)
            return p->open.v[i];
    return NULL;
}

static bool is_missing(const struct nv_http_ports *p, const char *text)
{
    for (size_t i = 0; i < p->missing.n; i++)
        if (strcmp(p->missing.v[i], text) == 0)
            return true;
    return false;
}

/* ---- one port -------------------------------------------------------------------------------- */

static int open_internet(const char *text, const struct nv_address *a, int *out, struct nv_err *err)
{
    const int on = 1;
    int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool good = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                (a->any.sa_family != AF_INET6 ||
                 setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0) &&
                bind(fd, &a->any, a->n) == 0 && listen(fd, BACKLOG) == 0;
    if (good) {
        *out = fd;
        return 0;
    }
    int e = errno;
    if (fd >= 0)
        close(fd);
    return nv_err_set(err,
                      e == EADDRINUSE             ? NV_EBUSY
                      : e == EACCES || e == EPERM ? NV_EPERM
                                                  : NV_EIO,
                      "%s: không nghe được ở địa chỉ này: %s", text, nv_oserr_vi(e));
}

static int open_socket(const char *text, struct nv_listener *out, struct nv_err *err)
{
    struct nv_address a;
    *out = (struct nv_listener){.fd = -1, .pin = -1};
    if (!nv_address_parse(text, &a))
        return nv_err_set(err, NV_EINVAL, "%s: không phải là một địa chỉ", text);
    if (a.any.sa_family != AF_UNIX)
        return open_internet(text, &a, &out->fd, err);
    /* A reload comes while there are threads: the umask must be left alone. */
    const struct nv_listener gone = {.fd = -1, .path = (char *)(uintptr_t)text, .pin = -1};
    return nv_listener_again(&gone, out, err);
}

static void maybe_free(struct nv_http_ports *p)
{
    if (!p->closing || p->handles)
        return;
    void (*closed)(void *) = p->closed;
    void *arg = p->closed_arg;
    nv_vec_free(&p->open);
    nv_vec_free(&p->missing);
    free(p);
    closed(arg);
}

static void on_port_closed(uv_handle_t *handle)
{
    struct port *port = handle->data;
    struct nv_http_ports *p = port->ports;
    free(port->text);
    free(port);
    p->handles--;
    maybe_free(p);
}

/* Those who still wait in its queue are refused by the kernel. */
static void close_port(struct port *port)
{
    int fd = port->listener.fd;
    uv_close((uv_handle_t *)&port->poll, on_port_closed);
    nv_listener_release(&port->listener);
    close(fd);
}

static void on_caller(uv_poll_t *poll, int status, int events)
{
    struct port *port = poll->data;
    (void)events;
    if (status < 0) /* the watcher is stopped */
        nv_log(NV_LOG_ERR, "http-listen-broken", "address=%s error=%s", port->text,
               uv_err_name(status));
    else
        port->ports->caller(port->ports->arg, port->listener.fd);
}

static void watch(struct port *port)
{
    if (port->wanted && !port->ports->paused && !port->ports->closing)
        uv_poll_start(&port->poll, UV_READABLE, on_caller);
    else
        uv_poll_stop(&port->poll);
}

static int open_port(struct nv_http_ports *p, const char *text, struct nv_err *err)
{
    struct port *port = nv_calloc(1, sizeof *port);
    int rc = open_socket(text, &port->listener, err);
    int fd = port->listener.fd;
    if (rc == 0 && uv_poll_init(p->loop, &port->poll, fd) < 0) {
        nv_listener_release(&port->listener);
        close(fd);
        rc = nv_err_set(err, NV_EIO, "%s: không chờ được ở địa chỉ này", text);
    }
    if (rc != 0) {
        free(port);
        return rc;
    }
    port->ports = p;
    port->text = nv_strdup(text);
    port->poll.data = port;
    p->handles++;
    nv_vec_push(&p->open, port);
    return 0;
}

/* ---- the set -----------------------------------------------------------------------------------
 */

static void on_retry(uv_timer_t *timer)
{
    struct nv_http_ports *p = timer->data;
    struct nv_err err;
    size_t left = 0;
    for (size_t i = 0; i < p->missing.n; i++) {
        char *text = p->missing.v[i];
        if (open_port(p, text, &err) != 0) {
            p->missing.v[left++] = text;
            continue;
        }
        struct port *port = *nv_vec_last(&p->open);
        port->wanted = true;
        watch(port);
        nv_log(NV_LOG_NOTICE, "http-listening", "address=%s", text);
        free(text);
    }
    p->missing.n = left;
    if (!left)
        uv_timer_stop(timer);
}

struct nv_http_ports *nv_http_ports_new(uv_loop_t *loop, nv_http_caller *caller, void *arg)
{
    struct nv_http_ports *p = nv_calloc(1, sizeof *p);
    p->loop = loop;
    p->caller = caller;
    p->arg = arg;
    uv_timer_init(loop, &p->retry);
    p->retry.data = p;
    p->handles = 1;
    return p;
}

void nv_http_ports_abandon(struct nv_http_ports *p)
{
    size_t left = 0;
    for (size_t i = 0; i < p->open.n; i++)
        if (p->open.v[i]->wanted)
            p->open.v[left++] = p->open.v[i];
        else
            close_port(p->open.v[i]);
    p->open.n = left;
}

int nv_http_ports_prepare(struct nv_http_ports *p, struct nv_strings wanted, struct nv_err *err)
{
    int rc = 0;
    /* What is tried again anyway is no reason against this configuration. */
    for (uint32_t i = 0; i < wanted.n && rc == 0; i++)
        if (!find(p, wanted.v[i]) && !is_missing(p, wanted.v[i]))
            rc = open_port(p, wanted.v[i], err);
    if (rc != 0)
        nv_http_ports_abandon(p);
    return rc;
}

static void forget_missing(struct nv_http_ports *p)
{
    for (size_t i = 0; i < p->missing.n; i++)
        free(p->missing.v[i]);
    p->missing.n = 0;
    uv_timer_stop(&p->retry);
}

/* Opens what is not open, as far as it goes. */
static void take_on(struct nv_http_ports *p, const char *text)
{
    struct nv_err err;
    char quoted[300];
    struct port *port = find(p, text);
    if (!port && open_port(p, text, &err) == 0)
        port = *nv_vec_last(&p->open);
    if (!port) {
        nv_log(NV_LOG_ERR, "http-listen-failed", "text=%s",
               nv_log_quote(quoted, sizeof quoted, err.text));
        nv_vec_push(&p->missing, nv_strdup(text));
        uv_timer_start(&p->retry, on_retry, RETRY_MS, RETRY_MS);
        return;
    }
    if (!port->wanted)
        nv_log(NV_LOG_NOTICE, "http-listening", "address=%s", text);
    port->wanted = true;
    watch(port);
}

void nv_http_ports_turn(struct nv_http_ports *p, struct nv_strings wanted)
{
    forget_missing(p);
    for (size_t i = 0; i < p->open.n; i++)
        if (!has(wanted, p->open.v[i]->text))
            p->open.v[i]->wanted = false;
    for (uint32_t i = 0; i < wanted.n; i++)
        take_on(p, wanted.v[i]);
    nv_http_ports_abandon(p);
}

void nv_http_ports_pause(struct nv_http_ports *p, bool pause)
{
    if (p->paused == pause)
        return;
    p->paused = pause;
    for (size_t i = 0; i < p->open.n; i++)
        watch(p->open.v[i]);
}

unsigned nv_http_ports_missing(const struct nv_http_ports *p)
{
    return (unsigned)p->missing.n;
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct nv_http_ports *p = handle->data;
    p->handles--;
    maybe_free(p);
}

void nv_http_ports_close(struct nv_http_ports *p, void (*closed)(void *arg), void *arg)
{
    p->closing = true;
    p->closed = closed;
    p->closed_arg = arg;
    for (size_t i = 0; i < p->open.n; i++)
        close_port(p->open.v[i]);
    p->open.n = 0;
    forget_missing(p);
    uv_close((uv_handle_t *)&p->retry, on_timer_closed);
}
