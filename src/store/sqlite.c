/* The SQLite ledger as a store: the state directory, its lock, and the table of operations. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/oserr.h"
#include "store/lock.h"
#include "store/sqlite_open.h"
#include "store/sqlite_ops.h"
#include "store/store.h"

struct sqlite_store {
    struct nv_store base;
    struct nv_db db;
    int lock;
};

static struct nv_db *db_of(struct nv_store *s)
{
    return &((struct sqlite_store *)s)->db;
}

static int restore(struct nv_store *s, struct nv_ledger **out, struct nv_err *err)
{
    return nv_ledger_explain(db_of(s), nv_sqlite_restore(db_of(s), out, err), err);
}

static int commit(struct nv_store *s, const struct nv_txn *t, struct nv_err *err)
{
    return nv_sqlite_commit(db_of(s), t, err);
}

static int find(struct nv_store *s, const struct nv_query *q, struct nv_records **out,
                struct nv_err *err)
{
    return nv_sqlite_find(db_of(s), q, out, err);
}

static int message(struct nv_store *s, uint64_t delivery, struct nv_buf *out, struct nv_err *err)
{
    struct nv_db *db = db_of(s);
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_GET_MESSAGE);
    int rc = 0;
    if (!st)
        return nv_db_error(db, err, "prepare");
    sqlite3_bind_int64(st, 1, (sqlite3_int64)delivery);
    switch (sqlite3_step(st)) {
    case SQLITE_ROW: {
        const void *bytes = sqlite3_column_blob(st, 0);
        nv_buf_add(out, bytes, (size_t)sqlite3_column_bytes(st, 0));
        break;
    }
    case SQLITE_DONE:
        rc = nv_err_set(err, NV_ENOENT, "delivery %llu: no message", (unsigned long long)delivery);
        break;
    default:
        rc = nv_db_error(db, err, "đọc message");
    }
    sqlite3_reset(st);
    return rc;
}

static int backup(struct nv_store *s, const char *path, struct nv_backup **out, struct nv_err *err)
{
    return nv_sqlite_backup(db_of(s), path, out, err);
}

/* The pages that the cache holds; the system has them in its own. */
static void rest(struct nv_store *s)
{
    sqlite3_db_release_memory(db_of(s)->sq);
}

static void close_store(struct nv_store *s)
{
    struct sqlite_store *q = (struct sqlite_store *)s;
    if (!q)
        return;
    nv_db_close(&q->db, true);
    close(q->lock);
    free(q);
}

static const struct nv_store_ops sqlite_ops = {"sqlite", restore, commit, message,
                                               find,     backup,  rest,   close_store};

/* Whoever may write the directory can put another ledger in the place of ours. */
static int close_to_others(int dir_fd, const char *dir, struct nv_err *err)
{
    struct stat st;
    if (fstat(dir_fd, &st) != 0)
        return nv_err_set(err, NV_EIO, "%s: %s", dir, nv_oserr_vi(errno));
    if ((st.st_mode & 022) != 0 && fchmod(dir_fd, st.st_mode & 0755) != 0)
        return nv_err_set(err, NV_EPERM, "%s: chmod go-w: %s", dir, nv_oserr_vi(errno));
    return 0;
}

int nv_store_open_sqlite(const char *dir, struct nv_store **out, struct nv_err *err)
{
    struct sqlite_store *s = nv_calloc(1, sizeof *s);
    int rc, dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    s->base.ops = &sqlite_ops;
    if (dir_fd < 0) {
        rc = nv_err_set(err, errno == ENOENT ? NV_ENOENT : NV_EPERM, "%s: %s", dir,
                        errno == ELOOP || errno == ENOTDIR
                            ? "không phải là thư mục, hoặc là liên kết tượng trưng"
                            : nv_oserr_vi(errno));
        goto free_store;
    }
    rc = close_to_others(dir_fd, dir, err);
    if (rc == 0)
        rc = nv_lock_take(dir_fd, dir, &s->lock, err);
    if (rc != 0)
        goto close_dir;
    rc = nv_ledger_open(&s->db, dir_fd, dir, err);
    if (rc != 0) {
        close(s->lock);
        goto close_dir;
    }
    close(dir_fd);
    *out = &s->base;
    return 0;
close_dir:
    close(dir_fd);
free_store:
    free(s);
    return rc;
}
