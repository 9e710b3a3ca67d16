/* The commands that need no daemon, on the small configuration whose dates were worked out by hand:
 * check, deadline, tasks, explain, preview. */
#include "cli_fixture.h"

static const char *text_of(json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

START_TEST(check_tells_the_counts)
{
    struct outcome o = run("-c", "conf", "check");
    ck_assert_int_eq(o.code, 0);
    ck_assert_str_eq(o.err, "");
    is_golden(o.out, "check.txt");
    drop(&o);
    o = run("-c", "conf", "check", "--json");
    json_t *doc = document(&o), *counts = json_object_get(doc, "counts");
    ck_assert(json_is_true(json_object_get(doc, "ok")));
    ck_assert_int_eq(json_integer_value(json_object_get(doc, "errors")), 0);
    ck_assert_int_eq(json_integer_value(json_object_get(counts, "deliverables")), 4);
    ck_assert_int_eq(json_integer_value(json_object_get(counts, "agencies")), 5);
    ck_assert_int_eq(json_integer_value(json_object_get(counts, "calendars")), 1);
    ck_assert_int_eq(json_array_size(json_object_get(doc, "diagnostics")), 0);
    json_decref(doc);
    drop(&o);
}
END_TEST

/* A copy of the small configuration with another plan. */
static char *configuration_with_plan(const char *plan)
{
    char *dir = new_tree();
    struct nv_buf path = NV_BUF_INIT;
    nv_buf_addf(&path, "cp -r conf/* %s && rm %s/plans/*", dir, dir);
    ck_assert_int_eq(system(path.data), 0);
    nv_buf_clear(&path);
    nv_buf_addf(&path, "%s/plans/other.cfg", dir);
    ck_assert_int_eq(nv_file_write(path.data, plan, strlen(plan), NULL), 0);
    nv_buf_free(&path);
    return dir;
}

/* One whose plan misspells one key on line 2. */
static char *broken_configuration(void)
{
    return configuration_with_plan(
        "plan = { id = \"p\"; year = 2025; title = \"T\"; basis = \"B\"; signed = \"2025-01-02\";\n"
        "         sined = \"2025-01-02\"; owner = \"so-noi-vu\"; };\n"
        "tasks = ( { id = \"I\"; title = \"T\"; deliverables = ( { name = \"N\"; due = \"Quý I\";\n"
        "           lead = \"so-noi-vu\"; } ); } );\n");
}

/* The plan of the small configuration is of 2025; it has the calendar of that year alone. */
START_TEST(check_asks_for_the_coming_year)
{
    char *dir = new_tree();
    struct nv_buf text = NV_BUF_INIT;
    struct outcome o = run("-c", "conf", "check", "--now", "2025-10-31T23:59");
    ck_assert_str_eq(o.err, "");
    drop(&o);
    o = run("-c", "conf", "check", "--now", "2025-11-01T00:00");
    ck_assert_int_eq(o.code, 0);
    says(o.err, "conf/calendar/2026.cfg: cảnh báo: chưa có lịch nghỉ năm 2026: từ 01/01/2026 chỉ");
    says(o.err, "hãy chép 2025.cfg thành tệp này");
    says(o.out, "0 lỗi, 1 cảnh báo");
    drop(&o);
    o = run("-c", "conf", "check", "--now", "2024-12-01"); /* before the plan is signed */
    ck_assert_str_eq(o.err, "");
    drop(&o);
    nv_buf_addf(&text,
                "cp -r conf/* %s && cd %s/calendar && sed 's/2025/2026/g; s/confirmed = true/"
                "confirmed = false/' 2025.cfg >2026.cfg",
                dir, dir);
    ck_assert_int_eq(system(text.data), 0);
    o = run("-c", dir, "check", "--now", "2025-12-31");
    says(o.err, "calendar/2026.cfg: cảnh báo: lịch nghỉ năm 2026 chưa được xác nhận; khi có thông");
    says(o.out, "0 lỗi, 1 cảnh báo");
    drop(&o);
    nv_buf_free(&text);
    remove_tree(dir);
}
END_TEST

START_TEST(check_names_file_and_line)
{
    char *dir = broken_configuration();
    struct outcome o = run("-c", dir, "check");
    ck_assert_int_eq(o.code, NV_EXIT_CONFIG);
    says(o.err, "plans/other.cfg:2");
    says(o.err, "sined");
    says(o.out, "không dùng được");
    drop(&o);
    o = run("check", "-c", dir, "--json");
    json_t *doc = document(&o), *first = json_array_get(json_object_get(doc, "diagnostics"), 0);
    ck_assert_int_eq(o.code, NV_EXIT_CONFIG);
    ck_assert_str_eq(o.err, "");
    ck_assert(json_is_false(json_object_get(doc, "ok")));
    ck_assert(json_is_null(json_object_get(doc, "counts")));
    ck_assert_str_eq(text_of(first, "severity"), "error");
    ck_assert_int_eq(json_integer_value(json_object_get(first, "line")), 2);
    json_decref(doc);
    drop(&o);
    remove_tree(dir);
}
END_TEST

/* Adds a line to nhacviec.cfg of a copy of the small configuration. */
static char *configuration_with(const char *line)
{
    char *dir = new_tree();
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_addf(&b, "cp -r conf/* %s && echo '%s' >> %s/nhacviec.cfg", dir, line, dir);
    ck_assert_int_eq(system(b.data), 0);
    nv_buf_free(&b);
    return dir;
}

/* The keys stand in columns 22, 24 and 55 of line 13. */
static const struct {
    const char *line;
    const char *said[2];
} named_files[] = {
    {"webhook = {          ca_file = \"/no/such.pem\"; };",
     {"nhacviec.cfg:13:22: cảnh báo: không dùng được \"/no/such.pem\": không có tệp"}},
    {"webhook = {          ca_file = \"/\"; };",
     {":22: cảnh báo: không dùng được \"/\": đây là thư mục"}},
    {"webhook = {          ca_file = \"/dev/null\"; };", {":22: cảnh báo: không dùng được"}},
    {"webhook = {          ca_file = \"ca.pem\"; };",
     {":22: cảnh báo: \"ca.pem\" là đường dẫn tương"}},
    {"relays = ( { id = \"a\"; ca_file = \"/no/a\"; user = \"u\"; password_file = \"/no/b\"; "
     "type = \"smtp\"; host = \"h.example\"; } );",
     {":24: cảnh báo: không dùng được \"/no/a\"", ":55: cảnh báo: không dùng được \"/no/b\""}},
};

START_TEST(check_looks_at_the_files_that_are_named)
{
    char *dir = configuration_with(named_files[_i].line);
    struct outcome o = run("check", "-c", dir);
    ck_assert_int_eq(o.code, NV_EXIT_OK);
    for (size_t i = 0; i < 2 && named_files[_i].said[i]; i++)
        says(o.err, named_files[_i].said[i]);
    drop(&o);
    remove_tree(dir);
}
END_TEST

START_TEST(a_credential_of_the_service_is_its_own_affair)
{
    char *dir =
        configuration_with("webhook = { ca_file = \"/run/credentials/nhacviec.service/ca\"; };");
    struct outcome o = run("check", "-c", dir);
    ck_assert_int_eq(o.code, NV_EXIT_OK);
    ck_assert_str_eq(o.err, "");
    drop(&o);
    remove_tree(dir);
}
END_TEST

static const char *const loading[][7] = {
    {"tasks"},
    {"explain", "A.1.1"},
    {"preview", "--from", "2025-03-01", "--to", "2025-03-02"},
    {"simulate"},
};

START_TEST(nothing_works_with_a_broken_configuration)
{
    char *dir = broken_configuration();
    const char *args[10] = {"-c", dir, "--json"};
    for (size_t i = 0; loading[_i][i]; i++)
        args[i + 3] = loading[_i][i];
    struct outcome o = run_cli(&(struct nv_cli){0}, args);
    ck_assert_int_eq(o.code, NV_EXIT_CONFIG);
    ck_assert_str_eq(o.out, "");
    says(o.err, "plans/other.cfg:2");
    drop(&o);
    remove_tree(dir);
}
END_TEST

START_TEST(deadline_tells_days)
{
    struct outcome o = run("-c", "conf", "deadline", "Tháng", "01/2025", "--json");
    json_t *doc = document(&o);
    ck_assert_int_eq(o.code, 0);
    ck_assert_str_eq(text_of(doc, "kind"), "month");
    ck_assert_str_eq(text_of(doc, "value"), "2025-01");
    ck_assert_str_eq(text_of(doc, "first_day"), "2025-01-01");
    ck_assert_str_eq(text_of(doc, "last_day"), "2025-01-31");
    ck_assert_str_eq(text_of(doc, "effective"), "2025-02-03");
    ck_assert_int_eq(json_array_size(json_object_get(doc, "due")), 1);
    json_decref(doc);
    drop(&o);
}
END_TEST

START_TEST(deadline_needs_no_configuration)
{
    struct outcome o = run("-c", "nowhere", "deadline", "Thường xuyên", "--json");
    json_t *doc = document(&o);
    ck_assert_int_eq(o.code, 0);
    ck_assert_str_eq(text_of(doc, "kind"), "continuous");
    ck_assert(json_is_null(json_object_get(doc, "last_day")));
    ck_assert_int_eq(json_array_size(json_object_get(doc, "due")), 0);
    ck_assert_ptr_null(json_object_get(doc, "effective"));
    json_decref(doc);
    drop(&o);
}
END_TEST

/* The fixture's clock stands in 2025. */
START_TEST(deadline_takes_the_year_of_now)
{
    struct outcome o = run("deadline", "Quý II", "--json");
    json_t *doc = document(&o);
    ck_assert_str_eq(text_of(doc, "last_day"), "2025-06-30");
    json_decref(doc);
    drop(&o);
    o = run("deadline", "Quý II", "--json", "--now", "2027-01-01T00:00");
    doc = document(&o);
    ck_assert_str_eq(text_of(doc, "last_day"), "2027-06-30");
    json_decref(doc);
    drop(&o);
    o = run("deadline", "Quý II", "--json", "--year", "2026");
    doc = document(&o);
    ck_assert_str_eq(text_of(doc, "last_day"), "2026-06-30");
    json_decref(doc);
    drop(&o);
}
END_TEST

START_TEST(deadline_refuses_with_a_reason)
{
    struct outcome o = run("deadline", "Quý V/2025");
    ck_assert_int_eq(o.code, NV_EXIT_NO);
    ck_assert_str_eq(o.out, "");
    says(o.err, "Quý V");
    drop(&o);
}
END_TEST

START_TEST(tasks_as_a_table)
{
    struct outcome o = run("-c", "conf", "tasks");
    ck_assert_int_eq(o.code, 0);
    is_golden(o.out, "tasks.txt");
    says(o.err, "/run/nhacviec/control.sock");
    ck_assert_str_eq(daemon_.command, "facts");
    drop(&o);
}
END_TEST

START_TEST(tasks_as_json)
{
    daemon_says("{\"exit\":0,\"text\":\"\",\"data\":{\"standings\":{\"thu-2025/A.2.1\":"
                "{\"nominal\":\"2025-03-31\",\"effective\":\"2025-03-31\","
                "\"original_nominal\":\"2025-03-31\",\"original_effective\":\"2025-03-31\","
                "\"done\":\"2025-03-10\"}}}}");
    struct outcome o = run("-c", "conf", "tasks", "--json");
    json_t *doc = document(&o), *a = json_array_get(doc, 1), *b = json_array_get(doc, 2);
    json_t *want = json_loads(
        "{\"id\":\"A.2.1\",\"key\":\"thu-2025/A.2.1\",\"plan\":\"thu-2025\","
        "\"task\":\"Xúc tiến đầu tư\",\"task_id\":\"A.2\",\"name\":\"Chương trình; Báo cáo\","
        "\"names\":[\"Chương trình\",\"Báo cáo\"],\"due\":\"Quý I/2025\",\"kind\":\"quarter\","
        "\"value\":\"2025-Q1\",\"nominal\":\"2025-03-31\",\"effective\":\"2025-03-31\","
        "\"lead\":[\"so-ke-hoach-dau-tu\"],\"support\":[\"cac-so\"],\"executor\":[],"
        "\"appraiser\":[],\"guide\":[],\"approver\":[],\"lead_now\":[\"so-tai-chinh\"],"
        "\"status\":\"ht-truoc-han\","
        "\"occurrences\":[{\"id\":\"A.2.1\",\"key\":\"thu-2025/A.2.1\",\"label\":null,"
        "\"kind\":\"quarter\",\"times\":1,\"first_day\":\"2025-01-01\",\"nominal\":"
        "\"2025-03-31\",\"effective\":\"2025-03-31\",\"done\":\"2025-03-10\",\"status\":"
        "\"ht-truoc-han\",\"work\":\"da-hoan-thanh\",\"timing\":\"truoc-han\","
        "\"original_timing\":\"truoc-han\"}],\"work\":\"da-hoan-thanh\","
        "\"timing\":\"truoc-han\",\"original_timing\":\"truoc-han\"}",
        0, NULL);
    ck_assert_int_eq(json_array_size(doc), 4);
    ck_assert(json_equal(a, want));
    ck_assert(json_is_null(json_object_get(b, "nominal")));
    ck_assert_str_eq(text_of(b, "status"), "thuong-xuyen");
    json_decref(want);
    json_decref(doc);
    ck_assert_str_eq(o.err, "");
    drop(&o);
}
END_TEST

/* Who is reached on 17/3/2025: so-tai-chinh has taken over so-ke-hoach-dau-tu and is in cac-so. */
static const struct {
    const char *option, *value, *ids;
} filters[] = {
    {"--agency", "so-tai-chinh", "A.2.1 B.1.1 "},
    {"--agency", "so-ke-hoach-dau-tu", "A.2.1 "},
    {"--agency", "cac-so", "A.2.1 B.1.1 "},
    {"--agency", "Sở NV", "A.1.1 B.1.2 "},
    {"--agency", "van-phong", ""},
    {"--status", "qua-han", "A.1.1 "},
    {"--status", "sap-den-han", "A.2.1 "},
    {"--plan", "thu-2025", "A.1.1 A.2.1 B.1.1 B.1.2 "},
};

START_TEST(tasks_are_filtered)
{
    struct outcome o = run("-c", "conf", "tasks", "--json", filters[_i].option, filters[_i].value);
    struct nv_buf ids = NV_BUF_INIT;
    json_t *doc = document(&o), *one;
    size_t i;
    json_array_foreach(doc, i, one) nv_buf_addf(&ids, "%s ", text_of(one, "id"));
    ck_assert_str_eq(nv_buf_str(&ids), filters[_i].ids);
    nv_buf_free(&ids);
    json_decref(doc);
    drop(&o);
}
END_TEST

START_TEST(unknown_names_get_the_nearest)
{
    struct outcome o = run("-c", "conf", "tasks", "--agency", "so-tai-chin");
    ck_assert_int_eq(o.code, NV_EXIT_NO);
    says(o.err, "so-tai-chinh");
    drop(&o);
    o = run("-c", "conf", "tasks", "--plan", "thu-2024");
    ck_assert_int_eq(o.code, NV_EXIT_NO);
    says(o.err, "gần nhất: thu-2025");
    drop(&o);
    o = run("-c", "conf", "explain", "A.2");
    ck_assert_int_eq(o.code, NV_EXIT_NO);
    ck_assert_str_eq(o.out, "");
    says(o.err, "gần nhất: A.2.1\n");
    drop(&o);
}
END_TEST

START_TEST(explain_as_text)
{
    struct outcome o = run("-c", "conf", "explain", "A.2.1");
    ck_assert_int_eq(o.code, 0);
    is_golden(o.out, "explain.txt");
    drop(&o);
    daemon_says(
        "{\"exit\":0,\"text\":\"\",\"data\":{\"standings\":{\"thu-2025/A.1.1\":"
        "{\"nominal\":\"2025-01-31\",\"effective\":\"2025-02-03\",\"done\":\"2025-01-31\"}}}}");
    o = run("-c", "conf", "explain", "thu-2025/A.1.1", "--now", "2025-02-03T09:00");
    is_golden(o.out, "explain-rolled.txt");
    ck_assert_str_eq(o.err, "");
    drop(&o);
}
END_TEST

/* The lead of A.1.1 has +1w on Tuesday 04/02/2025, then one every five working days: each Tuesday
 * until the day off on 07/4. */
/* Nobody can be asked for the lead: the owner stands in, and what is told to an owner of a lead
 * that is late goes past it: 5 working days after Friday 14/02/2025 is 21/02. */
START_TEST(explain_escalates_past_an_owner_that_stands_in)
{
    char *dir = configuration_with_plan(
        "plan = { id = \"p\"; year = 2025; title = \"T\"; basis = \"B\"; signed = \"2025-01-02\";\n"
        "         owner = \"so-noi-vu\"; leadership = \"van-phong\"; };\n"
        "tasks = ( { id = \"I\"; title = \"T\"; deliverables = ( { name = \"N\"; due = "
        "\"14/02/2025\";\n"
        "           lead = \"ai-do\"; } ); } );\n");
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_addf(&b,
                "echo 'groups = ( { id = \"ai-do\"; name = \"Ai đó\"; undetermined = true; } );' "
                ">%s/agencies/other.cfg",
                dir);
    ck_assert_int_eq(system(b.data), 0);
    nv_buf_free(&b);
    struct outcome o = run("-c", dir, "explain", "I.1");
    ck_assert_int_eq(o.code, 0);
    says(o.out, "cơ quan theo dõi nhận thay\n");
    says(o.out, "Vai trò chỉ đạo: Văn phòng UBND tỉnh\n"
                "    (cơ quan theo dõi nhận thay cơ quan chủ trì: báo lên cấp này)\n"
                "    → Văn phòng UBND tỉnh (van-phong): van-phong@thu.example\n"
                "    đã qua  21/02/2025  5 ngày làm việc sau hạn\n");
    ck_assert_ptr_null(strstr(o.out, "Vai trò theo dõi"));
    drop(&o);
    remove_tree(dir);
}
END_TEST

START_TEST(explain_collapses_what_has_been_repeated)
{
    struct outcome o = run("-c", "conf", "explain", "A.1.1", "--now", "2025-03-13T09:00");
    says(o.out,
         "    đã qua  04/02/2025  1 ngày làm việc sau hạn\n"
         "    …                   3 lần nhắc lại từ 11/02/2025 đến 25/02/2025 (--json in đủ)\n"
         "    đã qua   04/3/2025  21 ngày làm việc sau hạn\n"
         "    đã qua   11/3/2025  26 ngày làm việc sau hạn\n"
         "             18/3/2025  31 ngày làm việc sau hạn\n"
         "    sau đó cứ 5 ngày làm việc nhắc lại");
    drop(&o);
    /* One more than is shown anyway is not worth a line of its own. */
    o = run("-c", "conf", "explain", "A.1.1", "--now", "2025-02-26T09:00");
    says(o.out, "    đã qua  11/02/2025  6 ngày làm việc sau hạn\n"
                "    đã qua  18/02/2025  11 ngày làm việc sau hạn\n"
                "    đã qua  25/02/2025  16 ngày làm việc sau hạn\n"
                "             04/3/2025  21 ngày làm việc sau hạn\n"
                "    sau đó");
    drop(&o);
    /* The day of a repetition: it and the next. */
    o = run("-c", "conf", "explain", "A.1.1", "--now", "2025-02-25T09:00");
    says(o.out, "    đã qua  18/02/2025  11 ngày làm việc sau hạn\n"
                "    hôm nay 25/02/2025  16 ngày làm việc sau hạn\n"
                "             04/3/2025  21 ngày làm việc sau hạn\n"
                "    sau đó");
    drop(&o);
}
END_TEST

/* Two years of weeks: JSON leaves none out. */
START_TEST(explain_as_json_keeps_every_repetition)
{
    struct outcome o = run("-c", "conf", "explain", "A.1.1", "--json", "--now", "2027-03-13T09:00");
    json_t *doc = document(&o);
    json_t *ladder = json_object_get(json_array_get(json_object_get(doc, "roles"), 0), "ladder");
    /* assigned, -5w, 0, +1w; then the weeks. */
    ck_assert_uint_gt(json_array_size(ladder), 4 + 105);
    json_t *rung;
    size_t i;
    json_array_foreach(ladder, i, rung) if (i > 3)
    {
        char want[16];
        ck_assert_str_eq(text_of(rung, "rung"),
                         nv_fmt(want, sizeof want, "+%zuw", 1 + 5 * (i - 3)));
    }
    json_decref(doc);
    drop(&o);
}
END_TEST

START_TEST(explain_as_json)
{
    struct outcome o = run("-c", "conf", "explain", "A.1.1", "--json");
    json_t *doc = document(&o), *off = json_object_get(doc, "days_off");
    json_t *roles = json_object_get(doc, "roles"), *lead = json_array_get(roles, 0);
    json_t *rung = json_array_get(json_object_get(lead, "ladder"), 1);
    ck_assert_str_eq(text_of(doc, "effective"), "2025-02-03");
    ck_assert_str_eq(text_of(doc, "remind_by"), "2025-01-24");
    ck_assert_int_eq(json_array_size(off), 3);
    ck_assert_str_eq(text_of(json_array_get(off, 0), "name"), "Tết Nguyên đán");
    ck_assert_int_eq(json_integer_value(json_object_get(doc, "days_left")), -42);
    ck_assert(json_is_true(json_object_get(doc, "owner_leads")));
    ck_assert_str_eq(text_of(rung, "rung"), "-5w");
    ck_assert_str_eq(text_of(rung, "day"), "2025-01-17");
    ck_assert(json_is_true(json_object_get(rung, "past")));
    ck_assert_str_eq(text_of(json_array_get(roles, 1), "role"), "leadership");
    ck_assert_str_eq(text_of(json_array_get(roles, 1), "ladder_of"), "owner");
    json_decref(doc);
    drop(&o);
}
END_TEST

START_TEST(preview_as_text)
{
    struct outcome o = run("-c", "conf", "preview", "--from", "2025-03-17", "--to", "2025-04-08");
    ck_assert_int_eq(o.code, 0);
    ck_assert_str_eq(o.err, "");
    is_golden(o.out, "preview.txt");
    ck_assert_int_eq(daemon_.calls, 0);
    drop(&o);
}
END_TEST

START_TEST(preview_as_json)
{
    struct outcome o =
        run("-c", "conf", "preview", "--json", "--from", "2025-03-29", "--to", "2025-04-07");
    json_t *doc = document(&o), *want = json_load_file("preview.json", 0, NULL);
    ck_assert_ptr_nonnull(want);
    ck_assert(json_equal(doc, want));
    json_decref(doc);
    json_decref(want);
    drop(&o);
}
END_TEST

START_TEST(preview_of_a_quiet_time_is_an_empty_list)
{
    struct outcome o =
        run("-c", "conf", "preview", "--json", "--from", "2025-04-05", "--to", "2025-04-07");
    ck_assert_int_eq(o.code, 0);
    ck_assert_str_eq(o.out, "[]\n");
    drop(&o);
}
END_TEST

/* The agency that ceased on 28/02/2025 gets its last on 3/1, the first working day; afterwards
 * nothing, whoever took over. */
static const struct {
    const char *from, *to, *agency;
    size_t messages;
} asked[] = {
    {"2025-01-01", "2025-02-28", "so-ke-hoach-dau-tu", 1},
    {"2025-03-01", "2025-12-31", "so-ke-hoach-dau-tu", 0},
    {"2025-03-17", "2025-04-08", "so-tu-phap", 4},
    {"2025-03-17", "2025-04-08", "cac-so", 7},
};

START_TEST(preview_of_one_agency)
{
    struct outcome o = run("-c", "conf", "preview", "--json", "--from", asked[_i].from, "--to",
                           asked[_i].to, "--agency", asked[_i].agency);
    json_t *doc = document(&o);
    ck_assert_uint_eq(json_array_size(doc), asked[_i].messages);
    json_decref(doc);
    drop(&o);
}
END_TEST

START_TEST(preview_writes_the_messages)
{
    char *dir = new_tree();
    struct nv_buf path = NV_BUF_INIT, bytes = NV_BUF_INIT;
    nv_buf_addf(&path, "%s/new/mails", dir);
    struct outcome o = run("-c", "conf", "preview", "--from", "2025-03-24", "--to", "2025-03-24",
                           "--mail", path.data);
    ck_assert_int_eq(o.code, 0);
    says(o.out, "Đã ghi 3 thư");
    nv_buf_adds(&path, "/2025-03-24-so-tu-phap.json");
    ck_assert_int_eq(nv_file_read(path.data, 1 << 20, &bytes, NULL), 0);
    json_t *doc = json_loads(bytes.data, 0, NULL);
    ck_assert_ptr_nonnull(doc);
    json_decref(doc);
    nv_buf_clear(&path);
    nv_buf_clear(&bytes);
    nv_buf_addf(&path, "%s/new/mails/2025-03-24-so-tai-chinh.eml", dir);
    ck_assert_int_eq(nv_file_read(path.data, 1 << 20, &bytes, NULL), 0);
    says(bytes.data, "so-tai-chinh@thu.example");
    says(bytes.data, "Date: Mon, 24 Mar 2025 08:00:00 +0700\r\n");
    nv_buf_free(&path);
    nv_buf_free(&bytes);
    drop(&o);
    remove_tree(dir);
}
END_TEST

static json_t *preview(const char *from, const char *to)
{
    struct outcome o = run("-c", "conf", "preview", "--json", "--from", from, "--to", to);
    json_t *doc = document(&o);
    drop(&o);
    return doc;
}

/* What is new in a month does not depend on where one begins to look. */
START_TEST(preview_of_months_adds_up_to_the_year)
{
    json_t *year = preview("2025-01-01", "2025-12-31"), *sum = json_array();
    for (int m = 1; m <= 12; m++) {
        static const int last[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        char from[16], to[16];
        nv_fmt(from, sizeof from, "2025-%02d-01", m);
        nv_fmt(to, sizeof to, "2025-%02d-%02d", m, last[m - 1]);
        json_t *month = preview(from, to);
        json_array_extend(sum, month);
        json_decref(month);
    }
    ck_assert_uint_gt(json_array_size(year), 50);
    ck_assert(json_equal(sum, year));
    json_decref(year);
    json_decref(sum);
}
END_TEST

START_TEST(preview_prints_the_letters)
{
    struct outcome o = run("-c", "conf", "preview", "--letters", "--from", "2025-03-24", "--to",
                           "2025-03-24", "--agency", "so-tai-chinh");
    ck_assert_int_eq(o.code, 0);
    says(o.out, "Ngày:    thứ Hai, 24/3/2025, 08:00\n");
    says(o.out, "Gửi:     so-tai-chinh@thu.example\n");
    says(o.out, "Kính gửi: Sở Tài chính");
    says(o.out, "Xúc tiến đầu tư");
    says(o.out, "\n1 bản nhắc, 1 mục, 1 lượt gửi\n");
    drop(&o);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("cli_local");
    TCase *t = tcase_create("local");
    tcase_add_checked_fixture(t, cli_setup, cli_teardown);
    tcase_add_test(t, check_tells_the_counts);
    tcase_add_test(t, check_asks_for_the_coming_year);
    tcase_add_test(t, check_names_file_and_line);
    tcase_add_loop_test(t, nothing_works_with_a_broken_configuration, 0,
                        sizeof loading / sizeof *loading);
    tcase_add_loop_test(t, check_looks_at_the_files_that_are_named, 0,
                        sizeof named_files / sizeof *named_files);
    tcase_add_test(t, a_credential_of_the_service_is_its_own_affair);
    tcase_add_test(t, deadline_tells_days);
    tcase_add_test(t, deadline_needs_no_configuration);
    tcase_add_test(t, deadline_takes_the_year_of_now);
    tcase_add_test(t, deadline_refuses_with_a_reason);
    tcase_add_test(t, tasks_as_a_table);
    tcase_add_test(t, tasks_as_json);
    tcase_add_loop_test(t, tasks_are_filtered, 0, sizeof filters / sizeof *filters);
    tcase_add_test(t, unknown_names_get_the_nearest);
    tcase_add_test(t, explain_as_text);
    tcase_add_test(t, explain_escalates_past_an_owner_that_stands_in);
    tcase_add_test(t, explain_collapses_what_has_been_repeated);
    tcase_add_test(t, explain_as_json_keeps_every_repetition);
    tcase_add_test(t, explain_as_json);
    tcase_add_test(t, preview_as_text);
    tcase_add_test(t, preview_as_json);
    tcase_add_test(t, preview_of_a_quiet_time_is_an_empty_list);
    tcase_add_loop_test(t, preview_of_one_agency, 0, sizeof asked / sizeof *asked);
    tcase_add_test(t, preview_writes_the_messages);
    tcase_add_test(t, preview_of_months_adds_up_to_the_year);
    tcase_add_test(t, preview_prints_the_letters);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
