#include "model/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "model/resolve.h"
#include "model/standing.h"

struct rows {
    NV_VEC(struct nv_summary_row) list;
};

struct lines {
    NV_VEC(struct nv_summary_line) list;
};

struct refs {
    NV_VEC(uint32_t) list;
};

struct maker {
    struct nv_arena *arena;
    const struct nv_summary_input *in;
    struct nv_summary *out;
    struct rows sections, leads, leads_now;
    struct lines overdue, next, waiting, done, extended, dated, dropped, added;
    uint32_t last_task;
};

enum nv_share nv_share_of(enum nv_status s)
{
    switch (s) {
    case NV_STATUS_DONE_EARLY:
    case NV_STATUS_DONE_ON_TIME:
    case NV_STATUS_DONE_LATE:
        return NV_SHARE_DONE;
    case NV_STATUS_ON_TRACK:
        return NV_SHARE_IN_TIME;
    case NV_STATUS_DUE_SOON:
    case NV_STATUS_DUE_TODAY:
        return NV_SHARE_SOON;
    case NV_STATUS_OVERDUE:
        return NV_SHARE_OVERDUE;
    default:
        return NV_SHARE_OTHER;
    }
}

uint32_t nv_tally_share(const struct nv_tally *t, enum nv_share share)
{
    uint32_t n = 0;
    for (int s = 0; s < NV_STATUS_COUNT; s++)
        if (nv_share_of((enum nv_status)s) == share)
            n += t->by_status[s];
    return n;
}

static void count(struct nv_tally *t, enum nv_status s)
{
    t->total++;
    t->by_status[s]++;
}

const struct nv_section_title *nv_summary_section(const struct nv_snapshot *s,
                                                  const struct nv_deliverable *d)
{
    const struct nv_plan *p = &s->plans[d->plan];
    const char *id = s->tasks[d->task].id;
    const struct nv_section_title *best = NULL;
    for (uint32_t i = 0; i < p->n_sections; i++) {
        const struct nv_section_title *t = &p->sections[i];
        size_t n = strlen(t->id);
        if (strncmp(id, t->id, n) == 0 && (id[n] == '.' || id[n] == '-' || !id[n]) &&
            (!best || n > strlen(best->id)))
            best = t;
    }
    return best;
}

static bool same_refs(const struct nv_refs *a, const struct nv_refs *b)
{
    return a->n == b->n && (a->n == 0 || memcmp(a->v, b->v, a->n * sizeof *a->v) == 0);
}

static bool same_section(const struct nv_section_title *a, const struct nv_section_title *b)
{
    return a == b || (a && b && strcmp(a->id, b->id) == 0);
}

/* Few rows: as many as there are agencies that lead anything. */
static struct nv_tally *row_of(struct rows *rows, const struct nv_section_title *section,
                               const struct nv_refs *leads)
{
    for (size_t i = 0; i < rows->list.n; i++)
        if (same_section(rows->list.v[i].section, section) &&
            same_refs(&rows->list.v[i].leads, leads))
            return &rows->list.v[i].tally;
    nv_vec_push(&rows->list, (struct nv_summary_row){.section = section, .leads = *leads});
    return &nv_vec_last(&rows->list)->tally;
}

static int rising(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Who leads on the day of the cut: each once, in one order, so that the same agencies are the same
 * row. What has ended without a successor stays as it was printed. */
static struct nv_refs leads_now(struct maker *m, const struct nv_deliverable *d)
{
    const struct nv_refs *printed = &d->roles[NV_ROLE_LEAD];
    struct refs found = {0};
    for (uint32_t i = 0; i < printed->n; i++) {
        size_t before = found.list.n;
        struct nv_recipients r;
        nv_recipients_init(&r);
        nv_resolve_named(m->in->snapshot, d, printed->v[i], m->in->cut, &r);
        for (size_t k = 0; k < r.list.n; k++)
            nv_vec_push(&found.list, r.list.v[k].agency);
        if (found.list.n == before)
            nv_vec_push(&found.list, printed->v[i]);
        nv_recipients_free(&r);
    }
    if (found.list.n > 1)
        qsort(found.list.v, found.list.n, sizeof *found.list.v, rising);
    size_t n = 0;
    for (size_t i = 0; i < found.list.n; i++)
        if (i == 0 || found.list.v[i] != found.list.v[n - 1])
            found.list.v[n++] = found.list.v[i];
    struct nv_refs refs = {n ? nv_arena_memdup(m->arena, found.list.v, n * sizeof(uint32_t)) : NULL,
                           (uint32_t)n};
    nv_vec_free(&found.list);
    return refs;
}

static void add_line(struct maker *m, struct lines *lines, uint32_t i, int days)
{
    nv_vec_push(&lines->list,
                (struct nv_summary_line){i, days, m->in->chases ? m->in->chases[i] : 0});
}

static bool in_period(const struct maker *m, int32_t day)
{
    return day != NV_DAY_NONE && day >= m->in->span.from && day <= m->in->cut;
}

/* What the period has changed. Work that was done before the plan was watched belongs to no period
 * but the one in which it was done. */
static void add_changes(struct maker *m, uint32_t i)
{
    const struct nv_standing *now = &m->in->now[i], *before = &m->in->before[i];
    if (now->done_day != NV_DAY_NONE && in_period(m, now->done_day))
        add_line(m, &m->done, i, 0);
    if (now->dropped_day != NV_DAY_NONE && in_period(m, now->dropped_day))
        add_line(m, &m->dropped, i, 0);
    if (now->extensions > before->extensions)
        add_line(m, &m->extended, i, 0);
    if (now->bound && !before->bound)
        add_line(m, &m->dated, i, 0);
}

static void add_occurrence(struct maker *m, uint32_t i)
{
    const struct nv_occurrence *o = &m->in->snapshot->occurrences[i];
    const struct nv_standing *st = &m->in->now[i];
    enum nv_status status = nv_status_now(o, st, m->in->cut);
    count(&m->out->occurrences, status);
    add_changes(m, i);
    if (status == NV_STATUS_OVERDUE)
        add_line(m, &m->overdue, i, m->in->cut - st->effective);
    else if (status == NV_STATUS_WAITING)
        add_line(m, &m->waiting, i, 0);
    enum nv_share share = nv_share_of(status);
    if ((share == NV_SHARE_IN_TIME || share == NV_SHARE_SOON) && st->nominal != NV_DAY_NONE &&
        st->nominal > m->in->cut && st->nominal <= m->in->span.next_to)
        add_line(m, &m->next, i, 0);
}

static void add_deliverable(struct maker *m, uint32_t index)
{
    const struct nv_snapshot *s = m->in->snapshot;
    const struct nv_deliverable *d = &s->deliverables[index];
    const struct nv_refs none = {0}, *leads = &d->roles[NV_ROLE_LEAD], now = leads_now(m, d);
    uint32_t current = nv_standing_current(s, index, m->in->now);
    enum nv_status status =
        nv_status_now(&s->occurrences[current], &m->in->now[current], m->in->cut);
    m->out->n_tasks += d->task != m->last_task;
    m->last_task = d->task;
    count(&m->out->total, status);
    count(row_of(&m->sections, nv_summary_section(s, d), &none), status);
    count(row_of(&m->leads, NULL, leads), status);
    count(row_of(&m->leads_now, NULL, &now), status);
    for (uint32_t i = d->first_occurrence; i < d->first_occurrence + d->n_occurrences; i++)
        add_occurrence(m, i);
    if (d->plan != m->in->plan && in_period(m, s->plans[d->plan].signed_day))
        add_line(m, &m->added, d->first_occurrence, 0);
}

/* The most first; equal ones keep their order. */
static void take_rows(struct maker *m, struct rows *rows, bool by_size, struct nv_summary_row **v,
                      uint32_t *n)
{
    for (size_t i = 1; by_size && i < rows->list.n; i++)
        for (size_t k = i; k > 0 && rows->list.v[k].tally.total > rows->list.v[k - 1].tally.total;
             k--) {
            struct nv_summary_row row = rows->list.v[k];
            rows->list.v[k] = rows->list.v[k - 1];
            rows->list.v[k - 1] = row;
        }
    *n = (uint32_t)rows->list.n;
    *v = nv_arena_alloc(m->arena, (rows->list.n + 1) * sizeof **v);
    if (*n)
        memcpy(*v, rows->list.v, *n * sizeof **v);
    nv_vec_free(&rows->list);
}

static struct nv_summary_lines take_lines(struct maker *m, struct lines *lines)
{
    struct nv_summary_lines out = {NULL, (uint32_t)lines->list.n};
    if (out.n)
        out.v = nv_arena_memdup(m->arena, lines->list.v, out.n * sizeof *out.v);
    nv_vec_free(&lines->list);
    return out;
}

/* By day, equal ones in the order of the plan: a key with both. */
struct sorted {
    struct nv_summary_line line;
    int32_t day;
};

static int by_day(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return x->line.occurrence < y->line.occurrence ? -1 : 1;
}

static void sort_lines(const struct maker *m, struct nv_summary_lines *lines)
{
    if (lines->n < 2)
        return;
    struct sorted *v = nv_calloc(lines->n, sizeof *v);
    for (uint32_t i = 0; i < lines->n; i++)
        v[i] = (struct sorted){lines->v[i], m->in->now[lines->v[i].occurrence].effective};
    qsort(v, lines->n, sizeof *v, by_day);
    for (uint32_t i = 0; i < lines->n; i++)
        lines->v[i] = v[i].line;
    free(v);
}

bool nv_summary_counts(const struct nv_summary *r, const struct nv_deliverable *d)
{
    const struct nv_plan *own = &r->snapshot->plans[r->plan], *p = &r->snapshot->plans[d->plan];
    /* What a supplement assigned later was not part of it. */
    return p == own || (strcmp(p->id, own->id) == 0 && p->signed_day <= r->cut);
}

const struct nv_summary *nv_summary_make(struct nv_arena *a, const struct nv_summary_input *in)
{
    const struct nv_snapshot *s = in->snapshot;
    struct nv_summary *out = nv_arena_alloc(a, sizeof *out);
    struct maker m = {.arena = a, .in = in, .out = out, .last_task = NV_NONE};
    *out = (struct nv_summary){
        .snapshot = s, .plan = in->plan, .span = in->span, .cut = in->cut, .standings = in->now};
    for (uint32_t i = 0; i < s->n_deliverables; i++)
        if (nv_summary_counts(out, &s->deliverables[i]))
            add_deliverable(&m, i);
    take_rows(&m, &m.sections, false, &out->sections, &out->n_sections);
    take_rows(&m, &m.leads, true, &out->leads, &out->n_leads);
    take_rows(&m, &m.leads_now, true, &out->leads_now, &out->n_leads_now);
    out->overdue = take_lines(&m, &m.overdue);
    out->next = take_lines(&m, &m.next);
    out->waiting = take_lines(&m, &m.waiting);
    out->done = take_lines(&m, &m.done);
    out->extended = take_lines(&m, &m.extended);
    out->dated = take_lines(&m, &m.dated);
    out->dropped = take_lines(&m, &m.dropped);
    out->added = take_lines(&m, &m.added);
    sort_lines(&m, &out->overdue);
    sort_lines(&m, &out->next);
    return out;
}
