/* What the engine asked for, as text that holds all of it: what a recording keeps of a production
 * run, and what its replay is compared by. Two lists of actions that differ in anything that is
 * stored, sent or answered differ in their text.
 *
 * Knows no file and no format of one. */
#ifndef NV_ENGINE_TRACE_H
#define NV_ENGINE_TRACE_H

#include <stdint.h>

struct nv_actions;
struct nv_buf;
struct nv_ledger;

/* Appends a line for each action and each operation of a transaction, below a notice one for each
 * item, below a claim one for each item that its letter holds. Of letters the length and a hash are
 * told, so claims must have been rendered. Times are milliseconds. */
void nv_trace_actions(const struct nv_actions *actions, struct nv_buf *out);

/* A hash of such a text. It guards against accidents, not against forgers (who could as well put
 * another hash in its place): 64 bits leave one difference in 10^19 unseen. */
uint64_t nv_trace_digest(const void *text, unsigned long n);

/* A hash of all that a store gave back at the start. */
uint64_t nv_trace_ledger(const struct nv_ledger *l);

#endif
