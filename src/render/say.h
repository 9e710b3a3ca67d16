/* The facts of an item in the words of the letter's language: counts, days, deadlines, names. Every
 * string is clean and lives in the view's arena. Knows nothing of what is asked of whom
 * (wording.h).
 */
#ifndef NV_RENDER_SAY_H
#define NV_RENDER_SAY_H

#include <stdbool.h>
#include <stdint.h>

#include "render/view.h"
#include "render/words_table.h"

struct nv_tv;

/* A wording without variables, or filled with `data`. */
const char *nv_say(const struct nv_view *v, enum nv_word word);
const char *nv_say_with(const struct nv_view *v, enum nv_word word, const struct nv_tv *data);
/* A wording with one variable. */
const char *nv_say_one(const struct nv_view *v, enum nv_word word, const char *name,
                       const char *value);
/* Data to fill a wording with, in the view's arena. */
struct nv_tv *nv_say_data(const struct nv_view *v);

/* "05 ngày": NV_WORD_NUMBER, NV_WORD_DAYS, … */
const char *nv_say_quantity(const struct nv_view *v, enum nv_word word, long n);
const char *nv_say_roman(unsigned n); /* from 1 to 10 */

const char *nv_say_day(const struct nv_view *v, int32_t day);  /* "31/3/2025", "31 March 2025" */
const char *nv_say_date(const struct nv_view *v, int32_t day); /* "thứ Hai, ngày 31/3/2025" */
/* "Quý I/2025": which of several periods an occurrence is; NULL where it is the only one. */
const char *nv_say_period(const struct nv_view *v, const struct nv_occurrence *o);

const char *nv_say_state(const struct nv_view *v, enum nv_status status);
/* "Quá hạn chưa hoàn thành – 07 ngày (05 ngày làm việc); đôn đốc lần thứ 2". */
const char *nv_say_status(const struct nv_view *v, const struct nv_view_item *it);
const char *nv_say_badge(const struct nv_view *v, const struct nv_view_item *it);
/* What being reminded of overdue work is called: to urge those who do it, to report upwards. */
const char *nv_say_chasing(const struct nv_view *v, const struct nv_view_item *it);
/* "thứ Hai, ngày 31/3/2025 (còn 14 ngày, trong đó có 10 ngày làm việc)", or why there is none. */
const char *nv_say_deadline(const struct nv_view *v, const struct nv_view_item *it);
/* "hạn 31/3/2025 (còn 14 ngày)": the nominal day, and after it the day that still counts; NULL
 * where undated. */
const char *nv_say_due(const struct nv_view *v, const struct nv_view_item *it);

/* Names as the plan prints them, each with who it is today. */
const char *nv_say_agencies(const struct nv_view *v, const struct nv_deliverable *d,
                            const struct nv_refs *refs);
/* The lead within a sentence, by its name of today; "cơ quan chủ trì" where there are many. */
const char *nv_say_lead(const struct nv_view *v, const struct nv_view_item *it);
const char *nv_say_role_name(const struct nv_view *v, enum nv_role role);
/* The names of the events that a deliverable waits for: "…; …". */
const char *nv_say_events(const struct nv_view *v, const struct nv_deliverable *d);
/* "phối hợp (thuộc nhóm “Các sở, ban, ngành”)". */
const char *nv_say_role(const struct nv_view *v, const struct nv_view_item *it);
/* "tiếp nhận nhiệm vụ của … từ ngày 01/3/2025 theo …"; NULL if nothing was taken over. */
const char *nv_say_takeover(const struct nv_view *v, const struct nv_view_item *it);

/* "Quyết định số … của … về việc ban hành Kế hoạch …". */
const char *nv_say_basis(const struct nv_view *v, const struct nv_plan *plan);
/* Who issued the plan, as its basis says after "của"; "cấp có thẩm quyền" where it does not. */
const char *nv_say_issuer(const struct nv_view *v, const struct nv_plan *plan);

/* What a letter that only tries an address says of itself. */
const char *nv_say_test(const struct nv_view *v, enum nv_word word);

/* The sentence with a capital letter at its front. */
const char *nv_say_capital(const struct nv_view *v, const char *sentence);

#endif
