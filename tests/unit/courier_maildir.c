/* The Maildir lane on a real folder, read back file by file. */
#include "courier_peer.h"

#include <dirent.h>
#include <sys/resource.h>
#include <sys/stat.h>

static struct nv_lane maildir_lane(const char *path)
{
    return (struct nv_lane){.id = "outbox", .kind = NV_LANE_MAILDIR, .path = path};
}

static int files_in(const char *dir, char *last, size_t size)
{
    int n = 0;
    DIR *d = opendir(dir);
    ck_assert_ptr_nonnull(d);
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.') {
            n++;
            snprintf(last, size, "%s/%s", dir, e->d_name);
        }
    closedir(d);
    return n;
}

START_TEST(a_message_lands_in_new)
{
    struct scratch dir = scratch_make();
    char path[300], fresh[320], tmp[320], file[700];
    scratch_path(&dir, "a/outbox", path, sizeof path);
    snprintf(fresh, sizeof fresh, "%s/new", path);
    snprintf(tmp, sizeof tmp, "%s/tmp", path);
    struct nv_lane lane = maildir_lane(path);
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    submit_mail_bytes(&o, 0, 5, "x@khanhhoa.example", "A: b\r\n\r\nx\ry\r\n\r", 15);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_SENT, "%s", v.text);
    ck_assert_uint_eq(v.delivery, 5);
    ck_assert_int_eq(files_in(tmp, file, sizeof file), 0);
    ck_assert_int_eq(files_in(fresh, file, sizeof file), 1);
    struct stat st;
    ck_assert_int_eq(stat(file, &st), 0);
    ck_assert_uint_eq(st.st_mode & 07777, 0600);
    char *text = slurp(file);
    ck_assert_str_eq(text, "A: b\n\nx\ry\n\r"); /* CR LF becomes LF, a lone CR stays */
    free(text);
    office_close(&o);
    scratch_remove(&dir);
}
END_TEST

START_TEST(a_retry_replaces_and_another_message_does_not)
{
    struct scratch dir = scratch_make();
    char path[300], fresh[320], file[700];
    scratch_path(&dir, "outbox", path, sizeof path);
    snprintf(fresh, sizeof fresh, "%s/new", path);
    struct nv_lane lane = maildir_lane(path);
    struct nv_verdict v[4];
    struct office o;
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 1);
    submit_mail(&o, 0, 1);
    submit_mail(&o, 0, 2);
    submit_mail_bytes(&o, 0, 1, "x@khanhhoa.example", "another\r\n", 9);
    office_collect(&o, v, 4);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(v[i].class, NV_SENT);
    ck_assert_int_eq(files_in(fresh, file, sizeof file), 3);
    office_close(&o);
    scratch_remove(&dir);
}
END_TEST

START_TEST(many_messages)
{
    enum { N = 500 };
    static struct nv_verdict v[N];
    struct scratch dir = scratch_make();
    char path[300], fresh[320], file[700];
    scratch_path(&dir, "outbox", path, sizeof path);
    snprintf(fresh, sizeof fresh, "%s/new", path);
    struct nv_lane lane = maildir_lane(path);
    struct office o;
    office_open(&o, &lane, 1);
    for (unsigned i = 0; i < N; i++)
        submit_mail(&o, 0, i);
    office_collect(&o, v, N);
    ck_assert_int_eq(files_in(fresh, file, sizeof file), N);
    ck_assert_uint_eq(nv_courier_busy(o.courier), 0);
    office_close(&o);
    scratch_remove(&dir);
}
END_TEST

START_TEST(a_path_that_cannot_be_written_is_refused)
{
    struct scratch dir = scratch_make();
    char path[300], file[300];
    scratch_path(&dir, "file", file, sizeof file);
    scratch_path(&dir, "file/outbox", path, sizeof path);
    ck_assert_int_eq(nv_file_write(file, "x", 1, NULL), 0);
    struct nv_lane lane = maildir_lane(path);
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 1);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_REFUSED);
    ck_assert_ptr_nonnull(strstr(v.text, "outbox"));
    /* Once the way is free the same lane works. */
    ck_assert_int_eq(unlink(file), 0);
    submit_mail(&o, 0, 1);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_SENT, "%s", v.text);
    office_close(&o);
    scratch_remove(&dir);
}
END_TEST

/* A limit on the size of files stands for the full disk: both fail the write. (It leaves room for
 * what Check itself writes.) */
START_TEST(a_full_disk_is_temporary_and_leaves_nothing)
{
    struct scratch dir = scratch_make();
    char path[300], tmp[320], fresh[320], file[700];
    scratch_path(&dir, "outbox", path, sizeof path);
    snprintf(tmp, sizeof tmp, "%s/tmp", path);
    snprintf(fresh, sizeof fresh, "%s/new", path);
    struct nv_lane lane = maildir_lane(path);
    struct rlimit old, tight;
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    tight = old;
    tight.rlim_cur = 65536;
    char *large = nv_calloc(1, 200000);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);
    submit_mail_bytes(&o, 0, 1, "x@khanhhoa.example", large, 200000);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
    ck_assert_msg(v.class == NV_TEMPORARY, "%s", v.text);
    ck_assert_int_eq(files_in(tmp, file, sizeof file), 0);
    ck_assert_int_eq(files_in(fresh, file, sizeof file), 0);
    submit_mail_bytes(&o, 0, 1, "x@khanhhoa.example", large, 200000);
    free(large);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_SENT);
    office_close(&o);
    scratch_remove(&dir);
}
END_TEST

START_TEST(bad_addresses_are_not_written)
{
    struct scratch dir = scratch_make();
    char path[300];
    scratch_path(&dir, "outbox", path, sizeof path);
    struct nv_lane lane = maildir_lane(path);
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    submit_mail_bytes(&o, 0, 1, "x@y.example\r\n", a_mail, sizeof a_mail - 1);
    office_collect(&o, &v, 1);
    ck_assert_int_eq(v.class, NV_PERMANENT);
    ck_assert_int_ne(access(path, F_OK), 0);
    office_close(&o);
    scratch_remove(&dir);
}
END_TEST

/* A rehearsal writes what webhooks would have been sent: they have no sender. */
START_TEST(the_body_of_a_webhook_is_written_too)
{
    struct scratch dir = scratch_make();
    char path[300], fresh[320], file[700];
    scratch_path(&dir, "webhooks", path, sizeof path);
    snprintf(fresh, sizeof fresh, "%s/new", path);
    struct nv_lane lane = maildir_lane(path);
    struct nv_verdict v;
    struct office o;
    struct nv_job job = {.delivery = 3,
                         .url = "https://hooks.example.org/x",
                         .content_type = "application/json",
                         .webhook_id = "n1-3",
                         .bytes = nv_strdup("{\"a\":1}"),
                         .n_bytes = 7};
    office_open(&o, &lane, 1);
    nv_courier_submit(o.courier, 0, &job);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_SENT, "%s", v.text);
    ck_assert_int_eq(files_in(fresh, file, sizeof file), 1);
    char *text = slurp(file);
    ck_assert_str_eq(text, "{\"a\":1}");
    free(text);
    office_close(&o);
    scratch_remove(&dir);
}
END_TEST

START_TEST(a_relative_path_is_refused)
{
    struct nv_lane lane = maildir_lane("outbox");
    struct nv_courier *c;
    struct nv_err err = {0};
    ck_assert_int_eq(nv_courier_new(&lane, 1, NULL, NULL, &c, &err), -NV_ECONFIG);
    ck_assert_ptr_nonnull(strstr(err.text, "tuyệt đối"));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("courier maildir");
    TCase *t = tcase_create("maildir");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_message_lands_in_new);
    tcase_add_test(t, a_retry_replaces_and_another_message_does_not);
    tcase_add_test(t, many_messages);
    tcase_add_test(t, a_path_that_cannot_be_written_is_refused);
    tcase_add_test(t, a_full_disk_is_temporary_and_leaves_nothing);
    tcase_add_test(t, bad_addresses_are_not_written);
    tcase_add_test(t, the_body_of_a_webhook_is_written_too);
    tcase_add_test(t, a_relative_path_is_refused);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
