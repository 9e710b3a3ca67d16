/* Deliveries of the ledger as people and programs are told of them: what each says, where it goes,
 * how it stands and why. Knows nothing of who asks. */
#ifndef NV_DAEMON_DELIVERIES_H
#define NV_DAEMON_DELIVERIES_H

#include <jansson.h>
#include <stdint.h>

struct nv_buf;
struct nv_daemon;
struct nv_query;

/* Appends what the query finds, and the facts with it, to text and list; the store must be free. 0,
 * or the store's error, of which `text` tells. */
int nv_deliveries_tell(struct nv_daemon *d, const struct nv_query *q, struct nv_buf *text,
                       json_t **list);

/* RFC 3339; null where there is no time (0, INT64_MIN, INT64_MAX). */
json_t *nv_deliveries_time(int64_t ms, int zone_min);
/* Appends "08:00 ngày 17/3/2025". */
void nv_deliveries_when(struct nv_buf *out, int64_t ms, int zone_min);

#endif
