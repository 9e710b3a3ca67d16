/* What the facts told so far make of one occurrence: its dates as they count now, whether work on
 * it is over, and the newest fact that its agencies are to be told of. Made by the fact table
 * (engine/facts.h); read by planner, renderer and reports alike. */
#ifndef NV_MODEL_STANDING_H
#define NV_MODEL_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "model/fact.h"
#include "model/notice.h" /* NV_RUNG_TEXT */

struct nv_occurrence;
struct nv_snapshot;

struct nv_standing {
    int32_t nominal, effective; /* as they count now; NV_DAY_NONE where undated */
    /* Before the first extension: as the plan says, or as an event or a binding made them. */
    int32_t original_nominal, original_effective;
    int extensions;
    bool bound;           /* dated by a fact: the plan itself names no day */
    bool happened;        /* all events that it waits for have been announced */
    int32_t happened_day; /* the last of them; NV_DAY_NONE */
    /* The local day on which the newest fact that set its dates was told, NV_DAY_NONE if none did:
     * rungs up to it are past, whatever the new dates make of them. */
    int32_t since;

    int count;            /* completions that stand */
    int32_t done_day;     /* the newest of them where they are enough, else NV_DAY_NONE */
    int32_t reported_day; /* told done, but its owner has still to confirm it; NV_DAY_NONE */
    int32_t dropped_day;  /* NV_DAY_NONE */
    int32_t held_until;   /* last day, NV_DAY_NONE */
    int32_t ack_until;    /* last day, NV_DAY_NONE */
    int percent;          /* as last told, -1 */
    int32_t percent_day;

    /* The newest fact that its agencies are to be told of; change_day NV_DAY_NONE: none. */
    enum nv_fact_kind change;
    uint64_t change_id;
    int32_t change_day; /* the local day on which it was told */
    int32_t change_of;  /* the day that the fact speaks of */
    const char *document, *note;
    char rung[NV_RUNG_TEXT]; /* "extend:17": what an item that tells it is named by */
};

/* The standing of work nobody has told anything about. */
struct nv_standing nv_standing_of(const struct nv_occurrence *o);

/* Done or dropped. */
bool nv_standing_closed(const struct nv_standing *st);

/* Nobody is reminded of it on this day. */
bool nv_standing_held(const struct nv_standing *st, int32_t day);

/* Of a deliverable's occurrences the one that speaks for it: the first that is open, or the last.
 * `standings` by occurrence of the snapshot. */
uint32_t nv_standing_current(const struct nv_snapshot *s, uint32_t deliverable,
                             const struct nv_standing *standings);

/* True if the text of a rung names a fact ("done:12") rather than a step of a ladder. */
bool nv_rung_is_fact(const char *rung);

#endif
