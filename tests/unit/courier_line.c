/* Peer text as one clean line, the barrier before addresses, headers and URLs, and SMTP replies. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "courier/line.h"
#include "courier/reply.h"
#include "nvtest.h"

static const char *clean(const char *src, size_t size)
{
    static char dst[256];
    return nv_line_clean(dst, size, src, strlen(src));
}

START_TEST(peer_text_becomes_one_line)
{
    ck_assert_str_eq(clean("250 2.0.0 Ok: queued as X\r\n", 240), "250 2.0.0 Ok: queued as X");
    ck_assert_str_eq(clean("  a\t\tb \r\n c\x01\x7f", 240), "a b c");
    ck_assert_str_eq(clean("thời hạn\xE2\x80\xA8quá", 240), "thời hạn quá"); /* U+2028 */
    ck_assert_str_eq(clean("a\xFF\xC3z", 240), "a\xEF\xBF\xBD\xEF\xBF\xBDz");
    ck_assert_str_eq(clean("\xC0\x80\xED\xA0\x80", 7), "\xEF\xBF\xBD\xEF\xBF\xBD");
    ck_assert_str_eq(clean("", 240), "");
}
END_TEST

START_TEST(peer_text_is_cut_between_characters)
{
    ck_assert_str_eq(clean("quá hạn", 4), "qu"); /* "á" needs two bytes and the NUL one */
    ck_assert_str_eq(clean("quá hạn", 5), "quá");
    ck_assert_str_eq(clean("ab cd", 4), "ab");
    ck_assert_str_eq(clean("abc", 1), "");
}
END_TEST

START_TEST(random_bytes_become_valid_text)
{
    unsigned seed = (unsigned)nv_test_seed("courier_line");
    for (int round = 0; round < 20000; round++) {
        char src[64], dst[40];
        size_t n = (size_t)rand_r(&seed) % sizeof src, size = 1 + (size_t)rand_r(&seed) % 39;
        for (size_t i = 0; i < n; i++)
            src[i] = (char)(rand_r(&seed) >> 7);
        nv_line_clean(dst, size, src, n);
        ck_assert_uint_lt(strlen(dst), size);
        ck_assert_int_eq(nv_utf8_check(dst, strlen(dst)), -1);
        for (const char *p = dst; *p;)
            ck_assert(!nv_utf8_is_control(nv_utf8_next(&p)));
    }
}
END_TEST

START_TEST(addresses)
{
    ck_assert(nv_line_is_addr("so-noi-vu@khanhhoa.example"));
    ck_assert(nv_line_is_addr("o'brien+nhac@x.example"));
    static const char *const bad[] = {"",
                                      "x",
                                      "@x.example",
                                      "x@",
                                      "a@b@c",
                                      "x y@z.example",
                                      "<x@y>",
                                      "x@y\r\n",
                                      "x@y\nRCPT TO:<z@y>",
                                      "\"x\"@y.example",
                                      "x@y,z@y",
                                      "thư@y.example",
                                      "x@y\t",
                                      "x@y;",
                                      "x(c)@y",
                                      "x\\@y.example"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!nv_line_is_addr(bad[i]), "%s", bad[i]);
    ck_assert(!nv_line_is_addr(NULL));
    char longest[256];
    memset(longest, 'a', sizeof longest);
    longest[1] = '@';
    longest[254] = '\0';
    ck_assert(nv_line_is_addr(longest));
    longest[254] = 'a';
    longest[255] = '\0';
    ck_assert(!nv_line_is_addr(longest));
}
END_TEST

START_TEST(headers_and_urls)
{
    ck_assert(nv_line_is_header("webhook-id: msg_1"));
    ck_assert(nv_line_is_header("X-Empty:"));
    ck_assert(!nv_line_is_header("webhook-id: a\r\nHost: b"));
    ck_assert(!nv_line_is_header("webhook-id: a\nb"));
    ck_assert(!nv_line_is_header("no colon"));
    ck_assert(!nv_line_is_header(": empty name"));
    ck_assert(!nv_line_is_header("bad name: x"));
    ck_assert(!nv_line_is_header("x: thư"));
    ck_assert(!nv_line_is_header(""));
    ck_assert(nv_line_is_url("https://hooks.example.org/khdt?a=b"));
    ck_assert(nv_line_is_url("http://127.0.0.1:8080"));
    ck_assert(nv_line_is_url("HTTPS://[::1]/x"));
    ck_assert(!nv_line_is_url("ftp://hooks.example.org/"));
    ck_assert(!nv_line_is_url("file:///etc/passwd"));
    ck_assert(!nv_line_is_url("https://"));
    ck_assert(!nv_line_is_url("https:///x"));
    ck_assert(!nv_line_is_url("https://x.example/a b"));
    ck_assert(!nv_line_is_url("https://x.example/\r\nX: y"));
    ck_assert(!nv_line_is_url("https://tỉnh.example/"));
    ck_assert(!nv_line_is_url(NULL));
}
END_TEST

static void feed(struct nv_reply *r, const char *line)
{
    nv_reply_line(r, line, strlen(line));
}

START_TEST(replies)
{
    struct nv_reply r;
    nv_reply_clear(&r);
    feed(&r, "250-mx.example\r\n");
    ck_assert_int_eq(r.code, 0);
    feed(&r, "250 SIZE\r\n");
    ck_assert_int_eq(r.code, 250);
    ck_assert_str_eq(r.text, "250-mx.example SIZE");
    feed(&r, "550-5.1.1 no\r\n");
    feed(&r, "550 such user\r\n");
    feed(&r, "221 Bye\r\n");
    ck_assert_int_eq(r.code, 550);
    ck_assert_str_eq(r.text, "550-5.1.1 no such user");
    feed(&r, "354 go on\r\n");
    feed(&r, "\x07\x07\n");
    feed(&r, "25\n");
    feed(&r, "250-half a reply\r\n");
    ck_assert_int_eq(r.code, 354);
    feed(&r, "250\r\n");
    ck_assert_int_eq(r.code, 250);
    for (int i = 0; i < 100; i++)
        feed(&r, "250-a line that is repeated until the buffer is full\r\n");
    ck_assert_uint_lt(strlen(r.text), sizeof r.text);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("courier line");
    TCase *t = tcase_create("line");
    tcase_add_test(t, peer_text_becomes_one_line);
    tcase_add_test(t, peer_text_is_cut_between_characters);
    tcase_add_test(t, random_bytes_become_valid_text);
    tcase_add_test(t, addresses);
    tcase_add_test(t, headers_and_urls);
    tcase_add_test(t, replies);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
