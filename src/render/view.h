/* A notice with its references looked up and its days counted: what every form of it (text, HTML,
 * subject, webhook) starts from. Knows no wording and no markup. */
#ifndef NV_RENDER_VIEW_H
#define NV_RENDER_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "model/notice.h"
#include "model/status.h"

struct nv_arena;
struct nv_agency;
struct nv_deliverable;
struct nv_lang;
struct nv_occurrence;
struct nv_letter;
struct nv_plan;
struct nv_refs;
struct nv_remark;
struct nv_said;
struct nv_snapshot;
struct nv_summary;
struct nv_task;

struct nv_view_item {
    const struct nv_item *item;
    const struct nv_occurrence *occurrence;
    const struct nv_deliverable *deliverable;
    const struct nv_task *task;
    const struct nv_plan *plan;
    const struct nv_standing *standing; /* never NULL; its dates are those of the item */
    bool told;                          /* tells of the newest fact, not of a step of a ladder */
    /* As the calendar says on the day of the message, where that differs from the notice's day. */
    enum nv_section section;
    enum nv_status status;
    bool dated;
    bool reported; /* overdue work of others, told to who watches it or stands above: a table row */
    bool hands_in; /* asked for a contribution to a report, by its own day */
    int days_left; /* to the nominal day; after it to the effective day, negative when overdue */
    int late, late_work; /* days and working days after the effective day; 0 if in time */
    int chase;           /* from 1 when overdue, else 0 */
};

struct nv_view {
    struct nv_arena *arena;
    const struct nv_letter *letter;
    const struct nv_snapshot *snapshot;
    const struct nv_lang *lang; /* of the agency */
    int32_t today;
    const char *agency_name; /* clean */
    /* Most urgent section first, what is reported at its end, else as in the notice. */
    struct nv_view_item *items;
    uint32_t n_items;
    const struct nv_summary **reports; /* on plans, the body of the letter */
    uint32_t n_reports;
    const struct nv_remark **remarks; /* what the service has to say, in the order of the notice */
    uint32_t n_remarks;
    uint32_t counts[NV_SECTION_COUNT];
    uint32_t n_reported;
    const struct nv_plan **plans; /* each once */
    uint32_t n_plans;
    bool test;            /* a letter that only tries whether letters arrive */
    bool one_plan;        /* of them the rest are its supplements */
    bool bare;            /* nothing can be attached to it */
    bool whole;           /* every item is told in full, however many there are; no table */
    bool one_predecessor; /* every item was taken over from the same agency: said once */
    struct nv_said *said; /* render/said.h; copies of a view share it */
};

void nv_view_init(struct nv_view *v, const struct nv_letter *l);
void nv_view_free(struct nv_view *v);

/* Clean full name of an agency by index or id; the id itself where it is unknown. */
const char *nv_view_agency(const struct nv_view *v, uint32_t index);
const char *nv_view_agency_id(const struct nv_view *v, const char *id);
/* NULL if the snapshot does not know it. */
const struct nv_agency *nv_view_find(const struct nv_view *v, const char *id);

/* True for roles that stand above the watching agency: they are reported to, never asked. */
bool nv_view_superior(const struct nv_view_item *it);

/* Working days in (today, day]; 0 where `day` is today. */
int nv_view_workdays_to(const struct nv_view *v, int32_t day);

#endif
