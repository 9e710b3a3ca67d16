#include "render/hook_body.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "model/snapshot.h"
#include "render/doc.h"
#include "render/hook_data.h"
#include "render/hooks.h"
#include "render/render.h"
#include "render/view.h"

/* "attachments.0.text": members of objects, elements of lists. */
static json_t *member(json_t *at, const char *path)
{
    while (at && *path) {
        char name[NV_HOOK_MEMBER];
        size_t n = strcspn(path, ".");
        nv_fmt(name, sizeof name, "%.*s", (int)n, path);
        at = json_is_array(at) ? json_array_get(at, strtoul(name, NULL, 10))
                               : json_object_get(at, name);
        path += n + (path[n] == '.');
    }
    return at;
}

static bool measure_json(const struct nv_hook_limit *limit, const struct nv_buf *body,
                         size_t *length)
{
    json_t *o = json_loadb(nv_buf_str(body), body->len, 0, NULL);
    json_t *text = member(o, limit->member);
    bool found = json_is_string(text);
    if (found)
        *length = nv_hook_length(limit->unit, json_string_value(text));
    json_decref(o);
    return found;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* The value of a form's field, decoded. */
static bool measure_form(const struct nv_hook_limit *limit, const struct nv_buf *body,
                         size_t *length)
{
    size_t n = strlen(limit->member);
    const char *at = nv_buf_str(body);
    while (strncmp(at, limit->member, n) != 0 || at[n] != '=') {
        at = strchr(at, '&');
        if (!at++)
            return false;
    }
    struct nv_buf value = NV_BUF_INIT;
    for (at += n + 1; *at && *at != '&'; at++) {
        bool coded = *at == '%' && at[1] && at[2];
        nv_buf_addc(&value, coded ? (char)(hex(at[1]) * 16 + hex(at[2])) : *at);
        at += coded ? 2 : 0;
    }
    *length = nv_hook_length(limit->unit, nv_buf_str(&value));
    nv_buf_free(&value);
    return true;
}

bool nv_hook_measure(const struct nv_hook_form *form, const struct nv_hook_limit *limit,
                     const struct nv_buf *body, size_t *length)
{
    if (limit->member[0])
        return form->is_form ? measure_form(limit, body, length)
                             : measure_json(limit, body, length);
    *length = nv_hook_length(limit->unit, nv_buf_str(body));
    return true;
}

struct job {
    struct nv_view v;
    struct nv_doc doc;
    const struct nv_hook *hook;
    const struct nv_hooks *hooks;
    const struct nv_hook_form *form;
};

static bool fits(const struct nv_hook_form *form, const struct nv_buf *body)
{
    for (unsigned i = 0; i < form->n_limits; i++) {
        size_t length;
        if (nv_hook_measure(form, &form->limits[i], body, &length) && length > form->limits[i].most)
            return false;
    }
    return true;
}

/* True if it came out and fits; `out` then holds it alone. */
static bool attempt(const struct job *j, uint32_t items, size_t columns, struct nv_buf *out)
{
    const struct nv_hook_cut cut = {j->form->markup, items, columns};
    nv_buf_clear(out);
    return nv_hooks_fill(j->hooks, j->form, nv_hook_data(&j->v, &j->doc, j->hook, &cut), out) ==
               0 &&
           fits(j->form, out);
}

/* The most items that fit with texts of so many columns. False if not even the first does. */
static bool most_items(const struct job *j, size_t columns, struct nv_buf *out)
{
    uint32_t good = 0, bad = j->v.n_items + 1;
    while (bad - good > 1) {
        uint32_t middle = good + (bad - good) / 2;
        if (attempt(j, middle, columns, out))
            good = middle;
        else
            bad = middle;
    }
    return good > 0 && attempt(j, good, columns, out);
}

void nv_hook_body(const struct nv_letter *l, struct nv_buf *out)
{
    /* Long texts first give way to each other, then to the first item's being there at all. */
    static const size_t columns[] = {400, 200, 100, 50, 20};
    struct job j = {.hook = l->hook, .hooks = l->snapshot->hooks};
    struct nv_buf body = NV_BUF_INIT;
    nv_view_init(&j.v, l);
    j.v.bare = j.v.whole = true;
    nv_doc_make(&j.doc, &j.v);
    j.form = nv_hooks_find(j.hooks, l->hook->template);
    bool good = j.form && attempt(&j, j.v.n_items, 0, &body);
    for (size_t i = 0; j.form && !good && i < sizeof columns / sizeof *columns; i++)
        good = most_items(&j, columns[i], &body);
    /* What a template was checked for, no item at all, always fits. */
    if (j.form && !good)
        attempt(&j, 0, columns[sizeof columns / sizeof *columns - 1], &body);
    nv_buf_add(out, nv_buf_str(&body), body.len);
    nv_buf_free(&body);
    nv_view_free(&j.v);
}
