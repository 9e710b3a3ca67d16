/* What a letter says to whom: one matter per combination of role, section and kind of deadline, and
 * for each matter the words of the subject, the opening and the request. The tone rises from notice
 * to urging to report, and stays courteous: a machine never blames (that is for a leader to do). */
#ifndef NV_RENDER_WORDING_H
#define NV_RENDER_WORDING_H

#include <stdbool.h>
#include <stdint.h>

struct nv_view;
enum nv_letter_part { NV_PART_SUBJECT, NV_PART_OPENING, NV_PART_REQUEST };
struct nv_view_item;

/* X(symbol, key in wording.cfg) */
#define NV_MATTERS(X)                                                                              \
    X(SOON_LEAD, "soon_lead")                                                                      \
    X(TODAY_LEAD, "today_lead")                                                                    \
    X(LATE_LEAD, "late_lead")                                                                      \
    X(LATE_LEAD_AGAIN, "late_lead_again")                                                          \
    X(LATE_LEAD_OFTEN, "late_lead_often")                                                          \
    X(PROGRESS_LEAD, "progress_lead")                                                              \
    X(ROUTINE_LEAD, "routine_lead")                                                                \
    X(START_LEAD, "start_lead") /* the period of a range or of open-ended work begins */           \
    X(HAND_IN, "hand_in")       /* a contribution to a report */                                   \
    X(HAND_IN_LATE, "hand_in_late")                                                                \
    X(NEW_LEAD, "new_lead")                                                                        \
    X(SOON_EXECUTOR, "soon_executor")                                                              \
    X(LATE_EXECUTOR, "late_executor")                                                              \
    X(PROGRESS_EXECUTOR, "progress_executor")                                                      \
    X(NEW_EXECUTOR, "new_executor")                                                                \
    X(SUPPORT, "support")                                                                          \
    X(APPRAISE, "appraise")                                                                        \
    X(GUIDE, "guide")                                                                              \
    X(LATE_HELPER, "late_helper") /* support, appraiser, guide of overdue work */                  \
    X(APPROVE, "approve")                                                                          \
    X(CONFIRM_EVENT, "confirm_event") /* "Sau khi …": has it happened? */                        \
    X(CONFIRM_DATE, "confirm_date")   /* "Theo tiến độ của …": is there a date? */        \
    X(ASSIGN, "assign")               /* the lead cannot be determined */                          \
    X(WATCH, "watch")                                                                              \
    X(WATCH_PROGRESS, "watch_progress")                                                            \
    X(WATCH_NEW, "watch_new")                                                                      \
    X(WATCH_LATE, "watch_late")                                                                    \
    X(REPORT, "report")                                                                            \
    X(REPORT_PROGRESS, "report_progress")                                                          \
    X(REPORT_LATE, "report_late")                                                                  \
    X(EXTENDED, "extended")                                                                        \
    X(DATED, "dated")                                                                              \
    X(HAPPENED, "happened")                                                                        \
    X(WITHDRAWN, "withdrawn")                                                                      \
    X(DROPPED, "dropped")                                                                          \
    X(HELD, "held")                                                                                \
    X(REOPENED, "reopened")                                                                        \
    X(CORRECTED, "corrected")                                                                      \
    X(CHECK_DONE, "check_done") /* told done: does the owner confirm it? */                        \
    X(REJECTED, "rejected")                                                                        \
    X(DONE, "done") /* thanks */

enum nv_matter {
#define NV_MATTER_ENUM(sym, key) NV_MATTER_##sym,
    NV_MATTERS(NV_MATTER_ENUM)
#undef NV_MATTER_ENUM
        NV_MATTER_COUNT
};

enum nv_matter nv_matter_of(const struct nv_view_item *it);

/* The words of a letter with one item: its subject (without the plan's name in brackets) and the
 * paragraph that opens it. */
const char *nv_wording_subject(const struct nv_view *v, const struct nv_view_item *it);
const char *nv_wording_opening(const struct nv_view *v, const struct nv_view_item *it);
/* The same of a letter that reports overdue work of others (nv_doc_is_report()), one task or more.
 */
const char *nv_wording_report(const struct nv_view *v, enum nv_letter_part part);
/* The request that goes with items of one matter and one plan: whole sentences that begin with a
 * small letter, so that "Đối với nhiệm vụ số 1, 2: " can stand before them (`numbered`). */
const char *nv_wording_request(const struct nv_view *v, const struct nv_view_item *const *items,
                               uint32_t n, bool numbered);

#endif
