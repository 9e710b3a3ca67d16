/* A delivery's life in the engine as a table: what it is, what happens, what it becomes and what
 * must be done about it. Every cell is decided; engine.c, write.c and apply.c ask here and do the
 * deed. The model that is checked exhaustively (tests/model/queue.pml) has the same cells, line by
 * line; tests/model/compare proves that. */
#ifndef NV_ENGINE_TABLE_H
#define NV_ENGINE_TABLE_H

#include <stdbool.h>

#include "base/verdict.h"

#define NV_LIVES(X)                                                                                \
    X(WAITING)    /* in its lane's heap; durable as pending */                                     \
    X(CLAIMING)   /* its claim is in the outstanding transaction */                                \
    X(CANCELLING) /* its cancellation is in the outstanding transaction */                         \
    X(SENDING)    /* durably claimed, in the courier's hands */                                    \
    X(ARRIVED)    /* the peer has it; not yet durable */                                           \
    X(RETURNED)   /* to be tried again; not yet durable */                                         \
    X(GIVEN_UP)   /* it will not be tried again; not yet durable */                                \
    X(GONE)       /* durably sent, failed or cancelled: no longer known here */

enum nv_life {
#define NV_LIFE_ENUM(sym) NV_LIFE_##sym,
    NV_LIVES(NV_LIFE_ENUM)
#undef NV_LIFE_ENUM
        NV_LIFE_COUNT
};

#define NV_HAPPENINGS(X)                                                                           \
    X(DUE)       /* its lane takes it, and what it says still stands */                            \
    X(OVERTAKEN) /* its lane takes it, and facts have left nothing to say */                       \
    X(DURABLE)   /* the transaction that holds its operation is written */                         \
    X(STOPPING)  /* the same, while the daemon begins nothing new */                               \
    X(UNWRITTEN) /* that transaction was refused as a whole */                                     \
    X(ARRIVES)   /* verdict: the peer has it */                                                    \
    X(RETURNS)   /* verdict: not delivered, or nobody knows; there is time for another attempt */  \
    X(ENDS)      /* verdict: pointless, or its time is over */

enum nv_happening {
#define NV_HAP_ENUM(sym) NV_HAP_##sym,
    NV_HAPPENINGS(NV_HAP_ENUM)
#undef NV_HAP_ENUM
        NV_HAP_COUNT
};

#define NV_DEEDS(X)                                                                                \
    X(NEVER)     /* cannot happen: a bug of ours */                                                \
    X(IGNORE)    /* a word too late or said twice */                                               \
    X(CLAIM)     /* write the claim into the next transaction */                                   \
    X(CANCEL)    /* write the cancellation */                                                      \
    X(SEND)      /* hand it to the courier */                                                      \
    X(GIVE_BACK) /* not begun: write that it waits again */                                        \
    X(KEEP)      /* remember the verdict until a transaction has taken it */                       \
    X(PUT_BACK)  /* into its lane's heap again */                                                  \
    X(REMOVE)    /* it has come to its end */

enum nv_deed {
#define NV_DEED_ENUM(sym) NV_DEED_##sym,
    NV_DEEDS(NV_DEED_ENUM)
#undef NV_DEED_ENUM
        NV_DEED_COUNT
};

struct nv_cell {
    enum nv_life next;
    enum nv_deed deed;
};

struct nv_cell nv_table_cell(enum nv_life life, enum nv_happening what);

/* Moves *life on and says what is to be done; a cell that cannot happen ends the process. */
enum nv_deed nv_table_move(enum nv_life *life, enum nv_happening what);

/* What a verdict is to a delivery: `own_relay` where a refusal is the installation's fault and is
 * waited out with the whole lane; `in_time` where its lifetime allows another attempt. */
enum nv_happening nv_table_verdict(enum nv_class class, bool own_relay, bool in_time);

const char *nv_life_name(enum nv_life life); /* never NULL */
const char *nv_happening_name(enum nv_happening what);
const char *nv_deed_name(enum nv_deed deed);

#endif
