/* The operations of the SQLite ledger, one source file each; sqlite.c puts them into the table. */
#ifndef NV_STORE_SQLITE_OPS_H
#define NV_STORE_SQLITE_OPS_H

#include <sqlite3.h>
#include <stdint.h>

#include "model/notice.h"
#include "store/sqlite_db.h"

struct nv_arena;
struct nv_attempt;
struct nv_backup;
struct nv_err;
struct nv_fact;
struct nv_item;
struct nv_remark;
struct nv_ledger;
struct nv_query;
struct nv_records;
struct nv_txn;

/* store.h says what each does. */
int nv_sqlite_commit(struct nv_db *db, const struct nv_txn *t, struct nv_err *err);
int nv_sqlite_restore(struct nv_db *db, struct nv_ledger **out, struct nv_err *err);
int nv_sqlite_find(struct nv_db *db, const struct nv_query *q, struct nv_records **out,
                   struct nv_err *err);
int nv_sqlite_backup(struct nv_db *db, const char *path, struct nv_backup **out,
                     struct nv_err *err);

/* Rows into values, their strings in `a`. A word that this program does not know is -NV_ECORRUPT:
 * leaving the row out would lose a reminder. */
int nv_row_fact(struct nv_db *db, sqlite3_stmt *st, struct nv_arena *a, struct nv_fact *f,
                struct nv_err *err);
int nv_row_remark(struct nv_db *db, sqlite3_stmt *st, struct nv_arena *a, struct nv_remark *r,
                  struct nv_err *err);
int nv_rows_items(struct nv_db *db, uint64_t notice, struct nv_arena *a,
                  const struct nv_item **items, uint32_t *n, struct nv_err *err);
int nv_rows_attempts(struct nv_db *db, uint64_t delivery, struct nv_arena *a,
                     const struct nv_attempt **attempts, uint32_t *n, struct nv_err *err);
int nv_row_state(struct nv_db *db, const char *word, enum nv_delivery_state *s, struct nv_err *err);

/* Columns of a delivery joined with its notice, for the two queries that list them. */
#define NV_DELIVERY_COLUMNS                                                                        \
    "d.id, d.notice, n.agency, d.endpoint, d.state, d.attempts, d.maybe_duplicate, d.created_ms,"  \
    " d.next_ms, d.code, CASE d.state WHEN 'cancelled' THEN d.reason ELSE d.text END,"             \
    " EXISTS (SELECT 1 FROM message WHERE delivery = d.id), n.day, n.window_ms, n.created_ms,"     \
    " d.resumed_ms, (SELECT count(*) FROM attempt WHERE delivery = d.id AND class = 'ambiguous')," \
    " (SELECT count(*) FROM attempt WHERE delivery = d.id AND (class = 'returned'"                 \
    "  OR class = 'refused' AND d.endpoint NOT LIKE 'webhook:%'))"

/* Reads those columns; the notice's items are left empty. */
int nv_row_delivery(struct nv_db *db, sqlite3_stmt *st, struct nv_arena *a, struct nv_delivery *d,
                    struct nv_notice *n, struct nv_err *err);

#endif
