#include "courier/reply.h"

#include <string.h>

void nv_reply_clear(struct nv_reply *r)
{
    r->text[0] = '\0';
    r->len = 0;
    r->ended = false;
}

void nv_reply_line(struct nv_reply *r, const char *line, size_t n)
{
    if (r->ended)
        nv_reply_clear(r);
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
