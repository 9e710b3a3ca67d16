/* Ladders on the Vietnamese calendar of 2025; every day was counted by hand on the calendar of the
 * year (off: 01/01, 27–31/01, 07/4, 30/4–02/5, 01–02/9; Saturday 26/4 is worked). */
#include "engine/ladder.h"
#include "engine_fixture.h"
#include "nvtest.h"

enum { MAX = 64 };

/* "-5w@2025-03-24 0@2025-03-31 …" for all rungs up to `until`. */
static const char *list(const struct nv_snapshot *s, uint32_t at, enum nv_role role,
                        const char *until)
{
    struct nv_reached r[MAX];
    const struct nv_occurrence *o = &s->occurrences[at];
    size_t n = nv_ladder_list(s, o, s->policy.ladders[o->kind][role], day(until), r, MAX);
    struct nv_buf out = NV_BUF_INIT;
    char iso[NV_DAY_TEXT];
    for (size_t i = 0; i < n; i++)
        nv_buf_addf(&out, "%s%s@%s", i ? " " : "", r[i].text, nv_day_iso(r[i].day, iso));
    const char *text = nv_arena_strdup(s->arena, nv_buf_str(&out));
    nv_buf_free(&out);
    return text;
}

/* "newest@day next day" */
static const char *at_day(const struct nv_snapshot *s, uint32_t at, enum nv_role role,
                          const char *today)
{
    struct nv_reached r;
    int32_t next;
    char iso[NV_DAY_TEXT], then[NV_DAY_TEXT];
    const struct nv_occurrence *o = &s->occurrences[at];
    nv_ladder_at(s, o, s->policy.ladders[o->kind][role], NULL, day(today), &r, &next);
    return nv_arena_fmt(s->arena, "%s@%s then %s", r.text, nv_day_iso(r.day, iso),
                        next == INT32_MAX ? "never" : nv_day_iso(next, then));
}

static struct fx *plan_2025(void)
{
    struct fx *f = fx_new();
    uint32_t owner = fx_agency(f, "so-noi-vu");
    fx_plan(f, "kh", "2024-12-31", owner, NV_NONE);
    return f;
}

START_TEST(a_quarter_is_counted_back_from_its_last_day_and_on_over_holidays)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_quarter(f, "I.2.1", 1);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "assigned -20w -10w -5w -1w 0 +1w +5w +10w", "5w");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_str_eq(list(s, d, NV_ROLE_LEAD, "2025-04-28"),
                     "assigned@2024-12-31 -20w@2025-03-03 -10w@2025-03-17 -5w@2025-03-24 "
                     "-1w@2025-03-28 0@2025-03-31 +1w@2025-04-01 +5w@2025-04-08 "
                     "+10w@2025-04-15 +15w@2025-04-22 +20w@2025-04-28");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(january_is_aimed_at_the_last_working_day_before_tet)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_month(f, "VII.1.1", 2025, 1);
    fx_climb(f, NV_DL_MONTH, NV_ROLE_LEAD, "assigned -10w -5w -2w 0 +1w +5w", "5w");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_int_eq(s->occurrences[d].nominal, day("2025-01-31"));
    ck_assert_int_eq(s->occurrences[d].effective, day("2025-02-03"));
    ck_assert_str_eq(list(s, d, NV_ROLE_LEAD, "2025-02-10"),
                     "assigned@2024-12-31 -10w@2025-01-10 -5w@2025-01-17 -2w@2025-01-22 "
                     "0@2025-01-24 +1w@2025-02-04 +5w@2025-02-10");
    ck_assert_str_eq(at_day(s, d, NV_ROLE_LEAD, "2025-02-03"), "0@2025-01-24 then 2025-02-04");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(april_counts_the_worked_saturday_and_ends_after_the_holidays)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_month(f, "I.9.1", 2025, 4);
    fx_climb(f, NV_DL_MONTH, NV_ROLE_LEAD, "-3w -2w -1w 0 +1w", "");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_int_eq(s->occurrences[d].effective, day("2025-05-05"));
    ck_assert_str_eq(list(s, d, NV_ROLE_LEAD, "2025-12-31"),
                     "-3w@2025-04-25 -2w@2025-04-26 -1w@2025-04-28 0@2025-04-29 +1w@2025-05-06");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(a_year_is_checked_before_each_inner_quarter_end)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_task(f, "III.7.1", NV_DL_YEAR, day("2025-01-01"), day("2025-12-31"));
    fx_climb(f, NV_DL_YEAR, NV_ROLE_LEAD, "assigned quarter-5w -15w -5w -1w 0 +1w +5w", "5w");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_str_eq(list(s, d, NV_ROLE_LEAD, "2026-01-14"),
                     "assigned@2024-12-31 quarter:2025-Q1@2025-03-24 quarter:2025-Q2@2025-06-23 "
                     "quarter:2025-Q3@2025-09-23 -15w@2025-12-10 -5w@2025-12-24 -1w@2025-12-30 "
                     "0@2025-12-31 +1w@2026-01-05 +5w@2026-01-09");
    ck_assert_str_eq(list(s, d, NV_ROLE_LEAD, "2026-01-15") + strlen("assigned@2024-12-31"),
                     " quarter:2025-Q1@2025-03-24 quarter:2025-Q2@2025-06-23 "
                     "quarter:2025-Q3@2025-09-23 -15w@2025-12-10 -5w@2025-12-24 -1w@2025-12-30 "
                     "0@2025-12-31 +1w@2026-01-05 +5w@2026-01-09 +10w@2026-01-15");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(continuous_work_is_asked_for_each_quarter_of_the_plans_year)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_undated(f, "IV.1.1", NV_DL_CONTINUOUS);
    fx_climb(f, NV_DL_CONTINUOUS, NV_ROLE_LEAD, "assigned quarter-5w", "");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_str_eq(list(s, d, NV_ROLE_LEAD, "2026-12-31"),
                     "assigned@2024-12-31 quarter:2025-Q1@2025-03-24 quarter:2025-Q2@2025-06-23 "
                     "quarter:2025-Q3@2025-09-23 quarter:2025-Q4@2025-12-24");
    ck_assert_str_eq(at_day(s, d, NV_ROLE_LEAD, "2025-12-25"),
                     "quarter:2025-Q4@2025-12-24 then never");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(what_waits_for_an_event_is_asked_about_beyond_the_year)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_undated(f, "IV.5.1", NV_DL_AFTER_EVENT);
    fx_climb(f, NV_DL_AFTER_EVENT, NV_ROLE_OWNER, "quarter-5w", "");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_str_eq(at_day(s, d, NV_ROLE_OWNER, "2025-03-21"), "@ then 2025-03-24");
    ck_assert_str_eq(at_day(s, d, NV_ROLE_OWNER, "2025-12-31"),
                     "quarter:2025-Q4@2025-12-24 then 2026-03-24");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(calendar_days_fall_back_before_and_on_after_a_day_off)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_day(f, "II.1.1", "2025-06-15"); /* a Sunday */
    fx_climb(f, NV_DL_DAY, NV_ROLE_LEAD, "-30d -7d 0 +5d +14d", "7d");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_str_eq(list(s, d, NV_ROLE_LEAD, "2025-07-14"),
                     "-30d@2025-05-16 -7d@2025-06-06 0@2025-06-13 +5d@2025-06-23 +14d@2025-06-30 "
                     "+21d@2025-07-07 +28d@2025-07-14");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(a_repetition_in_calendar_days_is_found_on_a_day_off_too)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_day(f, "II.1.1", "2025-06-13"); /* a Friday */
    fx_climb(f, NV_DL_DAY, NV_ROLE_LEAD, "0 +1d", "1d");
    struct nv_snapshot *s = fx_seal(f);
    /* +1d is Monday the 16th; the next Saturday's repetition is not before Monday. */
    ck_assert_str_eq(at_day(s, d, NV_ROLE_LEAD, "2025-06-20"), "+5d@2025-06-20 then 2025-06-23");
    ck_assert_str_eq(at_day(s, d, NV_ROLE_LEAD, "2025-06-22"), "+5d@2025-06-20 then 2025-06-23");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(a_ladder_without_rungs_after_repeats_from_the_deadline)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_quarter(f, "I.2.1", 1);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "0", "5w");
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_OWNER, "+5w", "7d");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_str_eq(list(s, d, NV_ROLE_LEAD, "2025-04-15"),
                     "0@2025-03-31 +5w@2025-04-08 +10w@2025-04-15");
    ck_assert_str_eq(list(s, d, NV_ROLE_OWNER, "2025-04-22"),
                     "+5w@2025-04-08 +15d@2025-04-15 +22d@2025-04-22");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(the_later_rung_of_one_day_speaks)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_day(f, "VI.12.1", "2024-12-31");
    fx_climb(f, NV_DL_DAY, NV_ROLE_LEAD, "assigned -10w -5w 0 +1w +5w +10w", "5w");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_str_eq(at_day(s, d, NV_ROLE_LEAD, "2024-12-31"), "0@2024-12-31 then 2025-01-02");
    ck_assert_str_eq(at_day(s, d, NV_ROLE_LEAD, "2025-01-15"), "+10w@2025-01-15 then 2025-01-22");
    ck_assert_str_eq(at_day(s, d, NV_ROLE_LEAD, "2025-01-24"), "+15w@2025-01-22 then 2025-02-05");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(a_list_that_is_full_keeps_to_its_bounds)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_quarter(f, "I.2.1", 1);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "assigned -5w 0 +1w", "1w");
    struct nv_snapshot *s = fx_seal(f);
    struct nv_reached r[4];
    ck_assert_uint_eq(nv_ladder_list(s, &s->occurrences[d],
                                     s->policy.ladders[NV_DL_QUARTER][NV_ROLE_LEAD],
                                     day("2025-12-31"), r, 4),
                      4);
    ck_assert_str_eq(r[3].text, "+1w");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(a_range_reminds_from_its_start)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_task(f, "III.1.1", NV_DL_RANGE, day("2025-09-18"), day("2025-09-26"));
    fx_climb(f, NV_DL_RANGE, NV_ROLE_LEAD, "assigned start -30w -5w 0 +1w", "");
    struct nv_snapshot *s = fx_seal(f);
    /* 18/9/2025 is a Thursday, 26/9 a Friday; -30w would be in August. */
    ck_assert_str_eq(list(s, d, NV_ROLE_LEAD, "2025-09-30"),
                     "assigned@2024-12-31 start@2025-09-18 -30w@2025-09-18 -5w@2025-09-19 "
                     "0@2025-09-26 +1w@2025-09-29");
    ck_assert_str_eq(at_day(s, d, NV_ROLE_LEAD, "2025-09-17"),
                     "assigned@2024-12-31 then 2025-09-18");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(a_beginning_just_after_the_signing_is_no_news)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_task(f, "III.1.1", NV_DL_RANGE, day("2025-01-01"), day("2025-06-30"));
    fx_climb(f, NV_DL_RANGE, NV_ROLE_LEAD, "assigned start 0", "");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_str_eq(list(s, d, NV_ROLE_LEAD, "2025-06-30"), "assigned@2024-12-31 0@2025-06-30");
    nv_snapshot_unref(s);
}
END_TEST

/* Two weeks: that of Tết, in which nobody works, and that of 10/3. */
START_TEST(of_what_recurs_each_period_reminds_within_itself_and_assigns_once)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_undated(f, "IV.1.1", NV_DL_RECURRING);
    fx_period(f, d, "2025-W05", NV_DL_RECURRING, day("2025-01-27"), day("2025-02-02"));
    fx_period(f, d, "2025-W11", NV_DL_RECURRING, day("2025-03-10"), day("2025-03-16"));
    fx_climb(f, NV_DL_RECURRING, NV_ROLE_LEAD, "assigned -10w -5w 0 +1w", "");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_str_eq(s->occurrences[1].key, "kh/IV.1.1@2025-W11");
    ck_assert_str_eq(list(s, 0, NV_ROLE_LEAD, "2025-03-31"),
                     "assigned@2024-12-31 -10w@2025-02-03 -5w@2025-02-03 0@2025-02-03 "
                     "+1w@2025-02-04");
    ck_assert_str_eq(list(s, 1, NV_ROLE_LEAD, "2025-03-31"),
                     "-10w@2025-03-10 -5w@2025-03-10 0@2025-03-14 +1w@2025-03-18");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(a_year_asks_in_no_quarter_in_which_a_part_of_it_is_due)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_undated(f, "IV.1.1", NV_DL_RECURRING);
    fx_period(f, d, "2025-H1", NV_DL_RECURRING, day("2025-01-01"), day("2025-06-30"));
    fx_period(f, d, "2025", NV_DL_RECURRING, day("2025-01-01"), day("2025-12-31"));
    fx_climb(f, NV_DL_RECURRING, NV_ROLE_LEAD, "quarter 0", "");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_str_eq(list(s, 1, NV_ROLE_LEAD, "2025-12-31"),
                     "quarter:2025-Q1@2025-03-31 quarter:2025-Q3@2025-09-30 0@2025-12-31");
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(work_without_an_end_is_asked_about_from_its_beginning)
{
    struct fx *f = plan_2025();
    uint32_t d = fx_task(f, "V.1.1", NV_DL_OPEN_RANGE, day("2025-08-01"), NV_DAY_NONE);
    fx_climb(f, NV_DL_OPEN_RANGE, NV_ROLE_LEAD, "assigned start quarter", "");
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_str_eq(list(s, d, NV_ROLE_LEAD, "2025-12-31"),
                     "assigned@2024-12-31 start@2025-08-01 quarter:2025-Q3@2025-09-30 "
                     "quarter:2025-Q4@2025-12-31");
    nv_snapshot_unref(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("ladder");
    TCase *t = tcase_create("days");
    tcase_add_test(t, a_quarter_is_counted_back_from_its_last_day_and_on_over_holidays);
    tcase_add_test(t, a_range_reminds_from_its_start);
    tcase_add_test(t, a_beginning_just_after_the_signing_is_no_news);
    tcase_add_test(t, of_what_recurs_each_period_reminds_within_itself_and_assigns_once);
    tcase_add_test(t, a_year_asks_in_no_quarter_in_which_a_part_of_it_is_due);
    tcase_add_test(t, work_without_an_end_is_asked_about_from_its_beginning);
    tcase_add_test(t, january_is_aimed_at_the_last_working_day_before_tet);
    tcase_add_test(t, april_counts_the_worked_saturday_and_ends_after_the_holidays);
    tcase_add_test(t, a_year_is_checked_before_each_inner_quarter_end);
    tcase_add_test(t, continuous_work_is_asked_for_each_quarter_of_the_plans_year);
    tcase_add_test(t, what_waits_for_an_event_is_asked_about_beyond_the_year);
    tcase_add_test(t, calendar_days_fall_back_before_and_on_after_a_day_off);
    tcase_add_test(t, a_repetition_in_calendar_days_is_found_on_a_day_off_too);
    tcase_add_test(t, a_ladder_without_rungs_after_repeats_from_the_deadline);
    tcase_add_test(t, the_later_rung_of_one_day_speaks);
    tcase_add_test(t, a_list_that_is_full_keeps_to_its_bounds);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
