/* Reports that are sent by themselves: when, to whom, once, and with what figures. */
#include "engine_rig.h"
#include "model/summary.h"

/* so-a leads I.1.1 (first quarter) and I.2.1 (second); the owner is so-noi-vu, above it vp. No
 * ladder: but for reports nobody hears anything. */
static struct nv_snapshot *plan(int day_of_month)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "so-a");
    fx_agency(f, "vp");
    fx_plan(f, "kh", "2024-12-31", 0, 2);
    fx_role(f, fx_quarter(f, "I.1.1", 1), NV_ROLE_LEAD, 1);
    fx_role(f, fx_quarter(f, "I.2.1", 2), NV_ROLE_LEAD, 1);
    fx_plan(f, "kh", "2025-02-10", 0, 2); /* a supplement has no report of its own */
    nv_vec_last(&f->plans)->supplement = true;
    fx_role(f, fx_quarter(f, "I.3.1", 3), NV_ROLE_LEAD, 1);
    struct nv_snapshot *s = fx_seal(f);
    s->reporting.to[NV_REPORT_MONTH].owner = true;
    s->reporting.to[NV_REPORT_QUARTER].leadership = true;
    s->reporting.day = day_of_month;
    return s;
}

/* "so-noi-vu kh/report:2025-01; …" of the notices that the outstanding transaction makes. */
static const char *made(struct rig *r)
{
    static char text[400];
    struct nv_buf b = NV_BUF_INIT;
    for (size_t i = 0; r->txn && i < r->txn->ops.n; i++) {
        const struct nv_notice *n = &r->txn->ops.v[i].notice;
        if (r->txn->ops.v[i].kind != NV_OP_NOTICE)
            continue;
        nv_buf_addf(&b, "%s%s", b.len ? "; " : "", n->agency);
        for (uint32_t k = 0; k < n->n_items; k++)
            nv_buf_addf(&b, " %s", n->items[k].occurrence);
    }
    nv_fmt(text, sizeof text, "%s", nv_buf_str(&b));
    nv_buf_free(&b);
    return text;
}

/* All that is outstanding is written, and arrives. */
static void settle(struct rig *r)
{
    while (r->txn) {
        rig_commit(r, 0);
        uint64_t sent[8];
        size_t n = r->sent.n < 8 ? r->sent.n : 8;
        for (size_t i = 0; i < n; i++)
            sent[i] = r->sent.v[i];
        for (size_t i = 0; i < n; i++)
            rig_verdict(r, sent[i], NV_SENT, 250);
    }
}

static const char *on_day(struct rig *r, const char *when)
{
    static char text[400];
    rig_clock(r, when, false);
    nv_fmt(text, sizeof text, "%s", made(r));
    settle(r);
    return text;
}

START_TEST(a_month_is_reported_once_on_its_day)
{
    struct rig r;
    rig_start(&r, plan(5), NULL, "2025-01-02T08:00");
    ck_assert_str_eq(made(&r), ""); /* December 2024 was before the plan */
    ck_assert_str_eq(on_day(&r, "2025-02-04T08:00"), "");
    ck_assert_str_eq(on_day(&r, "2025-02-05T08:00"), "so-noi-vu kh/report:2025-01");
    ck_assert_str_eq(on_day(&r, "2025-02-06T08:00"), "");
    ck_assert_str_eq(on_day(&r, "2025-03-05T08:00"), "so-noi-vu kh/report:2025-02");
    rig_end(&r);
}
END_TEST

START_TEST(a_day_off_is_waited_for)
{
    struct rig r;
    rig_start(&r, plan(1), NULL, "2025-01-02T08:00"); /* 01/02/2025 is a Saturday */
    ck_assert_str_eq(on_day(&r, "2025-02-01T09:00"), "");
    ck_assert_str_eq(on_day(&r, "2025-02-03T08:00"), "so-noi-vu kh/report:2025-01");
    rig_end(&r);
}
END_TEST

START_TEST(after_a_downtime_the_newest_alone_goes_out)
{
    struct rig r;
    rig_start(&r, plan(1), NULL, "2025-02-03T08:00");
    ck_assert_str_eq(made(&r), "so-noi-vu kh/report:2025-01");
    settle(&r);
    /* February and March were missed, and the first quarter. */
    ck_assert_str_eq(on_day(&r, "2025-05-05T08:00"),
                     "vp kh/report:2025-Q1; so-noi-vu kh/report:2025-04");
    ck_assert_str_eq(on_day(&r, "2025-05-06T08:00"), "");
    rig_end(&r);
}
END_TEST

START_TEST(what_was_sent_stays_sent_after_a_restart)
{
    struct rig r, again;
    rig_start(&r, plan(1), NULL, "2025-02-03T08:00");
    settle(&r);
    rig_end(&r);
    struct nv_ledger *l = nv_ledger_new();
    nv_vec_push(&l->heard, ((struct nv_heard){.occurrence = "kh/report:2025-01",
                                              .agency = "so-noi-vu",
                                              .role = NV_ROLE_OWNER,
                                              .effective = NV_DAY_NONE,
                                              .rung_day = day("2025-02-01"),
                                              .rung = "report"}));
    rig_start(&again, plan(1), l, "2025-02-04T08:00");
    ck_assert_str_eq(made(&again), "");
    nv_ledger_free(l);
    rig_end(&again);
}
END_TEST

/* Who gets the quarter needs no report of its last month, and of the year no last quarter. */
START_TEST(the_longer_report_stands_for_the_shorter)
{
    struct rig r;
    struct nv_snapshot *s = plan(1);
    s->reporting.to[NV_REPORT_QUARTER].owner = true;
    s->reporting.to[NV_REPORT_YEAR].leadership = true;
    rig_start(&r, s, NULL, "2025-03-03T08:00");
    ck_assert_str_eq(made(&r), "so-noi-vu kh/report:2025-02");
    settle(&r);
    ck_assert_str_eq(on_day(&r, "2025-04-01T08:00"),
                     "so-noi-vu kh/report:2025-Q1; vp kh/report:2025-Q1");
    ck_assert_str_eq(on_day(&r, "2025-05-05T08:00"), "so-noi-vu kh/report:2025-04");
    ck_assert_str_eq(on_day(&r, "2026-01-05T08:00"),
                     "vp kh/report:2025; so-noi-vu kh/report:2025-Q4");
    rig_end(&r);
}
END_TEST

START_TEST(after_its_year_a_plan_is_reported_on_while_work_is_open)
{
    struct rig r;
    rig_start(&r, plan(1), NULL, "2026-02-02T08:00");
    ck_assert_str_eq(made(&r), "vp kh/report:2025-Q4; so-noi-vu kh/report:2026-01");
    settle(&r);
    rig_fact(&r, NV_FACT_DONE, "kh/I.1.1", "2025-03-20");
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-06-20");
    rig_fact(&r, NV_FACT_DONE, "kh/I.3.1", "2026-02-02");
    settle(&r);
    ck_assert_str_eq(on_day(&r, "2026-03-02T08:00"), "");
    rig_end(&r);
}
END_TEST

START_TEST(one_notice_a_window_and_nothing_where_none_is_wanted)
{
    struct rig r;
    struct nv_snapshot *s = plan(1);
    s->reporting = (struct nv_reporting){.day = 1};
    rig_start(&r, s, NULL, "2025-05-05T08:00");
    ck_assert_str_eq(made(&r), "");
    rig_end(&r);
}
END_TEST

/* The figures are those of the last day of the period, by what is known when it is sent. */
START_TEST(figures_are_made_when_the_letter_is)
{
    struct rig r;
    rig_start(&r, plan(5), NULL, "2025-04-04T08:00"); /* February's was missed */
    settle(&r);
    rig_fact(&r, NV_FACT_DONE, "kh/I.1.1", "2025-03-28");
    settle(&r);
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-04-02");
    settle(&r);
    rig_clock(&r, "2025-04-08T08:00", false); /* 05/4 is a Saturday, 07/4 a holiday */
    ck_assert_str_eq(made(&r), "vp kh/report:2025-Q1; so-noi-vu kh/report:2025-03");
    rig_commit(&r, 0);
    const struct nv_op *claim = NULL;
    for (size_t i = 0; i < r.txn->ops.n; i++)
        if (r.txn->ops.v[i].kind == NV_OP_CLAIM)
            claim = &r.txn->ops.v[i];
    ck_assert_ptr_nonnull(claim);
    const struct nv_summary *report = claim->claim.notice->items[0].report;
    ck_assert_ptr_nonnull(report);
    ck_assert_int_eq(report->cut, day("2025-03-31"));
    ck_assert_uint_eq(report->total.total, 3); /* with the supplement of February */
    ck_assert_uint_eq(nv_tally_share(&report->total, NV_SHARE_DONE), 1);
    ck_assert_uint_eq(report->done.n, 1);
    settle(&r);
    rig_end(&r);
}
END_TEST

/* The week's line is no reason for a letter, unless that is wanted. */
START_TEST(the_week_is_told_with_a_notice_or_alone)
{
    struct rig r;
    struct nv_snapshot *s = plan(1);
    s->reporting.weekly = NV_WEEKLY_WITH_NOTICE;
    rig_start(&r, s, NULL, "2025-01-31T08:00");
    ck_assert_str_eq(made(&r), "");
    /* Monday, 03/02/2025: with the report of January; then not again in that week, nor alone. */
    ck_assert_str_eq(on_day(&r, "2025-02-03T08:00"),
                     "so-noi-vu kh/report:2025-01 alive:2025-02-03");
    ck_assert_str_eq(on_day(&r, "2025-02-10T08:00"), "");
    rig_end(&r);
    s = plan(1);
    s->reporting.weekly = NV_WEEKLY_ALONE;
    rig_start(&r, s, NULL, "2025-02-03T08:00");
    settle(&r);
    ck_assert_str_eq(on_day(&r, "2025-02-07T08:00"), "");
    ck_assert_str_eq(on_day(&r, "2025-02-11T08:00"), "so-noi-vu alive:2025-02-10");
    ck_assert_str_eq(on_day(&r, "2025-02-14T08:00"), "");
    rig_end(&r);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("reports");
    TCase *t = tcase_create("sent");
    tcase_add_test(t, a_month_is_reported_once_on_its_day);
    tcase_add_test(t, a_day_off_is_waited_for);
    tcase_add_test(t, after_a_downtime_the_newest_alone_goes_out);
    tcase_add_test(t, what_was_sent_stays_sent_after_a_restart);
    tcase_add_test(t, the_longer_report_stands_for_the_shorter);
    tcase_add_test(t, after_its_year_a_plan_is_reported_on_while_work_is_open);
    tcase_add_test(t, one_notice_a_window_and_nothing_where_none_is_wanted);
    tcase_add_test(t, figures_are_made_when_the_letter_is);
    tcase_add_test(t, the_week_is_told_with_a_notice_or_alone);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
