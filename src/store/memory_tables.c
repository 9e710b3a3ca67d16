#include "store/memory_tables.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/txn.h"
#include "store/memory_undo.h"
#include "store/records.h"

static uint64_t hash_id(uint64_t id)
{
    return nv_hash64(&id, sizeof id, 3);
}

static uint64_t hash_text(uint64_t seed, const char *s)
{
    return nv_hash64(s, strlen(s), seed);
}

static const char *keep(struct nv_mem_tables *m, const char *s)
{
    return nv_arena_strdup(m->arena, nv_store_text(s));
}

static uint32_t notice_at(const struct nv_mem_tables *m, uint64_t id)
{
    uint32_t i = nv_chain_first(&m->notice_id, hash_id(id));
    while (i != NV_NONE && m->notices.v[i].id != id)
        i = nv_chain_next(&m->notice_id, i);
    return i;
}

uint32_t nv_mem_delivery_at(const struct nv_mem_tables *m, uint64_t id)
{
    uint32_t i = nv_chain_first(&m->delivery_id, hash_id(id));
    while (i != NV_NONE && m->deliveries.v[i].d.id != id)
        i = nv_chain_next(&m->delivery_id, i);
    return i;
}

static uint64_t hash_window(const struct nv_notice *n)
{
    return hash_text((uint64_t)n->window_ms, n->agency);
}

static bool window_taken(const struct nv_mem_tables *m, const struct nv_notice *n)
{
    uint32_t i = nv_chain_first(&m->notice_window, hash_window(n));
    for (; i != NV_NONE; i = nv_chain_next(&m->notice_window, i))
        if (m->notices.v[i].window_ms == n->window_ms &&
            strcmp(m->notices.v[i].agency, n->agency) == 0)
            return true;
    return false;
}

static uint64_t hash_item(const char *agency, const struct nv_item *it)
{
    uint64_t h = hash_text((uint64_t)(uint32_t)it->effective << 8 | it->role, it->occurrence);
    return hash_text(hash_text(h, it->rung), agency);
}

static bool item_taken(const struct nv_mem_tables *m, const char *agency, const struct nv_item *it)
{
    uint32_t i = nv_chain_first(&m->item_key, hash_item(agency, it));
    for (; i != NV_NONE; i = nv_chain_next(&m->item_key, i)) {
        const struct nv_notice *n = &m->notices.v[m->items.v[i].notice];
        const struct nv_item *o = &n->items[m->items.v[i].position];
        if (o->effective == it->effective && o->role == it->role &&
            strcmp(n->agency, agency) == 0 && strcmp(o->occurrence, it->occurrence) == 0 &&
            strcmp(o->rung, it->rung) == 0)
            return true;
    }
    return false;
}

static uint64_t hash_heard(const char *agency, const struct nv_item *it)
{
    return hash_text(hash_text(it->role, it->occurrence), agency);
}

static void hear(struct nv_mem_tables *m, const struct nv_notice *n, const struct nv_item *it)
{
    struct nv_mem_heard now = {
        {it->occurrence, n->agency, it->role, it->effective, it->rung_day, "", it->chase}, n->id};
    memcpy(now.h.rung, it->rung, sizeof now.h.rung);
    uint64_t hash = hash_heard(n->agency, it);
    uint32_t i = nv_chain_first(&m->heard_key, hash);
    for (; i != NV_NONE; i = nv_chain_next(&m->heard_key, i)) {
        struct nv_mem_heard *old = &m->heard.v[i];
        if (old->h.role != it->role || old->h.effective != it->effective ||
            strcmp(old->h.agency, n->agency) != 0 || strcmp(old->h.occurrence, it->occurrence) != 0)
            continue;
        if (it->rung_day < old->h.rung_day)
            return;
        if (old->h.chases > now.h.chases)
            now.h.chases = old->h.chases;
        nv_mem_remember(m, NV_UNDO_HEARD, false, i)->old.heard = *old;
        *old = now;
        return;
    }
    nv_vec_push(&m->heard, now);
    nv_chain_push(&m->heard_key, hash);
    nv_mem_remember(m, NV_UNDO_HEARD, true, i);
}

static void hear_window(struct nv_mem_tables *m, const struct nv_notice *n)
{
    uint64_t hash = hash_text(5, n->agency);
    uint32_t i = nv_chain_first(&m->window_agency, hash);
    while (i != NV_NONE && strcmp(m->windows.v[i].agency, n->agency) != 0)
        i = nv_chain_next(&m->window_agency, i);
    if (i == NV_NONE) {
        nv_vec_push(&m->windows, (struct nv_heard_window){n->agency, n->window_ms});
        nv_chain_push(&m->window_agency, hash);
        nv_mem_remember(m, NV_UNDO_WINDOW, true, i);
    } else if (n->window_ms > m->windows.v[i].window_ms) {
        nv_mem_remember(m, NV_UNDO_WINDOW, false, i)->old.window = m->windows.v[i];
        m->windows.v[i].window_ms = n->window_ms;
    }
}

/* A copy whose strings are ours; "" and NULL as the SQLite ledger gives them back. */
static struct nv_notice copy_notice(struct nv_mem_tables *m, const struct nv_notice *from)
{
    struct nv_notice n = *from;
    n.agency = keep(m, from->agency);
    n.items = NULL;
    if (n.n_items == 0)
        return n;
    struct nv_item *items = nv_arena_memdup(m->arena, from->items, n.n_items * sizeof *items);
    for (uint32_t i = 0; i < n.n_items; i++) {
        items[i].occurrence = keep(m, items[i].occurrence);
        items[i].named = keep(m, items[i].named);
        items[i].predecessor = nv_arena_strdup(m->arena, items[i].predecessor);
        items[i].standing = NULL;
        items[i].remark = NULL;
    }
    n.items = items;
    return n;
}

static int put_notice(struct nv_mem_tables *m, const struct nv_notice *from, struct nv_err *err)
{
    if (notice_at(m, from->id) != NV_NONE || window_taken(m, from))
        return nv_err_set(err, NV_EEXIST, "notice %llu: its id or its window for %s is taken",
                          (unsigned long long)from->id, from->agency);
    struct nv_notice n = copy_notice(m, from);
    nv_vec_push(&m->notices, n);
    nv_chain_push(&m->notice_id, hash_id(n.id));
    nv_chain_push(&m->notice_window, hash_window(&n));
    nv_mem_remember(m, NV_UNDO_NOTICE, true, m->notices.n - 1);
    for (uint32_t i = 0; i < n.n_items; i++) {
        if (item_taken(m, n.agency, &n.items[i]))
            return nv_err_set(err, NV_EEXIST, "notice %llu: %s %s was sent to %s before",
                              (unsigned long long)n.id, n.items[i].occurrence, n.items[i].rung,
                              n.agency);
        nv_vec_push(&m->items, (struct nv_mem_item){(uint32_t)m->notices.n - 1, i});
        nv_chain_push(&m->item_key, hash_item(n.agency, &n.items[i]));
        nv_mem_remember(m, NV_UNDO_ITEM, true, m->items.n - 1);
        if (!nv_remark_named(n.items[i].occurrence))
            hear(m, &n, &n.items[i]);
    }
    hear_window(m, &n);
    return 0;
}

static int put_delivery(struct nv_mem_tables *m, const struct nv_delivery *from, struct nv_err *err)
{
    uint32_t notice = notice_at(m, from->notice);
    uint64_t hash = hash_text(from->notice, from->endpoint);
    if (nv_mem_delivery_at(m, from->id) != NV_NONE)
        return nv_err_set(err, NV_EEXIST, "delivery %llu: exists", (unsigned long long)from->id);
    uint32_t i = nv_chain_first(&m->delivery_endpoint, hash);
    for (; i != NV_NONE; i = nv_chain_next(&m->delivery_endpoint, i))
        if (m->deliveries.v[i].d.notice == from->notice &&
            strcmp(m->deliveries.v[i].d.endpoint, from->endpoint) == 0)
            return nv_err_set(err, NV_EEXIST, "delivery %llu: notice %llu goes to %s already",
                              (unsigned long long)from->id, (unsigned long long)from->notice,
                              from->endpoint);
    if (notice == NV_NONE)
        return nv_err_set(err, NV_ESTATE, "delivery %llu: no notice %llu",
                          (unsigned long long)from->id, (unsigned long long)from->notice);
    struct nv_mem_delivery d = {.notice = notice, .reason = ""};
    d.d = (struct nv_delivery){
        .id = from->id,
        .notice = from->notice,
        .agency = m->notices.v[notice].agency,
        .endpoint = keep(m, from->endpoint),
        .state = NV_DELIVERY_PENDING,
        .created_ms = from->created_ms,
        .next_ms = from->next_ms,
        .text = "",
    };
    nv_vec_push(&m->deliveries, d);
    nv_chain_push(&m->delivery_id, hash_id(from->id));
    nv_chain_push(&m->delivery_endpoint, hash);
    nv_mem_remember(m, NV_UNDO_DELIVERY, true, m->deliveries.n - 1);
    return 0;
}

/* The delivery, if it is in the state that the operation starts from; its old value is remembered.
 */
static struct nv_mem_delivery *take(struct nv_mem_tables *m, uint64_t id,
                                    enum nv_delivery_state from, const char *what,
                                    struct nv_err *err)
{
    uint32_t i = nv_mem_delivery_at(m, id);
    if (i == NV_NONE) {
        nv_err_set(err, NV_ESTATE, "delivery %llu: %s: unknown", (unsigned long long)id, what);
        return NULL;
    }
    struct nv_mem_delivery *d = &m->deliveries.v[i];
    if (d->d.state != from) {
        nv_err_set(err, NV_ESTATE, "delivery %llu: %s: it is %s after %d attempts",
                   (unsigned long long)id, what, nv_delivery_state_name(d->d.state), d->d.attempts);
        return NULL;
    }
    nv_mem_remember(m, NV_UNDO_DELIVERY, false, i)->old.delivery = *d;
    return d;
}

static int put_claim(struct nv_mem_tables *m, const struct nv_op_claim *c, struct nv_err *err)
{
    struct nv_mem_delivery *d = take(m, c->delivery, NV_DELIVERY_PENDING, "claim", err);
    if (!d)
        return -NV_ESTATE;
    if (c->attempt != d->d.attempts + 1 || (c->bytes && d->bytes))
        return nv_err_set(err, NV_ESTATE,
                          "delivery %llu: claim: attempt %d after %d, or its bytes "
                          "are there already",
                          (unsigned long long)c->delivery, c->attempt, d->d.attempts);
    d->d.state = NV_DELIVERY_CLAIMED;
    d->d.attempts = c->attempt;
    if (c->bytes) {
        d->bytes = nv_arena_strndup(m->arena, "", 0);
        if (c->n_bytes)
            d->bytes = nv_arena_memdup(m->arena, c->bytes, c->n_bytes);
        d->n_bytes = c->n_bytes;
        d->d.rendered = true;
    }
    struct nv_attempt a = {.delivery = c->delivery, .number = c->attempt};
    a.verdict.delivery = c->delivery;
    a.verdict.started_ms = c->at_ms;
    nv_vec_push(&m->attempts, a);
    nv_chain_push(&m->attempt_delivery, hash_id(c->delivery));
    nv_mem_remember(m, NV_UNDO_ATTEMPT, true, m->attempts.n - 1);
    return 0;
}

static int put_verdict(struct nv_mem_tables *m, const struct nv_op_verdict *v, struct nv_err *err)
{
    const struct nv_verdict *w = &v->verdict;
    struct nv_mem_delivery *d = take(m, w->delivery, NV_DELIVERY_CLAIMED, "verdict", err);
    if (!d)
        return -NV_ESTATE;
    d->d.state = v->state;
    d->d.next_ms = v->next_ms;
    d->d.unknown += w->class == NV_AMBIGUOUS;
    d->d.idle += nv_verdict_is_idle(w->class, strncmp(d->d.endpoint, "webhook:", 8) != 0);
    d->d.code = w->code;
    d->d.text = keep(m, w->text);
    uint32_t i = nv_chain_first(&m->attempt_delivery, hash_id(w->delivery));
    while (i != NV_NONE && m->attempts.v[i].delivery != w->delivery)
        i = nv_chain_next(&m->attempt_delivery, i);
    nv_require(i != NV_NONE);
    struct nv_attempt *a = &m->attempts.v[i];
    nv_mem_remember(m, NV_UNDO_ATTEMPT, false, i)->old.attempt = *a;
    int64_t started = w->started_ms ? w->started_ms : a->verdict.started_ms;
    a->verdict = *w;
    a->verdict.started_ms = started;
    return 0;
}

static int put_cancel(struct nv_mem_tables *m, const struct nv_op_cancel *c, struct nv_err *err)
{
    struct nv_mem_delivery *d = take(m, c->delivery, NV_DELIVERY_PENDING, "cancel", err);
    if (!d)
        return -NV_ESTATE;
    d->d.state = NV_DELIVERY_CANCELLED;
    d->reason = keep(m, c->reason);
    return 0;
}

static int put_fact(struct nv_mem_tables *m, const struct nv_fact *f, struct nv_err *err)
{
    uint32_t i = nv_chain_first(&m->fact_id, hash_id(f->id));
    for (; i != NV_NONE; i = nv_chain_next(&m->fact_id, i))
        if (m->facts.v[i].id == f->id)
            return nv_err_set(err, NV_EEXIST, "fact %llu: exists", (unsigned long long)f->id);
    struct nv_fact copy = *f;
    copy.subject = keep(m, f->subject);
    copy.document = keep(m, f->document);
    copy.note = keep(m, f->note);
    copy.actor = keep(m, f->actor);
    copy.to = nv_fact_has_to(f->kind) ? f->to : 0;
    copy.percent = f->kind == NV_FACT_PROGRESS ? f->percent : 0;
    copy.undoes = f->kind == NV_FACT_UNDO ? f->undoes : 0;
    nv_vec_push(&m->facts, copy);
    nv_chain_push(&m->fact_id, hash_id(f->id));
    nv_mem_remember(m, NV_UNDO_FACT, true, m->facts.n - 1);
    return 0;
}

static int put_resume(struct nv_mem_tables *m, const struct nv_op_resume *r, struct nv_err *err)
{
    uint32_t i = nv_mem_delivery_at(m, r->delivery);
    enum nv_delivery_state from = i == NV_NONE ? NV_DELIVERY_SENT : m->deliveries.v[i].d.state;
    if (from == NV_DELIVERY_SENT || from == NV_DELIVERY_CLAIMED)
        from = NV_DELIVERY_FAILED; /* which it is not: refused with its reason */
    struct nv_mem_delivery *d = take(m, r->delivery, from, "resume", err);
    if (!d)
        return -NV_ESTATE;
    if (from != NV_DELIVERY_PENDING)
        d->d.resumed_ms = r->at_ms;
    d->d.state = NV_DELIVERY_PENDING;
    d->d.next_ms = r->at_ms;
    d->reason = "";
    return 0;
}

static int put_bounce(struct nv_mem_tables *m, const struct nv_op_bounce *b, struct nv_err *err)
{
    struct nv_mem_delivery *d = take(m, b->delivery, NV_DELIVERY_SENT, "bounce", err);
    if (!d)
        return -NV_ESTATE;
    d->d.state = NV_DELIVERY_FAILED;
    d->d.code = b->code;
    d->d.text = keep(m, b->text);
    return 0;
}

static int put_flag(struct nv_mem_tables *m, const struct nv_op_flag *f)
{
    size_t i = 0;
    while (i < m->flagged.n && strcmp(m->flagged.v[i].endpoint, f->endpoint) != 0)
        i++;
    if (i == m->flagged.n) {
        nv_vec_push(&m->flagged, (struct nv_flagged){keep(m, f->endpoint), f->at_ms});
        nv_mem_remember(m, NV_UNDO_FLAG, true, i);
        return 0;
    }
    nv_mem_remember(m, NV_UNDO_FLAG, false, i)->old.flagged = m->flagged.v[i];
    m->flagged.v[i].at_ms = f->at_ms;
    return 0;
}

static int put_remark(struct nv_mem_tables *m, const struct nv_remark *r, struct nv_err *err)
{
    struct nv_remark copy = *r;
    copy.addressee = keep(m, r->addressee);
    copy.about = keep(m, r->about);
    copy.endpoint = keep(m, r->endpoint);
    copy.text = keep(m, r->text);
    size_t i = m->remarks.n;
    while (i > 0 && m->remarks.v[i - 1].id >= r->id)
        i--;
    if (i < m->remarks.n && m->remarks.v[i].id == r->id) {
        struct nv_remark *old = &m->remarks.v[i];
        if (old->kind != copy.kind || strcmp(old->addressee, copy.addressee) != 0 ||
            strcmp(old->about, copy.about) != 0 || strcmp(old->endpoint, copy.endpoint) != 0 ||
            copy.count <= old->count)
            return nv_err_set(err, NV_ESTATE, "remark %llu: another one, or not more than before",
                              (unsigned long long)r->id);
        nv_mem_remember(m, NV_UNDO_REMARK, false, i)->old.remark = *old;
        *old = copy;
        return 0;
    }
    if (i < m->remarks.n)
        return nv_err_set(err, NV_ESTATE, "remark %llu: ids rise", (unsigned long long)r->id);
    nv_vec_push(&m->remarks, copy);
    nv_mem_remember(m, NV_UNDO_REMARK, true, m->remarks.n - 1);
    return 0;
}

static int put_term(struct nv_mem_tables *m, const struct nv_term *term)
{
    uint64_t hash = hash_text(hash_text(6, term->scope), term->name);
    uint32_t i = nv_chain_first(&m->term_key, hash);
    while (i != NV_NONE && (strcmp(m->terms.v[i].scope, term->scope) != 0 ||
                            strcmp(m->terms.v[i].name, term->name) != 0))
        i = nv_chain_next(&m->term_key, i);
    if (i == NV_NONE) {
        struct nv_term copy = {keep(m, term->scope), keep(m, term->name), term->since, term->ended};
        nv_vec_push(&m->terms, copy);
        nv_chain_push(&m->term_key, hash);
        nv_mem_remember(m, NV_UNDO_TERM, true, m->terms.n - 1);
        return 0;
    }
    nv_mem_remember(m, NV_UNDO_TERM, false, i)->old.term = m->terms.v[i];
    m->terms.v[i].since = term->since;
    m->terms.v[i].ended = term->ended;
    return 0;
}

static int put_op(struct nv_mem_tables *m, const struct nv_op *op, struct nv_err *err)
{
    switch (op->kind) {
    case NV_OP_NOTICE:
        return put_notice(m, &op->notice, err);
    case NV_OP_DELIVERY:
        return put_delivery(m, &op->delivery, err);
    case NV_OP_CLAIM:
        return put_claim(m, &op->claim, err);
    case NV_OP_VERDICT:
        return put_verdict(m, &op->verdict, err);
    case NV_OP_CANCEL:
        return put_cancel(m, &op->cancel, err);
    case NV_OP_FACT:
        return put_fact(m, &op->fact, err);
    case NV_OP_RESUME:
        return put_resume(m, &op->resume, err);
    case NV_OP_BOUNCE:
        return put_bounce(m, &op->bounce, err);
    case NV_OP_FLAG:
        return put_flag(m, &op->flag);
    case NV_OP_REMARK:
        return put_remark(m, &op->remark, err);
    case NV_OP_TERM:
        return put_term(m, &op->term);
    }
    return nv_err_set(err, NV_EINVAL, "unknown operation");
}

int nv_mem_apply(struct nv_mem_tables *m, const struct nv_txn *t, struct nv_err *err)
{
    int rc = nv_store_check(t, err);
    for (size_t i = 0; rc == 0 && i < t->ops.n; i++)
        rc = put_op(m, &t->ops.v[i], err);
    if (rc != 0)
        nv_mem_take_back(m);
    m->undo.n = 0;
    return rc;
}

const struct nv_attempt *nv_mem_attempts(const struct nv_mem_tables *m, uint64_t delivery,
                                         struct nv_arena *a, uint32_t *n)
{
    uint64_t hash = hash_id(delivery);
    uint32_t count = 0, i;
    for (i = nv_chain_first(&m->attempt_delivery, hash); i != NV_NONE;
         i = nv_chain_next(&m->attempt_delivery, i))
        count += m->attempts.v[i].delivery == delivery;
    *n = count;
    if (count == 0)
        return NULL;
    struct nv_attempt *list = nv_arena_alloc(a, count * sizeof *list);
    for (i = nv_chain_first(&m->attempt_delivery, hash); i != NV_NONE;
         i = nv_chain_next(&m->attempt_delivery, i))
        if (m->attempts.v[i].delivery == delivery)
            list[--count] = m->attempts.v[i];
    return list;
}

void nv_mem_init(struct nv_mem_tables *m)
{
    *m = (struct nv_mem_tables){.arena = nv_arena_new()};
}

void nv_mem_free(struct nv_mem_tables *m)
{
    nv_vec_free(&m->notices);
    nv_vec_free(&m->items);
    nv_vec_free(&m->deliveries);
    nv_vec_free(&m->attempts);
    nv_vec_free(&m->facts);
    nv_vec_free(&m->heard);
    nv_vec_free(&m->windows);
    nv_vec_free(&m->remarks);
    nv_vec_free(&m->flagged);
    nv_vec_free(&m->terms);
    nv_vec_free(&m->undo);
    struct nv_chain *chains[] = {&m->notice_id,   &m->notice_window,     &m->item_key,
                                 &m->delivery_id, &m->delivery_endpoint, &m->attempt_delivery,
                                 &m->fact_id,     &m->heard_key,         &m->window_agency,
                                 &m->term_key};
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        nv_chain_free(chains[i]);
    nv_arena_free(m->arena);
}
