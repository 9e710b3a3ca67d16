/* The invariants of the simulation's book (book.h) that hold without knowing the world, for the
 * replay of a recording. What a plan says, what is due and whether a letter arrived is not known
 * here, so nothing is judged by it. The ledger into which the replay writes proves the rest: no
 * item twice, no two notices of an agency in one window, no claim of what is not pending, no
 * verdict on what was not claimed. */
#ifndef SIM_RECORDING_RULES_H
#define SIM_RECORDING_RULES_H

#include <stddef.h>
#include <stdint.h>

struct nv_actions;
struct nv_event;
struct nv_store;
struct nv_txn;

struct rules;

struct rules *rules_new(void);
void rules_free(struct rules *r);

void rules_violate(struct rules *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "" while all is well; else the first that was broken. */
const char *rules_violation(const struct rules *r);

/* Each event before the engine takes it; what the engine made of it. `store` has the bytes of what
 * was rendered long ago. */
void rules_event(struct rules *r, const struct nv_event *ev);
void rules_actions(struct rules *r, const struct nv_actions *actions, struct nv_store *store);

/* Nothing is under way: no transaction, nothing with the courier, no request without its reply. */
int rules_at_rest(const struct rules *r);

#endif
