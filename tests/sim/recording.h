/* Replays the recording of a production run (src/daemon_record.h): the engine is told the same
 * events over a copy of the same ledger, under the same configurations, and must do the same. After
 * every step the invariants that need no knowledge of the world are checked (recording_rules.h). */
#ifndef SIM_RECORDING_H
#define SIM_RECORDING_H

/* `dir`: one recording, or a directory of several, one a start of the process: those in order, and
 * each ledger must continue the one before. Tells the result on stdout, with the first difference.
 * Returns 0 if there is none, 1 if there is, 2 where a recording cannot be replayed. */
int recording_main(const char *dir);

#endif
