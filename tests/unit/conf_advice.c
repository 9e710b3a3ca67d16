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
    ck_assert_str_eq(hints(TASK("I.1", "Việc", "Kế hoạch", "09/01/2025", "\"so-tai-chinh\"", "")),
                     "");
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

static Suite *suite(void)
{
    Suite *s = suite_create("advice");
    TCase *t = tcase_create("advice");
    tcase_add_test(t, a_plan_without_doubt_gets_no_hint);
    tcase_add_test(t, words_of_repetition_want_a_deadline_that_repeats);
    tcase_add_test(t, an_event_that_nobody_declared_can_never_be_announced);
    tcase_add_test(t, a_deadline_right_after_the_signing_leaves_no_room);
    tcase_add_test(t, two_leads_and_a_resolution_without_appraiser_are_asked_about);
    tcase_add_test(t, the_same_task_twice_is_asked_about);
    tcase_add_test(t, eleven_deadlines_on_one_day_are_a_crowd);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
