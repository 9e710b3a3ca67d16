#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/period.h"
#include "calendar/phrase.h"
#include "calendar/stage.h"

enum { TEXT = 96 };

static const char *const every[] = {"hang", "moi", "tung", NULL};

/* Months of a period, 0 for a week and -1 for a day; 99 where there is no unit. */
enum { UNIT_DAY = -1, UNIT_WEEK = 0, UNIT_NONE = 99 };

static int eat_unit(struct nv_phrase *ph)
{
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    if (t->type == NV_TOKEN_NUMBER && t->digits <= 2 && t->number >= 1 && t->number <= 36) {
        int each = nv_phrase_sees(ph, 1, "thang") ? 1
                   : nv_phrase_sees(ph, 1, "nam") ? 12
                   : nv_phrase_sees(ph, 1, "quy") ? 3
                                                  : 0;
        if (!each)
            return UNIT_NONE;
        ph->at += 2;
        return t->number * each;
    }
    if (nv_phrase_eat(ph, "nua nam"))
        return 6;
    if (nv_phrase_sees(ph, 0, "quy") && nv_period_sees_quarter(ph, 1))
        return UNIT_NONE;
    if (nv_phrase_eat(ph, "quy"))
        return 3;
    if (nv_phrase_eat(ph, "thang"))
        return 1;
    if (nv_phrase_eat(ph, "nam"))
        return 12;
    if (nv_phrase_eat(ph, "tuan"))
        return UNIT_WEEK;
    return nv_phrase_eat(ph, "ngay") ? UNIT_DAY : UNIT_NONE;
}

static void name_frequency(int months, char dst[TEXT])
{
    const char *name = months == UNIT_DAY    ? "daily"
                       : months == UNIT_WEEK ? "weekly"
                       : months == 1         ? "monthly"
                       : months == 3         ? "quarterly"
                       : months == 6         ? "half-yearly"
                       : months == 12        ? "yearly"
                                             : NULL;
    if (name)
        nv_fmt(dst, TEXT, "%s", name);
    else
        nv_fmt(dst, TEXT, "every-%d-months", months);
}

/* "một lần", "01 lần" behind the unit says nothing new; more than once does. */
static int eat_once(struct nv_phrase *ph)
{
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    bool one = nv_phrase_sees(ph, 0, "mot lan") ||
               (t->type == NV_TOKEN_NUMBER && t->number == 1 && nv_phrase_sees(ph, 1, "lan"));
    if (one)
        ph->at += 2;
    return one;
}

/* "02 lần/năm": evenly spread over the unit. */
static int take_times(struct nv_phrase *ph, size_t from, char freq[TEXT])
{
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    int times = nv_phrase_sees(ph, 0, "mot") ? 1 : t->type == NV_TOKEN_NUMBER ? t->number : 0;
    ph->at += 2;
    if (!nv_phrase_eat_punct(ph, '/') && !nv_phrase_eat(ph, "trong"))
        nv_phrase_eat_any(ph, every);
    nv_phrase_eat(ph, "mot");
    int months = eat_unit(ph);
    if (months == UNIT_NONE || times < 1 || times > 31)
        return nv_phrase_refuse(ph, from, ph->at + (months == UNIT_NONE),
                                "số lần phải đi với ngày, tuần, tháng, quý hoặc năm, như "
                                "02 lần/năm");
    if (times == 1)
        name_frequency(months, freq);
    else if (months > 0 && months % times == 0)
        name_frequency(months / times, freq);
    else {
        char name[TEXT];
        name_frequency(months, name);
        nv_fmt(freq, TEXT, "%dx-%s", times, name);
    }
    return 1;
}

/* One frequency: "hằng quý", "06 tháng/lần", "01 lần/quý"; behind "định kỳ" or another one the unit
 * alone will do ("hằng quý, 6 tháng, năm"). */
static int take_frequency(struct nv_phrase *ph, bool bare, char freq[TEXT])
{
    size_t from = ph->at;
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    nv_phrase_eat(ph, "it nhat");
    nv_phrase_eat(ph, "toi thieu");
    t = nv_phrase_peek(ph, 0);
    if ((t->type == NV_TOKEN_NUMBER || nv_phrase_sees(ph, 0, "mot")) &&
        nv_phrase_sees(ph, 1, "lan"))
        return take_times(ph, from, freq);
    bool named =
        nv_phrase_eat_any(ph, every) ||
        (nv_phrase_sees(ph, 0, "theo quy") && nv_phrase_peek(ph, 2)->type != NV_TOKEN_WORD &&
         !nv_period_sees_quarter(ph, 2) && nv_phrase_eat(ph, "theo"));
    nv_phrase_eat_any(ph, every);
    int months = eat_unit(ph);
    if (months != UNIT_NONE) {
        size_t slash = ph->at;
        if (nv_phrase_eat_punct(ph, '/') && nv_phrase_eat(ph, "lan"))
            named = true;
        else
            ph->at = slash;
        named = eat_once(ph) || named;
        const struct nv_token *next = nv_phrase_peek(ph, 0);
        if (!named && next->type == NV_TOKEN_NUMBER)
            months = UNIT_NONE; /* "quý 2", "năm 2025": a date */
    }
    if (months == UNIT_NONE || (!named && !bare)) {
        ph->at = from;
        return 0;
    }
    name_frequency(months, freq);
    return 1;
}

struct rule {
    bool before;
    int day; /* 0 for the last of the month */
    char period[TEXT];
};

static void write_rule(const struct rule *r, struct nv_deadline *out)
{
    char day[16] = "last-day";
    if (r->day)
        nv_fmt(day, sizeof day, "%s%d", r->before ? "<" : "", r->day);
    nv_fmt(out->value, sizeof out->value, "%s:%s", r->period, day);
}

static bool eat_every(struct nv_phrase *ph, const char *unit)
{
    size_t from = ph->at;
    if (nv_phrase_eat_any(ph, every) && nv_phrase_eat(ph, unit))
        return true;
    ph->at = from;
    return false;
}

/* "tháng cuối [của] [mỗi] quý", "tháng đầu tiên của quý sau liền kề": which month of a quarter. */
static bool eat_month_of_quarter(struct nv_phrase *ph, char period[TEXT])
{
    static const char *const next[] = {
        "sau lien ke", "tiep theo lien ke", "ke tiep", "tiep theo", "sau", NULL};
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
    nv_phrase_eat(ph, "cua");
    nv_phrase_eat_any(ph, every);
    if (!month || !nv_phrase_eat(ph, "quy") || nv_period_sees_quarter(ph, 0)) {
        ph->at = from;
        return false;
    }
    if (nv_phrase_eat_any(ph, next))
        nv_fmt(period, TEXT, "quarterly:next-quarter-month%d", month);
    else if (month == 3)
        nv_fmt(period, TEXT, "quarterly:last-month");
    else
        nv_fmt(period, TEXT, "quarterly:month%d", month);
    return true;
}

/* "tháng 12 hằng năm", "tháng 01 năm sau đối với …", "tháng 11 năm trước của năm kế hoạch": a day
 * of every year. The year must be said to repeat, for "31/01 năm sau" alone is one day. */
static bool eat_year_rule(struct nv_phrase *ph, const char **year)
{
    size_t from = ph->at;
    *year = "yearly";
    if (eat_every(ph, "nam"))
        return true;
    bool next = nv_phrase_eat(ph, "nam sau");
    if (next || nv_phrase_eat(ph, "nam truoc")) {
        *year = next ? "yearly:next-year" : "yearly:previous-year";
        nv_phrase_eat(ph, "lien ke");
        if (nv_phrase_eat(ph, "cua nam ke hoach") || nv_phrase_eat(ph, "cua nam bao cao") ||
            nv_phrase_sees(ph, 0, "doi voi"))
            return true;
    }
    ph->at = from;
    return false;
}

static int fill_yearly(struct nv_phrase *ph, bool before, const char *year,
                       const struct nv_period *p, struct nv_deadline *out)
{
    const char *sign = before ? "<" : "";
    if (p->year)
        return nv_phrase_refuse(ph, p->from, ph->at, "vừa có năm cụ thể vừa là hằng năm");
    if (p->unit == NV_UNIT_MONTH)
        nv_fmt(out->value, sizeof out->value, "%s:%s%02d", year, sign, p->month);
    else if (p->unit == NV_UNIT_QUARTER)
        nv_fmt(out->value, sizeof out->value, "%s:%sQ%d", year, sign, p->n);
    else if (p->unit == NV_UNIT_HALF)
        nv_fmt(out->value, sizeof out->value, "%s:%sH%d", year, sign, p->n);
    else if (p->unit == NV_UNIT_DAY && p->month) {
        struct nv_period leap = *p;
        struct nv_span span;
        leap.year = 2024; /* 29/02 exists in some years */
        if (nv_period_span(ph, &leap, &span) < 0)
            return -NV_ESYNTAX;
        nv_fmt(out->value, sizeof out->value, "%s:%s%02d-%02d", year, sign, p->month, p->n);
    } else
        return nv_phrase_refuse(ph, p->from, ph->at,
                                "hằng năm phải đi với ngày và tháng, tháng hoặc quý");
    return 1;
}

static bool eat_bound(struct nv_phrase *ph)
{
    static const char *const words[] = {"cham nhat la", "cham nhat", "muon nhat", "khong qua",
                                        "truoc",        "vao",       "den",       "trong",
                                        "thoi han",     "la",        NULL};
    bool before = false;
    size_t n;
    for (; (n = nv_phrase_sees_any(ph, 0, words)); ph->at += n)
        before = before || nv_phrase_sees(ph, 0, "truoc");
    return before;
}

/* A period that the words repeat every year. */
static int take_yearly(struct nv_phrase *ph, bool before, struct nv_deadline *out)
{
    size_t from = ph->at;
    struct nv_period p;
    int rc = nv_period_read(ph, NULL, &p);
    const char *year;
    if (rc > 0 && eat_year_rule(ph, &year))
        return fill_yearly(ph, before, year, &p, out);
    ph->at = from;
    return rc < 0 ? rc : 0;
}

static bool eat_day(struct nv_phrase *ph, int *day)
{
    size_t from = ph->at;
    bool named = nv_phrase_eat(ph, "ngay");
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    *day = 0;
    if (nv_phrase_eat(ph, "cuoi cung") || nv_phrase_eat(ph, "cuoi"))
        return true;
    if (named && t->type == NV_TOKEN_NUMBER && t->digits <= 2) {
        *day = t->number;
        ph->at++;
        return true;
    }
    ph->at = from;
    return false;
}

/* "Thứ Sáu hằng tuần" */
static bool take_weekday(struct nv_phrase *ph, struct nv_deadline *out)
{
    static const struct {
        const char *vi, *en;
    } days[] = {{"thu hai", "mon"}, {"thu ba", "tue"},  {"thu tu", "wed"},  {"thu nam", "thu"},
                {"thu sáu", "fri"}, {"thu bay", "sat"}, {"chu nhat", "sun"}};
    size_t from = ph->at;
    nv_phrase_eat(ph, "ngay");
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        if (!nv_phrase_eat(ph, days[i].vi))
            continue;
        if (eat_every(ph, "tuan")) {
            nv_fmt(out->value, sizeof out->value, "weekly:%s", days[i].en);
            return true;
        }
        break;
    }
    ph->at = from;
    return false;
}

/* "[chậm nhất] ngày 20 của tháng cuối quý", "ngày 10 hằng tháng", "ngày cuối cùng của tháng". */
static int take_day_rule(struct nv_phrase *ph, bool before, const char *freq,
                         struct nv_deadline *out)
{
    size_t from = ph->at;
    struct rule r = {.before = before};
    if (!eat_day(ph, &r.day))
        return 0;
    nv_phrase_eat(ph, "cua");
    size_t at = ph->at;
    const struct nv_token *after = nv_phrase_peek(ph, 1);
    bool end = after->type == NV_TOKEN_END || after->type == NV_TOKEN_PUNCT;
    if (eat_month_of_quarter(ph, r.period))
        ;
    else if (eat_every(ph, "thang") || (nv_phrase_sees(ph, 0, "thang") && end && ++ph->at) ||
             (strcmp(freq, "monthly") == 0 && nv_phrase_peek(ph, 0)->type != NV_TOKEN_PUNCT))
        nv_fmt(r.period, TEXT, "monthly");
    else if (!r.day && (eat_every(ph, "quy") || (nv_phrase_sees(ph, 0, "quy") && end && ++ph->at)))
        nv_fmt(r.period, TEXT, "quarterly");
    else if (!r.day && eat_every(ph, "nam"))
        nv_fmt(r.period, TEXT, "yearly");
    else {
        ph->at = from;
        return 0;
    }
    if (r.day > 31 || (r.day == 0 && ph->tokens.v[at - 1].type == NV_TOKEN_NUMBER))
        return nv_phrase_refuse(ph, from, ph->at, "ngày phải là số từ 1 đến 31");
    write_rule(&r, out);
    return 1;
}

static bool add(struct nv_deadline *out, const char *text)
{
    size_t n = strlen(out->value);
    if (n + strlen(text) >= sizeof out->value)
        return false;
    memcpy(out->value + n, text, strlen(text) + 1);
    return true;
}

/* "hằng tháng, trước ngày 25": the frequency is said, then the day. */
static int refine(struct nv_phrase *ph, const char *freq, struct nv_deadline *out)
{
    size_t from = ph->at;
    nv_phrase_eat_punct(ph, ',');
    bool before = eat_bound(ph);
    struct nv_deadline rule = {0};
    struct nv_period p;
    int rc = take_day_rule(ph, before, freq, &rule);
    if (rc == 0 && strcmp(freq, "yearly") == 0 && ph->at > from) {
        rc = nv_period_read(ph, NULL, &p);
        if (rc > 0)
            rc = fill_yearly(ph, before, "yearly", &p, &rule);
    }
    if (rc > 0)
        memcpy(out->value, rule.value, sizeof out->value);
    else
        ph->at = from;
    return rc;
}

static int take_frequencies(struct nv_phrase *ph, struct nv_deadline *out)
{
    char freq[TEXT];
    size_t from = ph->at, n = 0;
    bool bare = nv_phrase_eat(ph, "dinh ky");
    int rc;
    for (;;) {
        size_t at = ph->at;
        if (n && !nv_phrase_eat_punct(ph, ',') && !nv_phrase_sees(ph, 0, "va"))
            break;
        if (n)
            nv_phrase_eat(ph, "va");
        rc = take_frequency(ph, bare || n, freq);
        if (rc < 0)
            return rc;
        if (rc == 0) {
            ph->at = at;
            break;
        }
        if ((n && !add(out, ",")) || !add(out, freq))
            return nv_phrase_refuse(ph, from, ph->at, "quá nhiều chu kỳ trong một thời hạn");
        n++;
    }
    if (!n) {
        ph->at = from;
        return 0;
    }
    rc = n == 1 ? refine(ph, freq, out) : 0;
    return rc < 0 ? rc : 1;
}

int nv_stage_recurring(struct nv_phrase *ph, struct nv_deadline *out)
{
    size_t from = ph->at;
    struct nv_deadline d = {.kind = NV_DL_RECURRING, .first_day = NV_DAY_NONE};
    d.last_day = NV_DAY_NONE;
    struct nv_err *err = ph->err;
    ph->err = NULL; /* what fails here may still be another stage, which then says why */
    int rc = take_frequencies(ph, &d);
    if (rc <= 0) {
        ph->at = from;
        bool before = eat_bound(ph);
        rc = take_weekday(ph, &d) ? 1 : take_day_rule(ph, before, "", &d);
        if (rc == 0)
            rc = take_yearly(ph, before, &d);
    }
    ph->err = err;
    if (rc <= 0) {
        ph->at = from;
        return 0;
    }
    /* Whom or what it repeats for: "đối với báo cáo quý", "theo quy định". */
    if (nv_phrase_sees(ph, 0, "doi voi") || nv_phrase_sees(ph, 0, "theo"))
        rc = nv_stage_free_words(ph, NULL);
    if (rc > 0)
        *out = d;
    return rc;
}
