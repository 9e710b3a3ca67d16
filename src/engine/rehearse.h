/* The year as it would go if nobody did anything: the real engine in a world that agrees at once.
 * Every commit succeeds, every message arrives; time is a number that jumps to where the engine
 * wants to be woken. What comes out is what the daemon would send.
 *
 * Knows no store, no courier and no clock. */
#ifndef NV_ENGINE_REHEARSE_H
#define NV_ENGINE_REHEARSE_H

#include <stdint.h>

struct nv_delivery;
struct nv_notice;
struct nv_snapshot;

/* One notice and its deliveries in the order of the agency's endpoints; borrowed for the call.
 * `window_ms` of the notice is when it goes out. */
typedef void nv_rehearse_cb(void *arg, const struct nv_notice *n,
                            const struct nv_delivery *deliveries, uint32_t n_deliveries);

/* Calls back for every notice of the days from `from` to `to`, both included, in the order in which
 * they are made. The rehearsal itself begins on the earliest day on which a plan was signed, or on
 * `from` if that is earlier, with an empty ledger: so what has been heard by `from` is heard. */
void nv_rehearse(const struct nv_snapshot *s, int32_t from, int32_t to, nv_rehearse_cb *cb,
                 void *arg);

#endif
