#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/oserr.h"
#include "base/vec.h"

static int code_of(int e)
{
    switch (e) {
    case ENOENT:
    case ENOTDIR:
        return NV_ENOENT;
    case EACCES:
    case EPERM:
    case EROFS:
        return NV_EPERM;
    case ENOSPC:
    case EDQUOT:
        return NV_EFULL;
    default:
        return NV_EIO;
    }
}

/* With `whole` a file of more than `max` bytes is an error, else the rest of it is left. */
static int read_most(const char *path, size_t max, bool whole, struct nv_buf *out,
                     struct nv_err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return nv_err_set(err, code_of(errno), "%s: %s", path, nv_oserr_vi(errno));
    int rc = 0;
    if (fstat(fd, &st) != 0) {
        rc = nv_err_set(err, NV_EIO, "%s: %s", path, nv_oserr_vi(errno));
        goto close_fd;
    }
    if (!S_ISREG(st.st_mode)) {
        rc = nv_err_set(err, NV_EINVAL, "%s: không phải là tệp thường", path);
        goto close_fd;
    }
    if (whole && (unsigned long long)st.st_size > max) {
        rc = nv_err_set(err, NV_ETOOBIG, "%s: tệp lớn hơn %zu byte", path, max);
        goto close_fd;
    }
    size_t start = out->len;
    while (whole || out->len - start < max) {
        nv_buf_reserve(out, 65536);
        ssize_t n = read(fd, out->data + out->len, out->cap - out->len - 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            rc = nv_err_set(err, NV_EIO, "%s: %s", path, nv_oserr_vi(errno));
            goto close_fd;
        }
        if (n == 0)
            break;
        out->len += (size_t)n;
        if (whole && out->len - start > max) {
            rc = nv_err_set(err, NV_ETOOBIG, "%s: tệp lớn hơn %zu byte", path, max);
            goto close_fd;
        }
    }
    nv_buf_reserve(out, 0);
    out->data[out->len] = '\0';
close_fd:
    close(fd);
    return rc;
}

int nv_file_read(const char *path, size_t max, struct nv_buf *out, struct nv_err *err)
{
    return read_most(path, max, true, out, err);
}

int nv_file_read_start(const char *path, size_t about, struct nv_buf *out, struct nv_err *err)
{
    return read_most(path, about, false, out, err);
}

static int write_all(int fd, const char *path, const char *p, size_t n, struct nv_err *err)
{
    while (n > 0) {
        ssize_t w = write(fd, p, n);
        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0)
            return nv_err_set(err, code_of(errno), "%s: %s", path, nv_oserr_vi(errno));
        p += w;
        n -= (size_t)w;
    }
    return 0;
}

/* A device, a pipe: there is nothing to replace, and a name to lose. */
static int write_in_place(const char *path, const void *data, size_t n, struct nv_err *err)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return nv_err_set(err, code_of(errno), "%s: %s", path, nv_oserr_vi(errno));
    int rc = write_all(fd, path, data, n, err);
    if (close(fd) != 0 && rc == 0)
        rc = nv_err_set(err, code_of(errno), "%s: %s", path, nv_oserr_vi(errno));
    return rc;
}

int nv_file_write(const char *path, const void *data, size_t n, struct nv_err *err)
{
    struct nv_buf tmp = NV_BUF_INIT;
    struct stat st;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return write_in_place(path, data, n, err);
    nv_buf_addf(&tmp, "%s.tmp%ld", path, (long)getpid());
    int rc = 0;
    int fd = open(tmp.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0) {
        rc = nv_err_set(err, code_of(errno), "%s: %s", tmp.data, nv_oserr_vi(errno));
        goto free_name;
    }
    rc = write_all(fd, tmp.data, data, n, err);
    if (rc == 0 && fsync(fd) != 0)
        rc = nv_err_set(err, code_of(errno), "%s: %s", tmp.data, nv_oserr_vi(errno));
    close(fd);
    if (rc == 0 && rename(tmp.data, path) != 0)
        rc = nv_err_set(err, code_of(errno), "%s: %s", path, nv_oserr_vi(errno));
    if (rc != 0)
        unlink(tmp.data);
free_name:
    nv_buf_free(&tmp);
    return rc;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int nv_dir_list(const char *dir, const char *suffix, char ***names, struct nv_err *err)
{
    NV_VEC(char *) list = {0};
    DIR *d = opendir(dir);
    /* Not a directory that cannot be read, which whoever lists may take for an empty one. */
    if (!d && errno == ENOMEM)
        nv_mem_exhausted(0);
    if (!d)
        return nv_err_set(err, code_of(errno), "%s: %s", dir, nv_oserr_vi(errno));
    for (struct dirent *e; errno = 0, (e = readdir(d));) {
        size_t n = strlen(e->d_name), m = strlen(suffix);
        if (e->d_name[0] == '.' || e->d_name[n - 1] == '~' || n <= m ||
            strcmp(e->d_name + n - m, suffix) != 0)
            continue;
        nv_vec_push(&list, nv_strdup(e->d_name));
    }
    int failed = errno; /* half of a directory is not the directory */
    closedir(d);
    if (failed) {
        nv_vec_push(&list, NULL);
        nv_dir_free(list.v);
        return nv_err_set(err, code_of(failed), "%s: %s", dir, nv_oserr_vi(failed));
    }
    if (list.n)
        qsort(list.v, list.n, sizeof *list.v, by_bytes);
    nv_vec_push(&list, NULL);
    *names = list.v;
    return 0;
}

void nv_dir_free(char **names)
{
    for (char **p = names; p && *p; p++)
        free(*p);
    free(names);
}

int nv_dir_make(const char *path, unsigned mode, struct nv_err *err)
{
    char *copy = nv_strdup(path);
    int rc = 0;
    for (char *p = copy + 1;; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char old = *p;
        *p = '\0';
        if (mkdir(copy, mode) != 0 && errno != EEXIST) {
            rc = nv_err_set(err, code_of(errno), "%s: %s", copy, nv_oserr_vi(errno));
            break;
        }
        *p = old;
        if (!old)
            break;
    }
    free(copy);
    return rc;
}
