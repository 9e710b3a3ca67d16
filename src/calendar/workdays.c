#include "calendar/workdays.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/vec.h"
#include "calendar/day.h"

enum { YEARS = NV_WORKDAYS_LAST_YEAR - NV_WORKDAYS_FIRST_YEAR + 1 };

struct mark {
    const char *name; /* NULL where the administrator gave no reason */
    bool worked;
};

struct year {
    bool listed, confirmed;
};

/* Working days are numbered: 1 is the first one of the tables, 0 the one before it, and so on over
 * both ends. `number[i]` is the number of the newest working day on or before the table's day i,
 * `day_of[k - 1]` the day with number k. Everything that is asked is one of these two questions. */
struct nv_workdays {
    bool sealed;
    int32_t first_day;
    size_t days;
    struct year years[YEARS];
    NV_VEC(struct mark) marks;
    uint32_t *mark_of; /* index into marks + 1, 0 for none */
    int32_t *number;
    int32_t *day_of;
    int64_t total;
    struct nv_arena *names;
};

struct nv_workdays *nv_workdays_new(void)
{
    struct nv_workdays *w = nv_calloc(1, sizeof *w);
    w->first_day = nv_day_from_civil(NV_WORKDAYS_FIRST_YEAR, 1, 1);
    w->days = (size_t)(nv_day_from_civil(NV_WORKDAYS_LAST_YEAR, 12, 31) - w->first_day + 1);
    w->mark_of = nv_calloc(w->days, sizeof *w->mark_of);
    w->names = nv_arena_new();
    return w;
}

void nv_workdays_free(struct nv_workdays *w)
{
    if (!w)
        return;
    nv_vec_free(&w->marks);
    nv_arena_free(w->names);
    free(w->mark_of);
    free(w->number);
    free(w->day_of);
    free(w);
}

static const struct year *find_year(const struct nv_workdays *w, int year)
{
    return year < NV_WORKDAYS_FIRST_YEAR || year > NV_WORKDAYS_LAST_YEAR
               ? NULL
               : &w->years[year - NV_WORKDAYS_FIRST_YEAR];
}

bool nv_workdays_add_year(struct nv_workdays *w, int year, bool confirmed)
{
    nv_require(!w->sealed);
    const struct year *known = find_year(w, year);
    if (!known || known->listed)
        return false;
    w->years[year - NV_WORKDAYS_FIRST_YEAR] = (struct year){true, confirmed};
    return true;
}

static bool in_tables(const struct nv_workdays *w, int32_t day)
{
    return day >= w->first_day && (size_t)((int64_t)day - w->first_day) < w->days;
}

static bool add_mark(struct nv_workdays *w, int32_t day, const char *name, bool worked)
{
    nv_require(!w->sealed);
    if (!in_tables(w, day) || w->mark_of[day - w->first_day])
        return false;
    nv_vec_push(&w->marks, (struct mark){nv_arena_strdup(w->names, name), worked});
    w->mark_of[day - w->first_day] = (uint32_t)w->marks.n;
    return true;
}

bool nv_workdays_add_holiday(struct nv_workdays *w, int32_t day, const char *name)
{
    return add_mark(w, day, name, false);
}

bool nv_workdays_add_worked(struct nv_workdays *w, int32_t day, const char *name)
{
    return add_mark(w, day, name, true);
}

void nv_workdays_seal(struct nv_workdays *w)
{
    nv_require(!w->sealed);
    w->number = nv_calloc(w->days, sizeof *w->number);
    w->day_of = nv_calloc(w->days, sizeof *w->day_of);
    for (size_t i = 0; i < w->days; i++) {
        int32_t day = w->first_day + (int32_t)i;
        bool works = nv_day_weekday(day) < NV_SATURDAY;
        if (w->mark_of[i])
            works = w->marks.v[w->mark_of[i] - 1].worked;
        if (works)
            w->day_of[w->total++] = day;
        w->number[i] = (int32_t)w->total;
    }
    w->sealed = true;
}

bool nv_workdays_listed(const struct nv_workdays *w, int year)
{
    const struct year *known = find_year(w, year);
    return known && known->listed;
}

bool nv_workdays_confirmed(const struct nv_workdays *w, int year)
{
    const struct year *known = find_year(w, year);
    return known && known->confirmed;
}

const char *nv_workdays_name(const struct nv_workdays *w, int32_t day)
{
    uint32_t mark = in_tables(w, day) ? w->mark_of[day - w->first_day] : 0;
    return mark ? w->marks.v[mark - 1].name : NULL;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q * b > a ? q - 1 : q;
}

/* Mondays to Fridays numbered through time, and back; 5 January 1970 was a Monday. */
static int64_t weekday_number(int64_t day)
{
    int64_t week = floor_div(day - 4, 7), in_week = day - 4 - week * 7;
    return week * 5 + (in_week < 5 ? in_week + 1 : 5);
}

static int64_t weekday_day(int64_t number)
{
    int64_t week = floor_div(number - 1, 5);
    return 4 + week * 7 + (number - 1 - week * 5);
}

/* The number of the newest working day on or before `day`. */
static int64_t number_of(const struct nv_workdays *w, int64_t day)
{
    nv_require(w->sealed);
    int64_t before = (int64_t)w->first_day - 1, last = before + (int64_t)w->days;
    if (day <= before)
        return weekday_number(day) - weekday_number(before);
    if (day > last)
        return w->total + weekday_number(day) - weekday_number(last);
    return w->number[day - w->first_day];
}

static int32_t day_of(const struct nv_workdays *w, int64_t number)
{
    int64_t before = (int64_t)w->first_day - 1, last = before + (int64_t)w->days;
    int64_t day;
    if (number <= 0)
        day = weekday_day(number + weekday_number(before));
    else if (number > w->total)
        day = weekday_day(number - w->total + weekday_number(last));
    else
        day = w->day_of[number - 1];
    return day <= INT32_MIN || day > INT32_MAX ? NV_DAY_NONE : (int32_t)day;
}

bool nv_workdays_is(const struct nv_workdays *w, int32_t day)
{
    return day != NV_DAY_NONE && number_of(w, day) != number_of(w, (int64_t)day - 1);
}

int32_t nv_workdays_on_or_before(const struct nv_workdays *w, int32_t day)
{
    return day == NV_DAY_NONE ? NV_DAY_NONE : day_of(w, number_of(w, day));
}

int32_t nv_workdays_on_or_after(const struct nv_workdays *w, int32_t day)
{
    return day == NV_DAY_NONE ? NV_DAY_NONE : day_of(w, number_of(w, (int64_t)day - 1) + 1);
}

int32_t nv_workdays_shift(const struct nv_workdays *w, int32_t day, int n)
{
    if (day == NV_DAY_NONE)
        return NV_DAY_NONE;
    if (n >= 0)
        return day_of(w, number_of(w, day) + n);
    return day_of(w, number_of(w, (int64_t)day - 1) + 1 + n);
}

int nv_workdays_between(const struct nv_workdays *w, int32_t a, int32_t b)
{
    if (b >= a)
        return (int)(number_of(w, b) - number_of(w, a));
    return (int)(number_of(w, (int64_t)b - 1) - number_of(w, (int64_t)a - 1));
}
