#include "engine/summarize.h"

#include "base/arena.h"
#include "calendar/day.h"
#include "engine/facts.h"
#include "engine/state.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/status.h"
#include "model/summary.h"

struct nv_standing *nv_standings_on(const struct nv_engine *e, int32_t day, struct nv_arena *a)
{
    struct nv_fact_table *until = day == INT32_MAX ? NULL : nv_fact_table_new(e->names);
    struct nv_standing *list = nv_arena_alloc(a, (e->s->n_occurrences + 1) * sizeof *list);
    for (size_t i = 0; until && i < nv_fact_table_count(e->facts); i++) {
        const struct nv_fact *f = nv_fact_table_at(e->facts, i);
        if (f->day <= day || f->kind == NV_FACT_UNDO)
            nv_fact_table_apply(until, f);
    }
    for (uint32_t i = 0; i < e->s->n_occurrences; i++)
        nv_fact_table_standing(until ? until : e->facts, e->s, i, &list[i]);
    nv_fact_table_free(until);
    return list;
}

int nv_chases_of(const struct nv_engine *e, uint32_t occurrence, const struct nv_standing *st,
                 int32_t day)
{
    return nv_planner_urged(e->planner, e->heard, occurrence, st->effective, day);
}

const struct nv_summary *nv_summarize(const struct nv_engine *e, uint32_t plan,
                                      const struct nv_report_span *span, int32_t cut,
                                      struct nv_arena *a)
{
    struct nv_standing *now = nv_standings_on(e, cut, a);
    int *chases = nv_arena_alloc(a, (e->s->n_occurrences + 1) * sizeof *chases);
    for (uint32_t i = 0; i < e->s->n_occurrences; i++)
        if (nv_status_now(&e->s->occurrences[i], &now[i], cut) == NV_STATUS_OVERDUE)
            chases[i] = nv_chases_of(e, i, &now[i], cut);
    const struct nv_summary_input in = {.snapshot = e->s,
                                        .plan = plan,
                                        .span = *span,
                                        .cut = cut,
                                        .now = now,
                                        .before = nv_standings_on(e, span->from - 1, a),
                                        .chases = chases};
    return nv_summary_make(a, &in);
}
