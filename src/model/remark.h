/* What the service itself has to say to those who watch a plan: a letter that could not be
 * delivered, a mailbox that refuses, a relay that is down. Recorded in the transaction of what
 * caused it, told once in a notice of the owner. Where the same thing happens again before it was
 * told, one remark counts it. */
#ifndef NV_MODEL_REMARK_H
#define NV_MODEL_REMARK_H

#include <stdbool.h>
#include <stdint.h>

struct nv_item;

#define NV_REMARKS(X)                                                                              \
    X(FAILED, "failed")     /* a notice could not be delivered to an address */                    \
    X(BOUNCED, "bounced")   /* it was handed over and came back */                                 \
    X(WAITING, "waiting")   /* it has not been delivered for hours; tried on */                    \
    X(REFUSING, "refusing") /* an address refuses all mail: it is passed over */                   \
    X(FALLBACK, "fallback") /* another address of the agency was used instead */                   \
    X(HELD, "held")         /* unusually many notices: they wait for a person */                   \
    X(PAUSED, "paused")     /* a relay has been out of work for long */                            \
    X(CALENDAR, "calendar") /* the days off of a year are not confirmed */                         \
    X(ALIVE, "alive")       /* once a week: it works, and what it has done */

enum nv_remark_kind {
#define NV_REMARK_ENUM(sym, name) NV_REMARK_##sym,
    NV_REMARKS(NV_REMARK_ENUM)
#undef NV_REMARK_ENUM
        NV_REMARK_COUNT
};

const char *nv_remark_kind_name(enum nv_remark_kind k);
enum nv_remark_kind nv_remark_kind_find(const char *name); /* NV_REMARK_COUNT if unknown */

/* Strings are "" where there is nothing to say. */
struct nv_remark {
    uint64_t id;
    enum nv_remark_kind kind;
    const char *addressee; /* id of the agency that is to be told, as the plan names it */
    const char *about;     /* id of an agency, of a relay, or a year */
    const char *endpoint;
    const char *text;             /* the peer's own words */
    uint64_t notice;              /* 0: none */
    int count;                    /* how often, from 1 */
    int64_t at_ms;                /* the newest time */
    bool told;                    /* a notice has it; follows from the items, never stored */
    uint64_t sent, pending, lost; /* deliveries so far; of ALIVE alone, never stored */
};

/* The name that the item which tells a remark has in place of an occurrence: "remark:17". */
enum { NV_REMARK_NAME = 32 };
const char *nv_remark_name(uint64_t id, char name[NV_REMARK_NAME]);
/* The id in such a name, 0 if it is none. */
uint64_t nv_remark_named(const char *name);

/* The year in the name of an item about a calendar that is not confirmed ("calendar:2027"), which
 * has no remark of its own; NULL if it is none. */
const char *nv_calendar_named(const char *name);
/* The Monday, as text, in the name of the week's line ("alive:2025-03-31"); likewise. */
const char *nv_alive_named(const char *name);

#endif
