/* Standing and days left on given days, and the names of things. */
#include <stdio.h>

#include "base/buf.h"
#include "engine_fixture.h"
#include "model/fact.h"
#include "model/notice.h"
#include "model/standing.h"
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

static const char *axes(const struct nv_occurrence *o, const struct nv_standing *st,
                        const char *today)
{
    static char text[80];
    struct nv_state s = nv_state_now(o, st, day(today));
    nv_fmt(text, sizeof text, "%s %s", nv_work_name(s.work), nv_timing_name(s.timing));
    return text;
}

START_TEST(work_and_timing_are_two_things)
{
    struct nv_occurrence o = due("2025-06-30", "2025-06-30");
    struct nv_standing st = nv_standing_of(&o);
    o.first_day = day("2025-04-01");
    ck_assert_str_eq(axes(&o, &st, "2025-03-31"), "chua-thuc-hien trong-han");
    ck_assert_str_eq(axes(&o, &st, "2025-04-01"), "dang-thuc-hien trong-han");
    ck_assert_str_eq(axes(&o, &st, "2025-06-01"), "dang-thuc-hien sap-den-han");
    struct nv_occurrence single = o;
    single.first_day = single.nominal; /* a day, not a period */
    ck_assert_str_eq(axes(&single, &st, "2025-03-31"), "dang-thuc-hien trong-han");
    ck_assert_str_eq(axes(&o, &st, "2025-06-30"), "dang-thuc-hien den-han-hom-nay");
    ck_assert_str_eq(axes(&o, &st, "2025-07-01"), "dang-thuc-hien qua-han");
    st.percent = 0; /* somebody has said so */
    ck_assert_str_eq(axes(&o, &st, "2025-07-01"), "chua-thuc-hien qua-han");
    st.percent = 40; /* begun before its time */
    ck_assert_str_eq(axes(&o, &st, "2025-03-31"), "dang-thuc-hien trong-han");
    st.held_until = day("2025-07-15"); /* what is held keeps its deadline */
    ck_assert_str_eq(axes(&o, &st, "2025-07-15"), "tam-dung qua-han");
    ck_assert_str_eq(axes(&o, &st, "2025-07-16"), "dang-thuc-hien qua-han");
    st.reported_day = day("2025-06-30");
    ck_assert_str_eq(axes(&o, &st, "2025-07-16"), "cho-xac-nhan dung-han");
    ck_assert_str_eq(nv_status_name(nv_status_now(&o, &st, day("2025-07-16"))), "cho-xac-nhan");
    st.done_day = day("2025-07-01");
    ck_assert_str_eq(axes(&o, &st, "2025-07-16"), "da-hoan-thanh qua-han");
    st.dropped_day = day("2025-07-02");
    ck_assert_str_eq(axes(&o, &st, "2025-07-16"), "khong-con-doi-tuong khong-han");
}
END_TEST

START_TEST(an_extension_does_not_hide_the_first_deadline)
{
    struct nv_occurrence o = due("2025-03-31", "2025-03-31");
    struct nv_standing st = nv_standing_of(&o);
    st.nominal = st.effective = day("2025-06-30");
    st.extensions = 1;
    struct nv_state open = nv_state_now(&o, &st, day("2025-04-15"));
    ck_assert_int_eq(open.timing, NV_TIMING_IN_TIME);
    ck_assert_int_eq(open.original, NV_TIMING_OVERDUE);
    st.done_day = day("2025-05-15");
    struct nv_state done = nv_state_now(&o, &st, day("2025-12-31"));
    ck_assert_int_eq(done.timing, NV_TIMING_EARLY);
    ck_assert_int_eq(done.original, NV_TIMING_OVERDUE);
}
END_TEST

/* A random standing, also of combinations that no sequence of facts makes. */
static struct nv_standing any_standing(unsigned *seed, struct nv_occurrence *o)
{
    static const enum nv_deadline_kind kinds[] = {
        NV_DL_DAY,        NV_DL_QUARTER,     NV_DL_RECURRING, NV_DL_CONTINUOUS,
        NV_DL_OPEN_RANGE, NV_DL_AFTER_EVENT, NV_DL_EXTERNAL};
    int32_t from = day("2025-01-01");
#define PICK(n) ((int32_t)rand_r(seed) % (n))
    *o = (struct nv_occurrence){.kind = kinds[PICK(7)], .first_day = NV_DAY_NONE};
    o->nominal = o->effective = NV_DAY_NONE;
    if (o->kind < NV_DL_CONTINUOUS && o->kind != NV_DL_OPEN_RANGE) {
        o->nominal = from + PICK(365);
        o->effective = o->nominal + PICK(4);
    }
    if (PICK(2))
        o->first_day = from + PICK(365);
    struct nv_standing st = nv_standing_of(o);
    if (PICK(4) == 0)
        st.nominal = st.effective = from + PICK(500);
    if (PICK(3) == 0)
        st.done_day = from + PICK(365);
    if (PICK(5) == 0)
        st.reported_day = from + PICK(365);
    if (PICK(6) == 0)
        st.dropped_day = from + PICK(365);
    if (PICK(5) == 0)
        st.held_until = from + PICK(365);
    st.happened = PICK(3) == 0;
    st.percent = PICK(3) == 0 ? PICK(101) : -1;
    return st;
}

/* Each pair of the axes that there is, and the one word that it comes to. */
static bool fits(enum nv_work work, enum nv_timing timing, enum nv_status status)
{
    bool done = timing == NV_TIMING_EARLY || timing == NV_TIMING_ON_TIME;
    switch (status) {
    case NV_STATUS_ON_TRACK: /* undated: its events have happened */
        return work <= NV_WORK_UNDER_WAY &&
               (timing == NV_TIMING_IN_TIME || timing == NV_TIMING_UNDATED);
    case NV_STATUS_DUE_SOON:
        return work <= NV_WORK_UNDER_WAY && timing == NV_TIMING_SOON;
    case NV_STATUS_DUE_TODAY:
        return work <= NV_WORK_UNDER_WAY && timing == NV_TIMING_TODAY;
    case NV_STATUS_OVERDUE:
        return work <= NV_WORK_UNDER_WAY && timing == NV_TIMING_OVERDUE;
    case NV_STATUS_DONE_EARLY:
        return work == NV_WORK_DONE && timing == NV_TIMING_EARLY;
    case NV_STATUS_DONE_ON_TIME:
        return work == NV_WORK_DONE && timing == NV_TIMING_ON_TIME;
    case NV_STATUS_DONE_LATE:
        return work == NV_WORK_DONE && timing == NV_TIMING_OVERDUE;
    case NV_STATUS_AWAITING:
        return work == NV_WORK_AWAITING && (done || timing == NV_TIMING_OVERDUE);
    case NV_STATUS_CONTINUOUS:
        return work <= NV_WORK_UNDER_WAY && timing == NV_TIMING_UNDATED;
    case NV_STATUS_WAITING: /* not begun: an open range before its first day */
        return (work == NV_WORK_WAITING || work == NV_WORK_NOT_BEGUN) &&
               timing == NV_TIMING_UNDATED;
    case NV_STATUS_HELD:
        return work == NV_WORK_HELD && !done;
    case NV_STATUS_DROPPED:
        return work == NV_WORK_DROPPED && timing == NV_TIMING_UNDATED;
    default:
        return false;
    }
}

START_TEST(both_axes_come_to_one_word_whatever_was_told)
{
    unsigned first = (unsigned)nv_test_seed("model_status"), seed_now = first, *seed = &seed_now;
    for (int i = 0; i < 10000; i++) {
        struct nv_occurrence o;
        struct nv_standing st = any_standing(seed, &o);
        int32_t today = day("2025-01-01") + PICK(500);
        struct nv_state s = nv_state_now(&o, &st, today);
        enum nv_status status = nv_status_now(&o, &st, today);
        ck_assert_msg(fits(s.work, s.timing, status), "seed %u, state %d: %s %s is %s", first, i,
                      nv_work_name(s.work), nv_timing_name(s.timing), nv_status_name(status));
    }
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
    tcase_add_test(t, work_and_timing_are_two_things);
    tcase_add_test(t, an_extension_does_not_hide_the_first_deadline);
    tcase_add_test(t, both_axes_come_to_one_word_whatever_was_told);
    tcase_add_test(t, days_left_count_to_the_nominal_day_then_to_the_effective_one);
    tcase_add_test(t, every_name_finds_its_value);
    tcase_add_test(t, a_deliverable_is_found_by_key_and_where_one_plan_has_it_by_id);
    tcase_add_test(t, a_day_off_rolls_only_where_the_policy_says_so);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
