#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { ALIGN = 16, FIRST_BLOCK = 4096, MAX_BLOCK = 1 << 20 };

struct block {
    struct block *next;
    size_t used, size;
    _Alignas(ALIGN) unsigned char bytes[];
};

struct adopted {
    struct adopted *next;
    void *p;
};

struct nv_arena {
    struct block *head;
    struct adopted *adopted;
    size_t used, next_size;
};

struct nv_arena *nv_arena_new(void)
{
    struct nv_arena *a = nv_calloc(1, sizeof *a);
    a->next_size = FIRST_BLOCK;
    return a;
}

void nv_arena_free(struct nv_arena *a)
{
    if (!a)
        return;
    for (struct adopted *one = a->adopted; one; one = one->next)
        free(one->p);
    for (struct block *b = a->head, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    free(a);
}

static void *take(struct nv_arena *a, size_t size, size_t align)
{
    struct block *b = a->head;
    size_t at = b ? (b->used + align - 1) & ~(align - 1) : 0;
    if (!b || b->size < size || at > b->size - size) {
        size_t want = size > a->next_size ? size : a->next_size;
        if (a->next_size < MAX_BLOCK)
            a->next_size *= 2;
        b = nv_malloc(sizeof *b + want);
        b->size = want;
        b->used = 0;
        at = 0;
        b->next = a->head;
        a->head = b;
    }
    b->used = at + size;
    a->used += size;
    return b->bytes + at;
}

void *nv_arena_alloc(struct nv_arena *a, size_t size)
{
    return memset(take(a, size, ALIGN), 0, size);
}

void *nv_arena_memdup(struct nv_arena *a, const void *p, size_t size)
{
    void *q = take(a, size, ALIGN);
    if (size)
        memcpy(q, p, size);
    return q;
}

void *nv_arena_adopt(struct nv_arena *a, void *p, size_t size)
{
    if (!size) {
        free(p);
        return take(a, 0, ALIGN);
    }
    struct adopted *one = take(a, sizeof *one, ALIGN);
    *one = (struct adopted){a->adopted, nv_realloc(p, size)};
    a->adopted = one;
    a->used += size;
    return one->p;
}

char *nv_arena_strndup(struct nv_arena *a, const char *s, size_t n)
{
    n = strnlen(s, n);
    char *p = take(a, n + 1, 1);
    memcpy(p, s, n);
    p[n] = '\0';
    return p;
}

char *nv_arena_strdup(struct nv_arena *a, const char *s)
{
    return s ? nv_arena_strndup(a, s, strlen(s)) : NULL;
}

char *nv_arena_fmt(struct nv_arena *a, const char *fmt, ...)
{
    char likely[256];
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(likely, sizeof likely, fmt, ap);
    char *p = take(a, n > 0 ? (size_t)n + 1 : 1, 1);
    *p = '\0';
    if (n > 0 && (size_t)n < sizeof likely)
        memcpy(p, likely, (size_t)n + 1);
    else if (n > 0)
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(ap);
    return p;
}

size_t nv_arena_used(const struct nv_arena *a)
{
    return a->used;
}
