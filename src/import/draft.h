/* A plan between the document and the plan file: sections, tasks and deliverables with the text of
 * their cells, and every doubt at its place. All of it lives in one arena. */
#ifndef NV_IMPORT_DRAFT_H
#define NV_IMPORT_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/vec.h"
#include "calendar/deadline.h"
#include "import/columns.h"
#include "model/role.h"

struct nv_arena;
struct nv_book;
struct nv_intern;
struct nv_sheet_row;

/* The text of a cell as its list elements; most have one. */
struct nv_items {
    const char **v;
    uint32_t n, cap;
    size_t last_len, last_cap; /* bytes of the last one, and the room it has */
    bool dashed;               /* an element began with a dash: others may stand in the same line */
};

/* Remarks that go into the plan file, in order. */
struct nv_remark {
    const char *text;
    struct nv_remark *next;
};
struct nv_remarks {
    struct nv_remark *first, *last;
};

struct nv_mentions {
    const uint32_t *v; /* agencies of the snapshot */
    uint32_t n;
};

struct nv_draft_deliverable {
    const struct nv_sheet_row *row;
    const char *id;
    struct nv_items cells[NV_COL_COUNT]; /* of NUMBER and TASK nothing */
    struct nv_items other;               /* "title: text" of columns without meaning */
    struct nv_remarks remarks;
    const char *due;     /* the phrase as printed */
    const char *refusal; /* of the phrase; NULL: understood */
    struct nv_deadline deadline;
    struct nv_mentions roles[NV_ROLE_PRINTED];
    const char *note;        /* of the plan that is updated, or NULL */
    uint32_t was;            /* its place among the old task's products, NV_NONE: new */
    struct nv_remarks extra; /* its other settings, "key = value;" each */
};

struct nv_draft_task {
    const struct nv_sheet_row *row;
    const char *id, *number; /* number as printed, "" if there is none */
    struct nv_items title;
    struct nv_remarks remarks, extra;
    uint32_t section;  /* NV_NONE: none */
    uint32_t first, n; /* deliverables */
    bool heading;      /* only a title over the tasks that follow */
};

struct nv_draft_section {
    const struct nv_sheet_row *row;
    const char *id, *title;
    struct nv_remarks remarks;
};

/* Text that belongs to no task: before, after and beside the table. */
struct nv_loose {
    const struct nv_sheet_row *row;
    const char *text;
};

struct nv_draft {
    struct nv_arena *arena;
    const char *file; /* in messages */
    struct nv_diags *diags;
    const char *id, *title, *basis, *owner, *leadership, *contact, *short_name;
    struct nv_remarks remarks; /* of the head */
    /* Of the plan that is updated: other settings of its head, beside it, and its comments. */
    struct nv_remarks extra, file_extra, old_comments;
    int year;
    int32_t signed_day;
    const char *columns;      /* the titles as printed */
    struct nv_columns places; /* of the last head, for messages */
    NV_VEC(struct nv_draft_section) sections;
    NV_VEC(struct nv_draft_task) tasks;
    NV_VEC(struct nv_draft_deliverable) deliverables;
    NV_VEC(struct nv_loose) loose;
    struct nv_intern *ids;
    NV_VEC(int) suffixes; /* by symbol of `ids`: the last one tried */
    size_t rows, heads, joined;
    bool lines;
};

void nv_draft_init(struct nv_draft *d, const char *file, struct nv_diags *diags);
void nv_draft_free(struct nv_draft *d);

/* A remark for the plan file alone. */
void nv_remark(struct nv_draft *d, struct nv_remarks *to, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* A doubt ("Nghi vấn: …" in the plan file, a warning in the report), or with NV_DIAG_ERROR
 * something that was refused. `id` names the task in the report, or NULL; `to` may be NULL. */
void nv_doubt(struct nv_draft *d, struct nv_remarks *to, enum nv_severity severity,
              const struct nv_sheet_row *row, int column, const char *id, const char *fmt, ...)
    __attribute__((format(printf, 7, 8)));

/* `want`, or `want`-2, -3 … if a task has it already. */
const char *nv_draft_unique(struct nv_draft *d, const char *want);
void nv_draft_taken(struct nv_draft *d, const char *id);
void nv_draft_forget_ids(struct nv_draft *d);

/* items.c: adds the blocks of a cell. `go_on`: the cell continues one that was cut by a page. Names
 * with a dash in them are kept whole. */
struct nv_cell;
void nv_items_add(struct nv_draft *d, struct nv_items *items, const struct nv_cell *c, bool go_on,
                  const struct nv_book *book);
/* The elements joined by `by`; a mark that ends an element is not doubled. */
const char *nv_items_join(struct nv_draft *d, const struct nv_items *items, const char *by);

#endif
