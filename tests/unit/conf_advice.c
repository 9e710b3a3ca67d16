/* Hints about plans that load without an error: each doubtful place once, and none where there is
 * nothing to ask. */
#include "conf/advice.h"
#include "conftest.h"

static const char head[] =
    "plan = { id = \"kh\"; year = 2025; title = \"Kế hoạch\"; basis = \"QĐ 1\";\n"
    "signed = \"2024-12-31\"; owner = \"so-noi-vu\"; leadership = \"van-phong\"; };\n"
    "events = ( { id = \"nd\"; name = \"Nghị định\"; } );\n"
    "tasks = (\n%s\n);\n";

/* The hints about these tasks, one a line; errors and warnings too. */
static const char *hints(const char *tasks)
{
    static char text[4096];
    struct conf c;
    struct nv_buf b = NV_BUF_INIT;
    conf_make(&c);
    char path[300];
    conf_path(&c, "plans/thu.cfg", path);
    nv_buf_addf(&b, head, tasks);
    conf_text(&c, "plans/thu.cfg", nv_buf_str(&b));
    nv_buf_clear(&b);
    int rc = conf_load(&c);
    for (size_t i = 0; rc != 0 && i < c.diags.list.n; i++)
        nv_buf_addf(&b, "%s\n", c.diags.list.v[i].text);
    if (rc == 0)
        nv_conf_advise(c.snap, &c.diags);
    for (size_t i = 0; rc == 0 && i < c.diags.list.n; i++)
        if (c.diags.list.v[i].severity == NV_DIAG_HINT)
            nv_buf_addf(&b, "%d: %s\n", c.diags.list.v[i].line, c.diags.list.v[i].text);
    nv_fmt(text, sizeof text, "%s", nv_buf_str(&b));
    nv_buf_free(&b);
    conf_clean(&c);
    return text;
}

#define TASK(id, title, name, due, lead, more)                                                     \
    "{ id = \"" id "\"; title = \"" title "\"; deliverables = ( { name = \"" name                  \
    "\"; due = \"" due "\"; lead = [ " lead " ]; " more " } ); }"

START_TEST(a_plan_without_doubt_gets_no_hint)
{
    ck_assert_str_eq(hints(TASK("I.1", "Việc", "Báo cáo", "Quý I/2025", "\"so-tai-chinh\"", "")),
                     "");
    ck_assert_str_eq(
        hints(TASK("I.1", "Việc định kỳ", "Báo cáo", "Hằng quý", "\"so-tai-chinh\"", "")), "");
    ck_assert_str_eq(hints(TASK("I.1", "Việc", "Quyết định", "Sau khi Chính phủ ban hành Nghị định",
                                "\"so-tai-chinh\"", "after = [ \"nd\" ];")),
                     "");
}
END_TEST

START_TEST(words_of_repetition_want_a_deadline_that_repeats)
{
    ck_assert_str_eq(hints(TASK("I.6", "Đối thoại, ít nhất 02 LẦN/năm", "Hội nghị",
                                "Trong năm 2025", "\"so-tai-chinh\"", "")),
                     "5: I.6.1: nội dung ghi “lần/năm” nhưng thời hạn “Trong năm 2025” chỉ có một "
                     "kỳ; nếu việc lặp "
                     "lại, hãy ghi thời hạn như “Hằng quý”\n");
}
END_TEST

START_TEST(an_event_that_nobody_declared_can_never_be_announced)
{
    ck_assert_ptr_nonnull(
        strstr(hints(TASK("I.1", "Việc", "Quyết định", "Sau khi Chính phủ ban hành Nghị định",
                          "\"so-tai-chinh\"", "")),
               "chưa có \"after\""));
}
END_TEST

START_TEST(a_deadline_right_after_the_signing_leaves_no_room)
{
    /* 02, 03, 06, 07, 08/01/2025 are the five working days after 31/12/2024. */
    ck_assert_ptr_nonnull(
        strstr(hints(TASK("I.1", "Việc", "Kế hoạch", "08/01/2025", "\"so-tai-chinh\"", "")),
               "chỉ cách ngày ký kế hoạch 5 ngày làm việc"));
}
END_TEST

/* Who leads what is due on a day is reminded "-10w -5w -1w 0". Working days after 31/12/2024 are
 * 02, 03, 06 to 10, 13 to 17/01: the 6th is 09/01, the 10th 15/01; ten before 16/01 is 02/01. */
START_TEST(reminders_before_the_signing_are_named)
{
    ck_assert_str_eq(hints(TASK("I.1", "Việc", "Kế hoạch", "09/01/2025", "\"so-tai-chinh\"", "")),
                     "5: I.1.1: hạn 09/01/2025 gần ngày ký kế hoạch; mốc nhắc -10w không "
                     "sau ngày ký nên không được gửi\n");
    ck_assert_ptr_nonnull(
        strstr(hints(TASK("I.1", "Việc", "Kế hoạch", "15/01/2025", "\"so-tai-chinh\"", "")),
               "mốc nhắc -10w không sau"));
    ck_assert_str_eq(hints(TASK("I.1", "Việc", "Kế hoạch", "16/01/2025", "\"so-tai-chinh\"", "")),
                     "");
}
END_TEST

START_TEST(a_mailbox_of_two_agencies_is_named)
{
    struct conf c;
    conf_make(&c);
    conf_text(
        &c, "agencies/chung.cfg",
        "agencies = (\n{ id = \"a\"; name = \"Cơ quan A\"; mail = [ \"chung@x.example\" ]; },\n"
        "{ id = \"b\"; name = \"Cơ quan B\"; mail = [ \"chung@x.example\" ]; },\n"
        "{ id = \"c\"; name = \"Cơ quan C\"; mail = [ \"c@x.example\" ]; } );\n");
    ck_assert_int_eq(conf_load(&c), 0);
    nv_conf_advise(c.snap, &c.diags);
    int found = 0;
    for (size_t i = 0; i < c.diags.list.n; i++) {
        const struct nv_diag *d = &c.diags.list.v[i];
        if (d->severity != NV_DIAG_HINT || !strstr(d->text, "dùng chung"))
            continue;
        found++;
        ck_assert_int_eq(d->line, 3);
        ck_assert_str_eq(d->text, "\"b\" dùng chung địa chỉ chung@x.example với \"a\": hai cơ quan "
                                  "nhận chung một thư");
    }
    ck_assert_int_eq(found, 1);
    conf_clean(&c);
}
END_TEST

START_TEST(two_leads_and_a_resolution_without_appraiser_are_asked_about)
{
    ck_assert_ptr_nonnull(strstr(
        hints(TASK("I.1", "Việc", "Báo cáo", "Quý I/2025", "\"so-tai-chinh\", \"so-noi-vu\"", "")),
        "2 cơ quan cùng chủ trì"));
    ck_assert_ptr_nonnull(strstr(hints(TASK("I.1", "Việc", "NGHỊ QUYẾT của HĐND tỉnh", "Quý I/2025",
                                            "\"so-tai-chinh\"", "")),
                                 "không có cơ quan thẩm định"));
    ck_assert_str_eq(hints(TASK("I.1", "Việc", "Nghị quyết của HĐND tỉnh", "Quý I/2025",
                                "\"so-tai-chinh\"", "appraiser = [ \"so-noi-vu\" ];")),
                     "");
}
END_TEST

START_TEST(the_same_task_twice_is_asked_about)
{
    ck_assert_str_eq(
        hints(TASK("I.1", "Rà soát  quy định", "Báo cáo", "Quý I/2025", "\"so-tai-chinh\"",
                   "") ",\n" TASK("I.2", "Rà soát quy định", "Báo cáo", "Quý II/2025",
                                  "\"so-tai-chinh\"", "")),
        "6: I.2: cùng nội dung với I.1; kiểm tra có phải chép hai lần\n");
}
END_TEST

START_TEST(eleven_deadlines_on_one_day_are_a_crowd)
{
    struct nv_buf b = NV_BUF_INIT;
    for (int i = 1; i <= 11; i++) {
        nv_buf_addf(&b, "%s{ id = \"I.%d\"; title = \"Việc %d\"; deliverables = ( { name = \"B\"; ",
                    i > 1 ? ",\n" : "", i, i);
        nv_buf_adds(&b, "due = \"Quý I/2025\"; lead = [ \"so-tai-chinh\" ]; } ); }");
        if (i == 10)
            ck_assert_str_eq(hints(nv_buf_str(&b)), "");
    }
    ck_assert_str_eq(
        hints(nv_buf_str(&b)),
        "5: 11 kỳ hạn cùng kết thúc ngày 31/3/2025 (đầu tiên là I.1.1); nên có mốc sớm hơn "
        "cho một số việc\n");
    nv_buf_free(&b);
}
END_TEST

/* The work of "so-cu" goes to both from 01/3/2025. */
static const char *split_hints(const char *due, const char *more)
{
    static char text[4096];
    struct conf c;
    struct nv_buf b = NV_BUF_INIT;
    conf_make(&c);
    conf_text(
        &c, "agencies/cu.cfg",
        "agencies = ( { id = \"so-cu\"; name = \"Sở cũ\"; valid_to = \"2025-02-28\";\n"
        "mail = [ \"so-cu@khanhhoa.example\" ];\n"
        "successors = ( { from = \"2025-03-01\"; to = [ \"so-noi-vu\", \"so-tai-chinh\" ]; } ); "
        "} );\n");
    nv_buf_addf(&b,
                "{ id = \"I.1\"; title = \"Việc\"; deliverables = ( { name = \"Báo cáo\"; due = "
                "\"%s\"; lead = [ \"so-cu\" ];\n%s } ); }",
                due, more);
    char *tasks = nv_buf_take(&b, NULL);
    b = (struct nv_buf)NV_BUF_INIT;
    nv_buf_addf(&b, head, tasks);
    free(tasks);
    conf_text(&c, "plans/thu.cfg", nv_buf_str(&b));
    nv_buf_clear(&b);
    if (conf_load(&c) == 0)
        nv_conf_advise(c.snap, &c.diags);
    for (size_t i = 0; i < c.diags.list.n; i++)
        if (c.diags.list.v[i].severity != NV_DIAG_WARNING)
            nv_buf_addf(&b, "%d: %s\n", c.diags.list.v[i].line, c.diags.list.v[i].text);
    nv_fmt(text, sizeof text, "%s", nv_buf_str(&b));
    nv_buf_free(&b);
    conf_clean(&c);
    return text;
}

START_TEST(a_lead_that_was_split_wants_a_choice)
{
    ck_assert_str_eq(split_hints("Quý II/2025", ""),
                     "5: I.1.1: từ ngày 01/3/2025 \"so-cu\" được chia cho 2 cơ quan, cả 2 đều chủ "
                     "trì việc này; ghi \"successors\" ở đây để chọn cơ quan tiếp nhận\n");
    ck_assert_str_eq(split_hints("Tháng 02/2025", ""), "");
    ck_assert_str_eq(
        split_hints("Quý II/2025", "successors = ( { of = \"so-cu\"; to = [ \"so-noi-vu\" ]; } );"),
        "");
}
END_TEST

START_TEST(a_choice_is_checked)
{
    static const struct {
        const char *choice, *says;
    } cases[] = {
        {"of = \"so-la\"; to = [ \"so-noi-vu\" ];", "so-la"},
        {"of = \"so-cu\"; to = [ \"so-la\" ];", "so-la"},
        {"of = \"so-cu\"; to = [ \"van-phong\" ];",
         "\"van-phong\" không nằm trong các cơ quan kế tục của \"so-cu\""},
        {"of = \"van-phong\"; to = [ \"so-noi-vu\" ];",
         "\"van-phong\" không được giao vai trò nào trong mục này"},
        {"of = \"so-noi-vu\"; to = [ \"so-cu\" ];", "\"so-noi-vu\" không có \"successors\""},
        {"of = \"so-cu\"; to = [ \"so-noi-vu\" ]; from = \"2025-04-01\";",
         "\"so-cu\" không có lần kế tục nào từ ngày 01/4/2025"},
        {"of = \"so-cu\"; to = [ \"so-noi-vu\" ]; }, { of = \"so-cu\"; to = [ \"so-tai-chinh\" ];",
         "được chọn hai lần"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char more[300];
        nv_fmt(more, sizeof more, "successors = ( { %s } );", cases[i].choice);
        const char *said = split_hints("Quý II/2025", more);
        ck_assert_msg(strncmp(said, "6: ", 3) == 0 && strstr(said, cases[i].says), "%s: %s", more,
                      said);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("advice");
    TCase *t = tcase_create("advice");
    tcase_add_test(t, a_plan_without_doubt_gets_no_hint);
    tcase_add_test(t, words_of_repetition_want_a_deadline_that_repeats);
    tcase_add_test(t, an_event_that_nobody_declared_can_never_be_announced);
    tcase_add_test(t, a_deadline_right_after_the_signing_leaves_no_room);
    tcase_add_test(t, reminders_before_the_signing_are_named);
    tcase_add_test(t, a_mailbox_of_two_agencies_is_named);
    tcase_add_test(t, two_leads_and_a_resolution_without_appraiser_are_asked_about);
    tcase_add_test(t, the_same_task_twice_is_asked_about);
    tcase_add_test(t, eleven_deadlines_on_one_day_are_a_crowd);
    tcase_add_test(t, a_lead_that_was_split_wants_a_choice);
    tcase_add_test(t, a_choice_is_checked);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
