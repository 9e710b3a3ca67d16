#include "twin.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/err.h"
#include "book.h"
#include "calendar/day.h"
#include "engine/action.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "model/ledger.h"
#include "model/snapshot.h"
#include "model/txn.h"
#include "store/store.h"

/* The notices that the engine wants when it takes this event, as text. */
static void wishes(struct nv_engine *e, struct nv_event ev, int64_t now_ms, struct nv_buf *out)
{
    struct nv_actions actions = {0};
    ev.now_ms = now_ms;
    nv_engine_step(e, &ev, &actions);
    for (size_t i = 0; i < actions.list.n; i++) {
        const struct nv_action *a = &actions.list.v[i];
        if (a->kind != NV_ACT_COMMIT)
            continue;
        for (size_t k = 0; k < a->txn->ops.n; k++) {
            const struct nv_op *op = &a->txn->ops.v[k];
            if (op->kind != NV_OP_NOTICE)
                continue;
            nv_buf_addf(out, "%s:", op->notice.agency);
            for (uint32_t n = 0; n < op->notice.n_items; n++) {
                const struct nv_item *it = &op->notice.items[n];
                nv_buf_addf(out, " %s %s %s %d;", it->occurrence, it->rung, nv_role_name(it->role),
                            it->chase);
            }
            nv_buf_addc(out, '\n');
        }
        nv_txn_free(a->txn);
    }
    nv_vec_free(&actions.list);
}

static void compare_forecasts(struct book *b, const struct nv_engine *old,
                              const struct nv_engine *twin, const struct nv_snapshot *s,
                              int64_t now_ms)
{
    for (int i = 0; i < 10; i++) {
        struct nv_engine_forecast x, y;
        int32_t today = nv_time_day(now_ms, s->zone_min);
        nv_engine_forecast(old, s, today, now_ms, &x);
        nv_engine_forecast(twin, s, today, now_ms, &y);
        if (x.notices != y.notices || x.items != y.items || x.window_ms != y.window_ms)
            book_violate(b, "after a restart %u items would go out, without it %u", y.items,
                         x.items);
        now_ms = x.window_ms + 3 * 86400000LL;
    }
}

void twin_compare(struct book *b, struct nv_store *store, struct nv_engine *old,
                  const struct nv_snapshot *s, uint32_t slices, int64_t now_ms)
{
    struct nv_engine *twin = nv_engine_new();
    if (slices)
        nv_engine_slices(twin, slices);
    struct nv_ledger *ledger = NULL;
    struct nv_engine_status st;
    struct nv_buf x = NV_BUF_INIT, y = NV_BUF_INIT;
    nv_require(store->ops->restore(store, &ledger, NULL) == 0);
    wishes(twin, (struct nv_event){.kind = NV_EV_RESTORED, .ledger = ledger}, now_ms, &y);
    nv_ledger_free(ledger);
    compare_forecasts(b, old, twin, s, now_ms);
    nv_engine_status(old, &st);
    wishes(old, (struct nv_event){.kind = NV_EV_CLOCK}, st.next_window_ms, &x);
    wishes(twin, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = s}, st.next_window_ms, &y);
    if (strcmp(nv_buf_str(&x), nv_buf_str(&y)) != 0)
        book_violate(b, "the plan after a restart is another one: %.120s / %.120s", nv_buf_str(&x),
                     nv_buf_str(&y));
    nv_buf_free(&x);
    nv_buf_free(&y);
    nv_engine_free(twin);
}
