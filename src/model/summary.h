/* A report on one plan up to a day: how many of its deadlines are done, in time, overdue; the same
 * by section and by lead agency; and the lists that a leader asks for. Pure: the same snapshot and
 * standings give the same figures.
 *
 * What is counted is the deliverable ("mốc tiến độ"): each is in exactly one part, by the
 * occurrence that speaks for it (nv_standing_current()), so that the parts of every table add up to
 * the number of deliverables that the plan and its supplements had assigned by that day.
 * Occurrences (the periods of what recurs) are counted beside it, and are what the lists name.
 *
 * Knows no wording and no markup. */
#ifndef NV_MODEL_SUMMARY_H
#define NV_MODEL_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/snapshot.h"
#include "model/status.h"

struct nv_arena;
struct nv_standing;

/* The parts that a bar of the picture and a row of a table are divided into. */
enum nv_share {
    NV_SHARE_DONE,
    NV_SHARE_IN_TIME,
    NV_SHARE_SOON, /* today included */
    NV_SHARE_OVERDUE,
    NV_SHARE_OTHER, /* without a day, waiting, held, dropped, or not confirmed */
    NV_SHARE_COUNT
};

enum nv_share nv_share_of(enum nv_status s);

struct nv_tally {
    uint32_t total;
    uint32_t by_status[NV_STATUS_COUNT]; /* adds up to the total */
};

uint32_t nv_tally_share(const struct nv_tally *t, enum nv_share share);

/* What a report is about. */
struct nv_report_span {
    enum nv_report_kind kind;
    int32_t from, to; /* first and last day */
    int32_t next_to;  /* what falls due after `to` is listed up to this day: the end of the quarter
                         after a month or quarter, of the year after a year */
};

/* The period of that kind that `day` lies in. */
struct nv_report_span nv_report_span_of(enum nv_report_kind kind, int32_t day);
/* "2025-03", "2025-Q1", "2025"; false for anything else. */
bool nv_report_span_parse(const char *text, struct nv_report_span *out);
enum { NV_REPORT_SPAN_TEXT = 16 };
char *nv_report_span_name(const struct nv_report_span *s, char out[NV_REPORT_SPAN_TEXT]);

/* The report that an item of NV_SECTION_REPORT names ("cchc-2025/report:2025-03"): the plan's index
 * and the period. False where it is none, or the plan is unknown. */
bool nv_report_named(const struct nv_snapshot *s, const char *occurrence, uint32_t *plan,
                     struct nv_report_span *out);

struct nv_summary_row {
    const struct nv_section_title *section; /* of a table by section; NULL: of none */
    struct nv_refs leads; /* of a table by lead: agencies and groups, several where they share */
    struct nv_tally tally;
};

struct nv_summary_line {
    uint32_t occurrence;
    int days;   /* overdue by so many, from the effective day */
    int chases; /* reminders after the deadline so far */
};

struct nv_summary_lines {
    struct nv_summary_line *v;
    uint32_t n;
};

struct nv_summary {
    const struct nv_snapshot *snapshot;
    uint32_t plan;
    struct nv_report_span span;
    int32_t cut; /* the day up to which facts count: the last of the span, or an earlier one */
    const struct nv_standing *standings; /* by occurrence, as of the cut */
    uint32_t n_tasks;
    struct nv_tally total, occurrences;
    struct nv_summary_row *sections, *leads, *leads_now;
    uint32_t n_sections, n_leads, n_leads_now;
    struct nv_summary_lines overdue; /* the longest first */
    struct nv_summary_lines next;    /* open, due after the cut up to span.next_to */
    struct nv_summary_lines waiting; /* for a condition or a date, which somebody has to confirm */
    struct nv_summary_lines done, extended, dated, dropped, added; /* changes in the period */
};

struct nv_summary_input {
    const struct nv_snapshot *snapshot;
    uint32_t plan; /* index of the plan itself; its supplements have the same id */
    struct nv_report_span span;
    int32_t cut;
    /* By occurrence: as of the cut, and as of the day before the span begins. */
    const struct nv_standing *now, *before;
    const int *chases; /* by occurrence, NULL: not known */
};

/* In the arena, which must live as long; `now` is borrowed. */
const struct nv_summary *nv_summary_make(struct nv_arena *a, const struct nv_summary_input *in);

/* Whether a deliverable is one of those that the report counts. */
bool nv_summary_counts(const struct nv_summary *r, const struct nv_deliverable *d);

/* The title of the section that a task's id begins with ("III" of "III.4"), or NULL. */
const struct nv_section_title *nv_summary_section(const struct nv_snapshot *s,
                                                  const struct nv_deliverable *d);

#endif
