/* Envelope senders that say which delivery a returned message was: "bounce+34.0123…@domain". The
 * signature keeps anybody who has not had our mail from telling us that it came back.
 *
 * All attempts of a delivery have the same, since a mail server that greylists looks at it. One
 * that a person has taken up again has another from then on ("bounce+34.m8mkqpds.0123…@domain"):
 * what comes back late of the letter before says nothing of the new one. */
#ifndef NV_COURIER_VERP_H
#define NV_COURIER_VERP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nv_buf;

enum { NV_VERP_KEY = 32 };

/* What came back. */
struct nv_returned {
    uint64_t delivery;
    int64_t resumed_ms; /* when it had been taken up again, 0: never */
};

/* "34.0123456789abcdef01234567": the delivery, when it was taken up again (to the base 36, if it
 * was), and 96 bits of the HMAC-SHA256 over ledger and both; lower case and digits, for whatever
 * folds the case of local parts. Appended. */
void nv_verp_token(const unsigned char key[NV_VERP_KEY], const char *ledger_id,
                   const struct nv_returned *of, struct nv_buf *out);

/* The whole address for `address` ("bounce@domain"). Appended. */
void nv_verp_address(const unsigned char key[NV_VERP_KEY], const char *ledger_id,
                     const struct nv_returned *of, const char *address, struct nv_buf *out);

/* The delivery that a token names, whoever has made it; 0 if it is none. */
uint64_t nv_verp_named(const char *token);

/* True if `token` is exactly ours; *out is then set. Compared in constant time. */
bool nv_verp_check(const unsigned char key[NV_VERP_KEY], const char *ledger_id, const char *token,
                   struct nv_returned *out);

/* A new key as base/secret.h has it ("whsec_" and base64), with its NUL. */
enum { NV_VERP_KEY_TEXT = 6 + 44 + 1 };
void nv_verp_new_key(char text[NV_VERP_KEY_TEXT]);

#endif
