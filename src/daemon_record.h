/* The recording of a production run (nhacviecd --record DIR): everything that the engine was told,
 * and what it did, so that a developer can replay the run in the simulation (tests/sim
 * --recording).
 *
 * Each start of the process makes a directory of its own in DIR: `ledger.db`, the ledger as it was
 * before this process changed it; `conf-N/`, the files of each configuration that came into force;
 * `events`, a line an event and a line for what it led to (daemon_event.h). No secret is in it, but
 * addresses and titles are.
 *
 * Files are written on a worker thread, from a bounded buffer. Whatever goes wrong ends the
 * recording, never the work: one line in the log, one in `nhacviec status`. Every function does
 * nothing when it is given NULL. */
#ifndef NV_DAEMON_RECORD_H
#define NV_DAEMON_RECORD_H

#include <stdbool.h>
#include <stdint.h>

struct nv_actions;
struct nv_conf_files;
struct nv_diags;
struct nv_event;
struct nv_recorder;
struct nv_snapshot;
struct nv_store;
struct uv_loop_s;

struct nv_recorder_status {
    bool on;
    const char *dir; /* of this run; NULL: it could not be made */
    uint64_t events, bytes;
    const char *stopped; /* "limit", "no-room", "overflow", "error"; NULL: it was not */
    const char *why;     /* the same for a person, Vietnamese; "" if not stopped */
};

/* NULL without a directory. `max_bytes`: so large may one recording become. */
struct nv_recorder *nv_recorder_new(struct uv_loop_s *loop, const char *dir, uint64_t max_bytes);

/* nv_conf_load(), keeping what was read in *files (NULL where nothing is recorded). Any thread. */
int nv_recorder_load(const struct nv_recorder *r, const char *conf_dir, struct nv_diags *diags,
                     struct nv_snapshot **out, struct nv_conf_files **files);
/* The next NV_EV_SNAPSHOT is of these files, which become the recorder's; *files is NULL then. */
void nv_recorder_offer(struct nv_recorder *r, struct nv_conf_files **files,
                       const struct nv_snapshot *s);
void nv_recorder_forget(struct nv_conf_files **files);

/* The store is open and was not yet restored from. */
void nv_recorder_begin(struct nv_recorder *r, struct nv_store *store, const char *state_dir);
/* Before the step, so that an event which ends the process is there; and after it, when letters are
 * rendered and nothing is carried out yet. */
void nv_recorder_event(struct nv_recorder *r, const struct nv_event *ev);
void nv_recorder_did(struct nv_recorder *r, const struct nv_actions *actions);

/* False where nothing is recorded and nothing was to be. */
bool nv_recorder_status(const struct nv_recorder *r, struct nv_recorder_status *out);

/* What is buffered is written while the loop runs on; then the recorder may be freed. */
void nv_recorder_close(struct nv_recorder *r);
void nv_recorder_free(struct nv_recorder *r);

#endif
