/* What the next window would bring: a planner of its own, whose plan goes nowhere. */
#include "calendar/day.h"
#include "engine/state.h"
#include "engine/terms.h"
#include "engine/window.h"
#include "model/snapshot.h"

static int64_t window_now_or_next(const struct nv_snapshot *s, int64_t now_ms)
{
    int64_t open_ms = nv_window_open(s, now_ms);
    return open_ms == INT64_MIN ? nv_window_next(s, now_ms) : open_ms;
}

/* What is planned lasts as long as the planner, which is the caller's. */
static struct nv_planner *plan(const struct nv_engine *e, const struct nv_snapshot *s,
                               const struct nv_terms *terms, int64_t window_ms,
                               struct nv_planned_list *list)
{
    struct nv_planner *p = nv_planner_new(s, e->names);
    struct nv_planner_input in = {.facts = e->facts,
                                  .heard = e->heard,
                                  .remarks = e->quiet ? NULL : e->remarks,
                                  .terms = terms,
                                  .today = nv_time_day(window_ms, s->zone_min),
                                  .window_ms = window_ms,
                                  .last_window = e->last_window.v,
                                  .n_last_window = e->last_window.n};
    nv_planner_run(p, &in, list);
    return p;
}

void nv_engine_forecast(const struct nv_engine *e, const struct nv_snapshot *s, int32_t from,
                        int64_t now_ms, struct nv_engine_forecast *out)
{
    struct nv_terms *terms = nv_terms_new(e->rules, s, from);
    struct nv_planned_list list = {0};
    out->window_ms = window_now_or_next(s, now_ms);
    struct nv_planner *p = plan(e, s, terms, out->window_ms, &list);
    out->notices = (uint32_t)list.list.n;
    out->items = 0;
    for (size_t i = 0; i < list.list.n; i++)
        out->items += (uint32_t)list.list.v[i].items.n;
    nv_planned_free(&list);
    nv_planner_free(p);
    nv_terms_free(terms);
}

void nv_engine_each_held(const struct nv_engine *e, int64_t now_ms,
                         void (*tell)(void *arg, uint32_t agency, uint32_t items), void *arg)
{
    struct nv_planned_list list = {0};
    if (!e->brake.held)
        return;
    struct nv_planner *p = plan(e, e->s, e->terms, window_now_or_next(e->s, now_ms), &list);
    for (size_t i = 0; i < list.list.n; i++)
        tell(arg, list.list.v[i].agency, (uint32_t)list.list.v[i].items.n);
    nv_planned_free(&list);
    nv_planner_free(p);
}
