/* A notice: one message to one agency in one window, with all its items; and its deliveries.
 *
 * These are the values that engine, renderer and store share. Whatever outlives a reload is held by
 * name (agency id, occurrence key), never by index. */
#ifndef NV_MODEL_NOTICE_H
#define NV_MODEL_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/verdict.h"
#include "model/role.h"

struct nv_remark;
struct nv_standing;
struct nv_summary;

/* Sections of a letter, in its order: what is no single work, then the most urgent work first. */
#define NV_SECTIONS(X)                                                                             \
    X(REPORT, "report") /* of a plan: the item's occurrence is "PLAN/report:2025-03" */            \
    X(OVERDUE, "overdue")                                                                          \
    X(DUE_TODAY, "due-today")                                                                      \
    X(DUE_SOON, "due-soon")                                                                        \
    X(CHANGED, "changed")   /* a fact: extended, dated, held, dropped, opened again */             \
    X(PROGRESS, "progress") /* a progress check, a check-in, a question about a date */            \
    X(NEW, "new")                                                                                  \
    X(DONE, "done")       /* a fact: what was done, with thanks */                                 \
    X(SERVICE, "service") /* no work: what the service itself has to say (model/remark.h) */       \
    X(TEST, "test")       /* no work: a person tries whether letters arrive */

enum nv_section {
#define NV_SECTION_ENUM(sym, name) NV_SECTION_##sym,
    NV_SECTIONS(NV_SECTION_ENUM)
#undef NV_SECTION_ENUM
        NV_SECTION_COUNT
};

const char *nv_section_name(enum nv_section s);
enum nv_section nv_section_find(const char *name); /* NV_SECTION_COUNT if unknown */

enum { NV_RUNG_TEXT = 24 };

/* One line of a notice: this occurrence, for this role, because this rung was reached. */
struct nv_item {
    const char *occurrence; /* key */
    enum nv_role role;
    enum nv_section section;
    char rung[NV_RUNG_TEXT];    /* "assigned", "quarter:2025-Q1", "-10w", "0", "+5w" */
    int32_t rung_day;           /* the day on which the rung was reached; orders the rungs */
    int32_t nominal, effective; /* as judged then; NV_DAY_NONE where undated */
    int chase;         /* overdue items: the how-many-th reminder after the deadline, from 1 */
    const char *named; /* id of the agency or group as the plan names it */
    const char *predecessor; /* id of the agency whose work was taken over, or NULL */
    bool stand_in;           /* the lead cannot be determined: the owner hears of it instead */
    /* What facts say of the occurrence, for who renders it; NULL: nothing. Set when the notice is
     * claimed, never stored. */
    const struct nv_standing *standing;
    const struct nv_summary *report; /* of NV_SECTION_REPORT, set and kept likewise */
    /* Overdue work, to who watches it or stands above: how often those who do it have been urged.
     * Set with the standing. */
    int urged;
    /* Of an item of NV_SECTION_SERVICE, whose occurrence is nv_remark_name(): set as `standing` is.
     */
    const struct nv_remark *remark;
};

struct nv_notice {
    uint64_t id;
    const char *agency; /* id */
    int32_t day;        /* the local day of its window */
    int64_t window_ms;  /* the opening of the window it belongs to; a test has none: minus its id */
    int64_t created_ms;
    const struct nv_item *items;
    uint32_t n_items;
};

#define NV_DELIVERY_STATES(X)                                                                      \
    X(PENDING, "pending")                                                                          \
    X(CLAIMED, "claimed")                                                                          \
    X(SENT, "sent")                                                                                \
    X(FAILED, "failed")                                                                            \
    X(CANCELLED, "cancelled")

enum nv_delivery_state {
#define NV_DELIVERY_ENUM(sym, name) NV_DELIVERY_##sym,
    NV_DELIVERY_STATES(NV_DELIVERY_ENUM)
#undef NV_DELIVERY_ENUM
        NV_DELIVERY_STATE_COUNT
};

const char *nv_delivery_state_name(enum nv_delivery_state s);

struct nv_delivery {
    uint64_t id, notice;
    const char *agency;   /* id */
    const char *endpoint; /* "mail:ADDR" or "webhook:URL" */
    enum nv_delivery_state state;
    int attempts;         /* begun so far */
    int unknown;          /* of them, answers that were lost: it may have arrived each time */
    int idle;             /* of them, those that were no try of it: nv_verdict_is_idle() */
    bool rendered;        /* its bytes are in the store: they are what is sent, always */
    bool maybe_duplicate; /* was claimed when the process ended */
    int64_t created_ms;
    int64_t resumed_ms; /* when a person took it up again after its end; 0: never */
    int64_t next_ms;    /* pending: not before */
    int code;           /* of the last verdict */
    const char *text;
};

#endif
