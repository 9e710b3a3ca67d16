/* The remarks that are still to be told, or stand in a notice that is still to be delivered; and
 * those that wait to be made durable. The same thing said again before it was told is counted. */
#ifndef NV_ENGINE_REMARKS_H
#define NV_ENGINE_REMARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/remark.h"

struct nv_actions;
struct nv_engine;
struct nv_entry;
struct nv_remark_table;
struct nv_txn;
struct nv_verdict;

struct nv_remark_table *nv_remark_table_new(uint64_t next_id);
void nv_remark_table_free(struct nv_remark_table *t);

/* As the ledger has it; copies. */
void nv_remark_table_restore(struct nv_remark_table *t, const struct nv_remark *r);

/* One that a notice told, which is taken up again. Copies. */
void nv_remark_recall(struct nv_remark_table *t, const struct nv_remark *r, uint64_t notice);

/* Something to say: `id`, `count` and `told` are set here. Copies. */
void nv_remark_note(struct nv_remark_table *t, const struct nv_remark *r);

/* The same by what is only now put into the transaction that nv_remark_write() ends: if that fails
 * it is forgotten, for it will be put together, and said, anew. */
void nv_remark_draft(struct nv_remark_table *t, const struct nv_remark *r);

/* Adds what waits to a transaction. */
void nv_remark_write(struct nv_remark_table *t, struct nv_txn *txn);
/* That transaction is durable, or has failed: then it waits on
 * (drafts do not). True if some became durable. */
bool nv_remark_written(struct nv_remark_table *t, bool durable);
bool nv_remark_waiting(const struct nv_remark_table *t);

/* Remark i of those that are durable; NULL from the end on. */
const struct nv_remark *nv_remark_at(const struct nv_remark_table *t, size_t i);
const struct nv_remark *nv_remark_find(const struct nv_remark_table *t, uint64_t id);

/* It goes into a notice with the outstanding transaction (`begun`), and has done so, or not. */
void nv_remark_tell(struct nv_remark_table *t, uint64_t id);
void nv_remark_told(struct nv_remark_table *t, uint64_t id, uint64_t notice, bool durable);
/* Forgets those that were told by notices for which `open` is false. */
void nv_remark_forget(struct nv_remark_table *t, bool (*open)(void *arg, uint64_t notice),
                      void *arg);

#endif
