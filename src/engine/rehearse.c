#include "engine/rehearse.h"

#include "base/vec.h"
#include "calendar/day.h"
#include "engine/action.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "model/ledger.h"
#include "model/snapshot.h"
#include "model/txn.h"

struct rehearsal {
    struct nv_engine *engine;
    struct nv_actions actions;
    NV_VEC(struct nv_txn *) spent; /* sends point into them until the actions are carried out */
    NV_VEC(struct nv_delivery) deliveries;
    int64_t now_ms, armed_ms;
    int32_t from, to;
    nv_rehearse_cb *cb;
    void *arg;
};

/* As it will be claimed, so that a preview is what would be sent. Deliveries follow their notice in
 * the transaction. */
static void tell_notice(struct rehearsal *r, const struct nv_txn *t, size_t at)
{
    const struct nv_notice *n = &t->ops.v[at].notice;
    if (n->day < r->from || n->day > r->to)
        return;
    n = nv_engine_as_claimed(r->engine, t->arena, n, r->now_ms);
    if (!n)
        return;
    r->deliveries.n = 0;
    for (size_t i = at + 1; i < t->ops.n && t->ops.v[i].kind == NV_OP_DELIVERY; i++)
        nv_vec_push(&r->deliveries, t->ops.v[i].delivery);
    r->cb(r->arg, n, r->deliveries.v, (uint32_t)r->deliveries.n);
}

static void commit(struct rehearsal *r, struct nv_txn *t)
{
    nv_vec_push(&r->spent, t);
    struct nv_event ev = {.kind = NV_EV_COMMITTED, .now_ms = r->now_ms, .committed = {.txn = t}};
    nv_engine_step(r->engine, &ev, &r->actions);
    for (size_t i = 0; i < t->ops.n; i++)
        if (t->ops.v[i].kind == NV_OP_NOTICE)
            tell_notice(r, t, i);
}

static void send(struct rehearsal *r, const struct nv_op_claim *claim)
{
    struct nv_event ev = {.kind = NV_EV_VERDICT, .now_ms = r->now_ms};
    ev.verdict = (struct nv_verdict){.delivery = claim->delivery,
                                     .class = NV_SENT,
                                     .started_ms = r->now_ms,
                                     .ended_ms = r->now_ms};
    nv_engine_step(r->engine, &ev, &r->actions);
}

/* Carrying out one action may add others behind it, which may move the list. */
static void step(struct rehearsal *r, const struct nv_event *ev)
{
    nv_engine_step(r->engine, ev, &r->actions);
    for (size_t i = 0; i < r->actions.list.n; i++) {
        struct nv_action a = r->actions.list.v[i];
        switch (a.kind) {
        case NV_ACT_COMMIT:
            commit(r, a.txn);
            break;
        case NV_ACT_SEND:
            send(r, a.send.claim);
            break;
        case NV_ACT_ARM:
            r->armed_ms = a.arm_ms;
            break;
        case NV_ACT_REPLY:
        case NV_ACT_ALARM:
            break;
        }
    }
    r->actions.list.n = 0;
    for (size_t i = 0; i < r->spent.n; i++)
        nv_txn_free(r->spent.v[i]);
    r->spent.n = 0;
}

static int32_t first_day(const struct nv_snapshot *s, int32_t from)
{
    int32_t first = from;
    for (uint32_t i = 0; i < s->n_plans; i++)
        if (s->plans[i].signed_day != NV_DAY_NONE && s->plans[i].signed_day < first)
            first = s->plans[i].signed_day;
    return first;
}

void nv_rehearse(const struct nv_snapshot *s, int32_t from, int32_t to, nv_rehearse_cb *cb,
                 void *arg)
{
    struct rehearsal r = {.engine = nv_engine_new(),
                          .now_ms = nv_time_at(first_day(s, from), 0, s->zone_min),
                          .armed_ms = INT64_MAX,
                          .from = from,
                          .to = to,
                          .cb = cb,
                          .arg = arg};
    int64_t end_ms = nv_time_at(to + 1, 0, s->zone_min);
    struct nv_ledger *empty = nv_ledger_new();
    nv_engine_quiet(r.engine);
    step(&r, &(struct nv_event){.kind = NV_EV_RESTORED, .now_ms = r.now_ms, .ledger = empty});
    step(&r, &(struct nv_event){.kind = NV_EV_SNAPSHOT, .now_ms = r.now_ms, .snapshot = s});
    while (r.armed_ms < end_ms) {
        r.now_ms = r.armed_ms > r.now_ms ? r.armed_ms : r.now_ms;
        r.armed_ms = INT64_MAX;
        step(&r, &(struct nv_event){.kind = NV_EV_CLOCK, .now_ms = r.now_ms});
    }
    nv_ledger_free(empty);
    nv_vec_free(&r.actions.list);
    nv_vec_free(&r.spent);
    nv_vec_free(&r.deliveries);
    nv_engine_free(r.engine);
}
