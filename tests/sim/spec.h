/* What an administrator of the simulated province has written down, and how he changes it: the
 * truth from which snapshots are built. It also answers, in its own plain way, what the invariants
 * ask about working days, windows and successors; nothing of that is taken from the engine. */
#ifndef SIM_SPEC_H
#define SIM_SPEC_H

#include <stdbool.h>
#include <stdint.h>

#include "rng.h"

struct nv_snapshot;

enum {
    SPEC_AGENCIES = 18,
    SPEC_TASKS = 120,
    SPEC_ROLES = 3, /* leads, supporters, executors */
    SPEC_PER_ROLE = 3,
    SPEC_EXTRA_HOLIDAYS = 8,
    SPEC_MOVES = 40,
    SPEC_ZONE_MIN = 420,
    SPEC_OPEN_MIN = 480,
    SPEC_CLOSE_MIN = 1020,
    SPEC_EVENTS = 3,
    SPEC_FALLBACKS = 2,
    SPEC_ENDPOINTS = 4,
    SPEC_ADDRESS = 48,
    SPEC_LADDERS = 3, /* sets of ladders that the administrator changes between */
    SPEC_RUNGS = 10,
    SPEC_FIRST_DAY = 20000, /* 2024-10-04 */
    SPEC_DAYS = 2200,
};

enum spec_due { SPEC_DAY, SPEC_QUARTER, SPEC_YEAR, SPEC_CONTINUOUS, SPEC_AFTER_EVENT };

struct spec_agency {
    char id[16];
    int mailbox; /* number of its address: two agencies may share one; -1 = none */
    bool webhook;
    int fallbacks[SPEC_FALLBACKS]; /* mailboxes that stand in, in their order */
    int n_fallbacks;
    int32_t since; /* the newest day on which an administrator changed its addresses */
    int32_t ends;  /* first day of the successor, INT32_MAX = never */
    int successor; /* -1: nobody */
};

/* As the ledger names it. */
struct spec_endpoint {
    char id[SPEC_ADDRESS];
    bool web, fallback;
};

struct spec_task {
    char key[48];
    bool present;
    enum spec_due due;
    int events[2]; /* SPEC_AFTER_EVENT: what it waits for, all of them */
    int n_events;
    int within;      /* so many days after the last of them it is due; 0: somebody must say when */
    bool in_working; /* those are working days */
    bool supplement; /* it came with the supplement */
    int head; /* the first period of the deliverable that this is one of, itself; -1: no periods */
    int32_t first, nominal; /* NV_DAY_NONE where undated */
    int32_t since;          /* the newest day on which an administrator changed when it is due */
    int roles[SPEC_ROLES][SPEC_PER_ROLE];
    int n[SPEC_ROLES];
};

struct spec {
    struct spec_agency agencies[SPEC_AGENCIES];
    struct spec_task tasks[SPEC_TASKS];
    int n_agencies, n_tasks;
    int last_year;
    bool confirm; /* what is told done waits for the owner's word */
    bool tells;   /* who works is told what facts have changed */
    int owner, leadership;
    bool off[SPEC_DAYS]; /* from SPEC_FIRST_DAY: holidays, also those announced since */
    int32_t worked[3];   /* Saturdays */
    int32_t extra_holidays[SPEC_EXTRA_HOLIDAYS];
    int n_extra;
    int32_t supplement;    /* the day on which one was signed, NV_DAY_NONE: there is none */
    int fallback_after;    /* attempts by one address */
    int brake, brake_jump; /* notices at once; 0: no limit */
    int relays, connections, per_minute;
    int ladder;
    int32_t ladder_since;
    struct {
        int32_t day, since;
    } moved[SPEC_MOVES]; /* holidays that came or went, and when that was */
    int n_moved;
    int32_t edited; /* the newest day on which anything but a deadline was changed */
};

/* What a role climbs towards a dated deadline: working days from it, then again every so many. */
struct spec_ladder {
    int rungs[SPEC_RUNGS], n, repeat;
};

extern const char *const spec_event_keys[SPEC_EVENTS];

/* Plans for the years 2025 to `last_year`. */
void spec_generate(struct spec *s, struct rng *r, int last_year);
/* One edit of the configuration, told in words for the trace. */
const char *spec_change(struct spec *s, struct rng *r, int32_t today);
struct nv_snapshot *spec_build(const struct spec *s);

bool spec_works(const struct spec *s, int32_t day);
int32_t spec_effective(const struct spec *s, int32_t nominal);
/* `n` working days after `day` (before it, if negative), which is not counted; n = 0 gives the
 * last working day up to it. */
int32_t spec_shift(const struct spec *s, int32_t day, int n);
/* The opening of the window open at `now_ms`, INT64_MIN if none is. */
int64_t spec_window(const struct spec *s, int64_t now_ms);
/* Who works in place of this agency on `day`; -1 if nobody. */
int spec_stands_for(const struct spec *s, int agency, int32_t day);
bool spec_same_mailbox(const struct spec *s, int a, int b);
bool spec_reachable(const struct spec *s, int agency);
/* Its addresses in the order in which the configuration has them; how many. */
int spec_endpoints(const struct spec *s, int agency, struct spec_endpoint out[SPEC_ENDPOINTS]);
/* Of the role as spec_task has it: leads, supporters, executors. */
struct spec_ladder spec_ladder_of(const struct spec *s, const struct spec_task *t, int role);
int spec_find_agency(const struct spec *s, const char *id);               /* -1 if unknown */
const struct spec_task *spec_find(const struct spec *s, const char *key); /* NULL if absent */

#endif
