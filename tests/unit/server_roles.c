/* Who may do what on the control socket: by a peer that the test makes up, and as root by real
 * second and third users. */
#include <grp.h>
#include <sys/wait.h>

#include "server/peer.h"
#include "server_fixture.h"

/* Users and groups that stand for others'; no account is needed. */
enum { SOMEBODY = 54321, ADMINS = 60001, READERS = 60002 };

static struct nv_peer pretended;

static int pretend(int fd, struct nv_peer *out, struct nv_err *err)
{
    (void)fd;
    if (pretended.pid == 0)
        return nv_err_set(err, NV_EIO, "nobody knows");
    *out = pretended;
    if (pretended.n_groups) {
        out->groups = malloc(sizeof *out->groups);
        *out->groups = *pretended.groups;
    }
    return 0;
}

/* Whether one who is `uid` of group `gid` and of `further` is told that he may write. */
static bool may_write(struct fixture *f, uid_t uid, gid_t gid, gid_t further)
{
    pretended =
        (struct nv_peer){.uid = uid, .gid = gid, .pid = 77, .groups = &further, .n_groups = 1};
    int fd = dial(f);
    says(f, fd, "{\"command\":\"status\"}\n");
    json_t *answer = hear(f, fd), *data = json_object_get(answer, "data");
    ck_assert_int_eq(json_integer_value(json_object_get(data, "uid")), uid);
    ck_assert_int_eq(json_integer_value(json_object_get(data, "pid")), 77);
    bool may = json_is_true(json_object_get(data, "may_write"));
    json_decref(answer);
    return may;
}

START_TEST(members_of_the_group_write_and_others_read)
{
    struct fixture f;
    fixture_start(&f, &(struct nv_control_limits){.peer = pretend});
    /* Before a group is named only root and the daemon's own user may. */
    ck_assert(!may_write(&f, SOMEBODY, ADMINS, READERS));
    ck_assert(may_write(&f, 0, 0, 0));
    ck_assert(may_write(&f, geteuid(), READERS, READERS));
    nv_control_set_writers(f.control, ADMINS);
    ck_assert(may_write(&f, SOMEBODY, ADMINS, READERS));
    ck_assert(may_write(&f, SOMEBODY, READERS, ADMINS));
    ck_assert(!may_write(&f, SOMEBODY, READERS, READERS));
    /* The group of the daemon itself only reads, unless it is the one that is named. */
    ck_assert(!may_write(&f, SOMEBODY, getegid(), READERS));
    nv_control_set_writers(f.control, (gid_t)-1);
    ck_assert(!may_write(&f, SOMEBODY, ADMINS, ADMINS));
    ck_assert(!may_write(&f, SOMEBODY, (gid_t)-1, (gid_t)-1));
    fixture_stop(&f);
}
END_TEST

START_TEST(nobody_is_served_who_cannot_be_named)
{
    struct fixture f;
    fixture_start(&f, &(struct nv_control_limits){.peer = pretend});
    pretended = (struct nv_peer){0};
    nv_log_threshold(NV_LOG_CRIT);
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"status\"}\n");
    ck_assert_ptr_null(hear(&f, fd));
    ck_assert_int_eq(f.handled, 0);
    fixture_stop(&f);
}
END_TEST

START_TEST(groups_are_found_by_name)
{
    ck_assert_uint_eq(nv_peer_group("root"), 0);
    ck_assert_uint_eq(nv_peer_group("không-có-nhóm-này"), (gid_t)-1);
}
END_TEST

/* Connects as somebody else, in a child; its exit code: 0 where it was answered, 1 where it may not
 * connect. The parent serves until then. */
static pid_t call_as(struct fixture *f, gid_t gid, gid_t further)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    char c;
    nv_fmt(a.sun_path, sizeof a.sun_path, "%s", f->path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (setgroups(1, &further) != 0 || setgid(gid) != 0 || setuid(SOMEBODY) != 0)
        _exit(9);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) != 0)
        _exit(errno == EACCES ? 1 : 8);
    if (write(fd, "{\"command\":\"hold\"}\n", 19) != 19)
        _exit(7);
    _exit(read(fd, &c, 1) == 1 ? 0 : 6);
}

static int exit_of(pid_t child)
{
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The request that the child made, once it is here. */
static struct nv_request *await_held(struct fixture *f)
{
    while (f->n_held == 0)
        uv_run(&f->loop, UV_RUN_ONCE);
    return f->held[--f->n_held];
}

static void answer_held(struct fixture *f, struct nv_request *r)
{
    nv_request_reply(r, 0, "", NULL);
    while (nv_control_clients(f->control) > 0)
        uv_run(&f->loop, UV_RUN_ONCE);
}

/* A reader, a writer and a stranger, each a user of his own as the kernel has it. */
START_TEST(real_second_and_third_users)
{
    if (geteuid() != 0) {
        printf("server_roles: real_second_and_third_users skipped: needs root\n");
        return;
    }
    struct fixture f;
    struct nv_err err;
    fixture_start(&f, NULL);
    nv_control_close(f.control);
    uv_run(&f.loop, UV_RUN_DEFAULT);
    /* A file in a set-group-id directory belongs to the directory's group. */
    ck_assert_int_eq(chown(f.dir, 0, READERS), 0);
    ck_assert_int_eq(chmod(f.dir, 02711), 0);
    ck_assert_int_eq(nv_control_open(&f.loop, f.path, NULL, handle, &f, &f.control, &err), 0);
    nv_control_set_writers(f.control, ADMINS);

    pid_t reader = call_as(&f, READERS, READERS);
    struct nv_request *r = await_held(&f);
    ck_assert_uint_eq(nv_request_uid(r), SOMEBODY);
    ck_assert_int_eq(nv_request_pid(r), reader);
    ck_assert_str_eq(nv_request_actor(r), "54321");
    ck_assert(!nv_request_may_write(r));
    answer_held(&f, r);
    ck_assert_int_eq(exit_of(reader), 0);

    pid_t writer = call_as(&f, READERS, ADMINS);
    r = await_held(&f);
    ck_assert(nv_request_may_write(r));
    answer_held(&f, r);
    ck_assert_int_eq(exit_of(writer), 0);

    ck_assert_int_eq(exit_of(call_as(&f, SOMEBODY, SOMEBODY)), 1);
    fixture_stop(&f);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("server/roles");
    TCase *t = tcase_create("roles");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, members_of_the_group_write_and_others_read);
    tcase_add_test(t, nobody_is_served_who_cannot_be_named);
    tcase_add_test(t, groups_are_found_by_name);
    tcase_add_test(t, real_second_and_third_users);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
