#include "spec.h"

#include <stdio.h>

#include "engine_fixture.h"

static const char *const holidays[] = {
    "2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31",
    "2025-04-07", "2025-04-30", "2025-05-01", "2025-05-02", "2025-09-01", "2025-09-02",
    "2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19",
    "2026-02-20", "2026-04-27", "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01",
    "2026-09-02", "2026-11-24"};

const char *const spec_event_keys[SPEC_EVENTS] = {"kh/event:nd", "kh/event:par", "kh/event:pci"};

static int32_t year_end_of(int year)
{
    return nv_day_from_civil(year, 12, 31);
}

static void set_due(const struct spec *s, struct spec_task *t, struct rng *r, int32_t earliest)
{
    int year = nv_day_year(earliest) < 2025 ? 2025 : nv_day_year(earliest);
    if (year > s->last_year)
        year = s->last_year;
    int32_t year_end = year_end_of(year);
    t->first = t->nominal = NV_DAY_NONE;
    if (t->due == SPEC_DAY) {
        int32_t low = earliest > year_end - 1 ? year_end - 1 : earliest;
        t->first = t->nominal = (int32_t)rng_between(r, low, year_end);
    } else if (t->due == SPEC_QUARTER) {
        int32_t from = earliest < year_end_of(year - 1) + 1 ? year_end_of(year - 1) + 1 : earliest;
        int quarter = nv_day_quarter(from > year_end ? year_end : from);
        quarter += (int)rng_pick(r, 5 - (uint32_t)quarter);
        t->first = nv_quarter_first(year, quarter);
        t->nominal = nv_quarter_last(year, quarter);
    } else if (t->due == SPEC_YEAR) {
        t->first = nv_day_from_civil(year, 1, 1);
        t->nominal = year_end;
    }
}

static void assign(struct spec *s, struct spec_task *t, struct rng *r)
{
    for (int role = 0; role < SPEC_ROLES; role++) {
        t->n[role] = role == 0 ? 1 + (int)rng_pick(r, 2) : (int)rng_pick(r, SPEC_PER_ROLE + 1);
        for (int i = 0; i < t->n[role]; i++)
            t->roles[role][i] = (int)rng_pick(r, (uint32_t)s->n_agencies);
        if (t->n[role] == 2 && t->roles[role][0] == t->roles[role][1])
            t->n[role] = 1;
    }
}

static void add_task(struct spec *s, struct rng *r, int32_t earliest)
{
    struct spec_task *t = &s->tasks[s->n_tasks];
    snprintf(t->key, sizeof t->key, "kh/I.%d.1", ++s->n_tasks);
    t->present = true;
    t->head = -1;
    t->due = (enum spec_due)(rng_chance(r, 200) ? SPEC_CONTINUOUS + rng_pick(r, 2)
                                                : rng_pick(r, SPEC_CONTINUOUS));
    t->event = t->due == SPEC_AFTER_EVENT ? (int)rng_pick(r, SPEC_EVENTS) : -1;
    t->since = earliest;
    set_due(s, t, r, earliest);
    assign(s, t, r);
}

/* A deliverable that is due in each quarter of a year: four kinds of the same work, each of which
 * is done, extended and dropped by itself. */
static void add_periods(struct spec *s, struct rng *r, int year)
{
    int head = s->n_tasks;
    for (int quarter = 1; quarter <= 4; quarter++) {
        struct spec_task *t = &s->tasks[s->n_tasks++];
        if (quarter == 1) {
            assign(s, t, r);
        } else {
            memcpy(t->roles, s->tasks[head].roles, sizeof t->roles);
            memcpy(t->n, s->tasks[head].n, sizeof t->n);
        }
        snprintf(t->key, sizeof t->key, "kh/I.%d.1@%d-Q%d", head + 1, year, quarter);
        t->present = true;
        t->head = head;
        t->due = SPEC_QUARTER;
        t->event = -1;
        t->since = nv_day_from_civil(year - 1, 12, 31);
        t->first = nv_quarter_first(year, quarter);
        t->nominal = nv_quarter_last(year, quarter);
    }
}

void spec_generate(struct spec *s, struct rng *r, int last_year)
{
    memset(s, 0, sizeof *s);
    s->last_year = last_year;
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++)
        s->holidays[s->n_holidays++] = day(holidays[i]);
    s->worked[0] = day("2025-04-26");
    s->worked[1] = day("2026-01-10");
    s->worked[2] = day("2026-08-22");
    s->n_agencies = 15;
    for (int i = 0; i < s->n_agencies; i++) {
        struct spec_agency *a = &s->agencies[i];
        snprintf(a->id, sizeof a->id, "so-%02d", i);
        a->mailbox = i > 2 && rng_chance(r, 120) ? (int)rng_pick(r, (uint32_t)i) : i;
        a->webhook = rng_chance(r, 200);
        a->ends = INT32_MAX;
        a->successor = -1;
        if (i > 2 && rng_chance(r, 60))
            a->mailbox = -1;
    }
    s->owner = 0;
    s->confirm = rng_chance(r, 400);
    s->leadership = rng_chance(r, 800) ? 1 : -1;
    for (int i = 0; i < 40; i++)
        add_task(s, r, day("2024-12-31"));
    for (int i = 0; i < 2; i++) { /* as VI.12: due on the day of signing */
        s->tasks[i].due = SPEC_DAY;
        s->tasks[i].event = -1;
        s->tasks[i].first = s->tasks[i].nominal = day("2024-12-31");
    }
    for (int year = 2025; year <= last_year; year++)
        for (int i = 0; i < 3; i++)
            add_periods(s, r, year);
}

static int merge(struct spec *s, struct rng *r, int32_t today)
{
    int gone = 2 + (int)rng_pick(r, (uint32_t)s->n_agencies - 2);
    int heir = (int)rng_pick(r, (uint32_t)s->n_agencies);
    if (s->agencies[gone].ends != INT32_MAX || gone == heir || s->agencies[heir].ends != INT32_MAX)
        return 0;
    s->agencies[gone].ends = today + (int32_t)rng_between(r, 1, 20);
    s->agencies[gone].successor = rng_chance(r, 100) ? -1 : heir;
    return 1;
}

static struct spec_task *any_present(struct spec *s, struct rng *r)
{
    for (int tries = 0; tries < 50; tries++) {
        struct spec_task *t = &s->tasks[rng_pick(r, (uint32_t)s->n_tasks)];
        if (t->present)
            return t;
    }
    return NULL;
}

static int add_holiday(struct spec *s, struct rng *r, int32_t today)
{
    int32_t d = today + (int32_t)rng_between(r, 1, 40);
    if (s->n_extra == SPEC_EXTRA_HOLIDAYS || !spec_works(s, d) || (d + 3) % 7 >= 5 ||
        nv_day_year(d) > 2025)
        return 0;
    s->extra_holidays[s->n_extra++] = d;
    return 1;
}

const char *spec_change(struct spec *s, struct rng *r, int32_t today)
{
    struct spec_task *t = any_present(s, r);
    switch (rng_pick(r, 9)) {
    case 0:
        if (s->n_tasks == SPEC_TASKS)
            return "nothing";
        add_task(s, r, today);
        return "task added";
    case 1:
        if (!t)
            return "nothing";
        t->present = false;
        return "task removed";
    case 2:
        t = &s->tasks[rng_pick(r, (uint32_t)s->n_tasks)];
        if (!t->present)
            t->since = today;
        t->present = true;
        return "task put back";
    case 3:
        if (!t || t->due >= SPEC_YEAR || t->head >= 0)
            return "nothing";
        set_due(s, t, r, today + 1);
        t->since = today;
        return "deadline moved";
    case 4:
        return merge(s, r, today) ? "agency merged" : "nothing";
    case 5:
        return add_holiday(s, r, today) ? "holiday announced" : "nothing";
    case 6: /* it was cancelled again */
        if (s->n_extra && s->extra_holidays[s->n_extra - 1] > today) {
            s->n_extra--;
            return "holiday withdrawn";
        }
        return "nothing";
    case 7:
        if (t) {
            assign(s, t, r);
            t->since = today;
        }
        for (int i = 0; t && t->head >= 0 && i < s->n_tasks; i++)
            if (s->tasks[i].head == t->head) {
                memmove(s->tasks[i].roles, t->roles, sizeof t->roles);
                memmove(s->tasks[i].n, t->n, sizeof t->n);
                s->tasks[i].since = today;
            }
        return "roles changed";
    default:
        return "same again";
    }
}

static const struct nv_plan_event events[SPEC_EVENTS] = {
    {.id = "nd", .key = "kh/event:nd", .name = "Nghị định"},
    {.id = "par", .key = "kh/event:par", .name = "PAR INDEX"},
    {.id = "pci", .key = "kh/event:pci", .name = "PCI"}};
static const uint32_t event_refs[SPEC_EVENTS] = {0, 1, 2};

struct nv_snapshot *spec_build(const struct spec *s)
{
    static const enum nv_deadline_kind kinds[] = {NV_DL_DAY, NV_DL_QUARTER, NV_DL_YEAR,
                                                  NV_DL_CONTINUOUS, NV_DL_AFTER_EVENT};
    static const enum nv_role roles[] = {NV_ROLE_LEAD, NV_ROLE_SUPPORT, NV_ROLE_EXECUTOR};
    struct fx *f = fx_new();
    uint32_t of_head[SPEC_TASKS] = {0}; /* deliverable + 1 of what has periods */
    char text[64];
    for (int i = 0; i < s->n_agencies; i++) {
        const struct spec_agency *a = &s->agencies[i];
        uint32_t at = fx_silent(f, a->id);
        if (a->mailbox >= 0) {
            snprintf(text, sizeof text, "hop-%d@khanhhoa.example", a->mailbox);
            fx_mail(f, at, text);
            f->agencies.v[at].endpoints[0].relay = (uint32_t)a->mailbox % 2;
        }
        if (a->webhook) {
            snprintf(text, sizeof text, "https://hooks.example.org/%d", i);
            fx_webhook(f, at, text);
        }
        if (a->ends == INT32_MAX)
            continue;
        nv_day_iso(a->ends, text);
        if (a->successor >= 0)
            fx_succeed(f, at, text, fx_list((uint32_t)a->successor));
        f->agencies.v[at].a.valid_to = a->ends - 1;
    }
    fx_calendar(f->s->workdays);
    for (int i = 0; i < s->n_extra; i++)
        nv_workdays_add_holiday(f->s->workdays, s->extra_holidays[i], NULL);
    fx_plan(f, "kh", "2024-12-31", (uint32_t)s->owner,
            s->leadership < 0 ? NV_NONE : (uint32_t)s->leadership);
    f->plans.v[0].confirm = s->confirm;
    fx_climb_all(f);
    f->s->policy.tell_changes = s->tells;
    for (int i = 0; i < s->n_tasks; i++) {
        const struct spec_task *t = &s->tasks[i];
        if (!t->present)
            continue;
        snprintf(text, sizeof text, "%.*s", (int)strcspn(t->key, "@") - 3, t->key + strlen("kh/"));
        if (t->head >= 0 && of_head[t->head]) {
            fx_period(f, of_head[t->head] - 1, strchr(t->key, '@') + 1, NV_DL_QUARTER, t->first,
                      t->nominal);
            continue;
        }
        uint32_t at = fx_task(f, text, kinds[t->due], t->first, t->nominal);
        if (t->event >= 0) {
            f->deliverables.v[at].d.events = (struct nv_refs){&event_refs[t->event], 1};
            f->deliverables.v[at].d.within = SPEC_WITHIN;
            f->deliverables.v[at].d.within_calendar = true;
        }
        if (t->head >= 0) {
            of_head[t->head] = at + 1;
            fx_period(f, at, strchr(t->key, '@') + 1, NV_DL_QUARTER, t->first, t->nominal);
        }
        for (int role = 0; role < SPEC_ROLES; role++)
            for (int k = 0; k < t->n[role]; k++)
                fx_role(f, at, roles[role], (uint32_t)t->roles[role][k]);
    }
    struct nv_snapshot *snap = fx_seal(f);
    snap->events = events;
    snap->n_events = SPEC_EVENTS;
    for (int i = 0; i < SPEC_EVENTS; i++)
        nv_intern_add(snap->event_ids, events[i].key);
    return snap;
}

bool spec_works(const struct spec *s, int32_t d)
{
    for (int i = 0; i < s->n_holidays; i++)
        if (s->holidays[i] == d)
            return false;
    for (int i = 0; i < s->n_extra; i++)
        if (s->extra_holidays[i] == d)
            return false;
    /* 1970-01-01 was a Thursday. */
    return (d + 3) % 7 < 5 || d == s->worked[0] || d == s->worked[1] || d == s->worked[2];
}

int32_t spec_shift(const struct spec *s, int32_t d, int n)
{
    int step = n > 0 ? 1 : -1;
    while (n == 0 && !spec_works(s, d))
        d--;
    while (n != 0) {
        d += step;
        n -= spec_works(s, d) ? step : 0;
    }
    return d;
}

int32_t spec_effective(const struct spec *s, int32_t nominal)
{
    while (!spec_works(s, nominal))
        nominal++;
    return nominal;
}

int64_t spec_window(const struct spec *s, int64_t now_ms)
{
    int64_t local = now_ms + SPEC_ZONE_MIN * 60000LL, day_ms = 86400000;
    int32_t d = (int32_t)(local / day_ms);
    int64_t opens = SPEC_OPEN_MIN * 60000LL, closes = SPEC_CLOSE_MIN * 60000LL;
    if (!spec_works(s, d) || local % day_ms < opens || local % day_ms >= closes)
        return INT64_MIN;
    return d * day_ms + opens - SPEC_ZONE_MIN * 60000LL;
}

int spec_stands_for(const struct spec *s, int agency, int32_t d)
{
    for (int hops = 0; agency >= 0 && s->agencies[agency].ends <= d; hops++)
        agency = hops < SPEC_AGENCIES ? s->agencies[agency].successor : -1;
    return agency;
}

bool spec_same_mailbox(const struct spec *s, int a, int b)
{
    const struct spec_agency *x = &s->agencies[a], *y = &s->agencies[b];
    return a == b || (x->mailbox >= 0 && x->mailbox == y->mailbox && !x->webhook && !y->webhook);
}

int spec_find_agency(const struct spec *s, const char *id)
{
    for (int i = 0; i < s->n_agencies; i++)
        if (strcmp(s->agencies[i].id, id) == 0)
            return i;
    return -1;
}

const struct spec_task *spec_find(const struct spec *s, const char *key)
{
    for (int i = 0; i < s->n_tasks; i++)
        if (s->tasks[i].present && strcmp(s->tasks[i].key, key) == 0)
            return &s->tasks[i];
    return NULL;
}
