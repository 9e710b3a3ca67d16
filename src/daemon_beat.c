#include "daemon_beat.h"

#include <stdlib.h>
#include <uv.h>

#include "base/log.h"
#include "base/mem.h"
#include "daemon.h"
#include "daemon_core.h"
#include "model/snapshot.h"

struct nv_beat {
    struct nv_daemon *d;
    uv_timer_t timer;
};

static void on_beat(uv_timer_t *t)
{
    struct nv_daemon *d = ((struct nv_beat *)t->data)->d;
    const char *ill = nv_core_ill(nv_daemon_core(d));
    if (ill)
        nv_log(NV_LOG_WARNING, "heartbeat-withheld", "reason=%s", ill);
    else if (!nv_daemon_draining(d))
        nv_core_beat(nv_daemon_core(d));
}

struct nv_beat *nv_beat_new(struct nv_daemon *d)
{
    struct nv_beat *b = nv_calloc(1, sizeof *b);
    b->d = d;
    uv_timer_init(nv_daemon_loop(d), &b->timer);
    b->timer.data = b;
    return b;
}

void nv_beat_free(struct nv_beat *b)
{
    free(b);
}

void nv_beat_start(struct nv_beat *b)
{
    const struct nv_snapshot *s = nv_daemon_snapshot(b->d);
    uv_timer_stop(&b->timer);
    if (s->heartbeat_url)
        uv_timer_start(&b->timer, on_beat, 0, (uint64_t)s->heartbeat_s * 1000);
}

void nv_beat_stop(struct nv_beat *b)
{
    uv_close((uv_handle_t *)&b->timer, NULL);
}
