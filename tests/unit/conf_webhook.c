/* What stands in the webhooks of an agency, and what is said of the files of secrets they name. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "conftest.h"

#define SECRET "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX\n"
#define FILE_NAME "agencies/co-quan.cfg"

static struct conf c;

static void setup(void)
{
    unsetenv("CREDENTIALS_DIRECTORY");
    conf_make(&c);
    umask(077); /* secrets are nobody else's */
}

static void teardown(void)
{
    conf_clean(&c);
}

/* Loads with that list of webhooks, which stands on line 3 from column 20 on. */
static int load(const char *hooks)
{
    char text[2000];
    nv_fmt(text, sizeof text,
           "agencies = (\n  { id = \"so-noi-vu\"; name = \"Sở Nội vụ\"; mail = "
           "\"so-noi-vu@khanhhoa.example\";\n    webhooks = ( %s ); },\n  { id = \"so-tai-chinh\"; "
           "name = \"Sở Tài chính\"; mail = \"tc@khanhhoa.example\"; },\n  { id = \"van-phong\"; "
           "name = \"Văn phòng\"; mail = \"vp@khanhhoa.example\"; } );\ngroups = ( { id = "
           "\"cac-so\"; name = \"Các sở\"; members = [ \"so-noi-vu\", \"so-tai-chinh\" ]; } );\n",
           hooks);
    conf_text(&c, FILE_NAME, text);
    return conf_load(&c);
}

static const struct nv_endpoint *hook(uint32_t i)
{
    const struct nv_agency *a = &c.snap->agencies[nv_snapshot_agency(c.snap, "so-noi-vu")];
    ck_assert_uint_lt(1 + i, a->n_endpoints);
    return &a->endpoints[1 + i];
}

START_TEST(one_secret_two_secrets_none)
{
    conf_text(&c, "one", SECRET);
    conf_text(&c, "two", SECRET);
    conf_text(&c, "nhacviec.cfg",
              "instance = \"thu\";\nsender = { name = \"A\"; mail = \"a@khanhhoa.example\"; };\n"
              "webhook = { allow = \"127.0.0.1\"; };\n");
    ck_assert_int_eq(load("{ url = \"https://hooks.example.org/1\"; secret_file = \"one\"; }, "
                          "{ url = \"https://hooks.example.org/2\"; format = \"standard\"; "
                          "secret_file = [ \"two\", \"one\" ]; }, "
                          "{ url = \"http://127.0.0.1:8080/3\"; }"),
                     0);
    ck_assert_uint_eq(hook(0)->secret_files.n, 1);
    ck_assert_str_eq(hook(0)->secret_files.v[0], "one");
    ck_assert_ptr_null(hook(0)->hook);
    ck_assert_int_eq(hook(0)->kind, NV_ENDPOINT_WEBHOOK);
    ck_assert_uint_eq(hook(0)->relay, NV_NONE);
    ck_assert_str_eq(hook(0)->address, "https://hooks.example.org/1");
    ck_assert_str_eq(hook(1)->secret_files.v[0], "two");
    ck_assert_str_eq(hook(1)->secret_files.v[1], "one");
    ck_assert_uint_eq(hook(2)->secret_files.n, 0);
    ck_assert_ptr_null(conf_find(&c, NV_DIAG_WARNING, FILE_NAME, 0, 0, ""));
}
END_TEST

/* Nobody stands between a receiver on this machine and the daemon. */
START_TEST(unsigned_is_a_warning_but_for_this_machine)
{
    static const char *const near[] = {"http://localhost/a", "http://[::1]:80/a",
                                       "http://127.9.9.9", "https://localhost?x"};
    ck_assert_int_eq(load("{ url = \"https://hooks.example.org/1\"; }"), 0);
    ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_WARNING, FILE_NAME, 3, 26, "không được ký"));
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        char hooks[200];
        teardown();
        setup();
        nv_fmt(hooks, sizeof hooks, "{ url = \"%s\"; }", near[i]);
        ck_assert_int_eq(load(hooks), 0);
        ck_assert_ptr_null(conf_find(&c, NV_DIAG_WARNING, FILE_NAME, 0, 0, "không được ký"));
    }
}
END_TEST

START_TEST(a_file_that_is_not_there_is_a_warning)
{
    ck_assert_int_eq(
        load("{ url = \"https://hooks.example.org/1\"; secret_file = [ \"one\", \"/no/such\" ]; }"),
        0);
    ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_WARNING, FILE_NAME, 3, 0, "/one"));
    ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_WARNING, FILE_NAME, 3, 0, "/no/such"));
    ck_assert_uint_eq(hook(0)->secret_files.n, 2);
}
END_TEST

START_TEST(a_credential_is_the_services_business)
{
    ck_assert_int_eq(load("{ url = \"https://hooks.example.org/1\"; secret_file = "
                          "\"/run/credentials/nhacviec.service/khoa\"; }"),
                     0);
    ck_assert_ptr_null(conf_find(&c, NV_DIAG_WARNING, FILE_NAME, 0, 0, ""));
}
END_TEST

START_TEST(what_this_process_may_not_read_is_a_warning)
{
    char path[300];
    if (geteuid() == 0)
        return; /* root may read everything */
    conf_text(&c, "one", "not looked at");
    conf_path(&c, "one", path);
    ck_assert_int_eq(chmod(path, 0), 0);
    ck_assert_int_eq(load("{ url = \"https://hooks.example.org/1\"; secret_file = \"one\"; }"), 0);
    ck_assert_ptr_nonnull(
        conf_find(&c, NV_DIAG_WARNING, FILE_NAME, 3, 0, "sudo -u nhacviec nhacviec check"));
}
END_TEST

START_TEST(a_file_for_everybody_is_a_warning)
{
    static const unsigned modes[] = {0644, 0604, 0660, 0602};
    char path[300], mode[8];
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        conf_text(&c, "one", SECRET);
        conf_path(&c, "one", path);
        ck_assert_int_eq(chmod(path, modes[i]), 0);
        ck_assert_int_eq(load("{ url = \"https://hooks.example.org/1\"; secret_file = \"one\"; }"),
                         0);
        nv_fmt(mode, sizeof mode, "%04o", modes[i]);
        ck_assert_ptr_nonnull(conf_find(&c, NV_DIAG_WARNING, FILE_NAME, 3, 0, mode));
        teardown();
        setup();
    }
    conf_text(&c, "one", SECRET);
    conf_path(&c, "one", path);
    ck_assert_int_eq(chmod(path, 0640), 0);
    ck_assert_int_eq(load("{ url = \"https://hooks.example.org/1\"; secret_file = \"one\"; }"), 0);
    ck_assert_ptr_null(conf_find(&c, NV_DIAG_WARNING, FILE_NAME, 0, 0, ""));
}
END_TEST

/* The content never gets into a message. */
START_TEST(what_is_no_secret_is_an_error)
{
    static const char *const texts[] = {"", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX\n",
                                        "whsec_AAECAw==", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY*"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        conf_text(&c, "one", texts[i]);
        ck_assert_int_eq(load("{ url = \"https://hooks.example.org/1\"; secret_file = \"one\"; }"),
                         -NV_ECONFIG);
        const struct nv_diag *d = conf_find(&c, NV_DIAG_ERROR, FILE_NAME, 3, 0, "/one: ");
        ck_assert_ptr_nonnull(d);
        ck_assert_msg(!strstr(d->text, "AAEC"), "%s", d->text);
        teardown();
        setup();
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("conf webhook");
    TCase *t = tcase_create("webhook");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, one_secret_two_secrets_none);
    tcase_add_test(t, unsigned_is_a_warning_but_for_this_machine);
    tcase_add_test(t, a_file_that_is_not_there_is_a_warning);
    tcase_add_test(t, a_credential_is_the_services_business);
    tcase_add_test(t, what_this_process_may_not_read_is_a_warning);
    tcase_add_test(t, a_file_for_everybody_is_a_warning);
    tcase_add_test(t, what_is_no_secret_is_an_error);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
