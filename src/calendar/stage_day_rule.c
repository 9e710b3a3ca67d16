/* Which day of what recurs: "chậm nhất ngày 20 của tháng cuối quý", "trước ngày 15 và ngày 30 hằng
 * tháng", "thứ Sáu hằng tuần", "tháng 6 và tháng 12 hằng năm". */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/period.h"
#include "calendar/phrase.h"
#include "calendar/stage.h"

enum { TEXT = 64, DAYS_MAX = 12, LAST = 0 };

static const char *const each[] = {"hang", "moi", "tung", NULL};

static const char *const next_one[] = {
    "sau lien ke", "tiep theo lien ke", "ke tiep", "tiep theo", "lien ke", "sau", NULL};

bool nv_stage_eat_each(struct nv_phrase *ph)
{
    return nv_phrase_eat_any(ph, each);
}

static bool eat_every(struct nv_phrase *ph, const char *unit)
{
    size_t from = ph->at;
    if (nv_stage_eat_each(ph) && nv_phrase_eat(ph, unit))
        return true;
    ph->at = from;
    return false;
}

/* Eats "chậm nhất", "trước" and the like; true where they exclude the day. */
static bool eat_bound(struct nv_phrase *ph)
{
    static const char *const words[] = {
        "cham nhat la", "cham nhat", "muon nhat", "tre nhat", "khong qua", "truoc", "vao",
        "den",          "het",       "trong",     "thoi han", "thoi diem", "la",    NULL};
    bool before = false;
    size_t n;
    for (; (n = nv_phrase_sees_any(ph, 0, words)); ph->at += n)
        before = before || nv_phrase_sees(ph, 0, "truoc");
    return before;
}

/* "," and "và" between days; a bound may be said again: "trước ngày 15 và trước ngày 30". */
static bool eat_and(struct nv_phrase *ph, bool before)
{
    size_t from = ph->at;
    bool any = nv_phrase_eat_punct(ph, ',');
    any = nv_phrase_eat(ph, "va") || any;
    size_t at = ph->at;
    if (any && (eat_bound(ph) == before || ph->at == at))
        return true;
    ph->at = from;
    return false;
}

struct days {
    int v[DAYS_MAX]; /* of the month, or LAST */
    size_t n;
};

static bool eat_day(struct nv_phrase *ph, bool bare, int *day)
{
    size_t from = ph->at;
    bool named = nv_phrase_eat(ph, "ngay");
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    *day = LAST;
    if (nv_phrase_eat(ph, "cuoi cung") || nv_phrase_eat(ph, "cuoi"))
        return true;
    if ((named || bare) && t->type == NV_TOKEN_NUMBER && t->digits <= 2 && t->number >= 1 &&
        t->number <= 31) {
        *day = t->number;
        ph->at++;
        return true;
    }
    ph->at = from;
    return false;
}

static bool eat_days(struct nv_phrase *ph, bool bounded, bool before, struct days *out)
{
    out->n = 0;
    if (!eat_day(ph, bounded, &out->v[0]))
        return false;
    for (out->n = 1; out->n < DAYS_MAX; out->n++) {
        size_t from = ph->at;
        if (eat_and(ph, before) && eat_day(ph, true, &out->v[out->n]))
            continue;
        ph->at = from;
        break;
    }
    return true;
}

/* "tháng cuối [của] [mỗi] quý", "tháng đầu tiên của quý sau liền kề": which month of a quarter. */
static bool eat_month_of_quarter(struct nv_phrase *ph, bool quarterly, char period[TEXT])
{
    size_t from = ph->at;
    if (!nv_phrase_eat(ph, "thang"))
        return false;
    int month = 0;
    if (nv_phrase_eat(ph, "dau tien") || nv_phrase_eat(ph, "dau") || nv_phrase_eat(ph, "thu nhat"))
        month = 1;
    else if (nv_phrase_eat(ph, "thu hai") || nv_phrase_eat(ph, "giua"))
        month = 2;
    else if (nv_phrase_eat(ph, "cuoi cung") || nv_phrase_eat(ph, "cuoi") ||
             nv_phrase_eat(ph, "thu ba"))
        month = 3;
    size_t named = ph->at;
    nv_phrase_eat(ph, "cua");
    nv_stage_eat_each(ph);
    bool quarter = nv_phrase_eat(ph, "quy") && !nv_period_sees_quarter(ph, 0);
    if (!quarter && quarterly)
        ph->at = named; /* "hằng quý, trước ngày 25 tháng cuối" */
    if (!month || !(quarter || quarterly)) {
        ph->at = from;
        return false;
    }
    if (quarter && nv_phrase_eat_any(ph, next_one))
        nv_fmt(period, TEXT, "quarterly:next-quarter-month%d", month);
    else if (month == 3)
        nv_fmt(period, TEXT, "quarterly:last-month");
    else
        nv_fmt(period, TEXT, "quarterly:month%d", month);
    return true;
}

/* Nothing stands `ahead` of the cursor that could make a date of the words before. */
static bool ends(const struct nv_phrase *ph, size_t ahead)
{
    const struct nv_token *t = nv_phrase_peek(ph, ahead);
    return t->type == NV_TOKEN_END || (t->type == NV_TOKEN_PUNCT && strchr(",;().", t->punct));
}

static bool eat_next_month(struct nv_phrase *ph)
{
    size_t from = ph->at;
    if (nv_phrase_eat(ph, "thang") && nv_phrase_eat_any(ph, next_one))
        return true;
    ph->at = from;
    return false;
}

/* Whose days they are; false where the words tell none. */
static bool eat_period(struct nv_phrase *ph, const char *freq, bool only_last, char period[TEXT])
{
    nv_phrase_eat(ph, "cua");
    if (eat_month_of_quarter(ph, strcmp(freq, "quarterly") == 0, period))
        return true;
    if (eat_next_month(ph))
        nv_fmt(period, TEXT, "monthly:next-month");
    else if (eat_every(ph, "thang") || (nv_phrase_sees(ph, 0, "thang") && ends(ph, 1) && ++ph->at))
        nv_fmt(period, TEXT, "monthly");
    else if (only_last &&
             (eat_every(ph, "quy") || (nv_phrase_sees(ph, 0, "quy") && ends(ph, 1) && ++ph->at)))
        nv_fmt(period, TEXT, "quarterly");
    else if (only_last && eat_every(ph, "nam"))
        nv_fmt(period, TEXT, "yearly");
    else if (strcmp(freq, "monthly") == 0 && ends(ph, 0))
        nv_fmt(period, TEXT, "monthly");
    else
        return false;
    return true;
}

/* "ngày 20 của tháng cuối quý", "ngày 15 và ngày 30 hằng tháng", "ngày cuối cùng của tháng". */
static int take_days(struct nv_phrase *ph, const char *freq, struct nv_deadline *out)
{
    size_t from = ph->at;
    struct days days;
    char period[TEXT];
    bool before = eat_bound(ph);
    if (!eat_days(ph, ph->at > from, before, &days) ||
        !eat_period(ph, freq, days.n == 1 && days.v[0] == LAST, period)) {
        ph->at = from;
        return 0;
    }
    for (size_t i = 0; i < days.n; i++) {
        char rule[TEXT + 16];
        if (days.v[i] == LAST)
            nv_fmt(rule, sizeof rule, "%s:%slast-day", period, before ? "<" : "");
        else
            nv_fmt(rule, sizeof rule, "%s:%s%d", period, before ? "<" : "", days.v[i]);
        if (!nv_stage_add_value(out, i ? "," : "", rule))
            return nv_phrase_refuse(ph, from, ph->at, "quá nhiều mốc trong một thời hạn");
    }
    return 1;
}

static const char *eat_weekday(struct nv_phrase *ph)
{
    static const struct {
        const char *vi, *en;
    } days[] = {{"thu hai", "mon"}, {"thu ba", "tue"},  {"thu tu", "wed"},  {"thu nam", "thu"},
                {"thu sáu", "fri"}, {"thu bay", "sat"}, {"chu nhat", "sun"}};
    nv_phrase_eat(ph, "ngay");
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (nv_phrase_eat(ph, days[i].vi))
            return days[i].en;
    const struct nv_token *t = nv_phrase_peek(ph, 1);
    if (nv_phrase_sees(ph, 0, "thu") && t->type == NV_TOKEN_NUMBER && t->number >= 2 &&
        t->number <= 7) {
        ph->at += 2;
        return days[t->number - 2].en;
    }
    return NULL;
}

/* "Thứ Hai và thứ Sáu hằng tuần", "hằng tuần, vào thứ Sáu" */
static int take_weekdays(struct nv_phrase *ph, const char *freq, struct nv_deadline *out)
{
    size_t from = ph->at, n = 0;
    char text[TEXT + 16] = "";
    if (eat_bound(ph)) /* "trước thứ Sáu" */
        ph->at = from;
    for (size_t at = ph->at;; at = ph->at) {
        const char *day = n < 7 && (!n || eat_and(ph, false)) ? eat_weekday(ph) : NULL;
        if (!day) {
            ph->at = at;
            break;
        }
        size_t used = strlen(text);
        nv_fmt(text + used, sizeof text - used, "%sweekly:%s", n++ ? "," : "", day);
    }
    if (n && (eat_every(ph, "tuan") || (strcmp(freq, "weekly") == 0 && ends(ph, 0))))
        return nv_stage_add_value(out, "", text);
    ph->at = from;
    return 0;
}

/* "tháng 12 hằng năm", "tháng 01 năm sau đối với …", "tháng 11 năm trước của năm kế hoạch": the
 * year must be said to repeat. "Của năm sau" is the year behind each one that is reported on. */
static bool eat_year_rule(struct nv_phrase *ph, const char *freq, const char **year)
{
    static const char *const behind[] = {
        "nam sau",         "nam ke tiep",       "nam tiep theo", "cua nam sau",
        "cua nam ke tiep", "cua nam tiep theo", "nam lien sau",  NULL};
    size_t from = ph->at;
    *year = "yearly";
    nv_phrase_eat_punct(ph, ',');
    if (eat_every(ph, "nam"))
        return true;
    ph->at = from;
    bool whose = nv_phrase_sees(ph, 0, "cua");
    bool next = nv_phrase_eat_any(ph, behind);
    if (next || nv_phrase_eat(ph, "nam truoc") || nv_phrase_eat(ph, "cua nam truoc")) {
        *year = next ? "yearly:next-year" : "yearly:previous-year";
        nv_phrase_eat(ph, "lien ke");
        if (nv_phrase_eat(ph, "cua nam ke hoach") || nv_phrase_eat(ph, "cua nam bao cao") ||
            nv_phrase_sees(ph, 0, "doi voi") || (next && whose && ends(ph, 0)))
            return true;
        if (strcmp(freq, "yearly") == 0 && ends(ph, 0))
            return true;
    }
    ph->at = from;
    *year = "yearly";
    return strcmp(freq, "yearly") == 0 && ends(ph, 0);
}

static int add_yearly(struct nv_phrase *ph, bool before, const char *year, struct nv_period *p,
                      struct nv_deadline *out)
{
    const char *sign = before ? "<" : "";
    char rule[TEXT];
    if (p->year)
        return nv_phrase_refuse(ph, p->from, ph->at, "vừa có năm cụ thể vừa là hằng năm");
    if (p->part == NV_PART_WHOLE && p->unit == NV_UNIT_MONTH)
        nv_fmt(rule, sizeof rule, "%s:%s%02d", year, sign, p->month);
    else if (p->part == NV_PART_WHOLE && p->unit == NV_UNIT_QUARTER)
        nv_fmt(rule, sizeof rule, "%s:%sQ%d", year, sign, p->n);
    else if (p->part == NV_PART_WHOLE && p->unit == NV_UNIT_HALF)
        nv_fmt(rule, sizeof rule, "%s:%sH%d", year, sign, p->n);
    else if (p->unit == NV_UNIT_DAY && p->month) {
        struct nv_span span;
        p->year = 2024; /* 29/02 exists in some years */
        if (nv_period_span(ph, p, &span) < 0)
            return -NV_ESYNTAX;
        nv_fmt(rule, sizeof rule, "%s:%s%02d-%02d", year, sign, p->month, p->n);
    } else
        return nv_phrase_refuse(ph, p->from, ph->at,
                                "hằng năm phải đi với ngày và tháng, tháng hoặc quý");
    if (!nv_stage_add_value(out, out->value[0] ? "," : "", rule))
        return nv_phrase_refuse(ph, p->from, ph->at, "quá nhiều mốc trong một thời hạn");
    return 1;
}

static int read_periods(struct nv_phrase *ph, bool before, struct nv_period v[DAYS_MAX], size_t *n)
{
    int rc = nv_period_read(ph, NULL, &v[0]);
    for (*n = 1; rc > 0 && *n < DAYS_MAX; ++*n) {
        size_t from = ph->at;
        if (!eat_and(ph, before)) {
            ph->at = from;
            break;
        }
        rc = nv_period_read(ph, &v[*n - 1], &v[*n]);
        if (rc == 0) {
            ph->at = from;
            return 1;
        }
    }
    return rc;
}

/* "ngày 15 và 30 tháng 6" has one month for both, "ngày 25 tháng 3, 6, 9, 12" one day for all. */
static void complete(const struct nv_phrase *ph, struct nv_period *v, size_t n)
{
    bool months = n > 1 && v[0].unit == NV_UNIT_DAY && v[0].month &&
                  strcmp(ph->tokens.v[v[0].to - 2].word, "thang") == 0;
    for (size_t i = 1; i < n; i++)
        months = months && v[i].unit == NV_UNIT_DAY && !v[i].month && !v[i].year && v[i].n <= 12 &&
                 v[i].to == v[i].from + 1;
    for (size_t i = 1; months && i < n; i++) {
        v[i].month = v[i].n;
        v[i].n = v[0].n;
    }
    for (size_t i = n - 1; i-- > 0;)
        if (v[i].unit == NV_UNIT_DAY && !v[i].month && v[i + 1].unit == NV_UNIT_DAY)
            v[i].month = v[i + 1].month;
}

/* Periods that the words repeat every year. */
static int take_yearly(struct nv_phrase *ph, const char *freq, struct nv_deadline *out)
{
    size_t from = ph->at, n;
    struct nv_period v[DAYS_MAX];
    bool before = eat_bound(ph);
    int rc = read_periods(ph, before, v, &n);
    const char *year;
    if (rc > 0 && !eat_year_rule(ph, freq, &year))
        rc = 0;
    if (rc > 0)
        complete(ph, v, n);
    for (size_t i = 0; rc > 0 && i < n; i++)
        rc = add_yearly(ph, before, year, &v[i], out);
    if (rc == 0)
        ph->at = from;
    return rc;
}

int nv_stage_day_rule(struct nv_phrase *ph, const char *freq, struct nv_deadline *out)
{
    int rc = take_weekdays(ph, freq, out);
    rc = rc ? rc : take_days(ph, freq, out);
    return rc ? rc : take_yearly(ph, freq, out);
}
