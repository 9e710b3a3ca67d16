#include "engine/ladder.h"

#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/workdays.h"

/* What is gathered while the rungs are walked: either the newest and the next, or a list. */
struct walk {
    const struct nv_snapshot *s;
    const struct nv_deliverable *d;
    int32_t today;
    bool overdue;
    struct nv_reached newest;
    int32_t next;
    struct nv_reached *list;
    size_t n, max;
};

static void insert_sorted(struct walk *w, struct nv_reached r)
{
    if (w->n >= w->max)
        return;
    size_t i = w->n++;
    for (; i > 0 && (w->list[i - 1].day > r.day ||
                     (w->list[i - 1].day == r.day && w->list[i - 1].rank > r.rank));
         i--)
        w->list[i] = w->list[i - 1];
    w->list[i] = r;
}

static void consider(struct walk *w, struct nv_reached r)
{
    if (r.day > w->today) {
        if (r.day < w->next)
            w->next = r.day;
        return;
    }
    if (w->list)
        insert_sorted(w, r);
    /* Of work that is overdue only what chases it is news: the rungs before have passed unheard. */
    if (w->overdue && !r.after)
        return;
    if (w->newest.day == NV_DAY_NONE || r.day > w->newest.day ||
        (r.day == w->newest.day && r.rank > w->newest.rank))
        w->newest = r;
}

static int32_t move(const struct walk *w, int32_t day, int n, bool calendar)
{
    const struct nv_workdays *wd = w->s->workdays;
    if (!calendar)
        return nv_workdays_shift(wd, day, n);
    return n <= 0 ? nv_workdays_on_or_before(wd, day + n) : nv_workdays_on_or_after(wd, day + n);
}

static void walk_quarter(struct walk *w, const struct nv_rung *rung, int year, int quarter,
                         int rank)
{
    struct nv_reached r = {.kind = NV_RUNG_PROGRESS, .rank = rank};
    int32_t last = nv_quarter_last(year, quarter);
    r.day = rung->calendar
                ? move(w, last, rung->n, true)
                : move(w, nv_workdays_on_or_before(w->s->workdays, last), rung->n, false);
    nv_fmt(r.text, sizeof r.text, "quarter:%d-Q%d", year, quarter);
    consider(w, r);
}

/* Dated: the quarter ends inside the period. Undated: every quarter end from the plan's signing,
 * for continuous work until the plan's year ends. */
static void walk_quarters(struct walk *w, const struct nv_rung *rung, int rank)
{
    const struct nv_plan *plan = &w->s->plans[w->d->plan];
    bool dated = w->d->nominal != NV_DAY_NONE;
    int32_t from = dated && w->d->deadline.first_day > plan->signed_day ? w->d->deadline.first_day
                                                                        : plan->signed_day + 1;
    /* What a plan that is signed in December asks for belongs to the year to come. */
    if (w->d->deadline.kind == NV_DL_CONTINUOUS && nv_day_year(from) < plan->year)
        from = nv_day_from_civil(plan->year, 1, 1);
    int32_t to = dated                                     ? w->d->nominal - 1
                 : w->d->deadline.kind == NV_DL_CONTINUOUS ? nv_day_from_civil(plan->year, 12, 31)
                                                           : w->today + 200;
    /* A rung lies at most so far before its quarter end: older quarters cannot be the newest. */
    if (!w->list && w->today - 400 > from)
        from = w->today - 400;
    for (int32_t day = from; day <= to;) {
        int year = nv_day_year(day), quarter = nv_day_quarter(day);
        int32_t last = nv_quarter_last(year, quarter);
        if (last <= to)
            walk_quarter(w, rung, year, quarter, rank);
        day = last + 1;
    }
}

static void walk_offset(struct walk *w, const struct nv_rung *rung, int rank)
{
    struct nv_reached r = {.kind = NV_RUNG_OFFSET, .after = rung->n > 0, .rank = rank};
    if (rung->n > 0)
        r.day = move(w, w->d->effective, rung->n, rung->calendar);
    else if (rung->calendar)
        r.day = move(w, w->d->nominal, rung->n, true);
    else
        r.day = move(w, nv_workdays_on_or_before(w->s->workdays, w->d->nominal), rung->n, false);
    nv_fmt(r.text, sizeof r.text, "%s", rung->text);
    consider(w, r);
}

/* After the last rung, again and again: the newest repetition that has come, and the one after it.
 */
static void walk_repeats(struct walk *w, const struct nv_ladder *l)
{
    const struct nv_rung *last = l->n_rungs ? &l->rungs[l->n_rungs - 1] : NULL;
    bool after = last && last->kind == NV_RUNG_OFFSET && last->n > 0;
    int32_t anchor = after ? move(w, w->d->effective, last->n, last->calendar) : w->d->effective;
    int base = after && last->calendar == l->repeat_calendar ? last->n : 0;
    if (base == 0)
        anchor = after ? anchor : w->d->effective;
    int passed = w->today < anchor    ? 0
                 : l->repeat_calendar ? nv_workdays_on_or_before(w->s->workdays, w->today) - anchor
                                      : nv_workdays_between(w->s->workdays, anchor, w->today);
    int newest = passed / l->repeat;
    for (int k = w->list ? 1 : newest > 1 ? newest : 1; k <= newest + 1; k++) {
        struct nv_reached r = {.kind = NV_RUNG_OFFSET, .after = true, .rank = 100000 + k};
        r.day = move(w, anchor, k * l->repeat, l->repeat_calendar);
        if (base || !after)
            nv_fmt(r.text, sizeof r.text, "+%d%c", base + k * l->repeat,
                   l->repeat_calendar ? 'd' : 'w');
        else
            nv_fmt(r.text, sizeof r.text, "+%dd", r.day - w->d->effective);
        consider(w, r);
    }
}

static void walk_ladder(struct walk *w, const struct nv_ladder *l)
{
    bool dated = w->d->nominal != NV_DAY_NONE;
    for (uint32_t i = 0; i < l->n_rungs; i++) {
        const struct nv_rung *rung = &l->rungs[i];
        if (rung->kind == NV_RUNG_ASSIGNED) {
            struct nv_reached r = {.kind = NV_RUNG_ASSIGNED, .rank = (int)i, .text = "assigned"};
            r.day = nv_workdays_on_or_after(w->s->workdays, w->s->plans[w->d->plan].signed_day);
            consider(w, r);
        } else if (rung->kind == NV_RUNG_PROGRESS) {
            walk_quarters(w, rung, (int)i);
        } else if (dated) {
            walk_offset(w, rung, (int)i);
        }
    }
    if (dated && l->repeat > 0)
        walk_repeats(w, l);
}

void nv_ladder_at(const struct nv_snapshot *s, const struct nv_deliverable *d,
                  const struct nv_ladder *l, int32_t today, struct nv_reached *newest,
                  int32_t *next)
{
    struct walk w = {.s = s, .d = d, .today = today, .next = INT32_MAX};
    w.newest.day = NV_DAY_NONE;
    w.overdue = d->nominal != NV_DAY_NONE && today > d->effective;
    walk_ladder(&w, l);
    *newest = w.newest;
    if (next)
        *next = w.next;
}

size_t nv_ladder_list(const struct nv_snapshot *s, const struct nv_deliverable *d,
                      const struct nv_ladder *l, int32_t until, struct nv_reached *out, size_t max)
{
    struct walk w = {.s = s, .d = d, .today = until, .next = INT32_MAX, .list = out, .max = max};
    w.newest.day = NV_DAY_NONE;
    walk_ladder(&w, l);
    return w.n;
}
