#include "model/status.h"

#include <string.h>

#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/standing.h"

#define NAME(sym, name, vi) name,
static const char *const names[] = {NV_STATUSES(NAME)};
#undef NAME
#define WORD(sym, name, vi) vi,
static const char *const words[] = {NV_STATUSES(WORD)};
#undef WORD

/* Work without an end that has begun. */
static bool is_running(const struct nv_occurrence *o, int32_t today)
{
    return o->kind == NV_DL_CONTINUOUS ||
           (o->kind == NV_DL_OPEN_RANGE && (o->first_day == NV_DAY_NONE || o->first_day <= today));
}

enum nv_status nv_status_of(const struct nv_occurrence *o, int32_t done_day, int32_t today)
{
    if (done_day != NV_DAY_NONE) {
        if (o->nominal == NV_DAY_NONE)
            return NV_STATUS_DONE_ON_TIME;
        return done_day < o->nominal      ? NV_STATUS_DONE_EARLY
               : done_day <= o->effective ? NV_STATUS_DONE_ON_TIME
                                          : NV_STATUS_DONE_LATE;
    }
    if (o->nominal == NV_DAY_NONE)
        return is_running(o, today) ? NV_STATUS_CONTINUOUS : NV_STATUS_WAITING;
    if (today > o->effective)
        return NV_STATUS_OVERDUE;
    int left = nv_days_left(o->nominal, o->effective, today);
    if (left == 0)
        return NV_STATUS_DUE_TODAY;
    return left <= NV_SOON_DAYS ? NV_STATUS_DUE_SOON : NV_STATUS_ON_TRACK;
}

enum nv_status nv_status_now(const struct nv_occurrence *o, const struct nv_standing *st,
                             int32_t today)
{
    struct nv_occurrence now = *o;
    now.nominal = st->nominal;
    now.effective = st->effective;
    if (st->dropped_day != NV_DAY_NONE)
        return NV_STATUS_DROPPED;
    if (st->done_day == NV_DAY_NONE && st->held_until != NV_DAY_NONE && today <= st->held_until)
        return NV_STATUS_HELD;
    enum nv_status status = nv_status_of(&now, st->done_day, today);
    return status == NV_STATUS_WAITING && st->happened ? NV_STATUS_ON_TRACK : status;
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
