/* Who is at the other end of a unix socket, as the kernel says it, and what such a one may do. */
#ifndef NV_SERVER_PEER_H
#define NV_SERVER_PEER_H

#include <stdbool.h>
#include <sys/types.h>

struct nv_err;

struct nv_peer {
    uid_t uid;
    gid_t gid; /* the primary group; the others stand in `groups` */
    pid_t pid;
    gid_t *groups;
    unsigned n_groups;
};

/* SO_PEERCRED and SO_PEERGROUPS: as they were when the peer connected. Free with
 * nv_peer_free(). */
int nv_peer_read(int fd, struct nv_peer *out, struct nv_err *err);
void nv_peer_free(struct nv_peer *peer);

/* Root, the daemon's own user `self`, and members of `group` may change things. */
bool nv_peer_may_write(const struct nv_peer *peer, uid_t self, gid_t group);

/* The number of a group of the system, (gid_t)-1 where there is none of that name. Asks the name
 * service. */
gid_t nv_peer_group(const char *name);

/* The login name for logs and the ledger; the number where there is none or it is not plain text.
 * Asks the name service, which may take its time. New memory. */
char *nv_peer_name(uid_t uid);

#endif
