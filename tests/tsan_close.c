/* Linked into the ThreadSanitizer build only. libuv closes descriptors by syscall(SYS_close), which
 * the sanitizer does not see: the same number, given to a file of another thread, then looks like
 * one descriptor used by both. Here the close goes where it is seen. */
#include <dlfcn.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

long syscall(long number, ...)
{
    enum { ARGS = 6 }; /* as many as a system call of Linux can have */
    long a[ARGS];
    va_list ap;
    va_start(ap, number);
    for (int i = 0; i < ARGS; i++)
        a[i] = va_arg(ap, long);
    va_end(ap);
    if (number == SYS_close)
        return close((int)a[0]);
    union {
        void *found;
        long (*call)(long, ...);
    } next = {.found = dlsym(RTLD_NEXT, "syscall")};
    return next.call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
