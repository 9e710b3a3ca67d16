/* The HTTP server: a table of routes behind a gate (server/http_gate.h), answered by libmicrohttpd
 * on the loop's own thread. GET and HEAD only, one request a connection, plain HTTP: what goes
 * beyond this machine stands behind a proxy that does TLS.
 *
 * The library never sees a connection before its request is whole and clean. So its limits are
 * never hit (in this version that can stop it for ever), its own error pages, which lack our
 * fields, are never sent, and its time-out, which is of inactivity alone, does not matter. */
#ifndef NV_SERVER_HTTP_H
#define NV_SERVER_HTTP_H

#include <stdbool.h>

#include "model/snapshot.h"
#include "server/http_gate.h"

struct nv_buf;
struct nv_err;
struct nv_http;
struct nv_http_request;
struct nv_http_tally;
struct uv_loop_s;

/* The handler answers with nv_http_reply(), now or later, exactly once; until then the request is
 * valid, whether or not the client or the server is still there. */
typedef void nv_http_handler(void *arg, struct nv_http_request *r);

/* Exact paths; any other is answered 404. */
struct nv_http_route {
    const char *path;
    nv_http_handler *handle;
};

struct nv_http_settings {
    struct nv_strings listen; /* as nv_address_parse() reads them */
    struct nv_http_limits limits;
};

/* A server that listens nowhere yet. The routes are borrowed. -NV_EIO where descriptors are short.
 */
int nv_http_new(struct uv_loop_s *loop, const struct nv_http_route *routes, unsigned n_routes,
                void *arg, struct nv_http **out, struct nv_err *err);

/* New settings in two steps, as nv_http_ports_prepare() and _turn(): an error of the first changes
 * nothing, and the second cannot fail. */
int nv_http_prepare(struct nv_http *h, const struct nv_http_settings *s, struct nv_err *err);
void nv_http_turn(struct nv_http *h, const struct nv_http_settings *s);
void nv_http_abandon(struct nv_http *h);

/* `body` is emptied, `type` is a content type that lives on. */
void nv_http_reply(struct nv_http_request *r, int status, const char *type, struct nv_buf *body);

unsigned nv_http_present(const struct nv_http *h); /* connections now open */
unsigned nv_http_missing(const struct nv_http *h); /* addresses where it should listen and cannot */
const struct nv_http_tally *nv_http_tally(const struct nv_http *h);

/* Ends all connections and closes all. Freed by the loop's next turns; requests still unanswered
 * must still be answered; it goes nowhere. */
void nv_http_close(struct nv_http *h); /* NULL is fine */

#endif
