/* Text of the ground layer: cuts never fall inside a letter, folding is for matching only. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/intern.h"
#include "base/log.h"
#include "base/utf8.h"
#include "nvtest.h"

/* "ế" is E1 BA BF. */
START_TEST(a_quoted_log_value_is_cut_between_letters)
{
    char dst[64];
    for (size_t size = 3; size < 40; size++) {
        nv_log_quote(dst, size, "hạn hoàn thành đã hết");
        size_t n = strlen(dst);
        ck_assert_uint_lt(n, size);
        ck_assert_int_eq(dst[0], '"');
        ck_assert_int_eq(dst[n - 1], '"');
        ck_assert_int_eq((int)nv_utf8_check(dst, n), -1);
    }
}
END_TEST

START_TEST(a_quoted_log_value_holds_no_controls)
{
    char dst[64];
    ck_assert_str_eq(nv_log_quote(dst, sizeof dst, "a\"b\\c\nd\x7f"), "\"a\\\"b\\\\c\\x0ad\\x7f\"");
}
END_TEST

START_TEST(formatted_text_and_errors_are_cut_between_letters)
{
    char dst[6];
    struct nv_err err = {0};
    struct nv_buf long_text = NV_BUF_INIT;
    /* Five bytes hold one "ế" and its NUL, not two. */
    ck_assert_str_eq(nv_fmt(dst, sizeof dst, "%s", "ếế"), "ế");
    for (int i = 0; i < 600; i++)
        nv_buf_adds(&long_text, "ế");
    ck_assert_int_eq(nv_err_set(&err, NV_EIO, "x%s", nv_buf_str(&long_text)), -NV_EIO);
    ck_assert_int_eq((int)nv_utf8_check(err.text, strlen(err.text)), -1);
    ck_assert_int_eq(nv_err_wrap(&err, -NV_EIO, "đọc tệp"), -NV_EIO);
    ck_assert_int_eq((int)nv_utf8_check(err.text, strlen(err.text)), -1);
    ck_assert_int_eq(strncmp(err.text, "đọc tệp: x", strlen("đọc tệp: x")), 0);
    nv_buf_free(&long_text);
}
END_TEST

START_TEST(folding_forgets_case_marks_and_spaces)
{
    char *folded = nv_utf8_fold("  Sở  LAO ĐỘNG –\xC2\xA0Thương binh ");
    ck_assert_str_eq(folded, "so lao dong - thuong binh");
    free(folded);
    char *lower = nv_utf8_lower("QUY\xCC\x81 I"); /* decomposed */
    ck_assert_str_eq(lower, "qu\xC3\xBD i");
    free(lower);
    ck_assert_ptr_null(nv_utf8_nfc("\xC0\x80"));
}
END_TEST

START_TEST(what_is_not_utf8_is_found_where_it_stands)
{
    ck_assert_int_eq((int)nv_utf8_check("ab\xFF", 3), 2);
    ck_assert_int_eq((int)nv_utf8_check("\xED\xA0\x80", 3), 0);     /* a surrogate */
    ck_assert_int_eq((int)nv_utf8_check("\xE0\x80\xAF", 3), 0);     /* overlong */
    ck_assert_int_eq((int)nv_utf8_check("\xF4\x90\x80\x80", 4), 0); /* past U+10FFFF */
    ck_assert_int_eq((int)nv_utf8_check("x\xE1\xBA", 3), 1);        /* cut short */
    ck_assert_uint_eq(nv_utf8_width("ế đ"), 3);
    /* Three bytes, one, two; the mark of a decomposed letter goes with it; 日 is two columns wide.
     */
    ck_assert_uint_eq(nv_utf8_fit("ế đ", 1), 3);
    ck_assert_uint_eq(nv_utf8_fit("ế đ", 3), 6);
    ck_assert_uint_eq(nv_utf8_fit("e\xCC\x81x", 1), 3);
    ck_assert_uint_eq(nv_utf8_fit("a\xE6\x97\xA5", 2), 1);
    ck_assert_uint_eq(nv_utf8_fit("a", 0), 0);
    ck_assert_uint_eq(nv_utf8_distance("tilte", "title"), 1);
}
END_TEST

START_TEST(whole_numbers_are_written_in_digits)
{
    struct nv_buf b = NV_BUF_INIT;
    static const int64_t numbers[] = {0, 9, 10, -1, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        nv_buf_addi(&b, numbers[i]);
        nv_buf_addc(&b, ' ');
    }
    ck_assert_str_eq(b.data, "0 9 10 -1 9223372036854775807 -9223372036854775808 ");
    nv_buf_free(&b);
}
END_TEST

START_TEST(names_keep_their_numbers)
{
    struct nv_intern *t = nv_intern_new();
    char name[16];
    for (int i = 0; i < 1000; i++)
        ck_assert_uint_eq(nv_intern_add(t, nv_fmt(name, sizeof name, "n%d", i)), (uint32_t)i);
    ck_assert_uint_eq(nv_intern_add(t, "n7"), 7);
    ck_assert_uint_eq(nv_intern_find(t, "n1000"), NV_NONE);
    ck_assert_str_eq(nv_intern_str(t, 999), "n999");
    nv_intern_free(t);
}
END_TEST

/* "ß" behind a text makes the general way be taken; both ways must agree for every code point. */
START_TEST(folding_is_the_same_the_quick_way)
{
    for (uint32_t cp = 1; cp < 0x3000; cp++) {
        char one[5] = "", two[8];
        one[nv_utf8_put(cp, one)] = '\0';
        nv_fmt(two, sizeof two, "%sß", one);
        char *quick = nv_utf8_fold(one), *general = nv_utf8_fold(two);
        ck_assert_ptr_nonnull(general);
        size_t n = strlen(general) - strlen("ß");
        if (n > 0 && general[n - 1] == ' ')
            n--;
        general[n] = '\0';
        ck_assert_msg(strcmp(quick, general) == 0, "U+%04X: %s, %s", cp, quick, general);
        free(quick);
        free(general);
    }
}
END_TEST

/* As with any program: what is written into the configuration must not be its writer's alone. */
START_TEST(a_written_file_has_the_mode_of_the_umask)
{
    char dir[] = "/tmp/nhacviec-file-XXXXXX", path[64];
    struct stat st;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    nv_fmt(path, sizeof path, "%s/file", dir);
    mode_t was = umask(027);
    ck_assert_int_eq(nv_file_write(path, "abc", 3, NULL), 0);
    umask(was);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 07777, 0640);
    unlink(path);
    rmdir(dir);
}
END_TEST

START_TEST(a_pipe_is_written_to_and_stays)
{
    char dir[] = "/tmp/nhacviec-file-XXXXXX", path[64], got[8] = "";
    struct stat st;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    nv_fmt(path, sizeof path, "%s/pipe", dir);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    ck_assert_int_eq(nv_file_write(path, "abc", 3, NULL), 0);
    ck_assert_int_eq(read(reader, got, sizeof got), 3);
    ck_assert_str_eq(got, "abc");
    ck_assert_int_eq(lstat(path, &st), 0);
    ck_assert(S_ISFIFO(st.st_mode));
    close(reader);
    unlink(path);
    rmdir(dir);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("base text");
    TCase *c = tcase_create("text");
    tcase_add_test(c, a_quoted_log_value_is_cut_between_letters);
    tcase_add_test(c, a_quoted_log_value_holds_no_controls);
    tcase_add_test(c, formatted_text_and_errors_are_cut_between_letters);
    tcase_add_test(c, folding_forgets_case_marks_and_spaces);
    tcase_add_test(c, what_is_not_utf8_is_found_where_it_stands);
    tcase_add_test(c, whole_numbers_are_written_in_digits);
    tcase_add_test(c, names_keep_their_numbers);
    tcase_add_test(c, a_written_file_has_the_mode_of_the_umask);
    tcase_add_test(c, a_pipe_is_written_to_and_stays);
    tcase_add_test(c, folding_is_the_same_the_quick_way);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(make_suite)
