#include "calendar/rule.h"

#include <string.h>

#include "calendar/day.h"

enum { TIMES_MAX = 31, CYCLE_MAX = 432 };

/* The rest of a text that is read from its front. */
struct text {
    const char *s, *end;
};

static bool eat(struct text *t, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(t->end - t->s) < n || memcmp(t->s, word, n) != 0)
        return false;
    t->s += n;
    return true;
}

/* A number without leading zeros, or of exactly `digits` digits where those are told. */
static bool eat_number(struct text *t, int digits, int min, int max, int *out)
{
    const char *s = t->s;
    int n = 0, value = 0;
    for (; s + n < t->end && n < 3 && s[n] >= '0' && s[n] <= '9'; n++)
        value = value * 10 + (s[n] - '0');
    if (n == 0 || (digits ? n != digits : *s == '0') || value < min || value > max)
        return false;
    t->s += n;
    *out = value;
    return true;
}

static bool read_cycle(struct text *t, struct nv_rule *r)
{
    static const struct {
        const char *name;
        int months;
    } cycles[] = {{"daily", NV_RULE_DAILY}, {"weekly", NV_RULE_WEEKLY}, {"monthly", 1},
                  {"quarterly", 3},         {"half-yearly", 6},         {"yearly", 12}};
    for (size_t i = 0; i < sizeof cycles / sizeof *cycles; i++)
        if (eat(t, cycles[i].name)) {
            r->cycle = cycles[i].months;
            return true;
        }
    return eat(t, "every-") && eat_number(t, 0, 2, CYCLE_MAX, &r->cycle) && eat(t, "-months");
}

static bool read_last_day(struct text *t, struct nv_rule *r)
{
    r->before = eat(t, "<") ? NV_RULE_BEFORE_DAY : NV_RULE_ON;
    r->day = 0;
    return eat(t, "last-day");
}

/* "20", "<20", "last-day" */
static bool read_day(struct text *t, struct nv_rule *r)
{
    return read_last_day(t, r) || eat_number(t, 0, 1, 31, &r->day);
}

static bool read_weekday(struct text *t, struct nv_rule *r)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (int i = 0; i < 7; i++)
        if (eat(t, days[i])) {
            r->day = i + 1;
            return true;
        }
    return false;
}

static bool read_month_rule(struct text *t, struct nv_rule *r)
{
    r->month = eat(t, "next-month:");
    return read_day(t, r);
}

static bool read_quarter_rule(struct text *t, struct nv_rule *r)
{
    if (eat(t, "last-month:"))
        return read_day(t, r);
    bool next = eat(t, "next-quarter-");
    if (eat(t, "month") && eat_number(t, 0, 1, 3, &r->month)) {
        r->month += next ? 2 : -1;
        return eat(t, ":") && read_day(t, r);
    }
    return !next && read_last_day(t, r);
}

/* Q4, H1, 12, 12-15, 01..09 behind "yearly:" and the year it lies in. */
static bool read_part(struct text *t, int *first, int *length, int *day)
{
    int n;
    *day = 0;
    if (eat(t, "01..")) {
        *first = 0;
        return eat_number(t, 2, 2, 11, length);
    }
    if (eat(t, "Q") && eat_number(t, 1, 1, 4, &n))
        *length = 3;
    else if (eat(t, "H") && eat_number(t, 1, 1, 2, &n))
        *length = 6;
    else if (eat_number(t, 2, 1, 12, &n))
        *length = 1;
    else
        return false;
    *first = (n - 1) * *length;
    return *length > 1 || !eat(t, "-") ||
           (eat_number(t, 2, 1, 31, day) && nv_day_from_civil(2024, n, *day) != NV_DAY_NONE);
}

static bool read_year_rule(struct text *t, struct nv_rule *r)
{
    struct text from = *t;
    if (read_last_day(t, r))
        return true;
    *t = from;
    r->before = NV_RULE_ON;
    int year = eat(t, "next-year:") ? 12 : eat(t, "previous-year:") ? -12 : 0;
    bool before = eat(t, "<");
    int first, length;
    if (!read_part(t, &first, &length, &r->day))
        return false;
    r->month = year + first + length - 1;
    if (before) {
        r->before = r->day ? NV_RULE_BEFORE_DAY : NV_RULE_BEFORE_PERIOD;
        r->month = year + first;
    }
    if (year || r->day)
        return true;
    /* "tháng 12 hằng năm": the work of December, not of the year. */
    r->skip = first;
    r->length = length;
    r->month -= first;
    return true;
}

bool nv_rule_read(const char *text, size_t n, struct nv_rule *out)
{
    struct text t = {text, text + n};
    struct nv_rule r = {.times = 1};
    if (n && text[0] >= '0' && text[0] <= '9' &&
        !(eat_number(&t, 0, 2, TIMES_MAX, &r.times) && eat(&t, "x-")))
        return false;
    if (!read_cycle(&t, &r))
        return false;
    if (r.cycle > 0) {
        r.length = r.cycle;
        r.month = r.length - 1;
    } else if (r.cycle == NV_RULE_WEEKLY)
        r.day = NV_SUNDAY;
    if (t.s < t.end && eat(&t, ":")) {
        bool ok = r.cycle == NV_RULE_WEEKLY ? read_weekday(&t, &r)
                  : r.cycle == 1            ? read_month_rule(&t, &r)
                  : r.cycle == 3            ? read_quarter_rule(&t, &r)
                  : r.cycle == 12           ? read_year_rule(&t, &r)
                                            : false;
        if (!ok)
            return false;
    }
    *out = r;
    return t.s == t.end;
}

static int32_t month_first(int month)
{
    return nv_month_first(month / 12, month % 12 + 1);
}

static int32_t month_last(int month)
{
    return nv_month_last(month / 12, month % 12 + 1);
}

/* Civil Code 2015 art. 148.3: the last day of a month that has no such day. */
static int32_t within_month(int32_t day, int month)
{
    int32_t last = month_last(month);
    return day < last ? day : last;
}

int32_t nv_rule_named_day(const struct nv_rule *r, int first)
{
    int month = first + r->month;
    if (r->before == NV_RULE_BEFORE_PERIOD)
        return month_first(month);
    return r->day ? within_month(month_first(month) + r->day - 1, month) : month_last(month);
}

int32_t nv_rule_due_day(const struct nv_rule *r, int first, bool before_included)
{
    int month = first + r->month;
    if (r->before == NV_RULE_BEFORE_PERIOD)
        return month_first(month) - 1;
    if (r->before == NV_RULE_ON || before_included)
        return nv_rule_named_day(r, first);
    /* All of June is before a 31st. */
    return r->day ? within_month(month_first(month) + r->day - 2, month) : month_last(month) - 1;
}

bool nv_rule_equal(const struct nv_rule *a, const struct nv_rule *b)
{
    return a->cycle == b->cycle && a->skip == b->skip && a->length == b->length &&
           a->month == b->month && a->day == b->day && a->before == b->before &&
           a->times == b->times;
}

bool nv_rule_share_periods(const struct nv_rule *a, const struct nv_rule *b)
{
    if (a->cycle <= 0 || b->cycle <= 0)
        return a->cycle == b->cycle;
    return a->length == b->length && (a->cycle != b->cycle || a->cycle != 12 || a->skip == b->skip);
}
