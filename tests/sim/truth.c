#include "truth.h"

#include "calendar/day.h"
#include "spec.h"

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

static void touch(const struct truth_fact *f, struct truth_state *s)
{
    if (f->told > s->changed)
        s->changed = f->told;
    if (f->id > s->newest)
        s->newest = f->id;
}

/* The day on which it happened, as it was announced last and not withdrawn; NV_DAY_NONE. */
static int32_t event_day(const struct truth *t, int event, struct truth_state *s)
{
    int32_t day = NV_DAY_NONE;
    for (size_t i = 0; i < t->facts.n; i++) {
        const struct truth_fact *f = &t->facts.v[i];
        if (f->task != truth_event(event))
            continue;
        touch(f, s);
        if (stands(t, i) && f->kind == NV_FACT_ANNOUNCE)
            day = f->day;
        else if (stands(t, i) && f->kind == NV_FACT_WITHDRAW)
            day = NV_DAY_NONE;
    }
    return day;
}

/* The day that the events give it: so long after the last of them, when all have happened. */
static int32_t after_events(const struct truth *t, const struct spec *spec,
                            const struct spec_task *task, struct truth_state *s)
{
    int32_t last = NV_DAY_NONE;
    bool all = task->n_events > 0;
    for (int i = 0; i < task->n_events; i++) {
        int32_t day = event_day(t, task->events[i], s);
        all = all && day != NV_DAY_NONE;
        last = last == NV_DAY_NONE || day > last ? day : last;
    }
    if (!all || !task->within)
        return NV_DAY_NONE;
    return task->in_working ? spec_shift(spec, last, task->within) : last + task->within;
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

struct truth_state truth_of(const struct truth *t, const struct spec *spec, int task)
{
    const struct spec_task *plan = &spec->tasks[task];
    struct truth_state s = {.held_until = NV_DAY_NONE, .ack_until = NV_DAY_NONE};
    struct completion c = {false, false};
    int32_t bound = NV_DAY_NONE, extended = NV_DAY_NONE;
    for (size_t i = 0; i < t->facts.n; i++) {
        const struct truth_fact *f = &t->facts.v[i];
        if (f->task != task)
            continue;
        touch(f, &s);
        if (!stands(t, i))
            continue;
        read_fact(f, &s, &c);
        if (f->kind == NV_FACT_EXTEND)
            extended = f->to;
        else if (f->kind == NV_FACT_BIND)
            bound = f->to;
    }
    s.done = c.told && (c.confirmed || !spec->confirm);
    s.reported = c.told && !s.done;
    int32_t happened = after_events(t, spec, plan, &s);
    s.nominal = extended != NV_DAY_NONE   ? extended
                : bound != NV_DAY_NONE    ? bound
                : happened != NV_DAY_NONE ? happened
                                          : plan->nominal;
    return s;
}

bool truth_removed(const struct truth *t, int task, bool *known)
{
    bool removed = false;
    *known = false;
    for (size_t i = 0; i < t->facts.n; i++) {
        const struct truth_fact *f = &t->facts.v[i];
        if (f->task != task)
            continue;
        *known = true;
        if (f->kind == NV_FACT_REMOVE || f->kind == NV_FACT_RESTORE)
            removed = f->kind == NV_FACT_REMOVE;
    }
    return removed;
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
