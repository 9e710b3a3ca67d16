/* Renders webhook bodies of a small notice that a test makes up. Each line of stdin is a JSON
 * object:
 *   {"template": NAME, "title": text, "product": text, "agency": text, "document": text, "note":
 * text, "items": N, "closed": bool, "values": {name: text}}, all but the first left out at will,
 * and each line of stdout the body as a JSON string. Templates of a folder replace the shipped
 * ones: hook [FOLDER]. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/err.h"
#include "model/fact.h"
#include "model/standing.h"
#include "render/hooks.h"

/* Without a test runner around them the fixture's claims are the program's own. */
#define NVTEST_H
#define ck_assert_uint_lt(a, b) nv_require((a) < (b))
#define ck_assert_uint_eq(a, b) nv_require((a) == (b))
#define ck_assert_uint_ne(a, b) nv_require((a) != (b))
#include "render_fixture.h"

enum { MOST = 60 };

static const char *text(json_t *o, const char *name, const char *otherwise)
{
    json_t *v = json_object_get(o, name);
    return json_is_string(v) ? json_string_value(v) : otherwise;
}

static struct nv_hooks *load(const char *dir)
{
    struct nv_hooks *h = nv_hooks_new();
    struct nv_diags diags = {0};
    char **names = NULL;
    if (dir && nv_dir_list(dir, "", &names, NULL) == 0)
        for (char **n = names; *n; n++) {
            struct nv_buf path = NV_BUF_INIT, file = NV_BUF_INIT;
            nv_buf_addf(&path, "%s/%s", dir, *n);
            if (nv_hooks_is_file(*n) && nv_file_read(nv_buf_str(&path), 1 << 20, &file, NULL) == 0)
                nv_hooks_file(h, *n, *n, nv_buf_str(&file), file.len, &diags);
            nv_buf_free(&path);
            nv_buf_free(&file);
        }
    nv_dir_free(names);
    nv_hooks_finish(h, &diags);
    struct nv_buf said = NV_BUF_INIT;
    nv_diag_print(&diags, &said);
    fputs(nv_buf_str(&said), stderr);
    nv_buf_free(&said);
    nv_diag_free(&diags);
    return h;
}

static void fill(struct world *w, json_t *o, struct nv_standing st[MOST])
{
    const char *title = text(o, "title", "Xây dựng Kế hoạch");
    size_t n = (size_t)json_integer_value(json_object_get(o, "items"));
    bool closed = json_is_true(json_object_get(o, "closed"));
    world_notice(w, "so-tu-phap", on(2025, 2, 10));
    w->agencies[2].name = text(o, "agency", w->agencies[2].name);
    for (size_t i = 0; i < (n ? n : 1) && i < MOST - 8; i++) {
        const char *id = nv_arena_fmt(w->snapshot->arena, "X.%zu", i + 1);
        struct nv_deliverable *d =
            world_task(w, id, title, text(o, "product", "Kế hoạch"), "như in", NV_DL_DAY,
                       i ? on(2025, 2, 28) : on(2025, 2, 3), "so-tu-phap", "so-noi-vu");
        struct nv_item *item = world_item(w, id, NV_ROLE_LEAD,
                                          closed ? NV_SECTION_DONE
                                          : i    ? NV_SECTION_DUE_SOON
                                                 : NV_SECTION_OVERDUE,
                                          closed ? "done:1"
                                          : i    ? "-10w"
                                                 : "+5w");
        if (!closed)
            continue;
        st[i] = nv_standing_of(&w->occurrences[d->first_occurrence]);
        st[i].change = NV_FACT_DONE;
        st[i].change_day = st[i].change_of = st[i].done_day = on(2025, 2, 3);
        st[i].count = 1;
        st[i].document = text(o, "document", "");
        st[i].note = text(o, "note", "");
        nv_fmt(st[i].rung, sizeof st[i].rung, "done:1");
        item->standing = &st[i];
    }
}

static void answer(struct nv_hooks *hooks, json_t *o)
{
    struct world *w = nv_calloc(1, sizeof *w);
    struct nv_standing *st = nv_calloc(MOST, sizeof *st);
    struct nv_hook_value values[8];
    struct nv_hook hook = {.template = text(o, "template", "slack"), .values = values};
    const char *key;
    json_t *value;
    world_make(w);
    w->snapshot->hooks = hooks;
    w->snapshot->free_hooks = NULL;
    json_object_foreach(json_object_get(o, "values"), key, value) if (hook.n_values < 8)
        values[hook.n_values++] = (struct nv_hook_value){key, json_string_value(value)};
    fill(w, o, st);
    w->letter.hook = &hook;
    struct nv_buf out = NV_BUF_INIT;
    nv_render_webhook(&w->letter, &out);
    json_t *line = json_stringn(nv_buf_str(&out), out.len);
    char *dump = json_dumps(line, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
    puts(dump ? dump : "null");
    fflush(stdout);
    free(dump);
    json_decref(line);
    nv_buf_free(&out);
    w->snapshot->hooks = NULL;
    world_free(w);
    free(st);
    free(w);
}

int main(int argc, char **argv)
{
    struct nv_hooks *hooks = load(argc > 1 ? argv[1] : NULL);
    char *line = NULL;
    size_t cap = 0;
    while (getline(&line, &cap, stdin) > 0) {
        json_t *o = json_loads(line, 0, NULL);
        answer(hooks, o);
        json_decref(o);
    }
    free(line);
    nv_hooks_free(hooks);
    return 0;
}
