#include "courier/line.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

/* Length of the valid UTF-8 sequence at `s`, 0 where there is none. */
static size_t sequence(const char *s, size_t n)
{
    unsigned char lead = (unsigned char)*s;
    size_t want = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    return want <= n && nv_utf8_check(s, want) < 0 ? want : 0;
}

char *nv_line_clean(char *dst, size_t size, const char *src, size_t n)
{
    static const char broken[] = "\xEF\xBF\xBD";
    size_t len = 0;
    bool gap = false;
    while (n > 0) {
        const char *piece = src, *at = src;
        size_t used = 1, add = 1;
        if ((unsigned char)*src >= 0x80) {
            add = used = sequence(src, n);
            if (!used) {
                piece = broken;
                add = 3;
                used = 1;
            }
        }
        bool blank = piece == src && (*src == ' ' || nv_utf8_is_control(nv_utf8_next(&at)));
        src += used;
        n -= used;
        if (blank) {
            gap = len > 0;
            continue;
        }
        if (len + gap + add + 1 > size)
            break;
        if (gap)
            dst[len++] = ' ';
        gap = false;
        memcpy(dst + len, piece, add);
        len += add;
    }
    dst[len] = '\0';
    return dst;
}

static bool is_printable(char c)
{
    return c >= 0x21 && c <= 0x7E;
}

bool nv_line_is_addr(const char *s)
{
    const char *at = NULL;
    size_t n = 0;
    if (!s)
        return false;
    for (; s[n]; n++) {
        if (!is_printable(s[n]) || strchr("<>()[]\\,;:\"", s[n]))
            return false;
        if (s[n] == '@') {
            if (at)
                return false;
            at = s + n;
        }
    }
    return n <= 254 && at && at != s && at[1] != '\0';
}

bool nv_line_is_value(const char *s)
{
    if (!s || !*s)
        return false;
    for (; *s; s++)
        if (!is_printable(*s) && *s != ' ' && *s != '\t')
            return false;
    return true;
}

bool nv_line_is_header(const char *s)
{
    if (!nv_line_is_value(s))
        return false;
    size_t name = strcspn(s, ": \t()<>@,;\\\"/[]?={}");
    return name > 0 && s[name] == ':';
}

bool nv_line_is_url(const char *s)
{
    if (!s || (strncasecmp(s, "http://", 7) != 0 && strncasecmp(s, "https://", 8) != 0))
        return false;
    size_t n = 0;
    for (; s[n]; n++)
        if (n >= 4096 || !is_printable(s[n]) || strchr("<>\"\\^`{|}", s[n]))
            return false;
    const char *host = s + strcspn(s, "/") + 2;
    if (n > 8 && memchr(host, '@', strcspn(host, "/?#"))) /* a name and password for it */
        return false;
    return s[strcspn(s, "/") + 2] != '\0' && s[strcspn(s, "/") + 2] != '/';
}
