/* The simulation's own book of what is durable and what really happened, and the invariants: each
 * is written here in words, beside the code that proves it.
 *
 * What concerns single deliveries (book.c) and orders about them (book_orders.c) needs no knowledge
 * of the world: with `spec` NULL the rest is not looked at, as when a recorded run is replayed. */
#ifndef SIM_BOOK_H
#define SIM_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "base/verdict.h"
#include "engine/orders.h"
#include "model/notice.h"
#include "model/remark.h"
#include "spec.h"
#include "truth.h"

struct nv_intern;
struct nv_op_claim;
struct nv_txn;

struct book_delivery {
    uint64_t notice;
    const char *endpoint;
    int64_t since_ms;   /* its lifetime counts from here: made, or taken up again */
    int64_t resumed_ms; /* the latter, durable; 0: never */
    bool web, test, resumed;
    enum nv_delivery_state state; /* durable */
    int attempts, unknown, idle;  /* begun; answers that were lost, both durable */
    int64_t due_ms, stored_ms;    /* pending: when it may be tried, and what the store says */
    uint64_t bytes;               /* a hash of what was first handed over, 0 = never */
    int delivered;                /* how often the receiver got it */
    bool may_repeat; /* an answer was lost, there was a crash, or a person wants it again, since it
                        was delivered */
    bool in_hand;    /* handed to the courier, no verdict given yet */
    bool answered;   /* the engine knows the verdict; it is not yet durable */
    bool in_txn;     /* the outstanding transaction has to do with it */
    enum nv_class answer;
    /* What the plan says of that verdict, where there is one (book_ways.c): */
    bool judged;
    bool must_end;   /* it is not to be tried again by this address */
    bool owed;       /* its owner is to hear of its failure */
    bool flags;      /* its address asks for no more */
    const char *way; /* where it goes instead when it fails; NULL: nowhere */
};

struct book_item {
    const char *occurrence, *agency;
    char rung[NV_RUNG_TEXT];
    int32_t rung_day, effective;
    enum nv_role role;
    enum nv_section section;
    int chase;
};

struct book_notice {
    const char *agency; /* NULL: there is none of this id */
    int64_t window_ms;
    bool test;
    uint32_t first_item, n_items;
};

/* An address that refuses mail. */
struct book_flag {
    const char *endpoint;
    int64_t at_ms; /* 0: not any more */
};

struct book_remark {
    uint64_t id;
    enum nv_remark_kind kind;
    int64_t at_ms;
    bool told; /* a notice has it */
};

/* One of the deliveries that an order is about. */
struct book_ordered {
    uint64_t delivery;
    enum nv_delivery_state was; /* as the ledger had it */
    bool possible, done;
};

struct book_order {
    uint64_t request;
    enum nv_order_kind kind;
    NV_VEC(struct book_ordered) list;
    const char *endpoint, *text;
    int code;
    bool draining, held, flagged, cleared;
};

struct book_brake {
    int notices, jump; /* as configured; 0: no limit */
    /* The clock was set so far ahead, in all, since something was planned: if the plan that was
     * begun is not at its end; if it is. */
    int64_t ahead_ms, since_ms;
    bool sliced;       /* a plan may be several transactions */
    bool released;     /* a person has let the next plan go */
    int64_t stored_ms; /* what the ledger has of that */
    bool stored_release;
    bool went;                        /* the newest transaction had notices of a window */
    int64_t asked_ms, asked_since_ms; /* as they were when the newest transaction was asked for */
    uint32_t held;                    /* as the engine says */
    bool told;                        /* the owner is told since it holds */
};

struct book {
    const struct spec *spec; /* NULL: unknown */
    struct nv_intern *names;
    NV_VEC(struct book_delivery) deliveries; /* by id */
    NV_VEC(struct book_notice) notices;      /* by id */
    NV_VEC(struct book_item) items;
    NV_VEC(int64_t) windows; /* by name of the agency: the newest in which it got a notice */
    struct nv_intern *heard, *windows_used; /* keys of what must be there once only */
    struct nv_intern *spoken;               /* the work that notices have named */
    NV_VEC(struct book_flag) flags;
    NV_VEC(struct book_remark) remarks; /* by rising id */
    NV_VEC(struct book_order) orders;   /* not yet answered */
    uint64_t counts[NV_DELIVERY_STATE_COUNT], ordered, bounced, diverted;
    struct book_brake brake;
    struct truth truth;
    bool outstanding, failing; /* a transaction; the one that ends now was refused */
    char violation[400];       /* "" while all is well */
};

void book_init(struct book *b, const struct spec *spec);
void book_free(struct book *b);
void book_violate(struct book *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int book_task(const struct book *b, const char *occurrence); /* index, -1 if unknown */
struct truth_state book_state(const struct book *b, int task);
struct book_delivery *book_find(struct book *b, uint64_t id); /* made where it is missing */

/* The engine asks for a transaction at `now_ms`. */
void book_asked(struct book *b, const struct nv_txn *t, int64_t now_ms);
/* It is durable. */
void book_durable(struct book *b, const struct nv_txn *t);
/* The engine is about to be told so, or that it was refused; before and after that step. */
void book_ending(struct book *b, const struct nv_txn *t, bool durable);
void book_ended(struct book *b);
/* The engine hands a delivery over. */
void book_send(struct book *b, const struct nv_op_claim *c, const char *bytes, size_t n);
/* The receiver has it. */
void book_delivered(struct book *b, uint64_t delivery);
/* The engine is told. */
void book_answer(struct book *b, const struct nv_verdict *v, int64_t now_ms);
/* The clock was set, by so much: what waits is no further off than the rules ever make it. */
void book_clock(struct book *b, int64_t now_ms, int64_t ahead_ms);
/* Nothing is under way, and the engine wants to sleep from `now_ms` until `armed_ms`. */
void book_sleep(struct book *b, int64_t now_ms, int64_t armed_ms);
/* All that was in memory is lost. */
void book_crash(struct book *b);

/* An order is given to the engine, `draining` or not, that holds back `held` notices; and the
 * engine's reply, `at_once` if in the same step. */
void book_ordered(struct book *b, const struct nv_order *o, bool draining, uint32_t held);
void book_replied(struct book *b, uint64_t request, int exit_code, uint32_t count, bool at_once);

/* The limits of the configuration in force; what the engine says that it holds back, at rest. */
void book_limits(struct book *b, int notices, int jump);
void book_held(struct book *b, uint32_t held, bool asleep_in_window);

/* The world has been good for long: everything has come to its end. `first_day`: the first day of
 * that good time; `visited` says whether a window of that day was used. */
void book_end(struct book *b, int32_t today, const bool *visited, int32_t visited_from);

#endif
