/* Nodes and data to bytes. Recursion is as deep as the linker counted; work and output are counted
 * here, since lists multiply them. */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "render/mustache_escape.h"
#include "render/mustache_json.h"
#include "render/mustache_tree.h"

/* The indentation of the partial being written is a slice of `indents`, at its end. */
struct render {
    const struct nv_template_set *set;
    struct nv_buf *out;
    size_t base; /* length of `out` before */
    const struct nv_tv *stack[NV_TEMPLATE_MAX_DEPTH + 1];
    size_t n;
    struct nv_buf indents;
    size_t indent; /* where the slice begins */
    long steps;
    enum nv_mjson json;
    bool full;
};

static bool go_on(struct render *r)
{
    if (++r->steps > NV_TEMPLATE_MAX_STEPS || r->out->len - r->base > r->set->max_output)
        r->full = true;
    return !r->full;
}

static void add(struct render *r, const char *s, size_t n)
{
    if (n > r->set->max_output)
        r->full = true;
    else
        nv_buf_add(r->out, s, n);
}

static const struct nv_tv *resolve(const struct render *r, const char *name, size_t n)
{
    const char *end = name + n, *dot = memchr(name, '.', n);
    if (n == 1 && dot)
        return r->stack[r->n - 1];
    const struct nv_tv *v = NULL;
    size_t part = (size_t)((dot ? dot : end) - name);
    for (size_t i = r->n; i > 0 && !v; i--)
        v = nv_tv_get(r->stack[i - 1], name, part);
    /* The rest of a dotted name is looked up in what its front gave, nowhere else. */
    while (v && dot) {
        name = dot + 1;
        dot = memchr(name, '.', (size_t)(end - name));
        v = nv_tv_get(v, name, (size_t)((dot ? dot : end) - name));
    }
    return v;
}

/* What a value looks like as text; lists, maps and null have none. */
static void text_of(const struct nv_tv *v, const char **s, size_t *n)
{
    *s = "";
    *n = 0;
    if (v && (v->kind == NV_TV_STRING || v->kind == NV_TV_NUMBER)) {
        *s = v->text;
        *n = v->n;
    } else if (v && v->kind == NV_TV_BOOL) {
        *s = v->truth ? "true" : "false";
        *n = strlen(*s);
    }
}

static void write_value(struct render *r, const struct nv_mnode *node)
{
    const struct nv_tv *v = resolve(r, node->text, node->n);
    bool value = r->set->mode == NV_TEMPLATE_JSON && r->json == NV_MJSON_OUTSIDE;
    const char *s;
    size_t n;
    text_of(v, &s, &n);
    if (n > r->set->max_output) {
        r->full = true;
    } else if (node->kind == NV_M_RAW) {
        add(r, s, n);
    } else if (value && v && v->kind == NV_TV_STRING) {
        nv_buf_addc(r->out, '"');
        nv_mustache_escape(r->out, NV_TEMPLATE_JSON, s, n);
        nv_buf_addc(r->out, '"');
    } else if (value && n == 0) {
        nv_buf_adds(r->out, "null");
    } else {
        nv_mustache_escape(r->out, r->set->mode, s, n);
    }
}

static void write_nodes(struct render *r, const struct nv_mtemplate *t, uint32_t from, uint32_t to);

static void write_section(struct render *r, const struct nv_mtemplate *t,
                          const struct nv_mnode *node, uint32_t first)
{
    const struct nv_tv *v = resolve(r, node->text, node->n);
    bool truth = nv_tv_truth(v);
    if (node->kind == NV_M_INVERTED) {
        if (!truth)
            write_nodes(r, t, first, node->end);
        return;
    }
    if (!truth)
        return;
    r->n++;
    if (v->kind != NV_TV_LIST) {
        r->stack[r->n - 1] = v;
        write_nodes(r, t, first, node->end);
    } else {
        for (const struct nv_tv_cell *c = v->first; c && go_on(r); c = c->next) {
            r->stack[r->n - 1] = c->value;
            write_nodes(r, t, first, node->end);
        }
    }
    r->n--;
}

static void write_partial(struct render *r, const struct nv_mnode *node)
{
    size_t indent = r->indent, len = r->indents.len;
    if (node->standalone)
        nv_buf_add(&r->indents, node->indent, node->n_indent);
    else
        r->indent = len;
    write_nodes(r, node->partial, 0, (uint32_t)node->partial->nodes.n);
    r->indent = indent;
    r->indents.len = len;
}

static void write_nodes(struct render *r, const struct nv_mtemplate *t, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to && go_on(r); i++) {
        const struct nv_mnode *node = &t->nodes.v[i];
        switch (node->kind) {
        case NV_M_TEXT:
            add(r, node->text, node->n);
            if (r->set->mode == NV_TEMPLATE_JSON)
                r->json = nv_mjson_text(r->json, node->text, node->n);
            break;
        case NV_M_LINE:
            if (r->indents.len > r->indent)
                add(r, r->indents.data + r->indent, r->indents.len - r->indent);
            break;
        case NV_M_VAR:
        case NV_M_RAW:
            write_value(r, node);
            break;
        case NV_M_SECTION:
        case NV_M_INVERTED:
            write_section(r, t, node, i + 1);
            i = node->end - 1;
            break;
        case NV_M_PARTIAL:
            write_partial(r, node);
            break;
        }
    }
}

static int render(const struct nv_template_set *set, const struct nv_mtemplate *t,
                  const struct nv_tv *data, struct nv_buf *out, struct nv_err *err)
{
    struct render r = {.set = set, .out = out, .base = out->len, .n = 1};
    r.stack[0] = data;
    write_nodes(&r, t, 0, (uint32_t)t->nodes.n);
    nv_buf_free(&r.indents);
    if (!r.full && out->len - r.base <= set->max_output)
        return 0;
    out->len = r.base;
    if (out->data)
        out->data[out->len] = '\0';
    if (r.steps > NV_TEMPLATE_MAX_STEPS)
        return nv_err_set(err, NV_ETOOBIG,
                          "mẫu \"%s\": quá %d bước; các khối lặp nhân lên quá nhiều", t->name,
                          NV_TEMPLATE_MAX_STEPS);
    return nv_err_set(err, NV_ETOOBIG, "mẫu \"%s\": kết quả dài quá %zu byte", t->name,
                      set->max_output);
}

int nv_template_render(const struct nv_template_set *set, const char *name,
                       const struct nv_tv *data, struct nv_buf *out, struct nv_err *err)
{
    if (!set->linked || !set->sound)
        return nv_err_set(err, NV_ESTATE, "các mẫu có lỗi, chưa dùng được");
    const struct nv_mtemplate *t = nv_mustache_find(set, name, strlen(name));
    if (!t)
        return nv_err_set(err, NV_ENOENT, "không có mẫu \"%s\"", name);
    return render(set, t, data, out, err);
}

int nv_template_render_at(const struct nv_template_set *set, size_t i, const struct nv_tv *data,
                          struct nv_buf *out, struct nv_err *err)
{
    if (!set->linked || !set->sound)
        return nv_err_set(err, NV_ESTATE, "các mẫu có lỗi, chưa dùng được");
    nv_require(i < set->all.n);
    return render(set, set->all.v[i], data, out, err);
}
