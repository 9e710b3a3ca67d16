/* What the administrator has written down at first, and how he changes it. */
#include <stdio.h>
#include <string.h>

#include "calendar/day.h"
#include "spec.h"

static const char *const holidays[] = {
    "2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31",
    "2025-04-07", "2025-04-30", "2025-05-01", "2025-05-02", "2025-09-01", "2025-09-02",
    "2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19",
    "2026-02-20", "2026-04-27", "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01",
    "2026-09-02", "2026-11-24"};

static int32_t day(const char *iso)
{
    int32_t d = NV_DAY_NONE;
    nv_day_parse_iso(iso, &d);
    return d;
}

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

/* One event or two; a day of its own after them, or none. */
static void choose_events(struct spec_task *t, struct rng *r)
{
    t->events[0] = (int)rng_pick(r, SPEC_EVENTS);
    t->n_events = 1;
    if (rng_chance(r, 300)) {
        t->events[1] = (t->events[0] + 1) % SPEC_EVENTS;
        t->n_events = 2;
    }
    t->within = rng_chance(r, 300) ? 0 : rng_chance(r, 700) ? 30 : 15;
    t->in_working = t->within == 15;
}

static void add_task(struct spec *s, struct rng *r, int32_t earliest)
{
    struct spec_task *t = &s->tasks[s->n_tasks];
    t->supplement = s->supplement != NV_DAY_NONE && rng_chance(r, 500);
    snprintf(t->key, sizeof t->key, "kh/%s.%d.1", t->supplement ? "II" : "I", ++s->n_tasks);
    t->present = true;
    t->head = -1;
    t->due = (enum spec_due)(rng_chance(r, 200) ? SPEC_CONTINUOUS + rng_pick(r, 2)
                                                : rng_pick(r, SPEC_CONTINUOUS));
    if (t->due == SPEC_AFTER_EVENT)
        choose_events(t, r);
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
        t->since = nv_day_from_civil(year - 1, 12, 31);
        t->first = nv_quarter_first(year, quarter);
        t->nominal = nv_quarter_last(year, quarter);
    }
}

static void add_agency(struct spec *s, struct rng *r)
{
    int i = s->n_agencies++;
    struct spec_agency *a = &s->agencies[i];
    snprintf(a->id, sizeof a->id, "so-%02d", i);
    a->mailbox = i > 2 && rng_chance(r, 120) ? (int)rng_pick(r, (uint32_t)i) : i;
    a->webhook = rng_chance(r, 200);
    a->ends = INT32_MAX;
    a->successor = -1;
    if (i > 2 && rng_chance(r, 60))
        a->mailbox = -1;
    for (int k = 0; k < SPEC_FALLBACKS && rng_chance(r, 400); k++)
        a->fallbacks[a->n_fallbacks++] = 200 + 10 * i + k;
}

void spec_generate(struct spec *s, struct rng *r, int last_year)
{
    static const int brakes[] = {0, 0, 0, 6, 12, 25};
    memset(s, 0, sizeof *s);
    s->last_year = last_year;
    s->supplement = NV_DAY_NONE;
    s->fallback_after = 1 + (int)rng_pick(r, 4);
    s->brake = brakes[rng_pick(r, 6)];
    s->brake_jump = rng_chance(r, 300) ? 3 : 0;
    s->relays = 2;
    s->connections = 2;
    s->ladder_since = s->edited = day("2024-12-31");
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++)
        s->off[day(holidays[i]) - SPEC_FIRST_DAY] = true;
    s->worked[0] = day("2025-04-26");
    s->worked[1] = day("2026-01-10");
    s->worked[2] = day("2026-08-22");
    for (int i = 0; i < 15; i++)
        add_agency(s, r);
    s->owner = 0;
    s->confirm = rng_chance(r, 400);
    s->leadership = rng_chance(r, 800) ? 1 : -1;
    for (int i = 0; i < 40; i++)
        add_task(s, r, day("2024-12-31"));
    for (int i = 0; i < 2; i++) { /* as VI.12: due on the day of signing */
        s->tasks[i].due = SPEC_DAY;
        s->tasks[i].n_events = 0;
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

static void note_move(struct spec *s, int32_t day_moved, int32_t today)
{
    s->moved[s->n_moved % SPEC_MOVES].day = day_moved;
    s->moved[s->n_moved++ % SPEC_MOVES].since = today;
}

static int add_holiday(struct spec *s, struct rng *r, int32_t today)
{
    int32_t d = today + (int32_t)rng_between(r, 1, 40);
    if (s->n_extra == SPEC_EXTRA_HOLIDAYS || !spec_works(s, d) || (d + 3) % 7 >= 5 ||
        nv_day_year(d) > 2025)
        return 0;
    s->extra_holidays[s->n_extra++] = d;
    s->off[d - SPEC_FIRST_DAY] = true;
    note_move(s, d, today);
    return 1;
}

static const char *put_back(struct spec *s, struct rng *r, int32_t today)
{
    struct spec_task *t = &s->tasks[rng_pick(r, (uint32_t)s->n_tasks)];
    if (!t->present)
        t->since = today;
    t->present = true;
    return "task put back";
}

static const char *change_roles(struct spec *s, struct rng *r, struct spec_task *t, int32_t today)
{
    assign(s, t, r);
    t->since = today;
    for (int i = 0; t->head >= 0 && i < s->n_tasks; i++)
        if (s->tasks[i].head == t->head) {
            memmove(s->tasks[i].roles, t->roles, sizeof t->roles);
            memmove(s->tasks[i].n, t->n, sizeof t->n);
            s->tasks[i].since = today;
        }
    return "roles changed";
}

/* What the plan asks. */
static const char *change_plan(struct spec *s, struct rng *r, int32_t today)
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
        return put_back(s, r, today);
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
            int32_t d = s->extra_holidays[--s->n_extra];
            note_move(s, d, today);
            s->off[d - SPEC_FIRST_DAY] = false;
            return "holiday withdrawn";
        }
        return "nothing";
    case 7:
        return t ? change_roles(s, r, t, today) : "nothing";
    default:
        if (s->supplement != NV_DAY_NONE)
            return "same again";
        s->supplement = today;
        return "supplement signed";
    }
}

static const char *change_address(struct spec *s, struct rng *r, int32_t today)
{
    int at = (int)rng_pick(r, (uint32_t)s->n_agencies);
    struct spec_agency *a = &s->agencies[at];
    a->since = today;
    switch (rng_pick(r, 5)) {
    case 0:
        if (at < 3 || a->mailbox < 0)
            return "nothing";
        a->mailbox = rng_chance(r, 300) ? (int)rng_pick(r, (uint32_t)at)
                                        : 100 + 10 * at + (int)rng_pick(r, 3);
        return "another mailbox";
    case 1:
        if (a->mailbox >= 0)
            a->webhook = !a->webhook;
        return "webhook on or off";
    case 2:
        if (a->n_fallbacks < SPEC_FALLBACKS) {
            a->fallbacks[a->n_fallbacks] = 200 + 10 * at + a->n_fallbacks;
            a->n_fallbacks++;
        }
        return "one more fallback";
    case 3:
        a->n_fallbacks -= a->n_fallbacks > 0;
        return "one fallback less";
    default:
        if (!a->n_fallbacks || a->mailbox < 0)
            return "nothing";
        int first = a->mailbox;
        a->mailbox = a->fallbacks[0];
        a->fallbacks[0] = first;
        return "mailbox and fallback change places";
    }
}

static const char *change_service(struct spec *s, struct rng *r, int32_t today)
{
    static const int brakes[] = {0, 0, 6, 12, 25}, per_minute[] = {0, 0, 30, 120};
    switch (rng_pick(r, 4)) {
    case 0:
        s->ladder = (int)rng_pick(r, SPEC_LADDERS);
        s->ladder_since = today;
        return "other ladders";
    case 1:
        s->relays = 1 + (int)rng_pick(r, 2);
        s->connections = 1 + (int)rng_pick(r, 3);
        s->per_minute = per_minute[rng_pick(r, 4)];
        return "other relays";
    case 2:
        s->brake = brakes[rng_pick(r, 5)];
        s->brake_jump = rng_chance(r, 500) ? 3 : 0;
        return "another brake";
    default:
        s->fallback_after = 1 + (int)rng_pick(r, 4);
        return "another patience";
    }
}

const char *spec_change(struct spec *s, struct rng *r, int32_t today)
{
    s->edited = today;
    if (rng_chance(r, 600))
        return change_plan(s, r, today);
    return rng_chance(r, 600) ? change_address(s, r, today) : change_service(s, r, today);
}
