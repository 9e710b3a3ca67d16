#include "engine/trace.h"

#include "base/buf.h"
#include "base/intern.h"
#include "calendar/day.h"
#include "engine/action.h"
#include "model/ledger.h"
#include "model/txn.h"

enum { SEED = 17 };

typedef unsigned long long ull;
typedef long long ll;

/* ` name="…"`; NULL is told from "". */
static void add_text(struct nv_buf *out, const char *name, const char *s)
{
    nv_buf_addc(out, ' ');
    nv_buf_adds(out, name);
    if (!s) {
        nv_buf_adds(out, "=-");
        return;
    }
    nv_buf_adds(out, "=\"");
    for (size_t n; *s; s += n) {
        n = strcspn(s, "\"\\\n");
        nv_buf_add(out, s, n);
        if (s[n]) {
            nv_buf_addc(out, '\\');
            nv_buf_addc(out, s[n] == '\n' ? 'n' : s[n]);
            n++;
        }
    }
    nv_buf_addc(out, '"');
}

static void add_day(struct nv_buf *out, const char *name, int32_t day)
{
    char text[NV_DAY_TEXT];
    nv_buf_addf(out, " %s=%s", name, day == NV_DAY_NONE ? "-" : nv_day_iso(day, text));
}

static void add_item(struct nv_buf *out, const struct nv_item *it)
{
    nv_buf_addf(out, "  item %s %s %s", it->rung, nv_role_name(it->role),
                nv_section_name(it->section));
    add_text(out, "of", it->occurrence);
    add_day(out, "rung_day", it->rung_day);
    add_day(out, "nominal", it->nominal);
    add_day(out, "effective", it->effective);
    nv_buf_addf(out, " chase=%d stand_in=%d", it->chase, it->stand_in);
    add_text(out, "named", it->named);
    add_text(out, "predecessor", it->predecessor);
    nv_buf_addc(out, '\n');
}

static void add_notice(struct nv_buf *out, const struct nv_notice *n)
{
    nv_buf_addf(out, "notice %llu", (ull)n->id);
    add_text(out, "agency", n->agency);
    add_day(out, "day", n->day);
    nv_buf_addf(out, " window_ms=%lld created_ms=%lld items=%u\n", (ll)n->window_ms,
                (ll)n->created_ms, n->n_items);
    for (uint32_t i = 0; i < n->n_items; i++)
        add_item(out, &n->items[i]);
}

static void add_delivery(struct nv_buf *out, const struct nv_delivery *d)
{
    nv_buf_addf(out, "delivery %llu notice=%llu", (ull)d->id, (ull)d->notice);
    add_text(out, "agency", d->agency);
    add_text(out, "endpoint", d->endpoint);
    nv_buf_addf(out, " state=%s attempts=%d unknown=%d idle=%d rendered=%d maybe_duplicate=%d",
                nv_delivery_state_name(d->state), d->attempts, d->unknown, d->idle, d->rendered,
                d->maybe_duplicate);
    nv_buf_addf(out, " created_ms=%lld resumed_ms=%lld next_ms=%lld code=%d", (ll)d->created_ms,
                (ll)d->resumed_ms, (ll)d->next_ms, d->code);
    add_text(out, "text", d->text);
    nv_buf_addc(out, '\n');
}

static void add_claim(struct nv_buf *out, const struct nv_op_claim *c)
{
    nv_buf_addf(out, "claim %llu attempt=%d at_ms=%lld lane=%u rendered=%d resumed_ms=%lld",
                (ull)c->delivery, c->attempt, (ll)c->at_ms, c->lane, c->rendered,
                (ll)c->resumed_ms);
    add_text(out, "endpoint", c->endpoint);
    if (c->bytes)
        nv_buf_addf(out, " message=%016llx/%zu", (ull)nv_trace_digest(c->bytes, c->n_bytes),
                    c->n_bytes);
    nv_buf_addc(out, '\n');
    for (uint32_t i = 0; c->notice && i < c->notice->n_items; i++) {
        nv_buf_addf(out, "  tells %s", c->notice->items[i].rung);
        add_text(out, "of", c->notice->items[i].occurrence);
        nv_buf_addc(out, '\n');
    }
}

static void add_verdict(struct nv_buf *out, const struct nv_op_verdict *v)
{
    nv_buf_addf(out, "verdict %llu %s state=%s next_ms=%lld code=%d retry_after_s=%d",
                (ull)v->verdict.delivery, nv_class_name(v->verdict.class),
                nv_delivery_state_name(v->state), (ll)v->next_ms, v->verdict.code,
                v->verdict.retry_after_s);
    nv_buf_addf(out, " started_ms=%lld ended_ms=%lld", (ll)v->verdict.started_ms,
                (ll)v->verdict.ended_ms);
    add_text(out, "text", v->verdict.text);
    nv_buf_addc(out, '\n');
}

static void add_fact(struct nv_buf *out, const struct nv_fact *f)
{
    nv_buf_addf(out, "fact %llu %s", (ull)f->id, nv_fact_kind_name(f->kind));
    add_text(out, "of", f->subject);
    add_day(out, "day", f->day);
    nv_buf_addf(out, " to=%d percent=%d undoes=%llu at_ms=%lld", f->to, f->percent, (ull)f->undoes,
                (ll)f->at_ms);
    add_text(out, "document", f->document);
    add_text(out, "note", f->note);
    add_text(out, "actor", f->actor);
    nv_buf_addc(out, '\n');
}

static void add_remark(struct nv_buf *out, const struct nv_remark *r)
{
    nv_buf_addf(out, "remark %llu %s", (ull)r->id, nv_remark_kind_name(r->kind));
    add_text(out, "to", r->addressee);
    add_text(out, "about", r->about);
    add_text(out, "endpoint", r->endpoint);
    add_text(out, "text", r->text);
    nv_buf_addf(out, " notice=%llu count=%d at_ms=%lld told=%d\n", (ull)r->notice, r->count,
                (ll)r->at_ms, r->told);
}

static void add_term(struct nv_buf *out, const struct nv_term *t)
{
    nv_buf_adds(out, "term");
    add_text(out, "scope", t->scope);
    add_text(out, "name", t->name);
    add_day(out, "since", t->since);
    nv_buf_addf(out, " ended=%d\n", t->ended);
}

static void add_flag(struct nv_buf *out, const char *endpoint, int64_t at_ms, const char *text)
{
    nv_buf_adds(out, "flag");
    add_text(out, "endpoint", endpoint);
    nv_buf_addf(out, " at_ms=%lld", (ll)at_ms);
    add_text(out, "text", text);
    nv_buf_addc(out, '\n');
}

static void add_op(struct nv_buf *out, const struct nv_op *op)
{
    switch (op->kind) {
    case NV_OP_NOTICE:
        add_notice(out, &op->notice);
        break;
    case NV_OP_DELIVERY:
        add_delivery(out, &op->delivery);
        break;
    case NV_OP_CLAIM:
        add_claim(out, &op->claim);
        break;
    case NV_OP_VERDICT:
        add_verdict(out, &op->verdict);
        break;
    case NV_OP_CANCEL:
        nv_buf_addf(out, "cancel %llu at_ms=%lld", (ull)op->cancel.delivery, (ll)op->cancel.at_ms);
        add_text(out, "reason", op->cancel.reason);
        nv_buf_addc(out, '\n');
        break;
    case NV_OP_FACT:
        add_fact(out, &op->fact);
        break;
    case NV_OP_RESUME:
        nv_buf_addf(out, "resume %llu at_ms=%lld\n", (ull)op->resume.delivery,
                    (ll)op->resume.at_ms);
        break;
    case NV_OP_BOUNCE:
        nv_buf_addf(out, "bounce %llu at_ms=%lld code=%d", (ull)op->bounce.delivery,
                    (ll)op->bounce.at_ms, op->bounce.code);
        add_text(out, "text", op->bounce.text);
        nv_buf_addc(out, '\n');
        break;
    case NV_OP_FLAG:
        add_flag(out, op->flag.endpoint, op->flag.at_ms, op->flag.text);
        break;
    case NV_OP_REMARK:
        add_remark(out, &op->remark);
        break;
    case NV_OP_TERM:
        add_term(out, &op->term);
        break;
    }
}

static void add_action(struct nv_buf *out, const struct nv_action *a)
{
    switch (a->kind) {
    case NV_ACT_COMMIT:
        nv_buf_addf(out, "COMMIT %llu operations=%zu\n", (ull)a->txn->id, a->txn->ops.n);
        for (size_t i = 0; i < a->txn->ops.n; i++)
            add_op(out, &a->txn->ops.v[i]);
        break;
    case NV_ACT_SEND:
        nv_buf_addf(out, "SEND delivery=%llu attempt=%d lane=%u\n", (ull)a->send.claim->delivery,
                    a->send.claim->attempt, a->send.lane);
        break;
    case NV_ACT_ARM:
        nv_buf_addf(out, "ARM %lld\n", (ll)a->arm_ms);
        break;
    case NV_ACT_REPLY:
        nv_buf_addf(out, "REPLY request=%llu exit=%d notice=%llu count=%u", (ull)a->reply.request,
                    a->reply.exit_code, (ull)a->reply.notice, a->reply.count);
        add_text(out, "text", a->reply.text);
        nv_buf_addc(out, '\n');
        break;
    case NV_ACT_ALARM:
        nv_buf_addf(out, "ALARM %s level=%d", a->alarm.event, (int)a->alarm.level);
        add_text(out, "text", a->alarm.text);
        nv_buf_addc(out, '\n');
        break;
    }
}

void nv_trace_actions(const struct nv_actions *actions, struct nv_buf *out)
{
    for (size_t i = 0; i < actions->list.n; i++)
        add_action(out, &actions->list.v[i]);
}

uint64_t nv_trace_digest(const void *text, unsigned long n)
{
    return nv_hash64(text, n, SEED);
}

static void add_heard(struct nv_buf *out, const struct nv_heard *h)
{
    nv_buf_addf(out, "heard %s %s chases=%d", h->rung, nv_role_name(h->role), h->chases);
    add_text(out, "of", h->occurrence);
    add_text(out, "agency", h->agency);
    nv_buf_addf(out, " %d %d\n", h->effective, h->rung_day);
}

static void add_numbers(struct nv_buf *out, const struct nv_ledger *l)
{
    nv_buf_addf(out, "ledger %s %llu %llu %llu %llu", l->id, (ull)l->next_notice,
                (ull)l->next_delivery, (ull)l->next_fact, (ull)l->next_remark);
    for (size_t i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
        nv_buf_addf(out, " %llu", (ull)l->counts[i]);
    nv_buf_addc(out, '\n');
}

/* Part by part, so that the text of a large ledger never lies in memory as a whole. */
static uint64_t gather(struct nv_buf *out, uint64_t h)
{
    h = nv_hash64(nv_buf_str(out), out->len, h);
    nv_buf_clear(out);
    return h;
}

uint64_t nv_trace_ledger(const struct nv_ledger *l)
{
    struct nv_buf out = NV_BUF_INIT;
    uint64_t h = SEED;
    add_numbers(&out, l);
    for (size_t i = 0; i < l->facts.n; i++, h = gather(&out, h))
        add_fact(&out, &l->facts.v[i]);
    for (size_t i = 0; i < l->heard.n; i++, h = gather(&out, h))
        add_heard(&out, &l->heard.v[i]);
    for (size_t i = 0; i < l->windows.n; i++, h = gather(&out, h)) {
        add_text(&out, "window", l->windows.v[i].agency);
        nv_buf_addf(&out, " %lld\n", (ll)l->windows.v[i].window_ms);
    }
    for (size_t i = 0; i < l->notices.n; i++, h = gather(&out, h))
        add_notice(&out, &l->notices.v[i]);
    for (size_t i = 0; i < l->deliveries.n; i++, h = gather(&out, h))
        add_delivery(&out, &l->deliveries.v[i]);
    for (size_t i = 0; i < l->remarks.n; i++, h = gather(&out, h))
        add_remark(&out, &l->remarks.v[i]);
    for (size_t i = 0; i < l->flagged.n; i++, h = gather(&out, h))
        add_flag(&out, l->flagged.v[i].endpoint, l->flagged.v[i].at_ms, NULL);
    for (size_t i = 0; i < l->terms.n; i++, h = gather(&out, h))
        add_term(&out, &l->terms.v[i]);
    h = gather(&out, h);
    nv_buf_free(&out);
    return h;
}
