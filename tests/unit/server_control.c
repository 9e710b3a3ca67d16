/* The control server: one request, one answer, and nobody who can hold the others up. */
#include <pwd.h>

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

START_TEST(answers_a_request)
{
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"done\",\"args\":{\"id\":\"I.2.1\",\"doc\":\"Số 12/QĐ\"}}\n");
    json_t *answer = hear(&f, fd);
    json_t *expected = json_pack("{s:s, s:s}", "id", "I.2.1", "doc", "Số 12/QĐ");
    json_t *data = json_object_get(answer, "data");
    ck_assert_int_eq(json_integer_value(json_object_get(answer, "exit")), 0);
    ck_assert_str_eq(json_string_value(json_object_get(answer, "text")), "đã nhận");
    ck_assert_str_eq(data_string(answer, "command"), "done");
    ck_assert(json_equal(json_object_get(data, "args"), expected));
    json_decref(expected);
    json_decref(answer);
}
END_TEST

START_TEST(missing_args_are_an_empty_object)
{
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"status\"}\r\n");
    json_t *answer = hear(&f, fd);
    json_t *args = json_object_get(json_object_get(answer, "data"), "args");
    ck_assert(json_is_object(args));
    ck_assert_uint_eq(json_object_size(args), 0);
    json_decref(answer);
}
END_TEST

START_TEST(request_in_single_bytes)
{
    const char *text = "{\"command\":\"báo cáo\"}\n";
    int fd = dial(&f);
    for (const char *p = text; *p; p++) {
        ck_assert_int_eq(f.handled, 0);
        say(&f, fd, p, 1);
        settle(&f);
    }
    json_t *answer = hear(&f, fd);
    ck_assert_str_eq(data_string(answer, "command"), "báo cáo");
    json_decref(answer);
}
END_TEST

START_TEST(two_requests_at_once)
{
    int slow = dial(&f), quick = dial(&f);
    says(&f, slow, "{\"command\":\"slo");
    settle(&f);
    says(&f, quick, "{\"command\":\"quick\"}\n");
    json_t *second = hear(&f, quick);
    ck_assert_str_eq(data_string(second, "command"), "quick");
    says(&f, slow, "w\"}\n");
    json_t *first = hear(&f, slow);
    ck_assert_str_eq(data_string(first, "command"), "slow");
    json_decref(first);
    json_decref(second);
}
END_TEST

START_TEST(answer_comes_later)
{
    int late = dial(&f), now = dial(&f);
    says(&f, late, "{\"command\":\"hold\"}\n");
    settle(&f);
    ck_assert_int_eq(f.n_held, 1);
    says(&f, now, "{\"command\":\"status\"}\n");
    expect_exit(&f, now, 0);
    nv_request_reply(f.held[0], 78, "nhacviec.cfg:3: sai", json_integer(7));
    json_t *answer = hear(&f, late);
    ck_assert_int_eq(json_integer_value(json_object_get(answer, "exit")), 78);
    ck_assert_int_eq(json_integer_value(json_object_get(answer, "data")), 7);
    json_decref(answer);
}
END_TEST

START_TEST(client_that_shuts_its_side_is_answered)
{
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"hold\"}\n");
    shutdown(fd, SHUT_WR);
    settle(&f);
    nv_request_reply(f.held[0], 1, "không", NULL);
    expect_exit(&f, fd, 1);
}
END_TEST

START_TEST(client_gone_before_the_answer)
{
    int gone = dial(&f);
    says(&f, gone, "{\"command\":\"hold\"}\n");
    settle(&f);
    close(gone);
    settle(&f);
    nv_request_reply(f.held[0], 0, "không ai nghe", json_object());
    settle(&f);
    ck_assert_uint_eq(nv_control_clients(f.control), 0);
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"status\"}\n");
    expect_exit(&f, fd, 0);
}
END_TEST

START_TEST(client_gone_in_the_middle_of_a_request)
{
    int gone = dial(&f);
    close(gone);
    gone = dial(&f);
    says(&f, gone, "{\"comm");
    close(gone);
    settle(&f);
    ck_assert_int_eq(f.handled, 0);
    ck_assert_uint_eq(nv_control_clients(f.control), 0);
}
END_TEST

START_TEST(large_answer_arrives_whole)
{
    enum { SIZE = 4 << 20 };
    char *text = malloc(SIZE + 1);
    memset(text, 'x', SIZE);
    text[SIZE] = '\0';
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"hold\"}\n");
    settle(&f);
    nv_request_reply(f.held[0], 0, text, NULL);
    json_t *answer = hear(&f, fd);
    ck_assert_str_eq(json_string_value(json_object_get(answer, "text")), text);
    json_decref(answer);
    free(text);
}
END_TEST

START_TEST(text_that_is_not_utf8_is_still_sent)
{
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"hold\"}\n");
    settle(&f);
    nv_request_reply(f.held[0], 0, "a\xFFz\xC3", NULL);
    json_t *answer = hear(&f, fd);
    ck_assert_str_eq(json_string_value(json_object_get(answer, "text")), "a\uFFFDz\uFFFD");
    json_decref(answer);
}
END_TEST

START_TEST(kernel_says_who_asks)
{
    const struct passwd *me = getpwuid(getuid());
    char number[24];
    snprintf(number, sizeof number, "%lu", (unsigned long)getuid());
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"status\",\"args\":{\"actor\":\"kẻ giả danh\"}}\n");
    json_t *answer = hear(&f, fd);
    json_t *data = json_object_get(answer, "data");
    ck_assert_str_eq(data_string(answer, "actor"), me ? me->pw_name : number);
    ck_assert_int_eq(json_integer_value(json_object_get(data, "uid")), getuid());
    ck_assert_int_eq(json_integer_value(json_object_get(data, "pid")), getpid());
    ck_assert(json_is_true(json_object_get(data, "may_write")));
    json_decref(answer);
}
END_TEST

START_TEST(stop_tells_those_who_wait)
{
    int asking = dial(&f), waiting = dial(&f);
    says(&f, asking, "{");
    says(&f, waiting, "{\"command\":\"hold\"}\n");
    settle(&f);
    nv_control_close(f.control);
    f.control = NULL;
    expect_exit(&f, asking, 69);
    expect_exit(&f, waiting, 69);
    nv_request_reply(f.held[0], 0, "quá muộn", json_true());
}
END_TEST

static void close_at_once(void *arg, struct nv_request *r)
{
    struct nv_control **c = arg;
    nv_control_close(*c);
    *c = NULL;
    nv_request_reply(r, 0, "xong", NULL);
}

START_TEST(handler_may_close_the_server)
{
    struct nv_control *c = NULL;
    struct nv_err err;
    nv_control_close(f.control);
    ck_assert_int_eq(nv_control_open(&f.loop, f.path, NULL, close_at_once, &c, &c, &err), 0);
    f.control = NULL;
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"stop\"}\n");
    expect_exit(&f, fd, 69);
    ck_assert_ptr_null(c);
}
END_TEST

START_TEST(silent_clients_make_room)
{
    fixture_stop(&f);
    fixture_start(&f, &(struct nv_control_limits){.clients = 4, .spare_ms = 1});
    int idle[12];
    for (int i = 0; i < 12; i++)
        idle[i] = dial(&f);
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"status\"}\n");
    expect_exit(&f, fd, 0);
    ck_assert_uint_le(nv_control_clients(f.control), 4);
    expect_exit(&f, idle[0], 69);
    for (int i = 1; i < 12; i++)
        close(idle[i]);
}
END_TEST

START_TEST(who_waits_for_an_answer_is_never_sent_away)
{
    fixture_stop(&f);
    fixture_start(&f, &(struct nv_control_limits){.clients = 2, .spare_ms = 1});
    int a = dial(&f), b = dial(&f), c = dial(&f);
    says(&f, a, "{\"command\":\"hold\"}\n");
    says(&f, b, "{\"command\":\"hold\"}\n");
    says(&f, c, "{\"command\":\"status\"}\n");
    settle(&f);
    uint64_t begin = uv_now(&f.loop);
    while (uv_now(&f.loop) < begin + 3)
        uv_run(&f.loop, UV_RUN_NOWAIT);
    ck_assert_int_eq(f.handled, 2);
    ck_assert_uint_eq(nv_control_clients(f.control), 2);
    nv_request_reply(f.held[0], 0, "", NULL);
    expect_exit(&f, a, 0);
    expect_exit(&f, c, 0);
    nv_request_reply(f.held[1], 0, "", NULL);
    expect_exit(&f, b, 0);
}
END_TEST

START_TEST(request_that_never_ends_is_cut)
{
    fixture_stop(&f);
    fixture_start(&f, &(struct nv_control_limits){.request_ms = 1});
    int fd = dial(&f);
    says(&f, fd, "{\"command\":");
    expect_exit(&f, fd, 2);
    ck_assert_int_eq(f.handled, 0);
}
END_TEST

START_TEST(waiting_for_an_answer_has_no_deadline)
{
    fixture_stop(&f);
    fixture_start(&f, &(struct nv_control_limits){.request_ms = 1});
    int held = dial(&f);
    says(&f, held, "{\"command\":\"hold\"}\n");
    settle(&f);
    ck_assert_int_eq(f.n_held, 1);
    /* The deadline of a second one, begun later, has passed: so would the first one's have. */
    int cut = dial(&f);
    expect_exit(&f, cut, 2);
    nv_request_reply(f.held[0], 0, "", NULL);
    expect_exit(&f, held, 0);
}
END_TEST

START_TEST(answer_that_is_not_taken_is_dropped)
{
    fixture_stop(&f);
    fixture_start(&f, &(struct nv_control_limits){.answer_ms = 1});
    char *text = calloc(1, (8 << 20) + 1);
    memset(text, 'x', 8 << 20);
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"hold\"}\n");
    settle(&f);
    nv_request_reply(f.held[0], 0, text, NULL);
    while (nv_control_clients(f.control) > 0)
        uv_run(&f.loop, UV_RUN_ONCE);
    close(fd);
    free(text);
}
END_TEST

static void await_file(void)
{
    while (access(f.path, F_OK) != 0)
        uv_run(&f.loop, UV_RUN_ONCE);
}

static void ck_answers(void)
{
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"status\"}\n");
    json_t *answer = hear(&f, fd);
    ck_assert_str_eq(data_string(answer, "command"), "status");
    json_decref(answer);
}

START_TEST(file_that_was_taken_away_comes_back)
{
    struct stat st;
    umask(077); /* as the daemon has it */
    int waiting = dial(&f);
    says(&f, waiting, "{\"command\":\"hold\"}\n");
    settle(&f);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(unlink(f.path), 0);
        await_file();
        ck_assert_int_eq(lstat(f.path, &st), 0);
        ck_assert(S_ISSOCK(st.st_mode));
        ck_assert_uint_eq(st.st_mode & 07777, 0660);
        ck_answers();
    }
    nv_request_reply(f.held[0], 0, "xong", NULL);
    json_t *answer = hear(&f, waiting);
    ck_assert_str_eq(json_string_value(json_object_get(answer, "text")), "xong");
    json_decref(answer);
}
END_TEST

START_TEST(directory_that_was_replaced_is_found_when_asked)
{
    char aside[300];
    snprintf(aside, sizeof aside, "%s-aside", f.dir);
    ck_assert_int_eq(rename(f.dir, aside), 0);
    ck_assert_int_eq(mkdir(f.dir, 0700), 0);
    settle(&f);
    ck_assert_int_ne(access(f.path, F_OK), 0);
    nv_control_renew(f.control);
    ck_answers();
    ck_assert_int_eq(unlink(f.path), 0); /* and the new one is watched */
    await_file();
    ck_answers();
    strcat(aside, "/control.sock");
    ck_assert_int_eq(unlink(aside), 0);
    *strrchr(aside, '/') = '\0';
    ck_assert_int_eq(rmdir(aside), 0);
}
END_TEST

START_TEST(file_of_others_stays_and_ours_is_not_made_anew)
{
    struct stat before, after;
    ck_assert_int_eq(lstat(f.path, &before), 0);
    nv_control_renew(f.control);
    ck_assert_int_eq(lstat(f.path, &after), 0);
    ck_assert_uint_eq(before.st_ino, after.st_ino);
    nv_log_threshold(NV_LOG_CRIT);
    char other[300];
    snprintf(other, sizeof other, "%s/other", f.dir);
    FILE *file = fopen(other, "w");
    ck_assert_ptr_nonnull(file);
    fclose(file);
    ck_assert_int_eq(rename(other, f.path), 0);
    settle(&f);
    ck_assert_int_eq(lstat(f.path, &after), 0);
    ck_assert(S_ISREG(after.st_mode));
    ck_assert_int_eq(unlink(f.path), 0);
    await_file();
    ck_answers();
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("server/control");
    TCase *t = tcase_create("control");
    tcase_add_checked_fixture(t, start, stop);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, answers_a_request);
    tcase_add_test(t, missing_args_are_an_empty_object);
    tcase_add_test(t, request_in_single_bytes);
    tcase_add_test(t, two_requests_at_once);
    tcase_add_test(t, answer_comes_later);
    tcase_add_test(t, client_that_shuts_its_side_is_answered);
    tcase_add_test(t, client_gone_before_the_answer);
    tcase_add_test(t, client_gone_in_the_middle_of_a_request);
    tcase_add_test(t, large_answer_arrives_whole);
    tcase_add_test(t, text_that_is_not_utf8_is_still_sent);
    tcase_add_test(t, kernel_says_who_asks);
    tcase_add_test(t, stop_tells_those_who_wait);
    tcase_add_test(t, handler_may_close_the_server);
    tcase_add_test(t, silent_clients_make_room);
    tcase_add_test(t, who_waits_for_an_answer_is_never_sent_away);
    tcase_add_test(t, request_that_never_ends_is_cut);
    tcase_add_test(t, waiting_for_an_answer_has_no_deadline);
    tcase_add_test(t, answer_that_is_not_taken_is_dropped);
    tcase_add_test(t, file_that_was_taken_away_comes_back);
    tcase_add_test(t, directory_that_was_replaced_is_found_when_asked);
    tcase_add_test(t, file_of_others_stays_and_ours_is_not_made_anew);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
