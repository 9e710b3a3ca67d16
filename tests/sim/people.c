/* Who tells, asks and orders: officers, the administrator, and mail servers that send back. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "calendar/day.h"
#include "engine/engine.h"
#include "engine/presence.h"
#include "life.h"
#include "model/snapshot.h"
#include "store/store.h"
#include "tells.h"

/* Somebody tells it, and waits for the answer. */
static void say(struct world *w, int task, const struct nv_fact *f, bool waits)
{
    struct nv_event ev = {.kind = NV_EV_FACT};
    ev.fact.request = waits ? ++w->next_request : 0;
    ev.fact.fact = *f;
    life_tell(w, "%s %s", f->subject, nv_fact_kind_name(f->kind));
    if (waits)
        nv_vec_push(
            &w->requests,
            ((struct request){.id = ev.fact.request, .task = task, .fact = f->kind, .to = f->to}));
    life_step(w, ev);
}

struct found {
    NV_VEC(int) tasks;
    struct world *w;
};

static void keep_found(void *arg, enum nv_fact_kind kind, const char *key)
{
    struct found *f = arg;
    int at = book_task(&f->w->book, key);
    (void)kind;
    if (at >= 0)
        nv_vec_push(&f->tasks, at);
}

void people_note_presence(struct world *w)
{
    struct found f = {.w = w};
    nv_engine_presence(w->engine, keep_found, &f);
    for (size_t i = 0; i < f.tasks.n; i++) {
        struct nv_fact fact = tells_presence(&w->spec, f.tasks.v[i], w->now_ms);
        say(w, -1, &fact, false); /* it says nothing of the work itself */
    }
    nv_vec_free(&f.tasks);
}

void people_reload(struct world *w)
{
    const char *what = spec_change(&w->spec, &w->rng, life_today(w));
    life_tell(w, "reload: %s", what);
    nv_snapshot_unref(w->snapshot);
    w->snapshot = spec_build(&w->spec);
    w->result->reloads++;
    book_limits(&w->book, w->spec.brake, w->spec.brake_jump);
    life_step(w, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = w->snapshot});
    people_note_presence(w);
}

void people_tell_work(struct world *w, int task)
{
    struct nv_fact f = tells_of_work(&w->rng, &w->spec, &w->book.truth, task, w->now_ms);
    say(w, task, &f, true);
    if (rng_chance(&w->rng, 400))
        people_tell_work(w, task); /* somebody else at the same time, or second thoughts */
}

void people_tell_event(struct world *w, int which)
{
    struct nv_fact f = tells_of_event(&w->rng, &w->book.truth, which, w->now_ms);
    say(w, truth_event(which), &f, true);
}

void people_test(struct world *w)
{
    int agency = (int)rng_pick(&w->rng, (uint32_t)w->spec.n_agencies);
    struct nv_event ev = {.kind = NV_EV_TEST};
    ev.test.request = ++w->next_request;
    ev.test.agency = w->spec.agencies[agency].id;
    life_tell(w, "test of %s", ev.test.agency);
    nv_vec_push(&w->requests,
                ((struct request){
                    .id = ev.test.request, .kind = REQUEST_TEST, .task = -1, .agency = agency}));
    life_step(w, ev);
}

/* ---- orders ---------------------------------------------------------------------------------- */

static void give(struct world *w, struct nv_order *o, uint64_t returned)
{
    static const char *const names[] = {"resume", "cancel", "release", "bounce", "clear"};
    struct nv_event ev = {.kind = NV_EV_ORDER};
    struct nv_engine_status st;
    nv_engine_status(w->engine, &st);
    o->request = w->ordering = ++w->next_request;
    ev.order = *o;
    life_tell(w, "order %" PRIu64 ": %s %zu deliveries, the first %" PRIu64 " %s", o->request,
              names[o->kind], o->n, o->n ? o->list[0].delivery->id : 0,
              o->n          ? nv_delivery_state_name(o->list[0].delivery->state)
              : o->endpoint ? o->endpoint
                            : "");
    nv_vec_push(&w->requests,
                ((struct request){
                    .id = o->request, .kind = REQUEST_ORDER, .task = -1, .returned = returned}));
    book_ordered(&w->book, o, w->draining, st.held);
    life_step(w, ev);
    w->ordering = 0;
}

/* What the ledger has of it, as the shell reads it when the order comes. */
static void order_all(struct world *w, struct nv_order *o, const struct nv_query *q,
                      uint64_t returned)
{
    struct nv_records *found = NULL;
    struct nv_err err = {0};
    NV_VEC(struct nv_ordered) list = {0};
    nv_require(w->store->ops->find(w->store, q, &found, &err) == 0);
    for (size_t i = 0; i < found->list.n; i++)
        nv_vec_push(&list,
                    ((struct nv_ordered){&found->list.v[i].delivery, &found->list.v[i].notice}));
    o->list = list.v;
    o->n = list.n;
    if (o->n)
        give(w, o, returned);
    if (o->n && !returned && rng_chance(&w->rng, 150) && !w->book.violation[0])
        give(w, o, 0); /* impatient, and by what he saw before */
    nv_vec_free(&list);
    nv_records_free(found);
}

static bool suits(const struct book_delivery *d, enum nv_order_kind kind)
{
    switch (kind) {
    case NV_ORDER_RESUME:
        return d->state == NV_DELIVERY_FAILED || d->state == NV_DELIVERY_CANCELLED;
    case NV_ORDER_CANCEL:
        return d->state == NV_DELIVERY_PENDING;
    default:
        return d->delivered > 0 && !d->web;
    }
}

/* Mostly one to which it can be done, and not an old one; 0: there is none. */
static uint64_t any_delivery(struct world *w, enum nv_order_kind kind)
{
    const struct book *b = &w->book;
    uint32_t n = (uint32_t)b->deliveries.n, reach = rng_chance(&w->rng, 700) && n > 60 ? 60 : n;
    bool whatever = kind != NV_ORDER_BOUNCE && rng_chance(&w->rng, 250);
    for (int tries = 0; n > 1 && tries < 40; tries++) {
        uint32_t id = n - 1 - rng_pick(&w->rng, reach);
        const struct book_delivery *d = &b->deliveries.v[id];
        if (id && d->state != NV_DELIVERY_STATE_COUNT && (whatever || suits(d, kind)))
            return id;
    }
    return 0;
}

static void order_delivery(struct world *w, enum nv_order_kind kind)
{
    struct nv_order o = {.kind = kind};
    struct nv_query q = {.delivery = any_delivery(w, kind), .limit = 1};
    if (!q.delivery)
        return;
    if (rng_chance(&w->rng, 200)) /* all of its notice */
        q = (struct nv_query){.notice = w->book.deliveries.v[q.delivery].notice, .limit = 20};
    else if (kind == NV_ORDER_RESUME && rng_chance(&w->rng, 50)) /* all that has failed */
        q = (struct nv_query){.states = 1u << NV_DELIVERY_FAILED, .limit = 40};
    order_all(w, &o, &q, 0);
}

static void clear(struct world *w)
{
    const struct book *b = &w->book;
    struct spec_endpoint list[SPEC_ENDPOINTS];
    struct nv_order o = {.kind = NV_ORDER_CLEAR};
    int n = spec_endpoints(&w->spec, (int)rng_pick(&w->rng, (uint32_t)w->spec.n_agencies), list);
    if (b->flags.n && rng_chance(&w->rng, 700))
        o.endpoint = b->flags.v[rng_pick(&w->rng, (uint32_t)b->flags.n)].endpoint;
    else if (n)
        o.endpoint = list[rng_pick(&w->rng, (uint32_t)n)].id;
    if (o.endpoint)
        give(w, &o, 0);
}

void people_release(struct world *w)
{
    give(w, &(struct nv_order){.kind = NV_ORDER_RELEASE}, 0);
}

static void bounce(struct world *w, uint64_t delivery)
{
    char text[40];
    struct nv_order o = {.kind = NV_ORDER_BOUNCE, .code = 550, .text = text};
    snprintf(text, sizeof text, "5.1.1 unknown user %" PRIu64, w->next_request);
    order_all(w, &o, &(struct nv_query){.delivery = delivery, .limit = 1}, delivery);
}

void people_bounce(struct world *w)
{
    uint64_t delivery = any_delivery(w, NV_ORDER_BOUNCE);
    if (delivery)
        bounce(w, delivery);
}

void people_bounce_again(struct world *w)
{
    uint64_t delivery = w->returned.v[0];
    memmove(w->returned.v, w->returned.v + 1, --w->returned.n * sizeof delivery);
    bounce(w, delivery);
}

void people_order(struct world *w)
{
    uint32_t dice = rng_pick(&w->rng, 100);
    if (dice < 35)
        order_delivery(w, NV_ORDER_RESUME);
    else if (dice < 60)
        order_delivery(w, NV_ORDER_CANCEL);
    else if (dice < 80)
        people_bounce(w);
    else if (dice < 92)
        clear(w);
    else
        people_release(w);
}
