/* Which notices must exist in this window: a pure function of schedule, facts, what was heard, and
 * the day. Running it twice adds nothing.
 *
 * For every occurrence it keeps the next day on which anything can change, so that a window looks
 * only at what is due. */
#ifndef NV_ENGINE_PLANNER_H
#define NV_ENGINE_PLANNER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "model/notice.h"

struct nv_arena;
struct nv_fact_table;
struct nv_heard_table;
struct nv_intern;
struct nv_planner;
struct nv_remark_table;
struct nv_snapshot;
struct nv_terms;

/* One notice that must be made: whom to write to and about what. */
struct nv_planned {
    uint32_t agency;              /* index into the snapshot */
    NV_VEC(struct nv_item) items; /* by section, then deadline, then order of the plan */
};

struct nv_planned_list {
    NV_VEC(struct nv_planned) list;
    struct nv_arena *names; /* of items about no occurrence; NULL: there are none */
};

/* `names` interns occurrence keys and agency ids; it outlives the planner. The snapshot is
 * borrowed. */
struct nv_planner *nv_planner_new(const struct nv_snapshot *s, struct nv_intern *names);
void nv_planner_free(struct nv_planner *p);

/* Something about this occurrence (index into the snapshot) has changed: look at it in the next
 * run.
 */
void nv_planner_touch(struct nv_planner *p, uint32_t occurrence);
/* Since when rules hold has changed: look at everything. */
void nv_planner_touch_all(struct nv_planner *p);

struct nv_planner_input {
    const struct nv_fact_table *facts;
    const struct nv_heard_table *heard;
    const struct nv_remark_table *remarks; /* NULL: nothing of that kind is said */
    const struct nv_terms *terms; /* of the planner's snapshot; NULL: all of it always held */
    int32_t today;
    int64_t window_ms;
    /* By agency symbol: the newest window in which it got a notice; INT64_MIN if none. `n` entries.
     */
    const int64_t *last_window;
    size_t n_last_window;
};

/* Appends the notices to `out`. An agency that already has a notice in this window waits for the
 * next one. Strings of the items live in `names`, or in `out` where they are about no occurrence.
 */
void nv_planner_run(struct nv_planner *p, const struct nv_planner_input *in,
                    struct nv_planned_list *out);
void nv_planned_free(struct nv_planned_list *out);

/* These items of nv_planner_run() did not go out: look at their occurrences again. */
void nv_planner_again(struct nv_planner *p, const struct nv_item *items, size_t n);

uint32_t nv_planner_agency(const struct nv_planner *p, uint32_t agency); /* symbol */

/* How often those who lead an occurrence have been urged since its deadline `effective`: the most
 * of any of them, with what was told to the agencies whose work they took over. */
int nv_planner_urged(const struct nv_planner *p, const struct nv_heard_table *heard,
                     uint32_t occurrence, int32_t effective, int32_t today);

#endif
