#include "render/report_json.h"

#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/summary.h"
#include "render/json.h"

static void add_day(struct nv_json *j, const char *key, int32_t day)
{
    char iso[NV_DAY_TEXT];
    nv_json_text(j, key, day == NV_DAY_NONE ? NULL : nv_day_iso(day, iso));
}

static void add_tally(struct nv_json *j, const char *key, const struct nv_tally *t)
{
    static const char *const shares[] = {"done", "in_time", "soon", "overdue", "other"};
    nv_json_begin(j, key, '{');
    nv_json_int(j, "total", t->total);
    for (int i = 0; i < NV_SHARE_COUNT; i++)
        nv_json_int(j, shares[i], nv_tally_share(t, (enum nv_share)i));
    nv_json_begin(j, "status", '{');
    for (int i = 0; i < NV_STATUS_COUNT; i++)
        nv_json_int(j, nv_status_name((enum nv_status)i), t->by_status[i]);
    nv_json_end(j, '}');
    nv_json_end(j, '}');
}

static void add_leads(struct nv_json *j, const struct nv_snapshot *s, const struct nv_refs *refs)
{
    nv_json_begin(j, "lead", '[');
    for (uint32_t i = 0; i < refs->n; i++)
        nv_json_text(j, NULL, s->agencies[refs->v[i]].id);
    nv_json_end(j, ']');
}

static void add_rows(struct nv_json *j, const char *key, const struct nv_summary *r,
                     const struct nv_summary_row *rows, uint32_t n, bool sections)
{
    nv_json_begin(j, key, '[');
    for (uint32_t i = 0; i < n; i++) {
        const struct nv_section_title *t = rows[i].section;
        nv_json_begin(j, NULL, '{');
        if (sections) {
            nv_json_text(j, "id", t ? t->id : NULL);
            nv_json_text(j, "title", t ? t->title : NULL);
        } else {
            add_leads(j, r->snapshot, &rows[i].leads);
        }
        add_tally(j, "count", &rows[i].tally);
        nv_json_end(j, '}');
    }
    nv_json_end(j, ']');
}

static void add_line(struct nv_json *j, const struct nv_summary *r,
                     const struct nv_summary_line *line)
{
    const struct nv_snapshot *s = r->snapshot;
    const struct nv_occurrence *o = &s->occurrences[line->occurrence];
    const struct nv_deliverable *d = &s->deliverables[o->deliverable];
    const struct nv_standing *st = &r->standings[line->occurrence];
    struct nv_state state = nv_state_now(o, st, r->cut);
    nv_json_begin(j, NULL, '{');
    nv_json_text(j, "id", o->id);
    nv_json_text(j, "key", o->key);
    nv_json_text(j, "task", s->tasks[d->task].id);
    nv_json_text(j, "title", s->tasks[d->task].title);
    add_leads(j, s, &d->roles[NV_ROLE_LEAD]);
    nv_json_text(j, "due", d->due);
    add_day(j, "nominal", st->nominal);
    add_day(j, "effective", st->effective);
    add_day(j, "original_nominal", st->original_nominal);
    nv_json_text(j, "status", nv_status_name(nv_status_now(o, st, r->cut)));
    nv_json_text(j, "work", nv_work_name(state.work));
    nv_json_text(j, "timing", nv_timing_name(state.timing));
    nv_json_int(j, "days_late", line->days);
    nv_json_int(j, "chases", line->chases);
    add_day(j, "done", st->done_day);
    nv_json_end(j, '}');
}

static void add_lines(struct nv_json *j, const char *key, const struct nv_summary *r,
                      const struct nv_summary_lines *lines)
{
    nv_json_begin(j, key, '[');
    for (uint32_t i = 0; i < lines->n; i++)
        add_line(j, r, &lines->v[i]);
    nv_json_end(j, ']');
}

void nv_report_json(struct nv_json *j, const struct nv_summary *r)
{
    static const char *const kinds[NV_REPORT_KINDS] = {"month", "quarter", "year"};
    char period[NV_REPORT_SPAN_TEXT];
    const struct nv_plan *plan = &r->snapshot->plans[r->plan];
    nv_json_begin(j, NULL, '{');
    nv_json_text(j, "plan", plan->id);
    nv_json_text(j, "title", plan->title);
    nv_json_text(j, "kind", kinds[r->span.kind]);
    nv_json_text(j, "period", nv_report_span_name(&r->span, period));
    add_day(j, "from", r->span.from);
    add_day(j, "to", r->span.to);
    add_day(j, "as_of", r->cut);
    add_day(j, "next_to", r->span.next_to);
    nv_json_int(j, "tasks", r->n_tasks);
    add_tally(j, "deliverables", &r->total);
    add_tally(j, "occurrences", &r->occurrences);
    add_rows(j, "by_section", r, r->sections, r->n_sections, true);
    add_rows(j, "by_lead", r, r->leads, r->n_leads, false);
    add_rows(j, "by_lead_today", r, r->leads_now, r->n_leads_now, false);
    add_lines(j, "overdue", r, &r->overdue);
    add_lines(j, "next", r, &r->next);
    add_lines(j, "waiting", r, &r->waiting);
    nv_json_begin(j, "changes", '{');
    add_lines(j, "done", r, &r->done);
    add_lines(j, "extended", r, &r->extended);
    add_lines(j, "dated", r, &r->dated);
    add_lines(j, "dropped", r, &r->dropped);
    add_lines(j, "added", r, &r->added);
    nv_json_end(j, '}');
    nv_json_end(j, '}');
}
