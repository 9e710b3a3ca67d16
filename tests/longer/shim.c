/* Loaded before libc (LD_PRELOAD) by the checks beside this file: makes the world of one process
 * fail where the check says, without the program's knowledge.
 *
 * The check shares one page with the process, the file $NV_SHIM (struct page of shim.h). Operations
 * on files of the state directory ($NV_SHIM_STATE) are counted, and those on TCP sockets too if
 * `sockets` is set. At the `at`-th one something happens: the process is killed before the call, or
 * the call fails. The clock of the process is the host's plus `offset_ms`. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "shim.h"

struct page *page;
static char state_dir[256];
static int log_fd = -1;
static int timer_fd = -1;
static struct itimerspec timer_wanted;
static volatile int timer_cancelled;
static unsigned char sync_failed[4096];

void *shim_find(void **slot, const char *name)
{
    if (!*slot)
        *slot = dlsym(RTLD_NEXT, name);
    return *slot;
}

static void *real_timerfd_settime, *real_timerfd_create, *real_read;

static void arm_real(void)
{
    struct itimerspec spec = timer_wanted;
    int64_t ms = (int64_t)spec.it_value.tv_sec * 1000 + spec.it_value.tv_nsec / 1000000;
    if (timer_cancelled)
        ms = 1;
    else if (spec.it_value.tv_sec || spec.it_value.tv_nsec)
        ms = ms - page->offset_ms > 1 ? ms - page->offset_ms : 1;
    spec.it_value.tv_sec = ms / 1000;
    spec.it_value.tv_nsec = ms % 1000 * 1000000;
    REAL(timerfd_settime)(timer_fd, TFD_TIMER_ABSTIME, &spec, NULL);
}

/* What the kernel does when the clock is set or the host was asleep: timers look at it again. */
static void *watch_clock(void *arg)
{
    int64_t seen = page->offset_ms;
    (void)arg;
    for (;;) {
        usleep(3000);
        if (page->offset_ms == seen && !page->set)
            continue;
        seen = page->offset_ms;
        if (page->set)
            timer_cancelled = 1;
        page->set = 0;
        if (timer_fd >= 0)
            arm_real();
    }
    return NULL;
}

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("NV_SHIM"), *dir = getenv("NV_SHIM_STATE");
    int fd = name ? (int)syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC, 0) : -1;
    pthread_t thread;
    if (fd < 0)
        return;
    struct page *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (p == MAP_FAILED)
        return;
    snprintf(state_dir, sizeof state_dir, "%s", dir ? dir : "");
    const char *log = getenv("NV_SHIM_LOG");
    if (log)
        log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                              0600);
    shim_find_library();
    page = p;
    if (getenv("NV_SHIM_CLOCK"))
        pthread_create(&thread, NULL, watch_clock, NULL);
}

static int name_of(int fd, char *path, size_t size)
{
    char link[32];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, size - 1);
    path[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* A database that is being made is thrown away when anything about it fails, after SQLite has
 * rolled it back: a second sync of that one means nothing. */
static int is_draft(int fd)
{
    char path[512];
    return name_of(fd, path, sizeof path) && strstr(path, "/ledger.db.new");
}

static int is_ours(int fd)
{
    char path[512];
    struct stat st;
    if (!page || !page->at || !name_of(fd, path, sizeof path))
        return 0;
    if (state_dir[0] && strncmp(path, state_dir, strlen(state_dir)) == 0)
        return 1;
    if (!page->sockets || fstat(fd, &st) != 0 || !S_ISSOCK(st.st_mode))
        return 0;
    struct sockaddr_storage peer;
    socklen_t len = sizeof peer;
    return getpeername(fd, (struct sockaddr *)&peer, &len) == 0 && peer.ss_family == AF_INET;
}

/* On a full disk what is there can be read, made durable, and taken away. */
static int reads_only(void)
{
    return page && page->writes;
}

/* 0: go on; else the call is struck by this HOW_…. */
static int strike(void)
{
    int64_t n = __atomic_add_fetch(&page->count, 1, __ATOMIC_SEQ_CST);
    int64_t until = page->until ? page->until : page->at;
    if (page->how == HOW_ALLOCATION || n < page->at || (until > 0 && n > until))
        return 0;
    __atomic_add_fetch(&page->struck, 1, __ATOMIC_SEQ_CST);
    if (page->how == HOW_KILL) {
        kill(getpid(), SIGKILL);
        for (;;)
            pause();
    }
    return page->how;
}

/* Every change of the state directory's files and every message handed over, in order, to the file
 * $NV_SHIM_LOG: a line "KIND OFFSET LENGTH PATH", then LENGTH bytes. */
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

static void log_op(char kind, int fd, const char *path, const void *data, size_t n, int64_t at)
{
    char name[512], head[600];
    if (log_fd < 0)
        return;
    if (!path && name_of(fd, name, sizeof name))
        path = name;
    if (!path || (kind != 'M' && !strstr(path, "ledger.db")))
        return;
    int len = snprintf(head, sizeof head, "%c %lld %zu %s\n", kind, (long long)at, n, path);
    pthread_mutex_lock(&log_lock);
    syscall(SYS_write, log_fd, head, len);
    if (n && data)
        syscall(SYS_write, log_fd, data, n);
    pthread_mutex_unlock(&log_lock);
}

#define STRUCK(fd) (is_ours(fd) ? strike() : 0)
#define STRUCK_READING(fd) (reads_only() ? 0 : STRUCK(fd))
#define FAIL                                                                                       \
    do {                                                                                           \
        errno = page->error;                                                                       \
        return -1;                                                                                 \
    } while (0)

#define MOVER(name, type, params, call, length, hit, note)                                         \
    static void *real_##name;                                                                      \
    type name params                                                                               \
    {                                                                                              \
        int how = hit(fd);                                                                         \
        if (how == HOW_ERROR)                                                                      \
            FAIL;                                                                                  \
        if (how == HOW_SHORT && length > 1)                                                        \
            length /= 2;                                                                           \
        type done = REAL(name) call;                                                               \
        if (done > 0)                                                                              \
            note;                                                                                  \
        return done;                                                                               \
    }

#define NO_NOTE (void)0
#define NOTE_WRITE log_op('W', fd, NULL, buf, (size_t)done, at)
#define NOTE_SEND log_op('M', fd, "-", buf, (size_t)done, 0)

MOVER(write, ssize_t, (int fd, const void *buf, size_t n), (fd, buf, n), n, STRUCK, NO_NOTE)
MOVER(pwrite, ssize_t, (int fd, const void *buf, size_t n, off_t at), (fd, buf, n, at), n, STRUCK,
      NOTE_WRITE)
MOVER(pwrite64, ssize_t, (int fd, const void *buf, size_t n, off64_t at), (fd, buf, n, at), n,
      STRUCK, NOTE_WRITE)
MOVER(pread, ssize_t, (int fd, void *buf, size_t n, off_t at), (fd, buf, n, at), n, STRUCK_READING,
      NO_NOTE)
MOVER(pread64, ssize_t, (int fd, void *buf, size_t n, off64_t at), (fd, buf, n, at), n,
      STRUCK_READING, NO_NOTE)
MOVER(send, ssize_t, (int fd, const void *buf, size_t n, int flags), (fd, buf, n, flags), n, STRUCK,
      NOTE_SEND)
MOVER(recv, ssize_t, (int fd, void *buf, size_t n, int flags), (fd, buf, n, flags), n,
      STRUCK_READING, NO_NOTE)

#define CHANGER(name, params, call)                                                                \
    static void *real_##name;                                                                      \
    int name params                                                                                \
    {                                                                                              \
        int how = STRUCK(fd);                                                                      \
        if (how == HOW_ERROR || how == HOW_SHORT)                                                  \
            FAIL;                                                                                  \
        int rc = REAL(name) call;                                                                  \
        if (rc == 0)                                                                               \
            log_op('T', fd, NULL, NULL, 0, n);                                                     \
        return rc;                                                                                 \
    }

CHANGER(ftruncate, (int fd, off_t n), (fd, n))
CHANGER(ftruncate64, (int fd, off64_t n), (fd, n))

static int sync_of(int fd, int (*real)(int))
{
    int how = STRUCK_READING(fd);
    while (page && page->block_sync && is_ours(fd))
        usleep(10000);
    if (page && fd >= 0 && fd < (int)sizeof sync_failed && sync_failed[fd])
        page->resynced++;
    if (how == HOW_ERROR || how == HOW_SHORT) {
        if (fd >= 0 && fd < (int)sizeof sync_failed && !is_draft(fd))
            sync_failed[fd] = 1;
        FAIL;
    }
    int rc = real(fd);
    if (rc == 0)
        log_op('S', fd, NULL, NULL, 0, 0);
    return rc;
}

static void *real_fsync, *real_fdatasync, *real_close;

int fsync(int fd)
{
    return sync_of(fd, REAL(fsync));
}

int fdatasync(int fd)
{
    return sync_of(fd, REAL(fdatasync));
}

int close(int fd)
{
    if (fd >= 0 && fd < (int)sizeof sync_failed)
        sync_failed[fd] = 0;
    return REAL(close)(fd);
}

/* Names below the state directory: absolute, or relative to a descriptor of it. */
#define NAMED(name, params, call, dirfd, note)                                                     \
    static void *real_##name;                                                                      \
    int name params                                                                                \
    {                                                                                              \
        int how = STRUCK_READING(dirfd);                                                           \
        if (how == HOW_ERROR || how == HOW_SHORT)                                                  \
            FAIL;                                                                                  \
        int rc = REAL(name) call;                                                                  \
        if (rc == 0)                                                                               \
            note;                                                                                  \
        return rc;                                                                                 \
    }

NAMED(renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), a,
      log_op('R', -1, from, to, strlen(to), 0))
NAMED(unlinkat, (int a, const char *path, int flags), (a, path, flags), a,
      log_op('U', -1, path, NULL, 0, 0))

static void *real_openat;

int openat(int dir, const char *path, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    int how = flags & O_CREAT ? STRUCK(dir) : STRUCK_READING(dir);
    if (how == HOW_ERROR || how == HOW_SHORT)
        FAIL;
    return REAL(openat)(dir, path, flags, mode);
}

static int path_struck(const char *path)
{
    return page && page->at && state_dir[0] && strncmp(path, state_dir, strlen(state_dir)) == 0
               ? strike()
               : 0;
}

#define OPENER(name)                                                                               \
    static void *real_##name;                                                                      \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list ap;                                                                                \
        va_start(ap, flags);                                                                       \
        mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;                                    \
        va_end(ap);                                                                                \
        if ((flags & O_CREAT || !reads_only()) && path_struck(path) > HOW_KILL)                    \
            FAIL;                                                                                  \
        return REAL(name)(path, flags, mode);                                                      \
    }

OPENER(open)
OPENER(open64)

static void *real_unlink, *real_rename, *real_link;

int unlink(const char *path)
{
    if (!reads_only() && path_struck(path) > HOW_KILL)
        FAIL;
    int rc = REAL(unlink)(path);
    if (rc == 0)
        log_op('U', -1, path, NULL, 0, 0);
    return rc;
}

int rename(const char *from, const char *to)
{
    if (!reads_only() && path_struck(from) > HOW_KILL)
        FAIL;
    return REAL(rename)(from, to);
}

int link(const char *from, const char *to)
{
    if (!reads_only() && path_struck(from) > HOW_KILL)
        FAIL;
    return REAL(link)(from, to);
}

static void *real_statvfs;

int statvfs(const char *path, struct statvfs *out)
{
    int rc = REAL(statvfs)(path, out);
    if (rc == 0 && page && page->writes && page->how == HOW_ERROR && page->struck)
        out->f_bavail = out->f_bfree = 0;
    return rc;
}

/* ---- the clock ---- */

static void shifted(struct timespec *ts)
{
    int64_t ms = page->offset_ms;
    ts->tv_sec += (time_t)(ms / 1000);
    ts->tv_nsec += (long)(ms % 1000) * 1000000;
    if (ts->tv_nsec < 0) {
        ts->tv_nsec += 1000000000;
        ts->tv_sec--;
    } else if (ts->tv_nsec >= 1000000000) {
        ts->tv_nsec -= 1000000000;
        ts->tv_sec++;
    }
}

int clock_gettime(clockid_t id, struct timespec *ts)
{
    int rc = (int)syscall(SYS_clock_gettime, id, ts);
    if (rc == 0 && page && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        shifted(ts);
    return rc;
}

int gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
    struct timespec ts;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &ts);
    tv->tv_sec = ts.tv_sec;
    tv->tv_usec = ts.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *out)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    if (out)
        *out = ts.tv_sec;
    return ts.tv_sec;
}

int timerfd_create(int clock, int flags)
{
    int fd = REAL(timerfd_create)(clock, flags);
    if (clock == CLOCK_REALTIME && getenv("NV_SHIM_CLOCK"))
        timer_fd = fd;
    return fd;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *want, struct itimerspec *old)
{
    if (fd != timer_fd || !page)
        return REAL(timerfd_settime)(fd, flags, want, old);
    timer_wanted = *want;
    arm_real();
    return 0;
}

ssize_t read(int fd, void *buf, size_t n)
{
    if (page && fd == timer_fd && timer_cancelled) {
        timer_cancelled = 0;
        REAL(read)(fd, buf, n);
        arm_real();
        errno = ECANCELED;
        return -1;
    }
    int how = STRUCK_READING(fd);
    if (how == HOW_ERROR)
        FAIL;
    if (how == HOW_SHORT && n > 1)
        n /= 2;
    return REAL(read)(fd, buf, n);
}

/* ---- a loop that has come to a standstill ---- */

static void *real_epoll_wait, *real_epoll_pwait;

static void stand_still(void)
{
    while (page && page->freeze && getpid() == (pid_t)syscall(SYS_gettid))
        usleep(10000);
}

int epoll_wait(int fd, struct epoll_event *events, int max, int timeout)
{
    stand_still();
    return REAL(epoll_wait)(fd, events, max, timeout);
}

int epoll_pwait(int fd, struct epoll_event *events, int max, int timeout, const sigset_t *set)
{
    stand_still();
    return REAL(epoll_pwait)(fd, events, max, timeout, set);
}
