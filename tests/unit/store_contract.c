/* The contract of store.h, each test run against every implementation: 0 memory, 1 SQLite. */
#include "storetest.h"

static struct state_dir dir;
static struct nv_store *s;

static void setup(int which)
{
    if (which == 0) {
        ck_assert_int_eq(nv_store_open_memory(&s), 0);
        return;
    }
    dir = dir_new();
    s = open_ok(&dir);
}

static void teardown(int which)
{
    s->ops->close(s);
    if (which == 1)
        dir_remove(&dir);
}

/* Notice 1 to Sở Y tế with two items and deliveries 1 and 2; notice 2 to Sở Nội vụ with one of
 * each. */
static void fill(void)
{
    struct nv_item a[] = {item("p/I.1.1", NV_ROLE_LEAD, "-10w", 20178, 20160, 0),
                          item("p/I.2.1", NV_ROLE_SUPPORT, "assigned", NV_DAY_NONE, 20000, 0)};
    struct nv_item b[] = {item("p/I.1.1", NV_ROLE_OWNER, "+5w", 20178, 20185, 2)};
    a[0].predecessor = "so-cu";
    a[1].stand_in = true;
    struct nv_txn *t = txn();
    add_notice(t, 1, "so-y-te", 100000, a, 2);
    add_delivery(t, 1, 1, "mail:a@example.org");
    add_delivery(t, 2, 1, "webhook:https://a.example/hook");
    add_notice(t, 2, "so-noi-vu", 100000, b, 1);
    add_delivery(t, 3, 2, "mail:b@example.org");
    commit_ok(s, t);
}

static void bring(uint64_t id, enum nv_delivery_state state)
{
    struct nv_txn *t = txn();
    if (state == NV_DELIVERY_CANCELLED)
        add_cancel(t, id, "đã hoàn thành");
    else if (state != NV_DELIVERY_PENDING)
        add_claim(t, id, 1, "From: x\r\n\r\nthư");
    if (state == NV_DELIVERY_SENT)
        add_verdict(t, id, NV_SENT, 250, NV_DELIVERY_SENT, 0);
    if (state == NV_DELIVERY_FAILED)
        add_verdict(t, id, NV_PERMANENT, 550, NV_DELIVERY_FAILED, 0);
    commit_ok(s, t);
}

START_TEST(an_empty_ledger_starts_at_one)
{
    setup(_i);
    struct nv_ledger *l = restore(s);
    ck_assert_uint_eq(l->next_notice, 1);
    ck_assert_uint_eq(l->next_delivery, 1);
    ck_assert_uint_eq(l->next_fact, 1);
    ck_assert_uint_eq(l->deliveries.n + l->notices.n + l->heard.n + l->facts.n + l->windows.n, 0);
    ck_assert_uint_eq(strlen(l->id), 16);
    ck_assert_uint_eq(strspn(l->id, "0123456789abcdef"), 16);
    nv_ledger_free(l);
    teardown(_i);
}
END_TEST

START_TEST(a_notice_comes_back_as_it_was_written)
{
    setup(_i);
    fill();
    struct nv_ledger *l = restore(s);
    char *text = print_ledger(l);
    ck_assert_str_eq(
        text,
        "next 3 4 1 recovered=0\n"
        "count pending=3\ncount claimed=0\ncount sent=0\ncount failed=0\ncount cancelled=0\n"
        "heard p/I.1.1 so-y-te lead effective=20178 rung_day=20160 -10w chases=0\n"
        "heard p/I.2.1 so-y-te support effective=-2147483648 rung_day=20000 assigned chases=0\n"
        "heard p/I.1.1 so-noi-vu owner effective=20178 rung_day=20185 +5w chases=2\n"
        "window so-noi-vu 100000\n"
        "window so-y-te 100000\n"
        "notice 1 so-y-te day=20000 window=100000 created=100005\n"
        "  item p/I.1.1 lead due-soon -10w rung_day=20160 nominal=20178 effective=20178 chase=0 "
        "so-y-te so-cu 0\n"
        "  item p/I.2.1 support due-soon assigned rung_day=20000 nominal=-2147483648 "
        "effective=-2147483648 chase=0 so-y-te (null) 1\n"
        "notice 2 so-noi-vu day=20000 window=100000 created=100005\n"
        "  item p/I.1.1 owner overdue +5w rung_day=20185 nominal=20178 effective=20178 chase=2 "
        "so-y-te (null) 0\n"
        "delivery 1 notice=1 so-y-te mail:a@example.org pending attempts=0 unknown=0 idle=0 "
        "rendered=0 "
        "dup=0 "
        "created=1000 next=2000 code=0 \"\"\n"
        "delivery 2 notice=1 so-y-te webhook:https://a.example/hook pending attempts=0 unknown=0 "
        "idle=0 "
        "rendered=0 "
        "dup=0 created=1000 next=2000 code=0 \"\"\n"
        "delivery 3 notice=2 so-noi-vu mail:b@example.org pending attempts=0 unknown=0 idle=0 "
        "rendered=0 "
        "dup=0 "
        "created=1000 next=2000 code=0 \"\"\n");
    free(text);
    nv_ledger_free(l);
    teardown(_i);
}
END_TEST

START_TEST(every_cell_of_state_and_operation)
{
    enum { CLAIM, SENT, AGAIN, FAIL, CANCEL, RESUME, BOUNCE, OPS };
    enum { UNKNOWN = NV_DELIVERY_STATE_COUNT };
    /* 1: goes; 0: -NV_ESTATE and nothing changes */
    static const int goes[NV_DELIVERY_STATE_COUNT + 1][OPS] = {
        [NV_DELIVERY_PENDING] = {1, 0, 0, 0, 1, 1, 0},
        [NV_DELIVERY_CLAIMED] = {0, 1, 1, 1, 0, 0, 0},
        [NV_DELIVERY_SENT] = {0, 0, 0, 0, 0, 0, 1},
        [NV_DELIVERY_FAILED] = {0, 0, 0, 0, 0, 1, 0},
        [NV_DELIVERY_CANCELLED] = {0, 0, 0, 0, 0, 1, 0},
        [UNKNOWN] = {0, 0, 0, 0, 0, 0, 0},
    };
    static const enum nv_delivery_state becomes[OPS] = {
        NV_DELIVERY_CLAIMED,   NV_DELIVERY_SENT,    NV_DELIVERY_PENDING, NV_DELIVERY_FAILED,
        NV_DELIVERY_CANCELLED, NV_DELIVERY_PENDING, NV_DELIVERY_FAILED};
    for (int state = 0; state <= UNKNOWN; state++)
        for (int op = 0; op < OPS; op++) {
            setup(_i);
            fill();
            uint64_t id = state == UNKNOWN ? 99 : 1;
            if (state != UNKNOWN)
                bring(1, state);
            char *before = print_all(s);
            struct nv_txn *t = txn();
            if (op == CLAIM) /* the next attempt, so that only the state can be wrong */
                add_claim(t, id, state == NV_DELIVERY_PENDING || state == UNKNOWN ? 1 : 2, NULL);
            else if (op == SENT)
                add_verdict(t, id, NV_SENT, 250, NV_DELIVERY_SENT, 0);
            else if (op == AGAIN)
                add_verdict(t, id, NV_TEMPORARY, 451, NV_DELIVERY_PENDING, 9000);
            else if (op == FAIL)
                add_verdict(t, id, NV_PERMANENT, 550, NV_DELIVERY_FAILED, 0);
            else if (op == CANCEL)
                add_cancel(t, id, "không cần nữa");
            else if (op == RESUME)
                nv_vec_push(&t->ops, (struct nv_op){.kind = NV_OP_RESUME, .resume = {id, 9000}});
            else
                nv_vec_push(&t->ops, (struct nv_op){.kind = NV_OP_BOUNCE,
                                                    .bounce = {id, 9000, 550, "hòm thư đầy"}});
            ck_assert_msg(commit(s, t) == (goes[state][op] ? 0 : -NV_ESTATE), "state %d op %d",
                          state, op);
            char *after = print_all(s);
            if (goes[state][op]) {
                struct nv_records *r = find(s, (struct nv_query){.delivery = 1});
                ck_assert_int_eq(r->list.v[0].delivery.state, becomes[op]);
                nv_records_free(r);
            } else
                ck_assert_str_eq(before, after);
            struct nv_ledger *l = restore(s);
            ck_assert_uint_eq(l->recovered, (state == NV_DELIVERY_CLAIMED && !goes[state][op]) ||
                                                (goes[state][op] && op == CLAIM));
            ck_assert_uint_eq(
                l->counts[0] + l->counts[1] + l->counts[2] + l->counts[3] + l->counts[4], 3);
            ck_assert_uint_eq(l->counts[NV_DELIVERY_PENDING], l->deliveries.n);
            nv_ledger_free(l);
            free(before);
            free(after);
            teardown(_i);
        }
}
END_TEST

START_TEST(a_claim_leaves_a_trace_before_the_answer)
{
    setup(_i);
    fill();
    struct nv_txn *t = txn();
    add_claim(t, 1, 1, "thư");
    commit_ok(s, t);
    struct nv_records *r = find(s, (struct nv_query){.delivery = 1});
    ck_assert_uint_eq(r->list.v[0].n_attempts, 1);
    ck_assert_int_eq(r->list.v[0].attempts[0].number, 1);
    ck_assert_int_eq(r->list.v[0].attempts[0].verdict.started_ms, 3001);
    ck_assert_int_eq(r->list.v[0].attempts[0].verdict.ended_ms, 0);
    nv_records_free(r);
    teardown(_i);
}
END_TEST

START_TEST(a_retried_delivery_keeps_every_attempt)
{
    setup(_i);
    fill();
    struct nv_txn *t = txn();
    add_claim(t, 1, 1, "thư");
    add_verdict(t, 1, NV_TEMPORARY, 451, NV_DELIVERY_PENDING, 9000);
    add_claim(t, 1, 2, NULL);
    add_verdict(t, 1, NV_SENT, 250, NV_DELIVERY_SENT, 0);
    commit_ok(s, t);
    struct nv_records *r = find(s, (struct nv_query){.delivery = 1});
    char *text = print_records(r);
    ck_assert_ptr_nonnull(
        strstr(text, "sent attempts=2 unknown=0 idle=0 rendered=1 dup=0 created=1000 next=0 "
                     "code=250 \"trả lời 250\"\n"));
    ck_assert_ptr_nonnull(strstr(text,
                                 "  attempt 1 of 1 temporary 451 \"trả lời 451\" 4000-4500 7\n"
                                 "  attempt 2 of 1 sent 250 \"trả lời 250\" 4000-4500 7\n"));
    free(text);
    nv_records_free(r);
    teardown(_i);
}
END_TEST

/* Of this delivery, and none but those whose answer was lost: one that a crash cut off has none. So
 * are those that were no try. */
START_TEST(answers_that_were_lost_are_counted)
{
    setup(_i);
    fill();
    struct nv_txn *t = txn();
    add_claim(t, 1, 1, "thư");
    add_verdict(t, 1, NV_AMBIGUOUS, 354, NV_DELIVERY_PENDING, 9000);
    add_claim(t, 1, 2, NULL);
    add_verdict(t, 1, NV_TEMPORARY, 451, NV_DELIVERY_PENDING, 9000);
    add_claim(t, 1, 3, NULL);
    add_verdict(t, 1, NV_AMBIGUOUS, 354, NV_DELIVERY_PENDING, 9000);
    add_claim(t, 1, 4, NULL);
    add_claim(t, 2, 1, "khác");
    add_verdict(t, 2, NV_REFUSED, 0, NV_DELIVERY_PENDING, 9000);
    add_claim(t, 2, 2, NULL);
    add_verdict(t, 2, NV_RETURNED, 0, NV_DELIVERY_PENDING, 9000);
    add_claim(t, 3, 1, "khác nữa");
    add_verdict(t, 3, NV_REFUSED, 535, NV_DELIVERY_PENDING, 9000);
    add_claim(t, 3, 2, NULL);
    add_verdict(t, 3, NV_RETURNED, 0, NV_DELIVERY_PENDING, 9000);
    commit_ok(s, t);
    struct nv_ledger *l = restore(s);
    ck_assert_uint_eq(l->deliveries.n, 3);
    ck_assert_int_eq(l->deliveries.v[0].unknown, 2);
    ck_assert_int_eq(l->deliveries.v[0].attempts, 4);
    ck_assert_int_eq(l->deliveries.v[1].unknown, 0);
    ck_assert_int_eq(l->deliveries.v[0].idle, 0);
    ck_assert_int_eq(l->deliveries.v[1].idle, 1); /* a web host that refuses is no relay of ours */
    ck_assert_int_eq(l->deliveries.v[2].idle, 2);
    nv_ledger_free(l);
    struct nv_records *r = find(s, (struct nv_query){.delivery = 1});
    ck_assert_int_eq(r->list.v[0].delivery.unknown, 2);
    nv_records_free(r);
    t = txn(); /* what is taken back is not counted */
    add_claim(t, 1, 5, NULL);
    add_verdict(t, 1, NV_AMBIGUOUS, 354, NV_DELIVERY_PENDING, 9000);
    add_claim(t, 1, 7, NULL);
    ck_assert_int_eq(commit(s, t), -NV_ESTATE);
    r = find(s, (struct nv_query){.delivery = 1});
    ck_assert_int_eq(r->list.v[0].delivery.unknown, 2);
    nv_records_free(r);
    teardown(_i);
}
END_TEST

START_TEST(the_attempt_number_must_be_the_next)
{
    setup(_i);
    fill();
    struct nv_txn *t = txn();
    add_claim(t, 1, 2, NULL);
    ck_assert_int_eq(commit(s, t), -NV_ESTATE);
    teardown(_i);
}
END_TEST

START_TEST(the_bytes_are_stored_once_and_never_replaced)
{
    static const char bytes[] = "a\0b\r\nđ";
    struct nv_buf out = NV_BUF_INIT;
    setup(_i);
    fill();
    struct nv_err err = {0};
    ck_assert_int_eq(s->ops->message(s, 1, &out, &err), -NV_ENOENT);
    struct nv_txn *t = txn();
    add_claim(t, 1, 1, "");
    t->ops.v[0].claim.bytes = bytes;
    t->ops.v[0].claim.n_bytes = sizeof bytes;
    add_verdict(t, 1, NV_AMBIGUOUS, 0, NV_DELIVERY_PENDING, 1);
    commit_ok(s, t);
    t = txn();
    add_claim(t, 1, 2, "khác");
    ck_assert_int_eq(commit(s, t), -NV_ESTATE);
    nv_buf_adds(&out, ">");
    ck_assert_int_eq(s->ops->message(s, 1, &out, &err), 0);
    ck_assert_uint_eq(out.len, 1 + sizeof bytes);
    ck_assert_mem_eq(out.data + 1, bytes, sizeof bytes);
    ck_assert_int_eq(s->ops->message(s, 77, &out, &err), -NV_ENOENT);
    nv_buf_free(&out);
    teardown(_i);
}
END_TEST

START_TEST(after_a_rest_it_answers_as_before)
{
    struct nv_buf out = NV_BUF_INIT;
    setup(_i);
    s->ops->rest(s);
    fill();
    struct nv_txn *t = txn();
    add_claim(t, 1, 1, "thư");
    commit_ok(s, t);
    s->ops->rest(s);
    s->ops->rest(s);
    ck_assert_int_eq(s->ops->message(s, 1, &out, NULL), 0);
    ck_assert_str_eq(nv_buf_str(&out), "thư");
    t = txn();
    add_verdict(t, 1, NV_SENT, 250, NV_DELIVERY_SENT, 0);
    commit_ok(s, t);
    nv_buf_free(&out);
    teardown(_i);
}
END_TEST

START_TEST(an_empty_message_is_a_message)
{
    struct nv_buf out = NV_BUF_INIT;
    setup(_i);
    fill();
    struct nv_txn *t = txn();
    add_claim(t, 1, 1, "");
    commit_ok(s, t);
    ck_assert_int_eq(s->ops->message(s, 1, &out, NULL), 0);
    ck_assert_uint_eq(out.len, 0);
    nv_buf_free(&out);
    teardown(_i);
}
END_TEST

START_TEST(what_was_claimed_becomes_pending_and_marked)
{
    setup(_i);
    fill();
    bring(2, NV_DELIVERY_CLAIMED);
    struct nv_ledger *l = restore(s);
    ck_assert_uint_eq(l->recovered, 1);
    ck_assert_uint_eq(l->counts[NV_DELIVERY_PENDING], 3);
    ck_assert_uint_eq(l->counts[NV_DELIVERY_CLAIMED], 0);
    ck_assert(!l->deliveries.v[0].maybe_duplicate);
    ck_assert(l->deliveries.v[1].maybe_duplicate);
    ck_assert(l->deliveries.v[1].rendered);
    ck_assert_int_eq(l->deliveries.v[1].attempts, 1);
    nv_ledger_free(l);
    l = restore(s);
    ck_assert_uint_eq(l->recovered, 0);
    ck_assert(l->deliveries.v[1].maybe_duplicate);
    nv_ledger_free(l);
    struct nv_txn *t = txn(); /* and it can be claimed again */
    add_claim(t, 2, 2, NULL);
    commit_ok(s, t);
    teardown(_i);
}
END_TEST

START_TEST(only_notices_with_something_pending_come_back)
{
    setup(_i);
    fill();
    bring(1, NV_DELIVERY_SENT);
    bring(2, NV_DELIVERY_FAILED);
    struct nv_ledger *l = restore(s);
    ck_assert_uint_eq(l->notices.n, 1);
    ck_assert_uint_eq(l->notices.v[0].id, 2);
    ck_assert_uint_eq(l->deliveries.n, 1);
    ck_assert_uint_eq(l->heard.n, 3); /* what was heard stays known */
    ck_assert_uint_eq(l->counts[NV_DELIVERY_SENT], 1);
    ck_assert_uint_eq(l->counts[NV_DELIVERY_FAILED], 1);
    nv_ledger_free(l);
    teardown(_i);
}
END_TEST

static int try_notice(uint64_t id, const char *agency, int64_t window, struct nv_item it)
{
    struct nv_txn *t = txn();
    add_notice(t, id, agency, window, &it, 1);
    return commit(s, t);
}

START_TEST(what_must_be_unique_is_refused)
{
    setup(_i);
    fill();
    struct nv_item other = item("p/X.1", NV_ROLE_LEAD, "0", 20300, 20300, 0);
    ck_assert_int_eq(try_notice(1, "so-khac", 5, other), -NV_EEXIST);
    ck_assert_int_eq(try_notice(9, "so-y-te", 100000, other), -NV_EEXIST);
    /* The item's key is occurrence, effective day, rung, agency, role; also where undated. */
    struct nv_item same = item("p/I.2.1", NV_ROLE_SUPPORT, "assigned", NV_DAY_NONE, 7, 0);
    ck_assert_int_eq(try_notice(9, "so-y-te", 200000, same), -NV_EEXIST);
    struct nv_item differs[5] = {same, same, same, same, same};
    differs[0].occurrence = "p/I.2.2";
    differs[1].effective = 20400;
    nv_fmt(differs[2].rung, NV_RUNG_TEXT, "-1w");
    differs[3].role = NV_ROLE_GUIDE;
    for (uint64_t i = 0; i < 4; i++)
        ck_assert_int_eq(try_notice(10 + i, "so-y-te", 300000 + (int64_t)i, differs[i]), 0);
    ck_assert_int_eq(try_notice(20, "so-khac", 300000, differs[4]), 0);
    struct nv_txn *t = txn();
    add_delivery(t, 1, 2, "mail:c@example.org");
    ck_assert_int_eq(commit(s, t), -NV_EEXIST);
    t = txn();
    add_delivery(t, 9, 1, "mail:a@example.org");
    ck_assert_int_eq(commit(s, t), -NV_EEXIST);
    t = txn();
    add_delivery(t, 9, 1, "mail:c@example.org");
    ck_assert_int_eq(commit(s, t), 0);
    t = txn();
    add_delivery(t, 12, 99, "mail:c@example.org"); /* of no notice */
    ck_assert_int_eq(commit(s, t), -NV_ESTATE);
    t = txn();
    add_fact(t, 1, NV_FACT_DONE, "p/I.1.1");
    add_fact(t, 1, NV_FACT_REOPEN, "p/I.1.1");
    ck_assert_int_eq(commit(s, t), -NV_EEXIST);
    teardown(_i);
}
END_TEST

START_TEST(a_failing_transaction_leaves_nothing)
{
    setup(_i);
    fill();
    bring(3, NV_DELIVERY_CLAIMED);
    char *before = print_all(s);
    struct nv_item its[] = {item("p/I.1.1", NV_ROLE_LEAD, "+9w", 20178, 20190, 4),
                            item("p/Z.1", NV_ROLE_LEAD, "+9w", 20500, 20490, 0)};
    struct nv_txn *t = txn();
    add_notice(t, 3, "so-y-te", 400000, its, 2);
    add_delivery(t, 4, 3, "mail:a@example.org");
    add_claim(t, 4, 1, "một");
    add_verdict(t, 4, NV_SENT, 250, NV_DELIVERY_SENT, 0);
    add_verdict(t, 3, NV_TEMPORARY, 421, NV_DELIVERY_PENDING, 8);
    add_claim(t, 3, 2, NULL);
    add_cancel(t, 2, "thôi");
    add_fact(t, 1, NV_FACT_DONE, "p/I.1.1");
    add_claim(t, 99, 1, NULL); /* does not fit */
    ck_assert_int_eq(commit(s, t), -NV_ESTATE);
    char *after = print_all(s);
    ck_assert_str_eq(before, after);
    struct nv_ledger *l = restore(s);
    ck_assert_uint_eq(l->next_notice, 3);
    ck_assert_uint_eq(l->next_delivery, 4);
    ck_assert_uint_eq(l->next_fact, 1);
    ck_assert_uint_eq(l->heard.n, 3);
    ck_assert_int_eq(l->heard.v[0].rung_day, 20160);
    ck_assert_int_eq(l->windows.v[1].window_ms, 100000);
    nv_ledger_free(l);
    /* What the failed one named is free to be used. */
    ck_assert_int_eq(try_notice(3, "so-y-te", 400000, its[1]), 0);
    free(before);
    free(after);
    teardown(_i);
}
END_TEST

START_TEST(the_newest_rung_heard_is_kept)
{
    static const struct {
        const char *rung;
        int32_t effective, rung_day;
        int chase;
        const char *want; /* NULL: as before */
        int chases;
    } steps[] = {
        {"-10w", 20178, 20164, 0, "-10w", 0}, {"-5w", 20178, 20171, 0, "-5w", 0},
        {"-20w", 20178, 20150, 0, "-5w", 0}, /* older: no news */
        {"-5d", 20178, 20171, 0, "-5d", 0},  /* the same day: the later word */
        {"+1w", 20178, 20179, 3, "+1w", 3},   {"check", 20178, 20180, 0, "check", 3},
        {"-9w", 20300, 20160, 0, "-9w", 0},   /* moved deadline: starts anew */
        {"+2w", 20178, 20150, 1, "check", 3}, /* and back: what was heard then still counts */
    };
    setup(_i);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        ck_assert_int_eq(try_notice(i + 1, "so-y-te", (int64_t)i,
                                    item("p/I.1.1", NV_ROLE_LEAD, steps[i].rung, steps[i].effective,
                                         steps[i].rung_day, steps[i].chase)),
                         0);
        struct nv_ledger *l = restore(s);
        ck_assert_uint_eq(l->heard.n, i < 6 ? 1 : 2);
        const struct nv_heard *h =
            &l->heard.v[l->heard.v[0].effective == steps[i].effective ? 0 : 1];
        ck_assert_int_eq(h->effective, steps[i].effective);
        ck_assert_str_eq(h->rung, steps[i].want);
        ck_assert_int_eq(h->chases, steps[i].chases);
        nv_ledger_free(l);
    }
    teardown(_i);
}
END_TEST

START_TEST(what_was_heard_comes_back_oldest_first)
{
    setup(_i);
    ck_assert_int_eq(try_notice(1, "a", 1, item("p/2", NV_ROLE_LEAD, "0", 20000, 20000, 0)), 0);
    ck_assert_int_eq(try_notice(2, "a", 2, item("p/1", NV_ROLE_LEAD, "0", 20000, 20000, 0)), 0);
    ck_assert_int_eq(try_notice(3, "a", 3, item("p/2", NV_ROLE_LEAD, "+1w", 20000, 20001, 1)), 0);
    struct nv_ledger *l = restore(s);
    ck_assert_uint_eq(l->heard.n, 2);
    ck_assert_str_eq(l->heard.v[0].occurrence, "p/1");
    ck_assert_str_eq(l->heard.v[1].occurrence, "p/2");
    nv_ledger_free(l);
    teardown(_i);
}
END_TEST

START_TEST(the_newest_window_is_kept)
{
    setup(_i);
    ck_assert_int_eq(try_notice(1, "a", 500, item("p/1", NV_ROLE_LEAD, "x", 1, 1, 0)), 0);
    ck_assert_int_eq(try_notice(2, "a", 400, item("p/2", NV_ROLE_LEAD, "x", 1, 1, 0)), 0);
    struct nv_ledger *l = restore(s);
    ck_assert_uint_eq(l->windows.n, 1);
    ck_assert_int_eq(l->windows.v[0].window_ms, 500);
    nv_ledger_free(l);
    teardown(_i);
}
END_TEST

START_TEST(facts_come_back_in_order)
{
    setup(_i);
    struct nv_txn *t = txn();
    add_fact(t, 1, NV_FACT_DONE, "p/I.1.1");
    add_fact(t, 2, NV_FACT_DONE, "p/I.2.1");
    add_fact(t, 3, NV_FACT_REOPEN, "p/I.1.1");
    t->ops.v[2].fact.document = NULL; /* as "" */
    commit_ok(s, t);
    struct nv_ledger *l = restore(s);
    ck_assert_uint_eq(l->facts.n, 3);
    ck_assert_uint_eq(l->next_fact, 4);
    ck_assert_str_eq(l->facts.v[0].document, "12/BC-SYT ngày 05/3/2025");
    ck_assert_str_eq(l->facts.v[2].document, "");
    ck_assert_int_eq(l->facts.v[2].kind, NV_FACT_REOPEN);
    nv_ledger_free(l);
    struct nv_records *r = find(s, (struct nv_query){.occurrence = "p/I.1.1"});
    ck_assert_uint_eq(r->list.n, 0);
    ck_assert_uint_eq(r->facts.n, 2);
    ck_assert_uint_eq(r->facts.v[0].id, 1);
    ck_assert_uint_eq(r->facts.v[1].id, 3);
    nv_records_free(r);
    teardown(_i);
}
END_TEST

/* The ids of the deliveries that a query finds, as "3 2 1". */
static const char *ids(struct nv_query q)
{
    static char text[100];
    struct nv_records *r = find(s, q);
    text[0] = '\0';
    for (size_t i = 0; i < r->list.n; i++)
        nv_fmt(text + strlen(text), sizeof text - strlen(text), "%s%" PRIu64, i ? " " : "",
               r->list.v[i].delivery.id);
    if (r->more)
        nv_fmt(text + strlen(text), sizeof text - strlen(text), " …");
    nv_records_free(r);
    return text;
}

START_TEST(find_restricts_by_every_field)
{
    setup(_i);
    fill();
    bring(1, NV_DELIVERY_SENT);
    bring(3, NV_DELIVERY_CANCELLED);
    ck_assert_str_eq(ids((struct nv_query){0}), "3 2 1");
    ck_assert_str_eq(ids((struct nv_query){.limit = 2}), "3 2 …");
    ck_assert_str_eq(ids((struct nv_query){.limit = 3}), "3 2 1");
    ck_assert_str_eq(ids((struct nv_query){.notice = 1}), "2 1");
    ck_assert_str_eq(ids((struct nv_query){.notice = 7}), "");
    ck_assert_str_eq(ids((struct nv_query){.delivery = 2}), "2");
    ck_assert_str_eq(ids((struct nv_query){.before = 3}), "2 1");
    ck_assert_str_eq(ids((struct nv_query){.before = 3, .limit = 1}), "2 …");
    ck_assert_str_eq(ids((struct nv_query){.before = 1}), "");
    ck_assert_str_eq(ids((struct nv_query){.occurrence = "p/I.1.1"}), "3 2 1");
    ck_assert_str_eq(ids((struct nv_query){.occurrence = "p/I.2.1"}), "2 1");
    ck_assert_str_eq(ids((struct nv_query){.occurrence = "p/I.2"}), "");
    ck_assert_str_eq(ids((struct nv_query){.agency = "so-noi-vu"}), "3");
    ck_assert_str_eq(ids((struct nv_query){.agency = "x' OR 1=1 --"}), "");
    ck_assert_str_eq(ids((struct nv_query){.states = 1u << NV_DELIVERY_PENDING}), "2");
    ck_assert_str_eq(ids((struct nv_query){.states = 1u << NV_DELIVERY_SENT}), "1");
    ck_assert_str_eq(
        ids((struct nv_query){.states = 1u << NV_DELIVERY_CANCELLED | 1u << NV_DELIVERY_PENDING}),
        "3 2");
    ck_assert_str_eq(
        ids((struct nv_query){.states = 1u << NV_DELIVERY_SENT | 1u << NV_DELIVERY_PENDING,
                              .agency = "so-y-te",
                              .occurrence = "p/I.2.1",
                              .limit = 1}),
        "2 …");
    struct nv_records *r = find(s, (struct nv_query){.delivery = 3});
    ck_assert_str_eq(r->list.v[0].delivery.text, "đã hoàn thành"); /* the reason */
    nv_records_free(r);
    teardown(_i);
}
END_TEST

START_TEST(what_fits_no_state_at_all_is_refused)
{
    setup(_i);
    fill();
    char *before = print_all(s);
    struct nv_item bad = item("p/1", NV_ROLE_LEAD, "0", 1, 1, 0);
    bad.role = NV_ROLE_COUNT;
    ck_assert_int_eq(try_notice(5, "a", 1, bad), -NV_EINVAL);
    bad = item("", NV_ROLE_LEAD, "0", 1, 1, 0);
    ck_assert_int_eq(try_notice(5, "a", 1, bad), -NV_EINVAL);
    bad = item("p/1", NV_ROLE_LEAD, "", 1, 1, 0);
    ck_assert_int_eq(try_notice(5, "a", 1, bad), -NV_EINVAL);
    ck_assert_int_eq(try_notice(0, "a", 1, item("p/1", NV_ROLE_LEAD, "0", 1, 1, 0)), -NV_EINVAL);
    struct nv_txn *t = txn();
    add_delivery(t, 8, 1, "mail:z@example.org");
    t->ops.v[0].delivery.state = NV_DELIVERY_SENT;
    ck_assert_int_eq(commit(s, t), -NV_EINVAL);
    bring(1, NV_DELIVERY_PENDING);
    t = txn();
    add_claim(t, 1, 1, NULL);
    add_verdict(t, 1, NV_SENT, 250, NV_DELIVERY_CLAIMED, 0);
    ck_assert_int_eq(commit(s, t), -NV_EINVAL);
    char *after = print_all(s);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    teardown(_i);
}
END_TEST

START_TEST(an_empty_transaction_is_fine)
{
    setup(_i);
    commit_ok(s, txn());
    teardown(_i);
}
END_TEST

START_TEST(a_planted_fault_fails_one_commit_and_applies_nothing)
{
    setup(0);
    fill();
    nv_store_memory_fail_in(s, 2);
    bring(1, NV_DELIVERY_CLAIMED);
    struct nv_txn *t = txn();
    add_verdict(t, 1, NV_SENT, 250, NV_DELIVERY_SENT, 0);
    ck_assert_int_eq(commit(s, t), -NV_EIO);
    t = txn();
    add_verdict(t, 1, NV_SENT, 250, NV_DELIVERY_SENT, 0);
    commit_ok(s, t);
    teardown(0);
}
END_TEST

static const char remark_1[] =
    "remark 1 failed so-noi-vu so-y-te mail:a@example.org \"550 không có\" "
    "notice=1 count=1 at=7001 told=0\n";

static void wants_remarks(const char *text)
{
    struct nv_ledger *l = restore(s);
    char *all = print_ledger(l);
    const char *found = strstr(all, "\nremark ");
    ck_assert_str_eq(found ? found + 1 : "", text);
    free(all);
    nv_ledger_free(l);
}

START_TEST(a_remark_is_kept_until_it_was_told)
{
    setup(_i);
    fill();
    struct nv_txn *t = txn();
    add_remark(t, 1, NV_REMARK_FAILED, "so-y-te", 1);
    commit_ok(s, t);
    wants_remarks(remark_1);
    struct nv_item it = item("remark:1", NV_ROLE_OWNER, "remark", NV_DAY_NONE, 20000, 0);
    it.section = NV_SECTION_SERVICE;
    t = txn();
    add_notice(t, 3, "so-noi-vu", 200000, &it, 1);
    add_delivery(t, 4, 3, "mail:b@example.org");
    commit_ok(s, t);
    /* Its notice is still to be written: it must be at hand. */
    wants_remarks("remark 1 failed so-noi-vu so-y-te mail:a@example.org \"550 không có\" "
                  "notice=1 count=1 at=7001 told=1\n");
    struct nv_ledger *l = restore(s);
    ck_assert_uint_eq(l->next_remark, 2);
    ck_assert_uint_eq(l->heard.n, 3); /* it is on no ladder */
    nv_ledger_free(l);
    bring(4, NV_DELIVERY_SENT);
    wants_remarks("");
    teardown(_i);
}
END_TEST

static struct nv_op flag(const char *endpoint, int64_t at_ms)
{
    return (struct nv_op){.kind = NV_OP_FLAG, .flag = {endpoint, at_ms, "550 không có"}};
}

static void wants_flagged(const char *text)
{
    struct nv_ledger *l = restore(s);
    struct nv_buf b = NV_BUF_INIT;
    for (size_t i = 0; i < l->flagged.n; i++)
        nv_buf_addf(&b, "%s=%d ", l->flagged.v[i].endpoint, (int)l->flagged.v[i].at_ms);
    ck_assert_str_eq(nv_buf_str(&b), text);
    nv_buf_free(&b);
    nv_ledger_free(l);
}

START_TEST(an_address_is_flagged_and_cleared)
{
    setup(_i);
    struct nv_txn *t = txn();
    nv_vec_push(&t->ops, flag("mail:b@example.org", 7));
    nv_vec_push(&t->ops, flag("mail:a@example.org", 5));
    nv_vec_push(&t->ops, flag("mail:b@example.org", 9));
    commit_ok(s, t);
    wants_flagged("mail:a@example.org=5 mail:b@example.org=9 ");
    t = txn();
    nv_vec_push(&t->ops, flag("mail:a@example.org", 0));
    nv_vec_push(&t->ops, flag("mail:c@example.org", 4));
    add_claim(t, 77, 1, NULL); /* unknown: all of it is refused */
    ck_assert_int_eq(commit(s, t), -NV_ESTATE);
    wants_flagged("mail:a@example.org=5 mail:b@example.org=9 ");
    t = txn();
    nv_vec_push(&t->ops, flag("mail:a@example.org", 0));
    commit_ok(s, t);
    wants_flagged("mail:b@example.org=9 ");
    teardown(_i);
}
END_TEST

static struct nv_op term(const char *scope, const char *name, int32_t since, bool ended)
{
    return (struct nv_op){.kind = NV_OP_TERM, .term = {scope, name, since, ended}};
}

static void wants_terms(const char *text)
{
    struct nv_ledger *l = restore(s);
    struct nv_buf b = NV_BUF_INIT;
    for (size_t i = 0; i < l->terms.n; i++)
        nv_buf_addf(&b, "%s %s %d%s; ", l->terms.v[i].scope, l->terms.v[i].name,
                    (int)l->terms.v[i].since, l->terms.v[i].ended ? " ended" : "");
    ck_assert_str_eq(nv_buf_str(&b), text);
    nv_buf_free(&b);
    nv_ledger_free(l);
}

START_TEST(a_rule_begins_ends_and_begins_again)
{
    setup(_i);
    struct nv_txn *t = txn();
    nv_vec_push(&t->ops, term("policy", "thank", 20000, false));
    nv_vec_push(&t->ops, term("plan:a", "owner/x", INT32_MIN, false));
    commit_ok(s, t);
    wants_terms("plan:a owner/x -2147483648; policy thank 20000; ");
    t = txn();
    nv_vec_push(&t->ops, term("policy", "thank", 20000, true));
    nv_vec_push(&t->ops, term("plan:a", "owner/y", 20001, false));
    add_claim(t, 77, 1, NULL); /* unknown: all of it is refused */
    ck_assert_int_eq(commit(s, t), -NV_ESTATE);
    wants_terms("plan:a owner/x -2147483648; policy thank 20000; ");
    t = txn();
    nv_vec_push(&t->ops, term("policy", "thank", 20000, true));
    commit_ok(s, t);
    wants_terms("plan:a owner/x -2147483648; policy thank 20000 ended; ");
    t = txn();
    nv_vec_push(&t->ops, term("policy", "thank", 20005, false));
    commit_ok(s, t);
    wants_terms("plan:a owner/x -2147483648; policy thank 20005; ");
    t = txn();
    nv_vec_push(&t->ops, term("policy", "", 1, false));
    ck_assert_int_eq(commit(s, t), -NV_EINVAL);
    teardown(_i);
}
END_TEST

/* Made due, it has not come to its end: it is as it was. */
START_TEST(what_waits_is_made_due_and_not_taken_up)
{
    setup(_i);
    fill();
    struct nv_txn *t = txn();
    nv_vec_push(&t->ops, (struct nv_op){.kind = NV_OP_RESUME, .resume = {1, 9000}});
    commit_ok(s, t);
    struct nv_ledger *l = restore(s);
    ck_assert(l->deliveries.v[0].id == 1 && l->deliveries.v[0].next_ms == 9000);
    ck_assert_int_eq(l->deliveries.v[0].resumed_ms, 0);
    nv_ledger_free(l);
    teardown(_i);
}
END_TEST

START_TEST(what_is_taken_up_again_keeps_its_bytes_and_attempts)
{
    setup(_i);
    fill();
    bring(1, NV_DELIVERY_FAILED);
    struct nv_txn *t = txn();
    nv_vec_push(&t->ops, (struct nv_op){.kind = NV_OP_RESUME, .resume = {1, 9000}});
    commit_ok(s, t);
    struct nv_ledger *l = restore(s);
    const struct nv_delivery *d = &l->deliveries.v[0];
    ck_assert(d->id == 1 && d->rendered && d->attempts == 1);
    ck_assert(d->next_ms == 9000 && d->resumed_ms == 9000 && d->created_ms == 1000);
    nv_ledger_free(l);
    t = txn();
    add_claim(t, 1, 2, NULL);
    commit_ok(s, t);
    teardown(_i);
}
END_TEST

/* However long ago it was told: who takes the letter up again must have what it says. */
START_TEST(a_letter_is_found_with_its_remarks)
{
    setup(_i);
    fill();
    struct nv_txn *t = txn();
    add_remark(t, 1, NV_REMARK_FAILED, "so-y-te", 1);
    struct nv_item items[] = {item("remark:1", NV_ROLE_OWNER, "remark", NV_DAY_NONE, 20000, 0),
                              item("kh/I.9.1", NV_ROLE_LEAD, "0", 20000, 20000, 0)};
    items[0].section = NV_SECTION_SERVICE;
    add_notice(t, 3, "so-noi-vu", 200000, items, 2);
    add_delivery(t, 4, 3, "mail:b@example.org");
    commit_ok(s, t);
    bring(4, NV_DELIVERY_FAILED);
    struct nv_records *found = find(s, (struct nv_query){.delivery = 4});
    ck_assert_uint_eq(found->list.n, 1);
    const struct nv_notice *n = &found->list.v[0].notice;
    ck_assert_uint_eq(n->n_items, 2);
    ck_assert_ptr_nonnull(n->items[0].remark);
    ck_assert_uint_eq(n->items[0].remark->id, 1);
    ck_assert_int_eq(n->items[0].remark->kind, NV_REMARK_FAILED);
    ck_assert_str_eq(n->items[0].remark->about, "so-y-te");
    ck_assert_str_eq(n->items[0].remark->text, "550 không có");
    ck_assert_ptr_null(n->items[1].remark);
    nv_records_free(found);
    teardown(_i);
}
END_TEST

START_TEST(a_remark_counts_on_and_never_becomes_another)
{
    setup(_i);
    fill();
    struct nv_txn *t = txn();
    add_remark(t, 1, NV_REMARK_FAILED, "so-y-te", 1);
    commit_ok(s, t);
    t = txn();
    add_remark(t, 1, NV_REMARK_FAILED, "so-y-te", 3);
    commit_ok(s, t);
    const char *counted = "remark 1 failed so-noi-vu so-y-te mail:a@example.org \"550 không có\" "
                          "notice=1 count=3 at=7003 told=0\n";
    wants_remarks(counted);
    static const struct {
        enum nv_remark_kind kind;
        const char *about;
        int count, rc;
    } wrong[] = {{NV_REMARK_BOUNCED, "so-y-te", 4, -NV_ESTATE},
                 {NV_REMARK_FAILED, "so-khac", 4, -NV_ESTATE},
                 {NV_REMARK_FAILED, "so-y-te", 3, -NV_ESTATE},
                 {NV_REMARK_FAILED, "so-y-te", 0, -NV_EINVAL},
                 {NV_REMARK_COUNT, "so-y-te", 4, -NV_EINVAL}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        t = txn();
        add_cancel(t, 1, "cùng bị bỏ");
        add_remark(t, 1, wrong[i].kind, wrong[i].about, wrong[i].count);
        ck_assert_msg(commit(s, t) == wrong[i].rc, "case %zu", i);
    }
    wants_remarks(counted);
    teardown(_i);
}
END_TEST

static Suite *store_contract(void)
{
    Suite *suite = suite_create("store: contract");
    TCase *c = tcase_create("both");
    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c, an_empty_ledger_starts_at_one, 0, 2);
    tcase_add_loop_test(c, a_notice_comes_back_as_it_was_written, 0, 2);
    tcase_add_loop_test(c, every_cell_of_state_and_operation, 0, 2);
    tcase_add_loop_test(c, a_claim_leaves_a_trace_before_the_answer, 0, 2);
    tcase_add_loop_test(c, a_retried_delivery_keeps_every_attempt, 0, 2);
    tcase_add_loop_test(c, answers_that_were_lost_are_counted, 0, 2);
    tcase_add_loop_test(c, the_attempt_number_must_be_the_next, 0, 2);
    tcase_add_loop_test(c, the_bytes_are_stored_once_and_never_replaced, 0, 2);
    tcase_add_loop_test(c, after_a_rest_it_answers_as_before, 0, 2);
    tcase_add_loop_test(c, an_empty_message_is_a_message, 0, 2);
    tcase_add_loop_test(c, what_was_claimed_becomes_pending_and_marked, 0, 2);
    tcase_add_loop_test(c, only_notices_with_something_pending_come_back, 0, 2);
    tcase_add_loop_test(c, what_must_be_unique_is_refused, 0, 2);
    tcase_add_loop_test(c, a_failing_transaction_leaves_nothing, 0, 2);
    tcase_add_loop_test(c, the_newest_rung_heard_is_kept, 0, 2);
    tcase_add_loop_test(c, what_was_heard_comes_back_oldest_first, 0, 2);
    tcase_add_loop_test(c, the_newest_window_is_kept, 0, 2);
    tcase_add_loop_test(c, facts_come_back_in_order, 0, 2);
    tcase_add_loop_test(c, find_restricts_by_every_field, 0, 2);
    tcase_add_loop_test(c, what_fits_no_state_at_all_is_refused, 0, 2);
    tcase_add_loop_test(c, a_remark_is_kept_until_it_was_told, 0, 2);
    tcase_add_loop_test(c, an_address_is_flagged_and_cleared, 0, 2);
    tcase_add_loop_test(c, a_rule_begins_ends_and_begins_again, 0, 2);
    tcase_add_loop_test(c, what_waits_is_made_due_and_not_taken_up, 0, 2);
    tcase_add_loop_test(c, what_is_taken_up_again_keeps_its_bytes_and_attempts, 0, 2);
    tcase_add_loop_test(c, a_letter_is_found_with_its_remarks, 0, 2);
    tcase_add_loop_test(c, a_remark_counts_on_and_never_becomes_another, 0, 2);
    tcase_add_loop_test(c, an_empty_transaction_is_fine, 0, 2);
    tcase_add_test(c, a_planted_fault_fails_one_commit_and_applies_nothing);
    suite_add_tcase(suite, c);
    return suite;
}

NV_TEST_MAIN(store_contract)
