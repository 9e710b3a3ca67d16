/* Single values: what is good and what is not. */
#include "conf/ladder.h"
#include "conf/rules.h"
#include "nvtest.h"

#define GOOD(rule, s) ck_assert_msg((rule)(s) == NULL, "%s: %s", s, (rule)(s))
#define BAD(rule, s) ck_assert_msg((rule)(s) != NULL, "%s", s)

START_TEST(mail_addresses_are_plain_addr_specs)
{
    GOOD(nv_rule_mail, "so-noi-vu@khanhhoa.example");
    GOOD(nv_rule_mail, "a.b+c=d@mail-1.khanhhoa.example");
    GOOD(nv_rule_mail, "root@localhost");
    BAD(nv_rule_mail, "");
    BAD(nv_rule_mail, "a");
    BAD(nv_rule_mail, "@b.example");
    BAD(nv_rule_mail, "a@");
    BAD(nv_rule_mail, ".a@b.example");
    BAD(nv_rule_mail, "a.@b.example");
    BAD(nv_rule_mail, "a..b@b.example");
    BAD(nv_rule_mail, "a b@b.example");
    BAD(nv_rule_mail, "\"a b\"@b.example");
    BAD(nv_rule_mail, "a@b@c.example");
    BAD(nv_rule_mail, "a@-b.example");
    BAD(nv_rule_mail, "a@b..example");
    BAD(nv_rule_mail, "a@b.example.");
    BAD(nv_rule_mail, "a@[127.0.0.1]");
    BAD(nv_rule_mail, "a\r\nBcc: c@b.example");
    BAD(nv_rule_mail, "nhắc@b.example");
    BAD(nv_rule_mail, "Sở <a@b.example>");
    /* 64 bytes are the most before the @, 63 in a label, 254 in all (RFC 5321 section 4.5.3.1). */
    char local[80];
    memset(local, 'a', sizeof local);
    strcpy(local + 64, "@b.example");
    GOOD(nv_rule_mail, local);
    strcpy(local + 65, "@b.example");
    BAD(nv_rule_mail, local);
}
END_TEST

START_TEST(an_address_has_at_most_254_bytes)
{
    char mail[300] = "a@";
    for (int i = 0; i < 4; i++) {
        memset(mail + 2 + i * 63, 'b', 62);
        mail[2 + i * 63 + 62] = '.';
    }
    strcpy(mail + 253, "c"); /* the last label has 63 now */
    ck_assert_uint_eq(strlen(mail), 254);
    GOOD(nv_rule_mail, mail);
    mail[240] = '.';
    strcpy(mail + 254, "c");
    BAD(nv_rule_mail, mail);
    GOOD(nv_rule_mail, "a@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.example");
    BAD(nv_rule_mail, "a@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.example");
}
END_TEST

START_TEST(urls_are_https_or_loopback)
{
    GOOD(nv_rule_url, "https://hooks.example.org");
    GOOD(nv_rule_url, "https://hooks.example.org:8443/a/b?c=d&e=%20");
    GOOD(nv_rule_url, "http://127.0.0.1:8080/x");
    GOOD(nv_rule_url, "http://localhost/");
    GOOD(nv_rule_url, "http://[::1]:80/x");
    GOOD(nv_rule_url, "https://[2001:db8::1]/x");
    BAD(nv_rule_url, "http://hooks.example.org/");
    BAD(nv_rule_url, "http://127.example.org/");
    BAD(nv_rule_url, "http://127.0.0.1.example.org/");
    BAD(nv_rule_url, "http://localhost.example.org/");
    BAD(nv_rule_url, "ftp://hooks.example.org/");
    BAD(nv_rule_url, "hooks.example.org");
    BAD(nv_rule_url, "https://");
    BAD(nv_rule_url, "https:///x");
    BAD(nv_rule_url, "https://user:pw@hooks.example.org/");
    BAD(nv_rule_url, "https://hooks.example.org:0/");
    BAD(nv_rule_url, "https://hooks.example.org:65536/");
    BAD(nv_rule_url, "https://hooks.example.org:/");
    BAD(nv_rule_url, "https://hooks.example.org/a b");
    BAD(nv_rule_url, "https://hooks.example.org/a#b");
    BAD(nv_rule_url, "https://hooks.example.org/việc");
    BAD(nv_rule_url, "https://[::1/x");
}
END_TEST

START_TEST(loopback_is_127_8_and_its_names)
{
    ck_assert(nv_rule_is_loopback("127.0.0.1", 9));
    ck_assert(nv_rule_is_loopback("127.255.255.254", 15));
    ck_assert(nv_rule_is_loopback("::1", 3));
    ck_assert(nv_rule_is_loopback("LocalHost", 9));
    ck_assert(!nv_rule_is_loopback("128.0.0.1", 9));
    ck_assert(!nv_rule_is_loopback("::2", 3));
    ck_assert(!nv_rule_is_loopback("127.1", 5));
}
END_TEST

START_TEST(ids_are_short_and_plain)
{
    GOOD(nv_rule_id, "so-noi-vu");
    BAD(nv_rule_id, "");
    BAD(nv_rule_id, "So");
    BAD(nv_rule_id, "a_b");
    BAD(nv_rule_id, "a/b");
    GOOD(nv_rule_id, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    BAD(nv_rule_id, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
    GOOD(nv_rule_task_id, "VII.12-a");
    BAD(nv_rule_task_id, "I/1");
    BAD(nv_rule_task_id, "I 1");
    BAD(nv_rule_task_id, "Mục1");
    GOOD(nv_rule_label, "khanhhoa");
    BAD(nv_rule_label, "-a");
    BAD(nv_rule_label, "a.b");
}
END_TEST

START_TEST(times_are_hh_mm)
{
    ck_assert_int_eq(nv_rule_time("00:00"), 0);
    ck_assert_int_eq(nv_rule_time("08:05"), 485);
    ck_assert_int_eq(nv_rule_time("24:00"), 1440);
    ck_assert_int_eq(nv_rule_time("24:01"), -1);
    ck_assert_int_eq(nv_rule_time("8:00"), -1);
    ck_assert_int_eq(nv_rule_time("08:60"), -1);
    ck_assert_int_eq(nv_rule_time("08h00"), -1);
    ck_assert_int_eq(nv_rule_time("08:00 "), -1);
}
END_TEST

START_TEST(durations_have_a_unit)
{
    ck_assert_int_eq(nv_rule_duration_s("30s"), 30);
    ck_assert_int_eq(nv_rule_duration_s("5m"), 300);
    ck_assert_int_eq(nv_rule_duration_s("4h"), 14400);
    ck_assert_int_eq(nv_rule_duration_s("5d"), 432000);
    ck_assert_int_eq(nv_rule_duration_s("366d"), 31622400);
    ck_assert_int_eq(nv_rule_duration_s("367d"), -1);
    ck_assert_int_eq(nv_rule_duration_s("5"), -1);
    ck_assert_int_eq(nv_rule_duration_s("0s"), -1);
    ck_assert_int_eq(nv_rule_duration_s("5w"), -1);
    ck_assert_int_eq(nv_rule_duration_s("5mm"), -1);
    ck_assert_int_eq(nv_rule_duration_s(""), -1);
    ck_assert_int_eq(nv_rule_duration_s("99999999999s"), -1);
}
END_TEST

START_TEST(rungs_are_read)
{
    struct nv_rung r;
    ck_assert_ptr_null(nv_rung_parse("quarter-30d", &r));
    ck_assert_int_eq(r.kind, NV_RUNG_PROGRESS);
    ck_assert_int_eq(r.n, -30);
    ck_assert(r.calendar);
    ck_assert_ptr_null(nv_rung_parse("+400w", &r));
    ck_assert_int_eq(r.n, 400);
    static const char *const bad[] = {"",   "w",  "5w",   "-5",         "-0w",      "-05w",
                                      "+0", "-w", "-5wk", "quarter+5w", "quarter5", "-401w"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(nv_rung_parse(bad[i], &r) != NULL, "%s", bad[i]);
}
END_TEST

START_TEST(rungs_rise_across_units)
{
    struct nv_rung a, b;
    /* 20 working days are about 28 calendar days. */
    nv_rung_parse("-30d", &a);
    nv_rung_parse("-20w", &b);
    ck_assert(nv_rung_rises(&a, &b));
    ck_assert(!nv_rung_rises(&b, &a));
    ck_assert(!nv_rung_rises(&a, &a));
    nv_rung_parse("assigned", &a);
    ck_assert(nv_rung_rises(&a, &b));
    ck_assert(!nv_rung_rises(&a, &a));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("conf rules");
    TCase *t = tcase_create("values");
    tcase_add_test(t, mail_addresses_are_plain_addr_specs);
    tcase_add_test(t, an_address_has_at_most_254_bytes);
    tcase_add_test(t, urls_are_https_or_loopback);
    tcase_add_test(t, loopback_is_127_8_and_its_names);
    tcase_add_test(t, ids_are_short_and_plain);
    tcase_add_test(t, times_are_hh_mm);
    tcase_add_test(t, durations_have_a_unit);
    tcase_add_test(t, rungs_are_read);
    tcase_add_test(t, rungs_rise_across_units);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
