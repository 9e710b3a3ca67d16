#include "cli/table.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { GAP = 2, LEAST_LAST = 16, MOST_WIDTH = 100000 };

size_t nv_terminal_width(FILE *out)
{
    struct winsize w;
    const char *columns = getenv("COLUMNS");
    char *end;
    long n = columns ? strtol(columns, &end, 10) : 0;
    if (n > 0 && n <= MOST_WIDTH && !*end)
        return (size_t)n;
    int fd = fileno(out);
    if (fd < 0 || !isatty(fd) || ioctl(fd, TIOCGWINSZ, &w) != 0)
        return 0;
    return w.ws_col;
}

static size_t width_of(uint32_t cp)
{
    char one[5] = {0};
    nv_utf8_put(cp, one);
    return nv_utf8_width(one);
}

size_t nv_text_cut(struct nv_buf *out, const char *text, size_t width)
{
    size_t full = nv_utf8_width(text);
    if (full <= width) {
        nv_buf_adds(out, text);
        return full;
    }
    size_t used = 0;
    const char *p = text, *end = text;
    while (width && *p) {
        size_t w = width_of(nv_utf8_next(&p));
        if (used + w > width - 1)
            break;
        used += w;
        end = p;
    }
    while (end > text && end[-1] == ' ') {
        end--;
        used--;
    }
    nv_buf_add(out, text, (size_t)(end - text));
    if (width)
        nv_buf_adds(out, "…");
    return used + (width > 0);
}

void nv_table_heading(struct nv_table *t, const char *text)
{
    nv_vec_push_zero(&t->rows);
    nv_vec_last(&t->rows)->heading = nv_strdup(text);
}

void nv_table_row(struct nv_table *t, const char *const *cells)
{
    nv_vec_push_zero(&t->rows);
    for (size_t i = 0; i < t->n_columns; i++)
        nv_vec_last(&t->rows)->cell[i] = nv_strdup(cells[i]);
}

/* Takes column by column from the widest that can give way, until the last one has a third. */
static void narrow(const struct nv_table *t, size_t width, size_t *widths)
{
    size_t last = t->n_columns - 1, used = width / 3 > LEAST_LAST ? width / 3 : LEAST_LAST;
    used = widths[last] < used ? widths[last] : used;
    for (size_t c = 0; c < last; c++)
        used += widths[c] + GAP;
    for (; used > width; used--) {
        size_t widest = last;
        for (size_t c = 0; c < last; c++)
            if (t->columns[c].least && widths[c] > t->columns[c].least &&
                (widest == last || widths[c] > widths[widest]))
                widest = c;
        if (widest == last)
            return;
        widths[widest]--;
    }
}

static void measure(const struct nv_table *t, size_t width, size_t *widths)
{
    size_t left = width, *last = &widths[t->n_columns - 1];
    for (size_t c = 0; c < t->n_columns; c++) {
        widths[c] = nv_utf8_width(t->columns[c].title);
        for (size_t i = 0; i < t->rows.n; i++) {
            const char *cell = t->rows.v[i].cell[c];
            size_t w = cell ? nv_utf8_width(cell) : 0;
            widths[c] = w > widths[c] ? w : widths[c];
        }
        if (t->columns[c].most && widths[c] > t->columns[c].most)
            widths[c] = t->columns[c].most;
    }
    if (width)
        narrow(t, width, widths);
    for (size_t c = 0; c + 1 < t->n_columns; c++)
        left = left > widths[c] + GAP ? left - widths[c] - GAP : 0;
    if (width && *last > left)
        *last = left > LEAST_LAST ? left : LEAST_LAST;
}

static void add_spaces(struct nv_buf *line, size_t n)
{
    while (n-- > 0)
        nv_buf_addc(line, ' ');
}

static void print_cells(const struct nv_table *t, const char *const *cells, const size_t *widths,
                        FILE *out)
{
    struct nv_buf line = NV_BUF_INIT, cut = NV_BUF_INIT;
    for (size_t c = 0; c < t->n_columns; c++) {
        nv_buf_clear(&cut);
        size_t used = nv_text_cut(&cut, cells[c], widths[c]);
        if (t->columns[c].right)
            add_spaces(&line, widths[c] - used);
        nv_buf_adds(&line, nv_buf_str(&cut));
        if (!t->columns[c].right)
            add_spaces(&line, widths[c] - used);
        if (c + 1 < t->n_columns)
            add_spaces(&line, GAP);
    }
    while (line.len && line.data[line.len - 1] == ' ')
        line.data[--line.len] = '\0';
    fprintf(out, "%s\n", nv_buf_str(&line));
    nv_buf_free(&cut);
    nv_buf_free(&line);
}

void nv_table_print(const struct nv_table *t, size_t width, FILE *out)
{
    size_t widths[NV_TABLE_COLUMNS];
    const char *cells[NV_TABLE_COLUMNS];
    bool titled = false;
    measure(t, width, widths);
    for (size_t c = 0; c < t->n_columns; c++) {
        cells[c] = t->columns[c].title;
        titled |= *cells[c] != '\0';
    }
    if (titled)
        print_cells(t, cells, widths, out);
    for (size_t i = 0; i < t->rows.n; i++) {
        const struct nv_row *row = &t->rows.v[i];
        if (row->heading) {
            fprintf(out, "%s\n", row->heading);
            continue;
        }
        for (size_t c = 0; c < t->n_columns; c++)
            cells[c] = row->cell[c];
        print_cells(t, cells, widths, out);
    }
}

void nv_table_free(struct nv_table *t)
{
    for (size_t i = 0; i < t->rows.n; i++) {
        free(t->rows.v[i].heading);
        for (size_t c = 0; c < t->n_columns; c++)
            free(t->rows.v[i].cell[c]);
    }
    nv_vec_free(&t->rows);
}
