/* One rule of what recurs, as values write it – "quarterly", "monthly:<25",
 * "yearly:next-year:01-31", "2x-yearly" – taken apart: how long its periods are and which day of
 * them is due.
 *
 * Knows no phrases (stage_recurring.c writes the text that this reads) and no span of days (due.c
 * unfolds). */
#ifndef NV_CALENDAR_RULE_H
#define NV_CALENDAR_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NV_RULE_DAILY = -1, NV_RULE_WEEKLY = 0 };

enum nv_rule_before {
    NV_RULE_ON,         /* the day named is the last one */
    NV_RULE_BEFORE_DAY, /* "trước ngày 25" */
    /* "trước tháng 12": no day is named, so what a plan holds of "trước ngày" does not matter */
    NV_RULE_BEFORE_PERIOD,
};

/* Months are counted from January of year 0. All but `times`, `cycle` and `day` are 0 where the
 * cycle is a week or a day. */
struct nv_rule {
    int cycle;        /* months from one period to the next, NV_RULE_WEEKLY or NV_RULE_DAILY */
    int skip, length; /* the period begins `skip` months into the cycle and takes `length` */
    int month; /* of the due day: months behind the first of the period; negative if before it */
    int day;   /* 1–31, the month's last if it has no such day, 0 the last; of a week 1–7 */
    enum nv_rule_before before;
    int times; /* "Nx-": how often within the period */
};

/* Reads all `n` bytes of `text`; false if that is no rule. */
bool nv_rule_read(const char *text, size_t n, struct nv_rule *out);

/* The nominal day of the period that begins with month `first` (year * 12 + month - 1). */
int32_t nv_rule_due_day(const struct nv_rule *r, int first, bool before_included);
/* The day that the rule names; a day after the nominal one where that is strictly before it. */
int32_t nv_rule_named_day(const struct nv_rule *r, int first);

bool nv_rule_equal(const struct nv_rule *a, const struct nv_rule *b);
/* Two rules whose periods can bear one name, so that only their days tell them apart. */
bool nv_rule_share_periods(const struct nv_rule *a, const struct nv_rule *b);

#endif
