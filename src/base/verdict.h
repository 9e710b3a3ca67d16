/* What became of one attempt to hand a message over. The courier gives it, the engine decides on
 * it, the store keeps it; so it is a plain value here at the bottom. The courier gives exactly one
 * for each job, and the engine begins no other attempt of a delivery before it is durable: there is
 * no later one that it could be taken for, and it needs no number of its attempt. */
#ifndef NV_BASE_VERDICT_H
#define NV_BASE_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

enum nv_class {
    NV_SENT, /* the peer said it has the message (SMTP 250 after the dot, HTTP 2xx, file renamed) */
    NV_TEMPORARY, /* surely not delivered, worth another try (4yz, connect, timeout before the dot)
                   */
    NV_PERMANENT, /* surely not delivered, another try is pointless (5yz to MAIL, RCPT, DATA; HTTP
                     4xx) */
    NV_AMBIGUOUS, /* the answer itself was lost: try again with the same Message-ID */
    NV_REFUSED,   /* the installation's fault (535, certificate, no STARTTLS): pause the lane, alarm
                   */
    NV_RETURNED,  /* never begun, given back: try again at once, nothing was learnt */
    NV_CLASS_COUNT
};

struct nv_verdict {
    uint64_t delivery;
    enum nv_class class;
    int code;          /* SMTP or HTTP reply code, 0 where none */
    bool general;      /* of SMTP: the peer said so before it knew whom the message is for */
    int retry_after_s; /* what the peer asked for (Retry-After), 0 where nothing */
    int64_t started_ms, ended_ms; /* CLOCK_REALTIME, milliseconds */
    char text[240];               /* the peer's words or the library's, UTF-8, one line */
};

/* It was never begun, or the installation's own relay let nobody in: nothing was learnt of the
 * message or its receiver. `relay`: it went by a relay of ours, not to somebody's web host. */
static inline bool nv_verdict_is_idle(enum nv_class c, bool relay)
{
    return c == NV_RETURNED || (c == NV_REFUSED && relay);
}

/* "sent", "temporary", … ; never NULL. */
const char *nv_class_name(enum nv_class c);

#endif
