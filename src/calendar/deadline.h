/* Deadline phrases as Vietnamese decisions print them, and what they mean.
 *
 * Folded text (NFC/NFD, case, tone placement, NBSP, dashes, trailing stops do not matter) goes
 * through a tokenizer and a small recursive-descent parser; the grammar is in docs/deadlines.md.
 * What is not understood is refused with its words, never guessed. */
#ifndef NV_CALENDAR_DEADLINE_H
#define NV_CALENDAR_DEADLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nv_err;
struct nv_workdays;

#define NV_DEADLINE_KINDS(X)                                                                       \
    X(DAY, "day")                                                                                  \
    X(MONTH, "month")                                                                              \
    X(QUARTER, "quarter")                                                                          \
    X(HALF_YEAR, "half-year")                                                                      \
    X(YEAR, "year")                                                                                \
    X(RANGE, "range")                                                                              \
    X(LIST, "list")                                                                                \
    X(OPEN_RANGE, "open-range")                                                                    \
    X(MIXED, "mixed")                                                                              \
    X(RECURRING, "recurring")                                                                      \
    X(CONTINUOUS, "continuous")                                                                    \
    X(AS_NEEDED, "as-needed")                                                                      \
    X(AFTER_EVENT, "after-event")                                                                  \
    X(RELATIVE, "relative")                                                                        \
    X(EXTERNAL, "external")

enum nv_deadline_kind {
#define NV_DEADLINE_ENUM(sym, name) NV_DL_##sym,
    NV_DEADLINE_KINDS(NV_DEADLINE_ENUM)
#undef NV_DEADLINE_ENUM
        NV_DL_COUNT
};

enum {
    NV_DL_YEAR_ASSUMED = 1, /* the phrase had no year: the plan's year was taken */
    NV_DL_SOFT = 2,     /* "đầu quý", "phấn đấu": understood, but the words are vague */
    NV_DL_MISSPELT = 4, /* a common misspelling was read as what was meant */
};

struct nv_deadline {
    enum nv_deadline_kind kind;
    unsigned flags;
    int32_t first_day; /* first day of the period, NV_DAY_NONE where undated */
    int32_t last_day;  /* the nominal day: the last on which the work is in time; NV_DAY_NONE */
    char value[96];    /* 2025-06, 2025-Q2, 2025, <2025-06-15, after:slug …: docs/deadlines.md */
};

enum { NV_DEADLINE_MAX = 1000 }; /* bytes of a phrase */

/* Reads `phrase` (UTF-8). `year` is the plan's, taken where the phrase names none. Returns 0 or
 * -NV_ESYNTAX with a Vietnamese sentence that quotes the offending words and says what is allowed.
 */
int nv_deadline_parse(const char *phrase, int year, struct nv_deadline *out, struct nv_err *err);

const char *nv_deadline_kind_name(enum nv_deadline_kind kind);
/* NV_DL_COUNT if there is none of that name. */
enum nv_deadline_kind nv_deadline_kind_find(const char *name);
/* True for kinds that end on a day. */
bool nv_deadline_is_dated(const struct nv_deadline *d);

/* "15 ngày làm việc kể từ ngày 10/3/2025" waits for a calendar: makes a day of it, the day named
 * not counted (Civil Code 2015 art. 147.2). False, and nothing changed, where nothing waits. */
bool nv_deadline_settle(struct nv_deadline *d, const struct nv_workdays *w);

#endif
