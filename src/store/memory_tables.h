/* The memory store's tables: arrays that only grow, an index for each key, and a log of what the
 * running transaction changed so that it can be taken back. The same rules as the SQLite schema. */
#ifndef NV_STORE_MEMORY_TABLES_H
#define NV_STORE_MEMORY_TABLES_H

#include "base/vec.h"
#include "model/ledger.h"
#include "model/notice.h"
#include "store/chain.h"
#include "store/store.h"

struct nv_arena;
struct nv_err;
struct nv_txn;

struct nv_mem_delivery {
    struct nv_delivery d;
    uint32_t notice; /* index */
    const char *bytes;
    size_t n_bytes;
    const char *reason;
};

struct nv_mem_item {
    uint32_t notice, position;
};

struct nv_mem_heard {
    struct nv_heard h;
    uint64_t notice; /* id of the one that set it */
};

enum nv_mem_table {
    NV_UNDO_NOTICE,
    NV_UNDO_ITEM,
    NV_UNDO_DELIVERY,
    NV_UNDO_ATTEMPT,
    NV_UNDO_FACT,
    NV_UNDO_HEARD,
    NV_UNDO_WINDOW,
    NV_UNDO_REMARK,
    NV_UNDO_FLAG,
    NV_UNDO_TERM
};

/* What a change overwrote. An element that was appended has no value: it is popped. */
struct nv_mem_undo {
    enum nv_mem_table table;
    bool appended;
    uint32_t index;
    union {
        struct nv_mem_delivery delivery;
        struct nv_attempt attempt;
        struct nv_mem_heard heard;
        struct nv_heard_window window;
        struct nv_remark remark;
        struct nv_flagged flagged;
        struct nv_term term;
    } old;
};

struct nv_mem_tables {
    struct nv_arena *arena; /* every string and message; freed with the store */
    NV_VEC(struct nv_notice) notices;
    NV_VEC(struct nv_mem_item) items;
    NV_VEC(struct nv_mem_delivery) deliveries;
    NV_VEC(struct nv_attempt) attempts;
    NV_VEC(struct nv_fact) facts;
    NV_VEC(struct nv_mem_heard) heard;
    NV_VEC(struct nv_heard_window) windows;
    NV_VEC(struct nv_flagged) flagged; /* at_ms 0: no longer */
    NV_VEC(struct nv_remark) remarks;  /* by rising id */
    NV_VEC(struct nv_term) terms;
    struct nv_chain notice_id, notice_window, item_key, delivery_id, delivery_endpoint,
        attempt_delivery, fact_id, heard_key, window_agency, term_key;
    NV_VEC(struct nv_mem_undo) undo;
};

void nv_mem_init(struct nv_mem_tables *m);
void nv_mem_free(struct nv_mem_tables *m);

/* Carries out all operations or none. */
int nv_mem_apply(struct nv_mem_tables *m, const struct nv_txn *t, struct nv_err *err);

/* Index of a delivery by id, NV_NONE if unknown. */
uint32_t nv_mem_delivery_at(const struct nv_mem_tables *m, uint64_t id);

/* The attempts of a delivery in order, in `a`. */
const struct nv_attempt *nv_mem_attempts(const struct nv_mem_tables *m, uint64_t delivery,
                                         struct nv_arena *a, uint32_t *n);

#endif
