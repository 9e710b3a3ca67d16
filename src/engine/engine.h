/* The engine: events in, actions out, nothing else. It holds what is known (schedule, facts, what
 * was heard, the open deliveries) and decides; it never sees a clock, a socket or a file.
 *
 * One transaction is outstanding at a time; whatever gathers meanwhile goes into the next one. The
 * state changes only when a commit is confirmed, so a failed one loses nothing: its verdicts stay,
 * its notices are planned again. */
#ifndef NV_ENGINE_ENGINE_H
#define NV_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/notice.h"
#include "model/remark.h"

struct nv_actions;
struct nv_arena;
struct nv_engine;
struct nv_event;
struct nv_fact_table;
struct nv_snapshot;
struct nv_standing;

struct nv_engine *nv_engine_new(void);
void nv_engine_free(struct nv_engine *e);

/* It will have nothing to say about the mailing itself: for rehearsals, which ask what would be. */
void nv_engine_quiet(struct nv_engine *e);

/* A window goes into the ledger with so many notices a transaction, instead of 1,000. */
void nv_engine_slices(struct nv_engine *e, uint32_t notices);

/* Takes one event and appends what is to be done. */
void nv_engine_step(struct nv_engine *e, const struct nv_event *ev, struct nv_actions *out);

struct nv_lane_status {
    const char *id; /* relay id, or "webhook" */
    uint32_t waiting, claimed;
    uint32_t resting;        /* relay or webhook hosts that are left alone at the moment */
    int64_t paused_until_ms; /* the last of them; INT64_MIN: none */
    bool probing;            /* a relay after its rest: one message at a time */
    bool ill;                /* a relay: it rests, or has not yet shown that it works again */
    uint64_t attempts[NV_CLASS_COUNT]; /* judged since the start, by class; a reload keeps them */
};

struct nv_engine_status {
    uint64_t counts[NV_DELIVERY_STATE_COUNT]; /* all deliveries ever, by state */
    uint64_t notices, items;                  /* made since the start of the process */
    uint64_t commits, commit_failures;
    uint64_t attempts[NV_CLASS_COUNT]; /* judged since the start, by class */
    uint64_t retries, bounces;
    uint32_t held;                          /* notices that the brake keeps back */
    bool held_after_jump;                   /* since the clock was set far ahead */
    uint32_t remarks[NV_REMARK_COUNT];      /* that no notice has told yet */
    int64_t next_ms;                        /* when the engine wants to be woken */
    int64_t last_window_ms, next_window_ms; /* INT64_MIN: none yet */
    bool store_failing, draining;
    uint32_t n_lanes;
};

void nv_engine_status(const struct nv_engine *e, struct nv_engine_status *out);
/* Since when the oldest open delivery is; INT64_MAX: none is. Looks at each of them. */
int64_t nv_engine_oldest_ms(const struct nv_engine *e);
/* How many addresses are marked as refusing mail: what stands in for them is used. */
uint32_t nv_engine_suspended(const struct nv_engine *e, int64_t now_ms);
/* The first of them at or after `*at`, which then is behind it; NULL at the end. */
const char *nv_engine_next_suspended(const struct nv_engine *e, int64_t now_ms, uint32_t *at);
void nv_engine_lane(const struct nv_engine *e, uint32_t lane, int64_t now_ms,
                    struct nv_lane_status *out);

/* Until when the relay or receiver of an open delivery is left alone; INT64_MIN: it is not. */
int64_t nv_engine_rests_until(const struct nv_engine *e, uint64_t delivery, int64_t now_ms);

struct nv_engine_forecast {
    int64_t window_ms; /* the window open now, or the next one */
    uint32_t notices, items;
};

/* What that window would bring if `s` were in force from the day `from` on, beyond what has been
 * heard; nothing changes. */
void nv_engine_forecast(const struct nv_engine *e, const struct nv_snapshot *s, int32_t from,
                        int64_t now_ms, struct nv_engine_forecast *out);
/* Whom the brake keeps from hearing (index into the snapshot), and of how much; nothing changes. */
void nv_engine_each_held(const struct nv_engine *e, int64_t now_ms,
                         void (*tell)(void *arg, uint32_t agency, uint32_t items), void *arg);

/* What facts make of an occurrence of the snapshot in force, and the journal itself. */
/* A notice as a delivery of it that is claimed now is rendered: without what has been done in the
 * meantime, or has got another deadline, of which a new item speaks; with what facts say. In the
 * arena; NULL if nothing is left of it. */
const struct nv_notice *nv_engine_as_claimed(const struct nv_engine *e, struct nv_arena *a,
                                             const struct nv_notice *n, int64_t now_ms);

void nv_engine_standing(const struct nv_engine *e, uint32_t occurrence, struct nv_standing *out);
const struct nv_fact_table *nv_engine_facts(const struct nv_engine *e);

/* True when nothing is outstanding: no transaction, nothing claimed, nothing to be written. */
bool nv_engine_idle(const struct nv_engine *e);

const struct nv_snapshot *nv_engine_snapshot(const struct nv_engine *e); /* NULL before the first */

#endif
