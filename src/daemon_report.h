/* What the daemon tells about itself and its ledger: text for people, JSON for programs. */
#ifndef NV_DAEMON_REPORT_H
#define NV_DAEMON_REPORT_H

#include <jansson.h>

struct nv_buf;
struct nv_daemon;
struct nv_snapshot;

/* Each appends to `text`, sets *data to a new reference (or NULL) and returns the exit code. */
int nv_report_status(struct nv_daemon *d, struct nv_buf *text, json_t **data);
/* args: id = deliverable, "n12" or "n12.34"; mail = true: the stored bytes. */
int nv_report_show(struct nv_daemon *d, json_t *args, struct nv_buf *text, json_t **data);
/* Appends " Có phải: I.2.1?" where `id` names a task whose deliverables were meant. */
void nv_report_near(const struct nv_snapshot *s, const char *id, struct nv_buf *text);
/* args: state, agency (both optional); open deliveries where no state is named. */
int nv_report_queue(struct nv_daemon *d, json_t *args, struct nv_buf *text, json_t **data);

#endif
