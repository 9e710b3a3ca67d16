#include "model/status.h"

#include <string.h>

#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/standing.h"

#define NAME(sym, name, vi) name,
static const char *const names[] = {NV_STATUSES(NAME)};
static const char *const work_names[] = {NV_WORKS(NAME)};
static const char *const timing_names[] = {NV_TIMINGS(NAME)};
#undef NAME
#define WORD(sym, name, vi) vi,
static const char *const words[] = {NV_STATUSES(WORD)};
static const char *const work_words[] = {NV_WORKS(WORD)};
static const char *const timing_words[] = {NV_TIMINGS(WORD)};
#undef WORD

/* Work without an end. */
static bool is_endless(const struct nv_occurrence *o)
{
    return o->kind == NV_DL_CONTINUOUS || o->kind == NV_DL_OPEN_RANGE;
}

/* Its period is still to begin; a deadline that names a day and no more has none. */
static bool later(const struct nv_occurrence *o, int32_t today)
{
    return o->first_day != NV_DAY_NONE && o->first_day != o->nominal && today < o->first_day;
}

/* `done` is the day it was done, NV_DAY_NONE while it is open. */
static enum nv_timing timing_of(int32_t nominal, int32_t effective, int32_t done, int32_t today)
{
    if (done != NV_DAY_NONE)
        return nominal == NV_DAY_NONE ? NV_TIMING_ON_TIME
               : done < nominal       ? NV_TIMING_EARLY
               : done <= effective    ? NV_TIMING_ON_TIME
                                      : NV_TIMING_OVERDUE;
    if (nominal == NV_DAY_NONE)
        return NV_TIMING_UNDATED;
    if (today > effective)
        return NV_TIMING_OVERDUE;
    int left = nv_days_left(nominal, effective, today);
    return left == 0 ? NV_TIMING_TODAY : left <= NV_SOON_DAYS ? NV_TIMING_SOON : NV_TIMING_IN_TIME;
}

static enum nv_work work_of(const struct nv_occurrence *o, const struct nv_standing *st,
                            int32_t today)
{
    if (st->dropped_day != NV_DAY_NONE)
        return NV_WORK_DROPPED;
    if (st->done_day != NV_DAY_NONE)
        return NV_WORK_DONE;
    if (st->reported_day != NV_DAY_NONE)
        return NV_WORK_AWAITING;
    if (nv_standing_held(st, today))
        return NV_WORK_HELD;
    if (st->nominal == NV_DAY_NONE && !st->happened && !is_endless(o))
        return NV_WORK_WAITING;
    if (st->count > 0 || st->percent > 0)
        return NV_WORK_UNDER_WAY;
    return later(o, today) || st->percent == 0 ? NV_WORK_NOT_BEGUN : NV_WORK_UNDER_WAY;
}

struct nv_state nv_state_now(const struct nv_occurrence *o, const struct nv_standing *st,
                             int32_t today)
{
    struct nv_state s = {work_of(o, st, today), NV_TIMING_UNDATED, NV_TIMING_UNDATED};
    int32_t done = s.work == NV_WORK_DONE       ? st->done_day
                   : s.work == NV_WORK_AWAITING ? st->reported_day
                                                : NV_DAY_NONE;
    if (s.work == NV_WORK_DROPPED)
        return s;
    s.timing = timing_of(st->nominal, st->effective, done, today);
    s.original = timing_of(st->original_nominal, st->original_effective, done, today);
    return s;
}

static enum nv_status status_open(const struct nv_occurrence *o, const struct nv_state *s,
                                  int32_t today)
{
    switch (s->timing) {
    case NV_TIMING_SOON:
        return NV_STATUS_DUE_SOON;
    case NV_TIMING_TODAY:
        return NV_STATUS_DUE_TODAY;
    case NV_TIMING_OVERDUE:
        return NV_STATUS_OVERDUE;
    case NV_TIMING_UNDATED:
        if (!is_endless(o))
            return NV_STATUS_ON_TRACK;
        return s->work == NV_WORK_NOT_BEGUN && later(o, today) ? NV_STATUS_WAITING
                                                               : NV_STATUS_CONTINUOUS;
    default:
        return NV_STATUS_ON_TRACK;
    }
}

enum nv_status nv_status_now(const struct nv_occurrence *o, const struct nv_standing *st,
                             int32_t today)
{
    struct nv_state s = nv_state_now(o, st, today);
    switch (s.work) {
    case NV_WORK_AWAITING:
        return NV_STATUS_AWAITING;
    case NV_WORK_DONE:
        return s.timing == NV_TIMING_EARLY     ? NV_STATUS_DONE_EARLY
               : s.timing == NV_TIMING_OVERDUE ? NV_STATUS_DONE_LATE
                                               : NV_STATUS_DONE_ON_TIME;
    case NV_WORK_WAITING:
        return NV_STATUS_WAITING;
    case NV_WORK_HELD:
        return NV_STATUS_HELD;
    case NV_WORK_DROPPED:
        return NV_STATUS_DROPPED;
    default:
        return status_open(o, &s, today);
    }
}

enum nv_status nv_status_of(const struct nv_occurrence *o, int32_t done_day, int32_t today)
{
    struct nv_standing st = nv_standing_of(o);
    st.done_day = done_day;
    return nv_status_now(o, &st, today);
}

const char *nv_work_name(enum nv_work w)
{
    return (unsigned)w < NV_WORK_COUNT ? work_names[w] : "unknown";
}

const char *nv_work_vi(enum nv_work w)
{
    return (unsigned)w < NV_WORK_COUNT ? work_words[w] : "";
}

const char *nv_timing_name(enum nv_timing t)
{
    return (unsigned)t < NV_TIMING_COUNT ? timing_names[t] : "unknown";
}

const char *nv_timing_vi(enum nv_timing t)
{
    return (unsigned)t < NV_TIMING_COUNT ? timing_words[t] : "";
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
