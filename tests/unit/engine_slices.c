/* A window with thousands of notices goes into the ledger in slices of a thousand; nothing is
 * handed over before the last of them is durable, none is lost or written twice, whatever comes
 * between. */
#include "engine/orders.h"
#include "engine_rig.h"

enum { MANY = 2500 };

static const char monday[] = "2025-03-17T08:00";

/* `n` agencies with one task each, due in the quarter; the owner hears of none of it yet. */
static struct nv_snapshot *province(uint32_t n)
{
    struct fx *f = fx_new();
    for (uint32_t i = 0; i < n; i++)
        fx_agency(f, nv_arena_fmt(f->s->arena, "so-%u", i));
    fx_plan(f, "kh", "2024-12-31", fx_agency(f, "so-noi-vu"), NV_NONE);
    fx_climb_all(f);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t task = fx_quarter(f, nv_arena_fmt(f->s->arena, "I.%u.1", i + 1), 1);
        fx_role(f, task, NV_ROLE_LEAD, i);
    }
    return fx_seal(f);
}

struct counts {
    uint32_t notices, claims, others;
};

static struct counts of(const struct nv_txn *t)
{
    struct counts c = {0};
    for (size_t i = 0; t && i < t->ops.n; i++) {
        c.notices += t->ops.v[i].kind == NV_OP_NOTICE;
        c.claims += t->ops.v[i].kind == NV_OP_CLAIM;
        c.others += t->ops.v[i].kind == NV_OP_FACT || t->ops.v[i].kind == NV_OP_REMARK;
    }
    return c;
}

/* Which agencies have a notice in a transaction that was committed; none has two. */
static bool *notices_of(const struct rig *r, const bool *durable, uint32_t n)
{
    bool *had = nv_calloc(n + 1, sizeof *had);
    for (size_t i = 0; i < r->past.n; i++)
        for (size_t k = 0; durable[i] && k < r->past.v[i]->ops.n; k++) {
            const struct nv_op *op = &r->past.v[i]->ops.v[k];
            if (op->kind != NV_OP_NOTICE)
                continue;
            uint32_t agency = nv_snapshot_agency(r->s, op->notice.agency);
            ck_assert(!had[agency]);
            had[agency] = true;
        }
    return had;
}

static void each_has_one(const struct rig *r, const bool *durable, uint32_t n)
{
    bool *had = notices_of(r, durable, n);
    for (uint32_t i = 0; i < n; i++)
        ck_assert(had[i]);
    free(had);
}

static bool durable[64];

static void commit(struct rig *r, int rc)
{
    size_t at = r->past.n;
    durable[at] = rc == 0;
    rig_commit(r, rc);
}

static struct rig r;

static void begin(uint32_t n)
{
    memset(durable, 0, sizeof durable);
    rig_start(&r, province(n), NULL, monday);
    for (size_t i = 0; i < r.past.n; i++)
        durable[i] = true; /* rules of the configuration */
    if (!r.txn)
        rig_clock(&r, monday, false);
}

START_TEST(a_large_window_is_written_a_thousand_at_a_time)
{
    static const uint32_t slices[] = {1000, 1000, 500};
    begin(MANY);
    for (int i = 0; i < 3; i++) {
        struct counts c = of(r.txn);
        ck_assert_uint_eq(c.notices, slices[i]);
        ck_assert_int_eq(c.claims > 0, i == 2);
        ck_assert_uint_eq(r.sent.n, 0);
        commit(&r, 0);
    }
    /* With the last slice, which is durable now, the first were claimed. */
    ck_assert_uint_gt(r.sent.n, 0);
    each_has_one(&r, durable, MANY);
    rig_end(&r);
}
END_TEST

/* One letter may be large: forty works of a thousand agencies make slices of four thousand items.
 */
START_TEST(a_slice_ends_with_its_items_too)
{
    struct fx *f = fx_new();
    for (uint32_t i = 0; i < 300; i++)
        fx_agency(f, nv_arena_fmt(f->s->arena, "so-%u", i));
    fx_plan(f, "kh", "2024-12-31", fx_agency(f, "so-noi-vu"), NV_NONE);
    fx_climb_all(f);
    for (uint32_t i = 0; i < 12000; i++)
        fx_role(f, fx_quarter(f, nv_arena_fmt(f->s->arena, "I.%u.1", i + 1), 1), NV_ROLE_LEAD,
                i % 300);
    rig_start(&r, fx_seal(f), NULL, monday);
    if (!r.txn)
        rig_clock(&r, monday, false);
    for (int i = 0; i < 3; i++) {
        ck_assert_uint_eq(of(r.txn).notices, 100);
        rig_commit(&r, 0);
    }
    ck_assert_uint_eq(of(r.txn).notices, 0);
    rig_end(&r);
}
END_TEST

/* More than 2,000 at once wait for a person. */
static void begin_braked(void)
{
    struct nv_snapshot *s = province(MANY);
    s->brake_notices = 2000;
    rig_start(&r, s, NULL, monday);
    if (!r.txn)
        rig_clock(&r, monday, false);
}

START_TEST(the_brake_counts_the_whole_window)
{
    begin_braked();
    struct nv_engine_status st;
    nv_engine_status(r.e, &st);
    ck_assert_uint_eq(st.held, MANY);
    ck_assert_uint_eq(of(r.txn).notices, 0);
    while (r.txn)
        rig_commit(&r, 0);
    struct nv_event ev = {.kind = NV_EV_ORDER, .order = {.kind = NV_ORDER_RELEASE, .request = 1}};
    rig_step(&r, ev);
    /* The leave is for all of it, even where it has to be planned again in between. */
    rig_commit(&r, -NV_EFULL);
    r.now += 5000;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    uint32_t all = 0;
    for (int i = 0; i < 3; i++) {
        all += of(r.txn).notices;
        rig_commit(&r, 0);
    }
    ck_assert_uint_eq(all, MANY);
    rig_end(&r);
}
END_TEST

/* It ends with the last of them: what a later one could not write may be more than is allowed. */
START_TEST(a_leave_is_for_every_slice)
{
    begin_braked();
    while (r.txn)
        rig_commit(&r, 0);
    r.s->brake_notices = 100;
    rig_step(&r, (struct nv_event){.kind = NV_EV_ORDER,
                                   .order = {.kind = NV_ORDER_RELEASE, .request = 1}});
    ck_assert_uint_eq(of(r.txn).notices, 1000);
    rig_commit(&r, 0);
    ck_assert_uint_eq(of(r.txn).notices, 1000);
    rig_commit(&r, -NV_EFULL);
    r.now += 5000;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    ck_assert_uint_eq(of(r.txn).notices, 1000);
    rig_commit(&r, 0);
    ck_assert_uint_eq(of(r.txn).notices, 500);
    rig_end(&r);
}
END_TEST

START_TEST(a_slice_that_failed_is_written_again)
{
    begin(MANY);
    commit(&r, 0);
    ck_assert_uint_eq(of(r.txn).notices, 1000);
    commit(&r, -NV_EFULL);
    ck_assert_ptr_null(r.txn);
    r.now += 5000;
    rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
    ck_assert_uint_eq(of(r.txn).notices, 1000);
    commit(&r, 0);
    ck_assert_uint_eq(of(r.txn).notices, 500);
    commit(&r, 0);
    each_has_one(&r, durable, MANY);
    rig_end(&r);
}
END_TEST

START_TEST(what_is_left_when_the_configuration_changes_is_planned_anew)
{
    begin(MANY);
    /* The same province, read again while the first slice is being written. */
    struct nv_snapshot *again = province(MANY);
    rig_step(&r, (struct nv_event){.kind = NV_EV_SNAPSHOT, .snapshot = again});
    nv_snapshot_unref(r.s);
    r.s = again;
    while (r.txn && of(r.txn).notices)
        commit(&r, 0);
    each_has_one(&r, durable, MANY);
    rig_end(&r);
}
END_TEST

/* At 17:00 the window ends; the rest goes with the next one, and nothing twice. */
START_TEST(what_is_left_when_the_window_ends_goes_with_the_next)
{
    begin(MANY);
    r.now = at("2025-03-17T23:59");
    commit(&r, 0);
    uint32_t first = of(r.txn).notices;
    while (r.txn && of(r.txn).notices)
        commit(&r, 0);
    ck_assert_uint_eq(first, 0);
    while (r.txn) /* the first thousand are on their way */
        commit(&r, 0);
    rig_clock(&r, "2025-03-18T08:00", false);
    while (r.txn && of(r.txn).notices)
        commit(&r, 0);
    each_has_one(&r, durable, MANY);
    rig_end(&r);
}
END_TEST

/* What a person tells meanwhile is answered with the very next transaction, and what is left is
 * planned by it: nobody is written to about the work that was done. */
START_TEST(a_fact_does_not_wait_for_the_last_slice)
{
    begin(MANY);
    rig_fact(&r, NV_FACT_DONE, "kh/I.2000.1", "2025-03-17");
    commit(&r, 0);
    ck_assert_uint_eq(of(r.txn).others, 1);
    ck_assert_uint_eq(of(r.txn).notices, 0);
    commit(&r, 0);
    ck_assert_int_eq(r.replies, 1);
    ck_assert_int_eq(r.exit_code, 0);
    ck_assert_uint_eq(of(r.txn).notices, 1000);
    while (r.txn && of(r.txn).notices)
        commit(&r, 0);
    bool *had = notices_of(&r, durable, MANY);
    for (uint32_t i = 0; i < MANY; i++)
        ck_assert_int_eq(had[i], i != 1999);
    free(had);
    rig_end(&r);
}
END_TEST

START_TEST(a_stop_begins_no_further_slice)
{
    begin(MANY);
    rig_step(&r, (struct nv_event){.kind = NV_EV_DRAIN});
    ck_assert(!nv_engine_idle(r.e));
    commit(&r, 0);
    ck_assert_ptr_null(r.txn);
    ck_assert(nv_engine_idle(r.e));
    rig_end(&r);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("engine: slices");
    TCase *c = tcase_create("slices");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, a_large_window_is_written_a_thousand_at_a_time);
    tcase_add_test(c, a_slice_ends_with_its_items_too);
    tcase_add_test(c, the_brake_counts_the_whole_window);
    tcase_add_test(c, a_leave_is_for_every_slice);
    tcase_add_test(c, a_slice_that_failed_is_written_again);
    tcase_add_test(c, what_is_left_when_the_configuration_changes_is_planned_anew);
    tcase_add_test(c, what_is_left_when_the_window_ends_goes_with_the_next);
    tcase_add_test(c, a_fact_does_not_wait_for_the_last_slice);
    tcase_add_test(c, a_stop_begins_no_further_slice);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(make_suite)
