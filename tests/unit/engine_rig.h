/* One engine and hands for its actions: the test answers each transaction and each delivery itself.
 * Nothing is done by itself, so that every step can be looked at. */
#ifndef ENGINE_RIG_H
#define ENGINE_RIG_H

#include "engine/action.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine_fixture.h"
#include "model/ledger.h"
#include "model/standing.h"
#include "model/txn.h"
#include "nvtest.h"

struct rig {
    struct nv_engine *e;
    struct nv_snapshot *s;
    int64_t now, armed;
    struct nv_txn *txn; /* asked for */
    NV_VEC(struct nv_txn *) past;
    NV_VEC(uint64_t) sent; /* deliveries handed over in the newest step, in order */
    uint32_t sent_lane;    /* of the last of them */
    int exit_code, replies, alarms;
    uint64_t reply_notice; /* of a test letter */
    const char *alarm;
};

/* Nothing but rules of the configuration: it is answered at once, no test looks at it. */
FX bool rig_keeps_rules(const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++)
        if (t->ops.v[i].kind != NV_OP_TERM)
            return false;
    return true;
}

FX void rig_step(struct rig *r, struct nv_event ev)
{
    bool keep = false;
    struct nv_actions out = {0};
    r->sent.n = 0;
    ev.now_ms = r->now;
    nv_engine_step(r->e, &ev, &out);
    for (size_t i = 0; i < out.list.n; i++) {
        const struct nv_action *a = &out.list.v[i];
        switch (a->kind) {
        case NV_ACT_COMMIT:
            ck_assert_ptr_null(r->txn);
            r->txn = a->txn;
            keep = rig_keeps_rules(a->txn);
            break;
        case NV_ACT_SEND:
            nv_vec_push(&r->sent, a->send.claim->delivery);
            r->sent_lane = a->send.lane;
            break;
        case NV_ACT_ARM:
            r->armed = a->arm_ms;
            break;
        case NV_ACT_REPLY:
            r->replies++;
            r->exit_code = a->reply.exit_code;
            r->reply_notice = a->reply.notice;
            break;
        case NV_ACT_ALARM:
            r->alarms++;
            r->alarm = a->alarm.event;
            break;
        }
    }
    nv_vec_free(&out.list);
    if (!keep)
        return;
    struct nv_txn *t = r->txn;
    r->txn = NULL;
    nv_vec_push(&r->past, t);
    rig_step(r, (struct nv_event){.kind = NV_EV_COMMITTED, .committed = {.txn = t}});
}

/* An engine that begins with `l` (NULL: nothing) at `when`; takes the snapshot. */
FX void rig_start(struct rig *r, struct nv_snapshot *s, const struct nv_ledger *l, const char *when)
{
    struct nv_ledger *empty = l ? NULL : nv_ledger_new();
    memset(r, 0, sizeof *r);
    r->e = nv_engine_new();
    r->s = s;
    r->now = at(when);
    rig_step(r, (struct nv_event){.kind = NV_EV_RESTORED, .ledger = l ? l : empty});
    rig_step(r, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = s});
    nv_ledger_free(empty);
}

FX void rig_end(struct rig *r)
{
    nv_engine_free(r->e);
    nv_snapshot_unref(r->s);
    nv_txn_free(r->txn);
    for (size_t i = 0; i < r->past.n; i++)
        nv_txn_free(r->past.v[i]);
    nv_vec_free(&r->past);
    nv_vec_free(&r->sent);
}

FX void rig_clock(struct rig *r, const char *when, bool jumped)
{
    r->now = at(when);
    rig_step(r, (struct nv_event){.kind = NV_EV_CLOCK, .clock = {.jumped = jumped}});
}

/* Answers the outstanding transaction. */
FX void rig_commit(struct rig *r, int rc)
{
    struct nv_txn *t = r->txn;
    ck_assert_ptr_nonnull(t);
    r->txn = NULL;
    nv_vec_push(&r->past, t);
    rig_step(r, (struct nv_event){.kind = NV_EV_COMMITTED, .committed = {.txn = t, .rc = rc}});
}

/* Refuses it: the ledger has item `at` of its first notice already. */
FX void rig_told(struct rig *r, uint32_t item)
{
    struct nv_txn *t = r->txn;
    ck_assert_ptr_nonnull(t);
    const struct nv_notice *n = &t->ops.v[0].notice;
    const struct nv_told told = {n->agency, &n->items[item]};
    r->txn = NULL;
    nv_vec_push(&r->past, t);
    rig_step(r, (struct nv_event){
                    .kind = NV_EV_COMMITTED,
                    .committed = {.txn = t, .rc = -NV_EEXIST, .told = &told, .n_told = 1}});
}

/* Refuses it: the notices have had the addresses of these of its deliveries before. */
FX void rig_had(struct rig *r, const uint64_t *had, size_t n)
{
    struct nv_txn *t = r->txn;
    ck_assert_ptr_nonnull(t);
    r->txn = NULL;
    nv_vec_push(&r->past, t);
    rig_step(r,
             (struct nv_event){.kind = NV_EV_COMMITTED,
                               .committed = {.txn = t, .rc = -NV_EEXIST, .had = had, .n_had = n}});
}

FX void rig_verdict(struct rig *r, uint64_t delivery, enum nv_class class, int code)
{
    struct nv_event ev = {.kind = NV_EV_VERDICT};
    ev.verdict =
        (struct nv_verdict){.delivery = delivery, .class = class, .code = code, .ended_ms = r->now};
    rig_step(r, ev);
}

/* Everything is durable and everything arrives, until nothing is left to do. */
FX void rig_settle(struct rig *r)
{
    while (r->txn || r->sent.n) {
        if (r->txn)
            rig_commit(r, 0);
        else
            rig_verdict(r, r->sent.v[0], NV_SENT, 250);
    }
}

FX int32_t rig_done_day(struct rig *r, uint32_t occurrence)
{
    struct nv_standing st;
    nv_engine_standing(r->e, occurrence, &st);
    return st.done_day;
}

FX void rig_fact(struct rig *r, enum nv_fact_kind kind, const char *occurrence, const char *on)
{
    struct nv_event ev = {.kind = NV_EV_FACT};
    ev.fact.request = 1;
    ev.fact.fact = (struct nv_fact){.kind = kind,
                                    .subject = occurrence,
                                    .day = day(on),
                                    .document = "",
                                    .note = "",
                                    .actor = "chuyen-vien",
                                    .at_ms = r->now};
    rig_step(r, ev);
}

/* The operations of the outstanding transaction, but for rules: "notice delivery claim verdict:sent
 * …". */
FX const char *rig_ops(struct rig *r)
{
    static const char *const names[] = {"notice", "delivery", "claim",  "verdict", "cancel",
                                        "fact",   "resume",   "bounce", "flag",    "remark"};
    struct nv_buf out = NV_BUF_INIT;
    for (size_t i = 0; r->txn && i < r->txn->ops.n; i++) {
        const struct nv_op *op = &r->txn->ops.v[i];
        if (op->kind == NV_OP_TERM)
            continue;
        nv_buf_addf(&out, "%s%s", i ? " " : "", names[op->kind]);
        if (op->kind == NV_OP_VERDICT)
            nv_buf_addf(&out, ":%s", nv_delivery_state_name(op->verdict.state));
    }
    const char *text = nv_arena_strdup(r->s->arena, nv_buf_str(&out));
    nv_buf_free(&out);
    return text;
}

#define rig_wants(r, ops) ck_assert_str_eq(rig_ops(r), ops)

#endif
