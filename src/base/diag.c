#include "base/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { MAX_KEPT = 1000, MAX_SOURCE = 2000 };

void nv_diag_add(struct nv_diags *d, enum nv_severity severity, const char *file, int line,
                 int column, const char *fmt, ...)
{
    if (severity == NV_DIAG_ERROR)
        d->errors++;
    else if (severity == NV_DIAG_WARNING)
        d->warnings++;
    else
        d->hints++;
    if (d->list.n >= MAX_KEPT)
        return;
    struct nv_buf b = NV_BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    nv_buf_vaddf(&b, fmt, ap);
    va_end(ap);
    nv_vec_push(&d->list, (struct nv_diag){severity, line, column, nv_strdup(file ? file : ""),
                                           nv_buf_take(&b, NULL), NULL});
}

void nv_diag_source(struct nv_diags *d, const char *line_start)
{
    if (!d->list.n || nv_vec_last(&d->list)->source)
        return;
    size_t n = strcspn(line_start, "\r\n");
    if (n > MAX_SOURCE || nv_utf8_check(line_start, n) >= 0)
        return;
    nv_vec_last(&d->list)->source = nv_strndup(line_start, n);
}

void nv_diag_cut(struct nv_diags *d, size_t n)
{
    for (; d->list.n > n; d->list.n--) {
        struct nv_diag *last = nv_vec_last(&d->list);
        size_t *count = last->severity == NV_DIAG_ERROR     ? &d->errors
                        : last->severity == NV_DIAG_WARNING ? &d->warnings
                                                            : &d->hints;
        --*count;
        free(last->file);
        free(last->text);
        free(last->source);
    }
}

static int compare(const struct nv_diag *a, const struct nv_diag *b)
{
    int c = strcmp(a->file, b->file);
    if (c)
        return c;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return (int)a->severity - (int)b->severity;
}

void nv_diag_sort(struct nv_diags *d)
{
    struct nv_diag *v = d->list.v;
    for (size_t i = 1; i < d->list.n; i++) {
        struct nv_diag x = v[i];
        size_t j = i;
        for (; j > 0 && compare(&x, &v[j - 1]) < 0; j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}

static size_t width_of(const char *p, const char **next)
{
    char one[5] = {0};
    *next = p;
    nv_utf8_put(nv_utf8_next(next), one);
    return nv_utf8_width(one);
}

/* The line around byte `column` of `source`, and a caret under it, counted in display columns. Of a
 * long line only what stands near is shown; a tab is as wide as a blank, so that the caret is
 * right. */
static void print_caret(const struct nv_diag *g, struct nv_buf *out)
{
    enum { WHOLE = 120, BEFORE = 60, SHOWN = 110 };
    size_t n = (size_t)g->column - 1;
    if (n > strlen(g->source))
        return;
    char *text = nv_strdup(g->source);
    for (char *p = text; (p = strchr(p, '\t')) != NULL;)
        *p = ' ';
    const char *from = text, *at = text + n, *to = at, *next;
    bool whole = nv_utf8_width(text) <= WHOLE;
    size_t before = 0, after = 0;
    for (const char *p = text; p < at; p = next)
        before += width_of(p, &next);
    while (!whole && before > BEFORE) {
        before -= width_of(from, &next);
        from = next;
    }
    for (; *to && (whole || before + after < SHOWN); to = next)
        after += width_of(to, &next);
    nv_buf_adds(out, from > text ? "    … " : "    ");
    nv_buf_add(out, from, (size_t)(to - from));
    nv_buf_adds(out, *to ? " …\n    " : "\n    ");
    for (size_t i = before + (from > text ? 2 : 0); i > 0; i--)
        nv_buf_addc(out, ' ');
    nv_buf_adds(out, "^\n");
    free(text);
}

void nv_diag_print(const struct nv_diags *d, struct nv_buf *out)
{
    for (size_t i = 0; i < d->list.n; i++) {
        const struct nv_diag *g = &d->list.v[i];
        nv_buf_adds(out, g->file);
        if (g->line)
            nv_buf_addf(out, ":%d", g->line);
        if (g->line && g->column)
            nv_buf_addf(out, ":%d", g->column);
        nv_buf_addf(out, ": %s: %s\n",
                    g->severity == NV_DIAG_ERROR     ? "lỗi"
                    : g->severity == NV_DIAG_WARNING ? "cảnh báo"
                                                     : "gợi ý",
                    g->text);
        if (g->source && g->column > 0)
            print_caret(g, out);
    }
    size_t all = d->errors + d->warnings + d->hints;
    if (all > d->list.n)
        nv_buf_addf(out, "… và %zu dòng nữa\n", all - d->list.n);
}

void nv_diag_free(struct nv_diags *d)
{
    for (size_t i = 0; i < d->list.n; i++) {
        free(d->list.v[i].file);
        free(d->list.v[i].text);
        free(d->list.v[i].source);
    }
    nv_vec_free(&d->list);
    memset(d, 0, sizeof *d);
}
