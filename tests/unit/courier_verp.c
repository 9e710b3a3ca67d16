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
    struct nv_returned of = {34, 0}, got;
    nv_verp_address(key, ledger, &of, "bounce@khanhhoa.example", &b);
    /* Python: hmac.new(key, b"bounce.00112233445566ff.34", "sha256").hexdigest()[:24] */
    ck_assert_str_eq(nv_buf_str(&b), "bounce+34.4b6fbfd95d95726e500b629c@khanhhoa.example");
    nv_buf_clear(&b);
    of.delivery = UINT64_C(9223372036854775807);
    nv_verp_token(key, ledger, &of, &b);
    ck_assert(nv_verp_check(key, ledger, nv_buf_str(&b), &got));
    ck_assert(got.delivery == UINT64_C(9223372036854775807) && got.resumed_ms == 0);
    ck_assert(!nv_verp_check(key, "00112233445566fe", nv_buf_str(&b), &got));
    nv_buf_free(&b);
}
END_TEST

/* 1742806800123 to the base 36, by Python; its signature is over "bounce.….34.m8mu65ff". */
START_TEST(what_was_taken_up_again_has_another_token)
{
    static const char *const wrong[] = {
        "34.m8mu65fg.aa9c404fb658944c7efb0751",  "34.M8MU65FF.aa9c404fb658944c7efb0751",
        "34.0m8mu65ff.aa9c404fb658944c7efb0751", "34.aa9c404fb658944c7efb0751",
        "34..4b6fbfd95d95726e500b629c",          "34.0.4b6fbfd95d95726e500b629c",
        "34.m8mu65ff.4b6fbfd95d95726e500b629c",  "34.m8mu65ff."};
    struct nv_buf b = NV_BUF_INIT;
    struct nv_returned of = {34, 1742806800123}, got;
    nv_verp_token(key, ledger, &of, &b);
    ck_assert_str_eq(nv_buf_str(&b), "34.m8mu65ff.aa9c404fb658944c7efb0751");
    ck_assert(nv_verp_check(key, ledger, nv_buf_str(&b), &got));
    ck_assert(got.delivery == 34 && got.resumed_ms == 1742806800123);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(!nv_verp_check(key, ledger, wrong[i], &got), "%s", wrong[i]);
    nv_buf_clear(&b);
    of.resumed_ms = -1; /* a clock before 1970 */
    nv_verp_token(key, ledger, &of, &b);
    ck_assert(nv_verp_check(key, ledger, nv_buf_str(&b), &got) && got.resumed_ms == -1);
    nv_buf_free(&b);
}
END_TEST

/* RFC 5321 section 4.5.3.1.1: 64 octets before the @, of which the configuration leaves us 46. */
START_TEST(the_address_is_short_enough)
{
    struct nv_buf b = NV_BUF_INIT;
    struct nv_returned of = {9999999999, 4102444800000}; /* the year 2100 */
    nv_buf_addc(&b, '+');
    nv_verp_token(key, ledger, &of, &b);
    ck_assert_uint_le(b.len, 64 - 18);
    nv_buf_free(&b);
}
END_TEST

START_TEST(no_changed_bit_is_believed)
{
    struct nv_returned got;
    unsigned tried = 0, accepted = 0;
    for (uint64_t delivery = 1; tried < 10000; delivery += 7919) {
        struct nv_buf b = NV_BUF_INIT;
        struct nv_returned of = {delivery, delivery % 2 ? 0 : (int64_t)delivery * 104729};
        nv_verp_token(key, ledger, &of, &b);
        for (size_t bit = 0; bit < b.len * 8; bit++) {
            b.data[bit / 8] = (char)(b.data[bit / 8] ^ (1 << bit % 8));
            accepted += nv_verp_check(key, ledger, b.data, &got);
            tried++;
            b.data[bit / 8] = (char)(b.data[bit / 8] ^ (1 << bit % 8));
        }
        ck_assert(nv_verp_check(key, ledger, b.data, &got));
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
    struct nv_returned got;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(!nv_verp_check(key, ledger, wrong[i], &got), "%s", wrong[i]);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("courier: verp");
    TCase *c = tcase_create("verp");
    tcase_add_test(c, a_token_names_its_delivery);
    tcase_add_test(c, what_was_taken_up_again_has_another_token);
    tcase_add_test(c, the_address_is_short_enough);
    tcase_add_test(c, no_changed_bit_is_believed);
    tcase_add_test(c, what_is_no_token_is_refused);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(make_suite)
