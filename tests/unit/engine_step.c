/* The engine step by step: claim before send, verdict after, and what a failing store, a fact at
 * the wrong moment, a reload or a stop change about it. */
#include "engine_rig.h"

/* so-a leads I.2.1 and I.3.1 of Quý I/2025; the owner is so-noi-vu. */
static struct nv_snapshot *plan(void)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "so-a");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb_all(f);
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 1);
    fx_role(f, fx_quarter(f, "I.3.1", 1), NV_ROLE_LEAD, 1);
    return fx_seal(f);
}

static void reload(struct rig *r, struct nv_snapshot *s)
{
    rig_step(r, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = s});
    nv_snapshot_unref(r->s);
    r->s = s;
}

/* Up to the moment at which delivery 1 is claimed and in the courier's hands. */
static void send_first(struct rig *r)
{
    rig_start(r, plan(), NULL, "2025-03-24T08:00");
    rig_commit(r, 0);
    rig_commit(r, 0);
    ck_assert_uint_eq(r->sent.n, 1);
    ck_assert_uint_eq(r->sent.v[0], 1);
}

START_TEST(a_reminder_travels_from_plan_to_claim_to_send_to_verdict)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T07:00");
    ck_assert_ptr_null(r.txn);
    ck_assert_int_eq(r.armed, at("2025-03-24T08:00"));
    rig_clock(&r, "2025-03-24T08:00", false);
    rig_wants(&r, "notice delivery");
    ck_assert_uint_eq(r.txn->ops.v[0].notice.n_items, 2);
    ck_assert_uint_eq(r.sent.n, 0);
    rig_commit(&r, 0);
    rig_wants(&r, "claim");
    ck_assert_uint_eq(r.sent.n, 0); /* not before the claim is durable */
    rig_commit(&r, 0);
    ck_assert_uint_eq(r.sent.n, 1);
    ck_assert_ptr_null(r.txn);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_wants(&r, "verdict:sent");
    rig_commit(&r, 0);
    ck_assert(nv_engine_idle(r.e));
    ck_assert_int_eq(r.armed, at("2025-03-25T08:00"));
    rig_end(&r);
}
END_TEST

static bool rig_store_fails(const struct rig *r)
{
    struct nv_engine_status st;
    nv_engine_status(r->e, &st);
    return st.store_failing;
}

START_TEST(a_failed_plan_is_made_again_and_nothing_twice)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T08:00");
    rig_wants(&r, "notice delivery");
    rig_commit(&r, -NV_EFULL);
    ck_assert_ptr_null(r.txn);
    ck_assert(rig_store_fails(&r));
    ck_assert_str_eq(r.alarm, "commit-failed");
    ck_assert_int_eq(r.armed, at("2025-03-24T08:00:05"));
    rig_clock(&r, "2025-03-24T08:00:05", false);
    rig_wants(&r, "notice delivery");
    ck_assert_uint_eq(r.txn->ops.v[0].notice.n_items, 2);
    rig_commit(&r, 0);
    rig_wants(&r, "claim");
    rig_end(&r);
}
END_TEST

START_TEST(a_failed_claim_sends_nothing_and_is_claimed_again_as_the_same_attempt)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T08:00");
    rig_commit(&r, 0);
    rig_commit(&r, -NV_EFULL);
    ck_assert_uint_eq(r.sent.n, 0);
    rig_clock(&r, "2025-03-24T08:00:05", false);
    rig_wants(&r, "claim");
    ck_assert_int_eq(r.txn->ops.v[0].claim.attempt, 1);
    ck_assert(!r.txn->ops.v[0].claim.rendered);
    rig_commit(&r, 0);
    ck_assert_uint_eq(r.sent.n, 1);
    rig_end(&r);
}
END_TEST

START_TEST(a_claim_that_fails_while_the_clock_is_set_back_does_not_wait_for_its_old_time)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T08:00");
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-23T08:00", true); /* a Sunday */
    rig_commit(&r, -NV_EFULL);
    rig_clock(&r, "2025-03-23T08:00:05", false);
    rig_wants(&r, "claim");
    rig_end(&r);
}
END_TEST

START_TEST(a_verdict_survives_a_failing_store)
{
    struct rig r;
    send_first(&r);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_commit(&r, -NV_EFULL);
    ck_assert_uint_eq(r.sent.n, 0);
    rig_clock(&r, "2025-03-24T08:00:05", false);
    rig_wants(&r, "verdict:sent");
    rig_commit(&r, 0);
    ck_assert(nv_engine_idle(r.e));
    rig_end(&r);
}
END_TEST

START_TEST(a_second_verdict_on_one_attempt_changes_nothing)
{
    struct rig r;
    send_first(&r);
    rig_verdict(&r, 1, NV_TEMPORARY, 450);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_wants(&r, "verdict:pending");
    rig_commit(&r, 0);
    ck_assert_ptr_null(r.txn);
    rig_verdict(&r, 1, NV_SENT, 250); /* nothing is in hand */
    rig_verdict(&r, 77, NV_SENT, 250);
    ck_assert_ptr_null(r.txn);
    rig_end(&r);
}
END_TEST

START_TEST(a_temporary_failure_is_tried_again_with_the_stored_bytes)
{
    struct rig r;
    send_first(&r);
    rig_verdict(&r, 1, NV_TEMPORARY, 450);
    rig_commit(&r, 0);
    ck_assert_int_ge(r.armed, at("2025-03-24T08:00:48"));
    ck_assert_int_le(r.armed, at("2025-03-24T08:01:12"));
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "claim");
    ck_assert_int_eq(r.txn->ops.v[0].claim.attempt, 2);
    ck_assert(r.txn->ops.v[0].claim.rendered);
    rig_end(&r);
}
END_TEST

START_TEST(a_permanent_failure_is_not_tried_again)
{
    struct rig r;
    send_first(&r);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    rig_wants(&r, "verdict:failed remark");
    ck_assert_str_eq(r.alarm, "delivery-failed");
    rig_commit(&r, 0);
    rig_wants(&r, "notice delivery"); /* the owner is told */
    rig_commit(&r, 0);
    rig_wants(&r, "claim");
    ck_assert_uint_eq(r.txn->ops.v[0].claim.delivery, 2);
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-24T16:59", false);
    ck_assert_ptr_null(r.txn);
    rig_end(&r);
}
END_TEST

START_TEST(what_ends_its_lifetime_fails)
{
    struct rig r;
    send_first(&r);
    r.now = at("2025-03-29T08:00");
    rig_verdict(&r, 1, NV_AMBIGUOUS, 0);
    rig_wants(&r, "verdict:failed remark");
    rig_end(&r);
}
END_TEST

/* The answer to the attempt in hand is lost; until when delivery 1 then waits. */
static int64_t lose_answer(struct rig *r)
{
    rig_verdict(r, 1, NV_AMBIGUOUS, 354);
    ck_assert_str_eq(strchr(rig_ops(r), ':'), ":pending");
    int64_t next = r->txn->ops.v[0].verdict.next_ms;
    rig_commit(r, 0);
    return next;
}

static void try_again(struct rig *r, int64_t now)
{
    r->now = now;
    rig_step(r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_commit(r, 0);
    ck_assert_uint_eq(r->sent.v[0], 1);
}

static void ck_wait(const struct rig *r, int64_t next, int64_t least_s, int64_t most_s)
{
    ck_assert_int_ge(next - r->now, least_s * 1000);
    ck_assert_int_le(next - r->now, most_s * 1000);
}

START_TEST(what_may_have_arrived_is_sent_again_soon_once_and_then_rarely)
{
    struct rig r;
    send_first(&r);
    for (int i = 0; i < 2; i++) { /* surely not delivered: that counts for nothing */
        rig_verdict(&r, 1, NV_TEMPORARY, 450);
        rig_commit(&r, 0);
        try_again(&r, r.now + 20 * 60000);
    }
    int64_t next = lose_answer(&r);
    ck_wait(&r, next, 48, 60); /* a minute, or a fifth less */
    try_again(&r, next);
    rig_verdict(&r, 1, NV_TEMPORARY, 450);
    rig_commit(&r, 0);
    try_again(&r, r.now + 20 * 60000); /* 900 s ± a fifth */
    next = lose_answer(&r);
    ck_wait(&r, next, 7200, 8640);
    try_again(&r, next);
    rig_verdict(&r, 1, NV_AMBIGUOUS, 354);
    ck_wait(&r, r.txn->ops.v[0].verdict.next_ms, 6 * 3600, 6 * 3600 * 6 / 5);
    ck_assert_str_eq(r.alarm, "delivery-late");
    rig_wants(&r, "verdict:pending remark"); /* the owner is told why */
    const struct nv_remark *told = &r.txn->ops.v[1].remark;
    ck_assert_int_eq(told->kind, NV_REMARK_WAITING);
    ck_assert_str_eq(told->text, "; 03 lần như vậy");
    rig_end(&r);
}
END_TEST

START_TEST(lost_answers_count_on_after_a_restart)
{
    struct rig r;
    struct nv_ledger *l = nv_ledger_new();
    struct nv_item item = {.occurrence = "kh/I.2.1",
                           .named = "so-a",
                           .rung = "-5w",
                           .nominal = day("2025-03-31"),
                           .effective = day("2025-03-31")};
    nv_vec_push(&l->notices, ((struct nv_notice){.id = 1,
                                                 .agency = "so-a",
                                                 .window_ms = at("2025-03-24T08:00"),
                                                 .items = &item,
                                                 .n_items = 1}));
    nv_vec_push(&l->deliveries, ((struct nv_delivery){.id = 1,
                                                      .notice = 1,
                                                      .agency = "so-a",
                                                      .endpoint = "mail:so-a@khanhhoa.example",
                                                      .attempts = 5,
                                                      .unknown = 2,
                                                      .rendered = true,
                                                      .created_ms = at("2025-03-24T08:00"),
                                                      .next_ms = at("2025-03-24T13:00")}));
    l->next_notice = l->next_delivery = 2;
    rig_start(&r, plan(), l, "2025-03-24T19:00"); /* no window is open */
    rig_commit(&r, 0);
    ck_wait(&r, lose_answer(&r), 6 * 3600, 6 * 3600 * 6 / 5);
    rig_end(&r);
    nv_ledger_free(l);
}
END_TEST

/* Of 258 hosts that nobody has heard of 256 have one delivery each in hand; the first one, which
 * has another that waits, answers, if only that it is busy. */
START_TEST(a_host_that_answers_leaves_its_place_to_one_in_doubt)
{
    struct fx *f = fx_new();
    char name[40], url[60];
    fx_agency(f, "so-noi-vu");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "-5w 0", "");
    for (uint32_t i = 0; i < 300; i++) {
        uint32_t at = fx_silent(f, nv_fmt(name, sizeof name, "so-%u", i));
        fx_webhook(f, at, nv_fmt(url, sizeof url, "https://h%u.example/%u", i % 258, i));
        fx_role(f, fx_quarter(f, nv_fmt(name, sizeof name, "I.%u.1", i), 1), NV_ROLE_LEAD, at);
    }
    struct rig r;
    rig_start(&r, fx_seal(f), NULL, "2025-03-24T08:00");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    ck_assert_uint_eq(r.sent.n, 256);
    rig_verdict(&r, 1, NV_TEMPORARY, 503);
    r.now += 4; /* verdicts wait for each other */
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    size_t verdicts = 0, claims = 0, own = 0;
    for (size_t i = 0; i < r.txn->ops.n; i++) {
        const struct nv_op *op = &r.txn->ops.v[i];
        verdicts += op->kind == NV_OP_VERDICT;
        claims += op->kind == NV_OP_CLAIM;
        own += op->kind == NV_OP_CLAIM && op->claim.delivery == 259;
    }
    ck_assert_uint_eq(verdicts, 1);
    ck_assert_uint_eq(claims, 2);
    ck_assert_uint_eq(own, 1);
    rig_end(&r);
}
END_TEST

START_TEST(a_refusing_relay_rests_and_costs_no_message_its_life)
{
    struct rig r;
    send_first(&r);
    r.now = at("2025-04-10T08:00"); /* far beyond the lifetime */
    rig_verdict(&r, 1, NV_REFUSED, 535);
    rig_wants(&r, "verdict:pending notice delivery notice delivery");
    ck_assert_str_eq(r.alarm, "relay-refused");
    rig_commit(&r, 0);
    ck_assert_ptr_null(r.txn); /* the lane rests: nothing is claimed */
    ck_assert_int_eq(r.armed, at("2025-04-10T08:15"));
    struct nv_lane_status lane;
    nv_engine_lane(r.e, 0, r.now, &lane);
    ck_assert_int_eq(lane.paused_until_ms, at("2025-04-10T08:15"));
    rig_clock(&r, "2025-04-10T08:15", false);
    rig_wants(&r, "claim"); /* one is the probe */
    rig_commit(&r, 0);
    nv_engine_lane(r.e, 0, r.now, &lane);
    ck_assert_int_eq(lane.paused_until_ms, INT64_MIN);
    ck_assert(lane.ill); /* nobody may say that all is well before it has arrived */
    rig_verdict(&r, r.sent.v[0], NV_SENT, 250);
    rig_wants(&r, "verdict:sent claim claim");
    nv_engine_lane(r.e, 0, r.now, &lane);
    ck_assert(!lane.ill);
    rig_end(&r);
}
END_TEST

START_TEST(a_reload_wakes_what_a_refusing_relay_left)
{
    struct rig r;
    send_first(&r);
    rig_verdict(&r, 1, NV_REFUSED, 535);
    rig_wants(&r, "verdict:pending");
    rig_commit(&r, 0);
    ck_assert_ptr_null(r.txn);
    reload(&r, plan()); /* with the right password, it may be */
    rig_wants(&r, "claim");
    rig_end(&r);
}
END_TEST

/* They were asked of the relay as it was configured before. */
START_TEST(answers_from_before_a_reload_say_nothing_of_the_relay)
{
    struct rig r;
    send_first(&r);
    reload(&r, plan());
    rig_verdict(&r, 1, NV_REFUSED, 535);
    rig_commit(&r, 0);
    rig_wants(&r, "claim"); /* at once, by the new configuration */
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_REFUSED, 535);
    rig_commit(&r, 0);
    ck_assert_ptr_null(r.txn); /* that was this relay's answer */
    ck_assert_str_eq(r.alarm, "relay-refused");
    rig_end(&r);
}
END_TEST

START_TEST(an_item_that_the_ledger_has_holds_up_no_other)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T08:00");
    rig_wants(&r, "notice delivery");
    ck_assert_uint_eq(r.txn->ops.v[0].notice.n_items, 2);
    rig_told(&r, 0);
    ck_assert_ptr_null(r.txn);
    ck_assert(!rig_store_fails(&r)); /* it works, and has said so */
    r.now = r.armed;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "notice delivery");
    ck_assert_uint_eq(r.txn->ops.v[0].notice.n_items, 1);
    ck_assert_str_eq(r.txn->ops.v[0].notice.items[0].occurrence, "kh/I.3.1");
    rig_end(&r);
}
END_TEST

START_TEST(work_done_between_plan_and_claim_cancels_the_delivery)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T08:00");
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-03-24");
    rig_fact(&r, NV_FACT_DONE, "kh/I.3.1", "2025-03-24");
    rig_commit(&r, 0);
    rig_wants(&r, "fact fact"); /* alone: the claim waits for what they say */
    rig_commit(&r, 0);
    ck_assert_int_eq(r.replies, 2);
    ck_assert_int_eq(r.exit_code, 0);
    rig_wants(&r, "cancel");
    rig_commit(&r, 0);
    ck_assert(nv_engine_idle(r.e));
    rig_end(&r);
}
END_TEST

START_TEST(of_two_items_only_the_one_that_stands_is_told)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T08:00");
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-03-24");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    rig_wants(&r, "claim");
    ck_assert_uint_eq(r.txn->ops.v[0].claim.notice->n_items, 1);
    ck_assert_str_eq(r.txn->ops.v[0].claim.notice->items[0].occurrence, "kh/I.3.1");
    rig_end(&r);
}
END_TEST

START_TEST(a_deadline_that_moved_between_plan_and_claim_is_not_told_as_it_was)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T08:00");
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "so-a");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb_all(f);
    fx_role(f, fx_quarter(f, "I.2.1", 2), NV_ROLE_LEAD, 1);
    reload(&r, fx_seal(f)); /* I.2.1 moved to Quý II, I.3.1 is gone */
    rig_commit(&r, 0);
    rig_wants(&r, "cancel");
    rig_end(&r);
}
END_TEST

START_TEST(a_fact_that_could_not_be_kept_is_answered_no)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T06:00");
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-03-24");
    rig_commit(&r, -NV_EFULL);
    ck_assert_int_eq(r.replies, 1);
    ck_assert_int_eq(r.exit_code, 1);
    ck_assert_int_eq(rig_done_day(&r, 0), NV_DAY_NONE);
    rig_clock(&r, "2025-03-24T06:00:05", false);
    ck_assert_ptr_null(r.txn);
    rig_end(&r);
}
END_TEST

/* It waited to see what the first would make of the work; that one has come to nothing. */
START_TEST(a_fact_after_one_that_could_not_be_kept_is_judged)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T06:00");
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-03-24");
    rig_fact(&r, NV_FACT_REOPEN, "kh/I.2.1", "2025-03-24");
    ck_assert_int_eq(r.replies, 0);
    rig_commit(&r, -NV_EFULL);
    ck_assert_int_eq(r.replies, 2);
    ck_assert_int_eq(r.exit_code, 1); /* there is nothing to reopen */
    rig_clock(&r, "2025-03-24T06:00:05", false);
    ck_assert_ptr_null(r.txn);
    rig_end(&r);
}
END_TEST

START_TEST(facts_are_answered_by_what_is_and_in_the_order_told)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T06:00");
    rig_fact(&r, NV_FACT_REOPEN, "kh/I.2.1", "2025-03-24");
    ck_assert_int_eq(r.exit_code, 1); /* it is open */
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-03-24");
    rig_commit(&r, 0);
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-03-24");
    ck_assert_int_eq(r.replies, 3); /* known already */
    ck_assert_ptr_null(r.txn);
    rig_fact(&r, NV_FACT_REOPEN, "kh/I.2.1", "2025-03-24");
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-03-24"); /* while the first is under way */
    ck_assert_int_eq(r.replies, 3);
    rig_commit(&r, 0);
    rig_wants(&r, "fact");
    rig_commit(&r, 0);
    ck_assert_int_eq(rig_done_day(&r, 0), day("2025-03-24"));
    rig_end(&r);
}
END_TEST

/* However many are told, what is due goes out between them. */
START_TEST(facts_without_end_keep_nothing_from_being_sent)
{
    struct rig r;
    bool claimed = false;
    int facts = 0;
    rig_start(&r, plan(), NULL, "2025-03-24T08:00");
    rig_wants(&r, "notice delivery");
    for (int i = 0; i < 12; i++) {
        rig_fact(&r, i % 2 ? NV_FACT_REOPEN : NV_FACT_DONE, "kh/I.3.1", "2025-03-20");
        rig_commit(&r, 0);
        claimed |= strcmp(rig_ops(&r), "claim") == 0;
        facts += strcmp(rig_ops(&r), "fact") == 0;
    }
    ck_assert(claimed);
    ck_assert_int_eq(facts, 11);
    rig_end(&r);
}
END_TEST

START_TEST(work_that_is_reopened_is_chased_in_the_next_window)
{
    struct rig r;
    send_first(&r);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_commit(&r, 0);
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-03-24");
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-28T08:00", false);
    ck_assert_uint_eq(r.txn->ops.v[0].notice.n_items, 1);
    rig_commit(&r, 0);
    rig_fact(&r, NV_FACT_REOPEN, "kh/I.2.1", "2025-03-28");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    ck_assert_ptr_null(r.txn); /* so-a has had its notice of this window */
    rig_clock(&r, "2025-03-31T08:00", false);
    ck_assert_uint_eq(r.txn->ops.v[0].notice.n_items, 2);
    rig_end(&r);
}
END_TEST

START_TEST(draining_finishes_what_is_in_hand_and_begins_nothing)
{
    struct rig r;
    send_first(&r);
    rig_step(&r, (struct nv_event){.kind = NV_EV_DRAIN});
    ck_assert(!nv_engine_idle(r.e));
    rig_fact(&r, NV_FACT_DONE, "kh/I.2.1", "2025-03-24");
    ck_assert_int_eq(r.exit_code, 1);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_wants(&r, "verdict:sent");
    rig_commit(&r, 0);
    ck_assert(nv_engine_idle(r.e));
    ck_assert_int_eq(r.armed, INT64_MAX);
    rig_end(&r);
}
END_TEST

START_TEST(a_claim_that_becomes_durable_while_draining_goes_back)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T08:00");
    rig_commit(&r, 0);
    rig_wants(&r, "claim");
    rig_step(&r, (struct nv_event){.kind = NV_EV_DRAIN});
    rig_commit(&r, 0);
    ck_assert_uint_eq(r.sent.n, 0);
    rig_wants(&r, "verdict:pending");
    rig_commit(&r, 0);
    ck_assert(nv_engine_idle(r.e));
    rig_end(&r);
}
END_TEST

/* A fifth fact in a row gives the mailing its turn, but not while the daemon stops. */
START_TEST(facts_in_a_row_begin_nothing_while_it_stops)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T18:00");
    for (int i = 0; i < 6; i++)
        rig_fact(&r, NV_FACT_NOTE, "kh/I.2.1", "2025-03-24");
    for (int i = 0; i < 4; i++) {
        rig_wants(&r, "fact");
        if (i < 3)
            rig_commit(&r, 0);
    }
    r.now = at("2025-03-25T08:00"); /* a window opens */
    rig_step(&r, (struct nv_event){.kind = NV_EV_DRAIN});
    for (int i = 0; i < 3; i++) {
        rig_wants(&r, "fact");
        rig_commit(&r, 0);
    }
    ck_assert_ptr_null(r.txn);
    rig_end(&r);
}
END_TEST

START_TEST(events_that_come_together_share_one_transaction)
{
    struct rig r;
    rig_start(&r, plan(), NULL, "2025-03-24T06:00");
    struct nv_event ev = {.kind = NV_EV_FACT, .more = true};
    ev.fact.fact =
        (struct nv_fact){.subject = "kh/I.2.1", .day = day("2025-03-24"), .at_ms = r.now};
    rig_step(&r, ev);
    ck_assert_ptr_null(r.txn);
    rig_fact(&r, NV_FACT_DONE, "kh/I.3.1", "2025-03-24");
    rig_wants(&r, "fact fact");
    rig_end(&r);
}
END_TEST

/* `n` deliveries are in the courier's hands: one to each of as many agencies. */
static void send_many(struct rig *r, unsigned n)
{
    struct fx *f = fx_new();
    for (unsigned i = 0; i < n; i++)
        fx_agency(f, nv_arena_fmt(f->s->arena, "so-%u", i));
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb_all(f);
    for (unsigned i = 0; i < n; i++)
        fx_role(f, fx_quarter(f, nv_arena_fmt(f->s->arena, "I.%u.1", i), 1), NV_ROLE_LEAD, i);
    rig_start(r, fx_seal(f), NULL, "2025-03-24T08:00");
    rig_commit(r, 0);
    rig_commit(r, 0);
    ck_assert_uint_eq(r->sent.n, n);
}

START_TEST(verdicts_wait_for_each_other_while_half_is_in_hand)
{
    struct rig r;
    send_many(&r, 16);
    rig_verdict(&r, 1, NV_SENT, 250);
    ck_assert_ptr_null(r.txn);
    ck_assert_int_eq(r.armed, r.now + 4);
    for (uint64_t id = 2; id < 8; id++)
        rig_verdict(&r, id, NV_SENT, 250);
    ck_assert_ptr_null(r.txn);
    rig_verdict(&r, 8, NV_SENT, 250);
    ck_assert_uint_eq(r.txn->ops.n, 8);
    rig_commit(&r, 0);
    rig_verdict(&r, 9, NV_SENT, 250); /* of eight in hand: that is no backlog */
    rig_wants(&r, "verdict:sent");
    rig_commit(&r, 0);
    rig_end(&r);
}
END_TEST

START_TEST(a_verdict_waits_no_longer_than_a_moment)
{
    struct rig r;
    send_many(&r, 20);
    rig_verdict(&r, 1, NV_SENT, 250);
    r.now += 3;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    ck_assert_ptr_null(r.txn);
    ck_assert_int_eq(r.armed, r.now + 1);
    r.now++;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    rig_wants(&r, "verdict:sent");
    rig_commit(&r, 0);
    rig_verdict(&r, 2, NV_SENT, 250);
    r.now -= 3600000; /* the clock is set back: its time says nothing */
    rig_verdict(&r, 3, NV_SENT, 250);
    rig_wants(&r, "verdict:sent verdict:sent");
    rig_commit(&r, 0);
    rig_end(&r);
}
END_TEST

START_TEST(facts_and_a_stop_take_waiting_verdicts_along)
{
    struct rig r;
    send_many(&r, 20);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_fact(&r, NV_FACT_DONE, "kh/I.0.1", "2025-03-24");
    rig_wants(&r, "verdict:sent fact");
    rig_commit(&r, 0);
    rig_verdict(&r, 2, NV_SENT, 250);
    ck_assert_ptr_null(r.txn);
    rig_step(&r, (struct nv_event){.kind = NV_EV_DRAIN});
    rig_wants(&r, "verdict:sent");
    rig_commit(&r, 0);
    rig_end(&r);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("step");
    TCase *t = tcase_create("reminder");
    tcase_add_test(t, a_reminder_travels_from_plan_to_claim_to_send_to_verdict);
    tcase_add_test(t, a_failed_plan_is_made_again_and_nothing_twice);
    tcase_add_test(t, a_failed_claim_sends_nothing_and_is_claimed_again_as_the_same_attempt);
    tcase_add_test(t,
                   a_claim_that_fails_while_the_clock_is_set_back_does_not_wait_for_its_old_time);
    tcase_add_test(t, a_verdict_survives_a_failing_store);
    tcase_add_test(t, a_second_verdict_on_one_attempt_changes_nothing);
    tcase_add_test(t, a_temporary_failure_is_tried_again_with_the_stored_bytes);
    tcase_add_test(t, a_permanent_failure_is_not_tried_again);
    tcase_add_test(t, what_ends_its_lifetime_fails);
    tcase_add_test(t, what_may_have_arrived_is_sent_again_soon_once_and_then_rarely);
    tcase_add_test(t, lost_answers_count_on_after_a_restart);
    tcase_add_test(t, a_host_that_answers_leaves_its_place_to_one_in_doubt);
    tcase_add_test(t, a_refusing_relay_rests_and_costs_no_message_its_life);
    tcase_add_test(t, a_reload_wakes_what_a_refusing_relay_left);
    tcase_add_test(t, answers_from_before_a_reload_say_nothing_of_the_relay);
    tcase_add_test(t, an_item_that_the_ledger_has_holds_up_no_other);
    tcase_add_test(t, work_done_between_plan_and_claim_cancels_the_delivery);
    tcase_add_test(t, of_two_items_only_the_one_that_stands_is_told);
    tcase_add_test(t, a_deadline_that_moved_between_plan_and_claim_is_not_told_as_it_was);
    tcase_add_test(t, a_fact_that_could_not_be_kept_is_answered_no);
    tcase_add_test(t, a_fact_after_one_that_could_not_be_kept_is_judged);
    tcase_add_test(t, facts_are_answered_by_what_is_and_in_the_order_told);
    tcase_add_test(t, facts_without_end_keep_nothing_from_being_sent);
    tcase_add_test(t, work_that_is_reopened_is_chased_in_the_next_window);
    tcase_add_test(t, draining_finishes_what_is_in_hand_and_begins_nothing);
    tcase_add_test(t, a_claim_that_becomes_durable_while_draining_goes_back);
    tcase_add_test(t, facts_in_a_row_begin_nothing_while_it_stops);
    tcase_add_test(t, events_that_come_together_share_one_transaction);
    tcase_add_test(t, verdicts_wait_for_each_other_while_half_is_in_hand);
    tcase_add_test(t, a_verdict_waits_no_longer_than_a_moment);
    tcase_add_test(t, facts_and_a_stop_take_waiting_verdicts_along);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
