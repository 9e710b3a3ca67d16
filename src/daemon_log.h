/* What a transaction has made durable, as lines of the log. */
#ifndef NV_DAEMON_LOG_H
#define NV_DAEMON_LOG_H

struct nv_txn;

void nv_daemon_log_txn(const struct nv_txn *t);

#endif
