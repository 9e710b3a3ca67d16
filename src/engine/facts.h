/* What facts say of each occurrence: how often done, and when. Keyed by the engine's occurrence
 * symbols, so a fact about work that no configuration names at present is kept, not lost. */
#ifndef NV_ENGINE_FACTS_H
#define NV_ENGINE_FACTS_H

#include <stddef.h>
#include <stdint.h>

struct nv_fact;
struct nv_fact_table;

struct nv_fact_table *nv_fact_table_new(void);
void nv_fact_table_free(struct nv_fact_table *t);

/* Facts come in the order in which they were told. */
void nv_fact_table_apply(struct nv_fact_table *t, uint32_t occurrence, const struct nv_fact *f);

/* The day of the completion that closed the work, the `times`-th; NV_DAY_NONE while it is open. */
int32_t nv_fact_table_done(const struct nv_fact_table *t, uint32_t occurrence, int times);
/* How often it was done so far. */
int nv_fact_table_count(const struct nv_fact_table *t, uint32_t occurrence);

#endif
