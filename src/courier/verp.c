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

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
enum { BASE = 36, LIFE_DIGITS = 13 /* of any 64 bits */ };

/* ".m8mkqpds"; nothing for 0. */
static void add_life(struct nv_buf *out, int64_t resumed_ms)
{
    char text[LIFE_DIGITS + 1];
    size_t at = sizeof text - 1;
    text[at] = '\0';
    for (uint64_t left = (uint64_t)resumed_ms; left; left /= BASE)
        text[--at] = digits[left % BASE];
    if (text[at])
        nv_buf_addf(out, ".%s", text + at);
}

/* Of what stands between two dots, 0: nothing does. Whether it is as we write it is seen when it is
 * written again. */
static int64_t read_life(const char *p)
{
    uint64_t life = 0;
    size_t n = strcspn(p, ".");
    if (p[n] != '.' || n > LIFE_DIGITS)
        return 0;
    for (size_t i = 0; i < n; i++) {
        const char *digit = strchr(digits, p[i]);
        if (!digit)
            return 0;
        life = life * BASE + (uint64_t)(digit - digits);
    }
    return (int64_t)life;
}

void nv_verp_token(const unsigned char key[NV_VERP_KEY], const char *ledger_id,
                   const struct nv_returned *of, struct nv_buf *out)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    struct nv_buf name = NV_BUF_INIT, said = NV_BUF_INIT;
    nv_buf_addf(&name, "%llu", (unsigned long long)of->delivery);
    add_life(&name, of->resumed_ms);
    nv_buf_addf(&said, "bounce.%s.%s", ledger_id, nv_buf_str(&name));
    if (!HMAC(EVP_sha256(), key, NV_VERP_KEY, (const unsigned char *)said.data, said.len, mac, &n))
        nv_mem_exhausted(0); /* there is no other reason */
    nv_require(n >= SIGNATURE_BYTES);
    nv_buf_addf(out, "%s.", nv_buf_str(&name));
    for (int i = 0; i < SIGNATURE_BYTES; i++)
        nv_buf_addf(out, "%02x", mac[i]);
    nv_buf_free(&name);
    nv_buf_free(&said);
}

void nv_verp_address(const unsigned char key[NV_VERP_KEY], const char *ledger_id,
                     const struct nv_returned *of, const char *address, struct nv_buf *out)
{
    const char *at = strchr(address, '@');
    nv_require(at);
    nv_buf_add(out, address, (size_t)(at - address));
    nv_buf_addc(out, '+');
    nv_verp_token(key, ledger_id, of, out);
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
                   struct nv_returned *out)
{
    struct nv_buf ours = NV_BUF_INIT;
    struct nv_returned of = {.delivery = nv_verp_named(token)};
    if (!of.delivery)
        return false;
    of.resumed_ms = read_life(token + strcspn(token, ".") + 1);
    nv_verp_token(key, ledger_id, &of, &ours);
    bool good = strlen(token) == ours.len && CRYPTO_memcmp(token, ours.data, ours.len) == 0;
    nv_buf_free(&ours);
    if (good)
        *out = of;
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
