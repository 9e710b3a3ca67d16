/* Which notices must exist, as a function of state: the rules of DESIGN.md one by one. */
#include "engine_plan.h"

static const char owner_id[] = "so-noi-vu", chief_id[] = "van-phong-ubnd";

/* Owner 0, leadership 1, then so-a 2, so-b 3, so-c 4. */
static struct fx *province(void)
{
    struct fx *f = fx_new();
    fx_agency(f, owner_id);
    fx_agency(f, chief_id);
    fx_agency(f, "so-a");
    fx_agency(f, "so-b");
    fx_agency(f, "so-c");
    fx_plan(f, "kh", "2024-12-31", 0, 1);
    fx_climb_all(f);
    return f;
}

static struct fx *one_quarter(uint32_t lead)
{
    struct fx *f = province();
    uint32_t d = fx_quarter(f, "I.2.1", 1);
    fx_role(f, d, NV_ROLE_LEAD, lead);
    return f;
}

START_TEST(after_downtime_only_the_newest_missed_rung_goes_out)
{
    struct desk *k = desk_new(fx_seal(one_quarter(2)));
    ck_assert_str_eq(desk_sends(k, "2025-03-26"), "so-a: I.2.1 -5w lead due-soon");
    ck_assert_str_eq(desk_sends(k, "2025-03-27"), "");
    ck_assert_str_eq(desk_sends(k, "2025-03-28"), "so-a: I.2.1 -1w lead due-soon");
    desk_free(k);
}
END_TEST

START_TEST(planning_twice_adds_nothing)
{
    struct desk *k = desk_new(fx_seal(one_quarter(2)));
    ck_assert_str_eq(desk_wants(k, "2025-03-24T08:00", false), "so-a: I.2.1 -5w lead due-soon");
    ck_assert_str_eq(desk_wants(k, "2025-03-24T08:00", true), "so-a: I.2.1 -5w lead due-soon");
    ck_assert_str_eq(desk_wants(k, "2025-03-24T08:00", true), "");
    ck_assert_str_eq(desk_wants(k, "2025-03-25T08:00", true), "");
    desk_free(k);
}
END_TEST

START_TEST(the_lead_is_chased_after_the_deadline_and_the_count_goes_on)
{
    struct desk *k = desk_new(fx_seal(one_quarter(2)));
    desk_sends(k, "2025-03-28");
    ck_assert_str_eq(desk_sends(k, "2025-03-31"), "so-a: I.2.1 0 lead due-today");
    ck_assert_str_eq(desk_sends(k, "2025-04-01"), "so-a: I.2.1 +1w lead overdue #1");
    ck_assert_str_eq(desk_sends(k, "2025-04-08"), "so-a: I.2.1 +5w lead overdue #2\n"
                                                  "so-noi-vu: I.2.1 +5w owner overdue #1");
    ck_assert_str_eq(desk_sends(k, "2025-04-15"), "so-a: I.2.1 +10w lead overdue #3\n"
                                                  "so-noi-vu: I.2.1 +10w owner overdue #2");
    ck_assert_str_eq(desk_sends(k, "2025-04-22"),
                     "so-a: I.2.1 +15w lead overdue #4\n"
                     "van-phong-ubnd: I.2.1 +15w leadership overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(work_that_is_overdue_when_first_seen_makes_one_line)
{
    struct desk *k = desk_new(fx_seal(one_quarter(2)));
    ck_assert_str_eq(desk_sends(k, "2025-04-10"), "so-a: I.2.1 +5w lead overdue #1\n"
                                                  "so-noi-vu: I.2.1 +5w owner overdue #1");
    ck_assert_str_eq(desk_sends(k, "2025-04-11"), "");
    desk_free(k);
}
END_TEST

START_TEST(work_due_on_the_day_of_signing_makes_one_line_then_the_overdue_ladder)
{
    struct fx *f = province();
    uint32_t d = fx_month(f, "VI.12.1", 2024, 12);
    fx_role(f, d, NV_ROLE_LEAD, 2);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2024-12-30"), ""); /* not yet signed */
    ck_assert_str_eq(desk_sends(k, "2024-12-31"), "so-a: VI.12.1 0 lead due-today");
    ck_assert_str_eq(desk_sends(k, "2025-01-02"), "so-a: VI.12.1 +1w lead overdue #1");
    ck_assert_str_eq(desk_sends(k, "2025-01-03"), "");
    ck_assert_str_eq(desk_sends(k, "2025-01-08"), "so-a: VI.12.1 +5w lead overdue #2\n"
                                                  "so-noi-vu: VI.12.1 +5w owner overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(january_rests_between_its_last_reminder_and_its_effective_day)
{
    struct fx *f = province();
    uint32_t d = fx_month(f, "VII.1.1", 2025, 1);
    fx_role(f, d, NV_ROLE_LEAD, 2);
    struct desk *k = desk_new(fx_seal(f));
    desk_sends(k, "2025-01-23");
    ck_assert_str_eq(desk_sends(k, "2025-01-24"), "so-a: VII.1.1 0 lead due-soon");
    ck_assert_str_eq(desk_sends(k, "2025-02-03"), "");
    ck_assert_str_eq(desk_sends(k, "2025-02-04"), "so-a: VII.1.1 +1w lead overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(january_missed_before_tet_is_told_on_its_effective_day)
{
    struct fx *f = province();
    fx_role(f, fx_month(f, "VII.1.1", 2025, 1), NV_ROLE_LEAD, 2);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-02-03"), "so-a: VII.1.1 0 lead due-today");
    desk_free(k);
}
END_TEST

START_TEST(an_agency_gets_one_notice_a_window_and_the_rest_in_the_next)
{
    struct fx *f = one_quarter(2);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "so-a: I.2.1 -5w lead due-soon");
    f = one_quarter(2);
    fx_role(f, fx_quarter(f, "I.3.1", 1), NV_ROLE_LEAD, 2);
    desk_reload(k, fx_seal(f));
    ck_assert_str_eq(desk_wants(k, "2025-03-24T08:00", true), "");
    ck_assert_str_eq(desk_sends(k, "2025-03-25"), "so-a: I.3.1 -5w lead due-soon");
    desk_free(k);
}
END_TEST

START_TEST(a_window_before_the_last_used_one_is_not_used_again)
{
    struct fx *f = one_quarter(2);
    struct desk *k = desk_new(fx_seal(f));
    desk_sends(k, "2025-03-24");
    desk_sends(k, "2025-03-28");
    f = one_quarter(2);
    fx_role(f, fx_quarter(f, "I.3.1", 1), NV_ROLE_LEAD, 2);
    desk_reload(k, fx_seal(f));
    /* The clock was set back: so-a has had its notice of the 24th. */
    ck_assert_str_eq(desk_wants(k, "2025-03-24T08:00", true), "");
    ck_assert_str_eq(desk_sends(k, "2025-03-31"), "so-a: I.2.1 0 lead due-today; "
                                                  "I.3.1 0 lead due-today");
    desk_free(k);
}
END_TEST

START_TEST(items_stand_by_section_then_deadline_then_plan)
{
    struct fx *f = province();
    static const char *const dues[] = {"2025-06-30", "2025-03-24", "2025-03-10", "2025-03-31",
                                       "2025-03-24"};
    for (int i = 0; i < 5; i++) {
        char id[8];
        uint32_t d = fx_day(f, nv_fmt(id, sizeof id, "I.%d.1", i + 1), dues[i]);
        fx_role(f, d, NV_ROLE_LEAD, 2);
    }
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-03-24"),
                     "so-a: I.3.1 +10w lead overdue #1; I.2.1 0 lead due-today; "
                     "I.5.1 0 lead due-today; I.4.1 -5w lead due-soon; I.1.1 assigned lead new\n"
                     "so-noi-vu: I.3.1 +10w owner overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(of_several_roles_the_strongest_is_shown)
{
    struct fx *f = one_quarter(2);
    fx_role(f, 0, NV_ROLE_EXECUTOR, 2);
    fx_role(f, 0, NV_ROLE_SUPPORT, 2);
    fx_role(f, 0, NV_ROLE_SUPPORT, 3);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "so-a: I.2.1 -5w lead due-soon\n"
                                                  "so-b: I.2.1 -5w support due-soon");
    desk_free(k);
}
END_TEST

START_TEST(support_does_not_hear_of_rungs_that_are_stale)
{
    struct fx *f = one_quarter(2);
    fx_role(f, 0, NV_ROLE_SUPPORT, 3);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-04-03"), "so-a: I.2.1 +1w lead overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(nothing_is_said_of_work_that_is_done_and_again_after_reopening)
{
    struct desk *k = desk_new(fx_seal(one_quarter(2)));
    desk_sends(k, "2025-03-24");
    desk_fact(k, 0, NV_FACT_DONE, "2025-03-25");
    ck_assert_str_eq(desk_sends(k, "2025-03-28"), "");
    ck_assert_str_eq(desk_sends(k, "2025-04-08"), "");
    desk_fact(k, 0, NV_FACT_REOPEN, "2025-04-09");
    ck_assert_str_eq(desk_sends(k, "2025-04-09"), "so-a: I.2.1 +5w lead overdue #1\n"
                                                  "so-noi-vu: I.2.1 +5w owner overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(a_deadline_that_moves_is_told_anew)
{
    struct fx *f = province();
    fx_role(f, fx_day(f, "I.1.1", "2025-03-31"), NV_ROLE_LEAD, 2);
    struct desk *k = desk_new(fx_seal(f));
    desk_sends(k, "2025-04-08");
    f = province();
    fx_role(f, fx_day(f, "I.1.1", "2025-06-30"), NV_ROLE_LEAD, 2);
    desk_reload(k, fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-04-09"), "so-a: I.1.1 assigned lead new");
    ck_assert_str_eq(desk_sends(k, "2025-06-30"), "so-a: I.1.1 0 lead due-today");
    ck_assert_str_eq(desk_sends(k, "2025-07-01"), "so-a: I.1.1 +1w lead overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(a_rung_that_a_new_holiday_moves_is_not_told_twice)
{
    struct desk *k = desk_new(fx_seal(one_quarter(2)));
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "so-a: I.2.1 -5w lead due-soon");
    struct fx *f = one_quarter(2);
    fx_calendar(f->s->workdays);
    nv_workdays_add_worked(f->s->workdays, day("2025-03-29"), "làm bù"); /* -5w is now 25/3 */
    desk_reload(k, fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-03-25"), "");
    ck_assert_str_eq(desk_sends(k, "2025-03-29"), "so-a: I.2.1 -1w lead due-soon");
    desk_free(k);
}
END_TEST

/* A report on Quý I: so-b and so-c hand in by 18/3, so-a reports by 20/3. */
static struct fx *report(void)
{
    struct fx *f = province();
    uint32_t d = fx_undated(f, "VII.8.1", NV_DL_EXTERNAL);
    static const uint32_t from[] = {3, 4};
    fx_role(f, d, NV_ROLE_LEAD, 2);
    struct nv_occurrence *o =
        fx_period(f, d, "2025-Q1", NV_DL_RECURRING, day("2025-01-01"), day("2025-03-20"));
    o->data_to = day("2025-03-14");
    o->hand_in = day("2025-03-18");
    fx_period(f, d, "2025-H1", NV_DL_RECURRING, day("2025-01-01"), day("2025-06-20"));
    nv_vec_push(&f->reports, (struct nv_report){.id = "bc", .contributors = {from, 2}});
    f->deliverables.v[d].d.report = 0;
    fx_climb(f, NV_DL_RECURRING, NV_ROLE_LEAD, "-5w 0 +1w", "");
    fx_climb(f, NV_DL_RECURRING, NV_ROLE_SUPPORT, "-5w", "");
    return f;
}

START_TEST(contributors_are_reminded_of_their_own_day)
{
    struct desk *k = desk_new(fx_seal(report()));
    /* Five working days before 18/3 is 11/3, before 20/3 is 13/3. */
    ck_assert_str_eq(desk_sends(k, "2025-03-10"), "");
    ck_assert_str_eq(desk_sends(k, "2025-03-11"), "so-b: VII.8.1@2025-Q1 -5w support due-soon\n"
                                                  "so-c: VII.8.1@2025-Q1 -5w support due-soon");
    ck_assert_str_eq(desk_sends(k, "2025-03-13"), "so-a: VII.8.1@2025-Q1 -5w lead due-soon");
    ck_assert_str_eq(desk_sends(k, "2025-03-19"), "");
    desk_free(k);
}
END_TEST

START_TEST(each_period_is_done_on_its_own)
{
    struct desk *k = desk_new(fx_seal(report()));
    ck_assert_str_eq(desk_sends(k, "2025-03-20"), "so-a: VII.8.1@2025-Q1 0 lead due-today");
    desk_fact(k, 0, NV_FACT_DONE, "2025-03-20");
    ck_assert_str_eq(desk_sends(k, "2025-03-21"), "");
    ck_assert_str_eq(desk_sends(k, "2025-06-20"), "so-a: VII.8.1@2025-H1 0 lead due-today");
    ck_assert_str_eq(desk_sends(k, "2025-06-23"), "so-a: VII.8.1@2025-H1 +1w lead overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(work_to_be_done_twice_is_open_until_the_second_time)
{
    struct fx *f = province();
    uint32_t d = fx_undated(f, "IV.2.1", NV_DL_RECURRING);
    fx_role(f, d, NV_ROLE_LEAD, 2);
    fx_period(f, d, "2025", NV_DL_RECURRING, day("2025-01-01"), day("2025-12-31"))->times = 2;
    fx_climb(f, NV_DL_RECURRING, NV_ROLE_LEAD, "-5w -2w 0", "");
    struct desk *k = desk_new(fx_seal(f));
    desk_fact(k, 0, NV_FACT_DONE, "2025-05-20");
    ck_assert_str_eq(desk_sends(k, "2025-12-24"), "so-a: IV.2.1@2025 -5w lead due-soon");
    desk_fact(k, 0, NV_FACT_DONE, "2025-12-25");
    ck_assert_str_eq(desk_sends(k, "2025-12-29"), "");
    desk_fact(k, 0, NV_FACT_REOPEN, "2025-12-29");
    ck_assert_str_eq(desk_sends(k, "2025-12-30"), "so-a: IV.2.1@2025 -2w lead due-soon");
    desk_free(k);
}
END_TEST

/* As the ledger holds it after an answer was lost: told, told again, on another day too. */
START_TEST(what_was_told_twice_is_taken_back_once)
{
    struct fx *f = one_quarter(2);
    struct desk *k = desk_new(fx_seal(f));
    desk_fact(k, 0, NV_FACT_DONE, "2025-03-10");
    desk_fact(k, 0, NV_FACT_DONE, "2025-03-10");
    desk_fact(k, 0, NV_FACT_DONE, "2025-03-12");
    ck_assert_int_eq(desk_standing(k, 0).done_day, day("2025-03-12"));
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "");
    desk_fact(k, 0, NV_FACT_REOPEN, "2025-03-25");
    ck_assert_int_eq(desk_standing(k, 0).count, 0);
    ck_assert_str_eq(desk_sends(k, "2025-03-28"), "so-a: I.2.1 -1w lead due-soon");
    desk_free(k);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("planner");
    TCase *t = tcase_create("notices");
    tcase_add_test(t, after_downtime_only_the_newest_missed_rung_goes_out);
    tcase_add_test(t, planning_twice_adds_nothing);
    tcase_add_test(t, the_lead_is_chased_after_the_deadline_and_the_count_goes_on);
    tcase_add_test(t, work_that_is_overdue_when_first_seen_makes_one_line);
    tcase_add_test(t, work_due_on_the_day_of_signing_makes_one_line_then_the_overdue_ladder);
    tcase_add_test(t, contributors_are_reminded_of_their_own_day);
    tcase_add_test(t, what_was_told_twice_is_taken_back_once);
    tcase_add_test(t, each_period_is_done_on_its_own);
    tcase_add_test(t, work_to_be_done_twice_is_open_until_the_second_time);
    tcase_add_test(t, january_rests_between_its_last_reminder_and_its_effective_day);
    tcase_add_test(t, january_missed_before_tet_is_told_on_its_effective_day);
    tcase_add_test(t, an_agency_gets_one_notice_a_window_and_the_rest_in_the_next);
    tcase_add_test(t, a_window_before_the_last_used_one_is_not_used_again);
    tcase_add_test(t, items_stand_by_section_then_deadline_then_plan);
    tcase_add_test(t, of_several_roles_the_strongest_is_shown);
    tcase_add_test(t, support_does_not_hear_of_rungs_that_are_stale);
    tcase_add_test(t, nothing_is_said_of_work_that_is_done_and_again_after_reopening);
    tcase_add_test(t, a_deadline_that_moves_is_told_anew);
    tcase_add_test(t, a_rung_that_a_new_holiday_moves_is_not_told_twice);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
