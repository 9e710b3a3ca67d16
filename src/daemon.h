/* The shell: uv events to the engine, the engine's actions to the world; start, reload, stop.
 *
 * It alone sees everything. daemon_core.h carries out actions, daemon_control.h answers the command
 * line, daemon_replay.h is the same under a virtual clock. */
#ifndef NV_DAEMON_H
#define NV_DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nv_core;
struct nv_daemon;
struct nv_pages;
struct nv_recorder;
struct nv_request;
struct nv_snapshot;
struct uv_loop_s;

struct nv_daemon_options {
    const char *conf_dir;
    const char *state_dir;   /* NULL: $STATE_DIRECTORY, then the configuration's */
    const char *socket_path; /* NULL: the configuration's */
    const char *record_dir;  /* NULL: nothing is recorded */
    uint64_t record_max_bytes;
    bool allow_root;
};

/* Runs until SIGTERM or SIGINT. Returns the exit code: 0, 78 bad configuration, 75 the state is
 * held by another process, 70 the store is broken. */
int nv_daemon_run(const struct nv_daemon_options *options);

/* For daemon_control.c. */
struct nv_core *nv_daemon_core(struct nv_daemon *d);
const struct nv_snapshot *nv_daemon_snapshot(const struct nv_daemon *d);
int64_t nv_daemon_started_ms(const struct nv_daemon *d);
const struct nv_pages *nv_daemon_pages(const struct nv_daemon *d);
bool nv_daemon_draining(const struct nv_daemon *d);
const char *nv_daemon_conf_dir(const struct nv_daemon *d);
const char *nv_daemon_state_dir(const struct nv_daemon *d);
struct uv_loop_s *nv_daemon_loop(struct nv_daemon *d);
void nv_daemon_backup(struct nv_daemon *d, struct nv_request *request); /* answers it */
/* How long the turns of the loop took, in microseconds. */
const struct nv_spread *nv_daemon_turns_us(const struct nv_daemon *d);
const struct nv_recorder *nv_daemon_recorder(const struct nv_daemon *d);
bool nv_daemon_reload_failed(const struct nv_daemon *d); /* the newest one */
/* Reads the configuration anew on a worker thread; answers `request` (NULL for SIGHUP). */
void nv_daemon_reload(struct nv_daemon *d, struct nv_request *request);

#endif
