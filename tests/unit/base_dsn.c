/* Messages that came back, as real systems write them; the samples are written by hand after the
 * forms of Postfix, Exchange Online, Gmail, qmail and Exim, with names of the documentation. */
#include <stdlib.h>
#include <string.h>

#include "base/dsn.h"
#include "base/mem.h"
#include "nvtest.h"

#define REPORT(fields)                                                                             \
    "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\n"                 \
    "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"             \
    "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"B1\"\r\n\r\n"    \
    "--B1\r\nContent-Type: text/plain\r\n\r\nThis is the mail system at host mx.example.\r\n"      \
    "\r\n--B1\r\nContent-Description: Delivery report\r\n"                                         \
    "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n"              \
    "Arrival-Date: Mon, 24 Mar 2025 08:00:01 +0700 (+07)\r\n\r\n"                                  \
    "Final-Recipient: rfc822; so-a@khanhhoa.example\r\n" fields                                    \
    "\r\n--B1\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\nAction: delivered\r\n"          \
    "\r\n550 5.9.9 in the letter itself\r\n--B1--\r\n"

static const struct {
    const char *bytes;
    enum nv_dsn_kind kind;
    int code;
    const char *text;
} cases[] = {
    {REPORT("Original-Recipient: rfc822;so-a@khanhhoa.example\r\nAction: failed\r\n"
            "Status: 5.1.1\r\nRemote-MTA: dns; thu.khanhhoa.example\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 <so-a@khanhhoa.example>: Recipient address\r\n"
            "    rejected: User unknown in virtual mailbox table\r\n"),
     NV_DSN_FAILED, 550,
     "550 5.1.1 <so-a@khanhhoa.example>: Recipient address rejected: User unknown in virtual "
     "mailbox table"},
    {REPORT("Action: delayed\r\nStatus: 4.4.1\r\n"
            "Diagnostic-Code: X-Postfix; connect to mx: Connection timed out\r\n"
            "Will-Retry-Until: Sat, 29 Mar 2025 08:00:01 +0700\r\n"),
     NV_DSN_DELAYED, 0, "connect to mx: Connection timed out"},
    {REPORT("Action: relayed\r\nStatus: 2.0.0\r\nDiagnostic-Code: smtp; 250 ok\r\n"), NV_DSN_OTHER,
     0, "250 ok"},
    {REPORT("action: FAILED\r\nstatus: 5.2.2\r\n"), NV_DSN_FAILED, 0, "5.2.2"},
    /* Gmail: a reply of several lines, folded. */
    {"Content-Type: multipart/report; boundary=\"000\"; report-type=delivery-status\n"
     "From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\n"
     "Subject: Delivery Status Notification (Failure)\n\n--000\n"
     "Content-Type: text/plain; charset=\"UTF-8\"\n\n** Address not found **\n\n--000\n"
     "Content-Type: message/delivery-status\n\nReporting-MTA: dns; googlemail.example\n\n"
     "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n"
     "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist."
     "\n 550-5.1.1 Please try double-checking the recipient's address\n 550 5.1.1 NoSuchUser\n"
     "Last-Attempt-Date: Mon, 24 Mar 2025 08:00:01 -0700 (PDT)\n\n--000--\n",
     NV_DSN_FAILED, 550,
     "550-5.1.1 The email account that you tried to reach does not exist. 550-5.1.1 Please try "
     "double-checking the recipient's address 550 5.1.1 NoSuchUser"},
    /* Exchange Online. */
    {"From: Microsoft Outlook <MicrosoftExchange329e@tinh.example>\r\n"
     "Subject: Undeliverable: Nhac viec\r\nAuto-Submitted: auto-replied\r\n"
     "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"_x_\"\r\n\r\n"
     "--_x_\r\nContent-Type: multipart/alternative; boundary=\"y\"\r\n\r\n--y\r\n"
     "Content-Type: text/plain; charset=\"utf-8\"\r\n\r\nYour message to a@b.example couldn't be "
     "delivered.\r\n--y--\r\n--_x_\r\nContent-Type: message/delivery-status\r\n\r\n"
     "Reporting-MTA: dns;SG2.prod.example\r\nReceived-From-MTA: dns;thu.example\r\n\r\n"
     "Final-Recipient: rfc822;a@b.example\r\nAction: failed\r\nStatus: 5.1.10\r\n"
     "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient a@b.example not "
     "found by SMTP address lookup\r\nX-Display-Name: a\r\n\r\n--_x_--\r\n",
     NV_DSN_FAILED, 550,
     "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient a@b.example not found by SMTP address "
     "lookup"},
    /* qmail. */
    {"Return-Path: <>\nFrom: MAILER-DAEMON@may.example\nSubject: failure notice\n\n"
     "Hi. This is the qmail-send program at may.example.\nI'm afraid I wasn't able to deliver "
     "your message to the following addresses.\nThis is a permanent error; I've given up. Sorry "
     "it didn't work out.\n\n<a@b.example>:\n192.0.2.7 does not like recipient.\nRemote host "
     "said: 553 sorry, that domain isn't allowed\nGiving up on 192.0.2.7.\n\n--- Below this line "
     "is a copy of the message.\n\nSubject: x\n",
     NV_DSN_FAILED, 553,
     "192.0.2.7 does not like recipient. Remote host said: 553 sorry, that domain isn't allowed "
     "Giving up on 192.0.2.7."},
    /* Exim without a report. */
    {"Return-path: <>\nFrom: Mail Delivery System <Mailer-Daemon@host.example>\n"
     "Subject: Mail delivery failed: returning message to sender\n\n"
     "This message was created automatically.\n\n  a@b.example\n    SMTP error from remote mail "
     "server after RCPT TO:<a@b.example>:\n    550 No such user here\n",
     NV_DSN_FAILED, 550, "550 No such user here"},
    {"Return-path: <>\nFrom: Mailer-Daemon@host.example\nSubject: Warning: message 1abc delayed "
     "24 hours\n\n421 later\n",
     NV_DSN_DELAYED, 0, ""},
    {"From: postmaster@host.example\nSubject: Undeliverable mail\n\nno reason is given\n",
     NV_DSN_FAILED, 0, "Undeliverable mail"},
    /* Answers that mean nothing. */
    {"From: so-a@khanhhoa.example\nAuto-Submitted: auto-replied (vacation)\nSubject: Tu dong tra "
     "loi: undeliverable\n\n550 5.1.1 di cong tac\n",
     NV_DSN_OTHER, 0, ""},
    {"From: postmaster@khanhhoa.example\nX-Autoreply: yes\nSubject: Undeliverable?\n\nvang mat\n",
     NV_DSN_OTHER, 0, ""},
    {"From: so-a@khanhhoa.example\nSubject: Re: undelivered, sao lai the?\n\n550 5.1.1 chi la "
     "chu\n",
     NV_DSN_OTHER, 0, ""},
    {"", NV_DSN_OTHER, 0, ""},
    {"\n", NV_DSN_OTHER, 0, ""},
    {"no header at all", NV_DSN_OTHER, 0, ""},
    {"Content-Type: multipart/report; report-type=delivery-status\n\nno parts", NV_DSN_OTHER, 0,
     ""},
};

START_TEST(what_came_back_is_understood)
{
    struct nv_dsn d;
    nv_dsn_read(cases[_i].bytes, strlen(cases[_i].bytes), &d);
    ck_assert_int_eq(d.kind, cases[_i].kind);
    ck_assert_int_eq(d.code, cases[_i].code);
    ck_assert_str_eq(d.text, cases[_i].text);
}
END_TEST

/* Every beginning of every sample, in memory that ends where it ends. */
START_TEST(a_cut_message_is_read_to_its_end_and_no_further)
{
    struct nv_dsn d;
    size_t n = strlen(cases[_i].bytes);
    for (size_t k = 0; k <= n; k++) {
        char *cut = nv_malloc(k ? k : 1);
        char extension[64];
        memcpy(cut, cases[_i].bytes, k);
        nv_dsn_read(cut, k, &d);
        nv_dsn_extension(cut, k, "bounce", extension, sizeof extension);
        ck_assert(strlen(d.text) < sizeof d.text && !strpbrk(d.text, "\r\n"));
        free(cut);
    }
}
END_TEST

START_TEST(other_encodings_and_controls_do_no_harm)
{
    static const char bytes[] = "From: postmaster@a.example\nSubject: undeliverable\n\n"
                                "550 5.1.1 kh\xf4ng \x1b[31m c\xf3\x01 ai\n";
    struct nv_dsn d;
    nv_dsn_read(bytes, sizeof bytes - 1, &d);
    ck_assert_str_eq(d.text, "550 5.1.1 kh?ng [31m c? ai");
}
END_TEST

START_TEST(the_address_it_came_for_is_found)
{
    static const char a[] = "Received: x\nX-Original-To: bounce+34.00ff@khanhhoa.example\nTo: "
                            "bounce+35.00@khanhhoa.example\n\nTo: bounce+36.00@x\n";
    static const char b[] = "To: \"x\" <other+1@x.example>,\n <bounce+7.ab@khanhhoa.example>\n\n";
    static const char c[] = "To: bounce@khanhhoa.example\n\n";
    char out[40];
    nv_dsn_extension(a, sizeof a - 1, "bounce", out, sizeof out);
    ck_assert_str_eq(out, "34.00ff");
    nv_dsn_extension(b, sizeof b - 1, "bounce", out, sizeof out);
    ck_assert_str_eq(out, "7.ab");
    nv_dsn_extension(c, sizeof c - 1, "bounce", out, sizeof out);
    ck_assert_str_eq(out, "");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("base: returned messages");
    TCase *c = tcase_create("dsn");
    enum { N = sizeof cases / sizeof *cases };
    tcase_add_loop_test(c, what_came_back_is_understood, 0, N);
    tcase_add_loop_test(c, a_cut_message_is_read_to_its_end_and_no_further, 0, N);
    tcase_add_test(c, other_encodings_and_controls_do_no_harm);
    tcase_add_test(c, the_address_it_came_for_is_found);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(make_suite)
