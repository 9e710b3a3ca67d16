#include "render/wrap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "render/letter_data.h"

enum { MAX_INDENT = 40 };

static void add_blanks(struct nv_buf *out, size_t n)
{
    while (n--)
        nv_buf_addc(out, ' ');
}

/* Breaks the words of `text`, which is changed on the way, when `column` columns of the first line
 * are taken already. */
static void wrap_words(struct nv_buf *out, char *text, size_t column, size_t indent)
{
    bool empty = true;
    for (;;) {
        while (*text == ' ')
            text++;
        if (!*text)
            return;
        size_t n = (size_t)(strchrnul(text, ' ') - text);
        char after = text[n];
        text[n] = '\0';
        size_t width = nv_utf8_width(text);
        text[n] = after;
        if (!empty && column + 1 + width > NV_WRAP_COLUMNS) {
            nv_buf_addc(out, '\n');
            add_blanks(out, indent);
            column = indent;
            empty = true;
        }
        if (!empty) {
            nv_buf_addc(out, ' ');
            column++;
        }
        nv_buf_add(out, text, n);
        column += width;
        empty = false;
        text += n;
    }
}

/* `line` may be changed. */
static void wrap_line(struct nv_buf *out, char *line)
{
    char *mark = strstr(line, NV_LETTER_HANG), *rest = line + strspn(line, " ");
    size_t indent = (size_t)(rest - line);
    if (mark) {
        rest = mark + strlen(NV_LETTER_HANG);
        *mark = '\0';
        indent = nv_utf8_width(line);
        nv_buf_adds(out, line);
        for (char *more; (more = strstr(rest, NV_LETTER_HANG));)
            *more = ' ';
    } else if (*rest) {
        add_blanks(out, indent);
    }
    wrap_words(out, rest, indent, indent < MAX_INDENT ? indent : MAX_INDENT);
    nv_buf_addc(out, '\n');
}

void nv_wrap_text(struct nv_buf *out, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        if (*text == *NV_LETTER_KEEP) {
            nv_buf_add(out, text + 1, n - 1);
            nv_buf_addc(out, '\n');
        } else {
            char *line = nv_strndup(text, n);
            wrap_line(out, line);
            free(line);
        }
        text += n;
        text += *text == '\n';
    }
}
