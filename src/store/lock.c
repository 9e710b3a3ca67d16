#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/oserr.h"

static long holder(int fd)
{
    char text[32] = "";
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    return n > 0 ? strtol(text, NULL, 10) : 0;
}

static int refuse(int fd, const char *dir, struct nv_err *err)
{
    long pid = holder(fd);
    if (pid > 0)
        return nv_err_set(err, NV_EBUSY,
                          "%s: tiến trình %ld đang dùng thư mục này; mỗi thư mục trạng thái chỉ "
                          "dành cho một tiến trình",
                          dir, pid);
    return nv_err_set(err, NV_EBUSY, "%s: một tiến trình khác đang dùng thư mục này", dir);
}

int nv_lock_take(int dir_fd, const char *dir, int *out, struct nv_err *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct stat st;
    char text[32];
    int rc,
        fd = openat(dir_fd, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
    if (fd < 0)
        return nv_err_set(err, errno == ENOSPC || errno == EDQUOT ? NV_EFULL : NV_EPERM,
                          "%s/lock: %s", dir, nv_oserr_vi(errno));
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        rc = nv_err_set(err, NV_EPERM, "%s/lock: không phải là tệp thường", dir);
        goto close_fd;
    }
    if (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
        rc = errno == EAGAIN || errno == EACCES
                 ? refuse(fd, dir, err)
                 : nv_err_set(err, NV_EIO, "%s/lock: %s", dir, nv_oserr_vi(errno));
        goto close_fd;
    }
    /* The pid is a courtesy: on a full disk the lock holds without it. */
    int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    bool said = ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)n, 0) == n;
    (void)said;
    *out = fd;
    return 0;
close_fd:
    close(fd);
    return rc;
}
