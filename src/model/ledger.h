/* What a store gives back at the start: everything the engine must know to go on as if it had never
 * stopped. Strings live in the ledger's arena. */
#ifndef NV_MODEL_LEDGER_H
#define NV_MODEL_LEDGER_H

#include <stdint.h>

#include "base/vec.h"
#include "model/fact.h"
#include "model/notice.h"
#include "model/remark.h"
#include "model/term.h"

struct nv_arena;

/* The newest rung that an agency heard of an occurrence in a role, for one effective day. */
struct nv_heard {
    const char *occurrence, *agency;
    enum nv_role role;
    int32_t effective; /* NV_DAY_NONE where undated */
    int32_t rung_day;
    char rung[NV_RUNG_TEXT];
    int chases;
};

/* The newest window in which an agency got a notice. */
struct nv_heard_window {
    const char *agency;
    int64_t window_ms;
};

/* An address that refuses mail. */
struct nv_flagged {
    const char *endpoint;
    int64_t at_ms;
};

enum { NV_LEDGER_ID = 17 }; /* 16 hex digits and the NUL */

/* What tells the deliveries from `first` on from those of a copy of this ledger, which has the same
 * numbers for others: drawn at each start, part of their Message-IDs. */
struct nv_series {
    uint64_t first;
    char id[NV_LEDGER_ID];
};

struct nv_ledger {
    struct nv_arena *arena;
    char id[NV_LEDGER_ID]; /* drawn when the ledger was made */
    NV_VEC(struct nv_series)
    series; /* by rising `first`; what is before them has the ledger's id */
    uint64_t next_notice, next_delivery, next_fact, next_remark;
    uint64_t recovered; /* deliveries found claimed and made pending again */
    NV_VEC(struct nv_fact) facts;
    NV_VEC(struct nv_heard) heard;
    NV_VEC(struct nv_heard_window) windows;
    NV_VEC(struct nv_notice) notices;      /* those with a delivery that is still pending */
    NV_VEC(struct nv_delivery) deliveries; /* still pending */
    NV_VEC(struct nv_remark) remarks;      /* untold, or in one of those notices */
    NV_VEC(struct nv_flagged) flagged;
    NV_VEC(struct nv_term) terms;             /* by scope, then name */
    uint64_t counts[NV_DELIVERY_STATE_COUNT]; /* of all deliveries ever, by state */
};

struct nv_ledger *nv_ledger_new(void);
void nv_ledger_free(struct nv_ledger *l);

/* What of a ledger is part of the names of its messages, as long as the process lasts. */
struct nv_origin {
    char ledger_id[NV_LEDGER_ID];
    NV_VEC(struct nv_series) series;
};

void nv_origin_set(struct nv_origin *o, const struct nv_ledger *l);
/* The id that is part of a delivery's Message-ID. */
const char *nv_series_of(const struct nv_origin *o, uint64_t delivery);

#endif
