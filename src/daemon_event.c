#include "daemon_event.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "engine/event.h"
#include "engine/trace.h"
#include "model/ledger.h"
#include "model/remark.h"
#include "model/txn.h"
#include "render/json.h"

static const char *const kinds[] = {
    [NV_EV_RESTORED] = "restored",   [NV_EV_SNAPSHOT] = "snapshot", [NV_EV_CLOCK] = "clock",
    [NV_EV_COMMITTED] = "committed", [NV_EV_VERDICT] = "verdict",   [NV_EV_FACT] = "fact",
    [NV_EV_TEST] = "test",           [NV_EV_ORDER] = "order",       [NV_EV_DRAIN] = "drain",
};

static const char *const orders[] = {
    [NV_ORDER_RESUME] = "resume", [NV_ORDER_CANCEL] = "cancel", [NV_ORDER_RELEASE] = "release",
    [NV_ORDER_BOUNCE] = "bounce", [NV_ORDER_CLEAR] = "clear",
};

const char *nv_event_kind_name(unsigned kind)
{
    return kind < sizeof kinds / sizeof *kinds ? kinds[kind] : NULL;
}

const char *nv_order_kind_name(unsigned kind)
{
    return kind < sizeof orders / sizeof *orders ? orders[kind] : NULL;
}

/* What is no UTF-8 is none of JSON's text, and must come back as it was. */
static void add_text(struct nv_json *j, const char *key, const char *s)
{
    if (!s || nv_utf8_check(s, strlen(s)) < 0) {
        nv_json_text(j, key, s);
        return;
    }
    struct nv_buf hex = NV_BUF_INIT;
    for (; *s; s++)
        nv_buf_addf(&hex, "%02x", (unsigned)(unsigned char)*s);
    nv_json_begin(j, key, '{');
    nv_json_text(j, "hex", nv_buf_str(&hex));
    nv_json_end(j, '}');
    nv_buf_free(&hex);
}

static void add_hash(struct nv_json *j, const char *key, uint64_t hash)
{
    char text[20];
    nv_json_text(j, key, nv_fmt(text, sizeof text, "%016llx", (unsigned long long)hash));
}

static void add_id(struct nv_json *j, const char *key, uint64_t id)
{
    nv_json_int(j, key, (int64_t)id);
}

static void add_verdict(struct nv_json *j, const struct nv_verdict *v)
{
    add_id(j, "delivery", v->delivery);
    nv_json_text(j, "class", nv_class_name(v->class));
    nv_json_int(j, "code", v->code);
    nv_json_int(j, "general", v->general);
    nv_json_int(j, "retry_after_s", v->retry_after_s);
    nv_json_int(j, "started_ms", v->started_ms);
    nv_json_int(j, "ended_ms", v->ended_ms);
    add_text(j, "text", v->text);
}

static void add_fact(struct nv_json *j, const struct nv_fact *f)
{
    nv_json_text(j, "fact", nv_fact_kind_name(f->kind));
    add_text(j, "subject", f->subject);
    nv_json_int(j, "day", f->day);
    nv_json_int(j, "to", f->to);
    nv_json_int(j, "percent", f->percent);
    add_id(j, "undoes", f->undoes);
    add_text(j, "document", f->document);
    add_text(j, "note", f->note);
    add_text(j, "actor", f->actor);
    nv_json_int(j, "at_ms", f->at_ms);
}

/* What the service said: the ledger gives it to who takes its letter up again. */
static void add_remark(struct nv_json *j, const struct nv_remark *r)
{
    nv_json_begin(j, "remark", '{');
    add_id(j, "id", r->id);
    nv_json_text(j, "kind", nv_remark_kind_name(r->kind));
    add_text(j, "addressee", r->addressee);
    add_text(j, "about", r->about);
    add_text(j, "endpoint", r->endpoint);
    add_text(j, "text", r->text);
    add_id(j, "notice", r->notice);
    nv_json_int(j, "count", r->count);
    nv_json_int(j, "at_ms", r->at_ms);
    nv_json_end(j, '}');
}

static void add_item(struct nv_json *j, const struct nv_item *it)
{
    nv_json_begin(j, NULL, '{');
    add_text(j, "occurrence", it->occurrence);
    nv_json_text(j, "role", nv_role_name(it->role));
    nv_json_text(j, "section", nv_section_name(it->section));
    add_text(j, "rung", it->rung);
    nv_json_int(j, "rung_day", it->rung_day);
    nv_json_int(j, "nominal", it->nominal);
    nv_json_int(j, "effective", it->effective);
    nv_json_int(j, "chase", it->chase);
    add_text(j, "named", it->named);
    add_text(j, "predecessor", it->predecessor);
    nv_json_bool(j, "stand_in", it->stand_in);
    if (it->remark)
        add_remark(j, it->remark);
    nv_json_end(j, '}');
}

static void add_notice(struct nv_json *j, const struct nv_notice *n)
{
    nv_json_begin(j, "notice", '{');
    add_id(j, "id", n->id);
    add_text(j, "agency", n->agency);
    nv_json_int(j, "day", n->day);
    nv_json_int(j, "window_ms", n->window_ms);
    nv_json_int(j, "created_ms", n->created_ms);
    nv_json_begin(j, "items", '[');
    for (uint32_t i = 0; i < n->n_items; i++)
        add_item(j, &n->items[i]);
    nv_json_end(j, ']');
    nv_json_end(j, '}');
}

static void add_delivery(struct nv_json *j, const struct nv_delivery *d)
{
    nv_json_begin(j, "delivery", '{');
    add_id(j, "id", d->id);
    add_id(j, "notice", d->notice);
    add_text(j, "agency", d->agency);
    add_text(j, "endpoint", d->endpoint);
    nv_json_text(j, "state", nv_delivery_state_name(d->state));
    nv_json_int(j, "attempts", d->attempts);
    nv_json_int(j, "unknown", d->unknown);
    nv_json_int(j, "idle", d->idle);
    nv_json_bool(j, "rendered", d->rendered);
    nv_json_bool(j, "maybe_duplicate", d->maybe_duplicate);
    nv_json_int(j, "created_ms", d->created_ms);
    nv_json_int(j, "resumed_ms", d->resumed_ms);
    nv_json_int(j, "next_ms", d->next_ms);
    nv_json_int(j, "code", d->code);
    add_text(j, "text", d->text);
    nv_json_end(j, '}');
}

static void add_order(struct nv_json *j, const struct nv_order *o)
{
    nv_json_text(j, "order", nv_order_kind_name(o->kind));
    nv_json_int(j, "code", o->code);
    add_text(j, "text", o->text);
    add_text(j, "endpoint", o->endpoint);
    nv_json_begin(j, "list", '[');
    for (size_t i = 0; i < o->n; i++) {
        nv_json_begin(j, NULL, '{');
        add_delivery(j, o->list[i].delivery);
        add_notice(j, o->list[i].notice);
        nv_json_end(j, '}');
    }
    nv_json_end(j, ']');
}

/* An item of the transaction by its place there: number of the operation, number of the item. */
static void add_told(struct nv_json *j, const struct nv_txn *t, const struct nv_told *told)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_notice *n = &t->ops.v[i].notice;
        if (t->ops.v[i].kind != NV_OP_NOTICE || told->item < n->items ||
            told->item >= n->items + n->n_items)
            continue;
        nv_json_begin(j, NULL, '[');
        nv_json_int(j, NULL, (int64_t)i);
        nv_json_int(j, NULL, told->item - n->items);
        nv_json_end(j, ']');
    }
}

static void add_committed(struct nv_json *j, const struct nv_event *ev)
{
    add_id(j, "transaction", ev->committed.txn->id);
    nv_json_int(j, "rc", ev->committed.rc);
    nv_json_begin(j, "told", '[');
    for (size_t i = 0; i < ev->committed.n_told; i++)
        add_told(j, ev->committed.txn, &ev->committed.told[i]);
    nv_json_end(j, ']');
    nv_json_begin(j, "had", '[');
    for (size_t i = 0; i < ev->committed.n_had; i++)
        add_id(j, NULL, ev->committed.had[i]);
    nv_json_end(j, ']');
}

static void add_contents(struct nv_json *j, const struct nv_event *ev, unsigned conf,
                         uint64_t files)
{
    switch (ev->kind) {
    case NV_EV_RESTORED:
        add_hash(j, "ledger", nv_trace_ledger(ev->ledger));
        break;
    case NV_EV_SNAPSHOT:
        nv_json_int(j, "conf", conf);
        add_hash(j, "files", files);
        break;
    case NV_EV_CLOCK:
        nv_json_bool(j, "jumped", ev->clock.jumped);
        nv_json_int(j, "ahead_ms", ev->clock.ahead_ms);
        break;
    case NV_EV_COMMITTED:
        add_committed(j, ev);
        break;
    case NV_EV_VERDICT:
        add_verdict(j, &ev->verdict);
        break;
    case NV_EV_FACT:
        add_id(j, "request", ev->fact.request);
        add_fact(j, &ev->fact.fact);
        break;
    case NV_EV_TEST:
        add_id(j, "request", ev->test.request);
        add_text(j, "agency", ev->test.agency);
        break;
    case NV_EV_ORDER:
        add_id(j, "request", ev->order.request);
        add_order(j, &ev->order);
        break;
    case NV_EV_DRAIN:
        break;
    }
}

void nv_event_line(const struct nv_event *ev, uint64_t number, unsigned conf, uint64_t files,
                   struct nv_buf *out)
{
    struct nv_json j = {.out = out};
    nv_json_begin(&j, NULL, '{');
    add_id(&j, "event", number);
    nv_json_text(&j, "kind", nv_event_kind_name(ev->kind));
    nv_json_int(&j, "now_ms", ev->now_ms);
    if (ev->more)
        nv_json_bool(&j, "more", true);
    add_contents(&j, ev, conf, files);
    nv_json_end(&j, '}');
    nv_buf_addc(out, '\n');
}

/* The longest beginning of whole lines. */
static size_t whole_lines(const char *text, size_t most)
{
    const char *end = memrchr(text, '\n', most);
    return end ? (size_t)(end + 1 - text) : 0;
}

void nv_event_outcome(const struct nv_actions *actions, uint64_t number, unsigned long most,
                      struct nv_buf *out)
{
    struct nv_json j = {.out = out};
    struct nv_buf text = NV_BUF_INIT;
    nv_trace_actions(actions, &text);
    nv_json_begin(&j, NULL, '{');
    add_id(&j, "did", number);
    add_hash(&j, "digest", nv_trace_digest(nv_buf_str(&text), text.len));
    if (text.len > most) {
        nv_json_int(&j, "cut", (int64_t)text.len);
        text.len = whole_lines(text.data, most);
        text.data[text.len] = '\0';
    }
    add_text(&j, "text", nv_buf_str(&text));
    nv_json_end(&j, '}');
    nv_buf_addc(out, '\n');
    nv_buf_free(&text);
}
