/* Deadline phrases: those of the first real plan, those of other provinces' plans, the forms that
 * an administrator may always write, and what must be refused. Expected days are read off a
 * calendar.
 */
#include <check.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "calendar/day.h"
#include "calendar/deadline.h"
#include "nvtest.h"

struct row {
    const char *phrase;
    enum nv_deadline_kind kind;
    const char *value;
    const char *first, *last; /* "" where undated */
};

/* The plan of 2025: each phrase as printed (scanning errors corrected), and how often it occurs. */
static const struct {
    struct row row;
    int times;
} plan[] = {
    {{"Tháng 12/2024", NV_DL_MONTH, "2024-12", "2024-12-01", "2024-12-31"}, 1},
    {{"Tháng 01/2025", NV_DL_MONTH, "2025-01", "2025-01-01", "2025-01-31"}, 3},
    {{"Tháng 6/2025", NV_DL_MONTH, "2025-06", "2025-06-01", "2025-06-30"}, 1},
    {{"Tháng 10/2025", NV_DL_MONTH, "2025-10", "2025-10-01", "2025-10-31"}, 1},
    {{"Tháng 12/2025", NV_DL_MONTH, "2025-12", "2025-12-01", "2025-12-31"}, 1},
    {{"Quý I/2025", NV_DL_QUARTER, "2025-Q1", "2025-01-01", "2025-03-31"}, 2},
    {{"Quý II/2025", NV_DL_QUARTER, "2025-Q2", "2025-04-01", "2025-06-30"}, 3},
    {{"Quý III/2025", NV_DL_QUARTER, "2025-Q3", "2025-07-01", "2025-09-30"}, 1},
    {{"Quý IV/2025", NV_DL_QUARTER, "2025-Q4", "2025-10-01", "2025-12-31"}, 5},
    {{"Năm 2025", NV_DL_YEAR, "2025", "2025-01-01", "2025-12-31"}, 5},
    {{"Trong năm 2025", NV_DL_YEAR, "2025", "2025-01-01", "2025-12-31"}, 17},
    {{"Thường xuyên", NV_DL_CONTINUOUS, "continuous", "", ""}, 2},
    {{"Thực hiện liên tục, chủ động ban hành", NV_DL_CONTINUOUS, "continuous", "", ""}, 2},
    {{"Thực hiện liên tục, chủ động sắp xếp trên cơ sở hướng dẫn của Trung ương", NV_DL_CONTINUOUS,
      "continuous", "", ""},
     4},
    {{"Thực hiện thường xuyên, liên tục theo chỉ đạo, hướng dẫn của Trung ương", NV_DL_CONTINUOUS,
      "continuous", "", ""},
     1},
    {{"Sau khi Chính phủ ban hành Nghị định", NV_DL_AFTER_EVENT,
      "after:chinh-phu-ban-hanh-nghi-dinh", "", ""},
     2},
    {{"Sau khi các Chỉ số được công bố", NV_DL_AFTER_EVENT, "after:cac-chi-so-duoc-cong-bo", "",
      ""},
     1},
    {{"Sau khi có đề án sắp xếp và hướng dẫn của cơ quan chuyên môn", NV_DL_AFTER_EVENT,
      "after:co-de-an-sap-xep-va-huong-dan-cua-co-quan-chuyen-mon", "", ""},
     2},
    {{"Sau khi Đề án được phê duyệt", NV_DL_AFTER_EVENT, "after:de-an-duoc-phe-duyet", "", ""}, 2},
    {{"Theo quy định", NV_DL_EXTERNAL, "external:quy-dinh", "", ""}, 1},
    {{"Theo tiến độ Kế hoạch", NV_DL_EXTERNAL, "external:tien-do-ke-hoach", "", ""}, 1},
    {{"Theo tiến độ của Trung ương", NV_DL_EXTERNAL, "external:tien-do-cua-trung-uong", "", ""}, 1},
    {{"Theo tiến độ của Bộ Nội vụ", NV_DL_EXTERNAL, "external:tien-do-cua-bo-noi-vu", "", ""}, 1},
    {{"Theo tiến độ của Chính phủ, Bộ Nội vụ", NV_DL_EXTERNAL,
      "external:tien-do-cua-chinh-phu-bo-noi-vu", "", ""},
     1},
    {{"Theo hướng dẫn của Văn phòng Chính phủ", NV_DL_EXTERNAL,
      "external:huong-dan-cua-van-phong-chinh-phu", "", ""},
     1},
    {{"Theo Quy chế hoạt động của Ban Chỉ đạo CCHC tỉnh (được ban hành kèm theo Quyết định số "
      "2112/QĐ-BCĐCCHC ngày 06/9/2023)",
      NV_DL_EXTERNAL, "external:quy-che-hoat-dong-cua-ban-chi-dao-cchc-tinh", "", ""},
     1},
};
enum { PLAN = sizeof plan / sizeof *plan };

static void expect(const char *phrase, const struct row *r, unsigned flags)
{
    struct nv_deadline d;
    struct nv_err err = {0};
    char first[NV_DAY_TEXT], last[NV_DAY_TEXT];
    int rc = nv_deadline_parse(phrase, 2025, &d, &err);
    ck_assert_msg(rc == 0, "%s: %s", phrase, err.text);
    nv_day_iso(d.first_day, first);
    nv_day_iso(d.last_day, last);
    ck_assert_msg(d.kind == r->kind, "%s: %s", phrase, nv_deadline_kind_name(d.kind));
    ck_assert_msg(strcmp(d.value, r->value) == 0, "%s: %s", phrase, d.value);
    ck_assert_msg(strcmp(first, r->first) == 0 && strcmp(last, r->last) == 0, "%s: %s %s", phrase,
                  first, last);
    ck_assert_msg(d.flags == flags, "%s: flags %u", phrase, d.flags);
    ck_assert_int_eq(nv_deadline_is_dated(&d), r->last[0] != '\0');
}

static void expect_all(const struct row *rows, size_t n, unsigned flags)
{
    for (size_t i = 0; i < n; i++)
        expect(rows[i].phrase, &rows[i], flags);
}
#define EXPECT_ALL(rows, flags) expect_all(rows, sizeof(rows) / sizeof *(rows), flags)

START_TEST(the_plans_63_phrases_mean_what_they_say)
{
    int kinds[NV_DL_COUNT] = {0}, all = 0;
    for (size_t i = 0; i < PLAN; i++) {
        expect(plan[i].row.phrase, &plan[i].row, 0);
        kinds[plan[i].row.kind] += plan[i].times;
        all += plan[i].times;
    }
    ck_assert_int_eq(all, 63);
    ck_assert_int_eq(kinds[NV_DL_MONTH], 7);
    ck_assert_int_eq(kinds[NV_DL_QUARTER], 11);
    ck_assert_int_eq(kinds[NV_DL_YEAR], 22);
    ck_assert_int_eq(kinds[NV_DL_CONTINUOUS], 9);
    ck_assert_int_eq(kinds[NV_DL_AFTER_EVENT], 7);
    ck_assert_int_eq(kinds[NV_DL_EXTERNAL], 7);
}
END_TEST

static char *decomposed(const char *s)
{
    utf8proc_uint8_t *out;
    utf8proc_map((const utf8proc_uint8_t *)s, 0, &out, UTF8PROC_NULLTERM | UTF8PROC_DECOMPOSE);
    return (char *)out;
}

static char *upper(const char *s)
{
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t cp; (cp = nv_utf8_next(&s));) {
        char utf8[4];
        nv_buf_add(&b, utf8, nv_utf8_put((uint32_t)utf8proc_toupper((utf8proc_int32_t)cp), utf8));
    }
    return nv_buf_take(&b, NULL);
}

static char *with_spaces(const char *s, const char *space)
{
    struct nv_buf b = NV_BUF_INIT;
    for (; *s; s++)
        if (*s == ' ')
            nv_buf_adds(&b, space);
        else
            nv_buf_addc(&b, *s);
    return nv_buf_take(&b, NULL);
}

START_TEST(how_the_text_was_typed_does_not_matter)
{
    for (size_t i = 0; i < PLAN; i++) {
        const struct row *r = &plan[i].row;
        struct nv_buf stops = NV_BUF_INIT;
        nv_buf_addf(&stops, " \t%s ./.\n", r->phrase);
        char *typed[] = {decomposed(r->phrase), upper(r->phrase), with_spaces(r->phrase, "\u00a0"),
                         with_spaces(r->phrase, " \u200b\n "), nv_buf_take(&stops, NULL)};
        char *both = decomposed(typed[1]);
        for (size_t k = 0; k < sizeof typed / sizeof *typed; k++) {
            expect(typed[k], r, 0);
            free(typed[k]);
        }
        expect(both, r, 0);
        free(both);
    }
}
END_TEST

START_TEST(spellings_of_one_word_are_one)
{
    static const struct row rows[] = {
        {"Quí III/2025", NV_DL_QUARTER, "2025-Q3", "2025-07-01", "2025-09-30"},
        {"Qúy III/2025.", NV_DL_QUARTER, "2025-Q3", "2025-07-01", "2025-09-30"},
        {"Quý 3/2025 .", NV_DL_QUARTER, "2025-Q3", "2025-07-01", "2025-09-30"},
        {"quý Ⅲ năm 2025", NV_DL_QUARTER, "2025-Q3", "2025-07-01", "2025-09-30"},
        {"Quí IV-2025", NV_DL_QUARTER, "2025-Q4", "2025-10-01", "2025-12-31"},
        {"Trong Quý I năm 2025", NV_DL_QUARTER, "2025-Q1", "2025-01-01", "2025-03-31"},
        {"trong quý I, năm 2025;", NV_DL_QUARTER, "2025-Q1", "2025-01-01", "2025-03-31"},
        {"Hàng quý", NV_DL_RECURRING, "quarterly", "", ""},
        {"Hằng quý", NV_DL_RECURRING, "quarterly", "", ""},
        {"Năm 2025 – 2026", NV_DL_RANGE, "2025..2026", "2025-01-01", "2026-12-31"},
        {"Năm 2025—2026", NV_DL_RANGE, "2025..2026", "2025-01-01", "2026-12-31"},
    };
    EXPECT_ALL(rows, 0);
    struct row misspelt = {"Thường xyên", NV_DL_CONTINUOUS, "continuous", "", ""};
    expect(misspelt.phrase, &misspelt, NV_DL_MISSPELT);
}
END_TEST

START_TEST(an_administrator_can_always_write_iso)
{
    static const struct row rows[] = {
        {"2025-03-31", NV_DL_DAY, "2025-03-31", "2025-03-31", "2025-03-31"},
        {"2025-01", NV_DL_MONTH, "2025-01", "2025-01-01", "2025-01-31"},
        {"2025-Q1", NV_DL_QUARTER, "2025-Q1", "2025-01-01", "2025-03-31"},
        {"2025-q4", NV_DL_QUARTER, "2025-Q4", "2025-10-01", "2025-12-31"},
        {"2025-H1", NV_DL_HALF_YEAR, "2025-H1", "2025-01-01", "2025-06-30"},
        {"2025-H2", NV_DL_HALF_YEAR, "2025-H2", "2025-07-01", "2025-12-31"},
        {"2025", NV_DL_YEAR, "2025", "2025-01-01", "2025-12-31"},
        {"2026-09-30T00:00:00", NV_DL_DAY, "2026-09-30", "2026-09-30", "2026-09-30"},
        {"<2025-06-15", NV_DL_DAY, "<2025-06-15", "2025-06-14", "2025-06-14"},
        {"<=2025-Q2", NV_DL_QUARTER, "<=2025-Q2", "2025-04-01", "2025-06-30"},
        {"2025-02..2025-11", NV_DL_RANGE, "2025-02..2025-11", "2025-02-01", "2025-11-30"},
        {"2026..", NV_DL_OPEN_RANGE, "2026..", "2026-01-01", ""},
        {"<2025-06-15,<2025-12-15", NV_DL_LIST, "<2025-06-15,<2025-12-15", "2025-06-14",
         "2025-12-14"},
        {"2025-Q1,2025-Q3", NV_DL_LIST, "2025-Q1,2025-Q3", "2025-01-01", "2025-09-30"},
    };
    EXPECT_ALL(rows, 0);
}
END_TEST

START_TEST(days_and_bounds)
{
    static const struct row rows[] = {
        {"Ngày 15/12/2025", NV_DL_DAY, "2025-12-15", "2025-12-15", "2025-12-15"},
        {"ngày 05 tháng 02 năm 2025", NV_DL_DAY, "2025-02-05", "2025-02-05", "2025-02-05"},
        {"15-6-2025", NV_DL_DAY, "2025-06-15", "2025-06-15", "2025-06-15"},
        {"29/02/2024", NV_DL_DAY, "2024-02-29", "2024-02-29", "2024-02-29"},
        {"Chậm nhất 31/3/2025", NV_DL_DAY, "<=2025-03-31", "2025-03-31", "2025-03-31"},
        {"Chậm nhất là ngày 31/3/2025", NV_DL_DAY, "<=2025-03-31", "2025-03-31", "2025-03-31"},
        {"Đến hết năm 2025", NV_DL_YEAR, "<=2025", "2025-01-01", "2025-12-31"},
        {"Từ nay đến hết năm 2025", NV_DL_YEAR, "<=2025", "2025-01-01", "2025-12-31"},
        {"Trước 15/6/2025", NV_DL_DAY, "<2025-06-15", "2025-06-14", "2025-06-14"},
        {"Trước ngày 31/5/2026.", NV_DL_DAY, "<2026-05-31", "2026-05-30", "2026-05-30"},
        {"trước ngày 20.7.2020", NV_DL_DAY, "<2020-07-20", "2020-07-19", "2020-07-19"},
        {"chậm nhất trước ngày 31/12/2025", NV_DL_DAY, "<2025-12-31", "2025-12-30", "2025-12-30"},
        {"Hoàn thành trước ngày 01/3/2025", NV_DL_DAY, "<2025-03-01", "2025-02-28", "2025-02-28"},
        {"Trước tháng 6/2025", NV_DL_MONTH, "<2025-06", "2025-05-31", "2025-05-31"},
        {"6/2025", NV_DL_MONTH, "2025-06", "2025-06-01", "2025-06-30"},
        {"hoàn thành trong tháng 11 năm 2025", NV_DL_MONTH, "2025-11", "2025-11-01", "2025-11-30"},
        {"Tháng 6/2025 trình HĐND tỉnh", NV_DL_MONTH, "2025-06", "2025-06-01", "2025-06-30"},
        {"06 tháng đầu năm 2025", NV_DL_HALF_YEAR, "2025-H1", "2025-01-01", "2025-06-30"},
        {"SÁU THÁNG CUỐI NĂM 2025", NV_DL_HALF_YEAR, "2025-H2", "2025-07-01", "2025-12-31"},
        {"9 tháng năm 2026", NV_DL_RANGE, "2026-01..2026-09", "2026-01-01", "2026-09-30"},
        {"30 ngày kể từ ngày 15/3/2025", NV_DL_DAY, "<=2025-04-14", "2025-04-14", "2025-04-14"},
        {"02 tháng kể từ ngày 31/12/2024", NV_DL_DAY, "<=2025-02-28", "2025-02-28", "2025-02-28"},
    };
    EXPECT_ALL(rows, 0);
}
END_TEST

START_TEST(lists_and_ranges)
{
    static const struct row rows[] = {
        {"Quý II, III/2025", NV_DL_LIST, "2025-Q2,2025-Q3", "2025-04-01", "2025-09-30"},
        {"Quý I, II, III, IV năm 2025", NV_DL_LIST, "2025-Q1,2025-Q2,2025-Q3,2025-Q4", "2025-01-01",
         "2025-12-31"},
        {"Quý I và năm 2025", NV_DL_LIST, "2025-Q1,2025", "2025-01-01", "2025-12-31"},
        {"2025-Q1,2025", NV_DL_LIST, "2025-Q1,2025", "2025-01-01", "2025-12-31"},
        {"Quý I và Quý III/2025", NV_DL_LIST, "2025-Q1,2025-Q3", "2025-01-01", "2025-09-30"},
        {"Tháng 4/2025 và tháng 10/2025", NV_DL_LIST, "2025-04,2025-10", "2025-04-01",
         "2025-10-31"},
        {"15/6, 15/12/2025", NV_DL_LIST, "2025-06-15,2025-12-15", "2025-06-15", "2025-12-15"},
        {"Trước ngày 15/6 và 15/12/2025", NV_DL_LIST, "<2025-06-15,<2025-12-15", "2025-06-14",
         "2025-12-14"},
        {"Quý I, 6 tháng, 9 tháng và năm 2025", NV_DL_LIST, "2025-Q1,2025-H1,2025-01..2025-09,2025",
         "2025-01-01", "2025-12-31"},
        {"Từ tháng 02 đến tháng 11/2025", NV_DL_RANGE, "2025-02..2025-11", "2025-02-01",
         "2025-11-30"},
        {"Từ tháng 11/2025 đến tháng 2/2026", NV_DL_RANGE, "2025-11..2026-02", "2025-11-01",
         "2026-02-28"},
        {"Từ Quý II/2025 đến hết năm 2025", NV_DL_RANGE, "2025-Q2..2025", "2025-04-01",
         "2025-12-31"},
        {"8/2026 - 14/9/2026", NV_DL_RANGE, "2026-08..2026-09-14", "2026-08-01", "2026-09-14"},
        {"Quý I-II/2025", NV_DL_RANGE, "2025-Q1..2025-Q2", "2025-01-01", "2025-06-30"},
        {"Giai đoạn 2021-2025", NV_DL_RANGE, "2021..2025", "2021-01-01", "2025-12-31"},
        {"2025-2026", NV_DL_RANGE, "2025..2026", "2025-01-01", "2026-12-31"},
        {"Năm 2026 và các năm tiếp theo.", NV_DL_OPEN_RANGE, "2026..", "2026-01-01", ""},
        {"Triển khai từ năm 2026", NV_DL_OPEN_RANGE, "2026..", "2026-01-01", ""},
        {"Từ tháng 10/2025 đến khi kết thúc kiểm kê.", NV_DL_OPEN_RANGE,
         "2025-10..after:ket-thuc-kiem-ke", "2025-10-01", ""},
        {"Sau ngày 30/6/2025", NV_DL_OPEN_RANGE, "2025-07-01..", "2025-07-01", ""},
    };
    EXPECT_ALL(rows, 0);
}
END_TEST

START_TEST(a_missing_year_is_the_plans_and_is_told)
{
    static const struct row rows[] = {
        {"Quý IV", NV_DL_QUARTER, "2025-Q4", "2025-10-01", "2025-12-31"},
        {"Trong năm", NV_DL_YEAR, "2025", "2025-01-01", "2025-12-31"},
        {"Ngày 15/12", NV_DL_DAY, "2025-12-15", "2025-12-15", "2025-12-15"},
        {"Tháng 6, tháng 12", NV_DL_LIST, "2025-06,2025-12", "2025-06-01", "2025-12-31"},
        {"18 - 26/9", NV_DL_RANGE, "2025-09-18..2025-09-26", "2025-09-18", "2025-09-26"},
        {"01 - 05/10", NV_DL_RANGE, "2025-10-01..2025-10-05", "2025-10-01", "2025-10-05"},
        {"Trong 6 tháng đầu năm", NV_DL_HALF_YEAR, "2025-H1", "2025-01-01", "2025-06-30"},
        {"Thường xuyên, trong năm", NV_DL_CONTINUOUS, "continuous:2025", "", ""},
    };
    EXPECT_ALL(rows, NV_DL_YEAR_ASSUMED);
    struct nv_deadline d;
    ck_assert_int_eq(nv_deadline_parse("Quý IV", 0, &d, NULL), -NV_ESYNTAX);
}
END_TEST

START_TEST(vague_words_are_understood_and_marked)
{
    static const struct row rows[] = {
        {"Đầu quý II/2025", NV_DL_QUARTER, "2025-Q2", "2025-04-01", "2025-06-30"},
        {"Đầu tháng 6/2025", NV_DL_MONTH, "2025-06", "2025-06-01", "2025-06-30"},
        {"Giữa tháng 6/2025", NV_DL_DAY, "2025-06-15", "2025-06-15", "2025-06-15"},
        {"Cuối tháng 6/2025", NV_DL_DAY, "2025-06-30", "2025-06-30", "2025-06-30"},
        {"Giữa năm 2025", NV_DL_DAY, "2025-06-30", "2025-06-30", "2025-06-30"},
        {"Đầu năm 2025", NV_DL_DAY, "2025-01-01", "2025-01-01", "2025-01-01"},
        {"Tuần 2 tháng 5/2025", NV_DL_RANGE, "2025-05-W2", "2025-05-08", "2025-05-14"},
        {"Dự kiến tháng 6/2025", NV_DL_MONTH, "2025-06", "2025-06-01", "2025-06-30"},
        {"Phấn đấu hoàn thành trong quý II/2025", NV_DL_QUARTER, "2025-Q2", "2025-04-01",
         "2025-06-30"},
    };
    EXPECT_ALL(rows, NV_DL_SOFT);
}
END_TEST

START_TEST(work_that_recurs)
{
    static const struct row rows[] = {
        {"Hằng tháng", NV_DL_RECURRING, "monthly", "", ""},
        {"01 lần/quý", NV_DL_RECURRING, "quarterly", "", ""},
        {"ít nhất 02 lần/năm", NV_DL_RECURRING, "2x-yearly", "", ""},
        {"06 tháng/lần", NV_DL_RECURRING, "half-yearly", "", ""},
        {"Định kỳ hằng quý, 6 tháng, năm", NV_DL_RECURRING, "quarterly,half-yearly,yearly", "", ""},
        {"Chậm nhất ngày 20 của tháng cuối quý", NV_DL_RECURRING, "quarterly:last-month:20", "",
         ""},
        {"Ngày 10 hằng tháng", NV_DL_RECURRING, "monthly:10", "", ""},
        {"chậm nhất ngày 20 hàng tháng", NV_DL_RECURRING, "monthly:20", "", ""},
        {"Hằng tháng, trước ngày 25", NV_DL_RECURRING, "monthly:<25", "", ""},
        {"Ngày cuối cùng của tháng", NV_DL_RECURRING, "monthly:last-day", "", ""},
        {"Thứ Sáu hằng tuần", NV_DL_RECURRING, "weekly:fri", "", ""},
        {"Tháng 12 hằng năm", NV_DL_RECURRING, "yearly:12", "", ""},
        {"Trước ngày 15/12 hằng năm", NV_DL_RECURRING, "yearly:<12-15", "", ""},
        {"trước ngày 30 tháng 11 năm trước của năm kế hoạch", NV_DL_RECURRING,
         "yearly:previous-year:<11-30", "", ""},
        {"Chậm nhất là ngày 15 tháng đầu tiên của quý sau liền kề đối với báo cáo quý, chậm nhất "
         "là ngày 31 tháng 01 năm sau đối với báo cáo năm.",
         NV_DL_RECURRING, "quarterly:next-quarter-month1:15; yearly:next-year:01-31", "", ""},
    };
    EXPECT_ALL(rows, 0);
}
END_TEST

START_TEST(how_often_is_counted_within_the_period)
{
    static const struct row rows[] = {
        {"02 lần/năm", NV_DL_RECURRING, "2x-yearly", "", ""},
        {"hai lần/năm", NV_DL_RECURRING, "2x-yearly", "", ""},
        {"mỗi năm ít nhất 02 lần", NV_DL_RECURRING, "2x-yearly", "", ""},
        {"03 lần/tuần", NV_DL_RECURRING, "3x-weekly", "", ""},
        {"02 lần/06 tháng", NV_DL_RECURRING, "2x-half-yearly", "", ""},
        {"mỗi quý 1 lần", NV_DL_RECURRING, "quarterly", "", ""},
        {"Mỗi quý một lần", NV_DL_RECURRING, "quarterly", "", ""},
        {"02 tháng một lần", NV_DL_RECURRING, "every-2-months", "", ""},
        {"02 năm/lần", NV_DL_RECURRING, "every-24-months", "", ""},
        {"02 lần/năm (tháng 6, tháng 12)", NV_DL_RECURRING, "yearly:06,yearly:12", "", ""},
        {"02 lần/năm, trước ngày 15/6 và 15/12", NV_DL_RECURRING, "yearly:<06-15,yearly:<12-15", "",
         ""},
        {"3 tháng/1 lần", NV_DL_RECURRING, "quarterly", "", ""},
        {"Quý, 6 tháng, năm", NV_DL_RECURRING, "quarterly,half-yearly,yearly", "", ""},
        {"Quý, 6 tháng, 9 tháng, năm", NV_DL_RECURRING,
         "quarterly,half-yearly,yearly:01..09,yearly", "", ""},
        {"09 tháng/lần", NV_DL_RECURRING, "every-9-months", "", ""},
        {"Hằng quý trong năm 2025", NV_DL_RECURRING, "quarterly", "", ""},
        {"Các tháng trong năm", NV_DL_RECURRING, "monthly", "", ""},
        {"Hằng tháng/quý/năm", NV_DL_RECURRING, "monthly,quarterly,yearly", "", ""},
        {"06 tháng và năm", NV_DL_RECURRING, "half-yearly,yearly", "", ""},
    };
    EXPECT_ALL(rows, 0);
}
END_TEST

START_TEST(days_that_recur_may_be_several)
{
    static const struct row rows[] = {
        {"Tháng 6 và tháng 12 hằng năm", NV_DL_RECURRING, "yearly:06,yearly:12", "", ""},
        {"Tháng 3, 6, 9 hằng năm", NV_DL_RECURRING, "yearly:03,yearly:06,yearly:09", "", ""},
        {"Quý II và Quý IV hằng năm", NV_DL_RECURRING, "yearly:Q2,yearly:Q4", "", ""},
        {"ngày 15 và 30 tháng 6 hằng năm", NV_DL_RECURRING, "yearly:06-15,yearly:06-30", "", ""},
        {"ngày 25 tháng 3, 6, 9 hằng năm", NV_DL_RECURRING,
         "yearly:03-25,yearly:06-25,yearly:09-25", "", ""},
        {"Hằng năm: tháng 6, tháng 12", NV_DL_RECURRING, "yearly:06,yearly:12", "", ""},
        {"Báo cáo hằng năm: trước ngày 15/12", NV_DL_RECURRING, "yearly:<12-15", "", ""},
        {"Hằng năm (tháng 12)", NV_DL_RECURRING, "yearly:12", "", ""},
        {"Hết quý I hằng năm", NV_DL_RECURRING, "yearly:Q1", "", ""},
        {"định kỳ trước ngày 15 hằng tháng", NV_DL_RECURRING, "monthly:<15", "", ""},
        {"trước ngày 15 tháng 01 của năm sau", NV_DL_RECURRING, "yearly:next-year:<01-15", "", ""},
        {"Chậm nhất ngày 15 và ngày 30 hằng tháng", NV_DL_RECURRING, "monthly:15,monthly:30", "",
         ""},
        {"Trước ngày 15 và trước ngày 30 hằng tháng", NV_DL_RECURRING, "monthly:<15,monthly:<30",
         "", ""},
        {"Ngày 15 và ngày cuối cùng của tháng", NV_DL_RECURRING, "monthly:15,monthly:last-day", "",
         ""},
        {"Trước ngày cuối cùng của tháng", NV_DL_RECURRING, "monthly:<last-day", "", ""},
        {"Hằng tháng (trước ngày 25)", NV_DL_RECURRING, "monthly:<25", "", ""},
        {"trước 25 hằng tháng", NV_DL_RECURRING, "monthly:<25", "", ""},
        {"Chậm nhất ngày 05 của tháng sau", NV_DL_RECURRING, "monthly:next-month:5", "", ""},
        {"trước ngày 05 tháng sau liền kề", NV_DL_RECURRING, "monthly:next-month:<5", "", ""},
        {"Hằng quý, trước ngày 25 tháng cuối", NV_DL_RECURRING, "quarterly:last-month:<25", "", ""},
        {"Thứ Hai và thứ 6 hằng tuần", NV_DL_RECURRING, "weekly:mon,weekly:fri", "", ""},
        {"Hằng tuần, vào thứ Sáu", NV_DL_RECURRING, "weekly:fri", "", ""},
    };
    EXPECT_ALL(rows, 0);
}
END_TEST

START_TEST(amounts_and_notes_are_no_dates)
{
    static const struct row rows[] = {
        {"hoàn thành 100% hồ sơ trong năm 2025", NV_DL_YEAR, "2025", "2025-01-01", "2025-12-31"},
        {"Hoàn thành ít nhất 80% trong Quý II/2025", NV_DL_QUARTER, "2025-Q2", "2025-04-01",
         "2025-06-30"},
        {"hoàn thành 99,5 % trong tháng 6/2025", NV_DL_MONTH, "2025-06", "2025-06-01",
         "2025-06-30"},
        {"Rà soát 12 thủ tục, hoàn thành trước ngày 15/6/2025", NV_DL_DAY, "<2025-06-15",
         "2025-06-14", "2025-06-14"},
        {"hoàn thành việc rà soát, sắp xếp trong năm 2025", NV_DL_YEAR, "2025", "2025-01-01",
         "2025-12-31"},
        {"Trước ngày 20/6 (báo cáo 6 tháng), trước ngày 20/12/2025 (báo cáo năm)", NV_DL_MIXED,
         "<2025-06-20; <2025-12-20", "2025-06-19", "2025-06-19"},
        {"6 tháng và cả năm 2025", NV_DL_LIST, "2025-H1,2025", "2025-01-01", "2025-12-31"},
        {"6 tháng, 9 tháng, năm 2025", NV_DL_LIST, "2025-H1,2025-01..2025-09,2025", "2025-01-01",
         "2025-12-31"},
        {"Quý I & II/2025", NV_DL_LIST, "2025-Q1,2025-Q2", "2025-01-01", "2025-06-30"},
        {"Tháng 4+5/2025", NV_DL_LIST, "2025-04,2025-05", "2025-04-01", "2025-05-31"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(rows[i].phrase, &rows[i], i == 5 ? NV_DL_YEAR_ASSUMED : 0);
}
END_TEST

/* A deadline is a day: of its hour nothing is kept but a warning. */
START_TEST(an_hour_of_a_day_is_that_day)
{
    static const struct row rows[] = {
        {"Trước 17h00 ngày 20/3/2025", NV_DL_DAY, "<=2025-03-20", "2025-03-20", "2025-03-20"},
        {"Trước 17 giờ 00 phút, ngày 20/3/2025", NV_DL_DAY, "<=2025-03-20", "2025-03-20",
         "2025-03-20"},
        {"Chậm nhất 15h ngày 20/3/2025", NV_DL_DAY, "<=2025-03-20", "2025-03-20", "2025-03-20"},
    };
    EXPECT_ALL(rows, NV_DL_SOFT);
}
END_TEST

START_TEST(what_is_usual_may_also_be_periodic)
{
    static const struct row rows[] = {
        {"Thường xuyên, định kỳ hằng quý", NV_DL_MIXED, "continuous; quarterly", "", ""},
        {"Thường xuyên hằng năm", NV_DL_MIXED, "continuous; yearly", "", ""},
        {"Thường xuyên và báo cáo định kỳ hằng quý", NV_DL_MIXED, "continuous; quarterly", "", ""},
        {"Thực hiện thường xuyên, báo cáo trước ngày 15/12/2025", NV_DL_MIXED,
         "continuous; <2025-12-15", "2025-12-14", "2025-12-14"},
        {"Sau khi được giao vốn, hoàn thành trước 31/12/2025", NV_DL_MIXED,
         "after:duoc-giao-von; <2025-12-31", "2025-12-30", "2025-12-30"},
        {"Quý I/2025: ban hành kế hoạch; Quý II/2025: triển khai", NV_DL_MIXED, "2025-Q1; 2025-Q2",
         "2025-01-01", "2025-03-31"},
        {"Quý I năm 2025: ban hành kế hoạch, Quý II/2025 triển khai", NV_DL_MIXED,
         "2025-Q1; 2025-Q2", "2025-01-01", "2025-03-31"},
        {"Báo cáo quý trước ngày 15 tháng cuối quý, báo cáo 6 tháng trước ngày 15/6/2025",
         NV_DL_MIXED, "quarterly:last-month:<15; <2025-06-15", "2025-06-14", "2025-06-14"},
        {"Định kỳ hằng quý và đột xuất khi có yêu cầu", NV_DL_MIXED,
         "quarterly; as-needed:dot-xuat-khi-co-yeu-cau", "", ""},
        {"Theo kế hoạch kiểm tra, hằng năm", NV_DL_MIXED, "external:ke-hoach-kiem-tra; yearly", "",
         ""},
    };
    EXPECT_ALL(rows, 0);
}
END_TEST

START_TEST(every_value_reads_back_as_itself)
{
    static const char *const values[] = {
        "daily",
        "weekly",
        "weekly:sun",
        "monthly:<25",
        "monthly:last-day",
        "monthly:next-month:<5",
        "quarterly,half-yearly,yearly",
        "quarterly:last-month:20",
        "quarterly:next-quarter-month1:15; yearly:next-year:01-31",
        "quarterly:last-day",
        "quarterly:<last-day",
        "yearly:<last-day",
        "yearly:<12",
        "yearly:<Q4",
        "yearly:H2",
        "yearly:02-29",
        "yearly:previous-year:<11-30",
        "yearly:last-day",
        "every-5-months",
        "2x-yearly",
        "12x-every-5-months",
        "continuous",
        "continuous:2025",
        "continuous:2025-03..",
        "continuous; quarterly",
        "2025-Q1; then continuous",
        "2025..; 2035",
        "as-needed:khi-co-yeu-cau",
        "external:quy-dinh",
        "after:de-an-duoc-phe-duyet",
        "after:x+30d",
        "after:x+3.5d",
        "after:x+2W",
        "after:x+2w",
        "2025-03-10+15w",
        "2025-10..after:ket-thuc-kiem-ke",
        "2025-H1,2025-01..2025-09,2025",
        "<=2025-01..2025-09",
        "2025-05-W2..2025-05-WL",
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct nv_deadline d;
        struct nv_err err = {0};
        ck_assert_msg(nv_deadline_parse(values[i], 0, &d, &err) == 0, "%s: %s", values[i],
                      err.text);
        ck_assert_str_eq(d.value, values[i]);
    }
}
END_TEST

START_TEST(work_that_waits_for_others)
{
    static const struct row rows[] = {
        {"Sau khi có hướng dẫn", NV_DL_AFTER_EVENT, "after:co-huong-dan", "", ""},
        {"Ngay sau khi Nghị định có hiệu lực", NV_DL_AFTER_EVENT, "after:nghi-dinh-co-hieu-luc", "",
         ""},
        {"Khi có yêu cầu", NV_DL_AS_NEEDED, "as-needed:khi-co-yeu-cau", "", ""},
        {"Theo yêu cầu của cấp có thẩm quyền", NV_DL_AS_NEEDED,
         "as-needed:theo-yeu-cau-cua-cap-co-tham-quyen", "", ""},
        {"Theo Chương trình công tác của UBND tỉnh", NV_DL_EXTERNAL,
         "external:chuong-trinh-cong-tac-cua-ubnd-tinh", "", ""},
        {"Kỳ họp giữa năm 2025 của HĐND tỉnh", NV_DL_EXTERNAL,
         "external:ky-hop-giua-nam-2025-cua-hdnd-tinh", "", ""},
        {"Theo tiến độ được giao của Luật An ninh mạng 2025.", NV_DL_EXTERNAL,
         "external:tien-do-duoc-giao-cua-luat-an-ninh-mang-2025", "", ""},
        {"Theo Kế hoạch bồi dưỡng công chức, viên chức hàng năm.", NV_DL_EXTERNAL,
         "external:ke-hoach-boi-duong-cong-chuc-vien-chuc-hang-nam", "", ""},
        {"Định kỳ theo quy định", NV_DL_EXTERNAL, "external:quy-dinh", "", ""},
        {"Trong vòng 30 ngày kể từ ngày ban hành Quyết định", NV_DL_RELATIVE,
         "after:ban-hanh-quyet-dinh+30d", "", ""},
        {"05 ngày làm việc kể từ ngày nhận được văn bản", NV_DL_RELATIVE,
         "after:nhan-duoc-van-ban+5w", "", ""},
        {"3,5 ngày kể từ ngày Sở Nội vụ tiếp nhận đủ giấy tờ.", NV_DL_RELATIVE,
         "after:so-noi-vu-tiep-nhan-du-giay-to+3.5d", "", ""},
        {"Trong vòng 05 ngày làm việc, kể từ ngày 10/3/2025", NV_DL_RELATIVE, "2025-03-10+5w", "",
         ""},
    };
    EXPECT_ALL(rows, 0);
}
END_TEST

START_TEST(several_stages_are_due_first_at_the_first)
{
    static const struct row rows[] = {
        {"Quý I/2025; duy trì thường xuyên các quý tiếp theo", NV_DL_MIXED,
         "2025-Q1; then continuous", "2025-01-01", "2025-03-31"},
        {"Tháng 01/2025 (ban hành Kế hoạch); trong năm 2025 (thực hiện)", NV_DL_MIXED,
         "2025-01; 2025", "2025-01-01", "2025-01-31"},
        {"Trình Thủ tướng Chính phủ trong năm 2026 và triển khai thực hiện các hoạt động thường "
         "xuyên liên tục",
         NV_DL_MIXED, "2026; then continuous", "2026-01-01", "2026-12-31"},
        {"Sau khi có hướng dẫn, chậm nhất 30/6/2025", NV_DL_MIXED,
         "after:co-huong-dan; <=2025-06-30", "2025-06-30", "2025-06-30"},
    };
    EXPECT_ALL(rows, 0);
    static const struct row soft = {
        "lập báo cáo nghiên cứu khả thi từ năm 2025, phấn đấu cơ bản hoàn thành Dự án năm 2035.",
        NV_DL_MIXED, "2025..; 2035", "2025-01-01", "2035-12-31"};
    expect(soft.phrase, &soft, NV_DL_SOFT);
}
END_TEST

START_TEST(what_cannot_be_is_refused_with_its_words)
{
    static const struct {
        const char *phrase, *words;
    } rows[] = {
        {"Tháng 13/2025", "“Tháng 13”"},
        {"Tháng 0/2025", "“Tháng 0”"},
        {"Tháng 012/2025", "“Tháng 012”"},
        {"Tháng 6/25", "“Tháng 6/25”"},
        {"Tháng 6/", "“/”"},
        {"31/6/2025", "“31/6/2025”"},
        {"29/02/2025", "“29/02/2025”"},
        {"32/1/2025", "“32”"},
        {"15/13/2025", "“15/13”"},
        {"2025-02-30", "“2025-02-30”"},
        {"2025-13", "“2025-13”"},
        {"2025-3", "“2025-3”"},
        {"2025-Q5", "“2025-Q5”"},
        {"2025-H3", "“2025-H3”"},
        {"ngày 2025", "“ngày 2025”"},
        {"1800", "“1800”"},
        {"20255", "“20255”"},
        {"Quý V/2025", "“Quý V”"},
        {"Quý 5/2025", "“Quý 5”"},
        {"Quý I/205", "“Quý I/205”"},
        {"Quý", "“Quý”"},
        {"Quý IV, Quý I", "“Quý IV, Quý I”"},
        {"Quý I hoặc Quý II", "“hoặc Quý II”"},
        {"Từ tháng 11/2025 đến tháng 2/2025", "“tháng 11/2025 đến tháng 2/2025”"},
        {"ngày 31/6 hằng năm", "“ngày 31/6”"},
        {"Đã hoàn thành", "“Đã hoàn thành”"},
        {"Sau khi", "“Sau khi”"},
        {"Sau khi có hướng dẫn chậm nhất 30/6/2025", "“chậm nhất 30/6/2025”"},
        {"Tháng 6/2025 (trước ngày 15/6/2025)", "“trước ngày 15/6/2025”"},
        {"36 giờ kể từ ngày 15/3/2025", "“36 giờ kể từ ngày 15/3/2025”"},
        {"Không hoàn thành trong quý I", "“Không hoàn thành trong quý I”"},
        {"Sớm nhất có thể", "“Sớm nhất có thể”"},
        {"Ngày làm việc cuối cùng của tháng", "“Ngày làm việc cuối cùng của tháng”"},
        {"02 lần/năm (tháng 6)", "“02 lần/năm (tháng 6)”"},
        {"hoàn thành 3 lần trong năm 2025", "“hoàn thành 3 lần trong năm 2025”"},
        {"Hằng quý, ngày 20", "“ngày 20”"},
        {"Hằng quý trong năm 2026", "“trong năm 2026”"},
        {"Năm 2025 (hằng quý báo cáo)", "“hằng quý báo cáo”"},
        {"Năm 2025 (thường xuyên)", "“thường xuyên”"},
        {"Thường xuyên (hằng quý báo cáo)", "“hằng quý báo cáo”"},
        {"Hằng năm, Quý IV/2025", "“Hằng năm, Quý IV/2025”"},
        {"32 lần/năm", "“32 lần/năm”"},
        {"0 lần/năm", "“0 lần/năm”"},
        {"02 tuần một lần", "“02 tuần một lần”"},
        {"Định kỳ hoặc đột xuất", "“Định kỳ hoặc đột xuất”"},
        {"Trước Tết Nguyên đán", "“Trước Tết Nguyên đán”"},
        {"Trước 25h ngày 20/3/2025", "“Trước 25h ngày 20/3/2025”"},
        {"monthly:32", "“monthly:32”"},
        {"monthly:05", "“monthly:05”"},
        {"yearly:02-30", "“yearly:02-30”"},
        {"1x-yearly", "“1x-yearly”"},
        {"every-1-months", "“every-1-months”"},
        {"half-yearly:15", "“half-yearly:15”"},
        {"after:Có-hướng-dẫn", "“after:Có-hướng-dẫn”"},
        {"after:x+1x", "“after:x+1x”"},
        {"2025-03-10+15d", "“2025-03-10+15d”"},
        {"Tháng 6 Tháng 7", "“Tháng 7”"},
        {"Tháng 6/2025 gì đó", "“gì đó”"},
        {"Định kỳ", "“Định kỳ”"},
        {"", "để trống"},
        {" \u00a0. ", "để trống"},
        {"\xff\xfe", "UTF-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct nv_deadline d = {.last_day = 77};
        struct nv_err err = {0};
        ck_assert_msg(nv_deadline_parse(rows[i].phrase, 2025, &d, &err) == -NV_ESYNTAX, "%s: %s",
                      rows[i].phrase, d.value);
        ck_assert_int_eq(err.code, NV_ESYNTAX);
        ck_assert_msg(strstr(err.text, rows[i].words) != NULL, "%s: %s", rows[i].phrase, err.text);
        ck_assert_int_eq(d.last_day, 77);
        ck_assert_int_eq(nv_deadline_parse(rows[i].phrase, 2025, &d, NULL), -NV_ESYNTAX);
    }
}
END_TEST

START_TEST(what_is_not_understood_is_told_with_what_is_allowed)
{
    struct nv_err err;
    struct nv_deadline d;
    nv_deadline_parse("Sớm nhất có thể", 2025, &d, &err);
    ck_assert_ptr_nonnull(strstr(err.text, "Quý I/2025"));
    ck_assert_ptr_nonnull(strstr(err.text, "2025-03-31"));
    nv_deadline_parse("31/6/2025", 2025, &d, &err);
    ck_assert_ptr_nonnull(strstr(err.text, "từ 1 đến 30"));
}
END_TEST

START_TEST(long_phrases_are_bounded)
{
    struct nv_deadline d, other;
    struct nv_err err;
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_adds(&b, "Sau khi ");
    for (int i = 0; i < 30; i++)
        nv_buf_addf(&b, "văn bản thứ ");
    ck_assert_int_eq(nv_deadline_parse(nv_buf_str(&b), 2025, &d, &err), 0);
    ck_assert_uint_lt(strlen(d.value), sizeof d.value);
    nv_buf_adds(&b, "khác");
    ck_assert_int_eq(nv_deadline_parse(nv_buf_str(&b), 2025, &other, &err), 0);
    ck_assert_str_ne(d.value, other.value);
    while (b.len <= NV_DEADLINE_MAX)
        nv_buf_adds(&b, " nữa");
    ck_assert_int_eq(nv_deadline_parse(nv_buf_str(&b), 2025, &d, &err), -NV_ESYNTAX);
    nv_buf_free(&b);
}
END_TEST

/* Pieces of real phrases in random order: nothing breaks, a dated answer has days in order, and the
 * parser reads its own dated values back to the same day. */
START_TEST(any_sequence_of_words_is_read_or_refused)
{
    static const char *const pieces[] = {
        "Quý",        "I",      "IV",      "V",       "Tháng",    "6",          "012",
        "năm",        "2025",   "/",       "-",       ",",        ";",          ".",
        "trước",      "ngày",   "31",      "đến",     "hết",      "từ",         "và",
        "hằng",       "định",   "kỳ",      "sau",     "khi",      "theo",       "quy định",
        "(",          ")",      "đầu",     "cuối",    "tháng",    "thường",     "xuyên",
        "liên",       "tục",    "chậm",    "nhất",    "kể từ",    "lần",        "tuần",
        "2",          "30",     "2025-Q1", "2025-03", "<",        "=",          "..",
        "hoàn thành", "sáu",    "giữa",    "quý sau", "làm việc", "năm sau",    "đối với",
        "\xcc\x81",   "\u00a0", "W2",      "T00",     "monthly",  "continuous", "then",
        "after:",     "x",      "%",       "100",     "+",        "mỗi",        "cả",
        "giờ",        "h00"};
    unsigned seed = 20250101;
    for (int i = 0; i < 20000; i++) {
        struct nv_buf b = NV_BUF_INIT;
        for (unsigned n = 1 + (unsigned)rand_r(&seed) % 9; n; n--) {
            nv_buf_adds(&b, pieces[(size_t)rand_r(&seed) % (sizeof pieces / sizeof *pieces)]);
            if (rand_r(&seed) % 3)
                nv_buf_addc(&b, ' ');
        }
        struct nv_deadline d, again;
        struct nv_err err = {0};
        int rc = nv_deadline_parse(nv_buf_str(&b), 2025, &d, &err);
        ck_assert_msg(rc == 0 || (rc == -NV_ESYNTAX && *err.text), "seed 20250101, %s",
                      nv_buf_str(&b));
        ck_assert_int_lt(nv_utf8_check(rc ? err.text : d.value, strlen(rc ? err.text : d.value)),
                         0);
        if (rc == 0 && nv_deadline_is_dated(&d)) {
            ck_assert_msg(d.first_day <= d.last_day, "seed 20250101, %s", nv_buf_str(&b));
        }
        ck_assert_msg(rc || (nv_deadline_parse(d.value, 0, &again, &err) == 0 &&
                             again.last_day == d.last_day && strcmp(again.value, d.value) == 0),
                      "seed 20250101, %s: %s, %s", nv_buf_str(&b), d.value, err.text);
        nv_buf_free(&b);
    }
}
END_TEST

START_TEST(kinds_have_names)
{
    ck_assert_str_eq(nv_deadline_kind_name(NV_DL_HALF_YEAR), "half-year");
    ck_assert_str_eq(nv_deadline_kind_name(NV_DL_AFTER_EVENT), "after-event");
    for (unsigned k = 0; k < NV_DL_COUNT; k++)
        ck_assert_uint_eq(nv_deadline_kind_find(nv_deadline_kind_name((enum nv_deadline_kind)k)),
                          k);
    ck_assert_int_eq(nv_deadline_kind_find("never"), NV_DL_COUNT);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("calendar_deadline");
    TCase *t = tcase_create("deadline");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, the_plans_63_phrases_mean_what_they_say);
    tcase_add_test(t, how_the_text_was_typed_does_not_matter);
    tcase_add_test(t, spellings_of_one_word_are_one);
    tcase_add_test(t, an_administrator_can_always_write_iso);
    tcase_add_test(t, days_and_bounds);
    tcase_add_test(t, lists_and_ranges);
    tcase_add_test(t, a_missing_year_is_the_plans_and_is_told);
    tcase_add_test(t, vague_words_are_understood_and_marked);
    tcase_add_test(t, work_that_recurs);
    tcase_add_test(t, how_often_is_counted_within_the_period);
    tcase_add_test(t, days_that_recur_may_be_several);
    tcase_add_test(t, amounts_and_notes_are_no_dates);
    tcase_add_test(t, an_hour_of_a_day_is_that_day);
    tcase_add_test(t, what_is_usual_may_also_be_periodic);
    tcase_add_test(t, every_value_reads_back_as_itself);
    tcase_add_test(t, work_that_waits_for_others);
    tcase_add_test(t, several_stages_are_due_first_at_the_first);
    tcase_add_test(t, what_cannot_be_is_refused_with_its_words);
    tcase_add_test(t, what_is_not_understood_is_told_with_what_is_allowed);
    tcase_add_test(t, long_phrases_are_bounded);
    tcase_add_test(t, any_sequence_of_words_is_read_or_refused);
    tcase_add_test(t, kinds_have_names);
    suite_add_tcase(s, t);
    return s;
}
NV_TEST_MAIN(make_suite)
