#include "render/mustache_tv.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"

static struct nv_tv *make(struct nv_arena *a, enum nv_tv_kind kind)
{
    struct nv_tv *v = nv_arena_alloc(a, sizeof *v);
    v->kind = kind;
    v->arena = a;
    return v;
}

struct nv_tv *nv_tv_null(struct nv_arena *a)
{
    return make(a, NV_TV_NULL);
}

struct nv_tv *nv_tv_bool(struct nv_arena *a, bool truth)
{
    struct nv_tv *v = make(a, NV_TV_BOOL);
    v->truth = truth;
    return v;
}

struct nv_tv *nv_tv_str(struct nv_arena *a, const char *s)
{
    return s ? nv_tv_strn(a, s, strlen(s)) : nv_tv_null(a);
}

struct nv_tv *nv_tv_strn(struct nv_arena *a, const char *s, size_t n)
{
    struct nv_tv *v = make(a, NV_TV_STRING);
    v->text = s;
    v->n = n;
    return v;
}

/* Letters hold dozens of numbers: printf's machinery would be a tenth of composing one. */
struct nv_tv *nv_tv_int(struct nv_arena *a, int64_t value)
{
    char digits[24], *end = digits + sizeof digits, *p = end;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do
        *--p = (char)('0' + left % 10);
    while ((left /= 10) != 0);
    if (value < 0)
        *--p = '-';
    struct nv_tv *v = make(a, NV_TV_NUMBER);
    v->n = (size_t)(end - p);
    v->text = nv_arena_strndup(a, p, v->n);
    return v;
}

static size_t digits(const char *s)
{
    return strspn(s, "0123456789");
}

/* RFC 8259, section 6. */
static bool is_number(const char *s)
{
    s += *s == '-';
    size_t n = digits(s);
    if (n == 0 || (n > 1 && *s == '0'))
        return false;
    s += n;
    if (*s == '.') {
        n = digits(++s);
        if (n == 0)
            return false;
        s += n;
    }
    if (*s == 'e' || *s == 'E') {
        s++;
        s += *s == '+' || *s == '-';
        n = digits(s);
        if (n == 0)
            return false;
        s += n;
    }
    return *s == '\0';
}

struct nv_tv *nv_tv_number(struct nv_arena *a, const char *text)
{
    struct nv_tv *v = nv_tv_str(a, text);
    if (text && is_number(text))
        v->kind = NV_TV_NUMBER;
    return v;
}

struct nv_tv *nv_tv_list(struct nv_arena *a)
{
    return make(a, NV_TV_LIST);
}

struct nv_tv *nv_tv_map(struct nv_arena *a)
{
    return make(a, NV_TV_MAP);
}

struct nv_tv *nv_tv_over(struct nv_arena *a, const struct nv_tv *under)
{
    nv_require(under->kind == NV_TV_MAP);
    struct nv_tv *v = make(a, NV_TV_MAP);
    v->under = under;
    return v;
}

static void append(struct nv_tv *v, const char *key, const struct nv_tv *value)
{
    struct nv_tv_cell *c = nv_arena_alloc(v->arena, sizeof *c);
    c->key = key;
    c->value = value;
    if (v->last)
        v->last->next = c;
    else
        v->first = c;
    v->last = c;
}

void nv_tv_push(struct nv_tv *list, const struct nv_tv *value)
{
    nv_require(list->kind == NV_TV_LIST);
    append(list, NULL, value);
}

static struct nv_tv_cell *find(const struct nv_tv *map, const char *key, size_t n)
{
    for (struct nv_tv_cell *c = map->first; c; c = c->next)
        if (c->key[0] == key[0] && strncmp(c->key, key, n) == 0 && c->key[n] == '\0')
            return c;
    return NULL;
}

void nv_tv_set(struct nv_tv *map, const char *key, const struct nv_tv *value)
{
    nv_require(map->kind == NV_TV_MAP);
    struct nv_tv_cell *c = find(map, key, strlen(key));
    if (c)
        c->value = value;
    else
        append(map, key, value);
}

void nv_tv_set_str(struct nv_tv *map, const char *key, const char *s)
{
    nv_tv_set(map, key, nv_tv_str(map->arena, s));
}

void nv_tv_set_int(struct nv_tv *map, const char *key, int64_t value)
{
    nv_tv_set(map, key, nv_tv_int(map->arena, value));
}

void nv_tv_set_bool(struct nv_tv *map, const char *key, bool truth)
{
    nv_tv_set(map, key, nv_tv_bool(map->arena, truth));
}

const struct nv_tv *nv_tv_get(const struct nv_tv *v, const char *key, size_t n)
{
    if (!v || v->kind != NV_TV_MAP)
        return NULL;
    const struct nv_tv_cell *c = NULL;
    for (; v && !c; v = v->under)
        c = find(v, key, n);
    return c ? c->value : NULL;
}

static bool is_zero(const struct nv_tv *v)
{
    for (size_t i = 0; i < v->n && v->text[i] != 'e' && v->text[i] != 'E'; i++)
        if (v->text[i] >= '1' && v->text[i] <= '9')
            return false;
    return true;
}

bool nv_tv_truth(const struct nv_tv *v)
{
    if (!v)
        return false;
    switch (v->kind) {
    case NV_TV_NULL:
        return false;
    case NV_TV_BOOL:
        return v->truth;
    case NV_TV_STRING:
        return v->n > 0;
    case NV_TV_NUMBER:
        return !is_zero(v);
    case NV_TV_LIST:
        return v->first != NULL;
    case NV_TV_MAP:
        while (v && !v->first)
            v = v->under;
        return v != NULL;
    }
    return false;
}
