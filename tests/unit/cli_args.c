/* How arguments are read: where options may stand, and what is refused with which words. */
#include "cli_fixture.h"

START_TEST(options_stand_before_and_after)
{
    struct outcome a = run("-c", "conf", "--json", "--now=2025-03-17T08:00", "tasks");
    struct outcome b = run("tasks", "--now", "2025-03-17T08:00", "-cconf", "--json");
    ck_assert_int_eq(a.code, 0);
    ck_assert_int_eq(b.code, 0);
    ck_assert_str_eq(a.out, b.out);
    drop(&a);
    drop(&b);
}
END_TEST

static const struct {
    const char *args[5];
    const char *said;
} refused[] = {
    {{NULL}, "chưa có tên lệnh"},
    {{"chek"}, "không có lệnh “chek”; có phải “check”?"},
    {{"relaod"}, "có phải “reload”?"},
    {{"frobnicate"}, "không có lệnh “frobnicate”\n"},
    {{"tasks", "--statis", "x"},
     "không có tùy chọn “--statis” trong lệnh tasks; có phải --status?"},
    {{"--from", "2025-01-01", "preview"}, "tùy chọn riêng của một lệnh đứng sau tên lệnh"},
    {{"check", "--foo"}, "không có tùy chọn “--foo” trong lệnh check\n"},
    {{"check", "--jsno"}, "có phải --json?"},
    {{"preview", "--form", "2025-01-01"}, "có phải --from?"},
    {{"check", "-c", "conf/nhacviec.cfg"},
     "-c conf/nhacviec.cfg: không phải là thư mục; hãy dùng thư mục chứa nhacviec.cfg"},
    {{"reload", "-c", "conf/nhacviec.cfg/"}, "không phải là thư mục"},
    {{"tasks", "-x"}, "không có tùy chọn “-x”"},
    {{"check", "--now"}, "tùy chọn --now cần một giá trị (THỜI-ĐIỂM)"},
    {{"check", "--json=1"}, "tùy chọn --json không nhận giá trị"},
    {{"check", "-c", ""}, "giá trị của --config bị để trống"},
    {{"check", "--now", "hôm qua"}, "--now “hôm qua” không phải là thời điểm"},
    {{"check", "--now", "2025-02-30T08:00"}, "không phải là thời điểm"},
    {{"check", "more"}, "thừa “more”"},
    {{"explain"}, "còn thiếu MÃ"},
    {{"explain", "a", "b"}, "Cách dùng: nhacviec explain MÃ"},
    {{"deadline", "Quý I", "--year", "20x5"}, "không phải là năm"},
    {{"deadline", "Quý \xC3("}, "tham số thứ 2 không phải là UTF-8 hợp lệ"},
    {{"queue", "drop"}, "không có việc “drop”; có: list, show MÃ, retry MÃ, cancel MÃ"},
    {{"done", "A.1.1", "--on", "31/3/2025"}, "viết như 2025-03-31"},
    {{"done", "A.1.1", "--doc", "một\nhai"}, "phải là một dòng chữ"},
    {{"help", "chek"}, "có phải “check”?"},
};

START_TEST(wrong_use_is_explained)
{
    struct outcome o = run_cli(&(struct nv_cli){0}, refused[_i].args);
    ck_assert_int_eq(o.code, NV_EXIT_USAGE);
    ck_assert_str_eq(o.out, "");
    says(o.err, refused[_i].said);
    ck_assert_int_eq(daemon_.calls, 0);
    drop(&o);
}
END_TEST

/* What is written well but names nothing is a "no", as an unknown agency or plan is. */
static const struct {
    const char *args[6];
    const char *said;
} unknown[] = {
    {{"tasks", "--status", "qua-hạn"}, "không có tình trạng “qua-hạn”; gần nhất: qua-han\n"},
    {{"tasks", "--status", "done"}, "Các tình trạng: trong-han sap-den-han den-han qua-han "},
    {{"queue", "--state", "failled"}, "không có trạng thái “failled”; gần nhất: failed\n"},
    {{"queue", "--state", "lost"}, "Các trạng thái: pending claimed sent failed cancelled\n"},
    {{"queue", "--agency", "so-tai-chin", "-c", "conf"}, "gần nhất: so-tai-chinh\n"},
    {{"tasks", "--agency", "Sở Tư pháo", "-c", "conf"}, "gần nhất: so-tu-phap\n"},
    {{"preview", "--agency", "so-tu-pha", "-c", "conf"}, "gần nhất: so-tu-phap\n"},
    {{"tasks", "--plan", "thu-2024", "-c", "conf"}, "gần nhất: thu-2025\n"},
    {{"explain", "A.2.7", "-c", "conf"}, "gần nhất: A.2.1, A.1.1\n"},
};

START_TEST(unknown_values_are_a_no)
{
    struct outcome o = run_cli(&(struct nv_cli){0}, unknown[_i].args);
    ck_assert_int_eq(o.code, NV_EXIT_NO);
    ck_assert_str_eq(o.out, "");
    says(o.err, unknown[_i].said);
    ck_assert_int_eq(daemon_.calls, 0);
    drop(&o);
}
END_TEST

START_TEST(days_the_wrong_way_round_are_refused)
{
    struct outcome o = run("-c", "conf", "preview", "--from", "2025-04-01", "--to", "2025-03-31");
    ck_assert_int_eq(o.code, NV_EXIT_USAGE);
    says(o.err, "2025-04-01 đứng sau ngày cuối 2025-03-31");
    drop(&o);
}
END_TEST

START_TEST(two_dashes_end_the_options)
{
    struct outcome o = run("deadline", "--year", "2025", "--", "--json");
    ck_assert_int_eq(o.code, NV_EXIT_NO);
    ck_assert_str_eq(o.out, "");
    drop(&o);
}
END_TEST

static const char *const names[] = {"check",   "deadline", "tasks",  "explain",
                                    "preview", "simulate", "status", "done",
                                    "reopen",  "show",     "queue",  "reload"};

START_TEST(every_command_has_help)
{
    struct outcome a = run("help", names[_i]), b = run(names[_i], "--help"), all = run("help");
    ck_assert_int_eq(a.code, 0);
    ck_assert_str_eq(a.out, b.out);
    says(a.out, "Cách dùng: nhacviec ");
    says(all.out, names[_i]);
    drop(&a);
    drop(&b);
    drop(&all);
}
END_TEST

/* What must be given stands without brackets, and once. */
START_TEST(what_must_be_given_has_no_brackets)
{
    struct outcome o = run("help", "extend");
    says(o.out, "Cách dùng: nhacviec extend MÃ --to NGÀY --doc CHỮ [--note CHỮ]\n");
    drop(&o);
    o = run("extend");
    says(o.err, "nhacviec extend: còn thiếu MÃ --to NGÀY --doc CHỮ\n");
    drop(&o);
}
END_TEST

/* Who writes a completion or a page reads the same table. */
START_TEST(help_is_one_json_document_where_asked)
{
    struct outcome o = run("help", "backup", "--json"), all = run("--json", "help");
    json_t *one = json_loads(o.out, 0, NULL), *doc = json_loads(all.out, 0, NULL);
    ck_assert_str_eq(json_string_value(json_object_get(one, "name")), "backup");
    ck_assert_str_eq(json_string_value(json_object_get(one, "words")), "TỆP");
    ck_assert_uint_eq(json_array_size(json_object_get(one, "options")), 0);
    ck_assert_str_eq(json_string_value(json_object_get(
                         json_array_get(json_object_get(doc, "commands"), 0), "name")),
                     "check");
    json_t *config = json_array_get(json_object_get(doc, "options"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(config, "letter")), "c");
    ck_assert_str_eq(json_string_value(json_object_get(config, "value")), "THƯ-MỤC");
    json_decref(one);
    json_decref(doc);
    drop(&o);
    drop(&all);
}
END_TEST

START_TEST(preview_says_what_it_assumes)
{
    struct outcome o = run("help", "preview");
    says(o.out, "dịch vụ đã chạy liên tục từ ngày ký kế hoạch");
    says(o.out, "simulate --from");
    drop(&o);
}
END_TEST

START_TEST(version_is_told)
{
    struct outcome o = run("--version");
    ck_assert_int_eq(o.code, 0);
    ck_assert_str_eq(o.out, "nhacviec " NV_VERSION "\n");
    drop(&o);
    o = run("--version", "--json");
    ck_assert_str_eq(o.out, "{\n  \"version\": \"" NV_VERSION "\"\n}\n");
    drop(&o);
}
END_TEST

static int32_t simulated[2];
static char simulated_dir[32];

static int fake_simulate(struct nv_cli *cli, const struct nv_snapshot *s, int32_t from, int32_t to,
                         const char *state_dir, const char *facts)
{
    (void)cli, (void)s;
    (void)facts;
    simulated[0] = from;
    simulated[1] = to;
    nv_fmt(simulated_dir, sizeof simulated_dir, "%s", state_dir ? state_dir : "-");
    return 1;
}

static int handed_over;

static int fake_hand_over(struct nv_cli *cli)
{
    (void)cli;
    handed_over++;
    return 7;
}

/* The other program reads the configuration, and says what is wrong with it; what was typed is
 * looked at here. */
START_TEST(simulate_is_handed_over_before_anything_is_read)
{
    struct nv_cli cli = {.hand_over = fake_hand_over};
    struct outcome o = run_cli(&cli, (const char *const[]){"-c", "none", "simulate", NULL});
    ck_assert_int_eq(o.code, 7);
    ck_assert_str_eq(o.err, "");
    drop(&o);
    o = run_cli(&cli, (const char *const[]){"simulate", "--year", "2025", NULL});
    ck_assert_int_eq(o.code, 2);
    drop(&o);
    o = run_cli(&cli, (const char *const[]){"help", "simulate", NULL});
    ck_assert_int_eq(o.code, 0);
    drop(&o);
    ck_assert_int_eq(handed_over, 1);
}
END_TEST

/* 2025-01-02 is day 20090 and 2025-12-31 day 20453 since 1970-01-01. */
START_TEST(simulate_hands_over_days_and_folder)
{
    struct nv_cli cli = {.simulate = fake_simulate};
    struct outcome o = run_cli(&cli, (const char *const[]){"-c", "conf", "simulate", NULL});
    ck_assert_int_eq(o.code, 1);
    ck_assert_int_eq(simulated[0], 20090);
    ck_assert_int_eq(simulated[1], 20453);
    ck_assert_str_eq(simulated_dir, "-");
    drop(&o);
    o = run_cli(&cli, (const char *const[]){"-c", "conf", "simulate", "--from", "2025-12-30",
                                            "--to", "2025-12-31", "--state", "new", NULL});
    ck_assert_int_eq(simulated[0], 20452);
    ck_assert_str_eq(simulated_dir, "new");
    drop(&o);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("cli_args");
    TCase *t = tcase_create("args");
    tcase_add_checked_fixture(t, cli_setup, cli_teardown);
    tcase_add_test(t, options_stand_before_and_after);
    tcase_add_loop_test(t, wrong_use_is_explained, 0, sizeof refused / sizeof *refused);
    tcase_add_loop_test(t, unknown_values_are_a_no, 0, sizeof unknown / sizeof *unknown);
    tcase_add_test(t, days_the_wrong_way_round_are_refused);
    tcase_add_test(t, two_dashes_end_the_options);
    tcase_add_loop_test(t, every_command_has_help, 0, sizeof names / sizeof *names);
    tcase_add_test(t, what_must_be_given_has_no_brackets);
    tcase_add_test(t, help_is_one_json_document_where_asked);
    tcase_add_test(t, preview_says_what_it_assumes);
    tcase_add_test(t, version_is_told);
    tcase_add_test(t, simulate_hands_over_days_and_folder);
    tcase_add_test(t, simulate_is_handed_over_before_anything_is_read);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
