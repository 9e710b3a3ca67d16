/* When a delivery is tried again, and when it is given up: pure arithmetic over the policy. */
#ifndef NV_ENGINE_RETRY_H
#define NV_ENGINE_RETRY_H

#include <stdint.h>

struct nv_retry;

/* The time of the next attempt after `attempts` have been begun (from 1): the policy's delay with a
 * jitter of ±20 % that depends only on the delivery and the attempt, or later where the peer asked
 * for `retry_after_s` (at most a day is granted). INT64_MIN: the delivery's lifetime, counted from
 * `created_ms`, ends before that. */
int64_t nv_retry_next(const struct nv_retry *policy, uint64_t delivery, int attempts,
                      int64_t created_ms, int64_t now_ms, int retry_after_s);

/* The longest that nv_retry_next() ever waits, in milliseconds. */
int64_t nv_retry_longest(const struct nv_retry *policy);

#endif
