#include "render/report.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/summary.h"
#include "render/clean.h"
#include "render/letter_data.h"
#include "render/mustache.h"
#include "render/report_say.h"
#include "render/say.h"

#define TEXT(name)                                                                                 \
    {                                                                                              \
        name, NV_TV_STRING, 0, NULL                                                                \
    }
#define FLAG(name)                                                                                 \
    {                                                                                              \
        name, NV_TV_BOOL, 0, NULL                                                                  \
    }
#define LIST(name, fields)                                                                         \
    {                                                                                              \
        name, NV_TV_LIST, 0, fields                                                                \
    }
#define CELLS                                                                                      \
    TEXT("name"), TEXT("total"), TEXT("done"), TEXT("in_time"), TEXT("soon"), TEXT("overdue"),     \
        TEXT("other")

static const struct nv_schema line_schema[] = {TEXT("mark"), TEXT("text"), {0}};
static const struct nv_schema cells_schema[] = {CELLS, FLAG("sum"), {0}};
static const struct nv_schema part_schema[] = {TEXT("heading"),
                                               TEXT("note"),
                                               FLAG("tabled"),
                                               LIST("lines", line_schema),
                                               {"columns", NV_TV_MAP, 0, cells_schema},
                                               LIST("rows", cells_schema),
                                               {0}};
const struct nv_schema nv_report_fields[] = {TEXT("subject"),
                                             TEXT("plan"),
                                             TEXT("report_opening"),
                                             LIST("parts", part_schema),
                                             TEXT("hang"),
                                             {"picture", NV_TV_STRING, NV_FIELD_MARKUP, NULL},
                                             {0}};

/* The report that is being made. */
struct maker {
    const struct nv_view *v; /* as of the day of the cut */
    const struct nv_summary *r;
    struct nv_tv *parts;
    unsigned n_parts;
};

static struct nv_tv *begin_part(struct maker *m, const char *title)
{
    struct nv_tv *part = nv_tv_map(m->v->arena), *data = nv_say_data(m->v);
    m->n_parts++;
    nv_tv_set_str(data, "roman", nv_say_roman(m->n_parts));
    nv_tv_set_int(data, "number", m->n_parts);
    nv_tv_set_str(data, "title", title);
    nv_tv_set_str(part, "heading", nv_say_with(m->v, NV_WORD_DIGEST_HEADING, data));
    nv_tv_set(part, "lines", nv_tv_list(m->v->arena));
    nv_tv_push(m->parts, part);
    return part;
}

static void add_line(const struct maker *m, struct nv_tv *part, const char *mark, const char *text)
{
    struct nv_tv *line = nv_tv_map(m->v->arena);
    nv_tv_set_str(line, "mark", mark);
    nv_tv_set_str(line, "text", nv_clean(m->v->arena, text));
    nv_tv_push((struct nv_tv *)(uintptr_t)nv_tv_get(part, "lines", strlen("lines")), line);
}

static const char *number(const struct maker *m, uint32_t n)
{
    return nv_say_quantity(m->v, NV_WORD_NUMBER, n);
}

/* ---- I: the whole -------------------------------------------------------------------------- */

static void add_done(const struct maker *m, struct nv_tv *part, struct nv_buf *sum)
{
    const struct nv_tally *t = &m->r->total;
    uint32_t n = nv_tally_share(t, NV_SHARE_DONE);
    struct nv_tv *data = nv_say_data(m->v);
    nv_tv_set_str(data, "n", number(m, n));
    nv_tv_set_str(data, "total", number(m, t->total));
    nv_tv_set_str(data, "early", number(m, t->by_status[NV_STATUS_DONE_EARLY]));
    nv_tv_set_str(data, "on_time", number(m, t->by_status[NV_STATUS_DONE_ON_TIME]));
    nv_tv_set_str(data, "late", number(m, t->by_status[NV_STATUS_DONE_LATE]));
    add_line(m, part, "- ", nv_say_with(m->v, NV_WORD_DIGEST_DONE, data));
    nv_buf_adds(sum, number(m, n));
}

static void add_share(const struct maker *m, struct nv_tv *part, enum nv_word word,
                      enum nv_status status, bool always, struct nv_buf *sum)
{
    const struct nv_tally *t = &m->r->total;
    uint32_t n = t->by_status[status];
    if (!n && !always)
        return;
    struct nv_tv *data = nv_say_data(m->v);
    nv_tv_set_str(data, "n", number(m, n));
    nv_tv_set_str(data, "total", number(m, t->total));
    nv_tv_set_str(data, "day", nv_say_day(m->v, m->r->cut));
    nv_tv_set_str(data, "days", nv_say_quantity(m->v, NV_WORD_DAYS, NV_SOON_DAYS));
    add_line(m, part, "- ", nv_say_with(m->v, word, data));
    nv_buf_addf(sum, " + %s", number(m, n));
}

/* Only where some task has several periods: else it says nothing new. */
static void add_by_occurrence(const struct maker *m, struct nv_tv *part)
{
    const struct nv_tally *t = &m->r->occurrences;
    uint32_t done = nv_tally_share(t, NV_SHARE_DONE), late = nv_tally_share(t, NV_SHARE_OVERDUE);
    struct nv_tv *data = nv_say_data(m->v);
    if (t->total == m->r->total.total)
        return;
    nv_tv_set_str(data, "occurrences", nv_say_quantity(m->v, NV_WORD_DIGEST_OCCURRENCES, t->total));
    nv_tv_set_str(data, "done", number(m, done));
    nv_tv_set_str(data, "overdue", number(m, late));
    nv_tv_set_str(data, "open", number(m, t->total - done - late));
    add_line(m, part, "- ", nv_say_with(m->v, NV_WORD_DIGEST_BY_OCCURRENCE, data));
}

static void add_overall(struct maker *m)
{
    static const struct {
        enum nv_word word;
        enum nv_status status;
        bool always;
    } rows[] = {
        {NV_WORD_DIGEST_OVERDUE, NV_STATUS_OVERDUE, true},
        {NV_WORD_DIGEST_TODAY, NV_STATUS_DUE_TODAY, false},
        {NV_WORD_DIGEST_SOON, NV_STATUS_DUE_SOON, true},
        {NV_WORD_DIGEST_ON_TRACK, NV_STATUS_ON_TRACK, true},
        {NV_WORD_DIGEST_AWAITING, NV_STATUS_AWAITING, false},
        {NV_WORD_DIGEST_CONTINUOUS, NV_STATUS_CONTINUOUS, true},
        {NV_WORD_DIGEST_WAITING, NV_STATUS_WAITING, true},
        {NV_WORD_DIGEST_HELD, NV_STATUS_HELD, false},
        {NV_WORD_DIGEST_DROPPED, NV_STATUS_DROPPED, false},
    };
    struct nv_buf sum = NV_BUF_INIT;
    struct nv_tv *part = begin_part(m, nv_say(m->v, NV_WORD_DIGEST_OVERALL));
    add_done(m, part, &sum);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add_share(m, part, rows[i].word, rows[i].status, rows[i].always, &sum);
    struct nv_tv *data = nv_say_data(m->v);
    nv_tv_set_str(data, "sum", nv_clean(m->v->arena, nv_buf_str(&sum)));
    nv_tv_set_str(data, "total", number(m, m->r->total.total));
    add_line(m, part, "- ", nv_say_with(m->v, NV_WORD_DIGEST_SUM, data));
    add_by_occurrence(m, part);
    nv_buf_free(&sum);
}

/* ---- lists --------------------------------------------------------------------------------- */

static void add_lines(struct maker *m, struct nv_tv *part, const struct nv_summary_lines *lines,
                      enum nv_word word, enum nv_report_what what, bool numbered)
{
    for (uint32_t i = 0; i < lines->n; i++)
        add_line(m, part, numbered ? nv_arena_fmt(m->v->arena, "%u. ", i + 1) : "- ",
                 nv_report_line(m->v, m->r, &lines->v[i], word, what));
}

static void add_list(struct maker *m, const char *title, const struct nv_summary_lines *lines,
                     enum nv_word word, enum nv_report_what what)
{
    struct nv_tv *part = begin_part(m, title);
    add_lines(m, part, lines, word, what, true);
    if (!lines->n)
        add_line(m, part, "", nv_say(m->v, NV_WORD_DIGEST_NONE));
}

static void add_changes(struct maker *m)
{
    const struct nv_summary *r = m->r;
    struct nv_tv *part = begin_part(m, nv_say(m->v, NV_WORD_DIGEST_CHANGES_TITLE));
    add_lines(m, part, &r->done, NV_WORD_DIGEST_CHANGE_DONE, NV_REPORT_DONE, false);
    add_lines(m, part, &r->extended, NV_WORD_DIGEST_CHANGE_EXTENDED, NV_REPORT_EXTENDED, false);
    add_lines(m, part, &r->dated, NV_WORD_DIGEST_CHANGE_DATED, NV_REPORT_DATED, false);
    add_lines(m, part, &r->dropped, NV_WORD_DIGEST_CHANGE_DROPPED, NV_REPORT_DROPPED, false);
    add_lines(m, part, &r->added, NV_WORD_DIGEST_CHANGE_ADDED, NV_REPORT_ADDED, false);
    if (r->done.n + r->extended.n + r->dated.n + r->dropped.n + r->added.n == 0)
        add_line(m, part, "", nv_say(m->v, NV_WORD_DIGEST_NONE));
}

/* ---- tables -------------------------------------------------------------------------------- */

static const char *const cell_names[NV_SHARE_COUNT] = {"done", "in_time", "soon", "overdue",
                                                       "other"};

static struct nv_tv *row_data(const struct maker *m, const char *name, const struct nv_tally *t,
                              bool sum)
{
    struct nv_tv *row = nv_tv_map(m->v->arena);
    nv_tv_set_str(row, "name", name);
    nv_tv_set_str(row, "total", number(m, t->total));
    for (int i = 0; i < NV_SHARE_COUNT; i++)
        nv_tv_set_str(row, cell_names[i], number(m, nv_tally_share(t, (enum nv_share)i)));
    nv_tv_set_bool(row, "sum", sum);
    return row;
}

static void add_row(const struct maker *m, struct nv_tv *part, struct nv_tv *rows, const char *name,
                    const struct nv_tally *t, bool sum)
{
    struct nv_tv *row = row_data(m, name, t, sum);
    nv_tv_push(rows, row);
    add_line(m, part, "- ", nv_say_with(m->v, NV_WORD_DIGEST_ROW, row));
}

static void add_table(struct maker *m, const char *title, enum nv_word column,
                      const struct nv_summary_row *list, uint32_t n)
{
    struct nv_tv *part = begin_part(m, title), *rows = nv_tv_list(m->v->arena);
    struct nv_tv *columns = nv_tv_map(m->v->arena);
    nv_tv_set_str(columns, "name", nv_say(m->v, column));
    nv_tv_set_str(columns, "total", nv_say(m->v, NV_WORD_DIGEST_COLUMN_TOTAL));
    for (int i = 0; i < NV_SHARE_COUNT; i++)
        nv_tv_set_str(columns, cell_names[i],
                      nv_say(m->v, (enum nv_word)(NV_WORD_DIGEST_SHARE_DONE + i)));
    nv_tv_set_bool(part, "tabled", true);
    nv_tv_set_str(part, "note", nv_say(m->v, NV_WORD_DIGEST_ROWS_NOTE));
    nv_tv_set(part, "columns", columns);
    for (uint32_t i = 0; i < n; i++)
        add_row(m, part, rows, nv_report_row_name(m->v, &list[i]), &list[i].tally, false);
    add_row(m, part, rows, nv_say(m->v, NV_WORD_DIGEST_ROWS_TOTAL), &m->r->total, true);
    nv_tv_set(part, "rows", rows);
}

struct nv_tv *nv_report_data(const struct nv_view *v, const struct nv_summary *r, bool now)
{
    struct nv_view then = *v;
    then.today = r->cut;
    struct nv_tv *map = nv_tv_map(v->arena);
    struct maker m = {&then, r, nv_tv_list(v->arena), 0};
    add_overall(&m);
    add_list(&m, nv_say(&then, NV_WORD_DIGEST_OVERDUE_TITLE), &r->overdue,
             NV_WORD_DIGEST_OVERDUE_LINE, NV_REPORT_OVERDUE);
    add_list(&m, nv_report_next_title(&then, r), &r->next, NV_WORD_DIGEST_NEXT_LINE,
             NV_REPORT_NEXT);
    add_list(&m, nv_say(&then, NV_WORD_DIGEST_WAITING_TITLE), &r->waiting,
             NV_WORD_DIGEST_WAITING_LINE, NV_REPORT_WAITING);
    if (now)
        add_table(
            &m, nv_say_one(&then, NV_WORD_DIGEST_LEADS_NOW_TITLE, "day", nv_say_day(&then, r->cut)),
            NV_WORD_DIGEST_COLUMN_LEAD, r->leads_now, r->n_leads_now);
    else
        add_table(&m, nv_say(&then, NV_WORD_DIGEST_LEADS_TITLE), NV_WORD_DIGEST_COLUMN_LEAD,
                  r->leads, r->n_leads);
    add_table(&m, nv_say(&then, NV_WORD_DIGEST_SECTIONS_TITLE), NV_WORD_DIGEST_COLUMN_SECTION,
              r->sections, r->n_sections);
    add_changes(&m);
    nv_tv_set_str(map, "plan", nv_clean(v->arena, r->snapshot->plans[r->plan].short_name));
    nv_tv_set_str(map, "subject", nv_report_subject(v, r, NULL));
    nv_tv_set_str(map, "report_opening", nv_report_opening(&then, r));
    nv_tv_set(map, "parts", m.parts);
    nv_tv_set_str(map, "hang", NV_LETTER_HANG);
    return map;
}
