#include "cli/explanation.h"

#include "calendar/day.h"
#include "calendar/workdays.h"
#include "model/standing.h"

/* A ladder that repeats has no end: this far beyond the deadline, or beyond today, it is shown. */
enum { LOOK_AHEAD_DAYS = 45 };

static int32_t horizon(const struct nv_explanation *x)
{
    int32_t end = nv_day_from_civil(x->plan->year, 12, 31);
    if (x->o->nominal != NV_DAY_NONE)
        end = x->o->effective + LOOK_AHEAD_DAYS;
    return end > x->today ? end : x->today + LOOK_AHEAD_DAYS;
}

static void list_rungs(const struct nv_explanation *x, struct nv_explained_role *r)
{
    size_t room = 64;
    struct nv_occurrence own = *x->o;
    struct nv_reached newest;
    int32_t next, until = horizon(x);
    if (r->hands_in)
        own.nominal = own.effective = x->o->hand_in;
    /* The one to come is always told, however seldom the ladder repeats. */
    nv_ladder_at(x->s, &own, r->ladder, NULL, x->today, &newest, &next);
    if (next != INT32_MAX && next > until)
        until = next;
    for (;; room *= 2) {
        nv_vec_reserve(&r->rungs, room);
        r->rungs.n = nv_ladder_list(x->s, &own, r->ladder, until, r->rungs.v, room);
        if (r->rungs.n < room)
            return;
    }
}

bool nv_explained_is_repeat(const struct nv_explained_role *r, const struct nv_reached *rung)
{
    return rung->rank >= (int)r->ladder->n_rungs;
}

static struct nv_explained_role *add_role(struct nv_explanation *x, enum nv_role role,
                                          enum nv_role ladder_role, const struct nv_refs *named,
                                          bool hands_in)
{
    struct nv_explained_role *r = &x->roles[x->n_roles++];
    r->hands_in = hands_in;
    r->role = role;
    r->ladder_role = ladder_role;
    r->ladder = x->s->policy.ladders[x->o->kind][ladder_role];
    r->named = *named;
    nv_recipients_init(&r->recipients);
    for (uint32_t i = 0; i < named->n; i++)
        nv_resolve(x->s, role < NV_ROLE_PRINTED && !hands_in ? x->d : NULL, named->v[i], x->today,
                   &r->recipients);
    if (r->ladder)
        list_rungs(x, r);
    return r;
}

static void add_plan_role(struct nv_explanation *x, enum nv_role role, enum nv_role ladder_role,
                          uint32_t agency)
{
    if (agency == NV_NONE)
        return;
    struct nv_refs one = {&agency, 1};
    struct nv_explained_role *r = add_role(x, role, ladder_role, &one, false);
    r->named_one = agency;
    r->named.v = &r->named_one;
}

static bool leads(const struct nv_explanation *x, uint32_t agency)
{
    const struct nv_recipients *lead = &x->roles[0].recipients;
    for (size_t i = 0; x->roles[0].role == NV_ROLE_LEAD && i < lead->list.n; i++)
        if (lead->list.v[i].agency == agency)
            return true;
    return false;
}

/* Whether the owner stands in for a lead: for nobody could be found, or nobody could be reached. */
static bool owner_stands_in(const struct nv_explanation *x)
{
    const struct nv_refs *lead = &x->d->roles[NV_ROLE_LEAD];
    bool alone = false;
    for (uint32_t i = 0; i < lead->n && !alone; i++) {
        struct nv_recipients r;
        bool reachable = false;
        nv_recipients_init(&r);
        nv_resolve(x->s, x->d, lead->v[i], x->today, &r);
        for (size_t k = 0; k < r.list.n; k++)
            reachable |= x->s->agencies[r.list.v[k].agency].n_endpoints > 0;
        alone = !reachable;
        nv_recipients_free(&r);
    }
    return alone;
}

static bool owner_leads(const struct nv_explanation *x)
{
    struct nv_recipients owner;
    nv_recipients_init(&owner);
    nv_resolve(x->s, NULL, x->plan->owner, x->today, &owner);
    bool found = owner.list.n && leads(x, owner.list.v[0].agency);
    nv_recipients_free(&owner);
    return found;
}

void nv_explanation_init(struct nv_explanation *x, const struct nv_snapshot *s, uint32_t occurrence,
                         int32_t today, const struct nv_standing *standings)
{
    const struct nv_deliverable *d = &s->deliverables[s->occurrences[occurrence].deliverable];
    memset(x, 0, sizeof *x);
    x->s = s;
    x->d = d;
    x->at = occurrence;
    x->standings = standings;
    x->st = &standings[occurrence];
    x->now = s->occurrences[occurrence];
    x->now.nominal = x->st->nominal;
    x->now.effective = x->st->effective;
    if (x->st->bound)
        x->now.kind = NV_DL_DAY;
    const struct nv_occurrence *o = x->o = &x->now;
    x->task = &s->tasks[d->task];
    x->plan = &s->plans[d->plan];
    x->today = today;
    x->status = nv_status_now(&s->occurrences[occurrence], x->st, today);
    x->remind_day =
        o->nominal == NV_DAY_NONE ? NV_DAY_NONE : nv_workdays_on_or_before(s->workdays, o->nominal);
    for (int role = 0; role < NV_ROLE_PRINTED; role++)
        if (d->roles[role].n)
            add_role(x, (enum nv_role)role, (enum nv_role)role, &d->roles[role], false);
    if (o->hand_in != NV_DAY_NONE)
        add_role(x, NV_ROLE_SUPPORT, NV_ROLE_SUPPORT, &s->reports[d->report].contributors, true);
    x->stands_in = owner_stands_in(x);
    x->own_work = x->stands_in || owner_leads(x);
    if (x->own_work && o->nominal != NV_DAY_NONE && x->plan->leadership != NV_NONE) {
        add_plan_role(x, NV_ROLE_LEADERSHIP, NV_ROLE_OWNER, x->plan->leadership);
    } else {
        add_plan_role(x, NV_ROLE_OWNER, NV_ROLE_OWNER, x->plan->owner);
        add_plan_role(x, NV_ROLE_LEADERSHIP, NV_ROLE_LEADERSHIP, x->plan->leadership);
    }
}

void nv_explanation_free(struct nv_explanation *x)
{
    for (size_t i = 0; i < x->n_roles; i++) {
        nv_recipients_free(&x->roles[i].recipients);
        nv_vec_free(&x->roles[i].rungs);
    }
}
