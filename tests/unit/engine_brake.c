/* What a full disk, and whatever comes between two tries, may do to the brake: a leave that was
 * given is neither lost nor given twice, and a clock that is doubted stays so until something went.
 */
#include "engine/orders.h"
#include "engine_rig.h"

/* so-a leads I.2.1, so-b I.3.1; so-noi-vu watches. -5w is 24/3, the deadline 31/3. */
static struct nv_snapshot *plan_led_by(uint32_t lead, uint32_t notices, uint32_t jump)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "so-a");
    fx_agency(f, "so-b");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "-5w 0", "");
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, lead);
    fx_role(f, fx_quarter(f, "I.3.1", 1), NV_ROLE_LEAD, 2);
    f->s->brake_notices = notices;
    f->s->brake_jump = jump;
    return fx_seal(f);
}

static struct nv_snapshot *plan(uint32_t notices, uint32_t jump)
{
    return plan_led_by(1, notices, jump);
}

/* Two notices would be made at 08:00, and one may; the owner has the letter that says so. */
static void hold(struct rig *r)
{
    rig_start(r, plan(1, 0), NULL, "2025-03-24T08:00");
    rig_settle(r);
}

static void note(struct rig *r, const char *occurrence)
{
    rig_fact(r, NV_FACT_NOTE, occurrence, "2025-03-24");
}

static void release(struct rig *r)
{
    r->exit_code = -1;
    rig_step(r, (struct nv_event){.kind = NV_EV_ORDER,
                                  .order = {.request = 2, .kind = NV_ORDER_RELEASE}});
}

/* After a transaction that was refused, when it has drawn breath. */
static void next(struct rig *r)
{
    r->now = r->armed;
    rig_step(r, (struct nv_event){.kind = NV_EV_CLOCK});
}

/* What the outstanding transaction writes of a rule: "begins", "ends", or "nothing". */
static const char *writes(const struct rig *r, const char *name)
{
    for (size_t i = 0; r->txn && i < r->txn->ops.n; i++) {
        const struct nv_term *t = &r->txn->ops.v[i].term;
        if (r->txn->ops.v[i].kind == NV_OP_TERM && strcmp(t->name, name) == 0)
            return t->ended ? "ends" : "begins";
    }
    return "nothing";
}

START_TEST(a_leave_is_not_taken_back_by_a_fact_between_two_tries)
{
    struct rig r;
    hold(&r);
    release(&r);
    rig_wants(&r, "notice delivery notice delivery");
    ck_assert_str_eq(writes(&r, "released"), "ends");
    rig_commit(&r, -NV_EFULL);
    note(&r, "kh/I.2.1");
    next(&r);
    rig_wants(&r, "fact");
    ck_assert_str_ne(writes(&r, "released"), "ends");
    rig_commit(&r, 0);
    rig_wants(&r, "notice delivery notice delivery");
    rig_end(&r);
}
END_TEST

/* The order is in the transaction of the second fact, which finds no room. */
static void refuse(struct rig *r)
{
    note(r, "kh/I.2.1");
    note(r, "kh/I.3.1");
    release(r);
    rig_commit(r, 0);
    rig_wants(r, "fact");
    rig_commit(r, -NV_EFULL);
    ck_assert_int_eq(r->exit_code, 1);
}

START_TEST(an_order_that_found_no_room_gives_no_leave)
{
    struct rig r;
    hold(&r);
    refuse(&r);
    note(&r, "kh/I.2.1");
    next(&r);
    rig_wants(&r, "fact");
    ck_assert_str_ne(writes(&r, "released"), "begins");
    rig_commit(&r, 0);
    ck_assert_ptr_null(r.txn);
    rig_end(&r);
}
END_TEST

START_TEST(an_order_that_found_no_room_takes_no_leave_that_was_given)
{
    struct rig r;
    hold(&r);
    rig_clock(&r, "2025-03-24T18:00", false); /* no window is open */
    release(&r);
    ck_assert_int_eq(r.exit_code, 0);
    refuse(&r);
    note(&r, "kh/I.2.1");
    next(&r);
    rig_wants(&r, "fact");
    ck_assert_str_eq(writes(&r, "released"), "nothing");
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-25T08:00", false);
    rig_wants(&r, "notice delivery notice delivery");
    rig_end(&r);
}
END_TEST

/* There is nothing to be written, and so no transaction that would bring the answer. */
START_TEST(what_was_let_go_already_is_answered_at_once)
{
    struct rig r;
    hold(&r);
    rig_clock(&r, "2025-03-24T18:00", false);
    release(&r);
    ck_assert_int_eq(r.exit_code, 0);
    release(&r);
    ck_assert_ptr_null(r.txn);
    ck_assert_int_eq(r.exit_code, 0);
    rig_step(&r, (struct nv_event){.kind = NV_EV_DRAIN});
    ck_assert(nv_engine_idle(r.e));
    rig_end(&r);
}
END_TEST

/* What it is about is few by then, and is in the same transaction. */
START_TEST(an_order_that_found_no_room_with_its_notices_gives_no_leave)
{
    struct rig r;
    hold(&r);
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-03-24");
    release(&r);
    rig_commit(&r, 0);
    rig_wants(&r, "notice delivery");
    rig_commit(&r, -NV_EFULL);
    ck_assert_int_eq(r.exit_code, 1);
    note(&r, "kh/I.3.1");
    next(&r);
    rig_wants(&r, "fact");
    ck_assert_str_ne(writes(&r, "released"), "begins");
    rig_end(&r);
}
END_TEST

/* The owner leads work, too. Where the brake holds day after day, and somebody lets go each time,
 * its notice of the window is the one that says so: with its own work, or it never hears of that.
 */
START_TEST(whoever_is_told_that_notices_are_held_hears_of_its_own_work)
{
    struct rig r;
    rig_start(&r, plan_led_by(0, 1, 0), NULL, "2025-03-24T08:00");
    rig_wants(&r, "remark"); /* two notices would be made */
    rig_commit(&r, 0);
    rig_wants(&r, "notice delivery");
    const struct nv_notice *n = &r.txn->ops.v[0].notice;
    ck_assert_str_eq(n->agency, "so-noi-vu");
    ck_assert_uint_eq(n->n_items, 2);
    ck_assert_str_eq(n->items[0].occurrence, "kh/I.2.1");
    ck_assert_str_eq(n->items[1].occurrence, "remark:1");
    rig_end(&r);
}
END_TEST

/* But not by a clock that may be wrong. */
START_TEST(whoever_is_told_of_a_doubted_clock_hears_of_no_work_by_it)
{
    struct rig r;
    rig_start(&r, plan_led_by(0, 0, 1), NULL, "2025-03-01T08:00");
    r.now = at("2025-03-24T08:00");
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK,
                                   .clock = {.jumped = true, .ahead_ms = 23LL * 86400000}});
    rig_wants(&r, "remark");
    rig_commit(&r, 0);
    rig_wants(&r, "notice delivery");
    ck_assert_uint_eq(r.txn->ops.v[0].notice.n_items, 1);
    ck_assert_str_eq(r.txn->ops.v[0].notice.items[0].occurrence, "remark:1");
    rig_end(&r);
}
END_TEST

/* The clock was set ahead by 23 days, and two notices would be made where one may. */
static void doubt(struct rig *r)
{
    rig_start(r, plan(0, 1), NULL, "2025-03-01T08:00"); /* a Saturday */
    r->now = at("2025-03-24T08:00");
    rig_step(r, (struct nv_event){.kind = NV_EV_CLOCK,
                                  .clock = {.jumped = true, .ahead_ms = 23LL * 86400000}});
    ck_assert_str_eq(writes(r, "after-jump"), "begins");
    rig_settle(r);
    release(r);
    rig_wants(r, "notice delivery notice delivery");
    ck_assert_str_eq(writes(r, "after-jump"), "ends"); /* it was right */
}

START_TEST(a_clock_is_doubted_until_what_was_let_go_has_gone)
{
    struct rig r;
    doubt(&r);
    rig_commit(&r, -NV_EFULL);
    note(&r, "kh/I.2.1");
    next(&r);
    rig_wants(&r, "fact");
    ck_assert_str_ne(writes(&r, "after-jump"), "ends");
    rig_commit(&r, 0);
    ck_assert_str_eq(writes(&r, "after-jump"), "ends");
    rig_end(&r);
}
END_TEST

START_TEST(a_clock_is_believed_when_what_was_let_go_has_gone)
{
    struct rig r;
    doubt(&r);
    rig_settle(&r);
    rig_clock(&r, "2025-03-31T08:00", false); /* two again */
    rig_wants(&r, "notice delivery notice delivery");
    rig_end(&r);
}
END_TEST

/* A step of its time that is set ahead by a day and a half, and a new start. */
START_TEST(a_clock_that_is_doubted_is_doubted_by_the_next_process)
{
    struct nv_ledger *l = nv_ledger_new();
    l->next_notice = l->next_delivery = l->next_fact = l->next_remark = 9;
    struct nv_term doubted = {.scope = "brake", .name = "after-jump", .since = 1};
    nv_vec_push(&l->terms, doubted);
    struct rig r;
    rig_start(&r, plan(0, 1), l, "2025-03-24T08:00");
    rig_wants(&r, "remark");
    ck_assert_str_eq(r.alarm, "notices-held");
    nv_ledger_free(l);
    rig_end(&r);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("engine: brake");
    TCase *c = tcase_create("brake");
    tcase_add_test(c, a_leave_is_not_taken_back_by_a_fact_between_two_tries);
    tcase_add_test(c, an_order_that_found_no_room_gives_no_leave);
    tcase_add_test(c, an_order_that_found_no_room_takes_no_leave_that_was_given);
    tcase_add_test(c, what_was_let_go_already_is_answered_at_once);
    tcase_add_test(c, an_order_that_found_no_room_with_its_notices_gives_no_leave);
    tcase_add_test(c, whoever_is_told_that_notices_are_held_hears_of_its_own_work);
    tcase_add_test(c, whoever_is_told_of_a_doubted_clock_hears_of_no_work_by_it);
    tcase_add_test(c, a_clock_is_doubted_until_what_was_let_go_has_gone);
    tcase_add_test(c, a_clock_is_believed_when_what_was_let_go_has_gone);
    tcase_add_test(c, a_clock_that_is_doubted_is_doubted_by_the_next_process);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(suite)
