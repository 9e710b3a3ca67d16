#include "measure.h"

#include <stdio.h>
#include <string.h>

#include "base/intern.h"
#include "book_parts.h"
#include "calendar/day.h"
#include "engine/engine.h"
#include "engine/presence.h"

void measure_counts(struct book *b, const struct nv_engine *e)
{
    struct nv_engine_status st;
    nv_engine_status(e, &st);
    for (int i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
        if (st.counts[i] != b->counts[i])
            book_violate(b, "%llu deliveries are %s, and the engine counts %llu", (ull)b->counts[i],
                         nv_delivery_state_name((enum nv_delivery_state)i), (ull)st.counts[i]);
}

/* ---- work that is gone, or back -------------------------------------------------------------- */

struct presence {
    struct book *b;
    bool expected[SPEC_TASKS]; /* not yet found */
    enum nv_fact_kind kind[SPEC_TASKS];
};

static void expect(struct presence *p)
{
    for (int i = 0; i < p->b->spec->n_tasks; i++) {
        const struct spec_task *t = &p->b->spec->tasks[i];
        bool told, removed = truth_removed(&p->b->truth, i, &told);
        p->expected[i] =
            (told || nv_intern_find(p->b->spoken, t->key) != NV_NONE) && t->present == removed;
        p->kind[i] = t->present ? NV_FACT_RESTORE : NV_FACT_REMOVE;
    }
}

static void found(void *arg, enum nv_fact_kind kind, const char *key)
{
    struct presence *p = arg;
    int at = book_task(p->b, key);
    if (at < 0 || !p->expected[at] || p->kind[at] != kind)
        book_violate(p->b, "the engine finds that %s is %s, and it is not", key,
                     nv_fact_kind_name(kind));
    else
        p->expected[at] = false;
}

void measure_presence(struct book *b, const struct nv_engine *e)
{
    struct presence p = {.b = b};
    expect(&p);
    nv_engine_presence(e, found, &p);
    for (int i = 0; i < b->spec->n_tasks; i++)
        if (p.expected[i])
            book_violate(b, "the engine does not find that %s is %s", b->spec->tasks[i].key,
                         nv_fact_kind_name(p.kind[i]));
}

/* ---- what must have been said ---------------------------------------------------------------- */

struct step {
    int32_t day; /* NV_DAY_NONE: none has been reached */
    int n;       /* working days from the deadline */
};

/* The newest step that a ladder has reached: of work that is overdue only those after the deadline
 * count. */
static struct step newest_step(const struct spec *s, const struct spec_ladder *l, int32_t nominal,
                               int32_t effective, int32_t today)
{
    struct step newest = {NV_DAY_NONE, 0};
    int32_t before = spec_shift(s, nominal, 0);
    for (int i = 0; i < l->n; i++) {
        int n = l->rungs[i];
        int32_t day = n > 0   ? spec_shift(s, effective, n)
                      : n < 0 ? spec_shift(s, before, n)
                              : before;
        if (day <= today && (n > 0 || today <= effective) && day > newest.day)
            newest = (struct step){day, n};
    }
    if (!l->repeat || !l->n || newest.day == NV_DAY_NONE || newest.n != l->rungs[l->n - 1])
        return newest;
    for (int32_t day; (day = spec_shift(s, newest.day, l->repeat)) <= today;)
        newest = (struct step){day, newest.n + l->repeat};
    return newest;
}

/* That step or a later one; or the same when its day was another, before the calendar changed. */
static bool has_heard(const struct book *b, const struct spec_task *t, int32_t effective, int who,
                      struct step step)
{
    char text[NV_RUNG_TEXT];
    snprintf(text, sizeof text, step.n ? "%+dw" : "%d", step.n);
    for (size_t i = b->items.n; i-- > 0;) {
        const struct book_item *it = &b->items.v[i];
        if ((it->rung_day >= step.day || strcmp(it->rung, text) == 0) &&
            it->effective == effective && strcmp(it->occurrence, t->key) == 0 &&
            spec_same_mailbox(b->spec, spec_find_agency(b->spec, it->agency), who))
            return true;
    }
    return false;
}

/* It has not been written to in a window that is still to come, where the clock has been set back
 * since. */
static bool can_be_told(const struct book *b, int who, int64_t window_ms)
{
    for (int i = 0; i < b->spec->n_agencies; i++) {
        uint32_t name = nv_intern_find(b->names, b->spec->agencies[i].id);
        if (spec_same_mailbox(b->spec, i, who) && name < b->windows.n &&
            b->windows.v[name] > window_ms)
            return false;
    }
    return true;
}

/* Who hears of it today in the place of the `i`th agency of a role: a lead who cannot be written to
 * is its owner's matter. -1: nobody. */
static int hears(const struct book *b, const struct spec_task *t, int role, int i, int32_t today)
{
    int who = spec_stands_for(b->spec, t->roles[role][i], today);
    if (who >= 0 && spec_reachable(b->spec, who))
        return who;
    return role == 0 ? spec_stands_for(b->spec, b->spec->owner, today) : -1;
}

/* Of several parts in the work it climbs the ladder of the strongest: lead, executor, supporter. */
static bool is_strongest(const struct book *b, const struct spec_task *t, int role, int who,
                         int32_t today)
{
    static const int order[SPEC_ROLES] = {0, 2, 1};
    for (int k = 0; order[k] != role; k++)
        for (int i = 0; i < t->n[order[k]]; i++) {
            int other = hears(b, t, order[k], i, today);
            if (other >= 0 && spec_same_mailbox(b->spec, other, who))
                return false;
        }
    return true;
}

static void check_role(struct book *b, const struct spec_task *t, const struct truth_state *st,
                       int role, int32_t today, int64_t window_ms)
{
    struct spec_ladder l = spec_ladder_of(b->spec, t, role);
    int32_t effective = book_effective(b, st);
    struct step step = newest_step(b->spec, &l, st->nominal, effective, today);
    /* What was changed on that day or later may not have been so when it was looked at. */
    if (step.day == NV_DAY_NONE || step.day <= t->since || step.day <= st->changed ||
        step.day <= b->spec->edited ||
        (st->held_until != NV_DAY_NONE && st->held_until >= step.day) ||
        (st->ack_until != NV_DAY_NONE && st->ack_until >= step.day))
        return;
    for (int i = 0; i < t->n[role]; i++) {
        int who = hears(b, t, role, i, today);
        if (who < 0 || !can_be_told(b, who, window_ms) || !is_strongest(b, t, role, who, today))
            continue;
        if (!has_heard(b, t, effective, who, step))
            book_violate(b, "%s has not heard the step of day %d of %s: deadline %d, today %d",
                         b->spec->agencies[who].id, step.day, t->key, effective, today);
    }
}

void measure_said(struct book *b, int32_t today, int64_t window_ms)
{
    for (int i = 0; i < b->spec->n_tasks; i++) {
        const struct spec_task *t = &b->spec->tasks[i];
        if (!t->present)
            continue;
        struct truth_state st = book_state(b, i);
        if (st.done || st.dropped || st.reported || st.nominal == NV_DAY_NONE)
            continue;
        for (int role = 0; role < SPEC_ROLES; role++)
            check_role(b, t, &st, role, today, window_ms);
    }
}
