/* Which rules of the configuration have been in force since when. An edit is not retroactive: what
 * a rule would have asked for before it was there is not made up for. What was in force when the
 * ledger first saw the policy, or a plan, has always been, so that work which is overdue when it is
 * first loaded is told of, and what was missed while the service was down. */
#ifndef NV_ENGINE_TERMS_H
#define NV_ENGINE_TERMS_H

#include <stdbool.h>
#include <stdint.h>

#include "calendar/deadline.h"
#include "model/role.h"
#include "model/term.h"

struct nv_snapshot;
struct nv_txn;

struct nv_term_table;

struct nv_term_table *nv_term_table_new(void);
void nv_term_table_free(struct nv_term_table *t);

/* As the ledger has it; copies. */
void nv_term_restore(struct nv_term_table *t, const struct nv_term *term);

/* From `today` on this snapshot is in force: what is new begins, what is gone ends. A plan that is
 * gone altogether keeps its rules: it may come back. No rule begins later than today, for then the
 * clock has been set back since. */
void nv_term_note(struct nv_term_table *t, const struct nv_snapshot *s, int32_t today);

/* A rule that is no matter of the configuration, in a scope of its own: it begins on `since`, or
 * ends; and whether it holds, with that day in *since unless NULL. */
void nv_term_set(struct nv_term_table *t, const char *scope, const char *name, int32_t since,
                 bool on);
bool nv_term_is_on(const struct nv_term_table *t, const char *scope, const char *name,
                   int32_t *since);

/* Adds what is not yet durable to a transaction, whose end nv_term_written() tells. */
void nv_term_write(struct nv_term_table *t, struct nv_txn *txn);
void nv_term_written(struct nv_term_table *t, bool durable);
bool nv_term_waiting(const struct nv_term_table *t);

/* The first days of everything in one snapshot; NV_DAY_NONE: always. */
struct nv_terms {
    /* Of each rung of a ladder, then of its repetition; NULL where there is no ladder. */
    int32_t *rungs[NV_DL_COUNT][NV_ROLE_COUNT];
    int32_t *owner, *leadership; /* by plan */
    int32_t tell_changes, thank;
};

/* As they are, or would be if `s` came into force on `today`. */
struct nv_terms *nv_terms_new(const struct nv_term_table *t, const struct nv_snapshot *s,
                              int32_t today);
void nv_terms_free(struct nv_terms *terms);

/* What a reload from `old` to `fresh` changes: steps of ladders, counted once for each kind of
 * deadline and role; roles of the plans that both have. */
struct nv_terms_change {
    uint32_t rungs_begun, rungs_ended, roles_begun, roles_ended;
};

void nv_terms_compare(const struct nv_snapshot *old, const struct nv_snapshot *fresh,
                      struct nv_terms_change *out);

#endif
