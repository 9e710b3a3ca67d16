#include "courier/sign.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

enum { DIGEST = 32 };

void nv_sign_v1(const struct nv_secret *secret, const char *id, int64_t timestamp_s,
                const void *body, size_t n, char out[NV_SIGN_TEXT])
{
    char hash[] = "SHA256", stamp[32];
    unsigned char digest[DIGEST];
    size_t got = 0;
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash, 0),
                                 OSSL_PARAM_construct_end()};
    nv_require(!strchr(id, '.'));
    nv_fmt(stamp, sizeof stamp, ".%lld.", (long long)timestamp_s);
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    nv_require(mac);
    EVP_MAC_CTX *c = EVP_MAC_CTX_new(mac);
    nv_require(c && EVP_MAC_init(c, secret->key, secret->n, params) == 1 &&
               EVP_MAC_update(c, (const unsigned char *)id, strlen(id)) == 1 &&
               EVP_MAC_update(c, (const unsigned char *)stamp, strlen(stamp)) == 1 &&
               EVP_MAC_update(c, body, n) == 1 && EVP_MAC_final(c, digest, &got, DIGEST) == 1 &&
               got == DIGEST);
    EVP_MAC_CTX_free(c);
    EVP_MAC_free(mac);
    memcpy(out, "v1,", 3);
    EVP_EncodeBlock((unsigned char *)out + 3, digest, DIGEST);
}
