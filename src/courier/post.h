/* One HTTP POST: an easy handle that is used again, the request it makes of a parcel, and the
 * verdict on what came back. Knows nothing of loops, hosts and queues. */
#ifndef NV_COURIER_POST_H
#define NV_COURIER_POST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/net.h"
#include "base/verdict.h"

struct nv_parcel;
struct nv_post;

struct nv_post_limits {
    const char *ca_file; /* NULL: the system bundle */
    long timeout_ms, connect_s;
    struct nv_nets nets; /* what may be connected to */
};

/* The limits must outlive the post. NULL if libcurl gives no handle. nv_post_handle() is its CURL
 * *, whose private data is the post.
 */
struct nv_post *nv_post_new(const struct nv_post_limits *limits);
void nv_post_free(struct nv_post *p);
void *nv_post_handle(struct nv_post *p);

/* Sets the request up; the parcel belongs to the post until nv_post_end(). */
void nv_post_begin(struct nv_post *p, struct nv_parcel *parcel, uint32_t host);

/* The verdict on a transfer that ended with `result` (CURLcode); frees the parcel. `answered`: the
 * peer gave a status, whatever it was. Returns the host given at the beginning. */
uint32_t nv_post_end(struct nv_post *p, int result, struct nv_verdict *v, bool *answered);

/* Posts stand in one list of their owner's. */
struct nv_post_list {
    struct nv_post *first;
    unsigned n;
};
void nv_post_push(struct nv_post_list *l, struct nv_post *p);
void nv_post_remove(struct nv_post_list *l, struct nv_post *p);

#endif
