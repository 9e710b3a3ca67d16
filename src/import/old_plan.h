/* A plan file as it is in use, read for comparison only: what `check` would say of it is not asked.
 */
#ifndef NV_IMPORT_OLD_PLAN_H
#define NV_IMPORT_OLD_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "model/role.h"

struct nv_arena;

struct nv_old_deliverable {
    const char *name, *due, *note;      /* products joined with "; "; note may be NULL */
    const char *roles[NV_ROLE_PRINTED]; /* ids joined with ", ", "" if there are none */
};

struct nv_old_task {
    const char *id, *title;
    uint32_t first, n;
};

struct nv_old_plan {
    struct nv_arena *arena;
    const char *id, *title, *short_name, *basis, *signed_day, *owner, *leadership, *contact;
    int year;
    NV_VEC(struct nv_old_task) tasks;
    NV_VEC(struct nv_old_deliverable) deliverables;
};

#endif
