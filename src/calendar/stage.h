/* One stage of a deadline phrase: most phrases have one, "Quý I/2025; duy trì thường xuyên" two.
 *
 * Each reader stands at a cursor and returns 1 (read, `out` filled), 0 (something else stands
 * there; nothing eaten) or -NV_ESYNTAX (it is this, and it is wrong). The grammar is in
 * docs/deadlines.md. */
#ifndef NV_CALENDAR_STAGE_H
#define NV_CALENDAR_STAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "calendar/deadline.h"

struct nv_phrase;

int nv_stage_time(struct nv_phrase *ph, struct nv_deadline *out);       /* stage_time.c */
int nv_stage_recurring(struct nv_phrase *ph, struct nv_deadline *out);  /* stage_recurring.c */
int nv_stage_relative(struct nv_phrase *ph, struct nv_deadline *out);   /* stage_relative.c */
int nv_stage_continuous(struct nv_phrase *ph, struct nv_deadline *out); /* stage_words.c */
int nv_stage_waiting(struct nv_phrase *ph, struct nv_deadline *out); /* Sau khi, Khi có, Theo … */

int nv_stage_value(struct nv_phrase *ph, struct nv_deadline *out); /* stage_value.c */

/* A part of nv_stage_recurring: which day, with its bound; adds rules to the value. `freq` is the
 * frequency said before ("monthly"), or "". stage_day_rule.c */
int nv_stage_day_rule(struct nv_phrase *ph, const char *freq, struct nv_deadline *out);
/* Eats "hằng", "mỗi" or "từng". */
bool nv_stage_eat_each(struct nv_phrase *ph);
/* "báo cáo 6 tháng" names a report: how many tokens at the cursor are its months, else 0. */
size_t nv_stage_report_name(const struct nv_phrase *ph);
/* True where "hằng quý", "02 lần/năm" or the like stands `ahead` of the cursor. */
bool nv_stage_sees_frequency(const struct nv_phrase *ph, size_t ahead);

/* False, and nothing done, where the value would be too long. */
bool nv_stage_add_value(struct nv_deadline *out, const char *separator, const char *text);

/* Any of them, after the words that lead in ("hoàn thành trong …"). */
int nv_stage_read(struct nv_phrase *ph, struct nv_deadline *out);

/* Words that date nothing, up to the next stage: 1 (at least one word), 0, or -NV_ESYNTAX where a
 * date is hidden in them that is not the date of a numbered document. `slug` of NV_STAGE_SLUG
 * bytes, or NULL, gets the words outside parentheses joined by '-'. */
enum { NV_STAGE_SLUG = 73 };
int nv_stage_free_words(struct nv_phrase *ph, char *slug);
/* How many tokens at the cursor are `prefix` and such a slug as values write it; 0 if others. */
size_t nv_stage_slug(struct nv_phrase *ph, const char *prefix, char slug[NV_STAGE_SLUG]);
/* A note in parentheses, with the same rule; 0 where there is none. */
int nv_stage_note(struct nv_phrase *ph);
/* True where `ahead` of the cursor words begin that set a date. */
bool nv_stage_sees_date(const struct nv_phrase *ph, size_t ahead);

#endif
