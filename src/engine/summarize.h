/* What the journal and the notices so far make of a plan up to a day: the standings that a report
 * (model/summary.h) is made of.
 *
 * A fact counts by the day it speaks of, whenever it was told; what undoes a fact is a correction
 * and counts always. */
#ifndef NV_ENGINE_SUMMARIZE_H
#define NV_ENGINE_SUMMARIZE_H

#include <stdint.h>

struct nv_arena;
struct nv_engine;
struct nv_report_span;
struct nv_standing;
struct nv_summary;

/* By occurrence of the snapshot in force, in the arena. INT32_MAX: all that was told. */
struct nv_standing *nv_standings_on(const struct nv_engine *e, int32_t day, struct nv_arena *a);

/* How often those who lead it on that day have been urged since its present deadline. */
int nv_chases_of(const struct nv_engine *e, uint32_t occurrence, const struct nv_standing *st,
                 int32_t day);

/* The report on a plan (its index), all in the arena but for the snapshot. */
const struct nv_summary *nv_summarize(const struct nv_engine *e, uint32_t plan,
                                      const struct nv_report_span *span, int32_t cut,
                                      struct nv_arena *a);

#endif
