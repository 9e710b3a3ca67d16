/* What facts say of each occurrence: how often it was done, and when. Keyed by the engine's
 * occurrence symbols, so that a fact about work that no configuration names at present is kept, not
 * lost.
 *
 * Facts are kept as told and read when asked, for how many completions an occurrence needs is the
 * configuration's to say. Reading is forgiving: where the answer to a fact was lost it may have
 * been told twice, and both are in the ledger. */
#ifndef NV_ENGINE_FACTS_H
#define NV_ENGINE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nv_fact;
struct nv_fact_table;

struct nv_fact_table *nv_fact_table_new(void);
void nv_fact_table_free(struct nv_fact_table *t);

/* Facts come in the order in which they were told. */
void nv_fact_table_apply(struct nv_fact_table *t, uint32_t occurrence, const struct nv_fact *f);

/* The completions that stand, at most `times`: one told beyond them corrects the last, one of the
 * same day and document is the same one, and a reopening takes the last one back. */
struct nv_completions {
    int count;
    int32_t closed; /* the newest day of all, NV_DAY_NONE while count < times */
};

struct nv_completions nv_fact_table_read(const struct nv_fact_table *t, uint32_t occurrence,
                                         int times);
/* True if a completion of this day and document stands. */
bool nv_fact_table_has(const struct nv_fact_table *t, uint32_t occurrence, int times,
                       const struct nv_fact *f);

#endif
