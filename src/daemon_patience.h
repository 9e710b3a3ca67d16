/* How long the transaction at hand has been with the disk. A disk that does not answer gives no
 * error: without this, nothing would say why no reminder goes out. The timer runs only while a
 * transaction is outstanding. */
#ifndef NV_DAEMON_PATIENCE_H
#define NV_DAEMON_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct nv_patience {
    uv_timer_t timer;
    uint64_t since_ns; /* 0: nothing is outstanding */
    bool told;
};

void nv_patience_init(struct nv_patience *p, uv_loop_t *loop);
void nv_patience_begin(struct nv_patience *p);
void nv_patience_end(struct nv_patience *p);
void nv_patience_close(struct nv_patience *p);

/* Seconds for which a transaction has been outstanding where that is too long, else 0. */
unsigned nv_patience_exceeded_s(const struct nv_patience *p);

#endif
