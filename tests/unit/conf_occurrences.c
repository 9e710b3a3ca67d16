/* From phrases and reports to occurrences, on a calendar with the holidays of 2025 around Tết and
 * September. Days were looked up on the calendar of the year; the four days of the report are those
 * of Công văn 581/BNV-CCHC as the province published them. */
#include "calendar/day.h"
#include "conftest.h"

static const char head[] =
    "plan = { id = \"kh\"; year = 2025; title = \"Kế hoạch\"; basis = \"QĐ 1\";\n"
    "signed = \"%s\"; owner = \"so-noi-vu\"; leadership = \"van-phong\"; %s };\n"
    "%s\n"
    "tasks = ( { id = \"I.1\"; title = \"Việc\"; deliverables = ( { name = "
    "\"Báo cáo\"; due = \"%s\"; lead = [ \"so-tai-chinh\" ]; %s } ); } );\n";

struct given {
    const char *signed_day, *keys, *reports, *due, *more;
};

/* "@2025-Q1 recurring 2025-03-31/2025-03-31; …": name, kind, nominal and effective day. */
static const char *occurrences(struct conf *c, const struct given *g)
{
    static char text[4096];
    struct nv_buf b = NV_BUF_INIT;
    conf_make(c);
    char plan[300];
    conf_path(c, "plans/thu.cfg", plan);
    nv_buf_addf(&b, head, g->signed_day ? g->signed_day : "2024-12-31", g->keys ? g->keys : "",
                g->reports ? g->reports : "", g->due, g->more ? g->more : "");
    conf_text(c, "plans/thu.cfg", nv_buf_str(&b));
    nv_buf_clear(&b);
    int rc = conf_load(c);
    for (size_t i = 0; i < c->diags.list.n; i++)
        if (c->diags.list.v[i].severity == NV_DIAG_ERROR)
            nv_buf_addf(&b, "error: %s", c->diags.list.v[i].text);
    for (uint32_t i = 0; rc == 0 && i < c->snap->n_occurrences; i++) {
        const struct nv_occurrence *o = &c->snap->occurrences[i];
        char nominal[NV_DAY_TEXT], effective[NV_DAY_TEXT];
        const char *at = strchr(o->key, '@');
        nv_buf_addf(&b, "%s%s%s%s", i ? "; " : "", at ? at : "", at ? " " : "",
                    nv_deadline_kind_name(o->kind));
        if (o->nominal != NV_DAY_NONE)
            nv_buf_addf(&b, " %s/%s", nv_day_iso(o->nominal, nominal),
                        nv_day_iso(o->effective, effective));
        if (o->times > 1)
            nv_buf_addf(&b, " x%d", o->times);
    }
    nv_fmt(text, sizeof text, "%s", nv_buf_str(&b));
    nv_buf_free(&b);
    return text;
}

static const struct {
    struct given given;
    const char *want;
} cases[] = {
    {{.due = "Quý I/2025"}, "quarter 2025-03-31/2025-03-31"},
    {{.due = "Quý II, III/2025"},
     "@2025-Q2 quarter 2025-06-30/2025-06-30; @2025-Q3 quarter 2025-09-30/2025-09-30"},
    {{.due = "Quý I/2025; duy trì thường xuyên các quý tiếp theo"},
     "@2025-Q1 quarter 2025-03-31/2025-03-31; @continuous continuous"},
    {{.due = "Hằng quý"},
     "@2025-Q1 recurring 2025-03-31/2025-03-31; @2025-Q2 recurring 2025-06-30/2025-06-30; "
     "@2025-Q3 recurring 2025-09-30/2025-09-30; @2025-Q4 recurring 2025-12-31/2025-12-31"},
    /* Signed on 15/5: the first quarter was over. */
    {{.signed_day = "2025-05-15", .due = "Hằng quý"},
     "@2025-Q2 recurring 2025-06-30/2025-06-30; @2025-Q3 recurring 2025-09-30/2025-09-30; "
     "@2025-Q4 recurring 2025-12-31/2025-12-31"},
    {{.due = "02 lần/năm"}, "@2025 recurring 2025-12-31/2025-12-31 x2"},
    {{.keys = "until = \"2027-12-31\";", .due = "Tháng 12 hằng năm"},
     "@2025-12 recurring 2025-12-31/2025-12-31; @2026-12 recurring 2026-12-31/2026-12-31; "
     "@2027-12 recurring 2027-12-31/2027-12-31"},
    /* 14/6/2025 is a Saturday: the day before the one that is excluded is not rolled past it. */
    {{.due = "Trước ngày 15/6/2025"}, "day 2025-06-14/2025-06-14"},
    /* 15/6 is a Sunday; included, it rolls to Monday. */
    {{.keys = "before_means = \"inclusive\";", .due = "Trước ngày 15/6/2025"},
     "day 2025-06-15/2025-06-16"},
    {{.due = "Chậm nhất 15/6/2025"}, "day 2025-06-15/2025-06-16"},
    {{.due = "Hằng ngày"}, "continuous"},
    /* Monday 10/3 is not counted: the fifteenth working day after it is Monday 31/3. */
    {{.due = "15 ngày làm việc kể từ ngày 10/3/2025"}, "day 2025-03-31/2025-03-31"},
    /* Yearly in March, signed in May: nothing is left, and somebody is asked. */
    {{.signed_day = "2025-05-15", .due = "Tháng 3 hằng năm"}, "external"},
    {{.reports =
          "reports = ( { id = \"bc\"; title = \"Báo cáo\"; collect = 2; contributors = [ "
          "\"cac-so\" ]; periods = ( "
          "{ period = \"Q1\"; from = \"15/12\"; to = \"14/3\"; due = \"20/3\"; }, "
          "{ period = \"H1\"; from = \"15/12\"; to = \"14/6\"; due = \"20/6\"; }, "
          "{ period = \"Q3\"; from = \"15/6\"; to = \"14/9\"; due = \"20/9\"; }, "
          "{ period = \"year\"; from = \"15/12\"; to = \"14/12\"; due = \"20/12\"; } ); } );",
      .due = "Theo quy định",
      .more = "report = \"bc\";"},
     "@2025-Q1 recurring 2025-03-20/2025-03-20; @2025-H1 recurring 2025-06-20/2025-06-20; "
     "@2025-Q3 recurring 2025-09-20/2025-09-22; @2025 recurring 2025-12-20/2025-12-22"},
    /* A report on the year that is due in January, with data up to 31/12. */
    {{.reports = "reports = ( { id = \"bc\"; title = \"Báo cáo\"; periods = ( { period = \"year\"; "
                 "from = \"01/01\"; to = \"31/12\"; due = \"15/01\"; } ); } );",
      .due = "Theo quy định",
      .more = "report = \"bc\";"},
     "@2025 recurring 2026-01-15/2026-01-15"},
};

enum { REPORT = 13 };

START_TEST(phrases_become_occurrences)
{
    struct conf c;
    ck_assert_str_eq(occurrences(&c, &cases[_i].given), cases[_i].want);
    conf_clean(&c);
}
END_TEST

/* DOMAIN: 14/3 is a Friday, so two working days end on Tuesday 18/3; 14/6 and 14/9 fall on
 * weekends. */
START_TEST(a_report_collects_before_it_is_due)
{
    static const char *const want[][3] = {{"2024-12-15", "2025-03-14", "2025-03-18"},
                                          {"2024-12-15", "2025-06-14", "2025-06-17"},
                                          {"2025-06-15", "2025-09-14", "2025-09-16"},
                                          {"2024-12-15", "2025-12-14", "2025-12-16"}};
    struct conf c;
    occurrences(&c, &cases[REPORT].given);
    for (uint32_t i = 0; i < 4; i++) {
        const struct nv_occurrence *o = &c.snap->occurrences[i];
        char day[NV_DAY_TEXT];
        ck_assert_str_eq(nv_day_iso(o->data_from, day), want[i][0]);
        ck_assert_str_eq(nv_day_iso(o->data_to, day), want[i][1]);
        ck_assert_str_eq(nv_day_iso(o->hand_in, day), want[i][2]);
        ck_assert_int_eq(o->first, i == 0);
    }
    ck_assert_str_eq(c.snap->occurrences[0].label, "Quý I/2025");
    ck_assert_uint_eq(c.snap->deliverables[0].n_occurrences, 4);
    conf_clean(&c);
}
END_TEST

START_TEST(people_name_a_period_or_the_whole)
{
    struct conf c;
    uint32_t n = 0;
    occurrences(&c, &cases[1].given);
    const struct nv_snapshot *s = c.snap;
    ck_assert_uint_eq(nv_snapshot_occurrences(s, "I.1.1", &n, NULL), 0);
    ck_assert_uint_eq(n, 2);
    ck_assert_uint_eq(nv_snapshot_occurrences(s, "I.1.1@2025-Q3", &n, NULL), 1);
    ck_assert_uint_eq(n, 1);
    ck_assert_uint_eq(nv_snapshot_occurrences(s, "kh/I.1.1@2025-Q2", &n, NULL), 0);
    ck_assert_uint_eq(nv_snapshot_occurrences(s, "I.1.1@2025-Q4", &n, NULL), NV_NONE);
    ck_assert_uint_eq(nv_snapshot_occurrences(s, "I.9.1", &n, NULL), NV_NONE);
    conf_clean(&c);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("occurrences");
    TCase *t = tcase_create("conf");
    tcase_add_loop_test(t, phrases_become_occurrences, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, a_report_collects_before_it_is_due);
    tcase_add_test(t, people_name_a_period_or_the_whole);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
