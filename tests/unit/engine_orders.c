/* Another way out, what comes back, and what a person orders about single deliveries. */
#include "engine_rig.h"

/* so-a leads I.2.1 and has a second address, so-b leads I.3.1 and may have one; so-noi-vu watches.
 */
static struct nv_snapshot *plan_with(bool both)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    uint32_t a = fx_agency(f, "so-a");
    fx_agency(f, "so-b");
    fx_mail(f, a, "so-a@du-phong.example");
    f->agencies.v[a].endpoints[1].fallback = true;
    if (both) {
        fx_mail(f, 2, "so-b@du-phong.example");
        f->agencies.v[2].endpoints[1].fallback = true;
    }
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "-5w 0", "");
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, a);
    fx_role(f, fx_quarter(f, "I.3.1", 1), NV_ROLE_LEAD, 2);
    return fx_seal(f);
}

static struct nv_snapshot *plan(void)
{
    return plan_with(false);
}

/* Delivery 1 to so-a, 2 to so-b: in the courier's hands. */
static void send_two(struct rig *r)
{
    rig_start(r, plan(), NULL, "2025-03-24T08:00");
    rig_wants(r, "notice delivery notice delivery");
    rig_commit(r, 0);
    rig_commit(r, 0);
    ck_assert_uint_eq(r->sent.n, 2);
}

static const struct nv_op *op(struct rig *r, enum nv_op_kind kind)
{
    for (size_t i = 0; r->txn && i < r->txn->ops.n; i++)
        if (r->txn->ops.v[i].kind == kind)
            return &r->txn->ops.v[i];
    ck_abort_msg("no such operation in: %s", rig_ops(r));
}

static void order(struct rig *r, enum nv_order_kind kind, uint64_t delivery,
                  enum nv_delivery_state state, const char *endpoint)
{
    struct nv_item it = {.occurrence = "kh/I.2.1",
                         .rung = "-5w",
                         .named = "so-a",
                         .nominal = day("2025-03-31"),
                         .effective = day("2025-03-31")};
    struct nv_notice n = {.id = delivery, .agency = "so-a", .items = &it, .n_items = 1};
    struct nv_delivery d = {.id = delivery,
                            .notice = delivery,
                            .agency = "so-a",
                            .endpoint = endpoint,
                            .state = state,
                            .attempts = 1,
                            .rendered = true};
    const struct nv_ordered one = {&d, &n};
    struct nv_event ev = {.kind = NV_EV_ORDER};
    ev.order = (struct nv_order){.request = 1,
                                 .kind = kind,
                                 .list = &one,
                                 .n = 1,
                                 .code = 550,
                                 .text = "5.1.1 unknown user",
                                 .endpoint = endpoint};
    r->exit_code = -1;
    rig_step(r, ev);
}

START_TEST(a_permanent_failure_goes_to_the_address_that_stands_in)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    rig_wants(&r, "delivery verdict:failed remark");
    ck_assert_str_eq(op(&r, NV_OP_DELIVERY)->delivery.endpoint, "mail:so-a@du-phong.example");
    ck_assert_uint_eq(op(&r, NV_OP_DELIVERY)->delivery.notice, 1);
    ck_assert_int_eq(op(&r, NV_OP_REMARK)->remark.kind, NV_REMARK_FALLBACK);
    rig_commit(&r, 0);
    rig_wants(&r, "notice delivery claim"); /* the owner is told, and it is on its way */
    ck_assert_uint_eq(op(&r, NV_OP_CLAIM)->claim.notice->n_items, 1);
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    /* Nothing stands in for the last one. */
    rig_verdict(&r, 3, NV_PERMANENT, 550);
    ck_assert_int_eq(op(&r, NV_OP_REMARK)->remark.kind, NV_REMARK_FAILED);
    rig_end(&r);
}
END_TEST

START_TEST(after_some_failures_the_other_address_is_used)
{
    struct rig r;
    send_two(&r);
    for (int i = 0; i < 2; i++) {
        rig_verdict(&r, 1, NV_TEMPORARY, 452);
        rig_wants(&r, "verdict:pending");
        rig_commit(&r, 0);
        r.now = r.armed;
        rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
        rig_commit(&r, 0);
        ck_assert_uint_eq(r.sent.v[0], 1);
    }
    rig_verdict(&r, 1, NV_TEMPORARY, 452); /* fallback_after = 3 */
    rig_wants(&r, "delivery verdict:failed remark");
    rig_end(&r);
}
END_TEST

START_TEST(a_relay_that_is_down_is_no_reason_for_another_address)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 2, NV_SENT, 250);
    rig_commit(&r, 0);
    int told = 0;
    for (int i = 0; i < 12 && !told; i++) {
        struct nv_event ev = {.kind = NV_EV_VERDICT};
        ev.verdict = (struct nv_verdict){.delivery = 1,
                                         .class = i % 3 == 1 ? NV_REFUSED : NV_TEMPORARY,
                                         .code = i % 3 == 2 ? 452 : 0,
                                         .general = i % 3 == 2};
        rig_step(&r, ev);
        bool tells = strcmp(rig_ops(&r), "verdict:pending remark") == 0; /* for long */
        if (!tells)
            rig_wants(&r, "verdict:pending");
        told += tells;
        rig_commit(&r, 0);
        while (!r.txn) {
            r.now = r.armed;
            rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
        }
        rig_commit(&r, 0);
    }
    ck_assert_int_eq(told, 1);
    rig_end(&r);
}
END_TEST

/* Time passes until something is handed over again. */
static void until_sent(struct rig *r)
{
    for (int i = 0; i < 20 && !r->sent.n; i++)
        if (r->txn) {
            rig_commit(r, 0);
        } else {
            r->now = r->armed > r->now ? r->armed : r->now;
            rig_step(r, (struct nv_event){.kind = NV_EV_CLOCK});
        }
    ck_assert_uint_eq(r->sent.n, 1);
    ck_assert_uint_eq(r->sent.v[0], 1);
}

/* A wrong password, a courier that gave it back: then the mailbox is over its quota, three times.
 */
START_TEST(what_was_no_try_costs_no_chance_and_no_patience)
{
    static const int delays_s[] = {60, 300};
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 2, NV_SENT, 250);
    rig_commit(&r, 0);
    for (int i = 0; i < 6; i++) {
        rig_verdict(&r, 1, i % 2 ? NV_RETURNED : NV_REFUSED, i % 2 ? 0 : 535);
        until_sent(&r);
    }
    for (size_t i = 0; i < 2; i++) {
        rig_verdict(&r, 1, NV_TEMPORARY, 452);
        rig_wants(&r, "verdict:pending");
        int64_t wait_ms = op(&r, NV_OP_VERDICT)->verdict.next_ms - r.now;
        ck_assert_int_ge(wait_ms, delays_s[i] * 800);
        ck_assert_int_le(wait_ms, delays_s[i] * 1200);
        until_sent(&r);
    }
    rig_verdict(&r, 1, NV_TEMPORARY, 452); /* fallback_after = 3 */
    rig_wants(&r, "delivery verdict:failed remark");
    rig_end(&r);
}
END_TEST

START_TEST(an_address_that_the_notice_has_had_holds_up_nothing)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    rig_wants(&r, "delivery verdict:failed remark");
    rig_commit(&r, -NV_EEXIST);
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "verdict:failed remark");
    rig_end(&r);
}
END_TEST

/* Both deliveries of send_two() fail for good, and share a transaction; its ops are "delivery
 * verdict delivery verdict". */
static void fail_two(struct rig *r)
{
    struct nv_event ev = {.kind = NV_EV_VERDICT, .more = true};
    rig_start(r, plan_with(true), NULL, "2025-03-24T08:00");
    rig_commit(r, 0);
    rig_commit(r, 0);
    ev.verdict = (struct nv_verdict){.delivery = 1, .class = NV_PERMANENT, .code = 550};
    rig_step(r, ev);
    rig_verdict(r, 2, NV_PERMANENT, 550);
    rig_wants(r, "delivery verdict:failed delivery verdict:failed remark remark");
}

START_TEST(an_address_that_one_notice_has_had_takes_no_other_its_way)
{
    struct rig r;
    fail_two(&r);
    rig_had(&r, &op(&r, NV_OP_DELIVERY)->delivery.id, 1);
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "verdict:failed delivery verdict:failed remark remark");
    ck_assert_str_eq(op(&r, NV_OP_DELIVERY)->delivery.endpoint, "mail:so-b@du-phong.example");
    rig_end(&r);
}
END_TEST

/* so-a has two addresses; or the second stands in for the first, and a third for that. */
static struct nv_snapshot *plan_of_addresses(bool chain)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    uint32_t a = fx_agency(f, "so-a");
    fx_mail(f, a, "so-a@hai.example");
    if (chain)
        fx_mail(f, a, "so-a@ba.example");
    for (uint32_t i = 1; chain && i < 3; i++)
        f->agencies.v[a].endpoints[i].fallback = true;
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "-5w 0", "");
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, a);
    return fx_seal(f);
}

/* A reload has made a chain of addresses that both have the notice: what fails on both goes to the
 * third, once. */
START_TEST(two_that_fail_at_once_go_to_one_address_once)
{
    struct rig r;
    struct nv_event ev = {.kind = NV_EV_VERDICT, .more = true};
    struct nv_snapshot *chain = plan_of_addresses(true);
    rig_start(&r, plan_of_addresses(false), NULL, "2025-03-24T08:00");
    rig_wants(&r, "notice delivery delivery");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    rig_step(&r, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = chain});
    nv_snapshot_unref(r.s);
    r.s = chain;
    ev.verdict = (struct nv_verdict){.delivery = 1, .class = NV_PERMANENT, .code = 550};
    rig_step(&r, ev);
    rig_verdict(&r, 2, NV_PERMANENT, 550);
    rig_wants(&r, "delivery verdict:failed delivery verdict:failed remark remark");
    rig_had(&r, &op(&r, NV_OP_DELIVERY)->delivery.id, 1); /* the second */
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "delivery verdict:failed verdict:failed remark");
    ck_assert_str_eq(op(&r, NV_OP_DELIVERY)->delivery.endpoint, "mail:so-a@ba.example");
    ck_assert_int_eq(op(&r, NV_OP_REMARK)->remark.count, 2);
    rig_commit(&r, 0);
    rig_wants(&r, "notice delivery claim"); /* the owner is told, and it is on its way */
    rig_end(&r);
}
END_TEST

/* A plan that was refused with it is made again in this window. */
START_TEST(an_address_that_a_notice_has_had_puts_off_no_plan)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 2, NV_SENT, 250); /* is being written while the next one and a window come */
    r.now = at("2025-03-31T08:00");
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    rig_commit(&r, 0);
    rig_wants(&r, "delivery verdict:failed notice delivery notice delivery remark");
    rig_had(&r, &op(&r, NV_OP_DELIVERY)->delivery.id, 1);
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "verdict:failed notice delivery notice delivery remark");
    rig_end(&r);
}
END_TEST

START_TEST(a_bounce_whose_other_address_has_had_the_notice_is_kept)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_commit(&r, 0);
    rig_verdict(&r, 2, NV_SENT, 250);
    rig_commit(&r, 0);
    order(&r, NV_ORDER_BOUNCE, 1, NV_DELIVERY_SENT, "mail:so-a@khanhhoa.example");
    rig_wants(&r, "bounce flag delivery remark remark");
    rig_had(&r, &op(&r, NV_OP_DELIVERY)->delivery.id, 1);
    ck_assert_int_eq(r.exit_code, -1); /* still to be answered */
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "bounce flag remark");
    /* What the failed transaction had to say is not said. */
    ck_assert_int_eq(op(&r, NV_OP_REMARK)->remark.kind, NV_REMARK_BOUNCED);
    ck_assert_int_eq(op(&r, NV_OP_REMARK)->remark.count, 1);
    rig_commit(&r, 0);
    ck_assert_int_eq(r.exit_code, 0);
    rig_end(&r);
}
END_TEST

/* What is due goes with the very transaction that orders it, and under the name that it has. */
START_TEST(what_is_ordered_and_due_is_sent_at_once)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 1, NV_TEMPORARY, 450);
    rig_commit(&r, 0);
    r.now = r.armed + 1000; /* due, and nobody has said so yet */
    order(&r, NV_ORDER_RESUME, 1, NV_DELIVERY_PENDING, "mail:so-a@khanhhoa.example");
    rig_wants(&r, "resume claim");
    ck_assert_int_eq(op(&r, NV_OP_RESUME)->resume.at_ms, r.now);
    ck_assert_int_eq(op(&r, NV_OP_CLAIM)->claim.resumed_ms, 0);
    rig_end(&r);
}
END_TEST

/* What a person was impatient with is the same delivery: it keeps the address that stands in. */
START_TEST(what_waits_and_is_tried_at_once_keeps_its_other_address)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 1, NV_TEMPORARY, 0);
    rig_commit(&r, 0);
    order(&r, NV_ORDER_RESUME, 1, NV_DELIVERY_PENDING, "mail:so-a@khanhhoa.example");
    rig_wants(&r, "resume");
    rig_commit(&r, 0);
    rig_wants(&r, "claim");
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    rig_wants(&r, "delivery verdict:failed remark");
    ck_assert_str_eq(op(&r, NV_OP_DELIVERY)->delivery.endpoint, "mail:so-a@du-phong.example");
    rig_end(&r);
}
END_TEST

/* 0: it had failed, 1: it waits. The clock is set back while the order is being written. */
START_TEST(what_is_taken_up_by_a_clock_that_was_wrong_is_due_all_the_same)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_commit(&r, 0);
    rig_verdict(&r, 2, _i ? NV_TEMPORARY : NV_PERMANENT, _i ? 450 : 550);
    while (r.txn)
        rig_commit(&r, 0);
    order(&r, NV_ORDER_RESUME, 2, _i ? NV_DELIVERY_PENDING : NV_DELIVERY_FAILED,
          "mail:so-b@khanhhoa.example");
    rig_wants(&r, "resume");
    rig_clock(&r, "2025-03-22T19:00", true); /* a Saturday */
    rig_commit(&r, 0);
    rig_wants(&r, "claim");
    ck_assert_uint_eq(op(&r, NV_OP_CLAIM)->claim.delivery, 2);
    rig_end(&r);
}
END_TEST

/* It was set when the clock was ahead by a week, or by a year. */
START_TEST(a_flag_of_a_clock_that_was_wrong_does_not_last_for_ever)
{
    static const char *const set[] = {"2025-03-31T08:00", "2026-03-24T08:00"};
    static const char *const used[] = {"mail:so-a@du-phong.example", "mail:so-a@khanhhoa.example"};
    struct rig r;
    struct nv_ledger *l = nv_ledger_new();
    nv_vec_push(&l->flagged, ((struct nv_flagged){"mail:so-a@khanhhoa.example", at(set[_i])}));
    l->next_notice = l->next_delivery = 1;
    rig_start(&r, plan(), l, "2025-03-24T08:00");
    rig_wants(&r, "notice delivery notice delivery");
    ck_assert_str_eq(op(&r, NV_OP_DELIVERY)->delivery.endpoint, used[_i]);
    rig_end(&r);
    nv_ledger_free(l);
}
END_TEST

/* A letter that tries all addresses has been to the other one by itself. */
START_TEST(a_test_that_fails_goes_no_other_way)
{
    struct rig r;
    send_two(&r);
    struct nv_event ev = {.kind = NV_EV_TEST};
    ev.test.request = 1;
    ev.test.agency = "so-a";
    rig_step(&r, ev);
    rig_wants(&r, "notice delivery delivery");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    ck_assert_uint_eq(r.sent.v[0], 3);
    rig_verdict(&r, 3, NV_PERMANENT, 550);
    rig_wants(&r, "verdict:failed");
    ck_assert_str_eq(r.alarm, "delivery-failed");
    rig_end(&r);
}
END_TEST

START_TEST(what_came_back_fails_flags_its_address_and_goes_another_way)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_commit(&r, 0);
    rig_verdict(&r, 2, NV_SENT, 250);
    rig_commit(&r, 0);
    order(&r, NV_ORDER_BOUNCE, 1, NV_DELIVERY_SENT, "mail:so-a@khanhhoa.example");
    rig_wants(&r, "bounce flag delivery remark remark");
    ck_assert_str_eq(op(&r, NV_OP_BOUNCE)->bounce.text, "5.1.1 unknown user");
    /* Nobody has to be informed by other means: which address is used now, and which refuses. */
    const struct nv_remark *told = &op(&r, NV_OP_REMARK)->remark,
                           *next = &nv_vec_last(&r.txn->ops)->remark;
    ck_assert_int_eq(told->kind, NV_REMARK_FALLBACK);
    ck_assert_str_eq(told->endpoint, "mail:so-a@du-phong.example");
    ck_assert_str_eq(told->text, "5.1.1 unknown user");
    ck_assert_int_eq(next->kind, NV_REMARK_REFUSING);
    ck_assert_str_eq(next->endpoint, "mail:so-a@khanhhoa.example");
    ck_assert_str_eq(op(&r, NV_OP_DELIVERY)->delivery.endpoint, "mail:so-a@du-phong.example");
    rig_commit(&r, 0);
    ck_assert_int_eq(r.exit_code, 0);
    struct nv_engine_status st;
    nv_engine_status(r.e, &st);
    ck_assert_uint_eq(st.counts[NV_DELIVERY_SENT], 1);
    ck_assert_uint_eq(st.counts[NV_DELIVERY_FAILED], 1);
    ck_assert_uint_eq(st.bounces, 1);
    rig_wants(&r, "notice delivery claim");
    rig_commit(&r, 0);
    rig_verdict(&r, 3, NV_SENT, 250);
    rig_commit(&r, 0);
    rig_commit(&r, 0); /* the owner's letter is claimed */
    /* Until it is cleared the next notice goes to the other address at once. */
    rig_clock(&r, "2025-03-31T08:00", false);
    for (size_t i = 0; i < r.txn->ops.n; i++)
        if (r.txn->ops.v[i].kind == NV_OP_DELIVERY &&
            strcmp(r.txn->ops.v[i].delivery.agency, "so-a") == 0)
            ck_assert_str_eq(r.txn->ops.v[i].delivery.endpoint, "mail:so-a@du-phong.example");
    rig_end(&r);
}
END_TEST

START_TEST(what_came_back_and_has_no_other_way_is_told_as_such)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 2, NV_SENT, 250);
    rig_commit(&r, 0);
    order(&r, NV_ORDER_BOUNCE, 2, NV_DELIVERY_SENT, "mail:so-b@khanhhoa.example");
    rig_wants(&r, "bounce flag remark");
    ck_assert_int_eq(op(&r, NV_OP_REMARK)->remark.kind, NV_REMARK_BOUNCED);
    ck_assert_str_eq(op(&r, NV_OP_REMARK)->remark.endpoint, "mail:so-b@khanhhoa.example");
    rig_commit(&r, -NV_EFULL);
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    ck_assert_ptr_null(r.txn); /* not recorded, so nobody is told of it either */
    order(&r, NV_ORDER_BOUNCE, 2, NV_DELIVERY_SENT, "mail:so-b@khanhhoa.example");
    rig_wants(&r, "bounce flag remark");
    ck_assert_int_eq(op(&r, NV_OP_REMARK)->remark.count, 1); /* it came back once */
    rig_end(&r);
}
END_TEST

START_TEST(a_bounce_of_what_was_not_sent_changes_nothing)
{
    struct rig r;
    send_two(&r);
    order(&r, NV_ORDER_BOUNCE, 1, NV_DELIVERY_SENT, "mail:so-a@khanhhoa.example");
    ck_assert_int_eq(r.exit_code, 75); /* its own answer is still to come */
    order(&r, NV_ORDER_BOUNCE, 9, NV_DELIVERY_FAILED, "mail:so-a@khanhhoa.example");
    ck_assert_int_eq(r.exit_code, 0);
    ck_assert_ptr_null(r.txn);
    rig_end(&r);
}
END_TEST

START_TEST(what_failed_is_taken_up_again_with_a_lifetime_of_its_own)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 2, NV_PERMANENT, 550);
    rig_commit(&r, 0);
    rig_commit(&r, 0); /* the owner is told */
    rig_commit(&r, 0);
    r.now = at("2025-03-30T12:00"); /* its five days are over */
    order(&r, NV_ORDER_RESUME, 2, NV_DELIVERY_FAILED, "mail:so-b@khanhhoa.example");
    rig_wants(&r, "resume");
    rig_commit(&r, 0);
    ck_assert_int_eq(r.exit_code, 0);
    rig_wants(&r, "claim");
    ck_assert_int_eq(op(&r, NV_OP_CLAIM)->claim.attempt, 2);
    rig_commit(&r, 0);
    rig_verdict(&r, 2, NV_TEMPORARY, 451);
    rig_wants(&r, "verdict:pending");
    rig_end(&r);
}
END_TEST

START_TEST(what_waits_is_cancelled_or_tried_at_once_on_demand)
{
    struct rig r;
    send_two(&r);
    order(&r, NV_ORDER_CANCEL, 1, NV_DELIVERY_PENDING, "mail:so-a@khanhhoa.example");
    ck_assert_int_eq(r.exit_code, 1); /* in the courier's hands */
    rig_verdict(&r, 1, NV_TEMPORARY, 451);
    rig_commit(&r, 0);
    order(&r, NV_ORDER_RESUME, 1, NV_DELIVERY_PENDING, "mail:so-a@khanhhoa.example");
    rig_wants(&r, "resume");
    rig_commit(&r, 0);
    rig_wants(&r, "claim");
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_TEMPORARY, 451);
    rig_commit(&r, 0);
    order(&r, NV_ORDER_CANCEL, 1, NV_DELIVERY_PENDING, "mail:so-a@khanhhoa.example");
    rig_wants(&r, "cancel");
    ck_assert_str_eq(op(&r, NV_OP_CANCEL)->cancel.reason, "operator");
    rig_commit(&r, -NV_EFULL);
    ck_assert_int_eq(r.exit_code, 1); /* and it is where it was */
    r.now = at("2025-03-24T08:30");
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "claim");
    rig_end(&r);
}
END_TEST

static struct nv_snapshot *careful(uint32_t notices, uint32_t jump)
{
    struct nv_snapshot *s = plan();
    s->brake_notices = notices;
    s->brake_jump = jump;
    return s;
}

START_TEST(too_many_notices_at_once_wait_for_a_person)
{
    struct rig r;
    rig_start(&r, careful(1, 0), NULL, "2025-03-24T08:00");
    rig_wants(&r, "remark"); /* two notices would be made */
    ck_assert_str_eq(r.alarm, "notices-held");
    ck_assert_int_eq(op(&r, NV_OP_REMARK)->remark.kind, NV_REMARK_HELD);
    rig_commit(&r, 0);
    rig_wants(&r, "notice delivery");
    ck_assert_str_eq(op(&r, NV_OP_NOTICE)->notice.agency, "so-noi-vu");
    ck_assert_uint_eq(op(&r, NV_OP_NOTICE)->notice.n_items, 1);
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-25T08:00", false);
    ck_assert_ptr_null(r.txn); /* still held */
    order(&r, NV_ORDER_RELEASE, 1, NV_DELIVERY_PENDING, "");
    ck_assert_int_eq(r.exit_code, 0);
    rig_wants(&r, "notice delivery notice delivery");
    rig_commit(&r, 0);
    order(&r, NV_ORDER_RELEASE, 1, NV_DELIVERY_PENDING, "");
    ck_assert_int_eq(r.exit_code, 1); /* nothing is held */
    rig_end(&r);
}
END_TEST

/* It was due and waited only for the transaction before. */
START_TEST(what_is_taken_up_again_and_claimed_at_once_is_sent_once)
{
    struct rig r;
    send_two(&r);
    rig_verdict(&r, 1, NV_TEMPORARY, 451);
    rig_commit(&r, 0);
    r.now = at("2025-03-24T08:10");
    rig_verdict(&r, 2, NV_SENT, 250);
    rig_wants(&r, "verdict:sent claim");
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_TEMPORARY, 451);
    rig_wants(&r, "verdict:pending");
    r.now = at("2025-03-24T08:40"); /* this takes long: it is due before it is written */
    rig_commit(&r, 0);
    rig_wants(&r, "claim");
    rig_commit(&r, -NV_EFULL);
    order(&r, NV_ORDER_RESUME, 1, NV_DELIVERY_PENDING, "mail:so-a@khanhhoa.example");
    ck_assert_ptr_null(r.txn); /* the disk is full for a moment */
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "resume claim");
    rig_commit(&r, 0);
    ck_assert_uint_eq(r.sent.n, 1);
    ck_assert_int_eq(r.exit_code, 0);
    ck_assert_ptr_null(r.txn);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_commit(&r, 0);
    ck_assert(nv_engine_idle(r.e));
    rig_end(&r);
}
END_TEST

/* The brake is on at 08:00 and its owner has had the letter that says so. */
static void hold(struct rig *r)
{
    rig_start(r, careful(1, 0), NULL, "2025-03-24T08:00");
    while (r->txn)
        rig_commit(r, 0);
    rig_verdict(r, 1, NV_SENT, 250);
    rig_commit(r, 0);
}

START_TEST(a_release_outlives_a_full_disk)
{
    struct rig r;
    hold(&r);
    order(&r, NV_ORDER_RELEASE, 1, NV_DELIVERY_PENDING, "");
    ck_assert_int_eq(r.exit_code, 0);
    rig_wants(&r, "notice delivery notice delivery");
    rig_commit(&r, -NV_EFULL);
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "notice delivery notice delivery");
    rig_end(&r);
}
END_TEST

/* The rule that it writes, and a start that finds it. */
START_TEST(a_release_outlives_a_restart_and_lets_go_once)
{
    struct rig r;
    hold(&r);
    r.now = at("2025-03-24T18:00"); /* no window is open */
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    order(&r, NV_ORDER_RELEASE, 1, NV_DELIVERY_PENDING, "");
    ck_assert_int_eq(r.exit_code, 0);
    const struct nv_txn *last = r.past.v[r.past.n - 1];
    ck_assert_uint_eq(last->ops.n, 1);
    ck_assert_int_eq(last->ops.v[0].kind, NV_OP_TERM);
    ck_assert(!last->ops.v[0].term.ended);
    struct nv_ledger *l = nv_ledger_new();
    l->next_notice = l->next_delivery = l->next_fact = l->next_remark = 9;
    nv_vec_push(&l->terms, last->ops.v[0].term);
    struct rig again;
    rig_start(&again, careful(1, 0), l, "2025-03-25T08:00");
    rig_wants(&again, "notice delivery notice delivery");
    bool ended = false;
    for (size_t i = 0; i < again.txn->ops.n; i++)
        if (again.txn->ops.v[i].kind == NV_OP_TERM && again.txn->ops.v[i].term.ended)
            ended = true;
    ck_assert(ended);
    nv_ledger_free(l);
    rig_end(&again);
    rig_end(&r);
}
END_TEST

static void note(struct rig *r, const char *occurrence)
{
    rig_fact(r, NV_FACT_NOTE, occurrence, "2025-03-24");
}

/* Everything that waits is written and arrives. */
static void settle(struct rig *r)
{
    while (r->txn || r->sent.n) {
        if (r->txn) {
            rig_commit(r, 0);
            continue;
        }
        NV_VEC(uint64_t) sent = {0};
        for (size_t i = 0; i < r->sent.n; i++)
            nv_vec_push(&sent, r->sent.v[i]);
        for (size_t i = 0; i < sent.n; i++)
            rig_verdict(r, sent.v[i], NV_SENT, 250);
        nv_vec_free(&sent);
    }
}

/* The second comes while the first is being written, and is written with the notices themselves. */
START_TEST(what_is_let_go_twice_in_haste_lets_go_once)
{
    struct rig r;
    hold(&r);
    note(&r, "kh/I.2.1");
    note(&r, "kh/I.3.1");
    order(&r, NV_ORDER_RELEASE, 1, NV_DELIVERY_PENDING, "");
    rig_wants(&r, "fact");
    rig_commit(&r, 0);
    rig_wants(&r, "fact"); /* and that they may go */
    order(&r, NV_ORDER_RELEASE, 1, NV_DELIVERY_PENDING, "");
    rig_commit(&r, 0);
    ck_assert_int_eq(r.exit_code, 0);
    rig_wants(&r, "notice delivery notice delivery");
    settle(&r);
    ck_assert_int_eq(r.exit_code, 0);
    rig_clock(&r, "2025-03-31T08:00", false); /* two again */
    rig_wants(&r, "remark");
    ck_assert_str_eq(r.alarm, "notices-held");
    rig_end(&r);
}
END_TEST

/* By the time that it is written they are few: they need no leave, and use it up. */
START_TEST(what_is_let_go_and_needs_it_no_more_lets_go_nothing_later)
{
    struct rig r;
    hold(&r);
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-03-24");
    order(&r, NV_ORDER_RELEASE, 1, NV_DELIVERY_PENDING, "");
    rig_commit(&r, 0);
    rig_wants(&r, "notice delivery"); /* one is left, and so many may go */
    settle(&r);
    ck_assert_int_eq(r.exit_code, 0);
    rig_clock(&r, "2025-03-31T07:00", false);
    rig_fact(&r, NV_FACT_REOPEN, "kh/I.2.1", "2025-03-31");
    settle(&r);
    rig_clock(&r, "2025-03-31T08:00", false);
    rig_wants(&r, "remark");
    ck_assert_str_eq(r.alarm, "notices-held");
    rig_end(&r);
}
END_TEST

START_TEST(a_clock_that_jumped_is_remembered_across_a_restart)
{
    struct rig r;
    rig_start(&r, careful(0, 1), NULL, "2025-03-01T08:00"); /* a Saturday */
    r.now = at("2025-03-23T09:00");                         /* a Sunday */
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK,
                                   .clock = {.jumped = true, .ahead_ms = 22LL * 86400000}});
    const struct nv_txn *last = r.past.v[r.past.n - 1];
    ck_assert_int_eq(last->ops.v[0].kind, NV_OP_TERM);
    struct nv_ledger *l = nv_ledger_new();
    l->next_notice = l->next_delivery = l->next_fact = l->next_remark = 9;
    nv_vec_push(&l->terms, last->ops.v[0].term);
    struct rig again;
    rig_start(&again, careful(0, 1), l, "2025-03-24T08:00");
    rig_wants(&again, "remark");
    ck_assert_str_eq(again.alarm, "notices-held");
    nv_ledger_free(l);
    rig_end(&again);
    rig_end(&r);
}
END_TEST

START_TEST(a_clock_far_ahead_is_not_believed_at_once)
{
    struct rig r;
    rig_start(&r, careful(0, 1), NULL, "2025-03-01T08:00"); /* a Saturday */
    r.now = at("2025-03-24T08:00");
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK,
                                   .clock = {.jumped = true, .ahead_ms = 23LL * 86400000}});
    rig_wants(&r, "remark");
    struct nv_engine_status st;
    nv_engine_status(r.e, &st);
    ck_assert(st.held == 2 && st.held_after_jump); /* a person is to look at the clock first */
    rig_commit(&r, 0);
    r.now = at("2025-03-03T08:00"); /* set right again: nothing was lost, nothing is held */
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK,
                                   .clock = {.jumped = true, .ahead_ms = -23LL * 86400000}});
    while (r.txn)
        rig_commit(&r, 0);
    for (size_t i = r.sent.n; i-- > 0;)
        rig_verdict(&r, r.sent.v[i], NV_SENT, 250);
    while (r.txn)
        rig_commit(&r, 0);
    rig_clock(&r, "2025-03-24T08:00", false);
    rig_wants(&r, "notice delivery notice delivery");
    rig_end(&r);
}
END_TEST

static void set_clock(struct rig *r, const char *when, int64_t ahead_ms)
{
    r->now = at(when);
    rig_step(
        r, (struct nv_event){.kind = NV_EV_CLOCK, .clock = {.jumped = true, .ahead_ms = ahead_ms}});
}

/* A step of the time service, or a sleep, is no sign that the great jump was right. */
START_TEST(a_clock_far_ahead_is_not_believed_for_a_small_step_after_it)
{
    static const int64_t small_ms[] = {500, -500, 0};
    for (size_t i = 0; i < sizeof small_ms / sizeof *small_ms; i++) {
        struct rig r;
        rig_start(&r, careful(0, 1), NULL, "2025-03-01T08:00");
        set_clock(&r, "2025-03-24T08:00", 23LL * 86400000);
        rig_wants(&r, "remark");
        rig_commit(&r, 0);
        while (r.txn)
            rig_commit(&r, 0);
        set_clock(&r, "2025-03-24T08:10", small_ms[i]);
        ck_assert_str_eq(rig_ops(&r), "");
        struct nv_engine_status st;
        nv_engine_status(r.e, &st);
        ck_assert_uint_eq(st.held, 2);
        rig_end(&r);
    }
}
END_TEST

/* Many small ones are a great one. */
START_TEST(a_clock_that_is_set_ahead_by_and_by_is_not_believed_either)
{
    struct rig r;
    rig_start(&r, careful(0, 1), NULL, "2025-03-01T08:00");
    set_clock(&r, "2025-03-02T00:00", 16LL * 3600000);
    set_clock(&r, "2025-03-02T18:00", 18LL * 3600000);
    rig_clock(&r, "2025-03-24T08:00", false);
    rig_wants(&r, "remark");
    rig_end(&r);
}
END_TEST

/* Of the deliveries to the webhook that this moment brings: why it was cancelled, or that it goes.
 */
static const char *what_became(struct rig *r, const char *when, bool *told)
{
    const char *became = "nothing";
    *told = false;
    rig_clock(r, when, false);
    for (; r->txn; rig_commit(r, 0))
        for (size_t i = 0; i < r->txn->ops.n; i++) {
            const struct nv_op *o = &r->txn->ops.v[i];
            if (o->kind == NV_OP_CANCEL)
                became = strcmp(o->cancel.reason, "suspended") == 0 ? "suspended" : "cancelled";
            else if (o->kind == NV_OP_CLAIM && strncmp(o->claim.endpoint, "webhook:", 8) == 0)
                became = "claimed";
            *told |= o->kind == NV_OP_REMARK && o->remark.kind == NV_REMARK_FAILED;
        }
    return became;
}

/* 410: what comes later does not go out, and says why; after fourteen days it is tried again. Where
 * the agency hears by no other address, that is told each time as what has failed is. */
static void ask_to_be_removed(bool mail)
{
    struct rig r;
    struct fx *f = fx_new();
    bool told;
    fx_agency(f, "so-noi-vu");
    uint32_t a = fx_silent(f, "so-a");
    fx_webhook(f, a, "https://hooks.example.org/a");
    if (mail)
        fx_mail(f, a, "so-a@khanhhoa.example");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "-5w 0 +20w", "");
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, a);
    rig_start(&r, fx_seal(f), NULL, "2025-03-24T08:00");
    rig_wants(&r, mail ? "notice delivery delivery" : "notice delivery");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_PERMANENT, 410);
    ck_assert_str_eq(op(&r, NV_OP_FLAG)->flag.endpoint, "webhook:https://hooks.example.org/a");
    rig_commit(&r, 0);
    while (r.txn)
        rig_commit(&r, 0);
    ck_assert_str_eq(what_became(&r, "2025-03-31T08:00", &told), "suspended");
    ck_assert(told == !mail);
    ck_assert_str_eq(what_became(&r, "2025-04-29T08:00", &told), "claimed");
    rig_end(&r);
}

START_TEST(a_receiver_that_asked_to_be_removed_gets_nothing_more)
{
    ask_to_be_removed(false);
    ask_to_be_removed(true);
}
END_TEST

/* It is told with the cancellation that is kept, not with one that was refused. */
START_TEST(what_does_not_go_to_such_a_receiver_is_told_once)
{
    struct rig r;
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    uint32_t a = fx_silent(f, "so-a");
    fx_webhook(f, a, "https://hooks.example.org/a");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "-5w 0", "");
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, a);
    rig_start(&r, fx_seal(f), NULL, "2025-03-24T08:00");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_PERMANENT, 410);
    rig_commit(&r, 0);
    while (r.txn)
        rig_commit(&r, 0);
    rig_clock(&r, "2025-03-31T08:00", false);
    rig_commit(&r, 0);
    rig_wants(&r, "cancel remark");
    rig_commit(&r, -NV_EFULL);
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "cancel remark");
    ck_assert_int_eq(op(&r, NV_OP_REMARK)->remark.count, 1);
    rig_end(&r);
}
END_TEST

/* A person's word is stronger than the receiver's, also where both are in one transaction. */
START_TEST(what_is_taken_up_again_for_such_a_receiver_goes)
{
    struct rig r;
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    uint32_t a = fx_silent(f, "so-a");
    fx_webhook(f, a, "https://hooks.example.org/a");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "-5w 0", "");
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, a);
    fx_role(f, fx_quarter(f, "I.3.1", 2), NV_ROLE_LEAD, a);
    rig_start(&r, fx_seal(f), NULL, "2025-03-24T08:00");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_PERMANENT, 410);
    rig_commit(&r, 0);
    while (r.txn)
        rig_commit(&r, 0);
    rig_clock(&r, "2025-03-31T08:00", false);
    const uint64_t id = op(&r, NV_OP_DELIVERY)->delivery.id;
    rig_commit(&r, 0);
    rig_wants(&r, "cancel remark");
    rig_commit(&r, -NV_EFULL); /* it still waits */
    order(&r, NV_ORDER_RESUME, id, NV_DELIVERY_PENDING, "webhook:https://hooks.example.org/a");
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "resume claim");
    rig_end(&r);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("engine: orders");
    TCase *c = tcase_create("orders");
    tcase_add_test(c, a_permanent_failure_goes_to_the_address_that_stands_in);
    tcase_add_test(c, after_some_failures_the_other_address_is_used);
    tcase_add_test(c, a_relay_that_is_down_is_no_reason_for_another_address);
    tcase_add_test(c, what_was_no_try_costs_no_chance_and_no_patience);
    tcase_add_test(c, an_address_that_the_notice_has_had_holds_up_nothing);
    tcase_add_test(c, what_is_ordered_and_due_is_sent_at_once);
    tcase_add_test(c, what_waits_and_is_tried_at_once_keeps_its_other_address);
    tcase_add_loop_test(c, what_is_taken_up_by_a_clock_that_was_wrong_is_due_all_the_same, 0, 2);
    tcase_add_loop_test(c, a_flag_of_a_clock_that_was_wrong_does_not_last_for_ever, 0, 2);
    tcase_add_test(c, two_that_fail_at_once_go_to_one_address_once);
    tcase_add_test(c, an_address_that_one_notice_has_had_takes_no_other_its_way);
    tcase_add_test(c, an_address_that_a_notice_has_had_puts_off_no_plan);
    tcase_add_test(c, a_bounce_whose_other_address_has_had_the_notice_is_kept);
    tcase_add_test(c, a_test_that_fails_goes_no_other_way);
    tcase_add_test(c, what_came_back_fails_flags_its_address_and_goes_another_way);
    tcase_add_test(c, what_came_back_and_has_no_other_way_is_told_as_such);
    tcase_add_test(c, a_bounce_of_what_was_not_sent_changes_nothing);
    tcase_add_test(c, what_failed_is_taken_up_again_with_a_lifetime_of_its_own);
    tcase_add_test(c, what_waits_is_cancelled_or_tried_at_once_on_demand);
    tcase_add_test(c, too_many_notices_at_once_wait_for_a_person);
    tcase_add_test(c, what_is_taken_up_again_and_claimed_at_once_is_sent_once);
    tcase_add_test(c, a_release_outlives_a_full_disk);
    tcase_add_test(c, a_release_outlives_a_restart_and_lets_go_once);
    tcase_add_test(c, what_is_let_go_twice_in_haste_lets_go_once);
    tcase_add_test(c, what_is_let_go_and_needs_it_no_more_lets_go_nothing_later);
    tcase_add_test(c, a_clock_that_jumped_is_remembered_across_a_restart);
    tcase_add_test(c, a_clock_far_ahead_is_not_believed_at_once);
    tcase_add_test(c, a_clock_far_ahead_is_not_believed_for_a_small_step_after_it);
    tcase_add_test(c, a_clock_that_is_set_ahead_by_and_by_is_not_believed_either);
    tcase_add_test(c, a_receiver_that_asked_to_be_removed_gets_nothing_more);
    tcase_add_test(c, what_does_not_go_to_such_a_receiver_is_told_once);
    tcase_add_test(c, what_is_taken_up_again_for_such_a_receiver_goes);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(make_suite)
