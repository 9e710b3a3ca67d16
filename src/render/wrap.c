#include "render/wrap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

void nv_wrap(struct nv_buf *out, const char *first, const char *rest, const char *text)
{
    nv_buf_adds(out, first);
    size_t column = nv_utf8_width(first);
    bool empty = true;
    while (*text) {
        size_t n = strcspn(text, " ");
        char *word = nv_strndup(text, n);
        size_t width = nv_utf8_width(word);
        if (!empty && column + 1 + width > NV_WRAP_COLUMNS) {
            nv_buf_addc(out, '\n');
            nv_buf_adds(out, rest);
            column = nv_utf8_width(rest);
            empty = true;
        }
        if (!empty) {
            nv_buf_addc(out, ' ');
            column++;
        }
        nv_buf_adds(out, word);
        column += width;
        empty = false;
        free(word);
        text += n;
        text += strspn(text, " ");
    }
    nv_buf_addc(out, '\n');
}
