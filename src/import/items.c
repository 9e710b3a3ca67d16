/* Blocks to list elements: what a dash means, and where a page break cut a sentence. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "import/draft.h"
#include "import/letters.h"
#include "import/names.h"
#include "import/sheet.h"

static void push(struct nv_draft *d, struct nv_items *items, const char *text, size_t n)
{
    if (items->n == items->cap) {
        uint32_t cap = items->cap ? items->cap * 2 : 2;
        const char **v = nv_arena_alloc(d->arena, cap * sizeof *v);
        if (items->n)
            memcpy(v, items->v, items->n * sizeof *v);
        items->v = v;
        items->cap = cap;
    }
    items->v[items->n++] = nv_arena_strndup(d->arena, text, n);
    items->last_len = n;
    items->last_cap = n;
}

/* A cell that goes on over thousands of rows must not be copied for each of them. */
static void append(struct nv_draft *d, struct nv_items *items, const char *text, size_t n)
{
    size_t len = items->last_len + 1 + n;
    char *last = (char *)items->v[items->n - 1];
    if (len > items->last_cap) {
        items->last_cap = 2 * len;
        last = nv_arena_alloc(d->arena, items->last_cap + 1);
        memcpy(last, items->v[items->n - 1], items->last_len);
        items->v[items->n - 1] = last;
    }
    last[items->last_len] = ' ';
    memcpy(last + items->last_len + 1, text, n);
    last[len] = '\0';
    items->last_len = len;
}

/* “ - ” that explains the name before it: "Sở A - Thường trực Ban B". */
static bool is_apposition(const char *after)
{
    static const char *const words[] = {"thuong truc", "co quan thuong truc", "co quan dau moi",
                                        "pho truong ban", "truong ban"};
    char head[80];
    size_t n = strnlen(after, sizeof head - 1);
    memcpy(head, after, n);
    head[n] = '\0';
    long bad = nv_utf8_check(head, n);
    if (bad >= 0)
        head[bad] = '\0';
    struct nv_buf folded = NV_BUF_INIT;
    nv_words_add(&folded, head);
    bool found = false;
    for (size_t i = 0; folded.len && i < sizeof words / sizeof *words; i++)
        found = found || strncmp(folded.data, words[i], strlen(words[i])) == 0;
    nv_buf_free(&folded);
    return found;
}

/* The next “ - ” in `text` that separates two elements; NULL if there is none. */
static const char *next_separator(const char *text, const char *from, const struct nv_book *book)
{
    for (const char *p = from; (p = strchr(p, ' ')); p++) {
        size_t m = nv_marker_length(p + 1);
        if (p == text || !m || p[m] != ' ')
            continue;
        const char *after = p + 1 + m;
        if (!nv_starts_upper(after) && !nv_starts_digit(after))
            continue;
        if (nv_starts_digit(after) && p[-1] >= '0' && p[-1] <= '9')
            continue;
        if (is_apposition(after) || nv_book_spans_dash(book, text, (size_t)(p - text), after))
            continue;
        return p;
    }
    return NULL;
}

/* Adds text to the last element, or as a new one; in running text further elements may follow. */
static void add_text(struct nv_draft *d, struct nv_items *items, const char *text, bool fresh,
                     bool split, const struct nv_book *book)
{
    for (;;) {
        const char *end = split && items->dashed ? next_separator(text, text, book) : NULL;
        size_t n = end ? (size_t)(end - text) : strlen(text);
        if (fresh)
            push(d, items, text, n);
        else
            append(d, items, text, n);
        if (!end)
            return;
        text = end + 1 + nv_marker_length(end + 1);
        fresh = true;
    }
}

static bool begins_element(const struct nv_items *items, const struct nv_block *b, size_t marker,
                           bool go_on)
{
    if (items->n == 0 || marker)
        return true;
    if (go_on)
        return b->kind == NV_BLOCK_ITEM && !nv_starts_lower(b->text);
    return b->kind == NV_BLOCK_ITEM || (b->kind == NV_BLOCK_PARA && nv_starts_upper(b->text));
}

void nv_items_add(struct nv_draft *d, struct nv_items *items, const struct nv_cell *c, bool go_on,
                  const struct nv_book *book)
{
    for (uint32_t i = 0; i < c->n; i++) {
        const struct nv_block *b = &c->blocks[i];
        size_t marker = nv_marker_length(b->text);
        if (marker && items->n && go_on && i == 0) {
            const char *last = items->v[items->n - 1];
            if (nv_book_spans_dash(book, last, items->last_len, b->text + marker)) {
                append(d, items, b->text, strlen(b->text));
                continue;
            }
        }
        bool fresh = begins_element(items, b, marker, go_on && i == 0);
        items->dashed = items->dashed || marker;
        add_text(d, items, b->text + marker, fresh, b->kind != NV_BLOCK_ITEM, book);
    }
}

const char *nv_items_join(struct nv_draft *d, const struct nv_items *items, const char *by)
{
    if (items->n == 0)
        return "";
    if (items->n == 1)
        return items->v[0];
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t i = 0; i < items->n; i++) {
        char last = b.len ? b.data[b.len - 1] : '\0';
        if (i && (last == ';' || last == '.' || last == ','))
            nv_buf_addc(&b, ' ');
        else if (i)
            nv_buf_adds(&b, by);
        nv_buf_adds(&b, items->v[i]);
    }
    const char *text = nv_arena_strdup(d->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return text;
}
