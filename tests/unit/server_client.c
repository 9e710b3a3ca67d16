/* The command line's side: against the real server, and against peers that are none. */
#include "server/client.h"

#include <pthread.h>

#include "server_fixture.h"

static struct fixture f;

static void start(void)
{
    fixture_start(&f, NULL);
}

static void stop(void)
{
    fixture_stop(&f);
}

/* One call on a thread of its own, while the test's thread runs the server. */
struct call {
    const char *path, *command;
    json_t *args;
    uv_async_t done;
    json_t *answer;
    int rc;
    struct nv_err err;
};

static void *run_call(void *arg)
{
    struct call *c = arg;
    c->rc = nv_client_call(c->path, c->command, c->args, 0, &c->answer, &c->err);
    uv_async_send(&c->done);
    return NULL;
}

static void on_done(uv_async_t *done)
{
    uv_stop(done->loop);
    uv_close((uv_handle_t *)done, NULL);
}

static void call_and_serve(struct call *c)
{
    pthread_t thread;
    c->path = f.path;
    uv_async_init(&f.loop, &c->done, on_done);
    ck_assert_int_eq(pthread_create(&thread, NULL, run_call, c), 0);
    uv_run(&f.loop, UV_RUN_DEFAULT);
    pthread_join(thread, NULL);
}

START_TEST(call_is_answered)
{
    struct call c = {.command = "done", .args = json_pack("{s:s}", "id", "I.2.1")};
    call_and_serve(&c);
    ck_assert_int_eq(c.rc, 0);
    ck_assert_int_eq(json_integer_value(json_object_get(c.answer, "exit")), 0);
    ck_assert_str_eq(data_string(c.answer, "command"), "done");
    json_t *args = json_object_get(json_object_get(c.answer, "data"), "args");
    ck_assert(json_equal(args, c.args));
    json_decref(c.args);
    json_decref(c.answer);
}
END_TEST

/* Answers with 3 MiB, far more than the socket holds at once. */
static void handle_large(void *arg, struct nv_request *r)
{
    (void)arg;
    char *text = calloc(1, (3 << 20) + 1);
    memset(text, 'v', 3 << 20);
    nv_request_reply(r, 0, text, NULL);
    free(text);
}

START_TEST(large_answer_is_read_whole)
{
    struct call c = {.command = "tasks"};
    struct nv_err err;
    nv_control_close(f.control);
    ck_assert_int_eq(nv_control_open(&f.loop, f.path, NULL, handle_large, NULL, &f.control, &err),
                     0);
    call_and_serve(&c);
    ck_assert_int_eq(c.rc, 0);
    ck_assert_uint_eq(json_string_length(json_object_get(c.answer, "text")), 3 << 20);
    json_decref(c.answer);
}
END_TEST

START_TEST(too_long_request_is_not_sent)
{
    char *text = calloc(1, 70001);
    struct nv_err err;
    json_t *answer, *args;
    memset(text, 'x', 70000);
    args = json_pack("{s:s}", "doc", text);
    ck_assert_int_eq(nv_client_call(f.path, "done", args, 1, &answer, &err), -NV_ETOOBIG);
    ck_assert_ptr_null(answer);
    json_decref(args);
    free(text);
}
END_TEST

START_TEST(nobody_there)
{
    struct nv_err err;
    json_t *answer;
    char below[300];
    snprintf(below, sizeof below, "%s/no.sock", f.dir);
    ck_assert_int_eq(nv_client_call(below, "status", NULL, 1, &answer, &err), -NV_ENET);
    ck_assert_ptr_nonnull(strstr(err.text, below));
    ck_assert_ptr_null(answer);
    memset(below, 'x', sizeof below - 1);
    below[sizeof below - 1] = '\0';
    ck_assert_int_eq(nv_client_call(below, "status", NULL, 1, &answer, &err), -NV_EINVAL);
}
END_TEST

START_TEST(dead_socket)
{
    struct nv_err err;
    json_t *answer;
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    char dead[300];
    snprintf(dead, sizeof dead, "%s/dead.sock", f.dir);
    nv_fmt(a.sun_path, sizeof a.sun_path, "%s", dead);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    close(fd);
    ck_assert_int_eq(nv_client_call(dead, "status", NULL, 1, &answer, &err), -NV_ENET);
    unlink(dead);
}
END_TEST

/* A peer that says `words` to the first caller and hangs up. */
struct impostor {
    int fd;
    const char *words;
};

static void *impersonate(void *arg)
{
    struct impostor *i = arg;
    int fd = accept(i->fd, NULL, NULL);
    char room[1000];
    ssize_t n = read(fd, room, sizeof room);
    if (n > 0)
        n = send(fd, i->words, strlen(i->words), MSG_NOSIGNAL);
    close(fd);
    return NULL;
}

static const struct {
    const char *words;
    int rc;
} impostors[] = {
    {"", -NV_ENET},
    {"{\"exit\":0,\"text\":\"\",\"data\":null}", -NV_ENET}, /* cut before its line feed */
    {"{\"exit\":0,\"text\":\"\",\"data\":null}\n", 0},
    {"{\"exit\":0,\"text\":\"\",\"data\":null}\nand more", 0},
    {"{\"exit\":0,\"text\":\"\",\"data\":null,\"later\":1}\n", 0},
    {"220 mail.example ESMTP\n", -NV_EPROTO},
    {"{}\n", -NV_EPROTO},
    {"{\"exit\":\"0\",\"text\":\"\",\"data\":null}\n", -NV_EPROTO},
    {"{\"exit\":0,\"text\":\"\"}\n", -NV_EPROTO},
    {"\n", -NV_EPROTO},
};

START_TEST(impostor_is_found_out)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    struct impostor i = {.words = impostors[_i].words};
    struct nv_err err = {0};
    pthread_t thread;
    json_t *answer;
    nv_fmt(a.sun_path, sizeof a.sun_path, "%s/other.sock", f.dir);
    i.fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(i.fd, (struct sockaddr *)&a, sizeof a), 0);
    ck_assert_int_eq(listen(i.fd, 1), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, impersonate, &i), 0);
    int rc = nv_client_call(a.sun_path, "status", NULL, 0, &answer, &err);
    pthread_join(thread, NULL);
    ck_assert_int_eq(rc, impostors[_i].rc);
    ck_assert_int_eq(answer != NULL, rc == 0);
    json_decref(answer);
    close(i.fd);
    unlink(a.sun_path);
}
END_TEST

START_TEST(silence_ends_the_call)
{
    /* The server's loop does not run: connected, and never answered. */
    struct nv_err err;
    json_t *answer;
    ck_assert_int_eq(nv_client_call(f.path, "status", NULL, 1, &answer, &err), -NV_ENET);
    ck_assert_ptr_null(answer);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("server/client");
    TCase *t = tcase_create("client");
    tcase_add_checked_fixture(t, start, stop);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, call_is_answered);
    tcase_add_test(t, large_answer_is_read_whole);
    tcase_add_test(t, too_long_request_is_not_sent);
    tcase_add_test(t, nobody_there);
    tcase_add_test(t, dead_socket);
    tcase_add_loop_test(t, impostor_is_found_out, 0, (int)(sizeof impostors / sizeof *impostors));
    tcase_add_test(t, silence_ends_the_call);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
