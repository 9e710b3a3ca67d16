/* The mailboxes between threads, and whose turn it is among the web lane's hosts. */
#include <stdio.h>

#include "base/mem.h"
#include "courier/courier.h"
#include "courier/hosts.h"
#include "courier/mailbox.h"
#include "courier/parcel.h"
#include "nvtest.h"

static struct nv_parcel *parcel(uint64_t delivery, const char *url)
{
    struct nv_job job = {.delivery = delivery, .url = url, .bytes = nv_strdup("x"), .n_bytes = 1};
    return nv_parcel_new(&job);
}

START_TEST(a_parcel_copies_its_strings)
{
    char from[] = "a@b", header[] = "A: b";
    const char *const headers[] = {header, "C: d", NULL};
    struct nv_job job = {
        .delivery = 3, .from = from, .headers = headers, .bytes = nv_strdup("body"), .n_bytes = 4};
    struct nv_parcel *p = nv_parcel_new(&job);
    from[0] = header[0] = '?';
    ck_assert_str_eq(p->from, "a@b");
    ck_assert_ptr_null(p->to);
    ck_assert_uint_eq(p->n_headers, 2);
    ck_assert_str_eq(p->headers[0], "A: b");
    ck_assert_str_eq(p->headers[1], "C: d");
    ck_assert_ptr_eq(p->bytes, job.bytes);
    nv_parcel_free(p);
}
END_TEST

START_TEST(parcels_come_out_in_order)
{
    struct nv_intake in;
    nv_intake_init(&in);
    struct nv_intake_state first = nv_intake_put(&in, parcel(1, NULL));
    struct nv_intake_state second = nv_intake_put(&in, parcel(2, NULL));
    ck_assert(first.was_empty && first.short_of_threads);
    ck_assert(!second.was_empty && second.short_of_threads);
    for (uint64_t i = 1; i <= 2; i++) {
        struct nv_parcel *p = nv_intake_take(&in, -1);
        ck_assert_uint_eq(p->delivery, i);
        nv_parcel_free(p);
    }
    ck_assert_ptr_null(nv_intake_take(&in, 0));
    ck_assert_ptr_null(nv_intake_take(&in, 1));
    nv_intake_destroy(&in);
}
END_TEST

START_TEST(a_stopped_intake_gives_nothing_and_frees_the_rest)
{
    struct nv_intake in;
    nv_intake_init(&in);
    nv_intake_put(&in, parcel(1, NULL));
    nv_intake_stop(&in);
    ck_assert(nv_intake_stopped(&in));
    ck_assert_ptr_null(nv_intake_take(&in, -1));
    nv_intake_destroy(&in);
}
END_TEST

static void count(void *arg)
{
    ++*(int *)arg;
}

START_TEST(only_the_first_verdict_wakes)
{
    struct nv_returns r;
    struct nv_verdict out[100];
    int wakes = 0;
    uint64_t next_in = 0, next_out = 0;
    nv_returns_init(&r, count, &wakes);
    /* Over many rounds the ring wraps and grows with its first verdict in the middle. */
    for (int round = 0; round < 50; round++) {
        int before = wakes, waiting = (int)(next_in - next_out);
        for (int i = 0; i < 7 + round; i++) {
            struct nv_verdict v = {.delivery = next_in++};
            nv_returns_put(&r, &v);
        }
        ck_assert_int_eq(wakes - before, waiting == 0);
        size_t n = nv_returns_take(&r, out, 25);
        for (size_t i = 0; i < n; i++)
            ck_assert_uint_eq(out[i].delivery, next_out++);
    }
    while (nv_returns_take(&r, out, 1))
        ck_assert_uint_eq(out[0].delivery, next_out++);
    ck_assert_uint_eq(next_out, next_in);
    nv_returns_destroy(&r);
}
END_TEST

static uint64_t next(struct nv_hosts *h, uint32_t *host)
{
    struct nv_parcel *p = nv_hosts_next(h, host);
    uint64_t delivery = p ? p->delivery : 0;
    nv_parcel_free(p);
    return delivery;
}

START_TEST(hosts_take_turns)
{
    struct nv_hosts *h = nv_hosts_new(2, 100, 100);
    uint32_t a, b;
    for (uint64_t i = 1; i <= 3; i++)
        nv_hosts_add(h, parcel(i, "https://A.example/x"));
    nv_hosts_add(h, parcel(4, "https://b.example/x"));
    ck_assert_uint_eq(next(h, &a), 1);
    ck_assert_uint_eq(next(h, &b), 4);
    ck_assert_uint_ne(a, b);
    ck_assert_uint_eq(next(h, &a), 2);
    ck_assert_uint_eq(next(h, &a), 0); /* two of a.example run, b.example has none left */
    nv_hosts_add(h, parcel(5, "HTTPS://a.EXAMPLE?q"));
    nv_hosts_done(h, a, true);
    ck_assert_uint_eq(next(h, &b), 3);
    ck_assert_uint_eq(a, b);
    nv_hosts_done(h, a, true);
    ck_assert_uint_eq(next(h, &b), 5); /* the same host, however it is written */
    ck_assert_uint_eq(a, b);
    nv_hosts_free(h);
}
END_TEST

START_TEST(a_host_that_does_not_answer_gets_one_at_a_time)
{
    struct nv_hosts *h = nv_hosts_new(3, 100, 100);
    uint32_t a;
    for (uint64_t i = 1; i <= 9; i++)
        nv_hosts_add(h, parcel(i, "https://a.example/"));
    for (uint64_t i = 1; i <= 3; i++)
        ck_assert_uint_eq(next(h, &a), i);
    nv_hosts_done(h, a, false);
    ck_assert_uint_eq(next(h, &a), 0);
    nv_hosts_done(h, a, false);
    nv_hosts_done(h, a, false);
    ck_assert_uint_eq(next(h, &a), 4);
    ck_assert_uint_eq(next(h, &a), 0);
    nv_hosts_done(h, a, true);
    ck_assert_uint_eq(next(h, &a), 5);
    ck_assert_uint_eq(next(h, &a), 6);
    ck_assert_uint_eq(next(h, &a), 7);
    ck_assert_uint_eq(next(h, &a), 0);
    ck_assert_uint_eq(nv_hosts_active(h), 3);
    nv_hosts_free(h);
}
END_TEST

START_TEST(all_hosts_together_have_a_limit)
{
    struct nv_hosts *h = nv_hosts_new(2, 3, 3);
    uint32_t host;
    char url[64];
    for (uint64_t i = 1; i <= 5; i++) {
        snprintf(url, sizeof url, "http://h%d.example/", (int)i);
        nv_hosts_add(h, parcel(i, url));
    }
    for (uint64_t i = 1; i <= 3; i++)
        ck_assert_uint_eq(next(h, &host), i);
    ck_assert_uint_eq(next(h, &host), 0);
    nv_hosts_done(h, host, true);
    ck_assert_uint_eq(next(h, &host), 4);
    struct nv_parcel *left = nv_hosts_take_all(h);
    ck_assert_uint_eq(left->delivery, 5);
    ck_assert_ptr_null(left->next);
    nv_parcel_free(left);
    nv_hosts_done(h, host, true);
    ck_assert_uint_eq(next(h, &host), 0);
    nv_hosts_free(h);
}
END_TEST

START_TEST(hosts_that_do_not_answer_leave_room_for_others)
{
    struct nv_hosts *h = nv_hosts_new(2, 4, 2);
    uint32_t good, dead[2], other;
    char url[64];
    nv_hosts_add(h, parcel(1, "http://good.example/"));
    nv_hosts_add(h, parcel(2, "http://good.example/"));
    for (uint64_t i = 10; i < 15; i++) {
        snprintf(url, sizeof url, "http://h%d.example/", (int)i);
        nv_hosts_add(h, parcel(i, url));
    }
    ck_assert_uint_eq(next(h, &good), 1);
    ck_assert_uint_eq(next(h, &dead[0]), 10);
    ck_assert_uint_eq(next(h, &other), 0); /* nothing is known of the others yet */
    nv_hosts_done(h, good, true);
    nv_hosts_add(h, parcel(3, "http://good.example/"));
    nv_hosts_add(h, parcel(4, "http://good.example/"));
    /* One of each kind, though 2 stood behind those in doubt. */
    ck_assert_uint_eq(next(h, &dead[1]), 11);
    ck_assert_uint_eq(next(h, &good), 2);
    ck_assert_uint_eq(next(h, &good), 3);
    ck_assert_uint_eq(next(h, &other), 0);
    nv_hosts_done(h, dead[0], false);
    ck_assert_uint_eq(next(h, &other), 12);
    /* One that answered is in doubt no more, and one that answered once and no longer is again. */
    nv_hosts_done(h, dead[1], true);
    nv_hosts_done(h, good, false);
    ck_assert_uint_eq(next(h, &dead[0]), 0);
    nv_hosts_done(h, good, false);
    ck_assert_uint_eq(next(h, &dead[0]), 13);
    ck_assert_uint_eq(next(h, &dead[0]), 0);
    nv_hosts_done(h, other, true);
    ck_assert_uint_eq(next(h, &other), 14);
    ck_assert_uint_eq(next(h, &other), 0);
    nv_hosts_done(h, dead[0], true);
    ck_assert_uint_eq(next(h, &other), 4);
    ck_assert_uint_eq(nv_hosts_active(h), 2);
    nv_hosts_free(h);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("courier mailbox");
    TCase *t = tcase_create("mailbox");
    tcase_add_test(t, a_parcel_copies_its_strings);
    tcase_add_test(t, parcels_come_out_in_order);
    tcase_add_test(t, a_stopped_intake_gives_nothing_and_frees_the_rest);
    tcase_add_test(t, only_the_first_verdict_wakes);
    tcase_add_test(t, hosts_take_turns);
    tcase_add_test(t, a_host_that_does_not_answer_gets_one_at_a_time);
    tcase_add_test(t, all_hosts_together_have_a_limit);
    tcase_add_test(t, hosts_that_do_not_answer_leave_room_for_others);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
