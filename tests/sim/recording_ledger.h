/* Copies of the ledgers of recordings: a replay writes, and a recording must stay as it is. */
#ifndef SIM_RECORDING_LEDGER_H
#define SIM_RECORDING_LEDGER_H

struct nv_store;

/* The ledger of the recording `dir`, as a store on a copy below `scratch`. NULL with a message. */
struct nv_store *ledger_copy(const char *dir, const char *scratch, char why[400]);

/* 0 if the ledger that the recording `next` begins with holds what `store` holds: what was
 * committed since may be there besides, for the end of a recording may be lost with its process.
 * Else 1, with a message. */
int ledger_continues(struct nv_store *store, const char *next, const char *scratch, char why[400]);

#endif
