#include "courier/courier.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "courier/lane.h"
#include "courier/mailbox.h"
#include "courier/parcel.h"

struct nv_courier {
    struct nv_returns returns;
    atomic_size_t busy;
    unsigned n_lanes;
    bool uses_curl;
    struct lane {
        const struct nv_lane_ops *ops;
        void *state;
    } lanes[];
};

static const struct nv_lane_ops *ops_of(enum nv_lane_kind kind)
{
    switch (kind) {
    case NV_LANE_MAILDIR:
        return &nv_maildir_lane;
    case NV_LANE_SMTP:
        return &nv_smtp_lane;
    case NV_LANE_WEB:
        return &nv_web_lane;
    }
    return NULL;
}

int nv_courier_new(const struct nv_lane *lanes, unsigned n_lanes, void (*wake)(void *arg),
                   void *arg, struct nv_courier **out, struct nv_err *err)
{
    struct nv_courier *c = nv_calloc(1, sizeof *c + n_lanes * sizeof *c->lanes);
    nv_returns_init(&c->returns, wake, arg);
    atomic_init(&c->busy, 0);
    for (unsigned i = 0; i < n_lanes; i++)
        c->uses_curl |= lanes[i].kind != NV_LANE_MAILDIR;
    if (c->uses_curl && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        c->uses_curl = false;
        nv_courier_free(c);
        return nv_err_set(err, NV_EIO, "libcurl: không khởi tạo được");
    }
    for (unsigned i = 0; i < n_lanes; i++) {
        const struct nv_lane_ops *ops = ops_of(lanes[i].kind);
        nv_require(ops);
        int rc = ops->open(&lanes[i], &c->returns, &c->lanes[i].state, err);
        if (rc != 0) {
            nv_courier_free(c);
            return nv_err_wrap(err, rc, "%s", lanes[i].id);
        }
        c->lanes[i].ops = ops;
        c->n_lanes++;
    }
    *out = c;
    return 0;
}

void nv_courier_submit(struct nv_courier *c, unsigned lane, const struct nv_job *job)
{
    nv_require(lane < c->n_lanes);
    atomic_fetch_add_explicit(&c->busy, 1, memory_order_relaxed);
    c->lanes[lane].ops->submit(c->lanes[lane].state, nv_parcel_new(job));
}

size_t nv_courier_collect(struct nv_courier *c, struct nv_verdict *out, size_t max)
{
    size_t n = nv_returns_take(&c->returns, out, max);
    atomic_fetch_sub_explicit(&c->busy, n, memory_order_relaxed);
    return n;
}

size_t nv_courier_busy(const struct nv_courier *c)
{
    return atomic_load_explicit(&c->busy, memory_order_relaxed);
}

void nv_courier_drain(struct nv_courier *c)
{
    for (unsigned i = 0; i < c->n_lanes; i++)
        nv_returns_refuse(&c->returns, c->lanes[i].ops->drain(c->lanes[i].state), NV_RETURNED,
                          "stopped");
}

/* All lanes are asked to end before the first is waited for, so that their waits overlap. */
void nv_courier_free(struct nv_courier *c)
{
    if (!c)
        return;
    for (unsigned i = 0; i < c->n_lanes; i++)
        c->lanes[i].ops->stop(c->lanes[i].state);
    for (unsigned i = 0; i < c->n_lanes; i++)
        c->lanes[i].ops->free(c->lanes[i].state);
    if (c->uses_curl)
        curl_global_cleanup();
    nv_returns_destroy(&c->returns);
    free(c);
}
