/* What a deadline comes to over a span of days: one "due" for each period of a recurring deadline,
 * each element of a list, each stage of a mixed one; one for everything else.
 *
 * Reads the value that nv_deadline_parse() wrote (docs/deadlines.md), so that a value typed by hand
 * and a phrase give the same. Knows no holidays: days are nominal. */
#ifndef NV_CALENDAR_DUE_H
#define NV_CALENDAR_DUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calendar/deadline.h"

enum { NV_DUE_NAME = 24, NV_DUES_MAX = 4000 };

struct nv_due {
    /* Whose ladder is climbed. An element of a list and a stage of a mixed deadline have their own
     * kind (day, month, quarter, …); a period of what recurs is NV_DL_RECURRING, and dated. Work
     * for every day is NV_DL_CONTINUOUS: nobody wants 250 reminders a year. */
    enum nv_deadline_kind kind;
    int32_t first_day; /* of the period; NV_DAY_NONE where it has none */
    int32_t last_day;  /* the nominal day; NV_DAY_NONE where undated */
    bool before; /* the phrase excludes the day after last_day ("trước ngày …", strict) */
    int times;   /* how often the work has to be done in the period: 1, or N of "N lần/năm" */
    /* Of the period, in the syntax of values: "2025-Q1", "2025-03", "2025-06-15", "2025-H1",
     * "2025", "2025-W23" (ISO 8601 week), "2025-01..2025-02"; "continuous", "after-event", … for an
     * undated stage. Different for every due of one deadline; "" where there can be only one, in
     * any span. Of one named day where several rules share their periods ("ngày 15 và ngày 30 hằng
     * tháng"); "+2" behind it where a name is taken nonetheless. */
    char name[NV_DUE_NAME];
};

/* Over which days what recurs is unfolded: the periods that begin in it (for "năm trước của năm kế
 * hoạch" those whose nominal day lies in it). Lists, stages and plain deadlines are not cut. */
struct nv_due_span {
    int32_t from, until;
    bool before_included; /* "Trước ngày 15/6" means up to and including 15/6 */
};

/* Writes at most `max` dues, by nominal day, undated ones last; returns how many there are. Of
 * periods of one deadline that end on the same day with the same nominal day only the longest is
 * kept: "hằng quý, 6 tháng, năm" asks for four reports a year, not seven. */
size_t nv_deadline_dues(const struct nv_deadline *d, const struct nv_due_span *span,
                        struct nv_due *out, size_t max);

/* The name as officials write it: "Quý I/2025", "tháng 3/2025", "06 tháng đầu năm 2025",
 * "năm 2025", "tuần 23/2025", "ngày 15/6/2025", "từ … đến …"; "" for undated ones. Returns dst. */
enum { NV_DUE_LABEL = 80 };
const char *nv_due_label(const char *name, char dst[NV_DUE_LABEL]);

#endif
