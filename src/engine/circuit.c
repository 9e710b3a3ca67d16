#include "engine/circuit.h"

#include "base/verdict.h"
#include "engine/queue.h"

static bool is_fault(const struct nv_verdict *v, bool relay)
{
    if (relay)
        return v->class == NV_TEMPORARY && (v->code == 0 || v->code == 421 || v->general);
    return v->class == NV_REFUSED || v->class == NV_AMBIGUOUS ||
           (v->class == NV_TEMPORARY && (v->code == 0 || v->code == 429 || v->code >= 500));
}

static void rest(struct nv_lane_state *l, int64_t now_ms, int64_t for_ms)
{
    l->paused_until_ms =
        now_ms + (for_ms < NV_CIRCUIT_REST_MS ? for_ms : (int64_t)NV_CIRCUIT_REST_MS);
    if (!l->probing)
        l->rests_since_ms = now_ms;
    l->probing = true;
    l->rests++;
}

static enum nv_circuit_turn works(struct nv_lane_state *l)
{
    bool back = l->probing;
    l->failures = l->rests = 0;
    l->probing = l->told = false;
    l->paused_until_ms = INT64_MIN;
    return back ? NV_CIRCUIT_BACK : NV_CIRCUIT_SAME;
}

enum nv_circuit_turn nv_circuit_judge(struct nv_lane_state *l, const struct nv_verdict *v,
                                      bool relay, int64_t now_ms)
{
    bool resting = l->paused_until_ms > now_ms;
    if (v->class == NV_RETURNED)
        return NV_CIRCUIT_SAME;
    if (relay && v->class == NV_REFUSED) {
        if (!resting)
            rest(l, now_ms, NV_CIRCUIT_REST_MS);
        l->paused_until_ms = now_ms + NV_CIRCUIT_REST_MS;
        return resting ? NV_CIRCUIT_SAME : NV_CIRCUIT_REFUSED;
    }
    if (!is_fault(v, relay))
        return works(l);
    /* What was in flight when it came to rest failed for the same reason. */
    if (resting)
        return NV_CIRCUIT_SAME;
    bool busy = !relay && v->retry_after_s > 0;
    if (!busy && !l->probing && ++l->failures < NV_CIRCUIT_FAILURES)
        return NV_CIRCUIT_SAME;
    rest(l, now_ms, busy ? v->retry_after_s * 1000LL : 30000LL << (l->rests < 5 ? l->rests : 5));
    return NV_CIRCUIT_RESTS;
}

bool nv_circuit_is_long(struct nv_lane_state *l, int64_t now_ms)
{
    if (!l->probing || l->told || now_ms - l->rests_since_ms < NV_CIRCUIT_LONG_MS)
        return false;
    return l->told = true;
}
