/* What a letter says to whom: one matter per combination of role, section and kind of deadline, and
 * for each matter the words of the subject, the opening and the request. The tone rises from notice
 * to urging to report, and stays courteous: a machine never blames (that is for a leader to do). */
#ifndef NV_RENDER_WORDING_H
#define NV_RENDER_WORDING_H

#include <stdbool.h>
#include <stdint.h>

struct nv_view;
struct nv_view_item;

enum nv_matter {
    NV_MATTER_SOON_LEAD,
    NV_MATTER_TODAY_LEAD,
    NV_MATTER_LATE_LEAD,
    NV_MATTER_LATE_LEAD_AGAIN,
    NV_MATTER_LATE_LEAD_OFTEN,
    NV_MATTER_PROGRESS_LEAD,
    NV_MATTER_ROUTINE_LEAD,
    NV_MATTER_START_LEAD, /* the period of a range or of open-ended work begins */
    NV_MATTER_HAND_IN,    /* a contribution to a report */
    NV_MATTER_HAND_IN_LATE,
    NV_MATTER_NEW_LEAD,
    NV_MATTER_SOON_EXECUTOR,
    NV_MATTER_LATE_EXECUTOR,
    NV_MATTER_PROGRESS_EXECUTOR,
    NV_MATTER_NEW_EXECUTOR,
    NV_MATTER_SUPPORT,
    NV_MATTER_APPRAISE,
    NV_MATTER_GUIDE,
    NV_MATTER_LATE_HELPER, /* support, appraiser, guide of overdue work */
    NV_MATTER_APPROVE,
    NV_MATTER_CONFIRM_EVENT, /* "Sau khi …": has it happened? */
    NV_MATTER_CONFIRM_DATE,  /* "Theo tiến độ của …": is there a date? */
    NV_MATTER_ASSIGN,        /* the lead cannot be determined */
    NV_MATTER_WATCH,
    NV_MATTER_WATCH_PROGRESS,
    NV_MATTER_WATCH_NEW,
    NV_MATTER_WATCH_LATE,
    NV_MATTER_REPORT,
    NV_MATTER_REPORT_PROGRESS,
    NV_MATTER_REPORT_LATE,
    NV_MATTER_COUNT
};

enum nv_matter nv_matter_of(const struct nv_view_item *it);

/* The words of a letter with one item: its subject (without the plan's name in brackets) and the
 * paragraph that opens it. */
const char *nv_wording_subject(const struct nv_view *v, const struct nv_view_item *it);
const char *nv_wording_opening(const struct nv_view *v, const struct nv_view_item *it);
/* The request that goes with items of one matter and one plan: whole sentences that begin with a
 * small letter, so that "Đối với nhiệm vụ số 1, 2: " can stand before them (`numbered`). */
const char *nv_wording_request(const struct nv_view *v, const struct nv_view_item *const *items,
                               uint32_t n, bool numbered);
/* The same with a capital letter. */
const char *nv_wording_capital(const struct nv_view *v, const char *sentence);

#endif
