#include "import/gather.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/intern.h"
#include "import/columns.h"
#include "import/draft.h"
#include "import/letters.h"
#include "import/numbering.h"
#include "import/sheet.h"

struct gatherer {
    struct nv_draft *d;
    const struct nv_book *book;
    const struct nv_sheet_row *row;
    struct nv_columns columns;
    const struct nv_sheet_row *head;
    int table;       /* of the last head */
    bool after_head; /* the row before was a head: a page break */
    bool in_task;    /* rows may continue the last task */
    bool letters;    /* A, B, C stand over I, II, III */
    char letter, roman[NV_NUMBER_TEXT];
    const char *section; /* prefix of ids */
    const char *number;  /* of the last numbered task */
    unsigned unnumbered; /* tasks without a number in this section */
};

static const struct nv_cell *cell(const struct gatherer *g, enum nv_field_kind kind)
{
    static const struct nv_cell none;
    uint32_t at = g->columns.at[kind];
    return at == NV_COL_NONE || at >= g->row->n ? &none : &g->row->cells[at];
}

static bool has(const struct gatherer *g, enum nv_field_kind kind)
{
    return cell(g, kind)->n > 0;
}

static bool has_who(const struct gatherer *g)
{
    return has(g, NV_COL_ASSIGN) || has(g, NV_COL_LEAD) || has(g, NV_COL_SUPPORT);
}

static bool has_covered(const struct gatherer *g)
{
    for (unsigned k = NV_COL_PRODUCT; k < NV_COL_COUNT; k++)
        if (cell(g, k)->covered)
            return true;
    return false;
}

static bool only_title(const struct gatherer *g)
{
    return !has(g, NV_COL_PRODUCT) && !has(g, NV_COL_DUE) && !has_who(g) && !has_covered(g);
}

/* A new sentence or list element, not the rest of one. */
static bool begins_anew(const struct nv_cell *c)
{
    const char *s = c->n ? c->blocks[0].text : "";
    return nv_marker_length(s) || nv_starts_upper(s) || nv_starts_digit(s);
}

static const char *row_text(const struct gatherer *g, const struct nv_sheet_row *row)
{
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t i = 0; i < row->n; i++)
        nv_buf_addf(&b, "%s%s", i ? " | " : "", nv_cell_text(g->d->arena, &row->cells[i]));
    const char *text = nv_arena_strdup(g->d->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return text;
}

static void put_aside(struct gatherer *g)
{
    nv_vec_push(&g->d->loose, (struct nv_loose){g->row, row_text(g, g->row)});
}

static bool is_other(const struct gatherer *g, uint32_t column)
{
    for (unsigned k = 0; k < NV_COL_COUNT; k++)
        if (g->columns.at[k] == column)
            return false;
    return true;
}

static const char *title_of(const struct gatherer *g, uint32_t column)
{
    const char *title =
        column < g->head->n ? nv_cell_text(g->d->arena, &g->head->cells[column]) : "";
    return *title ? title : "Cột không tên";
}

/* Cells of columns that mean nothing to us. */
static void take_others(struct gatherer *g, struct nv_draft_deliverable *d)
{
    for (uint32_t i = 0; i < g->row->n; i++) {
        if (!is_other(g, i) || !g->row->cells[i].n)
            continue;
        const char *text = nv_cell_text(g->d->arena, &g->row->cells[i]);
        struct nv_block b = {nv_arena_fmt(g->d->arena, "%s: %s", title_of(g, i), text),
                             NV_BLOCK_ITEM};
        nv_items_add(g->d, &d->other, &(struct nv_cell){.blocks = &b, .n = 1}, false, g->book);
    }
}

static struct nv_draft_task *last_task(struct gatherer *g)
{
    return nv_vec_last(&g->d->tasks);
}

/* Shares the texts, but neither the list nor the room behind its last element. */
static struct nv_items copy_of(struct nv_draft *d, const struct nv_items *items)
{
    struct nv_items copy = *items;
    if (items->n)
        copy.v = nv_arena_memdup(d->arena, items->v, items->n * sizeof *items->v);
    copy.cap = items->n;
    copy.last_cap = 0;
    return copy;
}

/* A cell that hangs down from the row above says the same here. */
static void take_covered(struct gatherer *g, struct nv_draft_deliverable *d)
{
    if (d == g->d->deliverables.v || !has_covered(g))
        return;
    for (unsigned k = NV_COL_PRODUCT; k < NV_COL_COUNT; k++)
        if (cell(g, k)->covered)
            d->cells[k] = copy_of(g->d, &d[-1].cells[k]);
}

static struct nv_draft_deliverable *add_deliverable(struct gatherer *g)
{
    struct nv_draft_task *t = last_task(g);
    nv_vec_push_zero(&g->d->deliverables);
    struct nv_draft_deliverable *d = nv_vec_last(&g->d->deliverables);
    d->row = g->row;
    d->id = nv_arena_fmt(g->d->arena, "%s.%u", t->id, ++t->n);
    for (unsigned k = NV_COL_PRODUCT; k < NV_COL_COUNT; k++)
        nv_items_add(g->d, &d->cells[k], cell(g, k), false, g->book);
    take_covered(g, d);
    take_others(g, d);
    return d;
}

static struct nv_draft_task *add_task(struct gatherer *g, const char *id, const char *number,
                                      const char *more)
{
    struct nv_draft *d = g->d;
    nv_vec_push_zero(&d->tasks);
    struct nv_draft_task *t = last_task(g);
    t->row = g->row;
    t->number = nv_arena_strdup(d->arena, number);
    t->id = nv_draft_unique(d, id);
    t->section = d->sections.n ? (uint32_t)d->sections.n - 1 : NV_NONE;
    t->first = (uint32_t)d->deliverables.n;
    if (strcmp(t->id, id) != 0)
        nv_doubt(d, &t->remarks, NV_DIAG_WARNING, g->row,
                 nv_column_number(&g->columns, NV_COL_NUMBER), t->id,
                 "số thứ tự %s đã có ở trên, nhiệm vụ này được đặt mã %s", id, t->id);
    if (*more) {
        struct nv_block b = {more, NV_BLOCK_TEXT};
        nv_items_add(d, &t->title, &(struct nv_cell){.blocks = &b, .n = 1}, false, g->book);
    }
    nv_items_add(d, &t->title, cell(g, NV_COL_TASK), false, g->book);
    add_deliverable(g);
    g->in_task = true;
    return t;
}

static const char *prefixed(const struct gatherer *g, const char *number)
{
    size_t n = g->section ? strlen(g->section) : 0;
    if (!n || (strncmp(number, g->section, n) == 0 && number[n] == '.'))
        return number;
    return nv_arena_fmt(g->d->arena, "%s.%s", g->section, number);
}

/* What a heading's row says beside its title. */
static void remark_others(struct gatherer *g, struct nv_remarks *to)
{
    for (uint32_t i = 0; i < g->row->n; i++)
        if (is_other(g, i) && g->row->cells[i].n)
            nv_remark(g->d, to, "%s: %s", title_of(g, i),
                      nv_cell_text(g->d->arena, &g->row->cells[i]));
}

static void add_section(struct gatherer *g, const char *id, const char *title)
{
    struct nv_draft_section s = {.row = g->row, .title = title};
    s.id = nv_draft_unique(g->d, id);
    nv_vec_push(&g->d->sections, s);
    if (strcmp(s.id, id) != 0)
        nv_doubt(g->d, &nv_vec_last(&g->d->sections)->remarks, NV_DIAG_WARNING, g->row, 0, s.id,
                 "mục %s đã có ở trên, mục này được đặt mã %s", id, s.id);
    remark_others(g, &nv_vec_last(&g->d->sections)->remarks);
    g->section = s.id;
    g->number = NULL;
    g->unnumbered = 0;
    g->in_task = false;
}

/* A above I: "A.I". A single I, V or X may be either. */
static const char *section_id(struct gatherer *g, enum nv_number_kind kind, const char *number)
{
    bool one = number[1] == '\0';
    if (kind == NV_NUMBER_ROMAN && one && g->letters && number[0] == g->letter + 1 &&
        nv_roman(number) != nv_roman(g->roman) + 1)
        kind = NV_NUMBER_LETTER;
    if (kind == NV_NUMBER_LETTER) {
        g->letters = true;
        g->letter = number[0];
        g->roman[0] = '\0';
        return nv_arena_strdup(g->d->arena, number);
    }
    memcpy(g->roman, number, strlen(number) + 1);
    return g->letters ? nv_arena_fmt(g->d->arena, "%c.%s", g->letter, number)
                      : nv_arena_strdup(g->d->arena, number);
}

/* Section headings: number and title in two cells, in one, or a title alone. */
static bool take_section(struct gatherer *g)
{
    char number[NV_NUMBER_TEXT];
    const char *first = nv_cell_text(g->d->arena, cell(g, NV_COL_NUMBER)), *rest;
    const char *task = nv_cell_text(g->d->arena, cell(g, NV_COL_TASK));
    if (!only_title(g) || (!*first && !*task))
        return false;
    enum nv_number_kind kind = nv_number_read(*first ? first : task, number, &rest);
    if (kind == NV_NUMBER_ROMAN || kind == NV_NUMBER_LETTER) {
        const char *title = !*first          ? rest
                            : *rest && *task ? nv_arena_fmt(g->d->arena, "%s %s", rest, task)
                            : *rest          ? rest
                                             : task;
        if (!*first && g->after_head && !nv_all_upper(rest))
            return false;
        add_section(g, section_id(g, kind, number), title);
        return true;
    }
    bool alone = *first ? kind == NV_NUMBER_NONE : nv_all_upper(task) && !g->after_head;
    if (!alone)
        return false;
    const char *title = *first && *task ? nv_arena_fmt(g->d->arena, "%s %s", first, task)
                        : *first        ? first
                                        : task;
    add_section(g, nv_arena_fmt(g->d->arena, "muc-%zu", g->d->sections.n + 1), title);
    nv_doubt(g->d, &nv_vec_last(&g->d->sections)->remarks, NV_DIAG_WARNING, g->row, 1, g->section,
             "tiêu đề mục không có số, được đặt mã %s", g->section);
    return true;
}

/* "1" with a title alone, then "1.1" or "a)": the first is a heading. */
static void demote_to_heading(struct gatherer *g, const char *number, bool small)
{
    if (!g->d->tasks.n || !g->number || !g->in_task)
        return;
    struct nv_draft_task *t = last_task(g);
    size_t n = strlen(t->number);
    if (t->n != 1 || (!small && (strncmp(number, t->number, n) != 0 || number[n] != '.')))
        return;
    struct nv_draft_deliverable *d = nv_vec_last(&g->d->deliverables);
    for (unsigned k = NV_COL_PRODUCT; k < NV_COL_COUNT; k++)
        if (d->cells[k].n)
            return;
    if (d->other.n)
        return;
    t->heading = true;
    t->n = 0;
    g->d->deliverables.n--;
}

static bool take_numbered(struct gatherer *g)
{
    char number[NV_NUMBER_TEXT];
    const char *first = nv_cell_text(g->d->arena, cell(g, NV_COL_NUMBER)), *rest;
    enum nv_number_kind kind = nv_number_read(first, number, &rest);
    if (!*first)
        return false;
    if (kind == NV_NUMBER_NONE) {
        const char *id = prefixed(g, nv_arena_fmt(g->d->arena, "x%u", ++g->unnumbered));
        struct nv_draft_task *t = add_task(g, id, "", first);
        nv_doubt(g->d, &t->remarks, NV_DIAG_WARNING, g->row,
                 nv_column_number(&g->columns, NV_COL_NUMBER), t->id,
                 "“%s” không phải là số thứ tự; nhiệm vụ được đặt mã %s", first, t->id);
        return true;
    }
    bool small = kind == NV_NUMBER_SMALL && g->number;
    demote_to_heading(g, number, small);
    if (small) {
        add_task(g, nv_arena_fmt(g->d->arena, "%s.%s", g->number, number), number, rest);
        return true;
    }
    struct nv_draft_task *t = add_task(g, prefixed(g, number), number, rest);
    g->number = t->id;
    return true;
}

/* "1. Xây dựng…" where the table has no column of numbers. */
static bool take_own_number(struct gatherer *g)
{
    char number[NV_NUMBER_TEXT];
    const char *text = nv_cell_text(g->d->arena, cell(g, NV_COL_TASK)), *rest;
    if (g->columns.at[NV_COL_NUMBER] != NV_COL_NONE ||
        nv_number_read(text, number, &rest) != NV_NUMBER_ARABIC || !*rest)
        return false;
    char mark = text[strlen(number)];
    if (mark != '.' && mark != ')')
        return false;
    struct nv_draft_task *t = add_task(g, prefixed(g, number), number, "");
    struct nv_items *title = &t->title;
    size_t before = strlen(title->v[0]);
    nv_number_read(title->v[0], number, &title->v[0]);
    if (title->n == 1)
        title->last_cap = title->last_len -= before - strlen(title->v[0]);
    g->number = t->id;
    return true;
}

static void add_without_number(struct gatherer *g)
{
    if (take_own_number(g))
        return;
    const char *number = nv_arena_fmt(
        g->d->arena, g->columns.at[NV_COL_NUMBER] == NV_COL_NONE ? "%u" : "x%u", ++g->unnumbered);
    struct nv_draft_task *t = add_task(g, prefixed(g, number), "", "");
    g->number = t->id;
    nv_doubt(g->d, &t->remarks, NV_DIAG_WARNING, g->row, 1, t->id,
             "bản in không đánh số nhiệm vụ này, được đặt mã %s", t->id);
}

/* Joins the cells of this row to those of the last deliverable. */
static void glue(struct gatherer *g)
{
    struct nv_draft_task *t = last_task(g);
    struct nv_draft_deliverable *d = nv_vec_last(&g->d->deliverables);
    bool doubtful = !g->after_head;
    g->d->joined++;
    nv_items_add(g->d, &t->title, cell(g, NV_COL_TASK), true, g->book);
    for (unsigned k = NV_COL_PRODUCT; k < NV_COL_COUNT; k++) {
        const struct nv_cell *c = cell(g, k);
        /* Without a page break a product that begins anew is one more under the same deadline. */
        bool go_on = g->after_head || k != NV_COL_PRODUCT || !begins_anew(c);
        struct nv_block b = {NULL, NV_BLOCK_ITEM};
        struct nv_cell fresh = {.blocks = &b, .n = 1};
        if (!go_on && c->n == 1) {
            b.text = c->blocks[0].text;
            c = &fresh;
        }
        nv_items_add(g->d, &d->cells[k], c, go_on, g->book);
    }
    take_others(g, d);
    if (doubtful)
        nv_doubt(g->d, &d->remarks, NV_DIAG_WARNING, g->row, 0, d->id,
                 "hàng không có số thứ tự này được nối vào nhiệm vụ %s", t->id);
}

static void add_second(struct gatherer *g)
{
    struct nv_draft_task *t = last_task(g);
    struct nv_draft_deliverable *d = add_deliverable(g);
    bool inherits = !has_who(g) && !has_covered(g);
    if (inherits) {
        const struct nv_draft_deliverable *before = d - 1;
        for (unsigned k = NV_COL_ASSIGN; k <= NV_COL_SUPPORT; k++)
            d->cells[k] = copy_of(g->d, &before->cells[k]);
    }
    nv_doubt(g->d, &d->remarks, NV_DIAG_WARNING, g->row, 0, d->id,
             "hàng không có số thứ tự nhưng có tiến độ riêng: là sản phẩm thứ %u của nhiệm vụ %s%s",
             t->n, t->id, inherits ? "; ô phân công trống, lấy như sản phẩm trước" : "");
}

/* "a) Lớp cho lãnh đạo" in the column of tasks, with its own deadline: a part of the task above. */
static bool take_part(struct gatherer *g)
{
    char number[NV_NUMBER_TEXT];
    const char *text = nv_cell_text(g->d->arena, cell(g, NV_COL_TASK)), *rest;
    if (!g->in_task || !g->number || !has(g, NV_COL_DUE) ||
        nv_number_read(text, number, &rest) != NV_NUMBER_SMALL || !strpbrk(text, ".)") ||
        strcspn(text, ".)") > strlen("đ"))
        return false;
    demote_to_heading(g, number, true);
    add_task(g, nv_arena_fmt(g->d->arena, "%s.%s", g->number, number), number, "");
    return true;
}

static void take_unnumbered(struct gatherer *g)
{
    bool task = has(g, NV_COL_TASK), due = has(g, NV_COL_DUE), product = has(g, NV_COL_PRODUCT);
    if (take_part(g))
        return;
    if (g->columns.at[NV_COL_NUMBER] == NV_COL_NONE && task &&
        (!g->after_head || !g->in_task || (begins_anew(cell(g, NV_COL_TASK)) && due))) {
        add_without_number(g);
    } else if (!g->in_task) {
        if (task && due)
            add_without_number(g);
        else
            put_aside(g);
    } else if (g->after_head) {
        bool whole = !task && product && due && has_who(g) &&
                     begins_anew(cell(g, NV_COL_PRODUCT)) &&
                     nv_starts_upper(cell(g, NV_COL_DUE)->blocks[0].text) &&
                     (!has(g, NV_COL_ASSIGN) || begins_anew(cell(g, NV_COL_ASSIGN)));
        if (whole)
            add_second(g);
        else
            glue(g);
    } else if (!task && due) {
        add_second(g);
    } else if (task && due && begins_anew(cell(g, NV_COL_TASK))) {
        add_without_number(g);
    } else {
        glue(g);
    }
}

static bool is_blank(const struct nv_sheet_row *row)
{
    for (uint32_t i = 0; i < row->n; i++)
        if (row->cells[i].n)
            return false;
    return true;
}

static bool take_head(struct gatherer *g)
{
    struct nv_columns c;
    if (nv_columns_read(g->row, &c)) {
        const char *text = row_text(g, g->row);
        if (!g->d->columns)
            g->d->columns = text;
        else if (strcmp(text, g->d->columns) != 0)
            put_aside(g);
        g->columns = c;
        g->head = g->row;
        g->table = g->row->table;
    } else if (!g->after_head ||
               !(nv_columns_numbered(g->row) || nv_columns_refine(g->row, &g->columns))) {
        return false;
    } else {
        put_aside(g);
    }
    g->d->heads++;
    g->after_head = true;
    return true;
}

/* A line of text without any delimiter belongs to no table, unless it is a section's heading. */
static bool row_is_line(struct gatherer *g)
{
    char number[NV_NUMBER_TEXT];
    const char *rest;
    if (g->row->n > 1)
        return false;
    enum nv_number_kind kind =
        nv_number_read(nv_cell_text(g->d->arena, &g->row->cells[0]), number, &rest);
    return !g->head || !*rest || (kind != NV_NUMBER_ROMAN && kind != NV_NUMBER_LETTER) ||
           !nv_all_upper(rest);
}

static void take_row(struct gatherer *g)
{
    if (is_blank(g->row))
        return;
    if (g->row->table == 0) {
        put_aside(g);
        return;
    }
    if (row_is_line(g)) {
        put_aside(g);
        return;
    }
    g->d->rows++;
    if (take_head(g))
        return;
    /* Another table without a head of its own goes on only if it has the same columns. */
    if (!g->head || (g->row->table != g->table && g->row->n != g->columns.n)) {
        put_aside(g);
        return;
    }
    g->table = g->row->table;
    if (!take_section(g) && !take_numbered(g))
        take_unnumbered(g);
    g->after_head = false;
}

int nv_gather(const struct nv_sheet *s, const struct nv_book *book, struct nv_draft *d,
              struct nv_err *err)
{
    struct gatherer g = {.d = d, .book = book};
    bool due = false, any = false;
    d->lines = s->lines;
    for (size_t i = 0; i < s->rows.n; i++) {
        g.row = &s->rows.v[i];
        take_row(&g);
        any = any || g.head;
        due = due || (g.head && g.columns.at[NV_COL_DUE] != NV_COL_NONE);
    }
    d->places = g.columns;
    if (!any && s->old_font)
        return nv_err_set(
            err, NV_ESYNTAX,
            "chữ trong văn bản dùng phông cũ (TCVN3, VNI); hãy chuyển sang Unicode rồi "
            "chép lại");
    if (!any)
        return nv_err_set(
            err, NV_ESYNTAX,
            "không tìm thấy bảng nhiệm vụ (một hàng tiêu đề có Nhiệm vụ, Tiến độ, Phân "
            "công…)");
    if (!due)
        return nv_err_set(err, NV_ESYNTAX,
                          "bảng nhiệm vụ không có cột thời hạn (Tiến độ, Thời gian, Thời hạn…)");
    if (d->tasks.n == 0)
        return nv_err_set(err, NV_ESYNTAX, "bảng không có nhiệm vụ nào");
    return 0;
}
