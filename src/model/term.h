/* Since when a rule of the configuration has been in force: a step of a ladder, whom a plan names
 * as owner or leadership, whether changes are told. Kept in the ledger, so that an edit is never
 * retroactive, however often the service was started since. So is what else must outlive a start:
 * that a person has let notices go which the brake held, that the clock is doubted. */
#ifndef NV_MODEL_TERM_H
#define NV_MODEL_TERM_H

#include <stdbool.h>
#include <stdint.h>

struct nv_term {
    const char *scope; /* "policy"; "plan:cchc-2025"; "brake" */
    const char *name;  /* "ladder/quarter/lead/-5w"; "leadership/van-phong-ubnd"; "released" */
    int32_t since;     /* NV_DAY_NONE: ever since the ledger has known the scope */
    bool ended;        /* the configuration no longer has it */
};

#endif
