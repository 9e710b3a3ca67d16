/* The web lane against a scripted receiver. */
#include "base/secret.h"
#include "courier/sign.h"
#include "courier_peer.h"

/* 127.0.0.0/8 */
static const struct nv_net loopback[] = {{{[10] = 0xFF, [11] = 0xFF, [12] = 127}, 104}};

static struct nv_lane web_lane(void)
{
    return (struct nv_lane){.id = "web",
                            .kind = NV_LANE_WEB,
                            .connections = 16,
                            .timeout_s = 3,
                            .nets = {loopback, 1, false}};
}

static void post(struct office *o, uint64_t delivery, int port, const char *path, const char *body,
                 size_t n)
{
    static const char *const headers[] = {"webhook-id: msg_1", "webhook-timestamp: 1735689600",
                                          NULL};
    char url[200];
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", port, path);
    struct nv_job job = {.delivery = delivery,
                         .url = url,
                         .content_type = "application/json",
                         .headers = headers,
                         .bytes = nv_memdup(body, n),
                         .n_bytes = n};
    nv_courier_submit(o->courier, 0, &job);
}

static const struct row {
    const char *action;
    enum nv_class class;
    int code, retry_after_s;
    const char *text;
} rows[] = {
    {"200", NV_SENT, 200, 0, "HTTP/1.1 200 OK"},
    {"204", NV_SENT, 204, 0, "HTTP/1.1 204"},
    {"202;body=70000", NV_SENT, 202, 0, NULL},
    {"endless", NV_SENT, 200, 0, NULL},
    {"broken", NV_SENT, 200, 0, NULL},
    {"301;location=/moved", NV_PERMANENT, 301, 0, "301"},
    {"307;location=/moved", NV_PERMANENT, 307, 0, "307"},
    {"400;text=missing field", NV_PERMANENT, 400, 0, "400 Bad Request missing field"},
    {"401", NV_PERMANENT, 401, 0, NULL},
    {"404", NV_PERMANENT, 404, 0, NULL},
    {"410", NV_PERMANENT, 410, 0, "yêu cầu gỡ địa chỉ webhook này: HTTP/1.1 410 Gone"},
    {"408", NV_TEMPORARY, 408, 0, NULL},
    {"425", NV_TEMPORARY, 425, 0, NULL},
    {"429;retry-after=120", NV_TEMPORARY, 429, 120, NULL},
    {"503;retry-after=9999999999", NV_TEMPORARY, 503, 2592000, NULL},
    {"503;retry-after=Thu~ 01 Jan 1970 00:00:01 GMT", NV_TEMPORARY, 503, 0, NULL},
    {"502;retry-after=7", NV_TEMPORARY, 502, 7, NULL},
    {"504;retry-after=30", NV_TEMPORARY, 504, 30, NULL},
    {"500", NV_TEMPORARY, 500, 0, NULL},
    {"502;close", NV_TEMPORARY, 502, 0, NULL},
    /* Over a connection that was used before libcurl would ask again, and other words are said. */
    {"drop", NV_AMBIGUOUS, 0, 0, "trả lời, có thể đã "},
    {"rst", NV_AMBIGUOUS, 0, 0, NULL},
    {"silent", NV_AMBIGUOUS, 0, 0, "không nhận được câu trả lời, có thể đã đến ("},
    {"garbage", NV_AMBIGUOUS, 0, 0, NULL},
};
#define N_ROWS (sizeof rows / sizeof *rows)

START_TEST(every_answer)
{
    struct scratch dir = scratch_make();
    char log[300], script[N_ROWS][200];
    const char *args[2 * N_ROWS + 3] = {"--log", scratch_path(&dir, "log", log, sizeof log)};
    for (size_t i = 0; i < N_ROWS; i++) {
        snprintf(script[i], sizeof script[i], "/hook%zu=%s", i, rows[i].action);
        args[2 + 2 * i] = "--path";
        args[3 + 2 * i] = script[i];
    }
    struct peer peer = peer_start_list("http_server.py", args);
    struct nv_lane lane = web_lane();
    struct nv_verdict v[N_ROWS];
    struct office o;
    office_open(&o, &lane, 1);
    for (unsigned i = 0; i < N_ROWS; i++) {
        char path[32];
        snprintf(path, sizeof path, "/hook%u", i);
        post(&o, i, peer.port, path, "{}", 2);
    }
    office_collect(&o, v, N_ROWS);
    for (size_t i = 0; i < N_ROWS; i++) {
        const struct row *r = &rows[v[i].delivery];
        char path[40];
        snprintf(path, sizeof path, "\"/hook%d\"", (int)v[i].delivery);
        ck_assert_msg(v[i].class == r->class && v[i].code == r->code, "%s: is %s %d (%s)",
                      r->action, nv_class_name(v[i].class), v[i].code, v[i].text);
        ck_assert_msg(v[i].retry_after_s == r->retry_after_s, "%s: retry after %d", r->action,
                      v[i].retry_after_s);
        ck_assert_msg(v[i].text[0] && (!r->text || strstr(v[i].text, r->text)), "%s: says \"%s\"",
                      r->action, v[i].text);
        ck_assert_msg(count_in(log, path) == 1, "%s: asked more than once", r->action);
    }
    ck_assert_int_eq(count_in(log, "\"path\": \"/moved\""), 0);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(a_date_in_retry_after_becomes_seconds)
{
    char action[100], date[64];
    struct tm tm;
    time_t then = time(NULL) + 3600;
    strftime(date, sizeof date, "%a~ %d %b %Y %H:%M:%S GMT", gmtime_r(&then, &tm));
    snprintf(action, sizeof action, "429;retry-after=%s", date);
    struct peer peer = peer_start("http_server.py", "--behave", action, NULL);
    struct nv_lane lane = web_lane();
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    post(&o, 1, peer.port, "/", "{}", 2);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_TEMPORARY);
    ck_assert_int_le(v.retry_after_s, 3600);
    ck_assert_int_ge(v.retry_after_s, 3600 - 60);
    office_close(&o);
    peer_stop(&peer);
}
END_TEST

START_TEST(the_request_is_what_was_given)
{
    struct scratch dir = scratch_make();
    char log[300];
    scratch_path(&dir, "log", log, sizeof log);
    struct peer peer = peer_start("http_server.py", "--log", log, "--bodies", NULL);
    struct nv_lane lane = web_lane();
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    post(&o, 1, peer.port, "/hook?a=b", "{\"t\":\"h\\u1ea1n\"}", 16);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_SENT);
    ck_assert_int_eq(count_in(log, "\"method\": \"POST\", \"path\": \"/hook?a=b\""), 1);
    ck_assert_int_eq(count_in(log, "\"webhook-id\": \"msg_1\""), 1);
    ck_assert_int_eq(count_in(log, "\"webhook-timestamp\": \"1735689600\""), 1);
    ck_assert_int_eq(count_in(log, "\"content-type\": \"application/json\""), 1);
    ck_assert_int_eq(count_in(log, "\"user-agent\": \"nhacviec/"), 1);
    ck_assert_int_eq(count_in(log, "\"expect\""), 0);
    /* printf '{"t":"h\u1ea1n"}' | base64 */
    ck_assert_int_eq(count_in(log, "\"eyJ0IjoiaFx1MWVhMW4ifQ==\""), 1);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

/* Larger than every buffer on the way: the rest of it must go out too, and a receiver that closes
 * before it read everything cannot have taken it. */
START_TEST(large_bodies)
{
    enum { N = 3000000 };
    struct scratch dir = scratch_make();
    char log[300], *body = nv_malloc(N);
    memset(body, 'x', N);
    scratch_path(&dir, "log", log, sizeof log);
    struct peer peer = peer_start("http_server.py", "--log", log, "--path", "/early=drop-early",
                                  "--path", "/late=drop", NULL);
    struct nv_lane lane = web_lane();
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    post(&o, 1, peer.port, "/early", body, N);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_TEMPORARY, "%s", v.text);
    post(&o, 2, peer.port, "/", body, N);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_SENT, "%s", v.text);
    ck_assert_int_eq(count_in(log, "\"content-length\": \"3000000\""), 1);
    post(&o, 3, peer.port, "/late", body, N);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_AMBIGUOUS, "%s", v.text);
    free(body);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(connections_are_kept)
{
    enum { N = 300 };
    static struct nv_verdict v[N];
    struct scratch dir = scratch_make();
    char log[300], far[32];
    scratch_path(&dir, "log", log, sizeof log);
    struct peer peer = peer_start("http_server.py", "--log", log, "--no-fsync", NULL);
    struct nv_lane lane = web_lane();
    lane.connections = 4;
    struct office o;
    office_open(&o, &lane, 1);
    for (unsigned i = 0; i < N; i++)
        post(&o, i, peer.port, "/", "{}", 2);
    office_collect(&o, v, N);
    for (int i = 0; i < N; i++)
        ck_assert_int_eq(v[i].class, NV_SENT);
    ck_assert_int_eq(count_in(log, "POST"), N);
    for (int i = 5; i < 20; i++) {
        snprintf(far, sizeof far, "\"connection\": %d,", i);
        ck_assert_int_eq(count_in(log, far), 0);
    }
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

/* libcurl would ask again by itself when a kept connection dies without an answer; the receiver may
 * have acted on the first request. */
START_TEST(a_kept_connection_that_dies_is_not_asked_again_in_secret)
{
    struct scratch dir = scratch_make();
    char log[300];
    scratch_path(&dir, "log", log, sizeof log);
    struct peer peer = peer_start("http_server.py", "--log", log, "--behave", "200,drop,200", NULL);
    struct nv_lane lane = web_lane();
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    post(&o, 1, peer.port, "/", "{}", 2);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_SENT);
    post(&o, 2, peer.port, "/", "{}", 2);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_AMBIGUOUS, "%s", v.text);
    ck_assert_int_eq(count_in(log, "POST"), 2);
    post(&o, 3, peer.port, "/", "{}", 2);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_SENT);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(a_receiver_that_closed_while_idle_costs_no_attempt)
{
    char port[16];
    struct peer peer = peer_start("http_server.py", NULL);
    struct nv_lane lane = web_lane();
    struct nv_verdict v;
    struct office o;
    snprintf(port, sizeof port, "%d", peer.port);
    office_open(&o, &lane, 1);
    post(&o, 1, peer.port, "/", "{}", 2);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_SENT);
    peer_stop(&peer);
    peer = peer_start("http_server.py", "--port", port, NULL);
    post(&o, 2, peer.port, "/", "{}", 2);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_SENT, "%s", v.text);
    office_close(&o);
    peer_stop(&peer);
}
END_TEST

/* Twenty receivers answer before the silent one, whose queue is longer than its connections. */
START_TEST(a_silent_receiver_holds_nobody_else)
{
    enum { SILENT = 40, OTHERS = 20 };
    struct nv_verdict v[SILENT + OTHERS];
    struct peer silent = peer_start("http_server.py", "--behave", "silent", NULL);
    struct peer other = peer_start("http_server.py", NULL);
    struct nv_lane lane = web_lane();
    struct office o;
    lane.timeout_s = 600;
    office_open(&o, &lane, 1);
    for (unsigned i = 0; i < SILENT; i++)
        post(&o, 1000 + i, silent.port, "/", "{}", 2);
    for (unsigned i = 0; i < OTHERS; i++)
        post(&o, i, other.port, "/", "{}", 2);
    office_collect(&o, v, OTHERS);
    for (int i = 0; i < OTHERS; i++) {
        ck_assert_uint_lt(v[i].delivery, OTHERS);
        ck_assert_int_eq(v[i].class, NV_SENT);
    }
    nv_courier_drain(o.courier);
    office_collect(&o, v, SILENT - 16);
    for (int i = 0; i < SILENT - 16; i++)
        ck_assert_str_eq(v[i].text, "stopped");
    ck_assert_uint_eq(nv_courier_busy(o.courier), 16);
    office_close(&o);
    peer_stop(&silent);
    peer_stop(&other);
}
END_TEST

/* The receiver is asked a few times, not once for each that waits: the others are for later. */
START_TEST(what_waits_for_a_dead_receiver_makes_room)
{
    enum { WAITING = 40 };
    struct scratch dir = scratch_make();
    char log[300];
    struct nv_verdict v[WAITING];
    struct peer silent = peer_start("http_server.py", "--behave", "silent", "--log",
                                    scratch_path(&dir, "log", log, sizeof log), NULL);
    struct nv_lane lane = web_lane();
    struct office o;
    int asked = 0;
    lane.connections = 4;
    lane.timeout_s = 1;
    office_open(&o, &lane, 1);
    for (unsigned i = 0; i < WAITING; i++)
        post(&o, i, silent.port, "/", "{}", 2);
    office_collect(&o, v, WAITING);
    for (int i = 0; i < WAITING; i++) {
        asked += v[i].class == NV_AMBIGUOUS;
        ck_assert(v[i].class == NV_AMBIGUOUS || v[i].class == NV_TEMPORARY);
    }
    /* Four at once; a fifth begins when the first of them ends, and no other. */
    ck_assert_int_ge(asked, 4);
    ck_assert_int_le(asked, 5);
    ck_assert_int_eq(count_in(log, "\"path\""), asked);
    office_close(&o);
    peer_stop(&silent);
    scratch_remove(&dir);
}
END_TEST

START_TEST(nobody_listens)
{
    struct peer peer = peer_start("http_server.py", NULL);
    struct nv_lane lane = web_lane();
    struct nv_verdict v;
    struct office o;
    peer_stop(&peer);
    office_open(&o, &lane, 1);
    post(&o, 1, peer.port, "/", "{}", 2);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_TEMPORARY);
    office_close(&o);
}
END_TEST

START_TEST(bad_urls_and_headers_reach_nobody)
{
    static const char *const headers[] = {"webhook-id: 1\r\nX-Evil: 1", NULL};
    static const char *const urls[] = {"file:///etc/hostname", "ftp://127.0.0.1/",
                                       "http://127.0.0.1/ x", "", "http://127.0.0.1/\r\nX: y"};
    struct scratch dir = scratch_make();
    char log[300], url[64];
    scratch_path(&dir, "log", log, sizeof log);
    struct peer peer = peer_start("http_server.py", "--log", log, NULL);
    struct nv_lane lane = web_lane();
    struct nv_verdict v;
    struct office o;
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", peer.port);
    office_open(&o, &lane, 1);
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct nv_job job = {.url = urls[i], .bytes = nv_strdup("x"), .n_bytes = 1};
        nv_courier_submit(o.courier, 0, &job);
        office_collect(&o, &v, 1);
        ck_assert_int_eq(v.class, NV_PERMANENT);
    }
    struct nv_job job = {.url = url, .headers = headers, .bytes = nv_strdup("x"), .n_bytes = 1};
    nv_courier_submit(o.courier, 0, &job);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_PERMANENT);
    ck_assert_int_eq(count_in(log, "POST"), 0);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

struct signed_post {
    const char *id;
    const char *files[3];
};

static struct nv_verdict post_signed(struct office *o, int port, const struct signed_post *s)
{
    char url[64];
    struct nv_verdict v;
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", port);
    struct nv_job job = {.url = url,
                         .content_type = "application/cloudevents+json; charset=utf-8",
                         .webhook_id = s->id,
                         .secret_files = s->files,
                         .bytes = nv_strdup("{}"),
                         .n_bytes = 2};
    nv_courier_submit(o->courier, 0, &job);
    office_collect(o, &v, 1);
    return v;
}

static void write_secret(const char *path, const char *text)
{
    ck_assert_int_eq(nv_file_write(path, text, strlen(text), NULL), 0);
}

/* The n-th request's header, as the receiver logged it. */
static void header_of(const char *log, int n, const char *name, char *value, size_t size)
{
    char key[64], *text = slurp(log), *line = text;
    snprintf(key, sizeof key, "\"%s\": \"", name);
    for (int i = 0; line && i < n; i++)
        line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL;
    ck_assert_ptr_nonnull(line);
    char *at = strstr(line, key), *end = strchr(line, '\n');
    ck_assert_msg(at && at < end, "request %d has no %s", n, name);
    at += strlen(key);
    snprintf(value, size, "%.*s", (int)strcspn(at, "\""), at);
    free(text);
}

static void expected(const char *secret, const char *stamp, char out[NV_SIGN_TEXT])
{
    struct nv_secret s;
    ck_assert_int_eq(nv_secret_parse(secret, strlen(secret), &s, NULL), 0);
    nv_sign_v1(&s, "n1-2-0", atoll(stamp), "{}", 2, out);
}

#define OLD "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
#define NEW "whsec_CwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCws="

/* The files are read at each attempt, so a changed secret needs no restart. */
START_TEST(each_attempt_is_stamped_and_signed_with_the_secrets_of_that_moment)
{
    struct scratch dir = scratch_make();
    char log[300], one[300], two[300], stamp[64], got[200], want[NV_SIGN_TEXT], both[200];
    struct signed_post hook = {"n1-2-0", {scratch_path(&dir, "one", one, sizeof one), NULL, NULL}};
    struct peer peer =
        peer_start("http_server.py", "--log", scratch_path(&dir, "log", log, sizeof log), NULL);
    struct nv_lane lane = web_lane();
    struct office o;
    office_open(&o, &lane, 1);
    time_t before = time(NULL);
    write_secret(one, OLD "\n");
    ck_assert_int_eq(post_signed(&o, peer.port, &hook).class, NV_SENT);
    header_of(log, 0, "webhook-timestamp", stamp, sizeof stamp);
    ck_assert_int_ge(atoll(stamp), before);
    ck_assert_int_le(atoll(stamp), time(NULL));
    header_of(log, 0, "webhook-id", got, sizeof got);
    ck_assert_str_eq(got, "n1-2-0");
    header_of(log, 0, "content-type", got, sizeof got);
    ck_assert_str_eq(got, "application/cloudevents+json; charset=utf-8");
    header_of(log, 0, "webhook-signature", got, sizeof got);
    expected(OLD, stamp, want);
    ck_assert_str_eq(got, want);

    hook.files[1] = scratch_path(&dir, "two", two, sizeof two);
    write_secret(one, NEW "\n");
    write_secret(two, OLD "\n");
    ck_assert_int_eq(post_signed(&o, peer.port, &hook).class, NV_SENT);
    header_of(log, 1, "webhook-timestamp", stamp, sizeof stamp);
    header_of(log, 1, "webhook-signature", got, sizeof got);
    expected(NEW, stamp, want);
    snprintf(both, sizeof both, "%s ", want);
    expected(OLD, stamp, want);
    strcat(both, want);
    ck_assert_str_eq(got, both);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(without_a_secret_there_is_an_id_and_a_time_and_no_signature)
{
    struct scratch dir = scratch_make();
    char log[300], got[64];
    struct signed_post hook = {"n1-2-0", {NULL}};
    struct peer peer =
        peer_start("http_server.py", "--log", scratch_path(&dir, "log", log, sizeof log), NULL);
    struct nv_lane lane = web_lane();
    struct office o;
    office_open(&o, &lane, 1);
    ck_assert_int_eq(post_signed(&o, peer.port, &hook).class, NV_SENT);
    header_of(log, 0, "webhook-id", got, sizeof got);
    header_of(log, 0, "webhook-timestamp", got, sizeof got);
    ck_assert_int_eq(count_in(log, "webhook-signature"), 0);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

/* And it waits for the secret like for any other thing that the installation lacks. */
START_TEST(what_cannot_be_signed_does_not_leave)
{
    struct scratch dir = scratch_make();
    char log[300], one[300], two[300];
    struct signed_post hook = {"n1-2-0",
                               {scratch_path(&dir, "one", one, sizeof one),
                                scratch_path(&dir, "two", two, sizeof two), NULL}};
    struct peer peer =
        peer_start("http_server.py", "--log", scratch_path(&dir, "log", log, sizeof log), NULL);
    struct nv_lane lane = web_lane();
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    write_secret(one, OLD);
    v = post_signed(&o, peer.port, &hook);
    ck_assert_int_eq(v.class, NV_REFUSED);
    ck_assert_msg(strstr(v.text, "không ký được webhook") && strstr(v.text, two), "%s", v.text);
    write_secret(two, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX");
    v = post_signed(&o, peer.port, &hook);
    ck_assert_int_eq(v.class, NV_REFUSED);
    ck_assert_msg(strstr(v.text, "whsec_") && !strstr(v.text, "AAEC"), "%s", v.text);
    ck_assert_int_eq(count_in(log, "POST"), 0);
    write_secret(two, NEW);
    ck_assert_int_eq(post_signed(&o, peer.port, &hook).class, NV_SENT);
    office_close(&o);
    peer_stop(&peer);
    scratch_remove(&dir);
}
END_TEST

START_TEST(an_id_that_could_shift_the_borders_is_refused)
{
    static const char *const ids[] = {"n1.2.0", "", "n1 2", "n1\r\nX: y"};
    struct nv_lane lane = web_lane();
    struct office o;
    office_open(&o, &lane, 1);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct signed_post hook = {ids[i], {NULL}};
        ck_assert_int_eq(post_signed(&o, 9, &hook).class, NV_PERMANENT);
    }
    office_close(&o);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("courier web");
    TCase *t = tcase_create("web");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, every_answer);
    tcase_add_test(t, a_date_in_retry_after_becomes_seconds);
    tcase_add_test(t, the_request_is_what_was_given);
    tcase_add_test(t, large_bodies);
    tcase_add_test(t, connections_are_kept);
    tcase_add_test(t, a_kept_connection_that_dies_is_not_asked_again_in_secret);
    tcase_add_test(t, a_receiver_that_closed_while_idle_costs_no_attempt);
    tcase_add_test(t, a_silent_receiver_holds_nobody_else);
    tcase_add_test(t, what_waits_for_a_dead_receiver_makes_room);
    tcase_add_test(t, nobody_listens);
    tcase_add_test(t, bad_urls_and_headers_reach_nobody);
    tcase_add_test(t, each_attempt_is_stamped_and_signed_with_the_secrets_of_that_moment);
    tcase_add_test(t, without_a_secret_there_is_an_id_and_a_time_and_no_signature);
    tcase_add_test(t, what_cannot_be_signed_does_not_leave);
    tcase_add_test(t, an_id_that_could_shift_the_borders_is_refused);
    suite_add_tcase(s, t);
    return s;
}

COURIER_TEST_MAIN(make_suite, NEEDS_PYTHON)
