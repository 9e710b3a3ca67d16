#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The one piece of process-wide state: how much is said. Every thread reads it. */
static _Atomic int threshold = NV_LOG_INFO;

void nv_log_threshold(enum nv_log_level level)
{
    atomic_store(&threshold, (int)level);
}

void nv_log(enum nv_log_level level, const char *event, const char *fmt, ...)
{
    if ((int)level > atomic_load(&threshold))
        return;
    char line[2100];
    int saved = errno;
    size_t n = 0;
    if (!isatty(STDERR_FILENO))
        n = (size_t)snprintf(line, sizeof line, "<%d>", (int)level);
    n += (size_t)snprintf(line + n, 100, "%s", event);
    if (fmt) {
        va_list ap;
        line[n++] = ' ';
        va_start(ap, fmt);
        int m = vsnprintf(line + n, 2000, fmt, ap);
        va_end(ap);
        n += m < 0 ? 0 : m >= 2000 ? 1999 : (size_t)m;
    }
    for (size_t i = 0; i < n; i++)
        if (line[i] == '\n' || line[i] == '\r')
            line[i] = ' ';
    line[n++] = '\n';
    ssize_t rc = write(STDERR_FILENO, line, n);
    (void)rc;
    errno = saved;
}

char *nv_log_quote(char *dst, size_t size, const char *text)
{
    static const char hex[] = "0123456789abcdef";
    size_t n = 0;
    if (size < 3) {
        if (size)
            dst[0] = '\0';
        return dst;
    }
    dst[n++] = '"';
    const unsigned char *p = (const unsigned char *)(text ? text : "");
    for (; *p; p++) {
        if (n + 6 > size)
            break;
        if (*p == '"' || *p == '\\') {
            dst[n++] = '\\';
            dst[n++] = (char)*p;
        } else if (*p < 0x20 || *p == 0x7F) {
            dst[n++] = '\\';
            dst[n++] = 'x';
            dst[n++] = hex[*p >> 4];
            dst[n++] = hex[*p & 15];
        } else {
            dst[n++] = (char)*p;
        }
    }
    /* The cut fell inside a letter: the whole letter goes. */
    if ((*p & 0xC0) == 0x80) {
        while (n > 1 && ((unsigned char)dst[n - 1] & 0xC0) == 0x80)
            n--;
        if (n > 1)
            n--;
    }
    dst[n++] = '"';
    dst[n] = '\0';
    return dst;
}
