#include "conf/foreign.h"

#include <stdbool.h>

#include "base/buf.h"
#include "base/utf8.h"

static bool is_blank(uint32_t cp)
{
    return cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F || cp == 0x205F ||
           cp == 0x3000;
}

static bool is_invisible(uint32_t cp)
{
    return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2060 && cp <= 0x2064) || cp == 0xFEFF;
}

static bool is_dash(uint32_t cp)
{
    return (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212;
}

void nv_foreign_tell(struct nv_buf *out, const char *at)
{
    char shown[5] = {0};
    uint32_t cp = nv_utf8_next(&at);
    nv_utf8_put(cp, shown);
    if (is_blank(cp))
        nv_buf_addf(
            out,
            "khoảng trắng không ngắt (U+%04X), thường do chép từ trình soạn văn bản; hãy xóa "
            "và gõ lại dấu cách",
            (unsigned)cp);
    else if (is_invisible(cp))
        nv_buf_addf(out,
                    "ký tự không nhìn thấy (U+%04X), thường do chép từ trình soạn văn bản; hãy xóa "
                    "nó",
                    (unsigned)cp);
    else if (is_dash(cp))
        nv_buf_addf(
            out,
            "dấu gạch ngang “%s” (U+%04X) ngoài ngoặc kép; ở đây chỉ dùng được dấu - và dấu "
            "= trên bàn phím",
            shown, (unsigned)cp);
    else
        nv_buf_addf(out,
                    "ký tự “%s” (U+%04X) ngoài ngoặc kép; tên khóa chỉ gồm chữ không dấu, chữ số, "
                    "- và _, còn chữ khác phải nằm trong ngoặc kép",
                    shown, (unsigned)cp);
}

uint32_t nv_foreign_invisible(const char *s)
{
    while (*s) {
        uint32_t cp = nv_utf8_next(&s);
        if (is_invisible(cp) || is_blank(cp))
            return cp;
    }
    return 0;
}
