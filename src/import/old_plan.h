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

/* Settings that an import does not make, as "key = value;" each: they are carried over. */
struct nv_old_extra {
    const char *const *v;
    uint32_t n;
};

/* A comment line of the file. */
struct nv_old_comment {
    const char *text; /* behind the sign */
    int line;
};

struct nv_old_deliverable {
    struct nv_old_extra extra;
    const char *name, *due, *note;      /* products joined with "; "; note may be NULL */
    const char *roles[NV_ROLE_PRINTED]; /* ids joined with ", ", "" if there are none */
};

struct nv_old_task {
    struct nv_old_extra extra;
    const char *id, *title;
    uint32_t first, n;
};

struct nv_old_plan {
    struct nv_arena *arena;
    const char *id, *title, *short_name, *basis, *signed_day, *owner, *leadership, *contact;
    int year;
    struct nv_old_extra extra, file_extra; /* of the plan; beside it */
    NV_VEC(struct nv_old_comment) comments;
    NV_VEC(struct nv_old_task) tasks;
    NV_VEC(struct nv_old_deliverable) deliverables;
};

#endif
