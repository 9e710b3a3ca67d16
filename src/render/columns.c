#include "render/columns.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "render/letter_data.h"
#include "render/wrap.h"

enum { MAX_COLUMNS = 16, GAP = 2, NARROWEST = 8, WIDEST = 12, LEAST = 4 };

struct layout {
    const struct nv_columns *t;
    struct nv_arena *a;
    size_t width[MAX_COLUMNS];
    const char **lines;
    uint32_t n_lines, room;
};

static const char *cell(const struct nv_columns *t, uint32_t row, uint32_t column)
{
    return row == 0 ? t->titles[column] : t->cells[(row - 1) * t->n + column];
}

static size_t widest(const struct nv_columns *t, uint32_t column)
{
    size_t most = 0;
    for (uint32_t row = 0; row <= t->n_rows; row++) {
        size_t width = nv_utf8_width(cell(t, row, column));
        most = width > most ? width : most;
    }
    return most;
}

/* Parts `left` by shares among the columns without a width; one that needs less than its share
 * leaves the rest to the others. */
static void share_out(struct layout *l, size_t left)
{
    const struct nv_columns *t = l->t;
    for (bool content = true; content;) {
        size_t shares = 0;
        for (uint32_t i = 0; i < t->n; i++)
            shares += l->width[i] ? 0 : t->shares[i];
        content = false;
        for (uint32_t i = 0; i < t->n && !content; i++) {
            size_t most = widest(t, i);
            if (l->width[i] || most > left * t->shares[i] / shares)
                continue;
            l->width[i] = most;
            left -= most;
            content = true;
        }
    }
    for (uint32_t i = 0; i < t->n; i++) {
        if (l->width[i])
            continue;
        size_t shares = 0;
        for (uint32_t k = i; k < t->n; k++)
            shares += l->width[k] ? 0 : t->shares[k];
        size_t width = left * t->shares[i] / shares;
        l->width[i] = width > NARROWEST ? width : NARROWEST;
        left = left > l->width[i] ? left - l->width[i] : 0;
    }
}

/* What the columns without a share and the gaps take if none is wider than `cap`. */
static size_t fixed_width(struct layout *l, size_t cap)
{
    const struct nv_columns *t = l->t;
    size_t taken = (t->n - 1) * GAP;
    for (uint32_t i = 0; i < t->n; i++) {
        size_t most = widest(t, i);
        l->width[i] = t->shares[i] ? 0 : most < cap ? most : cap;
        taken += l->width[i];
    }
    return taken;
}

static void set_widths(struct layout *l)
{
    size_t cap = WIDEST, sharing = 0, taken;
    for (uint32_t i = 0; i < l->t->n; i++)
        sharing += l->t->shares[i] > 0;
    while ((taken = fixed_width(l, cap)) + sharing * NARROWEST > NV_WRAP_COLUMNS && cap > LEAST)
        cap--;
    share_out(l, taken < NV_WRAP_COLUMNS ? NV_WRAP_COLUMNS - taken : 0);
}

/* Bytes of the longest start of `s` that is at most `width` wide, at least one character. */
static size_t fitting(const char *s, size_t width)
{
    size_t used = 0;
    const char *p = s;
    while (*p) {
        const char *next = p;
        char one[5] = "";
        nv_utf8_next(&next);
        memcpy(one, p, (size_t)(next - p));
        used += nv_utf8_width(one);
        if (used > width && p > s)
            break;
        p = next;
    }
    return (size_t)(p - s);
}

/* Takes the next line of a cell off its front: whole words, or a part of one too wide. */
static const char *next_line(struct nv_arena *a, const char **rest, size_t width)
{
    const char *s = *rest + strspn(*rest, " ");
    size_t n = fitting(s, width);
    if (s[n] && s[n] != ' ') {
        size_t word = n;
        while (word && s[word - 1] != ' ')
            word--;
        n = word ? word : n;
    }
    *rest = s + n;
    while (n && s[n - 1] == ' ')
        n--;
    return nv_arena_strndup(a, s, n);
}

static void add_line(struct layout *l, struct nv_buf *line)
{
    while (line->len && line->data[line->len - 1] == ' ')
        line->data[--line->len] = '\0';
    nv_require(l->n_lines < l->room);
    l->lines[l->n_lines++] = nv_arena_fmt(l->a, NV_LETTER_KEEP "%s", nv_buf_str(line));
    nv_buf_clear(line);
}

static void add_padded(struct nv_buf *line, const char *text, size_t width)
{
    nv_buf_adds(line, text);
    for (size_t n = nv_utf8_width(text); n < width + GAP; n++)
        nv_buf_addc(line, ' ');
}

/* True where it took more than one line. */
static bool add_row(struct layout *l, uint32_t row)
{
    const char *rest[MAX_COLUMNS];
    struct nv_buf line = NV_BUF_INIT;
    uint32_t before = l->n_lines;
    for (uint32_t i = 0; i < l->t->n; i++)
        rest[i] = cell(l->t, row, i);
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < l->t->n; i++) {
            add_padded(&line, next_line(l->a, &rest[i], l->width[i]), l->width[i]);
            more = more || rest[i][strspn(rest[i], " ")];
        }
        add_line(l, &line);
    }
    nv_buf_free(&line);
    return l->n_lines - before > 1;
}

static void add_rule(struct layout *l)
{
    struct nv_buf line = NV_BUF_INIT;
    for (uint32_t i = 0; i < l->t->n; i++) {
        for (size_t n = 0; n < l->width[i]; n++)
            nv_buf_addc(&line, '-');
        add_padded(&line, "", 0);
    }
    add_line(l, &line);
    nv_buf_free(&line);
}

/* A cell of n bytes takes at most n lines, a row as many as its longest cell. */
static uint32_t most_lines(const struct nv_columns *t)
{
    size_t total = 1;
    for (uint32_t row = 0; row <= t->n_rows; row++) {
        size_t most = 1;
        for (uint32_t i = 0; i < t->n; i++) {
            size_t bytes = strlen(cell(t, row, i));
            most = bytes > most ? bytes : most;
        }
        total += most + 1;
    }
    return (uint32_t)total;
}

const char **nv_columns_lines(const struct nv_columns *t, struct nv_arena *a, uint32_t *n)
{
    struct layout l = {.t = t, .a = a, .room = most_lines(t)};
    nv_require(t->n > 0 && t->n <= MAX_COLUMNS);
    l.lines = nv_arena_alloc(a, l.room * sizeof *l.lines);
    set_widths(&l);
    add_row(&l, 0);
    add_rule(&l);
    for (uint32_t row = 1; row <= t->n_rows; row++) {
        bool tall = add_row(&l, row);
        if (tall && row < t->n_rows)
            l.lines[l.n_lines++] = NV_LETTER_KEEP;
    }
    *n = l.n_lines;
    return l.lines;
}
