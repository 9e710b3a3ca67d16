/* The planner alone, with what it is told in plain hands: what it wants is read as text, and is
 * recorded as heard only where the test says so. */
#ifndef ENGINE_PLAN_H
#define ENGINE_PLAN_H

#include "base/intern.h"
#include "engine/facts.h"
#include "engine/heard.h"
#include "engine/planner.h"
#include "engine/terms.h"
#include "engine_fixture.h"
#include "model/fact.h"
#include "nvtest.h"

struct desk {
    struct nv_snapshot *s;
    struct nv_intern *names;
    struct nv_planner *p;
    struct nv_heard_table *heard;
    struct nv_fact_table *facts;
    struct nv_terms *terms; /* NULL: every rule has always been in force */
    NV_VEC(int64_t) last_window;
    struct nv_buf text;
};

FX struct desk *desk_new(struct nv_snapshot *s)
{
    struct desk *k = nv_calloc(1, sizeof *k);
    k->s = s;
    k->names = nv_intern_new();
    k->p = nv_planner_new(s, k->names);
    k->heard = nv_heard_new();
    k->facts = nv_fact_table_new(k->names);
    return k;
}

FX void desk_free(struct desk *k)
{
    nv_planner_free(k->p);
    nv_heard_free(k->heard);
    nv_fact_table_free(k->facts);
    nv_intern_free(k->names);
    nv_snapshot_unref(k->s);
    nv_vec_free(&k->last_window);
    nv_buf_free(&k->text);
    free(k);
}

/* Another configuration; what was heard stays. Takes the reference. */
FX void desk_reload(struct desk *k, struct nv_snapshot *s)
{
    nv_planner_free(k->p);
    nv_snapshot_unref(k->s);
    k->s = s;
    k->p = nv_planner_new(s, k->names);
}

FX void desk_fact(struct desk *k, uint32_t occurrence, enum nv_fact_kind kind, const char *on)
{
    struct nv_fact f = {.id = nv_fact_table_count(k->facts) + 1,
                        .kind = kind,
                        .subject = k->s->occurrences[occurrence].key,
                        .day = day(on),
                        .at_ms = nv_time_at(day(on), 9 * 60, k->s->zone_min)};
    nv_fact_table_apply(k->facts, &f);
    nv_planner_touch(k->p, occurrence);
}

FX struct nv_standing desk_standing(struct desk *k, uint32_t occurrence)
{
    struct nv_standing st;
    nv_fact_table_standing(k->facts, k->s, occurrence, &st);
    return st;
}

FX void desk_record(struct desk *k, const struct nv_planned *n, int64_t window_ms)
{
    uint32_t agency = nv_planner_agency(k->p, n->agency);
    while (k->last_window.n <= agency)
        nv_vec_push(&k->last_window, INT64_MIN);
    k->last_window.v[agency] = window_ms;
    for (size_t i = 0; i < n->items.n; i++) {
        const struct nv_item *it = &n->items.v[i];
        nv_heard_record(k->heard, nv_intern_find(k->names, it->occurrence), agency, it->effective,
                        it->rung, it->rung_day, it->role, it->chase);
    }
}

/* "so-a: I.1.1 -5w lead due-soon; …" and a line for each further notice. */
FX void desk_write(struct desk *k, const struct nv_planned *n)
{
    nv_buf_addf(&k->text, "%s%s:", k->text.len ? "\n" : "", k->s->agencies[n->agency].id);
    for (size_t i = 0; i < n->items.n; i++) {
        const struct nv_item *it = &n->items.v[i];
        nv_buf_addf(&k->text, "%s %s %s %s %s", i ? ";" : "", strchr(it->occurrence, '/') + 1,
                    it->rung, nv_role_name(it->role), nv_section_name(it->section));
        if (it->chase)
            nv_buf_addf(&k->text, " #%d", it->chase);
        if (it->stand_in)
            nv_buf_addf(&k->text, " for %s", it->named);
        if (it->predecessor)
            nv_buf_addf(&k->text, " from %s", it->predecessor);
    }
}

/* What must be sent at `when` ("2025-03-24T08:00"); nothing is recorded. */
FX const char *desk_wants(struct desk *k, const char *when, bool record)
{
    struct nv_planned_list list = {0};
    struct nv_planner_input in = {.facts = k->facts,
                                  .heard = k->heard,
                                  .terms = k->terms,
                                  .today = nv_time_day(at(when), 420),
                                  .window_ms = at(when),
                                  .last_window = k->last_window.v,
                                  .n_last_window = k->last_window.n};
    nv_planner_run(k->p, &in, &list);
    nv_buf_clear(&k->text);
    for (size_t i = 0; i < list.list.n; i++) {
        desk_write(k, &list.list.v[i]);
        if (record)
            desk_record(k, &list.list.v[i], in.window_ms);
    }
    if (!record)
        for (size_t i = 0; i < list.list.n; i++)
            nv_planner_again(k->p, list.list.v[i].items.v, list.list.v[i].items.n);
    nv_planned_free(&list);
    return nv_buf_str(&k->text);
}

/* The window of 08:00 on that day, sent and heard. */
FX const char *desk_sends(struct desk *k, const char *iso)
{
    char when[32];
    return desk_wants(k, nv_fmt(when, sizeof when, "%sT08:00", iso), true);
}

#endif
