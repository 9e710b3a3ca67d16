#include "daemon_record.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/oserr.h"
#include "base/vec.h"
#include "conf/conf.h"
#include "conf/files.h"
#include "daemon_event.h"
#include "engine/event.h"
#include "model/ledger.h"
#include "model/snapshot.h"
#include "store/store.h"

enum {
    MOST_WAITING = 32 << 20, /* bytes in memory that the disk has not taken */
    MOST_TEXT = 1 << 20,     /* of what one event led to */
    ROOM = 256 << 20, /* bytes of the disk that are left to others: the ledger may share it */
};

/* What one visit to the worker thread writes: first configurations, then the lines that name them.
 */
struct job {
    uv_work_t work;
    struct nv_buf lines;
    uint64_t at; /* offset of the lines */
    NV_VEC(struct nv_conf_files *) confs;
    unsigned first_conf; /* number of confs.v[0] */
    struct nv_err err;
};

struct nv_recorder {
    uv_loop_t *loop;
    char *root, *dir;
    uint64_t max_bytes, bytes, events;
    int zone_min, dir_fd, fd;
    struct nv_conf_files *offered;
    unsigned confs; /* how many came into force */
    uint64_t conf_digest;
    struct nv_buf lines; /* since the job began */
    NV_VEC(struct nv_conf_files *) waiting;
    size_t waiting_bytes; /* of those */
    uint64_t written;     /* bytes of `events` */
    bool on, busy;
    struct job job;
    const char *stopped;
    char why[300];
};

/* For the handler of fatal signals alone, which is given nothing else to find its recorder by. */
static struct nv_recorder *volatile of_process;

/* ---- the end of the process --------------------------------------------------------------------
 */

static void write_at(int fd, const struct nv_buf *b, uint64_t at)
{
    for (size_t done = 0; done < b->len;) {
        ssize_t n = pwrite(fd, b->data + done, b->len - done, (off_t)(at + done));
        if (n <= 0)
            return;
        done += (size_t)n;
    }
}

/* The newest events are what somebody wants to see after a crash. What the worker may be writing at
 * this moment is written again, the same bytes at the same place. */
static void on_fatal(int signum)
{
    struct nv_recorder *r = of_process;
    of_process = NULL;
    if (r && r->fd >= 0) {
        if (r->busy)
            write_at(r->fd, &r->job.lines, r->job.at);
        write_at(r->fd, &r->lines, r->busy ? r->job.at + r->job.lines.len : r->written);
    }
    raise(signum);
}

static void watch_for_the_end(struct nv_recorder *r)
{
    static const int fatal[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    of_process = r;
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
        struct sigaction own = {.sa_handler = on_fatal, .sa_flags = SA_RESETHAND | SA_NODEFER}, was;
        /* A sanitizer's own handler has more to say. */
        if (sigaction(fatal[i], NULL, &was) == 0 && was.sa_handler == SIG_DFL)
            sigaction(fatal[i], &own, NULL);
    }
}

/* ---- stop --------------------------------------------------------------------------------------
 */

static void flush(struct nv_recorder *r);

static void stop(struct nv_recorder *r, const char *reason, const char *why)
{
    char quoted[400];
    if (!r->on)
        return;
    r->on = false;
    r->stopped = reason;
    nv_fmt(r->why, sizeof r->why, "%s", why);
    nv_log(NV_LOG_ERR, "recording-stopped", "reason=%s events=%llu dir=%s text=%s", reason,
           (unsigned long long)r->events, r->dir ? r->dir : r->root,
           nv_log_quote(quoted, sizeof quoted, why));
    nv_buf_addf(&r->lines, "{\"end\":\"%s\"}\n", reason);
    flush(r);
}

/* ---- write -------------------------------------------------------------------------------------
 */

static int fail(struct nv_err *err, int e, const char *what)
{
    return nv_err_set(err, e == ENOSPC || e == EDQUOT ? NV_EFULL : NV_EIO, "%s: %s", what,
                      nv_oserr_vi(e));
}

static int write_all(int fd, const char *data, size_t n, uint64_t at, const char *what,
                     struct nv_err *err)
{
    while (n > 0) {
        ssize_t done = pwrite(fd, data, n, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return fail(err, errno, what);
        data += done;
        n -= (size_t)done;
        at += (uint64_t)done;
    }
    return 0;
}

static int make_dir(int dir_fd, const char *name, struct nv_err *err)
{
    return mkdirat(dir_fd, name, 0700) == 0 || errno == EEXIST ? 0 : fail(err, errno, name);
}

/* The directories that `name` lies in. */
static int make_dirs(int dir_fd, char *name, struct nv_err *err)
{
    int rc = 0;
    for (char *slash = name; rc == 0 && (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        rc = make_dir(dir_fd, name, err);
        *slash = '/';
    }
    return rc;
}

static int write_file(int dir_fd, const struct nv_conf_file *f, unsigned conf, struct nv_err *err)
{
    struct nv_buf name = NV_BUF_INIT;
    nv_buf_addf(&name, "conf-%u/%s", conf, f->name);
    int rc = make_dirs(dir_fd, name.data, err), fd = -1;
    if (rc == 0 && !f->data)
        rc = make_dir(dir_fd, name.data, err);
    if (rc == 0 && f->data) {
        fd = openat(dir_fd, name.data, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
        rc = fd < 0 ? fail(err, errno, name.data) : write_all(fd, f->data, f->n, 0, name.data, err);
    }
    if (fd >= 0)
        close(fd);
    nv_buf_free(&name);
    return rc;
}

static int look_for_room(int fd, uint64_t wanted, struct nv_err *err)
{
    struct statvfs fs;
    if (fstatvfs(fd, &fs) != 0)
        return fail(err, errno, "statvfs");
    uint64_t left = (uint64_t)fs.f_bavail * fs.f_frsize;
    return left >= wanted + ROOM
               ? 0
               : nv_err_set(err, NV_EFULL, "đĩa còn dưới %d MiB, phần đó để cho sổ", ROOM >> 20);
}

static void work_write(uv_work_t *work)
{
    struct nv_recorder *r = work->data;
    struct job *job = &r->job;
    uint64_t wanted = job->lines.len;
    for (size_t i = 0; i < job->confs.n; i++)
        wanted += job->confs.v[i]->bytes;
    int rc = look_for_room(r->dir_fd, wanted, &job->err);
    for (size_t i = 0; rc == 0 && i < job->confs.n; i++)
        for (size_t k = 0; rc == 0 && k < job->confs.v[i]->list.n; k++)
            rc = write_file(r->dir_fd, &job->confs.v[i]->list.v[k], job->first_conf + (unsigned)i,
                            &job->err);
    if (rc == 0)
        write_all(r->fd, job->lines.data, job->lines.len, job->at, "events", &job->err);
}

static void drop_waiting(struct nv_recorder *r)
{
    for (size_t i = 0; i < r->waiting.n; i++)
        nv_recorder_forget(&r->waiting.v[i]);
    nv_vec_free(&r->waiting);
    nv_buf_free(&r->lines);
}

static void after_write(uv_work_t *work, int status)
{
    struct nv_recorder *r = work->data;
    struct job *job = &r->job;
    (void)status;
    for (size_t i = 0; i < job->confs.n; i++)
        nv_recorder_forget(&job->confs.v[i]);
    job->confs.n = 0;
    r->written += job->lines.len;
    nv_buf_clear(&job->lines);
    r->busy = false;
    if (job->err.code) {
        drop_waiting(r);
        stop(r, job->err.code == NV_EFULL ? "no-room" : "error", job->err.text);
        drop_waiting(r);
    }
    flush(r);
}

/* One visit at a time; what comes meanwhile goes with the next. */
static void flush(struct nv_recorder *r)
{
    struct job *job = &r->job;
    if (r->busy || r->fd < 0 || job->err.code || (!r->lines.len && !r->waiting.n))
        return;
    struct nv_buf empty = job->lines;
    job->lines = r->lines;
    r->lines = empty;
    job->at = r->written;
    job->first_conf = r->confs - (unsigned)r->waiting.n + 1;
    for (size_t i = 0; i < r->waiting.n; i++)
        nv_vec_push(&job->confs, r->waiting.v[i]);
    r->waiting.n = 0;
    r->waiting_bytes = 0;
    r->busy = true;
    job->work.data = r;
    nv_require(uv_queue_work(r->loop, &job->work, work_write, after_write) == 0);
}

/* ---- configurations ---------------------------------------------------------------------------
 */

int nv_recorder_load(const struct nv_recorder *r, const char *conf_dir, struct nv_diags *diags,
                     struct nv_snapshot **out, struct nv_conf_files **files)
{
    *files = r ? nv_calloc(1, sizeof **files) : NULL;
    return nv_conf_load_seen(conf_dir, diags, *files, out);
}

void nv_recorder_forget(struct nv_conf_files **files)
{
    if (!*files)
        return;
    nv_conf_files_free(*files);
    free(*files);
    *files = NULL;
}

void nv_recorder_offer(struct nv_recorder *r, struct nv_conf_files **files,
                       const struct nv_snapshot *s)
{
    if (!r)
        return;
    nv_recorder_forget(&r->offered);
    r->offered = *files;
    r->zone_min = s->zone_min;
    *files = NULL;
}

/* It has come into force. */
static void take_offered(struct nv_recorder *r)
{
    struct nv_conf_files *files = r->offered;
    r->offered = NULL;
    r->confs++;
    r->conf_digest = nv_conf_files_digest(files);
    r->bytes += files->bytes;
    r->waiting_bytes += files->bytes;
    nv_vec_push(&r->waiting, files);
}

/* ---- events ------------------------------------------------------------------------------------
 */

static void add_header(struct nv_recorder *r, const struct nv_event *ev)
{
    nv_buf_addf(&r->lines,
                "{\"recording\":%d,\"program\":\"nhacviecd %s\",\"ledger\":\"%s\","
                "\"series\":\"%s\",\"zone_min\":%d,\"now_ms\":%lld,\"pid\":%ld}\n",
                NV_RECORDING_FORMAT, NV_VERSION, ev->ledger->id,
                nv_vec_last(&ev->ledger->series)->id, r->zone_min, (long long)ev->now_ms,
                (long)getpid());
}

void nv_recorder_event(struct nv_recorder *r, const struct nv_event *ev)
{
    if (!r || !r->on)
        return;
    size_t before = r->lines.len;
    if (ev->kind == NV_EV_RESTORED)
        add_header(r, ev);
    if (ev->kind == NV_EV_SNAPSHOT)
        take_offered(r);
    nv_event_line(ev, ++r->events, r->confs, r->conf_digest, &r->lines);
    r->bytes += r->lines.len - before;
}

void nv_recorder_did(struct nv_recorder *r, const struct nv_actions *actions)
{
    if (!r || !r->on)
        return;
    size_t before = r->lines.len;
    nv_event_outcome(actions, r->events, MOST_TEXT, &r->lines);
    r->bytes += r->lines.len - before;
    if (r->bytes > r->max_bytes)
        stop(r, "limit", "đã đến giới hạn dung lượng (--record-max)");
    else if (r->lines.len + r->waiting_bytes > MOST_WAITING)
        stop(r, "overflow", "đĩa ghi không kịp");
    else
        flush(r);
}

/* ---- begin -------------------------------------------------------------------------------------
 */

/* Numbered, since the clock may have been set back between two runs. */
static int name_dir(struct nv_recorder *r, struct nv_err *err)
{
    char **names = NULL, when[32];
    unsigned long newest = 0;
    time_t now = time(NULL);
    struct tm utc;
    int rc = nv_dir_list(r->root, "", &names, err);
    if (rc != 0)
        return rc;
    for (char **name = names; *name; name++) {
        unsigned long n = strtoul(*name, NULL, 10);
        newest = n > newest && n < 999999 ? n : newest;
    }
    nv_dir_free(names);
    struct nv_buf dir = NV_BUF_INIT;
    strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
    nv_buf_addf(&dir, "%s/%06lu-%s-%ld", r->root, newest + 1, when, (long)getpid());
    r->dir = nv_buf_take(&dir, NULL);
    return 0;
}

static int open_dir(struct nv_recorder *r, struct nv_err *err)
{
    int rc = nv_dir_make(r->root, 0700, err);
    if (rc == 0)
        rc = name_dir(r, err);
    if (rc != 0)
        return rc;
    if (mkdir(r->dir, 0700) != 0)
        return fail(err, errno, r->dir);
    r->dir_fd = open(r->dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return r->dir_fd < 0 ? fail(err, errno, r->dir) : 0;
}

/* All at once: the process has not begun to work. */
static int copy_ledger(struct nv_recorder *r, struct nv_store *store, const char *state_dir,
                       struct nv_err *err)
{
    struct nv_buf path = NV_BUF_INIT;
    struct nv_backup *copy = NULL;
    struct stat st;
    nv_buf_addf(&path, "%s/ledger.db", state_dir);
    uint64_t size = stat(path.data, &st) == 0 ? (uint64_t)st.st_size : 0;
    int rc = look_for_room(r->dir_fd, size, err);
    if (rc == 0 && size > r->max_bytes)
        rc = nv_err_set(err, NV_ETOOBIG, "sổ lớn hơn giới hạn dung lượng (--record-max)");
    nv_buf_clear(&path);
    nv_buf_addf(&path, "%s/ledger.db", r->dir);
    if (rc == 0)
        rc = store->ops->backup(store, path.data, &copy, err);
    while (rc == 0 && (rc = nv_backup_step(copy, err)) > 0)
        rc = 0;
    nv_backup_free(copy);
    nv_buf_free(&path);
    r->bytes += size;
    return rc;
}

void nv_recorder_begin(struct nv_recorder *r, struct nv_store *store, const char *state_dir)
{
    struct nv_err err = {0};
    if (!r)
        return;
    int rc = open_dir(r, &err);
    if (rc == 0)
        rc = copy_ledger(r, store, state_dir, &err);
    if (rc == 0) {
        r->fd =
            openat(r->dir_fd, "events", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        rc = r->fd < 0 ? fail(&err, errno, "events") : 0;
    }
    r->on = true;
    if (rc != 0) {
        stop(r, rc == -NV_EFULL ? "no-room" : rc == -NV_ETOOBIG ? "limit" : "error", err.text);
        drop_waiting(r);
        return;
    }
    watch_for_the_end(r);
    nv_log(NV_LOG_NOTICE, "recording", "dir=%s", r->dir);
}

/* ---- life --------------------------------------------------------------------------------------
 */

struct nv_recorder *nv_recorder_new(uv_loop_t *loop, const char *dir, uint64_t max_bytes)
{
    if (!dir)
        return NULL;
    struct nv_recorder *r = nv_calloc(1, sizeof *r);
    r->loop = loop;
    r->root = nv_strdup(dir);
    r->max_bytes = max_bytes;
    r->dir_fd = r->fd = -1;
    return r;
}

bool nv_recorder_status(const struct nv_recorder *r, struct nv_recorder_status *out)
{
    if (!r)
        return false;
    *out = (struct nv_recorder_status){.on = r->on,
                                       .dir = r->dir,
                                       .events = r->events,
                                       .bytes = r->bytes,
                                       .stopped = r->stopped,
                                       .why = r->why};
    return true;
}

void nv_recorder_close(struct nv_recorder *r)
{
    if (!r)
        return;
    if (r->on)
        nv_buf_adds(&r->lines, "{\"end\":\"stopped\"}\n");
    r->on = false;
    flush(r);
}

void nv_recorder_free(struct nv_recorder *r)
{
    if (!r)
        return;
    nv_require(!r->busy);
    if (of_process == r)
        of_process = NULL;
    drop_waiting(r);
    nv_recorder_forget(&r->offered);
    nv_buf_free(&r->job.lines);
    nv_vec_free(&r->job.confs);
    if (r->fd >= 0)
        close(r->fd);
    if (r->dir_fd >= 0)
        close(r->dir_fd);
    free(r->root);
    free(r->dir);
    free(r);
}
