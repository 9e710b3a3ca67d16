/* What the next window would bring: a planner of its own, whose plan goes nowhere. */
#include "calendar/day.h"
#include "engine/state.h"
#include "engine/terms.h"
#include "engine/window.h"
#include "model/snapshot.h"

void nv_engine_forecast(const struct nv_engine *e, const struct nv_snapshot *s, int32_t from,
                        int64_t now_ms, struct nv_engine_forecast *out)
{
    struct nv_terms *terms = nv_terms_new(e->rules, s, from);
    struct nv_planned_list list = {0};
    struct nv_planner *p = nv_planner_new(s, e->names);
    out->window_ms = nv_window_open(s, now_ms);
    if (out->window_ms == INT64_MIN)
        out->window_ms = nv_window_next(s, now_ms);
    struct nv_planner_input in = {.facts = e->facts,
                                  .heard = e->heard,
                                  .remarks = e->quiet ? NULL : e->remarks,
                                  .terms = terms,
                                  .today = nv_time_day(out->window_ms, s->zone_min),
                                  .window_ms = out->window_ms,
                                  .last_window = e->last_window.v,
                                  .n_last_window = e->last_window.n};
    nv_planner_run(p, &in, &list);
    out->notices = (uint32_t)list.list.n;
    out->items = 0;
    for (size_t i = 0; i < list.list.n; i++)
        out->items += (uint32_t)list.list.v[i].items.n;
    nv_planned_free(&list);
    nv_planner_free(p);
    nv_terms_free(terms);
}
