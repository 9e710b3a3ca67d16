/* Ten thousand random sequences of facts, days passing between them: what the engine keeps and
 * makes of them must be what a simple model here says, no rung goes to anybody twice for one
 * deadline, and the journal holds all that was accepted, in order, and nothing else.
 *
 * The model knows the rules from the administrator's guide and works everything out anew from the
 * list of accepted facts; it shares no code with src/engine. */
#include <inttypes.h>
#include <stdio.h>

#include "engine/facts.h"
#include "engine_rig.h"
#include "model/status.h"

enum { SEQUENCES = 10000, STEPS = 14, N_WORK = 3, MOST = 64 };

static const char *const keys[N_WORK] = {"kh/I.1.1", "kh/I.2.1", "kh/I.3.1"};
static const char event_key[] = "kh/event:nd";

/* I.1.1: a quarter. I.2.1: waits for the event and has thirty days. I.3.1: no day, no event. */
static struct nv_snapshot *snapshot(void)
{
    static const struct nv_plan_event events[] = {{.id = "nd", .key = event_key, .name = "NĐ"}};
    static const uint32_t nd[] = {0};
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    fx_agency(f, "van-phong");
    fx_agency(f, "so-a");
    fx_agency(f, "so-b");
    fx_plan(f, "kh", "2024-12-31", 0, 1);
    fx_climb_all(f);
    f->s->policy.tell_changes = f->s->policy.thank = true;
    uint32_t a = fx_quarter(f, "I.1.1", 1), b = fx_undated(f, "I.2.1", NV_DL_AFTER_EVENT),
             c = fx_undated(f, "I.3.1", NV_DL_EXTERNAL);
    for (uint32_t d = a; d <= c; d++) {
        fx_role(f, d, NV_ROLE_LEAD, 2);
        fx_role(f, d, NV_ROLE_SUPPORT, 3);
    }
    f->deliverables.v[b].d.events = (struct nv_refs){nd, 1};
    f->deliverables.v[b].d.within = 30;
    f->deliverables.v[b].d.within_calendar = true;
    struct nv_snapshot *s = fx_seal(f);
    s->events = events;
    s->n_events = 1;
    nv_intern_add(s->event_ids, event_key);
    return s;
}

/* ---- the model ------------------------------------------------------------------------------- */

struct told {
    enum nv_fact_kind kind;
    int about; /* N_WORK: the event */
    int32_t at, day, to;
    int percent;
    size_t undoes; /* number of a fact, from 1 */
    const char *document, *note;
};

struct model {
    struct told list[MOST];
    size_t n;
};

struct stand {
    int32_t done, dropped, held, ack, nominal, bound, extended;
    int extensions;
};

static bool undone(const struct model *m, size_t number)
{
    for (size_t i = m->n; i-- > number;)
        if (m->list[i].kind == NV_FACT_UNDO && m->list[i].undoes == number && !undone(m, i + 1))
            return true;
    return false;
}

static int32_t event_day(const struct model *m)
{
    int32_t happened = NV_DAY_NONE;
    for (size_t i = 0; i < m->n; i++)
        if (m->list[i].about == N_WORK && !undone(m, i + 1) && m->list[i].kind != NV_FACT_NOTE &&
            m->list[i].kind != NV_FACT_UNDO)
            happened = m->list[i].kind == NV_FACT_ANNOUNCE ? m->list[i].day : NV_DAY_NONE;
    return happened;
}

static struct stand stand(const struct model *m, int about)
{
    struct stand s = {NV_DAY_NONE, NV_DAY_NONE, NV_DAY_NONE, NV_DAY_NONE,
                      NV_DAY_NONE, NV_DAY_NONE, NV_DAY_NONE, 0};
    for (size_t i = 0; i < m->n; i++) {
        const struct told *f = &m->list[i];
        if (f->about != about || undone(m, i + 1))
            continue;
        if (f->kind == NV_FACT_DONE)
            s.done = f->day;
        else if (f->kind == NV_FACT_DROP)
            s.dropped = f->day;
        else if (f->kind == NV_FACT_HOLD)
            s.held = f->to;
        else if (f->kind == NV_FACT_ACK)
            s.ack = f->to;
        else if (f->kind == NV_FACT_BIND)
            s.bound = f->to;
        else if (f->kind == NV_FACT_EXTEND) {
            s.extensions += f->to != s.extended;
            s.extended = f->to;
        } else if (f->kind == NV_FACT_REOPEN && s.dropped != NV_DAY_NONE)
            s.dropped = NV_DAY_NONE;
        else if (f->kind == NV_FACT_REOPEN && s.done == NV_DAY_NONE && s.held != NV_DAY_NONE &&
                 s.held >= f->at)
            s.held = NV_DAY_NONE;
        else if (f->kind == NV_FACT_REOPEN)
            s.done = NV_DAY_NONE;
    }
    int32_t happened = event_day(m);
    s.nominal = about == 0 ? day("2025-03-31") : NV_DAY_NONE;
    if (about == 1 && happened != NV_DAY_NONE)
        s.nominal = happened + 30;
    if (s.bound != NV_DAY_NONE)
        s.nominal = s.bound;
    if (s.extended != NV_DAY_NONE)
        s.nominal = s.extended;
    return s;
}

enum verdict { KEPT, KNOWN, REFUSED };

/* Told again as it stands: what the newest such fact does not say in document or note would be
 * lost. Where no fact has made it so (the event gave the day that is bound) both are new. */
static enum verdict repeats(const struct model *m, const struct told *f)
{
    bool until = f->kind == NV_FACT_HOLD || f->kind == NV_FACT_ACK || f->kind == NV_FACT_EXTEND ||
                 f->kind == NV_FACT_BIND;
    const char *document = "", *note = "";
    for (size_t i = 0; i < m->n; i++) {
        const struct told *was = &m->list[i];
        if (was->kind != f->kind || was->about != f->about || undone(m, i + 1) ||
            (until ? was->to != f->to : was->day != f->day))
            continue;
        document = was->document;
        note = was->note;
    }
    return (*f->document && strcmp(f->document, document) != 0) ||
                   (*f->note && strcmp(f->note, note) != 0)
               ? REFUSED
               : KNOWN;
}

static enum verdict judge_undo(const struct model *m, const struct told *f)
{
    if (f->undoes == 0 || f->undoes > m->n || m->list[f->undoes - 1].about != f->about ||
        undone(m, f->undoes))
        return REFUSED;
    return m->list[f->undoes - 1].kind == NV_FACT_BIND && stand(m, f->about).extensions ? REFUSED
                                                                                        : KEPT;
}

static enum verdict judge_until(const struct model *m, const struct told *f, int32_t stands,
                                int most)
{
    return f->to == stands                          ? repeats(m, f)
           : f->to <= f->at || f->to > f->at + most ? REFUSED
                                                    : KEPT;
}

static enum verdict judge(const struct model *m, const struct told *f)
{
    const int32_t signing = day("2024-12-31");
    if (f->day > f->at)
        return REFUSED;
    if (f->kind == NV_FACT_UNDO)
        return judge_undo(m, f);
    if (f->about == N_WORK) {
        int32_t happened = event_day(m);
        if (f->kind == NV_FACT_NOTE)
            return KEPT;
        if (f->kind == NV_FACT_WITHDRAW)
            return happened == NV_DAY_NONE ? REFUSED : KEPT;
        return f->kind != NV_FACT_ANNOUNCE || f->day < signing - 366 ? REFUSED
               : happened == NV_DAY_NONE                             ? KEPT
               : happened == f->day                                  ? repeats(m, f)
                                                                     : REFUSED;
    }
    struct stand s = stand(m, f->about);
    bool over = s.done != NV_DAY_NONE || s.dropped != NV_DAY_NONE;
    switch (f->kind) {
    case NV_FACT_DONE:
        return s.dropped != NV_DAY_NONE ? REFUSED
               : s.done == f->day       ? repeats(m, f)
               : s.done != NV_DAY_NONE  ? REFUSED
               : f->day < signing       ? REFUSED
                                        : KEPT;
    case NV_FACT_REOPEN:
        return over || (s.held != NV_DAY_NONE && s.held >= f->at) ? KEPT : REFUSED;
    case NV_FACT_EXTEND:
        return over || s.nominal == NV_DAY_NONE       ? REFUSED
               : s.extensions && f->to == s.nominal   ? repeats(m, f)
               : f->to <= s.nominal || f->to <= f->at ? REFUSED
                                                      : KEPT;
    case NV_FACT_BIND:
        return over || f->about == 0 || s.extensions ? REFUSED
               : f->to == s.nominal                  ? repeats(m, f)
               : f->to < signing                     ? REFUSED
                                                     : KEPT;
    case NV_FACT_DROP:
        return s.dropped == f->day ? repeats(m, f) : over || f->day < signing ? REFUSED : KEPT;
    case NV_FACT_HOLD:
        return over ? REFUSED : judge_until(m, f, s.held, 366);
    case NV_FACT_ACK:
        return over ? REFUSED : judge_until(m, f, s.ack, 92);
    case NV_FACT_PROGRESS:
        return over || f->day < signing ? REFUSED : KEPT;
    case NV_FACT_NOTE:
    case NV_FACT_RESTORE:
        return KEPT;
    default:
        return REFUSED;
    }
}

/* ---- chance ---------------------------------------------------------------------------------- */

static uint64_t below(uint64_t *seed, uint64_t n)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (*seed >> 11) % n;
}

static struct told any_fact(uint64_t *seed, const struct model *m, int32_t today)
{
    static const char *const texts[] = {"", "CV 1", "CV 2"};
    struct told f = {.kind = (enum nv_fact_kind)below(seed, NV_FACT_COUNT),
                     .about = (int)below(seed, N_WORK + 1),
                     .at = today,
                     .day = today - (int32_t)below(seed, 20),
                     .to = today + (int32_t)below(seed, 200) - 40,
                     .percent = (int)below(seed, 101),
                     .document = texts[below(seed, 3)],
                     .note = texts[below(seed, 3)]};
    if (below(seed, 10) == 0)
        f.day = today + 1 + (int32_t)below(seed, 5);
    if (m->n && below(seed, 6) == 0) {
        /* Once more what was told before, perhaps with other words. */
        struct told again = m->list[below(seed, m->n)];
        again.at = today;
        again.document = f.document;
        again.note = f.note;
        return again;
    }
    /* What is undone is mostly something that is there. */
    if (f.kind == NV_FACT_UNDO) {
        f.undoes = below(seed, m->n + 2);
        if (f.undoes && f.undoes <= m->n && below(seed, 4))
            f.about = m->list[f.undoes - 1].about;
        f.day = today;
    }
    if ((f.kind == NV_FACT_ANNOUNCE || f.kind == NV_FACT_WITHDRAW) && below(seed, 4))
        f.about = N_WORK;
    return f;
}

/* ---- the engine beside it -------------------------------------------------------------------- */

struct heard {
    NV_VEC(char *) items;
};

/* No agency hears the same rung of the same work and deadline twice. */
static void hear(struct heard *h, const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_notice *n = &t->ops.v[i].notice;
        for (uint32_t k = 0; t->ops.v[i].kind == NV_OP_NOTICE && k < n->n_items; k++) {
            char text[160];
            nv_fmt(text, sizeof text, "%s %s %d %s", n->agency, n->items[k].occurrence,
                   n->items[k].effective, n->items[k].rung);
            for (size_t j = 0; j < h->items.n; j++)
                ck_assert_msg(strcmp(h->items.v[j], text) != 0, "told twice: %s", text);
            nv_vec_push(&h->items, nv_strdup(text));
        }
    }
}

static void settle(struct rig *r, struct heard *h)
{
    while (r->txn) {
        hear(h, r->txn);
        rig_commit(r, 0);
        for (size_t i = 0; i < r->sent.n; i++) {
            struct nv_event ev = {.kind = NV_EV_VERDICT, .more = i + 1 < r->sent.n};
            ev.verdict = (struct nv_verdict){
                .delivery = r->sent.v[i], .class = NV_SENT, .code = 250, .ended_ms = r->now};
            struct nv_actions out = {0};
            ev.now_ms = r->now;
            nv_engine_step(r->e, &ev, &out);
            for (size_t k = 0; k < out.list.n; k++)
                if (out.list.v[k].kind == NV_ACT_COMMIT)
                    r->txn = out.list.v[k].txn;
            nv_vec_free(&out.list);
        }
    }
}

static void tell(struct rig *r, struct heard *h, struct model *m, const struct told *f)
{
    struct nv_event ev = {.kind = NV_EV_FACT};
    enum verdict want = judge(m, f);
    ev.fact.request = 1;
    ev.fact.fact = (struct nv_fact){.kind = f->kind,
                                    .subject = f->about == N_WORK ? event_key : keys[f->about],
                                    .day = f->day,
                                    .to = f->to,
                                    .percent = f->percent,
                                    .undoes = f->undoes,
                                    .document = f->document,
                                    .note = f->note,
                                    .actor = "x",
                                    .at_ms = r->now};
    r->exit_code = -1;
    rig_step(r, ev);
    settle(r, h);
    ck_assert_msg(r->exit_code == (want == REFUSED), "%s of %d: exit %d, model %d",
                  nv_fact_kind_name(f->kind), f->about, r->exit_code, want);
    if (want == KEPT)
        m->list[m->n++] = *f;
}

static void agree(struct rig *r, const struct model *m, int32_t today)
{
    const struct nv_fact_table *t = nv_engine_facts(r->e);
    unsigned sum[NV_STATUS_COUNT] = {0}, total = 0;
    ck_assert_uint_eq(nv_fact_table_count(t), m->n);
    for (size_t i = 0; i < m->n; i++) {
        const struct nv_fact *f = nv_fact_table_at(t, i);
        ck_assert_uint_eq(f->id, i + 1);
        ck_assert_int_eq(f->kind, m->list[i].kind);
        ck_assert_int_eq(f->day, m->list[i].day);
        ck_assert_str_eq(f->document, m->list[i].document);
        ck_assert_str_eq(f->note, m->list[i].note);
        ck_assert_int_eq(nv_fact_table_stands(t, f), !undone(m, i + 1));
    }
    for (int i = 0; i < N_WORK; i++) {
        struct nv_standing st;
        struct stand want = stand(m, i);
        nv_engine_standing(r->e, (uint32_t)i, &st);
        ck_assert_int_eq(st.done_day, want.done);
        ck_assert_int_eq(st.dropped_day, want.dropped);
        ck_assert_int_eq(st.held_until, want.held);
        ck_assert_int_eq(st.ack_until, want.ack);
        ck_assert_int_eq(st.nominal, want.nominal);
        ck_assert_int_eq(st.extensions, want.extensions);
        enum nv_status status = nv_status_now(&r->s->occurrences[i], &st, today);
        sum[status]++;
        ck_assert_int_eq(status == NV_STATUS_DROPPED, want.dropped != NV_DAY_NONE);
        ck_assert_int_eq(status == NV_STATUS_DONE_EARLY || status == NV_STATUS_DONE_ON_TIME ||
                             status == NV_STATUS_DONE_LATE,
                         want.dropped == NV_DAY_NONE && want.done != NV_DAY_NONE);
    }
    for (int i = 0; i < NV_STATUS_COUNT; i++)
        total += sum[i];
    ck_assert_uint_eq(total, N_WORK);
}

static void run(uint64_t seed, struct nv_snapshot *s)
{
    struct rig r;
    struct model m = {.n = 0};
    struct heard h = {0};
    uint64_t chance = seed * 0x9E3779B97F4A7C15ull + 1;
    int32_t today = day("2025-01-02");
    rig_start(&r, (struct nv_snapshot *)(uintptr_t)nv_snapshot_ref(s), NULL, "2025-01-02T06:00");
    for (int step = 0; step < STEPS; step++) {
        today += (int32_t)below(&chance, 12);
        /* Before the window or in it. */
        int64_t now = nv_time_at(today, 7 * 60 + (below(&chance, 2) ? 0 : 3 * 60), 420);
        r.now = now > r.now ? now : r.now + 60000;
        rig_step(&r, (struct nv_event){.kind = NV_EV_CLOCK});
        settle(&r, &h);
        struct told f = any_fact(&chance, &m, nv_time_day(r.now, 420));
        tell(&r, &h, &m, &f);
        agree(&r, &m, nv_time_day(r.now, 420));
    }
    for (size_t i = 0; i < h.items.n; i++)
        free(h.items.v[i]);
    nv_vec_free(&h.items);
    rig_end(&r);
}

static uint64_t running; /* 0: all is well */

static void say_seed(void)
{
    if (running)
        printf("engine_facts_random: seed %" PRIu64 "\n", running);
}

START_TEST(random_sequences_of_facts_are_what_the_model_says)
{
    enum { PART = SEQUENCES / 4 };
    struct nv_snapshot *s = snapshot();
    atexit(say_seed);
    for (uint64_t seed = (uint64_t)_i * PART + 1; seed <= (uint64_t)(_i + 1) * PART; seed++) {
        running = seed;
        run(seed, s);
    }
    running = 0;
    nv_snapshot_unref(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("random facts");
    TCase *t = tcase_create("random");
    tcase_set_timeout(t, 300);
    tcase_add_loop_test(t, random_sequences_of_facts_are_what_the_model_says, 0, 4);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(suite)
