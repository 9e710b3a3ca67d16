/* The facts of an item in the words of Vietnamese administration (Decree 30/2020/NĐ-CP, appendix
 * I): counts below ten padded, days as 31/3/2025 and 05/02/2025, names in full. Every string is
 * clean and lives in the view's arena. Knows nothing of what is asked of whom (wording.h). */
#ifndef NV_RENDER_SAY_H
#define NV_RENDER_SAY_H

#include <stdbool.h>
#include <stdint.h>

#include "render/view.h"

const char *nv_say_count(const struct nv_view *v, long n);     /* "05", "12" */
const char *nv_say_day(const struct nv_view *v, int32_t day);  /* "31/3/2025" */
const char *nv_say_date(const struct nv_view *v, int32_t day); /* "thứ Hai, ngày 31/3/2025" */

/* "Quá hạn chưa hoàn thành – 07 ngày (05 ngày làm việc)". */
const char *nv_say_status(const struct nv_view *v, const struct nv_view_item *it);
/* What being reminded of overdue work is called: to urge those who do it, to report upwards. */
const char *nv_say_chasing(const struct nv_view_item *it);
/* "thứ Hai, ngày 31/3/2025 (còn 14 ngày, trong đó có 10 ngày làm việc)", or why there is none. */
const char *nv_say_deadline(const struct nv_view *v, const struct nv_view_item *it);

/* Names as the plan prints them, joined by "; ", each with who it is today: "(nay là …)". */
const char *nv_say_agencies(const struct nv_view *v, const struct nv_refs *refs);
/* The lead within a sentence, by its name of today; "cơ quan chủ trì" where there are many. */
const char *nv_say_lead(const struct nv_view *v, const struct nv_view_item *it);
/* "phối hợp (thuộc nhóm “Các sở, ban, ngành”)". */
const char *nv_say_role(const struct nv_view *v, const struct nv_view_item *it);
/* "tiếp nhận nhiệm vụ của … từ ngày 01/3/2025 theo …"; NULL if nothing was taken over. */
const char *nv_say_takeover(const struct nv_view *v, const struct nv_view_item *it);

/* "Quyết định số … của … về việc ban hành Kế hoạch …". */
const char *nv_say_basis(const struct nv_view *v, const struct nv_plan *plan);
/* Who issued the plan, as its basis says after "của"; "cấp có thẩm quyền" where it does not. */
const char *nv_say_issuer(const struct nv_view *v, const struct nv_plan *plan);

#endif
