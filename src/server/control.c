#include "server/control.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>
#include <uv.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "server/frame.h"
#include "server/listener.h"
#include "server/peer.h"

/* What the command line exits with when a request is not understood. */
#define EXIT_NOT_UNDERSTOOD 2

enum client_state {
    CLIENT_ASKING,  /* its request is not complete */
    CLIENT_WAITING, /* the handler has it */
    CLIENT_TAKING,  /* the answer is on its way */
    CLIENT_CLOSING, /* nothing more is said; handles close */
};

struct client {
    struct client *prev, *next; /* oldest first */
    struct nv_control *control;
    uv_pipe_t pipe;
    uv_timer_t timer;
    uv_write_t write;
    unsigned open_handles;
    enum client_state state;
    uint64_t since_ms; /* the loop's time when it connected */
    struct nv_peer peer;
    struct nv_buf in, out;
    struct nv_request *request; /* while waiting */
};

struct nv_request {
    struct client *client; /* NULL: gone */
    char *command;
    json_t *args;
    char *actor;
    uid_t uid;
    pid_t pid;
    bool may_write;
};

struct nv_control {
    uv_loop_t *loop;
    uv_pipe_t *listen;
    uv_fs_event_t watch; /* of the directory: whether somebody takes the file away */
    uv_timer_t room;     /* when the next silent client may be asked to make room */
    struct nv_listener listener;
    struct nv_control_limits limits;
    gid_t writers;
    nv_control_handler *handler;
    void *arg;
    struct client *first, *last;
    unsigned n_clients; /* in the list: all that are not closing */
    unsigned open_handles;
    bool callers; /* the kernel holds a connection for us that we have no room for */
    bool closing;
};

static void accept_callers(struct nv_control *c);

static void maybe_free_control(struct nv_control *c)
{
    if (c->closing && c->open_handles == 0)
        free(c);
}

static void on_client_closed(uv_handle_t *handle)
{
    struct client *cl = handle->data;
    if (--cl->open_handles > 0)
        return;
    struct nv_control *c = cl->control;
    nv_peer_free(&cl->peer);
    nv_buf_free(&cl->in);
    nv_buf_free(&cl->out);
    free(cl);
    c->open_handles--;
    if (!c->closing && c->callers)
        accept_callers(c);
    maybe_free_control(c);
}

static void drop_client(struct client *cl)
{
    struct nv_control *c = cl->control;
    if (cl->state == CLIENT_CLOSING)
        return;
    cl->state = CLIENT_CLOSING;
    if (cl->request)
        cl->request->client = NULL;
    cl->request = NULL;
    *(cl->prev ? &cl->prev->next : &c->first) = cl->next;
    *(cl->next ? &cl->next->prev : &c->last) = cl->prev;
    c->n_clients--;
    uv_close((uv_handle_t *)&cl->pipe, on_client_closed);
    uv_close((uv_handle_t *)&cl->timer, on_client_closed);
}

static void on_answer_late(uv_timer_t *timer)
{
    drop_client(timer->data);
}

static void on_written(uv_write_t *write, int status)
{
    (void)status; /* whoever hung up before his answer has none */
    drop_client(write->data);
}

static void answer(struct client *cl, int exit_code, const char *text, json_t *data)
{
    nv_frame_print_answer(&cl->out, exit_code, text, data);
    uv_read_stop((uv_stream_t *)&cl->pipe);
    uv_buf_t bytes = {.base = cl->out.data, .len = cl->out.len};
    cl->state = CLIENT_TAKING;
    cl->write.data = cl;
    uv_timer_start(&cl->timer, on_answer_late, cl->control->limits.answer_ms, 0);
    if (uv_write(&cl->write, (uv_stream_t *)&cl->pipe, &bytes, 1, on_written) < 0)
        drop_client(cl);
}

static void refuse(struct client *cl, int exit_code, const char *why)
{
    char quoted[400];
    nv_log(NV_LOG_INFO, "control_refused", "uid=%lu pid=%ld why=%s", (unsigned long)cl->peer.uid,
           (long)cl->peer.pid, nv_log_quote(quoted, sizeof quoted, why));
    answer(cl, exit_code, why, NULL);
}

/* Ends a connection at once; who has no answer yet is told why as far as the kernel takes it. */
static void dismiss(struct client *cl, const char *why)
{
    if (cl->state == CLIENT_ASKING || cl->state == CLIENT_WAITING) {
        nv_frame_print_answer(&cl->out, EX_UNAVAILABLE, why, NULL);
        uv_buf_t bytes = {.base = cl->out.data, .len = cl->out.len};
        uv_try_write((uv_stream_t *)&cl->pipe, &bytes, 1);
    }
    drop_client(cl);
}

static void take_request(struct client *cl, size_t n)
{
    struct nv_control *c = cl->control;
    struct nv_err err = {0};
    struct nv_request *r = nv_calloc(1, sizeof *r);
    if (nv_frame_parse_request(cl->in.data, n, &r->command, &r->args, &err) != 0) {
        free(r);
        char why[1100];
        refuse(cl, EXIT_NOT_UNDERSTOOD,
               nv_fmt(why, sizeof why, "yêu cầu không hợp lệ: %s", err.text));
        return;
    }
    uv_read_stop((uv_stream_t *)&cl->pipe);
    uv_timer_stop(&cl->timer);
    nv_buf_free(&cl->in);
    cl->state = CLIENT_WAITING;
    cl->request = r;
    r->client = cl;
    r->uid = cl->peer.uid;
    r->pid = cl->peer.pid;
    r->actor = nv_peer_name(r->uid);
    r->may_write = nv_peer_may_write(&cl->peer, geteuid(), c->writers);
    /* The handler may answer, or close the server, at once: nothing is touched after it. */
    c->handler(c->arg, r);
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)suggested;
    struct client *cl = handle->data;
    size_t room = NV_FRAME_MAX - cl->in.len; /* never 0: a full buffer was refused */
    if (room > 4096)
        room = 4096;
    nv_buf_reserve(&cl->in, room);
    *buf = uv_buf_init(cl->in.data + cl->in.len, (unsigned)room);
}

static void on_bytes(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    (void)buf;
    struct client *cl = stream->data;
    if (n == UV_EOF && cl->in.len > 0) {
        refuse(cl, EXIT_NOT_UNDERSTOOD, "yêu cầu bị cắt: thiếu dấu xuống dòng ở cuối");
        return;
    }
    if (n < 0) {
        drop_client(cl);
        return;
    }
    const char *fresh = cl->in.data + cl->in.len;
    const char *end = memchr(fresh, '\n', (size_t)n);
    cl->in.len += (size_t)n;
    size_t line = end ? (size_t)(end - cl->in.data) + 1 : cl->in.len;
    if (end && line < cl->in.len)
        refuse(cl, EXIT_NOT_UNDERSTOOD, "mỗi kết nối chỉ nhận một yêu cầu, trên một dòng");
    else if (end)
        take_request(cl, line);
    else if (line == NV_FRAME_MAX)
        refuse(cl, EXIT_NOT_UNDERSTOOD, "yêu cầu dài hơn 65536 byte");
}

void nv_request_reply(struct nv_request *r, int exit_code, const char *text, json_t *data)
{
    if (r->client) {
        r->client->request = NULL;
        answer(r->client, exit_code, text, data);
    }
    json_decref(data);
    json_decref(r->args);
    free(r->command);
    free(r->actor);
    free(r);
}

bool nv_request_refuse(struct nv_request *r, int exit_code, const char *fmt, ...)
{
    struct nv_buf text = NV_BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    nv_buf_vaddf(&text, fmt, ap);
    va_end(ap);
    nv_request_reply(r, exit_code, nv_buf_str(&text), NULL);
    nv_buf_free(&text);
    return false;
}

const char *nv_request_command(const struct nv_request *r)
{
    return r->command;
}

json_t *nv_request_args(const struct nv_request *r)
{
    return r->args;
}

const char *nv_request_actor(const struct nv_request *r)
{
    return r->actor;
}

uid_t nv_request_uid(const struct nv_request *r)
{
    return r->uid;
}

pid_t nv_request_pid(const struct nv_request *r)
{
    return r->pid;
}

bool nv_request_may_write(const struct nv_request *r)
{
    return r->may_write;
}

/* Timers run before the sockets are looked at: after a long turn of the loop, a client is not to
 * blame for what we have not read. */
static bool has_unread(struct client *cl)
{
    uv_os_fd_t fd;
    int n = 0;
    return uv_fileno((uv_handle_t *)&cl->pipe, &fd) == 0 && ioctl(fd, FIONREAD, &n) == 0 && n > 0;
}

static void on_request_late(uv_timer_t *timer)
{
    if (has_unread(timer->data))
        uv_timer_start(timer, on_request_late, 1, 0);
    else
        refuse(timer->data, EXIT_NOT_UNDERSTOOD, "quá thời gian chờ một yêu cầu đầy đủ");
}

static void on_spare_over(uv_timer_t *timer)
{
    accept_callers(timer->data);
}

/* True if one more fits. A client whose request is not complete goes after `spare_ms`; not before,
 * for we accept many before we read any. Where all wait for answers, nobody goes. */
static bool make_room(struct nv_control *c)
{
    if (c->n_clients < c->limits.clients)
        return true;
    uint64_t now = uv_now(c->loop), wait = 0;
    for (struct client *cl = c->first; cl; cl = cl->next) {
        if (cl->state != CLIENT_ASKING)
            continue;
        uint64_t until = cl->since_ms + c->limits.spare_ms;
        if (until <= now && !has_unread(cl)) {
            dismiss(cl, "quá nhiều kết nối, hãy thử lại");
            return true;
        }
        if (wait == 0)
            wait = until > now ? until - now : 1;
    }
    if (wait > 0)
        uv_timer_start(&c->room, on_spare_over, wait, 0);
    return false;
}

static void accept_one(struct nv_control *c)
{
    struct client *cl = nv_calloc(1, sizeof *cl);
    struct nv_err err = {0};
    uv_os_fd_t fd = -1;
    cl->control = c;
    cl->peer = (struct nv_peer){.uid = (uid_t)-1, .gid = (gid_t)-1};
    cl->since_ms = uv_now(c->loop);
    uv_pipe_init(c->loop, &cl->pipe, 0);
    uv_timer_init(c->loop, &cl->timer);
    cl->pipe.data = cl->timer.data = cl;
    cl->open_handles = 2;
    c->open_handles++;
    cl->prev = c->last;
    *(c->last ? &c->last->next : &c->first) = cl;
    c->last = cl;
    c->n_clients++;
    c->callers = false;
    int rc = uv_accept((uv_stream_t *)c->listen, (uv_stream_t *)&cl->pipe);
    if (rc == 0)
        rc = uv_fileno((uv_handle_t *)&cl->pipe, &fd);
    if (rc == 0 && c->limits.peer(fd, &cl->peer, &err) != 0)
        rc = UV_EACCES; /* nobody is served who cannot be named */
    if (rc == 0)
        rc = uv_read_start((uv_stream_t *)&cl->pipe, on_room, on_bytes);
    if (rc < 0) {
        nv_log(NV_LOG_WARNING, "control_accept_failed", "error=\"%s\"",
               err.code ? err.text : uv_strerror(rc));
        drop_client(cl);
        return;
    }
    uv_timer_start(&cl->timer, on_request_late, c->limits.request_ms, 0);
}

static void accept_callers(struct nv_control *c)
{
    if (c->callers && !c->closing && make_room(c))
        accept_one(c);
}

static void on_caller(uv_stream_t *stream, int status)
{
    struct nv_control *c = stream->data;
    if (status < 0) {
        nv_log(NV_LOG_WARNING, "control_accept_failed", "error=\"%s\"", uv_strerror(status));
        return;
    }
    c->callers = true;
    accept_callers(c);
}

static void on_own_handle_closed(uv_handle_t *handle)
{
    struct nv_control *c = handle->data;
    c->open_handles--;
    maybe_free_control(c);
}

static void on_listen_closed(uv_handle_t *handle)
{
    struct nv_control *c = handle->data;
    free(handle);
    c->open_handles--;
    maybe_free_control(c);
}

void nv_control_close(struct nv_control *c)
{
    if (!c || c->closing)
        return;
    c->closing = true;
    nv_listener_release(&c->listener);
    if (c->listen)
        uv_close((uv_handle_t *)c->listen, on_listen_closed);
    uv_close((uv_handle_t *)&c->watch, on_own_handle_closed);
    uv_close((uv_handle_t *)&c->room, on_own_handle_closed);
    while (c->first)
        dismiss(c->first, "nhacviecd đang dừng");
}

void nv_control_set_writers(struct nv_control *c, gid_t group)
{
    c->writers = group;
}

unsigned nv_control_clients(const struct nv_control *c)
{
    return c->n_clients;
}

static struct nv_control_limits with_usual(const struct nv_control_limits *given)
{
    struct nv_control_limits l = given ? *given : (struct nv_control_limits){0};
    l.clients = l.clients ? l.clients : 64;
    l.request_ms = l.request_ms ? l.request_ms : 10000;
    l.answer_ms = l.answer_ms ? l.answer_ms : 30000;
    l.spare_ms = l.spare_ms ? l.spare_ms : 1000;
    l.peer = l.peer ? l.peer : nv_peer_read;
    return l;
}

/* Takes the listener over, in place of an earlier one. */
static int listen_at(struct nv_control *c, const struct nv_listener *listener, struct nv_err *err)
{
    uv_pipe_t *pipe = nv_calloc(1, sizeof *pipe);
    uv_pipe_init(c->loop, pipe, 0);
    pipe->data = c;
    c->open_handles++;
    int rc = uv_pipe_open(pipe, listener->fd);
    if (rc < 0)
        close(listener->fd);
    else
        rc = uv_listen((uv_stream_t *)pipe, NV_LISTENER_BACKLOG, on_caller);
    if (rc < 0) {
        uv_close((uv_handle_t *)pipe, on_listen_closed);
        return nv_err_set(err, NV_EIO, "socket điều khiển: %s", uv_strerror(rc));
    }
    if (c->listen)
        uv_close((uv_handle_t *)c->listen, on_listen_closed);
    c->callers = false;
    c->listen = pipe;
    nv_listener_release(&c->listener);
    c->listener = *listener;
    return 0;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void on_directory_change(uv_fs_event_t *watch, const char *name, int events, int status)
{
    struct nv_control *c = watch->data;
    (void)events;
    if (status == 0 && !c->closing && (!name || strcmp(name, base_name(c->listener.path)) == 0))
        nv_control_renew(c);
}

/* Where it cannot be watched, a reload looks. */
static void watch_directory(struct nv_control *c)
{
    struct nv_buf dir = NV_BUF_INIT;
    const char *path = c->listener.path;
    size_t n = path ? (size_t)(base_name(path) - path) : 0;
    if (!path)
        return;
    nv_buf_addf(&dir, "%.*s", n ? (int)n : 1, n ? path : ".");
    uv_fs_event_stop(&c->watch);
    uv_fs_event_start(&c->watch, on_directory_change, nv_buf_str(&dir), 0);
    nv_buf_free(&dir);
}

void nv_control_renew(struct nv_control *c)
{
    struct nv_listener fresh;
    struct nv_err err = {0};
    if (c->closing || nv_listener_stands(&c->listener))
        return;
    int rc = nv_listener_again(&c->listener, &fresh, &err);
    if (rc == 0 && (rc = listen_at(c, &fresh, &err)) != 0) {
        fresh.fd = -1;
        nv_listener_release(&fresh);
    }
    if (rc == 0)
        watch_directory(c); /* the directory may be another, too */
    char quoted[400];
    nv_log(rc == 0 ? NV_LOG_WARNING : NV_LOG_ERR, rc == 0 ? "control-renewed" : "control-lost",
           "text=%s", nv_log_quote(quoted, sizeof quoted, rc == 0 ? c->listener.path : err.text));
}

static int serve(uv_loop_t *loop, struct nv_listener *listener,
                 const struct nv_control_limits *limits, nv_control_handler *handler, void *arg,
                 struct nv_control **out, struct nv_err *err)
{
    struct nv_control *c = nv_calloc(1, sizeof *c);
    c->loop = loop;
    c->listener = (struct nv_listener){.fd = -1, .pin = -1};
    c->limits = with_usual(limits);
    c->writers = (gid_t)-1;
    c->handler = handler;
    c->arg = arg;
    uv_timer_init(loop, &c->room);
    uv_fs_event_init(loop, &c->watch);
    c->room.data = c->watch.data = c;
    c->open_handles = 2;
    int rc = listen_at(c, listener, err);
    if (rc != 0) {
        nv_listener_release(listener);
        nv_control_close(c);
        return rc;
    }
    watch_directory(c);
    signal(SIGPIPE, SIG_IGN);
    *out = c;
    return 0;
}

int nv_control_open(uv_loop_t *loop, const char *path, const struct nv_control_limits *limits,
                    nv_control_handler *handler, void *arg, struct nv_control **out,
                    struct nv_err *err)
{
    struct nv_listener listener;
    *out = NULL;
    int rc = nv_listener_make(path, &listener, err);
    return rc != 0 ? rc : serve(loop, &listener, limits, handler, arg, out, err);
}

int nv_control_adopt(uv_loop_t *loop, int fd, const struct nv_control_limits *limits,
                     nv_control_handler *handler, void *arg, struct nv_control **out,
                     struct nv_err *err)
{
    struct nv_listener listener;
    *out = NULL;
    int rc = nv_listener_adopt(fd, &listener, err);
    return rc != 0 ? rc : serve(loop, &listener, limits, handler, arg, out, err);
}
