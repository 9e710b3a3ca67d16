/* Gathers what the service counts, for render/metrics.h. Reads memory and /proc/self, never the
 * store: it answers while the disk does not. */
#ifndef NV_DAEMON_METRICS_H
#define NV_DAEMON_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/fact.h"
#include "model/status.h"

struct nv_buf;
struct nv_daemon;
struct nv_http;

/* Counts that take long with many tasks are kept from one page to the next: whoever asks in a loop
 * does not hold up the mail. */
struct nv_metrics_memory {
    int64_t configured_ms; /* when the configuration in force was taken on */
    bool counted;          /* false: what follows is not of this configuration */
    int32_t today;
    size_t n_facts;
    uint32_t occurrences[NV_STATUS_COUNT];
    uint64_t facts[NV_FACT_COUNT];
};

/* Appends the page of metrics; `http` is the server that it is for. */
void nv_daemon_metrics(struct nv_daemon *d, const struct nv_http *http,
                       struct nv_metrics_memory *memory, struct nv_buf *out);

#endif
