/* Two stores, the same random life: whatever one answers, the other answers. The seed is printed;
 * NV_SEED=n replays it. */

#include "storetest.h"

enum { STEPS = 1500, AGENCIES = 4, OCCURRENCES = 30, WINDOWS = 400 };

static uint64_t state;

static uint32_t pick(uint32_t n)
{
    state += 0x9e3779b97f4a7c15u;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) % n);
}

static const char *some(const char *what, uint32_t n, struct nv_arena *a)
{
    return nv_arena_fmt(a, "%s-%u", what, pick(n));
}

static void random_notice(struct nv_txn *t, uint64_t *next_notice)
{
    static const char *const rungs[] = {"assigned", "-10w", "-5w", "0", "+5w"};
    struct nv_item items[3];
    uint32_t n = pick(4);
    for (uint32_t i = 0; i < n; i++) {
        items[i] = item(some("p/I", OCCURRENCES, t->arena), pick(NV_ROLE_COUNT), rungs[pick(5)],
                        pick(3) ? 20000 + (int32_t)pick(2) : NV_DAY_NONE, 20000 + (int32_t)pick(40),
                        (int)pick(4));
        items[i].stand_in = pick(2);
        items[i].predecessor = pick(2) ? some("cu", 3, t->arena) : NULL;
    }
    uint64_t id = pick(20) ? (*next_notice)++ : 1 + pick(20);
    add_notice(t, id, some("so", AGENCIES, t->arena), (int64_t)pick(WINDOWS) * 1000, items, n);
}

/* Mostly the claim that fits, so that life goes on. */
static void random_claim(struct nv_store *s, struct nv_txn *t, uint64_t delivery)
{
    struct nv_records *r = find(s, (struct nv_query){.delivery = delivery});
    bool known = delivery && r->list.n && pick(8);
    bool bytes = known ? !r->list.v[0].delivery.rendered : pick(2);
    add_claim(t, delivery, known ? r->list.v[0].delivery.attempts + 1 : 1 + (int)pick(3),
              bytes ? some("bytes", 100, t->arena) : NULL);
    nv_records_free(r);
}

static void random_op(struct nv_store *s, struct nv_txn *t, uint64_t next[3])
{
    static const enum nv_delivery_state after[] = {NV_DELIVERY_SENT, NV_DELIVERY_PENDING,
                                                   NV_DELIVERY_FAILED};
    uint64_t delivery = 1 + pick((uint32_t)next[1] + 1);
    switch (pick(10)) {
    case 0:
        random_notice(t, &next[0]);
        break;
    case 1:
    case 2:
        add_delivery(t, pick(20) ? next[1]++ : delivery, 1 + pick((uint32_t)next[0] + 1),
                     some("mail:x", 3, t->arena));
        break;
    case 3:
    case 4:
    case 5:
        random_claim(s, t, delivery);
        break;
    case 6:
    case 7:
        add_verdict(t, delivery, pick(NV_REFUSED + 1), (int)pick(600), after[pick(3)], pick(9999));
        break;
    case 8:
        add_cancel(t, delivery, some("lý do", 9, t->arena));
        break;
    default:
        add_fact(t, pick(20) ? next[2]++ : 1 + pick(20), pick(NV_FACT_COUNT),
                 some("p/I", OCCURRENCES, t->arena));
    }
}

static struct nv_query random_query(struct nv_arena *a)
{
    return (struct nv_query){
        .notice = pick(4) ? 0 : pick(40),
        .delivery = pick(6) ? 0 : pick(80),
        .occurrence = pick(2) ? NULL : some("p/I", OCCURRENCES, a),
        .agency = pick(3) ? NULL : some("so", AGENCIES, a),
        .states = pick(2) ? 0 : pick(1u << NV_DELIVERY_STATE_COUNT),
        .limit = pick(2) ? 0 : pick(12),
    };
}

static void same_answer(struct nv_store *a, struct nv_store *b, struct nv_query q, int step)
{
    struct nv_records *ra = find(a, q), *rb = find(b, q);
    char *ta = print_records(ra), *tb = print_records(rb);
    ck_assert_msg(strcmp(ta, tb) == 0, "step %d: find differs\nmemory:\n%s\nsqlite:\n%s", step, ta,
                  tb);
    free(ta);
    free(tb);
    nv_records_free(ra);
    nv_records_free(rb);
}

static void same_ledger(struct nv_store *a, struct nv_store *b, int step)
{
    struct nv_ledger *la = restore(a), *lb = restore(b);
    char *ta = print_ledger(la), *tb = print_ledger(lb);
    ck_assert_msg(strcmp(ta, tb) == 0, "step %d: restore differs\nmemory:\n%s\nsqlite:\n%s", step,
                  ta, tb);
    free(ta);
    free(tb);
    nv_ledger_free(la);
    nv_ledger_free(lb);
}

static void same_message(struct nv_store *a, struct nv_store *b, uint64_t id)
{
    struct nv_buf ma = NV_BUF_INIT, mb = NV_BUF_INIT;
    ck_assert_int_eq(a->ops->message(a, id, &ma, NULL), b->ops->message(b, id, &mb, NULL));
    ck_assert_str_eq(nv_buf_str(&ma), nv_buf_str(&mb));
    nv_buf_free(&ma);
    nv_buf_free(&mb);
}

START_TEST(memory_and_sqlite_live_the_same_life)
{
    state = nv_test_seed("store_random");
    struct state_dir dir = dir_new();
    struct nv_store *a, *b = open_ok(&dir);
    nv_store_open_memory(&a);
    uint64_t next[3] = {1, 1, 1};
    int done = 0;
    for (int step = 0; step < STEPS; step++) {
        struct nv_txn *t = txn();
        for (uint32_t n = 1 + pick(2); n > 0; n--)
            random_op(a, t, next);
        int ra = a->ops->commit(a, t, NULL), rb = b->ops->commit(b, t, NULL);
        ck_assert_msg(ra == rb, "step %d: memory %s, sqlite %s", step, nv_err_name(ra),
                      nv_err_name(rb));
        done += ra == 0;
        same_answer(a, b, random_query(t->arena), step);
        same_message(a, b, 1 + pick((uint32_t)next[1]));
        nv_txn_free(t);
        if (step % 100 == 99) {
            b->ops->close(b);
            b = open_ok(&dir);
            same_ledger(a, b, step);
        }
    }
    ck_assert_int_gt(done, STEPS / 8); /* else it proved little */
    a->ops->close(a);
    b->ops->close(b);
    dir_remove(&dir);
}
END_TEST

static Suite *store_random(void)
{
    Suite *suite = suite_create("store: random");
    TCase *c = tcase_create("random");
    tcase_set_timeout(c, 300);
    tcase_add_loop_test(c, memory_and_sqlite_live_the_same_life, 0, 4);
    suite_add_tcase(suite, c);
    return suite;
}

NV_TEST_MAIN(store_random)
