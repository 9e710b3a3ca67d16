/* The world around one engine: store, courier, clock, administrator and officers, each with its
 * moods. It runs the real engine over the memory store and lets the book judge every step. */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <stdbool.h>
#include <stdint.h>

struct sim_result {
    char violation[400]; /* "" if every invariant held */
    uint64_t steps, notices, items, delivered, repeated, crashes, jumps, reloads;
    uint64_t orders, bounced, diverted;
    uint64_t known; /* transactions that the ledger had in part already */
};

/* Lives through the years of `seed`, from 2025; at most `steps` steps of bad weather (0: as many as
 * the year takes). `tells`: who works is told of what facts
 * change. `trace` tells every step on stdout. */
void sim_run(uint64_t seed, uint64_t steps, int years, bool tells, bool trace,
             struct sim_result *out);

#endif
