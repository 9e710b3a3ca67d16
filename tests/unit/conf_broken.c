/* The corpus of broken configurations: tests/golden/conf/broken/CASE overlays the good base; its
 * file `expect` lists what must be said, one `error|warning FILE[:LINE[:COLUMN]] WORDS` a line. No
 * error beyond those may appear. */
#include <dirent.h>

#include "base/vec.h"
#include "conftest.h"

struct names {
    NV_VEC(char *) list;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static struct names cases(void)
{
    struct names out = {0};
    DIR *d = opendir(CONF_BROKEN);
    ck_assert_ptr_nonnull(d);
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.')
            nv_vec_push(&out.list, nv_strdup(e->d_name));
    closedir(d);
    qsort(out.list.v, out.list.n, sizeof *out.list.v, by_name);
    return out;
}

/* One line of `expect`; says on stdout what is missing. */
static bool holds(const struct conf *c, char *line, size_t *errors)
{
    char *kind = strtok(line, " "), *place = strtok(NULL, " "), *words = strtok(NULL, "");
    char *colon = strchr(place, ':');
    int at = 0, column = 0;
    if (colon) {
        *colon = '\0';
        sscanf(colon + 1, "%d:%d", &at, &column);
    }
    bool error = strcmp(kind, "error") == 0;
    *errors += error;
    if (conf_find(c, error ? NV_DIAG_ERROR : NV_DIAG_WARNING, place, at, column, words))
        return true;
    printf("missing: %s %s:%d:%d %s\n", kind, place, at, column, words);
    return false;
}

static bool run_case(const char *name)
{
    struct conf c;
    struct nv_buf expect = NV_BUF_INIT, said = NV_BUF_INIT;
    char from[600], path[700];
    size_t errors = 0;
    bool good = true;
    conf_make(&c);
    nv_fmt(from, sizeof from, "%s/%s", CONF_BROKEN, name);
    nv_fmt(path, sizeof path, "%s/expect", from);
    conf_copy(&c, from);
    ck_assert_int_eq(nv_file_read(path, 10000, &expect, NULL), 0);
    int rc = conf_load(&c);
    char *rest = expect.data;
    for (char *line; (line = strsep(&rest, "\n"));)
        if (*line)
            good &= holds(&c, line, &errors);
    good &= errors == c.diags.errors && (rc != 0) == (errors > 0) && (c.snap == NULL) == (rc != 0);
    nv_diag_print(&c.diags, &said);
    if (!good || getenv("NV_SHOW"))
        printf("%s %s: rc %d, %zu of %zu errors\n%s\n", good ? "----" : "FAIL", name, rc, errors,
               c.diags.errors, nv_buf_str(&said));
    fflush(stdout);
    nv_buf_free(&expect);
    nv_buf_free(&said);
    conf_clean(&c);
    return good;
}

START_TEST(every_broken_configuration_is_told_with_its_place)
{
    struct names all = cases();
    size_t failed = 0;
    for (size_t i = 0; i < all.list.n; i++) {
        failed += !run_case(all.list.v[i]);
        free(all.list.v[i]);
    }
    ck_assert_uint_ge(all.list.n, 45);
    nv_vec_free(&all.list);
    ck_assert_uint_eq(failed, 0);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("conf broken");
    TCase *t = tcase_create("corpus");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, every_broken_configuration_is_told_with_its_place);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
