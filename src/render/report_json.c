#include "render/report_json.h"

#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/summary.h"

static json_t *json_day(int32_t day)
{
    char iso[NV_DAY_TEXT];
    return day == NV_DAY_NONE ? json_null() : json_string(nv_day_iso(day, iso));
}

static json_t *json_tally(const struct nv_tally *t)
{
    static const char *const shares[] = {"done", "in_time", "soon", "overdue", "other"};
    json_t *o = json_pack("{s:i}", "total", (int)t->total), *statuses = json_object();
    for (int i = 0; i < NV_SHARE_COUNT; i++)
        json_object_set_new(o, shares[i], json_integer(nv_tally_share(t, (enum nv_share)i)));
    for (int i = 0; i < NV_STATUS_COUNT; i++)
        json_object_set_new(statuses, nv_status_name((enum nv_status)i),
                            json_integer(t->by_status[i]));
    json_object_set_new(o, "status", statuses);
    return o;
}

static json_t *json_leads(const struct nv_snapshot *s, const struct nv_refs *refs)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < refs->n; i++)
        json_array_append_new(list, json_string(s->agencies[refs->v[i]].id));
    return list;
}

static json_t *json_rows(const struct nv_summary *r, const struct nv_summary_row *rows, uint32_t n,
                         bool sections)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++) {
        json_t *o = json_object();
        if (sections) {
            const struct nv_section_title *t = rows[i].section;
            json_object_set_new(o, "id", t ? json_string(t->id) : json_null());
            json_object_set_new(o, "title", t ? json_string(t->title) : json_null());
        } else {
            json_object_set_new(o, "lead", json_leads(r->snapshot, &rows[i].leads));
        }
        json_object_set_new(o, "count", json_tally(&rows[i].tally));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *json_lines(const struct nv_summary *r, const struct nv_summary_lines *lines)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < lines->n; i++) {
        const struct nv_summary_line *line = &lines->v[i];
        const struct nv_occurrence *occurrence = &r->snapshot->occurrences[line->occurrence];
        const struct nv_deliverable *d = &r->snapshot->deliverables[occurrence->deliverable];
        const struct nv_standing *st = &r->standings[line->occurrence];
        struct nv_state state = nv_state_now(occurrence, st, r->cut);
        json_t *o =
            json_pack("{s:s, s:s, s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:s, s:s, s:s, s:i, s:i}",
                      "id", occurrence->id, "key", occurrence->key, "task",
                      r->snapshot->tasks[d->task].id, "title", r->snapshot->tasks[d->task].title,
                      "lead", json_leads(r->snapshot, &d->roles[NV_ROLE_LEAD]), "due", d->due,
                      "nominal", json_day(st->nominal), "effective", json_day(st->effective),
                      "original_nominal", json_day(st->original_nominal), "status",
                      nv_status_name(nv_status_now(occurrence, st, r->cut)), "work",
                      nv_work_name(state.work), "timing", nv_timing_name(state.timing), "days_late",
                      line->days, "chases", line->chases);
        json_object_set_new(o, "done", json_day(st->done_day));
        json_array_append_new(list, o);
    }
    return list;
}

json_t *nv_report_json(const struct nv_summary *r)
{
    static const char *const kinds[NV_REPORT_KINDS] = {"month", "quarter", "year"};
    char period[NV_REPORT_SPAN_TEXT];
    const struct nv_plan *plan = &r->snapshot->plans[r->plan];
    json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:i}", "plan", plan->id,
                          "title", plan->title, "kind", kinds[r->span.kind], "period",
                          nv_report_span_name(&r->span, period), "from", json_day(r->span.from),
                          "to", json_day(r->span.to), "as_of", json_day(r->cut), "next_to",
                          json_day(r->span.next_to), "tasks", (int)r->n_tasks);
    json_object_set_new(o, "deliverables", json_tally(&r->total));
    json_object_set_new(o, "occurrences", json_tally(&r->occurrences));
    json_object_set_new(o, "by_section", json_rows(r, r->sections, r->n_sections, true));
    json_object_set_new(o, "by_lead", json_rows(r, r->leads, r->n_leads, false));
    json_object_set_new(o, "by_lead_today", json_rows(r, r->leads_now, r->n_leads_now, false));
    json_object_set_new(o, "overdue", json_lines(r, &r->overdue));
    json_object_set_new(o, "next", json_lines(r, &r->next));
    json_object_set_new(o, "waiting", json_lines(r, &r->waiting));
    json_object_set_new(o, "changes",
                        json_pack("{s:o, s:o, s:o, s:o, s:o}", "done", json_lines(r, &r->done),
                                  "extended", json_lines(r, &r->extended), "dated",
                                  json_lines(r, &r->dated), "dropped", json_lines(r, &r->dropped),
                                  "added", json_lines(r, &r->added)));
    return o;
}
