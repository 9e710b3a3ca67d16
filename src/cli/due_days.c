#include "cli/due_days.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calendar/day.h"
#include "calendar/deadline.h"

enum { ELEMENT = 96 };

struct days {
    int32_t *v;
    size_t n;
};

static void add(struct days *d, int32_t day)
{
    size_t i = d->n;
    while (i > 0 && d->v[i - 1] > day)
        i--;
    if (day == NV_DAY_NONE || d->n == NV_DUE_DAYS || (i > 0 && d->v[i - 1] == day))
        return;
    memmove(d->v + i + 1, d->v + i, (d->n - i) * sizeof *d->v);
    d->v[i] = day;
    d->n++;
}

/* The last day of "2025-06", "2025-Q2", "2025-H1", "2025", "2025-06-15", and of what stands after
 * "..", "<" (the day itself is too late) or "<=". NV_DAY_NONE for anything else. */
static int32_t last_day(const char *e)
{
    const char *range = strstr(e, "..");
    int y, n, day, end = 0;
    int32_t iso;
    if (range)
        return range[2] ? last_day(range + 2) : NV_DAY_NONE;
    if (e[0] == '<') {
        day = last_day(e + (e[1] == '=' ? 2 : 1));
        return day == NV_DAY_NONE || e[1] == '=' ? day : day - 1;
    }
    if (nv_day_parse_iso(e, &iso))
        return iso;
    if (sscanf(e, "%4d-Q%1d%n", &y, &n, &end) == 2 && !e[end])
        return nv_quarter_last(y, n);
    if (sscanf(e, "%4d-H%1d%n", &y, &n, &end) == 2 && !e[end])
        return nv_half_last(y, n);
    if (sscanf(e, "%4d-%2d%n", &y, &n, &end) == 2 && !e[end])
        return nv_month_last(y, n);
    if (sscanf(e, "%4d%n", &y, &end) == 1 && !e[end])
        return nv_day_from_civil(y, 12, 31);
    return NV_DAY_NONE;
}

/* The day that "20", "last-day", "last-month:20" or nothing names in the period that ends with
 * (year, month). */
static int32_t day_in(int year, int month, const char *rule)
{
    char *end;
    if (strncmp(rule, "last-month:", 11) == 0)
        rule += 11;
    if (!*rule || strcmp(rule, "last-day") == 0)
        return nv_month_last(year, month);
    long n = strtol(rule, &end, 10);
    return *end || n < 1 || n > 31 ? NV_DAY_NONE : nv_day_from_civil(year, month, (int)n);
}

static void add_recurring(struct days *d, const char *e, int year)
{
    static const struct {
        const char *name;
        int months;
    } periods[] = {{"monthly", 1}, {"quarterly", 3}, {"half-yearly", 6}};
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        size_t n = strlen(periods[i].name);
        if (strncmp(e, periods[i].name, n) != 0 || (e[n] && e[n] != ':'))
            continue;
        for (int m = periods[i].months; m <= 12; m += periods[i].months)
            add(d, day_in(year, m, e[n] ? e + n + 1 : ""));
        return;
    }
    if (strcmp(e, "yearly") == 0) {
        add(d, nv_day_from_civil(year, 12, 31));
    } else if (strncmp(e, "yearly:", 7) == 0) {
        char text[ELEMENT + 8];
        snprintf(text, sizeof text, "%04d-%s", year, e + 7);
        add(d, last_day(text));
    }
}

static void add_element(struct days *d, const char *e, int year)
{
    int32_t day = last_day(e);
    if (day != NV_DAY_NONE)
        add(d, day);
    else
        add_recurring(d, e, year);
}

size_t nv_due_days(const struct nv_deadline *d, int year, int32_t out[NV_DUE_DAYS])
{
    struct days days = {out, 0};
    if (d->kind == NV_DL_LIST || d->kind == NV_DL_RECURRING || d->kind == NV_DL_MIXED) {
        for (const char *p = d->value; *p;) {
            char element[ELEMENT];
            size_t n = strcspn(p, ",;");
            snprintf(element, sizeof element, "%.*s", (int)n, p);
            add_element(&days, element, year);
            p += n;
            p += strspn(p, ",; ");
            p += strncmp(p, "then ", 5) == 0 ? 5 : 0;
        }
    }
    if (d->last_day != NV_DAY_NONE && (d->kind != NV_DL_RECURRING || !days.n))
        add(&days, d->last_day);
    return days.n;
}
