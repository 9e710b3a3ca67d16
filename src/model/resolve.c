#include "model/resolve.h"

#include "calendar/day.h"
#include "model/snapshot.h"

/* Groups in groups and successors of successors: deeper than this is a cycle that the
 * configuration layer has already refused. */
enum { MAX_DEPTH = 16 };

void nv_recipients_init(struct nv_recipients *r)
{
    memset(r, 0, sizeof *r);
    r->unresolved = NV_NONE;
}

void nv_recipients_free(struct nv_recipients *r)
{
    nv_vec_free(&r->list);
}

static void add(struct nv_recipients *out, struct nv_recipient r)
{
    for (size_t i = 0; i < out->list.n; i++)
        if (out->list.v[i].agency == r.agency)
            return;
    nv_vec_push(&out->list, r);
}

bool nv_agency_in_force(const struct nv_agency *a, int32_t day)
{
    return (a->valid_from == NV_DAY_NONE || a->valid_from <= day) &&
           (a->valid_to == NV_DAY_NONE || day <= a->valid_to);
}

/* The newest succession that has begun by `day`. */
static const struct nv_succession *succession_on(const struct nv_agency *a, int32_t day)
{
    const struct nv_succession *found = NULL;
    for (uint32_t i = 0; i < a->n_successions; i++)
        if (a->successions[i].from <= day)
            found = &a->successions[i];
    return found;
}

static const struct nv_refs *heirs_of(const struct nv_deliverable *d, uint32_t who,
                                      const struct nv_succession *next)
{
    for (uint32_t i = 0; d && i < d->n_choices; i++)
        if (d->choices[i].of == who && d->choices[i].from == next->from)
            return &d->choices[i].to;
    return &next->to;
}

struct walk {
    const struct nv_snapshot *s;
    const struct nv_deliverable *d; /* or NULL */
    int32_t day;
    bool unfold;
    struct nv_recipients *out;
};

/* Returns how many recipients were found below `who`. `r` carries what is known on the way down:
 * the name in the plan and the first agency whose work was taken over. */
static size_t walk(const struct walk *w, uint32_t who, struct nv_recipient r, int depth)
{
    const struct nv_agency *a = &w->s->agencies[who];
    size_t found = 0;
    if (depth > MAX_DEPTH)
        return 0;
    const struct nv_succession *next = succession_on(a, w->day);
    if (next && !nv_agency_in_force(a, w->day)) {
        const struct nv_refs *to = heirs_of(w->d, who, next);
        if (r.predecessor == NV_NONE && !a->is_group)
            r.predecessor = who;
        if (!r.succession)
            r.succession = next;
        for (uint32_t i = 0; i < to->n; i++)
            found += walk(w, to->v[i], r, depth + 1);
        return found;
    }
    if (a->is_group && w->unfold) {
        /* A group that has ended without a successor still stands for members who live on. */
        for (uint32_t i = 0; i < a->members.n; i++)
            found += walk(w, a->members.v[i], r, depth + 1);
        return found;
    }
    if (!nv_agency_in_force(a, w->day))
        return 0;
    r.agency = who;
    add(w->out, r);
    return 1;
}

static void resolve(const struct walk *w, uint32_t named)
{
    struct nv_recipient r = {
        .agency = NV_NONE, .named = named, .predecessor = NV_NONE, .succession = NULL};
    if (walk(w, named, r, 0) == 0 && w->out->unresolved == NV_NONE)
        w->out->unresolved = named;
}

void nv_resolve(const struct nv_snapshot *s, const struct nv_deliverable *d, uint32_t named,
                int32_t day, struct nv_recipients *out)
{
    resolve(&(struct walk){s, d, day, true, out}, named);
}

void nv_resolve_named(const struct nv_snapshot *s, const struct nv_deliverable *d, uint32_t named,
                      int32_t day, struct nv_recipients *out)
{
    resolve(&(struct walk){s, d, day, false, out}, named);
}

static int32_t nearer(int32_t best, int32_t day, int32_t candidate)
{
    return candidate != NV_DAY_NONE && candidate > day && candidate < best ? candidate : best;
}

int32_t nv_resolve_next_change(const struct nv_snapshot *s, int32_t day)
{
    int32_t best = INT32_MAX;
    for (uint32_t i = 0; i < s->n_agencies; i++) {
        const struct nv_agency *a = &s->agencies[i];
        best = nearer(best, day, a->valid_from);
        if (a->valid_to != NV_DAY_NONE)
            best = nearer(best, day, a->valid_to + 1);
        for (uint32_t k = 0; k < a->n_successions; k++)
            best = nearer(best, day, a->successions[k].from);
    }
    return best;
}
