#include "engine/report_due.h"

#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "engine/facts.h"
#include "engine/planner.h"
#include "engine/planner_tell.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/summary.h"

/* The day on which the report of a period is due: the configured one of the month that follows. */
static int32_t due_day(const struct nv_snapshot *s, const struct nv_report_span *span)
{
    return span->to + s->reporting.day;
}

/* The newest period whose day has come. */
static struct nv_report_span newest(const struct nv_snapshot *s, enum nv_report_kind kind,
                                    int32_t today)
{
    struct nv_report_span span = nv_report_span_of(kind, today);
    do
        span = nv_report_span_of(kind, span.from - 1);
    while (due_day(s, &span) > today);
    return span;
}

/* Work with a day that is still open. */
static bool has_open_work(const struct nv_snapshot *s, const struct nv_fact_table *facts,
                          const char *plan)
{
    for (uint32_t i = 0; i < s->n_occurrences; i++) {
        struct nv_standing st;
        if (strcmp(s->plans[s->deliverables[s->occurrences[i].deliverable].plan].id, plan) != 0)
            continue;
        nv_fact_table_standing(facts, s, i, &st);
        if (!nv_standing_closed(&st) && st.nominal != NV_DAY_NONE)
            return true;
    }
    return false;
}

/* A plan is reported on in its year, and after it while dated work is open. */
static bool is_of(const struct nv_snapshot *s, const struct nv_planner_input *in,
                  const struct nv_plan *plan, const struct nv_report_span *span)
{
    if (span->to <= plan->signed_day)
        return false;
    return span->from <= nv_day_from_civil(plan->year, 12, 31) ||
           has_open_work(s, in->facts, plan->id);
}

/* Who gets the report of a longer period that ends on the same day needs no other. */
static bool is_in_longer(const struct nv_snapshot *s, const struct nv_report_span *span, bool owner)
{
    for (int kind = (int)span->kind + 1; kind < NV_REPORT_KINDS; kind++) {
        const struct nv_reporting_to *to = &s->reporting.to[kind];
        if ((owner ? to->owner : to->leadership) &&
            nv_report_span_of((enum nv_report_kind)kind, span->to).to == span->to)
            return true;
    }
    return false;
}

static void plan_one(struct nv_planner *p, const struct nv_snapshot *s,
                     const struct nv_planner_input *in, uint32_t index, enum nv_report_kind kind,
                     struct nv_planned_list *out)
{
    const struct nv_plan *plan = &s->plans[index];
    const struct nv_reporting_to *to = &s->reporting.to[kind];
    struct nv_report_span span = newest(s, kind, in->today);
    char period[NV_REPORT_SPAN_TEXT];
    struct nv_buf name = NV_BUF_INIT;
    struct nv_item item = {.section = NV_SECTION_REPORT,
                           .rung = "report",
                           .rung_day = due_day(s, &span),
                           .nominal = NV_DAY_NONE,
                           .effective = NV_DAY_NONE};
    nv_buf_addf(&name, "%s/report:%s", plan->id, nv_report_span_name(&span, period));
    item.occurrence = nv_buf_str(&name);
    for (int i = 0; i < 2; i++) {
        bool owner = i == 0;
        uint32_t agency = owner ? plan->owner : plan->leadership;
        if (!(owner ? to->owner : to->leadership) || agency == NV_NONE ||
            is_in_longer(s, &span, owner) || !nv_planner_wants(p, in, agency, &item) ||
            !is_of(s, in, plan, &span))
            continue;
        item.role = owner ? NV_ROLE_OWNER : NV_ROLE_LEADERSHIP;
        nv_planner_tell(p, in, agency, &item, out);
    }
    nv_buf_free(&name);
}

void nv_report_plan(struct nv_planner *p, const struct nv_snapshot *s,
                    const struct nv_planner_input *in, struct nv_planned_list *out)
{
    for (uint32_t i = 0; i < s->n_plans; i++) {
        if (s->plans[i].supplement)
            continue;
        for (int kind = NV_REPORT_KINDS - 1; kind >= 0; kind--)
            if (s->reporting.to[kind].owner || s->reporting.to[kind].leadership)
                plan_one(p, s, in, i, (enum nv_report_kind)kind, out);
    }
}
