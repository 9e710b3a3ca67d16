/* The sockets on which the HTTP server listens, by their addresses as configured. A set can be
 * changed while it is in use: what stays is not touched, what is new is opened before anything is
 * closed. Knows nothing of what is served. */
#ifndef NV_SERVER_HTTP_LISTEN_H
#define NV_SERVER_HTTP_LISTEN_H

#include <stdbool.h>

#include "model/snapshot.h"

struct nv_err;
struct nv_http_ports;
struct uv_loop_s;

/* Somebody waits at `fd`, a listening socket; called again as long as he does. */
typedef void nv_http_caller(void *arg, int fd);

struct nv_http_ports *nv_http_ports_new(struct uv_loop_s *loop, nv_http_caller *caller, void *arg);

/* Opens what `wanted` has beyond what is wanted now. On an error (-NV_EBUSY in use, -NV_EPERM,
 * -NV_EINVAL no address, -NV_EIO; the message names the address) nothing has changed. Nobody is
 * taken in before nv_http_ports_turn(). */
int nv_http_ports_prepare(struct nv_http_ports *p, struct nv_strings wanted, struct nv_err *err);
/* From now on the set is `wanted`; the rest is closed. What was not prepared is opened if it can
 * be; if not that is logged, and tried again every ten seconds. */
void nv_http_ports_turn(struct nv_http_ports *p, struct nv_strings wanted);
/* Gives up what was prepared. */
void nv_http_ports_abandon(struct nv_http_ports *p);

/* While paused nobody is taken in: they wait in the kernel's queue. */
void nv_http_ports_pause(struct nv_http_ports *p, bool pause);

/* Addresses that are wanted but could not be opened. */
unsigned nv_http_ports_missing(const struct nv_http_ports *p);

/* Closes all; freed by the loop's next turns, then `closed` is called. */
void nv_http_ports_close(struct nv_http_ports *p, void (*closed)(void *arg), void *arg);

#endif
