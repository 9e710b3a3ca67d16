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
    SPEC_ZONE_MIN = 420,
    SPEC_OPEN_MIN = 480,
    SPEC_CLOSE_MIN = 1020,
    SPEC_EVENTS = 3,
    SPEC_WITHIN = 30, /* days after its event on which such work is due */
};

enum spec_due { SPEC_DAY, SPEC_QUARTER, SPEC_YEAR, SPEC_CONTINUOUS, SPEC_AFTER_EVENT };

struct spec_agency {
    char id[16];
    int mailbox; /* number of its address: two agencies may share one; -1 = none */
    bool webhook;
    int32_t ends;  /* first day of the successor, INT32_MAX = never */
    int successor; /* -1: nobody */
};

struct spec_task {
    char key[48];
    bool present;
    enum spec_due due;
    int event; /* SPEC_AFTER_EVENT: what it waits for; else -1 */
    int head;  /* the first period of the deliverable that this is one of, itself; -1: no periods */
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
    int32_t holidays[32]; /* of the government's list */
    int n_holidays;
    int32_t worked[3]; /* Saturdays */
    int32_t extra_holidays[SPEC_EXTRA_HOLIDAYS];
    int n_extra;
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
int spec_find_agency(const struct spec *s, const char *id);               /* -1 if unknown */
const struct spec_task *spec_find(const struct spec *s, const char *key); /* NULL if absent */

#endif
