#include "render/clean.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

static bool is_break(uint32_t cp)
{
    return cp == '\t' || cp == '\n' || cp == '\v' || cp == '\f' || cp == '\r' || cp == 0x85 ||
           cp == 0x2028 || cp == 0x2029;
}

/* What needs a look at in text without a fault, by the first byte of a character. Beyond ASCII only
 * the letters that nv_utf8_is_nfc() knows to be NFC are let through; it knows the punctuation too.
 */
enum { SAME, BLANK, TWO, THREE, LOOK };
static const unsigned char kinds[256] = {
    [0 ... 31] = LOOK,      [' '] = BLANK,  [127 ... 0xC2] = LOOK,  [0xC3 ... 0xCB] = TWO,
    [0xCC ... 0xE0] = LOOK, [0xE1] = THREE, [0xE2 ... 0xFF] = LOOK,
};

/* Nothing to do for nearly all text: the snapshot holds NFC without controls.
 * Beyond ASCII, what nv_utf8_is_nfc() knows to be NFC is valid too; of it only
 * U+0080-009F are controls, and the marks of U+2010-2027 are harmless. */
static bool is_clean(const char *s)
{
    if (*s == ' ')
        return false;
    for (const unsigned char *p = (const unsigned char *)s;;) {
        while (kinds[*p] == SAME)
            p++;
        switch (kinds[*p]) {
        case BLANK:
            if (p[1] == ' ' || !p[1])
                return false;
            p++;
            break;
        case TWO:
            if ((p[1] & 0xC0) != 0x80)
                return false;
            p += 2;
            break;
        case THREE:
            if (p[1] < 0xB8 || p[1] > 0xBB || (p[2] & 0xC0) != 0x80)
                return false;
            p += 3;
            break;
        default:
            if (!*p)
                return true;
            if (*p == 0xC2 && p[1] >= 0xA0 && p[1] <= 0xBF)
                p += 2;
            else if (*p == 0xE2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0xA7)
                p += 3;
            else
                return false;
        }
    }
}

static void add_valid(struct nv_buf *b, const char *s)
{
    for (size_t n = strlen(s);;) {
        long bad = nv_utf8_check(s, n);
        nv_buf_add(b, s, bad < 0 ? n : (size_t)bad);
        if (bad < 0)
            return;
        nv_buf_adds(b, "\xEF\xBF\xBD");
        s += bad + 1;
        n -= (size_t)bad + 1;
    }
}

static void add_one_line(struct nv_buf *b, const char *s)
{
    bool space = false;
    for (uint32_t cp; (cp = nv_utf8_next(&s));) {
        if (cp == ' ' || is_break(cp)) {
            space = true;
            continue;
        }
        if (nv_utf8_is_control(cp))
            continue;
        if (space && b->len)
            nv_buf_addc(b, ' ');
        space = false;
        char utf8[4];
        nv_buf_add(b, utf8, nv_utf8_put(cp, utf8));
    }
}

const char *nv_clean(struct nv_arena *a, const char *s)
{
    if (!s)
        return "";
    if (is_clean(s))
        return nv_arena_strdup(a, s);
    struct nv_buf valid = NV_BUF_INIT, line = NV_BUF_INIT;
    add_valid(&valid, s);
    add_one_line(&line, nv_buf_str(&valid));
    char *nfc = nv_utf8_nfc(nv_buf_str(&line));
    const char *out = nv_arena_strdup(a, nfc ? nfc : "");
    free(nfc);
    nv_buf_free(&valid);
    nv_buf_free(&line);
    return out;
}

const char *nv_clean_cut(struct nv_arena *a, const char *s, size_t columns)
{
    const char *text = nv_clean(a, s);
    if (!text[nv_utf8_fit(text, columns)])
        return text;
    struct nv_buf b = NV_BUF_INIT;
    size_t n = nv_utf8_fit(text, columns - 1);
    while (n && text[n - 1] == ' ')
        n--;
    nv_buf_add(&b, text, n);
    nv_buf_adds(&b, "…");
    text = nv_arena_strdup(a, nv_buf_str(&b));
    nv_buf_free(&b);
    return text;
}

const char *nv_clean_bare(struct nv_arena *a, const char *s)
{
    const char *text = nv_clean(a, s);
    size_t n = strlen(text);
    while (n && strchr(" .,;:", text[n - 1]))
        n--;
    return text[n] ? nv_arena_strndup(a, text, n) : text;
}

const char *nv_clean_address(struct nv_arena *a, const char *s)
{
    static const char atext[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "!#$%&'*+-/=?^_`{|}~.";
    struct nv_buf b = NV_BUF_INIT;
    bool at = false;
    for (s = s ? s : ""; *s; s++) {
        if (strchr(atext, *s) || (*s == '@' && !at))
            nv_buf_addc(&b, *s);
        at = at || *s == '@';
    }
    const char *out = nv_arena_strdup(a, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}
