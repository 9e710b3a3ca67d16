/* Plans: the head and the tasks (plan_file.c), one deliverable (deliverable.c). */
#ifndef NV_CONF_PLAN_FILE_H
#define NV_CONF_PLAN_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct nv_loader;
struct nv_node;

/* Where a deliverable stands. */
struct nv_under {
    uint32_t plan, task;
    uint32_t first_report; /* of this plan, in the loader */
    const char *prefix;    /* of keys: the plan's id, or something unique where that is wrong */
    const char *task_id;
    const struct nv_node *task_node;
    struct nv_buf key; /* scratch */
    bool duplicate;    /* the task's id was found to be taken */
};

/* `position` counts from 1. */
void nv_read_deliverable(struct nv_loader *l, const struct nv_node *group, struct nv_under *under,
                         uint32_t position);

/* Looks up one agency that is named at `n`; reports an unknown one. NV_NONE if absent or unknown.
 */
uint32_t nv_agency_at(struct nv_loader *l, const struct nv_node *n, const char *id);

/* Warns at `n` when nobody of `agency`, its members and successors can be written to. */
void nv_check_endpoints(struct nv_loader *l, const struct nv_node *n, uint32_t agency);

/* Remembers that `day`'s year is touched. */
void nv_touch_year(struct nv_loader *l, int year, int line);

#endif
