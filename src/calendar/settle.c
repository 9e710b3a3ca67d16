/* Working days from a known day, which only a calendar can count. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/deadline.h"
#include "calendar/workdays.h"

enum { ISO = 10 };

/* "2025-03-10+15w": the day, and how many working days behind it. */
static bool is_counted(const char *s, size_t n, int32_t *day, int *count)
{
    char iso[ISO + 1];
    if (n < ISO + 3 || s[ISO] != '+' || s[n - 1] != 'w')
        return false;
    nv_fmt(iso, sizeof iso, "%.*s", ISO, s);
    *count = (int)strtol(s + ISO + 1, NULL, 10);
    return nv_day_parse_iso(iso, day);
}

bool nv_deadline_settle(struct nv_deadline *d, const struct nv_workdays *w)
{
    struct nv_buf value = NV_BUF_INIT;
    struct nv_deadline settled;
    bool any = false;
    for (const char *s = d->value; *s;) {
        char iso[NV_DAY_TEXT];
        int32_t day;
        int count;
        size_t n = strcspn(s, ";"), next = n + strspn(s + n, "; ");
        if (is_counted(s, n, &day, &count)) {
            any = true;
            nv_buf_addf(&value, "<=%s", nv_day_iso(nv_workdays_shift(w, day, count), iso));
            nv_buf_add(&value, s + n, next - n);
        } else
            nv_buf_add(&value, s, next);
        s += next;
    }
    any = any && nv_deadline_parse(nv_buf_str(&value), 0, &settled, NULL) == 0;
    nv_buf_free(&value);
    if (!any)
        return false;
    settled.flags = d->flags;
    *d = settled;
    return true;
}
