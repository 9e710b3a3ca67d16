#include "import/markup.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { TAG_MAX = 4096 }; /* what is longer is text: looking for its end is bounded */

struct reader {
    nv_block_fn *block;
    void *ctx;
    struct nv_buf text;
    enum nv_block_kind kind; /* of the block being gathered */
    bool space;
    unsigned ordinal; /* of an <ol>: Word numbers the first column by itself */
    bool numbered;
    bool alone; /* in a list element that has no text yet */
};

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

const char *nv_tag_read(const char *p, const char *end, struct nv_tag *tag)
{
    memset(tag, 0, sizeof *tag);
    if (p >= end || *p != '<')
        return NULL;
    const char *limit = end - p > TAG_MAX ? p + TAG_MAX : end;
    p++;
    if (end - p >= 3 && memcmp(p, "!--", 3) == 0) {
        const char *close = memmem(p + 3, (size_t)(end - p) - 3, "-->", 3);
        tag->name[0] = '!';
        return close ? close + 3 : end;
    }
    if (p < end && (*p == '!' || *p == '?')) {
        const char *close = memchr(p, '>', (size_t)(limit - p));
        tag->name[0] = '!';
        return close ? close + 1 : NULL;
    }
    if (p < end && *p == '/') {
        tag->close = true;
        p++;
    }
    if (p >= end || !is_name(*p) || (*p >= '0' && *p <= '9'))
        return NULL;
    for (size_t n = 0; p < end && is_name(*p); p++)
        if (n + 1 < sizeof tag->name)
            tag->name[n++] = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
    if (p < end && *p == ':') /* Word's <o:p> */
        tag->name[0] = '!';
    tag->attributes = p;
    for (char quote = 0; p < limit; p++) {
        if (quote ? *p == quote : *p == '"' || *p == '\'')
            quote = quote ? 0 : *p;
        else if (!quote && (*p == '>' || *p == '<'))
            break;
    }
    if (p >= limit || *p != '>')
        return NULL;
    tag->end = p;
    return p + 1;
}

int nv_tag_number(const struct nv_tag *tag, const char *name, int otherwise)
{
    size_t n = strlen(name);
    for (const char *p = tag->attributes; p + n < tag->end; p++) {
        if (strncasecmp(p, name, n) != 0 || is_name(p[-1]))
            continue;
        const char *v = p + n;
        while (v < tag->end && (*v == ' ' || *v == '=' || *v == '"' || *v == '\''))
            v++;
        int value = 0, digits = 0;
        for (; v < tag->end && *v >= '0' && *v <= '9' && digits < 6; digits++)
            value = value * 10 + (*v++ - '0');
        if (digits)
            return value;
    }
    return otherwise;
}

static void add_text(struct reader *r, const char *p, size_t n)
{
    if (r->space && r->text.len)
        nv_buf_addc(&r->text, ' ');
    r->space = false;
    nv_buf_add(&r->text, p, n);
}

/* Ends the block being gathered; the next one is of `next`. */
static void flush(struct reader *r, enum nv_block_kind next)
{
    if (r->text.len) {
        char *nfc = nv_utf8_nfc(r->text.data);
        r->block(r->ctx, nfc ? nfc : r->text.data, r->kind);
        free(nfc);
        nv_buf_clear(&r->text);
        r->alone = false;
        r->kind = next;
    } else if (!(r->kind == NV_BLOCK_ITEM && next == NV_BLOCK_PARA)) {
        r->kind = next; /* a paragraph inside a list element begins the element */
    }
    r->space = false;
}

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

static const char *const block_tags[] = {"p",  "div", "tr", "table", "blockquote", "h1", "h2",
                                         "h3", "h4",  "h5", "h6",    "pre",        "td", "th",
                                         "dl", "dt",  "dd", "hr",    NULL};
static const char *const inline_tags[] = {"b",     "i",   "u",   "em",   "strong", "span",
                                          "font",  "sup", "sub", "a",    "mark",   "s",
                                          "small", "del", "ins", "code", "img",    NULL};

/* True if the tag is markup here; acts on it. */
static bool take_tag(struct reader *r, const struct nv_tag *t, enum nv_markup markup)
{
    if (strcmp(t->name, "br") == 0) {
        flush(r, r->kind == NV_BLOCK_ITEM && !r->text.len ? NV_BLOCK_ITEM : NV_BLOCK_TEXT);
    } else if (strcmp(t->name, "li") == 0) {
        if (t->close && r->alone && r->numbered && !r->text.len)
            nv_buf_addf(&r->text, "%u", r->ordinal);
        flush(r, t->close ? NV_BLOCK_PARA : NV_BLOCK_ITEM);
        r->kind = t->close ? NV_BLOCK_PARA : NV_BLOCK_ITEM;
        r->ordinal += !t->close && r->numbered;
        r->alone = !t->close;
    } else if (strcmp(t->name, "ul") == 0 || strcmp(t->name, "ol") == 0) {
        flush(r, NV_BLOCK_PARA);
        r->kind = NV_BLOCK_PARA;
        r->numbered = !t->close && t->name[0] == 'o';
        if (r->numbered)
            r->ordinal = (unsigned)nv_tag_number(t, "start", 1) - 1;
    } else if (is_one_of(t->name, block_tags)) {
        flush(r, NV_BLOCK_PARA);
    } else if (markup == NV_MARKUP_SOME && !is_one_of(t->name, inline_tags)) {
        return false;
    }
    return true;
}

/* Decodes one entity at `p`; the bytes it took, 0 if it is none. */
static size_t take_entity(struct reader *r, const char *p, const char *end)
{
    static const struct {
        const char *name;
        uint32_t cp;
    } named[] = {{"amp;", '&'},       {"lt;", '<'},       {"gt;", '>'},       {"quot;", '"'},
                 {"apos;", '\''},     {"nbsp;", ' '},     {"ndash;", 0x2013}, {"mdash;", 0x2014},
                 {"ldquo;", 0x201C},  {"rdquo;", 0x201D}, {"lsquo;", 0x2018}, {"rsquo;", 0x2019},
                 {"hellip;", 0x2026}, {"bull;", 0x2022},  {"shy;", 0xAD}};
    size_t left = (size_t)(end - p);
    uint32_t cp = 0;
    size_t used = 0;
    if (left > 3 && p[1] == '#') {
        bool hex = p[2] == 'x' || p[2] == 'X';
        size_t i = hex ? 3 : 2, first = i;
        for (; i < left && i < first + 7; i++) {
            int d = p[i] >= '0' && p[i] <= '9'                        ? p[i] - '0'
                    : hex && (p[i] | 32) >= 'a' && (p[i] | 32) <= 'f' ? (p[i] | 32) - 'a' + 10
                                                                      : -1;
            if (d < 0)
                break;
            cp = cp * (hex ? 16 : 10) + (uint32_t)d;
        }
        if (i == first || i >= left || p[i] != ';' || cp == 0 || cp > 0x10FFFF ||
            (cp >= 0xD800 && cp < 0xE000))
            return 0;
        used = i + 1;
    }
    for (size_t i = 0; !used && i < sizeof named / sizeof *named; i++) {
        size_t n = strlen(named[i].name);
        if (left > n && memcmp(p + 1, named[i].name, n) == 0) {
            cp = named[i].cp;
            used = n + 1;
        }
    }
    if (!used)
        return 0;
    char utf8[4];
    if (cp == ' ' || cp == 0xA0 || nv_utf8_is_control(cp))
        r->space = true;
    else
        add_text(r, utf8, nv_utf8_put(cp, utf8));
    return used;
}

static bool has_tags(const char *p, const char *end)
{
    static const char *const usual[] = {"ul", "ol", "li", "p", "br", NULL};
    struct nv_tag t;
    for (; (p = memchr(p, '<', (size_t)(end - p))); p++)
        if (nv_tag_read(p, end, &t) && (is_one_of(t.name, inline_tags) || is_one_of(t.name, usual)))
            return true;
    return false;
}

/* A line of plain text: one that begins with a marker is an element of its own. */
static void new_line(struct reader *r, const char *p, const char *end)
{
    char head[8] = "";
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    memcpy(head, p, (size_t)(end - p) < sizeof head - 1 ? (size_t)(end - p) : sizeof head - 1);
    if (nv_marker_length(head))
        flush(r, NV_BLOCK_ITEM);
    else
        r->space = true;
}

void nv_markup_read(const char *raw, size_t n, enum nv_markup markup, nv_block_fn *block, void *ctx)
{
    struct reader r = {.block = block, .ctx = ctx, .kind = NV_BLOCK_TEXT};
    const char *p = raw, *end = raw + n;
    bool entities = markup == NV_MARKUP_HTML || has_tags(raw, end);
    while (p < end) {
        struct nv_tag t;
        const char *after = *p == '<' ? nv_tag_read(p, end, &t) : NULL;
        size_t used;
        if (after && take_tag(&r, &t, markup)) {
            p = after;
        } else if (*p == '&' && entities && (used = take_entity(&r, p, end))) {
            p += used;
        } else if (*p == '\n' && markup == NV_MARKUP_SOME) {
            new_line(&r, ++p, end);
        } else {
            const char *at = p;
            uint32_t cp = nv_utf8_next(&p);
            if (cp == ' ' || cp == 0xA0 || cp == 0x202F || cp == 0x3000 ||
                (cp >= 0x2000 && cp <= 0x200A) || nv_utf8_is_control(cp))
                r.space = true;
            else
                add_text(&r, at, (size_t)(p - at));
        }
    }
    flush(&r, NV_BLOCK_TEXT);
    nv_buf_free(&r.text);
}
