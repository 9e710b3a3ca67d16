/* Who hears of an occurrence: mergers, mailboxes, stand-ins, the owner and the leadership. */
#include "engine_plan.h"

/* Owner 0, leadership 1, then so-a 2, so-b 3, so-c 4. */
static struct fx *province(bool leadership)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "van-phong-ubnd");
    fx_agency(f, "so-a");
    fx_agency(f, "so-b");
    fx_agency(f, "so-c");
    fx_plan(f, "kh", "2024-12-31", 0, leadership ? 1 : NV_NONE);
    fx_climb_all(f);
    return f;
}

START_TEST(a_supporter_that_becomes_the_lead_hears_at_once)
{
    struct fx *f = province(true);
    uint32_t d = fx_quarter(f, "I.2.1", 1);
    fx_role(f, d, NV_ROLE_LEAD, 2);
    fx_role(f, d, NV_ROLE_SUPPORT, 3);
    fx_succeed(f, 2, "2025-03-18", fx_list(3));
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-03-17"), "so-a: I.2.1 -10w lead due-soon\n"
                                                  "so-b: I.2.1 -10w support due-soon");
    ck_assert_str_eq(desk_sends(k, "2025-03-18"), "so-b: I.2.1 -10w lead due-soon from so-a");
    ck_assert_str_eq(desk_sends(k, "2025-03-19"), "");
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "so-b: I.2.1 -5w lead due-soon from so-a");
    desk_free(k);
}
END_TEST

START_TEST(a_ceased_agency_hears_nothing_and_its_heirs_do)
{
    struct fx *f = province(true);
    uint32_t d = fx_quarter(f, "II.2.1", 3);
    fx_role(f, d, NV_ROLE_LEAD, 2);
    fx_succeed(f, 2, "2025-07-01", fx_list(3, 4));
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-06-30"), "so-a: II.2.1 assigned lead new");
    ck_assert_str_eq(desk_sends(k, "2025-07-01"), "so-b: II.2.1 assigned lead new from so-a\n"
                                                  "so-c: II.2.1 assigned lead new from so-a");
    desk_free(k);
}
END_TEST

START_TEST(one_mailbox_of_two_agencies_gets_one_notice)
{
    struct fx *f = province(true);
    uint32_t d = fx_quarter(f, "I.2.1", 1), twin = fx_silent(f, "ban-b");
    fx_mail(f, twin, "so-b@khanhhoa.example");
    fx_role(f, d, NV_ROLE_LEAD, twin);
    fx_role(f, d, NV_ROLE_SUPPORT, 3);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "so-b: I.2.1 -5w lead due-soon");
    desk_free(k);
}
END_TEST

START_TEST(a_mailbox_that_an_heir_took_over_is_written_to_in_the_heirs_name)
{
    struct fx *f = province(true);
    uint32_t d = fx_quarter(f, "I.2.1", 1), heir = fx_silent(f, "so-moi");
    fx_mail(f, heir, "so-a@khanhhoa.example");
    fx_role(f, d, NV_ROLE_LEAD, 2);
    fx_succeed(f, 2, "2025-03-01", fx_list(heir));
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-02-28"), "so-a: I.2.1 assigned lead new");
    ck_assert_str_eq(desk_sends(k, "2025-03-03"), "so-moi: I.2.1 -20w lead due-soon from so-a");
    desk_free(k);
}
END_TEST

START_TEST(agencies_that_share_only_their_first_address_are_two)
{
    struct fx *f = province(true);
    uint32_t d = fx_quarter(f, "I.2.1", 1);
    uint32_t both = fx_silent(f, "both"), first = fx_silent(f, "first"),
             again = fx_silent(f, "again");
    fx_mail(f, both, "x@khanhhoa.example");
    fx_mail(f, both, "y@khanhhoa.example");
    fx_mail(f, first, "x@khanhhoa.example");
    fx_mail(f, again, "x@khanhhoa.example");
    fx_role(f, d, NV_ROLE_LEAD, both);
    fx_role(f, d, NV_ROLE_LEAD, first);
    fx_role(f, d, NV_ROLE_LEAD, again);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "both: I.2.1 -5w lead due-soon\n"
                                                  "first: I.2.1 -5w lead due-soon");
    desk_free(k);
}
END_TEST

START_TEST(the_owner_stands_in_for_a_lead_nobody_can_be_found_for)
{
    struct fx *f = province(true);
    uint32_t unknown = fx_group(f, "co-quan-lien-quan", (const uint32_t[]){NV_NONE});
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, unknown);
    uint32_t mute = fx_silent(f, "khong-hop-thu");
    fx_role(f, fx_quarter(f, "I.3.1", 1), NV_ROLE_LEAD, mute);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-03-24"),
                     "so-noi-vu: I.2.1 -5w lead due-soon for co-quan-lien-quan; "
                     "I.3.1 -5w lead due-soon for khong-hop-thu");
    desk_free(k);
}
END_TEST

START_TEST(the_owner_stands_in_for_a_lead_that_ceased_without_successor)
{
    struct fx *f = province(true);
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 2);
    f->agencies.v[2].a.valid_to = day("2025-02-28");
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-02-28"), "so-a: I.2.1 assigned lead new");
    ck_assert_str_eq(desk_sends(k, "2025-03-03"), "so-noi-vu: I.2.1 -20w lead due-soon for so-a");
    desk_free(k);
}
END_TEST

START_TEST(the_owners_own_overdue_work_goes_to_the_leadership)
{
    struct fx *f = province(true);
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 0);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-04-01"), "so-noi-vu: I.2.1 +1w lead overdue #1");
    ck_assert_str_eq(desk_sends(k, "2025-04-08"),
                     "so-noi-vu: I.2.1 +5w lead overdue #2\n"
                     "van-phong-ubnd: I.2.1 +5w leadership overdue #1");
    desk_free(k);
}
END_TEST

/* A lead that ceased was urged on 01/4 and 08/4, its heir once, on 15/4. */
START_TEST(how_often_a_lead_was_urged_counts_whose_work_it_took_over)
{
    struct fx *f = province(true);
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 2);
    fx_succeed(f, 2, "2025-04-14", fx_list(3));
    struct desk *k = desk_new(fx_seal(f));
    int32_t due = day("2025-03-31");
    ck_assert_int_eq(nv_planner_urged(k->p, k->heard, 0, due, day("2025-03-31")), 0);
    desk_sends(k, "2025-04-01");
    desk_sends(k, "2025-04-08");
    ck_assert_int_eq(nv_planner_urged(k->p, k->heard, 0, due, day("2025-04-08")), 2);
    ck_assert_str_eq(desk_sends(k, "2025-04-15"), "so-b: I.2.1 +10w lead overdue #1 from so-a\n"
                                                  "so-noi-vu: I.2.1 +10w owner overdue #2");
    ck_assert_int_eq(nv_planner_urged(k->p, k->heard, 0, due, day("2025-04-15")), 3);
    ck_assert_int_eq(nv_planner_urged(k->p, k->heard, 0, day("2025-06-30"), day("2025-04-15")), 0);
    desk_free(k);
}
END_TEST

START_TEST(without_a_leadership_the_owner_chases_itself_once)
{
    struct fx *f = province(false);
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 0);
    struct desk *k = desk_new(fx_seal(f));
    desk_sends(k, "2025-04-01");
    ck_assert_str_eq(desk_sends(k, "2025-04-08"), "so-noi-vu: I.2.1 +5w lead overdue #2");
    ck_assert_str_eq(desk_sends(k, "2025-04-09"), "");
    desk_free(k);
}
END_TEST

START_TEST(an_owner_that_became_the_lead_by_merger_escalates_past_itself)
{
    struct fx *f = province(true);
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 2);
    fx_succeed(f, 2, "2025-03-01", fx_list(0));
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-04-08"),
                     "so-noi-vu: I.2.1 +5w lead overdue #1 from so-a\n"
                     "van-phong-ubnd: I.2.1 +5w leadership overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(the_owner_is_asked_about_undated_work_that_it_leads_itself)
{
    struct fx *f = province(true);
    fx_role(f, fx_undated(f, "IV.5.1", NV_DL_AFTER_EVENT), NV_ROLE_LEAD, 0);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2024-12-31"), "so-noi-vu: IV.5.1 assigned lead new");
    ck_assert_str_eq(desk_sends(k, "2025-03-24"),
                     "so-noi-vu: IV.5.1 quarter:2025-Q1 owner progress");
    ck_assert_str_eq(desk_sends(k, "2025-03-25"), "");
    ck_assert_str_eq(desk_sends(k, "2025-06-23"),
                     "so-noi-vu: IV.5.1 quarter:2025-Q2 owner progress");
    desk_free(k);
}
END_TEST

START_TEST(a_group_is_written_to_member_by_member)
{
    struct fx *f = province(true);
    uint32_t all = fx_group(f, "cac-so", fx_list(2, 3, 4));
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, all);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "so-a: I.2.1 -5w lead due-soon\n"
                                                  "so-b: I.2.1 -5w lead due-soon\n"
                                                  "so-c: I.2.1 -5w lead due-soon");
    desk_free(k);
}
END_TEST

START_TEST(of_an_agencys_two_parts_the_stronger_is_shown_and_the_later_rung_speaks)
{
    struct fx *f = province(true);
    uint32_t d = fx_quarter(f, "I.2.1", 1);
    fx_role(f, d, NV_ROLE_LEAD, 3);
    fx_role(f, d, NV_ROLE_EXECUTOR, 2);
    fx_role(f, d, NV_ROLE_SUPPORT, 0);
    fx_succeed(f, 2, "2025-04-08", fx_list(0));
    struct desk *k = desk_new(fx_seal(f));
    desk_sends(k, "2025-03-24");
    desk_sends(k, "2025-04-04");
    /* The owner inherits the executor's part (+1w) on the day on which it follows the work up. */
    ck_assert_str_eq(desk_sends(k, "2025-04-08"),
                     "so-b: I.2.1 +5w lead overdue #2\n"
                     "so-noi-vu: I.2.1 +5w executor overdue #1 from so-a");
    nv_planner_touch(k->p, 0);
    ck_assert_str_eq(desk_sends(k, "2025-04-09"), "");
    desk_free(k);
}
END_TEST

/* Work is reopened on the very day of its rung; a lead that hears of it for the first time only the
 * day after, by that rung, has seen what the fact made of it. */
START_TEST(who_first_hears_by_a_rung_of_the_facts_day_is_not_told_the_fact_too)
{
    struct fx *f = province(false);
    f->s->policy.tell_changes = f->s->policy.thank = true;
    uint32_t d = fx_quarter(f, "I.2.1", 1);
    fx_role(f, d, NV_ROLE_LEAD, 2);
    struct desk *k = desk_new(fx_seal(f));
    desk_fact(k, 0, NV_FACT_DONE, "2025-03-20");
    /* Monday 24/3 is five working days before Monday 31/3. */
    desk_fact(k, 0, NV_FACT_REOPEN, "2025-03-24");
    ck_assert_str_eq(desk_sends(k, "2025-03-25"), "so-a: I.2.1 -5w lead due-soon");
    nv_planner_touch(k->p, 0);
    ck_assert_str_eq(desk_sends(k, "2025-03-26"), "");
    /* What is told from now on is news to it. */
    desk_fact(k, 0, NV_FACT_HOLD, "2025-03-26");
    ck_assert_str_eq(desk_sends(k, "2025-03-27"), "so-a: I.2.1 hold:3 lead changed");
    desk_free(k);
}
END_TEST

START_TEST(of_the_heirs_of_one_that_was_split_the_chosen_one_hears)
{
    struct fx *f = province(true);
    uint32_t chosen = fx_quarter(f, "II.2.1", 3), open = fx_quarter(f, "II.3.1", 3);
    fx_role(f, chosen, NV_ROLE_LEAD, 2);
    fx_role(f, open, NV_ROLE_LEAD, 2);
    fx_succeed(f, 2, "2025-07-01", fx_list(3, 4));
    fx_choose(f, chosen, 2, "2025-07-01", 4);
    struct desk *k = desk_new(fx_seal(f));
    ck_assert_str_eq(desk_sends(k, "2025-06-30"),
                     "so-a: II.2.1 assigned lead new; II.3.1 assigned lead new");
    ck_assert_str_eq(
        desk_sends(k, "2025-07-01"),
        "so-c: II.2.1 assigned lead new from so-a; II.3.1 assigned lead new from so-a\n"
        "so-b: II.3.1 assigned lead new from so-a");
    ck_assert_int_eq(nv_planner_urged(k->p, k->heard, chosen, day("2025-09-30"), day("2025-07-01")),
                     0);
    desk_free(k);
}
END_TEST

START_TEST(a_supporter_that_is_chosen_as_the_lead_has_one_line)
{
    struct fx *f = province(true);
    uint32_t d = fx_quarter(f, "II.2.1", 3);
    fx_role(f, d, NV_ROLE_LEAD, 2);
    fx_role(f, d, NV_ROLE_SUPPORT, 4);
    fx_succeed(f, 2, "2025-07-01", fx_list(3, 4));
    fx_choose(f, d, 2, "2025-07-01", 4);
    struct desk *k = desk_new(fx_seal(f));
    desk_sends(k, "2025-06-30");
    ck_assert_str_eq(desk_sends(k, "2025-07-01"), "so-c: II.2.1 assigned lead new from so-a");
    desk_free(k);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("recipients");
    TCase *t = tcase_create("who");
    tcase_add_test(t, a_supporter_that_becomes_the_lead_hears_at_once);
    tcase_add_test(t, a_ceased_agency_hears_nothing_and_its_heirs_do);
    tcase_add_test(t, one_mailbox_of_two_agencies_gets_one_notice);
    tcase_add_test(t, a_mailbox_that_an_heir_took_over_is_written_to_in_the_heirs_name);
    tcase_add_test(t, agencies_that_share_only_their_first_address_are_two);
    tcase_add_test(t, the_owner_stands_in_for_a_lead_nobody_can_be_found_for);
    tcase_add_test(t, the_owner_stands_in_for_a_lead_that_ceased_without_successor);
    tcase_add_test(t, the_owners_own_overdue_work_goes_to_the_leadership);
    tcase_add_test(t, how_often_a_lead_was_urged_counts_whose_work_it_took_over);
    tcase_add_test(t, without_a_leadership_the_owner_chases_itself_once);
    tcase_add_test(t, an_owner_that_became_the_lead_by_merger_escalates_past_itself);
    tcase_add_test(t, the_owner_is_asked_about_undated_work_that_it_leads_itself);
    tcase_add_test(t, a_group_is_written_to_member_by_member);
    tcase_add_test(t, of_an_agencys_two_parts_the_stronger_is_shown_and_the_later_rung_speaks);
    tcase_add_test(t, who_first_hears_by_a_rung_of_the_facts_day_is_not_told_the_fact_too);
    tcase_add_test(t, of_the_heirs_of_one_that_was_split_the_chosen_one_hears);
    tcase_add_test(t, a_supporter_that_is_chosen_as_the_lead_has_one_line);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
