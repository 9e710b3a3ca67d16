#include "engine/retry.h"

#include "base/intern.h"
#include "model/snapshot.h"

enum { DAY_S = 86400, HOUR_MS = 3600 * 1000 };

/* After the second lost answer, the third, and so on: whoever got them all has a letter at once, a
 * minute later, two hours later, eight, and one on each day after. */
static const int unknown_h[] = {2, 6, 16, 24};

/* -200 to 200. */
static int64_t jitter(uint64_t delivery, int attempts)
{
    uint64_t key[2] = {delivery, (uint64_t)attempts};
    return (int64_t)(nv_hash64(key, sizeof key, 3) % 401) - 200;
}

static int64_t wait_ms(const struct nv_retry *policy, uint64_t delivery, int attempts)
{
    uint32_t step = attempts > 1 ? (uint32_t)attempts - 1 : 0;
    if (step >= policy->n_delays)
        step = policy->n_delays - 1;
    int64_t delay_ms = policy->delays_s[step] * 1000LL;
    return delay_ms + delay_ms * jitter(delivery, attempts) / 1000;
}

static int64_t in_time(const struct nv_retry *policy, int64_t next_ms, int64_t created_ms)
{
    return next_ms > created_ms + policy->lifetime_s * 1000 ? INT64_MIN : next_ms;
}

int64_t nv_retry_next(const struct nv_retry *policy, uint64_t delivery, int attempts,
                      int64_t created_ms, int64_t now_ms, int retry_after_s)
{
    int64_t next = now_ms + wait_ms(policy, delivery, attempts);
    int64_t asked = now_ms + (retry_after_s > DAY_S ? DAY_S : retry_after_s) * 1000LL;
    return in_time(policy, asked > next ? asked : next, created_ms);
}

/* Up to a fifth sooner, never later. */
static int64_t soon_ms(const struct nv_retry *policy, uint64_t delivery)
{
    int64_t delay_ms = policy->delays_s[0] * 1000LL;
    return delay_ms - delay_ms * (jitter(delivery, 1) + 200) / 2000;
}

/* Up to a fifth later, never sooner. */
static int64_t rarely_ms(uint64_t delivery, int attempts, int unknown)
{
    int last = (int)(sizeof unknown_h / sizeof *unknown_h) + 1;
    int64_t wait = (int64_t)unknown_h[(unknown < last ? unknown : last) - 2] * HOUR_MS;
    return wait + wait * (jitter(delivery, attempts) + 200) / 2000;
}

int64_t nv_retry_unknown(const struct nv_retry *policy, uint64_t delivery, int attempts,
                         int unknown, int64_t created_ms, int64_t now_ms)
{
    if (unknown < 2)
        return in_time(policy, now_ms + soon_ms(policy, delivery), created_ms);
    int64_t usual = wait_ms(policy, delivery, attempts);
    int64_t rare = rarely_ms(delivery, attempts, unknown);
    return in_time(policy, now_ms + (rare > usual ? rare : usual), created_ms);
}

int64_t nv_retry_longest(const struct nv_retry *policy)
{
    int64_t longest = DAY_S;
    for (uint32_t i = 0; i < policy->n_delays; i++)
        if (policy->delays_s[i] > longest)
            longest = policy->delays_s[i];
    return longest * 1200;
}
