/* Partials by name, and the bounds that make rendering safe to recurse: no circle, a depth that was
 * counted, a size that was counted. */
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/utf8.h"
#include "render/mustache_tree.h"

enum { NEW, OPEN, DONE };

struct linker {
    struct nv_template_set *set;
    struct nv_diags *diags;
    NV_VEC(const struct nv_mtemplate *) path;
    size_t errors;
};

static void say_unknown(struct linker *l, const struct nv_mtemplate *t, const struct nv_mnode *node)
{
    char quote[NV_MUSTACHE_QUOTE];
    nv_mustache_quote(quote, node->text, node->n);
    const char *nearest = NULL;
    size_t best = node->n / 3 + 2;
    for (size_t i = 0; i < l->set->all.n; i++) {
        size_t d = nv_utf8_distance(quote, l->set->all.v[i]->name);
        if (d < best) {
            best = d;
            nearest = l->set->all.v[i]->name;
        }
    }
    l->errors++;
    if (nearest)
        nv_mustache_complain(t, node->at, l->diags, "không có mẫu con \"%s\"; có lẽ là \"%s\"",
                             quote, nearest);
    else
        nv_mustache_complain(t, node->at, l->diags,
                             "không có mẫu con \"%s\"; phải có một tệp mẫu mang tên đó", quote);
}

static void say_circle(struct linker *l, const struct nv_mtemplate *t, const struct nv_mnode *node)
{
    struct nv_buf b = NV_BUF_INIT;
    size_t i = l->path.n;
    while (i > 0 && l->path.v[i - 1] != node->partial)
        i--;
    for (i = i ? i - 1 : 0; i < l->path.n; i++)
        nv_buf_addf(&b, "%s → ", l->path.v[i]->name);
    nv_mustache_complain(t, node->at, l->diags,
                         "các mẫu chèn nhau thành vòng: %s%s; một mẫu không được chèn lại chính nó",
                         nv_buf_str(&b), node->partial->name);
    nv_buf_free(&b);
    l->errors++;
}

static void visit(struct linker *l, struct nv_mtemplate *t);

/* Follows one partial; false if it cannot be counted. */
static bool follow(struct linker *l, struct nv_mtemplate *t, struct nv_mnode *node, size_t around)
{
    struct nv_mtemplate *to = nv_mustache_find(l->set, node->text, node->n);
    node->partial = to;
    if (!to) {
        say_unknown(l, t, node);
        return false;
    }
    if (to->visit == OPEN) {
        say_circle(l, t, node);
        return false;
    }
    size_t before = l->errors;
    visit(l, to);
    if (around + 1 + to->depth > t->depth)
        t->depth = around + 1 + to->depth;
    t->weight += to->weight;
    if (t->weight > NV_TEMPLATE_MAX_NODES)
        t->weight = NV_TEMPLATE_MAX_NODES + 1;
    if (l->errors == before && t->depth > NV_TEMPLATE_MAX_DEPTH) {
        nv_mustache_complain(t, node->at, l->diags,
                             "mẫu con và khối lồng nhau quá sâu; cho phép nhiều nhất %d cấp",
                             NV_TEMPLATE_MAX_DEPTH);
        l->errors++;
    } else if (l->errors == before && t->weight > NV_TEMPLATE_MAX_NODES) {
        nv_mustache_complain(t, node->at, l->diags,
                             "các mẫu con khi chèn hết thì quá dài; cho phép nhiều nhất %d phần",
                             NV_TEMPLATE_MAX_NODES);
        l->errors++;
    }
    return l->errors == before;
}

static void visit(struct linker *l, struct nv_mtemplate *t)
{
    if (t->visit != NEW || t->broken)
        return;
    t->visit = OPEN;
    nv_vec_push(&l->path, t);
    t->weight = t->nodes.n;
    uint32_t ends[NV_TEMPLATE_MAX_DEPTH];
    size_t around = 0;
    bool told = false;
    for (uint32_t i = 0; i < t->nodes.n; i++) {
        struct nv_mnode *node = &t->nodes.v[i];
        while (around > 0 && ends[around - 1] <= i)
            around--;
        if (node->kind == NV_M_SECTION || node->kind == NV_M_INVERTED) {
            ends[around++] = node->end;
            if (around > t->depth)
                t->depth = around;
        } else if (node->kind == NV_M_PARTIAL && !told) {
            /* After the first one too many every further partial would be blamed for it. */
            told = !follow(l, t, node, around) &&
                   (t->depth > NV_TEMPLATE_MAX_DEPTH || t->weight > NV_TEMPLATE_MAX_NODES);
        }
    }
    l->path.n--;
    t->visit = DONE;
}

int nv_template_link(struct nv_template_set *set, struct nv_diags *diags)
{
    nv_require(!set->linked);
    struct linker l = {.set = set, .diags = diags};
    for (size_t i = 0; i < set->all.n; i++)
        l.errors += set->all.v[i]->broken;
    for (size_t i = 0; i < set->all.n; i++)
        visit(&l, set->all.v[i]);
    nv_vec_free(&l.path);
    set->linked = true;
    set->sound = l.errors == 0;
    return set->sound ? 0 : -NV_ECONFIG;
}

bool nv_template_is_included(const struct nv_template_set *set, size_t i)
{
    nv_require(i < set->all.n);
    for (size_t k = 0; k < set->all.n; k++)
        for (size_t j = 0; j < set->all.v[k]->nodes.n; j++)
            if (set->all.v[k]->nodes.v[j].partial == set->all.v[i])
                return true;
    return false;
}
