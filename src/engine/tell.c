/* Whom a remark is for: the owners of the plans that a notice speaks of, or of all plans. */
#include <string.h>

#include "base/buf.h"
#include "base/intern.h"
#include "calendar/day.h"
#include "engine/queue.h"
#include "engine/remarks.h"
#include "engine/state.h"
#include "engine/terms.h"
#include "model/resolve.h"
#include "model/snapshot.h"
#include "model/summary.h"

static bool has_endpoint(const struct nv_agency *a, const char *endpoint)
{
    for (uint32_t i = 0; i < a->n_endpoints; i++)
        if (strcmp(a->endpoints[i].id, endpoint) == 0)
            return true;
    return false;
}

/* What cannot reach the owner is not told to the owner: it would come back for ever. */
static bool is_own(const struct nv_engine *e, uint32_t owner, const char *endpoint, int64_t now_ms)
{
    struct nv_recipients r;
    bool own = false;
    nv_recipients_init(&r);
    nv_resolve(e->s, NULL, owner, nv_time_day(now_ms, e->s->zone_min), &r);
    for (size_t i = 0; i < r.list.n && !own; i++)
        own = has_endpoint(&e->s->agencies[r.list.v[i].agency], endpoint);
    nv_recipients_free(&r);
    return own;
}

static void tell(struct nv_engine *e, uint32_t owner, struct nv_remark r)
{
    r.addressee = e->s->agencies[owner].id;
    if (e->drafting)
        nv_remark_draft(e->remarks, &r);
    else
        nv_remark_note(e->remarks, &r);
}

static uint32_t owner_of(const struct nv_snapshot *s, const struct nv_item *item)
{
    uint32_t at = nv_snapshot_occurrence(s, item->occurrence), plan;
    struct nv_report_span span;
    if (at != NV_NONE)
        return s->plans[s->deliverables[s->occurrences[at].deliverable].plan].owner;
    return nv_report_named(s, item->occurrence, &plan, &span) ? s->plans[plan].owner : NV_NONE;
}

const char *nv_engine_answer(const struct nv_entry *entry, const struct nv_verdict *v,
                             char text[NV_ANSWER_TEXT])
{
    if (v->class != NV_AMBIGUOUS || entry->unknown < 2)
        return v->text;
    return nv_fmt(text, NV_ANSWER_TEXT, "%s; %02d lần như vậy", v->text, entry->unknown);
}

void nv_engine_tell(struct nv_engine *e, const struct nv_notice *n, const char *failed,
                    enum nv_remark_kind kind, const char *endpoint, const char *text,
                    int64_t now_ms)
{
    NV_VEC(uint32_t) owners = {0};
    for (uint32_t i = 0; n && i < n->n_items; i++) {
        uint32_t owner = owner_of(e->s, &n->items[i]);
        size_t k = 0;
        while (k < owners.n && owners.v[k] != owner)
            k++;
        if (owner == NV_NONE || k < owners.n)
            continue;
        nv_vec_push(&owners, owner);
        if (!is_own(e, owner, failed, now_ms))
            tell(e, owner,
                 (struct nv_remark){.kind = kind,
                                    .about = n->agency,
                                    .endpoint = endpoint,
                                    .notice = n->id,
                                    .text = text,
                                    .at_ms = now_ms});
    }
    nv_vec_free(&owners);
}

void nv_engine_tell_all(struct nv_engine *e, enum nv_remark_kind kind, const char *about,
                        const char *text, int64_t now_ms)
{
    for (uint32_t i = 0; i < e->s->n_plans; i++) {
        uint32_t k = 0;
        while (k < i && e->s->plans[k].owner != e->s->plans[i].owner)
            k++;
        if (k == i && e->s->plans[i].owner != NV_NONE)
            tell(e, e->s->plans[i].owner,
                 (struct nv_remark){.kind = kind, .about = about, .text = text, .at_ms = now_ms});
    }
}

/* The names of relays that rest for long, of which that is known. */
static const char relays[] = "relay";

void nv_engine_keep_pause(struct nv_engine *e, uint32_t lane, bool told, int64_t now_ms)
{
    if (!e->quiet)
        nv_term_set(e->rules, relays, e->s->relays[lane].id, nv_time_day(now_ms, e->s->zone_min),
                    told);
}

void nv_engine_recall_pauses(struct nv_engine *e)
{
    for (uint32_t i = 0; i < e->s->n_relays; i++)
        nv_queue_lane(e->queue, i)->told =
            nv_term_is_on(e->rules, relays, e->s->relays[i].id, NULL);
}
