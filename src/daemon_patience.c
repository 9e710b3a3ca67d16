#include "daemon_patience.h"

#include "base/err.h"
#include "base/log.h"

enum { LIMIT_S = 30 };

static unsigned waited_s(const struct nv_patience *p)
{
    return (unsigned)((uv_hrtime() - p->since_ns) / 1000000000);
}

static void on_timer(uv_timer_t *t)
{
    struct nv_patience *p = t->data;
    p->told = true;
    nv_log(NV_LOG_ERR, "commit-hangs", "seconds=%u", waited_s(p));
}

void nv_patience_init(struct nv_patience *p, uv_loop_t *loop)
{
    nv_require(uv_timer_init(loop, &p->timer) == 0);
    p->timer.data = p;
}

void nv_patience_begin(struct nv_patience *p)
{
    p->since_ns = uv_hrtime();
    p->told = false;
    uv_timer_start(&p->timer, on_timer, LIMIT_S * 1000, 0);
}

void nv_patience_end(struct nv_patience *p)
{
    uv_timer_stop(&p->timer);
    if (p->told)
        nv_log(NV_LOG_NOTICE, "commit-answered", "seconds=%u", waited_s(p));
    p->since_ns = 0;
}

void nv_patience_close(struct nv_patience *p)
{
    uv_close((uv_handle_t *)&p->timer, NULL);
}

unsigned nv_patience_exceeded_s(const struct nv_patience *p)
{
    return p->since_ns && waited_s(p) >= LIMIT_S ? waited_s(p) : 0;
}
