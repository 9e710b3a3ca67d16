/* Template tests: a set from name/text pairs, data from a short notation. */
#ifndef RENDER_MUSTACHE_FIXTURE_H
#define RENDER_MUSTACHE_FIXTURE_H

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "nvtest.h"
#include "render/mustache.h"

static struct nv_arena *arena;
static struct nv_template_set *set;
static struct nv_diags diags;
static struct nv_buf out;

static void setup(void)
{
    arena = nv_arena_new();
    diags = (struct nv_diags){0};
    out = (struct nv_buf)NV_BUF_INIT;
}

static void teardown(void)
{
    nv_template_set_free(set);
    set = NULL;
    nv_arena_free(arena);
    nv_diag_free(&diags);
    nv_buf_free(&out);
}

static inline struct nv_tv *from_json(json_t *j)
{
    struct nv_tv *v;
    const char *key;
    json_t *member;
    size_t i;
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        v = nv_tv_map(arena);
        json_object_foreach(j, key, member)
            nv_tv_set(v, nv_arena_strdup(arena, key), from_json(member));
        return v;
    case JSON_ARRAY:
        v = nv_tv_list(arena);
        json_array_foreach(j, i, member) nv_tv_push(v, from_json(member));
        return v;
    case JSON_STRING:
        return nv_tv_str(arena, nv_arena_strdup(arena, json_string_value(j)));
    case JSON_INTEGER:
        return nv_tv_int(arena, json_integer_value(j));
    case JSON_REAL:
        return nv_tv_number(arena, nv_arena_fmt(arena, "%g", json_real_value(j)));
    case JSON_NULL:
        return nv_tv_null(arena);
    default:
        return nv_tv_bool(arena, json_is_true(j));
    }
}

/* {a: 'x', l: [1, 2]}: JSON with ' for ". */
static inline const struct nv_tv *data_of(const char *notation)
{
    char *s = nv_arena_strdup(arena, notation);
    for (char *p = s; *p; p++)
        if (*p == '\'')
            *p = '"';
    json_error_t error;
    json_t *j = json_loads(s, JSON_DECODE_ANY, &error);
    ck_assert_msg(j != NULL, "%s: %s", notation, error.text);
    struct nv_tv *v = from_json(j);
    json_decref(j);
    return v;
}

static inline int add(const char *name, const char *text)
{
    return nv_template_add(set, name, name, text, strlen(text), &diags);
}

/* All diagnostics, "file:line:column: text" a line. */
static inline const char *said(void)
{
    static struct nv_buf b;
    nv_buf_clear(&b);
    for (size_t i = 0; i < diags.list.n; i++)
        nv_buf_addf(&b, "%s:%d:%d: %s\n", diags.list.v[i].file, diags.list.v[i].line,
                    diags.list.v[i].column, diags.list.v[i].text);
    return nv_buf_str(&b);
}

/* The template "m" with the partial "p" (may be NULL), filled. */
static inline const char *filled(enum nv_template_mode mode, const char *text, const char *partial,
                                 const char *notation)
{
    struct nv_err err = {0};
    nv_template_set_free(set);
    set = nv_template_set_new(mode, 0);
    add("m", text);
    if (partial)
        add("p", partial);
    ck_assert_msg(nv_template_link(set, &diags) == 0, "%s", said());
    nv_buf_clear(&out);
    ck_assert_msg(nv_template_render(set, "m", data_of(notation), &out, &err) == 0, "%s", err.text);
    return nv_buf_str(&out);
}

#endif
