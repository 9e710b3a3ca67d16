/* Memory is given back when the work has come to rest: glibc keeps what a large window took, in
 * pieces between what stays, and the store keeps pages to be fast. The timer runs only after there
 * was work, and never keeps a loop alive. */
#ifndef NV_DAEMON_REST_H
#define NV_DAEMON_REST_H

#include <stdbool.h>
#include <uv.h>

struct nv_rest {
    uv_timer_t timer;
    bool (*at_rest)(void *arg); /* false: it is being worked on, whose end tells again */
    void (*give_back)(void *arg);
    void *arg;
};

void nv_rest_init(struct nv_rest *r, uv_loop_t *loop, bool (*at_rest)(void *arg),
                  void (*give_back)(void *arg), void *arg);
/* Something was done just now; if nothing follows for a while, memory is given back once. */
void nv_rest_worked(struct nv_rest *r);
void nv_rest_close(struct nv_rest *r);

#endif
