/* The whole fault table as values, and what RFC 5321, 4954, 3207 and 9110 say beside it. */
#include <curl/curl.h>

#include "courier/classify.h"
#include "nvtest.h"

static const struct {
    int result;
    long code;
    bool given, cut;
    enum nv_class class;
} smtp[] =
    {
        {CURLE_OK, 250, true, false, NV_SENT},
        {CURLE_SEND_ERROR, 550, false, false, NV_PERMANENT},
        {CURLE_SEND_ERROR, 450, false, false, NV_TEMPORARY},
        {CURLE_SEND_ERROR, 421, false, false, NV_TEMPORARY},
        {CURLE_SEND_ERROR, 530, false, false, NV_REFUSED},
        {CURLE_SEND_ERROR, 250, false, false, NV_TEMPORARY},
        {CURLE_WEIRD_SERVER_REPLY, 451, true, false, NV_TEMPORARY},
        {CURLE_WEIRD_SERVER_REPLY, 554, true, false, NV_PERMANENT},
        {CURLE_WEIRD_SERVER_REPLY, 251, true, false, NV_SENT},
        {CURLE_WEIRD_SERVER_REPLY, 554, false, false, NV_TEMPORARY}, /* as banner */
        {CURLE_WEIRD_SERVER_REPLY, 220, false, false,
         NV_REFUSED}, /* text behind the 220 to STARTTLS */
        {CURLE_RECV_ERROR, 354, true, false, NV_AMBIGUOUS},
        {CURLE_SEND_ERROR, 354, true, false, NV_AMBIGUOUS},
        {CURLE_OPERATION_TIMEDOUT, 354, true, false, NV_AMBIGUOUS},
        {CURLE_ABORTED_BY_CALLBACK, 354, true, false, NV_AMBIGUOUS},
        {CURLE_RECV_ERROR, 354, false, false, NV_TEMPORARY}, /* no dot was sent */
        {CURLE_OPERATION_TIMEDOUT, 354, false, false, NV_TEMPORARY},
        {CURLE_LOGIN_DENIED, 535, false, false, NV_REFUSED},
        {CURLE_LOGIN_DENIED, 534, false, false, NV_REFUSED},
        {CURLE_LOGIN_DENIED, 250, false, false, NV_REFUSED}, /* no mechanism in common */
        {CURLE_LOGIN_DENIED, 454, false, false, NV_TEMPORARY},
        {CURLE_USE_SSL_FAILED, 250, false, false, NV_REFUSED},
        {CURLE_USE_SSL_FAILED, 454, false, false, NV_TEMPORARY},
        {CURLE_PEER_FAILED_VERIFICATION, 220, false, false, NV_REFUSED},
        {CURLE_SSL_CONNECT_ERROR, 0, false, false, NV_REFUSED},
        {CURLE_SSL_CONNECT_ERROR, 220, false, true, NV_TEMPORARY},
        {CURLE_SSL_CACERT_BADFILE, 0, false, false, NV_REFUSED},
        {CURLE_OPERATION_TIMEDOUT, 0, false, false, NV_TEMPORARY},
        {CURLE_RECV_ERROR, 0, false, false, NV_TEMPORARY},
        {CURLE_COULDNT_CONNECT, 0, false, false, NV_TEMPORARY},
        {CURLE_COULDNT_RESOLVE_HOST, 0, false, false, NV_TEMPORARY},
        {CURLE_REMOTE_ACCESS_DENIED, 502, false, false, NV_TEMPORARY},
        {CURLE_OUT_OF_MEMORY, 0, false, false, NV_TEMPORARY},
},
  http[] = {
      {CURLE_OK, 200, true, false, NV_SENT},
      {CURLE_OK, 204, true, false, NV_SENT},
      {CURLE_OK, 299, true, false, NV_SENT},
      {CURLE_OK, 301, true, false, NV_PERMANENT},
      {CURLE_OK, 304, true, false, NV_PERMANENT},
      {CURLE_OK, 308, true, false, NV_PERMANENT},
      {CURLE_OK, 400, true, false, NV_PERMANENT},
      {CURLE_OK, 401, true, false, NV_PERMANENT},
      {CURLE_OK, 404, true, false, NV_PERMANENT},
      {CURLE_OK, 408, true, false, NV_TEMPORARY},
      {CURLE_OK, 410, true, false, NV_PERMANENT},
      {CURLE_OK, 425, true, false, NV_TEMPORARY},
      {CURLE_OK, 429, true, false, NV_TEMPORARY},
      {CURLE_OK, 500, true, false, NV_TEMPORARY},
      {CURLE_OK, 503, true, false, NV_TEMPORARY},
      {CURLE_OK, 599, true, false, NV_TEMPORARY},
      {CURLE_WRITE_ERROR, 200, true, false, NV_SENT}, /* the body was too long for us */
      {CURLE_PARTIAL_FILE, 202, true, false, NV_SENT},
      {CURLE_OPERATION_TIMEDOUT, 503, true, false, NV_TEMPORARY},
      {CURLE_SEND_ERROR, 413, false, false, NV_PERMANENT},
      {CURLE_GOT_NOTHING, 0, true, false, NV_AMBIGUOUS},
      {CURLE_RECV_ERROR, 0, true, false, NV_AMBIGUOUS},
      {CURLE_RECV_ERROR, 100, true, false, NV_AMBIGUOUS},
      {CURLE_OPERATION_TIMEDOUT, 0, true, false, NV_AMBIGUOUS},
      {CURLE_ABORTED_BY_CALLBACK, 0, true, false, NV_AMBIGUOUS},
      {CURLE_SEND_ERROR, 0, false, false, NV_TEMPORARY},
      {CURLE_OPERATION_TIMEDOUT, 0, false, false, NV_TEMPORARY},
      {CURLE_COULDNT_CONNECT, 0, false, false, NV_TEMPORARY},
      {CURLE_COULDNT_RESOLVE_HOST, 0, false, false, NV_TEMPORARY},
      {CURLE_URL_MALFORMAT, 0, false, false, NV_PERMANENT},
      {CURLE_UNSUPPORTED_PROTOCOL, 0, false, false, NV_PERMANENT},
      {CURLE_PEER_FAILED_VERIFICATION, 0, false, false, NV_REFUSED},
      {CURLE_SSL_CONNECT_ERROR, 0, false, false, NV_REFUSED},
      {CURLE_SSL_CONNECT_ERROR, 0, false, true, NV_TEMPORARY},
};

START_TEST(smtp_row)
{
    struct nv_outcome o = {smtp[_i].result, smtp[_i].code, smtp[_i].given, smtp[_i].cut};
    ck_assert_str_eq(nv_class_name(nv_classify_smtp(&o)), nv_class_name(smtp[_i].class));
}
END_TEST

START_TEST(http_row)
{
    struct nv_outcome o = {http[_i].result, http[_i].code, http[_i].given, http[_i].cut};
    ck_assert_str_eq(nv_class_name(nv_classify_http(&o)), nv_class_name(http[_i].class));
}
END_TEST

/* Whatever libcurl and the peer come up with: only a 2yz is sent, and nothing whose dot may have
 * gone out is called undelivered unless the peer said so. */
START_TEST(no_outcome_is_called_sent_without_a_2yz)
{
    for (int result = 0; result < CURL_LAST; result++)
        for (long code = 0; code < 600; code++)
            for (int given = 0; given < 2; given++) {
                struct nv_outcome o = {result, code, given, false};
                if (nv_classify_smtp(&o) == NV_SENT || nv_classify_http(&o) == NV_SENT)
                    ck_assert_int_eq(code / 100, 2);
                if (nv_classify_smtp(&o) == NV_PERMANENT)
                    ck_assert_int_eq(code / 100, 5);
            }
}
END_TEST

START_TEST(a_cut_handshake_is_told_from_a_refused_one)
{
    ck_assert(nv_outcome_tls_cut(
        CURLE_SSL_CONNECT_ERROR,
        "OpenSSL SSL_connect: Connection reset by peer in connection to mail.example:465 "));
    ck_assert(nv_outcome_tls_cut(CURLE_SSL_CONNECT_ERROR,
                                 "error:0A000126:SSL routines::unexpected eof while reading"));
    ck_assert(!nv_outcome_tls_cut(CURLE_SSL_CONNECT_ERROR,
                                  "error:0A000102:SSL routines::unsupported protocol"));
    ck_assert(!nv_outcome_tls_cut(CURLE_RECV_ERROR, "OpenSSL SSL_read: Connection reset by peer"));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("courier classify");
    TCase *t = tcase_create("classify");
    tcase_add_loop_test(t, smtp_row, 0, sizeof smtp / sizeof *smtp);
    tcase_add_loop_test(t, http_row, 0, sizeof http / sizeof *http);
    tcase_add_test(t, no_outcome_is_called_sent_without_a_2yz);
    tcase_add_test(t, a_cut_handshake_is_told_from_a_refused_one);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
