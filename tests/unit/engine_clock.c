/* A clock that is set back over a day on which something was decided. */
#include "engine_rig.h"

/* I.2.1 is due on Monday 31/3/2025: -10w is 17/3, -5w 24/3, -1w 28/3. */
static struct nv_snapshot *plan(const char *lead)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "so-a");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, lead, "");
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 1);
    return fx_seal(f);
}

/* Of a step that was past when it was added nothing is made up, until the clock says that the step
 * is of today: then the rule begins with it, and whoever does not look again sleeps over it. */
START_TEST(a_rule_that_begins_earlier_by_a_clock_set_back_is_looked_at_again)
{
    struct rig r;
    rig_start(&r, plan("-10w -1w"), NULL, "2025-03-17T08:00");
    rig_wants(&r, "notice delivery");
    rig_settle(&r);
    rig_clock(&r, "2025-03-25T07:00", false);
    struct nv_snapshot *next = plan("-10w -5w -1w");
    rig_step(&r, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = next});
    nv_snapshot_unref(r.s);
    r.s = next;
    rig_clock(&r, "2025-03-25T08:00", false);
    ck_assert_ptr_null(r.txn);
    rig_clock(&r, "2025-03-24T18:00", true);
    ck_assert_ptr_null(r.txn); /* no window is open */
    rig_clock(&r, "2025-03-25T08:00", false);
    rig_wants(&r, "notice delivery");
    ck_assert_str_eq(r.txn->ops.v[0].notice.items[0].rung, "-5w");
    rig_end(&r);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("engine: clock");
    TCase *c = tcase_create("clock");
    tcase_add_test(c, a_rule_that_begins_earlier_by_a_clock_set_back_is_looked_at_again);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(suite)
