/* By which of its addresses an agency gets a notice: an address may have others behind it that
 * stand in for it, in their order. */
#include <string.h>

#include "base/intern.h"
#include "engine/engine.h"
#include "engine/state.h"
#include "model/snapshot.h"
#include "model/txn.h"

/* A flag is a sign, not a judgement: after so long the address is tried again. */
enum { FLAG_DAYS = 14 };

/* One that lies further ahead than it would last was set by a clock that was wrong. */
static bool holds(int64_t since_ms, int64_t now_ms)
{
    int64_t lasts_ms = FLAG_DAYS * 86400000LL;
    return since_ms && now_ms < since_ms + lasts_ms && now_ms > since_ms - lasts_ms;
}

bool nv_engine_is_flagged(const struct nv_engine *e, const char *endpoint, int64_t now_ms)
{
    uint32_t sym = nv_intern_find(e->names, endpoint);
    return sym < e->flagged.n && holds(e->flagged.v[sym], now_ms);
}

bool nv_engine_has_flag(const struct nv_engine *e, const char *endpoint)
{
    uint32_t sym = nv_intern_find(e->names, endpoint);
    return sym < e->flagged.n && e->flagged.v[sym];
}

void nv_engine_set_flag(struct nv_engine *e, const char *endpoint, int64_t at_ms)
{
    uint32_t sym = nv_intern_add(e->names, endpoint);
    while (e->flagged.n <= sym)
        nv_vec_push(&e->flagged, 0);
    e->flagged.v[sym] = at_ms;
}

bool nv_engine_is_mute(const struct nv_engine *e, const char *agency, int64_t now_ms)
{
    uint32_t at = nv_snapshot_agency(e->s, agency);
    const struct nv_agency *a = at == NV_NONE ? NULL : &e->s->agencies[at];
    for (uint32_t i = 0; a && i < a->n_endpoints; i++)
        if (a->endpoints[i].kind != NV_ENDPOINT_WEBHOOK ||
            !nv_engine_is_flagged(e, a->endpoints[i].id, now_ms))
            return false;
    return true;
}

uint32_t nv_engine_suspended(const struct nv_engine *e, int64_t now_ms)
{
    uint32_t n = 0;
    for (size_t sym = 0; sym < e->flagged.n; sym++)
        n += holds(e->flagged.v[sym], now_ms);
    return n;
}

const char *nv_engine_next_suspended(const struct nv_engine *e, int64_t now_ms, uint32_t *at)
{
    while (*at < e->flagged.n) {
        uint32_t sym = (*at)++;
        if (holds(e->flagged.v[sym], now_ms))
            return nv_intern_str(e->names, sym);
    }
    return NULL;
}

/* The first from `i` on that stands in for what is before it and is not flagged. */
static const struct nv_endpoint *stand_in(const struct nv_engine *e, const struct nv_agency *a,
                                          uint32_t i, int64_t now_ms)
{
    for (; i < a->n_endpoints && a->endpoints[i].fallback; i++)
        if (!nv_engine_is_flagged(e, a->endpoints[i].id, now_ms))
            return &a->endpoints[i];
    return NULL;
}

bool nv_engine_is_test(const struct nv_notice *n)
{
    return n->n_items && n->items[0].section == NV_SECTION_TEST;
}

const struct nv_endpoint *nv_engine_alternative(const struct nv_engine *e, const char *agency,
                                                const char *endpoint, int64_t now_ms)
{
    uint32_t at = nv_snapshot_agency(e->s, agency);
    if (at == NV_NONE)
        return NULL;
    const struct nv_agency *a = &e->s->agencies[at];
    for (uint32_t i = 0; i < a->n_endpoints; i++)
        if (strcmp(a->endpoints[i].id, endpoint) == 0)
            return stand_in(e, a, i + 1, now_ms);
    return NULL;
}

void nv_engine_write_delivery(struct nv_engine *e, struct nv_txn *t, const struct nv_notice *n,
                              const char *endpoint, int64_t now_ms)
{
    struct nv_op *op = nv_engine_op(t, NV_OP_DELIVERY);
    op->delivery = (struct nv_delivery){.id = e->next_delivery++,
                                        .notice = n->id,
                                        .agency = nv_engine_name(e, n->agency),
                                        .endpoint = nv_engine_name(e, endpoint),
                                        .state = NV_DELIVERY_PENDING,
                                        .created_ms = now_ms,
                                        .next_ms = now_ms};
}

void nv_engine_write_deliveries(struct nv_engine *e, struct nv_txn *t, const struct nv_agency *a,
                                const struct nv_notice *n, bool all, int64_t now_ms)
{
    struct nv_notice notice = *n; /* it moves when operations are added */
    for (uint32_t i = 0; i < a->n_endpoints; i++) {
        const struct nv_endpoint *to = &a->endpoints[i], *other = NULL;
        if (!all && to->fallback)
            continue;
        if (!all && nv_engine_is_flagged(e, to->id, now_ms))
            other = stand_in(e, a, i + 1, now_ms);
        nv_engine_write_delivery(e, t, &notice, other ? other->id : to->id, now_ms);
    }
}
