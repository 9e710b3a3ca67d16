#include "model/standing.h"

#include <string.h>

#include "calendar/day.h"
#include "model/snapshot.h"

struct nv_standing nv_standing_of(const struct nv_occurrence *o)
{
    return (struct nv_standing){
        .nominal = o->nominal,
        .effective = o->effective,
        .original_nominal = o->nominal,
        .original_effective = o->effective,
        .happened_day = NV_DAY_NONE,
        .since = NV_DAY_NONE,
        .done_day = NV_DAY_NONE,
        .reported_day = NV_DAY_NONE,
        .dropped_day = NV_DAY_NONE,
        .held_until = NV_DAY_NONE,
        .ack_until = NV_DAY_NONE,
        .percent = -1,
        .percent_day = NV_DAY_NONE,
        .change_day = NV_DAY_NONE,
        .change_of = NV_DAY_NONE,
        .document = "",
        .note = "",
    };
}

bool nv_standing_closed(const struct nv_standing *st)
{
    return st->done_day != NV_DAY_NONE || st->dropped_day != NV_DAY_NONE;
}

bool nv_standing_held(const struct nv_standing *st, int32_t day)
{
    return st->held_until != NV_DAY_NONE && day <= st->held_until;
}

uint32_t nv_standing_current(const struct nv_snapshot *s, uint32_t deliverable,
                             const struct nv_standing *standings)
{
    const struct nv_deliverable *d = &s->deliverables[deliverable];
    uint32_t last = d->first_occurrence + d->n_occurrences - 1, i = d->first_occurrence;
    while (i < last && nv_standing_closed(&standings[i]))
        i++;
    return i;
}

bool nv_rung_is_fact(const char *rung)
{
    char kind[NV_RUNG_TEXT];
    size_t n = strcspn(rung, ":");
    if (rung[n] != ':' || n >= sizeof kind)
        return false;
    memcpy(kind, rung, n);
    kind[n] = '\0';
    return nv_fact_kind_find(kind) != NV_FACT_COUNT;
}
