/* Overdue work of others as a table, for who watches it or stands above. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "render/clean.h"
#include "render/doc.h"
#include "render/mustache_tv.h"
#include "render/say.h"

enum { TITLE_COLUMNS = 72, LONE_TITLE_COLUMNS = 250, LEAD_COLUMNS = 60, ID_COLUMNS = 24 };

bool nv_doc_is_report(const struct nv_view *v)
{
    return v->n_items > 0 && v->n_reported == v->n_items && v->n_plans == 1;
}

/* Cut between words. */
static const char *shorten(struct nv_arena *a, const char *text, size_t columns)
{
    const char *full = nv_clean_bare(a, text), *cut = nv_clean_cut(a, full, columns);
    if (strcmp(full, cut) == 0 || full[strlen(cut) - strlen("…")] == ' ')
        return cut;
    const char *space = strrchr(cut, ' ');
    if (!space || (size_t)(space - cut) < strlen(cut) / 2)
        return cut;
    return nv_arena_fmt(a, "%s…",
                        nv_clean_bare(a, nv_arena_strndup(a, cut, (size_t)(space - cut))));
}

static const char *title_of(const struct nv_view *v, const struct nv_view_item *it)
{
    size_t columns = v->n_reported == 1 ? LONE_TITLE_COLUMNS : TITLE_COLUMNS;
    const char *title = shorten(v->arena, it->task->title, columns);
    const char *period = nv_say_period(v, it->occurrence);
    return period ? nv_arena_fmt(v->arena, "%s (%s)", title, period) : title;
}

static const char *ref_of(const struct nv_view *v, const struct nv_view_item *it)
{
    const char *id = nv_clean_cut(v->arena, it->task->id, ID_COLUMNS);
    return v->n_plans > 1
               ? nv_arena_fmt(v->arena, "%s, %s",
                              nv_clean_cut(v->arena, it->plan->short_name, ID_COLUMNS), id)
               : id;
}

static void fill_row(const struct nv_view *v, const struct nv_view_item *it, uint32_t number,
                     const char **cells)
{
    const char *lead = nv_clean_cut(v->arena, nv_say_lead(v, it), LEAD_COLUMNS);
    cells[NV_CELL_NUMBER] = nv_arena_fmt(v->arena, "%u", number);
    cells[NV_CELL_REF] = ref_of(v, it);
    cells[NV_CELL_TITLE] = title_of(v, it);
    cells[NV_CELL_LEAD] = nv_say_capital(v, lead);
    cells[NV_CELL_DAY] = nv_say_day(v, it->item->nominal);
    cells[NV_CELL_LATE] = nv_say_quantity(v, NV_WORD_DAYS, it->late);
    cells[NV_CELL_URGED] = nv_say_quantity(v, NV_WORD_TIMES, it->item->urged);
}

static bool is_before_plan(const struct nv_view_item *it)
{
    int year;
    nv_day_to_civil(it->item->nominal, &year, NULL, NULL);
    return year < it->plan->year;
}

/* Work that the owner leads itself is not its own to urge. */
static bool is_own(const struct nv_view *v, const struct nv_view_item *it)
{
    return it->plan->owner != NV_NONE &&
           strcmp(nv_say_lead(v, it), nv_view_agency(v, it->plan->owner)) == 0;
}

struct refs {
    const char *list; /* "VI.12, VII.1"; NULL: none */
    const char *due;  /* as printed, of the first */
    uint32_t n;
};

static void add_ref(const struct nv_view *v, struct refs *r, const struct nv_view_item *it)
{
    const char *ref = ref_of(v, it), *period = nv_say_period(v, it->occurrence);
    if (period)
        ref = nv_arena_fmt(v->arena, "%s (%s)", ref, period);
    if (!r->list)
        r->due = nv_clean_bare(v->arena, it->deliverable->due);
    r->list = r->list ? nv_arena_fmt(v->arena, "%s, %s", r->list, ref) : ref;
    r->n++;
}

static const char *remark_of(const struct nv_view *v, const struct nv_view_item *items, uint32_t n)
{
    struct refs before = {0}, own = {0};
    for (uint32_t i = 0; i < n; i++) {
        if (is_before_plan(&items[i]))
            add_ref(v, &before, &items[i]);
        if (is_own(v, &items[i]))
            add_ref(v, &own, &items[i]);
    }
    if (!before.n && !own.n)
        return NULL;
    struct nv_tv *data = nv_say_data(v), *both = nv_say_data(v);
    nv_tv_set_str(data, "refs", before.list);
    nv_tv_set_bool(data, "one", before.n == 1);
    nv_tv_set_str(data, "due", before.due);
    nv_tv_set_str(both, "before_plan",
                  before.n ? nv_say_with(v, NV_WORD_REPORT_BEFORE_PLAN, data) : NULL);
    data = nv_say_data(v);
    nv_tv_set_str(data, "refs", own.list);
    nv_tv_set_str(data, "owner", own.n ? nv_view_agency(v, items[0].plan->owner) : NULL);
    nv_tv_set_str(both, "own", own.n ? nv_say_with(v, NV_WORD_REPORT_OWN, data) : NULL);
    return nv_clean(v->arena, nv_say_with(v, NV_WORD_REPORT_REMARK, both));
}

void nv_doc_make_table(struct nv_doc_table *t, const struct nv_view *v,
                       const struct nv_view_item *first, uint32_t n, uint32_t total)
{
    const char **titles = nv_arena_alloc(v->arena, NV_CELL_COUNT * sizeof *titles);
    const char **cells = nv_arena_alloc(v->arena, (n + 1) * NV_CELL_COUNT * sizeof *cells);
    for (int i = 0; i < NV_CELL_COUNT; i++)
        titles[i] = nv_say(v, (enum nv_word)(NV_WORD_REPORT_NUMBER + i));
    for (uint32_t i = 0; i < n; i++)
        fill_row(v, &first[i], (uint32_t)(first - v->items) + i + 1, &cells[i * NV_CELL_COUNT]);
    *t = (struct nv_doc_table){titles, cells, n, remark_of(v, first, total)};
}
