/* What the service counts, as Prometheus reads it (text exposition format 0.0.4): names, units and
 * help texts are here, the numbers come from the shell. Labels name relays, states and years; never
 * an address, an agency or a person. Pure. */
#ifndef NV_RENDER_METRICS_H
#define NV_RENDER_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/verdict.h"
#include "model/fact.h"
#include "model/notice.h"
#include "model/remark.h"
#include "model/status.h"

struct nv_buf;
struct nv_spread;

#define NV_METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

struct nv_metrics_lane {
    const char *id;
    uint64_t attempts[NV_CLASS_COUNT]; /* since the start */
    uint32_t waiting, in_flight, resting;
    bool probing;
};

struct nv_metrics_year {
    int year;
    bool listed, confirmed; /* its days off */
};

struct nv_metrics_status {
    int code; /* of HTTP */
    uint64_t n;
};

/* "Since the start": of the process. Pointers are borrowed. */
struct nv_metrics {
    const char *version;
    const char *ill; /* "store", "relay", "stuck"; NULL: it is well */
    bool draining;
    int64_t now_ms, started_ms;
    /* process */
    double cpu_s;
    uint64_t resident_bytes, open_fds;
    /* deliveries */
    uint64_t deliveries[NV_DELIVERY_STATE_COUNT];
    int64_t oldest_ms; /* since when the oldest open one is; INT64_MAX: none is */
    const struct nv_metrics_lane *lanes;
    uint32_t n_lanes;
    uint64_t retries, bounces, notices, items; /* since the start */
    uint32_t held, suspended;
    uint32_t remarks[NV_REMARK_COUNT]; /* that nobody has been told yet */
    /* ledger */
    uint64_t commits, commit_failures; /* since the start */
    bool store_failing;
    uint32_t store_hangs_s;
    /* configuration and work */
    bool reload_failed;
    int64_t configured_ms;                  /* when the configuration in force was loaded */
    int64_t last_window_ms, next_window_ms; /* INT64_MIN: none */
    uint32_t plans, tasks, deliverables, agencies;
    uint32_t occurrences[NV_STATUS_COUNT];
    uint64_t facts[NV_FACT_COUNT]; /* all in the journal */
    const struct nv_metrics_year *years;
    uint32_t n_years;
    /* loop and HTTP server */
    const struct nv_spread *turns_us;
    uint32_t http_present, http_missing;
    uint64_t http_connections, http_evicted;
    const struct nv_metrics_status *http_answers;
    uint32_t n_http_answers;
};

void nv_render_metrics(const struct nv_metrics *m, struct nv_buf *out);

#endif
