#include "server/peer.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/oserr.h"
#include "base/utf8.h"

int nv_peer_read(int fd, struct nv_peer *out, struct nv_err *err)
{
    struct ucred cred;
    socklen_t len = sizeof cred;
    *out = (struct nv_peer){.uid = (uid_t)-1, .gid = (gid_t)-1};
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) != 0)
        return nv_err_set(err, NV_EIO, "SO_PEERCRED: %s", nv_oserr_vi(errno));
    out->uid = cred.uid;
    out->gid = cred.gid;
    out->pid = cred.pid;
    /* Asked once with no room, the kernel says how much it needs. Whoever has no further groups,
     * or a kernel that does not tell, is judged by the primary one. */
    len = 0;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, NULL, &len) == 0 || errno != ERANGE || len == 0)
        return 0;
    out->groups = nv_malloc(len);
    if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, out->groups, &len) == 0)
        out->n_groups = (unsigned)(len / sizeof *out->groups);
    return 0;
}

void nv_peer_free(struct nv_peer *peer)
{
    free(peer->groups);
    peer->groups = NULL;
    peer->n_groups = 0;
}

bool nv_peer_may_write(const struct nv_peer *peer, uid_t self, gid_t group)
{
    if (peer->uid == 0 || peer->uid == self)
        return true;
    if (group == (gid_t)-1)
        return false;
    if (peer->gid == group)
        return true;
    for (unsigned i = 0; i < peer->n_groups; i++)
        if (peer->groups[i] == group)
            return true;
    return false;
}

gid_t nv_peer_group(const char *name)
{
    struct group entry, *found = NULL;
    size_t size = 16384;
    char *room = nv_malloc(size);
    int rc;
    while ((rc = getgrnam_r(name, &entry, room, size, &found)) == ERANGE && size < 1 << 24)
        room = nv_realloc(room, size *= 2);
    gid_t gid = rc == 0 && found ? found->gr_gid : (gid_t)-1;
    free(room);
    return gid;
}

static bool is_plain(const char *name)
{
    if (!*name || nv_utf8_check(name, strlen(name)) >= 0)
        return false;
    for (const char *p = name; *p;)
        if (nv_utf8_is_control(nv_utf8_next(&p)))
            return false;
    return true;
}

char *nv_peer_name(uid_t uid)
{
    struct passwd entry, *found = NULL;
    size_t size = 16384;
    char *room = nv_malloc(size);
    int rc;
    while ((rc = getpwuid_r(uid, &entry, room, size, &found)) == ERANGE && size < 1 << 20)
        room = nv_realloc(room, size *= 2);
    char number[24];
    nv_fmt(number, sizeof number, "%lu", (unsigned long)uid);
    char *name = nv_strdup(rc == 0 && found && is_plain(found->pw_name) ? found->pw_name : number);
    free(room);
    return name;
}
