/* Orders about deliveries: what somebody names over the control socket becomes a list of what the
 * ledger has. And what is not among them yet, since the brake keeps it. */
#ifndef NV_DAEMON_QUEUE_H
#define NV_DAEMON_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct nv_buf;
struct nv_daemon;
struct nv_request;

/* What else there is to say about an order that was handed over. */
struct nv_queue_note {
    bool more;      /* it does not reach all that was named */
    uint32_t stray; /* to be sent again to addresses that the agency no longer has */
};

/* Hands the order to the engine under `id`, whose reply ends the request; or answers the request
 * itself and returns false. The store must be free. */
bool nv_queue_order(struct nv_daemon *d, struct nv_request *r, uint64_t id,
                    struct nv_queue_note *note);

/* Appends a line for each notice that the brake keeps back, and how to let them go; nothing where
 * it keeps none. */
void nv_queue_tell_held(struct nv_daemon *d, struct nv_buf *text);

#endif
