/* Growable bytes, always followed by a NUL that is not counted, so that `data` is also a C string.
 */
#ifndef NV_BASE_BUF_H
#define NV_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct nv_buf {
    char *data; /* NULL until the first byte */
    size_t len, cap;
};

#define NV_BUF_INIT                                                                                \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

void nv_buf_free(struct nv_buf *b);
void nv_buf_clear(struct nv_buf *b);
void nv_buf_reserve(struct nv_buf *b, size_t more);
void nv_buf_add(struct nv_buf *b, const void *p, size_t n);
void nv_buf_adds(struct nv_buf *b, const char *s);
void nv_buf_addc(struct nv_buf *b, char c);
void nv_buf_addi(struct nv_buf *b, int64_t v); /* in decimal digits */
void nv_buf_addf(struct nv_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void nv_buf_vaddf(struct nv_buf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* The bytes, owned by the caller (never NULL); the buffer is empty afterwards. */
char *nv_buf_take(struct nv_buf *b, size_t *len);

/* The string so far, never NULL, valid until the next change. */
const char *nv_buf_str(const struct nv_buf *b);

/* snprintf for the layers that see no stdio: writes at most `size` bytes with the NUL, and never
 * leaves half a UTF-8 sequence at the cut. Returns `dst`. */
char *nv_fmt(char *dst, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
