#include "import/columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "import/letters.h"
#include "import/sheet.h"

enum { TITLE_MAX = 120 }; /* bytes: a longer cell is no title */

/* In the order of looking: “Thời gian thực hiện nhiệm vụ” is a deadline, “Kết quả thực hiện nhiệm
 * vụ” a product, “Phân công nhiệm vụ” an assignment. */
static const struct {
    const char *words;
    enum nv_field_kind kind;
} titles[] = {
    {"ghi chu", NV_COL_OTHER},           {"tien do", NV_COL_DUE},
    {"thoi gian", NV_COL_DUE},           {"thoi han", NV_COL_DUE},
    {"han hoan thanh", NV_COL_DUE},      {"moc hoan thanh", NV_COL_DUE},
    {"ngay hoan thanh", NV_COL_DUE},     {"san pham", NV_COL_PRODUCT},
    {"ket qua", NV_COL_PRODUCT},         {"dau ra", NV_COL_PRODUCT},
    {"phan cong", NV_COL_ASSIGN},        {"chu tri", NV_COL_LEAD},
    {"phoi hop", NV_COL_SUPPORT},        {"co quan thuc hien", NV_COL_ASSIGN},
    {"don vi thuc hien", NV_COL_ASSIGN}, {"trach nhiem", NV_COL_ASSIGN},
    {"don vi thuc hien", NV_COL_ASSIGN}, {"noi thuc hien", NV_COL_ASSIGN},
    {"co quan don vi", NV_COL_ASSIGN},   {"nhiem vu", NV_COL_TASK},
    {"noi dung", NV_COL_TASK},           {"cong viec", NV_COL_TASK},
    {"hoat dong", NV_COL_TASK},          {"ten viec", NV_COL_TASK},
    {"giai phap", NV_COL_TASK},          {"don vi", NV_COL_ASSIGN},
    {"co quan", NV_COL_ASSIGN},
};

/* The folded words of a cell that may be a title; empty otherwise. */
static void words_of(const struct nv_cell *c, struct nv_buf *out)
{
    nv_buf_clear(out);
    size_t n = 0;
    for (uint32_t i = 0; i < c->n; i++)
        n += strlen(c->blocks[i].text);
    for (uint32_t i = 0; n <= TITLE_MAX && i < c->n; i++) {
        if (i)
            nv_buf_addc(out, ' ');
        nv_words_add(out, c->blocks[i].text);
    }
}

static bool kind_of(const char *words, enum nv_field_kind *kind)
{
    if (strcmp(words, "tt") == 0 || strcmp(words, "stt") == 0 || strcmp(words, "so tt") == 0 ||
        strcmp(words, "so thu tu") == 0) {
        *kind = NV_COL_NUMBER;
        return true;
    }
    if (nv_words_have(words, "chu tri") && nv_words_have(words, "phoi hop")) {
        *kind = NV_COL_ASSIGN;
        return true;
    }
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (nv_words_have(words, titles[i].words)) {
            *kind = titles[i].kind;
            return true;
        }
    return false;
}

/* Fills `out` with what the cells' titles mean; returns how many cells have a meaning. A cell that
 * has text but none is counted in `strange`. */
static unsigned read_titles(const struct nv_sheet_row *row, struct nv_columns *out,
                            unsigned *strange)
{
    struct nv_buf words = NV_BUF_INIT;
    unsigned n = 0;
    *strange = 0;
    for (uint32_t i = 0; i < row->n; i++) {
        enum nv_field_kind kind;
        if (!row->cells[i].n)
            continue;
        words_of(&row->cells[i], &words);
        if (!words.len || !kind_of(words.data, &kind)) {
            ++*strange;
            continue;
        }
        n++;
        if (kind < NV_COL_COUNT && out->at[kind] == NV_COL_NONE)
            out->at[kind] = i;
    }
    nv_buf_free(&words);
    return n;
}

static void clear(struct nv_columns *c)
{
    for (size_t i = 0; i < NV_COL_COUNT; i++)
        c->at[i] = NV_COL_NONE;
}

bool nv_columns_read(const struct nv_sheet_row *row, struct nv_columns *out)
{
    struct nv_columns c = {.n = row->n};
    unsigned strange, n;
    if (row->n < 3 || row->table == 0)
        return false;
    clear(&c);
    n = read_titles(row, &c, &strange);
    if (n < 3 || strange > n || c.at[NV_COL_TASK] == NV_COL_NONE)
        return false;
    bool who = c.at[NV_COL_ASSIGN] != NV_COL_NONE || c.at[NV_COL_LEAD] != NV_COL_NONE;
    if (c.at[NV_COL_DUE] == NV_COL_NONE && !who)
        return false;
    *out = c;
    return true;
}

bool nv_columns_refine(const struct nv_sheet_row *row, struct nv_columns *c)
{
    struct nv_columns more = {.n = row->n};
    unsigned strange, n;
    clear(&more);
    n = read_titles(row, &more, &strange);
    if (n < 2 || strange)
        return false;
    bool who = more.at[NV_COL_LEAD] != NV_COL_NONE || more.at[NV_COL_SUPPORT] != NV_COL_NONE;
    for (size_t i = 0; i < NV_COL_COUNT; i++)
        if (more.at[i] != NV_COL_NONE)
            c->at[i] = more.at[i];
    if (who && more.at[NV_COL_ASSIGN] == NV_COL_NONE)
        c->at[NV_COL_ASSIGN] = NV_COL_NONE;
    return true;
}

bool nv_columns_numbered(const struct nv_sheet_row *row)
{
    struct nv_buf words = NV_BUF_INIT;
    long expected = 0;
    bool good = row->n >= 3;
    for (uint32_t i = 0; good && i < row->n; i++) {
        char *end;
        words_of(&row->cells[i], &words);
        if (!words.len)
            continue;
        long n = strtol(words.data, &end, 10);
        good = !*end && (expected ? n == expected + 1 : n == 0 || n == 1);
        expected = n;
    }
    nv_buf_free(&words);
    return good && expected >= 2;
}

int nv_column_number(const struct nv_columns *c, enum nv_field_kind kind)
{
    return kind < NV_COL_COUNT && c->at[kind] != NV_COL_NONE ? (int)c->at[kind] + 1 : 0;
}
