#include "engine/facts.h"

#include <string.h>

#include "base/buf.h"
#include "base/intern.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "model/fact.h"
#include "model/snapshot.h"

struct history {
    NV_VEC(uint32_t) list;  /* into all */
    NV_VEC(uint32_t) undos; /* into list: few, and all that can make a fact not stand */
};

struct nv_fact_table {
    struct nv_intern *names;
    NV_VEC(struct nv_fact) all;
    NV_VEC(struct history) by_subject; /* by symbol */
};

/* The completions that stand while a history is read. */
struct completions {
    NV_VEC(const struct nv_fact *) list;
    size_t confirmed; /* of them, from the first */
};

struct nv_fact_table *nv_fact_table_new(struct nv_intern *names)
{
    struct nv_fact_table *t = nv_calloc(1, sizeof *t);
    t->names = names;
    return t;
}

void nv_fact_table_free(struct nv_fact_table *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->by_subject.n; i++) {
        nv_vec_free(&t->by_subject.v[i].list);
        nv_vec_free(&t->by_subject.v[i].undos);
    }
    nv_vec_free(&t->by_subject);
    nv_vec_free(&t->all);
    free(t);
}

static const char *name(struct nv_fact_table *t, const char *s)
{
    return nv_intern_str(t->names, nv_intern_add(t->names, s ? s : ""));
}

void nv_fact_table_apply(struct nv_fact_table *t, const struct nv_fact *f)
{
    uint32_t subject = nv_intern_add(t->names, f->subject);
    struct nv_fact copy = *f;
    copy.subject = nv_intern_str(t->names, subject);
    copy.document = name(t, f->document);
    copy.note = name(t, f->note);
    copy.actor = name(t, f->actor);
    while (t->by_subject.n <= subject)
        nv_vec_push_zero(&t->by_subject);
    struct history *h = &t->by_subject.v[subject];
    if (f->kind == NV_FACT_UNDO)
        nv_vec_push(&h->undos, (uint32_t)h->list.n);
    nv_vec_push(&h->list, (uint32_t)t->all.n);
    nv_vec_push(&t->all, copy);
}

size_t nv_fact_table_count(const struct nv_fact_table *t)
{
    return t->all.n;
}

const struct nv_fact *nv_fact_table_at(const struct nv_fact_table *t, size_t i)
{
    return &t->all.v[i];
}

/* Ids rise with time. */
const struct nv_fact *nv_fact_table_find(const struct nv_fact_table *t, uint64_t id)
{
    size_t low = 0, high = t->all.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (t->all.v[mid].id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < t->all.n && t->all.v[low].id == id ? &t->all.v[low] : NULL;
}

static const struct history *history_of(const struct nv_fact_table *t, const char *subject)
{
    uint32_t sym = nv_intern_find(t->names, subject);
    return sym != NV_NONE && sym < t->by_subject.n && t->by_subject.v[sym].list.n
               ? &t->by_subject.v[sym]
               : NULL;
}

static const struct nv_fact *at(const struct nv_fact_table *t, const struct history *h, size_t i)
{
    return &t->all.v[h->list.v[i]];
}

/* Whether fact `i` of the history stands: no later one that stands itself has undone it. */
static bool stands(const struct nv_fact_table *t, const struct history *h, size_t i)
{
    for (size_t k = h->undos.n; k-- > 0 && h->undos.v[k] > i;)
        if (at(t, h, h->undos.v[k])->undoes == at(t, h, i)->id && stands(t, h, h->undos.v[k]))
            return false;
    return true;
}

bool nv_fact_table_stands(const struct nv_fact_table *t, const struct nv_fact *f)
{
    const struct history *h = history_of(t, f->subject);
    for (size_t i = 0; h && i < h->list.n; i++)
        if (at(t, h, i) == f)
            return stands(t, h, i);
    return false;
}

static size_t find_done(const struct completions *c, int32_t day, const char *document)
{
    size_t i = 0;
    while (i < c->list.n && (c->list.v[i]->day != day || !*document ||
                             strcmp(c->list.v[i]->document, document) != 0))
        i++;
    return i;
}

static void complete(struct completions *c, const struct nv_fact *f, int times)
{
    if (find_done(c, f->day, f->document) < c->list.n)
        return;
    if (c->list.n < (size_t)times)
        nv_vec_push(&c->list, f);
    else
        *nv_vec_last(&c->list) = f;
    if (c->confirmed >= c->list.n)
        c->confirmed = c->list.n - 1;
}

static void take_back(struct completions *c)
{
    c->list.n -= c->list.n > 0;
    if (c->confirmed > c->list.n)
        c->confirmed = c->list.n;
}

/* Where this fact is the newest that the agencies are told of. */
static void change(const struct nv_snapshot *s, const struct nv_fact *f, enum nv_fact_kind kind,
                   struct nv_standing *st)
{
    int32_t told = nv_time_day(f->at_ms, s->zone_min);
    if (st->change_day != NV_DAY_NONE && f->id < st->change_id)
        return;
    st->change = kind;
    st->change_id = f->id;
    st->change_day = told;
    st->change_of = f->day;
    /* The owner's word is on the completion's document. */
    if (kind != NV_FACT_CONFIRM || *f->document)
        st->document = f->document;
    st->note = f->note;
    nv_fmt(st->rung, sizeof st->rung, "%s:%llu", nv_fact_kind_name(kind),
           (unsigned long long)f->id);
}

static void since(const struct nv_snapshot *s, const struct nv_fact *f, struct nv_standing *st)
{
    int32_t told = nv_time_day(f->at_ms, s->zone_min);
    if (told > st->since)
        st->since = told;
}

/* What keeps the work from being done is taken back: that it was dropped, is done, rests, or one
 * of several completions. A rest that is over keeps nothing. */
static void reopen(struct completions *c, int times, int32_t told, struct nv_standing *st)
{
    if (st->dropped_day != NV_DAY_NONE)
        st->dropped_day = NV_DAY_NONE;
    else if (nv_standing_held(st, told) && c->list.n < (size_t)times)
        st->held_until = NV_DAY_NONE;
    else
        take_back(c);
}

/* What has been undone is told like what it was, where that was told. */
static void undone(const struct nv_fact_table *t, const struct nv_snapshot *s,
                   const struct nv_fact *f, struct nv_standing *st)
{
    const struct nv_fact *was = nv_fact_table_find(t, f->undoes);
    if (!was)
        return;
    if (was->kind == NV_FACT_EXTEND || was->kind == NV_FACT_BIND)
        since(s, f, st);
    if (was->kind != NV_FACT_ACK && was->kind != NV_FACT_PROGRESS && was->kind != NV_FACT_NOTE)
        change(s, f, NV_FACT_UNDO, st);
}

static void read_fact(const struct nv_fact_table *t, const struct nv_snapshot *s,
                      const struct nv_fact *f, int times, struct completions *c,
                      struct nv_standing *st)
{
    switch (f->kind) {
    case NV_FACT_DONE:
        complete(c, f, times);
        change(s, f, f->kind, st);
        break;
    case NV_FACT_REOPEN:
        reopen(c, times, nv_time_day(f->at_ms, s->zone_min), st);
        change(s, f, f->kind, st);
        break;
    case NV_FACT_CONFIRM:
        c->confirmed = c->list.n;
        change(s, f, f->kind, st);
        break;
    case NV_FACT_REJECT:
        if (c->list.n > c->confirmed)
            take_back(c);
        change(s, f, f->kind, st);
        break;
    case NV_FACT_EXTEND:
    case NV_FACT_BIND:
        since(s, f, st);
        change(s, f, f->kind, st);
        break;
    case NV_FACT_DROP:
        st->dropped_day = f->day;
        change(s, f, f->kind, st);
        break;
    case NV_FACT_HOLD:
        st->held_until = f->to;
        change(s, f, f->kind, st);
        break;
    case NV_FACT_ACK:
        st->ack_until = f->to;
        break;
    case NV_FACT_PROGRESS:
        st->percent = f->percent;
        st->percent_day = f->day;
        break;
    case NV_FACT_UNDO:
        undone(t, s, f, st);
        break;
    case NV_FACT_NOTE:
    case NV_FACT_REMOVE: /* the configuration says whether the work is there */
    case NV_FACT_RESTORE:
    case NV_FACT_ANNOUNCE: /* of an event: read_event() */
    case NV_FACT_WITHDRAW:
    case NV_FACT_COUNT:
        break;
    }
}

/* The announcement that stands, NULL if none does; *last is the newest fact of the event. */
static const struct nv_fact *read_event(const struct nv_fact_table *t, const char *key,
                                        const struct nv_fact **last)
{
    const struct history *h = history_of(t, key);
    const struct nv_fact *happened = NULL;
    *last = NULL;
    for (size_t i = 0; h && i < h->list.n; i++) {
        const struct nv_fact *f = at(t, h, i);
        if (f->kind != NV_FACT_NOTE)
            *last = f;
        if (!stands(t, h, i))
            continue;
        if (f->kind == NV_FACT_ANNOUNCE)
            happened = f;
        else if (f->kind == NV_FACT_WITHDRAW)
            happened = NULL;
    }
    return happened;
}

int32_t nv_fact_table_event_day(const struct nv_fact_table *t, const struct nv_snapshot *s,
                                uint32_t event)
{
    const struct nv_fact *last, *f = read_event(t, s->events[event].key, &last);
    return f ? f->day : NV_DAY_NONE;
}

/* The last day of so many, the first of which is the day after `day` (art. 147.2). */
static int32_t days_after(const struct nv_snapshot *s, const struct nv_deliverable *d, int32_t day)
{
    return d->within_calendar ? day + d->within : nv_workdays_shift(s->workdays, day, d->within);
}

static void set_dates(const struct nv_snapshot *s, int32_t nominal, struct nv_standing *st)
{
    st->nominal = nominal;
    st->effective = nv_snapshot_effective(s, nominal);
}

/* What the events that the work waits for say of it. */
static void read_events(const struct nv_fact_table *t, const struct nv_snapshot *s,
                        const struct nv_deliverable *d, struct nv_standing *st)
{
    bool all = d->events.n > 0;
    for (uint32_t i = 0; i < d->events.n; i++) {
        const struct nv_fact *last, *f = read_event(t, s->events[d->events.v[i]].key, &last);
        all = all && f;
        if (f && f->day > st->happened_day)
            st->happened_day = f->day;
        if (!last)
            continue;
        since(s, last, st);
        change(s, last, f ? NV_FACT_ANNOUNCE : NV_FACT_WITHDRAW, st);
    }
    st->happened = all;
    if (!all)
        st->happened_day = NV_DAY_NONE;
    if (!all || !d->within)
        return;
    set_dates(s, days_after(s, d, st->happened_day), st);
    st->bound = true;
}

/* The dates that stand: of the plan or the events, then as bound, then as extended. */
static void read_dates(const struct nv_fact_table *t, const struct nv_snapshot *s,
                       const struct history *h, struct nv_standing *st)
{
    int32_t bound = NV_DAY_NONE, extended = NV_DAY_NONE;
    for (size_t i = 0; h && i < h->list.n; i++) {
        const struct nv_fact *f = at(t, h, i);
        if ((f->kind != NV_FACT_BIND && f->kind != NV_FACT_EXTEND) || !stands(t, h, i))
            continue;
        if (f->kind == NV_FACT_BIND) {
            bound = f->to;
        } else {
            st->extensions += f->to != extended;
            extended = f->to;
        }
    }
    if (bound != NV_DAY_NONE) {
        set_dates(s, bound, st);
        st->bound = true;
    }
    st->original_nominal = st->nominal;
    st->original_effective = st->effective;
    if (extended == NV_DAY_NONE)
        return;
    /* What it extended may have been taken back since: the day given last stands. */
    st->bound |= st->nominal == NV_DAY_NONE;
    set_dates(s, extended, st);
}

static void read_history(const struct nv_fact_table *t, const struct nv_snapshot *s,
                         const struct history *h, int times, bool confirm, struct completions *c,
                         struct nv_standing *st)
{
    for (size_t i = 0; i < h->list.n; i++)
        if (stands(t, h, i))
            read_fact(t, s, at(t, h, i), times, c, st);
    st->count = (int)c->list.n;
    int32_t newest = NV_DAY_NONE;
    for (size_t i = 0; st->count == times && i < c->list.n; i++)
        if (newest == NV_DAY_NONE || c->list.v[i]->day > newest)
            newest = c->list.v[i]->day;
    if (confirm && c->confirmed < c->list.n)
        st->reported_day = newest;
    else
        st->done_day = newest;
}

void nv_fact_table_standing(const struct nv_fact_table *t, const struct nv_snapshot *s,
                            uint32_t index, struct nv_standing *out)
{
    const struct nv_occurrence *o = &s->occurrences[index];
    const struct nv_deliverable *d = &s->deliverables[o->deliverable];
    const struct history *h = t->all.n ? history_of(t, o->key) : NULL;
    *out = nv_standing_of(o);
    if (t->all.n && d->events.n)
        read_events(t, s, d, out);
    if (h) {
        struct completions c = {0};
        read_history(t, s, h, o->times, s->plans[d->plan].confirm, &c, out);
        nv_vec_free(&c.list);
    }
    read_dates(t, s, h, out);
}

enum nv_fact_kind nv_fact_table_presence(const struct nv_fact_table *t, const char *subject)
{
    const struct history *h = history_of(t, subject);
    for (size_t i = h ? h->list.n : 0; i-- > 0;)
        if (at(t, h, i)->kind == NV_FACT_REMOVE || at(t, h, i)->kind == NV_FACT_RESTORE)
            return at(t, h, i)->kind;
    return NV_FACT_COUNT;
}

const struct nv_fact *nv_fact_table_completion(const struct nv_fact_table *t,
                                               const struct nv_snapshot *s, uint32_t index,
                                               int32_t day, const char *document)
{
    const struct nv_occurrence *o = &s->occurrences[index];
    const struct history *h = history_of(t, o->key);
    struct nv_standing st = nv_standing_of(o);
    struct completions c = {0};
    if (!h)
        return NULL;
    read_history(t, s, h, o->times, false, &c, &st);
    size_t i = find_done(&c, day, document ? document : "");
    const struct nv_fact *found = i < c.list.n ? c.list.v[i] : NULL;
    for (i = c.list.n; !found && st.count == o->times && i-- > 0;)
        if (c.list.v[i]->day == day)
            found = c.list.v[i];
    nv_vec_free(&c.list);
    return found;
}

const struct nv_fact *nv_fact_table_like(const struct nv_fact_table *t, const char *subject,
                                         enum nv_fact_kind kind, int32_t day)
{
    const struct history *h = history_of(t, subject);
    for (size_t i = h ? h->list.n : 0; i-- > 0;) {
        const struct nv_fact *f = at(t, h, i);
        if (f->kind == kind && (nv_fact_has_to(kind) ? f->to : f->day) == day && stands(t, h, i))
            return f;
    }
    return NULL;
}
