/* The histogram: the greatest is exact, a rank is never too low and at most an eighth too high. */
#include <stdlib.h>

#include "base/spread.h"
#include "nvtest.h"

START_TEST(nothing_is_zero)
{
    struct nv_spread s = {0};
    ck_assert_uint_eq(nv_spread_at(&s, 999, 1000), 0);
}
END_TEST

START_TEST(one_in_a_thousand_does_not_reach_the_rank_and_two_do)
{
    struct nv_spread s = {0};
    for (int i = 0; i < 999; i++)
        nv_spread_add(&s, 5);
    nv_spread_add(&s, 70000);
    ck_assert_uint_eq(nv_spread_at(&s, 999, 1000), 5);
    ck_assert_uint_eq(nv_spread_at(&s, 1000, 1000), 70000);
    nv_spread_add(&s, 70000);
    ck_assert_uint_eq(nv_spread_at(&s, 999, 1000), 70000);
    ck_assert_uint_eq(s.most, 70000);
    ck_assert_uint_eq(s.sum, 999 * 5 + 2 * 70000);
}
END_TEST

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

START_TEST(a_rank_is_at_most_an_eighth_too_high)
{
    enum { N = 5000 };
    static uint64_t v[N];
    struct nv_spread s = {0};
    uint64_t x = 88172645463325252u; /* xorshift64 */
    for (int i = 0; i < N; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        v[i] = (x >> 24) >> (x % 40);
        nv_spread_add(&s, v[i]);
    }
    qsort(v, N, sizeof *v, by_value);
    for (unsigned k = 1; k <= 1000; k++) {
        uint64_t right = v[N / 1000 * k - 1], got = nv_spread_at(&s, k, 1000);
        ck_assert_uint_ge(got, right);
        ck_assert_uint_le(got, right + right / 8);
    }
}
END_TEST

START_TEST(what_is_beyond_all_parts_is_still_the_greatest)
{
    struct nv_spread s = {0};
    nv_spread_add(&s, UINT64_MAX);
    ck_assert_uint_eq(s.most, UINT64_MAX);
    ck_assert_uint_eq(s.counts[NV_SPREAD_PARTS - 1], 1);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("base: spread of values");
    TCase *c = tcase_create("spread");
    tcase_add_test(c, nothing_is_zero);
    tcase_add_test(c, one_in_a_thousand_does_not_reach_the_rank_and_two_do);
    tcase_add_test(c, a_rank_is_at_most_an_eighth_too_high);
    tcase_add_test(c, what_is_beyond_all_parts_is_still_the_greatest);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(make_suite)
