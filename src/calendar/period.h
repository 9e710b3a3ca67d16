/* One period of the calendar as a phrase names it – a day, week, month, quarter, half-year, year or
 * run of months – perhaps without its year or month, and what it comes to.
 *
 * Knows nothing of bounds, lists and other sentences (stage.h). */
#ifndef NV_CALENDAR_PERIOD_H
#define NV_CALENDAR_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calendar/deadline.h"

struct nv_phrase;

enum nv_unit {
    NV_UNIT_DAY,     /* n of month; month 0 where the next of the list tells it */
    NV_UNIT_WEEK,    /* the n-th seven days of month, 0 the last seven */
    NV_UNIT_MONTH,   /* month */
    NV_UNIT_QUARTER, /* n */
    NV_UNIT_HALF,    /* n */
    NV_UNIT_YEAR,
    NV_UNIT_MONTHS, /* from month to n, both counted */
};

/* Civil Code art. 146: the beginning, middle and end of a month or year. */
enum nv_part { NV_PART_WHOLE, NV_PART_EARLY, NV_PART_MIDDLE, NV_PART_LATE };

struct nv_period {
    enum nv_unit unit;
    enum nv_part part;
    int year; /* 0 where the phrase names none */
    int month, n;
    size_t from, to; /* its tokens */
};

enum { NV_PERIOD_TEXT = 24 };

/* What a period with year and month comes to. */
struct nv_span {
    enum nv_deadline_kind kind;
    int32_t first_day, last_day;
    char value[NV_PERIOD_TEXT];
};

/* Reads a period at the cursor: 1, 0 if there is none (nothing eaten), -NV_ESYNTAX if there is one
 * that cannot be (Tháng 13). `like` is the element before it in a list, whose unit a bare number
 * takes ("Quý II, III"), or NULL. */
int nv_period_read(struct nv_phrase *ph, const struct nv_period *like, struct nv_period *out);

/* -NV_ESYNTAX where there is no such day (31/6). */
int nv_period_span(struct nv_phrase *ph, const struct nv_period *p, struct nv_span *out);

/* True where a number of a quarter, 1–4 or I–IV, is `ahead` of the cursor. */
bool nv_period_sees_quarter(const struct nv_phrase *ph, size_t ahead);

#endif
