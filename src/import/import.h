/* A plan document's table to a plan file that an administrator only reviews: the whole way, from a
 * sheet to text and report. Nothing is guessed in silence: what is doubtful is said at its place.
 */
#ifndef NV_IMPORT_IMPORT_H
#define NV_IMPORT_IMPORT_H

#include <stddef.h>

struct nv_buf;
struct nv_diags;
struct nv_err;
struct nv_sheet;
struct nv_snapshot;

struct nv_import_options {
    const char *file;    /* the document, as named in messages */
    const char *plan_id; /* NULL: from the file's name */
    int year;            /* 0: found in the document */
    const char *update;  /* the plan file that this edition replaces, or NULL */
};

struct nv_import_totals {
    size_t rows;  /* of tables, with text */
    size_t heads; /* titles of columns, repeated ones too */
    size_t sections, tasks, deliverables;
    size_t joined; /* rows that went on with the one before */
    size_t aside;  /* rows and paragraphs that belong to no task: kept as comments */
    size_t doubtful, refused;
    size_t added, removed, changed; /* against `update` */
};

/* Appends the plan file to `out` and what is doubtful (warnings) or refused (errors) to `diags`;
 * with `update`, what the new edition changes to `changes`. -NV_ESYNTAX with one sentence where
 * there is no task table in the sheet. */
int nv_import_plan(const struct nv_sheet *sheet, const struct nv_snapshot *s,
                   const struct nv_import_options *options, struct nv_buf *out,
                   struct nv_buf *changes, struct nv_diags *diags, struct nv_import_totals *totals,
                   struct nv_err *err);

#endif
