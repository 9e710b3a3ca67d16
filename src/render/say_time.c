/* Counts, days, periods and deadlines in words. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "render/clean.h"
#include "render/mustache_tv.h"
#include "render/said.h"
#include "render/say.h"

/* With a nought before a single digit. */
static void set_padded(struct nv_tv *data, const char *key, long n)
{
    char digits[] = {'0', (char)('0' + n % 10), '\0'};
    bool single = n >= 0 && n <= 9;
    nv_tv_set_str(data, key,
                  single ? nv_arena_strdup(data->arena, digits) : nv_tv_int(data->arena, n)->text);
}

const char *nv_say_quantity(const struct nv_view *v, enum nv_word word, long n)
{
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_int(data, "n", n);
    set_padded(data, "nn", n);
    nv_tv_set_bool(data, "one", n == 1);
    return nv_say_with(v, word, data);
}

const char *nv_say_roman(unsigned n)
{
    static const char *const roman[] = {"",   "I",   "II",   "III", "IV", "V",
                                        "VI", "VII", "VIII", "IX",  "X"};
    return n < sizeof roman / sizeof *roman ? roman[n] : "";
}

static const char *month_name(const struct nv_view *v, int month)
{
    return nv_say(v, (enum nv_word)(NV_WORD_JAN + month - 1));
}

static const char *say_day(const struct nv_view *v, int32_t day)
{
    int y, m, d;
    nv_day_to_civil(day, &y, &m, &d);
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_int(data, "d", d);
    set_padded(data, "dd", d);
    nv_tv_set_str(data, "month", month_name(v, m));
    nv_tv_set_int(data, "m", m);
    set_padded(data, "mm", m);
    nv_tv_set_int(data, "year", y);
    return nv_say_with(v, NV_WORD_DAY, data);
}

const char *nv_say_day(const struct nv_view *v, int32_t day)
{
    struct nv_said *said = v->said;
    if (day == NV_DAY_NONE)
        return "";
    for (unsigned i = 0; i < NV_SAID_DAYS && said->days[i].text; i++)
        if (said->days[i].day == day)
            return said->days[i].text;
    unsigned at = said->next_day++ % NV_SAID_DAYS;
    said->days[at].day = day;
    return said->days[at].text = say_day(v, day);
}

const char *nv_say_date(const struct nv_view *v, int32_t day)
{
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "weekday",
                  nv_say(v, (enum nv_word)(NV_WORD_MON + nv_day_weekday(day) - NV_MONDAY)));
    nv_tv_set_str(data, "day", nv_say_day(v, day));
    return nv_say_with(v, NV_WORD_DATE, data);
}

/* Reads `digits` digits and moves on; -1 where there are none. */
static int eat(const char **s, int digits)
{
    int n = 0;
    for (int i = 0; i < digits; i++) {
        if ((*s)[i] < '0' || (*s)[i] > '9')
            return -1;
        n = n * 10 + ((*s)[i] - '0');
    }
    *s += digits;
    return n;
}

static const char *say_unit(const struct nv_view *v, enum nv_word word, int n, int month, int year)
{
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_int(data, "n", n);
    nv_tv_set_str(data, "roman", nv_say_roman((unsigned)n));
    nv_tv_set_bool(data, "first", n == 1);
    nv_tv_set_str(data, "month", month ? month_name(v, month) : NULL);
    nv_tv_set_int(data, "year", year);
    return nv_say_with(v, word, data);
}

/* What stands behind "2025-03": nothing, "-W2", "-WL" or "-15". */
static const char *in_month(const struct nv_view *v, const char **s, int month, int year)
{
    if (month < 1 || month > 12)
        return NULL;
    if (**s != '-')
        return say_unit(v, NV_WORD_PERIOD_MONTH, month, month, year);
    ++*s;
    if (strncmp(*s, "WL", 2) == 0) {
        *s += 2;
        return say_unit(v, NV_WORD_PERIOD_LAST_WEEK, 0, month, year);
    }
    bool week = **s == 'W';
    *s += week;
    int n = eat(s, week ? 1 : 2);
    if (n < 1)
        return NULL;
    if (week)
        return say_unit(v, NV_WORD_PERIOD_WEEK_OF_MONTH, n, month, year);
    return nv_say_one(v, NV_WORD_PERIOD_DAY, "day",
                      nv_say_day(v, nv_day_from_civil(year, month, n)));
}

/* One of the names that calendar/due_name.c gives: "2025", "2025-Q1", "2025-H2", "2025-W07", … */
static const char *one_period(const struct nv_view *v, const char **s)
{
    int year = eat(s, 4);
    if (year < 0)
        return NULL;
    if (**s != '-')
        return say_unit(v, NV_WORD_PERIOD_YEAR, 0, 0, year);
    char unit = *++*s;
    if (unit != 'Q' && unit != 'H' && unit != 'W') {
        int month = eat(s, 2);
        return in_month(v, s, month, year);
    }
    ++*s;
    int n = eat(s, unit == 'W' ? 2 : 1);
    if (n < 1 || (unit == 'Q' && n > 4) || (unit == 'H' && n > 2))
        return NULL;
    return say_unit(v,
                    unit == 'Q'   ? NV_WORD_PERIOD_QUARTER
                    : unit == 'H' ? NV_WORD_PERIOD_HALF
                                  : NV_WORD_PERIOD_WEEK,
                    n, 0, year);
}

/* From the name behind the '@' of its id; where that says nothing, as the plan's reader named it.
 */
const char *nv_say_period(const struct nv_view *v, const struct nv_occurrence *o)
{
    const char *s = strchr(o->id, '@'), *said, *to = NULL;
    if (!o->label || !s)
        return o->label;
    s++;
    said = one_period(v, &s);
    if (said && strncmp(s, "..", 2) == 0) {
        s += 2;
        bool year = strspn(s, "0123456789") == 4 && s[4] != '-';
        to = *s ? one_period(v, &s) : NULL;
        struct nv_tv *data = nv_say_data(v);
        nv_tv_set_str(data, "from", said);
        nv_tv_set_str(data, "to", to);
        nv_tv_set_bool(data, "to_year", year);
        said = nv_say_with(v, NV_WORD_PERIOD_RANGE, data);
    }
    if (said && *s == '+')
        return nv_arena_fmt(v->arena, "%s (%s)", said, nv_clean(v->arena, s + 1));
    return said && !*s ? said : o->label;
}

/* The list's names carry remarks in brackets ("(28 tháng Chạp - mùng 3)") that no letter needs. */
static const char *day_off(const struct nv_view *v, int32_t day)
{
    static const struct {
        const char *front;
        enum nv_word word;
    } kinds[] = {
        {"Hoán đổi", NV_WORD_OFF_SWAPPED}, {"Nghỉ ", NV_WORD_OFF_REST}, {"Tết ", NV_WORD_OFF_TET}};
    const char *full = nv_workdays_name(v->snapshot->workdays, day);
    if (!full)
        return nv_say(v,
                      nv_day_weekday(day) >= NV_SATURDAY ? NV_WORD_OFF_WEEKEND : NV_WORD_OFF_OTHER);
    const char *bracket = strstr(full, " (");
    const char *name = nv_clean(
        v->arena, bracket ? nv_arena_strndup(v->arena, full, (size_t)(bracket - full)) : full);
    enum nv_word word = NV_WORD_OFF_HOLIDAY;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(name, kinds[i].front, strlen(kinds[i].front)) == 0)
            word = kinds[i].word;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "name", name);
    nv_tv_set_str(data, "lower",
                  *name >= 'A' && *name <= 'Z'
                      ? nv_arena_fmt(v->arena, "%c%s", *name - 'A' + 'a', name + 1)
                      : name);
    return nv_say_with(v, word, data);
}

static const char *time_left(const struct nv_view *v, const struct nv_view_item *it)
{
    if (it->late > 0 || nv_standing_closed(it->standing))
        return NULL;
    if (it->days_left == 0)
        return nv_say(v, NV_WORD_DEADLINE_TODAY);
    int work = nv_view_workdays_to(v, v->today + it->days_left);
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "days", nv_say_quantity(v, NV_WORD_DAYS, it->days_left));
    if (work <= 0)
        return nv_say_with(v, NV_WORD_DEADLINE_LEFT_NO_WORKDAY, data);
    nv_tv_set_str(data, "workdays", nv_say_quantity(v, NV_WORD_WORKDAYS, work));
    return nv_say_with(v, NV_WORD_DEADLINE_LEFT, data);
}

static enum nv_word no_deadline(const struct nv_view_item *it)
{
    switch (it->occurrence->kind) {
    case NV_DL_CONTINUOUS:
    case NV_DL_RECURRING:
    case NV_DL_OPEN_RANGE:
        return NV_WORD_DEADLINE_CONTINUOUS;
    case NV_DL_AS_NEEDED:
        return NV_WORD_DEADLINE_AS_NEEDED;
    case NV_DL_AFTER_EVENT:
        return it->standing->happened ? NV_WORD_DEADLINE_UNKNOWN : NV_WORD_DEADLINE_AFTER_EVENT;
    default:
        return NV_WORD_DEADLINE_UNKNOWN;
    }
}

const char *nv_say_deadline(const struct nv_view *v, const struct nv_view_item *it)
{
    if (!it->dated)
        return nv_say(v, no_deadline(it));
    int32_t nominal = it->item->nominal, effective = it->item->effective;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "date", nv_say_date(v, nominal));
    nv_tv_set_str(data, "effective", nv_say_date(v, effective));
    nv_tv_set_str(data, "left", time_left(v, it));
    if (nominal == effective)
        return nv_say_with(v, NV_WORD_DEADLINE_ON_DAY, data);
    if (nv_workdays_is(v->snapshot->workdays, nominal))
        return nv_say_with(v, NV_WORD_DEADLINE_MOVED, data);
    nv_tv_set_str(data, "day_off", day_off(v, nominal));
    return nv_say_with(v, NV_WORD_DEADLINE_ROLLED, data);
}

const char *nv_say_due(const struct nv_view *v, const struct nv_view_item *it)
{
    if (!it->dated)
        return NULL;
    int32_t day = v->today <= it->item->nominal ? it->item->nominal : it->item->effective;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "day", nv_say_day(v, day));
    nv_tv_set_str(data, "late", it->late > 0 ? nv_say_quantity(v, NV_WORD_DAYS, it->late) : NULL);
    nv_tv_set_str(data, "left",
                  it->late == 0 && it->days_left > 0 && !nv_standing_closed(it->standing)
                      ? nv_say_quantity(v, NV_WORD_DAYS, it->days_left)
                      : NULL);
    return nv_say_with(v, NV_WORD_DEADLINE_SHORT, data);
}
