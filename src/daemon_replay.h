/* The whole shell under a virtual clock: real engine, real SQLite ledger, real courier, but every
 * lane is a Maildir below the state directory, so that nothing ever leaves the machine. */
#ifndef NV_DAEMON_REPLAY_H
#define NV_DAEMON_REPLAY_H

#include <stdint.h>

struct nv_cli;
struct nv_snapshot;

/* Replays the days `from` to `to` (inclusive) into `state_dir`, which must not hold a ledger yet
 * (NULL: a new directory below the system's temporary one). Prints progress on cli->err and a table
 * by month (or with cli->json one document) on cli->out. `facts` (daemon_script.h; NULL: none) are
 * told on the way; what is refused is said with its line, and makes the exit code 1. */
int nv_replay_run(struct nv_cli *cli, const struct nv_snapshot *s, int32_t from, int32_t to,
                  const char *state_dir, const char *facts);

#endif
