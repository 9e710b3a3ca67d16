/* Renders cases that a test makes up. Each line of stdin is a JSON object:
 *   {"mode": "text|html|json|form", "templates": {name: text}, "root": name, "data": …, "check":
 * bool} and each line of stdout its answer: {"out": text} or {"errors": ["file:line:column: …",
 * …]}. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "render/mustache.h"

static struct nv_tv *convert(struct nv_arena *a, json_t *j)
{
    struct nv_tv *v;
    const char *key;
    json_t *member;
    size_t i;
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        v = nv_tv_map(a);
        json_object_foreach(j, key, member) nv_tv_set(v, key, convert(a, member));
        return v;
    case JSON_ARRAY:
        v = nv_tv_list(a);
        json_array_foreach(j, i, member) nv_tv_push(v, convert(a, member));
        return v;
    case JSON_STRING:
        return nv_tv_strn(a, json_string_value(j), json_string_length(j));
    case JSON_INTEGER:
        return nv_tv_int(a, json_integer_value(j));
    case JSON_REAL: {
        char *text = json_dumps(j, JSON_ENCODE_ANY);
        v = nv_tv_number(a, nv_arena_strdup(a, text));
        free(text);
        return v;
    }
    case JSON_TRUE:
    case JSON_FALSE:
        return nv_tv_bool(a, json_is_true(j));
    case JSON_NULL:
        break;
    }
    return nv_tv_null(a);
}

static enum nv_template_mode mode_of(const char *name)
{
    return strcmp(name, "html") == 0   ? NV_TEMPLATE_HTML
           : strcmp(name, "json") == 0 ? NV_TEMPLATE_JSON
           : strcmp(name, "form") == 0 ? NV_TEMPLATE_FORM
                                       : NV_TEMPLATE_TEXT;
}

static json_t *errors_of(const struct nv_diags *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->list.n; i++)
        json_array_append_new(list,
                              json_sprintf("%s:%d:%d: %s", d->list.v[i].file, d->list.v[i].line,
                                           d->list.v[i].column, d->list.v[i].text));
    return list;
}

static json_t *answer(json_t *c)
{
    const char *mode = "text", *root, *name;
    json_t *templates, *data, *text;
    int check = 0, rc;
    if (json_unpack(c, "{s?s, s:o, s:s, s:o, s?b}", "mode", &mode, "templates", &templates, "root",
                    &root, "data", &data, "check", &check) != 0)
        return json_pack("{s:[s]}", "errors", "bad case");
    struct nv_template_set *set = nv_template_set_new(mode_of(mode), 0);
    struct nv_arena *arena = nv_arena_new();
    struct nv_diags diags = {0};
    struct nv_buf out = NV_BUF_INIT;
    struct nv_err err = {0};
    json_object_foreach(templates, name, text)
        nv_template_add(set, name, name, json_string_value(text), json_string_length(text), &diags);
    rc = nv_template_link(set, &diags);
    if (rc == 0 && check)
        rc = nv_template_check(set, root, NULL, &diags);
    if (rc == 0 && (rc = nv_template_render(set, root, convert(arena, data), &out, &err)) != 0)
        nv_diag_add(&diags, NV_DIAG_ERROR, root, 0, 0, "%s", err.text);
    json_t *result = rc == 0 ? json_pack("{s:s%}", "out", nv_buf_str(&out), out.len)
                             : json_pack("{s:o}", "errors", errors_of(&diags));
    nv_buf_free(&out);
    nv_diag_free(&diags);
    nv_arena_free(arena);
    nv_template_set_free(set);
    return result;
}

int main(void)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    while ((n = getline(&line, &cap, stdin)) > 0) {
        json_t *c = json_loadb(line, (size_t)n, 0, NULL);
        json_t *result = c ? answer(c) : json_pack("{s:[s]}", "errors", "not JSON");
        if (!result || json_dumpf(result, stdout, JSON_COMPACT) != 0 || putchar('\n') == EOF)
            return 1;
        json_decref(result);
        json_decref(c);
    }
    free(line);
    return fflush(stdout) == 0 ? 0 : 1;
}
