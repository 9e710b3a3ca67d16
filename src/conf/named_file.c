#include "conf/named_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/oserr.h"
#include "conf/loader.h"

/* systemd makes these when the service starts and shows them to the service alone: whoever else
 * looks would always be warned. */
static bool is_credential(const char *path)
{
    static const char where[] = "/run/credentials/";
    return strncmp(path, where, sizeof where - 1) == 0;
}

/* Why it is of no use, or NULL. *forbidden: only to this process, perhaps. */
static const char *what_is_wrong(const char *path, bool *forbidden)
{
    struct stat st;
    const char *why = NULL;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    *forbidden = fd < 0 && errno == EACCES;
    if (fd < 0)
        return nv_oserr_vi(errno);
    if (fstat(fd, &st) != 0)
        why = nv_oserr_vi(errno);
    else if (S_ISDIR(st.st_mode))
        why = nv_oserr_vi(EISDIR);
    else if (!S_ISREG(st.st_mode))
        why = "không phải là tệp thường";
    else if (st.st_size == 0)
        why = "tệp rỗng";
    close(fd);
    return why;
}

void nv_check_named_file(struct nv_loader *l, const struct nv_node *n, const char *path)
{
    bool forbidden;
    if (!path || l->alone || is_credential(path))
        return;
    if (path[0] != '/') {
        nv_warn_key(l, n, "\"%s\" là đường dẫn tương đối, tính từ nơi dịch vụ chạy; hãy viết từ /",
                    path);
        return;
    }
    const char *why = what_is_wrong(path, &forbidden);
    if (forbidden)
        nv_warn_key(l, n,
                    "người đang kiểm tra không có quyền đọc \"%s\"; để biết dịch vụ có đọc được "
                    "không, kiểm tra bằng sudo -u nhacviec nhacviec check",
                    path);
    else if (why)
        nv_warn_key(l, n, "không dùng được \"%s\": %s", path, why);
}
