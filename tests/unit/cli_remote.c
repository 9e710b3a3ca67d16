/* The commands that ask the daemon: what goes out, and what its answer becomes. */
#include "cli_fixture.h"

static const struct {
    const char *args[9];
    const char *command, *sent;
} requests[] = {
    {{"status"}, "status", "{}"},
    {{"reload"}, "reload", "{}"},
    {{"queue"}, "queue", "{}"},
    {{"queue", "list", "--state", "failed", "--agency", "so-tai-chinh"},
     "queue",
     "{\"agency\":\"so-tai-chinh\",\"state\":\"failed\"}"},
    {{"show", "n12.34"}, "show", "{\"id\":\"n12.34\",\"mail\":false}"},
    {{"show", "--mail", "n12"}, "show", "{\"id\":\"n12\",\"mail\":true}"},
    {{"done", "A.1.1", "--on", "2025-03-20", "--doc", "QĐ 7/QĐ-UBND", "--note", "gấp"},
     "done",
     "{\"doc\":\"QĐ 7/QĐ-UBND\",\"id\":\"A.1.1\",\"note\":\"gấp\",\"on\":\"2025-03-20\"}"},
    {{"done", "A.1.1"}, "done", "{\"id\":\"A.1.1\",\"on\":\"2025-03-17\"}"},
    /* 31/3 in UTC is already 01/4 in Việt Nam. */
    {{"done", "A.1.1", "--now", "2025-03-31T20:00Z"},
     "done",
     "{\"id\":\"A.1.1\",\"on\":\"2025-04-01\"}"},
    {{"reopen", "A.1.1", "--note", "nhầm"}, "reopen", "{\"id\":\"A.1.1\",\"note\":\"nhầm\"}"},
    /* NFD as some keyboards send it: o + combining circumflex. */
    {{"reopen", "A.1.1", "--note", "tho\xCC\x82i"},
     "reopen",
     "{\"id\":\"A.1.1\",\"note\":\"thôi\"}"},
};

START_TEST(requests_carry_their_arguments)
{
    daemon_says("{\"exit\":0,\"text\":\"Được.\",\"data\":null}");
    struct outcome o = run_cli(&(struct nv_cli){0}, requests[_i].args);
    ck_assert_int_eq(o.code, 0);
    ck_assert_str_eq(daemon_.command, requests[_i].command);
    ck_assert_str_eq(daemon_.args, requests[_i].sent);
    says(o.out, "Được.");
    ck_assert_str_eq(o.err, "");
    drop(&o);
}
END_TEST

static const struct {
    const char *args[6];
    const char *path;
} sockets[] = {
    {{"status", "--socket", "/x/y.sock", "-c", "conf"}, "/x/y.sock"},
    {{"status", "-c", "conf"}, "/run/nhacviec/control.sock"},
    {{"status", "-c", "nowhere"}, "/run/nhacviec/control.sock"},
};

START_TEST(an_unreachable_daemon_is_named)
{
    struct outcome o = run_cli(&(struct nv_cli){0}, sockets[_i].args);
    ck_assert_int_eq(o.code, NV_EXIT_UNREACHABLE);
    ck_assert_str_eq(daemon_.socket, sockets[_i].path);
    ck_assert_str_eq(o.out, "");
    says(o.err, sockets[_i].path);
    says(o.err, "không ai trả lời");
    drop(&o);
}
END_TEST

START_TEST(the_configured_socket_is_called)
{
    char *dir = new_tree();
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_addf(&b, "cp -r conf/* %s && echo 'socket = \"/srv/own.sock\";' >> %s/nhacviec.cfg", dir,
                dir);
    ck_assert_int_eq(system(b.data), 0);
    struct outcome o = run("-c", dir, "status");
    ck_assert_str_eq(daemon_.socket, "/srv/own.sock");
    drop(&o);
    /* The file has an error now; the daemon that must say so is still found. */
    nv_buf_clear(&b);
    nv_buf_addf(&b, "echo 'nonsense = (' >> %s/nhacviec.cfg", dir);
    ck_assert_int_eq(system(b.data), 0);
    o = run("-c", dir, "reload");
    ck_assert_str_eq(daemon_.socket, "/srv/own.sock");
    nv_buf_free(&b);
    remove_tree(dir);
    drop(&o);
}
END_TEST

START_TEST(json_is_exactly_the_data)
{
    daemon_says("{\"exit\":0,\"text\":\"Chữ\",\"data\":[{\"id\":\"n1.2\"}]}");
    struct outcome o = run("queue", "--json");
    json_t *doc = document(&o), *want = json_loads("[{\"id\":\"n1.2\"}]", 0, NULL);
    ck_assert(json_equal(doc, want));
    ck_assert_str_eq(o.err, "");
    json_decref(doc);
    json_decref(want);
    drop(&o);
}
END_TEST

START_TEST(a_refusal_goes_to_stderr)
{
    daemon_says("{\"exit\":78,\"text\":\"plans/a.cfg:3: lỗi: một\\nplans/b.cfg:4: lỗi: "
                "hai\",\"data\":null}");
    struct outcome o = run("reload");
    ck_assert_int_eq(o.code, NV_EXIT_CONFIG);
    ck_assert_str_eq(o.out, "");
    ck_assert_str_eq(o.err, "plans/a.cfg:3: lỗi: một\nplans/b.cfg:4: lỗi: hai\n");
    drop(&o);
}
END_TEST

/* The text of status is what was asked for, also when all is not well. */
START_TEST(a_bad_status_is_still_the_answer)
{
    daemon_says("{\"exit\":1,\"text\":\"Sổ ghi đang lỗi.\\n\",\"data\":{}}");
    struct outcome o = run("status");
    ck_assert_int_eq(o.code, NV_EXIT_NO);
    ck_assert_str_eq(o.out, "Sổ ghi đang lỗi.\n");
    ck_assert_str_eq(o.err, "");
    drop(&o);
}
END_TEST

START_TEST(a_mail_is_printed_to_the_byte)
{
    daemon_says("{\"exit\":0,\"text\":\"Subject: x\\r\\n\\r\\nend\",\"data\":null}");
    struct outcome o = run("show", "n1.1", "--mail");
    ck_assert_str_eq(o.out, "Subject: x\r\n\r\nend");
    drop(&o);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("cli_remote");
    TCase *t = tcase_create("remote");
    tcase_add_checked_fixture(t, cli_setup, cli_teardown);
    tcase_add_loop_test(t, requests_carry_their_arguments, 0, sizeof requests / sizeof *requests);
    tcase_add_loop_test(t, an_unreachable_daemon_is_named, 0, sizeof sockets / sizeof *sockets);
    tcase_add_test(t, the_configured_socket_is_called);
    tcase_add_test(t, json_is_exactly_the_data);
    tcase_add_test(t, a_refusal_goes_to_stderr);
    tcase_add_test(t, a_bad_status_is_still_the_answer);
    tcase_add_test(t, a_mail_is_printed_to_the_byte);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
