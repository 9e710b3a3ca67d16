/* What facts make of work and whom they are told to: extended, dated, awaited, held, dropped. */
#include "engine_plan.h"
#include "engine_rig.h"
#include "model/status.h"

/* Owner 0, leadership 1, so-a 2, so-b 3, so-c 4; I.2.1 of the first quarter: so-a leads, so-b
 * supports. */
static struct fx *province(void)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "van-phong-ubnd");
    fx_agency(f, "so-a");
    fx_agency(f, "so-b");
    fx_agency(f, "so-c");
    fx_plan(f, "kh", "2024-12-31", 0, 1);
    fx_climb_all(f);
    f->s->policy.tell_changes = f->s->policy.thank = true;
    return f;
}

static struct fx *one_quarter(void)
{
    struct fx *f = province();
    uint32_t d = fx_quarter(f, "I.2.1", 1);
    fx_role(f, d, NV_ROLE_LEAD, 2);
    fx_role(f, d, NV_ROLE_SUPPORT, 3);
    return f;
}

/* Tells a fact about the first occurrence at nine on `told`; `to` may be NULL. */
static void tells(struct desk *k, enum nv_fact_kind kind, const char *told, const char *to)
{
    struct nv_fact f = {.id = nv_fact_table_count(k->facts) + 1,
                        .kind = kind,
                        .subject = k->s->occurrences[0].key,
                        .day = day(told),
                        .to = to ? day(to) : 0,
                        .document = "Công văn số 9",
                        .at_ms = nv_time_at(day(told), 9 * 60, 420)};
    nv_fact_table_apply(k->facts, &f);
    nv_planner_touch(k->p, 0);
}

static void undoes(struct desk *k, uint64_t fact, const char *told)
{
    struct nv_fact f = {.id = nv_fact_table_count(k->facts) + 1,
                        .kind = NV_FACT_UNDO,
                        .subject = k->s->occurrences[0].key,
                        .undoes = fact,
                        .day = day(told),
                        .at_ms = nv_time_at(day(told), 9 * 60, 420)};
    nv_fact_table_apply(k->facts, &f);
    nv_planner_touch(k->p, 0);
}

START_TEST(an_extension_is_told_once_and_begins_a_new_ladder)
{
    struct desk *k = desk_new(fx_seal(one_quarter()));
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "so-a: I.2.1 -5w lead due-soon\n"
                                                  "so-b: I.2.1 -5w support due-soon");
    tells(k, NV_FACT_EXTEND, "2025-03-26", "2025-06-30");
    ck_assert_str_eq(desk_sends(k, "2025-03-27"), "so-a: I.2.1 extend:1 lead changed\n"
                                                  "so-b: I.2.1 extend:1 support changed");
    ck_assert_str_eq(desk_sends(k, "2025-03-28"), "");
    ck_assert_str_eq(desk_sends(k, "2025-04-01"), "");
    /* 20 working days before Monday 30/6: 29/5 is 22 before, 02/6 is 20. */
    ck_assert_str_eq(desk_sends(k, "2025-05-30"), "");
    ck_assert_str_eq(desk_sends(k, "2025-06-02"), "so-a: I.2.1 -20w lead due-soon");
    ck_assert_str_eq(desk_sends(k, "2025-07-01"), "so-a: I.2.1 +1w lead overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(the_original_deadline_stays_visible_through_two_extensions)
{
    struct desk *k = desk_new(fx_seal(one_quarter()));
    tells(k, NV_FACT_EXTEND, "2025-03-20", "2025-05-01");
    tells(k, NV_FACT_EXTEND, "2025-04-20", "2025-06-30");
    struct nv_standing st = desk_standing(k, 0);
    ck_assert_int_eq(st.extensions, 2);
    ck_assert_int_eq(st.original_nominal, day("2025-03-31"));
    ck_assert_int_eq(st.nominal, day("2025-06-30"));
    undoes(k, 2, "2025-04-21");
    st = desk_standing(k, 0);
    ck_assert_int_eq(st.extensions, 1);
    ck_assert_int_eq(st.nominal, day("2025-05-01"));
    /* 01/5 and 02/5/2025 are holidays, 03/5 a Saturday. */
    ck_assert_int_eq(st.effective, day("2025-05-05"));
    undoes(k, 3, "2025-04-22"); /* the undoing is undone */
    ck_assert_int_eq(desk_standing(k, 0).nominal, day("2025-06-30"));
    desk_free(k);
}
END_TEST

START_TEST(done_work_is_thanked_for_once_and_then_silent)
{
    struct desk *k = desk_new(fx_seal(one_quarter()));
    desk_sends(k, "2025-03-24");
    tells(k, NV_FACT_DONE, "2025-03-24", NULL); /* on the day of a reminder */
    ck_assert_str_eq(desk_sends(k, "2025-03-25"), "so-a: I.2.1 done:1 lead done");
    ck_assert_str_eq(desk_sends(k, "2025-03-26"), "");
    ck_assert_str_eq(desk_sends(k, "2025-04-01"), "");
    desk_free(k);
}
END_TEST

START_TEST(nobody_is_thanked_for_what_he_never_heard_of_or_long_after)
{
    struct desk *k = desk_new(fx_seal(one_quarter()));
    tells(k, NV_FACT_DONE, "2025-01-02", NULL);
    ck_assert_str_eq(desk_sends(k, "2025-01-03"), "");
    desk_free(k);
    k = desk_new(fx_seal(one_quarter()));
    desk_sends(k, "2025-03-03");
    tells(k, NV_FACT_DONE, "2025-03-03", NULL);
    ck_assert_str_eq(desk_sends(k, "2025-03-18"), ""); /* 15 days */
    desk_free(k);
}
END_TEST

START_TEST(what_is_dropped_is_told_to_all_who_worked_on_it)
{
    struct desk *k = desk_new(fx_seal(one_quarter()));
    desk_sends(k, "2025-03-24");
    tells(k, NV_FACT_DROP, "2025-03-25", NULL);
    ck_assert_str_eq(desk_sends(k, "2025-03-25"), "so-a: I.2.1 drop:1 lead changed\n"
                                                  "so-b: I.2.1 drop:1 support changed");
    ck_assert_str_eq(desk_sends(k, "2025-04-08"), "");
    struct nv_standing st = desk_standing(k, 0);
    ck_assert_int_eq(nv_status_now(&k->s->occurrences[0], &st, day("2025-04-08")),
                     NV_STATUS_DROPPED);
    tells(k, NV_FACT_REOPEN, "2025-04-08", NULL);
    ck_assert_str_eq(desk_sends(k, "2025-04-09"), "so-a: I.2.1 reopen:2 lead overdue\n"
                                                  "so-b: I.2.1 reopen:2 support overdue\n"
                                                  "so-noi-vu: I.2.1 +5w owner overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(held_work_is_silent_until_its_day_has_passed)
{
    struct desk *k = desk_new(fx_seal(one_quarter()));
    desk_sends(k, "2025-03-17");
    tells(k, NV_FACT_HOLD, "2025-03-18", "2025-04-07");
    ck_assert_str_eq(desk_sends(k, "2025-03-18"), "so-a: I.2.1 hold:1 lead changed\n"
                                                  "so-b: I.2.1 hold:1 support changed");
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "");
    ck_assert_str_eq(desk_sends(k, "2025-04-01"), "");
    /* 07/4 is a holiday, its last day; then the newest rung goes out. */
    ck_assert_str_eq(desk_sends(k, "2025-04-08"), "so-a: I.2.1 +5w lead overdue #1\n"
                                                  "so-noi-vu: I.2.1 +5w owner overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(who_has_acknowledged_hears_of_the_deadline_and_of_the_first_day_after)
{
    struct desk *k = desk_new(fx_seal(one_quarter()));
    desk_sends(k, "2025-03-17");
    tells(k, NV_FACT_ACK, "2025-03-18", "2025-05-06");
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "so-b: I.2.1 -5w support due-soon");
    ck_assert_str_eq(desk_sends(k, "2025-03-28"), "");
    ck_assert_str_eq(desk_sends(k, "2025-03-31"), "so-a: I.2.1 0 lead due-today");
    ck_assert_str_eq(desk_sends(k, "2025-04-01"), "so-a: I.2.1 +1w lead overdue #1");
    /* The ladder's own rungs after it and the owner's are told, its repetitions are not. */
    ck_assert_str_eq(desk_sends(k, "2025-04-08"), "so-a: I.2.1 +5w lead overdue #2\n"
                                                  "so-noi-vu: I.2.1 +5w owner overdue #1");
    ck_assert_str_eq(desk_sends(k, "2025-04-22"),
                     "so-noi-vu: I.2.1 +10w owner overdue #2\n"
                     "van-phong-ubnd: I.2.1 +15w leadership overdue #1");
    ck_assert_str_eq(desk_sends(k, "2025-05-07"), "so-a: I.2.1 +20w lead overdue #3\n"
                                                  "so-noi-vu: I.2.1 +20w owner overdue #3");
    desk_free(k);
}
END_TEST

/* IV.6.1 waits for one decree, with thirty days; VII.4.1 for two announcements, without. */
static struct nv_snapshot *waiting(void)
{
    static const struct nv_plan_event events[] = {
        {.id = "nd", .key = "kh/event:nd", .name = "NĐ"},
        {.id = "par", .key = "kh/event:par", .name = "P"},
        {.id = "pci", .key = "kh/event:pci", .name = "C"}};
    static const uint32_t nd[] = {0}, both[] = {1, 2};
    struct fx *f = province();
    uint32_t a = fx_undated(f, "IV.6.1", NV_DL_AFTER_EVENT);
    uint32_t b = fx_undated(f, "VII.4.1", NV_DL_AFTER_EVENT);
    fx_role(f, a, NV_ROLE_LEAD, 2);
    fx_role(f, b, NV_ROLE_LEAD, 3);
    f->deliverables.v[a].d.events = (struct nv_refs){nd, 1};
    f->deliverables.v[a].d.within = 30;
    f->deliverables.v[a].d.within_calendar = true;
    f->deliverables.v[b].d.events = (struct nv_refs){both, 2};
    struct nv_snapshot *s = fx_seal(f);
    s->events = events;
    s->n_events = 3;
    for (int i = 0; i < 3; i++)
        nv_intern_add(s->event_ids, events[i].key);
    return s;
}

static void announces(struct desk *k, enum nv_fact_kind kind, const char *key, const char *on,
                      const char *told)
{
    struct nv_fact f = {.id = nv_fact_table_count(k->facts) + 1,
                        .kind = kind,
                        .subject = key,
                        .day = day(on),
                        .document = "Nghị định số 154/2025/NĐ-CP",
                        .at_ms = nv_time_at(day(told), 9 * 60, 420)};
    nv_fact_table_apply(k->facts, &f);
    nv_planner_touch(k->p, 0);
    nv_planner_touch(k->p, 1);
}

START_TEST(an_event_gives_what_waits_for_it_a_day_and_a_ladder)
{
    struct desk *k = desk_new(waiting());
    desk_sends(k, "2025-06-02");
    announces(k, NV_FACT_ANNOUNCE, "kh/event:nd", "2025-06-15", "2025-06-16");
    struct nv_standing st = desk_standing(k, 0);
    /* The day itself is not counted (art. 147.2): 15/6 + 30 days is 15/7/2025, a Tuesday. */
    ck_assert_int_eq(st.nominal, day("2025-07-15"));
    ck_assert_int_eq(st.original_nominal, day("2025-07-15"));
    ck_assert_str_eq(desk_sends(k, "2025-06-17"), "so-a: IV.6.1 announce:1 lead changed");
    /* -20w lies before the announcement was told (17/6 is told by it), -10w is 01/7. */
    /* The owner is asked of the other, which still waits. */
    ck_assert_str_eq(desk_sends(k, "2025-06-30"),
                     "so-noi-vu: VII.4.1 quarter:2025-Q2 owner progress");
    ck_assert_str_eq(desk_sends(k, "2025-07-01"), "so-a: IV.6.1 -10w lead due-soon");
    ck_assert_str_eq(desk_sends(k, "2025-07-16"), "so-a: IV.6.1 +1w lead overdue #1");
    desk_free(k);
}
END_TEST

START_TEST(of_several_events_all_must_have_happened)
{
    struct desk *k = desk_new(waiting());
    struct nv_occurrence *o = (struct nv_occurrence *)(uintptr_t)&k->s->occurrences[1];
    desk_sends(k, "2025-03-31");
    announces(k, NV_FACT_ANNOUNCE, "kh/event:par", "2025-04-06", "2025-04-08");
    struct nv_standing st = desk_standing(k, 1);
    ck_assert(!st.happened);
    ck_assert_int_eq(nv_status_now(o, &st, day("2025-04-09")), NV_STATUS_WAITING);
    ck_assert_str_eq(desk_sends(k, "2025-04-08"), "so-b: VII.4.1 announce:1 lead changed");
    announces(k, NV_FACT_ANNOUNCE, "kh/event:pci", "2025-05-05", "2025-05-06");
    st = desk_standing(k, 1);
    ck_assert(st.happened);
    ck_assert_int_eq(st.happened_day, day("2025-05-05"));
    ck_assert_int_eq(nv_status_now(o, &st, day("2025-05-07")), NV_STATUS_ON_TRACK);
    ck_assert_str_eq(desk_sends(k, "2025-05-06"), "so-b: VII.4.1 announce:2 lead changed");
    announces(k, NV_FACT_WITHDRAW, "kh/event:pci", "2025-05-07", "2025-05-07");
    ck_assert(!desk_standing(k, 1).happened);
    ck_assert_str_eq(desk_sends(k, "2025-05-07"), "so-b: VII.4.1 withdraw:3 lead changed");
    desk_free(k);
}
END_TEST

/* One fact through the engine; the exit code of its answer. */
static int told(struct rig *r, struct nv_fact f)
{
    struct nv_event ev = {.kind = NV_EV_FACT};
    f.actor = "chuyen-vien";
    f.at_ms = r->now;
    ev.fact.request = 1;
    ev.fact.fact = f;
    r->exit_code = -1;
    rig_step(r, ev);
    if (r->exit_code == -1)
        rig_commit(r, 0);
    while (r->txn)
        rig_commit(r, 0);
    return r->exit_code;
}

#define TOLD(kind_, ...)                                                                           \
    told(&r, (struct nv_fact){.kind = NV_FACT_##kind_, .subject = "kh/I.2.1", __VA_ARGS__})

START_TEST(what_is_out_of_order_is_refused_and_changes_nothing)
{
    struct rig r;
    rig_start(&r, fx_seal(one_quarter()), NULL, "2025-03-20T19:00");
    const struct nv_fact_table *t = nv_engine_facts(r.e);
    ck_assert_int_eq(TOLD(REOPEN, .day = day("2025-03-20")), 1);
    ck_assert_int_eq(TOLD(DONE, .day = day("2024-12-30")), 1); /* before the plan was signed */
    ck_assert_int_eq(TOLD(DONE, .day = day("2025-03-21")), 1); /* tomorrow */
    ck_assert_int_eq(TOLD(DROP, .day = day("2024-12-30")), 1); /* before the signing */
    ck_assert_int_eq(TOLD(PROGRESS, .day = day("2024-12-30"), .percent = 5), 1);
    ck_assert_int_eq(TOLD(PROGRESS, .day = day("2025-03-20"), .percent = 101), 1);
    ck_assert_int_eq(TOLD(EXTEND, .to = day("2046-01-01")), 1);    /* 21 years on */
    ck_assert_int_eq(TOLD(EXTEND, .to = day("2025-03-31")), 1);    /* to the day it has */
    ck_assert_int_eq(TOLD(EXTEND, .to = day("2025-03-01")), 1);    /* into the past */
    ck_assert_int_eq(TOLD(BIND, .to = day("2025-05-01")), 1);      /* the plan has a day */
    ck_assert_int_eq(TOLD(HOLD, .to = day("2025-03-20")), 1);      /* until today */
    ck_assert_int_eq(TOLD(HOLD, .to = day("2026-03-22")), 1);      /* 367 days */
    ck_assert_int_eq(TOLD(ACK, .to = day("2025-06-21")), 1);       /* 93 days */
    ck_assert_int_eq(TOLD(ANNOUNCE, .day = day("2025-03-20")), 1); /* no event */
    ck_assert_int_eq(TOLD(UNDO, .undoes = 1), 1);
    ck_assert_int_eq(told(&r, (struct nv_fact){.kind = NV_FACT_DONE, .subject = "kh/I.9.1"}), 1);
    ck_assert_uint_eq(nv_fact_table_count(t), 0);
    ck_assert_int_eq(TOLD(EXTEND, .to = day("2025-06-30")), 0);
    ck_assert_int_eq(TOLD(EXTEND, .to = day("2025-06-30")), 0); /* known */
    ck_assert_uint_eq(nv_fact_table_count(t), 1);
    ck_assert_int_eq(TOLD(DROP, .day = day("2025-03-20")), 0);
    ck_assert_int_eq(TOLD(DONE, .day = day("2025-03-20")), 1);
    ck_assert_int_eq(TOLD(PROGRESS, .percent = 50), 1);
    ck_assert_int_eq(TOLD(UNDO, .undoes = 2), 0);
    ck_assert_int_eq(TOLD(UNDO, .undoes = 2), 1);
    ck_assert_int_eq(TOLD(DONE, .day = day("2025-03-20")), 0);
    ck_assert_uint_eq(nv_fact_table_count(t), 4);
    rig_end(&r);
}
END_TEST

/* The second letter's number is evidence: it is not lost as "known", nor recorded behind a first.
 */
START_TEST(a_fact_told_again_with_another_document_is_refused)
{
    struct rig r;
    rig_start(&r, fx_seal(one_quarter()), NULL, "2025-03-20T19:00");
    const struct nv_fact_table *t = nv_engine_facts(r.e);
    const int32_t on = day("2025-03-20"), to = day("2025-06-30");
    ck_assert_int_eq(TOLD(HOLD, .to = to, .document = "CV 1"), 0);
    ck_assert_int_eq(TOLD(HOLD, .to = to, .document = "CV 2"), 1);
    ck_assert_int_eq(TOLD(ACK, .to = day("2025-04-10"), .note = "đã nhận"), 0);
    ck_assert_int_eq(TOLD(ACK, .to = day("2025-04-10"), .note = "đã đọc"), 1);
    ck_assert_int_eq(TOLD(EXTEND, .to = to, .document = "CV 3"), 0);
    ck_assert_int_eq(TOLD(EXTEND, .to = to, .document = "CV 4"), 1);
    ck_assert_int_eq(TOLD(EXTEND, .to = to, .document = ""), 0);
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "BC 1", .note = "đủ"), 0);
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "BC 1", .note = "đủ"), 0); /* known */
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "", .note = ""), 0);
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "BC 2", .note = "đủ"), 1);
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "BC 1", .note = "thiếu"), 1);
    ck_assert_uint_eq(nv_fact_table_count(t), 4);
    ck_assert_int_eq(TOLD(REOPEN, .day = on), 0);
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "BC 2"), 0); /* corrected */
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "BC 1"), 1); /* what stood once */
    ck_assert_int_eq(TOLD(REOPEN, .day = on), 0);
    ck_assert_int_eq(TOLD(DROP, .day = on, .document = ""), 0);
    ck_assert_int_eq(TOLD(DROP, .day = on, .document = "CV 5"), 1);
    ck_assert_int_eq(TOLD(DROP, .day = on), 0);
    ck_assert_uint_eq(nv_fact_table_count(t), 8);
    rig_end(&r);
}
END_TEST

/* Twice in the period: two of one day are two by their documents; the third is one too many. */
START_TEST(completions_of_one_day_are_told_apart_by_document)
{
    struct rig r;
    struct fx *f = one_quarter();
    struct nv_snapshot *s = fx_seal(f);
    ((struct nv_occurrence *)(uintptr_t)s->occurrences)->times = 2;
    rig_start(&r, s, NULL, "2025-03-20T19:00");
    const int32_t on = day("2025-03-20");
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "BC 1", .note = ""), 0);
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "BC 1", .note = "x"), 1);
    ck_assert_int_eq(rig_done_day(&r, 0), NV_DAY_NONE);
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "BC 2", .note = ""), 0);
    ck_assert_int_eq(rig_done_day(&r, 0), on);
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "BC 1", .note = ""), 0); /* known */
    ck_assert_int_eq(TOLD(DONE, .day = on, .document = "BC 3", .note = ""), 1);
    ck_assert_uint_eq(nv_fact_table_count(nv_engine_facts(r.e)), 2);
    rig_end(&r);
}
END_TEST

#define OF(subject_, kind_, ...)                                                                   \
    told(&r, (struct nv_fact){.kind = NV_FACT_##kind_, .subject = subject_, __VA_ARGS__})

/* IV.6.1 is given a day by its event, VII.4.1 by a person; each has its order. */
START_TEST(events_and_days_given_are_refused_out_of_order)
{
    struct rig r;
    rig_start(&r, waiting(), NULL, "2025-06-20T19:00");
    const struct nv_fact_table *t = nv_engine_facts(r.e);
    ck_assert_int_eq(OF("kh/event:nd", WITHDRAW, .day = day("2025-06-15")),
                     1); /* never announced */
    ck_assert_int_eq(OF("kh/event:nd", DONE, .day = day("2025-06-15")), 1);
    ck_assert_int_eq(OF("kh/event:nd", ANNOUNCE, .day = day("2025-06-21")), 1); /* tomorrow */
    /* 367 days before the signing; 366 will do. */
    ck_assert_int_eq(OF("kh/event:nd", ANNOUNCE, .day = day("2023-12-30")), 1);
    ck_assert_int_eq(OF("kh/event:par", ANNOUNCE, .day = day("2023-12-31")), 0);
    ck_assert_int_eq(OF("kh/event:nd", ANNOUNCE, .day = day("2025-06-15")), 0);
    ck_assert_int_eq(OF("kh/event:nd", ANNOUNCE, .day = day("2025-06-16")), 1); /* twice */
    ck_assert_int_eq(OF("kh/event:nd", ANNOUNCE, .day = day("2025-06-15"), .document = "NĐ 1"), 1);
    ck_assert_int_eq(OF("kh/VII.4.1", EXTEND, .to = day("2025-09-30")), 1); /* no day yet */
    ck_assert_int_eq(OF("kh/VII.4.1", BIND, .to = day("2024-12-30")), 1);
    ck_assert_uint_eq(nv_fact_table_count(t), 2);
    ck_assert_int_eq(OF("kh/VII.4.1", BIND, .to = day("2025-07-31")), 0);   /* #3 */
    ck_assert_int_eq(OF("kh/VII.4.1", EXTEND, .to = day("2025-09-30")), 0); /* #4 */
    ck_assert_int_eq(OF("kh/VII.4.1", BIND, .to = day("2025-08-31")), 1);   /* it is extended */
    ck_assert_int_eq(OF("kh/VII.4.1", UNDO, .undoes = 3), 1);
    ck_assert_int_eq(OF("kh/IV.6.1", UNDO, .undoes = 4), 1); /* of other work */
    ck_assert_int_eq(OF("kh/VII.4.1", UNDO, .undoes = 4), 0);
    ck_assert_int_eq(OF("kh/VII.4.1", UNDO, .undoes = 3), 0);
    /* 15/6 and thirty days; with the decree withdrawn an extension still says by when. */
    ck_assert_int_eq(OF("kh/IV.6.1", EXTEND, .to = day("2025-07-31")), 0);
    ck_assert_int_eq(OF("kh/event:nd", WITHDRAW, .day = day("2025-06-20")), 0);
    struct nv_standing st;
    nv_engine_standing(r.e, 0, &st);
    ck_assert_int_eq(st.nominal, day("2025-07-31"));
    ck_assert(st.bound);
    ck_assert_uint_eq(nv_fact_table_count(t), 8);
    rig_end(&r);
}
END_TEST

/* so-b supports: its ladder is "assigned -10w -5w", and -5w is its last word before the deadline.
 */
START_TEST(an_acknowledgement_leaves_the_last_step_of_each_ladder)
{
    struct desk *k = desk_new(fx_seal(one_quarter()));
    desk_sends(k, "2025-01-02");
    tells(k, NV_FACT_ACK, "2025-03-03", "2025-04-30");
    ck_assert_str_eq(desk_sends(k, "2025-03-17"), ""); /* -10w of both */
    ck_assert_str_eq(desk_sends(k, "2025-03-24"), "so-b: I.2.1 -5w support due-soon");
    ck_assert_str_eq(desk_sends(k, "2025-03-28"), ""); /* -1w of the lead */
    ck_assert_str_eq(desk_sends(k, "2025-03-31"), "so-a: I.2.1 0 lead due-today");
    desk_free(k);
}
END_TEST

/* The letter that was about to go speaks of what no longer is: it is cancelled, and the extension
 * told in its place. */
START_TEST(a_reminder_on_its_way_gives_way_to_the_extension)
{
    struct rig r;
    rig_start(&r, fx_seal(one_quarter()), NULL, "2025-03-24T08:00");
    ck_assert_str_eq(rig_ops(&r), "notice delivery notice delivery");
    rig_commit(&r, 0);
    ck_assert_str_eq(rig_ops(&r), "claim claim");
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_TEMPORARY, 450);
    rig_verdict(&r, 2, NV_SENT, 250);
    rig_commit(&r, 0);
    struct nv_event ev = {.kind = NV_EV_FACT};
    ev.fact.request = 1;
    ev.fact.fact = (struct nv_fact){.kind = NV_FACT_EXTEND,
                                    .subject = "kh/I.2.1",
                                    .day = day("2025-03-24"),
                                    .to = day("2025-06-30"),
                                    .document = "",
                                    .note = "",
                                    .actor = "x",
                                    .at_ms = r.now};
    rig_step(&r, ev);
    while (r.txn)
        rig_commit(&r, 0);
    rig_clock(&r, "2025-03-24T08:02", false);
    ck_assert_str_eq(rig_ops(&r), "cancel");
    rig_commit(&r, 0);
    rig_clock(&r, "2025-03-25T08:00", false);
    ck_assert_str_eq(rig_ops(&r), "notice delivery notice delivery");
    ck_assert_str_eq(r.txn->ops.v[0].notice.items[0].rung, "extend:1");
    rig_end(&r);
}
END_TEST

/* 07/4 is a holiday: on 08/4 the rest is over, and what goes out by then stands. */
START_TEST(what_is_reminded_of_after_a_rest_is_delivered)
{
    struct rig r;
    rig_start(&r, fx_seal(one_quarter()), NULL, "2025-03-20T19:00");
    ck_assert_int_eq(TOLD(HOLD, .to = day("2025-04-07")), 0);
    rig_clock(&r, "2025-03-24T08:00", false);
    rig_wants(&r, "");
    rig_clock(&r, "2025-04-08T08:00", false);
    /* One item each for so-a and the owner. */
    ck_assert_uint_eq(r.txn->ops.v[0].notice.n_items, 1);
    rig_commit(&r, 0);
    ck_assert_str_eq(rig_ops(&r), "claim claim");
    rig_end(&r);
}
END_TEST

START_TEST(a_rest_that_is_over_is_not_what_is_reopened)
{
    struct desk *k = desk_new(fx_seal(one_quarter()));
    tells(k, NV_FACT_HOLD, "2025-02-03", "2025-02-10");
    tells(k, NV_FACT_DONE, "2025-03-03", NULL);
    tells(k, NV_FACT_REOPEN, "2025-03-04", NULL);
    ck_assert_int_eq(desk_standing(k, 0).done_day, NV_DAY_NONE);
    tells(k, NV_FACT_HOLD, "2025-03-05", "2025-03-20");
    tells(k, NV_FACT_REOPEN, "2025-03-06", NULL);
    ck_assert_int_eq(desk_standing(k, 0).held_until, NV_DAY_NONE);
    desk_free(k);
}
END_TEST

/* The same plan, whose owner's word is asked for. */
static struct nv_snapshot *to_be_confirmed(void)
{
    struct fx *f = one_quarter();
    f->plans.v[0].confirm = true;
    return fx_seal(f);
}

static void notes(struct desk *k, enum nv_fact_kind kind, const char *told)
{
    struct nv_fact f = {.id = nv_fact_table_count(k->facts) + 1,
                        .kind = kind,
                        .subject = k->s->occurrences[0].key,
                        .day = day(told),
                        .document = "",
                        .note = "chưa ký",
                        .at_ms = nv_time_at(day(told), 7 * 60, 420)};
    nv_fact_table_apply(k->facts, &f);
    nv_planner_touch(k->p, 0);
}

START_TEST(what_is_told_done_waits_for_the_owners_word)
{
    struct desk *k = desk_new(to_be_confirmed());
    desk_sends(k, "2025-03-24");
    tells(k, NV_FACT_DONE, "2025-03-26", NULL);
    ck_assert_int_eq(desk_standing(k, 0).done_day, NV_DAY_NONE);
    ck_assert_int_eq(desk_standing(k, 0).reported_day, day("2025-03-26"));
    /* The owner alone is asked; nobody is reminded meanwhile, not even past the deadline. */
    ck_assert_str_eq(desk_sends(k, "2025-03-27"), "so-noi-vu: I.2.1 done:1 owner progress");
    ck_assert_str_eq(desk_sends(k, "2025-03-31"), "");
    ck_assert_str_eq(desk_sends(k, "2025-04-01"), "");
    notes(k, NV_FACT_REJECT, "2025-04-09");
    ck_assert_int_eq(desk_standing(k, 0).reported_day, NV_DAY_NONE);
    ck_assert_str_eq(desk_standing(k, 0).note, "chưa ký");
    ck_assert_str_eq(desk_sends(k, "2025-04-09"), "so-a: I.2.1 reject:2 lead overdue\n"
                                                  "so-noi-vu: I.2.1 +5w owner overdue #1");
    tells(k, NV_FACT_DONE, "2025-04-10", NULL);
    ck_assert_str_eq(desk_sends(k, "2025-04-11"), "so-noi-vu: I.2.1 done:3 owner progress");
    notes(k, NV_FACT_CONFIRM, "2025-04-14");
    struct nv_standing st = desk_standing(k, 0);
    ck_assert_int_eq(st.done_day, day("2025-04-10"));
    ck_assert_str_eq(st.document, "Công văn số 9"); /* of the completion */
    ck_assert_str_eq(desk_sends(k, "2025-04-14"), "so-a: I.2.1 confirm:4 lead done");
    ck_assert_str_eq(desk_sends(k, "2025-04-22"), "");
    desk_free(k);
}
END_TEST

/* Told on Wednesday 26/3: five working days on is 02/4, ten is 10/4, for 07/4 is a holiday. */
START_TEST(the_owner_is_asked_again_while_a_completion_waits)
{
    struct desk *k = desk_new(to_be_confirmed());
    desk_sends(k, "2025-03-24");
    tells(k, NV_FACT_DONE, "2025-03-26", NULL);
    ck_assert_str_eq(desk_sends(k, "2025-03-27"), "so-noi-vu: I.2.1 done:1 owner progress");
    ck_assert_str_eq(desk_sends(k, "2025-04-01"), "");
    ck_assert_str_eq(desk_sends(k, "2025-04-02"), "so-noi-vu: I.2.1 done:1+5w owner progress");
    ck_assert_str_eq(desk_sends(k, "2025-04-09"), "");
    ck_assert_str_eq(desk_sends(k, "2025-04-10"), "so-noi-vu: I.2.1 done:1+10w owner progress");
    /* After some days without service once, for the newest. */
    ck_assert_str_eq(desk_sends(k, "2025-05-20"), "so-noi-vu: I.2.1 done:1+35w owner progress");
    ck_assert_str_eq(desk_sends(k, "2025-05-21"), "");
    notes(k, NV_FACT_CONFIRM, "2025-05-21");
    ck_assert_str_eq(desk_sends(k, "2025-05-22"), "so-a: I.2.1 confirm:2 lead done");
    ck_assert_str_eq(desk_sends(k, "2025-06-20"), "");
    desk_free(k);
}
END_TEST

/* Asked again and not delivered at once: the letter stands until the owner has said a word. */
START_TEST(a_repeated_question_stands_until_it_is_answered)
{
    struct rig r;
    rig_start(&r, to_be_confirmed(), NULL, "2025-03-26T19:00");
    ck_assert_int_eq(TOLD(DONE, .day = day("2025-03-26"), .document = "", .note = ""), 0);
    rig_clock(&r, "2025-04-02T08:00", false);
    ck_assert_str_eq(r.txn->ops.v[0].notice.items[0].rung, "done:1+5w");
    rig_commit(&r, 0);
    ck_assert_str_eq(rig_ops(&r), "claim");
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_TEMPORARY, 450);
    rig_commit(&r, 0);
    rig_clock(&r, "2025-04-02T08:02", false);
    ck_assert_str_eq(rig_ops(&r), "claim");
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_TEMPORARY, 450);
    rig_commit(&r, 0);
    ck_assert_int_eq(TOLD(CONFIRM, .day = day("2025-04-02"), .document = "", .note = ""), 0);
    rig_clock(&r, "2025-04-02T08:30", false);
    ck_assert_str_eq(rig_ops(&r), "cancel");
    rig_end(&r);
}
END_TEST

START_TEST(an_owners_word_out_of_order_is_refused)
{
    struct rig r;
    rig_start(&r, to_be_confirmed(), NULL, "2025-03-20T19:00");
    ck_assert_int_eq(TOLD(CONFIRM, .day = day("2025-03-20"), .note = ""), 1);
    ck_assert_int_eq(TOLD(DONE, .day = day("2025-03-20")), 0);
    ck_assert_int_eq(TOLD(DONE, .day = day("2025-03-20")), 0);               /* known */
    ck_assert_int_eq(TOLD(DONE, .day = day("2025-03-19")), 1);               /* it awaits another */
    ck_assert_int_eq(TOLD(REJECT, .day = day("2025-03-20"), .note = ""), 1); /* no reason */
    ck_assert_int_eq(TOLD(CONFIRM, .day = day("2025-03-20"), .note = ""), 0);
    ck_assert_int_eq(TOLD(CONFIRM, .day = day("2025-03-20"), .note = ""), 0); /* known */
    ck_assert_int_eq(TOLD(REJECT, .day = day("2025-03-20"), .note = "x"), 1);
    ck_assert_uint_eq(nv_fact_table_count(nv_engine_facts(r.e)), 2);
    ck_assert_int_eq(TOLD(UNDO, .undoes = 2), 0);
    ck_assert_int_eq(rig_done_day(&r, 0), NV_DAY_NONE);
    rig_end(&r);
    rig_start(&r, fx_seal(one_quarter()), NULL, "2025-03-20T19:00");
    ck_assert_int_eq(TOLD(DONE, .day = day("2025-03-20")), 0);
    ck_assert_int_eq(TOLD(CONFIRM, .day = day("2025-03-20"), .note = ""), 1); /* nobody asked */
    rig_end(&r);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("facts");
    TCase *t = tcase_create("facts");
    tcase_add_test(t, an_extension_is_told_once_and_begins_a_new_ladder);
    tcase_add_test(t, the_original_deadline_stays_visible_through_two_extensions);
    tcase_add_test(t, done_work_is_thanked_for_once_and_then_silent);
    tcase_add_test(t, nobody_is_thanked_for_what_he_never_heard_of_or_long_after);
    tcase_add_test(t, what_is_dropped_is_told_to_all_who_worked_on_it);
    tcase_add_test(t, held_work_is_silent_until_its_day_has_passed);
    tcase_add_test(t, who_has_acknowledged_hears_of_the_deadline_and_of_the_first_day_after);
    tcase_add_test(t, an_event_gives_what_waits_for_it_a_day_and_a_ladder);
    tcase_add_test(t, of_several_events_all_must_have_happened);
    tcase_add_test(t, what_is_out_of_order_is_refused_and_changes_nothing);
    tcase_add_test(t, a_fact_told_again_with_another_document_is_refused);
    tcase_add_test(t, completions_of_one_day_are_told_apart_by_document);
    tcase_add_test(t, events_and_days_given_are_refused_out_of_order);
    tcase_add_test(t, an_acknowledgement_leaves_the_last_step_of_each_ladder);
    tcase_add_test(t, a_reminder_on_its_way_gives_way_to_the_extension);
    tcase_add_test(t, what_is_told_done_waits_for_the_owners_word);
    tcase_add_test(t, the_owner_is_asked_again_while_a_completion_waits);
    tcase_add_test(t, a_repeated_question_stands_until_it_is_answered);
    tcase_add_test(t, an_owners_word_out_of_order_is_refused);
    tcase_add_test(t, what_is_reminded_of_after_a_rest_is_delivered);
    tcase_add_test(t, a_rest_that_is_over_is_not_what_is_reopened);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
