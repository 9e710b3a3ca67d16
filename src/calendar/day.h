/* A day is one integer: days since 1970-01-01 in the proleptic Gregorian calendar. A deadline is a
 * day and ends at 24:00 (Civil Code 2015 art. 148.6). No time zone database, no localtime: an
 * installation has one fixed offset.
 *
 * Knows nothing of holidays (workdays.h) and nothing of phrases (deadline.h). */
#ifndef NV_CALENDAR_DAY_H
#define NV_CALENDAR_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NV_DAY_NONE INT32_MIN

enum { NV_MONDAY = 1, NV_SATURDAY = 6, NV_SUNDAY = 7 };

/* NV_DAY_NONE where there is no such date (31/6) or the year is outside 1900–2200. Never clamps. */
int32_t nv_day_from_civil(int year, int month, int day);
void nv_day_to_civil(int32_t day, int *year, int *month, int *mday); /* any pointer may be NULL */
int nv_day_year(int32_t day);
int nv_day_weekday(int32_t day); /* 1 Monday … 7 Sunday (ISO 8601) */

/* Last day of a period; NV_DAY_NONE if it does not exist. quarter 1–4, half 1–2. */
int32_t nv_month_first(int year, int month);
int32_t nv_month_last(int year, int month);
int32_t nv_quarter_first(int year, int quarter);
int32_t nv_quarter_last(int year, int quarter);
int32_t nv_half_first(int year, int half);
int32_t nv_half_last(int year, int half);
int nv_day_quarter(int32_t day); /* 1–4 */

/* "2025-03-31", all of the string; false otherwise. */
bool nv_day_parse_iso(const char *s, int32_t *day);

enum { NV_DAY_TEXT = 48 };
/* Each writes into `dst` of NV_DAY_TEXT bytes and returns it; "" for NV_DAY_NONE. */
char *nv_day_iso(int32_t day, char dst[NV_DAY_TEXT]); /* 2025-03-31 */
char *nv_day_vi(int32_t day,
                char dst[NV_DAY_TEXT]); /* 31/3/2025, 05/02/2025 (NĐ 30/2020, Phụ lục I) */
char *nv_day_vi_long(int32_t day, char dst[NV_DAY_TEXT]); /* ngày 05 tháng 02 năm 2025 */
const char *nv_weekday_vi(int32_t day);                   /* thứ Hai … Chủ nhật */

/* Instants are milliseconds since the epoch, UTC; `zone_min` is the installation's offset (+420).
 */
int32_t nv_time_day(int64_t ms, int zone_min);
int nv_time_minute(int64_t ms, int zone_min); /* minute of that day, 0–1439 */
int64_t nv_time_at(int32_t day, int minute, int zone_min);
/* RFC 3339 with offset, seconds precision: 2025-03-17T08:00:00+07:00. */
char *nv_time_rfc3339(int64_t ms, int zone_min, char dst[NV_DAY_TEXT]);
/* Reads "2025-03-01T08:00", with optional ":SS" and optional "Z" or "+07:00" (else `zone_min`). */
bool nv_time_parse(const char *s, int zone_min, int64_t *ms);
/* RFC 5322 date-time: Mon, 17 Mar 2025 08:00:00 +0700. */
char *nv_time_rfc5322(int64_t ms, int zone_min, char dst[NV_DAY_TEXT]);
/* Reads "+07:00", "-03:30", "Z"; false otherwise. Range ±14:00. */
bool nv_zone_parse(const char *s, int *zone_min);

#endif
