/* Working days: Monday to Friday, less the holidays, plus the Saturdays that are worked in exchange
 * (Labour Code 2019 art. 111.3, 112; the Prime Minister's yearly swaps). All of it is data: a year
 * without a list counts weekends only and says so.
 *
 * Built once, sealed, then read by any thread. After the seal every question is O(1). */
#ifndef NV_CALENDAR_WORKDAYS_H
#define NV_CALENDAR_WORKDAYS_H

#include <stdbool.h>
#include <stdint.h>

struct nv_workdays;

/* Years that the tables cover; days outside count weekends only through arithmetic. */
enum { NV_WORKDAYS_FIRST_YEAR = 1975, NV_WORKDAYS_LAST_YEAR = 2100 };

struct nv_workdays *nv_workdays_new(void);
void nv_workdays_free(struct nv_workdays *w);

/* The list of `year` is at hand; `confirmed` if an announcement backs it. False if already listed.
 */
bool nv_workdays_add_year(struct nv_workdays *w, int year, bool confirmed);
/* A day off or a worked weekend day, with the reason that letters quote (copied; may be NULL).
 * False if the day is already marked or outside the covered years. */
bool nv_workdays_add_holiday(struct nv_workdays *w, int32_t day, const char *name);
bool nv_workdays_add_worked(struct nv_workdays *w, int32_t day, const char *name);
/* No change after this. */
void nv_workdays_seal(struct nv_workdays *w);

bool nv_workdays_listed(const struct nv_workdays *w, int year);
bool nv_workdays_confirmed(const struct nv_workdays *w, int year);
/* The name of the holiday or swap on `day`, or NULL. */
const char *nv_workdays_name(const struct nv_workdays *w, int32_t day);

bool nv_workdays_is(const struct nv_workdays *w, int32_t day);
int32_t nv_workdays_on_or_before(const struct nv_workdays *w, int32_t day);
int32_t nv_workdays_on_or_after(const struct nv_workdays *w, int32_t day);
/* The n-th working day after `day` (n > 0) or before it (n < 0), `day` itself not counted (Civil
 * Code art. 147); n = 0 gives nv_workdays_on_or_before(). */
int32_t nv_workdays_shift(const struct nv_workdays *w, int32_t day, int n);
/* Working days in (a, b]; if b < a, minus those in [b, a): so that between(day, shift(day, n)) == n
 * for every n but 0, from whatever day one counts. */
int nv_workdays_between(const struct nv_workdays *w, int32_t a, int32_t b);

#endif
