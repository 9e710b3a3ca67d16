/* Civil days against a walk that counts them one by one, and the ways in which days are written. */
#include <check.h>
#include <stdint.h>

#include "calendar/day.h"
#include "nvtest.h"

/* The rule of the Gregorian calendar, as a person applies it to one day after another. */
static void next_day(int *y, int *m, int *d)
{
    int length = *m == 2 ? ((*y % 4 == 0 && *y % 100 != 0) || *y % 400 == 0 ? 29 : 28)
                 : *m == 4 || *m == 6 || *m == 9 || *m == 11 ? 30
                                                             : 31;
    if (++*d <= length)
        return;
    *d = 1;
    if (++*m <= 12)
        return;
    *m = 1;
    ++*y;
}

START_TEST(every_day_of_three_centuries_is_one_more_than_the_day_before)
{
    int y = 1900, m = 1, d = 1, weekday = NV_MONDAY; /* 1 January 1900 was a Monday */
    int32_t day = -25567;                            /* Python: date(1900,1,1)-date(1970,1,1) */
    while (y <= 2200) {
        int gy, gm, gd;
        ck_assert_int_eq(nv_day_from_civil(y, m, d), day);
        nv_day_to_civil(day, &gy, &gm, &gd);
        ck_assert_msg(gy == y && gm == m && gd == d, "%d-%d-%d", y, m, d);
        ck_assert_int_eq(nv_day_weekday(day), weekday);
        ck_assert_int_eq(nv_day_quarter(day), m <= 3 ? 1 : m <= 6 ? 2 : m <= 9 ? 3 : 4);
        next_day(&y, &m, &d);
        weekday = weekday == NV_SUNDAY ? NV_MONDAY : weekday + 1;
        day++;
    }
    ck_assert_int_eq(day, 84371); /* Python: date(2201,1,1)-date(1970,1,1) */
}
END_TEST

START_TEST(dates_that_do_not_exist_have_no_day)
{
    static const int bad[][3] = {{2025, 2, 29}, {2025, 6, 31}, {2025, 13, 1}, {2025, 0, 1},
                                 {2025, 1, 0},  {2025, 1, 32}, {1900, 2, 29}, {2100, 2, 29},
                                 {1899, 1, 1},  {2201, 1, 1},  {2025, -1, 1}, {2025, 1, -1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(nv_day_from_civil(bad[i][0], bad[i][1], bad[i][2]), NV_DAY_NONE);
    ck_assert_int_eq(nv_day_from_civil(2000, 2, 29), 11016);
}
END_TEST

START_TEST(periods_end_on_their_last_day)
{
    char text[NV_DAY_TEXT];
    ck_assert_str_eq(nv_day_iso(nv_month_last(2025, 1), text), "2025-01-31");
    ck_assert_str_eq(nv_day_iso(nv_month_last(2024, 2), text), "2024-02-29");
    ck_assert_str_eq(nv_day_iso(nv_quarter_first(2025, 2), text), "2025-04-01");
    ck_assert_str_eq(nv_day_iso(nv_quarter_last(2025, 3), text), "2025-09-30");
    ck_assert_str_eq(nv_day_iso(nv_half_first(2025, 2), text), "2025-07-01");
    ck_assert_str_eq(nv_day_iso(nv_half_last(2025, 1), text), "2025-06-30");
    ck_assert_int_eq(nv_month_last(2025, 13), NV_DAY_NONE);
    ck_assert_int_eq(nv_quarter_last(2025, 5), NV_DAY_NONE);
    ck_assert_int_eq(nv_quarter_first(2025, 0), NV_DAY_NONE);
    ck_assert_int_eq(nv_half_last(2025, 3), NV_DAY_NONE);
}
END_TEST

START_TEST(extreme_days_do_not_break)
{
    int y, m, d;
    nv_day_to_civil(INT32_MAX, &y, &m, &d);
    ck_assert_int_eq(y, 5881580); /* java.time.LocalDate.ofEpochDay */
    ck_assert_int_eq(m, 7);
    ck_assert_int_eq(d, 11);
    ck_assert_int_ge(nv_day_weekday(NV_DAY_NONE), 1);
    nv_day_to_civil(NV_DAY_NONE, NULL, NULL, NULL);
    ck_assert_int_eq(nv_time_day(INT64_MAX, 840), NV_DAY_NONE);
    ck_assert_int_eq(nv_time_day(INT64_MIN, -840), NV_DAY_NONE);
}
END_TEST

START_TEST(iso_days_are_read_whole_or_not_at_all)
{
    static const char *const bad[] = {"",           "2025-3-31",   "2025-03-31 ", " 2025-03-31",
                                      "2025/03/31", "2025-02-30",  "25-03-31",    "2025-03",
                                      "2025-03-3x", "2025-03-311", "1899-12-31",  "+025-03-31"};
    int32_t day = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!nv_day_parse_iso(bad[i], &day), "%s", bad[i]);
    ck_assert_int_eq(day, 7);
    ck_assert(nv_day_parse_iso("2025-03-31", &day));
    ck_assert_int_eq(day, 20178); /* date -ud 2025-03-31 +%s, / 86400 */
}
END_TEST

START_TEST(days_are_written_as_decree_30_of_2020_wants)
{
    static const struct {
        int y, m, d;
        const char *plain, *words;
    } rows[] = {
        {2025, 1, 31, "31/01/2025", "ngày 31 tháng 01 năm 2025"},
        {2025, 2, 5, "05/02/2025", "ngày 05 tháng 02 năm 2025"},
        {2025, 3, 31, "31/3/2025", "ngày 31 tháng 3 năm 2025"},
        {2023, 9, 6, "06/9/2023", "ngày 06 tháng 9 năm 2023"},
        {2020, 10, 7, "07/10/2020", "ngày 07 tháng 10 năm 2020"},
        {2025, 12, 31, "31/12/2025", "ngày 31 tháng 12 năm 2025"},
    };
    char text[NV_DAY_TEXT];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t day = nv_day_from_civil(rows[i].y, rows[i].m, rows[i].d);
        ck_assert_str_eq(nv_day_vi(day, text), rows[i].plain);
        ck_assert_str_eq(nv_day_vi_long(day, text), rows[i].words);
    }
    ck_assert_str_eq(nv_day_vi(NV_DAY_NONE, text), "");
    ck_assert_str_eq(nv_day_iso(NV_DAY_NONE, text), "");
    ck_assert_str_eq(nv_day_vi_long(NV_DAY_NONE, text), "");
}
END_TEST

START_TEST(weekdays_have_their_vietnamese_names)
{
    int32_t monday = nv_day_from_civil(2025, 3, 31);
    static const char *const names[] = {"thứ Hai", "thứ Ba",  "thứ Tư",  "thứ Năm",
                                        "thứ Sáu", "thứ Bảy", "Chủ nhật"};
    for (int i = 0; i < 7; i++)
        ck_assert_str_eq(nv_weekday_vi(monday + i), names[i]);
}
END_TEST

START_TEST(instants_split_at_the_installations_midnight)
{
    int64_t ms = INT64_C(1742173200000); /* date -d 2025-03-17T08:00+07:00 +%s = 1742173200 */
    ck_assert_int_eq(nv_time_day(ms, 420), nv_day_from_civil(2025, 3, 17));
    ck_assert_int_eq(nv_time_minute(ms, 420), 8 * 60);
    ck_assert_int_eq(nv_time_at(nv_day_from_civil(2025, 3, 17), 8 * 60, 420), ms);
    int64_t midnight = nv_time_at(nv_day_from_civil(2025, 3, 17), 0, 420);
    ck_assert_int_eq(nv_time_day(midnight - 1, 420), nv_day_from_civil(2025, 3, 16));
    ck_assert_int_eq(nv_time_minute(midnight - 1, 420), 1439);
    ck_assert_int_eq(nv_time_day(-1, 0), -1);
    ck_assert_int_eq(nv_time_minute(-1, 0), 1439);
}
END_TEST

START_TEST(instants_are_written_for_programs_and_for_mail)
{
    char text[NV_DAY_TEXT];
    int64_t ms = INT64_C(1742173200000);
    ck_assert_str_eq(nv_time_rfc3339(ms, 420, text), "2025-03-17T08:00:00+07:00");
    ck_assert_str_eq(nv_time_rfc5322(ms, 420, text), "Mon, 17 Mar 2025 08:00:00 +0700");
    ck_assert_str_eq(nv_time_rfc3339(ms + 59999, 0, text), "2025-03-17T01:00:59+00:00");
    ck_assert_str_eq(nv_time_rfc3339(ms, -210, text), "2025-03-16T21:30:00-03:30");
    ck_assert_str_eq(nv_time_rfc5322(ms, -210, text), "Sun, 16 Mar 2025 21:30:00 -0330");
    ck_assert_str_eq(nv_time_rfc3339(-1, 0, text), "1969-12-31T23:59:59+00:00");
}
END_TEST

START_TEST(instants_are_read_in_their_own_zone_or_the_installations)
{
    int64_t ms;
    ck_assert(nv_time_parse("2025-03-17T08:00", 420, &ms));
    ck_assert_int_eq(ms, INT64_C(1742173200000));
    ck_assert(nv_time_parse("2025-03-17T08:00:07+07:00", 0, &ms));
    ck_assert_int_eq(ms, INT64_C(1742173207000));
    ck_assert(nv_time_parse("2025-03-17T01:00:00Z", 420, &ms));
    ck_assert_int_eq(ms, INT64_C(1742173200000));
    ck_assert(nv_time_parse("2025-03-16T21:30-03:30", 420, &ms));
    ck_assert_int_eq(ms, INT64_C(1742173200000));
    static const char *const bad[] = {"2025-03-17",
                                      "2025-03-17T24:00",
                                      "2025-03-17T08:60",
                                      "2025-03-17T8:00",
                                      "2025-03-17 08:00",
                                      "2025-02-29T08:00",
                                      "2025-03-17T08:00:",
                                      "2025-03-17T08:00:60",
                                      "2025-03-17T08:00+7",
                                      "2025-03-17T08:00+07:00x",
                                      "2025-03-17T08:00 +07:00"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!nv_time_parse(bad[i], 420, &ms), "%s", bad[i]);
}
END_TEST

START_TEST(zones_are_fixed_offsets)
{
    int zone = 1;
    ck_assert(nv_zone_parse("+07:00", &zone));
    ck_assert_int_eq(zone, 420);
    ck_assert(nv_zone_parse("-03:30", &zone));
    ck_assert_int_eq(zone, -210);
    ck_assert(nv_zone_parse("Z", &zone));
    ck_assert_int_eq(zone, 0);
    ck_assert(nv_zone_parse("-14:00", &zone));
    ck_assert_int_eq(zone, -840);
    static const char *const bad[] = {
        "",       "07:00", "+7:00", "+0700", "+14:01", "+07:60", "+07:0", "z", "Asia/Ho_Chi_Minh",
        "+07:00 "};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!nv_zone_parse(bad[i], &zone), "%s", bad[i]);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("calendar_day");
    TCase *t = tcase_create("day");
    tcase_add_test(t, every_day_of_three_centuries_is_one_more_than_the_day_before);
    tcase_add_test(t, dates_that_do_not_exist_have_no_day);
    tcase_add_test(t, periods_end_on_their_last_day);
    tcase_add_test(t, extreme_days_do_not_break);
    tcase_add_test(t, iso_days_are_read_whole_or_not_at_all);
    tcase_add_test(t, days_are_written_as_decree_30_of_2020_wants);
    tcase_add_test(t, weekdays_have_their_vietnamese_names);
    tcase_add_test(t, instants_split_at_the_installations_midnight);
    tcase_add_test(t, instants_are_written_for_programs_and_for_mail);
    tcase_add_test(t, instants_are_read_in_their_own_zone_or_the_installations);
    tcase_add_test(t, zones_are_fixed_offsets);
    suite_add_tcase(s, t);
    return s;
}
NV_TEST_MAIN(make_suite)
