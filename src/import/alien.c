#include "import/alien.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"

static bool begins(const struct nv_buf *b, const char *bytes, size_t n)
{
    return b->len >= n && memcmp(b->data, bytes, n) == 0;
}

int nv_alien_refuse(const struct nv_buf *b, struct nv_err *err)
{
    if (b->len == 0)
        return nv_err_set(err, NV_EINVAL, "tệp rỗng");
    if (begins(b, "%PDF", 4))
        return nv_err_set(err, NV_EINVAL,
                          "là tệp PDF; không đọc được PDF, hãy dùng bản DOCX, "
                          "XLSX, HTML hoặc CSV của văn bản");
    if (begins(b, "\xD0\xCF\x11\xE0", 4))
        return nv_err_set(err, NV_EINVAL,
                          "là tệp Word hoặc Excel đời cũ; hãy lưu lại thành DOCX hoặc XLSX");
    if (begins(b, "{\\rtf", 5))
        return nv_err_set(err, NV_EINVAL, "là tệp RTF; hãy lưu lại thành DOCX");
    if (begins(b, "\xFF\xFE", 2) || begins(b, "\xFE\xFF", 2))
        return nv_err_set(err, NV_EINVAL, "là văn bản UTF-16; hãy lưu lại với bảng mã UTF-8");
    return 0;
}

static uint32_t le(const char *p, unsigned bytes)
{
    uint32_t n = 0;
    while (bytes-- > 0)
        n = n << 8 | (unsigned char)p[bytes];
    return n;
}

/* The record at the end of an archive: it may be followed by a comment of 64 KiB at most. */
static const char *find_end_record(const struct nv_buf *b)
{
    enum { RECORD = 22, COMMENT = 65535 };
    if (b->len < RECORD)
        return NULL;
    const char *first = b->len > RECORD + COMMENT ? b->data + b->len - RECORD - COMMENT : b->data;
    for (const char *p = b->data + b->len - RECORD; p >= first; p--)
        if (memcmp(p, "PK\5\6", 4) == 0)
            return p;
    return NULL;
}

/* What the directory says all members unpack to; SIZE_MAX where it is no directory. */
static size_t unpacked_size(const struct nv_buf *b, const char *end)
{
    enum { ENTRY = 46, ZIP64 = UINT32_MAX };
    size_t at = le(end + 16, 4), total = 0;
    uint32_t n = le(end + 10, 2);
    for (uint32_t i = 0; i < n; i++) {
        if (at + ENTRY > b->len || memcmp(b->data + at, "PK\1\2", 4) != 0)
            return SIZE_MAX;
        /* A member whose size takes 64 bits says so with the largest number: too big as it is. */
        total += le(b->data + at + 24, 4);
        at +=
            ENTRY + le(b->data + at + 28, 2) + le(b->data + at + 30, 2) + le(b->data + at + 32, 2);
    }
    return total;
}

int nv_alien_archive(const struct nv_buf *b, size_t max, struct nv_err *err)
{
    if (!begins(b, "PK\3\4", 4))
        return nv_err_set(err, NV_ESYNTAX, "không phải tệp DOCX hoặc XLSX");
    if (memmem(b->data, b->len < 256 ? b->len : 256, "application/vnd.oasis", 21))
        return nv_err_set(err, NV_EINVAL, "là tệp OpenDocument; hãy lưu lại thành DOCX hoặc XLSX");
    const char *end = find_end_record(b);
    size_t total = end ? unpacked_size(b, end) : SIZE_MAX;
    if (total == SIZE_MAX)
        return nv_err_set(err, NV_ESYNTAX, "tệp DOCX hoặc XLSX bị cắt cụt hoặc hỏng");
    if (total > max)
        return nv_err_set(err, NV_ETOOBIG, "nội dung sau khi mở ra lớn hơn %zu MiB", max >> 20);
    return 0;
}

const char *nv_alien_encoding(const char *text, size_t n)
{
    size_t look = n < 65536 ? n : 65536, zeros[2] = {0};
    for (size_t i = 0; i < look; i++)
        zeros[i % 2] += text[i] == '\0';
    /* Half of the bytes of Vietnamese in UTF-16 are above ASCII in neither place, so that the zeros
     * lie on one side. */
    if (zeros[0] + zeros[1] > look / 8 &&
        (zeros[0] > 8 * zeros[1] || zeros[1] > 8 * zeros[0] || zeros[0] == 0))
        return "có lẽ là UTF-16; hãy lưu lại với bảng mã UTF-8";
    if (zeros[0] + zeros[1] > 0)
        return "có lẽ là tệp nhị phân";
    return "có lẽ là bảng mã cũ như TCVN3, VNI, Windows-1258; hãy lưu lại với bảng mã Unicode "
           "(UTF-8)";
}

/* The Latin-1 letters of Vietnamese: ÀÁÂÃ ÈÉÊ ÌÍ ÒÓÔÕ ÙÚ Ý. */
static bool is_ours(uint32_t cp)
{
    static const uint32_t capitals = 1u << 0 | 1u << 1 | 1u << 2 | 1u << 3 | 1u << 8 | 1u << 9 |
                                     1u << 10 | 1u << 12 | 1u << 13 | 1u << 18 | 1u << 19 |
                                     1u << 20 | 1u << 21 | 1u << 25 | 1u << 26 | 1u << 29;
    return capitals >> (cp & 31) & 1;
}

bool nv_alien_old_font(const char *text, size_t n)
{
    size_t ours = 0, strange = 0;
    for (const char *p = text, *end = text + n; p < end;) {
        uint32_t cp = nv_utf8_next(&p);
        if (cp == 0)
            break;
        if ((cp >= 0x1EA0 && cp <= 0x1EF9) || (cp >= 0x300 && cp <= 0x323) || cp == 0x103 ||
            cp == 0x111 || cp == 0x1A1 || cp == 0x1B0)
            ours++;
        else if (cp >= 0xA1 && cp <= 0xFF && (cp < 0xC0 || !is_ours(cp)) && cp != 0xAB &&
                 cp != 0xBB && cp != 0xB0 && cp != 0xB7)
            strange++;
    }
    return strange > 4 && strange > 4 * ours;
}
