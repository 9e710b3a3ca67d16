/* Tells systemd how the service stands (sd_notify(3), the datagram protocol), without libsystemd.
 *
 * Every function does nothing where no $NOTIFY_SOCKET was given, so callers need not ask. It knows
 * nothing of what the states mean to the daemon. */
#ifndef NV_SERVER_NOTIFY_H
#define NV_SERVER_NOTIFY_H

#include <stdint.h>

struct nv_notify;

/* Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID and takes them out of the environment, so
 * that no child speaks for the service. An unusable address is one log line. Never NULL. */
struct nv_notify *nv_notify_open(void);
void nv_notify_close(struct nv_notify *n); /* NULL is fine */

/* 0, or -NV_ENET where the datagram was not taken, or -NV_ENOENT where nobody listens. Ready and
 * stopping wait up to 5 s for room in systemd's queue; the others never wait: the next one comes.
 * Each reload is one reloading and, when it is over for good or ill, one ready. */
int nv_notify_ready(struct nv_notify *n);
int nv_notify_reloading(struct nv_notify *n);
int nv_notify_stopping(struct nv_notify *n);
int nv_notify_watchdog(struct nv_notify *n);

/* The line `systemctl status` shows; controls become spaces, cut at 500 bytes. */
int nv_notify_status(struct nv_notify *n, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* How often to call nv_notify_watchdog(): half of what systemd waits; 0 where it does not. */
uint64_t nv_notify_watchdog_ms(const struct nv_notify *n);

#endif
