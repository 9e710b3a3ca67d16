/* A sheet to a draft: finds the table, its sections, tasks and deliverables, and joins what page
 * breaks cut. Decides by the number in the first column, not by position. */
#ifndef NV_IMPORT_GATHER_H
#define NV_IMPORT_GATHER_H

struct nv_book;
struct nv_draft;
struct nv_err;
struct nv_sheet;

/* -NV_ESYNTAX where there is no task table, or one without a deadline column. The sheet outlives
 * the draft. */
int nv_gather(const struct nv_sheet *s, const struct nv_book *book, struct nv_draft *d,
              struct nv_err *err);

#endif
