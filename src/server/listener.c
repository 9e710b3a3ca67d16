#include "server/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/oserr.h"

static const struct nv_listener NOTHING = {.fd = -1, .pin = -1};

static int code_of(int e)
{
    return e == EACCES || e == EPERM || e == EROFS ? NV_EPERM
           : e == ENOENT || e == ENOTDIR           ? NV_ENOENT
           : e == EADDRINUSE                       ? NV_EBUSY
                                                   : NV_EIO;
}

static int failed(const char *path, struct nv_err *err)
{
    return nv_err_set(err, code_of(errno), "%s: %s", path, nv_oserr_vi(errno));
}

static int set_address(const char *path, struct sockaddr_un *out, struct nv_err *err)
{
    size_t n = strlen(path);
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (n == 0 || n >= sizeof out->sun_path)
        return nv_err_set(err, NV_EINVAL, "%s: đường dẫn socket rỗng hoặc dài hơn %zu byte", path,
                          sizeof out->sun_path - 1);
    memcpy(out->sun_path, path, n);
    return 0;
}

/* Makes the way free: removes a socket on which nobody answers, and nothing else. */
static int clear_way(const char *path, const struct sockaddr_un *address, struct nv_err *err)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return errno == ENOENT ? 0 : failed(path, err);
    if (!S_ISSOCK(st.st_mode))
        return nv_err_set(err, NV_EEXIST, "%s: đã có và không phải là socket", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return failed("socket", err);
    int rc = connect(fd, (const struct sockaddr *)address, sizeof *address);
    int e = rc == 0 ? 0 : errno;
    close(fd);
    if (e == ECONNREFUSED)
        return unlink(path) == 0 || errno == ENOENT ? 0 : failed(path, err);
    if (e == ENOENT)
        return 0;
    /* EAGAIN is a full queue: somebody listens, if slowly. */
    if (e == 0 || e == EAGAIN)
        return nv_err_set(err, NV_EBUSY, "%s: một nhacviecd khác đang nghe ở đây", path);
    errno = e;
    return failed(path, err);
}

/* `again`: with threads beside us, so without touching the umask. */
static int make(const char *path, bool again, struct nv_listener *out, struct nv_err *err)
{
    struct sockaddr_un address;
    struct stat st;
    *out = NOTHING;
    int rc = set_address(path, &address, err);
    if (rc == 0)
        rc = clear_way(path, &address, err);
    if (rc != 0)
        return rc;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return failed("socket", err);
    mode_t before = again ? 0 : umask(0117);
    rc = bind(fd, (const struct sockaddr *)&address, sizeof address);
    int e = errno;
    if (!again)
        umask(before);
    errno = e;
    if (rc != 0) {
        rc = failed(path, err);
        goto close_fd;
    }
    int pin = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (pin < 0 || fstat(pin, &st) != 0 || (again && chmod(path, 0660) != 0) ||
        listen(fd, NV_LISTENER_BACKLOG) != 0) {
        rc = failed(path, err);
        goto remove_file;
    }
    *out = (struct nv_listener){.fd = fd, .path = nv_strdup(path), .pin = pin};
    return 0;
remove_file:
    if (pin >= 0)
        close(pin);
    unlink(path);
close_fd:
    close(fd);
    return rc;
}

int nv_listener_make(const char *path, struct nv_listener *out, struct nv_err *err)
{
    return make(path, false, out, err);
}

int nv_listener_again(const struct nv_listener *l, struct nv_listener *out, struct nv_err *err)
{
    return make(l->path, true, out, err);
}

static bool has_option(int fd, int option, int wanted)
{
    int value = -1;
    socklen_t len = sizeof value;
    return getsockopt(fd, SOL_SOCKET, option, &value, &len) == 0 && value == wanted;
}

int nv_listener_adopt(int fd, struct nv_listener *out, struct nv_err *err)
{
    *out = NOTHING;
    if (!has_option(fd, SO_DOMAIN, AF_UNIX) || !has_option(fd, SO_TYPE, SOCK_STREAM) ||
        !has_option(fd, SO_ACCEPTCONN, 1))
        return nv_err_set(err, NV_EINVAL, "mô tả tệp %d không phải là socket unix đang nghe", fd);
    out->fd = fd;
    return 0;
}

bool nv_listener_stands(const struct nv_listener *l)
{
    struct stat ours, there;
    return !l->path || (fstat(l->pin, &ours) == 0 && lstat(l->path, &there) == 0 &&
                        ours.st_dev == there.st_dev && ours.st_ino == there.st_ino);
}

void nv_listener_release(struct nv_listener *l)
{
    if (l->path && nv_listener_stands(l))
        unlink(l->path);
    free(l->path);
    if (l->pin >= 0)
        close(l->pin);
    *l = NOTHING;
}
