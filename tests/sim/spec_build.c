/* The snapshot that the configuration of the moment makes. */
#include "spec.h"

#include <stdio.h>

#include "engine_fixture.h"

static const struct nv_plan_event events[SPEC_EVENTS] = {
    {.id = "nd", .key = "kh/event:nd", .name = "Nghị định"},
    {.id = "par", .key = "kh/event:par", .name = "PAR INDEX"},
    {.id = "pci", .key = "kh/event:pci", .name = "PCI"}};

static void build_agency(const struct spec *s, struct fx *f, int i)
{
    const struct spec_agency *a = &s->agencies[i];
    struct spec_endpoint list[SPEC_ENDPOINTS];
    int n = spec_endpoints(s, i, list);
    uint32_t at = fx_silent(f, a->id);
    char text[NV_DAY_TEXT];
    for (int k = 0; k < n; k++) {
        const char *address = strchr(list[k].id, ':') + 1;
        if (list[k].web) {
            fx_webhook(f, at, address);
            continue;
        }
        fx_mail(f, at, address);
        struct nv_endpoint *e = &f->agencies.v[at].endpoints[k];
        e->relay = (uint32_t)atoi(address + strlen("hop-")) % (uint32_t)s->relays;
        e->fallback = list[k].fallback;
    }
    if (a->ends == INT32_MAX)
        return;
    nv_day_iso(a->ends, text);
    if (a->successor >= 0)
        fx_succeed(f, at, text, fx_list((uint32_t)a->successor));
    f->agencies.v[at].a.valid_to = a->ends - 1;
}

/* "assigned -20w … +10w", and "5w". */
static const struct nv_ladder *build_ladder(struct fx *f, const struct spec_ladder *l)
{
    struct nv_buf rungs = NV_BUF_INIT;
    char repeat[16] = "";
    nv_buf_adds(&rungs, "assigned");
    for (int i = 0; i < l->n; i++)
        nv_buf_addf(&rungs, l->rungs[i] ? " %+dw" : " %d", l->rungs[i]);
    if (l->repeat)
        snprintf(repeat, sizeof repeat, "%dw", l->repeat);
    const struct nv_ladder *ladder = fx_ladder(f, nv_buf_str(&rungs), repeat);
    nv_buf_free(&rungs);
    return ladder;
}

static const enum nv_role roles[SPEC_ROLES] = {NV_ROLE_LEAD, NV_ROLE_SUPPORT, NV_ROLE_EXECUTOR};

static void build_service(const struct spec *s, struct fx *f)
{
    static const enum nv_deadline_kind dated[] = {NV_DL_DAY, NV_DL_QUARTER, NV_DL_YEAR};
    struct nv_relay *relays =
        nv_arena_memdup(f->s->arena, f->s->relays, f->s->n_relays * sizeof *relays);
    for (uint32_t i = 0; i < f->s->n_relays; i++) {
        relays[i].connections = s->connections;
        relays[i].per_minute = s->per_minute;
    }
    f->s->relays = relays;
    f->s->n_relays = (uint32_t)s->relays;
    f->s->fallback_after = s->fallback_after;
    f->s->brake_notices = (uint32_t)s->brake;
    f->s->brake_jump = (uint32_t)s->brake_jump;
    f->s->policy.tell_changes = s->tells;
    fx_climb_all(f);
    for (int role = 0; s->ladder && role < SPEC_ROLES; role++)
        for (int k = 0; k < 3; k++) {
            struct spec_ladder l = spec_ladder_of(s, &(struct spec_task){.due = SPEC_DAY}, role);
            f->s->policy.ladders[dated[k]][roles[role]] = build_ladder(f, &l);
        }
}

static void add_plan(const struct spec *s, struct fx *f, int32_t signed_day)
{
    char text[NV_DAY_TEXT];
    fx_plan(f, "kh", nv_day_iso(signed_day, text), (uint32_t)s->owner,
            s->leadership < 0 ? NV_NONE : (uint32_t)s->leadership);
    nv_vec_last(&f->plans)->confirm = s->confirm;
}

static void build_task(const struct spec *s, struct fx *f, int i, uint32_t *of_head)
{
    static const enum nv_deadline_kind kinds[] = {NV_DL_DAY, NV_DL_QUARTER, NV_DL_YEAR,
                                                  NV_DL_CONTINUOUS, NV_DL_AFTER_EVENT};
    const struct spec_task *t = &s->tasks[i];
    char text[64];
    snprintf(text, sizeof text, "%.*s", (int)strcspn(t->key, "@") - 3, t->key + strlen("kh/"));
    if (t->head >= 0 && of_head[t->head]) {
        fx_period(f, of_head[t->head] - 1, strchr(t->key, '@') + 1, NV_DL_QUARTER, t->first,
                  t->nominal);
        return;
    }
    uint32_t at = fx_task(f, text, kinds[t->due], t->first, t->nominal);
    uint32_t refs[2] = {(uint32_t)t->events[0], (uint32_t)t->events[1]};
    struct nv_deliverable *d = &f->deliverables.v[at].d;
    d->within = t->within;
    d->within_calendar = !t->in_working;
    if (t->n_events)
        d->events = (struct nv_refs){nv_arena_memdup(f->s->arena, refs, sizeof refs),
                                     (uint32_t)t->n_events};
    if (t->head >= 0) {
        of_head[t->head] = at + 1;
        fx_period(f, at, strchr(t->key, '@') + 1, NV_DL_QUARTER, t->first, t->nominal);
    }
    for (int role = 0; role < SPEC_ROLES; role++)
        for (int k = 0; k < t->n[role]; k++)
            fx_role(f, at, roles[role], (uint32_t)t->roles[role][k]);
}

struct nv_snapshot *spec_build(const struct spec *s)
{
    struct fx *f = fx_new();
    uint32_t of_head[SPEC_TASKS] = {0}; /* deliverable + 1 of what has periods */
    for (int i = 0; i < s->n_agencies; i++)
        build_agency(s, f, i);
    fx_calendar(f->s->workdays);
    for (int i = 0; i < s->n_extra; i++)
        nv_workdays_add_holiday(f->s->workdays, s->extra_holidays[i], NULL);
    build_service(s, f);
    add_plan(s, f, day("2024-12-31"));
    for (int i = 0; i < s->n_tasks; i++)
        if (s->tasks[i].present && !s->tasks[i].supplement)
            build_task(s, f, i, of_head);
    if (s->supplement != NV_DAY_NONE) {
        add_plan(s, f, s->supplement);
        nv_vec_last(&f->plans)->supplement = true;
    }
    for (int i = 0; i < s->n_tasks; i++)
        if (s->tasks[i].present && s->tasks[i].supplement)
            build_task(s, f, i, of_head);
    struct nv_snapshot *snap = fx_seal(f);
    snap->events = events;
    snap->n_events = SPEC_EVENTS;
    for (int i = 0; i < SPEC_EVENTS; i++)
        nv_intern_add(snap->event_ids, events[i].key);
    return snap;
}
