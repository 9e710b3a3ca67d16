/* What facts make of a task, worked out anew from all of them in the plainest way there is: the
 * measure for what the engine's fact table says. */
#ifndef SIM_TRUTH_H
#define SIM_TRUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "model/fact.h"

struct spec;

/* One that is durable. */
struct truth_fact {
    uint64_t id, undoes;
    enum nv_fact_kind kind;
    int task;              /* or truth_event() */
    int32_t day, to, told; /* told: the day on which it was */
};

struct truth {
    NV_VEC(struct truth_fact) facts; /* ids rise */
};

struct truth_state {
    bool done, dropped;
    bool reported;                 /* told done, and its owner has yet to confirm it */
    int32_t held_until, ack_until; /* NV_DAY_NONE */
    int32_t nominal;
    uint64_t newest; /* fact that says anything of it, or of what it waits for; 0: none */
    int32_t changed; /* the newest day on which anything was told that counts; 0 if never */
};

/* Of the task as the plan has it. */
struct truth_state truth_of(const struct truth *t, const struct spec *s, int task);
/* The event as it stands in the place of a task. */
int truth_event(int event);
/* Whether the journal says last that no configuration names the task; *known: that it says anything
 * of it. */
bool truth_removed(const struct truth *t, int task, bool *known);
/* The id of any fact of the task, 0 if there is none; `pick` chooses. */
uint64_t truth_any(const struct truth *t, int task, uint32_t pick);

#endif
