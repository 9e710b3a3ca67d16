/* What the service tells the owner of a plan about its own mailing: durable with its cause, once,
 * and never about the owner's own mailbox. */
#include "engine_rig.h"

/* so-a leads I.2.1, so-b leads I.3.1; the owner is so-noi-vu, which leads I.4.1. */
static struct nv_snapshot *plan(void)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "so-a");
    fx_agency(f, "so-b");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "-5w 0", "");
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 1);
    fx_role(f, fx_quarter(f, "I.3.1", 1), NV_ROLE_LEAD, 2);
    fx_role(f, fx_quarter(f, "I.4.1", 1), NV_ROLE_LEAD, 0);
    return fx_seal(f);
}

/* Deliveries 1 to so-a, 2 to so-b, 3 to so-noi-vu are in the courier's hands. */
static void send_three(struct rig *r)
{
    rig_start(r, plan(), NULL, "2025-03-24T08:00");
    rig_wants(r, "notice delivery notice delivery notice delivery");
    rig_commit(r, 0);
    rig_commit(r, 0);
    ck_assert_uint_eq(r->sent.n, 3);
}

static const struct nv_op *op(struct rig *r, enum nv_op_kind kind)
{
    for (size_t i = 0; r->txn && i < r->txn->ops.n; i++)
        if (r->txn->ops.v[i].kind == kind)
            return &r->txn->ops.v[i];
    ck_abort_msg("no such operation in: %s", rig_ops(r));
}

START_TEST(a_failure_is_told_to_the_owner_in_its_next_notice_and_once)
{
    struct rig r;
    send_three(&r);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    rig_wants(&r, "verdict:failed remark");
    const struct nv_remark *m = &op(&r, NV_OP_REMARK)->remark;
    ck_assert_int_eq(m->kind, NV_REMARK_FAILED);
    ck_assert_str_eq(m->addressee, "so-noi-vu");
    ck_assert_str_eq(m->about, "so-a");
    ck_assert_str_eq(m->endpoint, "mail:so-a@khanhhoa.example");
    ck_assert_uint_eq(m->notice, 1);
    rig_commit(&r, 0);
    rig_verdict(&r, 2, NV_SENT, 250);
    rig_commit(&r, 0);
    rig_verdict(&r, 3, NV_SENT, 250);
    rig_commit(&r, 0);
    /* The owner has had its notice in this window. */
    ck_assert_ptr_null(r.txn);
    rig_clock(&r, "2025-03-25T08:00", false);
    rig_wants(&r, "notice delivery");
    const struct nv_notice *n = &op(&r, NV_OP_NOTICE)->notice;
    ck_assert_str_eq(n->agency, "so-noi-vu");
    ck_assert_uint_eq(n->n_items, 1);
    ck_assert_str_eq(n->items[0].occurrence, "remark:1");
    ck_assert_int_eq(n->items[0].section, NV_SECTION_SERVICE);
    rig_commit(&r, 0);
    rig_wants(&r, "claim");
    ck_assert_str_eq(op(&r, NV_OP_CLAIM)->claim.notice->items[0].remark->about, "so-a");
    rig_commit(&r, 0);
    rig_verdict(&r, 4, NV_SENT, 250);
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-26T08:00", false);
    ck_assert_ptr_null(r.txn);
    rig_end(&r);
}
END_TEST

START_TEST(an_owner_is_never_told_of_its_own_mailbox)
{
    struct rig r;
    send_three(&r);
    rig_verdict(&r, 3, NV_PERMANENT, 550);
    rig_wants(&r, "verdict:failed");
    ck_assert_str_eq(r.alarm, "delivery-failed");
    rig_end(&r);
}
END_TEST

START_TEST(a_failed_letter_of_remarks_causes_no_other)
{
    struct rig r;
    send_three(&r);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-25T08:00", false);
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    ck_assert_uint_eq(r.sent.v[0], 4);
    rig_verdict(&r, 4, NV_PERMANENT, 550);
    rig_wants(&r, "verdict:failed");
    rig_end(&r);
}
END_TEST

/* A letter that speaks of nothing else is over, and what it says with it; but the ledger has it. */
START_TEST(a_letter_of_remarks_is_taken_up_again_with_what_it_says)
{
    struct rig r;
    send_three(&r);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    struct nv_remark m = op(&r, NV_OP_REMARK)->remark; /* its strings live with the rig's past */
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-25T08:00", false);
    struct nv_notice n = op(&r, NV_OP_NOTICE)->notice;
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    rig_verdict(&r, 4, NV_PERMANENT, 550);
    rig_commit(&r, 0);
    struct nv_item it = n.items[0];
    it.remark = &m; /* as the store finds it */
    n.items = &it;
    const struct nv_delivery d = {.id = 4,
                                  .notice = n.id,
                                  .agency = "so-noi-vu",
                                  .endpoint = "mail:so-noi-vu@khanhhoa.example",
                                  .state = NV_DELIVERY_FAILED,
                                  .attempts = 1,
                                  .rendered = true};
    const struct nv_ordered one = {&d, &n};
    struct nv_event ev = {.kind = NV_EV_ORDER};
    ev.order = (struct nv_order){.request = 1, .kind = NV_ORDER_RESUME, .list = &one, .n = 1};
    rig_step(&r, ev);
    rig_wants(&r, "resume");
    rig_commit(&r, 0);
    rig_wants(&r, "claim");
    const struct nv_remark *said = op(&r, NV_OP_CLAIM)->claim.notice->items[0].remark;
    ck_assert_ptr_nonnull(said);
    ck_assert_str_eq(said->about, "so-a");
    /* And it is not told once more. */
    rig_commit(&r, 0);
    rig_verdict(&r, 4, NV_SENT, 250);
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-26T08:00", false);
    ck_assert_ptr_null(r.txn);
    rig_end(&r);
}
END_TEST

START_TEST(a_remark_lives_and_dies_with_the_transaction_of_its_cause)
{
    struct rig r;
    send_three(&r);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    rig_wants(&r, "verdict:failed remark");
    rig_commit(&r, -NV_EFULL);
    rig_clock(&r, "2025-03-24T08:00:05", false);
    rig_wants(&r, "verdict:failed remark");
    ck_assert_int_eq(op(&r, NV_OP_REMARK)->remark.count, 1);
    rig_commit(&r, 0);
    ck_assert_ptr_null(r.txn);
    rig_end(&r);
}
END_TEST

START_TEST(a_notice_of_remarks_that_was_refused_is_made_again)
{
    struct rig r;
    send_three(&r);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-25T08:00", false);
    rig_wants(&r, "notice delivery");
    rig_commit(&r, -NV_EFULL);
    rig_clock(&r, "2025-03-25T08:00:05", false);
    rig_wants(&r, "notice delivery");
    rig_end(&r);
}
END_TEST

START_TEST(the_same_again_is_counted_until_it_was_told)
{
    struct rig r;
    struct nv_ledger *l = nv_ledger_new();
    struct nv_remark kept = {.id = 6,
                             .kind = NV_REMARK_FAILED,
                             .addressee = "so-noi-vu",
                             .about = "so-a",
                             .endpoint = "mail:so-a@khanhhoa.example",
                             .text = "",
                             .count = 2};
    l->next_remark = 9;
    nv_vec_push(&l->remarks, kept);
    rig_start(&r, plan(), l, "2025-03-24T18:00"); /* no window is open */
    rig_clock(&r, "2025-03-25T08:00", false);
    rig_wants(&r, "notice delivery notice delivery notice delivery");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_PERMANENT, 550);
    /* The owner's notice of this window has told the two: this one is new. */
    ck_assert_uint_eq(op(&r, NV_OP_REMARK)->remark.id, 9);
    ck_assert_int_eq(op(&r, NV_OP_REMARK)->remark.count, 1);
    rig_end(&r);
    kept.addressee = "so-khac"; /* gone from the configuration: the first plan's owner hears it */
    l->remarks.v[0] = kept;
    rig_start(&r, plan(), l, "2025-03-24T18:00");
    rig_clock(&r, "2025-03-25T08:00", false);
    ck_assert_str_eq(rig_ops(&r), "notice delivery notice delivery notice delivery");
    rig_end(&r);
    nv_ledger_free(l);
}
END_TEST

START_TEST(mail_that_waits_for_hours_is_told_once)
{
    struct rig r;
    send_three(&r);
    int remarks = 0;
    int64_t told_ms = 0;
    for (int i = 0; i < 40; i++) {
        rig_verdict(&r, 1, NV_TEMPORARY, 451);
        for (size_t k = 0; k < r.txn->ops.n; k++)
            if (r.txn->ops.v[k].kind == NV_OP_REMARK) {
                remarks++;
                told_ms = r.now;
                ck_assert_int_eq(r.txn->ops.v[k].remark.kind, NV_REMARK_WAITING);
            }
        rig_commit(&r, 0);
        r.now = r.armed;
        rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
        while (r.txn && !r.sent.n)
            rig_commit(&r, 0);
    }
    ck_assert_int_eq(remarks, 1);
    ck_assert(told_ms > at("2025-03-24T11:00") && told_ms < at("2025-03-24T12:00"));
    rig_end(&r);
}
END_TEST

/* A ledger with one letter to so-a, of 08:00, that is to be tried at `next`. */
static struct nv_ledger *ledger_with_waiting(const char *next)
{
    struct nv_ledger *l = nv_ledger_new();
    struct nv_item *item = nv_arena_alloc(l->arena, sizeof *item);
    *item = (struct nv_item){.occurrence = "kh/I.2.1",
                             .role = NV_ROLE_LEAD,
                             .section = NV_SECTION_DUE_SOON,
                             .rung = "-5w",
                             .rung_day = day("2025-02-24"),
                             .nominal = day("2025-03-31"),
                             .effective = day("2025-03-31"),
                             .named = "so-a"};
    nv_vec_push(&l->notices, ((struct nv_notice){.id = 1,
                                                 .agency = "so-a",
                                                 .day = day("2025-03-24"),
                                                 .window_ms = at("2025-03-24T08:00"),
                                                 .created_ms = at("2025-03-24T08:00"),
                                                 .items = item,
                                                 .n_items = 1}));
    nv_vec_push(&l->deliveries, ((struct nv_delivery){.id = 1,
                                                      .notice = 1,
                                                      .agency = "so-a",
                                                      .endpoint = "mail:so-a@khanhhoa.example",
                                                      .attempts = 5,
                                                      .rendered = true,
                                                      .created_ms = at("2025-03-24T08:00"),
                                                      .next_ms = at(next),
                                                      .text = ""}));
    l->next_notice = l->next_delivery = 2;
    return l;
}

static int remarks_in(struct rig *r, enum nv_remark_kind kind)
{
    int n = 0;
    for (size_t i = 0; r->txn && i < r->txn->ops.n; i++)
        n += r->txn->ops.v[i].kind == NV_OP_REMARK && r->txn->ops.v[i].remark.kind == kind;
    return n;
}

/* Until the letter of the ledger is in hand, or has been given up. */
static void until_sent(struct rig *r)
{
    for (int i = 0; i < 20 && !r->sent.n; i++)
        if (r->txn)
            rig_commit(r, 0);
        else {
            r->now = r->armed > r->now ? r->armed : r->now;
            rig_step(r, (struct nv_event){.kind = NV_EV_CLOCK});
        }
    ck_assert_uint_eq(r->sent.n, 1);
    ck_assert_uint_eq(r->sent.v[0], 1);
}

/* After a start at 18:00 what the ledger says decides: the last attempt came before 12:00 or not.
 */
START_TEST(a_restart_neither_loses_nor_repeats_the_warning_of_four_hours)
{
    static const char *const next[] = {"2025-03-24T11:50", "2025-03-24T12:10"};
    static const int warnings[] = {1, 0};
    struct rig r;
    struct nv_ledger *l = ledger_with_waiting(next[_i]);
    rig_start(&r, plan(), l, "2025-03-24T18:00");
    until_sent(&r);
    rig_verdict(&r, 1, NV_TEMPORARY, 451);
    ck_assert_int_eq(remarks_in(&r, NV_REMARK_WAITING), warnings[_i]);
    rig_end(&r);
    nv_ledger_free(l);
}
END_TEST

/* The machine was off, or asleep, for longer than mail lives, and the relay comes up after us. The
 * next attempt would come 18 minutes later at most. */
START_TEST(mail_that_could_not_be_tried_for_days_has_some_hours_yet)
{
    struct rig r;
    struct nv_ledger *l = ledger_with_waiting("2025-03-24T18:10");
    rig_start(&r, plan(), l, _i ? "2025-03-24T17:30" : "2025-04-07T18:00");
    if (_i)
        rig_clock(&r, "2025-04-07T18:00", true);
    for (bool ended = false; !ended; rig_commit(&r, 0)) {
        if (!r.sent.n)
            until_sent(&r);
        rig_verdict(&r, 1, NV_TEMPORARY, 451);
        ended = strcmp(rig_ops(&r), "verdict:pending") != 0;
        ck_assert_int_le(r.now, at("2025-04-07T22:00"));
    }
    ck_assert_int_ge(r.now, at("2025-04-07T21:42"));
    rig_end(&r);
    nv_ledger_free(l);
}
END_TEST

/* The relay refuses for two hours: how often that is told. */
static int refuse_for_long(struct rig *r)
{
    int told = 0;
    for (int i = 0; i < 8; i++) {
        until_sent(r);
        rig_verdict(r, 1, NV_REFUSED, 535);
        told += remarks_in(r, NV_REMARK_PAUSED);
        rig_commit(r, 0);
    }
    return told;
}

/* What the outstanding transaction says of a relay: 1 that it rests, 0 that it works, -1 nothing.
 */
static int kept_of_relay(struct rig *r)
{
    for (size_t i = 0; r->txn && i < r->txn->ops.n; i++) {
        const struct nv_term *term = &r->txn->ops.v[i].term;
        if (r->txn->ops.v[i].kind == NV_OP_TERM && strcmp(term->scope, "relay") == 0)
            return !term->ended;
    }
    return -1;
}

/* 1: it was told before the restart, and its reader has had the letter. */
START_TEST(a_relay_that_rests_for_long_is_told_once_across_a_restart)
{
    struct rig r;
    struct nv_ledger *l = ledger_with_waiting("2025-03-24T17:00");
    struct nv_snapshot *s = plan();
    if (_i)
        nv_vec_push(&l->terms,
                    ((struct nv_term){"relay", s->relays[0].id, day("2025-03-24"), false}));
    rig_start(&r, s, l, "2025-03-24T18:00");
    ck_assert_int_eq(refuse_for_long(&r), !_i);
    rig_step(&r, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = s}); /* a reload */
    ck_assert_int_eq(refuse_for_long(&r), 0);
    rig_end(&r);
    nv_ledger_free(l);
}
END_TEST

START_TEST(a_relay_that_works_again_is_told_of_the_next_time)
{
    struct rig r;
    struct nv_ledger *l = ledger_with_waiting("2025-03-24T17:00");
    struct nv_snapshot *s = plan();
    nv_vec_push(&l->terms, ((struct nv_term){"relay", s->relays[0].id, day("2025-03-24"), false}));
    rig_start(&r, s, l, "2025-03-24T18:00");
    until_sent(&r);
    rig_verdict(&r, 1, NV_TEMPORARY, 450); /* it speaks */
    ck_assert_int_eq(kept_of_relay(&r), 0);
    rig_commit(&r, 0);
    until_sent(&r);
    rig_verdict(&r, 1, NV_REFUSED, 535);
    ck_assert_int_eq(kept_of_relay(&r), -1);
    rig_commit(&r, 0);
    int told = 0, kept = -1;
    for (int i = 0; i < 8; i++) {
        until_sent(&r);
        rig_verdict(&r, 1, NV_REFUSED, 535);
        told += remarks_in(&r, NV_REMARK_PAUSED);
        if (remarks_in(&r, NV_REMARK_PAUSED))
            kept = kept_of_relay(&r);
        rig_commit(&r, 0);
    }
    ck_assert_int_eq(told, 1);
    ck_assert_int_eq(kept, 1); /* with the same transaction */
    rig_end(&r);
    nv_ledger_free(l);
}
END_TEST

START_TEST(a_calendar_that_nobody_confirmed_is_asked_for_once_a_month)
{
    struct rig r;
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    f->plans.v[0].until = day("2027-06-30");
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 0);
    rig_start(&r, fx_seal(f), NULL, "2026-10-30T08:00"); /* 2027 has no list */
    ck_assert_ptr_null(r.txn);
    rig_clock(&r, "2026-11-02T08:00", false);
    rig_wants(&r, "notice delivery");
    ck_assert_str_eq(op(&r, NV_OP_NOTICE)->notice.items[0].occurrence, "calendar:2027");
    rig_commit(&r, 0);
    ck_assert_str_eq(op(&r, NV_OP_CLAIM)->claim.notice->items[0].remark->about, "2027");
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_SENT, 250);
    rig_commit(&r, 0);
    rig_clock(&r, "2026-11-30T08:00", false);
    ck_assert_ptr_null(r.txn);
    rig_clock(&r, "2026-12-01T08:00", false);
    rig_wants(&r, "notice delivery");
    rig_end(&r);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("engine: remarks");
    TCase *c = tcase_create("remarks");
    tcase_add_test(c, a_failure_is_told_to_the_owner_in_its_next_notice_and_once);
    tcase_add_test(c, an_owner_is_never_told_of_its_own_mailbox);
    tcase_add_test(c, a_failed_letter_of_remarks_causes_no_other);
    tcase_add_test(c, a_letter_of_remarks_is_taken_up_again_with_what_it_says);
    tcase_add_test(c, a_remark_lives_and_dies_with_the_transaction_of_its_cause);
    tcase_add_test(c, a_notice_of_remarks_that_was_refused_is_made_again);
    tcase_add_test(c, the_same_again_is_counted_until_it_was_told);
    tcase_add_test(c, mail_that_waits_for_hours_is_told_once);
    tcase_add_loop_test(c, mail_that_could_not_be_tried_for_days_has_some_hours_yet, 0, 2);
    tcase_add_test(c, a_calendar_that_nobody_confirmed_is_asked_for_once_a_month);
    tcase_add_loop_test(c, a_restart_neither_loses_nor_repeats_the_warning_of_four_hours, 0, 2);
    tcase_add_loop_test(c, a_relay_that_rests_for_long_is_told_once_across_a_restart, 0, 2);
    tcase_add_test(c, a_relay_that_works_again_is_told_of_the_next_time);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(make_suite)
