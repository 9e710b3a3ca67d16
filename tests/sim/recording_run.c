#include "recording_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/vec.h"
#include "book.h"
#include "calendar/day.h"
#include "conf/conf.h"
#include "conf/files.h"
#include "daemon_claims.h"
#include "daemon_event.h"
#include "engine/action.h"
#include "engine/engine.h"
#include "engine/trace.h"
#include "engine/window.h"
#include "model/ledger.h"
#include "model/snapshot.h"
#include "model/txn.h"
#include "recording_ledger.h"
#include "recording_read.h"
#include "recording_rules.h"
#include "store/store.h"
#include "twin.h"

struct run {
    const char *dir;
    struct run_place *place;
    struct reader *reader;
    struct nv_store *store; /* a copy of the ledger, into which is written what was written then */
    struct nv_engine *engine;
    struct nv_snapshot *snapshot;
    struct nv_txn *txn; /* asked for, not yet answered */
    struct rules *rules;
    struct nv_origin origin;
    char ledger_id[NV_LEDGER_ID], series[NV_LEDGER_ID], program[80];
    int zone_min;
    int64_t now_ms, armed_ms;
    uint64_t events;
    /* Of the newest event: */
    bool open; /* its outcome has not been read yet */
    bool clock;
    struct nv_buf did;
    char *line; /* the event as it stands in the file */
    char end[24];
};

/* Says why the recording cannot be replayed. */
static int broken(const struct run *r, const char *why)
{
    printf("%s: cannot be replayed beyond event %" PRIu64 ": %s\n", r->dir, r->events, why);
    return 2;
}

static int differs(const struct run *r, const char *how)
{
    char when[NV_DAY_TEXT];
    printf("%s: event %" PRIu64 " (%s), line %zu, %s: %s\n  %.2000s\n", r->dir, r->place->event,
           r->place->kind, r->place->line, nv_time_rfc3339(r->now_ms, r->zone_min, when), how,
           r->line ? r->line : "");
    return 1;
}

/* ---- what differs ------------------------------------------------------------------------------
 */

static size_t line_length(const char *s)
{
    return strcspn(s, "\n");
}

static const char *next_line(const char *s)
{
    s += line_length(s);
    return *s ? s + 1 : s;
}

static void show_from(const char *sign, const char *s)
{
    enum { MOST_LINES = 6 };
    if (!*s)
        printf("  %s nothing more\n", sign);
    for (int i = 0; i < MOST_LINES && *s; i++, s = next_line(s))
        printf("  %s %.*s\n", sign, (int)line_length(s), s);
    if (*s)
        printf("  %s …\n", sign);
}

static void show_difference(const char *then, const char *now)
{
    size_t same = 0;
    while (*then && *now && line_length(then) == line_length(now) &&
           strncmp(then, now, line_length(now)) == 0) {
        then = next_line(then);
        now = next_line(now);
        same++;
    }
    if (same)
        printf("  %zu lines of actions are the same, then:\n", same);
    show_from("recorded:", then);
    show_from("replayed:", now);
}

/* ---- events ------------------------------------------------------------------------------------
 */

static int load_conf(struct run *r, const struct line *l)
{
    struct nv_diags diags = {0};
    struct nv_conf_files files = {0};
    struct nv_snapshot *fresh = NULL;
    struct nv_buf dir = NV_BUF_INIT, said = NV_BUF_INIT;
    int rc = 0;
    nv_buf_addf(&dir, "%s/conf-%u", r->dir, l->event.conf);
    nv_conf_load_seen(nv_buf_str(&dir), &diags, &files, &fresh);
    uint64_t digest = nv_conf_files_digest(&files);
    if (digest != l->event.digest || !fresh) {
        if (digest != l->event.digest)
            nv_buf_addf(&said, "%s: a file is missing, added or altered\n", nv_buf_str(&dir));
        if (!fresh)
            nv_diag_print(&diags, &said);
        rc = broken(r, nv_buf_str(&said));
        nv_snapshot_unref(fresh);
    } else {
        nv_snapshot_unref(r->snapshot);
        r->snapshot = fresh;
    }
    nv_conf_files_free(&files);
    nv_diag_free(&diags);
    nv_buf_free(&dir);
    nv_buf_free(&said);
    return rc;
}

static int restore(struct run *r, const struct line *l, struct nv_ledger **ledger)
{
    struct nv_err err = {0};
    if (r->events > 1)
        return broken(r, "the ledger is restored a second time");
    if (r->store->ops->restore(r->store, ledger, &err) != 0)
        return broken(r, err.text);
    if (strcmp((*ledger)->id, r->ledger_id) != 0 || nv_trace_ledger(*ledger) != l->event.digest) {
        nv_ledger_free(*ledger);
        *ledger = NULL;
        return broken(r, "ledger.db is not the ledger that this process began with");
    }
    /* The one thing that a start draws by lot. */
    memcpy(nv_vec_last(&(*ledger)->series)->id, r->series, sizeof r->series);
    nv_origin_set(&r->origin, *ledger);
    return 0;
}

/* What was kept then must be kept now, what was there already then must be there now. A commit that
 * failed otherwise failed for reasons of its host. */
static int write_again(struct run *r, const struct nv_txn *t, int rc)
{
    struct nv_err err = {0};
    if (rc != 0 && rc != -NV_EEXIST)
        return 0;
    int now = r->store->ops->commit(r->store, t, &err);
    if (now != rc)
        rules_violate(r->rules, "transaction %" PRIu64 " was %s then, and now: %s", t->id,
                      rc == 0 ? "kept" : "refused as known", now == 0 ? "kept" : err.text);
    return 0;
}

static int committed(struct run *r, const struct line *l, struct nv_event *ev,
                     struct told_items *told)
{
    if (!r->txn || r->txn->id != l->event.txn)
        return differs(r, "a transaction has ended that the engine has not asked for");
    if (!line_told(l, r->txn, told))
        return broken(r, "\"told\" names an item that the transaction does not have");
    ev->committed.txn = r->txn;
    ev->committed.told = told->list.v;
    ev->committed.n_told = told->list.n;
    return write_again(r, r->txn, ev->committed.rc);
}

static void take_actions(struct run *r, const struct nv_actions *actions)
{
    for (size_t i = 0; i < actions->list.n; i++) {
        const struct nv_action *a = &actions->list.v[i];
        if (a->kind == NV_ACT_COMMIT) {
            nv_claims_render(r->snapshot, &r->origin, a->txn);
            r->txn = a->txn;
        } else if (a->kind == NV_ACT_ARM) {
            r->armed_ms = a->arm_ms;
        }
    }
    rules_actions(r->rules, actions, r->store);
    nv_buf_clear(&r->did);
    nv_trace_actions(actions, &r->did);
}

static void step(struct run *r, const struct nv_event *ev)
{
    struct nv_actions actions = {0};
    struct nv_txn *ended = ev->kind == NV_EV_COMMITTED ? r->txn : NULL;
    rules_event(r->rules, ev);
    if (ended)
        r->txn = NULL;
    nv_engine_step(r->engine, ev, &actions);
    take_actions(r, &actions);
    nv_vec_free(&actions.list);
    nv_claims_free(ended);
}

static int take_event(struct run *r, const struct line *l)
{
    struct nv_event ev = l->event.ev;
    struct nv_ledger *ledger = NULL;
    struct told_items told = {0};
    int rc = 0;
    if (r->open)
        return broken(r, "what an event led to is missing");
    if (l->event.number != r->events + 1)
        return broken(r, "events are missing");
    if ((r->events == 0) != (ev.kind == NV_EV_RESTORED) ||
        (!r->snapshot && r->events == 1 && ev.kind != NV_EV_SNAPSHOT))
        return broken(r, "it does not begin with the ledger and a configuration");
    r->events = r->place->event = l->event.number;
    r->place->line = l->at;
    r->place->unfinished = reader_at_end(r->reader);
    nv_fmt(r->place->kind, sizeof r->place->kind, "%s", nv_event_kind_name(ev.kind));
    r->now_ms = ev.now_ms;
    r->clock = ev.kind == NV_EV_CLOCK;
    free(r->line);
    r->line = nv_strdup(l->text);
    if (ev.kind == NV_EV_RESTORED)
        rc = restore(r, l, &ledger);
    else if (ev.kind == NV_EV_SNAPSHOT)
        rc = load_conf(r, l);
    else if (ev.kind == NV_EV_COMMITTED)
        rc = committed(r, l, &ev, &told);
    if (ev.kind == NV_EV_RESTORED)
        ev.ledger = ledger;
    else if (ev.kind == NV_EV_SNAPSHOT)
        ev.snapshot = r->snapshot;
    if (rc == 0)
        step(r, &ev);
    r->open = true;
    nv_ledger_free(ledger);
    nv_vec_free(&told.list);
    return rc;
}

/* ---- outcomes ----------------------------------------------------------------------------------
 */

/* Whoever goes to sleep in an open window has said all that this window has to say. */
static void check_said(struct run *r)
{
    struct nv_engine_status st;
    struct nv_engine_forecast f;
    nv_engine_status(r->engine, &st);
    if (!r->clock || !rules_at_rest(r->rules) || !nv_engine_idle(r->engine) || st.draining ||
        st.held || st.store_failing || r->armed_ms <= r->now_ms ||
        nv_window_open(r->snapshot, r->now_ms) == INT64_MIN)
        return;
    nv_engine_forecast(r->engine, r->snapshot, nv_time_day(r->now_ms, r->snapshot->zone_min),
                       r->now_ms, &f);
    if (f.notices)
        rules_violate(r->rules, "the engine sleeps though %u notices must exist", f.notices);
}

static int take_outcome(struct run *r, const struct line *l)
{
    if (!r->open || l->did.number != r->events)
        return broken(r, "this is the outcome of no event, or of another");
    r->open = false;
    const char *now = nv_buf_str(&r->did);
    if (nv_trace_digest(now, r->did.len) != l->did.digest) {
        int rc = differs(r, "the engine does something else than then");
        show_difference(l->did.text, now);
        if (l->did.cut)
            puts("  (of what it did then only the beginning was recorded)");
        return rc;
    }
    check_said(r);
    return rules_violation(r->rules)[0] ? differs(r, rules_violation(r->rules)) : 0;
}

static int take_line(struct run *r, const struct line *l)
{
    switch (l->kind) {
    case LINE_EVENT:
        return take_event(r, l);
    case LINE_DID:
        return take_outcome(r, l);
    case LINE_END:
        nv_fmt(r->end, sizeof r->end, "%s", l->end);
        return 0;
    case LINE_HEADER:
        break;
    }
    return broken(r, "a second header");
}

static int take_header(struct run *r)
{
    struct line l;
    char why[400];
    int rc = reader_next(r->reader, &l, why);
    if (rc < 0)
        return broken(r, why);
    if (rc == 0) {
        printf("%s: it is empty: the process ended before its first event\n", r->dir);
        return RUN_EMPTY;
    }
    if (l.kind != LINE_HEADER)
        return broken(r, "it does not begin with a header");
    nv_fmt(r->ledger_id, sizeof r->ledger_id, "%s", l.header.ledger);
    nv_fmt(r->series, sizeof r->series, "%s", l.header.series);
    nv_fmt(r->program, sizeof r->program, "%s", l.header.program);
    r->zone_min = l.header.zone_min;
    if (strcmp(r->program, "nhacviecd " NV_VERSION) != 0)
        printf("%s: recorded by %s, replayed by %s: a difference may be a change of the program\n",
               r->dir, r->program, NV_VERSION);
    return 0;
}

static int take_lines(struct run *r)
{
    struct line l;
    char why[400];
    int rc = take_header(r), more = 1;
    while (rc == 0 && (more = reader_next(r->reader, &l, why)) > 0)
        rc = take_line(r, &l);
    if (rc != 0)
        return rc;
    if (more < 0)
        return broken(r, why);
    if (!r->events)
        printf("%s: it has no event: the process ended before the first\n", r->dir);
    return r->events ? 0 : RUN_EMPTY;
}

/* An engine that is born from the ledger goes on as this one does. */
static int compare_with_twin(struct run *r)
{
    struct book b = {0};
    struct nv_engine_status st;
    nv_engine_status(r->engine, &st);
    if (!rules_at_rest(r->rules) || !nv_engine_idle(r->engine) || st.draining || st.held ||
        st.store_failing || st.next_window_ms == INT64_MIN)
        return 0;
    twin_compare(&b, r->store, r->engine, r->snapshot, 0, r->now_ms);
    return b.violation[0] ? differs(r, b.violation) : 0;
}

static void tell_end(const struct run *r)
{
    printf("%s: %" PRIu64 " events, 0 differences", r->dir, r->events);
    if (r->open)
        printf("; what the last one (%s) led to was not recorded: the process ended there",
               r->place->kind);
    else if (!r->end[0])
        printf("; the process was killed, or is still running");
    else if (strcmp(r->end, "stopped") != 0)
        printf("; the recording was ended by: %s", r->end);
    puts(reader_was_cut(r->reader) ? "; the last line was only begun" : "");
}

int run_recording(const char *dir, const char *next, struct run_place *place)
{
    struct run r = {.dir = dir, .place = place, .now_ms = 0, .armed_ms = INT64_MAX};
    struct nv_buf path = NV_BUF_INIT;
    char why[400];
    int rc = 2;
    nv_buf_addf(&path, "%s/events", dir);
    r.rules = rules_new();
    r.engine = nv_engine_new();
    r.reader = reader_open(path.data, why);
    if (!r.reader || !(r.store = ledger_copy(dir, place->scratch, why)))
        broken(&r, why);
    else
        rc = take_lines(&r);
    if (rc == 0 && next && ledger_continues(r.store, next, place->scratch, why) != 0) {
        printf("%s: %s\n", next, why);
        rc = 1;
    }
    if (rc == 0)
        rc = compare_with_twin(&r);
    if (rc == 0)
        tell_end(&r);
    nv_claims_free(r.txn);
    nv_vec_free(&r.origin.series);
    nv_engine_free(r.engine);
    nv_snapshot_unref(r.snapshot);
    if (r.store)
        r.store->ops->close(r.store);
    reader_close(r.reader);
    rules_free(r.rules);
    nv_buf_free(&r.did);
    nv_buf_free(&path);
    free(r.line);
    return rc;
}
