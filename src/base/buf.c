#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void nv_buf_free(struct nv_buf *b)
{
    free(b->data);
    *b = (struct nv_buf)NV_BUF_INIT;
}

void nv_buf_clear(struct nv_buf *b)
{
    b->len = 0;
    if (b->data)
        b->data[0] = '\0';
}

void nv_buf_reserve(struct nv_buf *b, size_t more)
{
    if (b->cap - b->len > more)
        return;
    size_t want = b->len + more + 1;
    b->cap = b->cap * 2 > want ? b->cap * 2 : want < 64 ? 64 : want;
    b->data = nv_realloc(b->data, b->cap);
}

void nv_buf_add(struct nv_buf *b, const void *p, size_t n)
{
    nv_buf_reserve(b, n);
    if (n)
        memcpy(b->data + b->len, p, n);
    b->len += n;
    b->data[b->len] = '\0';
}

void nv_buf_adds(struct nv_buf *b, const char *s)
{
    nv_buf_add(b, s, strlen(s));
}

void nv_buf_addc(struct nv_buf *b, char c)
{
    nv_buf_reserve(b, 1);
    b->data[b->len++] = c;
    b->data[b->len] = '\0';
}

void nv_buf_addi(struct nv_buf *b, int64_t v)
{
    char digits[20], *end = digits + sizeof digits, *p = end;
    uint64_t left = v < 0 ? -(uint64_t)v : (uint64_t)v;
    do
        *--p = (char)('0' + left % 10);
    while ((left /= 10) != 0);
    if (v < 0)
        *--p = '-';
    nv_buf_add(b, p, (size_t)(end - p));
}

void nv_buf_vaddf(struct nv_buf *b, const char *fmt, va_list ap)
{
    enum { LIKELY = 100 };
    va_list again;
    va_copy(again, ap);
    nv_buf_reserve(b, LIKELY);
    size_t room = b->cap - b->len;
    int n = vsnprintf(b->data + b->len, room, fmt, ap);
    if (n > 0 && (size_t)n >= room) {
        nv_buf_reserve(b, (size_t)n);
        vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
    }
    b->len += n > 0 ? (size_t)n : 0;
    b->data[b->len] = '\0';
    va_end(again);
}

void nv_buf_addf(struct nv_buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    nv_buf_vaddf(b, fmt, ap);
    va_end(ap);
}

char *nv_buf_take(struct nv_buf *b, size_t *len)
{
    nv_buf_reserve(b, 0);
    b->data[b->len] = '\0';
    char *p = b->data;
    if (len)
        *len = b->len;
    *b = (struct nv_buf)NV_BUF_INIT;
    return p;
}

const char *nv_buf_str(const struct nv_buf *b)
{
    return b->data ? b->data : "";
}

char *nv_fmt(char *dst, size_t size, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(dst, size, fmt, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n >= size && size > 0) {
        size_t end = size - 1;
        while (end > 0 && ((unsigned char)dst[end - 1] & 0xC0) == 0x80)
            end--;
        if (end > 0 && (unsigned char)dst[end - 1] >= 0xC0) {
            unsigned char lead = (unsigned char)dst[end - 1];
            size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
            if (size - 1 - (end - 1) < need)
                dst[end - 1] = '\0';
        }
    }
    return dst;
}
