/* A document as a table of cells: what every reader makes and the steps after it read.
 *
 * A cell is a list of blocks in NFC with white space folded: list markup has become block kinds,
 * other markup is gone. Knows nothing of what columns mean. */
#ifndef NV_IMPORT_SHEET_H
#define NV_IMPORT_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

struct nv_arena;

enum nv_block_kind {
    NV_BLOCK_TEXT, /* runs on from what is before it */
    NV_BLOCK_PARA, /* a paragraph of its own */
    NV_BLOCK_ITEM, /* an element of a list, or a line that begins with a dash */
};

struct nv_block {
    const char *text;
    enum nv_block_kind kind;
};

struct nv_cell {
    const struct nv_block *blocks;
    uint32_t n;
    bool covered; /* lies under a cell of a row above (rowspan); empty */
};

struct nv_sheet_row {
    const struct nv_cell *cells;
    uint32_t n;
    int table;  /* from 1; 0: text outside any table */
    int number; /* for messages: the line of a text file, else the row in its table */
};

struct nv_sheet {
    struct nv_arena *arena;
    NV_VEC(struct nv_sheet_row) rows;
    bool lines;                   /* row numbers are lines of the file */
    bool old_font;                /* made for fonts of before Unicode: nobody can read it */
    NV_VEC(struct nv_cell) cells; /* of the row being read */
    NV_VEC(struct nv_block) blocks;
    uint64_t text_bytes;
};

enum { NV_SHEET_COLUMNS = 64 }; /* what stands further right goes into the last */

void nv_sheet_init(struct nv_sheet *s);
void nv_sheet_free(struct nv_sheet *s);

/* How the source of a cell is written. */
enum nv_markup {
    NV_MARKUP_SOME, /* text; the tags that office programs leave behind count as markup */
    NV_MARKUP_HTML, /* every tag and entity counts */
};

/* Adds a cell to the row being read; `raw` is valid UTF-8 without NUL. */
void nv_sheet_cell(struct nv_sheet *s, const char *raw, size_t n, enum nv_markup markup);
void nv_sheet_covered(struct nv_sheet *s);
/* Adds a row outside any table: one cell of one block. No row may be open. */
void nv_sheet_prose(struct nv_sheet *s, const char *text);
/* Ends the row being read. A row without cells is dropped. */
void nv_sheet_end_row(struct nv_sheet *s, int table, int number);

/* The blocks joined with one space; new memory of the sheet's arena, "" if there are none. */
const char *nv_cell_text(struct nv_arena *arena, const struct nv_cell *c);

/* The bytes of a list marker ("- ", "•", "+ ") at the start of `s`, 0 if there is none. */
size_t nv_marker_length(const char *s);

#endif
