#include "daemon_rest.h"

#include <malloc.h>

#include "base/err.h"

enum { CALM_MS = 1000 };

static void on_timer(uv_timer_t *t)
{
    struct nv_rest *r = t->data;
    if (!r->at_rest(r->arg))
        return;
    r->give_back(r->arg);
    malloc_trim(0);
}

void nv_rest_init(struct nv_rest *r, uv_loop_t *loop, bool (*at_rest)(void *arg),
                  void (*give_back)(void *arg), void *arg)
{
    nv_require(uv_timer_init(loop, &r->timer) == 0);
    uv_unref((uv_handle_t *)&r->timer);
    r->timer.data = r;
    r->at_rest = at_rest;
    r->give_back = give_back;
    r->arg = arg;
}

void nv_rest_worked(struct nv_rest *r)
{
    uv_timer_start(&r->timer, on_timer, CALM_MS, 0);
}

void nv_rest_close(struct nv_rest *r)
{
    uv_close((uv_handle_t *)&r->timer, NULL);
}
