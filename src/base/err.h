/* Errors as values: one table of codes, and a message that is wrapped on its way up.
 *
 * A function that can fail returns 0 or -NV_E…; the optional last argument carries a sentence for a
 * person. This module knows nothing of what failed. */
#ifndef NV_BASE_ERR_H
#define NV_BASE_ERR_H

#define NV_ERRORS(X)                                                                               \
    X(NV_EINVAL, 1, "invalid argument")                                                            \
    X(NV_ENOENT, 2, "not found")                                                                   \
    X(NV_ESYNTAX, 3, "not understood")                                                             \
    X(NV_ECONFIG, 4, "bad configuration")                                                          \
    X(NV_EIO, 5, "input/output error")                                                             \
    X(NV_EFULL, 6, "no space left")                                                                \
    X(NV_EBUSY, 7, "in use by another process")                                                    \
    X(NV_ECORRUPT, 8, "damaged data")                                                              \
    X(NV_EEXIST, 9, "exists already")                                                              \
    X(NV_ETOOBIG, 10, "too large")                                                                 \
    X(NV_EPERM, 11, "not permitted")                                                               \
    X(NV_ENET, 12, "network error")                                                                \
    X(NV_EPROTO, 13, "protocol error")                                                             \
    X(NV_ESTATE, 14, "not possible in this state")                                                 \
    X(NV_ESTOP, 15, "stopped")                                                                     \
    X(NV_EVERSION, 16, "unknown version")

enum nv_error {
#define NV_ERROR_ENUM(sym, num, text) sym = num,
    NV_ERRORS(NV_ERROR_ENUM)
#undef NV_ERROR_ENUM
};

/* `code` is positive (an enum nv_error) or 0; `text` is always terminated, valid UTF-8, one line.
 */
struct nv_err {
    int code;
    char text[1000];
};

/* Sets the message and returns -code, so that `return nv_err_set(err, NV_EIO, "…")` reads well.
 * `err` may be NULL. */
int nv_err_set(struct nv_err *err, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "what: " before the message of `err` and returns -err->code. `err` may be NULL. */
int nv_err_wrap(struct nv_err *err, int rc, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The symbol ("NV_EIO") and the English text of a return code, negative or positive. Never NULL. */
const char *nv_err_name(int rc);
const char *nv_err_text(int rc);

/* Our own bug: one log line, then abort. The outside world never gets here. */
#define nv_require(cond) ((cond) ? (void)0 : nv_require_failed(#cond, __FILE__, __LINE__))
_Noreturn void nv_require_failed(const char *cond, const char *file, int line);

#endif
