/* One recorded run told again to an engine. */
#ifndef SIM_RECORDING_RUN_H
#define SIM_RECORDING_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How far the replay is. */
struct run_place {
    uint64_t event;
    size_t line;
    char kind[16];
    char scratch[64]; /* a directory for copies of ledgers, which the caller removes */
    bool unfinished;  /* nothing was recorded of what this event led to: the process ended there */
};

/* The process ended before it had done anything: there is nothing to be replayed. */
enum { RUN_EMPTY = 3 };

/* `next`: the recording of the process that was started after this one, or NULL. Returns 0, 1 or 2
 * as recording_main() does, or RUN_EMPTY. */
int run_recording(const char *dir, const char *next, struct run_place *place);

#endif
