#include "engine/window.h"

#include "calendar/day.h"
#include "calendar/workdays.h"
#include "model/snapshot.h"

int64_t nv_window_open(const struct nv_snapshot *s, int64_t now_ms)
{
    int32_t day = nv_time_day(now_ms, s->zone_min);
    int minute = nv_time_minute(now_ms, s->zone_min);
    if (!nv_workdays_is(s->workdays, day))
        return INT64_MIN;
    for (uint32_t i = 0; i < s->n_windows; i++)
        if (s->windows[i].open_min <= minute && minute < s->windows[i].close_min)
            return nv_time_at(day, s->windows[i].open_min, s->zone_min);
    return INT64_MIN;
}

int64_t nv_window_next(const struct nv_snapshot *s, int64_t now_ms)
{
    int32_t day = nv_time_day(now_ms, s->zone_min);
    for (int32_t d = nv_workdays_on_or_after(s->workdays, day);;
         d = nv_workdays_on_or_after(s->workdays, d + 1)) {
        int64_t best = INT64_MAX;
        for (uint32_t i = 0; i < s->n_windows; i++) {
            int64_t at = nv_time_at(d, s->windows[i].open_min, s->zone_min);
            if (at > now_ms && at < best)
                best = at;
        }
        if (best != INT64_MAX)
            return best;
    }
}
