/* The same engine born again: what one restored from the store plans next is what the old one,
 * which only looks at what is due, plans next. */
#ifndef SIM_TWIN_H
#define SIM_TWIN_H

#include <stdint.h>

struct book;
struct nv_engine;
struct nv_snapshot;
struct nv_store;

/* Both look at the next ten windows as forecasts, and really plan the first of them. `old` must be
 * at rest; it is of no use afterwards. `slices`: of nv_engine_slices(), 0: as the engine has it. */
void twin_compare(struct book *b, struct nv_store *store, struct nv_engine *old,
                  const struct nv_snapshot *s, uint32_t slices, int64_t now_ms);

#endif
