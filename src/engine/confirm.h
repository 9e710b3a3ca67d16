/* Asking the owner of a plan for its word on work that was told done: on the day after, and again
 * each five working days while it waits, for meanwhile nobody is reminded. Pure; who is asked and
 * whether he has been is the planner's matter. */
#ifndef NV_ENGINE_CONFIRM_H
#define NV_ENGINE_CONFIRM_H

#include <stdbool.h>
#include <stdint.h>

struct nv_item;
struct nv_reached;
struct nv_snapshot;
struct nv_standing;

/* True while the newest that was told of the work is a completion that waits for that word. */
bool nv_confirm_waits(const struct nv_standing *st, int32_t today);

/* The newest asking that has come ("done:12", then "done:12+5w", "done:12+10w"); only where it
 * waits. Returns the day of the next. */
int32_t nv_confirm_asked(const struct nv_snapshot *s, const struct nv_standing *st, int32_t today,
                         struct nv_reached *out);

/* True if the item tells the fact that is the newest, or asks about it again. */
bool nv_confirm_names(const struct nv_item *item, const struct nv_standing *st);

#endif
