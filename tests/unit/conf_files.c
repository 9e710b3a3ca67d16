/* Which files are read, what cannot be read, and the limits of one file. */
#include <fcntl.h>
#include <sys/stat.h>

#include "conf/files.h"
#include "conftest.h"

static struct conf c;

static void set_up(void)
{
    conf_make(&c);
}

static void tear_down(void)
{
    conf_clean(&c);
}

#define FAILS_WITH(file, line, word)                                                               \
    do {                                                                                           \
        ck_assert_int_ne(conf_load(&c), 0);                                                        \
        ck_assert_ptr_null(c.snap);                                                                \
        ck_assert_uint_eq(c.diags.errors, 1);                                                      \
        ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_ERROR, file, line, 0, word));                  \
    } while (0)

START_TEST(a_missing_main_file_is_an_error)
{
    char path[300];
    conf_path(&c, "nhacviec.cfg", path);
    ck_assert_int_eq(unlink(path), 0);
    FAILS_WITH("nhacviec.cfg", 0, "không có tệp");
}
END_TEST

START_TEST(no_plan_is_a_warning)
{
    char path[300];
    conf_path(&c, "plans/thu.cfg", path);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(conf_load(&c), 0);
    ck_assert_uint_eq(c.diags.warnings, 1);
    ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_WARNING, "", 0, 0, "không có kế hoạch"));
}
END_TEST

START_TEST(hidden_and_backup_files_are_skipped)
{
    conf_text(&c, "plans/.an.cfg", "rác");
    conf_text(&c, "plans/thu.cfg~", "rác");
    conf_text(&c, "plans/doc-toi.txt", "rác");
    ck_assert_int_eq(conf_load(&c), 0);
    ck_assert_uint_eq(c.diags.errors + c.diags.warnings, 0);
}
END_TEST

START_TEST(a_fifo_is_refused_without_waiting)
{
    char path[300];
    conf_path(&c, "plans/ong.cfg", path);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    FAILS_WITH("plans/ong.cfg", 0, "tệp thường");
}
END_TEST

START_TEST(a_directory_as_file_is_refused)
{
    char path[300];
    conf_path(&c, "plans/thu-muc.cfg", path);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    FAILS_WITH("plans/thu-muc.cfg", 0, "tệp thường");
}
END_TEST

START_TEST(a_dangling_link_is_told_with_its_reason)
{
    char path[300];
    conf_path(&c, "plans/mat.cfg", path);
    ck_assert_int_eq(symlink("/không/có", path), 0);
    FAILS_WITH("plans/mat.cfg", 0, "không có tệp");
}
END_TEST

START_TEST(a_file_without_permission_is_told_with_its_reason)
{
    /* Root reads everything: be nobody for a moment. */
    static const char *const others[] = {"nhacviec.cfg", "agencies/co-quan.cfg",
                                         "calendar/2025.cfg"};
    uid_t self = geteuid(), nobody = 65534;
    char path[300];
    for (int i = 0; i < 3; i++) {
        conf_path(&c, others[i], path);
        ck_assert_int_eq(chmod(path, 0644), 0);
    }
    conf_path(&c, "plans/thu.cfg", path);
    ck_assert_int_eq(chmod(path, 0), 0);
    ck_assert_int_eq(chmod(c.dir, 0755), 0);
    if (self == 0)
        ck_assert_int_eq(seteuid(nobody), 0);
    int rc = conf_load(&c);
    ck_assert_int_eq(seteuid(self), 0);
    ck_assert_int_ne(rc, 0);
    ck_assert_uint_eq(c.diags.errors, 1);
    ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_ERROR, "plans/thu.cfg", 0, 0, "quyền"));
}
END_TEST

START_TEST(a_file_over_64_mib_is_refused_unread)
{
    char path[300];
    conf_path(&c, "plans/to.cfg", path);
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(ftruncate(fd, (64 << 20) + 1), 0);
    close(fd);
    FAILS_WITH("plans/to.cfg", 0, "lớn hơn");
}
END_TEST

/* As it lies on the disk: before any mark is cut off, before any line is read. */
START_TEST(what_was_read_is_kept_byte_for_byte)
{
    static const char *const names[] = {"nhacviec.cfg",      "agencies/co-quan.cfg",
                                        "calendar/2025.cfg", "plans/thu.cfg",
                                        "templates/vi",      "templates/vi/mail.txt"};
    static const char layout[] = "\xEF\xBB\xBF{{> x}}\r\n";
    struct nv_conf_files files = {0}, again = {0};
    char path[300];
    conf_path(&c, "templates/vi", path);
    ck_assert_int_eq(nv_dir_make(path, 0755, NULL), 0);
    conf_text(&c, "templates/vi/mail.txt", layout);
    nv_conf_load_seen(c.dir, &c.diags, &files, &c.snap);
    ck_assert_uint_eq(files.list.n, 6);
    for (size_t i = 0; i < 6; i++)
        ck_assert_str_eq(files.list.v[i].name, names[i]);
    ck_assert_ptr_null(files.list.v[4].data);
    ck_assert_uint_eq(files.list.v[5].n, 12);
    ck_assert_mem_eq(files.list.v[5].data, layout, 12);

    nv_snapshot_unref(c.snap);
    nv_conf_load_seen(c.dir, &c.diags, &again, &c.snap);
    ck_assert_uint_eq(nv_conf_files_digest(&files), nv_conf_files_digest(&again));
    again.list.v[3].data[0]++;
    ck_assert_uint_ne(nv_conf_files_digest(&files), nv_conf_files_digest(&again));
    nv_conf_files_free(&files);
    nv_conf_files_free(&again);
}
END_TEST

START_TEST(unknown_ids_are_not_told_when_an_agency_file_is_broken)
{
    conf_text(&c, "agencies/co-quan.cfg", "agencies = (\n");
    FAILS_WITH("agencies/co-quan.cfg", 1, "không được đóng");
}
END_TEST

START_TEST(relays_are_not_told_when_the_main_file_is_broken)
{
    conf_text(&c, "nhacviec.cfg", "relays = (\n");
    conf_text(&c, "agencies/z.cfg",
              "agencies = ( { id = \"z\"; name = \"Z\"; relay = \"x\"; } );\n");
    FAILS_WITH("nhacviec.cfg", 1, "không được đóng");
}
END_TEST

START_TEST(errors_of_three_files_come_in_one_run_and_in_order)
{
    conf_text(&c, "nhacviec.cfg", "instance = \"a b\";\nsender = 5;\n");
    conf_text(&c, "agencies/z.cfg", "agencies = ( { id = \"z\"; } );\n");
    conf_text(&c, "plans/z.cfg", "plan = { };\n");
    ck_assert_int_ne(conf_load(&c), 0);
    ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_ERROR, "nhacviec.cfg", 1, 12, "instance"));
    ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_ERROR, "nhacviec.cfg", 2, 10, "nhóm"));
    ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_ERROR, "agencies/z.cfg", 1, 14, "\"name\""));
    /* id, year, title, basis, signed, owner of the plan, and the tasks */
    ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_ERROR, "plans/z.cfg", 1, 0, "\"tasks\""));
    ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_ERROR, "plans/z.cfg", 1, 8, "\"signed\""));
    ck_assert_uint_eq(c.diags.errors, 3 + 7);
    for (size_t i = 1; i < c.diags.list.n; i++)
        ck_assert_int_le(strcmp(c.diags.list.v[i - 1].file, c.diags.list.v[i].file), 0);
}
END_TEST

START_TEST(the_diagnostic_shows_the_line_with_a_caret)
{
    struct nv_buf b = NV_BUF_INIT;
    conf_text(&c, "nhacviec.cfg",
              "instance = \"a\";\nsender = { tên = \"Sở\"; mail = \"a@b.example\"; };\n");
    conf_load(&c);
    nv_diag_print(&c.diags, &b);
    ck_assert_ptr_nonnull(strstr(b.data, "\n    sender = { tên = \"Sở\"; mail = \"a@b.example\"; "
                                         "};\n                ^\n"));
    nv_buf_free(&b);
}
END_TEST

/* Of a long line 110 columns are shown, at most 60 of them before; a tab is one blank wide. */
START_TEST(of_a_long_line_what_stands_near_is_shown)
{
    static const char ten[] = "0123456789";
    struct nv_diags d = {0};
    struct nv_buf line = NV_BUF_INIT, b = NV_BUF_INIT, want = NV_BUF_INIT;
    nv_buf_adds(&line, "mười\t");
    for (int i = 0; i < 20; i++)
        nv_buf_adds(&line, ten);
    nv_diag_add(&d, NV_DIAG_ERROR, "f", 1, 1, "đầu");
    nv_diag_source(&d, line.data);
    nv_diag_add(&d, NV_DIAG_ERROR, "f", 1, 9 + 100, "giữa"); /* "mười" and the tab are 8 bytes */
    nv_diag_source(&d, line.data);
    nv_diag_print(&d, &b);
    nv_buf_addf(&want, "f:1:1: lỗi: đầu\n    mười %s%s%s%s%s%s%s%s%s%s01234 …\n    ^\n", ten, ten,
                ten, ten, ten, ten, ten, ten, ten, ten);
    nv_buf_addf(&want, "f:1:109: lỗi: giữa\n    … %s%s%s%s%s%s%s%s%s%s%s …\n      %60s^\n", ten,
                ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, "");
    ck_assert_str_eq(b.data, want.data);
    nv_buf_free(&line);
    nv_buf_free(&b);
    nv_buf_free(&want);
    nv_diag_free(&d);
}
END_TEST

/* One text alone; the number of errors. */
static size_t check(const char *name, const char *text, size_t n, const char *word)
{
    struct nv_diags d = {0};
    int rc = nv_conf_check_text(name, text, n, &d);
    size_t errors = d.errors;
    ck_assert_int_eq(rc != 0, errors > 0);
    if (word) {
        ck_assert_uint_ge(d.list.n, 1);
        ck_assert_msg(strstr(d.list.v[0].text, word), "%s", d.list.v[0].text);
    }
    nv_diag_free(&d);
    return errors;
}

static void repeat(struct nv_buf *b, const char *s, int n)
{
    while (n--)
        nv_buf_adds(b, s);
}

START_TEST(a_string_over_64_kib_is_refused)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_adds(&b, "agencies = ( { id = \"a\"; name = \"A\"; note = \"");
    repeat(&b, "x", 65534);
    size_t head = b.len;
    nv_buf_adds(&b, "\"; } );");
    ck_assert_uint_eq(check("agencies/a.cfg", b.data, b.len, NULL), 0);
    b.len = head;
    nv_buf_adds(&b, "x\"; } );");
    ck_assert_uint_eq(check("agencies/a.cfg", b.data, b.len, "65536"), 1);
    nv_buf_free(&b);
}
END_TEST

/* Strings are read in steps of sixteen bytes: what must not be in one is found on each of them,
 * with its column. */
START_TEST(what_must_not_be_in_a_string_is_found_wherever_it_stands)
{
    static const char head[] = "agencies = ( { id = \"a\"; name = \"";
    static const struct {
        const char *bytes, *told; /* NULL: it may */
    } cases[] = {
        {"\x01", "U+0001"},
        {"\x1f", "U+001F"},
        {"\t", "Tab"},
        {"\x7f", "U+007F"},
        {"\xC2\x85", "U+0085"},
        {"\xD8\x9C", "U+061C"},
        {"\xE2\x80\xA8", "U+2028"},
        {"\xEF\xBB\xBF", "U+FEFF"},
        {"\\n", "\\n"},
        {"–", NULL},
        {"ệ", NULL},
        {"\\\"", NULL},
    };
    struct nv_buf b = NV_BUF_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int before = 0; before < 40; before++)
            for (int after = 0; after < 40; after += 13) {
                struct nv_diags d = {0};
                nv_buf_clear(&b);
                nv_buf_adds(&b, head);
                repeat(&b, "x", before);
                nv_buf_adds(&b, cases[i].bytes);
                repeat(&b, "y", after);
                nv_buf_adds(&b, "\"; } );");
                nv_conf_check_text("agencies/a.cfg", b.data, b.len, &d);
                ck_assert_uint_eq(d.errors, cases[i].told != NULL);
                if (cases[i].told) {
                    ck_assert_ptr_nonnull(strstr(d.list.v[0].text, cases[i].told));
                    ck_assert_int_eq(d.list.v[0].column, (int)strlen(head) + before + 1);
                }
                nv_diag_free(&d);
            }
    nv_buf_free(&b);
}
END_TEST

START_TEST(a_string_without_its_end_is_found_wherever_the_line_ends)
{
    struct nv_buf b = NV_BUF_INIT;
    for (int length = 0; length < 40; length++) {
        nv_buf_clear(&b);
        nv_buf_adds(&b, "agencies = ( { id = \"a\"; name = \"");
        repeat(&b, "x", length);
        ck_assert_uint_eq(check("agencies/a.cfg", b.data, b.len, "thiếu dấu ngoặc kép đóng"), 1);
        nv_buf_adds(&b, "\n} );\n# xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
        ck_assert_uint_eq(check("agencies/a.cfg", b.data, b.len, "thiếu dấu ngoặc kép đóng"), 1);
    }
    nv_buf_free(&b);
}
END_TEST

START_TEST(sixteen_levels_are_the_most)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_adds(&b, "x = ");
    repeat(&b, "(", 16);
    repeat(&b, ")", 16);
    /* Only the unknown key and the missing one remain. */
    ck_assert_uint_eq(check("calendar/a.cfg", b.data, b.len, NULL), 2);
    nv_buf_clear(&b);
    nv_buf_adds(&b, "x = ");
    repeat(&b, "(", 1000000);
    ck_assert_uint_eq(check("calendar/a.cfg", b.data, b.len, "16 tầng"), 1);
    nv_buf_free(&b);
}
END_TEST

START_TEST(a_group_has_at_most_256_keys)
{
    struct nv_buf b = NV_BUF_INIT;
    for (int i = 0; i < 40000; i++)
        nv_buf_addf(&b, "k%d = 1;\n", i);
    ck_assert_uint_eq(check("agencies/a.cfg", b.data, b.len, "256"), 1);
    nv_buf_free(&b);
}
END_TEST

START_TEST(a_comment_may_end_the_file_without_a_newline)
{
    static const char text[] = "agencies = ( ); # hết";
    ck_assert_uint_eq(check("agencies/a.cfg", text, strlen(text), NULL), 0);
}
END_TEST

START_TEST(include_in_a_comment_or_string_is_only_text)
{
    static const char text[] = "/*\n@include \"/etc\"\n*/\n# @include \"/etc\"\n"
                               "groups = ( { id = \"a\"; name = \"@include\"; undetermined = true; "
                               "} );";
    ck_assert_uint_eq(check("agencies/a.cfg", text, strlen(text), NULL), 0);
}
END_TEST

START_TEST(an_empty_file_of_agencies_is_good)
{
    ck_assert_uint_eq(check("agencies/a.cfg", "", 0, NULL), 0);
}
END_TEST

START_TEST(a_text_alone_is_not_blamed_for_other_files)
{
    struct nv_buf b = NV_BUF_INIT;
    ck_assert_int_eq(nv_file_read(CONF_BASE "/plans/thu.cfg", 10000, &b, NULL), 0);
    ck_assert_uint_eq(check("plans/thu.cfg", b.data, b.len, NULL), 0);
    nv_buf_free(&b);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("conf files");
    TCase *t = tcase_create("files");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, a_missing_main_file_is_an_error);
    tcase_add_test(t, no_plan_is_a_warning);
    tcase_add_test(t, hidden_and_backup_files_are_skipped);
    tcase_add_test(t, what_was_read_is_kept_byte_for_byte);
    tcase_add_test(t, a_fifo_is_refused_without_waiting);
    tcase_add_test(t, a_directory_as_file_is_refused);
    tcase_add_test(t, a_dangling_link_is_told_with_its_reason);
    tcase_add_test(t, a_file_without_permission_is_told_with_its_reason);
    tcase_add_test(t, a_file_over_64_mib_is_refused_unread);
    tcase_add_test(t, unknown_ids_are_not_told_when_an_agency_file_is_broken);
    tcase_add_test(t, relays_are_not_told_when_the_main_file_is_broken);
    tcase_add_test(t, errors_of_three_files_come_in_one_run_and_in_order);
    tcase_add_test(t, the_diagnostic_shows_the_line_with_a_caret);
    tcase_add_test(t, of_a_long_line_what_stands_near_is_shown);
    suite_add_tcase(s, t);
    TCase *l = tcase_create("limits");
    tcase_add_test(l, a_string_over_64_kib_is_refused);
    tcase_add_test(l, what_must_not_be_in_a_string_is_found_wherever_it_stands);
    tcase_add_test(l, a_string_without_its_end_is_found_wherever_the_line_ends);
    tcase_add_test(l, sixteen_levels_are_the_most);
    tcase_add_test(l, a_group_has_at_most_256_keys);
    tcase_add_test(l, a_comment_may_end_the_file_without_a_newline);
    tcase_add_test(l, include_in_a_comment_or_string_is_only_text);
    tcase_add_test(l, an_empty_file_of_agencies_is_good);
    tcase_add_test(l, a_text_alone_is_not_blamed_for_other_files);
    suite_add_tcase(s, l);
    return s;
}

NV_TEST_MAIN(make_suite)
