/* Titles, lines and names of a report in the words of its language. For the report's renderers. */
#ifndef NV_RENDER_REPORT_SAY_H
#define NV_RENDER_REPORT_SAY_H

#include "render/words_table.h"

struct nv_summary;
struct nv_summary_line;
struct nv_summary_row;
struct nv_view;

/* What a line tells, which decides what its {{day}} is. */
enum nv_report_what {
    NV_REPORT_OVERDUE,
    NV_REPORT_NEXT,
    NV_REPORT_WAITING,
    NV_REPORT_DONE,
    NV_REPORT_EXTENDED,
    NV_REPORT_DATED,
    NV_REPORT_DROPPED,
    NV_REPORT_ADDED,
};

const char *nv_report_line(const struct nv_view *v, const struct nv_summary *r,
                           const struct nv_summary_line *line, enum nv_word word,
                           enum nv_report_what what);
const char *nv_report_period(const struct nv_view *v, const struct nv_summary *r);
const char *nv_report_opening(const struct nv_view *v, const struct nv_summary *r);
const char *nv_report_next_title(const struct nv_view *v, const struct nv_summary *r);
const char *nv_report_row_name(const struct nv_view *v, const struct nv_summary_row *row);

#endif
