/* A new edition against the plan file that is in use: ids stay with their tasks, notes are carried
 * over, and what was added, removed or changed is told. */
#ifndef NV_IMPORT_UPDATE_H
#define NV_IMPORT_UPDATE_H

struct nv_buf;
struct nv_draft;
struct nv_old_plan;
struct nv_err;
struct nv_import_totals;
struct nv_snapshot;

/* The plan file in use; NULL with one sentence where it cannot be read. */
struct nv_old_plan *nv_old_plan_read(const char *path, struct nv_err *err);
void nv_old_plan_free(struct nv_old_plan *old); /* NULL is fine */
int nv_old_plan_year(const struct nv_old_plan *old);

/* Changes ids, notes and the head of `d` to those of `old`; appends what changed, one a line. */
void nv_update(struct nv_draft *d, const struct nv_snapshot *s, const struct nv_old_plan *old,
               struct nv_buf *changes, struct nv_import_totals *totals);

#endif
