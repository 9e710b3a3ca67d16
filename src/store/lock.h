/* The exclusive lock on a state directory: one process, as long as the descriptor is open. It knows
 * nothing of what lies in the directory. */
#ifndef NV_STORE_LOCK_H
#define NV_STORE_LOCK_H

struct nv_err;

/* Takes the lock "lock" in the directory `dir_fd` (made if missing, mode 0600, never a symbolic
 * link) and writes our pid into it for people. Sets *fd, to be given back with close(2). -NV_EBUSY
 * names the pid that holds it. `dir` is for messages. The kernel drops the lock when the process
 * ends in any way. */
int nv_lock_take(int dir_fd, const char *dir, int *fd, struct nv_err *err);

#endif
