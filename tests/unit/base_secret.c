/* Signing secrets: what is one, what is not and why, and where its file is. The base64 was made
 * with Python's base64 of bytes(range(n)). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/secret.h"
#include "nvtest.h"

#define B24 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
#define B64 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P"

static const struct good {
    const char *text;
    size_t n;
} good[] = {
    {"whsec_" B24, 24},        {"whsec_" B24 "\n", 24},   {"  whsec_" B24 " \r\n\n", 24},
    {"whsec_" B24 "GA==", 25}, {"whsec_" B24 "GBk=", 26}, {"whsec_" B64 "w==", 64},
};

START_TEST(bytes_of_good_secrets)
{
    struct nv_secret s;
    struct nv_err err = {0};
    const struct good *g = &good[_i];
    ck_assert_msg(nv_secret_parse(g->text, strlen(g->text), &s, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(s.n, g->n);
    for (size_t i = 0; i < s.n; i++)
        ck_assert_uint_eq(s.key[i], i);
}
END_TEST

static const struct bad {
    const char *text, *words;
} bad[] = {
    {"", "không có khóa ký"},
    {" \r\n", "không có khóa ký"},
    {B24, "không bắt đầu bằng \"whsec_\""},
    {"WHSEC_" B24, "không bắt đầu"},
    {"whsk_" B24, "ed25519"},
    {"whsec_", "chỉ dài 0 byte"},
    {"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY=", "chỉ dài 23 byte"},
    {"whsec_" B64 "0A=", "không phải base64"},                       /* 65 bytes */
    {"whsec_" B24 "A", "không phải base64"},                         /* half a group */
    {"whsec_" B24 "GA", "không phải base64"},                        /* not padded */
    {"whsec_" B24 "GB==", "không phải base64"},                      /* bits left over */
    {"whsec_" B24 "GBl=", "không phải base64"},                      /* bits left over */
    {"whsec_" B24 "G===", "không phải base64"},                      /* three signs */
    {"whsec_" B24 "====", "không phải base64"},                      /* four */
    {"whsec_" B24 "GA==" B24, "không phải base64"},                  /* within */
    {"whsec_-_ECAwQFBgcICQoLDA0ODxAREhMUFRYX", "không phải base64"}, /* RFC 4648 section 5 */
    {"whsec_" B24 "\xC4\x91\xC4\x91", "không phải base64"},
    {"whsec_" B24 "\nwhsec_" B24, "nhiều dòng"},
};

START_TEST(what_is_wrong_is_told_without_the_secret)
{
    struct nv_secret s;
    struct nv_err err = {0};
    const struct bad *b = &bad[_i];
    ck_assert_int_eq(nv_secret_parse(b->text, strlen(b->text), &s, &err), -NV_ESYNTAX);
    ck_assert_msg(strstr(err.text, b->words), "%s", err.text);
    ck_assert_msg(!strstr(err.text, "AAEC"), "%s", err.text);
    ck_assert_uint_eq(s.n, 0);
}
END_TEST

START_TEST(a_nul_ends_no_secret)
{
    static const char text[] = "whsec_" B24 "\0xxx";
    struct nv_secret s;
    ck_assert_int_eq(nv_secret_parse(text, sizeof text - 1, &s, NULL), -NV_ESYNTAX);
}
END_TEST

START_TEST(files)
{
    char dir[] = "/tmp/nvsecret.XXXXXX", path[100], command[100], large[5000];
    struct nv_secret s;
    struct nv_err err = {0};
    struct nv_buf where = NV_BUF_INIT;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    unsetenv("CREDENTIALS_DIRECTORY");
    snprintf(path, sizeof path, "%s/key", dir);
    nv_secret_path(dir, "key", &where);
    ck_assert_str_eq(nv_buf_str(&where), path);
    ck_assert_int_eq(nv_secret_read(path, &s, &err), -NV_ENOENT);
    ck_assert_ptr_nonnull(strstr(err.text, path));
    ck_assert_int_eq(nv_secret_read(dir, &s, &err), -NV_EINVAL);
    ck_assert_int_eq(nv_file_write(path, "whsec_" B24 "\n", 39, NULL), 0);
    ck_assert_int_eq(nv_secret_read(path, &s, &err), 0);
    ck_assert_uint_eq(s.n, 24);
    ck_assert_int_eq(nv_file_write(path, "xyz\n", 4, NULL), 0);
    ck_assert_int_eq(nv_secret_read(path, &s, &err), -NV_ESYNTAX);
    ck_assert_int_eq(strncmp(err.text, path, strlen(path)), 0);
    ck_assert_ptr_null(strstr(err.text, "xyz"));
    memset(large, 'A', sizeof large);
    ck_assert_int_eq(nv_file_write(path, large, sizeof large, NULL), 0);
    ck_assert_int_eq(nv_secret_read(path, &s, &err), -NV_ESYNTAX);
    nv_buf_free(&where);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(a_credential_of_the_service_comes_first)
{
    char dir[] = "/tmp/nvsecret.XXXXXX", path[100], command[100];
    struct nv_buf where = NV_BUF_INIT;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/key", dir);
    ck_assert_int_eq(nv_file_write(path, "x", 1, NULL), 0);
    setenv("CREDENTIALS_DIRECTORY", dir, 1);
    nv_secret_path("/etc/nhacviec", "key", &where);
    ck_assert_str_eq(nv_buf_str(&where), path);
    nv_buf_clear(&where);
    nv_secret_path("/etc/nhacviec", "other", &where);
    ck_assert_str_eq(nv_buf_str(&where), "/etc/nhacviec/other");
    nv_buf_clear(&where);
    nv_secret_path("/etc/nhacviec", "/key", &where);
    ck_assert_str_eq(nv_buf_str(&where), "/key");
    nv_buf_free(&where);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("base secret");
    TCase *t = tcase_create("secret");
    tcase_add_loop_test(t, bytes_of_good_secrets, 0, sizeof good / sizeof *good);
    tcase_add_loop_test(t, what_is_wrong_is_told_without_the_secret, 0, sizeof bad / sizeof *bad);
    tcase_add_test(t, a_nul_ends_no_secret);
    tcase_add_test(t, files);
    tcase_add_test(t, a_credential_of_the_service_comes_first);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
