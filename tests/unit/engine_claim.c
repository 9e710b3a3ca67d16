/* What a letter says is looked at again when its turn comes: work that needs no reminder any more
 * is not chased, and the ledger says why. */
#include "engine_rig.h"

/* so-a leads I.2.1, due 31/3; what is told done waits for the owner's word. */
static struct nv_snapshot *plan(bool with_work)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "so-a");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    f->plans.v[0].confirm = true;
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "-5w 0", "");
    if (with_work)
        fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 1);
    return fx_seal(f);
}

/* Of delivery 1: why it was cancelled, "sent", or "nothing". */
static const char *what_becomes(struct rig *r)
{
    const char *became = "nothing";
    for (; r->txn; rig_commit(r, 0))
        for (size_t i = 0; i < r->txn->ops.n; i++) {
            const struct nv_op *op = &r->txn->ops.v[i];
            if (op->kind == NV_OP_CANCEL && op->cancel.delivery == 1)
                became = op->cancel.reason;
            else if (op->kind == NV_OP_CLAIM && op->claim.delivery == 1)
                became = "sent";
        }
    return became;
}

/* The letter of 24/3 is being written. */
static void begin(struct rig *r)
{
    rig_start(r, plan(true), NULL, "2025-03-24T08:00");
    rig_wants(r, "notice delivery");
}

static void tell(struct rig *r, enum nv_fact_kind kind, const char *until)
{
    struct nv_event ev = {.kind = NV_EV_FACT};
    ev.fact.request = 1;
    ev.fact.fact = (struct nv_fact){.kind = kind,
                                    .subject = "kh/I.2.1",
                                    .day = day("2025-03-24"),
                                    .to = day(until),
                                    .document = "",
                                    .note = "",
                                    .actor = "chuyen-vien",
                                    .at_ms = r->now};
    rig_step(r, ev);
}

START_TEST(open_work_is_chased)
{
    struct rig r;
    begin(&r);
    ck_assert_str_eq(what_becomes(&r), "sent");
    rig_end(&r);
}
END_TEST

START_TEST(work_that_was_told_done_is_not_chased_while_its_owner_looks)
{
    struct rig r;
    begin(&r);
    tell(&r, NV_FACT_DONE, "2025-03-24");
    ck_assert_str_eq(what_becomes(&r), "overtaken");
    rig_end(&r);
}
END_TEST

START_TEST(work_that_rests_is_not_chased)
{
    struct rig r;
    begin(&r);
    tell(&r, NV_FACT_HOLD, "2025-03-28");
    ck_assert_str_eq(what_becomes(&r), "overtaken");
    rig_end(&r);
}
END_TEST

START_TEST(work_that_no_plan_names_any_more_is_not_chased)
{
    struct rig r;
    begin(&r);
    struct nv_snapshot *without = plan(false);
    rig_step(&r, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = without});
    nv_snapshot_unref(r.s);
    r.s = without;
    ck_assert_str_eq(what_becomes(&r), "removed");
    rig_end(&r);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("engine: claim");
    TCase *c = tcase_create("claim");
    tcase_add_test(c, open_work_is_chased);
    tcase_add_test(c, work_that_was_told_done_is_not_chased_while_its_owner_looks);
    tcase_add_test(c, work_that_rests_is_not_chased);
    tcase_add_test(c, work_that_no_plan_names_any_more_is_not_chased);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(suite)
