#include "conf/hook_request.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/secret.h"
#include "conf/loader.h"
#include "conf/rules.h"
#include "conf/schema.h"
#include "conf/webhooks.h"
#include "render/hooks.h"

enum { MAX_HEADERS = 16, MAX_VALUES = 16, TEMPLATE_MAX = 256 * 1024 };
#define TOKEN "{token}"

enum { NAME, VALUE, FILE_NAME, N_HEADER };
static const struct nv_field header_fields[] = {
    [NAME] = {"name", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [VALUE] = {"value", NV_TYPE_TEXT, 0, 0, 0},
    [FILE_NAME] = {"file", NV_TYPE_TEXT, 0, 0, 0},
};
static const struct nv_schema header_schema = NV_SCHEMA("tiêu đề HTTP (headers)", header_fields);

static bool is_name(const char *s)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz";
    static const char rest[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    size_t n = strlen(s);
    return n > 0 && n <= 32 && strchr(first, s[0]) && strspn(s, rest) == n;
}

/* RFC 9110 5.6.2. */
static bool is_token(const char *s)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "!#$%&'*+-.^_`|~";
    size_t n = strlen(s);
    return n > 0 && n <= 100 && strspn(s, allowed) == n;
}

/* RFC 9110 5.5 without obs-text: what every receiver reads the same way. */
static bool is_value(const char *s)
{
    for (const char *p = s; *p; p++)
        if (*p < ' ' || *p > '~')
            return false;
    return *s && *s != ' ' && strlen(s) <= 1000;
}

/* These say how the request is carried or signed; they are the program's. */
static bool is_reserved(const char *name)
{
    static const char *const names[] = {
        "Host",       "Content-Length", "Content-Type",   "Transfer-Encoding",
        "Connection", "Expect",         "Keep-Alive",     "TE",
        "Trailer",    "Upgrade",        "HTTP2-Settings", "Accept-Encoding"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return strncasecmp(name, "webhook-", 8) == 0 || strncasecmp(name, "proxy-", 6) == 0;
}

static const char *file_of(struct nv_loader *l, const struct nv_node *n)
{
    const char *name = nv_get_text(l, n, NULL);
    if (!name || l->alone)
        return name;
    struct nv_buf path = NV_BUF_INIT;
    nv_secret_path(l->snap->dir ? l->snap->dir : ".", name, &path);
    nv_check_secret_line(l, n, nv_buf_str(&path));
    nv_buf_free(&path);
    return name;
}

struct headers {
    struct nv_hook_header v[MAX_HEADERS];
    uint32_t n;
};

static void add_header(struct nv_loader *l, const struct nv_node *n, struct headers *out,
                       struct nv_hook_header h)
{
    for (uint32_t i = 0; i < out->n; i++)
        if (strcasecmp(out->v[i].name, h.name) == 0) {
            nv_error(l, n, "tiêu đề \"%s\" được ghi hai lần", h.name);
            return;
        }
    if (out->n == MAX_HEADERS)
        nv_error(l, n, "nhiều tiêu đề quá; nhiều nhất %d", MAX_HEADERS);
    else
        out->v[out->n++] = h;
}

static void read_header(struct nv_loader *l, const struct nv_node *group, struct headers *out)
{
    struct nv_node got[N_HEADER];
    if (!nv_schema_check(l, group, &header_schema, got))
        return;
    struct nv_hook_header h = {.name = nv_get_text(l, &got[NAME], ""),
                               .value = nv_get_text(l, &got[VALUE], ""),
                               .file = file_of(l, &got[FILE_NAME])};
    if (!is_token(h.name))
        nv_error(l, &got[NAME],
                 "tên tiêu đề \"%s\" không đúng; chỉ gồm chữ cái không dấu, chữ số và \"-\"",
                 h.name);
    else if (is_reserved(h.name))
        nv_error(l, &got[NAME],
                 "tiêu đề \"%s\" do chương trình đặt; kiểu nội dung đặt bằng content_type", h.name);
    else if (!got[VALUE].s && !h.file)
        nv_error(l, group, "tiêu đề \"%s\" phải có value hoặc file", h.name);
    else if (got[VALUE].s && !is_value(h.value))
        nv_error(l, &got[VALUE],
                 "giá trị của tiêu đề chỉ gồm ký tự ASCII in được, không bắt đầu bằng khoảng "
                 "trắng, dài nhất 1000 ký tự");
    else
        add_header(l, &got[NAME], out, h);
}

static void read_headers(struct nv_loader *l, const struct nv_hook_nodes *n, struct nv_hook *hook)
{
    struct headers out = {.n = 0};
    for (uint32_t i = 0; n->headers->s && i < nv_node_count(n->headers); i++) {
        struct nv_node group = nv_node_child(n->headers, i);
        read_header(l, &group, &out);
    }
    const char *bearer = file_of(l, n->bearer_file);
    if (bearer)
        add_header(l, n->bearer_file, &out,
                   (struct nv_hook_header){"Authorization", "Bearer ", bearer});
    hook->n_headers = out.n;
    hook->headers = nv_arena_memdup(l->snap->arena, out.v, out.n * sizeof *out.v);
}

static void read_values(struct nv_loader *l, const struct nv_node *group, struct nv_hook *hook)
{
    struct nv_hook_value v[MAX_VALUES];
    uint32_t n = 0, count = group->s ? nv_node_count(group) : 0;
    if (count > MAX_VALUES)
        nv_error(l, group, "nhiều giá trị quá; nhiều nhất %d", MAX_VALUES);
    for (uint32_t i = 0; i < count && i < MAX_VALUES; i++) {
        struct nv_node one = nv_node_child(group, i);
        const char *name = config_setting_name(one.s);
        if (config_setting_type(one.s) != CONFIG_TYPE_STRING)
            nv_error(l, &one, "\"%s\" phải là một chuỗi trong ngoặc kép", name);
        else if (!is_name(name))
            nv_error_key(l, &one,
                         "tên \"%s\" không đúng; chỉ gồm chữ thường không dấu, chữ số, \"_\", bắt "
                         "đầu bằng chữ, dài nhất 32 ký tự",
                         name);
        else
            v[n++] = (struct nv_hook_value){nv_pool_str(l->pool, name), nv_get_text(l, &one, "")};
    }
    hook->n_values = n;
    hook->values = nv_arena_memdup(l->snap->arena, v, n * sizeof *v);
}

static const char *read_type(struct nv_loader *l, const struct nv_node *n, bool form)
{
    const char *type = nv_get_text(
        l, n, form ? "application/x-www-form-urlencoded" : "application/json; charset=utf-8");
    if (n->s && (!is_value(type) || !strchr(type, '/') || strlen(type) > 200))
        nv_error(l, n, "content_type = \"%s\" không đúng; viết như \"application/json\"", type);
    return type;
}

static void say_unknown(struct nv_loader *l, const struct nv_node *n, const char *name)
{
    struct nv_buf known = NV_BUF_INIT;
    const struct nv_hook_form *form;
    for (size_t i = 0; i < 20 && (form = nv_hooks_at(l->snap->hooks, i)); i++)
        nv_buf_addf(&known, "%s\"%s\"", i ? ", " : "", form->name);
    nv_error(l, n, "không có mẫu \"%s\" trong templates/webhook/; được dùng: %s", name,
             nv_buf_str(&known));
    nv_buf_free(&known);
}

/* A template of many webhooks is wrong once. */
static bool told_already(const struct nv_diags *all, const struct nv_diag *d)
{
    for (size_t i = 0; i < all->list.n; i++)
        if (all->list.v[i].line == d->line && strcmp(all->list.v[i].file, d->file) == 0 &&
            strcmp(all->list.v[i].text, d->text) == 0)
            return true;
    return false;
}

/* What is wrong with a template as this webhook uses it is told where it is written, and that it is
 * this webhook that cannot use it here. */
static void check_template(struct nv_loader *l, const struct nv_node *n, const struct nv_hook *hook,
                           const struct nv_hook_form *form)
{
    struct nv_diags said = {0};
    if (nv_hooks_check(l->snap->hooks, hook, &said) == 0) {
        nv_diag_free(&said);
        return;
    }
    for (size_t i = 0; i < said.list.n; i++) {
        const struct nv_diag *d = &said.list.v[i];
        if (form->shipped) /* nothing is wrong with it: the webhook lacks something */
            nv_error(l, n, "mẫu \"%s\" có sẵn không dùng được cho webhook này: %s", form->name,
                     d->text);
        if (form->shipped || told_already(l->diags, d))
            continue;
        nv_diag_add(l->diags, d->severity, d->file, d->line, d->column, "%s", d->text);
        if (d->source)
            nv_diag_source(l->diags, d->source);
    }
    nv_diag_free(&said);
    if (form->shipped)
        return;
    nv_error(l, n,
             "mẫu \"%s\" không dùng được cho webhook này; lỗi được báo ở tệp của mẫu (biến "
             "values.… là khóa phải ghi trong values)",
             hook->template);
}

void nv_read_hook(struct nv_loader *l, const struct nv_hook_nodes *n, struct nv_endpoint *out)
{
    const char *format = nv_get_text(l, n->format, n->template->s ? "template" : "standard");
    const struct nv_node *own[] = {n->template,    n->method,     n->content_type, n->headers,
                                   n->bearer_file, n->token_file, n->values};
    if (strcmp(format, "standard") == 0) {
        for (size_t i = 0; i < sizeof own / sizeof *own; i++)
            if (own[i]->s)
                nv_error_key(l, own[i], "\"%s\" chỉ dùng khi format = \"template\"",
                             config_setting_name(own[i]->s));
        return;
    }
    if (strcmp(format, "template") != 0) {
        nv_error(l, n->format, "format = \"%s\" không có; được dùng: \"standard\", \"template\"",
                 format);
        return;
    }
    const char *name = nv_get_text(l, n->template, NULL);
    if (!name) {
        nv_error(l, n->format, "thiếu \"template\": tên một mẫu trong templates/webhook/");
        return;
    }
    const struct nv_hook_form *form = nv_hooks_find(l->snap->hooks, name);
    struct nv_hook *hook = nv_arena_alloc(l->snap->arena, sizeof *hook);
    hook->template = name;
    hook->method = nv_get_text(l, n->method, "POST");
    if (strcmp(hook->method, "POST") != 0 && strcmp(hook->method, "PUT") != 0)
        nv_error(l, n->method, "method = \"%s\" không có; được dùng: \"POST\", \"PUT\"",
                 hook->method);
    hook->content_type = read_type(l, n->content_type, form && form->is_form);
    hook->token_file = file_of(l, n->token_file);
    read_headers(l, n, hook);
    read_values(l, n->values, hook);
    out->hook = hook;
    if (!form) {
        say_unknown(l, n->template, name);
        return;
    }
    if (form->expect_member[0]) {
        hook->expect_member = nv_pool_str(l->pool, form->expect_member);
        hook->expect_value = nv_pool_str(l->pool, form->expect_value);
    }
    check_template(l, n->template, hook, form);
}

const char *nv_hook_url_fault(const struct nv_endpoint *e, const char *url)
{
    const char *at = strstr(url, TOKEN);
    bool wanted = e->hook && e->hook->token_file;
    if (!at)
        return wanted ? "có token_file thì phải có {token} ở chỗ của nó" : nv_rule_url(url);
    if (!wanted)
        return "{token} chỉ dùng cùng token_file";
    const char *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : NULL;
    if (!path || at < path || strstr(at + 1, TOKEN))
        return "{token} chỉ đứng một lần, sau tên máy và dấu \"/\"";
    struct nv_buf plain = NV_BUF_INIT;
    nv_buf_addf(&plain, "%.*stoken%s", (int)(at - url), url, at + strlen(TOKEN));
    const char *why = nv_rule_url(nv_buf_str(&plain));
    nv_buf_free(&plain);
    return why;
}

void nv_hook_id(const struct nv_endpoint *e, const char *url, struct nv_buf *out)
{
    nv_buf_addf(out, "webhook:%s", url);
    if (!e->hook)
        return;
    nv_buf_addf(out, "#%s", e->hook->template);
    for (uint32_t i = 0; i < e->hook->n_values; i++)
        nv_buf_addf(out, ";%s=%s", e->hook->values[i].name, e->hook->values[i].value);
}

static void read_file(struct nv_loader *l, const char *path, const char *name)
{
    struct nv_buf text = NV_BUF_INIT;
    struct nv_err err = {0};
    if (nv_file_read(path, TEMPLATE_MAX, &text, &err) != 0) {
        nv_diag_add(l->diags, NV_DIAG_ERROR, path, 0, 0, "không đọc được: %s", err.text);
    } else {
        nv_loader_saw(l, path, &text);
        nv_hooks_file(l->snap->hooks, name, path, nv_buf_str(&text), text.len, l->diags);
    }
    nv_buf_free(&text);
}

void nv_read_hooks(struct nv_loader *l, const char *dir)
{
    struct nv_buf path = NV_BUF_INIT;
    char **names = NULL;
    l->snap->hooks = nv_hooks_new();
    l->snap->free_hooks = nv_hooks_free;
    nv_buf_addf(&path, "%s/templates/webhook", dir ? dir : "");
    size_t stem = path.len;
    if (dir && nv_dir_list(nv_buf_str(&path), "", &names, NULL) == 0)
        for (char **name = names; *name; name++) {
            if (!nv_hooks_is_file(*name))
                continue;
            path.len = stem;
            nv_buf_addf(&path, "/%s", *name);
            read_file(l, nv_buf_str(&path), *name);
        }
    nv_dir_free(names);
    nv_buf_free(&path);
    nv_hooks_finish(l->snap->hooks, l->diags);
}
