#include "conf/templates.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "conf/loader.h"
#include "render/lang.h"

/* True if templates/ has a directory of that name. */
static bool has_folder(struct nv_loader *l, const char *code)
{
    struct nv_buf path = NV_BUF_INIT;
    char **names = NULL;
    nv_buf_addf(&path, "%s/templates/%s", l->snap->dir, code);
    bool good = nv_dir_list(nv_buf_str(&path), "", &names, NULL) == 0;
    if (good)
        nv_loader_saw(l, nv_buf_str(&path), NULL);
    nv_dir_free(names);
    nv_buf_free(&path);
    return good;
}

static void say_unknown(struct nv_loader *l, const struct nv_node *n, const char *code)
{
    struct nv_buf known = NV_BUF_INIT;
    for (size_t i = 0; nv_lang_shipped(i); i++)
        nv_buf_addf(&known, "%s\"%s\"", i ? ", " : "", nv_lang_shipped(i));
    nv_error(l, n,
             "không có ngôn ngữ \"%s\"; có sẵn: %s; ngôn ngữ khác phải có thư mục templates/ mang "
             "tên đó",
             code, nv_buf_str(&known));
    nv_buf_free(&known);
}

static uint32_t add_language(struct nv_loader *l, const char *code)
{
    for (size_t i = 0; i < l->languages.n; i++)
        if (strcmp(l->languages.v[i], code) == 0)
            return (uint32_t)i;
    nv_vec_push(&l->languages, nv_pool_str(l->pool, code));
    return (uint32_t)l->languages.n - 1;
}

void nv_set_language(struct nv_loader *l, const struct nv_node *n)
{
    add_language(l, "vi");
    l->languages.v[0] = l->languages.v[nv_get_language(l, n, 0)];
    l->languages.n = 1;
}

uint32_t nv_get_language(struct nv_loader *l, const struct nv_node *n, uint32_t fallback)
{
    if (!n->s)
        return fallback;
    const char *code = config_setting_get_string(n->s);
    if (!nv_lang_is_code(code)) {
        nv_error(l, n, "ngôn ngữ \"%s\" không đúng; viết mã ngôn ngữ, ví dụ \"vi\", \"en\"", code);
        return fallback;
    }
    if (!nv_lang_is_shipped(code) && !l->alone && !has_folder(l, code)) {
        say_unknown(l, n, code);
        return fallback;
    }
    return add_language(l, code);
}

static void add_folders(struct nv_loader *l, const char *dir)
{
    struct nv_buf path = NV_BUF_INIT;
    char **names = NULL;
    nv_buf_addf(&path, "%s/templates", dir);
    int rc = nv_dir_list(path.data, "", &names, NULL);
    for (char **name = names; rc == 0 && *name; name++)
        if (!has_folder(l, *name))
            continue;
        else if (nv_lang_is_code(*name))
            add_language(l, *name);
        else if (strncmp(*name, "webhook", 7) != 0)
            nv_diag_add(l->diags, NV_DIAG_WARNING, nv_buf_str(&path), 0, 0,
                        "thư mục \"%s\" không mang tên một ngôn ngữ (ví dụ \"vi\", \"en\") nên "
                        "không được dùng",
                        *name);
    nv_dir_free(names);
    nv_buf_free(&path);
}

void nv_begin_languages(struct nv_loader *l, const char *dir)
{
    struct nv_snapshot *s = l->snap;
    add_folders(l, dir);
    s->languages = nv_arena_alloc(s->arena, l->languages.n * sizeof *s->languages);
    s->free_language = nv_lang_free;
    for (size_t i = 0; i < l->languages.n; i++)
        s->languages[s->n_languages++] = nv_lang_new(l->languages.v[i]);
}

void nv_free_languages(struct nv_loader *l)
{
    nv_vec_free(&l->languages);
    nv_vec_free(&l->wordings);
}

void nv_read_layout(struct nv_loader *l, const char *path, const char *name,
                    const struct nv_buf *text)
{
    nv_lang_file(l->language, name, nv_pool_str(l->pool, path), nv_buf_str(text), text->len,
                 l->diags);
}

static void say_unknown_key(struct nv_loader *l, const struct nv_node *n, const char *key,
                            const char *nearest)
{
    if (nearest)
        nv_error_key(l, n, "lời văn không có khóa \"%s\"; có lẽ là \"%s\"", key, nearest);
    else
        nv_error_key(
            l, n, "lời văn không có khóa \"%s\"; các khóa được dùng: xem wording.cfg cài sẵn", key);
}

static void read_word(struct nv_loader *l, const struct nv_node *n, const char *key)
{
    const char *nearest;
    enum nv_word word = nv_lang_find(key, &nearest);
    if (word == NV_WORD_COUNT) {
        say_unknown_key(l, n, key, nearest);
        return;
    }
    char *nfc = nv_utf8_nfc(config_setting_get_string(n->s));
    const char *why = nv_lang_word(l->language, word, nfc ? nfc : "");
    free(nfc);
    if (why)
        nv_error(l, n, "\"%s\": %s", key, why);
    else
        nv_vec_push(&l->wordings, (struct nv_worded){nv_spot_of(l, n), word});
}

/* True if some key lies in the group of that name. */
static bool is_group(const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < NV_WORD_COUNT; i++)
        if (strncmp(nv_word_defs[i].key, name, n) == 0 && nv_word_defs[i].key[n] == '.')
            return true;
    return false;
}

static void say_unknown_group(struct nv_loader *l, const struct nv_node *n, const char *name,
                              const char *prefix)
{
    struct nv_buf known = NV_BUF_INIT;
    size_t front = strlen(prefix), last = 0, n_last = 0;
    for (size_t i = 0; i < NV_WORD_COUNT; i++) {
        const char *rest = nv_word_defs[i].key + front;
        if (strncmp(nv_word_defs[i].key, prefix, front) != 0 || !strchr(rest, '.'))
            continue;
        size_t len = strcspn(rest, ".");
        if (len == n_last && strncmp(nv_word_defs[last].key + front, rest, len) == 0)
            continue;
        nv_buf_addf(&known, "%s%.*s", known.len ? ", " : "", (int)len, rest);
        last = i;
        n_last = len;
    }
    nv_error_key(l, n, "lời văn không có nhóm \"%s\"; các nhóm: %s", name,
                 known.len ? nv_buf_str(&known) : "không có");
    nv_buf_free(&known);
}

static void read_group(struct nv_loader *l, const struct nv_node *group, const char *prefix)
{
    for (uint32_t i = 0; i < nv_node_count(group); i++) {
        struct nv_node n = nv_node_child(group, i);
        struct nv_buf key = NV_BUF_INIT;
        int type = config_setting_type(n.s);
        nv_buf_addf(&key, "%s%s", prefix, config_setting_name(n.s));
        if (type == CONFIG_TYPE_GROUP && is_group(key.data)) {
            nv_buf_addc(&key, '.');
            read_group(l, &n, key.data);
        } else if (type == CONFIG_TYPE_STRING && !is_group(key.data)) {
            read_word(l, &n, key.data);
        } else if (type == CONFIG_TYPE_GROUP) {
            say_unknown_group(l, &n, key.data, prefix);
        } else {
            nv_error(l, &n, "\"%s\" phải là %s", key.data,
                     is_group(key.data) ? "một nhóm { … }" : "một chuỗi trong ngoặc kép");
        }
        nv_buf_free(&key);
    }
}

void nv_read_wording(struct nv_loader *l, const struct nv_node *root)
{
    read_group(l, root, "");
}

/* A wording as shipped that no longer fits what another one became. */
static bool say_of_shipped(struct nv_loader *l, const char *dir, const struct nv_diag *g)
{
    const char *nearest;
    if (nv_lang_find(g->file, &nearest) == NV_WORD_COUNT)
        return false;
    struct nv_buf path = NV_BUF_INIT;
    nv_buf_addf(&path, "%s/wording.cfg", dir);
    nv_diag_add(l->diags, g->severity, nv_buf_str(&path), 0, 0, "\"%s\" (có sẵn): %s", g->file,
                g->text);
    nv_buf_free(&path);
    return true;
}

/* What the wording's own diagnostics call a file is the key: tells of it where it was written. The
 * column counts from the opening quote. */
static bool say_at_spot(struct nv_loader *l, const char *dir, const struct nv_diag *g)
{
    const struct nv_spot *spot = NULL;
    for (size_t i = 0; i < l->wordings.n && !spot; i++)
        if (strcmp(nv_word_defs[l->wordings.v[i].word].key, g->file) == 0)
            spot = &l->wordings.v[i].spot;
    if (!spot)
        return say_of_shipped(l, dir, g);
    size_t before = l->diags->list.n;
    nv_spot_error(l, spot, "\"%s\": %s", g->file, g->text);
    if (l->diags->list.n > before)
        nv_vec_last(&l->diags->list)->column += g->column;
    return true;
}

void nv_finish_language(struct nv_loader *l, const char *dir)
{
    struct nv_diags said = {0};
    nv_lang_finish(l->language, dir, &said);
    for (size_t i = 0; i < said.list.n; i++) {
        const struct nv_diag *g = &said.list.v[i];
        if (say_at_spot(l, dir, g))
            continue;
        nv_diag_add(l->diags, g->severity, g->file, g->line, g->column, "%s", g->text);
        if (g->source)
            nv_diag_source(l->diags, g->source);
    }
    nv_diag_free(&said);
    l->wordings.n = 0;
}
