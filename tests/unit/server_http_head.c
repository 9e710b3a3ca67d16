/* The judge of request heads: what is served, what is waited for, what is refused and how. The
 * cases follow RFC 9112 and the usual shapes of request smuggling. */
#include "server/http_head.h"

#include <stdio.h>
#include <string.h>

#include "nvtest.h"

#define H "Host: a.example\r\n"

static const struct {
    const char *text;
    int verdict;
} cases[] = {
    {"GET /healthz HTTP/1.1\r\n" H "\r\n", NV_HTTP_SERVE},
    {"HEAD /healthz HTTP/1.1\r\n" H "\r\n", NV_HTTP_SERVE},
    {"GET / HTTP/1.0\r\n\r\n", NV_HTTP_SERVE},
    {"GET /a%20b?x=1&y=%C3%A9 HTTP/1.1\r\n" H "Accept: */*\r\nX:\r\nY: \t v\xC3\xA9 \r\n\r\n",
     NV_HTTP_SERVE},
    {"GET / HTTP/1.1\r\nhOST: a\r\nContent-Length: 0\r\n\r\n", NV_HTTP_SERVE},
    /* Not whole. */
    {"", NV_HTTP_MORE},
    {"G", NV_HTTP_MORE},
    {"GET /healthz HTTP/1.1", NV_HTTP_MORE},
    {"GET /healthz HTTP/1.1\r", NV_HTTP_MORE},
    {"GET /healthz HTTP/1.1\r\n", NV_HTTP_MORE},
    {"GET /healthz HTTP/1.1\r\n" H, NV_HTTP_MORE},
    {"GET /healthz HTTP/1.1\r\n" H "\r", NV_HTTP_MORE},
    /* The request line. */
    {"GET /\r\n", NV_HTTP_BAD}, /* HTTP/0.9 */
    {"GET / HTTP/9.9\r\n", NV_HTTP_BAD},
    {"GET / HTTP/2.0\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.10\r\n", NV_HTTP_BAD},
    {"GET / http/1.1\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1 \r\n", NV_HTTP_BAD},
    {"GET  / HTTP/1.1\r\n", NV_HTTP_BAD},
    {"GET /  HTTP/1.1\r\n", NV_HTTP_BAD},
    {" GET / HTTP/1.1\r\n", NV_HTTP_BAD},
    {"\r\nGET / HTTP/1.1\r\n", NV_HTTP_BAD},
    {"GET\t/ HTTP/1.1\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\rX", NV_HTTP_BAD},
    {"GET /\x01 HTTP/1.1\r\n", NV_HTTP_BAD},
    {"GET /\x7f", NV_HTTP_BAD},
    {"GET /\xC3\xA9 HTTP/1.1\r\n", NV_HTTP_BAD},
    {"GET http://a.example/ HTTP/1.1\r\n", NV_HTTP_BAD}, /* absolute-form */
    {"GET a.example:443 HTTP/1.1\r\n", NV_HTTP_BAD},
    {"GET * HTTP/1.1\r\n", NV_HTTP_BAD},
    {"GET /#x HTTP/1.1\r\n", NV_HTTP_BAD},
    {"GET /a\\b HTTP/1.1\r\n", NV_HTTP_BAD},
    {"GET /%zz HTTP/1.1\r\n", NV_HTTP_BAD},
    {"GET /%4 HTTP/1.1\r\n", NV_HTTP_BAD},
    {"GET /healthz%00.png HTTP/1.1\r\n", NV_HTTP_BAD},
    {"\x16\x03\x01\x02", NV_HTTP_BAD}, /* TLS */
    {"{\"command\":", NV_HTTP_BAD},
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NV_HTTP_BAD}, /* no method is so long */
    {"POST / HTTP/1.1\r\n", NV_HTTP_METHOD},
    {"OPTIONS * HTTP/1.1\r\n", NV_HTTP_METHOD},
    {"CONNECT a.example:443 HTTP/1.1\r\n", NV_HTTP_METHOD},
    {"get / HTTP/1.1\r\n", NV_HTTP_METHOD},
    {"PRI * HTTP/2.0\r\n", NV_HTTP_BAD},
    /* Fields. */
    {"GET / HTTP/1.1\r\n\r\n", NV_HTTP_BAD}, /* no Host */
    {"GET / HTTP/1.1\r\n" H H "\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\nHost : a\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n Host: a\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n", NV_HTTP_BAD}, /* obs-fold */
    {"GET / HTTP/1.1\r\n" H "X\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H ": x\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "X: a\nY: b\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "X: a\rY: b\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "X: \x0b\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "\r\nX", NV_HTTP_BAD}, /* bytes behind the head */
    {"GET / HTTP/1.1\r\n" H "\r\nGET / HTTP/1.1\r\n" H "\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "Content-Length: 5\r\n", NV_HTTP_BODY},
    {"GET / HTTP/1.1\r\n" H "Content-Length: 0\r\ncontent-length: 0\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "Content-Length: 0, 0\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "Content-Length: +0\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "Content-Length:\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "Content-Length: 0x0\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "Content-Length: 0\r\nTransfer-Encoding: identity\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "Transfer-Encoding : chunked\r\n", NV_HTTP_BAD},
    {"GET / HTTP/1.1\r\n" H "Expect: 100-continue\r\n", NV_HTTP_EXPECT},
};

START_TEST(each_head_has_its_verdict)
{
    ck_assert_msg(nv_http_head_judge(cases[_i].text, strlen(cases[_i].text)) ==
                      (enum nv_http_verdict)cases[_i].verdict,
                  "%s", cases[_i].text);
}
END_TEST

/* However it comes in pieces, the verdict is the same: nothing before it but "more". */
START_TEST(pieces_do_not_matter)
{
    const char *text = cases[_i].text;
    size_t n = strlen(text);
    int verdict = NV_HTTP_MORE;
    for (size_t i = 0; i <= n && verdict == NV_HTTP_MORE; i++)
        verdict = (int)nv_http_head_judge(text, i);
    /* What lies behind a whole head cannot be known before it is there. */
    const char *end = strstr(text, "\r\n\r\n");
    if (end && end[4])
        ck_assert_int_eq(verdict, NV_HTTP_SERVE);
    else
        ck_assert_int_eq(verdict, cases[_i].verdict);
}
END_TEST

START_TEST(a_nul_is_refused_wherever_it_stands)
{
    const char good[] = "GET / HTTP/1.1\r\n" H "X: y\r\n\r\n";
    size_t n = sizeof good - 1;
    for (size_t i = 0; i < n; i++) {
        char text[sizeof good];
        memcpy(text, good, n);
        text[i] = '\0';
        ck_assert_uint_eq(nv_http_head_judge(text, n), NV_HTTP_BAD);
    }
}
END_TEST

static char large[200000];

/* A good head that is `n` bytes long with its last line end. */
static size_t head_of(size_t n)
{
    size_t at = (size_t)sprintf(large, "GET / HTTP/1.1\r\n" H "X: ");
    while (at + 4 < n)
        large[at++] = 'x';
    memcpy(large + at, "\r\n\r\n", 4);
    return at + 4;
}

START_TEST(a_head_may_have_32_kib_and_no_more)
{
    ck_assert_uint_eq(nv_http_head_judge(large, head_of(32768)), NV_HTTP_SERVE);
    ck_assert_uint_eq(nv_http_head_judge(large, head_of(32769)), NV_HTTP_LARGE);
    ck_assert_uint_eq(nv_http_head_judge(large, head_of(40000)), NV_HTTP_LARGE);
    ck_assert_uint_eq(nv_http_head_judge(large, head_of(32769) - 2), NV_HTTP_MORE);
}
END_TEST

START_TEST(a_target_may_have_8_kib_and_no_more)
{
    for (size_t n = 8192; n <= 8193; n++) {
        size_t at = (size_t)sprintf(large, "GET /");
        while (at < 4 + n)
            large[at++] = 'x';
        at += (size_t)sprintf(large + at, " HTTP/1.1\r\n" H "\r\n");
        ck_assert_uint_eq(nv_http_head_judge(large, at),
                          n == 8192 ? NV_HTTP_SERVE : NV_HTTP_TARGET);
    }
    memcpy(large, "GET /", 5);
    memset(large + 5, 'x', 20000);
    ck_assert_uint_eq(nv_http_head_judge(large, 20005), NV_HTTP_TARGET);
}
END_TEST

START_TEST(a_head_may_have_100_fields_and_no_more)
{
    for (int n = 100; n <= 101; n++) {
        size_t at = (size_t)sprintf(large, "GET / HTTP/1.1\r\n" H);
        for (int i = 1; i < n; i++)
            at += (size_t)sprintf(large + at, "X: y\r\n");
        at += (size_t)sprintf(large + at, "\r\n");
        ck_assert_uint_eq(nv_http_head_judge(large, at), n == 100 ? NV_HTTP_SERVE : NV_HTTP_LARGE);
    }
}
END_TEST

static Suite *make_suite(void)
{
    enum { N = sizeof cases / sizeof *cases };
    Suite *s = suite_create("server/http_head");
    TCase *t = tcase_create("head");
    tcase_add_loop_test(t, each_head_has_its_verdict, 0, N);
    tcase_add_loop_test(t, pieces_do_not_matter, 0, N);
    tcase_add_test(t, a_nul_is_refused_wherever_it_stands);
    tcase_add_test(t, a_head_may_have_32_kib_and_no_more);
    tcase_add_test(t, a_target_may_have_8_kib_and_no_more);
    tcase_add_test(t, a_head_may_have_100_fields_and_no_more);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
