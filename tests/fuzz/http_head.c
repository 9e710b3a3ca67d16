/* libFuzzer: any bytes as the head of an HTTP request. What is served is one plain request by a
 * second, simpler reading; a refusal does not depend on how the bytes were cut. */
#include <stdlib.h>
#include <string.h>

#include "server/http_head.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static void require(int good)
{
    if (!good)
        abort();
}

/* Line feeds only after a carriage return and the other way round; one blank line, at the end. */
static void require_plain(const char *s, size_t n)
{
    require(n <= NV_HTTP_HEAD_MAX && n >= 18 && memcmp(s + n - 4, "\r\n\r\n", 4) == 0);
    require(memcmp(s, "GET /", 5) == 0 || memcmp(s, "HEAD /", 6) == 0);
    require(memmem(s, n - 1, "\r\n\r\n", 4) == NULL);
    for (size_t i = 0; i < n; i++) {
        require(s[i] != '\0');
        require(s[i] != '\n' || s[i - 1] == '\r');
        require(s[i] != '\r' || s[i + 1] == '\n');
        require(s[i] != '\n' || i + 1 == n || (s[i + 1] != ' ' && s[i + 1] != '\t'));
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    const char *s = (const char *)data;
    enum nv_http_verdict all = nv_http_head_judge(s, n);
    if (all == NV_HTTP_SERVE)
        require_plain(s, n);
    for (size_t k = n > 64 ? n - 64 : 0; k < n; k++) {
        enum nv_http_verdict part = nv_http_head_judge(s, k);
        require(part == NV_HTTP_MORE || part == all ||
                (part == NV_HTTP_SERVE && all == NV_HTTP_BAD));
    }
    return 0;
}
