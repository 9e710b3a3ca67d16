/* The insides of strings and numbers, and the bytes of a file as such. */
#include <endian.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/utf8.h"
#include "conf/lint.h"
#include "conf/scan.h"
#include "conf/source.h"

#define FAULT(s, d, t, where, ...)                                                                 \
    nv_source_report(s, d, NV_DIAG_ERROR, where, (t)->line, __VA_ARGS__)

/* Bytes of the escape at `p`; 0 and a report if it is not allowed. */
static size_t escape(const struct nv_source *s, const struct nv_token *t, const char *p,
                     struct nv_diags *d)
{
    unsigned code = 0;
    if (p[1] == '"' || p[1] == '\\')
        return 2;
    if (p[1] == 'x') {
        for (int i = 2; i < 4; i++) {
            const char *digit = p[i] ? strchr("0123456789abcdef", p[i] | 32) : NULL;
            if (!digit) {
                FAULT(s, d, t, p,
                      "\\x phải kèm đúng hai chữ số mười sáu; hãy viết thẳng chữ UTF-8");
                return 0;
            }
            code = code * 16 + (unsigned)(digit - "0123456789abcdef");
        }
        if (code >= 0x20 && code < 0x7F)
            return 4;
        FAULT(s, d, t, p,
              code ? "\\x%02x không phải chữ in được; hãy viết thẳng chữ UTF-8"
                   : "\\x%02x là ký tự NUL, không được có trong giá trị",
              code);
        return 0;
    }
    if (p[1] && strchr("nrtf", p[1])) {
        FAULT(s, d, t, p,
              "\\%c là ký tự điều khiển; một giá trị viết trên một dòng, không có ký tự điều khiển",
              p[1]);
        return 0;
    }
    const char *next = p + 1;
    nv_utf8_next(&next);
    FAULT(s, d, t, p,
          "không có ký hiệu thoát \"%.*s\"; chỉ có \\\" \\\\ và \\xHH, chữ tiếng Việt viết thẳng "
          "bằng UTF-8",
          (int)(next - p), p);
    return 0;
}

void nv_lint_string(const struct nv_source *s, const struct nv_token *t, struct nv_diags *d)
{
    if (t->n > NV_LINT_STRING_MAX) {
        FAULT(s, d, t, t->at, "chuỗi dài %u byte; nhiều nhất %d byte", t->n - 2,
              NV_LINT_STRING_MAX);
        return;
    }
    const char *end = t->at + t->n - 1;
    for (const char *p = t->at + 1; p < end;) {
        const char *at = p;
        if (*p == '\\') {
            size_t n = escape(s, t, p, d);
            if (!n)
                return;
            p += n;
            continue;
        }
        uint32_t cp = nv_utf8_next(&p);
        if (nv_utf8_is_control(cp)) {
            FAULT(s, d, t, at,
                  cp == '\t' ? "ký tự Tab trong chuỗi (U+%04X); hãy dùng dấu cách"
                             : "ký tự điều khiển U+%04X trong chuỗi; hãy xóa nó",
                  (unsigned)cp);
            return;
        }
    }
}

static bool all_of(const char *p, size_t n, const char *set)
{
    for (size_t i = 0; i < n; i++)
        if (!p[i] || !strchr(set, p[i]))
            return false;
    return n > 0;
}

static void check_integer(const struct nv_source *s, const struct nv_token *t, const char *digits,
                          size_t n, struct nv_diags *d)
{
    bool hex = n > 2 && digits[0] == '0' && (digits[1] | 32) == 'x';
    while (n > 1 && (digits[n - 1] | 32) == 'l')
        n--;
    if (!hex && n > 1 && digits[0] == '0') {
        FAULT(s, d, t, t->at,
              "số không được bắt đầu bằng chữ số 0 (%.*s); giờ và ngày viết trong ngoặc kép: "
              "\"08:00\", \"2025-03-31\"",
              (int)t->n, t->at);
        return;
    }
    errno = 0;
    unsigned long long v = strtoull(digits, NULL, hex ? 16 : 10);
    unsigned long long max = *t->at == '-' ? 2147483648u : 2147483647u;
    if (errno || v > max)
        FAULT(s, d, t, t->at,
              "số %.*s quá lớn; số nguyên nằm trong khoảng -2147483648 đến 2147483647", (int)t->n,
              t->at);
}

static bool check_float(const struct nv_source *s, const struct nv_token *t, struct nv_diags *d)
{
    char *end;
    double v = strtod(t->at, &end);
    if (end != t->at + t->n)
        return false;
    if (!isfinite(v))
        FAULT(s, d, t, t->at, "số %.*s quá lớn", (int)t->n, t->at);
    return true;
}

bool nv_lint_number(const struct nv_source *s, const struct nv_token *t, char next,
                    struct nv_diags *d)
{
    const char *p = t->at;
    size_t n = t->n;
    if (*p == '+' || *p == '-') {
        p++;
        n--;
    }
    bool plain = all_of(p, n, "0123456789");
    if (plain && next == ':') {
        FAULT(s, d, t, t->at, "giờ phải viết trong ngoặc kép, ví dụ \"08:00\"");
        return false;
    }
    if (plain || (n > 1 && (p[n - 1] | 32) == 'l' && all_of(p, n, "0123456789lL")) ||
        (p == t->at && n > 2 && p[0] == '0' && (p[1] | 32) == 'x' &&
         all_of(p + 2, n - 2, "0123456789abcdefABCDEFlL"))) {
        check_integer(s, t, p, n, d);
        return true;
    }
    if (all_of(p, n, "0123456789.eE+-") && memchr(p, '.', n) && check_float(s, t, d))
        return true;
    if (all_of(p, n, "0123456789eE+-") && check_float(s, t, d))
        return true;
    if (n >= 8 && all_of(p, n, "0123456789-."))
        FAULT(s, d, t, t->at, "ngày phải viết trong ngoặc kép, ví dụ \"2025-03-31\"");
    else
        FAULT(s, d, t, t->at, "\"%.*s\" không phải là số; chữ phải nằm trong ngoặc kép",
              (int)(t->n < 100 ? t->n : 100), t->at);
    return false;
}

static void report_byte(const struct nv_source *s, struct nv_diags *d, size_t at, const char *text)
{
    const char *p = s->text.data, *nl;
    int line = 1;
    for (; (nl = memchr(p, '\n', (size_t)(s->text.data + at - p))); p = nl + 1)
        line++;
    nv_source_report(s, d, NV_DIAG_ERROR, s->text.data + at, line, "%s", text);
}

static bool is_utf16(const struct nv_buf *b)
{
    const unsigned char *p = (const unsigned char *)b->data;
    if (b->len < 2)
        return false;
    return (p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF) ||
           (!p[0] != !p[1] && b->len > 3 && !p[2] == !p[0] && !p[3] == !p[1]);
}

static bool more(const char *p)
{
    return ((unsigned char)*p & 0xC0) == 0x80;
}

/* How much of the start is ASCII, a word of it at a time: at least a byte is. */
static size_t ascii_bytes(const char *s, size_t n)
{
    size_t i = 0;
    for (uint64_t word; i + sizeof word <= n; i += sizeof word) {
        memcpy(&word, s + i, sizeof word);
        word = le64toh(word) & 0x8080808080808080u;
        if (word)
            return i + (size_t)__builtin_ctzll(word) / 8;
    }
    while (i < n && (unsigned char)s[i] < 0x80)
        i++;
    return i;
}

/* Dashes, quotation marks, dots (U+2010-2027) and arrows (U+2180-21BF). */
static bool is_mark(const char *s)
{
    return s[0] == '\xE2' &&
           (s[1] == '\x86' || (s[1] == '\x80' && s[2] >= '\x90' && s[2] <= '\xA7'));
}

/* nv_utf8_check() with short ways for ASCII and what Vietnamese text is made of, all of which
 * is NFC (nv_utf8_is_nfc()); anything else clears `*nfc`. `s` ends in a newline. */
static long first_bad(const char *s, size_t n, bool *nfc)
{
    for (size_t i = 0; i < n;) {
        unsigned char c = (unsigned char)s[i];
        if (c < 0x80) {
            i += ascii_bytes(s + i, n - i);
        } else if (c >= 0xC2 && c <= 0xCB && more(s + i + 1)) {
            i += 2;
        } else if (c == 0xE1 && s[i + 1] >= '\xB8' && s[i + 1] <= '\xBB' && more(s + i + 2)) {
            i += 3;
        } else {
            size_t len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
            if (len > n - i || nv_utf8_check(s + i, len) >= 0)
                return (long)i;
            *nfc = *nfc && len == 3 && is_mark(s + i);
            i += len;
        }
    }
    return -1;
}

bool nv_lint_bytes(struct nv_source *s, struct nv_diags *d)
{
    struct nv_buf *b = &s->text;
    if (is_utf16(b)) {
        nv_diag_add(d, NV_DIAG_ERROR, s->name, 1, 1,
                    "tệp được lưu ở dạng UTF-16; hãy lưu lại ở dạng UTF-8");
        return false;
    }
    if (b->len >= 3 && memcmp(b->data, "\xEF\xBB\xBF", 3) == 0) {
        nv_diag_add(d, NV_DIAG_WARNING, s->name, 1, 1,
                    "tệp bắt đầu bằng dấu thứ tự byte (BOM), đã bỏ qua; hãy lưu lại ở dạng UTF-8 "
                    "không có BOM");
        memmove(b->data, b->data + 3, b->len - 2);
        b->len -= 3;
    }
    if (!b->len || b->data[b->len - 1] != '\n')
        nv_buf_addc(b, '\n');
    const char *nul = memchr(b->data, 0, b->len);
    if (nul) {
        report_byte(s, d, (size_t)(nul - b->data), "có ký tự NUL; tệp phải là văn bản UTF-8");
        return false;
    }
    bool good = true;
    int faults = 0;
    s->nfc = true;
    for (size_t from = 0; faults < 10; faults++) {
        long bad = first_bad(b->data + from, b->len - from, &s->nfc);
        if (bad < 0)
            break;
        report_byte(s, d, from + (size_t)bad,
                    "byte này không phải là UTF-8 (tệp dùng bảng mã khác: TCVN3, VNI, "
                    "Windows-1258?); hãy lưu lại ở dạng UTF-8");
        const char *nl = memchr(b->data + from + bad, '\n', b->len - from - (size_t)bad);
        from = (size_t)(nl - b->data);
        good = false;
    }
    for (const char *cr = b->data; good && (cr = memchr(cr, '\r', b->len - (size_t)(cr - b->data)));
         cr++)
        if (cr[1] != '\n') {
            report_byte(
                s, d, (size_t)(cr - b->data),
                "dấu về đầu dòng (CR) đứng một mình; dòng phải kết thúc bằng LF hoặc CR LF");
            return false;
        }
    return good;
}
