/* What facts make of a task, worked out anew from all of them in the plainest way there is: the
 * measure for what the engine's fact table says. */
#ifndef SIM_TRUTH_H
#define SIM_TRUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "model/fact.h"

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
    int32_t changed; /* the newest day on which anything was told that counts; 0 if never */
};

/* What the plan says of a task. */
struct truth_plan {
    int32_t nominal; /* NV_DAY_NONE where undated */
    bool confirm;    /* done when the owner has confirmed it */
    int event;       /* it is due `within` days after this one; -1: none */
    int within;
};

struct truth_state truth_of(const struct truth *t, int task, const struct truth_plan *plan);
/* The event as it stands in the place of a task. */
int truth_event(int event);
/* The id of any fact of the task, 0 if there is none; `pick` chooses. */
uint64_t truth_any(const struct truth *t, int task, uint32_t pick);

#endif
