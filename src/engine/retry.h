/* When a delivery is tried again, and when it is given up: pure arithmetic over the policy. A
 * failure says that nothing has arrived, so that it costs nobody anything to try again; a lost
 * answer does not. */
#ifndef NV_ENGINE_RETRY_H
#define NV_ENGINE_RETRY_H

#include <stdint.h>

struct nv_retry;

/* The time of the next attempt after `attempts` have been made (from 1): the policy's delay with a
 * jitter of ±20 % that depends only on the delivery and the attempt, or later where the peer asked
 * for `retry_after_s` (at most a day is granted). INT64_MIN: the delivery's lifetime, counted from
 * `created_ms`, ends before that. */
int64_t nv_retry_next(const struct nv_retry *policy, uint64_t delivery, int attempts,
                      int64_t created_ms, int64_t now_ms, int retry_after_s);

/* The same where the answer to the newest attempt was lost, as it was in `unknown` attempts so far,
 * this one among them (from 1). It may have arrived each time. The first time it is tried again
 * after the policy's first delay, or up to a fifth sooner; then 2, 6, 16 hours later, and once a
 * day, up to a fifth more but never less, or by the policy where that is longer: a relay that never
 * answers makes eight copies in a lifetime of five days, and no more. */
int64_t nv_retry_unknown(const struct nv_retry *policy, uint64_t delivery, int attempts,
                         int unknown, int64_t created_ms, int64_t now_ms);

/* The longest that either ever waits, in milliseconds. */
int64_t nv_retry_longest(const struct nv_retry *policy);

#endif
