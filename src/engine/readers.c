#include "engine/readers.h"

#include "base/buf.h"
#include "base/intern.h"
#include "base/mem.h"
#include "calendar/day.h"
#include "model/snapshot.h"

struct nv_resolved {
    bool known;
    struct nv_recipients recipients;
};

void nv_readers_init(struct nv_readers *p, const struct nv_snapshot *s)
{
    *p = (struct nv_readers){.s = s};
    p->mailbox = nv_calloc(s->n_agencies, sizeof *p->mailbox);
    p->resolved = nv_calloc(s->n_agencies, sizeof *p->resolved);
}

static void forget_resolved(struct nv_readers *p)
{
    for (uint32_t i = 0; i < p->s->n_agencies; i++) {
        nv_recipients_free(&p->resolved[i].recipients);
        p->resolved[i].known = false;
    }
}

void nv_readers_free(struct nv_readers *p)
{
    forget_resolved(p);
    nv_recipients_free(&p->chosen);
    nv_vec_free(&p->list);
    free(p->resolved);
    free(p->mailbox);
}

static void find_mailboxes(struct nv_readers *p, int32_t today)
{
    struct nv_intern *keys = nv_intern_new();
    struct nv_buf key = NV_BUF_INIT;
    NV_VEC(uint32_t) first = {0};
    for (uint32_t i = 0; i < p->s->n_agencies; i++) {
        const struct nv_agency *a = &p->s->agencies[i];
        p->mailbox[i] = i;
        if (!a->n_endpoints || !nv_agency_in_force(a, today))
            continue;
        nv_buf_clear(&key);
        for (uint32_t k = 0; k < a->n_endpoints; k++)
            nv_buf_addf(&key, "%s\n", a->endpoints[k].id);
        uint32_t sym = nv_intern_add(keys, nv_buf_str(&key));
        if (sym == first.n)
            nv_vec_push(&first, i);
        p->mailbox[i] = first.v[sym];
    }
    nv_vec_free(&first);
    nv_buf_free(&key);
    nv_intern_free(keys);
}

void nv_readers_begin(struct nv_readers *p, int32_t today)
{
    forget_resolved(p);
    find_mailboxes(p, today);
}

const struct nv_recipients *nv_readers_resolve(struct nv_readers *p, uint32_t named, int32_t today)
{
    struct nv_resolved *r = &p->resolved[named];
    if (!r->known) {
        nv_recipients_init(&r->recipients);
        nv_resolve(p->s, NULL, named, today, &r->recipients);
        r->known = true;
    }
    return &r->recipients;
}

/* For the work itself, which may choose among the successors of one that was split. */
static const struct nv_recipients *resolve_for(struct nv_readers *p, const struct nv_deliverable *d,
                                               uint32_t named, int32_t today)
{
    if (!d->n_choices)
        return nv_readers_resolve(p, named, today);
    nv_recipients_free(&p->chosen);
    nv_recipients_init(&p->chosen);
    nv_resolve(p->s, d, named, today, &p->chosen);
    return &p->chosen;
}

/* Adds a candidate unless the same mailbox already has a printed role: the strongest is shown. */
static void add(struct nv_readers *p, struct nv_reader c)
{
    c.who.agency = p->mailbox[c.who.agency];
    if (!p->s->agencies[c.who.agency].n_endpoints)
        return;
    for (size_t i = 0; i < p->list.n; i++) {
        const struct nv_reader *other = &p->list.v[i];
        if (other->who.agency == c.who.agency &&
            (c.role < NV_ROLE_PRINTED || other->role >= NV_ROLE_PRINTED))
            return;
    }
    nv_vec_push(&p->list, c);
}

static void add_all(struct nv_readers *p, const struct nv_recipients *r, enum nv_role role,
                    enum nv_role ladder)
{
    for (size_t i = 0; i < r->list.n; i++)
        add(p, (struct nv_reader){r->list.v[i], role, ladder, false, false});
}

static void add_plan_role(struct nv_readers *p, uint32_t agency, enum nv_role role,
                          enum nv_role ladder, int32_t today)
{
    if (agency != NV_NONE)
        add_all(p, nv_readers_resolve(p, agency, today), role, ladder);
}

static bool is_lead(const struct nv_readers *p, uint32_t agency)
{
    for (size_t i = 0; i < p->list.n; i++)
        if (p->list.v[i].role == NV_ROLE_LEAD && p->list.v[i].who.agency == agency)
            return true;
    return false;
}

/* A lead nobody can be found for, or without any endpoint, is the owner's matter. */
static void add_leads(struct nv_readers *p, const struct nv_deliverable *d, int32_t today)
{
    const struct nv_refs *leads = &d->roles[NV_ROLE_LEAD];
    uint32_t owner = p->s->plans[d->plan].owner;
    for (uint32_t i = 0; i < leads->n; i++) {
        const struct nv_recipients *r = resolve_for(p, d, leads->v[i], today);
        size_t before = p->list.n;
        bool reachable = false;
        for (size_t k = 0; k < r->list.n; k++) {
            add(p, (struct nv_reader){r->list.v[k], NV_ROLE_LEAD, NV_ROLE_LEAD, false, false});
            reachable |= p->s->agencies[p->mailbox[r->list.v[k].agency]].n_endpoints > 0;
        }
        if (reachable || p->list.n > before)
            continue;
        const struct nv_recipients *o = nv_readers_resolve(p, owner, today);
        for (size_t k = 0; k < o->list.n; k++) {
            struct nv_recipient who = o->list.v[k];
            who.named = leads->v[i];
            add(p, (struct nv_reader){who, NV_ROLE_LEAD, NV_ROLE_LEAD, true, false});
        }
    }
}

static void add_contributors(struct nv_readers *p, const struct nv_report *report, int32_t today)
{
    for (uint32_t i = 0; i < report->contributors.n; i++) {
        const struct nv_recipients *r = nv_readers_resolve(p, report->contributors.v[i], today);
        for (size_t k = 0; k < r->list.n; k++)
            add(p, (struct nv_reader){r->list.v[k], NV_ROLE_SUPPORT, NV_ROLE_SUPPORT, false, true});
    }
}

void nv_readers_gather(struct nv_readers *p, const struct nv_occurrence *o, int32_t today)
{
    const struct nv_deliverable *d = &p->s->deliverables[o->deliverable];
    const struct nv_plan *plan = &p->s->plans[d->plan];
    p->list.n = 0;
    add_leads(p, d, today);
    for (enum nv_role role = NV_ROLE_EXECUTOR; role < NV_ROLE_PRINTED; role++)
        for (uint32_t i = 0; i < d->roles[role].n; i++)
            add_all(p, resolve_for(p, d, d->roles[role].v[i], today), role, role);
    if (o->hand_in != NV_DAY_NONE)
        add_contributors(p, &p->s->reports[d->report], today);
    const struct nv_recipients *owner = nv_readers_resolve(p, plan->owner, today);
    bool own_work = false;
    for (size_t i = 0; i < owner->list.n; i++)
        own_work |= is_lead(p, p->mailbox[owner->list.v[i].agency]);
    size_t before = p->list.n;
    /* Work that the owner itself leads escalates past it, where there is somebody past it. */
    if (own_work && o->nominal != NV_DAY_NONE)
        add_plan_role(p, plan->leadership, NV_ROLE_LEADERSHIP, NV_ROLE_OWNER, today);
    if (p->list.n > before)
        return;
    add_plan_role(p, plan->owner, NV_ROLE_OWNER, NV_ROLE_OWNER, today);
    add_plan_role(p, plan->leadership, NV_ROLE_LEADERSHIP, NV_ROLE_LEADERSHIP, today);
}
