#include "conf/source.h"

#include <string.h>

#include "conf/scan.h"

enum { MANY = 1000 }; /* diagnostics that base/diag keeps */

void nv_source_free(struct nv_source *s)
{
    nv_buf_free(&s->text);
    nv_vec_free(&s->tops);
    nv_vec_free(&s->elements);
}

static const char *line_start(const struct nv_source *s, const char *at)
{
    const char *nl = memrchr(s->text.data, '\n', (size_t)(at - s->text.data));
    return nl ? nl + 1 : s->text.data;
}

static int column_of(const struct nv_source *s, const char *at)
{
    return (int)(at - line_start(s, at)) + 1;
}

void nv_source_report(const struct nv_source *s, struct nv_diags *d, enum nv_severity severity,
                      const char *at, int line, const char *fmt, ...)
{
    struct nv_buf b = NV_BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    nv_buf_vaddf(&b, fmt, ap);
    va_end(ap);
    size_t kept = d->list.n;
    nv_diag_add(d, severity, s->name, line, column_of(s, at), "%s", nv_buf_str(&b));
    if (d->list.n > kept)
        nv_diag_source(d, line_start(s, at));
    nv_buf_free(&b);
}

/* Skips one value whose first token is `t`. */
static void skip_value(struct nv_scan *s, struct nv_token *t)
{
    unsigned depth = 0;
    do {
        if (t->kind == NV_TOK_OPEN)
            depth++;
        else if (t->kind == NV_TOK_CLOSE)
            depth--;
        if (depth)
            nv_scan_next(s, t);
    } while (depth && t->kind != NV_TOK_END);
}

/* `t` is the first token in a group (or the root); moves to setting number `index`, leaves `t` at
 * its name, or at its value when `key` is false. */
static bool find_setting(struct nv_scan *s, struct nv_token *t, uint32_t index, bool key)
{
    for (uint32_t i = 0; t->kind == NV_TOK_NAME; i++) {
        if (i == index && key)
            return true;
        nv_scan_next(s, t);
        if (t->kind == NV_TOK_EQUALS)
            nv_scan_next(s, t);
        if (i == index)
            return true;
        skip_value(s, t);
        nv_scan_next(s, t);
        if (t->kind == NV_TOK_SEMICOLON || t->kind == NV_TOK_COMMA)
            nv_scan_next(s, t);
    }
    return false;
}

static bool find_element(struct nv_scan *s, struct nv_token *t, uint32_t index)
{
    for (uint32_t i = 0; t->kind != NV_TOK_CLOSE && t->kind != NV_TOK_END; i++) {
        if (i == index)
            return true;
        skip_value(s, t);
        nv_scan_next(s, t);
        if (t->kind == NV_TOK_COMMA)
            nv_scan_next(s, t);
    }
    return false;
}

static void start_at(struct nv_scan *s, const struct nv_source *src, const struct nv_mark *m)
{
    nv_scan_init(s, src->text.data, src->text.len);
    s->p += m->offset;
    s->line = m->line;
}

static bool locate(const struct nv_spot *spot, struct nv_token *t)
{
    const struct nv_source *src = spot->source;
    struct nv_scan s;
    unsigned at = 1;
    if (!spot->depth || spot->path[0] >= src->tops.n)
        return false;
    const struct nv_top *top = &src->tops.v[spot->path[0]];
    uint32_t end = spot->path[0] + 1 < src->tops.n ? top[1].first : (uint32_t)src->elements.n;
    if (spot->depth > 1 && spot->path[1] < end - top->first) {
        start_at(&s, src, &src->elements.v[top->first + spot->path[1]]);
        nv_scan_next(&s, t);
        at = 2;
    } else {
        start_at(&s, src, &top->mark);
        nv_scan_next(&s, t);
        if (!find_setting(&s, t, 0, spot->key && spot->depth == 1))
            return false;
    }
    for (; at < spot->depth; at++) {
        if (t->kind != NV_TOK_OPEN)
            return false;
        bool group = *t->at == '{';
        nv_scan_next(&s, t);
        if (group ? !find_setting(&s, t, spot->path[at], spot->key && at + 1 == spot->depth)
                  : !find_element(&s, t, spot->path[at]))
            return false;
    }
    return true;
}

/* A value that the lint refused would often be refused again for the same reason. */
static bool said(const struct nv_source *s, const struct nv_diags *d, const struct nv_token *t)
{
    int column = column_of(s, t->at);
    for (size_t i = s->first_diag; i < s->end_diag && i < d->list.n; i++) {
        const struct nv_diag *g = &d->list.v[i];
        if (g->severity == NV_DIAG_ERROR && g->line == t->line && g->column >= column &&
            g->column < column + (int)t->n)
            return true;
    }
    return false;
}

void nv_spot_report(const struct nv_spot *spot, struct nv_diags *d, enum nv_severity severity,
                    const char *fmt, va_list ap)
{
    struct nv_token t;
    struct nv_buf b = NV_BUF_INIT;
    /* Beyond what is kept it is only counted: no need to search the text. */
    if (d->list.n >= MANY) {
        nv_diag_add(d, severity, spot->source->name, 1, 0, "…");
        return;
    }
    nv_buf_vaddf(&b, fmt, ap);
    if (!locate(spot, &t)) {
        nv_diag_add(d, severity, spot->source->name, 1, 0, "%s", nv_buf_str(&b));
    } else if (!said(spot->source, d, &t)) {
        nv_source_report(spot->source, d, severity, t.at, t.line, "%s", nv_buf_str(&b));
    }
    nv_buf_free(&b);
}

int nv_spot_line(const struct nv_spot *spot)
{
    struct nv_token t;
    return locate(spot, &t) ? t.line : 0;
}
