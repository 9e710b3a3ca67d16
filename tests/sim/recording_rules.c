#include "recording_rules.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/intern.h"
#include "base/vec.h"
#include "engine/action.h"
#include "engine/event.h"
#include "model/txn.h"
#include "store/store.h"

struct delivery {
    uint64_t bytes; /* hash of what was handed over first, 0: nothing yet */
    int claimed;    /* the attempt of its durable claim, 0: none */
    bool in_hand;   /* with the courier */
    bool answered;  /* the engine knows the verdict; it is not durable yet */
    enum nv_class answer;
};

struct rules {
    struct nv_intern *names; /* of deliveries and requests */
    NV_VEC(struct delivery) deliveries;
    NV_VEC(uint64_t) requests; /* that wait for a reply */
    uint64_t txn, newest_txn;  /* outstanding, 0: none */
    size_t in_hand;
    bool draining;
    char violation[500];
};

struct rules *rules_new(void)
{
    struct rules *r = nv_calloc(1, sizeof *r);
    r->names = nv_intern_new();
    return r;
}

void rules_free(struct rules *r)
{
    nv_intern_free(r->names);
    nv_vec_free(&r->deliveries);
    nv_vec_free(&r->requests);
    free(r);
}

void rules_violate(struct rules *r, const char *fmt, ...)
{
    va_list ap;
    if (r->violation[0])
        return; /* the first one tells */
    va_start(ap, fmt);
    vsnprintf(r->violation, sizeof r->violation, fmt, ap);
    va_end(ap);
}

const char *rules_violation(const struct rules *r)
{
    return r->violation;
}

int rules_at_rest(const struct rules *r)
{
    return !r->txn && !r->in_hand && !r->requests.n;
}

static struct delivery *find(struct rules *r, uint64_t id)
{
    char name[24];
    uint32_t at = nv_intern_add(r->names, nv_fmt(name, sizeof name, "%" PRIu64, id));
    while (r->deliveries.n <= at)
        nv_vec_push(&r->deliveries, (struct delivery){0});
    return &r->deliveries.v[at];
}

/* ---- events ------------------------------------------------------------------------------------
 */

static void ask(struct rules *r, uint64_t request)
{
    nv_vec_push(&r->requests, request);
}

/* One verdict of an attempt counts; another of the same, or of none, says nothing. */
static void answer(struct rules *r, const struct nv_verdict *v)
{
    struct delivery *d = find(r, v->delivery);
    if (!d->in_hand)
        return;
    d->in_hand = false;
    d->answered = true;
    d->answer = v->class;
    r->in_hand--;
}

static void committed(struct rules *r, const struct nv_txn *t, int rc)
{
    r->txn = 0;
    for (size_t i = 0; rc == 0 && i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        if (op->kind == NV_OP_CLAIM)
            find(r, op->claim.delivery)->claimed = op->claim.attempt;
        else if (op->kind == NV_OP_VERDICT)
            *find(r, op->verdict.verdict.delivery) =
                (struct delivery){.bytes = find(r, op->verdict.verdict.delivery)->bytes};
    }
}

void rules_event(struct rules *r, const struct nv_event *ev)
{
    switch (ev->kind) {
    case NV_EV_COMMITTED:
        committed(r, ev->committed.txn, ev->committed.rc);
        break;
    case NV_EV_VERDICT:
        answer(r, &ev->verdict);
        break;
    case NV_EV_FACT:
        ask(r, ev->fact.request);
        break;
    case NV_EV_TEST:
        ask(r, ev->test.request);
        break;
    case NV_EV_ORDER:
        ask(r, ev->order.request);
        break;
    case NV_EV_DRAIN:
        r->draining = true;
        break;
    case NV_EV_RESTORED:
    case NV_EV_SNAPSHOT:
    case NV_EV_CLOCK:
        break;
    }
}

/* ---- actions -----------------------------------------------------------------------------------
 */

static void check_claim(struct rules *r, const struct nv_op_claim *c)
{
    const struct delivery *d = find(r, c->delivery);
    if (d->claimed || d->in_hand || d->answered)
        rules_violate(r, "delivery %" PRIu64 " is claimed while it is under way", c->delivery);
    if (!c->notice || c->notice->n_items == 0)
        rules_violate(r, "delivery %" PRIu64 " is claimed with nothing to say", c->delivery);
}

static void check_verdict(struct rules *r, const struct nv_op_verdict *v)
{
    const struct delivery *d = find(r, v->verdict.delivery);
    /* "sent" is written for what the receiver confirmed, and for nothing else. */
    if ((v->state == NV_DELIVERY_SENT) != (v->verdict.class == NV_SENT) ||
        (d->answered && v->verdict.class != d->answer))
        rules_violate(r, "delivery %" PRIu64 " is recorded as %s after \"%s\"", v->verdict.delivery,
                      nv_delivery_state_name(v->state),
                      nv_class_name(d->answered ? d->answer : v->verdict.class));
    if (d->in_hand)
        rules_violate(r, "delivery %" PRIu64 " gets a verdict that nobody gave",
                      v->verdict.delivery);
}

static void check_txn(struct rules *r, const struct nv_txn *t)
{
    bool facts = false, work = false;
    if (r->txn)
        rules_violate(r, "two transactions at once");
    if (t->ops.n == 0 || t->id <= r->newest_txn)
        rules_violate(r, "transaction %" PRIu64 " is empty, or its number is not new", t->id);
    r->txn = r->newest_txn = t->id;
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        facts |= op->kind == NV_OP_FACT;
        work |= op->kind == NV_OP_CLAIM || op->kind == NV_OP_NOTICE;
        if (op->kind == NV_OP_CLAIM)
            check_claim(r, &op->claim);
        else if (op->kind == NV_OP_VERDICT)
            check_verdict(r, &op->verdict);
    }
    /* A fact and what contradicts it must not become durable together. */
    if (facts && work)
        rules_violate(r, "transaction %" PRIu64 " claims or plans beside a fact", t->id);
    if (r->draining && work)
        rules_violate(r, "transaction %" PRIu64 " begins something while draining", t->id);
}

static uint64_t hash_of(struct rules *r, const struct nv_op_claim *c, struct nv_store *store)
{
    struct nv_buf kept = NV_BUF_INIT;
    struct nv_err err = {0};
    if (!c->bytes && store->ops->message(store, c->delivery, &kept, &err) != 0)
        rules_violate(r, "the bytes of delivery %" PRIu64 " are lost: %s", c->delivery, err.text);
    uint64_t h =
        c->bytes ? nv_hash64(c->bytes, c->n_bytes, 9) : nv_hash64(nv_buf_str(&kept), kept.len, 9);
    nv_buf_free(&kept);
    return h | 1;
}

static void check_send(struct rules *r, const struct nv_op_claim *c, struct nv_store *store)
{
    struct delivery *d = find(r, c->delivery);
    uint64_t bytes = hash_of(r, c, store);
    /* Nothing is sent that was not durably claimed. */
    if (d->claimed != c->attempt)
        rules_violate(r, "delivery %" PRIu64 " is sent while its claim %d is not durable",
                      c->delivery, c->attempt);
    if (d->in_hand || d->answered)
        rules_violate(r, "delivery %" PRIu64 " is sent twice at once", c->delivery);
    /* A retry sends the same bytes, and so the same Message-ID. */
    if (d->bytes && d->bytes != bytes)
        rules_violate(r, "delivery %" PRIu64 " is sent with other bytes than before", c->delivery);
    if (r->draining)
        rules_violate(r, "delivery %" PRIu64 " is begun while draining", c->delivery);
    d->bytes = bytes;
    d->in_hand = true;
    r->in_hand++;
}

static void check_reply(struct rules *r, uint64_t request)
{
    for (size_t i = 0; i < r->requests.n; i++)
        if (r->requests.v[i] == request) {
            r->requests.v[i] = r->requests.v[--r->requests.n];
            return;
        }
    rules_violate(r, "request %" PRIu64 " is answered, and nobody waits for it", request);
}

void rules_actions(struct rules *r, const struct nv_actions *actions, struct nv_store *store)
{
    for (size_t i = 0; i < actions->list.n; i++) {
        const struct nv_action *a = &actions->list.v[i];
        switch (a->kind) {
        case NV_ACT_COMMIT:
            check_txn(r, a->txn);
            break;
        case NV_ACT_SEND:
            check_send(r, a->send.claim, store);
            break;
        case NV_ACT_REPLY:
            check_reply(r, a->reply.request);
            break;
        case NV_ACT_ARM:
        case NV_ACT_ALARM:
            break;
        }
    }
}
