/* Signed envelope senders: only what we made is believed. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "courier/verp.h"
#include "nvtest.h"

static const unsigned char key[NV_VERP_KEY] = "0123456789abcdef0123456789abcdef";
static const char ledger[] = "00112233445566ff";

START_TEST(a_token_names_its_delivery)
{
    struct nv_buf b = NV_BUF_INIT;
    uint64_t id = 0;
    nv_verp_address(key, ledger, 34, "bounce@khanhhoa.example", &b);
    /* Python: hmac.new(key, b"bounce.00112233445566ff.34", "sha256").hexdigest()[:24] */
    ck_assert_str_eq(nv_buf_str(&b), "bounce+34.4b6fbfd95d95726e500b629c@khanhhoa.example");
    nv_buf_clear(&b);
    nv_verp_token(key, ledger, UINT64_C(9223372036854775807), &b);
    ck_assert(nv_verp_check(key, ledger, nv_buf_str(&b), &id));
    ck_assert_uint_eq(id, UINT64_C(9223372036854775807));
    ck_assert(!nv_verp_check(key, "00112233445566fe", nv_buf_str(&b), &id));
    nv_buf_free(&b);
}
END_TEST

START_TEST(no_changed_bit_is_believed)
{
    uint64_t id;
    unsigned tried = 0, accepted = 0;
    for (uint64_t delivery = 1; tried < 10000; delivery += 7919) {
        struct nv_buf b = NV_BUF_INIT;
        nv_verp_token(key, ledger, delivery, &b);
        for (size_t bit = 0; bit < b.len * 8; bit++) {
            b.data[bit / 8] = (char)(b.data[bit / 8] ^ (1 << bit % 8));
            accepted += nv_verp_check(key, ledger, b.data, &id);
            tried++;
            b.data[bit / 8] = (char)(b.data[bit / 8] ^ (1 << bit % 8));
        }
        ck_assert(nv_verp_check(key, ledger, b.data, &id));
        nv_buf_free(&b);
    }
    printf("forged envelope senders: %u of %u accepted\n", accepted, tried);
    ck_assert_uint_eq(accepted, 0);
}
END_TEST

START_TEST(what_is_no_token_is_refused)
{
    static const char *const wrong[] = {
        "",     ".", "34", "34.", "x", "0.000000000000000000000000", "99999999999999999999.00",
        "-1.00"};
    uint64_t id;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(!nv_verp_check(key, ledger, wrong[i], &id), "%s", wrong[i]);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("courier: verp");
    TCase *c = tcase_create("verp");
    tcase_add_test(c, a_token_names_its_delivery);
    tcase_add_test(c, no_changed_bit_is_believed);
    tcase_add_test(c, what_is_no_token_is_refused);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(make_suite)
