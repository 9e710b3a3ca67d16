/* Under backlog verdicts come one by one, and a transaction for each few of them would cost more
 * than the messages themselves: they wait a moment for each other. */
#include "engine/queue.h"
#include "engine/state.h"

enum {
    FEW = 16, /* in hand: no backlog, nothing to gain */
    ENOUGH = 64,
    WAIT_MS = 4, /* the most that a verdict waits */
};

int64_t nv_engine_gathers(const struct nv_engine *e, int64_t now_ms)
{
    size_t n = e->verdicts.n, in_hand = 0;
    if (n == 0 || n >= ENOUGH || e->draining || e->asked.n || e->tests.n || nv_engine_plan_left(e))
        return INT64_MIN;
    for (uint32_t i = 0; i < nv_queue_lanes(e->queue); i++)
        in_hand += nv_queue_lane(e->queue, i)->claimed;
    /* Half of what the couriers were given: the other half keeps them busy while this one is
     * written and new ones are claimed. */
    if (in_hand < FEW || 2 * n >= in_hand)
        return INT64_MIN;
    int64_t since_ms = e->verdicts.v[0].verdict.ended_ms;
    bool soon = now_ms >= since_ms && now_ms - since_ms < WAIT_MS;
    return soon ? since_ms + WAIT_MS : INT64_MIN;
}
