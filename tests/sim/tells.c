#include "tells.h"

#include "calendar/day.h"

/* Mostly that work is done, or is not after all; now and then everything else that can be told. */
static enum nv_fact_kind any_kind(struct rng *r)
{
    static const enum nv_fact_kind rare[] = {NV_FACT_EXTEND,   NV_FACT_BIND,    NV_FACT_DROP,
                                             NV_FACT_HOLD,     NV_FACT_ACK,     NV_FACT_PROGRESS,
                                             NV_FACT_NOTE,     NV_FACT_UNDO,    NV_FACT_UNDO,
                                             NV_FACT_ANNOUNCE, /* of no work: refused */
                                             NV_FACT_CONFIRM,  NV_FACT_CONFIRM, NV_FACT_CONFIRM,
                                             NV_FACT_REJECT,   NV_FACT_REJECT};
    if (rng_chance(r, 500))
        return rare[rng_pick(r, sizeof rare / sizeof *rare)];
    return rng_chance(r, 550) ? NV_FACT_DONE : NV_FACT_REOPEN;
}

static struct nv_fact blank(enum nv_fact_kind kind, const char *subject, int64_t now_ms)
{
    int32_t today = nv_time_day(now_ms, SPEC_ZONE_MIN);
    return (struct nv_fact){.kind = kind,
                            .subject = subject,
                            .day = today - today % 30, /* often the same */
                            .document = "",
                            .note = kind == NV_FACT_REJECT ? "thiếu phụ lục" : "",
                            .actor = "chuyen-vien",
                            .at_ms = now_ms};
}

struct nv_fact tells_of_work(struct rng *r, const struct spec *s, const struct truth *t, int task,
                             int64_t now_ms)
{
    struct nv_fact f = blank(any_kind(r), s->tasks[task].key, now_ms);
    bool until = f.kind == NV_FACT_HOLD || f.kind == NV_FACT_ACK;
    f.to = nv_time_day(now_ms, SPEC_ZONE_MIN) + (int32_t)rng_between(r, -2, until ? 60 : 100);
    f.percent = (int)rng_pick(r, 101);
    if (f.kind == NV_FACT_UNDO)
        f.undoes = truth_any(t, task, rng_pick(r, 1000));
    return f;
}

struct nv_fact tells_of_event(struct rng *r, const struct truth *t, int event, int64_t now_ms)
{
    static const enum nv_fact_kind kinds[] = {NV_FACT_ANNOUNCE, NV_FACT_ANNOUNCE, NV_FACT_WITHDRAW,
                                              NV_FACT_NOTE, NV_FACT_UNDO};
    struct nv_fact f =
        blank(kinds[rng_pick(r, sizeof kinds / sizeof *kinds)], spec_event_keys[event], now_ms);
    if (f.kind == NV_FACT_UNDO)
        f.undoes = truth_any(t, truth_event(event), rng_pick(r, 1000));
    return f;
}

struct nv_fact tells_presence(const struct spec *s, int task, int64_t now_ms)
{
    return blank(s->tasks[task].present ? NV_FACT_RESTORE : NV_FACT_REMOVE, s->tasks[task].key,
                 now_ms);
}

bool tells_is_kept(const struct truth_state *st, enum nv_fact_kind kind, int32_t to)
{
    switch (kind) {
    case NV_FACT_DONE:
        return st->done || st->reported;
    case NV_FACT_CONFIRM:
        return st->done;
    case NV_FACT_REJECT:
        return !st->done && !st->reported;
    case NV_FACT_DROP:
        return st->dropped;
    case NV_FACT_HOLD:
        return st->held_until == to;
    case NV_FACT_ACK:
        return st->ack_until == to;
    case NV_FACT_EXTEND:
    case NV_FACT_BIND:
        return st->nominal == to;
    default:
        return true;
    }
}
