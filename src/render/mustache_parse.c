/* Text to nodes: tags, delimiters, names, and which tags stand alone on their line. Goes on after
 * an error, so that one run tells all. */
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "render/mustache_tree.h"

enum { MAX_DELIMITER = 16 };

struct parser {
    struct nv_mtemplate *t;
    struct nv_diags *diags;
    const char *pos, *end;
    char open[MAX_DELIMITER + 1], close[MAX_DELIMITER + 1];
    size_t n_open, n_close;
    uint32_t sections[NV_TEMPLATE_MAX_DEPTH];
    size_t depth;
    bool line_start; /* nothing of the line has become a node yet */
    bool stop;
};

struct tag {
    char sigil; /* one of SIGILS, 0 for a variable */
    const char *at, *end;
    const char *body; /* trimmed */
    size_t n;
};

/* '<' and '$' are inheritance, which is told apart only to be refused by name. */
static const char SIGILS[] = "#^/>&{!=<$";

#define FAIL(p, at, ...)                                                                           \
    ((p)->t->broken = true, nv_mustache_complain((p)->t, at, (p)->diags, __VA_ARGS__))

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_space(char c)
{
    return is_blank(c) || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

static const char *skip_space(const char *s, const char *end)
{
    while (s < end && is_space(*s))
        s++;
    return s;
}

static const char *find(const char *s, const char *end, const char *what, size_t n)
{
    return s < end ? memmem(s, (size_t)(end - s), what, n) : NULL;
}

static bool starts(const char *s, const char *end, const char *what, size_t n)
{
    return (size_t)(end - s) >= n && memcmp(s, what, n) == 0;
}

static struct nv_mnode *add(struct parser *p, enum nv_mkind kind, const char *at, const char *text,
                            size_t n)
{
    nv_vec_push_zero(&p->t->nodes);
    struct nv_mnode *node = nv_vec_last(&p->t->nodes);
    node->kind = kind;
    node->at = at;
    node->text = text;
    node->n = n;
    return node;
}

static void begin_line(struct parser *p, const char *at)
{
    if (p->line_start)
        add(p, NV_M_LINE, at, NULL, 0);
    p->line_start = false;
}

static void add_text(struct parser *p, const char *to)
{
    for (const char *s = p->pos, *stop; s < to; s = stop) {
        const char *newline = memchr(s, '\n', (size_t)(to - s));
        stop = newline ? newline + 1 : to;
        if (*s != '\n' && !starts(s, p->end, "\r\n", 2))
            begin_line(p, s);
        struct nv_mnode *last = p->t->nodes.n ? nv_vec_last(&p->t->nodes) : NULL;
        if (last && last->kind == NV_M_TEXT && last->text + last->n == s)
            last->n += (size_t)(stop - s); /* empty lines */
        else
            add(p, NV_M_TEXT, s, s, (size_t)(stop - s));
        p->line_start = newline != NULL;
    }
    p->pos = to;
}

/* Where the tag's text ends: at the closing delimiter, or for {{{x}}} and {{=x y=}} at the sign
 * before it. NULL if the tag is not closed. */
static const char *find_end(const struct parser *p, const struct tag *tag, const char *s,
                            const char **after)
{
    char sign = tag->sigil == '{' ? '}' : tag->sigil == '=' ? '=' : '\0';
    if (!sign) {
        const char *close = find(s, p->end, p->close, p->n_close);
        *after = close ? close + p->n_close : NULL;
        return close;
    }
    const char *mark = s < p->end ? memchr(s, sign, (size_t)(p->end - s)) : NULL;
    if (!mark)
        return NULL;
    const char *close = skip_space(mark + 1, p->end);
    *after = close + p->n_close;
    return starts(close, p->end, p->close, p->n_close) ? mark : NULL;
}

static bool scan_tag(struct parser *p, const char *at, struct tag *tag)
{
    const char *s = skip_space(at + p->n_open, p->end), *after = NULL;
    *tag = (struct tag){.at = at};
    if (s < p->end && memchr(SIGILS, *s, sizeof SIGILS - 1))
        tag->sigil = *s++;
    const char *stop = find_end(p, tag, s, &after);
    /* A tag that another one opens inside of is the one that was not closed. */
    const char *inner = tag->sigil == '!' || tag->sigil == '='
                            ? NULL
                            : find(s, stop ? stop : p->end, p->open, p->n_open);
    if (!stop || inner) {
        const char *sign = tag->sigil == '{' ? "}" : tag->sigil == '=' ? "=" : "";
        FAIL(p, at, "thẻ mẫu mở ở đây không được đóng; cần \"%s%s\" ở cuối thẻ", sign, p->close);
        p->pos = inner ? inner : at + p->n_open;
        p->line_start = false;
        return false;
    }
    s = skip_space(s, stop);
    while (stop > s && is_space(stop[-1]))
        stop--;
    tag->body = s;
    tag->n = (size_t)(stop - s);
    tag->end = after;
    return true;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

/* "." or names joined by single dots. */
static bool is_variable(const char *s, size_t n)
{
    if (n == 1 && *s == '.')
        return true;
    for (size_t i = 0; i < n; i++)
        if (!is_name_byte(s[i]) && (s[i] != '.' || i == 0 || s[i - 1] == '.'))
            return false;
    return n > 0 && s[n - 1] != '.';
}

static bool is_partial(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!is_name_byte(s[i]) && s[i] != '.')
            return false;
    return n > 0;
}

static void check_name(struct parser *p, const struct tag *tag)
{
    char quote[NV_MUSTACHE_QUOTE];
    if (tag->sigil == '>' ? is_partial(tag->body, tag->n) : is_variable(tag->body, tag->n))
        return;
    if (!tag->n)
        FAIL(p, tag->at, "thẻ mẫu trống; cần một tên giữa \"%s\" và \"%s\"", p->open, p->close);
    else
        FAIL(p, tag->at,
             "tên \"%s\" không hợp lệ; tên chỉ gồm chữ cái không dấu, chữ số, '_', '-', các phần "
             "nối "
             "bằng dấu chấm",
             nv_mustache_quote(quote, tag->body, tag->n));
}

static void open_section(struct parser *p, const struct tag *tag)
{
    if (p->depth == NV_TEMPLATE_MAX_DEPTH) {
        FAIL(p, tag->at, "các khối lồng nhau quá sâu; cho phép nhiều nhất %d cấp",
             NV_TEMPLATE_MAX_DEPTH);
        p->stop = true;
        return;
    }
    check_name(p, tag);
    p->sections[p->depth++] = (uint32_t)p->t->nodes.n;
    add(p, tag->sigil == '#' ? NV_M_SECTION : NV_M_INVERTED, tag->at, tag->body, tag->n);
}

static void say_unclosed(struct parser *p, const struct nv_mnode *open)
{
    char quote[NV_MUSTACHE_QUOTE];
    nv_mustache_quote(quote, open->text, open->n);
    FAIL(p, open->at, "khối {{%c%s}} mở ở đây không được đóng; cần {{/%s}}",
         open->kind == NV_M_SECTION ? '#' : '^', quote, quote);
}

static void close_section(struct parser *p, const struct tag *tag)
{
    char quote[NV_MUSTACHE_QUOTE], wanted[NV_MUSTACHE_QUOTE];
    nv_mustache_quote(quote, tag->body, tag->n);
    size_t k = p->depth;
    for (; k > 0; k--) {
        const struct nv_mnode *open = &p->t->nodes.v[p->sections[k - 1]];
        if (open->n == tag->n && memcmp(open->text, tag->body, tag->n) == 0)
            break;
    }
    if (k > 0) {
        for (; p->depth > k; p->depth--)
            say_unclosed(p, &p->t->nodes.v[p->sections[p->depth - 1]]);
        p->t->nodes.v[p->sections[--p->depth]].end = (uint32_t)p->t->nodes.n;
        return;
    }
    if (p->depth == 0) {
        FAIL(p, tag->at, "{{/%s}} đóng một khối không được mở; cần {{#%s}} hoặc {{^%s}} ở trước",
             quote, quote, quote);
        return;
    }
    const struct nv_mnode *open = &p->t->nodes.v[p->sections[p->depth - 1]];
    nv_mustache_quote(wanted, open->text, open->n);
    FAIL(p, tag->at, "{{/%s}} không khớp với khối đang mở từ dòng %d; cần {{/%s}}", quote,
         nv_mustache_line(p->t, open->at), wanted);
}

/* {{=<% %>=}} */
static void change_delimiters(struct parser *p, const struct tag *tag)
{
    const char *end = tag->body + tag->n, *first_end = tag->body;
    while (first_end < end && !is_space(*first_end))
        first_end++;
    const char *second = skip_space(first_end, end), *second_end = second;
    while (second_end < end && !is_space(*second_end))
        second_end++;
    size_t a = (size_t)(first_end - tag->body), b = (size_t)(second_end - second);
    if (a == 0 || b == 0 || second_end != end || a > MAX_DELIMITER || b > MAX_DELIMITER) {
        FAIL(
            p, tag->at,
            "đổi dấu thẻ không hợp lệ; viết hai dấu cách nhau bằng khoảng trắng, không có '=', mỗi "
            "dấu nhiều nhất %d byte, ví dụ {{=<%% %%>=}}",
            MAX_DELIMITER);
        return;
    }
    memcpy(p->open, tag->body, a);
    memcpy(p->close, second, b);
    p->open[p->n_open = a] = p->close[p->n_close = b] = '\0';
}

static void take_tag(struct parser *p, const struct tag *tag)
{
    switch (tag->sigil) {
    case '#':
    case '^':
        open_section(p, tag);
        break;
    case '/':
        close_section(p, tag);
        break;
    case '=':
        change_delimiters(p, tag);
        break;
    case '!':
        break;
    case '<':
    case '$':
        FAIL(p, tag->at,
             "không hỗ trợ kế thừa mẫu ({{<…}}, {{$…}}); dùng mẫu con {{>tên}} và khối {{#…}}");
        break;
    default:
        check_name(p, tag);
        add(p,
            tag->sigil == '>'    ? NV_M_PARTIAL
            : tag->sigil == '\0' ? NV_M_VAR
                                 : NV_M_RAW,
            tag->at, tag->body, tag->n);
    }
}

/* A tag that writes nothing itself and is alone on its line takes the whole line with it. Gives the
 * line's first byte and the first one after it. */
static bool is_standalone(const struct parser *p, const struct tag *tag, const char **line,
                          const char **next)
{
    const char *s = tag->at;
    if (tag->sigil == '\0' || tag->sigil == '&' || tag->sigil == '{')
        return false;
    while (s > p->pos && is_blank(s[-1]))
        s--;
    if (s > p->t->text && s[-1] != '\n')
        return false;
    *line = s;
    for (s = tag->end; s < p->end && is_blank(*s);)
        s++;
    if (starts(s, p->end, "\r\n", 2))
        s++;
    *next = s < p->end ? s + 1 : s;
    return s == p->end || *s == '\n';
}

static void step(struct parser *p, const char *at)
{
    struct tag tag;
    const char *line, *next;
    if (!scan_tag(p, at, &tag))
        return;
    if (!is_standalone(p, &tag, &line, &next)) {
        add_text(p, at);
        begin_line(p, at);
        take_tag(p, &tag);
        p->pos = tag.end;
        return;
    }
    add_text(p, line);
    take_tag(p, &tag);
    if (tag.sigil == '>') {
        struct nv_mnode *node = nv_vec_last(&p->t->nodes);
        node->standalone = true;
        node->indent = line;
        node->n_indent = (size_t)(at - line);
    }
    p->pos = next;
    p->line_start = true;
}

void nv_mustache_parse(struct nv_mtemplate *t, struct nv_diags *diags)
{
    struct parser p = {.t = t,
                       .diags = diags,
                       .pos = t->text,
                       .end = t->text + t->n,
                       .open = "{{",
                       .close = "}}",
                       .n_open = 2,
                       .n_close = 2,
                       .line_start = true};
    const char *at;
    while (!p.stop && (at = find(p.pos, p.end, p.open, p.n_open)))
        step(&p, at);
    if (!p.stop)
        add_text(&p, p.end);
    for (; !p.stop && p.depth > 0; p.depth--)
        say_unclosed(&p, &t->nodes.v[p.sections[p.depth - 1]]);
}
