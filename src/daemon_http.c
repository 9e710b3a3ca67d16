#include "daemon_http.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon.h"
#include "daemon_core.h"
#include "daemon_metrics.h"
#include "model/snapshot.h"
#include "render/metrics.h"
#include "server/http.h"
#include "server/http_answer.h"
#include "server/wallclock.h"

struct nv_pages {
    struct nv_daemon *d;
    struct nv_http *http; /* NULL while nothing is served */
    bool fresh;           /* made for a configuration that is not in force yet */
    struct nv_metrics_memory memory;
};

/* ---- routes -------------------------------------------------------------------------------- */

/* For a balancer or a watcher: one word, and the status tells the rest. */
static void healthz(void *arg, struct nv_http_request *r)
{
    struct nv_pages *p = arg;
    struct nv_buf body = NV_BUF_INIT;
    const char *ill = nv_core_ill(nv_daemon_core(p->d));
    if (!ill && nv_daemon_draining(p->d))
        ill = "stopping";
    nv_buf_addf(&body, "%s\n", ill ? ill : "ok");
    nv_http_reply(r, ill ? 503 : 200, NV_HTTP_PLAIN, &body);
}

static void metrics(void *arg, struct nv_http_request *r)
{
    struct nv_pages *p = arg;
    struct nv_buf body = NV_BUF_INIT;
    nv_daemon_metrics(p->d, p->http, &p->memory, &body);
    nv_http_reply(r, 200, NV_METRICS_TYPE, &body);
}

static const struct nv_http_route routes[] = {{"/healthz", healthz}, {"/metrics", metrics}};

/* ---- life ------------------------------------------------------------------------------------ */

struct nv_pages *nv_pages_new(struct nv_daemon *d)
{
    struct nv_pages *p = nv_calloc(1, sizeof *p);
    p->d = d;
    return p;
}

void nv_pages_free(struct nv_pages *p)
{
    free(p);
}

static struct nv_http_settings settings_of(const struct nv_snapshot *s)
{
    const struct nv_serving *v = &s->serving;
    return (struct nv_http_settings){
        .listen = v->listen,
        .limits = {.places = v->connections, .per_address = v->per_address, .proxies = v->proxies}};
}

static int need_server(struct nv_pages *p, const struct nv_snapshot *s, struct nv_err *err)
{
    if (p->http || !s->serving.listen.n)
        return 0;
    p->fresh = true;
    return nv_http_new(nv_daemon_loop(p->d), routes, sizeof routes / sizeof *routes, p, &p->http,
                       err);
}

int nv_pages_prepare(struct nv_pages *p, const struct nv_snapshot *s, struct nv_err *err)
{
    const struct nv_http_settings settings = settings_of(s);
    int rc = need_server(p, s, err);
    if (rc == 0 && p->http)
        rc = nv_http_prepare(p->http, &settings, err);
    if (rc != 0)
        nv_pages_abandon(p);
    return rc;
}

void nv_pages_abandon(struct nv_pages *p)
{
    if (p->http)
        nv_http_abandon(p->http);
    if (p->fresh)
        nv_pages_stop(p);
}

void nv_pages_turn(struct nv_pages *p)
{
    const struct nv_snapshot *s = nv_daemon_snapshot(p->d);
    const struct nv_http_settings settings = settings_of(s);
    struct nv_err err;
    char quoted[300];
    p->memory = (struct nv_metrics_memory){.configured_ms = nv_wallclock_now_ms()};
    if (!s->serving.listen.n)
        nv_pages_stop(p);
    else if (need_server(p, s, &err) == 0)
        nv_http_turn(p->http, &settings);
    else
        nv_log(NV_LOG_ERR, "http-failed", "text=%s", nv_log_quote(quoted, sizeof quoted, err.text));
    p->fresh = false;
}

unsigned nv_pages_missing(const struct nv_pages *p)
{
    uint32_t wanted = nv_daemon_snapshot(p->d)->serving.listen.n;
    return p->http ? nv_http_missing(p->http) : wanted;
}

void nv_pages_stop(struct nv_pages *p)
{
    nv_http_close(p->http);
    p->http = NULL;
    p->fresh = false;
}
