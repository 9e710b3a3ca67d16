#include "render/report_say.h"

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/summary.h"
#include "render/clean.h"
#include "render/mustache_tv.h"
#include "render/report.h"
#include "render/say.h"

static const char *timing_word(const struct nv_view *v, enum nv_timing t)
{
    return nv_say(v, t == NV_TIMING_EARLY     ? NV_WORD_DIGEST_EARLY
                     : t == NV_TIMING_ON_TIME ? NV_WORD_DIGEST_ON_TIME
                                              : NV_WORD_DIGEST_LATE);
}

/* The document of the newest fact, where that is the one the line tells of. */
static const char *document_of(const struct nv_view *v, const struct nv_standing *st,
                               enum nv_fact_kind kind)
{
    const char *document = nv_clean_bare(v->arena, st->document);
    return st->change_day != NV_DAY_NONE && st->change == kind && *document ? document : NULL;
}

static void set_done(const struct nv_view *v, struct nv_tv *data, const struct nv_occurrence *o,
                     const struct nv_standing *st, int32_t cut)
{
    struct nv_state s = nv_state_now(o, st, cut);
    nv_tv_set_str(data, "day", nv_say_day(v, st->done_day));
    nv_tv_set_str(data, "timing", timing_word(v, s.timing));
    nv_tv_set_str(data, "was", s.original != s.timing ? timing_word(v, s.original) : NULL);
    nv_tv_set_str(data, "document", document_of(v, st, NV_FACT_DONE));
}

static void set_what(const struct nv_view *v, struct nv_tv *data, const struct nv_summary *r,
                     uint32_t occurrence, enum nv_report_what what)
{
    const struct nv_occurrence *o = &r->snapshot->occurrences[occurrence];
    const struct nv_deliverable *d = &r->snapshot->deliverables[o->deliverable];
    const struct nv_standing *st = &r->standings[occurrence];
    const struct nv_plan *plan = &r->snapshot->plans[d->plan];
    switch (what) {
    case NV_REPORT_DONE:
        set_done(v, data, o, st, r->cut);
        break;
    case NV_REPORT_EXTENDED:
        nv_tv_set_str(data, "day", nv_say_day(v, st->nominal));
        nv_tv_set_str(data, "was", nv_say_day(v, st->original_nominal));
        nv_tv_set_str(data, "document", document_of(v, st, NV_FACT_EXTEND));
        break;
    case NV_REPORT_DATED:
        nv_tv_set_str(data, "day", nv_say_day(v, st->nominal));
        nv_tv_set_str(data, "document", document_of(v, st, NV_FACT_BIND));
        break;
    case NV_REPORT_DROPPED:
        nv_tv_set_str(data, "day", nv_say_day(v, st->dropped_day));
        nv_tv_set_str(data, "document", document_of(v, st, NV_FACT_DROP));
        break;
    case NV_REPORT_ADDED:
        nv_tv_set_str(data, "day", nv_say_day(v, plan->signed_day));
        nv_tv_set_str(data, "document", nv_clean_bare(v->arena, plan->basis));
        break;
    default:
        nv_tv_set_str(data, "day", nv_say_day(v, st->nominal));
        break;
    }
}

const char *nv_report_line(const struct nv_view *v, const struct nv_summary *r,
                           const struct nv_summary_line *line, enum nv_word word,
                           enum nv_report_what what)
{
    const struct nv_occurrence *o = &r->snapshot->occurrences[line->occurrence];
    const struct nv_deliverable *d = &r->snapshot->deliverables[o->deliverable];
    const struct nv_task *task = &r->snapshot->tasks[d->task];
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "task", nv_clean(v->arena, task->id));
    nv_tv_set_str(data, "title", nv_clean_bare(v->arena, task->title));
    nv_tv_set_str(data, "lead", nv_say_agencies(v, d, &d->roles[NV_ROLE_LEAD]));
    nv_tv_set_str(data, "period", o->label ? nv_say_capital(v, nv_say_period(v, o)) : NULL);
    nv_tv_set_str(data, "due", nv_clean_bare(v->arena, d->due));
    nv_tv_set_str(data, "days", nv_say_quantity(v, NV_WORD_DAYS, line->days));
    nv_tv_set_str(data, "chases",
                  line->chases ? nv_say_quantity(v, NV_WORD_TIMES, line->chases) : NULL);
    nv_tv_set_str(data, "event", d->events.n ? nv_say_events(v, d) : NULL);
    set_what(v, data, r, line->occurrence, what);
    return nv_say_with(v, word, data);
}

const char *nv_report_period(const struct nv_view *v, const struct nv_summary *r)
{
    int y, m;
    struct nv_tv *data = nv_say_data(v);
    nv_day_to_civil(r->span.from, &y, &m, NULL);
    nv_tv_set_str(data, "month",
                  r->span.kind == NV_REPORT_MONTH ? nv_say(v, (enum nv_word)(NV_WORD_JAN + m - 1))
                                                  : NULL);
    nv_tv_set_str(data, "roman",
                  r->span.kind == NV_REPORT_QUARTER
                      ? nv_say_roman((unsigned)nv_day_quarter(r->span.from))
                      : NULL);
    nv_tv_set_bool(data, "whole", r->span.kind == NV_REPORT_YEAR);
    nv_tv_set_int(data, "year", y);
    return nv_say_with(v, NV_WORD_DIGEST_PERIOD, data);
}

const char *nv_report_subject(const struct nv_view *v, const struct nv_summary *r, const char *also)
{
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "period", nv_report_period(v, r));
    nv_tv_set_str(data, "day", nv_say_day(v, r->cut));
    nv_tv_set_str(data, "also", also);
    return nv_say_with(v, NV_WORD_DIGEST_SUBJECT, data);
}

const char *nv_report_opening(const struct nv_view *v, const struct nv_summary *r)
{
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "title", nv_clean_bare(v->arena, r->snapshot->plans[r->plan].title));
    nv_tv_set_str(data, "tasks", nv_say_quantity(v, NV_WORD_TASKS, r->n_tasks));
    nv_tv_set_str(data, "deadlines", nv_say_quantity(v, NV_WORD_DIGEST_DEADLINES, r->total.total));
    nv_tv_set_str(data, "added",
                  r->added.n ? nv_say_quantity(v, NV_WORD_DIGEST_DEADLINES, r->added.n) : NULL);
    nv_tv_set_str(data, "day", nv_say_day(v, r->cut));
    return nv_say_with(v, NV_WORD_DIGEST_OPENING, data);
}

/* "QUÝ II/2025" where it is that whole quarter. */
const char *nv_report_next_title(const struct nv_view *v, const struct nv_summary *r)
{
    int32_t from = r->cut + 1, to = r->span.next_to;
    int y = nv_day_year(from), q = nv_day_quarter(from);
    bool whole = from == nv_quarter_first(y, q) && to == nv_quarter_last(y, q);
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "roman", whole ? nv_say_roman((unsigned)q) : NULL);
    nv_tv_set_int(data, "year", y);
    nv_tv_set_str(data, "from", nv_say_day(v, from));
    nv_tv_set_str(data, "to", nv_say_day(v, to));
    return nv_say_with(v, NV_WORD_DIGEST_NEXT_TITLE, data);
}

const char *nv_report_row_name(const struct nv_view *v, const struct nv_summary_row *row)
{
    if (row->leads.n)
        return nv_say_agencies(v, NULL, &row->leads);
    if (!row->section)
        return nv_say(v, NV_WORD_DIGEST_OTHER_SECTION);
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "id", nv_clean(v->arena, row->section->id));
    nv_tv_set_str(data, "title", nv_clean_bare(v->arena, row->section->title));
    return nv_say_with(v, NV_WORD_DIGEST_SECTION, data);
}
