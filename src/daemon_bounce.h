/* Mail that came back: told by `nhacviec bounce` over the control socket, or found in a Maildir
 * that is watched. What is forged, delayed or an automatic answer changes nothing. */
#ifndef NV_DAEMON_BOUNCE_H
#define NV_DAEMON_BOUNCE_H

#include <stdbool.h>
#include <stdint.h>

struct nv_bounces;
struct nv_daemon;
struct nv_reply;
struct nv_request;

struct nv_bounces *nv_bounces_new(struct nv_daemon *d);
/* After every reload. */
void nv_bounces_configure(struct nv_bounces *b);
/* The store is free: what waits in the Maildir may be looked at. */
void nv_bounces_store_free(struct nv_bounces *b);
/* True if the reply was for a message of the Maildir. */
bool nv_bounces_reply(struct nv_bounces *b, const struct nv_reply *reply);
void nv_bounces_stop(struct nv_bounces *b);
void nv_bounces_free(struct nv_bounces *b);

/* The request { token, code, text }: as nv_queue_order(). Anybody may send it: the token is what
 * counts. */
bool nv_bounce_order(struct nv_daemon *d, struct nv_request *r, uint64_t id);

#endif
