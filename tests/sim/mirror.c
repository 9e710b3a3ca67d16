#include "mirror.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "book.h"
#include "daemon_event.h"
#include "engine/action.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/trace.h"
#include "model/txn.h"
#include "recording_read.h"

struct mirror {
    struct nv_engine *engine;
    struct nv_txn *txn; /* asked for, not yet answered */
    uint64_t events;
};

struct mirror *mirror_new(uint32_t slices)
{
    struct mirror *m = nv_calloc(1, sizeof *m);
    m->engine = nv_engine_new();
    if (slices)
        nv_engine_slices(m->engine, slices);
    return m;
}

void mirror_free(struct mirror *m)
{
    if (!m)
        return;
    nv_txn_free(m->txn);
    nv_engine_free(m->engine);
    free(m);
}

static void take(struct mirror *m, struct nv_event *ev, struct nv_buf *asked)
{
    struct nv_actions actions = {0};
    struct nv_txn *ended = ev->kind == NV_EV_COMMITTED ? m->txn : NULL;
    if (ended)
        m->txn = NULL;
    nv_engine_step(m->engine, ev, &actions);
    nv_trace_actions(&actions, asked);
    for (size_t i = 0; i < actions.list.n; i++)
        if (actions.list.v[i].kind == NV_ACT_COMMIT)
            m->txn = actions.list.v[i].txn;
    nv_vec_free(&actions.list);
    nv_txn_free(ended);
}

/* What no line can hold is lent by the first engine: the ledger and the configuration. */
static bool complete(struct mirror *m, const struct nv_event *first, const struct line *l,
                     struct nv_event *ev, struct told_items *told)
{
    *ev = l->event.ev;
    if (ev->kind == NV_EV_RESTORED)
        ev->ledger = first->ledger;
    else if (ev->kind == NV_EV_SNAPSHOT)
        ev->snapshot = first->snapshot;
    if (ev->kind != NV_EV_COMMITTED)
        return true;
    if (!m->txn || m->txn->id != l->event.txn || !line_told(l, m->txn, told))
        return false;
    ev->committed.txn = m->txn;
    ev->committed.told = told->list.v;
    ev->committed.n_told = told->list.n;
    return true;
}

void mirror_step(struct mirror *m, struct book *b, const struct nv_event *ev,
                 const struct nv_actions *actions)
{
    struct nv_buf line = NV_BUF_INIT, want = NV_BUF_INIT, got = NV_BUF_INIT;
    struct told_items told = {0};
    struct nv_event again;
    struct line l;
    char why[400] = "it has no line";
    nv_event_line(ev, ++m->events, 1, 0, &line);
    struct reader *r = reader_of(fmemopen(line.data, line.len, "r"));
    nv_trace_actions(actions, &want);
    if (reader_next(r, &l, why) != 1 || l.kind != LINE_EVENT)
        book_violate(b, "the recorded event cannot be read: %.300s", why);
    else if (!complete(m, ev, &l, &again, &told))
        book_violate(b, "a recorded commit is of another transaction: %.300s", l.text);
    else
        take(m, &again, &got);
    if (!b->violation[0] && strcmp(nv_buf_str(&want), nv_buf_str(&got)) != 0)
        book_violate(b,
                     "told by a recording the engine does something else: %.150s: %.100s / %.100s",
                     nv_buf_str(&line), nv_buf_str(&want), nv_buf_str(&got));
    reader_close(r);
    nv_vec_free(&told.list);
    nv_buf_free(&line);
    nv_buf_free(&want);
    nv_buf_free(&got);
}
