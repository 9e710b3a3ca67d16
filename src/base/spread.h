/* How values are spread: a fixed histogram that takes any number of them in 2.5 KB, and tells the
 * greatest exactly and any other rank at most an eighth too high. */
#ifndef NV_BASE_SPREAD_H
#define NV_BASE_SPREAD_H

#include <stdint.h>

enum { NV_SPREAD_PARTS = 304 }; /* eight to each power of two, up to 2^40 */

/* Begins as zeros. */
struct nv_spread {
    uint64_t n, most, sum;
    uint64_t counts[NV_SPREAD_PARTS];
};

void nv_spread_add(struct nv_spread *s, uint64_t value);

/* What `parts` of `of` values do not exceed (999 of 1000: the 99.9th percentile); 0 without any. */
uint64_t nv_spread_at(const struct nv_spread *s, unsigned parts, unsigned of);

#endif
