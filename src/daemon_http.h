/* The pages that the daemon serves over HTTP, and the server's life beside the configuration's:
 * one function a route. */
#ifndef NV_DAEMON_HTTP_H
#define NV_DAEMON_HTTP_H

struct nv_daemon;
struct nv_err;
struct nv_pages;
struct nv_snapshot;

struct nv_pages *nv_pages_new(struct nv_daemon *d);
void nv_pages_free(struct nv_pages *p);

/* A new configuration in two steps: on an error of the first nothing has changed, and the message
 * names the address; then the snapshot that holds is in force, or that one is given up. */
int nv_pages_prepare(struct nv_pages *p, const struct nv_snapshot *s, struct nv_err *err);
void nv_pages_abandon(struct nv_pages *p);
/* What cannot be opened now is logged and tried again: mail does not wait for a page. */
void nv_pages_turn(struct nv_pages *p);

/* Addresses of the configuration at which nobody is listening. */
unsigned nv_pages_missing(const struct nv_pages *p);

void nv_pages_stop(struct nv_pages *p);

#endif
