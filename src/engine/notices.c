/* The notices of a window on their way into the ledger: planned as a whole, since a person may have
 * to look at how many they are, then written in slices, so that no transaction is larger for a
 * larger province. Until the last slice is durable nothing is handed over. What is left of a
 * plan when something is told, its window ends, or another configuration comes, is planned anew. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "calendar/day.h"
#include "engine/remarks.h"
#include "engine/state.h"
#include "engine/window.h"
#include "model/snapshot.h"
#include "model/txn.h"

enum { SLICE_ITEMS = 4000 }; /* with this many lines a slice ends, too */

/* What is about no work has a name that ends with the plan. */
static const struct nv_item *keep_items(struct nv_txn *t, const struct nv_planned *p)
{
    struct nv_item *items = nv_arena_memdup(t->arena, p->items.v, p->items.n * sizeof *items);
    for (size_t i = 0; i < p->items.n; i++)
        if (items[i].section == NV_SECTION_SERVICE || items[i].section == NV_SECTION_REPORT)
            items[i].occurrence = nv_arena_strdup(t->arena, items[i].occurrence);
    return items;
}

static void write_notice(struct nv_engine *e, struct nv_txn *t, const struct nv_planned *p,
                         int64_t now_ms)
{
    const struct nv_agency *a = &e->s->agencies[p->agency];
    struct nv_op *op = nv_engine_op(t, NV_OP_NOTICE);
    op->notice = (struct nv_notice){
        .id = e->next_notice++,
        .agency = nv_intern_str(e->names, nv_planner_agency(e->planner, p->agency)),
        .day = nv_time_day(e->planned_window, e->s->zone_min),
        .window_ms = e->planned_window,
        .created_ms = now_ms,
        .items = keep_items(t, p),
        .n_items = (uint32_t)p->items.n};
    for (size_t i = 0; i < p->items.n; i++)
        nv_remark_tell(e->remarks, nv_remark_named(p->items.v[i].occurrence));
    nv_engine_write_deliveries(e, t, a, &op->notice, false, now_ms);
}

/* What the service says of itself comes with the work of whoever reads it, while `*whole` such
 * letters may go: where the brake holds in every window it would never hear of that. */
static bool keep_service(struct nv_planned *p, uint32_t *whole)
{
    size_t kept = 0, service = 0;
    for (size_t i = 0; i < p->items.n; i++)
        service += p->items.v[i].section == NV_SECTION_SERVICE;
    if (service && service < p->items.n && *whole) {
        (*whole)--;
        return true;
    }
    for (size_t i = 0; i < p->items.n; i++)
        if (p->items.v[i].section == NV_SECTION_SERVICE)
            p->items.v[kept++] = p->items.v[i];
    p->items.n = kept;
    return kept > 0;
}

/* The work in the notices of the plan from the next one on is looked at again. */
static void again(struct nv_engine *e)
{
    for (size_t i = e->planned_at; i < e->planned.list.n; i++)
        nv_planner_again(e->planner, e->planned.list.v[i].items.v, e->planned.list.v[i].items.n);
}

static void cut_down(struct nv_planned_list *planned, uint32_t whole)
{
    size_t kept = 0;
    for (size_t i = 0; i < planned->list.n; i++) {
        if (keep_service(&planned->list.v[i], &whole))
            planned->list.v[kept++] = planned->list.v[i];
        else
            nv_vec_free(&planned->list.v[i].items);
    }
    planned->list.n = kept;
}

static void make_plan(struct nv_engine *e, int64_t window_ms, int64_t now_ms)
{
    struct nv_planner_input in = {.facts = e->facts,
                                  .heard = e->heard,
                                  .remarks = e->quiet ? NULL : e->remarks,
                                  .terms = e->terms,
                                  .today = nv_time_day(now_ms, e->s->zone_min),
                                  .window_ms = window_ms,
                                  .last_window = e->last_window.v,
                                  .n_last_window = e->last_window.n};
    nv_planner_run(e->planner, &in, &e->planned);
    if (nv_brake_holds(e, now_ms)) {
        again(e);
        cut_down(&e->planned, nv_brake_spares(e));
    }
    e->plan_wanted = false;
    e->planned_window = window_ms;
    e->status.last_window_ms = window_ms;
}

bool nv_engine_plan_left(const struct nv_engine *e)
{
    return e->planned_at < e->planned.list.n;
}

void nv_engine_drop_plan(struct nv_engine *e)
{
    if (nv_engine_plan_left(e))
        again(e);
    nv_planned_free(&e->planned);
    e->planned_at = 0;
}

/* True if there is anything about work in it. */
static bool write_slice(struct nv_engine *e, struct nv_txn *t, int64_t now_ms)
{
    size_t notices = 0, items = 0;
    bool work = false;
    while (nv_engine_plan_left(e) && notices < e->slice_notices && items < SLICE_ITEMS) {
        struct nv_planned *p = &e->planned.list.v[e->planned_at++];
        write_notice(e, t, p, now_ms);
        work |= nv_brake_counts(p);
        notices++;
        items += p->items.n;
        nv_vec_free(&p->items);
    }
    return work;
}

/* State decides, not what was planned before it changed. */
bool nv_engine_write_plan(struct nv_engine *e, struct nv_txn *t, int64_t now_ms)
{
    int64_t window = nv_window_open(e->s, now_ms);
    if (window != e->planned_window || e->plan_wanted)
        nv_engine_drop_plan(e);
    if (window == INT64_MIN)
        return false;
    if (window != e->planned_window || e->plan_wanted)
        make_plan(e, window, now_ms);
    if (!nv_engine_plan_left(e))
        return false;
    bool work = write_slice(e, t, now_ms), left = nv_engine_plan_left(e);
    /* The leave to write so many was for all of it. */
    e->brake.part = left && work;
    if (!left && e->brake.used)
        nv_brake_ends(e, now_ms);
    return left;
}

bool nv_engine_plan_failed(struct nv_engine *e, const struct nv_txn *t)
{
    bool some = false;
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        if (op->kind != NV_OP_NOTICE || op->notice.window_ms < 0)
            continue;
        nv_planner_again(e->planner, op->notice.items, op->notice.n_items);
        some = true;
    }
    return some;
}
