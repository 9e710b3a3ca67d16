/* The planner's hand for items that are about no occurrence: what the service has to say, reports.
 * For the engine alone. */
#ifndef NV_ENGINE_PLANNER_TELL_H
#define NV_ENGINE_PLANNER_TELL_H

#include <stdbool.h>
#include <stdint.h>

struct nv_item;
struct nv_planned_list;
struct nv_planner;
struct nv_planner_input;

/* True if somebody who stands for the agency (or group) today has not heard it: an item is known by
 * its occurrence (any string), rung and rung day. */
bool nv_planner_wants(struct nv_planner *p, const struct nv_planner_input *in, uint32_t agency,
                      const struct nv_item *item);
/* Adds it for those. Its `occurrence` is copied, `named` is set. */
void nv_planner_tell(struct nv_planner *p, const struct nv_planner_input *in, uint32_t agency,
                     const struct nv_item *item, struct nv_planned_list *out);

/* True if somebody who stands for the agency today gets a notice in this run. */
bool nv_planner_writes(struct nv_planner *p, const struct nv_planner_input *in, uint32_t agency);

#endif
