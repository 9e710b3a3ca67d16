/* Nothing is retroactive when the policy is edited: since when its rules have been in force. */
#include "engine/terms.h"
#include "engine_plan.h"
#include "model/txn.h"

/* A desk, and the ledger's rows of the rules. */
struct office {
    struct desk *k;
    struct nv_term_table *rules;
};

/* I.2.1 is due on Monday 31/3/2025: -10w is 17/3, -6w 21/3, -5w 24/3, -1w 28/3, +5w 8/4 (7/4 is a
 * holiday), +15w 22/4. Nobody leads it and climbs, unless the test says so. */
static struct nv_snapshot *config(const char *lead, const char *owner, const char *leadership,
                                  bool named)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "van-phong");
    fx_agency(f, "so-a");
    fx_plan(f, "kh", "2024-12-31", 0, named ? 1 : NV_NONE);
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, 2);
    if (lead)
        fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, lead, "");
    if (owner)
        fx_climb(f, NV_DL_QUARTER, NV_ROLE_OWNER, owner, "");
    if (leadership)
        fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEADERSHIP, leadership, "20w");
    return fx_seal(f);
}

static void put_in_force(struct office *o, const char *on)
{
    nv_term_note(o->rules, o->k->s, day(on));
    nv_terms_free(o->k->terms);
    o->k->terms = nv_terms_new(o->rules, o->k->s, day(on));
}

static void opens(struct office *o, struct nv_snapshot *s, const char *on)
{
    o->k = desk_new(s);
    o->rules = nv_term_table_new();
    put_in_force(o, on);
}

static void reloads(struct office *o, struct nv_snapshot *s, const char *on)
{
    desk_reload(o->k, s);
    put_in_force(o, on);
}

/* What is written is all that the next process knows. */
static void restarts(struct office *o, const char *on)
{
    struct nv_term_table *next = nv_term_table_new();
    struct nv_txn *t = nv_txn_new(1);
    nv_term_write(o->rules, t);
    for (size_t i = 0; i < t->ops.n; i++)
        nv_term_restore(next, &t->ops.v[i].term);
    nv_txn_free(t);
    nv_term_table_free(o->rules);
    o->rules = next;
    put_in_force(o, on);
}

static void closes(struct office *o)
{
    nv_terms_free(o->k->terms);
    desk_free(o->k);
    nv_term_table_free(o->rules);
}

START_TEST(a_rung_that_was_past_when_it_was_added_is_not_made_up_for)
{
    struct office o;
    opens(&o, config("-10w -1w", NULL, NULL, false), "2025-03-03");
    ck_assert_str_eq(desk_sends(o.k, "2025-03-17"), "so-a: I.2.1 -10w lead due-soon");
    reloads(&o, config("-10w -5w -1w", NULL, NULL, false), "2025-03-25");
    ck_assert_str_eq(desk_sends(o.k, "2025-03-25"), "");
    restarts(&o, "2025-03-26");
    ck_assert_str_eq(desk_sends(o.k, "2025-03-26"), "");
    ck_assert_str_eq(desk_sends(o.k, "2025-03-28"), "so-a: I.2.1 -1w lead due-soon");
    closes(&o);
}
END_TEST

START_TEST(a_rung_that_was_added_in_time_is_climbed)
{
    struct office o;
    opens(&o, config("-10w -1w", NULL, NULL, false), "2025-03-03");
    desk_sends(o.k, "2025-03-17");
    reloads(&o, config("-10w -5w -1w", NULL, NULL, false), "2025-03-24");
    restarts(&o, "2025-03-25");
    /* The service was down on the day itself. */
    ck_assert_str_eq(desk_sends(o.k, "2025-03-25"), "so-a: I.2.1 -5w lead due-soon");
    closes(&o);
}
END_TEST

START_TEST(an_altered_rung_is_a_new_one)
{
    struct office o;
    opens(&o, config("-10w -5w -1w", NULL, NULL, false), "2025-03-03");
    desk_sends(o.k, "2025-03-17");
    reloads(&o, config("-10w -6w -1w", NULL, NULL, false), "2025-03-24");
    ck_assert_str_eq(desk_sends(o.k, "2025-03-24"), "");
    reloads(&o, config("-10w -4w -1w", NULL, NULL, false), "2025-03-25");
    ck_assert_str_eq(desk_sends(o.k, "2025-03-25"), "so-a: I.2.1 -4w lead due-soon");
    closes(&o);
}
END_TEST

START_TEST(a_rung_that_was_away_is_not_made_up_for)
{
    struct office o;
    opens(&o, config("-10w -5w -1w", NULL, NULL, false), "2025-03-03");
    desk_sends(o.k, "2025-03-17");
    reloads(&o, config("-10w -1w", NULL, NULL, false), "2025-03-20");
    restarts(&o, "2025-03-21");
    reloads(&o, config("-10w -5w -1w", NULL, NULL, false), "2025-03-26");
    ck_assert_str_eq(desk_sends(o.k, "2025-03-26"), "");
    ck_assert_str_eq(desk_sends(o.k, "2025-03-28"), "so-a: I.2.1 -1w lead due-soon");
    closes(&o);
}
END_TEST

START_TEST(what_was_missed_while_nothing_was_edited_is_made_up_for)
{
    struct office o;
    opens(&o, config("-10w -5w -1w", NULL, NULL, false), "2025-03-03");
    desk_sends(o.k, "2025-03-17");
    restarts(&o, "2025-03-26");
    ck_assert_str_eq(desk_sends(o.k, "2025-03-26"), "so-a: I.2.1 -5w lead due-soon");
    closes(&o);
}
END_TEST

/* +15w is 22/4; from there 20 working days, of which Saturday 26/4 is one: 22/5. */
START_TEST(a_newly_named_leadership_begins_with_its_next_step)
{
    struct office o;
    opens(&o, config(NULL, "+5w", "+15w", false), "2025-04-01");
    ck_assert_str_eq(desk_sends(o.k, "2025-04-08"), "so-noi-vu: I.2.1 +5w owner overdue #1");
    reloads(&o, config(NULL, "+5w", "+15w", true), "2025-04-25");
    ck_assert_str_eq(desk_sends(o.k, "2025-04-25"), "");
    restarts(&o, "2025-05-21");
    ck_assert_str_eq(desk_sends(o.k, "2025-05-21"), "");
    ck_assert_str_eq(desk_sends(o.k, "2025-05-22"), "van-phong: I.2.1 +35w leadership overdue #1");
    closes(&o);
}
END_TEST

START_TEST(a_leadership_that_was_named_at_first_hears_of_what_is_long_overdue)
{
    struct office o;
    opens(&o, config(NULL, NULL, "+15w", true), "2025-04-25");
    ck_assert_str_eq(desk_sends(o.k, "2025-04-25"), "van-phong: I.2.1 +15w leadership overdue #1");
    closes(&o);
}
END_TEST

START_TEST(a_new_ladder_begins_on_its_day)
{
    struct office o;
    opens(&o, config("-1w", NULL, NULL, true), "2025-03-28");
    desk_sends(o.k, "2025-03-28");
    reloads(&o, config("-1w", "+5w +10w", "+15w", true), "2025-04-09");
    ck_assert_str_eq(desk_sends(o.k, "2025-04-09"), "");
    ck_assert_str_eq(desk_sends(o.k, "2025-04-15"), "so-noi-vu: I.2.1 +10w owner overdue #1");
    ck_assert_str_eq(desk_sends(o.k, "2025-04-22"), "van-phong: I.2.1 +15w leadership overdue #1");
    closes(&o);
}
END_TEST

START_TEST(a_plan_that_was_away_keeps_whom_it_named)
{
    struct office o;
    struct fx *empty = fx_new();
    opens(&o, config(NULL, NULL, "+15w", true), "2025-04-01");
    fx_climb(empty, NV_DL_QUARTER, NV_ROLE_LEADERSHIP, "+15w", "20w");
    reloads(&o, fx_seal(empty), "2025-04-02");
    reloads(&o, config(NULL, NULL, "+15w", true), "2025-04-25");
    ck_assert_str_eq(desk_sends(o.k, "2025-04-25"), "van-phong: I.2.1 +15w leadership overdue #1");
    closes(&o);
}
END_TEST

START_TEST(a_rule_that_began_by_a_wrong_clock_holds_when_it_is_set_right)
{
    struct office o;
    opens(&o, config("-10w -1w", NULL, NULL, false), "2025-03-03");
    desk_sends(o.k, "2025-03-17");
    reloads(&o, config("-10w -5w -1w", NULL, NULL, false), "2026-01-05");
    put_in_force(&o, "2025-03-20");
    ck_assert_str_eq(desk_sends(o.k, "2025-03-24"), "so-a: I.2.1 -5w lead due-soon");
    closes(&o);
}
END_TEST

START_TEST(changes_from_before_they_were_told_are_not_told)
{
    struct office o;
    struct nv_snapshot *s = config("-10w", NULL, NULL, false);
    opens(&o, s, "2025-03-03");
    desk_sends(o.k, "2025-03-17");
    desk_fact(o.k, 0, NV_FACT_DROP, "2025-03-18");
    s = config("-10w", NULL, NULL, false);
    s->policy.tell_changes = true;
    reloads(&o, s, "2025-03-19");
    ck_assert_str_eq(desk_sends(o.k, "2025-03-19"), "");
    desk_fact(o.k, 0, NV_FACT_REOPEN, "2025-03-20");
    ck_assert_str_ne(desk_sends(o.k, "2025-03-20"), "");
    closes(&o);
}
END_TEST

START_TEST(rules_wait_until_they_are_durable)
{
    struct nv_term_table *t = nv_term_table_new();
    struct nv_snapshot *s = config("-1w", NULL, NULL, false);
    struct nv_txn *txn = nv_txn_new(1);
    nv_term_note(t, s, day("2025-03-03"));
    ck_assert(nv_term_waiting(t));
    nv_term_write(t, txn);
    /* One rung, and who owns the plan. */
    ck_assert_uint_eq(txn->ops.n, 2);
    ck_assert_int_eq(txn->ops.v[0].term.since, NV_DAY_NONE);
    nv_term_written(t, false);
    nv_txn_free(txn);
    txn = nv_txn_new(2);
    nv_term_write(t, txn);
    ck_assert_uint_eq(txn->ops.n, 2);
    nv_term_written(t, true);
    ck_assert(!nv_term_waiting(t));
    nv_txn_free(txn);
    nv_term_table_free(t);
    nv_snapshot_unref(s);
}
END_TEST

START_TEST(a_reload_counts_what_it_changes)
{
    struct nv_snapshot *old = config("-10w -1w", "+5w", NULL, false);
    struct nv_snapshot *fresh = config("-10w -6w -2w", "+5w", NULL, true);
    struct nv_terms_change c;
    nv_terms_compare(old, fresh, &c);
    ck_assert_uint_eq(c.rungs_begun, 2);
    ck_assert_uint_eq(c.rungs_ended, 1);
    ck_assert_uint_eq(c.roles_begun, 1);
    ck_assert_uint_eq(c.roles_ended, 0);
    nv_snapshot_unref(old);
    nv_snapshot_unref(fresh);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("terms");
    TCase *t = tcase_create("since when");
    tcase_add_test(t, a_rung_that_was_past_when_it_was_added_is_not_made_up_for);
    tcase_add_test(t, a_rung_that_was_added_in_time_is_climbed);
    tcase_add_test(t, an_altered_rung_is_a_new_one);
    tcase_add_test(t, a_rung_that_was_away_is_not_made_up_for);
    tcase_add_test(t, what_was_missed_while_nothing_was_edited_is_made_up_for);
    tcase_add_test(t, a_newly_named_leadership_begins_with_its_next_step);
    tcase_add_test(t, a_leadership_that_was_named_at_first_hears_of_what_is_long_overdue);
    tcase_add_test(t, a_new_ladder_begins_on_its_day);
    tcase_add_test(t, a_plan_that_was_away_keeps_whom_it_named);
    tcase_add_test(t, a_rule_that_began_by_a_wrong_clock_holds_when_it_is_set_right);
    tcase_add_test(t, changes_from_before_they_were_told_are_not_told);
    tcase_add_test(t, rules_wait_until_they_are_durable);
    tcase_add_test(t, a_reload_counts_what_it_changes);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
