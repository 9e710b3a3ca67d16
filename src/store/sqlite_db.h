/* One SQLite connection as the ledger needs it: the handle, its cached statements, transactions,
 * checkpoints, and what SQLite's result codes mean to us. It knows nothing of notices. */
#ifndef NV_STORE_SQLITE_DB_H
#define NV_STORE_SQLITE_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/ledger.h"
#include "store/sqlite_sql.h"

struct nv_arena;
struct nv_err;

struct nv_db {
    sqlite3 *sq;
    char *path;
    sqlite3_stmt *stmts[NV_SQL_COUNT];
    int wal_pages; /* in the log after the last commit */
    bool broken;   /* a write or fsync failed, or damage was met: nothing more is written */
    struct nv_series series; /* of this process; written with its first delivery */
    bool series_kept;
};

/* The code for the connection's last error, its message set. A failed write marks the connection
 * as broken. `what` says what was being done. */
int nv_db_error(struct nv_db *db, struct nv_err *err, const char *what);

/* A cached statement, reset and without bindings; NULL if it cannot be prepared, then ask
 * nv_db_error(). */
sqlite3_stmt *nv_db_stmt(struct nv_db *db, enum nv_sql which);

/* Runs one or more statements without results. */
int nv_db_exec(struct nv_db *db, const char *sql, struct nv_err *err);

/* Steps a statement that gives no rows, then resets it. *changed (may be NULL): rows it touched. */
int nv_db_run(struct nv_db *db, sqlite3_stmt *st, int *changed, struct nv_err *err);

/* BEGIN IMMEDIATE; COMMIT, which is durable when 0 is returned; ROLLBACK. A failed commit is rolled
 * back. After a failed write nothing can be begun any more: -NV_EIO; while the file is not where it
 * was opened: -NV_EBUSY. */
int nv_db_begin(struct nv_db *db, struct nv_err *err);
int nv_db_commit(struct nv_db *db, struct nv_err *err);
void nv_db_rollback(struct nv_db *db);

/* The first column of the first row, as an integer or as new memory for a string. */
int nv_db_int(struct nv_db *db, const char *sql, int64_t *out, struct nv_err *err);
int nv_db_text(struct nv_db *db, const char *sql, char **out, struct nv_err *err);

/* A column's text until the next step, "" for SQL's NULL. */
const char *nv_db_word(sqlite3_stmt *st, int column);
/* A column's text in `a`; NULL for SQL's NULL. */
const char *nv_db_column(sqlite3_stmt *st, int column, struct nv_arena *a);

/* Closes the connection; `checkpoint` folds the log into the database file, else the files stay
 * exactly as they are. */
void nv_db_close(struct nv_db *db, bool checkpoint);

#endif
