/* The head of an HTTP request, judged before anybody acts on it: pure, and stricter than RFC 9112
 * has to be. One connection carries one request without a body, so whatever could be read in two
 * ways (two lengths, a bare line feed, bytes behind the head) is refused, not repaired. Knows no
 * socket and no path. */
#ifndef NV_SERVER_HTTP_HEAD_H
#define NV_SERVER_HTTP_HEAD_H

#include <stddef.h>

enum {
    NV_HTTP_HEAD_MAX = 32 * 1024, /* request line and fields with their line ends */
    NV_HTTP_TARGET_MAX = 8 * 1024,
    NV_HTTP_FIELDS_MAX = 100,
};

/* What is to be done with the bytes that have come. A number is the status of the refusal. */
enum nv_http_verdict {
    NV_HTTP_MORE = 0,     /* the head is not whole, and nothing is wrong so far */
    NV_HTTP_SERVE = 200,  /* a whole GET or HEAD without a body, and nothing behind it */
    NV_HTTP_BAD = 400,    /* RFC 9112 section 2.2, 3, 5, 6.3 */
    NV_HTTP_METHOD = 405, /* well-formed so far, but neither GET nor HEAD */
    NV_HTTP_BODY = 413,
    NV_HTTP_TARGET = 414,
    NV_HTTP_EXPECT = 417,
    NV_HTTP_LARGE = 431, /* RFC 6585 section 5 */
};

/* `n` bytes from the first on, all that have come. A refusal is told as soon as it is certain. */
enum nv_http_verdict nv_http_head_judge(const char *bytes, size_t n);

#endif
