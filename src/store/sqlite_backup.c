/* A copy of the ledger while it is in use, some pages at a time. What is written in between through
 * our one connection goes into the copy as well (SQLite's online backup). */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/oserr.h"
#include "store/sqlite_ops.h"
#include "store/store.h"

/* About a megabyte: a few milliseconds of the loop. */
enum { PAGES_A_STEP = 256 };

struct nv_backup {
    char *path;
    sqlite3 *to;
    sqlite3_backup *copy;
    bool whole;
};

/* The file must be new: nothing is overwritten, no link is followed. */
static int make_file(const char *path, struct nv_err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return nv_err_set(err, errno == ENOSPC || errno == EDQUOT ? NV_EFULL : NV_EPERM, "%s: %s",
                          path, nv_oserr_vi(errno));
    close(fd);
    return 0;
}

static int failed(const struct nv_backup *b, int code, struct nv_err *err)
{
    return nv_err_set(err, (code & 0xff) == SQLITE_FULL ? NV_EFULL : NV_EIO, "%s: %s", b->path,
                      (code & 0xff) == SQLITE_FULL ? nv_oserr_vi(ENOSPC) : sqlite3_errstr(code));
}

int nv_sqlite_backup(struct nv_db *db, const char *path, struct nv_backup **out, struct nv_err *err)
{
    int rc = make_file(path, err);
    if (rc != 0)
        return rc;
    struct nv_backup *b = nv_calloc(1, sizeof *b);
    b->path = nv_strdup(path);
    int code = sqlite3_open_v2(path, &b->to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        b->copy = sqlite3_backup_init(b->to, "main", db->sq, "main");
        code = b->copy ? SQLITE_OK : sqlite3_errcode(b->to);
    }
    if (code != SQLITE_OK) {
        rc = failed(b, code, err);
        nv_backup_free(b);
        return rc;
    }
    *out = b;
    return 0;
}

static int finish(struct nv_backup *b, struct nv_err *err)
{
    int code = sqlite3_backup_finish(b->copy);
    b->copy = NULL;
    if (code == SQLITE_OK)
        code = sqlite3_close(b->to);
    if (code != SQLITE_OK)
        return failed(b, code, err);
    b->to = NULL;
    int fd = open(b->path, O_RDONLY | O_CLOEXEC);
    bool kept = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    if (!kept)
        return nv_err_set(err, NV_EIO, "%s: fsync: %s", b->path, nv_oserr_vi(errno));
    b->whole = true;
    return 0;
}

int nv_backup_step(struct nv_backup *b, struct nv_err *err)
{
    int code = sqlite3_backup_step(b->copy, PAGES_A_STEP);
    if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return 1;
    return code == SQLITE_DONE ? finish(b, err) : failed(b, code, err);
}

void nv_backup_free(struct nv_backup *b)
{
    if (!b)
        return;
    if (b->copy)
        sqlite3_backup_finish(b->copy);
    sqlite3_close(b->to);
    if (!b->whole)
        unlink(b->path);
    free(b->path);
    free(b);
}
