/* Reports that are to be sent by themselves: a function of the day and of what was heard, like all
 * else. After a downtime only the newest that was missed goes out. For the planner alone. */
#ifndef NV_ENGINE_REPORT_DUE_H
#define NV_ENGINE_REPORT_DUE_H

struct nv_planned_list;
struct nv_planner;
struct nv_planner_input;
struct nv_snapshot;

/* Appends an item for every report whose day has come and which its reader has not had. */
void nv_report_plan(struct nv_planner *p, const struct nv_snapshot *s,
                    const struct nv_planner_input *in, struct nv_planned_list *out);

#endif
