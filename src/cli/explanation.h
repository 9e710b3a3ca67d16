/* Everything that there is to say of one deliverable, and of one of its occurrences, on one day,
 * gathered once so that text and JSON tell the same. */
#ifndef NV_CLI_EXPLANATION_H
#define NV_CLI_EXPLANATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "engine/ladder.h"
#include "model/resolve.h"
#include "model/role.h"
#include "model/snapshot.h"
#include "model/status.h"

struct nv_cli;
struct nv_standing;

/* Who hears of it in one role, and when. */
struct nv_explained_role {
    enum nv_role role;
    enum nv_role ladder_role; /* whose ladder is climbed: the leadership climbs the owner's where
                                 the owner itself leads */
    const struct nv_ladder *ladder; /* NULL: hears nothing of such a deadline */
    bool hands_in;                  /* contributors to a report, with a day of their own */
    struct nv_refs named;
    uint32_t named_one; /* what `named` points to for owner and leadership */
    struct nv_recipients recipients;
    NV_VEC(struct nv_reached) rungs; /* by day */
};

struct nv_explanation {
    const struct nv_snapshot *s;
    const struct nv_deliverable *d;
    const struct nv_occurrence *o;       /* of which all the rest is told */
    struct nv_occurrence now;            /* what `o` points to: with the dates that facts gave it */
    uint32_t at;                         /* its index */
    const struct nv_standing *standings; /* by occurrence */
    const struct nv_standing *st;
    const struct nv_task *task;
    const struct nv_plan *plan;
    int32_t today;
    enum nv_status status;
    int32_t remind_day; /* from which days before the deadline are counted back */
    bool own_work;      /* the owner itself leads, or stands in for a lead */
    bool stands_in;     /* the latter */
    struct nv_explained_role roles[NV_ROLE_COUNT + 1]; /* and the contributors */
    size_t n_roles;
};

void nv_explanation_init(struct nv_explanation *x, const struct nv_snapshot *s, uint32_t occurrence,
                         int32_t today, const struct nv_standing *standings);
void nv_explanation_free(struct nv_explanation *x);

/* A repetition after the last of the ladder's own rungs, which rank by their place on it. */
bool nv_explained_is_repeat(const struct nv_explained_role *r, const struct nv_reached *rung);

void nv_explanation_print(const struct nv_explanation *x, struct nv_cli *cli); /* explain_text.c */
void nv_explanation_json(const struct nv_explanation *x, struct nv_cli *cli);  /* explain_json.c */

#endif
