/* Which parcel a web lane sends next: a queue for each host, served in turn, so that one dead
 * receiver out of thousands holds only its own. Hosts whose last transfer had no answer, or that
 * have had none, share a part of all transfers: hundreds of them, when a name server is silent,
 * leave the rest to those that answer. Safe from any thread: the caller adds, the web thread takes.
 * Knows nothing of libcurl. */
#ifndef NV_COURIER_HOSTS_H
#define NV_COURIER_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nv_parcel;
struct nv_hosts;

/* `per_host`: transfers that a host that answers may have at once; `in_all`: over all hosts;
 * `in_doubt`: over those that have not answered. */
struct nv_hosts *nv_hosts_new(unsigned per_host, unsigned in_all, unsigned in_doubt);
void nv_hosts_free(struct nv_hosts *h); /* frees waiting parcels too */

/* Queues a parcel whose URL is valid behind the others of its scheme, host and port. */
void nv_hosts_add(struct nv_hosts *h, struct nv_parcel *p);

/* The next parcel that may begin, and its host's number; NULL: none. */
struct nv_parcel *nv_hosts_next(struct nv_hosts *h, uint32_t *host);

/* A transfer has ended. A host that did not answer gets one at a time until it answers again. Once
 * several in a row had no answer, all that wait for it are returned, as a list: they are to be
 * tried later, so that they do not take the place of parcels for others. NULL: none. */
struct nv_parcel *nv_hosts_done(struct nv_hosts *h, uint32_t host, bool answered);

/* Transfers that run. */
size_t nv_hosts_active(struct nv_hosts *h);

/* Every waiting parcel, as a list. */
struct nv_parcel *nv_hosts_take_all(struct nv_hosts *h);

#endif
