/* What a person told the daemon: append-only, with who, when and the document it rests on. */
#ifndef NV_MODEL_FACT_H
#define NV_MODEL_FACT_H

#include <stdint.h>

#define NV_FACTS(X)                                                                                \
    X(DONE, "done")                                                                                \
    X(REOPEN, "reopen")

enum nv_fact_kind {
#define NV_FACT_ENUM(sym, name) NV_FACT_##sym,
    NV_FACTS(NV_FACT_ENUM)
#undef NV_FACT_ENUM
        NV_FACT_COUNT
};

const char *nv_fact_kind_name(enum nv_fact_kind k);
enum nv_fact_kind nv_fact_kind_find(const char *name); /* NV_FACT_COUNT if unknown */

struct nv_fact {
    uint64_t id;
    enum nv_fact_kind kind;
    const char *occurrence; /* key */
    int32_t day;            /* the day the fact speaks of */
    const char *document;   /* number and date as given, "" if none */
    const char *note;       /* "" if none */
    const char *actor;      /* user name (uid) of the peer */
    int64_t at_ms;          /* when it was told */
};

#endif
