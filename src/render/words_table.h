/* Every key of wording.cfg: what a letter says, by name, and which variables each wording has. The
 * wordings themselves are in etc/templates; docs/templates.md explains the variables. */
#ifndef NV_RENDER_WORDS_TABLE_H
#define NV_RENDER_WORDS_TABLE_H

#include "model/notice.h"
#include "render/wording.h"
#include "render/words_report.h"

struct nv_schema;

/* X(symbol, key, variables) */
#define NV_WORDS(X)                                                                                \
    X(NUMBER, "quantities.number", quantity)                                                       \
    X(DAYS, "quantities.days", quantity)                                                           \
    X(WORKDAYS, "quantities.workdays", quantity)                                                   \
    X(TASKS, "quantities.tasks", quantity)                                                         \
    X(PLANS, "quantities.plans", quantity)                                                         \
    X(TIMES, "quantities.times", quantity)                                                         \
    X(TIMES_RANGE, "quantities.times_range", range)                                                \
    X(SUCCESSORS, "quantities.successors", quantity)                                               \
    X(DAY, "dates.day", day)                                                                       \
    X(DATE, "dates.full", date)                                                                    \
    X(MON, "weekdays.mon", none)                                                                   \
    X(TUE, "weekdays.tue", none)                                                                   \
    X(WED, "weekdays.wed", none)                                                                   \
    X(THU, "weekdays.thu", none)                                                                   \
    X(FRI, "weekdays.fri", none)                                                                   \
    X(SAT, "weekdays.sat", none)                                                                   \
    X(SUN, "weekdays.sun", none)                                                                   \
    X(JAN, "months.jan", none)                                                                     \
    X(FEB, "months.feb", none)                                                                     \
    X(MAR, "months.mar", none)                                                                     \
    X(APR, "months.apr", none)                                                                     \
    X(MAY, "months.may", none)                                                                     \
    X(JUN, "months.jun", none)                                                                     \
    X(JUL, "months.jul", none)                                                                     \
    X(AUG, "months.aug", none)                                                                     \
    X(SEP, "months.sep", none)                                                                     \
    X(OCT, "months.oct", none)                                                                     \
    X(NOV, "months.nov", none)                                                                     \
    X(DEC, "months.dec", none)                                                                     \
    X(PERIOD_DAY, "periods.day", day_only)                                                         \
    X(PERIOD_WEEK, "periods.week", period)                                                         \
    X(PERIOD_WEEK_OF_MONTH, "periods.week_of_month", period)                                       \
    X(PERIOD_LAST_WEEK, "periods.last_week", period)                                               \
    X(PERIOD_MONTH, "periods.month", period)                                                       \
    X(PERIOD_QUARTER, "periods.quarter", period)                                                   \
    X(PERIOD_HALF, "periods.half", period)                                                         \
    X(PERIOD_YEAR, "periods.year", period)                                                         \
    X(PERIOD_RANGE, "periods.range", period_range)                                                 \
    X(STATUS_ON_TRACK, "status.on_track", none)                                                    \
    X(STATUS_DUE_SOON, "status.due_soon", none)                                                    \
    X(STATUS_DUE_TODAY, "status.due_today", none)                                                  \
    X(STATUS_OVERDUE, "status.overdue", none)                                                      \
    X(STATUS_DONE_EARLY, "status.done_early", none)                                                \
    X(STATUS_DONE_ON_TIME, "status.done_on_time", none)                                            \
    X(STATUS_DONE_LATE, "status.done_late", none)                                                  \
    X(STATUS_AWAITING, "status.awaiting", none)                                                    \
    X(STATUS_CONTINUOUS, "status.continuous", none)                                                \
    X(STATUS_WAITING, "status.waiting", none)                                                      \
    X(STATUS_HELD, "status.held", none)                                                            \
    X(STATUS_DROPPED, "status.dropped", none)                                                      \
    X(BADGE_ON_TRACK, "badges.on_track", none)                                                     \
    X(BADGE_DUE_SOON, "badges.due_soon", days)                                                     \
    X(BADGE_DUE_TODAY, "badges.due_today", none)                                                   \
    X(BADGE_OVERDUE, "badges.overdue", days)                                                       \
    X(BADGE_AWAITING, "badges.awaiting", none)                                                     \
    X(BADGE_CONTINUOUS, "badges.continuous", none)                                                 \
    X(BADGE_WAITING, "badges.waiting", none)                                                       \
    X(BADGE_HELD, "badges.held", none)                                                             \
    X(BADGE_DROPPED, "badges.dropped", none)                                                       \
    X(BADGE_DONE, "badges.done", none)                                                             \
    X(ROLE_LEAD, "roles.lead", none)                                                               \
    X(ROLE_EXECUTOR, "roles.executor", none)                                                       \
    X(ROLE_APPRAISER, "roles.appraiser", none)                                                     \
    X(ROLE_GUIDE, "roles.guide", none)                                                             \
    X(ROLE_SUPPORT, "roles.support", none)                                                         \
    X(ROLE_APPROVER, "roles.approver", none)                                                       \
    X(ROLE_OWNER, "roles.owner", none)                                                             \
    X(ROLE_LEADERSHIP, "roles.leadership", none)                                                   \
    X(LABEL_PLAN, "labels.plan", none)                                                             \
    X(LABEL_PRODUCTS, "labels.products", none)                                                     \
    X(LABEL_DUE, "labels.due", none)                                                               \
    X(LABEL_PERIOD, "labels.period", none)                                                         \
    X(LABEL_REPORT_BASIS, "labels.report_basis", none)                                             \
    X(LABEL_DATA, "labels.data", none)                                                             \
    X(LABEL_CONTRIBUTORS, "labels.contributors", none)                                             \
    X(LABEL_DEADLINE, "labels.deadline", none)                                                     \
    X(LABEL_HAND_IN, "labels.hand_in", none)                                                       \
    X(LABEL_ORIGINAL, "labels.original", none)                                                     \
    X(LABEL_EVENT, "labels.event", none)                                                           \
    X(LABEL_BASIS, "labels.basis", none)                                                           \
    X(LABEL_REMARK, "labels.remark", none)                                                         \
    X(LABEL_PERCENT, "labels.percent", none)                                                       \
    X(LABEL_LEAD, "labels.lead", none)                                                             \
    X(LABEL_EXECUTOR, "labels.executor", none)                                                     \
    X(LABEL_SUPPORT, "labels.support", none)                                                       \
    X(LABEL_APPRAISER, "labels.appraiser", none)                                                   \
    X(LABEL_GUIDE, "labels.guide", none)                                                           \
    X(LABEL_APPROVER, "labels.approver", none)                                                     \
    X(LABEL_ROLE, "labels.role", none)                                                             \
    X(LABEL_STATUS, "labels.status", today)                                                        \
    X(VALUE_PERIOD, "values.period", period_value)                                                 \
    X(VALUE_DATA, "values.data", range)                                                            \
    X(VALUE_CONTRIBUTORS, "values.contributors", day_only)                                         \
    X(VALUE_ROLE, "values.role", role)                                                             \
    X(VALUE_STATUS, "values.status", status)                                                       \
    X(VALUE_ORIGINAL, "values.original", original)                                                 \
    X(VALUE_PERCENT, "values.percent", percent)                                                    \
    X(DEADLINE_ON_DAY, "deadline.on_day", deadline)                                                \
    X(DEADLINE_MOVED, "deadline.moved", deadline)                                                  \
    X(DEADLINE_ROLLED, "deadline.rolled", deadline_rolled)                                         \
    X(DEADLINE_TODAY, "deadline.today", none)                                                      \
    X(DEADLINE_LEFT, "deadline.left", days_workdays)                                               \
    X(DEADLINE_LEFT_NO_WORKDAY, "deadline.left_no_workday", days)                                  \
    X(DEADLINE_CONTINUOUS, "deadline.continuous", none)                                            \
    X(DEADLINE_AS_NEEDED, "deadline.as_needed", none)                                              \
    X(DEADLINE_AFTER_EVENT, "deadline.after_event", none)                                          \
    X(DEADLINE_UNKNOWN, "deadline.unknown", none)                                                  \
    X(DEADLINE_SHORT, "deadline.short", deadline_short)                                            \
    X(OFF_WEEKEND, "day_off.weekend", none)                                                        \
    X(OFF_OTHER, "day_off.other", none)                                                            \
    X(OFF_SWAPPED, "day_off.swapped", name_lower)                                                  \
    X(OFF_REST, "day_off.rest", name_lower)                                                        \
    X(OFF_TET, "day_off.tet", name_lower)                                                          \
    X(OFF_HOLIDAY, "day_off.holiday", name_lower)                                                  \
    X(NAME_NOW, "names.now", name_now)                                                             \
    X(NAME_NEXT, "names.next", list_name)                                                          \
    X(NAME_GROUP, "names.group", name_lower)                                                       \
    X(NAME_MIDDLE, "names.middle", list_name)                                                      \
    X(NAME_LAST, "names.last", list_name)                                                          \
    X(NAME_LEAD, "names.lead", none)                                                               \
    X(NAME_LEADS, "names.leads", none)                                                             \
    X(NAME_QUOTED, "names.quoted", name_only)                                                      \
    X(NAME_LEADERS, "names.leaders", name_only)                                                    \
    X(NAME_TAKEOVER, "names.takeover", takeover)                                                   \
    X(NAME_BASIS, "names.basis", basis)                                                            \
    X(NAME_ISSUER, "names.issuer", none)                                                           \
    X(NAME_REF, "names.ref", task)                                                                 \
    X(NAME_REF_SUBJECT, "names.ref_subject", task_period)                                          \
    X(CHASING_URGE, "chasing.urge", none)                                                          \
    X(CHASING_REPORT, "chasing.report", none)                                                      \
    X(CHASING_INFORM, "chasing.inform", none)                                                      \
    X(SUBJECT_SEVERAL, "subject.several", subject_several)                                         \
    X(SUBJECT_NONE, "subject.none", none)                                                          \
    X(SUBJECT_TEST, "subject.test", test)                                                          \
    X(SUBJECT_NEXT, "subject.next", list_name)                                                     \
    X(SUBJECT_OVERDUE, "subject.overdue", subject_count)                                           \
    X(SUBJECT_DUE_TODAY, "subject.due_today", subject_count)                                       \
    X(SUBJECT_DUE_SOON, "subject.due_soon", subject_count)                                         \
    X(SUBJECT_CHANGED, "subject.changed", subject_count)                                           \
    X(SUBJECT_PROGRESS, "subject.progress", subject_count)                                         \
    X(SUBJECT_NEW, "subject.new", subject_count)                                                   \
    X(SUBJECT_DONE, "subject.done", subject_count)                                                 \
    X(SUBJECT_SERVICE, "subject.service", today)                                                   \
    X(SECTION_HEADING, "sections.heading", heading)                                                \
    X(SECTION_OVERDUE, "sections.overdue", none)                                                   \
    X(SECTION_DUE_TODAY, "sections.due_today", none)                                               \
    X(SECTION_DUE_SOON, "sections.due_soon", none)                                                 \
    X(SECTION_CHANGED, "sections.changed", none)                                                   \
    X(SECTION_PROGRESS, "sections.progress", none)                                                 \
    X(SECTION_NEW, "sections.new", none)                                                           \
    X(SECTION_DONE, "sections.done", none)                                                         \
    X(SECTION_SERVICE, "sections.service", none)                                                   \
    X(COUNT_OVERDUE, "counts.overdue", tasks)                                                      \
    X(COUNT_DUE_TODAY, "counts.due_today", tasks)                                                  \
    X(COUNT_DUE_SOON, "counts.due_soon", tasks)                                                    \
    X(COUNT_CHANGED, "counts.changed", tasks)                                                      \
    X(COUNT_PROGRESS, "counts.progress", tasks)                                                    \
    X(COUNT_NEW, "counts.new", tasks)                                                              \
    X(COUNT_DONE, "counts.done", tasks)                                                            \
    X(LETTER_SEVERAL, "letter.several", letter_several)                                            \
    X(LETTER_NONE, "letter.none", none)                                                            \
    X(LETTER_SERVICE, "letter.service", service_letter)                                            \
    X(LETTER_TEST, "letter.test", test)                                                            \
    X(LETTER_NUMBERED, "letter.numbered", numbered)                                                \
    X(LETTER_MORE, "letter.more", more)                                                            \
    X(LETTER_ABOUT, "letter.about", title)                                                         \
    X(LETTER_CONTACT, "letter.contact", contact)                                                   \
    X(LETTER_DONE, "letter.done", none)                                                            \
    X(PHRASE_SYSTEM, "phrases.system", request)                                                    \
    X(PHRASE_SENDER, "phrases.sender", request)                                                    \
    X(PHRASE_PLEASE, "phrases.please", request)                                                    \
    X(PHRASE_CAPITAL_PLEASE, "phrases.Please", request)                                            \
    X(PHRASE_REPORT, "phrases.report", request)                                                    \
    X(PHRASE_TO, "phrases.to", request)                                                            \
    X(PHRASE_ANSWER, "phrases.answer", request)                                                    \
    X(PHRASE_PURPOSE, "phrases.purpose", request)                                                  \
    X(PHRASE_STATE, "phrases.state", request)                                                      \
    X(PHRASE_WORK, "phrases.work", request)                                                        \
    X(PHRASE_HASTE, "phrases.haste", request)                                                      \
    X(PHRASE_BY, "phrases.by", request)                                                            \
    X(PHRASE_DUE, "phrases.due", request)                                                          \
    X(PHRASE_AGAIN, "phrases.again", request)                                                      \
    X(PHRASE_WATCHED, "phrases.watched", request)                                                  \
    X(PHRASE_REPORT_SUBJECT, "phrases.report_subject", request)                                    \
    X(PHRASE_REPORT_OPENING, "phrases.report_opening", request)                                    \
    X(PHRASE_DOCUMENT, "phrases.document", request)                                                \
    X(SERVICE_HEADING, "service.heading", service_heading)                                         \
    X(SERVICE_MORE, "service.more", service_more)                                                  \
    X(SERVICE_FAILED, "service.failed", service)                                                   \
    X(SERVICE_BOUNCED, "service.bounced", service)                                                 \
    X(SERVICE_WAITING, "service.waiting", service)                                                 \
    X(SERVICE_REFUSING, "service.refusing", service)                                               \
    X(SERVICE_FALLBACK, "service.fallback", service)                                               \
    X(SERVICE_HELD, "service.held", service)                                                       \
    X(SERVICE_PAUSED, "service.paused", service)                                                   \
    X(SERVICE_CALENDAR, "service.calendar", service)                                               \
    X(SERVICE_ALIVE, "service.alive", service)                                                     \
    X(TABLE_NUMBER, "table.number", none)                                                          \
    X(TABLE_PLAN, "table.plan", none)                                                              \
    X(TABLE_TASK, "table.task", none)                                                              \
    X(TABLE_TITLE, "table.title", none)                                                            \
    X(TABLE_PRODUCTS, "table.products", none)                                                      \
    X(TABLE_DUE, "table.due", none)                                                                \
    X(TABLE_PERIOD, "table.period", none)                                                          \
    X(TABLE_ROLE, "table.role", none)                                                              \
    X(TABLE_LEAD, "table.lead", none)                                                              \
    X(TABLE_STATUS, "table.status", none)                                                          \
    X(TABLE_NOMINAL, "table.nominal", none)                                                        \
    X(TABLE_EFFECTIVE, "table.effective", none)                                                    \
    X(TABLE_DAYS_LEFT, "table.days_left", none)                                                    \
    X(REPORT_NUMBER, "report_table.number", none)                                                  \
    X(REPORT_REF, "report_table.ref", none)                                                        \
    X(REPORT_TITLE, "report_table.title", none)                                                    \
    X(REPORT_LEAD, "report_table.lead", none)                                                      \
    X(REPORT_DAY, "report_table.day", none)                                                        \
    X(REPORT_LATE, "report_table.late", none)                                                      \
    X(REPORT_URGED, "report_table.urged", none)                                                    \
    X(REPORT_REMARK, "report_table.remark", remark)                                                \
    X(REPORT_BEFORE_PLAN, "report_table.before_plan", refs_due)                                    \
    X(REPORT_OWN, "report_table.own", refs_owner)                                                  \
    X(CALENDAR_SUMMARY, "calendar.summary", summary)                                               \
    X(CALENDAR_TITLE, "calendar.title", none)                                                      \
    X(FILE_TABLE, "files.table", file)                                                             \
    X(FILE_CALENDAR, "files.calendar", file)                                                       \
    X(FILE_REPORT, "files.report", file)                                                           \
    X(FILE_PICTURE, "files.picture", file)                                                         \
    X(MAIL_LIST, "mail.list", none)                                                                \
    NV_WORDS_REPORT(X)                                                                             \
    NV_WORD_COLOURS(X, OVERDUE, "overdue")                                                         \
    NV_WORD_COLOURS(X, DUE_TODAY, "due_today")                                                     \
    NV_WORD_COLOURS(X, DUE_SOON, "due_soon")                                                       \
    NV_WORD_COLOURS(X, ON_TRACK, "on_track")                                                       \
    NV_WORD_COLOURS(X, CONTINUOUS, "continuous")                                                   \
    NV_WORD_COLOURS(X, WAITING, "waiting")                                                         \
    NV_WORD_COLOURS(X, DONE, "done")

/* Four in a row: of borders and badges, of what lies behind text, of that text, of text on a badge.
 */
#define NV_WORD_COLOURS(X, sym, name)                                                              \
    X(COLOUR_##sym, "colours." name ".strong", colour)                                             \
    X(COLOUR_##sym##_TINT, "colours." name ".tint", colour)                                        \
    X(COLOUR_##sym##_INK, "colours." name ".ink", colour)                                          \
    X(COLOUR_##sym##_BADGE, "colours." name ".badge", colour)

enum nv_word {
#define NV_WORD_ENUM(sym, key, vars) NV_WORD_##sym,
    NV_WORDS(NV_WORD_ENUM)
#undef NV_WORD_ENUM
    /* From here on three for each matter: nv_word_of(). */
    NV_WORD_LETTERS,
    NV_WORD_COUNT = NV_WORD_LETTERS + 3 * NV_MATTER_COUNT
};

/* The word of a section of work in a row that begins with the one of overdue work. */
static inline enum nv_word nv_word_at(enum nv_word overdue, enum nv_section s)
{
    return (enum nv_word)(overdue + (s - NV_SECTION_OVERDUE));
}

static inline enum nv_word nv_word_of(enum nv_matter m, enum nv_letter_part part)
{
    return (enum nv_word)(NV_WORD_LETTERS + 3 * m + part);
}

struct nv_word_def {
    const char *key;
    const struct nv_schema *vars; /* ends with an entry without name */
};

/* Indexed by enum nv_word. */
extern const struct nv_word_def nv_word_defs[NV_WORD_COUNT];

#endif
