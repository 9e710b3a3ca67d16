#include "render/mustache_html.h"

#include <string.h>

enum element { OTHER, SCRIPT, STYLE, IFRAME, NOEMBED, NOFRAMES, XMP, TEXTAREA, TITLE, META };

static const struct {
    const char *name;
    enum element element;
} elements[] = {
    {"script", SCRIPT},     {"style", STYLE},       {"iframe", IFRAME},
    {"noembed", NOEMBED},   {"noframes", NOFRAMES}, {"xmp", XMP},
    {"textarea", TEXTAREA}, {"title", TITLE},       {"meta", META},
};

static const char *const url_attributes[] = {
    "href",     "src",      "action",     "formaction", "background", "cite",
    "poster",   "data",     "xlink:href", "srcset",     "ping",       "usemap",
    "longdesc", "manifest", "icon",       "archive",    "profile",    "codebase",
};

static const char *const good_schemes[] = {"http", "https", "mailto", "cid", "tel"};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void go(struct nv_mhtml *h, enum nv_mhtml_place place)
{
    h->place = (uint8_t)place;
    h->count = 0;
}

static void forget_name(struct nv_mhtml *h)
{
    h->len = 0;
    memset(h->name, 0, sizeof h->name);
}

static void add_name(struct nv_mhtml *h, char c)
{
    if (c >= 'A' && c <= 'Z')
        c = (char)(c - 'A' + 'a');
    if (h->len < NV_MHTML_NAME)
        h->name[h->len] = c;
    if (h->len < UINT16_MAX)
        h->len++;
}

static bool name_is(const struct nv_mhtml *h, const char *s)
{
    return h->len == strlen(s) && h->len <= NV_MHTML_NAME && memcmp(h->name, s, h->len) == 0;
}

static void end_tag_name(struct nv_mhtml *h)
{
    h->element = OTHER;
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (name_is(h, elements[i].name))
            h->element = (uint8_t)elements[i].element;
    forget_name(h);
    go(h, NV_MHTML_BEFORE_ATTR);
}

static void end_tag(struct nv_mhtml *h)
{
    enum element e = h->element;
    bool closing = h->closing;
    *h = (struct nv_mhtml){0};
    if (closing || e == OTHER || e == META)
        return;
    h->element = (uint8_t)e;
    go(h, e == TEXTAREA || e == TITLE ? NV_MHTML_RCDATA : NV_MHTML_RAW);
}

static void end_attr_name(struct nv_mhtml *h)
{
    h->attr = NV_MHTML_PLAIN;
    if (h->len > 2 && memcmp(h->name, "on", 2) == 0)
        h->attr = NV_MHTML_EVENT;
    else if (name_is(h, "style"))
        h->attr = NV_MHTML_STYLE;
    else if (name_is(h, "srcdoc") || (name_is(h, "content") && h->element == META))
        h->attr = NV_MHTML_FORBIDDEN;
    for (size_t i = 0; i < sizeof url_attributes / sizeof *url_attributes; i++)
        if (name_is(h, url_attributes[i]))
            h->attr = NV_MHTML_URL;
    forget_name(h);
}

static void end_value(struct nv_mhtml *h)
{
    h->attr = h->url = 0;
    forget_name(h);
    go(h, NV_MHTML_BEFORE_ATTR);
}

static void end_scheme(struct nv_mhtml *h)
{
    h->url = NV_MHTML_URL_BAD;
    for (size_t i = 0; i < sizeof good_schemes / sizeof *good_schemes; i++)
        if (name_is(h, good_schemes[i]))
            h->url = NV_MHTML_URL_OPEN;
    forget_name(h);
}

/* A character reference before the address is settled could spell anything. */
static void step_url(struct nv_mhtml *h, char c)
{
    bool letter = is_letter(c);
    if (is_space(c))
        return; /* browsers drop line ends even within a scheme */
    switch ((enum nv_mhtml_url)h->url) {
    case NV_MHTML_URL_START:
        h->url = c == '/' || c == '\\' ? NV_MHTML_URL_SLASH
                 : c == '&'            ? NV_MHTML_URL_BAD
                 : letter              ? NV_MHTML_URL_SCHEME
                                       : NV_MHTML_URL_OPEN;
        if (letter)
            add_name(h, c);
        break;
    case NV_MHTML_URL_SLASH:
        if (c != '/' && c != '\\')
            h->url = NV_MHTML_URL_OPEN;
        break;
    case NV_MHTML_URL_SCHEME:
        if (letter || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.') {
            add_name(h, c);
        } else if (c == ':') {
            end_scheme(h);
        } else {
            h->url = c == '&' ? NV_MHTML_URL_BAD : NV_MHTML_URL_OPEN;
            forget_name(h);
        }
        break;
    case NV_MHTML_URL_OPEN:
    case NV_MHTML_URL_BAD:
        break;
    }
}

static void step_value(struct nv_mhtml *h, char c)
{
    char quote = h->place == NV_MHTML_VALUE_DOUBLE ? '"' : '\'';
    if (h->place == NV_MHTML_VALUE_BARE) {
        if (is_space(c))
            end_value(h);
        else if (c == '>')
            end_tag(h);
        return;
    }
    if (c == quote)
        end_value(h);
    else if (h->attr == NV_MHTML_URL)
        step_url(h, c);
}

static void begin_attr(struct nv_mhtml *h, char c)
{
    h->attr = 0;
    forget_name(h);
    add_name(h, c);
    go(h, NV_MHTML_ATTR_NAME);
}

/* Inside a tag but outside of values. */
static void step_tag(struct nv_mhtml *h, char c)
{
    enum nv_mhtml_place place = h->place;
    if (place == NV_MHTML_TAG_NAME && (is_space(c) || c == '/' || c == '>'))
        end_tag_name(h);
    if (place == NV_MHTML_ATTR_NAME && (is_space(c) || c == '/' || c == '>' || c == '='))
        end_attr_name(h);
    if (c == '>') {
        end_tag(h);
    } else if (place == NV_MHTML_BEFORE_VALUE) {
        if (!is_space(c))
            go(h, c == '"'    ? NV_MHTML_VALUE_DOUBLE
                  : c == '\'' ? NV_MHTML_VALUE_SINGLE
                              : NV_MHTML_VALUE_BARE);
    } else if (place == NV_MHTML_TAG_NAME) {
        if (h->place == NV_MHTML_TAG_NAME)
            add_name(h, c);
    } else if (c == '/') {
        end_value(h);
    } else if (is_space(c)) {
        if (place == NV_MHTML_ATTR_NAME)
            go(h, NV_MHTML_AFTER_ATTR_NAME);
    } else if (c == '=' && place != NV_MHTML_BEFORE_ATTR) {
        go(h, NV_MHTML_BEFORE_VALUE);
    } else if (place == NV_MHTML_ATTR_NAME) {
        add_name(h, c);
    } else {
        begin_attr(h, c);
    }
}

static void step_open(struct nv_mhtml *h, char c)
{
    bool closing = h->place == NV_MHTML_END_LT;
    if (is_letter(c)) {
        h->closing = closing;
        forget_name(h);
        add_name(h, c);
        go(h, NV_MHTML_TAG_NAME);
    } else if (closing) {
        go(h, c == '>' ? NV_MHTML_DATA : NV_MHTML_BOGUS);
    } else {
        go(h, c == '/'   ? NV_MHTML_END_LT
              : c == '!' ? NV_MHTML_BANG
              : c == '?' ? NV_MHTML_BOGUS
              : c == '<' ? NV_MHTML_LT
                         : NV_MHTML_DATA);
    }
}

static void step_comment(struct nv_mhtml *h, char c)
{
    if (h->place == NV_MHTML_BANG) {
        if (c == '-' && h->count == 0)
            h->count = 1;
        else if (c == '-')
            go(h, NV_MHTML_COMMENT), h->count = 2; /* "<!-->" is a whole comment */
        else
            go(h, c == '>' ? NV_MHTML_DATA : NV_MHTML_BOGUS);
    } else if (c == '>' && (h->place == NV_MHTML_BOGUS || h->count >= 2)) {
        go(h, NV_MHTML_DATA);
    } else if (h->place == NV_MHTML_COMMENT) {
        h->count = c == '-'                    ? (uint8_t)(h->count == 0 || h->count == 3 ? 1 : 2)
                   : c == '!' && h->count == 2 ? 3
                                               : 0;
    }
}

/* Looks for "</name" and what may follow it. */
static void step_raw(struct nv_mhtml *h, char c)
{
    const char *name = "";
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (elements[i].element == (enum element)h->element)
            name = elements[i].name;
    size_t n = strlen(name);
    char low = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    if (h->count == n + 2 && (is_space(c) || c == '/' || c == '>')) {
        h->closing = 1;
        go(h, NV_MHTML_BEFORE_ATTR);
        if (c == '>')
            end_tag(h);
    } else if (h->count == 1 ? c == '/'
                             : h->count >= 2 && h->count < n + 2 && low == name[h->count - 2]) {
        h->count++;
    } else {
        h->count = c == '<';
    }
}

struct nv_mhtml nv_mhtml_text(struct nv_mhtml h, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        switch ((enum nv_mhtml_place)h.place) {
        case NV_MHTML_DATA:
            if (s[i] == '<')
                h.place = NV_MHTML_LT;
            break;
        case NV_MHTML_LT:
        case NV_MHTML_END_LT:
            step_open(&h, s[i]);
            break;
        case NV_MHTML_TAG_NAME:
        case NV_MHTML_BEFORE_ATTR:
        case NV_MHTML_ATTR_NAME:
        case NV_MHTML_AFTER_ATTR_NAME:
        case NV_MHTML_BEFORE_VALUE:
            step_tag(&h, s[i]);
            break;
        case NV_MHTML_VALUE_DOUBLE:
        case NV_MHTML_VALUE_SINGLE:
        case NV_MHTML_VALUE_BARE:
            step_value(&h, s[i]);
            break;
        case NV_MHTML_BANG:
        case NV_MHTML_COMMENT:
        case NV_MHTML_BOGUS:
            step_comment(&h, s[i]);
            break;
        case NV_MHTML_RAW:
        case NV_MHTML_RCDATA:
            step_raw(&h, s[i]);
            break;
        }
    }
    return h;
}

struct nv_mhtml nv_mhtml_after_value(struct nv_mhtml h)
{
    if (h.attr == NV_MHTML_URL) {
        h.url = NV_MHTML_URL_OPEN;
        forget_name(&h);
    }
    return h;
}

bool nv_mhtml_equal(const struct nv_mhtml *a, const struct nv_mhtml *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

const char *nv_mhtml_describe(const struct nv_mhtml *h)
{
    switch ((enum nv_mhtml_place)h->place) {
    case NV_MHTML_DATA:
        return "giữa văn bản";
    case NV_MHTML_LT:
    case NV_MHTML_END_LT:
    case NV_MHTML_TAG_NAME:
        return "trong tên thẻ HTML";
    case NV_MHTML_BEFORE_ATTR:
    case NV_MHTML_AFTER_ATTR_NAME:
        return "trong thẻ HTML, giữa các thuộc tính";
    case NV_MHTML_ATTR_NAME:
        return "trong tên thuộc tính";
    case NV_MHTML_BEFORE_VALUE:
    case NV_MHTML_VALUE_BARE:
        return "trong giá trị thuộc tính không có ngoặc kép";
    case NV_MHTML_VALUE_DOUBLE:
    case NV_MHTML_VALUE_SINGLE:
        return h->attr == NV_MHTML_URL ? "trong một địa chỉ liên kết" : "trong giá trị thuộc tính";
    case NV_MHTML_BANG:
    case NV_MHTML_COMMENT:
    case NV_MHTML_BOGUS:
        return "trong chú thích hoặc khai báo HTML";
    case NV_MHTML_RAW:
        return h->element == SCRIPT  ? "trong <script>"
               : h->element == STYLE ? "trong <style>"
                                     : "trong phần tử không được đọc như HTML";
    case NV_MHTML_RCDATA:
        return h->element == TITLE ? "trong <title>" : "trong <textarea>";
    }
    return "";
}
