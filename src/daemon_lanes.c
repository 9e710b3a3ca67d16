#include "daemon_lanes.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/vec.h"
#include "courier/courier.h"
#include "model/snapshot.h"
#include "model/txn.h"
#include "render/render.h"

struct nv_lanes {
    uv_async_t *wake;
    struct nv_courier *current;
    char *signature; /* all that makes a lane what it is */
    uint32_t n;
    NV_VEC(struct nv_courier *) retiring;
};

struct nv_lanes *nv_lanes_new(uv_async_t *wake)
{
    struct nv_lanes *l = nv_calloc(1, sizeof *l);
    l->wake = wake;
    return l;
}

void nv_lanes_free(struct nv_lanes *l)
{
    if (!l)
        return;
    if (l->current)
        nv_courier_free(l->current);
    for (size_t i = 0; i < l->retiring.n; i++)
        nv_courier_free(l->retiring.v[i]);
    nv_vec_free(&l->retiring);
    free(l->signature);
    free(l);
}

static void on_verdicts(void *arg)
{
    uv_async_send(arg);
}

static const char *below(struct nv_arena *a, const char *dir, const char *path)
{
    return path[0] == '/' ? path : nv_arena_fmt(a, "%s/%s", dir, path);
}

static struct nv_lane rehearsal_lane(struct nv_arena *a, const char *dir, const char *id, bool web)
{
    const char *name = web ? "webhooks" : "mail";
    const char *path = strcmp(id, "default") == 0 || web
                           ? nv_arena_fmt(a, "%s/%s", dir, name)
                           : nv_arena_fmt(a, "%s/%s-%s", dir, name, id);
    return (struct nv_lane){.id = id, .kind = NV_LANE_MAILDIR, .path = path, .connections = 1};
}

static struct nv_lane relay_lane(struct nv_arena *a, const struct nv_relay *r, const char *dir,
                                 const char *host_name)
{
    if (r->kind == NV_RELAY_MAILDIR)
        return (struct nv_lane){
            .id = r->id, .kind = NV_LANE_MAILDIR, .path = below(a, dir, r->path), .connections = 1};
    return (struct nv_lane){.id = r->id,
                            .kind = NV_LANE_SMTP,
                            .host = r->host,
                            .port = r->port,
                            .tls = r->tls == NV_TLS_STARTTLS   ? NV_LANE_STARTTLS
                                   : r->tls == NV_TLS_IMPLICIT ? NV_LANE_IMPLICIT
                                                               : NV_LANE_PLAIN,
                            .ca_file = r->ca_file,
                            .user = r->user,
                            .password_file = r->password_file,
                            .helo = r->helo ? r->helo : host_name,
                            .connections = r->connections,
                            .timeout_s = r->timeout_s};
}

static void sign(struct nv_buf *out, const struct nv_lane *lane)
{
    const char *words[] = {lane->id,   lane->path,          lane->host, lane->ca_file,
                           lane->user, lane->password_file, lane->helo};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        nv_buf_addf(out, "%s\n", words[i] ? words[i] : "");
    for (size_t i = 0; i < lane->nets.n; i++) {
        char net[NV_NET_TEXT];
        nv_buf_addf(out, "%s/%u ", nv_net_text(lane->nets.v[i].addr, net), lane->nets.v[i].bits);
    }
    nv_buf_addf(out, "%d %d %d %d %d %d\n", lane->nets.usual, (int)lane->kind, lane->port,
                (int)lane->tls, lane->connections, lane->timeout_s);
}

static int take_over(struct nv_lanes *l, const struct nv_lane *lanes, uint32_t n, char *signature,
                     struct nv_err *err)
{
    struct nv_courier *fresh = NULL;
    int rc = nv_courier_new(lanes, n, on_verdicts, l->wake, &fresh, err);
    if (rc != 0) {
        free(signature);
        return rc;
    }
    if (l->current) {
        nv_courier_drain(l->current);
        nv_vec_push(&l->retiring, l->current);
    }
    free(l->signature);
    l->signature = signature;
    l->current = fresh;
    l->n = n;
    return 0;
}

int nv_lanes_configure(struct nv_lanes *l, const struct nv_snapshot *s, const char *state_dir,
                       bool rehearsal, struct nv_err *err)
{
    struct nv_arena *a = nv_arena_new();
    struct nv_buf signature = NV_BUF_INIT;
    char host_name[HOST_NAME_MAX + 1] = "localhost";
    uint32_t n = s->n_relays + 1;
    int rc = 0;
    gethostname(host_name, sizeof host_name - 1);
    struct nv_lane *lanes = nv_arena_alloc(a, n * sizeof *lanes);
    for (uint32_t i = 0; i < s->n_relays; i++)
        lanes[i] = rehearsal ? rehearsal_lane(a, state_dir, s->relays[i].id, false)
                             : relay_lane(a, &s->relays[i], state_dir, host_name);
    lanes[n - 1] = rehearsal ? rehearsal_lane(a, state_dir, "webhook", true)
                             : (struct nv_lane){.id = "webhook",
                                                .kind = NV_LANE_WEB,
                                                .nets = s->webhook_nets,
                                                .ca_file = s->webhook_ca_file,
                                                .connections = s->webhook_connections,
                                                .timeout_s = s->webhook_timeout_s};
    for (uint32_t i = 0; i < n; i++)
        sign(&signature, &lanes[i]);
    if (!l->current || strcmp(l->signature, nv_buf_str(&signature)) != 0)
        rc = take_over(l, lanes, n, nv_buf_take(&signature, NULL), err);
    nv_buf_free(&signature);
    nv_arena_free(a);
    return rc;
}

static const char *secret_path(struct nv_arena *a, const struct nv_snapshot *s, const char *name)
{
    struct nv_buf path = NV_BUF_INIT;
    nv_secret_path(s->dir, name, &path);
    const char *out = nv_arena_strdup(a, nv_buf_str(&path));
    nv_buf_free(&path);
    return out;
}

/* How the body of a template goes out. */
static void address_hook(struct nv_arena *a, const struct nv_snapshot *s, const struct nv_hook *h,
                         struct nv_job *job)
{
    const char **lines = nv_arena_alloc(a, (h->n_headers + 1) * sizeof *lines);
    struct nv_file_header *files = nv_arena_alloc(a, (h->n_headers + 1) * sizeof *files);
    uint32_t n = 0;
    for (uint32_t i = 0; i < h->n_headers; i++) {
        const struct nv_hook_header *one = &h->headers[i];
        const char *line = nv_arena_fmt(a, "%s: %s", one->name, one->value);
        if (one->file)
            files[job->n_file_headers++] =
                (struct nv_file_header){line, secret_path(a, s, one->file)};
        else
            lines[n++] = line;
    }
    job->headers = lines;
    job->file_headers = files;
    job->method = h->method;
    job->token_file = h->token_file ? secret_path(a, s, h->token_file) : NULL;
    job->expect_member = h->expect_member;
    job->expect_value = h->expect_value;
}

/* What was promised to an endpoint that is no longer configured goes out unsigned: the receiver
 * that checks signatures refuses it, and it is told as failed. */
static void address_web(struct nv_arena *a, const struct nv_snapshot *s,
                        const struct nv_op_claim *claim, const char *series, struct nv_job *job)
{
    const struct nv_endpoint *e = nv_snapshot_endpoint(s, claim->notice->agency, claim->endpoint);
    const struct nv_letter letter = {
        .notice = claim->notice, .delivery = claim->delivery, .series = series};
    struct nv_buf text = NV_BUF_INIT;
    if (!e || !e->hook || e->secret_files.n) {
        nv_render_webhook_id(&letter, &text);
        job->webhook_id = nv_arena_strdup(a, nv_buf_str(&text));
    }
    job->url = e ? e->address : claim->endpoint + strlen("webhook:");
    if (!e && strchr(job->url, '#'))
        job->url = NULL; /* of a template: nobody knows any more how it went out */
    if (e && e->hook)
        address_hook(a, s, e->hook, job);
    job->content_type = nv_render_webhook_type(e ? e->hook : NULL);
    uint32_t n = e ? e->secret_files.n : 0;
    const char **files = nv_arena_alloc(a, (n + 1) * sizeof *files);
    for (uint32_t i = 0; i < n; i++)
        files[i] = secret_path(a, s, e->secret_files.v[i]);
    files[n] = NULL;
    job->secret_files = files;
    nv_buf_free(&text);
}

void nv_lanes_submit(struct nv_lanes *l, const struct nv_snapshot *s,
                     const struct nv_op_claim *claim, uint32_t lane, const char *series,
                     const char *sender, char *bytes, size_t n)
{
    struct nv_arena *a = nv_arena_new();
    struct nv_job job = {.delivery = claim->delivery, .bytes = bytes, .n_bytes = n};
    if (strncmp(claim->endpoint, "webhook:", 8) == 0) {
        address_web(a, s, claim, series, &job);
    } else {
        job.from = sender;
        job.to = claim->endpoint + strlen("mail:");
    }
    nv_courier_submit(l->current, lane < l->n ? lane : l->n - 1, &job);
    nv_arena_free(a);
}

void nv_lanes_beat(struct nv_lanes *l, const struct nv_snapshot *s, const char *url)
{
    struct nv_buf body = NV_BUF_INIT;
    struct nv_job job = {.delivery = NV_BEAT, .url = url, .content_type = "application/json"};
    nv_buf_addf(&body, "{\"service\":\"nhacviec\",\"instance\":\"%s\",\"status\":\"ok\"}",
                s->instance);
    job.bytes = nv_buf_take(&body, &job.n_bytes);
    nv_courier_submit(l->current, l->n - 1, &job);
}

size_t nv_lanes_collect(struct nv_lanes *l, struct nv_verdict *out, size_t max)
{
    size_t n = l->current ? nv_courier_collect(l->current, out, max) : 0;
    for (size_t i = 0; i < l->retiring.n && n < max;) {
        struct nv_courier *old = l->retiring.v[i];
        n += nv_courier_collect(old, out + n, max - n);
        if (nv_courier_busy(old) == 0) {
            nv_courier_free(old);
            l->retiring.v[i] = l->retiring.v[--l->retiring.n];
        } else {
            i++;
        }
    }
    return n;
}

size_t nv_lanes_busy(const struct nv_lanes *l)
{
    size_t n = l->current ? nv_courier_busy(l->current) : 0;
    for (size_t i = 0; i < l->retiring.n; i++)
        n += nv_courier_busy(l->retiring.v[i]);
    return n;
}

void nv_lanes_drain(struct nv_lanes *l)
{
    if (l->current)
        nv_courier_drain(l->current);
}
