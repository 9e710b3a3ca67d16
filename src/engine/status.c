/* What the engine says of itself, in figures. */
#include "engine/engine.h"
#include "engine/queue.h"
#include "engine/remarks.h"
#include "engine/state.h"
#include "model/snapshot.h"

const char *nv_engine_lane_id(const struct nv_engine *e, uint32_t lane)
{
    return lane < e->s->n_relays ? e->s->relays[lane].id : "webhook";
}

static struct nv_lane_count *find_count(const struct nv_engine *e, const char *lane)
{
    for (size_t i = 0; i < e->lane_counts.n; i++)
        if (strcmp(e->lane_counts.v[i].lane, lane) == 0)
            return &e->lane_counts.v[i];
    return NULL;
}

void nv_engine_count_attempt(struct nv_engine *e, uint32_t lane, enum nv_class class)
{
    struct nv_lane_count *c = find_count(e, nv_engine_lane_id(e, lane));
    if (!c) {
        nv_vec_push_zero(&e->lane_counts);
        c = nv_vec_last(&e->lane_counts);
        c->lane = nv_engine_name(e, nv_engine_lane_id(e, lane));
    }
    c->attempts[class]++;
    e->status.attempts[class]++;
}

void nv_engine_status(const struct nv_engine *e, struct nv_engine_status *out)
{
    *out = e->status;
    out->held = e->brake.held;
    out->held_after_jump = nv_brake_doubts_clock(e);
    out->n_lanes = nv_queue_lanes(e->queue);
    const struct nv_remark *r;
    for (size_t i = 0; (r = nv_remark_at(e->remarks, i)); i++)
        out->remarks[r->kind] += !r->told;
}

int64_t nv_engine_oldest_ms(const struct nv_engine *e)
{
    return nv_queue_oldest_ms(e->queue);
}

void nv_engine_lane(const struct nv_engine *e, uint32_t lane, int64_t now_ms,
                    struct nv_lane_status *out)
{
    const struct nv_lane_state *l = nv_queue_lane(e->queue, lane);
    const struct nv_lane_count *c = find_count(e, nv_engine_lane_id(e, lane));
    *out = (struct nv_lane_status){.id = nv_engine_lane_id(e, lane),
                                   .waiting = l->waiting,
                                   .claimed = l->claimed,
                                   .probing = l->probing};
    if (c)
        memcpy(out->attempts, c->attempts, sizeof out->attempts);
    out->resting = nv_queue_resting(e->queue, lane, now_ms, &out->paused_until_ms);
    out->ill =
        lane < e->s->n_relays && (out->resting || (l->probing && (l->waiting || l->claimed)));
}

int64_t nv_engine_rests_until(const struct nv_engine *e, uint64_t delivery, int64_t now_ms)
{
    const struct nv_entry *entry = nv_queue_find(e->queue, delivery);
    const struct nv_lane_state *line = entry ? nv_queue_line(e->queue, entry) : NULL;
    return line && line->paused_until_ms > now_ms ? line->paused_until_ms : INT64_MIN;
}
