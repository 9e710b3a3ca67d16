#include "render/hooks.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/vec.h"
#include "model/snapshot.h"
#include "render/hook_data.h"
#include "render/hook_directive.h"
#include "render/hook_sample.h"
#include "render/mustache.h"
#include "render/shipped.h"

enum { MAX_BODY = 1024 * 1024 };

struct nv_hooks {
    struct nv_template_set *json, *form;
    NV_VEC(struct nv_hook_form) list;
    bool json_good, form_good;
};

struct nv_hooks *nv_hooks_new(void)
{
    struct nv_hooks *h = nv_calloc(1, sizeof *h);
    h->json = nv_template_set_new(NV_TEMPLATE_JSON, MAX_BODY);
    h->form = nv_template_set_new(NV_TEMPLATE_FORM, MAX_BODY);
    return h;
}

void nv_hooks_free(struct nv_hooks *h)
{
    if (!h)
        return;
    nv_template_set_free(h->json);
    nv_template_set_free(h->form);
    for (size_t i = 0; i < h->list.n; i++) {
        free(h->list.v[i].name);
        free(h->list.v[i].file);
    }
    nv_vec_free(&h->list);
    free(h);
}

static bool ends_in(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);
    return n > m && strcmp(s + n - m, suffix) == 0;
}

bool nv_hooks_is_file(const char *name)
{
    return ends_in(name, ".json") || ends_in(name, ".form");
}

static const struct nv_hook_form *find(const struct nv_hooks *h, const char *name, size_t n)
{
    for (size_t i = 0; i < h->list.n; i++)
        if (strlen(h->list.v[i].name) == n && memcmp(h->list.v[i].name, name, n) == 0)
            return &h->list.v[i];
    return NULL;
}

const struct nv_hook_form *nv_hooks_find(const struct nv_hooks *h, const char *name)
{
    return *name == '_' ? NULL : find(h, name, strlen(name));
}

const struct nv_hook_form *nv_hooks_at(const struct nv_hooks *h, size_t i)
{
    for (size_t k = 0; k < h->list.n; k++)
        if (h->list.v[k].name[0] != '_' && i-- == 0)
            return &h->list.v[k];
    return NULL;
}

static void add(struct nv_hooks *h, const char *name, const char *file, const char *text, size_t n,
                bool shipped, struct nv_diags *diags)
{
    struct nv_hook_form form = {.is_form = ends_in(name, ".form"), .shipped = shipped};
    struct nv_template_set *set = form.is_form ? h->form : h->json;
    size_t stem = strlen(name) - strlen(".json");
    if (find(h, name, stem)) {
        nv_diag_add(diags, NV_DIAG_ERROR, file, 0, 0,
                    "đã có mẫu webhook mang tên này; chỉ giữ một trong hai tệp .json, .form");
        return;
    }
    form.index = nv_template_count(set);
    if (nv_template_add(set, name, file, text, n, diags) == -NV_EINVAL)
        return;
    form.file = nv_strdup(file);
    form.name = nv_strdup(name);
    form.name[stem] = '\0';
    nv_hook_directives(&form, text, n, diags);
    nv_vec_push(&h->list, form);
}

void nv_hooks_file(struct nv_hooks *h, const char *name, const char *file, const char *text,
                   size_t n, struct nv_diags *diags)
{
    add(h, name, file, text, n, false, diags);
}

int nv_hooks_finish(struct nv_hooks *h, struct nv_diags *diags)
{
    for (const struct nv_shipped_text *t = nv_shipped_hooks; t->name; t++) {
        struct nv_buf file = NV_BUF_INIT;
        nv_buf_addf(&file, "webhook/%s (có sẵn)", t->name);
        if (!find(h, t->name, strlen(t->name) - strlen(".json")))
            add(h, t->name, nv_buf_str(&file), t->text, strlen(t->text), true, diags);
        nv_buf_free(&file);
    }
    h->json_good = nv_template_link(h->json, diags) == 0;
    h->form_good = nv_template_link(h->form, diags) == 0;
    return h->json_good && h->form_good ? 0 : -NV_ECONFIG;
}

int nv_hooks_check(const struct nv_hooks *h, const struct nv_hook *hook, struct nv_diags *diags)
{
    const struct nv_hook_form *form = nv_hooks_find(h, hook->template);
    if (!form)
        return -NV_ENOENT;
    if (!(form->is_form ? h->form_good : h->json_good))
        return -NV_ECONFIG; /* told already */
    const struct nv_template_set *set = form->is_form ? h->form : h->json;
    struct nv_schema fields[NV_HOOK_ROOT_FIELDS];
    struct nv_schema *values = nv_calloc(hook->n_values + 1, sizeof *values);
    for (uint32_t i = 0; i < hook->n_values; i++)
        values[i] = (struct nv_schema){hook->values[i].name, NV_TV_STRING, 0, NULL};
    nv_hook_schema(values, fields);
    int rc = nv_template_check(set, nv_template_name(set, form->index), fields, diags);
    if (rc == 0)
        rc = nv_hook_try(h, form, hook, fields, diags);
    free(values);
    return rc;
}

/* Line ends at the end of a file are no part of a form, and of no use in JSON. */
int nv_hooks_fill(const struct nv_hooks *h, const struct nv_hook_form *form,
                  const struct nv_tv *data, struct nv_buf *out)
{
    int rc = nv_template_render_at(form->is_form ? h->form : h->json, form->index, data, out, NULL);
    while (rc == 0 && out->len && strchr("\r\n", out->data[out->len - 1]))
        out->data[--out->len] = '\0';
    return rc;
}
