#include "daemon_core.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/vec.h"
#include "courier/courier.h"
#include "courier/verp.h"
#include "daemon_claims.h"
#include "daemon_known.h"
#include "daemon_lanes.h"
#include "daemon_log.h"
#include "daemon_patience.h"
#include "daemon_record.h"
#include "daemon_rest.h"
#include "engine/action.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "model/ledger.h"
#include "model/snapshot.h"
#include "model/txn.h"
#include "store/store.h"

enum { MAX_VERDICTS = 256 };

struct nv_core {
    uv_loop_t *loop;
    struct nv_core_options options;
    struct nv_core_hooks hooks;
    char *state_dir;
    struct nv_origin origin;
    unsigned char bounce_key[NV_VERP_KEY];
    bool has_bounce_key;
    struct nv_engine *engine;
    struct nv_store *store;
    struct nv_lanes *lanes; /* of the configuration in force */
    uv_async_t wake;        /* a courier has verdicts */
    uv_work_t work;
    struct nv_patience patience;
    struct nv_rest rest;
    bool working;
    struct nv_txn *txn; /* being written */
    int commit_rc;
    struct nv_err commit_err;
    struct nv_known known; /* of `txn`, where the ledger refused it for that */
    int broken;
    bool closed;
};

static void run(struct nv_core *c, struct nv_event *ev);

static int64_t now_ms(struct nv_core *c)
{
    return c->hooks.now_ms(c->hooks.arg);
}

/* ---- commit ---------------------------------------------------------------------------------- */

static const char *series_of(const struct nv_core *c, uint64_t delivery)
{
    return nv_series_of(&c->origin, delivery);
}

static void work_commit(uv_work_t *work)
{
    struct nv_core *c = work->data;
    nv_known_clear(&c->known);
    c->commit_rc = c->store->ops->commit(c->store, c->txn, &c->commit_err);
    if (c->commit_rc == -NV_EEXIST)
        nv_known_look_up(&c->known, c->store, c->txn);
}

/* A full disk may be mended while we wait, and one that has become read-only; anything else only by
 * starting anew, which reads the ledger as it is. */
static bool can_wait(int rc)
{
    return rc == -NV_EFULL || rc == -NV_EPERM || rc == -NV_EBUSY || rc == -NV_EEXIST;
}

static bool at_rest(void *arg)
{
    struct nv_core *c = arg;
    return !c->closed && !c->working && nv_engine_idle(c->engine);
}

static void give_back(void *arg)
{
    struct nv_core *c = arg;
    c->store->ops->rest(c->store);
}

static void commit_done(struct nv_core *c)
{
    struct nv_txn *t = c->txn;
    struct nv_event ev = {.kind = NV_EV_COMMITTED, .now_ms = now_ms(c)};
    char quoted[300];
    c->txn = NULL;
    c->working = false;
    if (c->commit_rc == 0) {
        if (!c->options.rehearsal)
            nv_daemon_log_txn(t);
        for (size_t i = 0; c->hooks.made && i < t->ops.n; i++)
            if (t->ops.v[i].kind == NV_OP_NOTICE)
                c->hooks.made(c->hooks.arg, &t->ops.v[i].notice);
    } else {
        nv_log(NV_LOG_ERR, "store-error", "error=%s text=%s", nv_err_name(c->commit_rc),
               nv_log_quote(quoted, sizeof quoted, c->commit_err.text));
        if (!can_wait(c->commit_rc))
            c->broken = c->commit_rc;
    }
    ev.committed.txn = t;
    ev.committed.rc = c->commit_rc;
    ev.committed.told = c->known.told.v;
    ev.committed.n_told = c->known.told.n;
    ev.committed.had = c->known.had.v;
    ev.committed.n_had = c->known.had.n;
    run(c, &ev);
    nv_claims_free(t);
    nv_rest_worked(&c->rest);
    c->hooks.settled(c->hooks.arg);
}

static void after_commit(uv_work_t *work, int status)
{
    (void)status;
    nv_patience_end(&((struct nv_core *)work->data)->patience);
    commit_done(work->data);
}

static void begin_commit(struct nv_core *c, struct nv_txn *t)
{
    nv_require(!c->txn);
    c->txn = t;
    c->commit_err.code = 0;
    c->working = true;
    if (c->options.sync)
        return; /* run() goes on with it */
    c->work.data = c;
    nv_patience_begin(&c->patience);
    nv_require(uv_queue_work(c->loop, &c->work, work_commit, after_commit) == 0);
}

/* ---- send ------------------------------------------------------------------------------------ */

/* The bytes to hand over: fresh from the transaction, or as the store keeps them. */
static char *bytes_of(struct nv_core *c, const struct nv_op_claim *claim, size_t *n,
                      struct nv_err *err)
{
    if (claim->bytes) {
        struct nv_op_claim *own = (struct nv_op_claim *)(uintptr_t)claim;
        char *bytes = (char *)(uintptr_t)own->bytes;
        own->bytes = NULL;
        *n = claim->n_bytes;
        return bytes;
    }
    struct nv_buf out = NV_BUF_INIT;
    if (c->store->ops->message(c->store, claim->delivery, &out, err) != 0) {
        nv_buf_free(&out);
        return NULL;
    }
    return nv_buf_take(&out, n);
}

static void hand_over(struct nv_core *c, const struct nv_op_claim *claim, uint32_t lane)
{
    struct nv_err err = {0};
    size_t n = 0;
    char *bytes = bytes_of(c, claim, &n, &err);
    if (!bytes) {
        char quoted[300];
        nv_log(NV_LOG_CRIT, "message-lost", "delivery=%llu text=%s",
               (unsigned long long)claim->delivery, nv_log_quote(quoted, sizeof quoted, err.text));
        c->broken = -NV_ECORRUPT;
        return;
    }
    struct nv_buf sender = NV_BUF_INIT;
    const struct nv_snapshot *s = nv_engine_snapshot(c->engine);
    const char *series = series_of(c, claim->delivery);
    if (c->has_bounce_key && s->bounce_address)
        nv_verp_address(c->bounce_key, series,
                        &(struct nv_returned){claim->delivery, claim->resumed_ms},
                        s->bounce_address, &sender);
    else
        nv_buf_adds(&sender, s->sender_mail);
    nv_lanes_submit(c->lanes, s, claim, lane, series, nv_buf_str(&sender), bytes, n);
    nv_buf_free(&sender);
}

/* ---- the engine's wishes -----------------------------------------------------------------------
 */

static void execute(struct nv_core *c, const struct nv_action *a)
{
    switch (a->kind) {
    case NV_ACT_COMMIT:
        begin_commit(c, a->txn);
        break;
    case NV_ACT_SEND:
        hand_over(c, a->send.claim, a->send.lane);
        break;
    case NV_ACT_ARM:
        c->hooks.arm(c->hooks.arg, a->arm_ms);
        break;
    case NV_ACT_REPLY:
        c->hooks.reply(c->hooks.arg,
                       &(struct nv_reply){a->reply.request, a->reply.exit_code, a->reply.text,
                                          a->reply.notice, a->reply.count});
        break;
    case NV_ACT_ALARM:
        nv_log(a->alarm.level, a->alarm.event, "%s", a->alarm.text);
        break;
    }
}

static void step(struct nv_core *c, const struct nv_event *ev)
{
    struct nv_actions actions = {0};
    nv_recorder_event(c->options.recorder, ev);
    nv_engine_step(c->engine, ev, &actions);
    for (size_t i = 0; i < actions.list.n; i++)
        if (actions.list.v[i].kind == NV_ACT_COMMIT)
            nv_claims_render(nv_engine_snapshot(c->engine), &c->origin, actions.list.v[i].txn);
    nv_recorder_did(c->options.recorder, &actions);
    for (size_t i = 0; i < actions.list.n; i++)
        execute(c, &actions.list.v[i]);
    nv_vec_free(&actions.list);
}

static void run(struct nv_core *c, struct nv_event *ev)
{
    bool nested = ev->kind == NV_EV_COMMITTED;
    step(c, ev);
    while (c->options.sync && !nested && c->txn) {
        work_commit(&(uv_work_t){.data = c});
        commit_done(c);
    }
}

static void log_beat(const struct nv_verdict *v)
{
    char quoted[200];
    if (v->class != NV_SENT)
        nv_log(NV_LOG_WARNING, "heartbeat-failed", "class=%s code=%d text=%s",
               nv_class_name(v->class), v->code, nv_log_quote(quoted, sizeof quoted, v->text));
}

static void on_wake(uv_async_t *handle)
{
    struct nv_core *c = handle->data;
    struct nv_verdict verdicts[MAX_VERDICTS];
    size_t n;
    while (!c->closed && (n = nv_lanes_collect(c->lanes, verdicts, MAX_VERDICTS)) > 0)
        for (size_t i = 0; i < n; i++) {
            struct nv_event ev = {.kind = NV_EV_VERDICT, .now_ms = now_ms(c)};
            ev.verdict = verdicts[i];
            if (verdicts[i].delivery == NV_BEAT)
                log_beat(&verdicts[i]); /* and no delivery of the engine's */
            ev.more = i + 1 < n;
            run(c, &ev);
        }
}

/* ---- life ---------------------------------------------------------------------------------------
 */

int nv_core_open(uv_loop_t *loop, const struct nv_core_options *options,
                 const struct nv_core_hooks *hooks, struct nv_core **out, struct nv_err *err)
{
    struct nv_ledger *ledger = NULL;
    struct nv_core *c = nv_calloc(1, sizeof *c);
    c->loop = loop;
    c->options = *options;
    c->hooks = *hooks;
    c->state_dir = nv_strdup(options->state_dir);
    int rc = nv_store_open_sqlite(c->state_dir, &c->store, err);
    if (rc != 0)
        goto free_core;
    nv_recorder_begin(c->options.recorder, c->store, c->state_dir);
    rc = c->store->ops->restore(c->store, &ledger, err);
    if (rc != 0)
        goto close_store;
    nv_origin_set(&c->origin, ledger);
    if (ledger->recovered)
        nv_log(NV_LOG_NOTICE, "recovered", "claimed=%llu", (unsigned long long)ledger->recovered);
    c->engine = nv_engine_new();
    step(c, &(struct nv_event){.kind = NV_EV_RESTORED, .now_ms = now_ms(c), .ledger = ledger});
    nv_ledger_free(ledger);
    nv_require(uv_async_init(loop, &c->wake, on_wake) == 0);
    c->wake.data = c;
    nv_patience_init(&c->patience, loop);
    nv_rest_init(&c->rest, loop, at_rest, give_back, c);
    nv_rest_worked(&c->rest); /* the ledger has been read */
    c->lanes = nv_lanes_new(&c->wake);
    *out = c;
    return 0;
close_store:
    c->store->ops->close(c->store);
free_core:
    free(c->state_dir);
    free(c);
    return rc;
}

/* The file of the key: as configured, or our own, made when it is first wanted. */
static void bounce_key_path(struct nv_core *c, const struct nv_snapshot *s, struct nv_buf *path)
{
    char text[NV_VERP_KEY_TEXT];
    if (s->bounce_key_file) {
        nv_secret_path(s->dir ? s->dir : ".", s->bounce_key_file, path);
        return;
    }
    nv_buf_addf(path, "%s/bounce.key", c->state_dir);
    int fd = open(nv_buf_str(path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return; /* it is there, or reading it will say why not */
    nv_verp_new_key(text);
    bool good = write(fd, text, sizeof text - 1) == (ssize_t)sizeof text - 1 && fsync(fd) == 0;
    close(fd);
    if (!good)
        unlink(nv_buf_str(path));
}

/* Without its key mail goes out all the same, from the plain sender. */
static void read_bounce_key(struct nv_core *c, const struct nv_snapshot *s)
{
    struct nv_buf path = NV_BUF_INIT;
    struct nv_secret secret;
    struct nv_err err = {0};
    c->has_bounce_key = false;
    if (!s->bounce_address || c->options.rehearsal)
        return;
    bounce_key_path(c, s, &path);
    int rc = nv_secret_read(nv_buf_str(&path), &secret, &err);
    if (rc == 0 && secret.n < sizeof c->bounce_key)
        rc = nv_err_set(&err, NV_ESYNTAX, "%s: a key of %zu bytes, at least %zu are wanted",
                        nv_buf_str(&path), secret.n, sizeof c->bounce_key);
    if (rc == 0) {
        memcpy(c->bounce_key, secret.key, sizeof c->bounce_key);
        c->has_bounce_key = true;
    } else {
        char quoted[300];
        nv_log(NV_LOG_ERR, "bounce-key", "error=%s text=%s", nv_err_name(rc),
               nv_log_quote(quoted, sizeof quoted, err.text));
    }
    nv_secret_wipe(&secret);
    nv_buf_free(&path);
}

bool nv_core_bounced(const struct nv_core *c, const char *token, struct nv_returned *out)
{
    return c->has_bounce_key &&
           nv_verp_check(c->bounce_key, series_of(c, nv_verp_named(token)), token, out);
}

int nv_core_configure(struct nv_core *c, const struct nv_snapshot *s, struct nv_err *err)
{
    int rc = nv_lanes_configure(c->lanes, s, c->state_dir, c->options.rehearsal, err);
    if (rc != 0)
        return rc;
    read_bounce_key(c, s);
    run(c, &(struct nv_event){.kind = NV_EV_SNAPSHOT, .now_ms = now_ms(c), .snapshot = s});
    return 0;
}

void nv_core_clock(struct nv_core *c, bool jumped, int64_t ahead_ms)
{
    struct nv_event ev = {.kind = NV_EV_CLOCK, .now_ms = now_ms(c)};
    ev.clock.jumped = jumped;
    ev.clock.ahead_ms = ahead_ms;
    run(c, &ev);
}

void nv_core_fact(struct nv_core *c, uint64_t request, const struct nv_fact *fact)
{
    struct nv_event ev = {.kind = NV_EV_FACT, .now_ms = now_ms(c)};
    ev.fact.request = request;
    ev.fact.fact = *fact;
    run(c, &ev);
}

void nv_core_test(struct nv_core *c, uint64_t request, const char *agency)
{
    struct nv_event ev = {.kind = NV_EV_TEST, .now_ms = now_ms(c)};
    ev.test.request = request;
    ev.test.agency = agency;
    run(c, &ev);
}

void nv_core_order(struct nv_core *c, const struct nv_order *order)
{
    struct nv_event ev = {.kind = NV_EV_ORDER, .now_ms = now_ms(c)};
    ev.order = *order;
    run(c, &ev);
}

void nv_core_drain(struct nv_core *c)
{
    run(c, &(struct nv_event){.kind = NV_EV_DRAIN, .now_ms = now_ms(c)});
    nv_lanes_drain(c->lanes);
}

bool nv_core_idle(const struct nv_core *c)
{
    return !c->txn && nv_engine_idle(c->engine) && nv_lanes_busy(c->lanes) == 0;
}

bool nv_core_store_busy(const struct nv_core *c)
{
    return c->working;
}

struct nv_store *nv_core_store(struct nv_core *c)
{
    nv_rest_worked(&c->rest);
    return c->store;
}

const struct nv_engine *nv_core_engine(const struct nv_core *c)
{
    return c->engine;
}

const char *nv_core_ledger_id(const struct nv_core *c)
{
    return c->origin.ledger_id;
}

unsigned nv_core_store_hangs_s(const struct nv_core *c)
{
    return nv_patience_exceeded_s(&c->patience);
}

const char *nv_core_ill(const struct nv_core *c)
{
    enum { STUCK_MS = 10 * 60 * 1000 };
    struct nv_engine_status status;
    int64_t now = c->hooks.now_ms(c->hooks.arg);
    nv_engine_status(c->engine, &status);
    if (status.store_failing || c->broken || nv_core_store_hangs_s(c))
        return "store";
    /* Webhooks are many receivers: one of them that is down is its own matter. */
    for (uint32_t i = 0; i + 1 < status.n_lanes; i++) {
        struct nv_lane_status lane;
        nv_engine_lane(c->engine, i, now, &lane);
        if (lane.ill)
            return "relay";
    }
    /* It wanted to be woken long ago. */
    return status.next_ms != INT64_MIN && status.next_ms < now - STUCK_MS ? "stuck" : NULL;
}

void nv_core_beat(struct nv_core *c)
{
    const struct nv_snapshot *s = nv_engine_snapshot(c->engine);
    if (!c->closed && s->heartbeat_url)
        nv_lanes_beat(c->lanes, s, s->heartbeat_url);
}

unsigned nv_core_in_flight(const struct nv_core *c)
{
    return (unsigned)nv_lanes_busy(c->lanes);
}

int nv_core_broken(const struct nv_core *c)
{
    return c->broken;
}

void nv_core_close(struct nv_core *c)
{
    nv_require(!c->working || c->options.sync);
    c->closed = true;
    nv_lanes_free(c->lanes);
    c->lanes = NULL;
    uv_close((uv_handle_t *)&c->wake, NULL);
    nv_patience_close(&c->patience);
    nv_rest_close(&c->rest);
    c->store->ops->close(c->store);
}

void nv_core_free(struct nv_core *c)
{
    if (!c)
        return;
    nv_claims_free(c->txn);
    nv_engine_free(c->engine);
    nv_known_free(&c->known);
    nv_vec_free(&c->origin.series);
    free(c->state_dir);
    free(c);
}
