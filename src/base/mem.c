#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

void nv_mem_exhausted(size_t bytes)
{
    nv_log(NV_LOG_CRIT, "out-of-memory", "bytes=%zu", bytes);
    _Exit(71);
}

static void *check(void *p, size_t size)
{
    if (!p && size)
        nv_mem_exhausted(size);
    return p;
}

void *nv_malloc(size_t size)
{
    return check(malloc(size ? size : 1), size);
}

void *nv_calloc(size_t n, size_t size)
{
    return check(calloc(n ? n : 1, size ? size : 1), n * size);
}

void *nv_realloc(void *p, size_t size)
{
    return check(realloc(p, size ? size : 1), size);
}

void *nv_memdup(const void *p, size_t n)
{
    void *q = nv_malloc(n);
    if (n)
        memcpy(q, p, n);
    return q;
}

char *nv_strndup(const char *s, size_t n)
{
    n = strnlen(s, n);
    char *p = nv_malloc(n + 1);
    memcpy(p, s, n);
    p[n] = '\0';
    return p;
}

char *nv_strdup(const char *s)
{
    return nv_memdup(s, strlen(s) + 1);
}
