/* What the engine asked for as text: all of it, and nothing that could be read in two ways. */
#include "engine/trace.h"

#include "base/buf.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "engine/action.h"
#include "model/ledger.h"
#include "model/txn.h"
#include "nvtest.h"

static struct nv_actions actions;
static struct nv_txn *txn;
static struct nv_buf text;

static void set_up(void)
{
    memset(&actions, 0, sizeof actions);
    txn = nv_txn_new(7);
    text = (struct nv_buf)NV_BUF_INIT;
}

static void tear_down(void)
{
    nv_vec_free(&actions.list);
    nv_txn_free(txn);
    nv_buf_free(&text);
}

static struct nv_action *act(enum nv_action_kind kind)
{
    nv_vec_push_zero(&actions.list);
    nv_vec_last(&actions.list)->kind = kind;
    if (kind == NV_ACT_COMMIT)
        nv_vec_last(&actions.list)->txn = txn;
    return nv_vec_last(&actions.list);
}

static struct nv_op *op(enum nv_op_kind kind)
{
    nv_vec_push_zero(&txn->ops);
    nv_vec_last(&txn->ops)->kind = kind;
    return nv_vec_last(&txn->ops);
}

static uint64_t digest(void)
{
    nv_buf_clear(&text);
    nv_trace_actions(&actions, &text);
    return nv_trace_digest(nv_buf_str(&text), text.len);
}

#define TELLS(want)                                                                                \
    do {                                                                                           \
        nv_buf_clear(&text);                                                                       \
        nv_trace_actions(&actions, &text);                                                         \
        ck_assert_str_eq(nv_buf_str(&text), want);                                                 \
    } while (0)

START_TEST(nothing_asked_for_is_no_text)
{
    TELLS("");
}
END_TEST

START_TEST(actions_come_in_their_order_a_line_each)
{
    static const struct nv_op_claim claim = {.delivery = 9, .attempt = 2};
    act(NV_ACT_SEND)->send.claim = &claim;
    nv_vec_last(&actions.list)->send.lane = 3;
    act(NV_ACT_ARM)->arm_ms = -5;
    struct nv_action *a = act(NV_ACT_REPLY);
    a->reply.request = 4;
    a->reply.exit_code = 1;
    a->reply.text = "Không";
    a->reply.count = 2;
    a = act(NV_ACT_ALARM);
    a->alarm.level = NV_LOG_ERR;
    a->alarm.event = "commit-failed";
    strcpy(a->alarm.text, "txn=7 text=\"x\"");
    TELLS("SEND delivery=9 attempt=2 lane=3\n"
          "ARM -5\n"
          "REPLY request=4 exit=1 notice=0 count=2 text=\"Không\"\n"
          "ALARM commit-failed level=3 text=\"txn=7 text=\\\"x\\\"\"\n");
}
END_TEST

START_TEST(a_notice_is_told_with_its_items)
{
    static const struct nv_item items[] = {{.occurrence = "p/T.1",
                                            .role = NV_ROLE_LEAD,
                                            .section = NV_SECTION_OVERDUE,
                                            .rung = "+5w",
                                            .rung_day = 20089, /* 2025-01-01 */
                                            .nominal = 20089,
                                            .effective = NV_DAY_NONE,
                                            .chase = 1,
                                            .named = "nhom",
                                            .stand_in = true}};
    op(NV_OP_NOTICE)->notice = (struct nv_notice){.id = 5,
                                                  .agency = "so-a",
                                                  .day = 20089,
                                                  .window_ms = 1000,
                                                  .created_ms = 1001,
                                                  .items = items,
                                                  .n_items = 1};
    act(NV_ACT_COMMIT);
    TELLS("COMMIT 7 operations=1\n"
          "notice 5 agency=\"so-a\" day=2025-01-01 window_ms=1000 created_ms=1001 items=1\n"
          "  item +5w lead overdue of=\"p/T.1\" rung_day=2025-01-01 nominal=2025-01-01 effective=- "
          "chase=1 stand_in=1 named=\"nhom\" predecessor=-\n");
}
END_TEST

START_TEST(a_letter_is_told_by_its_length_and_a_hash)
{
    struct nv_op *o = op(NV_OP_CLAIM);
    o->claim = (struct nv_op_claim){.delivery = 1, .attempt = 1, .endpoint = "mail:a@b.example"};
    act(NV_ACT_COMMIT);
    TELLS(
        "COMMIT 7 operations=1\n"
        "claim 1 attempt=1 at_ms=0 lane=0 rendered=0 resumed_ms=0 endpoint=\"mail:a@b.example\"\n");
    o->claim.bytes = "Kính gửi";
    o->claim.n_bytes = 10;
    uint64_t one = digest();
    ck_assert_ptr_nonnull(strstr(nv_buf_str(&text), "/10\n"));
    o->claim.bytes = "Kính gừi";
    ck_assert_uint_ne(digest(), one);
}
END_TEST

START_TEST(text_cannot_pass_for_the_next_member)
{
    struct nv_op *o = op(NV_OP_FACT);
    o->fact =
        (struct nv_fact){.subject = "s", .document = "a\" note=\"b", .note = "", .actor = "c"};
    act(NV_ACT_COMMIT);
    uint64_t one = digest();
    o->fact.document = "a";
    o->fact.note = "b";
    ck_assert_uint_ne(digest(), one);
    o->fact.document = "dòng 1\ndòng 2 \\";
    nv_buf_clear(&text);
    nv_trace_actions(&actions, &text);
    ck_assert_ptr_nonnull(
        strstr(nv_buf_str(&text), "document=\"dòng 1\\ndòng 2 \\\\\" note=\"b\""));
}
END_TEST

/* Whatever a verdict, a fact or an order brings into the ledger is seen. */
START_TEST(each_member_of_an_operation_counts)
{
    struct nv_op *o = op(NV_OP_VERDICT);
    struct nv_op_verdict *v = &o->verdict;
    act(NV_ACT_COMMIT);
    uint64_t seen[12];
    size_t n = 0;
    seen[n++] = digest();
    v->verdict.delivery = 1;
    seen[n++] = digest();
    v->verdict.class = NV_TEMPORARY;
    seen[n++] = digest();
    v->verdict.code = 450;
    seen[n++] = digest();
    v->verdict.retry_after_s = 1;
    seen[n++] = digest();
    v->verdict.started_ms = 1;
    seen[n++] = digest();
    v->verdict.ended_ms = 1;
    seen[n++] = digest();
    v->state = NV_DELIVERY_FAILED;
    seen[n++] = digest();
    v->next_ms = 1;
    seen[n++] = digest();
    strcpy(v->verdict.text, "x");
    seen[n++] = digest();
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            ck_assert_uint_ne(seen[i], seen[k]);
}
END_TEST

START_TEST(a_ledger_that_differs_has_another_digest)
{
    struct nv_ledger *a = nv_ledger_new(), *b = nv_ledger_new();
    ck_assert_uint_eq(nv_trace_ledger(a), nv_trace_ledger(b));
    nv_vec_push(&a->heard, (struct nv_heard){"p/T.1", "so-a", NV_ROLE_LEAD, 1, 2, "0", 0});
    ck_assert_uint_ne(nv_trace_ledger(a), nv_trace_ledger(b));
    nv_vec_push(&b->heard, (struct nv_heard){"p/T.1", "so-a", NV_ROLE_LEAD, 1, 2, "0", 1});
    ck_assert_uint_ne(nv_trace_ledger(a), nv_trace_ledger(b));
    b->heard.v[0].chases = 0;
    ck_assert_uint_eq(nv_trace_ledger(a), nv_trace_ledger(b));
    b->counts[NV_DELIVERY_SENT] = 1;
    ck_assert_uint_ne(nv_trace_ledger(a), nv_trace_ledger(b));
    nv_ledger_free(a);
    nv_ledger_free(b);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("engine_trace");
    TCase *c = tcase_create("trace");
    tcase_add_checked_fixture(c, set_up, tear_down);
    tcase_add_test(c, nothing_asked_for_is_no_text);
    tcase_add_test(c, actions_come_in_their_order_a_line_each);
    tcase_add_test(c, a_notice_is_told_with_its_items);
    tcase_add_test(c, a_letter_is_told_by_its_length_and_a_hash);
    tcase_add_test(c, text_cannot_pass_for_the_next_member);
    tcase_add_test(c, each_member_of_an_operation_counts);
    tcase_add_test(c, a_ledger_that_differs_has_another_digest);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(make_suite)
