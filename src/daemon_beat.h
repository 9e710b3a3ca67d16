/* The heartbeat: as long as the service is well it calls the configured address, so that somebody
 * else notices when it is not. */
#ifndef NV_DAEMON_BEAT_H
#define NV_DAEMON_BEAT_H

struct nv_beat;
struct nv_daemon;

struct nv_beat *nv_beat_new(struct nv_daemon *d);
void nv_beat_free(struct nv_beat *b);

/* At once, then every so often; anew with each configuration, and not at all where it has none. */
void nv_beat_start(struct nv_beat *b);
void nv_beat_stop(struct nv_beat *b); /* closes its handle */

#endif
