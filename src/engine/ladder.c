#include "engine/ladder.h"

#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/workdays.h"

/* Days after the signing in which a beginning is no news. */
enum { JUST_TOLD_DAYS = 14 };

/* What is gathered while the rungs are walked: either the newest and the next, or a list. */
struct walk {
    const struct nv_snapshot *s;
    const struct nv_occurrence *o;
    const struct nv_plan *plan;
    const int32_t *since; /* of rungs and repetition, or NULL */
    uint32_t n_rungs;
    int32_t start; /* no rung before this; INT32_MIN */
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
    if (r.day < w->start && r.kind == NV_RUNG_OFFSET)
        r.day = w->start;
    if (r.day > w->today) {
        if (r.day < w->next)
            w->next = r.day;
        return;
    }
    if (w->list)
        insert_sorted(w, r);
    if (w->since && r.day < w->since[r.rank < NV_RANK_REPEAT ? (uint32_t)r.rank : w->n_rungs])
        return;
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
    /* Nobody reports on work before it begins. */
    if (w->o->first_day == NV_DAY_NONE || r.day >= w->o->first_day)
        consider(w, r);
}

/* A shorter period of the same work is due in this quarter ("hằng quý, năm"): that one asks. */
static bool has_part(const struct walk *w, int32_t from, int32_t until)
{
    const struct nv_deliverable *d = &w->s->deliverables[w->o->deliverable];
    for (uint32_t i = 0; i < d->n_occurrences && w->o->kind == NV_DL_RECURRING; i++) {
        int32_t day = w->s->occurrences[d->first_occurrence + i].nominal;
        if (day >= from && day <= until)
            return true;
    }
    return false;
}

/* Dated: the quarter ends inside the period. Undated: every quarter end from the plan's signing, or
 * from where the work begins; for continuous work in each quarter that begins while the plan runs.
 */
static void walk_quarters(struct walk *w, const struct nv_rung *rung, int rank)
{
    const struct nv_plan *plan = w->plan;
    bool dated = w->o->nominal != NV_DAY_NONE;
    int32_t from = w->o->first_day > plan->signed_day ? w->o->first_day : plan->signed_day + 1;
    /* What a plan that is signed in December asks for belongs to the year to come. */
    if (w->o->kind == NV_DL_CONTINUOUS && nv_day_year(from) < plan->year)
        from = nv_day_from_civil(plan->year, 1, 1);
    int32_t to = dated ? w->o->nominal - 1
                 : w->o->kind == NV_DL_CONTINUOUS
                     ? nv_quarter_last(nv_day_year(plan->until), nv_day_quarter(plan->until))
                     : w->today + 200;
    /* A rung lies at most so far before its quarter end: older quarters cannot be the newest. */
    if (!w->list && w->today - 400 > from)
        from = w->today - 400;
    for (int32_t day = from; day <= to;) {
        int year = nv_day_year(day), quarter = nv_day_quarter(day);
        int32_t last = nv_quarter_last(year, quarter);
        if (last <= to && !has_part(w, day, last))
            walk_quarter(w, rung, year, quarter, rank);
        day = last + 1;
    }
}

/* Whoever has just been told of the work need not be told again that it begins. */
static void walk_start(struct walk *w, int rank)
{
    struct nv_reached r = {.kind = NV_RUNG_START, .rank = rank, .text = "start"};
    if (w->o->first_day == NV_DAY_NONE || w->o->first_day <= w->plan->signed_day + JUST_TOLD_DAYS)
        return;
    r.day = nv_workdays_on_or_after(w->s->workdays, w->o->first_day);
    consider(w, r);
}

static void walk_offset(struct walk *w, const struct nv_ladder *l, uint32_t i)
{
    const struct nv_rung *rung = &l->rungs[i];
    struct nv_reached r = {.kind = NV_RUNG_OFFSET, .after = rung->n > 0, .rank = (int)i};
    r.last = !r.after && (i + 1 == l->n_rungs || l->rungs[i + 1].n > 0);
    if (rung->n > 0)
        r.day = move(w, w->o->effective, rung->n, rung->calendar);
    else if (rung->calendar)
        r.day = move(w, w->o->nominal, rung->n, true);
    else
        r.day = move(w, nv_workdays_on_or_before(w->s->workdays, w->o->nominal), rung->n, false);
    nv_fmt(r.text, sizeof r.text, "%s", rung->text);
    consider(w, r);
}

/* After the last rung, again and again: the newest repetition that has come, and the one after it.
 */
static void walk_repeats(struct walk *w, const struct nv_ladder *l)
{
    const struct nv_rung *last = l->n_rungs ? &l->rungs[l->n_rungs - 1] : NULL;
    bool after = last && last->kind == NV_RUNG_OFFSET && last->n > 0;
    int32_t anchor = after ? move(w, w->o->effective, last->n, last->calendar) : w->o->effective;
    int base = after && last->calendar == l->repeat_calendar ? last->n : 0;
    if (base == 0)
        anchor = after ? anchor : w->o->effective;
    int passed = w->today < anchor    ? 0
                 : l->repeat_calendar ? nv_workdays_on_or_before(w->s->workdays, w->today) - anchor
                                      : nv_workdays_between(w->s->workdays, anchor, w->today);
    int newest = passed / l->repeat;
    for (int k = w->list ? 1 : newest > 1 ? newest : 1; k <= newest + 1; k++) {
        struct nv_reached r = {.kind = NV_RUNG_OFFSET, .after = true, .rank = NV_RANK_REPEAT + k};
        r.day = move(w, anchor, k * l->repeat, l->repeat_calendar);
        if (base || !after)
            nv_fmt(r.text, sizeof r.text, "+%d%c", base + k * l->repeat,
                   l->repeat_calendar ? 'd' : 'w');
        else
            nv_fmt(r.text, sizeof r.text, "+%dd", r.day - w->o->effective);
        consider(w, r);
    }
}

static void walk_ladder(struct walk *w, const struct nv_ladder *l)
{
    bool dated = w->o->nominal != NV_DAY_NONE;
    for (uint32_t i = 0; i < l->n_rungs; i++) {
        const struct nv_rung *rung = &l->rungs[i];
        if (rung->kind == NV_RUNG_ASSIGNED) {
            struct nv_reached r = {.kind = NV_RUNG_ASSIGNED, .rank = (int)i, .text = "assigned"};
            r.day = nv_workdays_on_or_after(w->s->workdays, w->plan->signed_day);
            /* The work is assigned once, with its first period. */
            if (w->o->first)
                consider(w, r);
        } else if (rung->kind == NV_RUNG_START) {
            walk_start(w, (int)i);
        } else if (rung->kind == NV_RUNG_PROGRESS) {
            walk_quarters(w, rung, (int)i);
        } else if (dated) {
            walk_offset(w, l, i);
        }
    }
    if (dated && l->repeat > 0)
        walk_repeats(w, l);
}

static struct walk begin(const struct nv_snapshot *s, const struct nv_occurrence *o, int32_t today)
{
    struct walk w = {.s = s, .o = o, .today = today, .start = INT32_MIN, .next = INT32_MAX};
    w.plan = &s->plans[s->deliverables[o->deliverable].plan];
    w.newest.day = NV_DAY_NONE;
    /* Where the work is due before its period begins ("trước ngày 30/11 năm trước"), or as it does,
     * there is no time in which to remind. */
    if ((o->kind == NV_DL_RANGE || o->kind == NV_DL_RECURRING) && o->first_day != NV_DAY_NONE &&
        o->first_day < o->nominal)
        w.start = nv_workdays_on_or_after(s->workdays, o->first_day);
    return w;
}

void nv_ladder_at(const struct nv_snapshot *s, const struct nv_occurrence *o,
                  const struct nv_ladder *l, const int32_t *since, int32_t today,
                  struct nv_reached *newest, int32_t *next)
{
    struct walk w = begin(s, o, today);
    w.since = since;
    w.n_rungs = l->n_rungs;
    w.overdue = o->nominal != NV_DAY_NONE && today > o->effective;
    walk_ladder(&w, l);
    *newest = w.newest;
    if (next)
        *next = w.next;
}

size_t nv_ladder_list(const struct nv_snapshot *s, const struct nv_occurrence *o,
                      const struct nv_ladder *l, int32_t until, struct nv_reached *out, size_t max)
{
    struct walk w = begin(s, o, until);
    w.list = out;
    w.max = max;
    walk_ladder(&w, l);
    return w.n;
}
