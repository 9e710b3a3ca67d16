/* What an attempt's outcome means: a pure table from libcurl's result and the peer's reply code to
 * a class. It must not know handles, threads or messages. */
#ifndef NV_COURIER_CLASSIFY_H
#define NV_COURIER_CLASSIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/verdict.h"

struct nv_outcome {
    int result;      /* CURLcode */
    long code;       /* the last reply code, 0 where there was none */
    bool body_given; /* SMTP: libcurl had the whole message, so the dot may have gone out;
                        HTTP: the whole request went out */
    bool tls_cut;    /* the connection broke during the TLS handshake (see nv_outcome_tls_cut) */
};

/* RFC 5321 4.2, RFC 4954 6, RFC 3207 4. A 5yz reply is permanent only where it answers MAIL, RCPT,
 * DATA or the dot; refused logins, certificates and a missing STARTTLS are the installation's
 * fault; a lost answer to the dot is ambiguous. */
enum nv_class nv_classify_smtp(const struct nv_outcome *o);

/* RFC 9110 15: the status line decides as soon as there is one, whatever became of the body. */
enum nv_class nv_classify_http(const struct nv_outcome *o);

/* libcurl gives one result for "the peer speaks no TLS that we accept" and "the line broke while
 * shaking hands"; only its message tells them apart. */
bool nv_outcome_tls_cut(int result, const char *message);

/* Where the peer said nothing that bears on it: what went wrong in an administrator's language, and
 * `message`, the library's own words, in brackets. Returns `dst`. */
char *nv_outcome_say(char *dst, size_t size, int result, enum nv_class class, const char *message);

#endif
