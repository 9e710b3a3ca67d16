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
    int task;
    int32_t to, told; /* the day it was told */
};

struct truth {
    NV_VEC(struct truth_fact) facts; /* ids rise */
};

struct truth_state {
    bool done, dropped;
    int32_t held_until, ack_until; /* NV_DAY_NONE */
    int32_t nominal;
    int32_t changed; /* the newest day on which anything was told that counts; 0 if never */
};

/* `nominal`: as the plan says it, NV_DAY_NONE where undated. */
struct truth_state truth_of(const struct truth *t, int task, int32_t nominal);
/* The id of any fact of the task, 0 if there is none; `pick` chooses. */
uint64_t truth_any(const struct truth *t, int task, uint32_t pick);

#endif
