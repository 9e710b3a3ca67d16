/* The gate of the HTTP server: who connects is kept here until the head of his request is whole and
 * clean (server/http_head.h), and only then admitted to what answers. So clients that are slow,
 * silent or malicious take a place here for a while, and nothing else.
 *
 * When all places are taken, the oldest unfinished request of the address that holds the most of
 * them makes room for the next caller. Knows no path and no answer but its own refusals. */
#ifndef NV_SERVER_HTTP_GATE_H
#define NV_SERVER_HTTP_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/net.h"

struct nv_http_gate;
struct nv_http_tally;
struct nv_http_visitor;
struct uv_loop_s;

/* 0 takes the usual value. */
struct nv_http_limits {
    unsigned places;        /* connections at once: 64 */
    unsigned per_address;   /* of them from one address: 16 */
    struct nv_nets proxies; /* which the limit by address does not hold for, nor for unix sockets */
    unsigned request_ms;    /* from connecting to the end of the head: 10,000 */
    unsigned answer_ms;     /* for the client to take his answer: 30,000 */
    unsigned spare_ms;      /* an unfinished request is safe so long while others wait: 100 */
};

struct nv_http_gate_hooks {
    /* A whole, clean request waits unread at `fd`, which is the callee's from now on;
     * nv_http_gate_left() when it is closed. The hook may call that at once. */
    void (*admit)(void *arg, struct nv_http_visitor *visitor, int fd);
    void (*full)(void *arg, bool full); /* nobody else can be taken in for now, or again */
    void *arg;
    struct nv_http_tally *tally; /* of what happens here */
};

struct nv_http_gate *nv_http_gate_new(struct uv_loop_s *loop, const struct nv_http_limits *limits,
                                      const struct nv_http_gate_hooks *hooks);
/* New limits; those who are in stay. */
void nv_http_gate_limit(struct nv_http_gate *g, const struct nv_http_limits *limits);

/* Takes in whom `listener` has waiting, a few at a time. */
void nv_http_gate_callers(struct nv_http_gate *g, int listener);

/* The admitted visitor's descriptor is closed, or will be at once. */
void nv_http_gate_left(struct nv_http_visitor *v);

unsigned nv_http_gate_present(const struct nv_http_gate *g);  /* connections now open */
unsigned nv_http_gate_admitted(const struct nv_http_gate *g); /* of them, being answered */

/* Closes every connection that is not admitted; those that are must have left. Freed by the loop's
 * next turns, then `closed` is called. */
void nv_http_gate_close(struct nv_http_gate *g, void (*closed)(void *arg), void *arg);

#endif
