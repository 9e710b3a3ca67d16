/* A table as lines of plain text: columns aligned by display width, long cells wrapped within
 * theirs, no line over NV_WRAP_COLUMNS. Knows nothing of what the cells say. */
#ifndef NV_RENDER_COLUMNS_H
#define NV_RENDER_COLUMNS_H

#include <stdint.h>

struct nv_arena;

struct nv_columns {
    const char *const *titles;   /* one for each column */
    const char *const *cells;    /* row by row, clean */
    const unsigned char *shares; /* 0: as wide as the widest cell, but not over 12; else of what
                                  * the others leave */
    uint32_t n, n_rows;          /* columns, rows */
};

/* The lines, each marked so that the wrapping of letters keeps it (NV_LETTER_KEEP). */
const char **nv_columns_lines(const struct nv_columns *t, struct nv_arena *a, uint32_t *n);

#endif
