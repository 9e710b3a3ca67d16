#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/vec.h"

long nv_utf8_check(const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s;
    for (size_t i = 0; i < n;) {
        unsigned char c = p[i];
        size_t len = c < 0x80                ? 1
                     : c >= 0xC2 && c < 0xE0 ? 2
                     : c >= 0xE0 && c < 0xF0 ? 3
                     : c >= 0xF0 && c < 0xF5 ? 4
                                             : 0;
        if (!len || i + len > n)
            return (long)i;
        for (size_t k = 1; k < len; k++)
            if ((p[i + k] & 0xC0) != 0x80)
                return (long)i;
        if ((c == 0xE0 && p[i + 1] < 0xA0) || (c == 0xED && p[i + 1] > 0x9F) ||
            (c == 0xF0 && p[i + 1] < 0x90) || (c == 0xF4 && p[i + 1] > 0x8F))
            return (long)i;
        i += len;
    }
    return -1;
}

uint32_t nv_utf8_next(const char **s)
{
    const unsigned char *p = (const unsigned char *)*s;
    if (!*p)
        return 0;
    size_t len = *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
    uint32_t cp = len == 1 ? *p : *p & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            len = i;
            break;
        }
        cp = cp << 6 | (p[i] & 0x3F);
    }
    *s += len;
    return cp;
}

size_t nv_utf8_put(uint32_t cp, char dst[4])
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)cp, (utf8proc_uint8_t *)dst);
}

bool nv_utf8_is_nfc(const char *s)
{
    for (const unsigned char *p = (const unsigned char *)s; *p;) {
        if (*p < 0x80)
            p++;
        else if (*p >= 0xC2 && *p <= 0xCB && (p[1] & 0xC0) == 0x80)
            p += 2;
        else if (*p == 0xE1 && p[1] >= 0xB8 && p[1] <= 0xBB && (p[2] & 0xC0) == 0x80)
            p += 3;
        else if (*p == 0xE2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0xA7)
            p += 3;
        else
            return false;
    }
    return true;
}

static char *map(const char *s, int options)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)s, 0, &out, (utf8proc_option_t)options);
    return n < 0 ? NULL : (char *)out;
}

char *nv_utf8_nfc(const char *s)
{
    if (nv_utf8_is_nfc(s))
        return nv_strdup(s);
    return map(s, UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

char *nv_utf8_lower(const char *s)
{
    char *nfc = nv_utf8_nfc(s);
    if (!nfc)
        return NULL;
    struct nv_buf b = NV_BUF_INIT;
    const char *p = nfc;
    for (uint32_t cp; (cp = nv_utf8_next(&p));) {
        char utf8[4];
        nv_buf_add(&b, utf8, nv_utf8_put((uint32_t)utf8proc_tolower((utf8proc_int32_t)cp), utf8));
    }
    free(nfc);
    return nv_buf_take(&b, NULL);
}

static bool is_dash(uint32_t cp)
{
    return (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xAD;
}

static bool is_space(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xA0 || cp == 0x202F ||
           cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200A);
}

/* What a letter of Vietnamese text folds to; '\0' for code points that need the tables. */
static char fold_letter(uint32_t cp)
{
    /* U+00C0–U+00DF; U+00E0–U+00FF are their small letters but for the last three. */
    static const char latin[] = "aaaaaa-ceeeeiiii-nooooo--uuuuy--";
    if (cp < 0x80)
        return (char)(cp >= 'A' && cp <= 'Z' ? cp + 32 : cp);
    if (cp >= 0xC0 && cp <= 0xFD) {
        char c = latin[(cp - 0xC0) & 31];
        return (char)(c == '-' ? '\0' : c);
    }
    if (cp >= 0x1EA0 && cp <= 0x1EF9)
        return cp < 0x1EB8   ? 'a'
               : cp < 0x1EC8 ? 'e'
               : cp < 0x1ECC ? 'i'
               : cp < 0x1EE4 ? 'o'
               : cp < 0x1EF2 ? 'u'
                             : 'y';
    switch (cp & ~1u) {
    case 0x102:
        return 'a';
    case 0x110:
        return 'd';
    case 0x128:
        return 'i';
    case 0x168:
    case 0x1B0:
        return 'u';
    case 0x1A0:
        return 'o';
    default:
        return (char)(cp == 0x1AF ? 'u' : '\0');
    }
}

/* Most text is Vietnamese letters and ASCII. False where it holds anything else. */
static bool fold_quickly(const char *s, struct nv_buf *b)
{
    bool space = false;
    nv_buf_reserve(b, strlen(s) + 1);
    for (uint32_t cp; (cp = nv_utf8_next(&s));) {
        if (cp >= 0x300 && cp < 0x370)
            continue;
        if (is_space(cp)) {
            space = true;
            continue;
        }
        char c = is_dash(cp) ? '-' : fold_letter(cp);
        if (!c || cp == 0x1B1)
            return false;
        if (space && b->len)
            nv_buf_addc(b, ' ');
        space = false;
        nv_buf_addc(b, c);
    }
    return true;
}

char *nv_utf8_fold(const char *s)
{
    struct nv_buf b = NV_BUF_INIT;
    if (fold_quickly(s, &b))
        return nv_buf_take(&b, NULL);
    nv_buf_clear(&b);
    char *nfd = map(s, UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    if (!nfd) {
        nv_buf_free(&b);
        return NULL;
    }
    const char *p = nfd;
    bool space = false;
    for (uint32_t cp; (cp = nv_utf8_next(&p));) {
        if (utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_MN || cp == 0x200B)
            continue;
        if (is_space(cp)) {
            space = true;
            continue;
        }
        if (space && b.len)
            nv_buf_addc(&b, ' ');
        space = false;
        cp = (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
        cp = cp == 0x111 || cp == 0x110 ? 'd' : is_dash(cp) ? '-' : cp;
        char utf8[4];
        nv_buf_add(&b, utf8, nv_utf8_put(cp, utf8));
    }
    free(nfd);
    return nv_buf_take(&b, NULL);
}

/* Latin letters: most of what is measured here, and one column each. */
static bool is_latin(uint32_t cp)
{
    return (cp >= 0x20 && cp < 0x7F) || (cp >= 0xC0 && cp < 0x250) || (cp >= 0x1E00 && cp < 0x1F00);
}

/* Bytes of the letter at `p` that is_latin() would let through, as most are; 0 for anything else.
 */
static size_t latin_bytes(const unsigned char *p)
{
    if (*p >= 0x20 && *p < 0x7F)
        return 1;
    if (*p >= 0xC3 && *p <= 0xC8 && (p[1] & 0xC0) == 0x80)
        return 2;
    return *p == 0xE1 && p[1] >= 0xB8 && p[1] <= 0xBB && (p[2] & 0xC0) == 0x80 ? 3 : 0;
}

/* Columns of the character at *s, and moves over it. */
static size_t next_width(const char **s)
{
    size_t n = latin_bytes((const unsigned char *)*s);
    if (n) {
        *s += n;
        return 1;
    }
    uint32_t cp = nv_utf8_next(s);
    int w = is_latin(cp) ? 1 : utf8proc_charwidth((utf8proc_int32_t)cp);
    return w > 0 ? (size_t)w : 0;
}

size_t nv_utf8_width(const char *s)
{
    size_t width = 0;
    while (*s)
        width += next_width(&s);
    return width;
}

size_t nv_utf8_fit(const char *s, size_t columns)
{
    const char *p = s;
    for (const char *next = p; *p; p = next) {
        size_t width = next_width(&next);
        if (width > columns)
            break;
        columns -= width;
    }
    return (size_t)(p - s);
}

bool nv_utf8_is_control(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029 || cp == 0x61C ||
           cp == 0x200E || cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFEFF || (cp >= 0xFDD0 && cp <= 0xFDEF) ||
           (cp & 0xFFFE) == 0xFFFE;
}

size_t nv_utf8_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    if (n > 100 || m > 100)
        return n > m ? n : m;
    size_t rows[3][101];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= m; j++)
        last[j] = j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[m];
}
