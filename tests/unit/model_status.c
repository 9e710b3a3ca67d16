/* Standing and days left on given days, and the names of things. */
#include "engine_fixture.h"
#include "model/fact.h"
#include "model/notice.h"
#include "model/status.h"
#include "nvtest.h"

static struct nv_occurrence due(const char *nominal, const char *effective)
{
    return (struct nv_occurrence){.nominal = day(nominal), .effective = day(effective)};
}

static const char *open_on(const struct nv_occurrence *d, const char *today)
{
    return nv_status_name(nv_status_of(d, NV_DAY_NONE, day(today)));
}

static const char *done_on(const struct nv_occurrence *d, const char *on)
{
    return nv_status_name(nv_status_of(d, day(on), day("2025-12-31")));
}

START_TEST(open_work_goes_from_on_track_to_overdue)
{
    struct nv_occurrence d = due("2025-03-31", "2025-03-31");
    ck_assert_str_eq(open_on(&d, "2025-02-28"), "trong-han"); /* 31 days */
    ck_assert_str_eq(open_on(&d, "2025-03-01"), "sap-den-han");
    ck_assert_str_eq(open_on(&d, "2025-03-30"), "sap-den-han");
    ck_assert_str_eq(open_on(&d, "2025-03-31"), "den-han");
    ck_assert_str_eq(open_on(&d, "2025-04-01"), "qua-han");
}
END_TEST

START_TEST(a_deadline_in_tet_runs_to_the_first_working_day)
{
    struct nv_occurrence d = due("2025-01-31", "2025-02-03");
    ck_assert_str_eq(open_on(&d, "2025-01-31"), "den-han");
    ck_assert_str_eq(open_on(&d, "2025-02-01"), "sap-den-han");
    ck_assert_str_eq(open_on(&d, "2025-02-03"), "den-han");
    ck_assert_str_eq(open_on(&d, "2025-02-04"), "qua-han");
}
END_TEST

START_TEST(done_work_is_early_on_time_or_late)
{
    struct nv_occurrence d = due("2025-01-31", "2025-02-03");
    ck_assert_str_eq(done_on(&d, "2025-01-30"), "ht-truoc-han");
    ck_assert_str_eq(done_on(&d, "2025-01-31"), "ht-dung-han");
    ck_assert_str_eq(done_on(&d, "2025-02-03"), "ht-dung-han");
    ck_assert_str_eq(done_on(&d, "2025-02-04"), "ht-qua-han");
}
END_TEST

START_TEST(undated_work_is_continuous_or_waits)
{
    struct nv_occurrence d = {.nominal = NV_DAY_NONE, .effective = NV_DAY_NONE};
    d.kind = NV_DL_CONTINUOUS;
    ck_assert_str_eq(open_on(&d, "2025-03-31"), "thuong-xuyen");
    d.kind = NV_DL_AFTER_EVENT;
    ck_assert_str_eq(open_on(&d, "2025-03-31"), "cho-dieu-kien");
    ck_assert_str_eq(done_on(&d, "2025-03-31"), "ht-dung-han");
}
END_TEST

START_TEST(days_left_count_to_the_nominal_day_then_to_the_effective_one)
{
    int32_t nominal = day("2025-01-31"), effective = day("2025-02-03");
    ck_assert_int_eq(nv_days_left(nominal, effective, day("2025-01-24")), 7);
    ck_assert_int_eq(nv_days_left(nominal, effective, day("2025-01-31")), 0);
    ck_assert_int_eq(nv_days_left(nominal, effective, day("2025-02-01")), 2);
    ck_assert_int_eq(nv_days_left(nominal, effective, day("2025-02-03")), 0);
    ck_assert_int_eq(nv_days_left(nominal, effective, day("2025-02-05")), -2);
}
END_TEST

START_TEST(every_name_finds_its_value)
{
    for (int i = 0; i < NV_STATUS_COUNT; i++)
        ck_assert_int_eq(nv_status_find(nv_status_name((enum nv_status)i)), i);
    for (int i = 0; i < NV_ROLE_COUNT; i++)
        ck_assert_int_eq(nv_role_find(nv_role_name((enum nv_role)i)), i);
    for (int i = 0; i < NV_SECTION_COUNT; i++)
        ck_assert_int_eq(nv_section_find(nv_section_name((enum nv_section)i)), i);
    for (int i = 0; i < NV_FACT_COUNT; i++)
        ck_assert_int_eq(nv_fact_kind_find(nv_fact_kind_name((enum nv_fact_kind)i)), i);
    ck_assert_int_eq(nv_status_find("xong"), NV_STATUS_COUNT);
    ck_assert_int_eq(nv_role_find("chef"), NV_ROLE_COUNT);
    ck_assert_int_eq(nv_section_find(""), NV_SECTION_COUNT);
    ck_assert_int_eq(nv_fact_kind_find("DONE"), NV_FACT_COUNT);
    ck_assert_str_eq(nv_role_vi(NV_ROLE_LEAD), "chủ trì");
    ck_assert_str_eq(nv_status_vi(NV_STATUS_OVERDUE), "Quá hạn chưa hoàn thành");
    ck_assert_str_eq(nv_delivery_state_name(NV_DELIVERY_CLAIMED), "claimed");
}
END_TEST

START_TEST(a_deliverable_is_found_by_key_and_where_one_plan_has_it_by_id)
{
    struct fx *f = fx_new();
    bool ambiguous;
    fx_agency(f, "so-a");
    fx_plan(f, "mot", "2024-12-31", 0, NV_NONE);
    uint32_t a = fx_quarter(f, "I.1.1", 1), only = fx_quarter(f, "I.2.1", 1);
    fx_plan(f, "hai", "2024-12-31", 0, NV_NONE);
    uint32_t b = fx_quarter(f, "I.1.1", 2);
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_uint_eq(nv_snapshot_deliverable(s, "mot/I.1.1", &ambiguous), a);
    ck_assert_uint_eq(nv_snapshot_deliverable(s, "hai/I.1.1", NULL), b);
    ck_assert_uint_eq(nv_snapshot_deliverable(s, "I.2.1", &ambiguous), only);
    ck_assert(!ambiguous);
    ck_assert_uint_eq(nv_snapshot_deliverable(s, "I.1.1", &ambiguous), NV_NONE);
    ck_assert(ambiguous);
    ck_assert_uint_eq(nv_snapshot_deliverable(s, "I.9.1", &ambiguous), NV_NONE);
    ck_assert(!ambiguous);
    ck_assert_uint_eq(nv_snapshot_agency(s, "so-x"), NV_NONE);
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(a_day_off_rolls_only_where_the_policy_says_so)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-a");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    struct nv_snapshot *s = fx_seal(f);
    ck_assert_int_eq(nv_snapshot_effective(s, day("2025-01-31")), day("2025-02-03"));
    ck_assert_int_eq(nv_snapshot_effective(s, day("2025-03-31")), day("2025-03-31"));
    ck_assert_int_eq(nv_snapshot_effective(s, NV_DAY_NONE), NV_DAY_NONE);
    s->policy.roll = false;
    ck_assert_int_eq(nv_snapshot_effective(s, day("2025-01-31")), day("2025-01-31"));
    nv_snapshot_unref(nv_snapshot_ref(s));
    nv_snapshot_unref(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("status");
    TCase *t = tcase_create("words");
    tcase_add_test(t, open_work_goes_from_on_track_to_overdue);
    tcase_add_test(t, a_deadline_in_tet_runs_to_the_first_working_day);
    tcase_add_test(t, done_work_is_early_on_time_or_late);
    tcase_add_test(t, undated_work_is_continuous_or_waits);
    tcase_add_test(t, days_left_count_to_the_nominal_day_then_to_the_effective_one);
    tcase_add_test(t, every_name_finds_its_value);
    tcase_add_test(t, a_deliverable_is_found_by_key_and_where_one_plan_has_it_by_id);
    tcase_add_test(t, a_day_off_rolls_only_where_the_policy_says_so);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
