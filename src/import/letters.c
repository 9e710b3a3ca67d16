#include "import/letters.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/utf8.h"

static utf8proc_category_t category(uint32_t cp)
{
    return utf8proc_category((utf8proc_int32_t)cp);
}

bool nv_starts_upper(const char *s)
{
    return category(nv_utf8_next(&s)) == UTF8PROC_CATEGORY_LU;
}

bool nv_starts_lower(const char *s)
{
    return category(nv_utf8_next(&s)) == UTF8PROC_CATEGORY_LL;
}

bool nv_starts_digit(const char *s)
{
    return *s >= '0' && *s <= '9';
}

bool nv_all_upper(const char *s)
{
    bool any = false;
    for (uint32_t cp; (cp = nv_utf8_next(&s));) {
        utf8proc_category_t c = category(cp);
        if (c == UTF8PROC_CATEGORY_LL)
            return false;
        any = any || c == UTF8PROC_CATEGORY_LU;
    }
    return any;
}

bool nv_is_word(uint32_t cp, bool inside)
{
    if (cp < 0x80)
        return (cp >= '0' && cp <= '9') || ((cp | 32) >= 'a' && (cp | 32) <= 'z') || cp == '&';
    utf8proc_category_t c = category(cp);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
           (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO) ||
           (inside && c == UTF8PROC_CATEGORY_MN);
}

void nv_words_add(struct nv_buf *out, const char *s)
{
    char *folded = nv_utf8_fold(s);
    bool space = false, first = true;
    for (const char *p = folded; p && *p;) {
        const char *at = p;
        uint32_t cp = nv_utf8_next(&p);
        bool word = nv_is_word(cp, false);
        if (word && space && !first)
            nv_buf_addc(out, ' ');
        if (word) {
            nv_buf_add(out, at, (size_t)(p - at));
            first = false;
        }
        space = !word;
    }
    free(folded);
}

bool nv_words_have(const char *hay, const char *needle)
{
    size_t n = strlen(needle);
    for (const char *p = hay; (p = strstr(p, needle)); p++)
        if ((p == hay || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
            return true;
    return false;
}
