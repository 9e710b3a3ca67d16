#include "server/http.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <uv.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "server/http_answer.h"
#include "server/http_head.h"
#include "server/http_listen.h"

enum {
    MHD_PLACES = 2048, /* never reached: the gate has fewer */
    MHD_MEMORY = 4 * NV_HTTP_HEAD_MAX,
    PULSE_MS = 1000, /* while it has connections */
    RUNS = 8,        /* at once */
};

enum stage { FRESH, ASKED, REPLIED, QUEUED };

struct nv_http_request {
    struct nv_http *http; /* NULL: the connection is gone */
    struct MHD_Connection *connection;
    enum stage stage;
    bool suspended;
    int status;
    const char *type;
    struct nv_buf body;
    struct nv_http_request *next; /* among the suspended */
};

struct nv_http {
    const struct nv_http_route *routes;
    unsigned n_routes;
    void *arg;
    struct nv_http_ports *ports;
    struct nv_http_gate *gate;
    struct nv_http_tally tally;
    struct MHD_Daemon *mhd;
    uv_poll_t poll;
    uv_timer_t pulse;
    struct nv_http_visitor *coming; /* that the library is being given */
    struct nv_http_request *suspended;
    bool running, closing;
    unsigned parts; /* still to be closed */
};

/* ---- the library's turns -----------------------------------------------------------------------
 */

static void on_pulse(uv_timer_t *timer);

static void run(struct nv_http *h)
{
    MHD_UNSIGNED_LONG_LONG wait_ms = 0;
    unsigned n = 0;
    if (h->running)
        return; /* inside a handler: the pulse comes */
    h->running = true;
    do
        MHD_run(h->mhd);
    while (++n < RUNS && MHD_get_timeout(h->mhd, &wait_ms) == MHD_YES && wait_ms == 0);
    h->running = false;
    if (h->closing)
        return;
    if (nv_http_gate_admitted(h->gate) || n == RUNS)
        uv_timer_start(&h->pulse, on_pulse, n == RUNS ? 1 : PULSE_MS, 0);
    else
        uv_timer_stop(&h->pulse);
}

static void on_pulse(uv_timer_t *timer)
{
    run(timer->data);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    run(poll->data);
}

/* ---- requests
 * ------------------------------------------------------------------------------------ */

static void free_request(struct nv_http_request *r)
{
    nv_buf_free(&r->body);
    free(r);
}

static enum MHD_Result send_reply(struct nv_http_request *r)
{
    size_t n;
    char *bytes = nv_buf_take(&r->body, &n);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_MUST_FREE);
    enum MHD_Result rc = MHD_NO;
    if (!response) {
        free(bytes);
        return MHD_NO;
    }
    bool good = MHD_add_response_header(response, "Content-Type", r->type) == MHD_YES;
    for (const struct nv_http_field *f = nv_http_fields; f->name && good; f++)
        good = MHD_add_response_header(response, f->name, f->value) == MHD_YES;
    if (good)
        rc = MHD_queue_response(r->connection, (unsigned)r->status, response);
    if (rc == MHD_YES)
        nv_http_tally_answer(&r->http->tally, r->status);
    MHD_destroy_response(response);
    r->stage = QUEUED;
    return rc;
}

static void ask(struct nv_http_request *r, const char *path)
{
    struct nv_http *h = r->http;
    r->stage = ASKED;
    for (unsigned i = 0; i < h->n_routes; i++)
        if (strcmp(h->routes[i].path, path) == 0) {
            h->routes[i].handle(h->arg, r);
            return;
        }
    nv_buf_adds(&r->body, "Not Found\n");
    nv_http_reply(r, 404, NV_HTTP_PLAIN, &r->body);
}

static void suspend(struct nv_http_request *r)
{
    struct nv_http *h = r->http;
    r->suspended = true;
    r->next = h->suspended;
    h->suspended = r;
    MHD_suspend_connection(r->connection);
}

static void resume(struct nv_http_request *r)
{
    struct nv_http_request **p = &r->http->suspended;
    while (*p != r)
        p = &(*p)->next;
    *p = r->next;
    r->suspended = false;
    MHD_resume_connection(r->connection);
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **mine)
{
    struct nv_http *h = arg;
    struct nv_http_request *r = *mine;
    (void)method;
    (void)version;
    (void)upload;
    (void)upload_size; /* the gate lets no body in */
    if (h->closing)
        return MHD_NO;
    if (!r) {
        *mine = r = nv_calloc(1, sizeof *r);
        r->http = h;
        r->connection = connection;
        return MHD_YES; /* the second call is when an answer may be given */
    }
    if (r->stage == FRESH)
        ask(r, url);
    if (r->stage == REPLIED)
        return send_reply(r);
    suspend(r);
    return MHD_YES;
}

/* The connection is through with it; whoever was asked may not be. */
static void on_completed(void *arg, struct MHD_Connection *connection, void **mine,
                         enum MHD_RequestTerminationCode why)
{
    struct nv_http_request *r = *mine;
    (void)arg;
    (void)connection;
    (void)why;
    if (!r)
        return;
    *mine = NULL;
    if (r->stage == ASKED)
        r->http = NULL;
    else
        free_request(r);
}

void nv_http_reply(struct nv_http_request *r, int status, const char *type, struct nv_buf *body)
{
    struct nv_http *h = r->http;
    if (!h) {
        nv_buf_free(body);
        free_request(r);
        return;
    }
    r->stage = REPLIED;
    r->status = status;
    r->type = type;
    if (body != &r->body) {
        r->body = *body;
        *body = (struct nv_buf)NV_BUF_INIT;
    }
    if (!r->suspended)
        return; /* its handler has not returned yet */
    resume(r);
    if (h->running)
        uv_timer_start(&h->pulse, on_pulse, 0, 0);
    run(h);
}

/* ---- connections --------------------------------------------------------------------------------
 */

static void on_connection(void *arg, struct MHD_Connection *connection, void **mine,
                          enum MHD_ConnectionNotificationCode what)
{
    struct nv_http *h = arg;
    (void)connection;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *mine = h->coming;
        h->coming = NULL;
    } else {
        nv_http_gate_left(*mine);
    }
}

static void on_admitted(void *arg, struct nv_http_visitor *visitor, int fd)
{
    struct nv_http *h = arg;
    const struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    h->coming = visitor;
    if (MHD_add_connection(h->mhd, fd, &nobody, sizeof nobody) != MHD_YES) {
        if (h->coming) /* it is closed, and nobody has been told */
            nv_http_gate_left(h->coming);
        h->coming = NULL;
        return;
    }
    run(h);
}

static void on_full(void *arg, bool full)
{
    struct nv_http *h = arg;
    nv_http_ports_pause(h->ports, full);
}

static void on_caller(void *arg, int fd)
{
    struct nv_http *h = arg;
    nv_http_gate_callers(h->gate, fd);
}

/* ---- life
 * ------------------------------------------------------------------------------------------ */

static void log_line(void *arg, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
static void log_line(void *arg, const char *fmt, va_list ap)
{
    struct nv_buf text = NV_BUF_INIT;
    char quoted[300];
    (void)arg;
    nv_buf_vaddf(&text, fmt, ap);
    nv_log(NV_LOG_DEBUG, "http-library", "text=%s",
           nv_log_quote(quoted, sizeof quoted, nv_buf_str(&text)));
    nv_buf_free(&text);
}

static struct MHD_Daemon *start_library(struct nv_http *h)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
        NULL, NULL, on_request, h, MHD_OPTION_EXTERNAL_LOGGER, log_line, NULL,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)MHD_PLACES, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)MHD_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, h, MHD_OPTION_NOTIFY_COMPLETED, on_completed, h, MHD_OPTION_END);
}

int nv_http_new(uv_loop_t *loop, const struct nv_http_route *routes, unsigned n_routes, void *arg,
                struct nv_http **out, struct nv_err *err)
{
    struct nv_http *h = nv_calloc(1, sizeof *h);
    const struct nv_http_gate_hooks hooks = {on_admitted, on_full, h, &h->tally};
    h->routes = routes;
    h->n_routes = n_routes;
    h->arg = arg;
    h->mhd = start_library(h);
    if (!h->mhd)
        goto free_http;
    h->gate = nv_http_gate_new(loop, &(struct nv_http_limits){0}, &hooks);
    if (!h->gate)
        goto stop_library;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(h->mhd, MHD_DAEMON_INFO_EPOLL_FD);
    nv_require(info && uv_poll_init(loop, &h->poll, info->epoll_fd) == 0);
    uv_timer_init(loop, &h->pulse);
    h->poll.data = h->pulse.data = h;
    h->ports = nv_http_ports_new(loop, on_caller, h);
    h->parts = 4;
    uv_poll_start(&h->poll, UV_READABLE, on_ready);
    *out = h;
    return 0;
stop_library:
    MHD_stop_daemon(h->mhd);
free_http:
    free(h);
    *out = NULL;
    return nv_err_set(err, NV_EIO, "không mở được máy chủ HTTP: thiếu mô tả tệp hoặc bộ nhớ");
}

int nv_http_prepare(struct nv_http *h, const struct nv_http_settings *s, struct nv_err *err)
{
    return nv_http_ports_prepare(h->ports, s->listen, err);
}

void nv_http_turn(struct nv_http *h, const struct nv_http_settings *s)
{
    nv_http_gate_limit(h->gate, &s->limits);
    nv_http_ports_turn(h->ports, s->listen);
}

void nv_http_abandon(struct nv_http *h)
{
    nv_http_ports_abandon(h->ports);
}

unsigned nv_http_present(const struct nv_http *h)
{
    return nv_http_gate_present(h->gate);
}

unsigned nv_http_missing(const struct nv_http *h)
{
    return nv_http_ports_missing(h->ports);
}

const struct nv_http_tally *nv_http_tally(const struct nv_http *h)
{
    return &h->tally;
}

static void on_part_closed(void *arg)
{
    struct nv_http *h = arg;
    if (--h->parts == 0)
        free(h);
}

static void on_handle_closed(uv_handle_t *handle)
{
    on_part_closed(handle->data);
}

void nv_http_close(struct nv_http *h)
{
    if (!h || h->closing)
        return;
    h->closing = true;
    nv_http_ports_close(h->ports, on_part_closed, h);
    uv_close((uv_handle_t *)&h->poll, on_handle_closed);
    uv_close((uv_handle_t *)&h->pulse, on_handle_closed);
    /* The library will not stop while a connection is suspended. */
    while (h->suspended)
        resume(h->suspended);
    run(h);
    MHD_stop_daemon(h->mhd);
    nv_http_gate_close(h->gate, on_part_closed, h);
}
