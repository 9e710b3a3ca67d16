/* The world around one engine: store, courier, clock, administrator and officers, each with its
 * moods. It runs the real engine over the memory store and lets the book judge every step. */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <stdbool.h>
#include <stdint.h>

struct sim_result {
    char violation[400]; /* "" if every invariant held */
    uint64_t steps, notices, items, delivered, repeated, crashes, jumps, reloads;
};

/* Lives through the year of `seed`; at most `steps` steps of bad weather (0: as many as the year
 * takes). `trace` tells every step on stdout. */
void sim_run(uint64_t seed, uint64_t steps, bool trace, struct sim_result *out);

#endif
