/* How long it takes to say which notices a window must have: the planner over every working day of
 * a year in which nobody does anything, beside plain passes over memory of the same size.
 *
 *   planner DIR FROM TO
 *
 * Prints one JSON object: the passes, and for every working day its time, notices and items. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/mem.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "conf/conf.h"
#include "engine/facts.h"
#include "engine/heard.h"
#include "engine/planner.h"
#include "model/snapshot.h"

enum { PASSES = 21 };

struct world {
    struct nv_snapshot *s;
    struct nv_intern *names;
    struct nv_planner *planner;
    struct nv_fact_table *facts;
    struct nv_heard_table *heard;
    int64_t *last_window;
    size_t n_symbols;
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, compare);
    return v[n / 2];
}

/* What the planner reads of every deliverable on a day on which nothing is due: its day to wake. */
static double pass_over_wakes(const struct nv_snapshot *s)
{
    int32_t *wake = nv_calloc(s->n_occurrences, sizeof *wake);
    double took[PASSES];
    uint32_t due = 0;
    for (uint32_t i = 0; i < s->n_occurrences; i++)
        wake[i] = (int32_t)i;
    for (int k = 0; k < PASSES; k++) {
        double start = now_ms();
        for (uint32_t i = 0; i < s->n_occurrences; i++)
            due += *(volatile int32_t *)&wake[i] <= k;
        took[k] = now_ms() - start;
    }
    free(wake);
    return due ? median(took, PASSES) : 0;
}

/* What anything that looks at every deliverable must read: its days, its kind, its leads. */
static double pass_over_deliverables(const struct nv_snapshot *s)
{
    double took[PASSES];
    uint64_t all = 0;
    for (int k = 0; k < PASSES; k++) {
        uint64_t sum = 0;
        double start = now_ms();
        for (uint32_t i = 0; i < s->n_occurrences; i++) {
            const struct nv_occurrence *o = &s->occurrences[i];
            const struct nv_deliverable *d = &s->deliverables[o->deliverable];
            sum += (uint32_t)o->nominal + (uint32_t)o->effective + d->plan + o->kind;
            for (int r = 0; r < NV_ROLE_PRINTED; r++)
                for (uint32_t j = 0; j < d->roles[r].n; j++)
                    sum += d->roles[r].v[j];
        }
        took[k] = now_ms() - start;
        all += sum;
    }
    return all ? median(took, PASSES) : 0;
}

static int open_world(struct world *w, const char *dir)
{
    struct nv_diags diags = {0};
    int rc = nv_conf_load(dir, &diags, &w->s);
    if (rc != 0) {
        struct nv_buf text = NV_BUF_INIT;
        nv_diag_print(&diags, &text);
        fputs(nv_buf_str(&text), stderr);
        nv_buf_free(&text);
    }
    nv_diag_free(&diags);
    if (rc != 0)
        return rc;
    w->names = nv_intern_new();
    w->planner = nv_planner_new(w->s, w->names);
    w->facts = nv_fact_table_new(w->names);
    w->heard = nv_heard_new();
    w->n_symbols = nv_intern_count(w->names);
    w->last_window = nv_calloc(w->n_symbols, sizeof *w->last_window);
    for (size_t i = 0; i < w->n_symbols; i++)
        w->last_window[i] = INT64_MIN;
    return 0;
}

static void close_world(struct world *w)
{
    free(w->last_window);
    nv_heard_free(w->heard);
    nv_fact_table_free(w->facts);
    nv_planner_free(w->planner);
    nv_intern_free(w->names);
    nv_snapshot_unref(w->s);
}

/* The notices went out: as the engine notes when they are in the ledger. */
static size_t hear(struct world *w, const struct nv_planned_list *out, int64_t window_ms)
{
    size_t items = 0;
    for (size_t i = 0; i < out->list.n; i++) {
        const struct nv_planned *n = &out->list.v[i];
        uint32_t agency = nv_planner_agency(w->planner, n->agency);
        w->last_window[agency] = window_ms;
        items += n->items.n;
        for (size_t k = 0; k < n->items.n; k++) {
            const struct nv_item *item = &n->items.v[k];
            nv_heard_record(w->heard, nv_intern_find(w->names, item->occurrence), agency,
                            item->effective, item->rung, item->rung_day, item->role, item->chase);
        }
    }
    return items;
}

static void run_day(struct world *w, int32_t day, const char *comma)
{
    struct nv_planned_list out = {0};
    char text[NV_DAY_TEXT];
    struct nv_planner_input in = {
        .facts = w->facts,
        .heard = w->heard,
        .today = day,
        .window_ms = nv_time_at(day, 8 * 60, w->s->zone_min),
        .last_window = w->last_window,
        .n_last_window = w->n_symbols,
    };
    double start = now_ms();
    nv_planner_run(w->planner, &in, &out);
    double took = now_ms() - start;
    size_t items = hear(w, &out, in.window_ms);
    printf("%s\n  {\"day\": \"%s\", \"ms\": %.4f, \"notices\": %zu, \"items\": %zu}", comma,
           nv_day_iso(day, text), took, out.list.n, items);
    nv_planned_free(&out);
}

int main(int argc, char **argv)
{
    struct world w = {0};
    int32_t from, to;
    if (argc != 4 || !nv_day_parse_iso(argv[2], &from) || !nv_day_parse_iso(argv[3], &to)) {
        fputs("usage: planner DIR FROM TO\n", stderr);
        return 2;
    }
    if (open_world(&w, argv[1]) != 0)
        return 1;
    printf("{\"deliverables\": %u, \"deliverable_bytes\": %zu, \"pass_wakes_ms\": %.4f, "
           "\"pass_deliverables_ms\": %.4f, \"days\": [",
           w.s->n_deliverables, sizeof *w.s->deliverables, pass_over_wakes(w.s),
           pass_over_deliverables(w.s));
    const char *comma = "";
    for (int32_t day = from; day <= to; day++)
        if (nv_workdays_is(w.s->workdays, day)) {
            run_day(&w, day, comma);
            comma = ",";
        }
    puts("]}");
    close_world(&w);
    return 0;
}
