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

int truth_event(int event)
{
    return -2 - event; /* -1 is no task */
}

/* The day on which it happened, as it was announced last and not withdrawn; NV_DAY_NONE. */
static int32_t event_day(const struct truth *t, int event, int32_t *changed)
{
    int32_t day = NV_DAY_NONE;
    for (size_t i = 0; i < t->facts.n; i++) {
        const struct truth_fact *f = &t->facts.v[i];
        if (f->task != truth_event(event))
            continue;
        if (f->told > *changed)
            *changed = f->told;
        if (stands(t, i) && f->kind == NV_FACT_ANNOUNCE)
            day = f->day;
        else if (stands(t, i) && f->kind == NV_FACT_WITHDRAW)
            day = NV_DAY_NONE;
    }
    return day;
}

/* What is known of a completion while the facts are read. */
struct completion {
    bool told, confirmed;
};

/* A rest that is over keeps nothing from being done. */
static void reopen(struct truth_state *s, struct completion *c, int32_t told)
{
    if (s->dropped)
        s->dropped = false;
    else if (s->held_until != NV_DAY_NONE && told <= s->held_until && !c->told)
        s->held_until = NV_DAY_NONE;
    else
        *c = (struct completion){false, false};
}

static void read_fact(const struct truth_fact *f, struct truth_state *s, struct completion *c)
{
    if (f->kind == NV_FACT_DONE)
        *c = (struct completion){true, false};
    else if (f->kind == NV_FACT_CONFIRM)
        c->confirmed = c->told;
    else if (f->kind == NV_FACT_REJECT && !c->confirmed)
        c->told = false;
    else if (f->kind == NV_FACT_REOPEN)
        reopen(s, c, f->told);
    else if (f->kind == NV_FACT_DROP)
        s->dropped = true;
    else if (f->kind == NV_FACT_HOLD)
        s->held_until = f->to;
    else if (f->kind == NV_FACT_ACK)
        s->ack_until = f->to;
}

struct truth_state truth_of(const struct truth *t, int task, const struct truth_plan *plan)
{
    struct truth_state s = {.held_until = NV_DAY_NONE, .ack_until = NV_DAY_NONE};
    struct completion c = {false, false};
    int32_t bound = NV_DAY_NONE, extended = NV_DAY_NONE;
    for (size_t i = 0; i < t->facts.n; i++) {
        const struct truth_fact *f = &t->facts.v[i];
        if (f->task != task)
            continue;
        if (f->told > s.changed)
            s.changed = f->told;
        if (!stands(t, i))
            continue;
        read_fact(f, &s, &c);
        if (f->kind == NV_FACT_EXTEND)
            extended = f->to;
        else if (f->kind == NV_FACT_BIND)
            bound = f->to;
    }
    s.done = c.told && (c.confirmed || !plan->confirm);
    s.reported = c.told && !s.done;
    int32_t happened = plan->event < 0 ? NV_DAY_NONE : event_day(t, plan->event, &s.changed);
    s.nominal = extended != NV_DAY_NONE   ? extended
                : bound != NV_DAY_NONE    ? bound
                : happened != NV_DAY_NONE ? happened + plan->within
                                          : plan->nominal;
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
