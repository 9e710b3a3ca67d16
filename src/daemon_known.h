/* Why a transaction was refused as known already (-NV_EEXIST): which of its items have been told,
 * and which of its notices have had an address before, so that the engine leaves out these alone.
 */
#ifndef NV_DAEMON_KNOWN_H
#define NV_DAEMON_KNOWN_H

#include <stdint.h>

#include "base/vec.h"
#include "engine/event.h"

struct nv_store;
struct nv_txn;

struct nv_known {
    NV_VEC(struct nv_told) told; /* items; they point into the transaction */
    NV_VEC(uint64_t) had;        /* deliveries */
};

/* Asks the store, which must not be busy. What it cannot say is left out. */
void nv_known_look_up(struct nv_known *known, struct nv_store *s, const struct nv_txn *t);
void nv_known_clear(struct nv_known *known);
void nv_known_free(struct nv_known *known);

#endif
