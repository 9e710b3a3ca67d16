/* One event as a line of JSON with everything the engine may look at, and what it did as another:
 * the format of recordings (DEVELOPERS.md). Members are only ever added; what changes the meaning
 * of one raises NV_RECORDING_FORMAT.
 *
 * Knows no file; the reader stands beside the simulation (tests/sim/recording_read.h). */
#ifndef NV_DAEMON_EVENT_H
#define NV_DAEMON_EVENT_H

#include <stdint.h>

struct nv_actions;
struct nv_buf;
struct nv_event;

enum { NV_RECORDING_FORMAT = 2 };

/* The names in the file: "restored" …, "resume" …; NULL beyond the last. */
const char *nv_event_kind_name(unsigned kind);
const char *nv_order_kind_name(unsigned kind);

/* Appends {"event":NUMBER,"kind":…}. `conf` and `files`: number and digest of the configuration, of
 * NV_EV_SNAPSHOT. */
void nv_event_line(const struct nv_event *ev, uint64_t number, unsigned conf, uint64_t files,
                   struct nv_buf *out);

/* Appends {"did":NUMBER,"digest":…,"text":…}: the digest is of the whole text, of which at most
 * `most` bytes are kept. */
void nv_event_outcome(const struct nv_actions *actions, uint64_t number, unsigned long most,
                      struct nv_buf *out);

#endif
