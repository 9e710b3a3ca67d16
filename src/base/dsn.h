/* What a message that came back to the envelope sender says: a delivery status notification (RFC
 * 3464), one of the older forms that people still meet (qmail's QSBMF, plain text), or an automatic
 * answer that means nothing. Pure; reads hostile bytes and never more than it is given. */
#ifndef NV_BASE_DSN_H
#define NV_BASE_DSN_H

#include <stddef.h>

enum nv_dsn_kind {
    NV_DSN_OTHER,   /* an answer of a person or a machine (vacation): nothing has failed */
    NV_DSN_DELAYED, /* it is being tried on */
    NV_DSN_FAILED,  /* it will not be delivered */
};

struct nv_dsn {
    enum nv_dsn_kind kind;
    int code;       /* 550, of the remote's reply; 0: none was quoted */
    char text[240]; /* the remote's words, UTF-8, one line; "" if none */
};

void nv_dsn_read(const char *bytes, size_t n, struct nv_dsn *out);

/* The first address in one of the headers that say for whom it came (Delivered-To, X-Original-To,
 * To) whose local part begins with `local` and '+' (any local part, if it is ""): what follows up
 * to '@' into `out`, which is
 * "" if there is none. */
void nv_dsn_extension(const char *bytes, size_t n, const char *local, char *out, size_t size);

#endif
