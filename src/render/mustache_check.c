/* Walks a template as it will be rendered, partials unfolded, with what is known of the data
 * instead of data, and with the place in HTML or JSON that the literal text has come to. */
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "render/mustache_context.h"
#include "render/mustache_tree.h"

enum { MAX_LISTED = 12, SEARCH_DEPTH = 4 };

/* Which tag brought the walk into a partial. */
struct entry {
    const struct entry *up;
    const struct nv_mtemplate *from;
    const char *at;
};

struct walk {
    struct nv_diags *diags;
    struct nv_mcontext place;
    bool known; /* there is a schema */
    struct nv_schema stack[NV_TEMPLATE_MAX_DEPTH + 1];
    size_t n;
    bool failed;
    NV_VEC(const struct nv_schema *) wanted; /* that are named */
};

/* A partial that is used in several places is wrong once. */
static bool told_already(const struct nv_diags *d, const char *file, int line, const char *text)
{
    for (size_t i = 0; i < d->list.n; i++)
        if (d->list.v[i].line == line && strcmp(d->list.v[i].file, file) == 0 &&
            strncmp(d->list.v[i].text, text, strlen(text)) == 0)
            return true;
    return false;
}

static void __attribute__((format(printf, 5, 6)))
fail(struct walk *w, const struct nv_mtemplate *t, const struct entry *e, const char *at,
     const char *fmt, ...)
{
    struct nv_buf b = NV_BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    nv_buf_vaddf(&b, fmt, ap);
    va_end(ap);
    w->failed = true;
    if (!told_already(w->diags, t->file, nv_mustache_line(t, at), nv_buf_str(&b))) {
        if (e)
            nv_buf_addf(&b, " (khi chèn từ %s:%d)", e->from->file,
                        nv_mustache_line(e->from, e->at));
        nv_mustache_complain(t, at, w->diags, "%s", nv_buf_str(&b));
    }
    nv_buf_free(&b);
}

static const struct nv_schema *member(const struct nv_schema *fields, const char *name, size_t n)
{
    for (; fields && fields->name; fields++)
        if (strlen(fields->name) == n && memcmp(fields->name, name, n) == 0)
            return fields;
    return NULL;
}

/* What a section over this field pushes. */
static struct nv_schema element(const struct nv_schema *f)
{
    struct nv_schema e = *f;
    if (f->kind == NV_TV_LIST)
        e.kind = f->fields ? NV_TV_MAP : NV_TV_STRING;
    return e;
}

/* The field, or NULL; then *stuck is the part of the name that is unknown and *among what could
 * have been meant (NULL: any name in reach). */
static const struct nv_schema *resolve(const struct walk *w, const char *name, size_t n,
                                       const char **stuck, const struct nv_schema **among)
{
    const struct nv_schema *f = NULL;
    const char *end = name + n, *dot = memchr(name, '.', n);
    if (n == 1 && dot)
        return &w->stack[w->n - 1];
    size_t part = (size_t)((dot ? dot : end) - name);
    for (size_t i = w->n; i > 0 && !f; i--)
        if (w->stack[i - 1].kind == NV_TV_MAP)
            f = member(w->stack[i - 1].fields, name, part);
    *stuck = name;
    *among = NULL;
    while (f && dot) {
        *stuck = dot + 1;
        *among = f->kind == NV_TV_MAP ? f->fields : NULL;
        dot = memchr(*stuck, '.', (size_t)(end - *stuck));
        f = member(*among, *stuck, (size_t)((dot ? dot : end) - *stuck));
    }
    return f;
}

static void nearest(const struct nv_schema *fields, const char *name, size_t *best,
                    const char **found)
{
    for (; fields && fields->name; fields++) {
        size_t d = nv_utf8_distance(name, fields->name);
        if (d < *best) {
            *best = d;
            *found = fields->name;
        }
    }
}

static void list_names(struct nv_buf *out, const struct nv_schema *fields)
{
    for (size_t i = 0; fields && fields->name; fields++, i++) {
        if (i == MAX_LISTED) {
            nv_buf_adds(out, ", …");
            return;
        }
        nv_buf_addf(out, "%s%s", i ? ", " : "", fields->name);
    }
}

/* Appends "{{#a}}{{#b}}" where a member of that name is inside of sections that are not open. */
static bool find_inside(struct nv_buf *out, const struct nv_schema *fields, const char *name,
                        int depth)
{
    for (; fields && fields->name && depth > 0; fields++) {
        size_t len = out->len;
        if (!fields->fields)
            continue;
        nv_buf_addf(out, "{{#%s}}", fields->name);
        if (member(fields->fields, name, strlen(name)) ||
            find_inside(out, fields->fields, name, depth - 1))
            return true;
        out->len = len;
        out->data[len] = '\0';
    }
    return false;
}

static void say_unknown(struct walk *w, const struct nv_mtemplate *t, const struct entry *e,
                        const struct nv_mnode *node, const char *stuck,
                        const struct nv_schema *among)
{
    char part[NV_MUSTACHE_QUOTE], whole[NV_MUSTACHE_QUOTE];
    const char *found = NULL;
    size_t len = (size_t)(node->text + node->n - stuck);
    const char *dot = memchr(stuck, '.', len);
    nv_mustache_quote(part, stuck, dot ? (size_t)(dot - stuck) : len);
    nv_mustache_quote(whole, node->text, node->n);
    size_t best = 2 + strlen(part) / 4;
    bool first = stuck == node->text;
    if (first)
        for (size_t i = w->n; i > 0; i--)
            nearest(w->stack[i - 1].kind == NV_TV_MAP ? w->stack[i - 1].fields : NULL, part, &best,
                    &found);
    else
        nearest(among, part, &best, &found);

    struct nv_buf names = NV_BUF_INIT;
    if (found)
        fail(w, t, e, node->at, "không có biến \"%s\"; có lẽ là \"%.*s%s\"", whole,
             (int)(stuck - node->text), node->text, found);
    else if (first && find_inside(&names, w->stack[0].fields, part, SEARCH_DEPTH))
        fail(w, t, e, node->at, "không có biến \"%s\" ở đây; biến đó chỉ có trong khối %s", whole,
             nv_buf_str(&names));
    else if (!first && !among)
        fail(w, t, e, node->at, "không có biến \"%s\"; phần trước \"%s\" không có biến con", whole,
             part);
    else {
        const struct nv_schema *fields = first ? w->stack[0].fields : among;
        for (size_t i = w->n; first && i > 0; i--)
            if (w->stack[i - 1].kind == NV_TV_MAP) {
                fields = w->stack[i - 1].fields;
                break;
            }
        nv_buf_clear(&names);
        list_names(&names, fields);
        fail(w, t, e, node->at, "không có biến \"%s\"; %s%s", whole,
             names.len ? "có: " : "ở đây không dùng biến nào", nv_buf_str(&names));
    }
    nv_buf_free(&names);
}

/* False if the name is unknown; *out is NULL where there is no schema. */
static bool look_up(struct walk *w, const struct nv_mtemplate *t, const struct entry *e,
                    const struct nv_mnode *node, const struct nv_schema **out)
{
    const char *stuck = NULL;
    const struct nv_schema *among = NULL;
    *out = NULL;
    if (!w->known)
        return true;
    *out = resolve(w, node->text, node->n, &stuck, &among);
    if (*out && (*out)->flags & NV_FIELD_WANTED)
        nv_vec_push(&w->wanted, *out);
    if (!*out)
        say_unknown(w, t, e, node, stuck, among);
    return *out != NULL;
}

static void check_value(struct walk *w, const struct nv_mtemplate *t, const struct entry *e,
                        const struct nv_mnode *node)
{
    const struct nv_schema *f;
    bool named = look_up(w, t, e, node, &f);
    if (f && (f->kind == NV_TV_LIST || f->kind == NV_TV_MAP ||
              (f->kind == NV_TV_BOOL && w->place.mode != NV_TEMPLATE_JSON))) {
        fail(w, t, e, node->at, "\"%.*s\" là %s, không in ra được; dùng khối {{#%.*s}}…{{/%.*s}}",
             (int)node->n, node->text,
             f->kind == NV_TV_LIST  ? "danh sách"
             : f->kind == NV_TV_MAP ? "nhóm biến"
                                    : "giá trị có/không",
             (int)node->n, node->text, (int)node->n, node->text);
        named = false;
    }
    const char *why = nv_mcontext_value(&w->place, named ? f : NULL, node->kind == NV_M_RAW);
    if (why)
        fail(w, t, e, node->at, "%s", why);
}

static void check_nodes(struct walk *w, const struct nv_mtemplate *t, const struct entry *e,
                        uint32_t from, uint32_t to);

static void check_section(struct walk *w, const struct nv_mtemplate *t, const struct entry *e,
                          const struct nv_mnode *node, uint32_t first)
{
    const struct nv_schema *f;
    struct nv_mcontext before = w->place;
    size_t n = w->n;
    bool named = look_up(w, t, e, node, &f);
    if (named && f && node->kind == NV_M_SECTION)
        w->stack[w->n++] = element(f);
    /* What stands in a section of unknown name has no names that can be checked. */
    bool known = w->known;
    w->known = known && (named || node->kind == NV_M_INVERTED);
    check_nodes(w, t, e, first, node->end);
    w->known = known;
    w->n = n;
    if (!nv_mcontext_equal(&before, &w->place))
        fail(w, t, e, node->at,
             "khối \"%.*s\" mở ở %s nhưng kết thúc ở %s; mỗi khối phải kết thúc ở đúng chỗ như khi "
             "mở, vì "
             "nó có thể vắng mặt hoặc lặp lại",
             (int)node->n, node->text, nv_mcontext_describe(&before),
             nv_mcontext_describe(&w->place));
    w->place = before;
}

static void check_nodes(struct walk *w, const struct nv_mtemplate *t, const struct entry *e,
                        uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        const struct nv_mnode *node = &t->nodes.v[i];
        switch (node->kind) {
        case NV_M_TEXT:
            nv_mcontext_text(&w->place, node->text, node->n);
            break;
        case NV_M_LINE: /* white space at the front of a line changes no place */
            break;
        case NV_M_VAR:
        case NV_M_RAW:
            check_value(w, t, e, node);
            break;
        case NV_M_SECTION:
        case NV_M_INVERTED:
            check_section(w, t, e, node, i + 1);
            i = node->end - 1;
            break;
        case NV_M_PARTIAL:
            check_nodes(w, node->partial, &(struct entry){e, t, node->at}, 0,
                        (uint32_t)node->partial->nodes.n);
            break;
        }
    }
}

static bool is_named(const struct walk *w, const struct nv_schema *f)
{
    for (size_t i = 0; i < w->wanted.n; i++)
        if (w->wanted.v[i] == f)
            return true;
    return false;
}

static void list_wanted(struct nv_buf *out, const struct nv_schema *f)
{
    nv_buf_addf(out, "%s{{%s%s}}", out->len ? " hoặc " : "",
                f->fields || f->kind == NV_TV_LIST ? "#" : "", f->name);
}

static void say_missing(struct walk *w, const struct nv_mtemplate *t, const char *what)
{
    nv_diag_add(
        w->diags, NV_DIAG_WARNING, t->file, 0, 0,
        "mẫu không dùng %s: phần đó của mọi thư sẽ bị mất; hãy chép lại chỗ đó từ mẫu cài sẵn",
        what);
}

/* A layout in which an administrator forgot what the letter is for sends letters that lose it. */
static void say_wanted(struct walk *w, const struct nv_mtemplate *t, const struct nv_schema *fields)
{
    struct nv_buf either = NV_BUF_INIT, missing = NV_BUF_INIT;
    bool one = false;
    for (const struct nv_schema *f = fields; f && f->name; f++) {
        bool named = is_named(w, f);
        if (!(f->flags & NV_FIELD_WANTED))
            continue;
        if (f->flags & NV_FIELD_EITHER) {
            one |= named;
            list_wanted(&either, f);
        } else if (!named) {
            nv_buf_clear(&missing);
            list_wanted(&missing, f);
            say_missing(w, t, nv_buf_str(&missing));
        }
        if (named)
            say_wanted(w, t, f->fields);
    }
    if (either.len && !one)
        say_missing(w, t, nv_buf_str(&either));
    nv_buf_free(&either);
    nv_buf_free(&missing);
}

int nv_template_check(const struct nv_template_set *set, const char *name,
                      const struct nv_schema *schema, struct nv_diags *diags)
{
    nv_require(set->linked && set->sound);
    const struct nv_mtemplate *t = nv_mustache_find(set, name, strlen(name));
    if (!t) {
        nv_diag_add(diags, NV_DIAG_ERROR, name, 0, 0, "thiếu mẫu \"%s\"", name);
        return -NV_ENOENT;
    }
    struct walk w = {.diags = diags, .place.mode = set->mode, .known = schema != NULL, .n = 1};
    w.stack[0] = (struct nv_schema){"", NV_TV_MAP, 0, schema};
    check_nodes(&w, t, NULL, 0, (uint32_t)t->nodes.n);
    if (!nv_mcontext_at_end(&w.place))
        fail(&w, t, NULL, t->text + t->n, "mẫu kết thúc ở %s; phải đóng những gì đã mở",
             nv_mcontext_describe(&w.place));
    if (schema && !w.failed)
        say_wanted(&w, t, schema);
    nv_vec_free(&w.wanted);
    return w.failed ? -NV_ECONFIG : 0;
}
