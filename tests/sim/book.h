/* The simulation's own book of what is durable and what really happened, and the invariants: each
 * is written here in words, beside the code that proves it. */
#ifndef SIM_BOOK_H
#define SIM_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "base/verdict.h"
#include "model/notice.h"
#include "spec.h"
#include "truth.h"

struct nv_op_claim;
struct nv_txn;

struct book_delivery {
    uint64_t notice;
    int64_t created_ms;
    bool web;
    enum nv_delivery_state state; /* durable */
    int attempts;
    int64_t due_ms, stored_ms; /* pending: when it may be tried, and what the store says */
    uint64_t bytes;            /* a hash of what was first handed over, 0 = never */
    int delivered;             /* how often the receiver got it */
    bool may_repeat; /* an answer was lost, or there was a crash, since it was delivered */
    bool in_hand;    /* handed to the courier, no verdict given yet */
    bool answered;   /* the engine knows the verdict; it is not yet durable */
    enum nv_class answer;
};

struct book_item {
    char occurrence[48], agency[16], rung[NV_RUNG_TEXT];
    int32_t effective;
    enum nv_role role;
    enum nv_section section;
    int chase;
    uint64_t notice;
};

struct book_notice {
    char agency[16];
    int64_t window_ms;
};

struct book {
    const struct spec *spec;
    NV_VEC(struct book_delivery) deliveries; /* by id */
    NV_VEC(struct book_notice) notices;      /* by id */
    NV_VEC(struct book_item) items;
    struct truth truth;
    char violation[400]; /* "" while all is well */
};

void book_violate(struct book *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void book_free(struct book *b);
int book_task(const struct book *b, const char *occurrence); /* index, -1 if unknown */
struct truth_state book_state(const struct book *b, int task);

/* The engine asks for a transaction at `now_ms`. */
void book_asked(struct book *b, const struct nv_txn *t, int64_t now_ms);
/* It is durable. */
void book_durable(struct book *b, const struct nv_txn *t);
/* The engine hands a delivery over. */
void book_send(struct book *b, const struct nv_op_claim *c, const char *bytes, size_t n);
/* The receiver has it. */
void book_delivered(struct book *b, uint64_t delivery);
/* The engine is told. */
void book_answer(struct book *b, uint64_t delivery, enum nv_class class);
/* The clock was set: what waits is no further off than the rules ever make it. */
void book_clock(struct book *b, int64_t now_ms);
/* Nothing is under way, and the engine wants to sleep from `now_ms` until `armed_ms`. */
void book_sleep(struct book *b, int64_t now_ms, int64_t armed_ms);
/* All that was in memory is lost. */
void book_crash(struct book *b);

/* The world has been good for long: everything has come to its end. `first_day`: the first day of
 * that good time; `visited` says whether a window of that day was used. */
void book_end(struct book *b, int32_t today, const bool *visited, int32_t visited_from);

#endif
