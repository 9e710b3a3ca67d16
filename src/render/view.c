#include "render/view.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/summary.h"
#include "render/clean.h"
#include "render/render.h"
#include "render/said.h"

int nv_view_workdays_to(const struct nv_view *v, int32_t day)
{
    return nv_workdays_between(v->snapshot->workdays, v->today, day);
}

/* The message may leave a day after its notice was made: a task that was nearly due is overdue. */
static enum nv_section section_today(const struct nv_view_item *it)
{
    enum nv_section s = it->item->section;
    if (!it->dated || s == NV_SECTION_PROGRESS || s == NV_SECTION_NEW || s == NV_SECTION_CHANGED ||
        s == NV_SECTION_DONE)
        return s;
    return it->days_left < 0    ? NV_SECTION_OVERDUE
           : it->days_left == 0 ? NV_SECTION_DUE_TODAY
                                : NV_SECTION_DUE_SOON;
}

/* Work whose item was made of other dates than those that now count is judged by the item's. */
static const struct nv_standing *standing_of(const struct nv_view *v, const struct nv_view_item *it)
{
    struct nv_standing st =
        it->item->standing && !it->hands_in ? *it->item->standing : nv_standing_of(it->occurrence);
    st.nominal = it->item->nominal;
    st.effective = it->item->effective;
    return nv_arena_memdup(v->arena, &st, sizeof st);
}

static bool look_up(const struct nv_view *v, const struct nv_item *item, struct nv_view_item *it)
{
    const struct nv_snapshot *s = v->snapshot;
    uint32_t index = nv_snapshot_occurrence(s, item->occurrence);
    if (index == NV_NONE)
        return false;
    const struct nv_occurrence *o = &s->occurrences[index];
    *it = (struct nv_view_item){
        .item = item, .occurrence = o, .deliverable = &s->deliverables[o->deliverable]};
    it->hands_in =
        item->role == NV_ROLE_SUPPORT && o->hand_in != NV_DAY_NONE && item->nominal == o->hand_in;
    it->task = &s->tasks[it->deliverable->task];
    it->plan = &s->plans[it->deliverable->plan];
    it->dated = item->nominal != NV_DAY_NONE && item->effective != NV_DAY_NONE;
    if (it->dated) {
        it->days_left = nv_days_left(item->nominal, item->effective, v->today);
        if (v->today > item->effective) {
            it->late = v->today - item->effective;
            it->late_work = nv_workdays_between(s->workdays, item->effective, v->today);
        }
    }
    it->section = section_today(it);
    it->standing = standing_of(v, it);
    it->told = item->standing && nv_rung_is_fact(item->rung);
    it->status = nv_status_now(o, it->standing, v->today);
    if (it->status == NV_STATUS_DUE_TODAY && it->days_left > 0)
        it->status = NV_STATUS_DUE_SOON;
    if (it->section == NV_SECTION_OVERDUE)
        it->chase = item->chase > 0 ? item->chase : 1;
    it->reported = it->section == NV_SECTION_OVERDUE && item->role >= NV_ROLE_APPROVER &&
                   !item->stand_in && !it->told;
    return true;
}

static void note_plan(struct nv_view *v, const struct nv_plan *plan)
{
    for (uint32_t i = 0; i < v->n_plans; i++)
        if (v->plans[i] == plan)
            return;
    v->plans[v->n_plans++] = plan;
}

/* A plan and its supplements have one id. */
static bool is_one_plan(const struct nv_view *v)
{
    for (uint32_t i = 1; i < v->n_plans; i++)
        if (strcmp(v->plans[i]->id, v->plans[0]->id) != 0)
            return false;
    return v->n_plans > 0;
}

static bool one_predecessor(const struct nv_view *v)
{
    const char *first = v->n_items ? v->items[0].item->predecessor : NULL;
    for (uint32_t i = 0; first && i < v->n_items; i++)
        if (!v->items[i].item->predecessor || strcmp(first, v->items[i].item->predecessor) != 0)
            return false;
    return first != NULL;
}

static const struct nv_lang *language(const struct nv_view *v)
{
    const struct nv_agency *a = nv_view_find(v, v->letter->notice->agency);
    nv_require(v->snapshot->n_languages > 0);
    return v->snapshot->languages[a ? a->language : 0];
}

/* Before a notice is claimed nobody knows what was done: as the plan has it. */
static const struct nv_summary *bare_report(const struct nv_view *v, const struct nv_item *item)
{
    const struct nv_snapshot *s = v->snapshot;
    struct nv_summary_input in = {.snapshot = s};
    if (!nv_report_named(s, item->occurrence, &in.plan, &in.span))
        return NULL;
    struct nv_standing *all = nv_arena_alloc(v->arena, (s->n_occurrences + 1) * sizeof *all);
    for (uint32_t i = 0; i < s->n_occurrences; i++)
        all[i] = nv_standing_of(&s->occurrences[i]);
    in.cut = in.span.to;
    in.now = in.before = all;
    return nv_summary_make(v->arena, &in);
}

static void add_report(struct nv_view *v, const struct nv_item *item)
{
    const struct nv_summary *report = item->report ? item->report : bare_report(v, item);
    if (report)
        v->reports[v->n_reports++] = report;
}

void nv_view_init(struct nv_view *v, const struct nv_letter *l)
{
    const struct nv_notice *n = l->notice;
    uint32_t n_found = 0;
    *v = (struct nv_view){.arena = nv_arena_new(), .letter = l, .snapshot = l->snapshot};
    v->said = nv_arena_alloc(v->arena, sizeof *v->said);
    v->today = nv_time_day(l->at_ms, l->snapshot->zone_min);
    v->lang = language(v);
    v->agency_name = nv_view_agency_id(v, n->agency);
    struct nv_view_item *found = nv_arena_alloc(v->arena, (n->n_items + 1) * sizeof *found);
    v->reports = nv_arena_alloc(v->arena, (n->n_items + 1) * sizeof *v->reports);
    v->remarks = nv_arena_alloc(v->arena, (n->n_items + 1) * sizeof *v->remarks);
    for (uint32_t i = 0; i < n->n_items; i++)
        if (n->items[i].section == NV_SECTION_REPORT)
            add_report(v, &n->items[i]);
        else if (n->items[i].remark)
            v->remarks[v->n_remarks++] = n->items[i].remark;
        else
            n_found += look_up(v, &n->items[i], &found[n_found]);
    v->items = nv_arena_alloc(v->arena, (n_found + 1) * sizeof *v->items);
    v->plans = nv_arena_alloc(v->arena, (n->n_items + 1) * sizeof *v->plans);
    for (uint32_t i = 0; i < v->n_reports; i++)
        note_plan(v, &v->snapshot->plans[v->reports[i]->plan]);
    for (int key = 0; key < 2 * NV_SECTION_COUNT; key++)
        for (uint32_t i = 0; i < n_found; i++)
            if (2 * (int)found[i].section + found[i].reported == key) {
                v->items[v->n_items++] = found[i];
                v->counts[found[i].section]++;
                v->n_reported += found[i].reported;
            }
    for (uint32_t i = 0; i < v->n_items; i++)
        note_plan(v, v->items[i].plan);
    v->one_plan = is_one_plan(v);
    v->one_predecessor = one_predecessor(v);
    v->test = n->n_items == 1 && n->items[0].section == NV_SECTION_TEST;
}

void nv_view_free(struct nv_view *v)
{
    nv_arena_free(v->arena);
    v->arena = NULL;
}

const struct nv_agency *nv_view_find(const struct nv_view *v, const char *id)
{
    uint32_t index = id ? nv_snapshot_agency(v->snapshot, id) : NV_NONE;
    return index == NV_NONE ? NULL : &v->snapshot->agencies[index];
}

const char *nv_view_agency(const struct nv_view *v, uint32_t index)
{
    return index < v->snapshot->n_agencies ? nv_clean(v->arena, v->snapshot->agencies[index].name)
                                           : "";
}

const char *nv_view_agency_id(const struct nv_view *v, const char *id)
{
    const struct nv_agency *a = nv_view_find(v, id);
    return nv_clean(v->arena, a ? a->name : id);
}

bool nv_view_superior(const struct nv_view_item *it)
{
    return it->item->role == NV_ROLE_LEADERSHIP || it->item->role == NV_ROLE_APPROVER;
}
