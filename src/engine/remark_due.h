/* What the service itself has to say, as items of its owners' notices (model/remark.h). For the
 * planner alone. */
#ifndef NV_ENGINE_REMARK_DUE_H
#define NV_ENGINE_REMARK_DUE_H

struct nv_planned_list;
struct nv_planner;
struct nv_planner_input;
struct nv_snapshot;

/* Appends an item for every remark that is still to be told, and for a calendar that is not
 * confirmed. */
void nv_remark_plan(struct nv_planner *p, const struct nv_snapshot *s,
                    const struct nv_planner_input *in, struct nv_planned_list *out);

#endif
