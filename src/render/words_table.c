#include "render/words_table.h"

#include "model/notice.h"
#include "model/remark.h"
#include "render/mustache.h"

#define TEXT(name)                                                                                 \
    {                                                                                              \
        name, NV_TV_STRING, 0, NULL                                                                \
    }
#define FLAG(name)                                                                                 \
    {                                                                                              \
        name, NV_TV_BOOL, 0, NULL                                                                  \
    }
#define NUMBER(name)                                                                               \
    {                                                                                              \
        name, NV_TV_NUMBER, 0, NULL                                                                \
    }
#define VARS(name, ...) static const struct nv_schema vars_##name[] = {__VA_ARGS__, {0}}

static const struct nv_schema vars_none[] = {{0}};
#define vars_colour vars_none
#define vars_file vars_none

VARS(quantity, NUMBER("n"), TEXT("nn"), FLAG("one"));
VARS(day, NUMBER("d"), TEXT("dd"), TEXT("month"), NUMBER("m"), TEXT("mm"), NUMBER("year"));
VARS(date, TEXT("weekday"), TEXT("day"));
VARS(day_only, TEXT("day"));
VARS(today, TEXT("today"));
VARS(period, NUMBER("n"), TEXT("roman"), FLAG("first"), TEXT("month"), NUMBER("year"));
VARS(range, TEXT("from"), TEXT("to"));
VARS(period_range, TEXT("from"), TEXT("to"), FLAG("to_year"));
VARS(days, TEXT("days"));
VARS(days_workdays, TEXT("days"), TEXT("workdays"));
VARS(tasks, TEXT("tasks"));
VARS(period_value, TEXT("period"), TEXT("times"));
VARS(role, TEXT("role"), TEXT("group"), TEXT("takeover"));
VARS(status, TEXT("status"), FLAG("overdue"), FLAG("due_soon"), TEXT("days"), TEXT("workdays"),
     FLAG("again"), TEXT("chasing"), NUMBER("chase"));
VARS(original, TEXT("day"), TEXT("times"));
VARS(percent, NUMBER("n"), TEXT("day"));
VARS(deadline, TEXT("date"), TEXT("effective"), TEXT("left"));
VARS(deadline_rolled, TEXT("date"), TEXT("effective"), TEXT("left"), TEXT("day_off"));
VARS(deadline_short, TEXT("day"), TEXT("late"), TEXT("left"));
VARS(name_only, TEXT("name"));
VARS(name_lower, TEXT("name"), TEXT("lower"));
VARS(name_now, TEXT("name"), TEXT("now"));
VARS(list_name, TEXT("list"), TEXT("name"));
VARS(takeover, TEXT("name"), TEXT("day"), TEXT("basis"));
VARS(basis, TEXT("decree"), TEXT("title"), FLAG("added"));
VARS(remark, TEXT("before_plan"), TEXT("own"));
VARS(refs_due, TEXT("refs"), FLAG("one"), TEXT("due"));
VARS(refs_owner, TEXT("refs"), TEXT("owner"));
VARS(task, TEXT("task"));
VARS(task_period, TEXT("task"), TEXT("period"));
VARS(subject_several, FLAG("up"), FLAG("urge"), TEXT("counts"), TEXT("today"));
VARS(subject_count, TEXT("tasks"), TEXT("number"), FLAG("first"));
VARS(heading, TEXT("roman"), NUMBER("number"), TEXT("title"), TEXT("tasks"));
VARS(letter_several, TEXT("basis"), TEXT("sender"), FLAG("up"), FLAG("several"), TEXT("tasks"),
     TEXT("count"), TEXT("today"));
VARS(service_letter, TEXT("addressee"), TEXT("today"));
VARS(service_heading, TEXT("roman"), TEXT("title"));
VARS(service_more, NUMBER("n"), TEXT("nn"));
VARS(service, TEXT("name"), TEXT("address"), FLAG("webhook"), TEXT("about"), TEXT("notice"),
     TEXT("day"), TEXT("text"), FLAG("several"), TEXT("count"), TEXT("sent"), TEXT("pending"),
     TEXT("lost"));
VARS(numbered, TEXT("numbers"), FLAG("one"), TEXT("request"));
VARS(more, TEXT("tasks"), TEXT("file"));
VARS(title, TEXT("title"));
VARS(test, TEXT("addressee"), TEXT("address"), TEXT("today"));
VARS(contact, TEXT("contact"), FLAG("named"));
VARS(summary, FLAG("hand_in"), TEXT("title"), TEXT("task"), TEXT("plan"));

VARS(digest_subject, TEXT("period"), TEXT("day"), TEXT("also"));
VARS(digest_period, TEXT("month"), TEXT("roman"), FLAG("whole"), NUMBER("year"));
VARS(digest_opening, TEXT("title"), TEXT("tasks"), TEXT("deadlines"), TEXT("added"), TEXT("day"));
VARS(digest_heading, TEXT("roman"), NUMBER("number"), TEXT("title"));
VARS(digest_done, TEXT("n"), TEXT("total"), TEXT("early"), TEXT("on_time"), TEXT("late"));
VARS(digest_part, TEXT("n"), TEXT("total"), TEXT("day"), TEXT("days"));
VARS(digest_sum, TEXT("sum"), TEXT("total"));
VARS(digest_by_occurrence, TEXT("occurrences"), TEXT("done"), TEXT("overdue"), TEXT("open"));
VARS(digest_line, TEXT("task"), TEXT("title"), TEXT("lead"), TEXT("period"), TEXT("due"),
     TEXT("day"), TEXT("days"), TEXT("chases"), TEXT("event"), TEXT("timing"), TEXT("was"),
     TEXT("document"));
VARS(digest_next, TEXT("roman"), NUMBER("year"), TEXT("from"), TEXT("to"));
VARS(digest_day, TEXT("day"));
VARS(digest_row, TEXT("name"), TEXT("total"), TEXT("done"), TEXT("in_time"), TEXT("soon"),
     TEXT("overdue"), TEXT("other"));
VARS(digest_section, TEXT("id"), TEXT("title"));

#define SENTENCE                                                                                   \
    TEXT("basis"), TEXT("title"), TEXT("decree"), TEXT("issuer"), TEXT("owner"), TEXT("sender"),   \
        FLAG("own"), FLAG("up"), TEXT("today"), TEXT("ref"), TEXT("day"), TEXT("start"),           \
        TEXT("due"), TEXT("addressee"), TEXT("lead"), TEXT("role"), FLAG("overdue"),               \
        FLAG("due_today"), FLAG("again"), NUMBER("chase"), TEXT("chasing"), TEXT("before"),        \
        TEXT("late"), FLAG("leads"), TEXT("was"), TEXT("until"), TEXT("document"), TEXT("event"),  \
        TEXT("event_day"), FLAG("happened"), TEXT("done_day"), FLAG("early"), FLAG("partial"),     \
        FLAG("several"), TEXT("tasks"), FLAG("long"), TEXT("least"), TEXT("urged"), FLAG("added"), \
        TEXT("reason"), TEXT("waited")
VARS(sentence, SENTENCE);
VARS(request, SENTENCE, FLAG("one"), FLAG("numbered"), FLAG("urgent"), TEXT("by"), TEXT("by_each"),
     TEXT("groups"), TEXT("deadlines"));

const struct nv_word_def nv_word_defs[NV_WORD_COUNT] = {
#define WORD(sym, key, vars) [NV_WORD_##sym] = {key, vars_##vars},
    NV_WORDS(WORD)
#undef WORD
#define LETTER(sym, key)                                                                           \
    [NV_WORD_LETTERS + 3 * NV_MATTER_##sym] = {"letters." key ".subject", vars_sentence},          \
                           {"letters." key ".opening", vars_sentence},                             \
                           {"letters." key ".request", vars_request},
        NV_MATTERS(LETTER)
#undef LETTER
};

/* What code counts on from the first of a group. */
_Static_assert(NV_WORD_SUN - NV_WORD_MON == 6, "days of the week");
_Static_assert(NV_WORD_DEC - NV_WORD_JAN == 11, "months");
#define ROW(first, last) (NV_WORD_##last - NV_WORD_##first == NV_SECTION_DONE - NV_SECTION_OVERDUE)
_Static_assert(ROW(SUBJECT_OVERDUE, SUBJECT_DONE), "subjects");
_Static_assert(ROW(SECTION_OVERDUE, SECTION_DONE), "sections");
_Static_assert(ROW(COUNT_OVERDUE, COUNT_DONE), "counts");
_Static_assert(NV_WORD_SERVICE_ALIVE - NV_WORD_SERVICE_FAILED == (int)NV_REMARK_ALIVE, "remarks");
_Static_assert(NV_WORD_LABEL_STATUS - NV_WORD_LABEL_PLAN == 21, "labels: letter_data.c names them");
_Static_assert(NV_WORD_REPORT_URGED - NV_WORD_REPORT_NUMBER == 6, "report: doc_table.c");
_Static_assert(NV_WORD_COLOUR_DONE_BADGE - NV_WORD_COLOUR_OVERDUE == 7 * 4 - 1, "colours");
