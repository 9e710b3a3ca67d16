/* The web lane: one thread with its own uv loop and one multi handle.
 *
 * HTTP/1.1 only, kept connections, redirects never followed. After a while without work the multi
 * handle goes, with its connections and the parsed CA bundle. */
#include <curl/curl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uv.h>

#include "base/err.h"
#include "base/mem.h"
#include "courier/courier.h"
#include "courier/hosts.h"
#include "courier/lane.h"
#include "courier/mailbox.h"
#include "courier/parcel.h"
#include "courier/post.h"

/* The second for hosts that have not answered: each lookup of a name that no server answers keeps a
 * thread, and may for longer than the transfer waits. */
#define TRANSFERS_MAX 512
#define DOUBTFUL_MAX 128
#define KEPT_CONNECTIONS 256L
#define KEPT_HANDLES 64
#define IDLE_MS 30000

struct web {
    struct nv_returns *returns;
    struct nv_hosts *hosts;
    struct nv_post_limits limits;
    char *ca_file;
    struct nv_net *nets;
    pthread_t thread;
    bool started;
    atomic_bool stopped;
    uv_loop_t loop;
    uv_async_t poke;
    uv_timer_t timeout, idle;
    CURLM *multi; /* NULL while there is nothing to keep */
    struct nv_post_list running, spare;
};

struct watch {
    uv_poll_t poll;
    struct web *web;
    curl_socket_t fd;
};

static void pump(struct web *w);

static void finish(struct web *w, struct nv_post *p, int result)
{
    struct nv_verdict v;
    bool answered;
    nv_post_remove(&w->running, p);
    uint32_t host = nv_post_end(p, result, &v, &answered);
    struct nv_parcel *later = nv_hosts_done(w->hosts, host, answered);
    if (w->spare.n < KEPT_HANDLES)
        nv_post_push(&w->spare, p);
    else
        nv_post_free(p);
    nv_returns_put(w->returns, &v);
    nv_returns_refuse(w->returns, later, NV_TEMPORARY,
                      "máy chủ không trả lời các lượt gửi trước; để lại gửi sau");
}

/* After libcurl has moved: gather what ended, begin what may begin. */
static void reap(struct web *w)
{
    CURLMsg *m;
    int left;
    while (w->multi && (m = curl_multi_info_read(w->multi, &left))) {
        if (m->msg != CURLMSG_DONE)
            continue;
        struct nv_post *p = NULL;
        int result = (int)m->data.result;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&p);
        curl_multi_remove_handle(w->multi, m->easy_handle);
        finish(w, p, result);
    }
    pump(w);
}

/* A broken socket arrives with a negative status and the watcher stopped: libcurl then finds the
 * error itself when it tries to read. */
static void on_socket_ready(uv_poll_t *poll, int status, int events)
{
    struct watch *s = poll->data;
    struct web *w = s->web;
    int flags = status < 0 ? CURL_CSELECT_IN | CURL_CSELECT_ERR : 0, running;
    if (status >= 0 && (events & UV_READABLE))
        flags |= CURL_CSELECT_IN;
    if (status >= 0 && (events & UV_WRITABLE))
        flags |= CURL_CSELECT_OUT;
    curl_multi_socket_action(w->multi, s->fd, flags, &running);
    reap(w);
}

static void on_watch_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
    struct web *w = arg;
    struct watch *s = known;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (s) {
            uv_poll_stop(&s->poll);
            uv_close((uv_handle_t *)&s->poll, on_watch_closed);
            curl_multi_assign(w->multi, fd, NULL);
        }
        return 0;
    }
    if (!s) {
        s = nv_calloc(1, sizeof *s);
        *s = (struct watch){.web = w, .fd = fd};
        s->poll.data = s;
        if (uv_poll_init_socket(&w->loop, &s->poll, fd) != 0) {
            free(s);
            return -1;
        }
        curl_multi_assign(w->multi, fd, s);
    }
    int events = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    return uv_poll_start(&s->poll, events, on_socket_ready) == 0 ? 0 : -1;
}

static void on_timeout(uv_timer_t *t)
{
    struct web *w = t->data;
    int running;
    if (w->multi)
        curl_multi_socket_action(w->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    reap(w);
}

static int on_timer(CURLM *multi, long ms, void *arg)
{
    struct web *w = arg;
    (void)multi;
    if (ms < 0)
        uv_timer_stop(&w->timeout);
    else
        uv_timer_start(&w->timeout, on_timeout, (uint64_t)ms, 0);
    return 0;
}

static bool open_multi(struct web *w)
{
    if (w->multi)
        return true;
    w->multi = curl_multi_init();
    if (!w->multi)
        return false;
    curl_multi_setopt(w->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(w->multi, CURLMOPT_SOCKETDATA, w);
    curl_multi_setopt(w->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(w->multi, CURLMOPT_TIMERDATA, w);
    curl_multi_setopt(w->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    curl_multi_setopt(w->multi, CURLMOPT_MAXCONNECTS, KEPT_CONNECTIONS);
    return true;
}

static void close_multi(struct web *w)
{
    while (w->spare.first) {
        struct nv_post *p = w->spare.first;
        nv_post_remove(&w->spare, p);
        nv_post_free(p);
    }
    if (w->multi)
        curl_multi_cleanup(w->multi);
    w->multi = NULL;
    uv_timer_stop(&w->timeout);
}

static struct nv_post *spare_post(struct web *w)
{
    struct nv_post *p = w->spare.first;
    if (!p)
        return nv_post_new(&w->limits);
    nv_post_remove(&w->spare, p);
    return p;
}

/* What was never asked of the host says nothing about it. */
static void give_up(struct web *w, struct nv_parcel *parcel, uint32_t host, enum nv_class class,
                    const char *text)
{
    nv_hosts_done(w->hosts, host, true);
    nv_returns_refuse(w->returns, parcel, class, text);
}

static void begin(struct web *w, struct nv_parcel *parcel, uint32_t host)
{
    struct nv_err err = {0};
    if (nv_parcel_stamp(parcel, time(NULL), &err) != 0) {
        give_up(w, parcel, host, NV_REFUSED, err.text);
        return;
    }
    struct nv_post *p = open_multi(w) ? spare_post(w) : NULL;
    if (!p) {
        give_up(w, parcel, host, NV_TEMPORARY, "libcurl: không tạo được kết nối");
        return;
    }
    nv_post_begin(p, parcel, host);
    nv_post_push(&w->running, p);
    if (curl_multi_add_handle(w->multi, nv_post_handle(p)) != CURLM_OK)
        finish(w, p, CURLE_FAILED_INIT);
}

static void on_idle(uv_timer_t *t)
{
    close_multi(t->data);
}

static void pump(struct web *w)
{
    struct nv_parcel *parcel;
    uint32_t host;
    while (!atomic_load(&w->stopped) && (parcel = nv_hosts_next(w->hosts, &host)))
        begin(w, parcel, host);
    if (w->running.n == 0 && w->multi)
        uv_timer_start(&w->idle, on_idle, IDLE_MS, 0);
    else
        uv_timer_stop(&w->idle);
}

static void on_poke(uv_async_t *a)
{
    struct web *w = a->data;
    if (!atomic_load(&w->stopped)) {
        pump(w);
        return;
    }
    while (w->running.first) {
        struct nv_post *p = w->running.first;
        curl_multi_remove_handle(w->multi, nv_post_handle(p));
        finish(w, p, CURLE_ABORTED_BY_CALLBACK);
    }
    close_multi(w);
    uv_close((uv_handle_t *)&w->poke, NULL);
    uv_close((uv_handle_t *)&w->timeout, NULL);
    uv_close((uv_handle_t *)&w->idle, NULL);
}

static void *run(void *arg)
{
    struct web *w = arg;
    uv_run(&w->loop, UV_RUN_DEFAULT);
    return NULL;
}

static int lane_open(const struct nv_lane *l, struct nv_returns *returns, void **lane,
                     struct nv_err *err)
{
    if (l->connections < 1 || l->timeout_s < 1)
        return nv_err_set(err, NV_ECONFIG, "webhook cần connections và timeout dương");
    struct web *w = nv_calloc(1, sizeof *w);
    w->returns = returns;
    w->hosts = nv_hosts_new((unsigned)l->connections, TRANSFERS_MAX, DOUBTFUL_MAX);
    w->ca_file = l->ca_file ? nv_strdup(l->ca_file) : NULL;
    w->nets = nv_memdup(l->nets.v, l->nets.n * sizeof *w->nets);
    w->limits = (struct nv_post_limits){
        .nets = {w->nets, l->nets.n, l->nets.usual},
        .ca_file = w->ca_file,
        .timeout_ms = l->timeout_s * 1000L,
        .connect_s = l->connect_timeout_s > 0 ? l->connect_timeout_s : 15,
    };
    atomic_init(&w->stopped, false);
    *lane = w;
    return 0;
}

/* The loop is made with the first job: a daemon without webhooks has none. */
static bool start(struct web *w)
{
    if (w->started)
        return true;
    if (uv_loop_init(&w->loop) != 0)
        return false;
    w->poke.data = w->timeout.data = w->idle.data = w;
    nv_require(uv_timer_init(&w->loop, &w->timeout) == 0);
    nv_require(uv_timer_init(&w->loop, &w->idle) == 0);
    if (uv_async_init(&w->loop, &w->poke, on_poke) == 0) {
        w->started = nv_thread_start(&w->thread, run, w, "nv-web") == 0;
        if (w->started)
            return true;
        uv_close((uv_handle_t *)&w->poke, NULL);
    }
    uv_close((uv_handle_t *)&w->timeout, NULL);
    uv_close((uv_handle_t *)&w->idle, NULL);
    uv_run(&w->loop, UV_RUN_DEFAULT);
    nv_require(uv_loop_close(&w->loop) == 0);
    return false;
}

static void lane_submit(void *lane, struct nv_parcel *p)
{
    struct web *w = lane;
    const char *fault = nv_parcel_web_fault(p);
    if (fault) {
        nv_returns_refuse(w->returns, p, NV_PERMANENT, fault);
        return;
    }
    if (!start(w)) {
        nv_returns_refuse(w->returns, p, NV_TEMPORARY, "không tạo được luồng");
        return;
    }
    nv_hosts_add(w->hosts, p);
    uv_async_send(&w->poke);
}

static struct nv_parcel *lane_drain(void *lane)
{
    struct web *w = lane;
    return nv_hosts_take_all(w->hosts);
}

static void lane_stop(void *lane)
{
    struct web *w = lane;
    atomic_store(&w->stopped, true);
    if (w->started)
        uv_async_send(&w->poke);
}

static void lane_free(void *lane)
{
    struct web *w = lane;
    if (w->started) {
        pthread_join(w->thread, NULL);
        nv_require(uv_loop_close(&w->loop) == 0);
    }
    nv_hosts_free(w->hosts);
    free(w->ca_file);
    free(w->nets);
    free(w);
}

const struct nv_lane_ops nv_web_lane = {lane_open, lane_submit, lane_drain, lane_stop, lane_free};
