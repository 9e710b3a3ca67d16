/* The heart of the shell: carries out what the engine asks of store, courier and renderer, and
 * feeds their answers back. The daemon and the replay differ only in where time comes from and who
 * waits for replies, so both stand on this.
 *
 * It decides nothing that the engine could decide. */
#ifndef NV_DAEMON_CORE_H
#define NV_DAEMON_CORE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/fact.h"

struct nv_core;
struct nv_engine;
struct nv_err;
struct nv_notice;
struct nv_order;
struct nv_recorder;
struct nv_returned;
struct nv_snapshot;
struct nv_store;
struct uv_loop_s;

struct nv_reply {
    uint64_t request;
    int exit_code;
    const char *text;
    uint64_t notice; /* of a test, else 0 */
    uint32_t count;  /* of an order: deliveries that it changed */
};

struct nv_core_hooks {
    int64_t (*now_ms)(void *arg);          /* the clock that counts */
    void (*arm)(void *arg, int64_t at_ms); /* wake me then: nv_core_clock(); INT64_MAX never */
    void (*reply)(void *arg, const struct nv_reply *reply);
    void (*settled)(void *arg); /* a transaction has ended: reads may go on */
    void (*made)(void *arg, const struct nv_notice *notice); /* it is durable; may be NULL */
    void *arg;
};

struct nv_core_options {
    const char *state_dir;
    bool rehearsal; /* every lane is a Maildir below the state directory: nothing leaves the machine
                     */
    bool sync;      /* commit on the loop's own thread */
    struct nv_recorder *recorder; /* sees every event and what it led to; NULL: none */
};

/* Opens the store in `state_dir`, restores the engine, starts nothing yet. */
int nv_core_open(struct uv_loop_s *loop, const struct nv_core_options *options,
                 const struct nv_core_hooks *hooks, struct nv_core **out, struct nv_err *err);

/* Puts a configuration in force (takes its own reference). The first call starts the work. */
int nv_core_configure(struct nv_core *c, const struct nv_snapshot *s, struct nv_err *err);

/* `ahead_ms`: by so much the clock was set ahead, or back (below 0), if it was. */
void nv_core_clock(struct nv_core *c, bool jumped, int64_t ahead_ms);
/* True if the token of an envelope sender is one of ours; *out is what came back. */
bool nv_core_bounced(const struct nv_core *c, const char *token, struct nv_returned *out);
void nv_core_order(struct nv_core *c, const struct nv_order *order);
void nv_core_fact(struct nv_core *c, uint64_t request, const struct nv_fact *fact);
/* A letter that tries the addresses of an agency (its id). */
void nv_core_test(struct nv_core *c, uint64_t request, const char *agency);
/* No new work; what has not begun comes back; nv_core_idle() tells when the rest is finished. */
void nv_core_drain(struct nv_core *c);
bool nv_core_idle(const struct nv_core *c);

/* True while a transaction is being written: the store must not be read. */
bool nv_core_store_busy(const struct nv_core *c);
/* Seconds for which the disk has not answered, where that is too long; else 0. */
unsigned nv_core_store_hangs_s(const struct nv_core *c);
struct nv_store *nv_core_store(struct nv_core *c);
const struct nv_engine *nv_core_engine(const struct nv_core *c);
const char *nv_core_ledger_id(const struct nv_core *c);
/* What keeps the mailing from being well, for the log: "store", "relay" (one is left alone),
 * "stuck"; NULL: nothing. */
const char *nv_core_ill(const struct nv_core *c);
/* Tells the configured address that all is well; a failure is logged. */
void nv_core_beat(struct nv_core *c);
/* Jobs that the courier holds. */
unsigned nv_core_in_flight(const struct nv_core *c);
/* The store has failed in a way that only a restart mends (-NV_E…), or 0. */
int nv_core_broken(const struct nv_core *c);

/* Stops the courier, closes the store (which must not be busy) and every handle; the loop must run
 * on until they are closed before nv_core_free(). */
void nv_core_close(struct nv_core *c);
void nv_core_free(struct nv_core *c);

#endif
