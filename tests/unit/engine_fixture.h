/* Snapshots built by hand, for the tests of model and engine and for the simulation: the calendar
 * of 2025 and 2026 as the government announced it (2024: December), agencies with one mailbox each,
 * deliverables without any phrase. Nothing here comes from the configuration layer. */
#ifndef ENGINE_FIXTURE_H
#define ENGINE_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "model/snapshot.h"

#define FX __attribute__((unused)) static

enum { FX_MAX_REFS = 24 };

struct fx_refs {
    uint32_t v[FX_MAX_REFS];
    uint32_t n;
};

struct fx_agency {
    struct nv_agency a;
    struct fx_refs members, to;
    struct nv_succession succession;
    struct nv_endpoint endpoints[4];
};

struct fx_deliverable {
    struct nv_deliverable d;
    struct fx_refs roles[NV_ROLE_PRINTED];
};

struct fx_period {
    struct nv_occurrence o;
    const char *name;
};

struct fx {
    struct nv_snapshot *s;
    NV_VEC(struct fx_agency) agencies;
    NV_VEC(struct nv_plan) plans;
    NV_VEC(struct fx_deliverable) deliverables;
    NV_VEC(struct fx_period) periods;
    NV_VEC(struct nv_report) reports;
};

FX int32_t day(const char *iso)
{
    int32_t d;
    nv_require(nv_day_parse_iso(iso, &d));
    return d;
}

/* "2025-03-17T08:00" in +07:00. */
FX int64_t at(const char *text)
{
    int64_t ms;
    nv_require(nv_time_parse(text, 420, &ms));
    return ms;
}

FX void fx_calendar(struct nv_workdays *w)
{
    static const char *const off[] = {
        "2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31",
        "2025-04-07", "2025-04-30", "2025-05-01", "2025-05-02", "2025-09-01", "2025-09-02",
        "2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19",
        "2026-02-20", "2026-04-27", "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01",
        "2026-09-02", "2026-11-24"};
    for (int y = 2024; y <= 2026; y++)
        nv_workdays_add_year(w, y, true);
    for (size_t i = 0; i < sizeof off / sizeof *off; i++)
        nv_workdays_add_holiday(w, day(off[i]), NULL);
    nv_workdays_add_worked(w, day("2025-04-26"), NULL);
    nv_workdays_add_worked(w, day("2026-01-10"), NULL);
    nv_workdays_add_worked(w, day("2026-08-22"), NULL);
}

FX struct fx *fx_new(void)
{
    static const struct nv_window office[] = {{480, 1020}};
    static const struct nv_relay relays[] = {
        {.id = "outbox", .kind = NV_RELAY_MAILDIR, .path = "outbox", .timeout_s = 60},
        {.id = "smtp", .kind = NV_RELAY_SMTP, .host = "127.0.0.1", .port = 25, .connections = 2}};
    static const int delays[] = {60, 300, 900};
    struct fx *f = nv_calloc(1, sizeof *f);
    f->s = nv_snapshot_new();
    f->s->dir = "fixture";
    f->s->zone_min = 420;
    f->s->instance = "test";
    f->s->sender_name = "Sở Nội vụ";
    f->s->sender_mail = "nhacviec@khanhhoa.example";
    f->s->windows = office;
    f->s->n_windows = 1;
    f->s->relays = relays;
    f->s->n_relays = 2;
    f->s->fallback_after = 3;
    f->s->retry_mail = (struct nv_retry){delays, 3, 5 * 86400};
    f->s->retry_webhook = (struct nv_retry){delays, 3, 5 * 86400};
    f->s->policy.roll = true;
    return f;
}

FX void fx_mail(struct fx *f, uint32_t agency, const char *address)
{
    struct fx_agency *a = &f->agencies.v[agency];
    a->endpoints[a->a.n_endpoints++] =
        (struct nv_endpoint){.kind = NV_ENDPOINT_MAIL,
                             .address = nv_arena_strdup(f->s->arena, address),
                             .id = nv_arena_fmt(f->s->arena, "mail:%s", address)};
}

FX void fx_webhook(struct fx *f, uint32_t agency, const char *url)
{
    struct fx_agency *a = &f->agencies.v[agency];
    a->endpoints[a->a.n_endpoints++] =
        (struct nv_endpoint){.kind = NV_ENDPOINT_WEBHOOK,
                             .address = nv_arena_strdup(f->s->arena, url),
                             .id = nv_arena_fmt(f->s->arena, "webhook:%s", url),
                             .relay = NV_NONE};
}

/* Without any mailbox. */
FX uint32_t fx_silent(struct fx *f, const char *id)
{
    nv_vec_push_zero(&f->agencies);
    struct nv_agency *a = &nv_vec_last(&f->agencies)->a;
    a->id = a->name = nv_arena_strdup(f->s->arena, id);
    a->valid_from = a->valid_to = NV_DAY_NONE;
    return (uint32_t)f->agencies.n - 1;
}

FX uint32_t fx_agency(struct fx *f, const char *id)
{
    uint32_t at = fx_silent(f, id);
    fx_mail(f, at, nv_arena_fmt(f->s->arena, "%s@khanhhoa.example", id));
    return at;
}

/* Members end with NV_NONE. */
FX uint32_t fx_group(struct fx *f, const char *id, const uint32_t *members)
{
    uint32_t at = fx_silent(f, id);
    struct fx_agency *a = &f->agencies.v[at];
    a->a.is_group = true;
    for (; *members != NV_NONE; members++)
        a->members.v[a->members.n++] = *members;
    a->a.undetermined = a->members.n == 0;
    return at;
}

#define fx_list(...) ((const uint32_t[]){__VA_ARGS__, NV_NONE})

/* `agency` works for the last time on the day before `from`; then it is `to`. */
FX void fx_succeed(struct fx *f, uint32_t agency, const char *from, const uint32_t *to)
{
    struct fx_agency *a = &f->agencies.v[agency];
    a->a.valid_to = day(from) - 1;
    a->succession = (struct nv_succession){.from = day(from), .basis = "Nghị quyết"};
    a->a.n_successions = 1;
    for (; *to != NV_NONE; to++)
        a->to.v[a->to.n++] = *to;
}

FX uint32_t fx_plan(struct fx *f, const char *id, const char *signed_day, uint32_t owner,
                    uint32_t leadership)
{
    nv_vec_push_zero(&f->plans);
    struct nv_plan *p = nv_vec_last(&f->plans);
    p->id = p->title = p->short_name = nv_arena_strdup(f->s->arena, id);
    p->basis = "Quyết định số 3487/QĐ-UBND";
    p->year = 2025;
    p->signed_day = day(signed_day);
    p->until = day("2025-12-31");
    p->owner = owner;
    p->leadership = leadership;
    return (uint32_t)f->plans.n - 1;
}

/* A deliverable of the newest plan. Dated: `last` is its nominal day, else NV_DAY_NONE. */
FX uint32_t fx_task(struct fx *f, const char *id, enum nv_deadline_kind kind, int32_t first,
                    int32_t last)
{
    const struct nv_plan *p = nv_vec_last(&f->plans);
    nv_vec_push_zero(&f->deliverables);
    struct nv_deliverable *d = &nv_vec_last(&f->deliverables)->d;
    d->plan = (uint32_t)f->plans.n - 1;
    d->task = (uint32_t)f->deliverables.n - 1;
    d->id = nv_arena_strdup(f->s->arena, id);
    d->key = nv_arena_fmt(f->s->arena, "%s/%s", p->id, id);
    d->due = "như kế hoạch";
    struct nv_deadline *deadline = nv_arena_alloc(f->s->arena, sizeof *deadline);
    *deadline = (struct nv_deadline){.kind = kind, .first_day = first, .last_day = last};
    d->deadline = deadline;
    d->report = NV_NONE;
    return d->task;
}

/* One of several occurrences of `deliverable`; without any it has the one of its deadline. */
FX struct nv_occurrence *fx_period(struct fx *f, uint32_t deliverable, const char *name,
                                   enum nv_deadline_kind kind, int32_t first, int32_t last)
{
    nv_vec_push_zero(&f->periods);
    struct fx_period *p = nv_vec_last(&f->periods);
    p->name = nv_arena_strdup(f->s->arena, name);
    p->o = (struct nv_occurrence){.deliverable = deliverable,
                                  .kind = kind,
                                  .times = 1,
                                  .first_day = first,
                                  .nominal = last,
                                  .data_from = NV_DAY_NONE,
                                  .data_to = NV_DAY_NONE,
                                  .hand_in = NV_DAY_NONE};
    return &p->o;
}

FX uint32_t fx_quarter(struct fx *f, const char *id, int quarter)
{
    return fx_task(f, id, NV_DL_QUARTER, nv_quarter_first(2025, quarter),
                   nv_quarter_last(2025, quarter));
}

FX uint32_t fx_month(struct fx *f, const char *id, int year, int month)
{
    return fx_task(f, id, NV_DL_MONTH, nv_month_first(year, month), nv_month_last(year, month));
}

FX uint32_t fx_day(struct fx *f, const char *id, const char *iso)
{
    return fx_task(f, id, NV_DL_DAY, day(iso), day(iso));
}

FX uint32_t fx_undated(struct fx *f, const char *id, enum nv_deadline_kind kind)
{
    return fx_task(f, id, kind, NV_DAY_NONE, NV_DAY_NONE);
}

FX void fx_role(struct fx *f, uint32_t deliverable, enum nv_role role, uint32_t agency)
{
    struct fx_refs *r = &f->deliverables.v[deliverable].roles[role];
    r->v[r->n++] = agency;
}

/* Of the work of `of`, which was split on `from`, this deliverable goes to `to`. */
FX void fx_choose(struct fx *f, uint32_t deliverable, uint32_t of, const char *from, uint32_t to)
{
    struct nv_deliverable *d = &f->deliverables.v[deliverable].d;
    uint32_t *heir = nv_arena_memdup(f->s->arena, &to, sizeof to);
    struct nv_choice choice = {of, day(from), {heir, 1}};
    d->choices = nv_arena_memdup(f->s->arena, &choice, sizeof choice);
    d->n_choices = 1;
}

FX struct nv_rung fx_rung(struct fx *f, const char *text)
{
    struct nv_rung r = {.kind = NV_RUNG_OFFSET, .text = nv_arena_strdup(f->s->arena, text)};
    if (strcmp(text, "assigned") == 0)
        r.kind = NV_RUNG_ASSIGNED;
    if (strcmp(text, "start") == 0)
        r.kind = NV_RUNG_START;
    const char *number = text;
    if (strncmp(text, "quarter", 7) == 0) {
        r.kind = NV_RUNG_PROGRESS;
        number += 7;
    }
    if (r.kind != NV_RUNG_ASSIGNED && r.kind != NV_RUNG_START && *number) {
        r.n = atoi(number);
        r.calendar = text[strlen(text) - 1] == 'd';
    }
    return r;
}

/* "assigned -5w 0 +1w" and "5w", "7d" or "" for the repetition. */
FX const struct nv_ladder *fx_ladder(struct fx *f, const char *rungs, const char *repeat)
{
    struct nv_ladder *l = nv_arena_alloc(f->s->arena, sizeof *l);
    struct nv_rung v[16];
    char *text = nv_arena_strdup(f->s->arena, rungs), *rest = NULL;
    for (char *t = strtok_r(text, " ", &rest); t; t = strtok_r(NULL, " ", &rest))
        v[l->n_rungs++] = fx_rung(f, t);
    l->rungs = nv_arena_memdup(f->s->arena, v, l->n_rungs * sizeof *v);
    l->repeat = atoi(repeat);
    l->repeat_calendar = *repeat && repeat[strlen(repeat) - 1] == 'd';
    return l;
}

FX void fx_climb(struct fx *f, enum nv_deadline_kind kind, enum nv_role role, const char *rungs,
                 const char *repeat)
{
    f->s->policy.ladders[kind][role] = fx_ladder(f, rungs, repeat);
}

/* The ladders that most tests and the simulation climb: those of a plan of one year. */
FX void fx_climb_all(struct fx *f)
{
    static const enum nv_deadline_kind dated[] = {NV_DL_DAY, NV_DL_MONTH, NV_DL_QUARTER,
                                                  NV_DL_YEAR};
    static const enum nv_deadline_kind waiting[] = {NV_DL_AFTER_EVENT, NV_DL_EXTERNAL};
    for (size_t i = 0; i < 4; i++) {
        bool year = dated[i] == NV_DL_YEAR;
        fx_climb(f, dated[i], NV_ROLE_LEAD,
                 year ? "assigned quarter-5w -15w -5w -1w 0 +1w +5w +10w"
                      : "assigned -20w -10w -5w -1w 0 +1w +5w +10w",
                 "5w");
        fx_climb(f, dated[i], NV_ROLE_EXECUTOR, "assigned -5w -1w +1w", "10w");
        fx_climb(f, dated[i], NV_ROLE_SUPPORT, "assigned -10w -5w", "");
        fx_climb(f, dated[i], NV_ROLE_APPRAISER, "assigned -15w -7w", "");
        fx_climb(f, dated[i], NV_ROLE_OWNER, "+5w +10w", "10w");
        fx_climb(f, dated[i], NV_ROLE_LEADERSHIP, "+15w", "20w");
    }
    fx_climb(f, NV_DL_CONTINUOUS, NV_ROLE_LEAD, "assigned quarter-5w", "");
    for (size_t i = 0; i < 2; i++) {
        fx_climb(f, waiting[i], NV_ROLE_LEAD, "assigned", "");
        fx_climb(f, waiting[i], NV_ROLE_SUPPORT, "assigned", "");
        fx_climb(f, waiting[i], NV_ROLE_OWNER, "quarter-5w", "");
    }
}

FX struct nv_refs fx_keep(struct nv_arena *a, const struct fx_refs *r)
{
    return (struct nv_refs){r->n ? nv_arena_memdup(a, r->v, r->n * sizeof *r->v) : NULL, r->n};
}

FX void fx_seal_agencies(struct fx *f)
{
    struct nv_arena *arena = f->s->arena;
    struct nv_agency *list = nv_arena_alloc(arena, (f->agencies.n + 1) * sizeof *list);
    for (size_t i = 0; i < f->agencies.n; i++) {
        struct fx_agency *a = &f->agencies.v[i];
        a->a.members = fx_keep(arena, &a->members);
        if (a->a.n_successions) {
            a->succession.to = fx_keep(arena, &a->to);
            a->a.successions = nv_arena_memdup(arena, &a->succession, sizeof a->succession);
        }
        a->a.endpoints = nv_arena_memdup(arena, a->endpoints, sizeof a->endpoints);
        list[i] = a->a;
        nv_require(nv_intern_add(f->s->agency_ids, a->a.id) == i);
    }
    f->s->agencies = list;
    f->s->n_agencies = (uint32_t)f->agencies.n;
}

FX void fx_seal_occurrence(struct fx *f, struct nv_occurrence o, const char *name)
{
    struct nv_snapshot *s = f->s;
    struct nv_occurrence *list = (struct nv_occurrence *)(uintptr_t)s->occurrences;
    struct nv_deliverable *d = &f->deliverables.v[o.deliverable].d;
    o.key = *name ? nv_arena_fmt(s->arena, "%s@%s", d->key, name) : d->key;
    o.id = strchr(o.key, '/') ? strchr(o.key, '/') + 1 : o.key;
    o.label = *name ? name : NULL;
    o.first = d->n_occurrences == 0;
    o.effective = nv_snapshot_effective(s, o.nominal);
    nv_require(nv_intern_add(s->occurrence_ids, o.key) == s->n_occurrences);
    if (o.first)
        d->first_occurrence = s->n_occurrences;
    d->n_occurrences++;
    list[s->n_occurrences++] = o;
}

FX void fx_seal_occurrences(struct fx *f)
{
    struct nv_snapshot *s = f->s;
    size_t most = f->deliverables.n + f->periods.n + 1;
    s->occurrences = nv_arena_alloc(s->arena, most * sizeof *s->occurrences);
    for (size_t i = 0; i < f->deliverables.n; i++) {
        const struct nv_deliverable *d = &f->deliverables.v[i].d;
        for (size_t k = 0; k < f->periods.n; k++)
            if (f->periods.v[k].o.deliverable == i)
                fx_seal_occurrence(f, f->periods.v[k].o, f->periods.v[k].name);
        if (!d->n_occurrences)
            fx_seal_occurrence(f,
                               (struct nv_occurrence){.deliverable = (uint32_t)i,
                                                      .kind = d->deadline->kind,
                                                      .times = 1,
                                                      .first_day = d->deadline->first_day,
                                                      .nominal = d->deadline->last_day,
                                                      .data_from = NV_DAY_NONE,
                                                      .data_to = NV_DAY_NONE,
                                                      .hand_in = NV_DAY_NONE},
                               "");
    }
}

/* The snapshot, with one reference for the caller; the fixture is gone. A calendar of its own may
 * have been filled before; if not, it is that of 2025 and 2026. */
FX struct nv_snapshot *fx_seal(struct fx *f)
{
    struct nv_snapshot *s = f->s;
    struct nv_deliverable *list = nv_arena_alloc(s->arena, (f->deliverables.n + 1) * sizeof *list);
    struct nv_task *tasks = nv_arena_alloc(s->arena, (f->deliverables.n + 1) * sizeof *tasks);
    if (!nv_workdays_listed(s->workdays, 2025))
        fx_calendar(s->workdays);
    nv_workdays_seal(s->workdays);
    fx_seal_agencies(f);
    fx_seal_occurrences(f);
    s->reports = nv_arena_memdup(s->arena, f->reports.v, f->reports.n * sizeof *f->reports.v);
    s->n_reports = (uint32_t)f->reports.n;
    for (size_t i = 0; i < f->deliverables.n; i++) {
        struct fx_deliverable *d = &f->deliverables.v[i];
        struct nv_refs *roles = nv_arena_alloc(s->arena, NV_ROLE_PRINTED * sizeof *roles);
        for (int r = 0; r < NV_ROLE_PRINTED; r++)
            roles[r] = fx_keep(s->arena, &d->roles[r]);
        d->d.roles = roles;
        list[i] = d->d;
        tasks[i] = (struct nv_task){.plan = d->d.plan, .id = d->d.id, .title = d->d.id};
        nv_require(nv_intern_add(s->deliverable_ids, d->d.key) == i);
    }
    s->deliverables = list;
    s->tasks = tasks;
    s->n_deliverables = s->n_tasks = (uint32_t)f->deliverables.n;
    s->plans = nv_arena_memdup(s->arena, f->plans.v, f->plans.n * sizeof *f->plans.v);
    s->n_plans = (uint32_t)f->plans.n;
    nv_vec_free(&f->agencies);
    nv_vec_free(&f->plans);
    nv_vec_free(&f->deliverables);
    nv_vec_free(&f->periods);
    nv_vec_free(&f->reports);
    free(f);
    return s;
}

#endif
