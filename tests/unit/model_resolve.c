/* Who stands for whom: the mergers of 01/3/2025 and the end of the districts on 01/7/2025. */
#include "engine_fixture.h"
#include "model/resolve.h"
#include "nvtest.h"

/* "so-tai-chinh<so-ke-hoach(cac-so) …", and "?name" where somebody is missing. */
static const char *who(const struct nv_snapshot *s, const char *named, const char *on)
{
    struct nv_recipients r;
    struct nv_buf out = NV_BUF_INIT;
    nv_recipients_init(&r);
    nv_resolve(s, NULL, nv_snapshot_agency(s, named), day(on), &r);
    for (size_t i = 0; i < r.list.n; i++) {
        const struct nv_recipient *x = &r.list.v[i];
        nv_buf_addf(&out, "%s%s", i ? " " : "", s->agencies[x->agency].id);
        if (x->predecessor != NV_NONE)
            nv_buf_addf(&out, "<%s", s->agencies[x->predecessor].id);
        if (x->named != x->agency)
            nv_buf_addf(&out, "(%s)", s->agencies[x->named].id);
        ck_assert((x->succession != NULL) == (x->predecessor != NV_NONE));
    }
    if (r.unresolved != NV_NONE)
        nv_buf_addf(&out, "?%s", s->agencies[r.unresolved].id);
    const char *text = nv_arena_strdup(s->arena, nv_buf_str(&out));
    nv_buf_free(&out);
    nv_recipients_free(&r);
    return text;
}

static struct nv_snapshot *three(void (*shape)(struct fx *f))
{
    struct fx *f = fx_new();
    fx_agency(f, "so-a");
    fx_agency(f, "so-b");
    fx_agency(f, "so-c");
    shape(f);
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    return fx_seal(f);
}

static void merge_two(struct fx *f)
{
    fx_succeed(f, 0, "2025-03-01", fx_list(2));
    fx_succeed(f, 1, "2025-03-01", fx_list(2));
    fx_group(f, "cac-so", fx_list(0, 1, 2));
}

START_TEST(several_become_one)
{
    struct nv_snapshot *s = three(merge_two);
    ck_assert_str_eq(who(s, "so-a", "2025-02-28"), "so-a");
    ck_assert_str_eq(who(s, "so-a", "2025-03-01"), "so-c<so-a(so-a)");
    ck_assert_str_eq(who(s, "so-b", "2025-03-01"), "so-c<so-b(so-b)");
    ck_assert_str_eq(who(s, "cac-so", "2025-02-28"), "so-a(cac-so) so-b(cac-so) so-c(cac-so)");
    ck_assert_str_eq(who(s, "cac-so", "2025-03-01"), "so-c<so-a(cac-so)");
    nv_snapshot_unref(s);
}
END_TEST

static void split_one(struct fx *f)
{
    fx_succeed(f, 0, "2025-07-01", fx_list(1, 2));
}

START_TEST(one_becomes_several)
{
    struct nv_snapshot *s = three(split_one);
    ck_assert_str_eq(who(s, "so-a", "2025-06-30"), "so-a");
    ck_assert_str_eq(who(s, "so-a", "2025-07-01"), "so-b<so-a(so-a) so-c<so-a(so-a)");
    nv_snapshot_unref(s);
}
END_TEST

static void in_two_steps(struct fx *f)
{
    fx_succeed(f, 0, "2025-03-01", fx_list(1));
    fx_succeed(f, 1, "2025-07-01", fx_list(2));
}

START_TEST(a_successor_of_a_successor_tells_the_first_predecessor)
{
    struct nv_snapshot *s = three(in_two_steps);
    ck_assert_str_eq(who(s, "so-a", "2025-06-30"), "so-b<so-a(so-a)");
    ck_assert_str_eq(who(s, "so-a", "2025-07-01"), "so-c<so-a(so-a)");
    nv_snapshot_unref(s);
}
END_TEST

static void nest(struct fx *f)
{
    uint32_t inner = fx_group(f, "trong", fx_list(1, 0));
    fx_group(f, "ngoai", fx_list(0, inner, 2));
    fx_group(f, "chua-ro", (const uint32_t[]){NV_NONE});
}

START_TEST(groups_nest_and_each_member_comes_once)
{
    struct nv_snapshot *s = three(nest);
    ck_assert_str_eq(who(s, "ngoai", "2025-01-01"), "so-a(ngoai) so-b(ngoai) so-c(ngoai)");
    ck_assert_str_eq(who(s, "chua-ro", "2025-01-01"), "?chua-ro");
    nv_snapshot_unref(s);
}
END_TEST

static void circle(struct fx *f)
{
    fx_succeed(f, 0, "2025-03-01", fx_list(1));
    fx_succeed(f, 1, "2025-03-01", fx_list(0));
    uint32_t self = fx_group(f, "vong", fx_list(2));
    f->agencies.v[self].members.v[0] = self;
}

START_TEST(cycles_end_and_nobody_is_found)
{
    struct nv_snapshot *s = three(circle);
    ck_assert_str_eq(who(s, "so-a", "2025-02-28"), "so-a");
    ck_assert_str_eq(who(s, "so-a", "2025-03-01"), "?so-a");
    ck_assert_str_eq(who(s, "vong", "2025-03-01"), "?vong");
    nv_snapshot_unref(s);
}
END_TEST

static void bounds(struct fx *f)
{
    f->agencies.v[0].a.valid_to = day("2025-02-28");
    f->agencies.v[1].a.valid_from = day("2025-03-01");
    fx_group(f, "cac-so", fx_list(0, 1));
}

START_TEST(an_agency_is_written_to_in_its_own_time_only)
{
    struct nv_snapshot *s = three(bounds);
    ck_assert_str_eq(who(s, "so-a", "2025-03-01"), "?so-a");
    ck_assert_str_eq(who(s, "so-b", "2025-02-28"), "?so-b");
    ck_assert_str_eq(who(s, "cac-so", "2025-02-28"), "so-a(cac-so)");
    ck_assert_str_eq(who(s, "cac-so", "2025-03-01"), "so-b(cac-so)");
    ck_assert(nv_agency_in_force(&s->agencies[0], day("2025-02-28")));
    ck_assert(!nv_agency_in_force(&s->agencies[0], day("2025-03-01")));
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(the_next_change_is_the_next_day_on_which_anybody_begins_or_ends)
{
    struct nv_snapshot *s = three(in_two_steps);
    ck_assert_int_eq(nv_resolve_next_change(s, day("2024-12-31")), day("2025-03-01"));
    ck_assert_int_eq(nv_resolve_next_change(s, day("2025-02-28")), day("2025-03-01"));
    ck_assert_int_eq(nv_resolve_next_change(s, day("2025-03-01")), day("2025-07-01"));
    ck_assert_int_eq(nv_resolve_next_change(s, day("2025-07-01")), INT32_MAX);
    nv_snapshot_unref(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("resolve");
    TCase *t = tcase_create("who");
    tcase_add_test(t, several_become_one);
    tcase_add_test(t, one_becomes_several);
    tcase_add_test(t, a_successor_of_a_successor_tells_the_first_predecessor);
    tcase_add_test(t, groups_nest_and_each_member_comes_once);
    tcase_add_test(t, cycles_end_and_nobody_is_found);
    tcase_add_test(t, an_agency_is_written_to_in_its_own_time_only);
    tcase_add_test(t, the_next_change_is_the_next_day_on_which_anybody_begins_or_ends);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
