/* Who may hear of an occurrence on a day: agencies and groups as the plan names them, resolved
 * through successors, each mailbox once, in its strongest role. Knows no ladders, no facts, and
 * nothing of what was sent. */
#ifndef NV_ENGINE_READERS_H
#define NV_ENGINE_READERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "model/resolve.h"
#include "model/role.h"

struct nv_occurrence;
struct nv_resolved;
struct nv_snapshot;

/* Somebody who may hear of the occurrence at hand. */
struct nv_reader {
    struct nv_recipient who;
    enum nv_role role;   /* shown */
    enum nv_role ladder; /* whose ladder is climbed */
    bool stand_in;
    bool hands_in; /* a contributor to a report, due earlier than the report itself */
};

struct nv_readers {
    const struct nv_snapshot *s;
    uint32_t *mailbox;            /* by agency: the first agency in force with the same endpoints */
    struct nv_resolved *resolved; /* by agency or group, since the last nv_readers_begin() */
    struct nv_recipients chosen;  /* for work that chooses among successors, of the last look */
    NV_VEC(struct nv_reader) list; /* of the last nv_readers_gather() */
};

/* The snapshot is borrowed and outlives the readers. */
void nv_readers_init(struct nv_readers *p, const struct nv_snapshot *s);
void nv_readers_free(struct nv_readers *p);

/* Forgets who stood for whom: before the first look and whenever nv_resolve_next_change() has come.
 */
void nv_readers_begin(struct nv_readers *p, int32_t today);

/* Who stands for an agency or group today; valid until nv_readers_begin(). */
const struct nv_recipients *nv_readers_resolve(struct nv_readers *p, uint32_t named, int32_t today);

/* Fills `list` with who may hear of the occurrence today: leads (or the owner in their stead), the
 * other printed roles, contributors to a report, then the owner and the leadership; of work that
 * the owner leads itself, the leadership in the owner's stead. */
void nv_readers_gather(struct nv_readers *p, const struct nv_occurrence *o, int32_t today);

#endif
