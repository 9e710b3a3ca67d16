/* The socket file, and who may do what: with real files and, where we are root, real users. */
#include "server/listener.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/wait.h>

#include "server/peer.h"
#include "server_fixture.h"

/* A user and a group that stand for an administrator's; no account is needed. */
enum { SOMEBODY = 54321, ADMINS = 54322 };

static char dir[200], path[240];

static void start(void)
{
    nv_log_threshold(NV_LOG_ERR);
    make_dir(dir, sizeof dir);
    snprintf(path, sizeof path, "%s/control.sock", dir);
}

static void stop(void)
{
    unlink(path);
    ck_assert_int_eq(rmdir(dir), 0);
}

static void forget(struct nv_listener *l)
{
    int fd = l->fd;
    nv_listener_release(l);
    close(fd);
}

START_TEST(socket_is_born_for_owner_and_group)
{
    struct nv_listener l;
    struct nv_err err;
    struct stat st;
    umask(077);
    ck_assert_int_eq(nv_listener_make(path, &l, &err), 0);
    ck_assert_int_eq(lstat(path, &st), 0);
    ck_assert(S_ISSOCK(st.st_mode));
    ck_assert_uint_eq(st.st_mode & 07777, 0660);
    ck_assert_uint_eq(umask(077), 077);
    forget(&l);
    ck_assert_int_eq(lstat(path, &st), -1);
}
END_TEST

START_TEST(stale_socket_is_replaced)
{
    struct nv_listener dead, l;
    struct nv_err err;
    ck_assert_int_eq(nv_listener_make(path, &dead, &err), 0);
    close(dead.fd); /* as a killed daemon leaves it: the file stays, nobody listens */
    ck_assert_int_eq(nv_listener_make(path, &l, &err), 0);
    nv_listener_release(&dead); /* not its file any more */
    ck_assert_int_eq(access(path, F_OK), 0);
    forget(&l);
}
END_TEST

START_TEST(living_socket_is_left_alone)
{
    struct nv_listener living, l;
    struct nv_err err;
    ck_assert_int_eq(nv_listener_make(path, &living, &err), 0);
    ck_assert_int_eq(nv_listener_make(path, &l, &err), -NV_EBUSY);
    ck_assert_ptr_nonnull(strstr(err.text, path));
    ck_assert_int_eq(access(path, F_OK), 0);
    forget(&living);
}
END_TEST

START_TEST(other_file_is_left_alone)
{
    struct nv_listener l;
    struct nv_err err;
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    ck_assert_int_eq(write(fd, "x", 1), 1);
    close(fd);
    ck_assert_int_eq(nv_listener_make(path, &l, &err), -NV_EEXIST);
    ck_assert_int_eq(access(path, F_OK), 0);
    unlink(path);
    ck_assert_int_eq(symlink("elsewhere", path), 0);
    ck_assert_int_eq(nv_listener_make(path, &l, &err), -NV_EEXIST);
}
END_TEST

START_TEST(path_of_wrong_length_is_refused)
{
    /* sun_path holds 108 bytes with the NUL (unix(7)). */
    struct nv_listener l;
    struct nv_err err;
    char longest[109];
    memset(longest, 'a', 108);
    longest[108] = '\0';
    ck_assert_int_eq(nv_listener_make(longest, &l, &err), -NV_EINVAL);
    ck_assert_int_eq(nv_listener_make("", &l, &err), -NV_EINVAL);
    longest[107] = '\0';
    ck_assert_int_eq(chdir(dir), 0);
    ck_assert_int_eq(nv_listener_make(longest, &l, &err), 0);
    forget(&l);
    ck_assert_int_eq(access(longest, F_OK), -1);
}
END_TEST

START_TEST(missing_directory_is_named)
{
    struct nv_listener l;
    struct nv_err err;
    char below[300];
    snprintf(below, sizeof below, "%s/nowhere/s", dir);
    ck_assert_int_eq(nv_listener_make(below, &l, &err), -NV_ENOENT);
    ck_assert_ptr_nonnull(strstr(err.text, below));
}
END_TEST

START_TEST(passed_socket_is_served)
{
    struct fixture f = {0};
    struct nv_listener l;
    struct nv_err err;
    ck_assert_int_eq(nv_listener_make(path, &l, &err), 0);
    nv_fmt(f.path, sizeof f.path, "%s", path);
    ck_assert_int_eq(uv_loop_init(&f.loop), 0);
    ck_assert_int_eq(nv_control_adopt(&f.loop, l.fd, NULL, handle, &f, &f.control, &err), 0);
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"status\"}\n");
    expect_exit(&f, fd, 0);
    nv_control_close(f.control);
    uv_run(&f.loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&f.loop), 0);
    ck_assert_int_eq(access(path, F_OK), 0); /* systemd's, not ours */
    nv_listener_release(&l);
}
END_TEST

START_TEST(other_descriptors_are_not_adopted)
{
    struct nv_control *c;
    struct nv_err err;
    uv_loop_t loop;
    int pair[2], null = open("/dev/null", O_RDWR);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    ck_assert_int_eq(nv_control_adopt(&loop, null, NULL, handle, NULL, &c, &err), -NV_EINVAL);
    ck_assert_int_eq(nv_control_adopt(&loop, pair[0], NULL, handle, NULL, &c, &err), -NV_EINVAL);
    ck_assert_int_eq(nv_control_adopt(&loop, 999, NULL, handle, NULL, &c, &err), -NV_EINVAL);
    ck_assert_int_eq(fcntl(pair[0], F_GETFD) >= 0, 1);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    close(null);
    close(pair[0]);
    close(pair[1]);
}
END_TEST

static const struct {
    uid_t uid;
    gid_t gid;
    gid_t further;
    gid_t writers;
    bool may;
} roles[] = {
    {0, 0, 0, ADMINS, true},                      /* root */
    {0, 0, 0, (gid_t)-1, true},                   /* root, no such group */
    {900, 900, 900, ADMINS, true},                /* the daemon's own user */
    {900, 900, 900, (gid_t)-1, true},             /* the same */
    {SOMEBODY, ADMINS, 100, ADMINS, true},        /* by the primary group */
    {SOMEBODY, 100, ADMINS, ADMINS, true},        /* by a further group */
    {SOMEBODY, 100, 100, ADMINS, false},          /* a stranger */
    {SOMEBODY, (gid_t)-1, 100, (gid_t)-1, false}, /* "no group" is no group to be in */
    {SOMEBODY, 0, 100, ADMINS, false},            /* root's group is not root */
    {(uid_t)-1, (gid_t)-1, 100, ADMINS, false},   /* not known */
};

START_TEST(role_decides_who_changes_things)
{
    gid_t further = roles[_i].further;
    struct nv_peer peer = {
        .uid = roles[_i].uid, .gid = roles[_i].gid, .groups = &further, .n_groups = 1};
    ck_assert_int_eq(nv_peer_may_write(&peer, 900, roles[_i].writers), roles[_i].may);
}
END_TEST

START_TEST(unknown_user_is_a_number)
{
    char *name = nv_peer_name(SOMEBODY);
    ck_assert_str_eq(name, "54321");
    free(name);
    name = nv_peer_name(0);
    ck_assert_str_eq(name, "root");
    free(name);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("server/listener");
    TCase *t = tcase_create("listener");
    tcase_add_checked_fixture(t, start, stop);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, socket_is_born_for_owner_and_group);
    tcase_add_test(t, stale_socket_is_replaced);
    tcase_add_test(t, living_socket_is_left_alone);
    tcase_add_test(t, other_file_is_left_alone);
    tcase_add_test(t, path_of_wrong_length_is_refused);
    tcase_add_test(t, missing_directory_is_named);
    tcase_add_test(t, passed_socket_is_served);
    tcase_add_test(t, other_descriptors_are_not_adopted);
    tcase_add_loop_test(t, role_decides_who_changes_things, 0, (int)(sizeof roles / sizeof *roles));
    tcase_add_test(t, unknown_user_is_a_number);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
