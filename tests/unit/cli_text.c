/* The small parts below the commands: tables, words, due days. */
#include <errno.h>

#include "base/buf.h"
#include "base/oserr.h"
#include "calendar/day.h"
#include "calendar/deadline.h"
#include "cli/table.h"
#include "nvtest.h"
#include "render/words.h"

static const struct {
    const char *text;
    size_t width;
    const char *cut;
} cuts[] = {
    {"Sở Tài chính", 12, "Sở Tài chính"},
    {"Sở Tài chính", 11, "Sở Tài chí…"},
    {"Sở Tài chính", 8, "Sở Tài…"},
    {"o\xCC\x82o\xCC\x82o\xCC\x82", 2, "o\xCC\x82…"}, /* combining marks stay with their letter */
    {"Sở", 1, "…"},
    {"Sở", 0, ""},
};

START_TEST(text_is_cut_by_columns)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_text_cut(&b, cuts[_i].text, cuts[_i].width);
    ck_assert_str_eq(nv_buf_str(&b), cuts[_i].cut);
    nv_buf_free(&b);
}
END_TEST

static char *print_table(size_t width)
{
    static const struct nv_column columns[] = {
        {"Mã", 0, false, 0}, {"Hạn", 6, true, 0}, {"Việc", 0, false, 0}};
    struct nv_table t = {.columns = columns, .n_columns = 3};
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    nv_table_heading(&t, "# Mục một");
    nv_table_row(&t, (const char *[]){"I.1", "3/3", "Xây dựng chương trình xúc tiến đầu tư"});
    nv_table_row(&t, (const char *[]){"VII.10", "31/12/2025", ""});
    nv_table_print(&t, width, out);
    fclose(out);
    nv_table_free(&t);
    return text;
}

START_TEST(columns_are_aligned)
{
    char *text = print_table(0);
    ck_assert_str_eq(text, "Mã         Hạn  Việc\n"
                           "# Mục một\n"
                           "I.1        3/3  Xây dựng chương trình xúc tiến đầu tư\n"
                           "VII.10  31/12…\n");
    free(text);
}
END_TEST

/* 6 + 2 + 6 + 2 columns before the last one leave 24 of 40. */
START_TEST(the_last_column_fills_the_terminal)
{
    char *text = print_table(40);
    ck_assert_str_eq(text, "Mã         Hạn  Việc\n"
                           "# Mục một\n"
                           "I.1        3/3  Xây dựng chương trình x…\n"
                           "VII.10  31/12…\n");
    free(text);
}
END_TEST

/* A third of 48 columns is the task's; of the other 32 six go between, six are the id's, nine the
 * date's, which may not give way: eleven are left to the agency. */
START_TEST(a_narrow_terminal_takes_from_the_widest)
{
    static const struct nv_column columns[] = {
        {"", 0, false, 4}, {"", 0, false, 8}, {"", 0, true, 0}, {"", 0, false, 0}};
    struct nv_table t = {.columns = columns, .n_columns = 4};
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    nv_table_row(&t, (const char *[]){"VII.10", "Sở Thông tin và Truyền thông", "31/3/2025",
                                      "Một việc dài hơn mười sáu cột"});
    nv_table_print(&t, 48, out);
    fclose(out);
    ck_assert_str_eq(text, "VII.10  Sở Thông t…  31/3/2025  Một việc dài hơ…\n");
    free(text);
    nv_table_free(&t);
}
END_TEST

START_TEST(the_environment_tells_the_width)
{
    FILE *out = tmpfile();
    ck_assert_ptr_nonnull(out);
    unsetenv("COLUMNS");
    ck_assert_uint_eq(nv_terminal_width(out), 0);
    setenv("COLUMNS", "97", 1);
    ck_assert_uint_eq(nv_terminal_width(out), 97);
    setenv("COLUMNS", "-5", 1);
    ck_assert_uint_eq(nv_terminal_width(out), 0);
    setenv("COLUMNS", "80x", 1);
    ck_assert_uint_eq(nv_terminal_width(out), 0);
    fclose(out);
}
END_TEST

START_TEST(system_errors_are_vietnamese)
{
    ck_assert_str_eq(nv_oserr_vi(ENOENT), "không có tệp hoặc thư mục này");
    ck_assert_str_eq(nv_oserr_vi(EROFS), "hệ thống tệp chỉ cho đọc");
    ck_assert_str_eq(nv_oserr_vi(ENOSPC), "đĩa đã đầy");
    ck_assert_str_eq(nv_oserr_vi(ETXTBSY), strerror(ETXTBSY));
}
END_TEST

static const struct {
    const char *rung, *words;
} rungs[] = {
    {"assigned", "khi giao việc"},
    {"quarter:2025-Q3", "kiểm tra tiến độ Quý III/2025"},
    {"-10w", "10 ngày làm việc trước hạn"},
    {"-30d", "30 ngày trước hạn"},
    {"0", "ngày làm việc cuối trong hạn"},
    {"+5w", "5 ngày làm việc sau hạn"},
    {"+7d", "7 ngày sau hạn"},
};

START_TEST(rungs_have_words)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_rung_vi(&b, rungs[_i].rung);
    ck_assert_str_eq(nv_buf_str(&b), rungs[_i].words);
    nv_buf_free(&b);
}
END_TEST

START_TEST(every_kind_has_a_word)
{
    ck_assert_str_ne(nv_kind_vi((enum nv_deadline_kind)_i), "");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("cli_text");
    TCase *t = tcase_create("text");
    tcase_add_loop_test(t, text_is_cut_by_columns, 0, sizeof cuts / sizeof *cuts);
    tcase_add_test(t, columns_are_aligned);
    tcase_add_test(t, the_last_column_fills_the_terminal);
    tcase_add_test(t, a_narrow_terminal_takes_from_the_widest);
    tcase_add_test(t, the_environment_tells_the_width);
    tcase_add_test(t, system_errors_are_vietnamese);
    tcase_add_loop_test(t, rungs_have_words, 0, sizeof rungs / sizeof *rungs);
    tcase_add_loop_test(t, every_kind_has_a_word, 0, NV_DL_COUNT);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
