/* One line an event on stderr: `event key=value …`, ids first, journald prefixes.
 *
 * Never bodies, never secrets. Remote or user text goes through nv_log_quote(). No other layer
 * writes to stderr in the daemon. Safe from any thread: one write(2) a line. */
#ifndef NV_BASE_LOG_H
#define NV_BASE_LOG_H

#include <stddef.h>

/* The syslog levels that journald reads from a "<N>" prefix (sd-daemon(3)). */
enum nv_log_level {
    NV_LOG_CRIT = 2,
    NV_LOG_ERR = 3,
    NV_LOG_WARNING = 4,
    NV_LOG_NOTICE = 5,
    NV_LOG_INFO = 6,
    NV_LOG_DEBUG = 7,
};

/* `fmt` gives the "key=value" pairs; NULL for none. Cut at 2,000 bytes. */
void nv_log(enum nv_log_level level, const char *event, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Least urgent level that is written; NV_LOG_INFO at start. */
void nv_log_threshold(enum nv_log_level level);

/* Writes `text` as a quoted value: controls and quotes escaped, cut at `size`. Returns `dst`. */
char *nv_log_quote(char *dst, size_t size, const char *text);

#endif
