/* A letter that only tries an agency's addresses: at once, by the queue's own way, beside the
 * notices of windows. */
#include "engine_rig.h"

/* so-a leads I.2.1 of Quý I/2025; the owner is so-noi-vu; khong-hop-thu has no endpoint. */
static struct nv_snapshot *plan(void)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "so-a");
    fx_silent(f, "khong-hop-thu");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb_all(f);
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 1);
    return fx_seal(f);
}

static void ask(struct rig *r, const char *agency)
{
    struct nv_event ev = {.kind = NV_EV_TEST};
    ev.test.request = 1;
    ev.test.agency = agency;
    rig_step(r, ev);
}

START_TEST(it_goes_out_outside_of_windows_and_leaves_them_alone)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T06:00");
    ask(&r, "so-a");
    rig_wants(&r, "notice delivery");
    ck_assert_int_eq(r.replies, 0); /* not before it is durable */
    rig_commit(&r, 0);
    ck_assert_int_eq(r.replies, 1);
    ck_assert_int_eq(r.exit_code, 0);
    ck_assert_uint_eq(r.reply_notice, 1);
    rig_wants(&r, "claim");
    const struct nv_notice *n = r.txn->ops.v[0].claim.notice;
    ck_assert_uint_eq(n->n_items, 1);
    ck_assert_int_eq(n->items[0].section, NV_SECTION_TEST);
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-24T08:00", false);
    rig_wants(&r, "notice delivery");
    ck_assert_str_eq(r.txn->ops.v[0].notice.items[0].occurrence, "kh/I.2.1");
    rig_commit(&r, 0);
    /* And after the window's notice another one. */
    ask(&r, "so-a");
    rig_wants(&r, "claim");
    rig_commit(&r, 0);
    rig_wants(&r, "notice delivery");
    rig_commit(&r, 0);
    ck_assert_int_eq(r.replies, 2);
    rig_end(&r);
}
END_TEST

/* Whoever asked is told by the command, the administrator by the log; for the owner of a plan it is
 * nothing: no work is named in it. */
START_TEST(one_that_fails_is_no_matter_of_the_owner)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T06:00");
    ask(&r, "so-a");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    rig_wants(&r, "verdict:failed");
    ck_assert_str_eq(r.alarm, "delivery-failed");
    rig_end(&r);
}
END_TEST

START_TEST(it_is_refused_where_it_cannot_go)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T06:00");
    ask(&r, "khong-hop-thu");
    ask(&r, "khong-co");
    ck_assert_int_eq(r.replies, 2);
    ck_assert_int_eq(r.exit_code, 1);
    ck_assert_ptr_null(r.txn);
    rig_step(&r, (struct nv_event){.kind = NV_EV_DRAIN});
    ask(&r, "so-a");
    ck_assert_int_eq(r.replies, 3);
    ck_assert_int_eq(r.exit_code, 1);
    ck_assert(nv_engine_idle(r.e));
    rig_end(&r);
}
END_TEST

START_TEST(a_store_that_fails_is_told_and_nothing_is_sent)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T06:00");
    ask(&r, "so-a");
    rig_commit(&r, -NV_EFULL);
    ck_assert_int_eq(r.replies, 1);
    ck_assert_int_eq(r.exit_code, 1);
    rig_clock(&r, "2025-03-24T06:01", false);
    ck_assert_ptr_null(r.txn);
    ck_assert(nv_engine_idle(r.e));
    rig_end(&r);
}
END_TEST

START_TEST(a_reload_that_takes_the_agency_away_is_told)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T08:00");
    ck_assert_ptr_nonnull(r.txn); /* the window's plan is on its way into the store */
    ask(&r, "so-a");
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb_all(f);
    struct nv_snapshot *other = fx_seal(f);
    rig_step(&r, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = other});
    ck_assert_int_eq(r.replies, 1);
    ck_assert_int_eq(r.exit_code, 1);
    nv_snapshot_unref(r.s);
    r.s = other;
    rig_end(&r);
}
END_TEST

START_TEST(a_stop_answers_a_test_that_waits_for_the_store)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T08:00");
    ck_assert_ptr_nonnull(r.txn); /* the window's plan is on its way into the store */
    ask(&r, "so-a");
    ck_assert_int_eq(r.replies, 0);
    rig_step(&r, (struct nv_event){.kind = NV_EV_DRAIN});
    ck_assert_int_eq(r.replies, 1);
    ck_assert_int_eq(r.exit_code, 1);
    rig_commit(&r, 0);
    ck_assert(nv_engine_idle(r.e));
    rig_end(&r);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("test letters");
    TCase *t = tcase_create("test");
    tcase_add_test(t, it_goes_out_outside_of_windows_and_leaves_them_alone);
    tcase_add_test(t, one_that_fails_is_no_matter_of_the_owner);
    tcase_add_test(t, it_is_refused_where_it_cannot_go);
    tcase_add_test(t, a_store_that_fails_is_told_and_nothing_is_sent);
    tcase_add_test(t, a_reload_that_takes_the_agency_away_is_told);
    tcase_add_test(t, a_stop_answers_a_test_that_waits_for_the_store);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
