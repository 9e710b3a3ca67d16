/* The periods of reports, and their names. */
#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/summary.h"

static int32_t quarter_end(int32_t day)
{
    return nv_quarter_last(nv_day_year(day), nv_day_quarter(day));
}

struct nv_report_span nv_report_span_of(enum nv_report_kind kind, int32_t day)
{
    int y, m;
    nv_day_to_civil(day, &y, &m, NULL);
    struct nv_report_span s = {.kind = kind};
    switch (kind) {
    case NV_REPORT_QUARTER:
        s.from = nv_quarter_first(y, nv_day_quarter(day));
        s.to = quarter_end(day);
        s.next_to = quarter_end(s.to + 1);
        break;
    case NV_REPORT_YEAR:
        s.from = nv_day_from_civil(y, 1, 1);
        s.to = nv_day_from_civil(y, 12, 31);
        s.next_to = nv_day_from_civil(y + 1, 12, 31);
        break;
    default:
        s.from = nv_month_first(y, m);
        s.to = nv_month_last(y, m);
        s.next_to = quarter_end(s.to + 1);
        break;
    }
    return s;
}

/* `n` digits at the front, or -1. */
static int digits(const char *s, size_t n)
{
    int value = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        value = value * 10 + (s[i] - '0');
    }
    return value;
}

bool nv_report_span_parse(const char *text, struct nv_report_span *out)
{
    size_t n = strlen(text);
    int year = n >= 4 ? digits(text, 4) : -1;
    if (year < 1901 || year > 2199 || (n > 4 && text[4] != '-'))
        return false;
    if (n == 4) {
        *out = nv_report_span_of(NV_REPORT_YEAR, nv_day_from_civil(year, 1, 1));
        return true;
    }
    bool quarter = n == 7 && (text[5] == 'Q' || text[5] == 'q');
    int part = n != 7 ? -1 : quarter ? digits(text + 6, 1) : digits(text + 5, 2);
    if (part < 1 || part > (quarter ? 4 : 12))
        return false;
    *out = quarter ? nv_report_span_of(NV_REPORT_QUARTER, nv_quarter_first(year, part))
                   : nv_report_span_of(NV_REPORT_MONTH, nv_month_first(year, part));
    return true;
}

char *nv_report_span_name(const struct nv_report_span *s, char out[NV_REPORT_SPAN_TEXT])
{
    int y, m;
    nv_day_to_civil(s->from, &y, &m, NULL);
    if (s->kind == NV_REPORT_QUARTER)
        nv_fmt(out, NV_REPORT_SPAN_TEXT, "%04d-Q%d", y, nv_day_quarter(s->from));
    else if (s->kind == NV_REPORT_MONTH)
        nv_fmt(out, NV_REPORT_SPAN_TEXT, "%04d-%02d", y, m);
    else
        nv_fmt(out, NV_REPORT_SPAN_TEXT, "%04d", y);
    return out;
}

bool nv_report_named(const struct nv_snapshot *s, const char *occurrence, uint32_t *plan,
                     struct nv_report_span *out)
{
    static const char MARK[] = "/report:";
    const char *mark = strstr(occurrence, MARK);
    size_t n = mark ? (size_t)(mark - occurrence) : 0;
    for (uint32_t i = 0; mark && i < s->n_plans; i++)
        if (!s->plans[i].supplement && strncmp(s->plans[i].id, occurrence, n) == 0 &&
            !s->plans[i].id[n]) {
            *plan = i;
            return nv_report_span_parse(mark + strlen(MARK), out);
        }
    return false;
}
