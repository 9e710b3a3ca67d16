#include "import/import.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "import/assign.h"
#include "import/draft.h"
#include "import/gather.h"
#include "import/head.h"
#include "import/letters.h"
#include "import/names.h"
#include "import/spelling.h"
#include "import/update.h"
#include "import/write.h"

static void warn(struct nv_draft *d, struct nv_draft_deliverable *x, const char *text)
{
    nv_doubt(d, &x->remarks, NV_DIAG_WARNING, x->row, 0, x->id, "%s", text);
}

static void read_due(struct nv_draft *d, struct nv_draft_deliverable *x)
{
    struct nv_err err = {0};
    x->due = nv_items_join(d, &x->cells[NV_COL_DUE], "; ");
    if (!*x->due)
        x->refusal = "ô tiến độ để trống";
    else if (nv_deadline_parse(x->due, d->year, &x->deadline, &err) != 0)
        x->refusal = nv_arena_strdup(d->arena, err.text);
    if (x->refusal) {
        nv_doubt(d, &x->remarks, NV_DIAG_ERROR, x->row, 0, x->id, "không nhận thời hạn: %s",
                 x->refusal);
        return;
    }
    if (x->deadline.flags & NV_DL_YEAR_ASSUMED)
        warn(d, x, nv_arena_fmt(d->arena, "tiến độ không ghi năm, hiểu là năm %d", d->year));
    if (x->deadline.flags & NV_DL_SOFT)
        warn(d, x, "tiến độ ghi không chặt (đầu, giữa, cuối, phấn đấu…)");
    if (x->deadline.flags & NV_DL_MISSPELT)
        warn(d, x, "tiến độ có lỗi chính tả thường gặp, đã hiểu theo chữ đúng");
    if (nv_deadline_is_dated(&x->deadline) && nv_day_year(x->deadline.last_day) < d->year)
        warn(d, x, "thời hạn trước năm kế hoạch; giữ nguyên như bản in");
}

static void read_title(struct nv_draft *d, struct nv_draft_task *t)
{
    struct nv_draft_deliverable *first = t->n ? &d->deliverables.v[t->first] : NULL;
    struct nv_buf words = NV_BUF_INIT;
    if (t->title.n > 1) {
        nv_remark(d, &t->remarks,
                  "Bản in có %u gạch đầu dòng trong ô nhiệm vụ; nối bằng dấu chấm phẩy.",
                  t->title.n);
        t->title.v[0] = nv_items_join(d, &t->title, "; ");
        t->title.n = 1;
    } else if (t->title.n == 0) {
        nv_doubt(d, &t->remarks, NV_DIAG_WARNING, t->row, 0, t->id, "ô nhiệm vụ để trống");
        return;
    }
    nv_words_add(&words, t->title.v[0]);
    if (first && (nv_words_have(nv_buf_str(&words), "lan nam") ||
                  nv_words_have(nv_buf_str(&words), "lan quy")))
        nv_doubt(d, &t->remarks, NV_DIAG_WARNING, t->row, 0, t->id,
                 "tên nhiệm vụ ghi số lần thực hiện; xem thời hạn có đủ các lần không");
    nv_buf_free(&words);
}

/* Where what the speller finds is told. */
struct proof {
    struct nv_draft *draft;
    struct nv_remarks *remarks;
    const struct nv_sheet_row *row;
    const char *id;
    int column;
};

static void say_misspelt(void *ctx, const char *printed, const char *maybe)
{
    struct proof *p = ctx;
    if (maybe)
        nv_doubt(p->draft, p->remarks, NV_DIAG_WARNING, p->row, p->column, p->id,
                 "“%s” có thể do quét hoặc gõ sai của “%s”; giữ như bản in", printed, maybe);
    else
        nv_doubt(p->draft, p->remarks, NV_DIAG_WARNING, p->row, p->column, p->id,
                 "“%s” không viết được như vậy trong tiếng Việt, có thể do quét hoặc gõ sai; giữ "
                 "như bản in",
                 printed);
}

static void proofread(struct nv_speller *sp, struct proof *p, const struct nv_items *items)
{
    for (uint32_t i = 0; i < items->n; i++)
        nv_speller_check(sp, items->v[i], say_misspelt, p);
}

static void proofread_all(struct nv_draft *d, const struct nv_snapshot *s,
                          const struct nv_columns *columns)
{
    struct nv_speller *sp = nv_speller_new(s);
    for (size_t i = 0; i < d->sections.n; i++) {
        struct nv_draft_section *x = &d->sections.v[i];
        struct proof p = {d, &x->remarks, x->row, x->id, 0};
        nv_speller_check(sp, x->title, say_misspelt, &p);
    }
    for (size_t i = 0; i < d->tasks.n; i++) {
        struct nv_draft_task *t = &d->tasks.v[i];
        struct proof p = {d, &t->remarks, t->row, t->id, nv_column_number(columns, NV_COL_TASK)};
        proofread(sp, &p, &t->title);
        for (uint32_t k = 0; k < t->n; k++) {
            struct nv_draft_deliverable *x = &d->deliverables.v[t->first + k];
            for (unsigned c = NV_COL_PRODUCT; c < NV_COL_COUNT; c++) {
                /* A deadline's misspellings are told by its own grammar. */
                p = (struct proof){d, &x->remarks, x->row, x->id,
                                   nv_column_number(columns, (enum nv_field_kind)c)};
                if (c != NV_COL_DUE || !(x->deadline.flags & NV_DL_MISSPELT))
                    proofread(sp, &p, &x->cells[c]);
            }
        }
    }
    nv_speller_free(sp);
}

static void complete(struct nv_draft *d, const struct nv_snapshot *s, struct nv_book *book,
                     const struct nv_columns *columns)
{
    for (size_t i = 0; i < d->tasks.n; i++) {
        struct nv_draft_task *t = &d->tasks.v[i];
        read_title(d, t);
        for (uint32_t k = 0; k < t->n; k++) {
            struct nv_draft_deliverable *x = &d->deliverables.v[t->first + k];
            if (!x->cells[NV_COL_PRODUCT].n)
                warn(d, x, "ô sản phẩm để trống");
            read_due(d, x);
            nv_assign(d, x, s, book, columns);
        }
    }
}

static void count(const struct nv_draft *d, struct nv_import_totals *t)
{
    t->rows = d->rows;
    t->heads = d->heads;
    t->sections = d->sections.n;
    for (size_t i = 0; i < d->tasks.n; i++)
        t->tasks += !d->tasks.v[i].heading;
    t->deliverables = d->deliverables.n;
    t->joined = d->joined;
    t->aside = d->loose.n;
    t->doubtful = d->diags->warnings;
    t->refused = d->diags->errors;
}

int nv_import_plan(const struct nv_sheet *sheet, const struct nv_snapshot *s,
                   const struct nv_import_options *options, struct nv_buf *out,
                   struct nv_buf *changes, struct nv_diags *diags, struct nv_import_totals *totals,
                   struct nv_err *err)
{
    struct nv_draft d;
    struct nv_import_options o = *options;
    struct nv_old_plan *old = NULL;
    memset(totals, 0, sizeof *totals);
    if (o.update && !(old = nv_old_plan_read(o.update, err)))
        return -NV_ECONFIG;
    if (old && !o.year)
        o.year = nv_old_plan_year(old);
    struct nv_book *book = nv_book_new(s);
    nv_draft_init(&d, options->file, diags);
    int rc = nv_gather(sheet, book, &d, err);
    if (rc == 0)
        rc = nv_head_year(&d, &o, err);
    if (rc != 0)
        goto free_draft;
    complete(&d, s, book, &d.places);
    proofread_all(&d, s, &d.places);
    nv_head_fill(&d, &o, s);
    if (old)
        nv_update(&d, s, old, changes, totals);
    nv_write_plan(&d, s, out);
    count(&d, totals);
free_draft:
    nv_draft_free(&d);
    nv_book_free(book);
    nv_old_plan_free(old);
    return rc;
}
