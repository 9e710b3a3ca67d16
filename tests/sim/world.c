/* The shell around the engine, as the daemon has one: store, courier, start and stop. */
#include "world.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/intern.h"
#include "calendar/day.h"
#include "engine/action.h"
#include "engine/engine.h"
#include "life.h"
#include "measure.h"
#include "mirror.h"
#include "model/ledger.h"
#include "model/snapshot.h"
#include "model/txn.h"
#include "store/store.h"
#include "tells.h"

void life_tell(struct world *w, const char *fmt, ...)
{
    char when[NV_DAY_TEXT];
    va_list ap;
    if (!w->trace)
        return;
    printf("%5" PRIu64 " %s ", w->result->steps, nv_time_rfc3339(w->now_ms, SPEC_ZONE_MIN, when));
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    putchar('\n');
}

int32_t life_today(const struct world *w)
{
    return nv_time_day(w->now_ms, SPEC_ZONE_MIN);
}

/* ---- what the engine wants ------------------------------------------------------------------- */

/* What stands in for the renderer: whatever is told, and when, so that rendering twice shows. */
static void render(struct world *w, struct nv_op_claim *c)
{
    struct nv_buf out = NV_BUF_INIT;
    nv_buf_addf(&out, "%" PRIu64 " %s %" PRId64, c->delivery, c->endpoint, w->now_ms);
    for (uint32_t i = 0; i < c->notice->n_items; i++)
        nv_buf_addf(&out, " %s", c->notice->items[i].occurrence);
    c->bytes = nv_buf_take(&out, &c->n_bytes);
}

static void hand_over(struct world *w, const struct nv_op_claim *c)
{
    struct nv_buf kept = NV_BUF_INIT;
    struct nv_err err = {0};
    if (!c->bytes && w->store->ops->message(w->store, c->delivery, &kept, &err) != 0)
        book_violate(&w->book, "the bytes of delivery %" PRIu64 " are lost", c->delivery);
    book_send(&w->book, c, c->bytes ? c->bytes : nv_buf_str(&kept),
              c->bytes ? c->n_bytes : kept.len);
    nv_buf_free(&kept);
    if (w->draining)
        book_violate(&w->book, "delivery %" PRIu64 " is begun while draining", c->delivery);
    nv_vec_push(&w->in_hand, c->delivery);
}

/* A test that is said to be on its way is; one that is refused could not be made. */
static void test_replied(struct world *w, const struct request *r, int exit_code, uint64_t notice)
{
    const struct book *b = &w->book;
    const char *agency = w->spec.agencies[r->agency].id;
    bool made = notice && notice < b->notices.n && b->notices.v[notice].test &&
                b->notices.v[notice].agency && strcmp(b->notices.v[notice].agency, agency) == 0;
    if (exit_code == 0 ? !made : !w->draining && !b->failing && spec_reachable(&w->spec, r->agency))
        book_violate(&w->book, "the test for %s ends with %d", agency, exit_code);
}

static void replied(struct world *w, const struct nv_action *a)
{
    size_t i = 0;
    if (!a->reply.request)
        return; /* nobody waits for it */
    while (i < w->requests.n && w->requests.v[i].id != a->reply.request)
        i++;
    if (i == w->requests.n) {
        book_violate(&w->book, "request %" PRIu64 " is answered twice", a->reply.request);
        return;
    }
    struct request r = w->requests.v[i];
    int exit_code = a->reply.exit_code;
    w->requests.v[i] = w->requests.v[--w->requests.n];
    life_tell(w, "reply %" PRIu64 ": %d, %u", r.id, exit_code, a->reply.count);
    if (r.kind == REQUEST_TEST)
        test_replied(w, &r, exit_code, a->reply.notice);
    else if (r.kind == REQUEST_ORDER)
        book_replied(&w->book, r.id, exit_code, a->reply.count, w->ordering == r.id);
    else if (exit_code == 0 && r.task >= 0 && r.id > w->told[r.task].id)
        w->told[r.task] = r;
    if (r.returned && exit_code != 0)
        nv_vec_push(&w->returned, r.returned);
}

/* A rule holds from the day on which the ledger first sees it: after a crash before that, from the
 * next start. */
static void note_rules(struct world *w, const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_term *term = &t->ops.v[i].term;
        if (t->ops.v[i].kind != NV_OP_TERM || term->ended || strcmp(term->scope, "brake") == 0)
            continue;
        w->spec.edited = term->since > w->spec.edited ? term->since : w->spec.edited;
        w->spec.ladder_since =
            term->since > w->spec.ladder_since ? term->since : w->spec.ladder_since;
    }
}

static void execute(struct world *w, const struct nv_action *a)
{
    switch (a->kind) {
    case NV_ACT_COMMIT:
        w->txn = a->txn;
        w->durable = false;
        for (size_t i = 0; i < a->txn->ops.n; i++)
            if (a->txn->ops.v[i].kind == NV_OP_CLAIM && !a->txn->ops.v[i].claim.rendered)
                render(w, &a->txn->ops.v[i].claim);
        note_rules(w, a->txn);
        book_asked(&w->book, a->txn, w->now_ms);
        life_tell(w, "commit %" PRIu64 " with %zu operations", a->txn->id, a->txn->ops.n);
        break;
    case NV_ACT_SEND:
        hand_over(w, a->send.claim);
        break;
    case NV_ACT_ARM:
        w->armed_ms = a->arm_ms;
        break;
    case NV_ACT_REPLY:
        replied(w, a);
        break;
    case NV_ACT_ALARM:
        life_tell(w, "alarm %s %s", a->alarm.event, a->alarm.text);
        break;
    }
}

/* A window of a day that is later than all before: the daemon had its chance. */
static void visit(struct world *w, const struct nv_engine_status *st)
{
    int64_t window = spec_window(&w->spec, w->now_ms);
    int32_t today = life_today(w);
    if (st->held)
        w->disturbed = today > w->disturbed ? today : w->disturbed;
    if (window == INT64_MIN || w->txn || st->store_failing || st->last_window_ms != window ||
        today <= w->visited_newest || w->draining || st->held)
        return;
    w->visited_newest = today;
    nv_require(today - w->visited_from < LIFE_MAX_DAYS);
    w->visited[today - w->visited_from] = true;
}

/* The last thing an officer was told is kept is what is kept. */
static void check_told(struct world *w)
{
    for (size_t i = 0; i < w->requests.n; i++)
        if (w->requests.v[i].kind == REQUEST_FACT)
            return;
    for (int i = 0; !w->txn && i < w->spec.n_tasks; i++) {
        const struct request *r = &w->told[i];
        if (!r->id)
            continue;
        struct truth_state st = book_state(&w->book, i);
        if (!tells_is_kept(&st, r->fact, r->to))
            book_violate(&w->book, "%s: it was told that \"%s\" is kept, and it is not",
                         w->spec.tasks[i].key, nv_fact_kind_name(r->fact));
    }
}

void life_step(struct world *w, struct nv_event ev)
{
    struct nv_actions actions = {0};
    struct nv_engine_status st;
    ev.now_ms = w->now_ms;
    nv_engine_step(w->engine, &ev, &actions);
    if (w->mirror)
        mirror_step(w->mirror, &w->book, &ev, &actions);
    for (size_t i = 0; i < actions.list.n; i++)
        execute(w, &actions.list.v[i]);
    nv_vec_free(&actions.list);
    nv_engine_status(w->engine, &st);
    visit(w, &st);
    check_told(w);
    book_held(&w->book, st.held, false);
    if (!w->txn)
        measure_counts(&w->book, w->engine);
}

/* ---- start and stop -------------------------------------------------------------------------- */

static void free_txn(struct nv_txn *t)
{
    for (size_t i = 0; t && i < t->ops.n; i++)
        if (t->ops.v[i].kind == NV_OP_CLAIM)
            free((void *)(uintptr_t)t->ops.v[i].claim.bytes);
    nv_txn_free(t);
}

void life_start(struct world *w)
{
    struct nv_ledger *ledger = NULL;
    nv_require(w->store->ops->restore(w->store, &ledger, NULL) == 0);
    w->engine = nv_engine_new();
    if (w->slices)
        nv_engine_slices(w->engine, w->slices);
    if (w->mirrored)
        w->mirror = mirror_new(w->slices);
    w->armed_ms = INT64_MAX;
    w->draining = false;
    book_limits(&w->book, w->spec.brake, w->spec.brake_jump);
    life_step(w, (struct nv_event){.kind = NV_EV_RESTORED, .ledger = ledger});
    nv_ledger_free(ledger);
    life_step(w, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = w->snapshot});
    people_note_presence(w);
}

/* The process dies here; what the courier held may have arrived or not. */
void life_stop(struct world *w)
{
    for (size_t i = 0; i < w->in_hand.n; i++)
        if (rng_chance(&w->rng, 500))
            book_delivered(&w->book, w->in_hand.v[i]);
    /* Whoever has no reply does not know what was kept; what came back comes again. */
    for (size_t i = 0; i < w->requests.n; i++) {
        const struct request *r = &w->requests.v[i];
        if (r->kind == REQUEST_FACT && r->task >= 0)
            w->told[r->task].id = 0;
        if (r->returned)
            nv_vec_push(&w->returned, r->returned);
    }
    w->in_hand.n = w->requests.n = 0;
    free_txn(w->txn);
    w->txn = NULL;
    nv_engine_free(w->engine);
    w->engine = NULL;
    mirror_free(w->mirror);
    w->mirror = NULL;
    book_crash(&w->book);
    w->result->crashes++;
}

void life_free(struct world *w)
{
    free_txn(w->txn);
    nv_engine_free(w->engine);
    mirror_free(w->mirror);
    nv_snapshot_unref(w->snapshot);
    w->store->ops->close(w->store);
    nv_vec_free(&w->in_hand);
    nv_vec_free(&w->requests);
    nv_vec_free(&w->returned);
    book_free(&w->book);
}

/* ---- the store ------------------------------------------------------------------------------- */

static bool was_told(const struct world *w, const char *agency, const struct nv_item *it)
{
    struct nv_buf key = NV_BUF_INIT;
    nv_buf_addf(&key, "%s %s %s %d %d", agency, it->occurrence, it->rung, it->effective,
                (int)it->role);
    bool told = nv_intern_find(w->book.heard, nv_buf_str(&key)) != NV_NONE;
    nv_buf_free(&key);
    return told;
}

struct had {
    NV_VEC(struct nv_told) told;
    NV_VEC(uint64_t) deliveries;
};

static bool was_made(const struct world *w, const struct nv_delivery *d)
{
    const struct book *b = &w->book;
    for (size_t i = 0; i < b->deliveries.n; i++)
        if (b->deliveries.v[i].endpoint && b->deliveries.v[i].notice == d->notice &&
            strcmp(b->deliveries.v[i].endpoint, d->endpoint) == 0)
            return true;
    return false;
}

/* As the shell does: what of it the ledger has already. */
static void look_up(const struct world *w, struct had *had)
{
    for (size_t i = 0; i < w->txn->ops.n; i++) {
        const struct nv_op *op = &w->txn->ops.v[i];
        if (op->kind == NV_OP_DELIVERY && was_made(w, &op->delivery))
            nv_vec_push(&had->deliveries, op->delivery.id);
        for (uint32_t k = 0; op->kind == NV_OP_NOTICE && k < op->notice.n_items; k++)
            if (was_told(w, op->notice.agency, &op->notice.items[k]))
                nv_vec_push(&had->told,
                            ((struct nv_told){op->notice.agency, &op->notice.items[k]}));
    }
}

static int store_takes(struct world *w)
{
    struct nv_err err = {0};
    int rc = w->store->ops->commit(w->store, w->txn, &err);
    if (rc == 0)
        book_durable(&w->book, w->txn);
    else if (rc != -NV_EEXIST)
        book_violate(&w->book, "the store refuses transaction %" PRIu64 ": %s", w->txn->id,
                     err.text);
    else
        life_tell(w, "the ledger has it already: %s", err.text);
    w->durable = rc == 0;
    return rc;
}

void life_write_early(struct world *w)
{
    if (w->disk_full > 0 || w->durable)
        return;
    if (store_takes(w) == 0)
        life_tell(w, "commit %" PRIu64 " is written", w->txn->id);
}

void life_crash(struct world *w)
{
    bool durable = w->txn && (w->durable || (rng_chance(&w->rng, 500) && store_takes(w) == 0));
    life_tell(w, "crash%s", durable ? ", the last answer lost" : "");
    life_stop(w);
    if (rng_chance(&w->rng, 300))
        w->now_ms += rng_between(&w->rng, 0, 3 * 86400000LL);
    life_start(w);
}

void life_answer_commit(struct world *w)
{
    struct nv_txn *t = w->txn;
    struct nv_event ev = {.kind = NV_EV_COMMITTED, .committed = {.txn = t}};
    struct had had = {0};
    w->disk_full -= w->disk_full > 0;
    if (!w->durable && !w->good && (w->disk_full > 0 || rng_chance(&w->rng, 40))) {
        ev.committed.rc = -NV_EFULL;
        life_tell(w, "the disk is full");
    } else if (!w->durable) {
        ev.committed.rc = store_takes(w);
    }
    if (w->book.violation[0])
        return;
    if (ev.committed.rc == -NV_EEXIST) {
        look_up(w, &had);
        ev.committed.told = had.told.v;
        ev.committed.n_told = had.told.n;
        ev.committed.had = had.deliveries.v;
        ev.committed.n_had = had.deliveries.n;
        w->result->known++;
    }
    w->refused = ev.committed.rc == -NV_EEXIST;
    w->txn = NULL;
    book_ending(&w->book, t, ev.committed.rc == 0);
    life_step(w, ev);
    book_ended(&w->book);
    nv_vec_free(&had.told);
    nv_vec_free(&had.deliveries);
    free_txn(t);
}

/* ---- the courier ----------------------------------------------------------------------------- */

static enum nv_class mood(struct world *w)
{
    uint32_t dice = rng_pick(&w->rng, 1000);
    if (w->good)
        return NV_SENT;
    if (w->bad_relay > 0)
        return dice < 500 ? NV_REFUSED : NV_TEMPORARY;
    return dice < 700   ? NV_SENT
           : dice < 840 ? NV_TEMPORARY
           : dice < 940 ? NV_AMBIGUOUS
           : dice < 970 ? NV_PERMANENT
           : dice < 990 ? NV_REFUSED
                        : NV_RETURNED;
}

void life_answer_delivery(struct world *w)
{
    size_t at = rng_pick(&w->rng, (uint32_t)w->in_hand.n);
    struct nv_verdict v = {.delivery = w->in_hand.v[at], .class = mood(w)};
    w->in_hand.v[at] = w->in_hand.v[--w->in_hand.n];
    v.started_ms = v.ended_ms = w->now_ms;
    if (v.class == NV_TEMPORARY && rng_chance(&w->rng, 500))
        v.code = 450;
    if (v.class == NV_PERMANENT)
        v.code = rng_chance(&w->rng, 500) ? 410 : 550;
    if (v.class == NV_TEMPORARY && rng_chance(&w->rng, 100))
        v.retry_after_s = (int)rng_between(&w->rng, 1, 100000);
    if (v.class == NV_SENT || (v.class == NV_AMBIGUOUS && rng_chance(&w->rng, 500)))
        book_delivered(&w->book, v.delivery);
    book_answer(&w->book, &v, w->now_ms);
    life_tell(w, "delivery %" PRIu64 ": %s", v.delivery, nv_class_name(v.class));
    struct nv_event ev = {.kind = NV_EV_VERDICT, .verdict = v};
    life_step(w, ev);
    if (!w->good && rng_chance(&w->rng, 10))
        life_step(w, ev); /* said twice: the second changes nothing */
}
