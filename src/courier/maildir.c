/* The Maildir lane: one thread that writes to tmp/, makes it durable, and renames into new/.
 *
 * A name is made of the delivery and a hash of the bytes: a retry of the same delivery replaces its
 * earlier file, and another installation's delivery of the same number does not. Lines end with LF
 * there, as every local reader of Maildirs expects. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/intern.h"
#include "base/mem.h"
#include "base/oserr.h"
#include "courier/courier.h"
#include "courier/lane.h"
#include "courier/mailbox.h"
#include "courier/parcel.h"

/* Files that share one fsync of new/. */
#define BATCH 64

struct maildir {
    struct nv_returns *returns;
    struct nv_intake intake;
    pthread_t thread;
    bool started;
    char *path;
    int dir, tmp, fresh; /* the Maildir, its tmp/ and new/; -1 until they are there */
    struct nv_buf text;
};

struct written {
    struct nv_verdict verdict;
    bool renamed;
};

/* A full disk, too many files, an I/O error pass by; a path that may not be written does not. */
static enum nv_class class_of(int error)
{
    switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG:
        return NV_REFUSED;
    default:
        return NV_TEMPORARY;
    }
}

static void fail(struct nv_verdict *v, enum nv_class class, const char *what, int error)
{
    char text[512];
    nv_fmt(text, sizeof text, "%s: %s", what, nv_oserr_vi(error));
    nv_verdict_end(v, class, text);
}

static int open_dir(int at, const char *name)
{
    if (at != AT_FDCWD && mkdirat(at, name, 0700) != 0 && errno != EEXIST)
        return -1;
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void close_dirs(struct maildir *m)
{
    int *fds[] = {&m->dir, &m->tmp, &m->fresh};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++) {
        if (*fds[i] >= 0)
            close(*fds[i]);
        *fds[i] = -1;
    }
}

/* Opened again for each batch: a Maildir that was moved away or mounted over is noticed. */
static bool open_dirs(struct maildir *m)
{
    nv_dir_make(m->path, 0700, NULL);
    m->dir = open_dir(AT_FDCWD, m->path);
    m->tmp = m->dir < 0 ? -1 : open_dir(m->dir, "tmp");
    m->fresh = m->dir < 0 ? -1 : open_dir(m->dir, "new");
    int seen = m->dir < 0 ? -1 : open_dir(m->dir, "cur");
    int error = errno;
    bool ok = m->tmp >= 0 && m->fresh >= 0 && seen >= 0;
    if (seen >= 0)
        close(seen);
    if (!ok)
        close_dirs(m);
    errno = error;
    return ok;
}

static void with_lf(struct nv_buf *out, const char *p, size_t n)
{
    nv_buf_clear(out);
    nv_buf_reserve(out, n);
    while (n > 0) {
        const char *cr = memchr(p, '\r', n);
        size_t run = cr ? (size_t)(cr - p) : n;
        bool line_end = cr && run + 1 < n && cr[1] == '\n';
        nv_buf_add(out, p, run + (cr && !line_end));
        run += cr ? 1 : 0;
        p += run;
        n -= run;
    }
}

static int write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t w = write(fd, p, n);
        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0)
            return -1;
        p += w;
        n -= (size_t)w;
    }
    return 0;
}

static bool put_file(struct maildir *m, const struct nv_parcel *p, struct nv_verdict *v)
{
    char name[64];
    with_lf(&m->text, p->bytes, p->n_bytes);
    nv_fmt(name, sizeof name, "%" PRIu64 ".%016" PRIx64 ".nhacviec", p->delivery,
           nv_hash64(p->bytes, p->n_bytes, 0));
    int fd = openat(m->tmp, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        fail(v, class_of(errno), m->path, errno);
        return false;
    }
    bool ok = write_all(fd, m->text.data, m->text.len) == 0 && fsync(fd) == 0;
    int error = errno;
    if (close(fd) != 0 && ok) {
        error = errno;
        ok = false;
    }
    if (ok && renameat(m->tmp, name, m->fresh, name) != 0) {
        error = errno;
        ok = false;
    }
    if (!ok) {
        unlinkat(m->tmp, name, 0);
        fail(v, class_of(error), m->path, error);
        return false;
    }
    char text[80];
    nv_fmt(text, sizeof text, "new/%s", name);
    nv_verdict_end(v, NV_SENT, text);
    return true;
}

static bool put_parcel(struct maildir *m, const struct nv_parcel *p, struct nv_verdict *v)
{
    /* A rehearsal puts here what webhooks would be sent. */
    const char *fault = p->url ? nv_parcel_web_fault(p) : nv_parcel_mail_fault(p);
    if (fault) {
        nv_verdict_end(v, NV_PERMANENT, fault);
        return false;
    }
    if (m->dir < 0 && !open_dirs(m)) {
        fail(v, class_of(errno), m->path, errno);
        return false;
    }
    return put_file(m, p, v);
}

/* A file is there for certain only when its directory entry is: one fsync tells for the batch. */
static void settle(struct maildir *m, struct written *w, size_t n)
{
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any |= w[i].renamed;
    int error = any && fsync(m->fresh) != 0 ? errno : 0;
    close_dirs(m);
    for (size_t i = 0; i < n; i++) {
        if (w[i].renamed && error)
            fail(&w[i].verdict, NV_AMBIGUOUS, m->path, error);
        nv_returns_put(m->returns, &w[i].verdict);
    }
}

static void *run(void *arg)
{
    struct maildir *m = arg;
    struct written w[BATCH];
    struct nv_parcel *p;
    while ((p = nv_intake_take(&m->intake, -1))) {
        size_t n = 0;
        do {
            w[n].verdict = nv_verdict_begin(p->delivery);
            w[n].renamed = put_parcel(m, p, &w[n].verdict);
            n++;
            nv_parcel_free(p);
        } while (n < BATCH && (p = nv_intake_take(&m->intake, 0)));
        settle(m, w, n);
        nv_buf_free(&m->text);
    }
    return NULL;
}

static int lane_open(const struct nv_lane *config, struct nv_returns *returns, void **lane,
                     struct nv_err *err)
{
    if (!config->path || config->path[0] != '/')
        return nv_err_set(err, NV_ECONFIG, "Maildir cần một đường dẫn tuyệt đối");
    struct maildir *m = nv_calloc(1, sizeof *m);
    m->returns = returns;
    m->path = nv_strdup(config->path);
    m->dir = m->tmp = m->fresh = -1;
    nv_intake_init(&m->intake);
    *lane = m;
    return 0;
}

static void lane_submit(void *lane, struct nv_parcel *p)
{
    struct maildir *m = lane;
    nv_intake_put(&m->intake, p);
    if (!m->started)
        m->started = nv_thread_start(&m->thread, run, m, "nv-maildir") == 0;
    if (!m->started)
        nv_returns_refuse(m->returns, nv_intake_take_all(&m->intake), NV_TEMPORARY,
                          "không tạo được luồng");
}

static struct nv_parcel *lane_drain(void *lane)
{
    struct maildir *m = lane;
    return nv_intake_take_all(&m->intake);
}

static void lane_stop(void *lane)
{
    struct maildir *m = lane;
    nv_intake_stop(&m->intake);
}

static void lane_free(void *lane)
{
    struct maildir *m = lane;
    if (m->started)
        pthread_join(m->thread, NULL);
    nv_intake_destroy(&m->intake);
    nv_buf_free(&m->text);
    free(m->path);
    free(m);
}

const struct nv_lane_ops nv_maildir_lane = {lane_open, lane_submit, lane_drain, lane_stop,
                                            lane_free};
