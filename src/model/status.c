#include "model/status.h"

#include <string.h>

#include "calendar/day.h"
#include "model/snapshot.h"

#define NAME(sym, name, vi) name,
static const char *const names[] = {NV_STATUSES(NAME)};
#undef NAME
#define WORD(sym, name, vi) vi,
static const char *const words[] = {NV_STATUSES(WORD)};
#undef WORD

enum nv_status nv_status_of(const struct nv_deliverable *d, int32_t done_day, int32_t today)
{
    if (done_day != NV_DAY_NONE) {
        if (d->nominal == NV_DAY_NONE)
            return NV_STATUS_DONE_ON_TIME;
        return done_day < d->nominal      ? NV_STATUS_DONE_EARLY
               : done_day <= d->effective ? NV_STATUS_DONE_ON_TIME
                                          : NV_STATUS_DONE_LATE;
    }
    if (d->nominal == NV_DAY_NONE)
        return d->deadline.kind == NV_DL_CONTINUOUS ? NV_STATUS_CONTINUOUS : NV_STATUS_WAITING;
    if (today > d->effective)
        return NV_STATUS_OVERDUE;
    int left = nv_days_left(d->nominal, d->effective, today);
    if (left == 0)
        return NV_STATUS_DUE_TODAY;
    return left <= NV_SOON_DAYS ? NV_STATUS_DUE_SOON : NV_STATUS_ON_TRACK;
}

const char *nv_status_name(enum nv_status s)
{
    return (unsigned)s < NV_STATUS_COUNT ? names[s] : "unknown";
}

const char *nv_status_vi(enum nv_status s)
{
    return (unsigned)s < NV_STATUS_COUNT ? words[s] : "";
}

enum nv_status nv_status_find(const char *name)
{
    unsigned i = 0;
    while (i < NV_STATUS_COUNT && strcmp(names[i], name) != 0)
        i++;
    return (enum nv_status)i;
}

int nv_days_left(int32_t nominal, int32_t effective, int32_t today)
{
    return today <= nominal ? nominal - today : effective - today;
}
