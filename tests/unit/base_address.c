/* Addresses to listen at: what is one, and whether it is this machine's own. */
#include "base/address.h"

#include <arpa/inet.h>
#include <string.h>

#include "nvtest.h"

START_TEST(what_is_an_address)
{
    static const char *const good[] = {"127.0.0.1:8630",     "0.0.0.0:1", "192.0.2.7:65535",
                                       "[::1]:8630",         "[::]:80",   "[2001:db8::1]:443",
                                       "/run/nhacviec/http", "/s"};
    static const char *const bad[] = {"",
                                      "8630",
                                      ":8630",
                                      "*:8630",
                                      "localhost:8630",
                                      "127.0.0.1",
                                      "127.0.0.1:",
                                      "127.0.0.1:0",
                                      "127.0.0.1:65536",
                                      "127.0.0.1:08630",
                                      "127.0.0.1:80x",
                                      "127.0.0.1: 80",
                                      "127.0.0.1:-1",
                                      "127.1:80",
                                      "256.0.0.1:80",
                                      "::1:8630",
                                      "[::1]8630",
                                      "[::1]:0",
                                      "[::1",
                                      "[127.0.0.1]:80",
                                      "[fe80::1%eth0]:80",
                                      "[::ffff:127.0.0.1]:80",
                                      "[1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:0:1:2:3:4]:80",
                                      "run/s",
                                      "/"};
    struct nv_address a;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(nv_address_parse(good[i], &a), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!nv_address_parse(bad[i], &a), "%s", bad[i]);
}
END_TEST

START_TEST(numbers_are_in_their_places)
{
    struct nv_address a;
    ck_assert(nv_address_parse("127.0.0.1:8630", &a));
    ck_assert_int_eq(a.any.sa_family, AF_INET);
    ck_assert_uint_eq(ntohl(a.v4.sin_addr.s_addr), 0x7f000001);
    ck_assert_uint_eq(ntohs(a.v4.sin_port), 8630);
    ck_assert_uint_eq(a.n, sizeof a.v4);
    ck_assert(nv_address_parse("[2001:db8::1]:443", &a));
    ck_assert_int_eq(a.any.sa_family, AF_INET6);
    ck_assert_uint_eq(a.v6.sin6_addr.s6_addr[1], 1);
    ck_assert_uint_eq(a.v6.sin6_addr.s6_addr[15], 1);
    ck_assert_uint_eq(ntohs(a.v6.sin6_port), 443);
    ck_assert(nv_address_parse("/run/x.sock", &a));
    ck_assert_int_eq(a.any.sa_family, AF_UNIX);
    ck_assert_str_eq(a.local.sun_path, "/run/x.sock");
}
END_TEST

START_TEST(a_path_has_at_most_107_bytes)
{
    char path[120];
    struct nv_address a;
    memset(path, 'x', sizeof path);
    path[0] = '/';
    path[107] = '\0';
    ck_assert(nv_address_parse(path, &a));
    path[107] = 'x';
    path[108] = '\0';
    ck_assert(!nv_address_parse(path, &a));
}
END_TEST

START_TEST(what_is_reached_from_here_alone)
{
    static const char *const here[] = {"127.0.0.1:1", "127.255.1.2:1", "[::1]:1", "/run/x"};
    static const char *const out[] = {"0.0.0.0:1", "10.0.0.1:1", "128.0.0.1:1", "[::]:1",
                                      "[fd00::1]:1"};
    struct nv_address a;
    for (size_t i = 0; i < sizeof here / sizeof *here; i++)
        ck_assert_msg(nv_address_parse(here[i], &a) && a.loopback, "%s", here[i]);
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        ck_assert_msg(nv_address_parse(out[i], &a) && !a.loopback, "%s", out[i]);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("base_address");
    TCase *t = tcase_create("address");
    tcase_add_test(t, what_is_an_address);
    tcase_add_test(t, numbers_are_in_their_places);
    tcase_add_test(t, a_path_has_at_most_107_bytes);
    tcase_add_test(t, what_is_reached_from_here_alone);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
