#include "store/sqlite_open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/oserr.h"
#include "store/sqlite_db.h"
#include "store/sqlite_schema.h"

static const char ledger_name[] = "ledger.db", new_name[] = "ledger.db.new";

/* Up to here every page is read at the start (measured: 14 ms of CPU a MB); above, what restoring
 * does not read is checked when it is read. */
static const long long full_check_bytes = 64ll << 20;

/* sqlite.org/fileformat.html, 1.3: the 100 bytes at the start of the file. */
enum { HEADER = 100, PAGE_SIZE = 16, WRITE_FORMAT = 18, USER_VERSION = 60, APPLICATION_ID = 68 };

static int io_code(int e)
{
    return e == ENOSPC || e == EDQUOT                ? NV_EFULL
           : e == EACCES || e == EPERM || e == EROFS ? NV_EPERM
                                                     : NV_EIO;
}

static int refuse(struct nv_err *err, const char *path, const char *why)
{
    return nv_err_set(
        err, NV_ECORRUPT,
        "%s: %s. Tệp được giữ nguyên, không có gì bị xóa. Cách khắc phục: dừng dịch "
        "vụ, cất tệp này (và tệp -wal cùng tên, nếu có) sang nơi khác, rồi khôi phục "
        "bản sao lưu mới nhất vào đúng chỗ này; nếu không có bản sao lưu, cứu dữ liệu "
        "từ bản sao của tệp bằng \"sqlite3 ledger.db .dump\" như tài liệu ledger.md "
        "hướng dẫn. Không khởi động với thư mục trống: thư đã gửi sẽ bị gửi lại.",
        path, why);
}

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool log_has_data(int dir_fd)
{
    struct stat st;
    return fstatat(dir_fd, "ledger.db-wal", &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_size > 0;
}

/* SQLite takes half a page at the end for a whole one filled with zeros. Only a crash while the log
 * was folded in leaves such a page, and then the log still has it. */
static bool cut_short(int dir_fd, const unsigned char *header, long long size)
{
    long long page = header[PAGE_SIZE] << 8 | header[PAGE_SIZE + 1];
    if (page == 1)
        page = 65536;
    return page < 512 || (size % page != 0 && !log_has_data(dir_fd));
}

/* Judges the file by its own bytes, before SQLite may touch it. */
static int inspect(int dir_fd, int fd, const char *path, struct nv_err *err)
{
    unsigned char h[HEADER];
    struct stat st;
    if (fstat(fd, &st) != 0)
        return nv_err_set(err, NV_EIO, "%s: %s", path, nv_oserr_vi(errno));
    if (!S_ISREG(st.st_mode))
        return nv_err_set(err, NV_EPERM, "%s: không phải là tệp thường", path);
    if (st.st_size == 0)
        return refuse(err, path, "tệp rỗng, có lẽ đã bị cắt cụt");
    ssize_t n = pread(fd, h, sizeof h, 0);
    if (n < 0)
        return nv_err_set(err, NV_EIO, "%s: %s", path, nv_oserr_vi(errno));
    if (n < HEADER || memcmp(h, "SQLite format 3", 16) != 0)
        return refuse(err, path, "không phải là cơ sở dữ liệu SQLite, hoặc phần đầu đã hỏng");
    /* 2: with a log. 1: without, as some copies made by tools are. */
    if (h[WRITE_FORMAT] != h[WRITE_FORMAT + 1] || (h[WRITE_FORMAT] != 1 && h[WRITE_FORMAT] != 2))
        return refuse(err, path, "phần đầu tệp đã hỏng");
    if (be32(h + APPLICATION_ID) != NV_LEDGER_APPLICATION)
        return refuse(err, path, "là cơ sở dữ liệu của một chương trình khác");
    if (be32(h + USER_VERSION) > (uint32_t)nv_schema_newest())
        return nv_err_set(err, NV_EVERSION,
                          "%s: do một phiên bản mới hơn của chương trình ghi (lược đồ %u, chương "
                          "trình này biết đến %d); hãy cài lại phiên bản mới. Tệp được giữ nguyên.",
                          path, be32(h + USER_VERSION), nv_schema_newest());
    if (be32(h + USER_VERSION) == 0)
        return refuse(err, path, "phần đầu tệp đã hỏng (không có phiên bản lược đồ)");
    if (cut_short(dir_fd, h, st.st_size))
        return refuse(err, path, "tệp đã bị cắt cụt");
    if ((st.st_mode & 077) != 0 && fchmod(fd, 0600) != 0)
        return nv_err_set(err, NV_EPERM, "%s: chmod 0600: %s", path, nv_oserr_vi(errno));
    return 0;
}

static int expect(struct nv_db *db, const char *pragma, const char *want, struct nv_err *err)
{
    char *got;
    int rc = nv_db_text(db, pragma, &got, err);
    if (rc != 0)
        return rc;
    if (strcmp(got, want) != 0)
        rc = nv_err_set(err, NV_EIO, "%s: %s: cần %s, SQLite trả lời %s", db->path, pragma, want,
                        got);
    free(got);
    return rc;
}

struct pragma {
    const char *set, *get, *want;
};

/* A pragma that did not take is no detail: without FULL a power cut loses what was answered for. */
static int set_pragmas(struct nv_db *db, const struct pragma *p, size_t n, struct nv_err *err)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        rc = nv_db_exec(db, p[i].set, err);
        if (rc == 0)
            rc = expect(db, p[i].get, p[i].want, err);
    }
    return rc;
}

/* Connects so that reading is possible and nothing is written yet. */
static int connect_db(struct nv_db *db, struct nv_err *err)
{
    static const struct pragma pragmas[] = {
        {"PRAGMA locking_mode = EXCLUSIVE", "PRAGMA locking_mode", "exclusive"},
        {"PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1"},
        {"PRAGMA recursive_triggers = ON", "PRAGMA recursive_triggers", "1"},
        {"PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1"},
        {"PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0"},
        {"PRAGMA temp_store = MEMORY", "PRAGMA temp_store", "2"},
        {"PRAGMA cache_size = -2048", "PRAGMA cache_size", "-2048"},
        {"PRAGMA wal_autocheckpoint = 0", "PRAGMA wal_autocheckpoint", "0"},
    };
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(db->path, &db->sq, flags, NULL) != SQLITE_OK)
        return db->sq ? nv_db_error(db, err, "open") : nv_err_set(err, NV_EIO, "out of memory");
    sqlite3_db_config(db->sq, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return set_pragmas(db, pragmas, sizeof pragmas / sizeof *pragmas, err);
}

static int make_durable(struct nv_db *db, struct nv_err *err)
{
    static const struct pragma pragmas[] = {
        {"PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal"},
        {"PRAGMA synchronous = FULL", "PRAGMA synchronous", "2"},
        {"PRAGMA journal_size_limit = 16777216", "PRAGMA journal_size_limit", "16777216"},
    };
    return set_pragmas(db, pragmas, sizeof pragmas / sizeof *pragmas, err);
}

static int wal_pages(void *arg, sqlite3 *sq, const char *name, int pages)
{
    (void)sq, (void)name;
    ((struct nv_db *)arg)->wal_pages = pages;
    return SQLITE_OK;
}

/* Structure, types, checks and indices of every page; of a very large ledger only what restoring
 * and planning read, so that a start never takes minutes. */
static int check_whole(struct nv_db *db, struct nv_err *err)
{
    static const char *const small[] = {"meta", "delivery_count", "fact", "heard", "heard_window"};
    int64_t bytes;
    char *verdict;
    int rc = nv_db_int(db, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
                       &bytes, err);
    if (rc != 0)
        return rc;
    bool all = bytes <= full_check_bytes;
    for (size_t i = 0; i < (all ? 1 : sizeof small / sizeof *small); i++) {
        char sql[64];
        if (all)
            nv_fmt(sql, sizeof sql, "PRAGMA integrity_check(1)");
        else
            nv_fmt(sql, sizeof sql, "PRAGMA integrity_check('%s')", small[i]);
        rc = nv_db_text(db, sql, &verdict, err);
        if (rc != 0)
            return rc;
        if (strcmp(verdict, "ok") != 0)
            rc = refuse(err, db->path, verdict);
        free(verdict);
        if (rc != 0)
            return rc;
    }
    return 0;
}

int nv_ledger_draw(char id[NV_LEDGER_ID], struct nv_err *err)
{
    uint64_t r;
    if (getrandom(&r, sizeof r, 0) != (ssize_t)sizeof r)
        return nv_err_set(err, NV_EIO, "getrandom: %s", nv_oserr_vi(errno));
    nv_fmt(id, NV_LEDGER_ID, "%016llx", (unsigned long long)r);
    return 0;
}

static int draw_id(struct nv_db *db, struct nv_err *err)
{
    char id[NV_LEDGER_ID], sql[128];
    int rc = nv_ledger_draw(id, err);
    if (rc != 0)
        return rc;
    nv_fmt(sql, sizeof sql, "INSERT INTO meta VALUES ('ledger', '%s')", id);
    return nv_db_exec(db, sql, err);
}

static char *path_of(const char *dir, const char *name)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_addf(&b, "%s/%s", dir, name);
    return nv_buf_take(&b, NULL);
}

static void remove_new(int dir_fd)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char name[64];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        nv_fmt(name, sizeof name, "%s%s", new_name, ends[i]);
        unlinkat(dir_fd, name, 0);
    }
}

static int make(int dir_fd, const char *dir, struct nv_err *err)
{
    struct nv_db db = {.path = path_of(dir, new_name)};
    char pragma[64];
    remove_new(dir_fd);
    int fd = openat(dir_fd, new_name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int rc = fd < 0 ? nv_err_set(err, io_code(errno), "%s: %s", db.path, nv_oserr_vi(errno)) : 0;
    if (fd >= 0)
        close(fd);
    nv_fmt(pragma, sizeof pragma, "PRAGMA application_id = %d", NV_LEDGER_APPLICATION);
    if (rc == 0)
        rc = connect_db(&db, err);
    if (rc == 0)
        rc = make_durable(&db, err);
    if (rc == 0)
        rc = nv_db_exec(&db, pragma, err);
    if (rc == 0)
        rc = nv_schema_migrate(&db, err);
    if (rc == 0)
        rc = draw_id(&db, err);
    if (rc == 0)
        rc = nv_db_exec(&db, "PRAGMA wal_checkpoint(TRUNCATE)", err);
    nv_db_close(&db, rc == 0);
    if (rc == 0 && (renameat(dir_fd, new_name, dir_fd, ledger_name) != 0 || fsync(dir_fd) != 0))
        rc = nv_err_set(err, io_code(errno), "%s/%s: %s", dir, ledger_name, nv_oserr_vi(errno));
    if (rc != 0)
        remove_new(dir_fd);
    return rc;
}

/* A log without its database is somebody's data: a new database in its place would erase it. */
static int make_if_alone(int dir_fd, const char *dir, struct nv_err *err)
{
    if (log_has_data(dir_fd)) {
        char *path = path_of(dir, ledger_name);
        int rc = refuse(err, path, "không còn, nhưng tệp ledger.db-wal của nó vẫn còn dữ liệu");
        free(path);
        return rc;
    }
    return make(dir_fd, dir, err);
}

/* Damage may show at any step of opening; only one text tells what to do then. */
int nv_ledger_explain(const struct nv_db *db, int rc, struct nv_err *err)
{
    struct nv_err why;
    if (rc != -NV_ECORRUPT || !err || strstr(err->text, "khắc phục"))
        return rc;
    why = *err;
    const char *text = why.text;
    size_t n = strlen(db->path);
    if (strncmp(text, db->path, n) == 0 && strncmp(text + n, ": ", 2) == 0)
        text += n + 2;
    return refuse(err, db->path, text);
}

int nv_ledger_open(struct nv_db *db, int dir_fd, const char *dir, struct nv_err *err)
{
    int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
    int rc = 0, fd = openat(dir_fd, ledger_name, flags);
    if (fd < 0 && errno == ENOENT) {
        rc = make_if_alone(dir_fd, dir, err);
        fd = rc == 0 ? openat(dir_fd, ledger_name, flags) : -1;
    }
    if (rc != 0)
        return rc;
    db->path = path_of(dir, ledger_name);
    if (fd < 0) {
        rc = nv_err_set(err, io_code(errno), "%s: %s", db->path, nv_oserr_vi(errno));
        goto close_db;
    }
    rc = inspect(dir_fd, fd, db->path, err);
    close(fd);
    if (rc == 0)
        rc = connect_db(db, err);
    if (rc == 0)
        rc = nv_schema_verify(db, err);
    if (rc == 0)
        rc = check_whole(db, err);
    if (rc == 0)
        rc = make_durable(db, err);
    if (rc == 0)
        rc = nv_schema_migrate(db, err);
    if (rc != 0) {
        rc = nv_ledger_explain(db, rc, err);
        goto close_db;
    }
    sqlite3_wal_hook(db->sq, wal_pages, db);
    return 0;
close_db:
    nv_db_close(db, false);
    return rc;
}
