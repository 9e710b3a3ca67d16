#include "calendar/day.h"

#include <string.h>

#include "base/buf.h"

enum { FIRST_YEAR = 1900, LAST_YEAR = 2200, MINUTES_OF_DAY = 1440, MS_OF_MINUTE = 60000 };

static const char *const weekday_names[8] = {"",        "thứ Hai", "thứ Ba",  "thứ Tư",
                                             "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"};
static const char *const month_names[13] = {"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const day_names[8] = {"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q * b > a ? q - 1 : q;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int year, int month)
{
    static const int length[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : length[month];
}

/* Days before `year` counted from 1 January 1970; years are shifted to where division rounds down.
 */
static int32_t days_before_year(int year)
{
    int y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 - 719162;
}

static int days_before_month(int year, int month)
{
    int days = 0;
    for (int m = 1; m < month; m++)
        days += month_length(year, m);
    return days;
}

int32_t nv_day_from_civil(int year, int month, int day)
{
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 ||
        day > month_length(year, month))
        return NV_DAY_NONE;
    return days_before_year(year) + days_before_month(year, month) + day - 1;
}

void nv_day_to_civil(int32_t day, int *year, int *month, int *mday)
{
    /* Eras of 400 years have 146,097 days each; years begin in March so that the leap day is last.
     */
    int64_t shifted = (int64_t)day + 719468;
    int64_t era = floor_div(shifted, 146097);
    int64_t in_era = shifted - era * 146097;
    int64_t y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * in_year + 2) / 153;
    if (mday)
        *mday = (int)(in_year - (153 * m + 2) / 5 + 1);
    if (month)
        *month = (int)(m < 10 ? m + 3 : m - 9);
    if (year)
        *year = (int)(y + era * 400 + (m >= 10));
}

int nv_day_year(int32_t day)
{
    int year;
    nv_day_to_civil(day, &year, NULL, NULL);
    return year;
}

int nv_day_weekday(int32_t day)
{
    int64_t from_monday = (int64_t)day + 3;
    return (int)(from_monday - floor_div(from_monday, 7) * 7) + 1;
}

int32_t nv_month_first(int year, int month)
{
    return nv_day_from_civil(year, month, 1);
}

int32_t nv_month_last(int year, int month)
{
    if (month < 1 || month > 12)
        return NV_DAY_NONE;
    return nv_day_from_civil(year, month, month_length(year, month));
}

int32_t nv_quarter_first(int year, int quarter)
{
    return quarter < 1 || quarter > 4 ? NV_DAY_NONE : nv_month_first(year, quarter * 3 - 2);
}

int32_t nv_quarter_last(int year, int quarter)
{
    return quarter < 1 || quarter > 4 ? NV_DAY_NONE : nv_month_last(year, quarter * 3);
}

int32_t nv_half_first(int year, int half)
{
    return half < 1 || half > 2 ? NV_DAY_NONE : nv_month_first(year, half * 6 - 5);
}

int32_t nv_half_last(int year, int half)
{
    return half < 1 || half > 2 ? NV_DAY_NONE : nv_month_last(year, half * 6);
}

int nv_day_quarter(int32_t day)
{
    int month;
    nv_day_to_civil(day, NULL, &month, NULL);
    return (month + 2) / 3;
}

/* Exactly `n` digits at *s, which moves on; -1 otherwise. */
static int digits(const char **s, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        char c = (*s)[i];
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    *s += n;
    return value;
}

static bool skip(const char **s, char c)
{
    if (**s != c)
        return false;
    ++*s;
    return true;
}

static bool read_day(const char **s, int32_t *day)
{
    int y, m, d;
    if ((y = digits(s, 4)) < 0 || !skip(s, '-') || (m = digits(s, 2)) < 0 || !skip(s, '-') ||
        (d = digits(s, 2)) < 0)
        return false;
    int32_t got = nv_day_from_civil(y, m, d);
    if (got == NV_DAY_NONE)
        return false;
    *day = got;
    return true;
}

bool nv_day_parse_iso(const char *s, int32_t *day)
{
    int32_t got;
    if (!read_day(&s, &got) || *s)
        return false;
    *day = got;
    return true;
}

char *nv_day_iso(int32_t day, char dst[NV_DAY_TEXT])
{
    if (day == NV_DAY_NONE)
        return nv_fmt(dst, NV_DAY_TEXT, "%s", "");
    int y, m, d;
    nv_day_to_civil(day, &y, &m, &d);
    return nv_fmt(dst, NV_DAY_TEXT, "%04d-%02d-%02d", y, m, d);
}

char *nv_day_vi(int32_t day, char dst[NV_DAY_TEXT])
{
    if (day == NV_DAY_NONE)
        return nv_fmt(dst, NV_DAY_TEXT, "%s", "");
    int y, m, d;
    nv_day_to_civil(day, &y, &m, &d);
    return nv_fmt(dst, NV_DAY_TEXT, m < 3 ? "%02d/%02d/%d" : "%02d/%d/%d", d, m, y);
}

char *nv_day_vi_long(int32_t day, char dst[NV_DAY_TEXT])
{
    if (day == NV_DAY_NONE)
        return nv_fmt(dst, NV_DAY_TEXT, "%s", "");
    int y, m, d;
    nv_day_to_civil(day, &y, &m, &d);
    return nv_fmt(dst, NV_DAY_TEXT,
                  m < 3 ? "ngày %02d tháng %02d năm %d" : "ngày %02d tháng %d năm %d", d, m, y);
}

const char *nv_weekday_vi(int32_t day)
{
    return weekday_names[day == NV_DAY_NONE ? 0 : nv_day_weekday(day)];
}

static int64_t local_minutes(int64_t ms, int zone_min)
{
    return floor_div(ms, MS_OF_MINUTE) + zone_min;
}

int32_t nv_time_day(int64_t ms, int zone_min)
{
    int64_t day = floor_div(local_minutes(ms, zone_min), MINUTES_OF_DAY);
    return day <= INT32_MIN || day > INT32_MAX ? NV_DAY_NONE : (int32_t)day;
}

int nv_time_minute(int64_t ms, int zone_min)
{
    int64_t minutes = local_minutes(ms, zone_min);
    return (int)(minutes - floor_div(minutes, MINUTES_OF_DAY) * MINUTES_OF_DAY);
}

int64_t nv_time_at(int32_t day, int minute, int zone_min)
{
    return ((int64_t)day * MINUTES_OF_DAY + minute - zone_min) * MS_OF_MINUTE;
}

static int second_of_minute(int64_t ms)
{
    int64_t s = floor_div(ms, 1000);
    return (int)(s - floor_div(s, 60) * 60);
}

static int magnitude(int x)
{
    return x < 0 ? -x : x;
}

char *nv_time_rfc3339(int64_t ms, int zone_min, char dst[NV_DAY_TEXT])
{
    char day[NV_DAY_TEXT];
    int minute = nv_time_minute(ms, zone_min), zone = magnitude(zone_min);
    return nv_fmt(dst, NV_DAY_TEXT, "%sT%02d:%02d:%02d%c%02d:%02d",
                  nv_day_iso(nv_time_day(ms, zone_min), day), minute / 60, minute % 60,
                  second_of_minute(ms), zone_min < 0 ? '-' : '+', zone / 60, zone % 60);
}

char *nv_time_rfc5322(int64_t ms, int zone_min, char dst[NV_DAY_TEXT])
{
    int32_t day = nv_time_day(ms, zone_min);
    int minute = nv_time_minute(ms, zone_min), zone = magnitude(zone_min), y, m, d;
    nv_day_to_civil(day, &y, &m, &d);
    return nv_fmt(dst, NV_DAY_TEXT, "%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d",
                  day_names[nv_day_weekday(day)], d, month_names[m], y, minute / 60, minute % 60,
                  second_of_minute(ms), zone_min < 0 ? '-' : '+', zone / 60, zone % 60);
}

bool nv_zone_parse(const char *s, int *zone_min)
{
    if (strcmp(s, "Z") == 0) {
        *zone_min = 0;
        return true;
    }
    bool west = *s == '-';
    if (!west && *s != '+')
        return false;
    s++;
    int hour, minute;
    if ((hour = digits(&s, 2)) < 0 || !skip(&s, ':') || (minute = digits(&s, 2)) < 0 || *s)
        return false;
    if (minute > 59 || hour * 60 + minute > 14 * 60)
        return false;
    *zone_min = (west ? -1 : 1) * (hour * 60 + minute);
    return true;
}

bool nv_time_parse(const char *s, int zone_min, int64_t *ms)
{
    int32_t day;
    int hour, minute, second = 0;
    if (!read_day(&s, &day) || !skip(&s, 'T') || (hour = digits(&s, 2)) < 0 || !skip(&s, ':') ||
        (minute = digits(&s, 2)) < 0)
        return false;
    if (skip(&s, ':') && (second = digits(&s, 2)) < 0)
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    if (*s && !nv_zone_parse(s, &zone_min))
        return false;
    *ms = nv_time_at(day, hour * 60 + minute, zone_min) + second * 1000;
    return true;
}
