#include "render/mustache_escape.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"

static const char HEX[] = "0123456789ABCDEF";

static const char *html_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#x27;";
    default:
        return "";
    }
}

static const bool is_markup[256] = {
    ['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true,
};

static void escape_html(struct nv_buf *out, const char *s, size_t n)
{
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_markup[(unsigned char)s[i]])
            continue;
        const char *ref = html_of(s[i]);
        nv_buf_add(out, s + from, i - from);
        nv_buf_adds(out, ref);
        from = i + 1;
    }
    nv_buf_add(out, s + from, n - from);
}

static void escape_unit(struct nv_buf *out, unsigned unit)
{
    char u[6] = {'\\',          'u', HEX[unit >> 12 & 15], HEX[unit >> 8 & 15], HEX[unit >> 4 & 15],
                 HEX[unit & 15]};
    nv_buf_add(out, u, sizeof u);
}

/* RFC 8259, section 7; besides U+2028 and U+2029, which end a line where JSON is read as
 * JavaScript. */
static void escape_json(struct nv_buf *out, const char *s, size_t n)
{
    static const char SHORT[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        bool separator = c == 0xE2 && n - i >= 3 && memcmp(s + i, "\xE2\x80", 2) == 0 &&
                         ((unsigned char)s[i + 2] & 0xFE) == 0xA8;
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F && !separator)
            continue;
        nv_buf_add(out, s + from, i - from);
        const char *pair = SHORT;
        while (*pair && *pair != (char)c)
            pair += 2;
        if (*pair && c) {
            nv_buf_addc(out, '\\');
            nv_buf_addc(out, pair[1]);
        } else {
            escape_unit(out, separator ? 0x2000u | (unsigned char)s[i + 2] % 0x80 : c);
        }
        if (separator)
            i += 2;
        from = i + 1;
    }
    nv_buf_add(out, s + from, n - from);
}

/* RFC 3986, section 2.3: everything but the unreserved characters. */
static void escape_form(struct nv_buf *out, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            (c && strchr("-._~", c))) {
            nv_buf_addc(out, (char)c);
        } else {
            char triple[3] = {'%', HEX[c >> 4], HEX[c & 15]};
            nv_buf_add(out, triple, sizeof triple);
        }
    }
}

void nv_mustache_escape(struct nv_buf *out, enum nv_template_mode mode, const char *s, size_t n)
{
    switch (mode) {
    case NV_TEMPLATE_TEXT:
        nv_buf_add(out, s, n);
        break;
    case NV_TEMPLATE_HTML:
        escape_html(out, s, n);
        break;
    case NV_TEMPLATE_JSON:
        escape_json(out, s, n);
        break;
    case NV_TEMPLATE_FORM:
        escape_form(out, s, n);
        break;
    }
}
