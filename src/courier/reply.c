#include "courier/reply.h"

#include <string.h>

static int code_of(const char *line, size_t n)
{
    if (n < 3 || (n > 3 && !strchr(" \r\n", line[3])))
        return 0;
    int code = 0;
    for (int i = 0; i < 3; i++) {
        if (line[i] < '0' || line[i] > '9')
            return 0;
        code = code * 10 + line[i] - '0';
    }
    return code;
}

static void start_text(struct nv_reply *r)
{
    r->text[0] = '\0';
    r->len = 0;
}

void nv_reply_clear(struct nv_reply *r)
{
    r->code = 0;
    r->ended = false;
    start_text(r);
}

void nv_reply_line(struct nv_reply *r, const char *line, size_t n)
{
    /* After a refusal libcurl says QUIT: the goodbye must not replace the reason. */
    if (r->len > 0 && n >= 3 && memcmp(line, "221", 3) == 0)
        return;
    if (r->ended)
        start_text(r);
    int code = code_of(line, n);
    if (code)
        r->code = code;
    r->ended = n < 4 || line[3] != '-';
    if (r->len > 0 && n > 4) {
        line += 4;
        n -= 4;
    }
    while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
        n--;
    size_t left = sizeof r->text - 1 - r->len;
    if (left < 2)
        return;
    if (r->len > 0) {
        r->text[r->len++] = ' ';
        left--;
    }
    if (n > left)
        n = left;
    memcpy(r->text + r->len, line, n);
    r->len += n;
    r->text[r->len] = '\0';
}
