#include "import/draft.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "import/sheet.h"

void nv_draft_init(struct nv_draft *d, const char *file, struct nv_diags *diags)
{
    memset(d, 0, sizeof *d);
    d->arena = nv_arena_new();
    d->ids = nv_intern_new();
    d->file = file;
    d->diags = diags;
}

void nv_draft_free(struct nv_draft *d)
{
    nv_vec_free(&d->sections);
    nv_vec_free(&d->tasks);
    nv_vec_free(&d->deliverables);
    nv_vec_free(&d->loose);
    nv_intern_free(d->ids);
    nv_vec_free(&d->suffixes);
    nv_arena_free(d->arena);
}

static void add_remark(struct nv_draft *d, struct nv_remarks *to, const char *text)
{
    struct nv_remark *r = nv_arena_alloc(d->arena, sizeof *r);
    r->text = nv_arena_strdup(d->arena, text);
    if (to->last)
        to->last->next = r;
    else
        to->first = r;
    to->last = r;
}

void nv_remark(struct nv_draft *d, struct nv_remarks *to, const char *fmt, ...)
{
    struct nv_buf b = NV_BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    nv_buf_vaddf(&b, fmt, ap);
    va_end(ap);
    add_remark(d, to, nv_buf_str(&b));
    nv_buf_free(&b);
}

void nv_doubt(struct nv_draft *d, struct nv_remarks *to, enum nv_severity severity,
              const struct nv_sheet_row *row, int column, const char *id, const char *fmt, ...)
{
    struct nv_buf text = NV_BUF_INIT, file = NV_BUF_INIT;
    va_list ap;
    nv_buf_adds(&text, "Nghi vấn: ");
    size_t said = text.len;
    va_start(ap, fmt);
    nv_buf_vaddf(&text, fmt, ap);
    va_end(ap);
    if (to)
        add_remark(d, to, text.data);
    nv_buf_adds(&file, d->file);
    if (row && !d->lines)
        nv_buf_addf(&file, " (bảng %d, hàng)", row->table);
    nv_diag_add(d->diags, severity, nv_buf_str(&file), row ? row->number : 0, column, "%s%s%s",
                id ? id : "", id ? ": " : "", text.data + said);
    nv_buf_free(&text);
    nv_buf_free(&file);
}

void nv_draft_taken(struct nv_draft *d, const char *id)
{
    if (nv_intern_add(d->ids, id) == d->suffixes.n)
        nv_vec_push(&d->suffixes, 1);
}

const char *nv_draft_unique(struct nv_draft *d, const char *want)
{
    const char *id = want;
    uint32_t sym = nv_intern_find(d->ids, want);
    while (sym != NV_NONE && nv_intern_find(d->ids, id) != NV_NONE)
        id = nv_arena_fmt(d->arena, "%s-%d", want, ++d->suffixes.v[sym]);
    nv_draft_taken(d, id);
    return nv_arena_strdup(d->arena, id);
}

void nv_draft_forget_ids(struct nv_draft *d)
{
    nv_intern_free(d->ids);
    nv_vec_free(&d->suffixes);
    d->ids = nv_intern_new();
}
