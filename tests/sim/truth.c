#include "truth.h"

#include "calendar/day.h"

/* No later one that stands itself has undone it. */
static bool stands(const struct truth *t, size_t i)
{
    for (size_t k = i + 1; k < t->facts.n; k++)
        if (t->facts.v[k].kind == NV_FACT_UNDO && t->facts.v[k].undoes == t->facts.v[i].id &&
            stands(t, k))
            return false;
    return true;
}

/* A rest that is over keeps nothing from being done. */
static void reopen(struct truth_state *s, int32_t told)
{
    if (s->dropped)
        s->dropped = false;
    else if (s->held_until != NV_DAY_NONE && told <= s->held_until && !s->done)
        s->held_until = NV_DAY_NONE;
    else
        s->done = false;
}

struct truth_state truth_of(const struct truth *t, int task, int32_t nominal)
{
    struct truth_state s = {.held_until = NV_DAY_NONE, .ack_until = NV_DAY_NONE};
    int32_t bound = NV_DAY_NONE, extended = NV_DAY_NONE;
    for (size_t i = 0; i < t->facts.n; i++) {
        const struct truth_fact *f = &t->facts.v[i];
        if (f->task != task)
            continue;
        if (f->told > s.changed)
            s.changed = f->told;
        if (!stands(t, i))
            continue;
        if (f->kind == NV_FACT_DONE)
            s.done = true;
        else if (f->kind == NV_FACT_REOPEN)
            reopen(&s, f->told);
        else if (f->kind == NV_FACT_DROP)
            s.dropped = true;
        else if (f->kind == NV_FACT_HOLD)
            s.held_until = f->to;
        else if (f->kind == NV_FACT_ACK)
            s.ack_until = f->to;
        else if (f->kind == NV_FACT_EXTEND)
            extended = f->to;
        else if (f->kind == NV_FACT_BIND)
            bound = f->to;
    }
    s.nominal = extended != NV_DAY_NONE ? extended : bound != NV_DAY_NONE ? bound : nominal;
    return s;
}

uint64_t truth_any(const struct truth *t, int task, uint32_t pick)
{
    size_t n = 0;
    for (size_t i = 0; i < t->facts.n; i++)
        n += t->facts.v[i].task == task;
    if (!n)
        return 0;
    n = pick % n;
    for (size_t i = 0;; i++)
        if (t->facts.v[i].task == task && n-- == 0)
            return t->facts.v[i].id;
}
