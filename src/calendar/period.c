#include "calendar/period.h"

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/phrase.h"

static int no_such_day(struct nv_phrase *ph, const struct nv_period *p)
{
    int32_t last = nv_month_last(p->year, p->month);
    int length;
    nv_day_to_civil(last, NULL, NULL, &length);
    return nv_phrase_refuse(ph, p->from, p->to,
                            "không có ngày này; tháng %d năm %d có các ngày từ 1 đến %d", p->month,
                            p->year, length);
}

static void to_day(struct nv_span *out, int32_t day)
{
    char iso[NV_DAY_TEXT];
    out->kind = NV_DL_DAY;
    out->first_day = out->last_day = day;
    nv_fmt(out->value, NV_PERIOD_TEXT, "%s", nv_day_iso(day, iso));
}

/* Weeks of a month have no legal definition: the n-th is the n-th seven days. */
static void to_week(const struct nv_period *p, struct nv_span *out)
{
    int32_t first = nv_month_first(p->year, p->month), last = nv_month_last(p->year, p->month);
    out->kind = NV_DL_RANGE;
    out->first_day = p->n ? first + 7 * (p->n - 1) : last - 6;
    out->last_day = p->n && p->n < 5 ? out->first_day + 6 : last;
    nv_fmt(out->value, NV_PERIOD_TEXT, "%04d-%02d-W%s", p->year, p->month,
           p->n == 0   ? "L"
           : p->n == 1 ? "1"
           : p->n == 2 ? "2"
           : p->n == 3 ? "3"
           : p->n == 4 ? "4"
                       : "5");
}

static void to_whole(const struct nv_period *p, struct nv_span *out)
{
    int y = p->year;
    switch (p->unit) {
    case NV_UNIT_MONTH:
        out->kind = NV_DL_MONTH;
        out->first_day = nv_month_first(y, p->month);
        out->last_day = nv_month_last(y, p->month);
        nv_fmt(out->value, NV_PERIOD_TEXT, "%04d-%02d", y, p->month);
        break;
    case NV_UNIT_QUARTER:
        out->kind = NV_DL_QUARTER;
        out->first_day = nv_quarter_first(y, p->n);
        out->last_day = nv_quarter_last(y, p->n);
        nv_fmt(out->value, NV_PERIOD_TEXT, "%04d-Q%d", y, p->n);
        break;
    case NV_UNIT_HALF:
        out->kind = NV_DL_HALF_YEAR;
        out->first_day = nv_half_first(y, p->n);
        out->last_day = nv_half_last(y, p->n);
        nv_fmt(out->value, NV_PERIOD_TEXT, "%04d-H%d", y, p->n);
        break;
    case NV_UNIT_MONTHS:
        out->kind = NV_DL_RANGE;
        out->first_day = nv_month_first(y, p->month);
        out->last_day = nv_month_last(y, p->n);
        nv_fmt(out->value, NV_PERIOD_TEXT, "%04d-%02d..%04d-%02d", y, p->month, y, p->n);
        break;
    default:
        out->kind = NV_DL_YEAR;
        out->first_day = nv_day_from_civil(y, 1, 1);
        out->last_day = nv_day_from_civil(y, 12, 31);
        nv_fmt(out->value, NV_PERIOD_TEXT, "%04d", y);
    }
}

int nv_period_span(struct nv_phrase *ph, const struct nv_period *p, struct nv_span *out)
{
    if (p->unit == NV_UNIT_DAY) {
        int32_t day = nv_day_from_civil(p->year, p->month, p->n);
        if (day == NV_DAY_NONE)
            return no_such_day(ph, p);
        to_day(out, day);
        return 0;
    }
    if (p->unit == NV_UNIT_WEEK) {
        ph->flags |= NV_DL_SOFT;
        if (p->n == 5 && nv_month_last(p->year, p->month) < nv_month_first(p->year, p->month) + 28)
            return nv_phrase_refuse(ph, p->from, p->to, "tháng này không có tuần thứ 5");
        to_week(p, out);
        return 0;
    }
    to_whole(p, out);
    if (p->part == NV_PART_WHOLE)
        return 0;
    ph->flags |= NV_DL_SOFT;
    if (p->part == NV_PART_LATE)
        to_day(out, out->last_day);
    else if (p->unit == NV_UNIT_YEAR)
        to_day(out, p->part == NV_PART_EARLY ? out->first_day : nv_half_last(p->year, 1));
    else if (p->unit == NV_UNIT_MONTH && p->part == NV_PART_MIDDLE)
        to_day(out, out->first_day + 14);
    return 0;
}
