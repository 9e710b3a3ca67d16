/* The brake on notices: unusually many at once, or any number after the clock was set far ahead,
 * wait for a person's word. That word, and that the clock is doubted, must outlive a restart: they
 * are rules that begin and end, like those of the configuration. */
#include "base/buf.h"
#include "calendar/day.h"
#include "engine/action.h"
#include "engine/state.h"
#include "engine/terms.h"
#include "model/snapshot.h"

enum { DAY_MS = 86400 * 1000 }; /* a clock set further ahead is not believed at once */

static const char scope[] = "brake", released[] = "released", after_jump[] = "after-jump";

static bool is_far(int64_t ahead_ms)
{
    return ahead_ms > DAY_MS;
}

bool nv_brake_doubts_clock(const struct nv_engine *e)
{
    return e->brake.held && is_far(e->brake.ahead_ms);
}

/* A rule begins on a day; this one has the number of days in its place. */
static void keep_jump(struct nv_engine *e, int64_t ahead_ms)
{
    if (!e->quiet)
        nv_term_set(e->rules, scope, after_jump, (int32_t)(ahead_ms / DAY_MS), is_far(ahead_ms));
}

bool nv_brake_counts(const struct nv_planned *p)
{
    size_t k = 0;
    while (k < p->items.n && p->items.v[k].section == NV_SECTION_SERVICE)
        k++;
    return k < p->items.n;
}

static uint32_t about_work(const struct nv_planned_list *planned)
{
    uint32_t n = 0;
    for (size_t i = 0; i < planned->list.n; i++)
        n += nv_brake_counts(&planned->list.v[i]);
    return n;
}

/* What the service itself has to say goes out all the same: it is how the person hears of it. */
bool nv_brake_holds(struct nv_engine *e, int64_t now_ms)
{
    struct nv_brake *b = &e->brake;
    bool jumped = is_far(b->ahead_ms);
    uint32_t n = about_work(&e->planned);
    uint32_t most = jumped ? e->s->brake_jump : e->s->brake_notices;
    bool on = most && n > most && !b->released && !e->quiet;
    if (on && !b->held) {
        char text[80];
        nv_fmt(text, sizeof text, "%u%s", n, jumped ? " (đồng hồ bị đặt tiến xa)" : "");
        nv_engine_tell_all(e, NV_REMARK_HELD, jumped ? "clock" : "plan", text, now_ms);
        b->alarm = true;
    }
    b->held = on ? n : 0;
    b->began &= !on; /* a leave that is given now is for what is held */
    b->used = !on && (n > 0 || b->began);
    return on;
}

uint32_t nv_brake_spares(const struct nv_engine *e)
{
    return is_far(e->brake.ahead_ms) ? 0 : e->s->brake_notices;
}

/* It is over when that is durable; so is a leave that is given with the same transaction. */
void nv_brake_ends(struct nv_engine *e, int64_t now_ms)
{
    struct nv_brake *b = &e->brake;
    b->used = false;
    b->ends = true;
    b->ends_ms = b->ahead_ms;
    b->ends_release = nv_term_is_on(e->rules, scope, released, NULL);
    keep_jump(e, 0);
    if (b->ends_release)
        nv_brake_release(e, false, now_ms);
}

void nv_brake_release(struct nv_engine *e, bool kept, int64_t now_ms)
{
    nv_term_set(e->rules, scope, released, nv_time_day(now_ms, e->s->zone_min), kept);
}

/* But for what has gone with the same transaction. */
void nv_brake_released(struct nv_engine *e)
{
    e->brake.released = nv_term_is_on(e->rules, scope, released, NULL);
    e->plan_wanted = true;
}

/* Set back again it is as it was; a small step, or a sleep, says nothing of a great one. */
void nv_brake_jumped(struct nv_engine *e, int64_t ahead_ms)
{
    e->brake.ahead_ms += ahead_ms;
    keep_jump(e, e->brake.ahead_ms - e->brake.ends_ms);
}

void nv_brake_written(struct nv_engine *e, bool durable, int64_t now_ms)
{
    struct nv_brake *b = &e->brake;
    if (durable) {
        b->began = (b->began && !b->ends) || b->part;
        b->ahead_ms -= b->ends_ms;
        b->released = b->released && !b->ends_release;
    } else {
        keep_jump(e, b->ahead_ms);
        if (b->ends_release)
            nv_brake_release(e, true, now_ms);
    }
    b->ends_ms = 0;
    b->ends = b->part = b->ends_release = false;
}

void nv_brake_restored(struct nv_engine *e)
{
    int32_t days;
    if (nv_term_is_on(e->rules, scope, after_jump, &days))
        e->brake.ahead_ms = days * (int64_t)DAY_MS + DAY_MS / 2;
    e->brake.released = nv_term_is_on(e->rules, scope, released, NULL);
}

void nv_brake_alarm(struct nv_engine *e, struct nv_actions *out)
{
    if (!e->brake.alarm)
        return;
    struct nv_action *a = nv_engine_act(out, NV_ACT_ALARM);
    a->alarm.level = NV_LOG_WARNING;
    a->alarm.event = "notices-held";
    nv_fmt(a->alarm.text, sizeof a->alarm.text, "notices=%u after_jump=%d", e->brake.held,
           is_far(e->brake.ahead_ms));
    e->brake.alarm = false;
}
