/* Signatures of the Standard Webhooks specification 1.0.0, symmetric scheme. With verp.c the only
 * user of libcrypto. Knows nothing of where secrets and bodies come from. */
#ifndef NV_COURIER_SIGN_H
#define NV_COURIER_SIGN_H

#include <stddef.h>
#include <stdint.h>

struct nv_secret;

/* "v1," and the base64 of a SHA-256, with the NUL. */
enum { NV_SIGN_TEXT = 3 + 44 + 1 };

/* "v1,…": the HMAC-SHA256 of "id.timestamp.body". The id must hold no '.', so that nobody can move
 * the borders between the three. */
void nv_sign_v1(const struct nv_secret *secret, const char *id, int64_t timestamp_s,
                const void *body, size_t n, char out[NV_SIGN_TEXT]);

#endif
