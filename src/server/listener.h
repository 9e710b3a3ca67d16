/* The control socket as a file: made safely, given up safely. Plain system calls, no loop. */
#ifndef NV_SERVER_LISTENER_H
#define NV_SERVER_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

struct nv_err;

/* Callers that may wait while the loop is at other work; the kernel caps it at somaxconn. */
#define NV_LISTENER_BACKLOG 128

struct nv_listener {
    int fd;
    char *path; /* of the file we made and will remove; NULL for a socket from elsewhere */
    int pin;    /* holds the file's inode, so that its number cannot pass to another file; or -1 */
};

/* A listening stream socket at `path`, born with mode 0660 (the process's umask is changed for an
 * instant: call it before there are threads). A left-over socket is removed only if nobody answers
 * on it: -NV_EBUSY otherwise; -NV_EEXIST where the path is something else; -NV_EINVAL where it is
 * empty or longer than a socket address holds. */
int nv_listener_make(const char *path, struct nv_listener *out, struct nv_err *err);

/* Whether the file is still there and still ours; always true of a socket from elsewhere. */
bool nv_listener_stands(const struct nv_listener *l);

/* The same socket once more, at the path of one whose file is gone. The file is open to its owner
 * alone at first and to the group before anybody is listened to: the umask is left as it is, for
 * there are threads by now. Errors as nv_listener_make(). */
int nv_listener_again(const struct nv_listener *l, struct nv_listener *out, struct nv_err *err);

/* A listening unix stream socket that systemd passed (sd_listen_fds(3)); -NV_EINVAL if it is
 * none. */
int nv_listener_adopt(int fd, struct nv_listener *out, struct nv_err *err);

/* Removes the file if it is still ours and forgets the descriptor, which its new owner closes. */
void nv_listener_release(struct nv_listener *l);

#endif
