#include <string.h>
#include <strings.h>

#include "import/markup.h"
#include "import/read.h"
#include "import/sheet.h"

struct reader {
    const char *p, *end;
    struct nv_sheet *sheet;
    int table, row, line;
    const char *counted; /* up to here the lines are counted */
    unsigned depth;      /* of tables */
    bool in_row;
    const char *cell; /* where the open cell's inside begins, or NULL */
    int colspan, rowspan;
    const char *prose;             /* where text outside tables begins */
    int covered[NV_SHEET_COLUMNS]; /* rows still to be covered, by column */
};

static void fill_covered(struct reader *r)
{
    while (r->sheet->cells.n < NV_SHEET_COLUMNS && r->covered[r->sheet->cells.n] > 0) {
        r->covered[r->sheet->cells.n]--;
        nv_sheet_covered(r->sheet);
    }
}

static void end_cell(struct reader *r, const char *at)
{
    if (!r->cell)
        return;
    fill_covered(r);
    size_t column = r->sheet->cells.n;
    nv_sheet_cell(r->sheet, r->cell, (size_t)(at - r->cell), NV_MARKUP_HTML);
    for (int i = 0; i < r->colspan && column < NV_SHEET_COLUMNS; i++, column++) {
        if (i > 0)
            nv_sheet_cell(r->sheet, "", 0, NV_MARKUP_HTML);
        r->covered[column] = r->rowspan - 1;
    }
    r->cell = NULL;
}

static void end_row(struct reader *r, const char *at)
{
    end_cell(r, at);
    if (!r->in_row)
        return;
    fill_covered(r);
    nv_sheet_end_row(r->sheet, r->table, r->sheet->lines ? r->line : ++r->row);
    r->in_row = false;
}

static void begin_row(struct reader *r, const char *at)
{
    end_row(r, at);
    for (; r->counted < at; r->counted++)
        r->line += *r->counted == '\n';
    r->in_row = true;
}

static void begin_cell(struct reader *r, const char *at, const char *inside, const struct nv_tag *t)
{
    if (!r->in_row)
        begin_row(r, at);
    end_cell(r, at);
    int columns = nv_tag_number(t, "colspan", 1), rows = nv_tag_number(t, "rowspan", 1);
    r->colspan = columns < 1 ? 1 : columns > NV_SHEET_COLUMNS ? NV_SHEET_COLUMNS : columns;
    r->rowspan = rows < 1 ? 1 : rows > 10000 ? 10000 : rows;
    r->cell = inside;
}

static void keep_prose(void *ctx, const char *text, enum nv_block_kind kind)
{
    struct nv_sheet *s = ctx;
    (void)kind;
    nv_sheet_prose(s, text);
}

static void end_prose(struct reader *r, const char *at)
{
    if (r->prose && at > r->prose)
        nv_markup_read(r->prose, (size_t)(at - r->prose), NV_MARKUP_HTML, keep_prose, r->sheet);
    r->prose = NULL;
}

static void begin_table(struct reader *r, const char *at)
{
    if (r->depth++ > 0)
        return;
    end_prose(r, at);
    memset(r->covered, 0, sizeof r->covered);
    r->table++;
    r->row = 0;
}

static void end_table(struct reader *r, const char *at, const char *after)
{
    if (r->depth == 0 || --r->depth > 0)
        return;
    end_row(r, at);
    r->prose = after;
}

/* Scripts and styles are no text. */
static const char *skip_raw(struct reader *r, const struct nv_tag *t, const char *at,
                            const char *after)
{
    if (t->close || (strcmp(t->name, "script") != 0 && strcmp(t->name, "style") != 0 &&
                     strcmp(t->name, "head") != 0))
        return after;
    char close[20];
    size_t n = 2 + strlen(t->name);
    memcpy(close, "</", 2);
    memcpy(close + 2, t->name, n - 1);
    if (r->depth == 0)
        end_prose(r, at);
    const char *p = after;
    while ((p = memchr(p, '<', (size_t)(r->end - p))) &&
           ((size_t)(r->end - p) < n || strncasecmp(p, close, n) != 0))
        p++;
    if (!p)
        p = r->end;
    if (r->depth == 0)
        r->prose = p;
    return p;
}

static void take(struct reader *r, const struct nv_tag *t, const char *at, const char *after)
{
    if (strcmp(t->name, "table") == 0)
        t->close ? end_table(r, at, after) : begin_table(r, at);
    else if (r->depth != 1)
        return;
    else if (strcmp(t->name, "tr") == 0)
        t->close ? end_row(r, at) : begin_row(r, at);
    else if (strcmp(t->name, "td") == 0 || strcmp(t->name, "th") == 0)
        t->close ? end_cell(r, at) : begin_cell(r, at, after, t);
    else if (strcmp(t->name, "tbody") == 0 || strcmp(t->name, "thead") == 0 ||
             strcmp(t->name, "tfoot") == 0)
        end_row(r, at);
}

void nv_read_html(const char *text, size_t n, struct nv_sheet *s)
{
    struct reader r = {
        .p = text, .end = text + n, .sheet = s, .line = 1, .counted = text, .prose = text};
    while (r.p < r.end) {
        struct nv_tag t;
        const char *at = memchr(r.p, '<', (size_t)(r.end - r.p));
        if (!at)
            break;
        const char *after = nv_tag_read(at, r.end, &t);
        if (!after) {
            r.p = at + 1;
            continue;
        }
        take(&r, &t, at, after);
        r.p = skip_raw(&r, &t, at, after);
    }
    end_row(&r, r.end);
    end_prose(&r, r.end);
}
