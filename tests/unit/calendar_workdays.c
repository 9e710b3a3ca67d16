/* Working days of 2025–2027 against the announced holidays and figures worked out apart from this
 * code: 250, 249 and 249 working days, and the sixteen month ends that are days off. */
#include <check.h>
#include <stdint.h>

#include "calendar/day.h"
#include "calendar/workdays.h"
#include "nvtest.h"

static const char *const holidays[] = {
    "2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31",
    "2025-04-07", "2025-04-30", "2025-05-01", "2025-05-02", "2025-09-01", "2025-09-02",
    "2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19",
    "2026-02-20", "2026-04-26", "2026-04-27", "2026-04-30", "2026-05-01", "2026-08-31",
    "2026-09-01", "2026-09-02", "2026-11-24", "2027-01-01", "2027-02-04", "2027-02-05",
    "2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-10", "2027-04-16",
    "2027-04-30", "2027-05-01", "2027-05-03", "2027-09-02", "2027-09-03", "2027-11-24"};
static const char *const worked[] = {"2025-04-26", "2026-01-10", "2026-08-22"};

static int32_t iso(const char *s)
{
    int32_t day;
    ck_assert_msg(nv_day_parse_iso(s, &day), "%s", s);
    return day;
}

static struct nv_workdays *announced(void)
{
    struct nv_workdays *w = nv_workdays_new();
    for (int year = 2025; year <= 2027; year++)
        ck_assert(nv_workdays_add_year(w, year, year < 2027));
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++)
        ck_assert(nv_workdays_add_holiday(w, iso(holidays[i]), "Nghỉ lễ"));
    for (size_t i = 0; i < sizeof worked / sizeof *worked; i++)
        ck_assert(nv_workdays_add_worked(w, iso(worked[i]), "Làm bù"));
    nv_workdays_seal(w);
    return w;
}

START_TEST(a_year_has_as_many_working_days_as_were_announced)
{
    struct nv_workdays *w = announced();
    ck_assert_int_eq(nv_workdays_between(w, iso("2024-12-31"), iso("2025-12-31")), 250);
    ck_assert_int_eq(nv_workdays_between(w, iso("2025-12-31"), iso("2026-12-31")), 249);
    ck_assert_int_eq(nv_workdays_between(w, iso("2026-12-31"), iso("2027-12-31")), 249);
    nv_workdays_free(w);
}
END_TEST

START_TEST(month_ends_on_days_off_roll_to_working_days)
{
    static const char *const rows[][3] = {
        {"2025-01-31", "2025-02-03", "2025-01-24"}, {"2025-04-30", "2025-05-05", "2025-04-29"},
        {"2025-05-31", "2025-06-02", "2025-05-30"}, {"2025-08-31", "2025-09-03", "2025-08-29"},
        {"2025-11-30", "2025-12-01", "2025-11-28"}, {"2026-01-31", "2026-02-02", "2026-01-30"},
        {"2026-02-28", "2026-03-02", "2026-02-27"}, {"2026-04-30", "2026-05-04", "2026-04-29"},
        {"2026-05-31", "2026-06-01", "2026-05-29"}, {"2026-08-31", "2026-09-03", "2026-08-28"},
        {"2026-10-31", "2026-11-02", "2026-10-30"}, {"2027-01-31", "2027-02-01", "2027-01-29"},
        {"2027-02-28", "2027-03-01", "2027-02-26"}, {"2027-04-30", "2027-05-04", "2027-04-29"},
        {"2027-07-31", "2027-08-02", "2027-07-30"}, {"2027-10-31", "2027-11-01", "2027-10-29"}};
    struct nv_workdays *w = announced();
    char text[NV_DAY_TEXT];
    size_t off = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t end = iso(rows[i][0]);
        ck_assert(!nv_workdays_is(w, end));
        ck_assert_str_eq(nv_day_iso(nv_workdays_on_or_after(w, end), text), rows[i][1]);
        ck_assert_str_eq(nv_day_iso(nv_workdays_on_or_before(w, end), text), rows[i][2]);
    }
    for (int year = 2025; year <= 2027; year++)
        for (int month = 1; month <= 12; month++)
            off += !nv_workdays_is(w, nv_month_last(year, month));
    ck_assert_uint_eq(off, 16);
    nv_workdays_free(w);
}
END_TEST

START_TEST(a_worked_saturday_is_a_working_day_like_others)
{
    struct nv_workdays *w = announced();
    int32_t saturday = iso("2025-04-26");
    ck_assert(nv_workdays_is(w, saturday));
    ck_assert(!nv_workdays_is(w, saturday + 1));
    ck_assert_str_eq(nv_workdays_name(w, saturday), "Làm bù");
    ck_assert_str_eq(nv_workdays_name(w, iso("2025-05-02")), "Nghỉ lễ");
    ck_assert_ptr_null(nv_workdays_name(w, iso("2025-05-05")));
    ck_assert_ptr_null(nv_workdays_name(w, iso("1970-05-05")));
    ck_assert_ptr_null(nv_workdays_name(w, NV_DAY_NONE));
    nv_workdays_free(w);
}
END_TEST

START_TEST(leads_are_counted_in_working_days)
{
    static const struct {
        const char *from;
        int n;
        const char *to;
    } rows[] = {
        {"2025-03-31", -5, "2025-03-24"}, /* Monday to Monday */
        {"2025-01-31", -5, "2025-01-20"}, /* the Tết week is no help: 24, 23, 22, 21, 20 January */
        {"2025-01-31", -1, "2025-01-24"},  {"2025-01-31", 0, "2025-01-24"},
        {"2025-01-31", 1, "2025-02-03"},   {"2025-02-03", 0, "2025-02-03"},
        {"2025-04-25", 1, "2025-04-26"}, /* the worked Saturday */
        {"2025-04-25", 2, "2025-04-28"},   {"2025-05-05", -3, "2025-04-26"},
        {"2025-03-14", 2, "2025-03-18"}, /* cut-off and two working days: the report's schedule */
        {"2025-06-14", 2, "2025-06-17"},   {"2025-09-14", 2, "2025-09-16"},
        {"2025-12-14", 2, "2025-12-16"},   {"2024-12-31", 250, "2025-12-31"},
        {"2025-12-31", -249, "2025-01-02"}};
    struct nv_workdays *w = announced();
    char text[NV_DAY_TEXT];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t got = nv_workdays_shift(w, iso(rows[i].from), rows[i].n);
        ck_assert_msg(iso(rows[i].to) == got, "%s %d: %s", rows[i].from, rows[i].n,
                      nv_day_iso(got, text));
        if (rows[i].n)
            ck_assert_int_eq(nv_workdays_between(w, iso(rows[i].from), got), rows[i].n);
    }
    nv_workdays_free(w);
}
END_TEST

/* One day after another, over both ends of the tables. */
START_TEST(every_answer_is_that_of_a_walk_day_by_day)
{
    struct nv_workdays *w = announced();
    static const char *const starts[] = {"1974-11-20", "2025-01-10", "2026-02-01", "2100-12-01"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        for (int32_t day = iso(starts[i]), end = day + 60; day < end; day++)
            for (int n = 1; n <= 40; n++) {
                int32_t to = day, back = day;
                for (int left = n; left > 0;)
                    left -= nv_workdays_is(w, ++to);
                for (int left = n; left > 0;)
                    left -= nv_workdays_is(w, --back);
                ck_assert_int_eq(nv_workdays_shift(w, day, n), to);
                ck_assert_int_eq(nv_workdays_shift(w, day, -n), back);
                ck_assert_int_eq(nv_workdays_between(w, day, to), n);
                ck_assert_int_eq(nv_workdays_between(w, day, back), -n);
            }
    nv_workdays_free(w);
}
END_TEST

START_TEST(outside_the_tables_only_weekends_are_off)
{
    struct nv_workdays *w = announced();
    for (int32_t day = iso("1968-01-01"); day < iso("1974-12-31"); day++)
        ck_assert_int_eq(nv_workdays_is(w, day), nv_day_weekday(day) < NV_SATURDAY);
    for (int32_t day = iso("2101-01-01"); day < iso("2108-01-01"); day++)
        ck_assert_int_eq(nv_workdays_is(w, day), nv_day_weekday(day) < NV_SATURDAY);
    ck_assert_int_eq(nv_workdays_between(w, iso("2100-12-31"), iso("2101-12-31")), 260);
    ck_assert_int_eq(nv_workdays_shift(w, iso("1990-01-01"), -100000),
                     iso("1990-01-01") - 100000 / 5 * 7);
    ck_assert_int_eq(nv_workdays_shift(w, INT32_MAX - 1, 100), NV_DAY_NONE);
    ck_assert_int_eq(nv_workdays_shift(w, NV_DAY_NONE, 1), NV_DAY_NONE);
    ck_assert_int_eq(nv_workdays_on_or_before(w, NV_DAY_NONE), NV_DAY_NONE);
    ck_assert_int_eq(nv_workdays_on_or_after(w, NV_DAY_NONE), NV_DAY_NONE);
    nv_workdays_free(w);
}
END_TEST

START_TEST(years_know_whether_they_are_listed_and_confirmed)
{
    struct nv_workdays *w = announced();
    ck_assert(nv_workdays_listed(w, 2025) && nv_workdays_confirmed(w, 2025));
    ck_assert(nv_workdays_listed(w, 2027) && !nv_workdays_confirmed(w, 2027));
    ck_assert(!nv_workdays_listed(w, 2024) && !nv_workdays_confirmed(w, 2024));
    ck_assert(!nv_workdays_listed(w, 1800) && !nv_workdays_listed(w, 3000));
    nv_workdays_free(w);
}
END_TEST

START_TEST(a_day_or_year_is_listed_once)
{
    struct nv_workdays *w = nv_workdays_new();
    ck_assert(nv_workdays_add_year(w, 2025, true));
    ck_assert(!nv_workdays_add_year(w, 2025, true));
    ck_assert(!nv_workdays_add_year(w, 1974, true));
    ck_assert(!nv_workdays_add_year(w, 2101, true));
    ck_assert(nv_workdays_add_holiday(w, iso("2025-05-02"), NULL));
    ck_assert(!nv_workdays_add_holiday(w, iso("2025-05-02"), NULL));
    ck_assert(!nv_workdays_add_worked(w, iso("2025-05-02"), NULL));
    ck_assert(!nv_workdays_add_holiday(w, iso("1974-12-31"), NULL));
    ck_assert(!nv_workdays_add_holiday(w, iso("2101-01-01"), NULL));
    ck_assert(nv_workdays_add_holiday(w, iso("1975-01-01"), NULL));
    ck_assert(nv_workdays_add_holiday(w, iso("2100-12-31"), NULL));
    nv_workdays_seal(w);
    ck_assert(!nv_workdays_is(w, iso("1975-01-01")) && !nv_workdays_is(w, iso("2100-12-31")));
    nv_workdays_free(w);
    nv_workdays_free(NULL);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("calendar_workdays");
    TCase *t = tcase_create("workdays");
    tcase_add_test(t, a_year_has_as_many_working_days_as_were_announced);
    tcase_add_test(t, month_ends_on_days_off_roll_to_working_days);
    tcase_add_test(t, a_worked_saturday_is_a_working_day_like_others);
    tcase_add_test(t, leads_are_counted_in_working_days);
    tcase_add_test(t, every_answer_is_that_of_a_walk_day_by_day);
    tcase_add_test(t, outside_the_tables_only_weekends_are_off);
    tcase_add_test(t, years_know_whether_they_are_listed_and_confirmed);
    tcase_add_test(t, a_day_or_year_is_listed_once);
    suite_add_tcase(s, t);
    return s;
}
NV_TEST_MAIN(make_suite)
