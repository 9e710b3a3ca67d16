/* The SMTP lane against a scripted server: every row of the fault table over the real library. */
#include "courier_peer.h"

struct row {
    const char *what;
    const char *behave[3]; /* --behave; NULL: none */
    enum nv_class class;
    int code;
    const char *text; /* a part of the verdict's words, or NULL */
};

static const struct row rows[] = {
    {"452 at MAIL", {"mail=452:4.3.1 no space"}, NV_TEMPORARY, 452, "no space"},
    {"accepted", {NULL}, NV_SENT, 250, "250 2.0.0 Ok: queued as "},
    {"accepted with another 2yz", {"dot=252:maybe"}, NV_SENT, 252, "252 maybe"},
    {"550 at RCPT", {"rcpt=550:5.1.1 no such user"}, NV_PERMANENT, 550, "550 5.1.1 no such user"},
    {"550 in several lines", {"rcpt=550:one|two"}, NV_PERMANENT, 550, "550-one two"},
    {"550 and QUIT unanswered", {"rcpt=550:no", "quit=silent"}, NV_PERMANENT, 550, "550 no"},
    {"450 at RCPT", {"rcpt=450:4.2.0 greylisted"}, NV_TEMPORARY, 450, "greylisted"},
    {"421 at RCPT and closed", {"rcpt=421!:4.3.2 shutting down"}, NV_TEMPORARY, 421, "shutting"},
    {"552 at MAIL", {"mail=552:5.3.4 too big"}, NV_PERMANENT, 552, "too big"},
    {"451 at MAIL", {"mail=451:later"}, NV_TEMPORARY, 451, "later"},
    {"530 at MAIL", {"mail=530:5.7.0 authentication required"}, NV_REFUSED, 530, "authentication"},
    {"554 at DATA", {"data=554:5.5.1 no"}, NV_PERMANENT, 554, "554 5.5.1 no"},
    {"451 at DATA", {"data=451:later"}, NV_TEMPORARY, 451, "later"},
    {"250 at DATA", {"data=250:what"}, NV_TEMPORARY, 0, NULL},
    {"451 after the dot", {"dot=451:4.3.0 disk full"}, NV_TEMPORARY, 451, "disk full"},
    {"554 after the dot", {"dot=554:5.7.1 spam"}, NV_PERMANENT, 554, "spam"},
    {"drop after the dot", {"dot=drop"}, NV_AMBIGUOUS, 354, NULL},
    {"RST after the dot", {"dot=rst"}, NV_AMBIGUOUS, 354, NULL},
    {"silence after the dot", {"dot=silent"}, NV_AMBIGUOUS, 354, "không nhận được câu trả lời"},
    {"taken, then RST", {"dot=+rst"}, NV_AMBIGUOUS, 354, NULL},
    {"taken, then silence", {"dot=+silent"}, NV_AMBIGUOUS, 354, NULL},
    {"garbage after the dot", {"dot=garbage"}, NV_AMBIGUOUS, 354, NULL},
    {"drop at MAIL", {"mail=drop"}, NV_TEMPORARY, 0, "kết nối bị ngắt giữa chừng ("},
    {"drop at RCPT", {"rcpt=drop"}, NV_TEMPORARY, 0, NULL},
    {"drop at DATA", {"data=drop"}, NV_TEMPORARY, 0, NULL},
    {"silence at DATA", {"data=silent"}, NV_TEMPORARY, 0, NULL},
    {"no banner", {"connect=silent"}, NV_TEMPORARY, 0, "không trả lời trong thời gian chờ ("},
    {"garbage as banner", {"connect=garbage"}, NV_TEMPORARY, 0, NULL},
    {"dripping banner", {"connect=drip:0.5"}, NV_TEMPORARY, 0, NULL},
    {"endless banner", {"connect=endless"}, NV_TEMPORARY, 0, NULL},
    {"554 as banner", {"connect=554:no service for you"}, NV_TEMPORARY, 554, "no service"},
    {"421 as banner", {"connect=421!:too busy"}, NV_TEMPORARY, 421, "too busy"},
    {"502 at EHLO", {"ehlo=502:what"}, NV_TEMPORARY, 502, NULL},
    {"drop at EHLO", {"ehlo=drop"}, NV_TEMPORARY, 0, NULL},
    {"250 and silence at QUIT", {"quit=silent"}, NV_SENT, 250, "queued as"},
};
#define N_ROWS (sizeof rows / sizeof *rows)

/* All rows at once, each with its own server and lane, so that the silent ones wait together. */
START_TEST(every_row_of_the_fault_table)
{
    struct scratch dir = scratch_make();
    struct peer peers[N_ROWS];
    struct nv_lane lanes[N_ROWS];
    struct nv_verdict v[N_ROWS], of[N_ROWS];
    char log[N_ROWS][300];
    struct office o;
    for (size_t i = 0; i < N_ROWS; i++) {
        char name[32];
        snprintf(name, sizeof name, "log%zu", i);
        scratch_path(&dir, name, log[i], sizeof log[i]);
        const char *const *b = rows[i].behave;
        peers[i] = peer_start("smtp_server.py", "--log", log[i], "--behave", b[0] ? b[0] : "dot=ok",
                              "--behave", b[1] ? b[1] : "body=ok", NULL);
        lanes[i] = smtp_lane(peers[i].port);
        lanes[i].timeout_s = 3;
    }
    office_open(&o, lanes, N_ROWS);
    for (unsigned i = 0; i < N_ROWS; i++)
        submit_mail(&o, i, i);
    office_collect(&o, v, N_ROWS);
    for (size_t i = 0; i < N_ROWS; i++)
        of[v[i].delivery] = v[i];
    for (size_t i = 0; i < N_ROWS; i++) {
        ck_assert_msg(of[i].class == rows[i].class && of[i].code == rows[i].code,
                      "%s: is %s %d (%s)", rows[i].what, nv_class_name(of[i].class), of[i].code,
                      of[i].text);
        ck_assert_msg(of[i].text[0] && (!rows[i].text || strstr(of[i].text, rows[i].text)),
                      "%s: says \"%s\"", rows[i].what, of[i].text);
        ck_assert_msg(of[i].started_ms > 0 && of[i].ended_ms >= of[i].started_ms, "%s: times",
                      rows[i].what);
        const char *where = rows[i].behave[0] ? rows[i].behave[0] : "";
        bool early = strncmp(where, "connect=", 8) == 0 || strncmp(where, "ehlo=", 5) == 0 ||
                     strncmp(where, "mail=", 5) == 0;
        ck_assert_msg(of[i].code < 400 || of[i].general == early, "%s: of the relay itself: %d",
                      rows[i].what, of[i].general);
        bool taken = rows[i].class == NV_SENT ||
                     (rows[i].behave[0] && strncmp(rows[i].behave[0], "dot=+", 5) == 0);
        ck_assert_msg(count_in(log[i], "khanhhoa.example") == taken, "%s: recorded", rows[i].what);
    }
    office_close(&o);
    for (size_t i = 0; i < N_ROWS; i++)
        peer_stop(&peers[i]);
    scratch_remove(&dir);
}
END_TEST

START_TEST(nobody_listens)
{
    struct peer peer = peer_start("smtp_server.py", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    struct nv_verdict v;
    struct office o;
    peer_stop(&peer);
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 7);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_TEMPORARY);
    ck_assert_uint_eq(v.delivery, 7);
    ck_assert_int_eq(v.code, 0);
    ck_assert_msg(strstr(v.text, "không kết nối được máy chủ (Failed to connect to "), "%s",
                  v.text);
    ck_assert_uint_eq(nv_courier_busy(o.courier), 0);
    office_close(&o);
}
END_TEST

START_TEST(bad_addresses_reach_nobody)
{
    static const char *const bad[] = {
        "",
        "x",
        "x@khanhhoa.example\r\nRCPT TO:<y@z.example>",
        "x@khanhhoa.example\n",
        "x y@khanhhoa.example",
        "<x@khanhhoa.example>",
        "x@khánhhòa.example",
        "@khanhhoa.example",
        "x@",
        "a@b@c.example",
    };
    size_t n = sizeof bad / sizeof *bad;
    struct scratch dir = scratch_make();
    char events[300];
    scratch_path(&dir, "events", events, sizeof events);
    struct peer peer = peer_start("smtp_server.py", "--events", events, NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    struct nv_verdict v[16];
    struct office o;
    office_open(&o, &lane, 1);
    for (size_t i = 0; i < n; i++) {
        submit_mail_bytes(&o, 0, i, bad[i], a_mail, sizeof a_mail - 1);
        struct nv_job from = {.delivery = 100 + i,
                              .from = bad[i],
                              .to = "x@khanhhoa.example",
                              .bytes = nv_strdup(a_mail),
                              .n_bytes = sizeof a_mail - 1};
        nv_courier_submit(o.courier, 0, &from);
        office_collect(&o, v, 2);
        ck_assert_msg(v[0].class == NV_PERMANENT && v[1].class == NV_PERMANENT, "%s", bad[i]);
    }
    ck_assert_int_eq(count_in(events, "connect"), 0);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

/* Bodies that tempt the dot-stuffing, and lengths around libcurl's 16 KiB of upload buffer. */
static char *tempting_body(unsigned seed, size_t lines, size_t *n)
{
    static const char *const pieces[] = {".",   "..",        ".\t",  "",          " .",
                                         "...", ".dong dau", "QUIT", "=C4=90=20", "Thời hạn"};
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_adds(&b, "Subject: thu\r\nMessage-ID: <");
    nv_buf_addf(&b, "%u@nhacviec.example>\r\n\r\n", seed);
    for (size_t i = 0; i < lines; i++) {
        nv_buf_adds(&b, pieces[(unsigned)rand_r(&seed) % 10]);
        for (unsigned k = (unsigned)rand_r(&seed) % 70; k > 0; k--)
            nv_buf_addc(&b, '.');
        nv_buf_adds(&b, "\r\n");
    }
    return nv_buf_take(&b, n);
}

static char *base64(const char *p, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct nv_buf b = NV_BUF_INIT;
    for (size_t i = 0; i < n; i += 3) {
        unsigned x = 0;
        for (size_t k = 0; k < 3; k++)
            x = x << 8 | (i + k < n ? (unsigned char)p[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            nv_buf_addc(&b, i + k <= n ? digits[x >> (18 - 6 * k) & 63] : '=');
    }
    return nv_buf_take(&b, NULL);
}

START_TEST(bytes_arrive_as_they_were)
{
    enum { N = 60 };
    struct scratch dir = scratch_make();
    char log[300];
    scratch_path(&dir, "log", log, sizeof log);
    struct peer peer = peer_start("smtp_server.py", "--log", log, "--bodies", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    struct nv_verdict v[N];
    struct office o;
    char *want[N];
    unsigned seed = (unsigned)nv_test_seed("courier_smtp");
    office_open(&o, &lane, 1);
    for (unsigned i = 0; i < N; i++) {
        size_t n;
        char *body = tempting_body(seed + i, i < 30 ? i : i * 40, &n);
        submit_mail_bytes(&o, 0, i, "x@khanhhoa.example", body, n);
        want[i] = base64(body, n);
        free(body);
    }
    office_collect(&o, v, N);
    for (unsigned i = 0; i < N; i++) {
        ck_assert_msg(v[i].class == NV_SENT, "%s", v[i].text);
        ck_assert_msg(count_in(log, want[i]) == 1, "message %u of seed %u differs", i, seed);
        free(want[i]);
    }
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(a_connection_for_each_thread_and_no_more)
{
    enum { N = 400 };
    struct scratch dir = scratch_make();
    char log[300], events[300];
    scratch_path(&dir, "log", log, sizeof log);
    scratch_path(&dir, "events", events, sizeof events);
    /* Each message keeps its thread for a moment, so that all of them get some. */
    struct peer peer = peer_start("smtp_server.py", "--log", log, "--events", events, "--no-fsync",
                                  "--behave", "dot=wait:0.005", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    lane.connections = 4;
    static struct nv_verdict v[N];
    struct office o;
    office_open(&o, &lane, 1);
    for (unsigned i = 0; i < N; i++)
        submit_mail(&o, 0, i);
    ck_assert_uint_eq(nv_courier_busy(o.courier), N);
    office_collect(&o, v, N);
    ck_assert_uint_eq(nv_courier_busy(o.courier), 0);
    bool seen[N] = {false};
    for (unsigned i = 0; i < N; i++) {
        ck_assert_int_eq(v[i].class, NV_SENT);
        ck_assert(!seen[v[i].delivery]);
        seen[v[i].delivery] = true;
    }
    ck_assert_int_eq(count_in(log, "khanhhoa.example"), N);
    ck_assert_int_eq(count_in(events, "\"connect\""), 4);
    ck_assert_int_eq(count_in(events, "EHLO nhacviec.example"), 4);
    office_close(&o);
    ck_assert_int_eq(count_in(events, "QUIT"), 4);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

/* The relay closes after each message (or says 421 first): the next goes over a fresh connection
 * without a failed attempt. */
START_TEST(a_kept_connection_that_died_costs_no_attempt)
{
    struct scratch dir = scratch_make();
    char log[300], events[300];
    scratch_path(&dir, "log", log, sizeof log);
    scratch_path(&dir, "events", events, sizeof events);
    struct peer peer = peer_start("smtp_server.py", "--log", log, "--events", events, "--behave",
                                  "mail=ok,drop,ok,rst,ok", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    for (unsigned i = 0; i < 3; i++) {
        submit_mail(&o, 0, i);
        office_collect(&o, &v, 1);
        ck_assert_msg(v.class == NV_SENT, "%u: %s", i, v.text);
    }
    ck_assert_int_eq(count_in(log, "khanhhoa.example"), 3);
    ck_assert_int_eq(count_in(events, "\"connect\""), 3);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

/* Exim and others take so many messages over one connection and answer the next with 421. */
START_TEST(a_connection_that_has_taken_its_fill_costs_no_attempt)
{
    static const char *const fills[] = {"mail=ok,421!:too many messages,ok,421:enough,ok",
                                        "rcpt=ok,421!:too many messages,ok,421:enough,ok"};
    for (size_t k = 0; k < sizeof fills / sizeof *fills; k++) {
        struct scratch dir = scratch_make();
        char log[300], events[300];
        scratch_path(&dir, "log", log, sizeof log);
        scratch_path(&dir, "events", events, sizeof events);
        struct peer peer = peer_start("smtp_server.py", "--log", log, "--events", events,
                                      "--behave", fills[k], NULL);
        struct nv_lane lane = smtp_lane(peer.port);
        struct nv_verdict v;
        struct office o;
        office_open(&o, &lane, 1);
        for (unsigned i = 0; i < 4; i++) {
            submit_mail(&o, 0, i);
            office_collect(&o, &v, 1);
            ck_assert_msg(v.class == NV_SENT, "%s: %u: %s", fills[k], i, v.text);
        }
        ck_assert_int_eq(count_in(log, "khanhhoa.example"), 4);
        ck_assert_int_eq(count_in(events, "\"connect\""), 3);
        office_close(&o);
        peer_stop(&peer);
        scratch_remove(&dir);
    }
}
END_TEST

/* Waits until the server has seen something: an event, not time. */
static void await_in(const char *path, const char *what, int times)
{
    for (int i = 0; i < 3000 && count_in(path, what) < times; i++)
        usleep(10000);
    ck_assert_int_ge(count_in(path, what), times);
}

/* The relay answers the dot when nobody waits for it any more: what it says then is no answer to
 * the next message, which goes over a connection of its own. */
START_TEST(a_late_answer_is_not_taken_for_that_of_the_next)
{
    struct scratch dir = scratch_make();
    char log[300], events[300];
    scratch_path(&dir, "log", log, sizeof log);
    scratch_path(&dir, "events", events, sizeof events);
    struct peer peer = peer_start("smtp_server.py", "--log", log, "--events", events, "--behave",
                                  "dot=wait:1.3,ok", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    struct nv_verdict v;
    struct office o;
    lane.timeout_s = 1;
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 1);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_AMBIGUOUS, "%s: %s", nv_class_name(v.class), v.text);
    submit_mail(&o, 0, 2);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_SENT, "%s: %s", nv_class_name(v.class), v.text);
    ck_assert_int_eq(count_in(events, "\"connect\""), 2);
    ck_assert_int_eq(count_in(log, "khanhhoa.example"), 2);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(an_unasked_421_costs_no_attempt)
{
    struct scratch dir = scratch_make();
    char events[300];
    scratch_path(&dir, "events", events, sizeof events);
    struct peer peer =
        peer_start("smtp_server.py", "--events", events, "--behave", "dot=leave:0.1,ok", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 1);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_SENT);
    await_in(events, "\"close\"", 1);
    submit_mail(&o, 0, 2);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_SENT, "%s", v.text);
    ck_assert_int_eq(count_in(events, "\"connect\""), 2);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(a_relay_that_restarts_while_idle_costs_no_attempt)
{
    char port[16];
    struct peer peer = peer_start("smtp_server.py", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    struct nv_verdict v;
    struct office o;
    snprintf(port, sizeof port, "%d", peer.port);
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 1);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_SENT);
    peer_stop(&peer);
    peer = peer_start("smtp_server.py", "--port", port, NULL);
    submit_mail(&o, 0, 2);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_SENT, "%s", v.text);
    office_close(&o);
    peer_stop(&peer);
}
END_TEST

static const struct {
    const char *mechs, *password, *file;
    enum nv_class class;
    int code;
} logins[] = {
    {"PLAIN LOGIN", "mật khẩu 1", "mật khẩu 1\ndòng hai\n", NV_SENT, 250},
    {"LOGIN", "secret", "secret", NV_SENT, 250},
    {"CRAM-MD5 DIGEST-MD5 NTLM PLAIN", "secret", "secret\r\n", NV_SENT, 250},
    {"PLAIN", "secret", "wrong\n", NV_REFUSED, 535},
    {"CRAM-MD5", "secret", "secret\n", NV_REFUSED, 0},
    {"PLAIN", "secret", "", NV_REFUSED, 0},
    {"PLAIN", "secret", "\nsecret\n", NV_REFUSED, 0},
    {"PLAIN", "secret", NULL, NV_REFUSED, 0},
};

START_TEST(login)
{
    struct scratch dir = scratch_make();
    char file[300];
    scratch_path(&dir, "password", file, sizeof file);
    if (logins[_i].file)
        ck_assert_int_eq(nv_file_write(file, logins[_i].file, strlen(logins[_i].file), NULL), 0);
    struct peer peer = peer_start("smtp_server.py", "--user", "nhacviec", "--password",
                                  logins[_i].password, "--mechs", logins[_i].mechs, NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    lane.user = "nhacviec";
    lane.password_file = file;
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 1);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == logins[_i].class && v.code == logins[_i].code, "%s %d: %s",
                  nv_class_name(v.class), v.code, v.text);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(a_temporary_login_failure_is_no_refusal)
{
    struct scratch dir = scratch_make();
    char file[300];
    scratch_path(&dir, "password", file, sizeof file);
    ck_assert_int_eq(nv_file_write(file, "p", 1, NULL), 0);
    struct peer peer = peer_start("smtp_server.py", "--user", "u", "--password", "p", "--behave",
                                  "auth=454:4.7.0 try later", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    lane.user = "u";
    lane.password_file = file;
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 1);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_TEMPORARY && v.code == 454, "%d %s", v.code, v.text);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(a_changed_password_is_read_at_the_next_login)
{
    struct scratch dir = scratch_make();
    char file[300];
    scratch_path(&dir, "password", file, sizeof file);
    ck_assert_int_eq(nv_file_write(file, "old", 3, NULL), 0);
    struct peer peer = peer_start("smtp_server.py", "--user", "u", "--password", "new", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    lane.user = "u";
    lane.password_file = file;
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 1);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_REFUSED);
    ck_assert_int_eq(nv_file_write(file, "new", 3, NULL), 0);
    submit_mail(&o, 0, 2);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_SENT, "%s", v.text);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The lane's own limit is ten minutes: that it ends at all shows that the sockets were shut down.
 */
START_TEST(free_ends_a_transfer_that_waits_for_ever)
{
    struct scratch dir = scratch_make();
    char events[300];
    scratch_path(&dir, "events", events, sizeof events);
    struct peer peer =
        peer_start("smtp_server.py", "--events", events, "--behave", "dot=silent", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    lane.timeout_s = 600;
    lane.connections = 2;
    struct office o;
    office_open(&o, &lane, 1);
    for (unsigned i = 0; i < 5; i++)
        submit_mail(&o, 0, i);
    await_in(events, "DATA", 2);
    int64_t before = monotonic_ms();
    office_close(&o);
    ck_assert_int_lt(monotonic_ms() - before, 60000);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(free_does_not_wait_for_quit)
{
    struct peer peer = peer_start("smtp_server.py", "--behave", "quit=silent", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    lane.timeout_s = 600;
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 1);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_SENT);
    int64_t before = monotonic_ms();
    office_close(&o);
    ck_assert_int_lt(monotonic_ms() - before, 60000);
    peer_stop(&peer);
}
END_TEST

START_TEST(drain_gives_back_what_has_not_begun)
{
    enum { N = 20 };
    struct scratch dir = scratch_make();
    char events[300];
    scratch_path(&dir, "events", events, sizeof events);
    struct peer peer =
        peer_start("smtp_server.py", "--events", events, "--behave", "dot=wait:1,ok", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    struct nv_verdict v[N];
    struct office o;
    int sent = 0, stopped = 0;
    office_open(&o, &lane, 1);
    for (unsigned i = 0; i < N; i++)
        submit_mail(&o, 0, i);
    await_in(events, "DATA", 1);
    nv_courier_drain(o.courier);
    office_collect(&o, v, N);
    for (int i = 0; i < N; i++) {
        sent += v[i].class == NV_SENT;
        stopped += v[i].class == NV_RETURNED && strcmp(v[i].text, "stopped") == 0;
    }
    ck_assert_int_eq(sent, 1);
    ck_assert_int_eq(stopped, N - 1);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(a_bad_lane_is_refused_with_words)
{
    struct nv_lane lane = smtp_lane(25);
    struct nv_courier *c;
    struct nv_err err = {0};
    lane.host = "mail.so.example";
    ck_assert_int_eq(nv_courier_new(&lane, 1, NULL, NULL, &c, &err), -NV_ECONFIG);
    ck_assert_ptr_nonnull(strstr(err.text, "tại chỗ"));
    lane = smtp_lane(0);
    ck_assert_int_eq(nv_courier_new(&lane, 1, NULL, NULL, &c, &err), -NV_ECONFIG);
    lane = smtp_lane(25);
    lane.host = "127.0.0.1/x";
    ck_assert_int_eq(nv_courier_new(&lane, 1, NULL, NULL, &c, &err), -NV_ECONFIG);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("courier smtp");
    TCase *t = tcase_create("smtp");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, every_row_of_the_fault_table);
    tcase_add_test(t, nobody_listens);
    tcase_add_test(t, bad_addresses_reach_nobody);
    tcase_add_test(t, bytes_arrive_as_they_were);
    tcase_add_test(t, a_connection_for_each_thread_and_no_more);
    tcase_add_test(t, a_kept_connection_that_died_costs_no_attempt);
    tcase_add_test(t, a_late_answer_is_not_taken_for_that_of_the_next);
    tcase_add_test(t, a_connection_that_has_taken_its_fill_costs_no_attempt);
    tcase_add_test(t, an_unasked_421_costs_no_attempt);
    tcase_add_test(t, a_relay_that_restarts_while_idle_costs_no_attempt);
    tcase_add_loop_test(t, login, 0, sizeof logins / sizeof *logins);
    tcase_add_test(t, a_temporary_login_failure_is_no_refusal);
    tcase_add_test(t, a_changed_password_is_read_at_the_next_login);
    tcase_add_test(t, free_ends_a_transfer_that_waits_for_ever);
    tcase_add_test(t, free_does_not_wait_for_quit);
    tcase_add_test(t, drain_gives_back_what_has_not_begun);
    tcase_add_test(t, a_bad_lane_is_refused_with_words);
    suite_add_tcase(s, t);
    return s;
}

COURIER_TEST_MAIN(make_suite, NEEDS_PYTHON)
