#include "base/spread.h"

enum { SUB_BITS = 3, SUBS = 1 << SUB_BITS };

static unsigned part_of(uint64_t value)
{
    uint64_t most = (UINT64_C(1) << 40) - 1;
    value = value < most ? value : most;
    if (value < SUBS)
        return (unsigned)value;
    unsigned power = 63 - (unsigned)__builtin_clzll(value);
    return (power - SUB_BITS + 1) * SUBS + (unsigned)(value >> (power - SUB_BITS)) % SUBS;
}

/* The greatest value that belongs to a part. */
static uint64_t end_of(unsigned part)
{
    return part < SUBS ? part : ((SUBS + part % SUBS + UINT64_C(1)) << (part / SUBS - 1)) - 1;
}

void nv_spread_add(struct nv_spread *s, uint64_t value)
{
    s->n++;
    s->sum += value;
    s->most = value > s->most ? value : s->most;
    s->counts[part_of(value)]++;
}

uint64_t nv_spread_at(const struct nv_spread *s, unsigned parts, unsigned of)
{
    /* In steps, so that no product overflows. */
    uint64_t rank = s->n / of * parts + (s->n % of * parts + of - 1) / of, seen = 0;
    for (unsigned i = 0; s->n && i < NV_SPREAD_PARTS; i++)
        if ((seen += s->counts[i]) >= rank)
            return end_of(i) < s->most ? end_of(i) : s->most;
    return s->most;
}
