#include "courier/verp.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <sys/random.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

enum { SIGNATURE_BYTES = 12 };

void nv_verp_token(const unsigned char key[NV_VERP_KEY], const char *ledger_id, uint64_t delivery,
                   struct nv_buf *out)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    char said[80];
    nv_fmt(said, sizeof said, "bounce.%s.%llu", ledger_id, (unsigned long long)delivery);
    if (!HMAC(EVP_sha256(), key, NV_VERP_KEY, (const unsigned char *)said, strlen(said), mac, &n))
        nv_mem_exhausted(0); /* there is no other reason */
    nv_require(n >= SIGNATURE_BYTES);
    nv_buf_addf(out, "%llu.", (unsigned long long)delivery);
    for (int i = 0; i < SIGNATURE_BYTES; i++)
        nv_buf_addf(out, "%02x", mac[i]);
}

void nv_verp_address(const unsigned char key[NV_VERP_KEY], const char *ledger_id, uint64_t delivery,
                     const char *address, struct nv_buf *out)
{
    const char *at = strchr(address, '@');
    nv_require(at);
    nv_buf_add(out, address, (size_t)(at - address));
    nv_buf_addc(out, '+');
    nv_verp_token(key, ledger_id, delivery, out);
    nv_buf_adds(out, at);
}

uint64_t nv_verp_named(const char *token)
{
    uint64_t id = 0;
    size_t n = 0;
    for (; token[n] >= '0' && token[n] <= '9' && n < 19; n++)
        id = id * 10 + (uint64_t)(token[n] - '0');
    return n && token[n] == '.' ? id : 0;
}

bool nv_verp_check(const unsigned char key[NV_VERP_KEY], const char *ledger_id, const char *token,
                   uint64_t *delivery)
{
    struct nv_buf ours = NV_BUF_INIT;
    uint64_t id = nv_verp_named(token);
    if (!id)
        return false;
    nv_verp_token(key, ledger_id, id, &ours);
    bool good = strlen(token) == ours.len && CRYPTO_memcmp(token, ours.data, ours.len) == 0;
    nv_buf_free(&ours);
    if (good)
        *delivery = id;
    return good;
}

void nv_verp_new_key(char text[NV_VERP_KEY_TEXT])
{
    unsigned char key[NV_VERP_KEY];
    /* The kernel's, for OpenSSL's own generator crashes where it is refused memory. */
    nv_require(getrandom(key, sizeof key, 0) == (ssize_t)sizeof key);
    nv_fmt(text, NV_VERP_KEY_TEXT, "whsec_");
    EVP_EncodeBlock((unsigned char *)text + strlen("whsec_"), key, sizeof key);
    OPENSSL_cleanse(key, sizeof key);
}
