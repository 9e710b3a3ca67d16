/* Tables in plain text: aligned by display width, wrapped within their cells, never over 76
 * columns, and nothing of a cell lost. */
#include <stdlib.h>

#include "render/columns.h"
#include "render/letter_data.h"
#include "render_fixture.h"

enum { COLUMNS = 7, ROWS = 5 };

static const unsigned char shares[COLUMNS] = {0, 0, 3, 2, 0, 0, 0};

static const char **lines_of(struct nv_arena *a, const char *const *titles,
                             const char *const *cells, uint32_t rows, uint32_t *n)
{
    const struct nv_columns t = {
        .titles = titles, .cells = cells, .shares = shares, .n = COLUMNS, .n_rows = rows};
    return nv_columns_lines(&t, a, n);
}

/* By hand: 76 - 6 gaps of 2 - (2 + 3 + 4 + 3 + 3) leaves 49, of which the lead needs 10 and not its
 * 19; so the task has 39. */
START_TEST(a_column_takes_no_more_than_it_needs)
{
    static const char *const titles[] = {"TT", "Mục", "Nhiệm vụ", "Chủ trì", "Hạn", "Trễ", "Lần"};
    static const char *const cells[] = {
        "1", "I.1", "Xây dựng Chương trình Xúc tiến đầu tư tỉnh", "Sở Tư pháp", "31/1", "14", "2"};
    struct nv_arena *a = nv_arena_new();
    uint32_t n;
    const char **lines = lines_of(a, titles, cells, 1, &n);
    ck_assert_uint_eq(n, 4);
    ck_assert_str_eq(
        lines[0], NV_LETTER_KEEP
        "TT  Mục  Nhiệm vụ                                 Chủ trì     Hạn   Trễ  Lần");
    ck_assert_str_eq(lines[2], NV_LETTER_KEEP
                     "1   I.1  Xây dựng Chương trình Xúc tiến đầu tư    Sở Tư pháp  31/1  14   2");
    ck_assert_str_eq(lines[3], NV_LETTER_KEEP "         tỉnh");
    nv_arena_free(a);
}
END_TEST

static const char *random_cell(struct nv_arena *a, unsigned *seed)
{
    static const char *const pieces[] = {"việc",
                                         "ệ",
                                         "中文字",
                                         " ",
                                         " ",
                                         "x",
                                         "một-từ-rất-dài-không-dấu-cách",
                                         "31/12/2025",
                                         "e\u0323",
                                         "😀",
                                         "Sở Khoa học và Công nghệ"};
    struct nv_buf b = NV_BUF_INIT;
    *seed = *seed * 1664525u + 1013904223u;
    for (unsigned n = 1 + (*seed >> 16) % 9; n > 0; n--) {
        *seed = *seed * 1664525u + 1013904223u;
        nv_buf_adds(&b, pieces[(*seed >> 16) % (sizeof pieces / sizeof *pieces)]);
    }
    const char *text = nv_arena_strdup(a, nv_buf_str(&b));
    nv_buf_free(&b);
    return text;
}

/* The text without blanks, to compare what a table holds with what was put in. */
static size_t count_bytes(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += *s != ' ' && *s != '-' && *s != *NV_LETTER_KEEP;
    return n;
}

START_TEST(no_line_is_too_wide_and_nothing_is_lost)
{
    const char *given = getenv("NV_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 20251129;
    printf("seed %u\n", seed);
    for (int round = 0; round < 500; round++) {
        struct nv_arena *a = nv_arena_new();
        const char *titles[COLUMNS], *cells[ROWS * COLUMNS];
        size_t put = 0, found = 0;
        uint32_t n;
        for (int i = 0; i < COLUMNS; i++)
            put += count_bytes(titles[i] = random_cell(a, &seed));
        for (int i = 0; i < ROWS * COLUMNS; i++)
            put += count_bytes(cells[i] = random_cell(a, &seed));
        const char **lines = lines_of(a, titles, cells, ROWS, &n);
        for (uint32_t i = 0; i < n; i++) {
            ck_assert_int_eq(lines[i][0], *NV_LETTER_KEEP);
            ck_assert_uint_le(nv_utf8_width(lines[i] + 1), 76);
            found += count_bytes(lines[i]);
        }
        ck_assert_uint_eq(found, put);
        nv_arena_free(a);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("render_columns");
    TCase *t = tcase_create("columns");
    tcase_add_test(t, a_column_takes_no_more_than_it_needs);
    tcase_add_test(t, no_line_is_too_wide_and_nothing_is_lost);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
