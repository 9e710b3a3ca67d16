/* Loaded before libc: makes of SQLite's synchronous=FULL what NORMAL is. The log is not synced by a
 * commit, only before a checkpoint writes to the database file, which is the only thing that is
 * written with pwrite() besides it. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int unsynced = -1; /* a log with commits that were not synced */

static int really_sync(int fd)
{
    static int (*next)(int);
    if (!next)
        next = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return next(fd);
}

static int is_log(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path);
    return n > 4 && memcmp(path + n - 4, "-wal", 4) == 0;
}

int fdatasync(int fd)
{
    if (!is_log(fd))
        return really_sync(fd);
    pthread_mutex_lock(&lock);
    unsynced = fd;
    pthread_mutex_unlock(&lock);
    return 0;
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
    static ssize_t (*next)(int, const void *, size_t, off64_t);
    if (!next)
        next = (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    pthread_mutex_lock(&lock);
    int log = unsynced >= 0 && unsynced != fd ? unsynced : -1;
    if (log >= 0)
        unsynced = -1;
    pthread_mutex_unlock(&lock);
    if (log >= 0 && really_sync(log) != 0)
        return -1;
    return next(fd, bytes, n, at);
}
