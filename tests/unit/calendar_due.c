/* What deadlines come to over a span of days. Expected days are read off a calendar of 2024–2026:
 * 01/01/2025 is a Wednesday. tests/integration/test_deadlines.py asks an oracle the rest.
 */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/deadline.h"
#include "calendar/due.h"
#include "calendar/workdays.h"
#include "nvtest.h"

enum { DUES = 60 };

struct row {
    const char *phrase;
    /* A due each: name, first day, last day with "<" where the next day is excluded, how many times
     * if more than once, kind if not recurring. */
    const char *dues;
};

static int32_t day(const char *iso)
{
    int32_t d;
    ck_assert(nv_day_parse_iso(iso, &d));
    return d;
}

static void write_due(struct nv_buf *b, const struct nv_due *due)
{
    char text[NV_DAY_TEXT];
    nv_buf_addf(b, "%s%s", b->len ? "; " : "", *due->name ? due->name : "-");
    nv_buf_addf(b, " %s", due->first_day == NV_DAY_NONE ? "-" : nv_day_iso(due->first_day, text));
    nv_buf_addf(b, " %s%s", due->before ? "<" : "",
                due->last_day == NV_DAY_NONE ? "-" : nv_day_iso(due->last_day, text));
    if (due->times != 1)
        nv_buf_addf(b, " x%d", due->times);
    if (due->kind != NV_DL_RECURRING)
        nv_buf_addf(b, " %s", nv_deadline_kind_name(due->kind));
}

static void expect(const struct row *rows, size_t n, const char *from, const char *until,
                   bool before_included)
{
    struct nv_due_span span = {day(from), day(until), before_included};
    for (size_t i = 0; i < n; i++) {
        struct nv_deadline d;
        struct nv_err err = {0};
        struct nv_due dues[DUES];
        struct nv_buf got = NV_BUF_INIT;
        ck_assert_msg(nv_deadline_parse(rows[i].phrase, 2025, &d, &err) == 0, "%s: %s",
                      rows[i].phrase, err.text);
        size_t count = nv_deadline_dues(&d, &span, dues, DUES);
        ck_assert_uint_le(count, DUES);
        for (size_t k = 0; k < count; k++)
            write_due(&got, &dues[k]);
        ck_assert_msg(strcmp(nv_buf_str(&got), rows[i].dues) == 0, "%s:\n%s\n%s", rows[i].phrase,
                      nv_buf_str(&got), rows[i].dues);
        nv_buf_free(&got);
    }
}
#define EXPECT(rows, from, until, included)                                                        \
    expect(rows, sizeof(rows) / sizeof *(rows), from, until, included)

START_TEST(a_plain_deadline_is_one_due_without_a_name)
{
    static const struct row rows[] = {
        {"Quý I/2025", "- 2025-01-01 2025-03-31 quarter"},
        {"Tháng 6/2025", "- 2025-06-01 2025-06-30 month"},
        {"Chậm nhất 31/3/2025", "- 2025-03-31 2025-03-31 day"},
        {"Từ tháng 02 đến tháng 11/2025", "- 2025-02-01 2025-11-30 range"},
        {"Năm 2026 và các năm tiếp theo", "- 2026-01-01 - open-range"},
        {"Từ tháng 10/2025 đến khi kết thúc kiểm kê", "- 2025-10-01 - open-range"},
        {"Thường xuyên", "- - - continuous"},
        {"Thường xuyên, từ tháng 3/2025", "- 2025-03-01 - continuous"},
        {"Sau khi Đề án được phê duyệt", "- - - after-event"},
        {"30 ngày kể từ ngày ký", "- - - relative"},
        {"15 ngày làm việc kể từ ngày 10/3/2025", "- - - relative"},
        {"Khi có yêu cầu", "- - - as-needed"},
        {"Theo quy định", "- - - external"},
    };
    /* Only what recurs depends on the span. */
    EXPECT(rows, "2025-01-01", "2025-12-31", false);
    EXPECT(rows, "1990-05-05", "1990-05-05", true);
}
END_TEST

START_TEST(before_a_day_excludes_it_unless_the_plan_includes_it)
{
    static const struct row strict[] = {
        {"Trước ngày 15/6/2025", "- 2025-06-14 <2025-06-14 day"},
        {"Trước ngày 01/3/2025", "- 2025-02-28 <2025-02-28 day"},
        {"Trước tháng 6/2025", "- 2025-05-31 <2025-05-31 month"},
        {"Trước ngày 15/6 và 15/12/2025", "2025-06-15 2025-06-14 <2025-06-14 day; "
                                          "2025-12-15 2025-12-14 <2025-12-14 day"},
        {"yearly:<12-15", "2025 2025-01-01 <2025-12-14"},
        {"yearly:<12", "2025-12 2025-11-30 <2025-11-30"},
        /* Before the year before 2027. */
        {"yearly:previous-year:<01", "2027 2025-12-31 <2025-12-31"},
        {"yearly:<last-day", "2025 2025-01-01 <2025-12-30"},
        {"Trước ngày cuối cùng của tháng",
         "2025-01 2025-01-01 <2025-01-30; 2025-02 2025-02-01 <2025-02-27; "
         "2025-03 2025-03-01 <2025-03-30; 2025-04 2025-04-01 <2025-04-29; "
         "2025-05 2025-05-01 <2025-05-30; 2025-06 2025-06-01 <2025-06-29; "
         "2025-07 2025-07-01 <2025-07-30; 2025-08 2025-08-01 <2025-08-30; "
         "2025-09 2025-09-01 <2025-09-29; 2025-10 2025-10-01 <2025-10-30; "
         "2025-11 2025-11-01 <2025-11-29; 2025-12 2025-12-01 <2025-12-30"},
        {"yearly:next-year:<01-15", "2025 2025-01-01 <2026-01-14"},
        {"yearly:previous-year:<11-30", "2026 2025-11-29 <2025-11-29"},
        {"Trước ngày 15/6/2025; sau đó duy trì thường xuyên",
         "2025-06-15 2025-06-14 <2025-06-14 day; continuous 2025-06-15 - continuous"},
    };
    static const struct row included[] = {
        {"Trước ngày 15/6/2025", "- 2025-06-15 2025-06-15 day"},
        {"Trước ngày 01/3/2025", "- 2025-03-01 2025-03-01 day"},
        /* No day is named here that could be included. */
        {"Trước tháng 6/2025", "- 2025-05-31 2025-05-31 month"},
        {"Trước ngày 15/6 và 15/12/2025", "2025-06-15 2025-06-15 2025-06-15 day; "
                                          "2025-12-15 2025-12-15 2025-12-15 day"},
        {"yearly:<12-15", "2025 2025-01-01 2025-12-15"},
        {"yearly:<12", "2025-12 2025-11-30 2025-11-30"},
        {"yearly:next-year:<01-15", "2025 2025-01-01 2026-01-15"},
        {"yearly:previous-year:<11-30", "2026 2025-11-30 2025-11-30"},
        {"Trước ngày 15/6/2025; sau đó duy trì thường xuyên",
         "2025-06-15 2025-06-15 2025-06-15 day; continuous 2025-06-16 - continuous"},
    };
    EXPECT(strict, "2025-01-01", "2025-12-31", false);
    EXPECT(included, "2025-01-01", "2025-12-31", true);
}
END_TEST

START_TEST(each_period_is_a_due)
{
    static const struct row rows[] = {
        {"Hằng quý", "2025-Q1 2025-01-01 2025-03-31; 2025-Q2 2025-04-01 2025-06-30; "
                     "2025-Q3 2025-07-01 2025-09-30; 2025-Q4 2025-10-01 2025-12-31"},
        {"06 tháng/lần", "2025-H1 2025-01-01 2025-06-30; 2025-H2 2025-07-01 2025-12-31"},
        {"Hằng năm", "2025 2025-01-01 2025-12-31"},
        {"02 lần/năm", "2025 2025-01-01 2025-12-31 x2"},
        {"every-5-months", "2025-01..2025-05 2025-01-01 2025-05-31; "
                           "2025-06..2025-10 2025-06-01 2025-10-31; "
                           "2025-11..2026-03 2025-11-01 2026-03-31"},
        {"Hằng ngày", "- 2025-01-01 - continuous"},
        {"Hằng ngày; hằng năm", "2025 2025-01-01 2025-12-31; continuous 2025-01-01 - continuous"},
    };
    EXPECT(rows, "2025-01-01", "2025-12-31", false);
    static const struct row later[] = {
        /* Only periods that begin within the span. */
        {"Hằng tháng", "2025-03 2025-03-01 2025-03-31; 2025-04 2025-04-01 2025-04-30"},
        {"Hằng quý", "2025-Q2 2025-04-01 2025-06-30"},
        {"Hằng năm", ""},
        {"yearly:previous-year:<11-30", ""},
        {"every-5-months", ""},
    };
    EXPECT(later, "2025-02-02", "2025-04-01", false);
}
END_TEST

START_TEST(weeks_are_those_of_iso_8601)
{
    static const struct row rows[] = {
        {"Hằng tuần", "2025-W01 2024-12-30 2025-01-05; 2025-W02 2025-01-06 2025-01-12"},
        {"Thứ Sáu hằng tuần", "2025-W01 2024-12-30 2025-01-03; 2025-W02 2025-01-06 2025-01-10"},
        {"02 lần/tuần", "2025-W01 2024-12-30 2025-01-05 x2; 2025-W02 2025-01-06 2025-01-12 x2"},
        {"Thứ Hai và thứ Sáu hằng tuần",
         "2024-12-30 2024-12-30 2024-12-30; 2025-01-03 2024-12-30 2025-01-03; "
         "2025-01-06 2025-01-06 2025-01-06; 2025-01-10 2025-01-06 2025-01-10"},
    };
    EXPECT(rows, "2024-12-24", "2025-01-12", false);
    /* 2026 has a 53rd week, whose Thursday is 31/12/2026. */
    static const struct row last[] = {{"Hằng tuần", "2026-W53 2026-12-28 2027-01-03"}};
    EXPECT(last, "2026-12-22", "2027-01-03", false);
}
END_TEST

START_TEST(a_day_rule_tells_the_day_of_each_period)
{
    static const struct row rows[] = {
        {"Chậm nhất ngày 20 của tháng cuối quý",
         "2025-Q1 2025-01-01 2025-03-20; 2025-Q2 2025-04-01 2025-06-20; "
         "2025-Q3 2025-07-01 2025-09-20; 2025-Q4 2025-10-01 2025-12-20"},
        {"quarterly:month1:15", "2025-Q1 2025-01-01 2025-01-15; 2025-Q2 2025-04-01 2025-04-15; "
                                "2025-Q3 2025-07-01 2025-07-15; 2025-Q4 2025-10-01 2025-10-15"},
        {"Chậm nhất là ngày 15 tháng đầu tiên của quý sau liền kề đối với báo cáo quý, chậm nhất "
         "là ngày 31 tháng 01 năm sau đối với báo cáo năm.",
         "2025-Q1 2025-01-01 2025-04-15; 2025-Q2 2025-04-01 2025-07-15; "
         "2025-Q3 2025-07-01 2025-10-15; 2025-Q4 2025-10-01 2026-01-15; "
         "2025 2025-01-01 2026-01-31"},
        {"Tháng 6 và tháng 12 hằng năm",
         "2025-06 2025-06-01 2025-06-30; 2025-12 2025-12-01 2025-12-31"},
        {"Quý IV hằng năm", "2025-Q4 2025-10-01 2025-12-31"},
        {"yearly:H1", "2025-H1 2025-01-01 2025-06-30"},
        {"Định kỳ 6 tháng, 9 tháng, năm", "2025-H1 2025-01-01 2025-06-30; "
                                          "2025-01..2025-09 2025-01-01 2025-09-30; "
                                          "2025 2025-01-01 2025-12-31"},
        {"yearly:02-15", "2025 2025-01-01 2025-02-15"},
        {"trước ngày 30 tháng 11 năm trước của năm kế hoạch", "2026 2025-11-29 <2025-11-29"},
    };
    EXPECT(rows, "2025-01-01", "2025-12-31", false);
}
END_TEST

/* Civil Code 2015 art. 148.3 */
START_TEST(a_day_that_the_month_has_not_is_its_last)
{
    static const struct row rows[] = {
        {"Ngày 30 hằng tháng", "2025-01 2025-01-01 2025-01-30; 2025-02 2025-02-01 2025-02-28; "
                               "2025-03 2025-03-01 2025-03-30; 2025-04 2025-04-01 2025-04-30"},
        {"Ngày 31 hằng tháng", "2025-01 2025-01-01 2025-01-31; 2025-02 2025-02-01 2025-02-28; "
                               "2025-03 2025-03-01 2025-03-31; 2025-04 2025-04-01 2025-04-30"},
        /* All of April is before a 31st. */
        {"Trước ngày 31 hằng tháng",
         "2025-01 2025-01-01 <2025-01-30; 2025-02 2025-02-01 <2025-02-28; "
         "2025-03 2025-03-01 <2025-03-30; 2025-04 2025-04-01 <2025-04-30"},
        {"Ngày cuối cùng của tháng",
         "2025-01 2025-01-01 2025-01-31; 2025-02 2025-02-01 2025-02-28; "
         "2025-03 2025-03-01 2025-03-31; 2025-04 2025-04-01 2025-04-30"},
        {"Trước ngày 01 hằng tháng",
         "2025-01 2024-12-31 <2024-12-31; 2025-02 2025-01-31 <2025-01-31; "
         "2025-03 2025-02-28 <2025-02-28; 2025-04 2025-03-31 <2025-03-31"},
        {"Ngày 29/02 hằng năm", "2025 2025-01-01 2025-02-28"},
    };
    EXPECT(rows, "2025-01-01", "2025-04-30", false);
    static const struct row leap[] = {{"Ngày 29/02 hằng năm", "2024 2024-01-01 2024-02-29"}};
    EXPECT(leap, "2024-01-01", "2024-01-01", false);
    static const struct row february[] = {{"monthly:30", "2024-02 2024-02-01 2024-02-29"}};
    EXPECT(february, "2024-02-01", "2024-02-29", false);
}
END_TEST

START_TEST(of_periods_that_end_together_the_longest_is_reported)
{
    static const struct row rows[] = {
        {"Định kỳ hằng quý, 6 tháng, năm",
         "2025-Q1 2025-01-01 2025-03-31; 2025-H1 2025-01-01 2025-06-30; "
         "2025-Q3 2025-07-01 2025-09-30; 2025 2025-01-01 2025-12-31"},
        /* Not where it has another day, or another number of times. */
        {"half-yearly; quarterly:last-month:20",
         "2025-Q1 2025-01-01 2025-03-20; 2025-Q2 2025-04-01 2025-06-20; "
         "2025-H1 2025-01-01 2025-06-30; 2025-Q3 2025-07-01 2025-09-20; "
         "2025-Q4 2025-10-01 2025-12-20; 2025-H2 2025-07-01 2025-12-31"},
        {"2x-yearly,half-yearly", "2025-H1 2025-01-01 2025-06-30; 2025 2025-01-01 2025-12-31 x2; "
                                  "2025-H2 2025-07-01 2025-12-31"},
    };
    EXPECT(rows, "2025-01-01", "2025-12-31", false);
}
END_TEST

START_TEST(rules_that_share_periods_are_named_by_their_days)
{
    static const struct row rows[] = {
        {"Chậm nhất ngày 15 và ngày 30 hằng tháng",
         "2025-01-15 2025-01-01 2025-01-15; 2025-01-30 2025-01-01 2025-01-30; "
         "2025-02-15 2025-02-01 2025-02-15; 2025-02-28 2025-02-01 2025-02-28"},
        {"monthly:29,monthly:30", "2025-01-29 2025-01-01 2025-01-29; "
                                  "2025-01-30 2025-01-01 2025-01-30; "
                                  "2025-02-28 2025-02-01 2025-02-28"},
        {"monthly:<28; monthly:30", "2025-01-28 2025-01-01 <2025-01-27; "
                                    "2025-01-30 2025-01-01 2025-01-30; "
                                    "2025-02-28 2025-02-01 <2025-02-27; "
                                    "2025-02-28+2 2025-02-01 2025-02-28"},
        {"yearly:06-15,yearly:12-15", "2025-06-15 2025-01-01 2025-06-15; "
                                      "2025-12-15 2025-01-01 2025-12-15"},
    };
    EXPECT(rows, "2025-01-01", "2025-02-28", false);
}
END_TEST

START_TEST(elements_and_stages_are_dues_of_their_own_kinds)
{
    static const struct row rows[] = {
        {"Quý II, III/2025", "2025-Q2 2025-04-01 2025-06-30 quarter; "
                             "2025-Q3 2025-07-01 2025-09-30 quarter"},
        {"Quý I, 6 tháng, 9 tháng và năm 2025",
         "2025-Q1 2025-01-01 2025-03-31 quarter; 2025-H1 2025-01-01 2025-06-30 half-year; "
         "2025-01..2025-09 2025-01-01 2025-09-30 range; 2025 2025-01-01 2025-12-31 year"},
        {"Quý I/2025; duy trì thường xuyên các quý tiếp theo",
         "2025-Q1 2025-01-01 2025-03-31 quarter; continuous 2025-04-01 - continuous"},
        {"Quý I, II/2025; duy trì thường xuyên",
         "2025-Q1 2025-01-01 2025-03-31 quarter; 2025-Q2 2025-04-01 2025-06-30 quarter; "
         "continuous 2025-07-01 - continuous"},
        {"Tháng 01/2025 (ban hành Kế hoạch); trong năm 2025 (thực hiện)",
         "2025-01 2025-01-01 2025-01-31 month; 2025 2025-01-01 2025-12-31 year"},
        {"lập báo cáo nghiên cứu khả thi từ năm 2025, phấn đấu cơ bản hoàn thành Dự án năm 2035.",
         "2035 2035-01-01 2035-12-31 year; 2025.. 2025-01-01 - open-range"},
        /* Stages that end together are both wanted. */
        {"Quý IV/2025; trong năm 2025",
         "2025 2025-01-01 2025-12-31 year; 2025-Q4 2025-10-01 2025-12-31 quarter"},
        {"Sau khi có hướng dẫn, chậm nhất 30/6/2025",
         "2025-06-30 2025-06-30 2025-06-30 day; after-event - - after-event"},
        {"Tháng 6/2025; hằng năm", "2025-06 2025-06-01 2025-06-30 month; "
                                   "2025 2025-01-01 2025-12-31"},
        {"Sau khi có hướng dẫn; sau khi có kinh phí", "- - - after-event"},
        {"after:a; 2025-06; after:b", "2025-06 2025-06-01 2025-06-30 month; "
                                      "after-event - - after-event"},
        {"2025-06; 2025-06", "- 2025-06-01 2025-06-30 month"},
        {"Năm 2025 và hằng năm", "2025 2025-01-01 2025-12-31 year"},
        {"<2025-06-15; <=2025-06-15",
         "2025-06-15 2025-06-14 <2025-06-14 day; 2025-06-15+2 2025-06-15 2025-06-15 day"},
        {"2025-10..after:ket-thuc-kiem-ke; 2025-12",
         "2025-12 2025-12-01 2025-12-31 month; 2025-10.. 2025-10-01 - open-range"},
    };
    EXPECT(rows, "2025-01-01", "2025-12-31", false);
}
END_TEST

START_TEST(no_more_is_written_than_there_is_room)
{
    struct nv_deadline d;
    struct nv_due dues[3] = {{.times = 77}, {.times = 77}, {.times = 77}};
    struct nv_due_span year = {day("2025-01-01"), day("2025-12-31"), false};
    ck_assert_int_eq(nv_deadline_parse("Hằng tháng", 2025, &d, NULL), 0);
    ck_assert_uint_eq(nv_deadline_dues(&d, &year, dues, 2), 12);
    ck_assert_str_eq(dues[1].name, "2025-02");
    ck_assert_int_eq(dues[2].times, 77);
    ck_assert_int_eq(nv_deadline_parse("Năm 2025", 2025, &d, NULL), 0);
    ck_assert_uint_eq(nv_deadline_dues(&d, &year, NULL, 0), 1);
}
END_TEST

START_TEST(any_span_is_bounded)
{
    struct nv_deadline d;
    struct nv_due_span all = {INT32_MIN, INT32_MAX, false}, none = {day("2025-12-31"), 0, false};
    ck_assert_int_eq(nv_deadline_parse("yearly:previous-year:<01", 2025, &d, NULL), 0);
    ck_assert_uint_gt(nv_deadline_dues(&d, &all, NULL, 0), 200);
    ck_assert_uint_eq(nv_deadline_dues(&d, &none, NULL, 0), 0);
}
END_TEST

START_TEST(names_are_told_as_officials_write_them)
{
    static const struct {
        const char *name, *label;
    } rows[] = {
        {"2025-Q1", "Quý I/2025"},
        {"2025-Q4", "Quý IV/2025"},
        {"2025-01", "tháng 01/2025"},
        {"2025-03", "tháng 3/2025"},
        {"2025-12", "tháng 12/2025"},
        {"2025-H1", "06 tháng đầu năm 2025"},
        {"2025-H2", "06 tháng cuối năm 2025"},
        {"2025", "năm 2025"},
        {"2025-W03", "tuần 3/2025"},
        {"2025-W23", "tuần 23/2025"},
        {"2025-06-15", "ngày 15/6/2025"},
        {"2025-02-05", "ngày 05/02/2025"},
        {"2025-05-W2", "tuần 2 tháng 5/2025"},
        {"2025-05-WL", "tuần cuối tháng 5/2025"},
        {"2025-01..2025-02", "từ tháng 01/2025 đến tháng 02/2025"},
        {"2025-02-01..2025-11-30", "từ ngày 01/02/2025 đến ngày 30/11/2025"},
        {"2025-Q2..2025", "từ Quý II/2025 đến hết năm 2025"},
        {"2025..", "từ năm 2025"},
        {"2025-06-15+2", "ngày 15/6/2025 (2)"},
        {"continuous", ""},
        {"after-event", ""},
        {"", ""},
        {"2025-Q", ""},
        {"20", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char label[NV_DUE_LABEL];
        ck_assert_str_eq(nv_due_label(rows[i].name, label), rows[i].label);
    }
}
END_TEST

/* March 2025 from Monday the 10th; the 17th is made a holiday and Saturday the 22nd a worked day.
 */
START_TEST(working_days_from_a_day_are_counted_in_the_calendar)
{
    static const struct {
        const char *phrase, *value, *last;
        enum nv_deadline_kind kind;
    } rows[] = {
        {"05 ngày làm việc kể từ ngày 10/3/2025", "<=2025-03-18", "2025-03-18", NV_DL_DAY},
        {"9 ngày làm việc kể từ ngày 10/3/2025", "<=2025-03-22", "2025-03-22", NV_DL_DAY},
        {"01 ngày làm việc kể từ ngày 14/3/2025", "<=2025-03-18", "2025-03-18", NV_DL_DAY},
        {"Quý I/2025; 5 ngày làm việc kể từ ngày 31/3/2025", "2025-Q1; <=2025-04-07", "2025-03-31",
         NV_DL_MIXED},
    };
    struct nv_workdays *w = nv_workdays_new();
    nv_workdays_add_year(w, 2025, true);
    nv_workdays_add_holiday(w, day("2025-03-17"), "nghỉ");
    nv_workdays_add_worked(w, day("2025-03-22"), "làm bù");
    nv_workdays_seal(w);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct nv_deadline d;
        ck_assert_int_eq(nv_deadline_parse(rows[i].phrase, 2025, &d, NULL), 0);
        ck_assert(nv_deadline_settle(&d, w));
        ck_assert_str_eq(d.value, rows[i].value);
        ck_assert_int_eq(d.last_day, day(rows[i].last));
        ck_assert_int_eq(d.kind, rows[i].kind);
        ck_assert(!nv_deadline_settle(&d, w));
    }
    struct nv_deadline d, same;
    ck_assert_int_eq(nv_deadline_parse("5 ngày làm việc kể từ ngày ký", 2025, &d, NULL), 0);
    same = d;
    ck_assert(!nv_deadline_settle(&d, w));
    ck_assert_mem_eq(&d, &same, sizeof d);
    nv_workdays_free(w);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("calendar_due");
    TCase *t = tcase_create("due");
    tcase_add_test(t, a_plain_deadline_is_one_due_without_a_name);
    tcase_add_test(t, before_a_day_excludes_it_unless_the_plan_includes_it);
    tcase_add_test(t, each_period_is_a_due);
    tcase_add_test(t, weeks_are_those_of_iso_8601);
    tcase_add_test(t, a_day_rule_tells_the_day_of_each_period);
    tcase_add_test(t, a_day_that_the_month_has_not_is_its_last);
    tcase_add_test(t, of_periods_that_end_together_the_longest_is_reported);
    tcase_add_test(t, rules_that_share_periods_are_named_by_their_days);
    tcase_add_test(t, elements_and_stages_are_dues_of_their_own_kinds);
    tcase_add_test(t, no_more_is_written_than_there_is_room);
    tcase_add_test(t, any_span_is_bounded);
    tcase_add_test(t, names_are_told_as_officials_write_them);
    tcase_add_test(t, working_days_from_a_day_are_counted_in_the_calendar);
    suite_add_tcase(s, t);
    return s;
}
NV_TEST_MAIN(make_suite)
