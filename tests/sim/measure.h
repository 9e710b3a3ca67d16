/* What the engine says of itself, held against the book after every step: how many deliveries are
 * in which state, which work it misses or has again, and that nothing is left unsaid that a person
 * with plan and calendar would have said. */
#ifndef SIM_MEASURE_H
#define SIM_MEASURE_H

#include <stdint.h>

struct book;
struct nv_engine;

/* No transaction is outstanding. */
void measure_counts(struct book *b, const struct nv_engine *e);
/* Which work the journal should say is gone, or back: that which somebody has heard of or told
 * something about, and for which the journal says otherwise. */
void measure_presence(struct book *b, const struct nv_engine *e);
/* The engine sleeps in the window `window_ms` of `today`: of each piece of work each of its
 * agencies has heard the newest step of its ladder. */
void measure_said(struct book *b, int32_t today, int64_t window_ms);

#endif
