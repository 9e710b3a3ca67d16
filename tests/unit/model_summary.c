/* Reports: figures of a small plan worked out by hand, and parts that always add up. */
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "engine_fixture.h"
#include "model/standing.h"
#include "model/summary.h"
#include "nvtest.h"

enum { SO_NV, SO_A, SO_B, NHOM, N_OCCURRENCES = 10 };

/* Occurrences in the order of the deliverables. */
enum { I_1, I_2, I_3, II_1, II_2, II_3, VII_8_Q1, VII_8_Q2, VII_8_Q3, IX_1 };

struct small {
    struct nv_snapshot *s;
    struct nv_arena *arena;
    struct nv_standing now[N_OCCURRENCES], before[N_OCCURRENCES];
    int chases[N_OCCURRENCES];
};

static void small_begin(struct small *w)
{
    static const struct nv_section_title sections[] = {{"I", "Thể chế"}, {"II", "Thủ tục"}};
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "so-a");
    fx_agency(f, "so-b");
    fx_group(f, "cac-so", fx_list(SO_A, SO_B));
    fx_succeed(f, SO_B, "2025-07-01", fx_list(SO_A));
    fx_plan(f, "kh", "2024-12-31", SO_NV, NV_NONE);
    nv_vec_last(&f->plans)->sections = sections;
    nv_vec_last(&f->plans)->n_sections = 2;
    fx_role(f, fx_quarter(f, "I.1.1", 1), NV_ROLE_LEAD, SO_A);
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, SO_B);
    uint32_t both = fx_quarter(f, "I.3.1", 2);
    fx_role(f, both, NV_ROLE_LEAD, SO_A);
    fx_role(f, both, NV_ROLE_LEAD, SO_B);
    fx_role(f, fx_day(f, "II.1.1", "2025-05-20"), NV_ROLE_LEAD, SO_B);
    fx_role(f, fx_undated(f, "II.2.1", NV_DL_CONTINUOUS), NV_ROLE_LEAD, NHOM);
    fx_role(f, fx_undated(f, "II.3.1", NV_DL_AFTER_EVENT), NV_ROLE_LEAD, SO_NV);
    uint32_t reports = fx_task(f, "VII.8.1", NV_DL_RECURRING, NV_DAY_NONE, NV_DAY_NONE);
    fx_role(f, reports, NV_ROLE_LEAD, SO_NV);
    fx_period(f, reports, "Q1", NV_DL_RECURRING, day("2025-01-01"), day("2025-03-20"));
    fx_period(f, reports, "Q2", NV_DL_RECURRING, day("2025-04-01"), day("2025-06-20"));
    fx_period(f, reports, "Q3", NV_DL_RECURRING, day("2025-07-01"), day("2025-09-20"));
    fx_plan(f, "kh", "2025-04-10", SO_NV, NV_NONE); /* adds a task by a document of its own */
    nv_vec_last(&f->plans)->supplement = true;
    fx_role(f, fx_quarter(f, "IX.1.1", 4), NV_ROLE_LEAD, SO_A);
    w->s = fx_seal(f);
    w->arena = nv_arena_new();
    memset(w->chases, 0, sizeof w->chases);
    ck_assert_uint_eq(w->s->n_occurrences, N_OCCURRENCES);
    for (uint32_t i = 0; i < N_OCCURRENCES; i++)
        w->now[i] = w->before[i] = nv_standing_of(&w->s->occurrences[i]);
}

static void small_end(struct small *w)
{
    nv_arena_free(w->arena);
    nv_snapshot_unref(w->s);
}

static const struct nv_summary *report(struct small *w, const char *period, const char *cut)
{
    struct nv_summary_input in = {
        .snapshot = w->s, .cut = day(cut), .now = w->now, .before = w->before, .chases = w->chases};
    ck_assert(nv_report_span_parse(period, &in.span));
    return nv_summary_make(w->arena, &in);
}

/* "done in-time soon overdue other = total" */
static const char *shares(const struct nv_tally *t)
{
    static char text[80];
    struct nv_buf b = NV_BUF_INIT;
    for (int i = 0; i < NV_SHARE_COUNT; i++)
        nv_buf_addf(&b, "%u ", nv_tally_share(t, (enum nv_share)i));
    nv_fmt(text, sizeof text, "%s= %u", nv_buf_str(&b), t->total);
    nv_buf_free(&b);
    return text;
}

static const char *ids(const struct nv_snapshot *s, const struct nv_summary_lines *lines)
{
    static char text[200];
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t i = 0; i < lines->n; i++)
        nv_buf_addf(&b, "%s%s", i ? " " : "", s->occurrences[lines->v[i].occurrence].id);
    nv_fmt(text, sizeof text, "%s", nv_buf_str(&b));
    nv_buf_free(&b);
    return text;
}

START_TEST(a_month_of_a_small_plan)
{
    struct small w;
    small_begin(&w);
    w.now[I_1].done_day = day("2025-04-02"); /* due on 31/3: late */
    w.now[VII_8_Q1].done_day = w.before[VII_8_Q1].done_day = day("2025-03-18");
    w.now[I_3].nominal = w.now[I_3].effective = day("2025-08-29");
    w.now[I_3].extensions = 1;
    w.chases[I_2] = 2;
    const struct nv_summary *r = report(&w, "2025-04", "2025-04-30");
    ck_assert_uint_eq(r->n_tasks, 8);
    /* I.1 done; VII.8 (Q2), I.3, IX.1 in time; II.1 in 20 days; I.2; II.2 and II.3. */
    ck_assert_str_eq(shares(&r->total), "1 3 1 1 2 = 8");
    ck_assert_uint_eq(r->total.by_status[NV_STATUS_DONE_LATE], 1);
    ck_assert_str_eq(shares(&r->occurrences), "2 4 1 1 2 = 10");
    ck_assert_uint_eq(r->n_sections, 3); /* I, II, and what is in neither */
    ck_assert_str_eq(r->sections[0].section->id, "I");
    ck_assert_str_eq(shares(&r->sections[0].tally), "1 1 0 1 0 = 3");
    ck_assert_str_eq(shares(&r->sections[1].tally), "0 0 1 0 2 = 3");
    ck_assert_ptr_null(r->sections[2].section);
    ck_assert_str_eq(shares(&r->sections[2].tally), "0 2 0 0 0 = 2");
    ck_assert_str_eq(ids(w.s, &r->overdue), "I.2.1");
    ck_assert_int_eq(r->overdue.v[0].days, 30);
    ck_assert_int_eq(r->overdue.v[0].chases, 2);
    ck_assert_str_eq(ids(w.s, &r->next), "II.1.1 VII.8.1@Q2"); /* up to 30/6 */
    ck_assert_str_eq(ids(w.s, &r->waiting), "II.3.1");
    ck_assert_str_eq(ids(w.s, &r->done), "I.1.1"); /* the report of March was done in March */
    ck_assert_str_eq(ids(w.s, &r->extended), "I.3.1");
    ck_assert_str_eq(ids(w.s, &r->added), "IX.1.1");
    ck_assert_str_eq(ids(w.s, &r->dropped), "");
    small_end(&w);
}
END_TEST

START_TEST(work_that_chooses_a_successor_is_counted_for_that_one)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "so-a");
    fx_agency(f, "so-b");
    fx_succeed(f, SO_B, "2025-07-01", fx_list(SO_NV, SO_A));
    fx_plan(f, "kh", "2024-12-31", SO_NV, NV_NONE);
    for (uint32_t i = 0; i < 3; i++)
        fx_role(f, fx_quarter(f, (const char *[]){"I.1.1", "I.2.1", "I.3.1"}[i], 4), NV_ROLE_LEAD,
                SO_B);
    fx_choose(f, 0, SO_B, "2025-07-01", SO_A);
    fx_choose(f, 1, SO_B, "2025-07-01", SO_A);
    struct small w = {.s = fx_seal(f), .arena = nv_arena_new()};
    for (uint32_t i = 0; i < 3; i++)
        w.now[i] = w.before[i] = nv_standing_of(&w.s->occurrences[i]);
    const struct nv_summary *r = report(&w, "2025-07", "2025-07-31");
    ck_assert_uint_eq(r->n_leads, 1);
    ck_assert_uint_eq(r->leads[0].tally.total, 3);
    /* Two are so-a's; the third is of both, a row of its own. */
    ck_assert_uint_eq(r->n_leads_now, 2);
    ck_assert_uint_eq(r->leads_now[0].leads.n, 1);
    ck_assert_uint_eq(r->leads_now[0].leads.v[0], SO_A);
    ck_assert_uint_eq(r->leads_now[0].tally.total, 2);
    ck_assert_uint_eq(r->leads_now[1].leads.n, 2);
    small_end(&w);
}
END_TEST

/* Two leads are a row of their own, so that every deliverable is in one row. */
START_TEST(leads_as_printed_and_after_a_merger)
{
    struct small w;
    small_begin(&w);
    const struct nv_summary *r = report(&w, "2025-07", "2025-07-31");
    ck_assert_uint_eq(r->n_leads, 5);
    /* Most work first, else in the order of the plan: so-a 2, so-b 2, so-noi-vu 2, both, all. */
    static const uint32_t sizes[] = {2, 2, 2, 1, 1};
    for (uint32_t i = 0; i < 5; i++)
        ck_assert_uint_eq(r->leads[i].tally.total, sizes[i]);
    ck_assert_uint_eq(r->leads[0].leads.v[0], SO_A);
    ck_assert_uint_eq(r->leads[1].leads.v[0], SO_B);
    ck_assert_uint_eq(r->leads[2].leads.v[0], SO_NV);
    ck_assert_uint_eq(r->leads[3].leads.n, 2);
    ck_assert_uint_eq(r->leads[4].leads.v[0], NHOM);
    /* so-b has become so-a, and both together are so-a; the group stays a group. */
    ck_assert_uint_eq(r->n_leads_now, 3);
    ck_assert_uint_eq(r->leads_now[0].leads.v[0], SO_A);
    ck_assert_uint_eq(r->leads_now[0].tally.total, 5);
    ck_assert_uint_eq(r->leads_now[1].leads.v[0], SO_NV);
    ck_assert_uint_eq(r->leads_now[2].leads.v[0], NHOM);
    small_end(&w);
}
END_TEST

START_TEST(what_was_added_later_is_not_counted_before)
{
    struct small w;
    small_begin(&w);
    const struct nv_summary *r = report(&w, "2025-03", "2025-03-31");
    ck_assert_uint_eq(r->total.total, 7);
    ck_assert_uint_eq(r->n_tasks, 7);
    ck_assert_uint_eq(r->added.n, 0);
    small_end(&w);
}
END_TEST

static void adds_up(const struct nv_tally *t)
{
    uint32_t statuses = 0, parts = 0;
    for (int i = 0; i < NV_STATUS_COUNT; i++)
        statuses += t->by_status[i];
    for (int i = 0; i < NV_SHARE_COUNT; i++)
        parts += nv_tally_share(t, (enum nv_share)i);
    ck_assert_uint_eq(statuses, t->total);
    ck_assert_uint_eq(parts, t->total);
}

static void rows_add_up(const struct nv_summary_row *rows, uint32_t n, const struct nv_tally *total)
{
    struct nv_tally sum = {0};
    for (uint32_t i = 0; i < n; i++) {
        adds_up(&rows[i].tally);
        sum.total += rows[i].tally.total;
        for (int k = 0; k < NV_STATUS_COUNT; k++)
            sum.by_status[k] += rows[i].tally.by_status[k];
    }
    ck_assert_mem_eq(&sum, total, sizeof sum);
}

static int32_t some_day(unsigned *seed, int one_in)
{
    return rand_r(seed) % one_in ? NV_DAY_NONE : day("2025-01-01") + rand_r(seed) % 400;
}

START_TEST(parts_add_up_whatever_happens)
{
    unsigned seed = (unsigned)nv_test_seed("model_summary");
    struct small w;
    small_begin(&w);
    for (int i = 0; i < 10000; i++) {
        for (uint32_t k = 0; k < N_OCCURRENCES; k++) {
            struct nv_standing *st = &w.now[k];
            *st = nv_standing_of(&w.s->occurrences[k]);
            st->done_day = some_day(&seed, 3);
            st->reported_day = some_day(&seed, 6);
            st->dropped_day = some_day(&seed, 8);
            st->held_until = some_day(&seed, 5);
            st->extensions = rand_r(&seed) % 3;
            st->happened = rand_r(&seed) % 2;
            int32_t moved = some_day(&seed, 3);
            if (moved != NV_DAY_NONE)
                st->nominal = st->effective = moved;
        }
        struct nv_summary_input in = {.snapshot = w.s, .now = w.now, .before = w.before};
        in.cut = day("2025-01-01") + rand_r(&seed) % 400;
        in.span = nv_report_span_of((enum nv_report_kind)(rand_r(&seed) % 3), in.cut);
        struct nv_arena *a = nv_arena_new();
        const struct nv_summary *r = nv_summary_make(a, &in);
        bool later = in.cut < day("2025-04-10");
        ck_assert_uint_eq(r->total.total, later ? 7 : 8);
        ck_assert_uint_eq(r->occurrences.total, later ? 9 : 10);
        adds_up(&r->total);
        adds_up(&r->occurrences);
        rows_add_up(r->sections, r->n_sections, &r->total);
        rows_add_up(r->leads, r->n_leads, &r->total);
        rows_add_up(r->leads_now, r->n_leads_now, &r->total);
        ck_assert_uint_eq(r->overdue.n, r->occurrences.by_status[NV_STATUS_OVERDUE]);
        ck_assert_uint_eq(r->waiting.n, r->occurrences.by_status[NV_STATUS_WAITING]);
        nv_arena_free(a);
    }
    small_end(&w);
}
END_TEST

static const struct {
    const char *text, *name, *from, *to, *next_to;
} spans[] = {
    {"2025-03", "2025-03", "2025-03-01", "2025-03-31", "2025-06-30"},
    {"2025-04", "2025-04", "2025-04-01", "2025-04-30", "2025-06-30"},
    {"2024-02", "2024-02", "2024-02-01", "2024-02-29", "2024-03-31"},
    {"2025-12", "2025-12", "2025-12-01", "2025-12-31", "2026-03-31"},
    {"2025-Q1", "2025-Q1", "2025-01-01", "2025-03-31", "2025-06-30"},
    {"2025-q4", "2025-Q4", "2025-10-01", "2025-12-31", "2026-03-31"},
    {"2025", "2025", "2025-01-01", "2025-12-31", "2026-12-31"},
};

START_TEST(periods_are_read_and_named)
{
    char name[NV_REPORT_SPAN_TEXT];
    struct nv_report_span s;
    ck_assert(nv_report_span_parse(spans[_i].text, &s));
    ck_assert_str_eq(nv_report_span_name(&s, name), spans[_i].name);
    ck_assert_int_eq(s.from, day(spans[_i].from));
    ck_assert_int_eq(s.to, day(spans[_i].to));
    ck_assert_int_eq(s.next_to, day(spans[_i].next_to));
}
END_TEST

static const char *const no_spans[] = {"",        "25-03",   "2025-13", "2025-00", "2025-3",
                                       "2025-Q5", "2025-Q0", "2025-Q",  "2025/03", "2025-033",
                                       "20250",   "0000",    "2025-Q11"};

START_TEST(what_is_no_period_is_refused)
{
    struct nv_report_span s;
    ck_assert(!nv_report_span_parse(no_spans[_i], &s));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("summary");
    TCase *t = tcase_create("figures");
    tcase_add_test(t, a_month_of_a_small_plan);
    tcase_add_test(t, work_that_chooses_a_successor_is_counted_for_that_one);
    tcase_add_test(t, leads_as_printed_and_after_a_merger);
    tcase_add_test(t, what_was_added_later_is_not_counted_before);
    tcase_add_test(t, parts_add_up_whatever_happens);
    tcase_add_loop_test(t, periods_are_read_and_named, 0, sizeof spans / sizeof *spans);
    tcase_add_loop_test(t, what_is_no_period_is_refused, 0, sizeof no_spans / sizeof *no_spans);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
