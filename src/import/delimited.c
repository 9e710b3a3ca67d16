#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "import/columns.h"
#include "import/read.h"
#include "import/sheet.h"

enum { PROBE = 1 << 20 }; /* as much of the text is tried to find the delimiter */

struct reader {
    const char *p, *end;
    char delimiter;
    int line, table, row, open_line;
    bool quotes; /* false once a quote was found that nobody closes */
    struct nv_sheet *sheet;
    struct nv_buf cell;
};

static const char *line_end(const char *p, const char *end)
{
    const char *nl = memchr(p, '\n', (size_t)(end - p));
    return nl ? nl : end;
}

static bool ends_cell(const struct reader *r, const char *p)
{
    return p >= r->end || *p == r->delimiter || *p == '\n' ||
           (*p == '\r' && (p + 1 >= r->end || p[1] == '\n'));
}

/* A quoted cell at the cursor; false if it is no such cell (the cursor has not moved). */
static bool read_quoted(struct reader *r)
{
    const char *p = r->p + 1;
    int lines = 0;
    nv_buf_clear(&r->cell);
    for (;;) {
        const char *quote = memchr(p, '"', (size_t)(r->end - p));
        if (!quote) {
            r->quotes = false;
            r->open_line = r->line;
            return false;
        }
        for (const char *c = p; (c = memchr(c, '\n', (size_t)(quote - c))); c++)
            lines++;
        nv_buf_add(&r->cell, p, (size_t)(quote - p));
        p = quote + 1;
        if (p < r->end && *p == '"') {
            nv_buf_addc(&r->cell, '"');
            p++;
            continue;
        }
        if (!ends_cell(r, p))
            return false; /* “"abc" def”: the quotes belong to the text */
        break;
    }
    nv_sheet_cell(r->sheet, nv_buf_str(&r->cell), r->cell.len, NV_MARKUP_SOME);
    r->line += lines;
    r->p = p;
    return true;
}

static void read_plain(struct reader *r)
{
    const char *eol = line_end(r->p, r->end);
    const char *stop = memchr(r->p, r->delimiter, (size_t)(eol - r->p));
    const char *last = stop ? stop : eol;
    size_t n = (size_t)(last - r->p);
    if (!stop && n && last[-1] == '\r')
        n--;
    nv_sheet_cell(r->sheet, r->p, n, NV_MARKUP_SOME);
    r->p = last;
}

static void read_row(struct reader *r)
{
    int number = r->sheet->lines ? r->line : ++r->row;
    for (;;) {
        if (!(r->quotes && r->p < r->end && *r->p == '"' && read_quoted(r)))
            read_plain(r);
        if (r->p >= r->end || *r->p != r->delimiter)
            break;
        r->p++;
    }
    if (r->p < r->end && *r->p == '\r')
        r->p++;
    if (r->p < r->end) {
        r->p++;
        r->line++;
    }
    nv_sheet_end_row(r->sheet, r->table, number);
}

static void read_all(struct reader *r)
{
    while (r->p < r->end) {
        static const char sheet_mark[] = "-------- "; /* xlsx2csv before each sheet */
        if (!r->sheet->lines && (size_t)(r->end - r->p) > sizeof sheet_mark &&
            memcmp(r->p, sheet_mark, sizeof sheet_mark - 1) == 0) {
            const char *eol = line_end(r->p, r->end);
            r->p = eol < r->end ? eol + 1 : eol;
            r->table++;
            r->row = 0;
        } else {
            read_row(r);
        }
    }
}

/* How many rows look like the head of a table. */
static size_t heads(const struct nv_sheet *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->rows.n; i++)
        n += nv_columns_read(&s->rows.v[i], &(struct nv_columns){0});
    return n;
}

static void restart(struct nv_sheet *s)
{
    bool lines = s->lines, old_font = s->old_font;
    nv_sheet_free(s);
    nv_sheet_init(s);
    s->lines = lines;
    s->old_font = old_font;
}

int nv_read_delimited(const char *text, size_t n, char delimiter, struct nv_sheet *s,
                      struct nv_err *err)
{
    static const char tries[] = {';', ',', '\t', '|'};
    char best = ';';
    size_t most = 0;
    struct reader r;
    for (size_t i = 0; !delimiter && i < sizeof tries; i++) {
        size_t look = n < PROBE ? n : (size_t)(line_end(text + PROBE, text + n) - text);
        r = (struct reader){.p = text,
                            .end = text + look,
                            .delimiter = tries[i],
                            .line = 1,
                            .table = 1,
                            .quotes = true,
                            .sheet = s};
        restart(s);
        read_all(&r);
        nv_buf_free(&r.cell);
        size_t found = heads(s);
        if (found > most) {
            most = found;
            best = tries[i];
        }
    }
    restart(s);
    r = (struct reader){.p = text,
                        .end = text + n,
                        .delimiter = delimiter ? delimiter : best,
                        .line = 1,
                        .table = s->lines,
                        .quotes = true,
                        .sheet = s};
    read_all(&r);
    nv_buf_free(&r.cell);
    if (!r.quotes && !delimiter)
        return nv_err_set(err, NV_ESYNTAX, "dòng %d: dấu nháy kép mở ra mà không đóng",
                          r.open_line);
    return 0;
}
