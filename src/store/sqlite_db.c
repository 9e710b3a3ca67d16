#include "store/sqlite_db.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/oserr.h"

/* Pages in the log after which it is folded into the database file: 4 MiB. */
enum { CHECKPOINT_PAGES = 1000 };

static bool no_room(int e)
{
    return e == ENOSPC || e == EDQUOT || e == EFBIG;
}

/* The errno of the last failed write. SQLite's own account of it (sqlite3_system_errno) is not kept
 * up to date by a COMMIT, so the files are asked: the log or journal, then the database. */
static int write_errno(struct nv_db *db)
{
    sqlite3_file *files[2] = {NULL, NULL};
    int found = 0;
    sqlite3_file_control(db->sq, "main", SQLITE_FCNTL_JOURNAL_POINTER, &files[0]);
    sqlite3_file_control(db->sq, "main", SQLITE_FCNTL_FILE_POINTER, &files[1]);
    for (int i = 0; i < 2; i++) {
        int e = 0;
        if (files[i] && files[i]->pMethods)
            files[i]->pMethods->xFileControl(files[i], SQLITE_FCNTL_LAST_ERRNO, &e);
        if (e && !no_room(found))
            found = e;
    }
    return found;
}

/* Asked where SQLite has forgotten why a file could not be made: it tries again to read only, and
 * keeps the errno of that. Where inodes are not counted both their numbers are 0. */
static bool is_full(const char *path)
{
    struct statvfs v;
    return statvfs(path, &v) == 0 && (v.f_bavail == 0 || (v.f_files && v.f_favail == 0));
}

static int io_error(struct nv_db *db, struct nv_err *err, const char *what, int rc)
{
    bool sync = rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC;
    int e = rc == SQLITE_IOERR_WRITE ? write_errno(db) : sqlite3_system_errno(db->sq);
    /* A write that was refused for lack of room left the log without a commit record: the answer
     * is surely "no". After a failed fsync nobody knows, whatever its errno says. */
    if (!sync && no_room(e))
        return nv_err_set(err, NV_EFULL, "%s: %s: hết chỗ trên đĩa (%s)", db->path, what,
                          nv_oserr_vi(e));
    if (!sync && e == EROFS)
        return nv_err_set(err, NV_EPERM, "%s: %s: hệ thống tệp đang ở chế độ chỉ đọc", db->path,
                          what);
    db->broken = true;
    return nv_err_set(err, NV_EIO, "%s: %s: lỗi đọc ghi đĩa (%s%s%s)", db->path, what,
                      sqlite3_errstr(rc), e ? ", " : "", e ? nv_oserr_vi(e) : "");
}

int nv_db_error(struct nv_db *db, struct nv_err *err, const char *what)
{
    int rc = sqlite3_extended_errcode(db->sq);
    const char *text = sqlite3_errmsg(db->sq);
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return nv_err_set(err, NV_EFULL, "%s: %s: hết chỗ trên đĩa", db->path, what);
    case SQLITE_IOERR:
        return io_error(db, err, what, rc);
    case SQLITE_CANTOPEN: /* a file that it wanted to make beside the database */
        if (is_full(db->path))
            return nv_err_set(err, NV_EFULL, "%s: %s: hết chỗ trên đĩa", db->path, what);
        db->broken = true;
        return nv_err_set(err, NV_EIO, "%s: %s: %s", db->path, what, text);
    case SQLITE_ERROR: /* our statements are fixed: then the tables are not what they were */
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        db->broken = true;
        return nv_err_set(err, NV_ECORRUPT, "%s: %s: dữ liệu bị hỏng (%s)", db->path, what, text);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return nv_err_set(err, NV_EBUSY, "%s: một chương trình khác đang mở tệp này", db->path);
    case SQLITE_TOOBIG:
        return nv_err_set(err, NV_ETOOBIG, "%s: %s: %s", db->path, what, text);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return nv_err_set(err, NV_EPERM, "%s: %s: %s", db->path, what, text);
    case SQLITE_CONSTRAINT:
        if (rc == SQLITE_CONSTRAINT_FOREIGNKEY)
            return nv_err_set(err, NV_ESTATE, "%s: %s", what, text);
        if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
            rc == SQLITE_CONSTRAINT_ROWID || rc == SQLITE_CONSTRAINT_TRIGGER)
            return nv_err_set(err, NV_EEXIST, "%s: %s", what, text);
        return nv_err_set(err, NV_EINVAL, "%s: %s", what, text);
    default:
        db->broken = true;
        return nv_err_set(err, NV_EIO, "%s: %s: %s", db->path, what, text);
    }
}

sqlite3_stmt *nv_db_stmt(struct nv_db *db, enum nv_sql which)
{
    sqlite3_stmt **st = &db->stmts[which];
    if (!*st && sqlite3_prepare_v3(db->sq, nv_sql_text(which), -1, SQLITE_PREPARE_PERSISTENT, st,
                                   NULL) != SQLITE_OK)
        return NULL;
    sqlite3_reset(*st);
    sqlite3_clear_bindings(*st);
    return *st;
}

int nv_db_exec(struct nv_db *db, const char *sql, struct nv_err *err)
{
    return sqlite3_exec(db->sq, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : nv_db_error(db, err, sql);
}

int nv_db_run(struct nv_db *db, sqlite3_stmt *st, int *changed, struct nv_err *err)
{
    int rc = 0;
    if (sqlite3_step(st) != SQLITE_DONE)
        rc = nv_db_error(db, err, "ghi");
    else if (changed)
        *changed = sqlite3_changes(db->sq);
    sqlite3_reset(st);
    return rc;
}

int nv_db_begin(struct nv_db *db, struct nv_err *err)
{
    int moved = 0;
    if (db->broken)
        return nv_err_set(err, NV_EIO, "%s: lần ghi trước đã lỗi; phải mở lại", db->path);
    /* What is written to a file that is no longer there is lost with the process. It is not given
     * up: the process still holds all of it, and the file may come back. */
    sqlite3_file_control(db->sq, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved)
        return nv_err_set(err, NV_EBUSY,
                          "%s: tệp đã bị xóa, chuyển đi hoặc thay thế; không ghi nữa. Hãy đưa đúng "
                          "tệp cũ về chỗ này; dịch vụ sẽ tự làm tiếp",
                          db->path);
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_BEGIN);
    return st ? nv_db_run(db, st, NULL, err) : nv_db_error(db, err, "prepare");
}

/* Done by hand and not by SQLite's own hook, which swallows a failed fsync of the database file:
 * the next, successful one would let go of a log that is still needed. */
static void checkpoint(struct nv_db *db)
{
    struct nv_err ignored;
    if (db->wal_pages < CHECKPOINT_PAGES)
        return;
    if (sqlite3_wal_checkpoint_v2(db->sq, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) != SQLITE_OK)
        nv_db_error(db, &ignored, "checkpoint"); /* may mark it broken: the next begin says so */
}

int nv_db_commit(struct nv_db *db, struct nv_err *err)
{
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_COMMIT);
    int rc = st ? nv_db_run(db, st, NULL, err) : nv_db_error(db, err, "prepare");
    if (rc != 0)
        nv_db_rollback(db);
    else
        checkpoint(db);
    return rc;
}

void nv_db_rollback(struct nv_db *db)
{
    if (!sqlite3_get_autocommit(db->sq))
        sqlite3_exec(db->sq, "ROLLBACK", NULL, NULL, NULL);
}

static int query(struct nv_db *db, const char *sql, sqlite3_stmt **st, struct nv_err *err)
{
    if (sqlite3_prepare_v2(db->sq, sql, -1, st, NULL) != SQLITE_OK)
        return nv_db_error(db, err, sql);
    int rc = sqlite3_step(*st);
    if (rc == SQLITE_ROW)
        return 0;
    rc = rc == SQLITE_DONE ? nv_err_set(err, NV_ENOENT, "%s: no row", sql)
                           : nv_db_error(db, err, sql);
    sqlite3_finalize(*st);
    return rc;
}

int nv_db_int(struct nv_db *db, const char *sql, int64_t *out, struct nv_err *err)
{
    sqlite3_stmt *st;
    int rc = query(db, sql, &st, err);
    if (rc != 0)
        return rc;
    *out = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return 0;
}

int nv_db_text(struct nv_db *db, const char *sql, char **out, struct nv_err *err)
{
    sqlite3_stmt *st;
    int rc = query(db, sql, &st, err);
    if (rc != 0)
        return rc;
    *out = nv_strdup(nv_db_word(st, 0));
    sqlite3_finalize(st);
    return 0;
}

const char *nv_db_word(sqlite3_stmt *st, int column)
{
    const char *word = (const char *)sqlite3_column_text(st, column);
    return word ? word : "";
}

const char *nv_db_column(sqlite3_stmt *st, int column, struct nv_arena *a)
{
    return nv_arena_strdup(a, (const char *)sqlite3_column_text(st, column));
}

void nv_db_close(struct nv_db *db, bool fold)
{
    if (db->sq) {
        nv_db_rollback(db);
        for (size_t i = 0; i < NV_SQL_COUNT; i++)
            sqlite3_finalize(db->stmts[i]);
        sqlite3_db_config(db->sq, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !fold || db->broken, NULL);
        sqlite3_close(db->sq);
    }
    free(db->path);
    memset(db, 0, sizeof *db);
}
