/* The HTTP server: what it answers, whom it lets go first when it is full, and that it ends clean.
 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include "server/http.h"
#include "server/http_answer.h"
#include "server_fixture.h"

static struct fixture f; /* its loop and its path */
static struct nv_http *http;
static char address[32]; /* "127.0.0.1:PORT" */
static int port;
static struct nv_http_request *held[8];
static int n_held;

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a.example\r\n\r\n"

static void hello(void *arg, struct nv_http_request *r)
{
    struct nv_buf body = NV_BUF_INIT;
    ck_assert_ptr_eq(arg, &f);
    nv_buf_adds(&body, "xin chào\n");
    nv_http_reply(r, 200, NV_HTTP_PLAIN, &body);
}

static void hold(void *arg, struct nv_http_request *r)
{
    (void)arg;
    held[n_held++] = r;
}

static void large(void *arg, struct nv_http_request *r)
{
    struct nv_buf body = NV_BUF_INIT;
    (void)arg;
    nv_buf_reserve(&body, 8 << 20);
    memset(body.data, 'x', 8 << 20);
    body.len = 8 << 20;
    nv_http_reply(r, 200, NV_HTTP_PLAIN, &body);
}

static const struct nv_http_route routes[] = {
    {"/hello", hello}, {"/hold", hold}, {"/large", large}};

static void let_go(int i, const char *text)
{
    struct nv_buf body = NV_BUF_INIT;
    nv_buf_adds(&body, text);
    nv_http_reply(held[i], 200, NV_HTTP_PLAIN, &body);
}

/* A port that is free now. */
static int free_port(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, n), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    close(fd);
    return ntohs(a.sin_port);
}

static void start_with(struct nv_http_limits limits)
{
    struct nv_err err = {0};
    memset(&f, 0, sizeof f);
    nv_log_threshold(NV_LOG_CRIT);
    make_dir(f.dir, sizeof f.dir);
    snprintf(f.path, sizeof f.path, "%s/http.sock", f.dir);
    port = free_port();
    snprintf(address, sizeof address, "127.0.0.1:%d", port);
    n_held = 0;
    ck_assert_int_eq(uv_loop_init(&f.loop), 0);
    ck_assert_int_eq(nv_http_new(&f.loop, routes, 3, &f, &http, &err), 0);
    const char *const at[] = {f.path, address};
    const struct nv_http_settings s = {{at, 2}, limits};
    ck_assert_msg(nv_http_prepare(http, &s, &err) == 0, "%s", err.text);
    nv_http_turn(http, &s);
    ck_assert_uint_eq(nv_http_missing(http), 0);
}

static void start(void)
{
    start_with((struct nv_http_limits){0});
}

static void stop(void)
{
    nv_http_close(http);
    uv_run(&f.loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&f.loop), 0);
    ck_assert_int_eq(rmdir(f.dir), 0); /* the socket's file is gone */
}

/* From 127.0.0.`last`. */
static int dial_from(int last)
{
    struct sockaddr_in from = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(0x7f000000u + (unsigned)last)},
                       to = {.sin_family = AF_INET,
                             .sin_port = htons((in_port_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&from, sizeof from), 0);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static char *hear_text(int fd)
{
    struct nv_buf out = NV_BUF_INIT;
    hear_all(&f, fd, &out);
    return nv_buf_take(&out, &(size_t){0});
}

static void expect_status(int fd, int status)
{
    char *text = hear_text(fd), want[32];
    snprintf(want, sizeof want, "HTTP/1.1 %d ", status);
    ck_assert_msg(strncmp(text, want, strlen(want)) == 0, "not %d: %s", status, text);
    free(text);
}

static void expect_hung_up(int fd)
{
    char *text = hear_text(fd);
    ck_assert_str_eq(text, "");
    free(text);
}

static bool is_open(int fd)
{
    char byte;
    settle(&f);
    return recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
}

START_TEST(a_route_is_answered_over_tcp_and_over_a_unix_socket)
{
    for (int i = 0; i < 2; i++) {
        int fd = i ? dial(&f) : dial_from(1);
        says(&f, fd, GET("/hello"));
        char *text = hear_text(fd);
        ck_assert_ptr_nonnull(strstr(text, "HTTP/1.1 200 OK\r\n"));
        ck_assert_ptr_nonnull(strstr(text, "\r\nContent-Length: 10\r\n"));
        ck_assert_str_eq(strstr(text, "\r\n\r\n"), "\r\n\r\nxin chào\n");
        free(text);
    }
    ck_assert_uint_eq(nv_http_present(http), 0);
}
END_TEST

START_TEST(a_head_request_gets_the_same_without_the_body)
{
    int fd = dial(&f);
    says(&f, fd, "HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    char *text = hear_text(fd);
    ck_assert_ptr_nonnull(strstr(text, "\r\nContent-Length: 10\r\n"));
    ck_assert_str_eq(strstr(text, "\r\n\r\n"), "\r\n\r\n");
    free(text);
}
END_TEST

static const struct {
    const char *request;
    int status;
} asked[] = {{GET("/hello"), 200},
             {GET("/hello?a=b"), 200},
             {GET("/"), 404},
             {GET("/hello/"), 404},
             {GET("/../hello"), 404},
             {GET("//hello"), 404},
             {GET("/large"), 200},
             {"HEAD /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 404},
             {"POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 405},
             {"GET /hello HTTP/1.1\r\n\r\n", 400},
             {"GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 413}};

START_TEST(every_answer_has_every_field)
{
    int fd = dial(&f);
    says(&f, fd, asked[_i].request);
    char *text = hear_text(fd), want[32];
    snprintf(want, sizeof want, "HTTP/1.1 %d ", asked[_i].status);
    ck_assert_msg(strncmp(text, want, strlen(want)) == 0, "%s", text);
    for (const struct nv_http_field *field = nv_http_fields; field->name; field++) {
        char line[200];
        snprintf(line, sizeof line, "\r\n%s: %s\r\n", field->name, field->value);
        ck_assert_msg(strstr(text, line) != NULL, "no %s in %s", line, text);
        ck_assert_msg(strstr(strstr(text, line) + 2, line) == NULL, "twice %s", line);
    }
    ck_assert_ptr_nonnull(strstr(text, "\r\nDate: "));
    ck_assert_ptr_nonnull(strstr(text, "\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    ck_assert_int_eq(strstr(text, "\r\nAllow: GET, HEAD\r\n") != NULL, asked[_i].status == 405);
    free(text);
}
END_TEST

START_TEST(a_request_in_single_bytes)
{
    int fd = dial(&f);
    for (const char *p = GET("/hello"); *p; p++) {
        ck_assert(is_open(fd));
        say(&f, fd, p, 1);
    }
    expect_status(fd, 200);
}
END_TEST

START_TEST(an_answer_may_come_later)
{
    int a = dial(&f), b = dial(&f), c = dial(&f);
    says(&f, a, GET("/hold"));
    says(&f, b, GET("/hold"));
    settle(&f);
    ck_assert_int_eq(n_held, 2);
    says(&f, c, GET("/hello"));
    expect_status(c, 200);
    let_go(1, "hai");
    char *text = hear_text(b);
    ck_assert_str_eq(strstr(text, "\r\n\r\n"), "\r\n\r\nhai");
    free(text);
    let_go(0, "một");
    expect_status(a, 200);
}
END_TEST

START_TEST(who_is_gone_before_his_answer_is_forgotten)
{
    int fd = dial(&f);
    says(&f, fd, GET("/hold"));
    settle(&f);
    close(fd);
    settle(&f);
    let_go(0, "cho ai?");
    settle(&f);
    ck_assert_uint_eq(nv_http_present(http), 0);
}
END_TEST

START_TEST(an_answer_may_come_after_the_server_is_closed)
{
    int fd = dial(&f);
    says(&f, fd, GET("/hold"));
    settle(&f);
    nv_http_close(http);
    http = NULL;
    expect_hung_up(fd);
    let_go(0, "muộn");
}
END_TEST

START_TEST(closing_ends_every_connection)
{
    int silent = dial(&f), begun = dial_from(1), taking = dial(&f);
    says(&f, begun, "GET /hel");
    says(&f, taking, GET("/large"));
    settle(&f);
    ck_assert_uint_eq(nv_http_present(http), 3);
    nv_http_close(http);
    http = NULL;
    expect_hung_up(silent);
    expect_hung_up(begun);
    free(hear_text(taking));
}
END_TEST

START_TEST(a_large_answer_arrives_whole)
{
    int fd = dial_from(1);
    struct nv_buf out = NV_BUF_INIT;
    says(&f, fd, GET("/large"));
    hear_all(&f, fd, &out);
    const char *end = strstr(out.data, "\r\n\r\n");
    ck_assert_uint_eq(out.len, (size_t)(end - out.data) + 4 + (8 << 20));
    nv_buf_free(&out);
}
END_TEST

START_TEST(a_request_that_never_ends_is_cut)
{
    start_with((struct nv_http_limits){.request_ms = 1});
    int silent = dial(&f), begun = dial(&f);
    says(&f, begun, "GET /hello HTTP/1.1\r\n");
    expect_status(begun, 408);
    expect_hung_up(silent);
    settle(&f);
    ck_assert_uint_eq(nv_http_present(http), 0);
    stop();
}
END_TEST

START_TEST(an_answer_that_is_not_taken_is_dropped)
{
    start_with((struct nv_http_limits){.answer_ms = 1});
    int fd = dial(&f);
    says(&f, fd, GET("/large"));
    while (nv_http_present(http) == 0)
        uv_run(&f.loop, UV_RUN_ONCE);
    while (nv_http_present(http) > 0)
        uv_run(&f.loop, UV_RUN_ONCE);
    close(fd);
    stop();
}
END_TEST

START_TEST(when_full_the_oldest_unfinished_request_makes_room)
{
    start_with((struct nv_http_limits){.places = 3, .spare_ms = 1});
    int first = dial(&f);
    settle(&f);
    int second = dial(&f), third = dial(&f);
    settle(&f);
    ck_assert_uint_eq(nv_http_present(http), 3);
    int fourth = dial(&f);
    says(&f, fourth, GET("/hello"));
    expect_status(fourth, 200);
    expect_hung_up(first);
    ck_assert(is_open(second));
    ck_assert(is_open(third));
    ck_assert_uint_eq(nv_http_tally(http)->evicted, 1);
    close(second);
    close(third);
    stop();
}
END_TEST

/* Places may all be taken for long: somebody goes only when somebody else has come. */
START_TEST(nobody_makes_room_for_nobody)
{
    int fd[3];
    start_with((struct nv_http_limits){.places = 3, .spare_ms = 1});
    fd[0] = dial(&f);
    for (uint64_t since = uv_now(&f.loop); uv_now(&f.loop) <= since + 1;)
        settle(&f);
    for (int i = 1; i < 3; i++)
        fd[i] = dial(&f);
    settle(&f);
    for (int i = 0; i < 3; i++) {
        ck_assert(is_open(fd[i]));
        close(fd[i]);
    }
    ck_assert_uint_eq(nv_http_tally(http)->evicted, 0);
    stop();
}
END_TEST

START_TEST(who_holds_the_most_places_makes_room)
{
    start_with((struct nv_http_limits){.places = 4, .per_address = 4, .spare_ms = 1});
    int quiet = dial_from(9);
    settle(&f);
    int greedy[3];
    for (int i = 0; i < 3; i++) {
        greedy[i] = dial_from(8);
        settle(&f);
    }
    int other = dial_from(7);
    says(&f, other, GET("/hello"));
    expect_status(other, 200);
    expect_hung_up(greedy[0]); /* not the oldest of all */
    ck_assert(is_open(quiet));
    close(greedy[1]);
    close(greedy[2]);
    close(quiet);
    stop();
}
END_TEST

START_TEST(an_address_over_its_limit_gives_up_its_own_oldest)
{
    struct nv_net proxy;
    ck_assert(nv_net_parse("127.0.0.1", &proxy));
    start_with((struct nv_http_limits){.per_address = 2, .proxies = {&proxy, 1, false}});
    int a = dial_from(8), b = dial_from(8), c = dial_from(8);
    expect_hung_up(a);
    ck_assert(is_open(b));
    ck_assert(is_open(c));
    int from_proxy[4];
    for (int i = 0; i < 4; i++)
        from_proxy[i] = dial_from(1);
    for (int i = 0; i < 4; i++)
        ck_assert(is_open(from_proxy[i]));
    ck_assert_uint_eq(nv_http_present(http), 6);
    for (int i = 0; i < 4; i++)
        close(from_proxy[i]);
    close(b);
    close(c);
    stop();
}
END_TEST

/* They cannot be thrown out, so whoever comes next waits in the kernel's queue. */
START_TEST(who_is_being_answered_is_never_sent_away)
{
    start_with((struct nv_http_limits){.places = 2, .spare_ms = 1});
    int a = dial(&f), b = dial(&f), c = dial(&f);
    says(&f, a, GET("/hold"));
    says(&f, b, GET("/hold"));
    says(&f, c, GET("/hello"));
    ck_assert(is_open(c));
    ck_assert_int_eq(n_held, 2);
    let_go(0, "một");
    expect_status(a, 200);
    expect_status(c, 200);
    let_go(1, "hai");
    expect_status(b, 200);
    stop();
}
END_TEST

START_TEST(an_address_that_only_has_requests_in_hand_is_told_to_come_again)
{
    start_with((struct nv_http_limits){.per_address = 1});
    int a = dial_from(8), b;
    says(&f, a, GET("/hold"));
    settle(&f);
    b = dial_from(8);
    expect_status(b, 503);
    let_go(0, "một");
    expect_status(a, 200);
    stop();
}
END_TEST

START_TEST(other_addresses_replace_those_that_are_no_longer_wanted)
{
    struct nv_err err;
    char other[32];
    const char *const at[] = {other};
    const struct nv_http_settings s = {{at, 1}, {0}};
    int was = port;
    int old = dial_from(1);
    settle(&f);
    port = free_port();
    snprintf(other, sizeof other, "127.0.0.1:%d", port);
    ck_assert_int_eq(nv_http_prepare(http, &s, &err), 0);
    nv_http_turn(http, &s);
    int fresh = dial_from(1);
    says(&f, fresh, GET("/hello"));
    expect_status(fresh, 200);
    says(&f, old, GET("/hello")); /* who is in stays in */
    expect_status(old, 200);
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((in_port_t)was),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&a, sizeof a), -1);
    close(fd);
    ck_assert_int_eq(access(f.path, F_OK), -1);
}
END_TEST

START_TEST(an_address_in_use_changes_nothing)
{
    struct nv_err err;
    char taken[32], unused[32];
    const char *const at[] = {unused, taken};
    const struct nv_http_settings s = {{at, 2}, {0}};
    int other = free_port();
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((in_port_t)other),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    ck_assert_int_eq(listen(fd, 1), 0);
    snprintf(taken, sizeof taken, "127.0.0.1:%d", other);
    snprintf(unused, sizeof unused, "127.0.0.1:%d", free_port());
    ck_assert_int_eq(nv_http_prepare(http, &s, &err), -NV_EBUSY);
    ck_assert_ptr_nonnull(strstr(err.text, taken));
    int asked_now = dial_from(1);
    says(&f, asked_now, GET("/hello"));
    expect_status(asked_now, 200);
    /* Taken on nevertheless, as at a start: the one that is free works. */
    nv_http_turn(http, &s);
    ck_assert_uint_eq(nv_http_missing(http), 1);
    port = atoi(strchr(unused, ':') + 1);
    asked_now = dial_from(1);
    says(&f, asked_now, GET("/hello"));
    expect_status(asked_now, 200);
    close(fd);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("server/http");
    TCase *t = tcase_create("http"), *own = tcase_create("limits");
    tcase_add_checked_fixture(t, start, stop);
    tcase_set_timeout(t, 60);
    tcase_set_timeout(own, 60);
    tcase_add_test(t, a_route_is_answered_over_tcp_and_over_a_unix_socket);
    tcase_add_test(t, a_head_request_gets_the_same_without_the_body);
    tcase_add_loop_test(t, every_answer_has_every_field, 0, sizeof asked / sizeof *asked);
    tcase_add_test(t, a_request_in_single_bytes);
    tcase_add_test(t, an_answer_may_come_later);
    tcase_add_test(t, who_is_gone_before_his_answer_is_forgotten);
    tcase_add_test(t, an_answer_may_come_after_the_server_is_closed);
    tcase_add_test(t, closing_ends_every_connection);
    tcase_add_test(t, a_large_answer_arrives_whole);
    tcase_add_test(t, other_addresses_replace_those_that_are_no_longer_wanted);
    tcase_add_test(t, an_address_in_use_changes_nothing);
    tcase_add_test(own, a_request_that_never_ends_is_cut);
    tcase_add_test(own, an_answer_that_is_not_taken_is_dropped);
    tcase_add_test(own, when_full_the_oldest_unfinished_request_makes_room);
    tcase_add_test(own, nobody_makes_room_for_nobody);
    tcase_add_test(own, who_holds_the_most_places_makes_room);
    tcase_add_test(own, an_address_over_its_limit_gives_up_its_own_oldest);
    tcase_add_test(own, who_is_being_answered_is_never_sent_away);
    tcase_add_test(own, an_address_that_only_has_requests_in_hand_is_told_to_come_again);
    suite_add_tcase(s, t);
    suite_add_tcase(s, own);
    return s;
}

NV_TEST_MAIN(make_suite)
