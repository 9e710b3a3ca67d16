/* Everything that can happen to the engine: one enum, the left half of the program's map. */
#ifndef NV_ENGINE_EVENT_H
#define NV_ENGINE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/verdict.h"
#include "engine/orders.h"
#include "model/fact.h"

struct nv_item;
struct nv_ledger;
struct nv_snapshot;
struct nv_txn;

enum nv_event_kind {
    NV_EV_RESTORED,  /* the store has given its ledger; first of all, once */
    NV_EV_SNAPSHOT,  /* a configuration is in force from now on (start, reload) */
    NV_EV_CLOCK,     /* time has come or has jumped */
    NV_EV_COMMITTED, /* the outstanding transaction is durable, or is not */
    NV_EV_VERDICT,   /* the courier's answer to one attempt */
    NV_EV_FACT,      /* a person tells a fact and waits for the reply */
    NV_EV_TEST,      /* a person wants a letter that tries an agency's addresses */
    NV_EV_ORDER,     /* a person, or a returned message, orders about deliveries */
    NV_EV_DRAIN,     /* nothing new from now on: finish what is in the courier's hands */
};

/* An item that the ledger turned out to have. */
struct nv_told {
    const char *agency;
    const struct nv_item *item;
};

struct nv_event {
    enum nv_event_kind kind;
    int64_t now_ms; /* of every event */
    bool more;      /* another event follows at once: note this one, act on the last */
    union {
        const struct nv_ledger *ledger;     /* borrowed */
        const struct nv_snapshot *snapshot; /* the engine takes its own reference */
        struct {
            bool jumped;      /* the wall clock was set */
            int64_t ahead_ms; /* by so much, forward; below 0: back; 0: nobody knows */
        } clock;
        struct {
            const struct nv_txn *txn;   /* the one of NV_ACT_COMMIT */
            int rc;                     /* 0 or -NV_E… */
            const struct nv_told *told; /* after -NV_EEXIST: its items that were told before */
            size_t n_told;
            /* After -NV_EEXIST: its deliveries to an address that their notice has had before. */
            const uint64_t *had;
            size_t n_had;
        } committed;
        struct nv_verdict verdict;
        struct nv_order order;
        struct {
            uint64_t request;    /* the shell's name for who waits */
            struct nv_fact fact; /* id is given by the engine; strings are copied */
        } fact;
        struct {
            uint64_t request;
            const char *agency; /* id of one with endpoints */
        } test;
    };
};

#endif
