/* The journal in memory: every fact in the order in which it was told, and what the facts of one
 * occurrence make of it (model/standing.h). Keyed by name, so that a fact about work that no
 * configuration names at present is kept, not lost.
 *
 * Facts are kept as told and read when asked, for what they mean depends on the configuration: how
 * many completions an occurrence needs, which events it waits for. Reading is forgiving: where the
 * answer to a fact was lost it may have been told twice, and both are in the ledger. */
#ifndef NV_ENGINE_FACTS_H
#define NV_ENGINE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/standing.h"

struct nv_fact;
struct nv_fact_table;
struct nv_intern;
struct nv_snapshot;

/* `names` is borrowed, outlives the table and holds its strings. */
struct nv_fact_table *nv_fact_table_new(struct nv_intern *names);
void nv_fact_table_free(struct nv_fact_table *t);

/* Facts come in the order in which they were told. Strings are copied. */
void nv_fact_table_apply(struct nv_fact_table *t, const struct nv_fact *f);

/* All of them, oldest first; by index below the count. */
size_t nv_fact_table_count(const struct nv_fact_table *t);
const struct nv_fact *nv_fact_table_at(const struct nv_fact_table *t, size_t i);
/* By id; NULL if unknown. */
const struct nv_fact *nv_fact_table_find(const struct nv_fact_table *t, uint64_t id);
/* False where a later fact that stands has undone it. */
bool nv_fact_table_stands(const struct nv_fact_table *t, const struct nv_fact *f);

/* The standing of occurrence `index` of the snapshot. Completions: at most as many as it asks for;
 * one told beyond them corrects the last, one of the same day and document is the same one, and a
 * reopening takes the last one back. */
void nv_fact_table_standing(const struct nv_fact_table *t, const struct nv_snapshot *s,
                            uint32_t index, struct nv_standing *out);

/* The day on which an event of the snapshot happened, NV_DAY_NONE while it has not been announced.
 */
int32_t nv_fact_table_event_day(const struct nv_fact_table *t, const struct nv_snapshot *s,
                                uint32_t event);

/* NV_FACT_REMOVE or NV_FACT_RESTORE, whichever was told of the subject last; NV_FACT_COUNT if
 * neither was. */
enum nv_fact_kind nv_fact_table_presence(const struct nv_fact_table *t, const char *subject);

/* The completion that telling one of this day and document again would repeat: work that is done
 * several times counts those of one day apart by their documents until it is complete. NULL if this
 * would be a new one. */
const struct nv_fact *nv_fact_table_completion(const struct nv_fact_table *t,
                                               const struct nv_snapshot *s, uint32_t index,
                                               int32_t day, const char *document);

/* The newest fact of this kind and subject that stands and names `day`, by `to` where the kind has
 * one; NULL if there is none. */
const struct nv_fact *nv_fact_table_like(const struct nv_fact_table *t, const char *subject,
                                         enum nv_fact_kind kind, int32_t day);

#endif
