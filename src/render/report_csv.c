/* The table of a report: a row for each occurrence, as it stands on the day of the cut. */
#include "base/arena.h"
#include "base/buf.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/summary.h"
#include "render/clean.h"
#include "render/csv.h"
#include "render/report.h"
#include "render/report_say.h"
#include "render/say.h"

static void add_cell(struct nv_buf *out, const char *text)
{
    nv_buf_addc(out, ';');
    nv_csv_cell(out, text ? text : "");
}

static void add_day(struct nv_buf *out, int32_t day)
{
    char iso[NV_DAY_TEXT];
    nv_buf_addf(out, ";%s", nv_day_iso(day, iso));
}

static void add_head(const struct nv_view *v, struct nv_buf *out)
{
    static const enum nv_word titles[] = {
        NV_WORD_TABLE_PLAN,         NV_WORD_DIGEST_COLUMN_SECTION,
        NV_WORD_TABLE_TASK,         NV_WORD_TABLE_TITLE,
        NV_WORD_TABLE_PRODUCTS,     NV_WORD_TABLE_DUE,
        NV_WORD_TABLE_PERIOD,       NV_WORD_TABLE_LEAD,
        NV_WORD_DIGEST_COLUMN_WORK, NV_WORD_DIGEST_COLUMN_TIMING,
        NV_WORD_TABLE_STATUS,       NV_WORD_TABLE_NOMINAL,
        NV_WORD_TABLE_EFFECTIVE,    NV_WORD_DIGEST_COLUMN_ORIGINAL,
        NV_WORD_DIGEST_COLUMN_DONE, NV_WORD_DIGEST_COLUMN_CHASES,
        NV_WORD_TABLE_DAYS_LEFT};
    nv_buf_adds(out, "\xEF\xBB\xBF");
    nv_csv_cell(out, nv_say(v, NV_WORD_TABLE_NUMBER));
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        add_cell(out, nv_say(v, titles[i]));
    nv_buf_adds(out, "\r\n");
}

static int chases_of(const struct nv_summary *r, uint32_t occurrence)
{
    for (uint32_t i = 0; i < r->overdue.n; i++)
        if (r->overdue.v[i].occurrence == occurrence)
            return r->overdue.v[i].chases;
    return 0;
}

static void add_row(const struct nv_view *v, const struct nv_summary *r, uint32_t index,
                    uint32_t number, struct nv_buf *out)
{
    const struct nv_snapshot *s = r->snapshot;
    const struct nv_occurrence *o = &s->occurrences[index];
    const struct nv_deliverable *d = &s->deliverables[o->deliverable];
    const struct nv_standing *st = &r->standings[index];
    const struct nv_summary_row row = {.section = nv_summary_section(s, d)};
    struct nv_state state = nv_state_now(o, st, r->cut);
    struct nv_buf names = NV_BUF_INIT;
    for (uint32_t i = 0; i < d->names.n; i++)
        nv_buf_addf(&names, "%s%s", i ? "; " : "", nv_clean(v->arena, d->names.v[i]));
    nv_buf_addf(out, "%u", number);
    add_cell(out, nv_clean(v->arena, s->plans[d->plan].short_name));
    add_cell(out, nv_report_row_name(v, &row));
    add_cell(out, nv_clean(v->arena, d->id));
    add_cell(out, nv_clean(v->arena, s->tasks[d->task].title));
    add_cell(out, nv_buf_str(&names));
    add_cell(out, nv_clean(v->arena, d->due));
    add_cell(out, nv_clean(v->arena, nv_say_period(v, o)));
    add_cell(out, nv_say_agencies(v, d, &d->roles[NV_ROLE_LEAD]));
    add_cell(out, nv_work_vi(state.work));
    add_cell(out, nv_timing_vi(state.timing));
    add_cell(out, nv_say_state(v, nv_status_now(o, st, r->cut)));
    add_day(out, st->nominal);
    add_day(out, st->effective);
    add_day(out, st->extensions ? st->original_nominal : NV_DAY_NONE);
    add_day(out, st->done_day);
    nv_buf_addf(out, ";%d;", chases_of(r, index));
    if (st->nominal != NV_DAY_NONE && state.work <= NV_WORK_UNDER_WAY)
        nv_buf_addf(out, "%d", nv_days_left(st->nominal, st->effective, r->cut));
    nv_buf_adds(out, "\r\n");
    nv_buf_free(&names);
}

void nv_report_csv(const struct nv_view *v, const struct nv_summary *r, struct nv_buf *out)
{
    struct nv_view then = *v;
    uint32_t number = 0;
    then.today = r->cut;
    add_head(v, out);
    for (uint32_t i = 0; i < r->snapshot->n_deliverables; i++) {
        const struct nv_deliverable *d = &r->snapshot->deliverables[i];
        if (!nv_summary_counts(r, d))
            continue;
        for (uint32_t k = d->first_occurrence; k < d->first_occurrence + d->n_occurrences; k++)
            add_row(&then, r, k, ++number, out);
    }
}
