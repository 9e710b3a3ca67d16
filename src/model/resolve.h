/* Who is written to on a given day: groups become their members, and an agency that has ceased
 * becomes its successor (one to one, many to one, one to many), over as many steps as it takes. */
#ifndef NV_MODEL_RESOLVE_H
#define NV_MODEL_RESOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

struct nv_agency;
struct nv_deliverable;
struct nv_snapshot;
struct nv_succession;

struct nv_recipient {
    uint32_t agency;      /* whom to write to; valid on the day */
    uint32_t named;       /* agency or group as the plan names it */
    uint32_t predecessor; /* the agency whose work this one took over, or NV_NONE */
    const struct nv_succession *succession; /* by which, or NULL */
};

struct nv_recipients {
    NV_VEC(struct nv_recipient) list; /* each agency once, in the order of the plan */
    uint32_t unresolved; /* the first named agency or group nobody could be found for, or NV_NONE */
};

/* Adds the recipients of `named` on `day` for the work of `d` (NULL: none in particular), which may
 * choose among the successors of one that was split. An undetermined or empty group, and an agency
 * that ceased without a successor, set `unresolved`. Cycles end. */
void nv_resolve(const struct nv_snapshot *s, const struct nv_deliverable *d, uint32_t named,
                int32_t day, struct nv_recipients *out);
/* The same, but a group in force stays a group: who is named today where `named` was printed. */
void nv_resolve_named(const struct nv_snapshot *s, const struct nv_deliverable *d, uint32_t named,
                      int32_t day, struct nv_recipients *out);
void nv_recipients_init(struct nv_recipients *r);
void nv_recipients_free(struct nv_recipients *r);

/* True if `day` lies in the agency's own time, whatever its successors. */
bool nv_agency_in_force(const struct nv_agency *a, int32_t day);

/* The next day after `day` on which any agency begins, ends or is succeeded: until then every
 * resolution stays the same. INT32_MAX if there is none. */
int32_t nv_resolve_next_change(const struct nv_snapshot *s, int32_t day);

#endif
