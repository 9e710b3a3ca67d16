#include "engine/planner.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "calendar/day.h"
#include "engine/confirm.h"
#include "engine/facts.h"
#include "engine/heard.h"
#include "engine/ladder.h"
#include "engine/order.h"
#include "engine/planner_tell.h"
#include "engine/readers.h"
#include "engine/remark_due.h"
#include "engine/report_due.h"
#include "engine/terms.h"
#include "model/resolve.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/status.h"

enum { THANKS_DAYS = 14 }; /* calendar days after which thanks are no longer written */

/* One occurrence as it is today. */
struct look {
    uint32_t sym;
    int32_t today;
    struct nv_standing st;
    struct nv_occurrence now;     /* with the dates that count */
    struct nv_occurrence handing; /* with the day by which a report's contributors hand in */
};

struct nv_planner {
    const struct nv_snapshot *s;
    struct nv_intern *names;
    uint32_t *occurrence_sym, *agency_sym;
    int32_t *wake;             /* by occurrence: the next day on which anything can change */
    struct nv_readers readers; /* as of the days before epoch_end */
    int32_t epoch_end, last_run;
    uint32_t *slot; /* by agency: its place in the list being made, NV_NONE if none */
};

struct nv_planner *nv_planner_new(const struct nv_snapshot *s, struct nv_intern *names)
{
    struct nv_planner *p = nv_calloc(1, sizeof *p);
    p->s = s;
    p->names = names;
    p->occurrence_sym = nv_calloc(s->n_occurrences, sizeof *p->occurrence_sym);
    p->wake = nv_calloc(s->n_occurrences, sizeof *p->wake);
    for (uint32_t i = 0; i < s->n_occurrences; i++) {
        p->occurrence_sym[i] = nv_intern_add(names, s->occurrences[i].key);
        p->wake[i] = INT32_MIN;
    }
    p->agency_sym = nv_calloc(s->n_agencies, sizeof *p->agency_sym);
    p->slot = nv_calloc(s->n_agencies, sizeof *p->slot);
    for (uint32_t i = 0; i < s->n_agencies; i++) {
        p->agency_sym[i] = nv_intern_add(names, s->agencies[i].id);
        p->slot[i] = NV_NONE;
    }
    nv_readers_init(&p->readers, s);
    p->epoch_end = p->last_run = INT32_MIN;
    return p;
}

void nv_planner_free(struct nv_planner *p)
{
    if (!p)
        return;
    nv_readers_free(&p->readers);
    free(p->slot);
    free(p->agency_sym);
    free(p->wake);
    free(p->occurrence_sym);
    free(p);
}

void nv_planner_touch(struct nv_planner *p, uint32_t occurrence)
{
    p->wake[occurrence] = INT32_MIN;
}

void nv_planner_touch_all(struct nv_planner *p)
{
    p->epoch_end = INT32_MIN;
}

uint32_t nv_planner_agency(const struct nv_planner *p, uint32_t agency)
{
    return p->agency_sym[agency];
}

static enum nv_section section_of(const struct nv_occurrence *o, const struct nv_reached *r,
                                  const struct nv_standing *st, int32_t today)
{
    if (r->told && st->reported_day != NV_DAY_NONE)
        return NV_SECTION_PROGRESS;
    if (r->told && (st->change == NV_FACT_DONE || st->change == NV_FACT_CONFIRM))
        return NV_SECTION_DONE;
    if (o->nominal != NV_DAY_NONE && st->dropped_day == NV_DAY_NONE) {
        if (today > o->effective)
            return NV_SECTION_OVERDUE;
        if (nv_days_left(o->nominal, o->effective, today) == 0)
            return NV_SECTION_DUE_TODAY;
    }
    return r->told                       ? NV_SECTION_CHANGED
           : r->kind == NV_RUNG_ASSIGNED ? NV_SECTION_NEW
           : r->kind != NV_RUNG_OFFSET   ? NV_SECTION_PROGRESS
                                         : NV_SECTION_DUE_SOON;
}

static struct nv_planned *notice_for(struct nv_planner *p, uint32_t agency,
                                     struct nv_planned_list *out)
{
    if (p->slot[agency] == NV_NONE) {
        p->slot[agency] = (uint32_t)out->list.n;
        nv_vec_push_zero(&out->list);
        nv_vec_last(&out->list)->agency = agency;
    }
    return &out->list.v[p->slot[agency]];
}

static struct nv_item make_item(const struct nv_planner *p, const struct look *look,
                                const struct nv_occurrence *own, const struct nv_reader *c,
                                const struct nv_reached *r, const struct nv_heard_entry *heard)
{
    struct nv_item item = {
        .occurrence = nv_intern_str(p->names, look->sym),
        .role = c->role,
        .section = section_of(own, r, &look->st, look->today),
        .rung_day = r->day,
        .nominal = own->nominal,
        .effective = own->effective,
        .chase = r->after ? (heard ? heard->chases : 0) + 1 : 0,
        .named = nv_intern_str(p->names, p->agency_sym[c->who.named]),
        .stand_in = c->stand_in,
    };
    if (c->who.predecessor != NV_NONE)
        item.predecessor = nv_intern_str(p->names, p->agency_sym[c->who.predecessor]);
    memcpy(item.rung, r->text, sizeof item.rung);
    return item;
}

/* One line a notice for one occurrence: of two roles of one agency the stronger, which comes first,
 * is shown, and the later rung speaks. Days of its own (handing in to a report) make a line. */
static void put_item(struct nv_planned *notice, const struct nv_item *item)
{
    struct nv_item *last = notice->items.n ? nv_vec_last(&notice->items) : NULL;
    if (!last || last->occurrence != item->occurrence || last->effective != item->effective) {
        nv_vec_push(&notice->items, *item);
    } else if (item->rung_day > last->rung_day) {
        memcpy(last->rung, item->rung, sizeof last->rung);
        last->rung_day = item->rung_day;
        last->section = item->section;
        last->chase = item->chase;
    }
}

/* Who is told of a fact: those whose work it changes. Owner and leadership hear of the work's state
 * in their own time; thanks are for who did it. */
static bool hears_of(enum nv_fact_kind change, enum nv_role role)
{
    return change == NV_FACT_DONE || change == NV_FACT_CONFIRM || change == NV_FACT_REJECT
               ? role <= NV_ROLE_EXECUTOR
               : role < NV_ROLE_PRINTED && role != NV_ROLE_APPROVER;
}

/* A new date is told to everybody; anything else to who has heard of the work. */
static bool is_for_all(enum nv_fact_kind change)
{
    return change == NV_FACT_EXTEND || change == NV_FACT_BIND || change == NV_FACT_ANNOUNCE;
}

/* A step that the ladder has reached but the facts keep back: the work is over or held, the step
 * was past when the date was set, or its agency has said that it knows and the step is not one of
 * those that are always told: the last up to the deadline, and all of the ladder after it but its
 * repetitions. Owner and leadership have acknowledged nothing. */
static bool is_quiet(const struct look *look, const struct nv_reader *c, const struct nv_reached *r)
{
    const struct nv_standing *st = &look->st;
    if (nv_standing_closed(st) || st->reported_day != NV_DAY_NONE ||
        nv_standing_held(st, look->today))
        return true;
    if (st->since != NV_DAY_NONE && r->day <= st->since && !c->hands_in)
        return true;
    if (st->ack_until == NV_DAY_NONE || look->today > st->ack_until || c->role >= NV_ROLE_PRINTED)
        return false;
    return r->after ? r->rank >= NV_RANK_REPEAT : !r->last;
}

/* Whoever watches over the work has the word on whether it is done. */
static bool is_asked_to_confirm(const struct look *look, const struct nv_reader *c)
{
    return c->ladder == NV_ROLE_OWNER && nv_confirm_waits(&look->st, look->today);
}

/* The fact that this candidate is still to be told of; false where there is none. */
static bool reach_fact(const struct nv_planner *p, const struct nv_terms *terms,
                       const struct look *look, const struct nv_reader *c,
                       const struct nv_heard_entry *heard, struct nv_reached *r)
{
    const struct nv_standing *st = &look->st;
    bool thanks = st->change == NV_FACT_DONE || st->change == NV_FACT_CONFIRM;
    if (is_asked_to_confirm(look, c)) {
        nv_confirm_asked(p->s, st, look->today, r);
        return nv_heard_wants_fact(heard, r->text, r->day);
    }
    if (st->reported_day != NV_DAY_NONE)
        return false;
    if (st->change_day == NV_DAY_NONE || st->change_day > look->today || c->hands_in ||
        !(thanks ? p->s->policy.thank : p->s->policy.tell_changes) ||
        (terms && st->change_day < (thanks ? terms->thank : terms->tell_changes)) ||
        !hears_of(st->change, c->role) || (!heard && !is_for_all(st->change)) ||
        (thanks && st->change_day < look->today - THANKS_DAYS) ||
        !nv_heard_wants_fact(heard, st->rung, st->change_day))
        return false;
    /* It speaks for a step reached since, too: the letter counts the days anyway. */
    int32_t day = !is_quiet(look, c, r) && r->day > st->change_day ? r->day : st->change_day;
    *r = (struct nv_reached){.kind = NV_RUNG_OFFSET, .told = true, .day = day};
    memcpy(r->text, st->rung, sizeof r->text);
    return true;
}

/* The next day on which the facts, and not the ladder, let something new be said. */
static int32_t wake_of(const struct nv_planner *p, const struct look *look, int32_t wake)
{
    const struct nv_standing *st = &look->st;
    struct nv_reached asked;
    /* Told on a day that is still to come: the clock has been set back since. */
    bool ahead = st->change_day != NV_DAY_NONE && st->change_day > look->today;
    if (nv_standing_closed(st))
        return ahead ? st->change_day : INT32_MAX;
    if (ahead && st->change_day < wake)
        wake = st->change_day;
    if (nv_standing_held(st, look->today) && st->held_until < wake)
        wake = st->held_until + 1;
    if (st->ack_until != NV_DAY_NONE && look->today <= st->ack_until && st->ack_until < wake)
        wake = st->ack_until + 1;
    if (!nv_confirm_waits(st, look->today))
        return wake;
    int32_t next = nv_confirm_asked(p->s, st, look->today, &asked);
    return next < wake ? next : wake;
}

static struct look look_at(const struct nv_planner *p, const struct nv_planner_input *in,
                           uint32_t index)
{
    struct look look = {.sym = p->occurrence_sym[index], .today = in->today};
    nv_fact_table_standing(in->facts, p->s, index, &look.st);
    look.now = look.handing = p->s->occurrences[index];
    look.now.nominal = look.st.nominal;
    look.now.effective = look.st.effective;
    /* What has got a date climbs as what always had one. */
    if (look.st.bound)
        look.now.kind = NV_DL_DAY;
    look.handing.nominal = look.handing.effective = look.handing.hand_in;
    return look;
}

/* A step that was past when the plan named whom it is for. */
static bool was_before(const struct nv_planner *p, const struct nv_terms *terms,
                       const struct look *look, const struct nv_reader *c,
                       const struct nv_reached *r)
{
    uint32_t plan = p->s->deliverables[look->now.deliverable].plan;
    return terms && c->role >= NV_ROLE_OWNER &&
           r->day < (c->role == NV_ROLE_OWNER ? terms->owner : terms->leadership)[plan];
}

/* Makes an item for a candidate whose ladder has reached `r`, if there is anything to say. True:
 * not in this window, for the agency has had its notice. */
static bool offer(struct nv_planner *p, const struct nv_planner_input *in, const struct look *look,
                  const struct nv_reader *c, struct nv_reached r, struct nv_planned_list *out)
{
    const struct nv_occurrence *own = c->hands_in ? &look->handing : &look->now;
    uint32_t sym = p->agency_sym[c->who.agency];
    const struct nv_heard_entry *heard = nv_heard_find(in->heard, look->sym, sym, own->effective);
    if (!reach_fact(p, in->terms, look, c, heard, &r) &&
        (r.day == NV_DAY_NONE || is_quiet(look, c, &r) || was_before(p, in->terms, look, c, &r) ||
         !nv_heard_wants(heard, r.text, r.day, c->role)))
        return false;
    /* Who hears of the work for the first time sees what facts have made of it: none of those told
     * so far is news to him afterwards. */
    if (!heard && look->st.change_day != NV_DAY_NONE && look->st.change_day <= look->today &&
        r.day <= look->st.change_day)
        r.day = look->st.change_day < look->today ? look->st.change_day + 1 : look->today;
    /* Later than this window: the clock has been set back, and this one may have been used. */
    if (sym < in->n_last_window && in->last_window[sym] >= in->window_ms)
        return true;
    struct nv_item item = make_item(p, look, own, c, &r, heard);
    put_item(notice_for(p, c->who.agency, out), &item);
    /* Of a fact of today he is still told in turn. */
    return !heard && look->st.change_day == look->today;
}

static void plan_occurrence(struct nv_planner *p, const struct nv_planner_input *in, uint32_t index,
                            struct nv_planned_list *out)
{
    enum { HANDING_IN = NV_ROLE_COUNT, N_LADDERS };
    const struct look look = look_at(p, in, index);
    const struct nv_plan *plan = &p->s->plans[p->s->deliverables[look.now.deliverable].plan];
    struct nv_reached newest[N_LADDERS];
    bool climbed[N_LADDERS] = {false}, again = false;
    int32_t wake = INT32_MAX;
    if (nv_standing_closed(&look.st) && look.st.change_day == NV_DAY_NONE) {
        p->wake[index] = INT32_MAX;
        return;
    }
    /* A plan that is not yet signed asks nothing of anybody. */
    if (in->today < plan->signed_day) {
        p->wake[index] = plan->signed_day;
        return;
    }
    nv_readers_gather(&p->readers, &look.now, in->today);
    for (size_t i = 0; i < p->readers.list.n; i++) {
        const struct nv_reader *c = &p->readers.list.v[i];
        const struct nv_ladder *ladder = p->s->policy.ladders[look.now.kind][c->ladder];
        int which = c->hands_in ? HANDING_IN : (int)c->ladder;
        if (!ladder && !is_asked_to_confirm(&look, c))
            continue;
        if (!climbed[which]) {
            int32_t next = INT32_MAX;
            newest[which] = (struct nv_reached){.day = NV_DAY_NONE};
            if (ladder)
                nv_ladder_at(p->s, c->hands_in ? &look.handing : &look.now, ladder,
                             in->terms ? in->terms->rungs[look.now.kind][c->ladder] : NULL,
                             in->today, &newest[which], &next);
            climbed[which] = true;
            wake = next < wake ? next : wake;
        }
        again |= offer(p, in, &look, c, newest[which], out);
    }
    p->wake[index] = again ? in->today : wake_of(p, &look, wake);
}

/* The mailbox of a recipient that has not heard the item and can get it in this window, or
 * NV_NONE. */
static uint32_t hears_now(const struct nv_planner *p, const struct nv_planner_input *in,
                          const struct nv_recipient *who, const struct nv_item *item)
{
    uint32_t agency = p->readers.mailbox[who->agency], sym = p->agency_sym[agency];
    uint32_t name = nv_intern_find(p->names, item->occurrence);
    const struct nv_heard_entry *heard =
        name == NV_NONE ? NULL : nv_heard_find(in->heard, name, sym, item->effective);
    bool had = sym < in->n_last_window && in->last_window[sym] >= in->window_ms;
    return !had && p->s->agencies[agency].n_endpoints &&
                   nv_heard_wants(heard, item->rung, item->rung_day, NV_ROLE_OWNER)
               ? agency
               : NV_NONE;
}

bool nv_planner_wants(struct nv_planner *p, const struct nv_planner_input *in, uint32_t agency,
                      const struct nv_item *item)
{
    const struct nv_recipients *r = nv_readers_resolve(&p->readers, agency, in->today);
    for (size_t i = 0; i < r->list.n; i++)
        if (hears_now(p, in, &r->list.v[i], item) != NV_NONE)
            return true;
    return false;
}

bool nv_planner_writes(struct nv_planner *p, const struct nv_planner_input *in, uint32_t agency)
{
    const struct nv_recipients *r = nv_readers_resolve(&p->readers, agency, in->today);
    for (size_t i = 0; i < r->list.n; i++)
        if (p->slot[p->readers.mailbox[r->list.v[i].agency]] != NV_NONE)
            return true;
    return false;
}

static bool has_item(const struct nv_planned *notice, const char *occurrence)
{
    for (size_t i = notice->items.n; i-- > 0;)
        if (strcmp(notice->items.v[i].occurrence, occurrence) == 0)
            return true;
    return false;
}

void nv_planner_tell(struct nv_planner *p, const struct nv_planner_input *in, uint32_t agency,
                     const struct nv_item *item, struct nv_planned_list *out)
{
    const struct nv_recipients *r = nv_readers_resolve(&p->readers, agency, in->today);
    for (size_t i = 0; i < r->list.n; i++) {
        uint32_t who = hears_now(p, in, &r->list.v[i], item);
        if (who == NV_NONE)
            continue;
        struct nv_planned *notice = notice_for(p, who, out);
        if (has_item(notice, item->occurrence))
            continue;
        if (!out->names)
            out->names = nv_arena_new();
        struct nv_item own = *item;
        own.occurrence = nv_arena_strdup(out->names, item->occurrence);
        own.named = nv_intern_str(p->names, p->agency_sym[agency]);
        nv_vec_push(&notice->items, own);
    }
}

void nv_planner_run(struct nv_planner *p, const struct nv_planner_input *in,
                    struct nv_planned_list *out)
{
    bool again = in->today >= p->epoch_end || in->today < p->last_run;
    if (again) {
        nv_readers_begin(&p->readers, in->today);
        p->epoch_end = nv_resolve_next_change(p->s, in->today);
    }
    p->last_run = in->today;
    for (uint32_t i = 0; i < p->s->n_occurrences; i++)
        if (again || p->wake[i] <= in->today)
            plan_occurrence(p, in, i, out);
    nv_report_plan(p, p->s, in, out);
    if (in->remarks)
        nv_remark_plan(p, p->s, in, out);
    for (size_t i = 0; i < out->list.n; i++) {
        p->slot[out->list.v[i].agency] = NV_NONE;
        nv_items_sort(out->list.v[i].items.v, out->list.v[i].items.n);
    }
}

static int chases_of(const struct nv_planner *p, const struct nv_heard_table *heard,
                     uint32_t occurrence, uint32_t agency, int32_t effective)
{
    const struct nv_heard_entry *e = nv_heard_find(
        heard, p->occurrence_sym[occurrence], p->agency_sym[p->readers.mailbox[agency]], effective);
    return e ? e->chases : 0;
}

int nv_planner_urged(const struct nv_planner *p, const struct nv_heard_table *heard,
                     uint32_t occurrence, int32_t effective, int32_t today)
{
    const struct nv_deliverable *d = &p->s->deliverables[p->s->occurrences[occurrence].deliverable];
    const struct nv_refs *leads = &d->roles[NV_ROLE_LEAD];
    struct nv_recipients r;
    int most = 0;
    nv_recipients_init(&r);
    for (uint32_t i = 0; i < leads->n; i++)
        nv_resolve(p->s, d, leads->v[i], today, &r);
    for (size_t i = 0; i < r.list.n; i++) {
        const struct nv_recipient *who = &r.list.v[i];
        int n = chases_of(p, heard, occurrence, who->agency, effective);
        if (who->predecessor != NV_NONE)
            n += chases_of(p, heard, occurrence, who->predecessor, effective);
        most = n > most ? n : most;
    }
    nv_recipients_free(&r);
    return most;
}

void nv_planner_again(struct nv_planner *p, const struct nv_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t at = nv_intern_find(p->s->occurrence_ids, items[i].occurrence);
        if (at != NV_NONE)
            p->wake[at] = INT32_MIN;
    }
}

void nv_planned_free(struct nv_planned_list *out)
{
    for (size_t i = 0; i < out->list.n; i++)
        nv_vec_free(&out->list.v[i].items);
    nv_vec_free(&out->list);
    nv_arena_free(out->names);
    out->names = NULL;
}
