/* The letters of a transaction: rendered before it is written, since what is sent is what the
 * ledger keeps. The replay of a recording renders by the same function, and so the same bytes. */
#ifndef NV_DAEMON_CLAIMS_H
#define NV_DAEMON_CLAIMS_H

struct nv_origin;
struct nv_snapshot;
struct nv_txn;

/* Gives bytes to every claim whose letter the ledger does not have yet. */
void nv_claims_render(const struct nv_snapshot *s, const struct nv_origin *origin,
                      struct nv_txn *t);
/* Frees the transaction and what nv_claims_render() gave it. NULL is fine. */
void nv_claims_free(struct nv_txn *t);

#endif
