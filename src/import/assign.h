/* Who does what: the text of assignment cells to agencies by role, split by its verbs. What is not
 * known is reported with the nearest known name and never becomes data. */
#ifndef NV_IMPORT_ASSIGN_H
#define NV_IMPORT_ASSIGN_H

struct nv_book;
struct nv_draft;
struct nv_draft_deliverable;
struct nv_snapshot;

/* Fills the roles of `d` from its cells and adds its doubts. `columns` for places in messages. */
struct nv_columns;
void nv_assign(struct nv_draft *draft, struct nv_draft_deliverable *d, const struct nv_snapshot *s,
               struct nv_book *book, const struct nv_columns *columns);

#endif
