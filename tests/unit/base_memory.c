#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "base/mem.h"
#include "nvtest.h"

/* What is never freed, or freed twice, is for the sanitizers to say. */
START_TEST(an_arena_keeps_what_it_adopted)
{
    struct nv_arena *a = nv_arena_new();
    int *numbers = nv_calloc(1000, sizeof *numbers);
    for (int i = 0; i < 1000; i++)
        numbers[i] = i;
    int *kept = nv_arena_adopt(a, numbers, 10 * sizeof *kept);
    const char *beside = nv_arena_strdup(a, "bên cạnh");
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(kept[i], i);
    ck_assert_str_eq(beside, "bên cạnh");
    ck_assert_uint_ge(nv_arena_used(a), 10 * sizeof *kept);
    ck_assert_ptr_nonnull(nv_arena_adopt(a, nv_malloc(8), 0));
    ck_assert_ptr_nonnull(nv_arena_adopt(a, NULL, 0));
    nv_arena_free(a);
}
END_TEST

START_TEST(text_of_any_length_is_formatted)
{
    struct nv_arena *a = nv_arena_new();
    char longer[1001];
    memset(longer, 'x', 1000);
    longer[1000] = '\0';
    ck_assert_str_eq(nv_arena_fmt(a, "%s", ""), "");
    ck_assert_str_eq(nv_arena_fmt(a, "%d/%s", 7, "bảy"), "7/bảy");
    for (size_t n = 254; n < 258; n++) /* around the size that is formatted at once */
        ck_assert_uint_eq(strlen(nv_arena_fmt(a, "%s", longer + 1000 - n)), n);
    ck_assert_uint_eq(strlen(nv_arena_fmt(a, "<%s>", longer)), 1002);
    nv_arena_free(a);
}
END_TEST

START_TEST(each_name_has_one_symbol)
{
    enum { NAMES = 5000 };
    struct nv_intern *t = nv_intern_new();
    char name[32];
    for (unsigned i = 0; i < NAMES; i++) {
        nv_fmt(name, sizeof name, "II.%u.1", i);
        ck_assert_uint_eq(nv_intern_add(t, name), i);
        ck_assert_uint_eq(nv_intern_add(t, name), i);
    }
    for (unsigned i = 0; i < NAMES; i++) {
        nv_fmt(name, sizeof name, "II.%u.1", i);
        ck_assert_uint_eq(nv_intern_find(t, name), i);
        ck_assert_str_eq(nv_intern_str(t, i), name);
    }
    ck_assert_uint_eq(nv_intern_find(t, "II.5000.1"), NV_NONE);
    ck_assert_uint_eq(nv_intern_count(t), NAMES);
    nv_intern_free(t);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("base memory");
    TCase *t = tcase_create("memory");
    tcase_add_test(t, an_arena_keeps_what_it_adopted);
    tcase_add_test(t, text_of_any_length_is_formatted);
    tcase_add_test(t, each_name_has_one_symbol);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
