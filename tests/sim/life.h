/* The inside of the world, shared by its parts: world.c is the shell around the engine (store,
 * courier, start and stop), people.c those who tell and order, weather.c time and misfortune. For
 * these alone. */
#ifndef SIM_LIFE_H
#define SIM_LIFE_H

#include "base/vec.h"
#include "book.h"
#include "engine/event.h"
#include "model/fact.h"
#include "rng.h"
#include "spec.h"
#include "world.h"

struct mirror;
struct nv_engine;
struct nv_snapshot;
struct nv_store;
struct nv_txn;

enum { LIFE_MAX_DAYS = 3000, LIFE_BEFORE = 60 };

enum request_kind { REQUEST_FACT, REQUEST_TEST, REQUEST_ORDER };

/* Of somebody who waits for a reply; numbers rise. */
struct request {
    uint64_t id;
    enum request_kind kind;
    int task; /* or truth_event() */
    enum nv_fact_kind fact;
    int32_t to;
    int agency;        /* of a test */
    uint64_t returned; /* the delivery that came back */
};

struct world {
    struct rng rng;
    struct spec spec;
    struct book book;
    struct nv_store *store;
    struct nv_engine *engine;
    struct mirror *mirror; /* of every tenth seed: it takes time */
    struct nv_snapshot *snapshot;
    struct nv_txn *txn;              /* asked for, not yet answered */
    bool durable;                    /* it is in the ledger already: the answer is on its way */
    NV_VEC(uint64_t) in_hand;        /* deliveries with the courier */
    NV_VEC(struct request) requests; /* that wait for a reply */
    NV_VEC(uint64_t) returned;       /* messages that came back, still to be told */
    struct request told[SPEC_TASKS]; /* the newest that was kept, as the officer knows */
    uint64_t next_request, ordering; /* ordering: in this very step */
    int64_t now_ms, armed_ms;
    int64_t measured_ms; /* the window in which it was last looked whether all has been said */
    uint32_t slices;     /* notices in a transaction; 0: as the engine has it */
    int bad_relay;       /* steps for which the relays refuse us */
    int disk_full;       /* transactions that find no room */
    bool refused;        /* the ledger had the newest transaction in part already */
    bool good, trace, draining, mirrored;
    bool visited[LIFE_MAX_DAYS];
    int32_t visited_from, visited_newest;
    int32_t
        disturbed; /* the newest day on which something kept a window from being used as usual */
    struct sim_result *result;
};

void life_tell(struct world *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int32_t life_today(const struct world *w);

/* world.c */
void life_step(struct world *w, struct nv_event ev);
void life_start(struct world *w);
void life_stop(struct world *w);
void life_crash(struct world *w);
void life_answer_commit(struct world *w);
/* The ledger has it, and says so later. */
void life_write_early(struct world *w);
void life_answer_delivery(struct world *w);
void life_free(struct world *w);

/* people.c */
void people_note_presence(struct world *w);
void people_reload(struct world *w);
void people_tell_work(struct world *w, int task);
void people_tell_event(struct world *w, int which);
void people_test(struct world *w);
void people_order(struct world *w);
/* Lets go what the brake holds. */
void people_release(struct world *w);
/* A message that was delivered comes back; one that came back is told again. */
void people_bounce(struct world *w);
void people_bounce_again(struct world *w);

/* weather.c */
void weather_live(struct world *w, uint64_t steps);

#endif
