/* A transaction: what the engine wants made durable, all or nothing. Filled by the engine (and, for
 * rendered bytes, by the shell), carried out by a store, then freed by the shell. */
#ifndef NV_MODEL_TXN_H
#define NV_MODEL_TXN_H

#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "model/fact.h"
#include "model/notice.h"
#include "model/remark.h"
#include "model/term.h"

struct nv_arena;

enum nv_op_kind {
    NV_OP_NOTICE, /* a new notice with its items (and its deliveries as NV_OP_DELIVERY after it) */
    NV_OP_DELIVERY, /* a new pending delivery */
    NV_OP_CLAIM,    /* pending -> claimed; the bytes on the first claim only */
    NV_OP_VERDICT,  /* claimed -> sent, pending again, failed; one attempt row */
    NV_OP_CANCEL,   /* pending -> cancelled, with the reason */
    NV_OP_FACT,     /* appended */
    NV_OP_RESUME,   /* failed, cancelled -> pending, taken up again; pending -> due */
    NV_OP_BOUNCE,   /* sent -> failed: it came back */
    NV_OP_FLAG,     /* an address refuses mail, or does so no longer */
    NV_OP_REMARK,   /* appended, or one that is not yet told counted on */
    NV_OP_TERM,     /* a rule of the configuration begins or ends */
};

struct nv_op_claim {
    uint64_t delivery;
    int attempt; /* from 1 */
    int64_t at_ms;
    const char *bytes; /* NULL when the store has them already */
    size_t n_bytes;
    /* For the shell, which renders the bytes and hands them over; a store does not look at these.
     */
    const struct nv_notice *notice; /* with the items that still stand */
    const char *endpoint;
    bool rendered;      /* the store has the bytes: send those */
    int64_t resumed_ms; /* part of the mail's return address */
    uint32_t lane;
};

struct nv_op_verdict {
    struct nv_verdict verdict;
    enum nv_delivery_state state;
    int64_t next_ms;
};

struct nv_op_cancel {
    uint64_t delivery;
    int64_t at_ms;
    const char *reason;
};

struct nv_op_resume {
    uint64_t delivery;
    int64_t at_ms;
};

struct nv_op_bounce {
    uint64_t delivery;
    int64_t at_ms;
    int code;         /* 0: none known */
    const char *text; /* the remote's words */
};

struct nv_op_flag {
    const char *endpoint;
    int64_t at_ms; /* 0: it may be used again */
    const char *text;
};

struct nv_op {
    enum nv_op_kind kind;
    union {
        struct nv_notice notice;
        struct nv_delivery delivery;
        struct nv_op_claim claim;
        struct nv_op_verdict verdict;
        struct nv_op_cancel cancel;
        struct nv_fact fact;
        struct nv_op_resume resume;
        struct nv_op_bounce bounce;
        struct nv_op_flag flag;
        struct nv_remark remark;
        struct nv_term term;
    };
};

struct nv_txn {
    uint64_t id;
    struct nv_arena *arena; /* owns every string and array the operations point to */
    NV_VEC(struct nv_op) ops;
};

struct nv_txn *nv_txn_new(uint64_t id);
void nv_txn_free(struct nv_txn *t);

#endif
