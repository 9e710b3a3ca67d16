/* What the periods of a deadline are called: in values, and in letters. */
#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/due_list.h"

void nv_due_name_day(char dst[NV_DUE_NAME], int32_t day)
{
    char iso[NV_DAY_TEXT];
    nv_fmt(dst, NV_DUE_NAME, "%s", nv_day_iso(day, iso));
}

/* ISO 8601: the week belongs to the year of its Thursday. */
void nv_due_name_week(char dst[NV_DUE_NAME], int32_t monday)
{
    int year = nv_day_year(monday + 3);
    int week = (monday + 3 - nv_day_from_civil(year, 1, 1)) / 7 + 1;
    nv_fmt(dst, NV_DUE_NAME, "%04d-W%02d", year, week);
}

void nv_due_name_months(char dst[NV_DUE_NAME], int first, int length)
{
    int year = first / 12, month = first % 12, end = first + length - 1;
    if (length == 1)
        nv_fmt(dst, NV_DUE_NAME, "%04d-%02d", year, month + 1);
    else if (length == 3 && month % 3 == 0)
        nv_fmt(dst, NV_DUE_NAME, "%04d-Q%d", year, month / 3 + 1);
    else if (length == 6 && month % 6 == 0)
        nv_fmt(dst, NV_DUE_NAME, "%04d-H%d", year, month / 6 + 1);
    else if (length == 12 && month == 0)
        nv_fmt(dst, NV_DUE_NAME, "%04d", year);
    else
        nv_fmt(dst, NV_DUE_NAME, "%04d-%02d..%04d-%02d", year, month + 1, end / 12, end % 12 + 1);
}

/* Reads `digits` digits and moves on; -1 where there are none. */
static int eat_number(const char **s, int digits)
{
    int n = 0;
    for (int i = 0; i < digits; i++, n = n * 10 + ((*s)[i - 1] - '0'))
        if ((*s)[i] < '0' || (*s)[i] > '9')
            return -1;
    *s += digits;
    return n;
}

static void add_day(struct nv_buf *b, int year, int month, int day)
{
    char text[NV_DAY_TEXT];
    nv_buf_addf(b, "ngày %s", nv_day_vi(nv_day_from_civil(year, month, day), text));
}

/* Circulars write 01 and 02, so that nobody makes a 11 or 12 of them: Decree 30/2020, Annex I. */
static void add_month(struct nv_buf *b, int year, int month)
{
    nv_buf_addf(b, "tháng %s%d/%d", month < 3 ? "0" : "", month, year);
}

/* What stands behind "2025-MM-": a day, or a week of the month. */
static bool add_in_month(struct nv_buf *b, const char **s, int year, int month)
{
    int n;
    if (**s != 'W') {
        n = eat_number(s, 2);
        add_day(b, year, month, n);
        return n > 0;
    }
    ++*s;
    if (**s == 'L') {
        ++*s;
        nv_buf_adds(b, "tuần cuối ");
    } else if ((n = eat_number(s, 1)) > 0)
        nv_buf_addf(b, "tuần %d ", n);
    else
        return false;
    add_month(b, year, month);
    return true;
}

static bool add_period(struct nv_buf *b, const char **s)
{
    static const char *const roman[] = {"I", "II", "III", "IV"};
    int year = eat_number(s, 4), n;
    if (year < 0)
        return false;
    if (**s != '-') {
        nv_buf_addf(b, "năm %d", year);
        return true;
    }
    char unit = *++*s;
    *s += unit == 'Q' || unit == 'H' || unit == 'W';
    n = eat_number(s, unit == 'Q' || unit == 'H' ? 1 : 2);
    if (n < 1)
        return false;
    if (unit == 'Q' && n <= 4)
        nv_buf_addf(b, "Quý %s/%d", roman[n - 1], year);
    else if (unit == 'H' && n <= 2)
        nv_buf_addf(b, "06 tháng %s năm %d", n == 1 ? "đầu" : "cuối", year);
    else if (unit == 'W')
        nv_buf_addf(b, "tuần %d/%d", n, year);
    else if (**s == '-') {
        ++*s;
        return add_in_month(b, s, year, n);
    } else
        add_month(b, year, n);
    return true;
}

const char *nv_due_label(const char *name, char dst[NV_DUE_LABEL])
{
    struct nv_buf first = NV_BUF_INIT, last = NV_BUF_INIT;
    const char *s = name;
    dst[0] = '\0';
    if (!add_period(&first, &s))
        goto out;
    if (strncmp(s, "..", 2) == 0) {
        s += 2;
        if (add_period(&last, &s))
            nv_fmt(dst, NV_DUE_LABEL, "từ %s đến %s%s", nv_buf_str(&first),
                   strncmp(nv_buf_str(&last), "năm", 3) == 0 ? "hết " : "", nv_buf_str(&last));
        else
            nv_fmt(dst, NV_DUE_LABEL, "từ %s", nv_buf_str(&first));
    } else
        nv_fmt(dst, NV_DUE_LABEL, "%s", nv_buf_str(&first));
    if (*s == '+') {
        size_t n = strlen(dst);
        nv_fmt(dst + n, NV_DUE_LABEL - n, " (%s)", s + 1);
    }
out:
    nv_buf_free(&first);
    nv_buf_free(&last);
    return dst;
}
