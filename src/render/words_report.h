/* The keys of wording.cfg that reports on a plan are made of; part of words_table.h. */
#ifndef NV_RENDER_WORDS_REPORT_H
#define NV_RENDER_WORDS_REPORT_H

#define NV_WORDS_REPORT(X)                                                                         \
    X(DIGEST_SUBJECT, "report.subject", digest_subject)                                            \
    X(DIGEST_PERIOD, "report.period", digest_period)                                               \
    X(DIGEST_DEADLINES, "report.deadlines", quantity)                                              \
    X(DIGEST_OCCURRENCES, "report.occurrences", quantity)                                          \
    X(DIGEST_OPENING, "report.opening", digest_opening)                                            \
    X(DIGEST_HEADING, "report.heading", digest_heading)                                            \
    X(DIGEST_NONE, "report.none", none)                                                            \
    X(DIGEST_OVERALL, "report.overall", none)                                                      \
    X(DIGEST_DONE, "report.done", digest_done)                                                     \
    X(DIGEST_OVERDUE, "report.overdue", digest_part)                                               \
    X(DIGEST_TODAY, "report.due_today", digest_part)                                               \
    X(DIGEST_SOON, "report.due_soon", digest_part)                                                 \
    X(DIGEST_ON_TRACK, "report.on_track", digest_part)                                             \
    X(DIGEST_AWAITING, "report.awaiting", digest_part)                                             \
    X(DIGEST_CONTINUOUS, "report.continuous", digest_part)                                         \
    X(DIGEST_WAITING, "report.waiting", digest_part)                                               \
    X(DIGEST_HELD, "report.held", digest_part)                                                     \
    X(DIGEST_DROPPED, "report.dropped", digest_part)                                               \
    X(DIGEST_SUM, "report.sum", digest_sum)                                                        \
    X(DIGEST_BY_OCCURRENCE, "report.by_occurrence", digest_by_occurrence)                          \
    X(DIGEST_OVERDUE_TITLE, "report.overdue_title", none)                                          \
    X(DIGEST_OVERDUE_LINE, "report.overdue_line", digest_line)                                     \
    X(DIGEST_NEXT_TITLE, "report.next_title", digest_next)                                         \
    X(DIGEST_NEXT_LINE, "report.next_line", digest_line)                                           \
    X(DIGEST_WAITING_TITLE, "report.waiting_title", none)                                          \
    X(DIGEST_WAITING_LINE, "report.waiting_line", digest_line)                                     \
    X(DIGEST_LEADS_TITLE, "report.leads_title", none)                                              \
    X(DIGEST_LEADS_NOW_TITLE, "report.leads_now_title", digest_day)                                \
    X(DIGEST_SECTIONS_TITLE, "report.sections_title", none)                                        \
    X(DIGEST_ROW, "report.row", digest_row)                                                        \
    X(DIGEST_ROWS_NOTE, "report.rows_note", none)                                                  \
    X(DIGEST_ROWS_TOTAL, "report.rows_total", none)                                                \
    X(DIGEST_OTHER_SECTION, "report.other_section", none)                                          \
    X(DIGEST_SECTION, "report.section", digest_section)                                            \
    X(DIGEST_CHANGES_TITLE, "report.changes_title", none)                                          \
    X(DIGEST_CHANGE_DONE, "report.change_done", digest_line)                                       \
    X(DIGEST_CHANGE_EXTENDED, "report.change_extended", digest_line)                               \
    X(DIGEST_CHANGE_DATED, "report.change_dated", digest_line)                                     \
    X(DIGEST_CHANGE_DROPPED, "report.change_dropped", digest_line)                                 \
    X(DIGEST_CHANGE_ADDED, "report.change_added", digest_line)                                     \
    X(DIGEST_EARLY, "report.early", none)                                                          \
    X(DIGEST_ON_TIME, "report.on_time", none)                                                      \
    X(DIGEST_LATE, "report.late", none)                                                            \
    X(DIGEST_COLUMN_LEAD, "report.column_lead", none)                                              \
    X(DIGEST_COLUMN_SECTION, "report.column_section", none)                                        \
    X(DIGEST_COLUMN_TOTAL, "report.column_total", none)                                            \
    X(DIGEST_SHARE_DONE, "report.share_done", none)                                                \
    X(DIGEST_SHARE_IN_TIME, "report.share_in_time", none)                                          \
    X(DIGEST_SHARE_SOON, "report.share_soon", none)                                                \
    X(DIGEST_SHARE_OVERDUE, "report.share_overdue", none)                                          \
    X(DIGEST_SHARE_OTHER, "report.share_other", none)                                              \
    X(DIGEST_COLUMN_WORK, "report.column_work", none)                                              \
    X(DIGEST_COLUMN_TIMING, "report.column_timing", none)                                          \
    X(DIGEST_COLUMN_CHASES, "report.column_chases", none)                                          \
    X(DIGEST_COLUMN_DONE, "report.column_done", none)                                              \
    X(DIGEST_COLUMN_ORIGINAL, "report.column_original", none)

#endif
