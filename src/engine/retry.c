#include "engine/retry.h"

#include "base/intern.h"
#include "model/snapshot.h"

enum { DAY_S = 86400 };

static int64_t with_jitter(int64_t delay_ms, uint64_t delivery, int attempts)
{
    uint64_t key[2] = {delivery, (uint64_t)attempts};
    int64_t permille = (int64_t)(nv_hash64(key, sizeof key, 3) % 401) - 200;
    return delay_ms + delay_ms * permille / 1000;
}

int64_t nv_retry_next(const struct nv_retry *policy, uint64_t delivery, int attempts,
                      int64_t created_ms, int64_t now_ms, int retry_after_s)
{
    uint32_t step = attempts > 1 ? (uint32_t)attempts - 1 : 0;
    if (step >= policy->n_delays)
        step = policy->n_delays - 1;
    int64_t next = now_ms + with_jitter(policy->delays_s[step] * 1000LL, delivery, attempts);
    int64_t asked = now_ms + (retry_after_s > DAY_S ? DAY_S : retry_after_s) * 1000LL;
    if (asked > next)
        next = asked;
    return next > created_ms + policy->lifetime_s * 1000 ? INT64_MIN : next;
}

int64_t nv_retry_longest(const struct nv_retry *policy)
{
    int64_t longest = DAY_S;
    for (uint32_t i = 0; i < policy->n_delays; i++)
        if (policy->delays_s[i] > longest)
            longest = policy->delays_s[i];
    return longest * 1200;
}
