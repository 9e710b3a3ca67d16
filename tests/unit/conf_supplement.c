/* A file that adds tasks to the plan of another file. */
#include "calendar/day.h"
#include "conftest.h"

static const char plan_cfg[] =
    "plan = { id = \"kh\"; year = 2025; title = \"Kế hoạch\"; short = \"KH 2025\"; basis = "
    "\"QĐ 1\"; signed = \"2025-01-02\"; owner = \"so-noi-vu\"; leadership = \"van-phong\"; "
    "contact = \"ĐT 1\"; };\n"
    "sections = ( { id = \"I\"; title = \"Phần một\"; } );\n"
    "events = ( { id = \"nd\"; name = \"Nghị định\"; } );\n"
    "tasks = ( { id = \"I.1\"; title = \"Việc\"; deliverables = ( { name = \"Báo cáo\"; due = "
    "\"Quý I/2025\"; lead = \"so-tai-chinh\"; } ); } );\n";

static const char added_cfg[] =
    "plan = { extends = \"kh\"; basis = \"Công văn số 9\"; signed = \"2025-04-10\"; };\n"
    "sections = ( { id = \"BS\"; title = \"Bổ sung\"; } );\n"
    "events = ( { id = \"qd\"; name = \"Quyết định\"; } );\n"
    "tasks = ( { id = \"BS.1\"; title = \"Việc thêm\"; deliverables = ( { name = \"Báo cáo\"; due "
    "= \"Sau khi có Nghị định\"; lead = \"so-tai-chinh\"; after = [ \"nd\", \"qd\" ]; },\n"
    "  { name = \"Kết quả\"; due = \"Tháng 9\"; lead = \"so-tai-chinh\"; } ); } );\n";

static int32_t on(const char *iso)
{
    int32_t day;
    ck_assert(nv_day_parse_iso(iso, &day));
    return day;
}

/* Of a file that is read before the plan's (a.cfg) and after it (z.cfg). */
START_TEST(a_supplement_adds_tasks_to_the_plan_that_it_names)
{
    struct conf c;
    bool ambiguous;
    conf_make(&c);
    conf_text(&c, "plans/kh.cfg", plan_cfg);
    conf_text(&c, _i ? "plans/z.cfg" : "plans/a.cfg", added_cfg);
    ck_assert_int_eq(conf_load(&c), 0);
    const struct nv_snapshot *s = c.snap;
    ck_assert_uint_eq(nv_snapshot_n_plans(s), 2); /* with that of the base */
    uint32_t added = nv_snapshot_deliverable(s, "BS.1.2", &ambiguous);
    uint32_t waits = nv_snapshot_deliverable(s, "kh/BS.1.1", &ambiguous);
    const struct nv_plan *p = &s->plans[s->deliverables[added].plan];
    const struct nv_plan *plan =
        &s->plans[s->deliverables[nv_snapshot_deliverable(s, "kh/I.1.1", &ambiguous)].plan];
    ck_assert_str_eq(s->deliverables[added].key, "kh/BS.1.2");
    ck_assert(p->supplement && !plan->supplement);
    ck_assert_str_eq(p->id, "kh");
    ck_assert_str_eq(p->title, "Kế hoạch");
    ck_assert_str_eq(p->short_name, "KH 2025");
    ck_assert_str_eq(p->basis, "Công văn số 9");
    ck_assert_str_eq(p->contact, "ĐT 1");
    ck_assert_int_eq(p->signed_day, on("2025-04-10"));
    ck_assert_int_eq(plan->signed_day, on("2025-01-02"));
    ck_assert_uint_eq(p->owner, plan->owner);
    ck_assert_uint_eq(p->leadership, plan->leadership);
    /* The plan's year where the phrase has none. */
    ck_assert_int_eq(s->deliverables[added].deadline->last_day, on("2025-09-30"));
    /* Sections are the plan's, events of both files are known. */
    ck_assert_uint_eq(plan->n_sections, 2);
    ck_assert_str_eq(plan->sections[1].title, "Bổ sung");
    ck_assert_uint_eq(s->deliverables[waits].events.n, 2);
    ck_assert_str_eq(s->events[s->deliverables[waits].events.v[0]].key, "kh/event:nd");
    ck_assert_str_eq(s->events[s->deliverables[waits].events.v[1]].key, "kh/event:qd");
    conf_clean(&c);
}
END_TEST

/* What is doubtful in a file that had to wait is said once. */
START_TEST(what_waits_is_told_once)
{
    struct conf c;
    conf_make(&c);
    conf_text(&c, "plans/kh.cfg", plan_cfg);
    conf_text(&c, "plans/a.cfg", added_cfg); /* "Tháng 9": the year is assumed */
    ck_assert_int_eq(conf_load(&c), 0);
    size_t said = 0;
    for (size_t i = 0; i < c.diags.list.n; i++)
        said += strstr(c.diags.list.v[i].text, "không ghi năm") != NULL;
    ck_assert_uint_eq(said, 1);
    conf_clean(&c);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("conf/supplement");
    TCase *t = tcase_create("supplement");
    tcase_add_loop_test(t, a_supplement_adds_tasks_to_the_plan_that_it_names, 0, 2);
    tcase_add_test(t, what_waits_is_told_once);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
