/* Gathers what the service counts, for render/metrics.h. Reads memory and /proc/self, never the
 * store: it answers while the disk does not. */
#ifndef NV_DAEMON_METRICS_H
#define NV_DAEMON_METRICS_H

struct nv_buf;
struct nv_daemon;
struct nv_http;

/* Appends the page of metrics; `http` is the server that it is for. */
void nv_daemon_metrics(struct nv_daemon *d, const struct nv_http *http, struct nv_buf *out);

#endif
