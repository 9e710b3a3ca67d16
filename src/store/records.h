/* What every store shares: the shape that a transaction must have before any of it is carried out,
 * and the container of what was found. It knows nothing of how a store keeps its rows. */
#ifndef NV_STORE_RECORDS_H
#define NV_STORE_RECORDS_H

#include "store/store.h"

enum { NV_FIND_LIMIT = 1000 }; /* records listed when the query names no limit */

/* What no state of any ledger could take: a missing name, an id of 0, an unknown role, a delivery
 * that is not new, a verdict that leaves a delivery claimed. -NV_EINVAL; it is our own bug, but the
 * ledger must not be harmed by it. */
int nv_store_check(const struct nv_txn *t, struct nv_err *err);

struct nv_records *nv_records_new(void);

/* A NULL string is "" in the ledger, but for `predecessor`. */
const char *nv_store_text(const char *s);

/* True if this delivery's state is among those that the query asks for. */
bool nv_query_wants_state(const struct nv_query *q, enum nv_delivery_state s);

#endif
