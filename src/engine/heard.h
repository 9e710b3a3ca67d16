/* Who has heard what: for every (occurrence, agency) the newest rung that went into a notice.
 *
 * This is what makes planning idempotent. A rung counts as new when it is later than what was
 * heard, when the deadline has moved, or when the agency has since got a stronger role in the work.
 */
#ifndef NV_ENGINE_HEARD_H
#define NV_ENGINE_HEARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/role.h"

struct nv_heard_entry {
    int32_t rung_day;
    uint32_t rung[2]; /* a hash of the newest rung's text, in halves: nothing to be aligned for */
    uint16_t chases;  /* no more than UINT16_MAX are counted */
    uint8_t role;     /* the strongest printed role in which it was heard */
    bool used;        /* of a place in the table */
};

struct nv_heard_table;

struct nv_heard_table *nv_heard_new(void);
void nv_heard_free(struct nv_heard_table *t);

/* NULL if this agency never heard of this deadline. Valid until the next change. */
const struct nv_heard_entry *nv_heard_find(const struct nv_heard_table *t, uint32_t occurrence,
                                           uint32_t agency, int32_t effective);

/* True if an item for this rung must be made. A rung that has been heard is not news because an
 * edit of calendar or plan has moved its day, and an assignment is news only to who has heard
 * nothing. */
bool nv_heard_wants(const struct nv_heard_entry *e, const char *rung, int32_t rung_day,
                    enum nv_role role);

/* True if an item for a fact told on `day` must be made: facts of one day are told in turn. */
bool nv_heard_wants_fact(const struct nv_heard_entry *e, const char *rung, int32_t day);

/* Records an item; `chases` is its count of reminders after the deadline. */
void nv_heard_record(struct nv_heard_table *t, uint32_t occurrence, uint32_t agency,
                     int32_t effective, const char *rung, int32_t rung_day, enum nv_role role,
                     int chases);

/* Every occurrence that somebody has heard of, by symbol; some more than once. */
void nv_heard_each(const struct nv_heard_table *t, void (*each)(void *arg, uint32_t occurrence),
                   void *arg);

/* Bytes that the table takes: it is the largest of what the engine knows, an entry for every
 * occurrence and agency. */
size_t nv_heard_bytes(const struct nv_heard_table *t);

#endif
