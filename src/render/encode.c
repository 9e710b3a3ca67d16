#include "render/encode.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { LINE_MAX_COLUMNS = 76, WORD_MAX = 75, WORD_OVERHEAD = 12 };

static const char hex[] = "0123456789ABCDEF";

static void add_base64(struct nv_buf *out, const unsigned char *p, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    nv_buf_reserve(out, (n + 2) / 3 * 4);
    char *to = out->data + out->len;
    for (; n >= 3; n -= 3, p += 3, to += 4) {
        uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
        to[0] = digits[v >> 18];
        to[1] = digits[v >> 12 & 63];
        to[2] = digits[v >> 6 & 63];
        to[3] = digits[v & 63];
    }
    if (n) {
        uint32_t v = (uint32_t)p[0] << 16 | (n > 1 ? (uint32_t)p[1] << 8 : 0);
        *to++ = digits[v >> 18];
        *to++ = digits[v >> 12 & 63];
        *to++ = n > 1 ? digits[v >> 6 & 63] : '=';
        *to++ = '=';
    }
    out->len = (size_t)(to - out->data);
    *to = '\0';
}

/* The bytes with every LF as CRLF: the canonical form of text (RFC 2045
 * section 2.1). */
static void add_canonical(struct nv_buf *out, const char *text, size_t n)
{
    for (const char *end = text + n; text < end;) {
        const char *nl = memchr(text, '\n', (size_t)(end - text));
        nv_buf_add(out, text, (size_t)((nl ? nl : end) - text));
        nv_buf_adds(out, nl ? "\r\n" : "");
        text = nl ? nl + 1 : end;
    }
}

void nv_encode_bytes(struct nv_buf *out, const void *bytes, size_t n)
{
    enum { BYTES_A_LINE = LINE_MAX_COLUMNS / 4 * 3 };
    nv_buf_reserve(out, (n / BYTES_A_LINE + 1) * (LINE_MAX_COLUMNS + 2));
    for (size_t i = 0; i < n; i += BYTES_A_LINE) {
        size_t left = n - i;
        add_base64(out, (const unsigned char *)bytes + i,
                   left < BYTES_A_LINE ? left : BYTES_A_LINE);
        nv_buf_adds(out, "\r\n");
    }
}

void nv_encode_base64(struct nv_buf *out, const char *text, size_t n)
{
    struct nv_buf canonical = NV_BUF_INIT;
    add_canonical(&canonical, text, n);
    nv_encode_bytes(out, canonical.data, canonical.len);
    nv_buf_free(&canonical);
}

/* What nv_encode_base64() will write. */
static size_t base64_bytes(const char *text, size_t n)
{
    enum { BYTES_A_LINE = LINE_MAX_COLUMNS / 4 * 3 };
    size_t canonical = n;
    for (const char *p = text; (p = memchr(p, '\n', (size_t)(text + n - p))); p++)
        canonical++;
    size_t whole = canonical / BYTES_A_LINE, rest = canonical % BYTES_A_LINE;
    return whole * (LINE_MAX_COLUMNS + 2) + (rest ? (rest + 2) / 3 * 4 + 2 : 0);
}

/* Stands for itself wherever it is but at the start of a line (RFC 2045 section 6.7); a blank does
 * where more follows on its line. */
static const bool is_safe[256] = {[0x21 ... 0x3C] = true, [0x3E ... 0x7E] = true};

/* At the start of a line a dot could end the message, and "From " begin another one in a file of
 * them. */
static bool is_literal(const char *text, size_t i, size_t n, size_t column)
{
    unsigned char c = (unsigned char)text[i];
    if (c == ' ')
        return i + 1 < n && text[i + 1] != '\n';
    if (column == 0 && (c == '.' || (c == 'F' && n - i >= 5 && memcmp(text + i, "From ", 5) == 0)))
        return false;
    return is_safe[c];
}

/* Bytes of the character at `text`: it stays on one line, so that even the raw source can be read.
 */
static size_t char_bytes(const char *text, size_t n)
{
    size_t bytes = 1;
    while (((unsigned char)*text & 0xC0) == 0xC0 && bytes < n && bytes < 4 &&
           ((unsigned char)text[bytes] & 0xC0) == 0x80)
        bytes++;
    return bytes;
}

/* Sixteen bytes at once: what is neither a blank nor safe. */
typedef unsigned char block __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

static size_t safe_or_blank_bytes(const char *s, size_t n)
{
    size_t k = 0;
    for (block b; k + sizeof b <= n; k += sizeof b) {
        memcpy(&b, s + k, sizeof b);
        halves hit = (halves)((b < ' ') | (b > 0x7E) | (b == '='));
        if (hit[0])
            return k + (size_t)__builtin_ctzll(le64toh(hit[0])) / 8;
        if (hit[1])
            return k + 8 + (size_t)__builtin_ctzll(le64toh(hit[1])) / 8;
    }
    while (k < n && (s[k] == ' ' || is_safe[(unsigned char)s[k]]))
        k++;
    return k;
}

/* Bytes from text[i], not the first of a line, that surely stand for themselves and fit into it. */
static size_t plain_bytes(const char *text, size_t i, size_t n, size_t column)
{
    size_t room = LINE_MAX_COLUMNS - 1 - column, most = n - i < room ? n - i : room;
    size_t k = safe_or_blank_bytes(text + i, most);
    return k && text[i + k - 1] == ' ' && (i + k == n || text[i + k] == '\n') ? k - 1 : k;
}

static char *put_hex(char *to, const char *from, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)from[i];
        *to++ = '=';
        *to++ = hex[c >> 4];
        *to++ = hex[c & 15];
    }
    return to;
}

void nv_encode_quoted(struct nv_buf *out, const char *text, size_t n)
{
    enum { MOST = 3, BREAK = 3 };
    size_t column = 0;
    /* The worst case at once, breaks between the shortest lines included: no check for each byte.
     */
    nv_buf_reserve(out, MOST * n + (MOST * n / (LINE_MAX_COLUMNS - 12) + 2) * BREAK);
    char *to = out->data + out->len;
    for (size_t i = 0; i < n;) {
        size_t run = column ? plain_bytes(text, i, n, column) : 0;
        if (run) {
            memcpy(to, text + i, run);
            to += run;
            i += run;
            column += run;
            continue;
        }
        if (text[i] == '\n') {
            *to++ = '\r';
            *to++ = text[i++];
            column = 0;
            continue;
        }
        size_t bytes = char_bytes(text + i, n - i);
        bool literal = bytes == 1 && is_literal(text, i, n, column);
        if (column + (literal ? 1 : MOST * bytes) > LINE_MAX_COLUMNS - 1) {
            memcpy(to, "=\r\n", BREAK);
            to += BREAK;
            column = 0;
            literal = bytes == 1 && is_literal(text, i, n, column);
        }
        if (literal)
            *to++ = text[i];
        else
            to = put_hex(to, text + i, bytes);
        column += literal ? 1 : MOST * bytes;
        i += bytes;
    }
    out->len = (size_t)(to - out->data);
    out->data[out->len] = '\0';
    nv_buf_adds(out, column ? "\r\n" : "");
}

/* Less than nv_encode_quoted() will write: of what it writes in three bytes only what lies beyond
 * ASCII, eight bytes at a time. */
static size_t least_quoted_bytes(const char *text, size_t n)
{
    const uint64_t ones = 0x0101010101010101u;
    size_t beyond = 0, i = 0;
    for (uint64_t word; i + sizeof word <= n; i += sizeof word) {
        memcpy(&word, text + i, sizeof word);
        beyond += (word >> 7 & ones) * ones >> 56;
    }
    for (; i < n; i++)
        beyond += (unsigned char)text[i] >> 7;
    return n + 2 * beyond;
}

const char *nv_encode_body(struct nv_buf *out, const char *text, size_t n)
{
    size_t before = out->len, most = base64_bytes(text, n);
    if (least_quoted_bytes(text, n) <= most) {
        nv_encode_quoted(out, text, n);
        if (out->len - before <= most)
            return "quoted-printable";
        out->len = before;
    }
    nv_encode_base64(out, text, n);
    return "base64";
}

static bool is_plain(const char *text, size_t column, size_t quotes)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] > 0x7E)
            return false;
    return n > 0 && column + n + quotes <= LINE_MAX_COLUMNS && !strstr(text, "=?");
}

/* Bytes of the longest start of `text` that a B-word of `room` columns holds;
 * at least a character.
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
