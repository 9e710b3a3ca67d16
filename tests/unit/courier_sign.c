/* Signatures against values that Python's hmac made, and the example that Svix, whose scheme became
 * the specification, publishes for its receivers. */
#include <string.h>

#include "base/secret.h"
#include "courier/sign.h"
#include "nvtest.h"

#define S24 "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
#define S64                                                                                        \
    "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+"   \
    "Pw=="

static const struct row {
    const char *secret, *id;
    int64_t at;
    const char *body;
    size_t n;
    const char *signature;
} rows[] = {
    {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
     "{\"test\": 2432232314}", 20, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    {S64, "n12-34-0123456789abcdef", 1742173200, "{\"t\":\"h\xE1\xBA\xA1n\"}", 13,
     "v1,BRKgLvPnglFZ3VEBD5VGXxeDFgC5s190WlZxN0zYsqY="},
    {S24, "n1-2-0", -1, "", 0, "v1,BVX/59R4oObBg0nzyJqqNjdB0h8vyhso0+4KLe9y44w="},
    {S24, "n1-2-0", 1742173200, "\0\xFF\n\r", 4, "v1,RKZiSvg23R0JRy8RydA39n6LOpcG82JdomAmyg0knkw="},
};

START_TEST(known_signatures)
{
    const struct row *r = &rows[_i];
    struct nv_secret secret;
    char out[NV_SIGN_TEXT];
    ck_assert_int_eq(nv_secret_parse(r->secret, strlen(r->secret), &secret, NULL), 0);
    nv_sign_v1(&secret, r->id, r->at, r->body, r->n, out);
    ck_assert_str_eq(out, r->signature);
}
END_TEST

/* Each of the four is signed: another one gives another signature. */
START_TEST(every_part_counts)
{
    struct nv_secret a, b;
    char first[NV_SIGN_TEXT], other[5][NV_SIGN_TEXT];
    ck_assert_int_eq(nv_secret_parse(S24, strlen(S24), &a, NULL), 0);
    ck_assert_int_eq(nv_secret_parse(S64, strlen(S64), &b, NULL), 0);
    nv_sign_v1(&a, "n1-2-0", 17, "{}", 2, first);
    nv_sign_v1(&b, "n1-2-0", 17, "{}", 2, other[0]);
    nv_sign_v1(&a, "n1-3-0", 17, "{}", 2, other[1]);
    nv_sign_v1(&a, "n1-2-0", 18, "{}", 2, other[2]);
    nv_sign_v1(&a, "n1-2-0", 17, "{ }", 3, other[3]);
    nv_sign_v1(&a, "n1-2-0", 17, "{}\n", 3, other[4]);
    for (int i = 0; i < 5; i++)
        ck_assert_str_ne(first, other[i]);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("courier sign");
    TCase *t = tcase_create("sign");
    tcase_add_loop_test(t, known_signatures, 0, sizeof rows / sizeof *rows);
    tcase_add_test(t, every_part_counts);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
