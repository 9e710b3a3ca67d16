/* Which column means what, by the titles that decisions print (their order varies). */
#ifndef NV_IMPORT_COLUMNS_H
#define NV_IMPORT_COLUMNS_H

#include <stdbool.h>
#include <stdint.h>

struct nv_sheet_row;

enum nv_field_kind {
    NV_COL_NUMBER,  /* TT, STT */
    NV_COL_TASK,    /* Nhiệm vụ */
    NV_COL_PRODUCT, /* Kết quả/sản phẩm */
    NV_COL_DUE,     /* Tiến độ, Thời hạn… */
    NV_COL_ASSIGN,  /* Phân công: verbs tell the roles */
    NV_COL_LEAD,    /* Cơ quan chủ trì */
    NV_COL_SUPPORT, /* Cơ quan phối hợp */
    NV_COL_COUNT,
    NV_COL_OTHER = NV_COL_COUNT,
};

enum { NV_COL_NONE = UINT32_MAX };

struct nv_columns {
    uint32_t at[NV_COL_COUNT]; /* index into the row's cells, NV_COL_NONE where there is none */
    uint32_t n;                /* cells of the head */
};

/* True if the row is the head of a task table: a title for the tasks, one for the deadline or for
 * who is to do it. A head without a deadline counts, so that its lack can be told. */
bool nv_columns_read(const struct nv_sheet_row *row, struct nv_columns *out);

/* A second line of titles below merged ones ("Phân công" over "Chủ trì | Phối hợp"): fills in what
 * it says and returns true, or leaves `c` alone. */
bool nv_columns_refine(const struct nv_sheet_row *row, struct nv_columns *c);

/* "(1) (2) (3) …" below the titles. */
bool nv_columns_numbered(const struct nv_sheet_row *row);

/* The column of a kind, from 1, for messages; 0 where there is none. */
int nv_column_number(const struct nv_columns *c, enum nv_field_kind kind);

#endif
