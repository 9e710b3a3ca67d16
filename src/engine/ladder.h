/* Ladders as days: which rung has been reached, and when the next one will be.
 *
 * Before the deadline days are counted back from the last working day on or before the nominal day;
 * after it they are counted on from the effective day. Every rung falls on a working day. Of a
 * period that repeats, and of a range, nobody is reminded before it begins: a rung that would fall
 * there moves to its first working day. */
#ifndef NV_ENGINE_LADDER_H
#define NV_ENGINE_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/notice.h"
#include "model/snapshot.h"

enum { NV_RANK_REPEAT = 100000 }; /* ranks from here on: the repetitions after the last rung */

struct nv_reached {
    enum nv_rung_kind kind;
    bool told;   /* no step of a ladder but a fact that the agencies are told of */
    bool after;  /* an offset after the deadline */
    bool last;   /* the last step of its ladder up to the deadline */
    int32_t day; /* NV_DAY_NONE: no rung has been reached */
    int rank;    /* orders rungs of one day: the later on the ladder wins */
    char text[NV_RUNG_TEXT];
};

/* The newest rung reached by `today`, and in *next the first rung day after `today` (INT32_MAX if
 * there is none; may be NULL). `since`: of each rung, then of the repetition, the first day on
 * which it was in force, before which it cannot have been reached; NULL: all of them always were.
 */
void nv_ladder_at(const struct nv_snapshot *s, const struct nv_occurrence *o,
                  const struct nv_ladder *l, const int32_t *since, int32_t today,
                  struct nv_reached *newest, int32_t *next);

/* Every rung up to and including `until`, by day; at most `max`. Returns how many. */
size_t nv_ladder_list(const struct nv_snapshot *s, const struct nv_occurrence *o,
                      const struct nv_ladder *l, int32_t until, struct nv_reached *out, size_t max);

#endif
