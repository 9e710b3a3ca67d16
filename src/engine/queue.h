/* The index in memory of what is not yet delivered; the store is the queue itself. Deliveries wait
 * by lane (one for each relay, then the web) in order of their next attempt. On the web each host
 * has limits and pauses of its own, so that a slow one delays no other; those of which nobody knows
 * that they answer share a part of what may be in hand, so that thousands of dead ones leave the
 * rest to those that do. */
#ifndef NV_ENGINE_QUEUE_H
#define NV_ENGINE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/table.h"
#include "model/notice.h"

struct nv_intern;
struct nv_snapshot;
struct nv_queue;

struct nv_entry {
    uint64_t id, notice;
    const char *agency, *endpoint; /* interned */
    enum nv_life life; /* moved by whoever follows the table; the queue only looks after places */
    int attempts, unknown, idle; /* as nv_delivery has them */
    bool rendered, maybe_duplicate;
    bool before;        /* in the courier's hands since before the lanes were set anew */
    int64_t resumed_ms; /* when a person took it up again, 0: never */
    int64_t since_ms;   /* its lifetime counts from here: made, or taken up again */
    int64_t next_ms;
    uint32_t lane, line;
    uint32_t heap_at; /* place in its lane's heap, NV_NONE while taken out of it */
};

/* Of a lane, and of each line in it: a relay's lane is one line, the web's has one for each host.
 */
struct nv_lane_state {
    uint32_t claimed, limit; /* deliveries in the courier's hands, and how many may be */
    uint32_t waiting;
    bool doubtful; /* a host of the web that has not answered yet, or did not the last time */
    int64_t interval_ms, next_take_ms; /* at most one in so long; 0: no such limit */
    /* engine/circuit.h: */
    int64_t paused_until_ms; /* INT64_MIN: not paused */
    int64_t rests_since_ms;  /* while `probing` */
    uint32_t failures;       /* in a row */
    uint32_t rests;          /* in a row */
    bool probing;            /* after a rest: one at a time until one has arrived */
    bool told;               /* that it rests for long */
};

struct nv_queue *nv_queue_new(struct nv_intern *names);
void nv_queue_free(struct nv_queue *q);

/* Sets the lanes and their limits; what waits is assigned anew. */
void nv_queue_configure(struct nv_queue *q, const struct nv_snapshot *s);

/* Copies; items keep the names that the engine knows by interning, others for themselves. */
void nv_queue_add_notice(struct nv_queue *q, const struct nv_notice *n);
void nv_queue_add(struct nv_queue *q, const struct nv_delivery *d);

struct nv_entry *nv_queue_find(struct nv_queue *q, uint64_t delivery); /* NULL if unknown */
const struct nv_notice *nv_queue_notice(const struct nv_queue *q, uint64_t notice);

/* The delivery of `lane` that is due first and not after `now_ms`, taken out of waiting; NULL if
 * none is due, or the lane is paused or full. */
struct nv_entry *nv_queue_take(struct nv_queue *q, uint32_t lane, int64_t now_ms);
/* Back to waiting until entry->next_ms. */
void nv_queue_put_back(struct nv_queue *q, struct nv_entry *e);
/* This one, waiting, is taken whatever its turn; or gets another time. */
void nv_queue_pick(struct nv_queue *q, struct nv_entry *e);
void nv_queue_reschedule(struct nv_queue *q, struct nv_entry *e, int64_t next_ms);
/* It has reached its end. */
void nv_queue_remove(struct nv_queue *q, struct nv_entry *e);

/* Since when the oldest delivery that is not at its end has been on its way; INT64_MAX: none. */
int64_t nv_queue_oldest_ms(const struct nv_queue *q);
uint32_t nv_queue_lanes(const struct nv_queue *q);
struct nv_lane_state *nv_queue_lane(struct nv_queue *q, uint32_t lane);
/* The line that a delivery goes by. */
struct nv_lane_state *nv_queue_line(struct nv_queue *q, const struct nv_entry *e);
/* Whether the host that a delivery goes to has answered; a relay's lane has no such doubts. */
void nv_queue_answered(struct nv_queue *q, const struct nv_entry *e, bool answered);
/* How many lines of `lane` rest, and until when the last of them (INT64_MIN: none). */
uint32_t nv_queue_resting(const struct nv_queue *q, uint32_t lane, int64_t now_ms,
                          int64_t *until_ms);
/* When something can be taken next, over all lanes that are not full; INT64_MAX if never. */
int64_t nv_queue_next_ms(const struct nv_queue *q);
/* After the clock was set back: no first attempt later than `now_ms`, no other later than
 * `latest_ms`, no lane paused beyond `pause_ms`; nothing was made later than now. */
void nv_queue_clamp(struct nv_queue *q, int64_t now_ms, int64_t latest_ms, int64_t pause_ms);

#endif
