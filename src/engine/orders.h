/* What a person, or a message that came back, orders about single deliveries. */
#ifndef NV_ENGINE_ORDERS_H
#define NV_ENGINE_ORDERS_H

#include <stddef.h>
#include <stdint.h>

struct nv_delivery;
struct nv_notice;

enum nv_order_kind {
    NV_ORDER_RESUME,  /* try it again now: failed, cancelled or waiting */
    NV_ORDER_CANCEL,  /* waiting: not any more */
    NV_ORDER_RELEASE, /* the notices that the brake keeps back may be made */
    NV_ORDER_BOUNCE,  /* sent: it came back */
    NV_ORDER_CLEAR,   /* an address may be used again */
};

enum { NV_ORDER_LATER = 75 }; /* exit code of a bounce that came too early (EX_TEMPFAIL) */

/* As the ledger has it. */
struct nv_ordered {
    const struct nv_delivery *delivery;
    const struct nv_notice *notice;
};

struct nv_order {
    uint64_t request;
    enum nv_order_kind kind;
    const struct nv_ordered *list; /* copied */
    size_t n;
    int code;             /* of a bounce */
    const char *text;     /* of a bounce: the remote's words */
    const char *endpoint; /* of CLEAR */
};

#endif
