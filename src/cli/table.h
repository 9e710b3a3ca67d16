/* Rows of text in columns, as wide as the terminal: what does not fit is cut with "…". Knows how
 * wide Vietnamese text is, not what it says. */
#ifndef NV_CLI_TABLE_H
#define NV_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/vec.h"

struct nv_buf;

enum { NV_TABLE_COLUMNS = 8 };

struct nv_column {
    const char *title; /* "" for none */
    size_t most;       /* widest it may get; 0: as wide as its text */
    bool right;        /* aligned to the right */
    size_t least;      /* gives way down to this where the terminal is narrow; 0: never */
};

struct nv_row {
    char *heading; /* a line of its own instead of cells */
    char *cell[NV_TABLE_COLUMNS];
};

struct nv_table {
    const struct nv_column *columns;
    size_t n_columns;
    NV_VEC(struct nv_row) rows;
};

/* Adds a row; cells are copied. */
void nv_table_heading(struct nv_table *t, const char *text);
void nv_table_row(struct nv_table *t, const char *const *cells);
/* Prints all. The last column takes what is left of `width`; 0: it is never cut. */
void nv_table_print(const struct nv_table *t, size_t width, FILE *out);
void nv_table_free(struct nv_table *t);

/* The environment's COLUMNS, or else the columns of the terminal behind `out`; 0 if it is none:
 * what goes to another program is not cut, for that would hide words from grep and the end of a
 * line from who scrolls there in a pager. */
size_t nv_terminal_width(FILE *out);
/* Appends `text` cut to `width` columns. Returns the columns used. */
size_t nv_text_cut(struct nv_buf *out, const char *text, size_t width);

#endif
