#include "render/encode.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { LINE_MAX_COLUMNS = 76, WORD_MAX = 75, WORD_OVERHEAD = 12 };

static const char hex[] = "0123456789ABCDEF";

static void add_base64(struct nv_buf *out, const unsigned char *p, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        uint32_t v = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) |
                     (left > 2 ? p[i + 2] : 0);
        char four[4] = {digits[v >> 18], digits[v >> 12 & 63], left > 1 ? digits[v >> 6 & 63] : '=',
                        left > 2 ? digits[v & 63] : '='};
        nv_buf_add(out, four, 4);
    }
}

/* The bytes with every LF as CRLF: the canonical form of text (RFC 2045 section 2.1). */
static void add_canonical(struct nv_buf *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\n')
            nv_buf_addc(out, '\r');
        nv_buf_addc(out, text[i]);
    }
}

void nv_encode_base64(struct nv_buf *out, const char *text, size_t n)
{
    enum { BYTES_A_LINE = LINE_MAX_COLUMNS / 4 * 3 };
    struct nv_buf canonical = NV_BUF_INIT;
    add_canonical(&canonical, text, n);
    for (size_t i = 0; i < canonical.len; i += BYTES_A_LINE) {
        size_t left = canonical.len - i;
        add_base64(out, (const unsigned char *)canonical.data + i,
                   left < BYTES_A_LINE ? left : BYTES_A_LINE);
        nv_buf_adds(out, "\r\n");
    }
    nv_buf_free(&canonical);
}

static bool is_literal(const char *text, size_t i, size_t n, size_t column)
{
    unsigned char c = (unsigned char)text[i];
    if (c == ' ')
        return i + 1 < n && text[i + 1] != '\n';
    if (column == 0 && (c == '.' || (c == 'F' && n - i >= 5 && memcmp(text + i, "From ", 5) == 0)))
        return false;
    return c > 0x20 && c < 0x7F && c != '=';
}

void nv_encode_quoted(struct nv_buf *out, const char *text, size_t n)
{
    size_t column = 0;
    for (size_t i = 0; i < n;) {
        if (text[i] == '\n') {
            nv_buf_adds(out, "\r\n");
            column = 0;
            i++;
            continue;
        }
        /* A character stays on one line, so that even the raw source can be read. */
        size_t bytes = 1;
        while (((unsigned char)text[i] & 0xC0) == 0xC0 && i + bytes < n && bytes < 4 &&
               ((unsigned char)text[i + bytes] & 0xC0) == 0x80)
            bytes++;
        bool literal = bytes == 1 && is_literal(text, i, n, column);
        size_t width = literal ? 1 : 3 * bytes;
        if (column + width > LINE_MAX_COLUMNS - 1) {
            nv_buf_adds(out, "=\r\n");
            column = 0;
            literal = bytes == 1 && is_literal(text, i, n, column);
            width = literal ? 1 : 3 * bytes;
        }
        for (size_t k = 0; k < bytes; k++, i++) {
            unsigned char c = (unsigned char)text[i];
            char coded[3] = {'=', hex[c >> 4], hex[c & 15]};
            nv_buf_add(out, literal ? text + i : coded, literal ? 1 : 3);
        }
        column += width;
    }
    nv_buf_adds(out, column ? "\r\n" : "");
}

const char *nv_encode_body(struct nv_buf *out, const char *text, size_t n)
{
    struct nv_buf quoted = NV_BUF_INIT, base64 = NV_BUF_INIT;
    nv_encode_quoted(&quoted, text, n);
    nv_encode_base64(&base64, text, n);
    bool shorter = quoted.len <= base64.len;
    nv_buf_add(out, shorter ? quoted.data : base64.data, shorter ? quoted.len : base64.len);
    nv_buf_free(&quoted);
    nv_buf_free(&base64);
    return shorter ? "quoted-printable" : "base64";
}

static bool is_plain(const char *text, size_t column, size_t quotes)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] > 0x7E)
            return false;
    return n > 0 && column + n + quotes <= LINE_MAX_COLUMNS && !strstr(text, "=?");
}

/* Bytes of the longest start of `text` that a B-word of `room` columns holds; at least a character.
 */
static size_t word_bytes(const char *text, size_t room)
{
    size_t most = room / 4 * 3, taken = 0;
    for (const char *p = text; *p;) {
        const char *next = p;
        nv_utf8_next(&next);
        if ((size_t)(next - text) > most && taken)
            break;
        taken = (size_t)(next - text);
        p = next;
    }
    return taken;
}

static size_t add_words(struct nv_buf *out, const char *text, size_t column)
{
    enum { SMALLEST_WORD = WORD_OVERHEAD + 8 };
    bool first = true;
    while (*text) {
        if (!first || column + SMALLEST_WORD > LINE_MAX_COLUMNS) {
            nv_buf_adds(out, "\r\n ");
            column = 1;
        }
        first = false;
        size_t room = LINE_MAX_COLUMNS - column;
        room = (room < WORD_MAX ? room : WORD_MAX) - WORD_OVERHEAD;
        size_t n = word_bytes(text, room);
        nv_buf_adds(out, "=?UTF-8?B?");
        add_base64(out, (const unsigned char *)text, n);
        nv_buf_adds(out, "?=");
        column += WORD_OVERHEAD + (n + 2) / 3 * 4;
        text += n;
    }
    return column;
}

size_t nv_encode_header(struct nv_buf *out, const char *text, size_t column)
{
    if (!is_plain(text, column, 0))
        return add_words(out, text, column);
    nv_buf_adds(out, text);
    return column + strlen(text);
}

size_t nv_encode_phrase(struct nv_buf *out, const char *text, size_t column)
{
    if (!is_plain(text, column, 2) || strpbrk(text, "\"\\"))
        return add_words(out, text, column);
    nv_buf_addf(out, "\"%s\"", text);
    return column + strlen(text) + 2;
}
