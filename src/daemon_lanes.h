/* From configuration to the courier's lanes and back: which relay is which lane, what a job looks
 * like, and how one courier gives way to the next when a reload changes the relays. */
#ifndef NV_DAEMON_LANES_H
#define NV_DAEMON_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nv_err;
struct nv_lanes;
struct nv_op_claim;
struct nv_snapshot;
struct nv_verdict;
struct uv_async_s;

/* `wake` is sent from courier threads. */
struct nv_lanes *nv_lanes_new(struct uv_async_s *wake);
void nv_lanes_free(struct nv_lanes *l);

/* Lanes of `s`: its relays in order, then the web. Where nothing about them has changed, all stays;
 * else a new courier takes over, and the old one finishes what it has. `rehearsal`: only Maildirs
 * below `state_dir`. */
int nv_lanes_configure(struct nv_lanes *l, const struct nv_snapshot *s, const char *state_dir,
                       bool rehearsal, struct nv_err *err);

/* `sender`: the envelope's, of mail. `bytes` (made by nv_malloc) is taken over. */
void nv_lanes_submit(struct nv_lanes *l, const struct nv_snapshot *s,
                     const struct nv_op_claim *claim, uint32_t lane, const char *series,
                     const char *sender, char *bytes, size_t n);
/* A small POST to `url` that says so; its verdict is of delivery NV_BEAT. */
enum { NV_BEAT = 0 };
void nv_lanes_beat(struct nv_lanes *l, const struct nv_snapshot *s, const char *url);
size_t nv_lanes_collect(struct nv_lanes *l, struct nv_verdict *out, size_t max);
size_t nv_lanes_busy(const struct nv_lanes *l);
void nv_lanes_drain(struct nv_lanes *l);

#endif
