/* Networks: what is one, what lies in it, and which addresses no webhook reaches unasked. */
#include "base/net.h"

#include <arpa/inet.h>
#include <string.h>

#include "nvtest.h"

static void address(const char *text, unsigned char out[16])
{
    struct nv_net net;
    ck_assert_msg(nv_net_parse(text, &net), "%s", text);
    memcpy(out, net.addr, 16);
}

static bool allowed(const char *list, bool usual, const char *text)
{
    struct nv_net net = {{0}, 0};
    unsigned char addr[16];
    if (list)
        ck_assert(nv_net_parse(list, &net));
    address(text, addr);
    const struct nv_nets nets = {&net, list != NULL, usual};
    return nv_nets_allow(&nets, addr);
}

START_TEST(what_is_a_network)
{
    static const char *const good[] = {"10.0.0.0/8",     "127.0.0.1",          "0.0.0.0/0",
                                       "::/0",           "fd00::/8",           "2001:db8::1",
                                       "192.168.4.0/22", "::ffff:10.0.0.0/104"};
    static const char *const bad[] = {"",           "10",          "10.0.0.0/",   "10.0.0.0/33",
                                      "10.0.0.1/8", "::/129",      "10.0.0.0/08", "10.0.0.0/8 ",
                                      "fd00::1/8",  "a.example/8", "10.0.0.0/-1", "0x7f.1",
                                      "010.0.0.1"};
    struct nv_net net;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(nv_net_parse(good[i], &net), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!nv_net_parse(bad[i], &net), "%s", bad[i]);
}
END_TEST

START_TEST(a_list_is_exact)
{
    ck_assert(allowed("10.0.0.0/8", false, "10.255.255.255"));
    ck_assert(!allowed("10.0.0.0/8", false, "11.0.0.0"));
    ck_assert(!allowed("10.0.0.0/8", false, "192.0.2.1"));
    ck_assert(allowed("192.168.4.0/22", false, "192.168.7.255"));
    ck_assert(!allowed("192.168.4.0/22", false, "192.168.8.0"));
    ck_assert(allowed("127.0.0.0/8", false, "::ffff:127.0.0.1"));
    ck_assert(allowed("10.0.0.0/8", false, "64:ff9b::10.1.2.3"));
    ck_assert(!allowed("10.0.0.0/8", false, "fd00::1"));
    ck_assert(allowed("fd00::/8", false, "fdff::1"));
    ck_assert(allowed("127.0.0.0/8", true, "127.0.0.1"));
    ck_assert(allowed("127.0.0.0/8", true, "8.8.8.8"));
    ck_assert(!allowed("127.0.0.0/8", true, "169.254.169.254"));
}
END_TEST

START_TEST(what_holds_unasked)
{
    static const char *const good[] = {"8.8.8.8",      "10.1.2.3",         "172.16.0.1",
                                       "192.168.1.1",  "100.64.0.1",       "2606:4700::1111",
                                       "fd12:3456::1", "64:ff9b::8.8.8.8", "2002:0808:0808::1"};
    static const char *const bad[] = {"127.0.0.1",
                                      "127.255.255.254",
                                      "0.0.0.0",
                                      "0.1.2.3",
                                      "169.254.169.254",
                                      "169.254.0.1",
                                      "224.0.0.1",
                                      "239.255.255.250",
                                      "255.255.255.255",
                                      "240.0.0.1",
                                      "192.0.0.192",
                                      "100.100.100.200",
                                      "168.63.129.16",
                                      "::",
                                      "::1",
                                      "::7f00:1",
                                      "fe80::1",
                                      "febf::1",
                                      "fec0::1",
                                      "ff02::1",
                                      "::ffff:127.0.0.1",
                                      "::ffff:169.254.169.254",
                                      "64:ff9b::127.0.0.1",
                                      "64:ff9b::a9fe:a9fe",
                                      "2002:7f00:1::1",
                                      "2002:a9fe:a9fe::",
                                      "2001::1",
                                      "100::1",
                                      "fd00:ec2::254",
                                      "64:ff9b:1::1",
                                      "::ffff:0:127.0.0.1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(allowed(NULL, true, good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!allowed(NULL, true, bad[i]), "%s", bad[i]);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("base_net");
    TCase *t = tcase_create("net");
    tcase_add_test(t, what_is_a_network);
    tcase_add_test(t, a_list_is_exact);
    tcase_add_test(t, what_holds_unasked);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
