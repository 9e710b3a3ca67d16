/* What the engine says of itself: attempts by lane, through a reload that numbers them anew, and
 * remarks until a notice tells them. */
#include "engine_rig.h"

/* so-a leads I.2.1; the owner is so-noi-vu. The relays change places with `turned`. */
static struct nv_snapshot *plan(bool turned)
{
    static struct nv_relay relays[2];
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "so-a");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "-5w 0", "");
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 1);
    struct nv_snapshot *s = fx_seal(f);
    if (turned) {
        relays[0] = s->relays[1];
        relays[1] = s->relays[0];
        s->relays = relays;
    }
    return s;
}

static uint64_t attempts(const struct rig *r, const char *lane, enum nv_class class)
{
    struct nv_engine_status st;
    nv_engine_status(r->e, &st);
    for (uint32_t i = 0; i < st.n_lanes; i++) {
        struct nv_lane_status l;
        nv_engine_lane(r->e, i, r->now, &l);
        if (strcmp(l.id, lane) == 0)
            return l.attempts[class];
    }
    ck_abort_msg("no lane %s", lane);
}

START_TEST(attempts_are_counted_by_lane_and_a_reload_keeps_them)
{
    struct rig r;
    rig_start(&r, plan(false), NULL, "2025-03-24T08:00");
    const char *first = r.s->relays[0].id, *second = r.s->relays[1].id;
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_TEMPORARY, 450);
    rig_commit(&r, 0);
    ck_assert_uint_eq(attempts(&r, first, NV_TEMPORARY), 1);
    ck_assert_uint_eq(attempts(&r, second, NV_TEMPORARY), 0);
    ck_assert_uint_eq(attempts(&r, "webhook", NV_TEMPORARY), 0);
    struct nv_snapshot *turned = plan(true);
    rig_step(&r, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = turned});
    ck_assert_uint_eq(attempts(&r, first, NV_TEMPORARY), 1);
    ck_assert_uint_eq(attempts(&r, second, NV_TEMPORARY), 0);
    nv_snapshot_unref(turned);
    rig_end(&r);
}
END_TEST

START_TEST(a_remark_counts_until_a_notice_has_it)
{
    struct rig r;
    struct nv_engine_status st;
    rig_start(&r, plan(false), NULL, "2025-03-24T08:00");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    nv_engine_status(r.e, &st);
    ck_assert_uint_eq(st.remarks[NV_REMARK_FAILED], 0);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    rig_commit(&r, 0);
    /* The owner, who has had no notice in this window, is told at once. */
    rig_wants(&r, "notice delivery");
    nv_engine_status(r.e, &st);
    ck_assert_uint_eq(st.remarks[NV_REMARK_FAILED], 1);
    rig_commit(&r, 0);
    nv_engine_status(r.e, &st);
    ck_assert_uint_eq(st.remarks[NV_REMARK_FAILED], 0);
    rig_end(&r);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("engine/status");
    TCase *t = tcase_create("status");
    tcase_add_test(t, attempts_are_counted_by_lane_and_a_reload_keeps_them);
    tcase_add_test(t, a_remark_counts_until_a_notice_has_it);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
