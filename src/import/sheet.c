#include "import/sheet.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "import/letters.h"
#include "import/markup.h"

void nv_sheet_init(struct nv_sheet *s)
{
    memset(s, 0, sizeof *s);
    s->arena = nv_arena_new();
}

void nv_sheet_free(struct nv_sheet *s)
{
    nv_vec_free(&s->rows);
    nv_vec_free(&s->cells);
    nv_vec_free(&s->blocks);
    nv_arena_free(s->arena);
    s->arena = NULL;
}

static void keep_block(void *ctx, const char *text, enum nv_block_kind kind)
{
    struct nv_sheet *s = ctx;
    s->text_bytes += strlen(text);
    nv_vec_push(&s->blocks, (struct nv_block){nv_arena_strdup(s->arena, text), kind});
}

/* What stands right of the last column joins it: nothing is lost, and rows stay small. */
static void widen_last(struct nv_sheet *s, const struct nv_cell *more)
{
    struct nv_cell *last = nv_vec_last(&s->cells);
    if (!more->n)
        return;
    struct nv_block *both = nv_arena_alloc(s->arena, (last->n + more->n) * sizeof *both);
    if (last->n)
        memcpy(both, last->blocks, last->n * sizeof *both);
    memcpy(both + last->n, more->blocks, more->n * sizeof *both);
    last->blocks = both;
    last->n += more->n;
}

static void add(struct nv_sheet *s, const struct nv_cell *c)
{
    if (s->cells.n < NV_SHEET_COLUMNS)
        nv_vec_push(&s->cells, *c);
    else
        widen_last(s, c);
}

void nv_sheet_cell(struct nv_sheet *s, const char *raw, size_t n, enum nv_markup markup)
{
    s->blocks.n = 0;
    nv_markup_read(raw, n, markup, keep_block, s);
    struct nv_cell c = {.n = (uint32_t)s->blocks.n};
    if (c.n)
        c.blocks = nv_arena_memdup(s->arena, s->blocks.v, c.n * sizeof *s->blocks.v);
    add(s, &c);
}

void nv_sheet_prose(struct nv_sheet *s, const char *text)
{
    struct nv_block b = {nv_arena_strdup(s->arena, text), NV_BLOCK_TEXT};
    struct nv_cell c = {.blocks = nv_arena_memdup(s->arena, &b, sizeof b), .n = 1};
    add(s, &c);
    nv_sheet_end_row(s, 0, 0);
}

void nv_sheet_covered(struct nv_sheet *s)
{
    add(s, &(struct nv_cell){.covered = true});
}

void nv_sheet_end_row(struct nv_sheet *s, int table, int number)
{
    if (s->cells.n) {
        struct nv_sheet_row r = {.n = (uint32_t)s->cells.n, .table = table, .number = number};
        r.cells = nv_arena_memdup(s->arena, s->cells.v, r.n * sizeof *s->cells.v);
        nv_vec_push(&s->rows, r);
    }
    s->cells.n = 0;
}

const char *nv_cell_text(struct nv_arena *arena, const struct nv_cell *c)
{
    struct nv_buf b = NV_BUF_INIT;
    if (c->n == 0)
        return "";
    if (c->n == 1)
        return c->blocks[0].text;
    for (uint32_t i = 0; i < c->n; i++)
        nv_buf_addf(&b, "%s%s", i ? " " : "", c->blocks[i].text);
    const char *text = nv_arena_strdup(arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return text;
}

size_t nv_marker_length(const char *s)
{
    static const char *const bullets[] = {"\xE2\x80\xA2", "\xE2\x97\xA6", "\xE2\x96\xAA",
                                          "\xE2\x97\x8F", "\xEF\x82\xB7", "\xC2\xB7"};
    static const char *const dashes[] = {"-", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92", "+",
                                         "*"};
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
        size_t n = strlen(bullets[i]);
        if (strncmp(s, bullets[i], n) == 0)
            return n + (s[n] == ' ');
    }
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
        size_t n = strlen(dashes[i]);
        if (strncmp(s, dashes[i], n) != 0)
            continue;
        if (s[n] == ' ')
            return n + 1;
        /* "-Kế hoạch", but not "-5 %" and not "--------". */
        return nv_starts_upper(s + n) ? n : 0;
    }
    return 0;
}
