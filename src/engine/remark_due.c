#include "engine/remark_due.h"

#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "engine/planner.h"
#include "engine/planner_tell.h"
#include "engine/remarks.h"
#include "model/remark.h"
#include "model/snapshot.h"

/* An item of the service itself, for whoever is the agency `owner` today. */
static void tell_owner(struct nv_planner *p, const struct nv_planner_input *in, uint32_t owner,
                       const char *name, const char *rung, int32_t rung_day,
                       struct nv_planned_list *out)
{
    struct nv_item item = {.occurrence = name,
                           .role = NV_ROLE_OWNER,
                           .section = NV_SECTION_SERVICE,
                           .rung_day = rung_day,
                           .nominal = NV_DAY_NONE,
                           .effective = NV_DAY_NONE};
    nv_fmt(item.rung, sizeof item.rung, "%s", rung);
    nv_planner_tell(p, in, owner, &item, out);
}

/* Whom a remark is for may have left the configuration since. */
static void plan_remarks(struct nv_planner *p, const struct nv_snapshot *s,
                         const struct nv_planner_input *in, struct nv_planned_list *out)
{
    enum { AT_ONCE = 1000 };
    const struct nv_remark *r;
    for (size_t i = 0, told = 0; told < AT_ONCE && (r = nv_remark_at(in->remarks, i)); i++) {
        char name[NV_REMARK_NAME];
        uint32_t owner = nv_snapshot_agency(s, r->addressee);
        if (owner == NV_NONE && s->n_plans)
            owner = s->plans[0].owner;
        if (r->told || owner == NV_NONE)
            continue;
        tell_owner(p, in, owner, nv_remark_name(r->id, name), "remark",
                   nv_time_day(r->at_ms, s->zone_min), out);
        told++;
    }
}

/* From November on the calendar of the next year is asked for, and all the year its own; once a
 * month. */
static void plan_calendar(struct nv_planner *p, const struct nv_snapshot *s,
                          const struct nv_planner_input *in, struct nv_planned_list *out)
{
    enum { NOVEMBER = 11 };
    int year, month, day;
    char name[NV_REMARK_NAME], rung[NV_RUNG_TEXT];
    nv_day_to_civil(in->today, &year, &month, &day);
    nv_fmt(rung, sizeof rung, "month:%04d-%02d", year, month);
    for (int y = year; y <= year + (month >= NOVEMBER); y++) {
        if (nv_workdays_confirmed(s->workdays, y))
            continue;
        nv_fmt(name, sizeof name, "calendar:%d", y);
        for (uint32_t i = 0; i < s->n_plans; i++)
            if (s->plans[i].owner != NV_NONE && in->today >= s->plans[i].signed_day &&
                in->today <= s->plans[i].until)
                tell_owner(p, in, s->plans[i].owner, name, rung, in->today - day + 1, out);
    }
}

/* The line of the week, once in it, to the owner of a plan that is under way. */
static void plan_weekly(struct nv_planner *p, const struct nv_snapshot *s,
                        const struct nv_planner_input *in, struct nv_planned_list *out)
{
    int32_t monday = in->today - nv_day_weekday(in->today) + NV_MONDAY;
    char name[NV_REMARK_NAME], iso[NV_DAY_TEXT];
    nv_fmt(name, sizeof name, "alive:%s", nv_day_iso(monday, iso));
    for (uint32_t i = 0; s->reporting.weekly != NV_WEEKLY_OFF && i < s->n_plans; i++) {
        const struct nv_plan *plan = &s->plans[i];
        if (plan->owner != NV_NONE && in->today >= plan->signed_day && in->today <= plan->until &&
            (s->reporting.weekly == NV_WEEKLY_ALONE || nv_planner_writes(p, in, plan->owner)))
            tell_owner(p, in, plan->owner, name, "week", monday, out);
    }
}

void nv_remark_plan(struct nv_planner *p, const struct nv_snapshot *s,
                    const struct nv_planner_input *in, struct nv_planned_list *out)
{
    plan_remarks(p, s, in, out);
    plan_calendar(p, s, in, out);
    plan_weekly(p, s, in, out);
}
