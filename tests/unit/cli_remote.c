/* The commands that ask the daemon: what goes out, and what its answer becomes. */
#include "cli_fixture.h"

static const struct {
    const char *args[9];
    const char *command, *sent;
} requests[] = {
    {{"status"}, "status", "{}"},
    {{"reload"}, "reload", "{}"},
    {{"queue"}, "queue", "{}"},
    {{"queue", "retry", "n1.2"}, "queue-order", "{\"id\":\"n1.2\",\"what\":\"retry\"}"},
    {{"queue", "retry", "--all-failed"}, "queue-order", "{\"all_failed\":true,\"what\":\"retry\"}"},
    {{"queue", "cancel", "n7"}, "queue-order", "{\"id\":\"n7\",\"what\":\"cancel\"}"},
    {{"queue", "release"}, "queue-order", "{\"what\":\"release\"}"},
    {{"queue", "clear", "a@b.example"},
     "queue-order",
     "{\"address\":\"a@b.example\",\"what\":\"clear\"}"},
    {{"queue", "show", "n1.2"}, "show", "{\"id\":\"n1.2\",\"mail\":false}"},
    {{"queue", "list", "--state", "failed", "--agency", "so-tai-chinh"},
     "queue",
     "{\"agency\":\"so-tai-chinh\",\"state\":\"failed\"}"},
    {{"queue", "--agency", "Sở Tài chính", "-c", "conf"}, "queue", "{\"agency\":\"so-tai-chinh\"}"},
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

/* The file mode is nothing to root. */
static void become_nobody(void)
{
    if (geteuid() == 0)
        ck_assert_int_eq(seteuid(65534), 0);
}

static void become_myself(void)
{
    ck_assert_int_eq(seteuid(getuid()), 0);
}

START_TEST(a_matter_of_rights_is_called_so)
{
    static const struct {
        const char *command;
        int code;
    } tried[] = {{"status", NV_EXIT_UNREACHABLE},
                 {"reload", NV_EXIT_UNREACHABLE},
                 {"tasks", NV_EXIT_CONFIG},
                 {"check", NV_EXIT_CONFIG}};
    char *dir = new_tree();
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_addf(&b, "cp -r conf/* %s && chmod 755 %s && chmod 0 %s/nhacviec.cfg", dir, dir, dir);
    ck_assert_int_eq(system(b.data), 0);
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        become_nobody();
        struct outcome o = run("-c", dir, tried[i].command);
        become_myself();
        ck_assert_int_eq(o.code, tried[i].code);
        says(o.err, "không có quyền đọc");
        says(o.err, "sudo usermod -aG nhacviec TÊN");
        ck_assert_ptr_null(strstr(o.err, "không ai trả lời"));
        drop(&o);
    }
    /* Who names the socket is told of the socket. */
    become_nobody();
    struct outcome o = run("-c", dir, "--socket", "/x/y.sock", "status");
    become_myself();
    says(o.err, "/x/y.sock: không ai trả lời");
    drop(&o);
    nv_buf_free(&b);
    remove_tree(dir);
}
END_TEST

static int forbidding_call(const char *path, const char *command, json_t *args, int timeout_s,
                           json_t **answer, struct nv_err *err)
{
    (void)command, (void)args, (void)timeout_s, (void)answer;
    return nv_err_set(err, NV_EPERM, "%s: không có quyền kết nối", path);
}

START_TEST(a_forbidden_socket_tells_the_way)
{
    struct outcome o = run_with_call(forbidding_call, "-c", "conf", "status");
    ck_assert_int_eq(o.code, NV_EXIT_UNREACHABLE);
    says(o.err, "sudo usermod -aG nhacviec TÊN");
    drop(&o);
    o = run_with_call(forbidding_call, "-c", "conf", "log");
    ck_assert_int_eq(o.code, NV_EXIT_UNREACHABLE);
    says(o.err, "nhacviec: /run/nhacviec/control.sock: không có quyền kết nối\n");
    says(o.err, "sudo usermod -aG nhacviec TÊN");
    drop(&o);
    o = run_with_call(forbidding_call, "-c", "conf", "tasks");
    ck_assert_int_eq(o.code, 0);
    says(o.err, "không có quyền hỏi dịch vụ tại /run/nhacviec/control.sock");
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
    daemon_says("{\"exit\":0,\"text\":\"Chữ\",\"data\":{\"id\":\"n1.2\"}}");
    struct outcome o = run("show", "n1.2", "--json");
    json_t *doc = document(&o), *want = json_loads("{\"id\":\"n1.2\"}", 0, NULL);
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
    tcase_add_test(t, a_matter_of_rights_is_called_so);
    tcase_add_test(t, a_forbidden_socket_tells_the_way);
    tcase_add_test(t, the_configured_socket_is_called);
    tcase_add_test(t, json_is_exactly_the_data);
    tcase_add_test(t, a_refusal_goes_to_stderr);
    tcase_add_test(t, a_bad_status_is_still_the_answer);
    tcase_add_test(t, a_mail_is_printed_to_the_byte);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
