#include "base/oserr.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

static const struct {
    int e;
    const char *text;
} texts[] = {
    {ENOENT, "không có tệp hoặc thư mục này"},
    {EACCES, "không có quyền truy cập"},
    {EPERM, "hệ thống không cho phép"},
    {EISDIR, "đây là thư mục, không phải là tệp"},
    {ENOTDIR, "một phần của đường dẫn không phải là thư mục"},
    {EEXIST, "đã có tệp hoặc thư mục tên này"},
    {ENAMETOOLONG, "đường dẫn quá dài"},
    {ELOOP, "liên kết tượng trưng chỉ vòng quanh"},
    {ENOSPC, "đĩa đã đầy"},
    {EDQUOT, "đã hết hạn mức đĩa"},
    {EROFS, "hệ thống tệp chỉ cho đọc"},
    {EBADF, "đã bị đóng"},
    {EIO, "thiết bị lưu trữ có lỗi"},
    {EMFILE, "tiến trình đã mở quá nhiều tệp"},
    {ENFILE, "cả máy đã mở quá nhiều tệp"},
    {ENOMEM, "hết bộ nhớ"},
    {EPIPE, "bên nhận đã đóng"},
    {ECONNREFUSED, "không có chương trình nào nghe ở đây"},
};

const char *nv_oserr_vi(int e)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].e == e)
            return texts[i].text;
    return strerror(e);
}
