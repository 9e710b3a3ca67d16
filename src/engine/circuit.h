/* When a relay, or a webhook's host, is left alone: what is wrong with it and not with a message
 * must not cost every message an attempt. It rests, longer each time; then one message is the
 * probe, and only when that arrives do the others follow. Pure. */
#ifndef NV_ENGINE_CIRCUIT_H
#define NV_ENGINE_CIRCUIT_H

#include <stdbool.h>
#include <stdint.h>

struct nv_lane_state;
struct nv_verdict;

enum {
    NV_CIRCUIT_REST_MS = 15 * 60 * 1000, /* the longest; at once after a refused login */
    NV_CIRCUIT_FAILURES = 4,             /* in a row before it rests */
    NV_CIRCUIT_LONG_MS = 3600 * 1000,    /* out of work for so long: a person should know */
};

enum nv_circuit_turn {
    NV_CIRCUIT_SAME,
    NV_CIRCUIT_REFUSED, /* rests from now on: login, certificate, no TLS */
    NV_CIRCUIT_RESTS,   /* rests from now on: it could not be reached, or takes no mail at all */
    NV_CIRCUIT_BACK,    /* works again after a rest */
};

/* What a verdict says of the line it came by. `relay`: one of ours, not somebody's web host. */
enum nv_circuit_turn nv_circuit_judge(struct nv_lane_state *line, const struct nv_verdict *v,
                                      bool relay, int64_t now_ms);

/* True once in a time of rest that has become long. */
bool nv_circuit_is_long(struct nv_lane_state *line, int64_t now_ms);

#endif
