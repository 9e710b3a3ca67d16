/* What was heard, against a list that is searched from its beginning and keeps the rungs as they
 * are written; and how much of it there may be. The seed is printed; NV_SEED=n replays it. */
#include <stdio.h>
#include <string.h>

#include "engine/heard.h"
#include "model/notice.h"
#include "nvtest.h"

enum { STEPS = 40000, OCCURRENCES = 900, AGENCIES = 7, MOST = OCCURRENCES * AGENCIES * 3 };

struct told {
    uint32_t occurrence, agency;
    int32_t effective, rung_day;
    char rung[NV_RUNG_TEXT];
    enum nv_role role;
    int chases;
};

static struct told list[MOST];
static size_t n;
static uint64_t state;

static uint32_t below(uint32_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state % limit);
}

static struct told *find(uint32_t occurrence, uint32_t agency, int32_t effective)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].occurrence == occurrence && list[i].agency == agency &&
            list[i].effective == effective)
            return &list[i];
    return NULL;
}

/* The newest rung stays; of one day a fact's; the strongest role; the highest count. */
static void hear(const struct told *t)
{
    struct told *old = find(t->occurrence, t->agency, t->effective);
    if (!old) {
        list[n++] = *t;
        return;
    }
    if (t->rung_day > old->rung_day ||
        (t->rung_day == old->rung_day && strncmp(t->rung, "extend:", 7) == 0)) {
        old->rung_day = t->rung_day;
        memcpy(old->rung, t->rung, sizeof old->rung);
    }
    if (t->role < old->role)
        old->role = t->role;
    if (t->chases > old->chases)
        old->chases = t->chases;
}

static bool wants(const struct told *old, const struct told *t)
{
    if (!old || (t->role < NV_ROLE_PRINTED && t->role < old->role))
        return true;
    return t->rung_day > old->rung_day && strcmp(t->rung, old->rung) != 0 &&
           strcmp(t->rung, "assigned") != 0;
}

static bool wants_fact(const struct told *old, const struct told *t)
{
    return !old || (t->rung_day >= old->rung_day && strcmp(t->rung, old->rung) != 0);
}

static struct told any(void)
{
    static const char *const rungs[] = {"assigned", "-10w", "0", "+5w", "extend:3", "extend:17"};
    static const int32_t days[] = {INT32_MIN, 20100, 20178};
    struct told t = {.occurrence = below(OCCURRENCES) * 17,
                     .agency = below(AGENCIES) + 5,
                     .effective = days[below(3)],
                     .rung_day = 20000 + (int32_t)below(30),
                     .role = (enum nv_role)below(NV_ROLE_COUNT),
                     .chases = (int)below(4)};
    strcpy(t.rung, rungs[below(6)]);
    return t;
}

static void ask(const struct nv_heard_table *table, const struct told *t)
{
    const struct told *old = find(t->occurrence, t->agency, t->effective);
    const struct nv_heard_entry *e = nv_heard_find(table, t->occurrence, t->agency, t->effective);
    ck_assert_int_eq(e != NULL, old != NULL);
    ck_assert_int_eq(nv_heard_wants(e, t->rung, t->rung_day, t->role), wants(old, t));
    ck_assert_int_eq(nv_heard_wants_fact(e, t->rung, t->rung_day), wants_fact(old, t));
    if (!e)
        return;
    ck_assert_int_eq(e->rung_day, old->rung_day);
    ck_assert_int_eq(e->role, old->role);
    ck_assert_int_eq(e->chases, old->chases);
}

START_TEST(it_knows_what_a_list_of_everything_knows)
{
    state = nv_test_seed("engine_heard") * 2 + 1;
    struct nv_heard_table *table = nv_heard_new();
    for (int i = 0; i < STEPS; i++) {
        struct told t = any();
        ask(table, &t);
        if (below(2)) {
            nv_heard_record(table, t.occurrence, t.agency, t.effective, t.rung, t.rung_day, t.role,
                            t.chases);
            hear(&t);
            ask(table, &t);
        }
    }
    for (size_t i = 0; i < n; i++)
        ask(table, &list[i]);
    nv_heard_free(table);
}
END_TEST

static size_t occurrences;
static uint64_t sum;

static void count(void *arg, uint32_t occurrence)
{
    (void)arg;
    occurrences++;
    sum += occurrence;
}

/* Twenty thousand works, each with its agency and the owner; reminded for two years. */
START_TEST(it_takes_the_same_however_often_it_was_told)
{
    enum { WORKS = 20000, READERS = 2, SLOTS = 65536, SLOT = 28 };
    struct nv_heard_table *table = nv_heard_new();
    for (int week = 0; week < 104; week += 26)
        for (uint32_t k = 0; k < WORKS; k++)
            for (uint32_t who = 0; who < READERS; who++)
                nv_heard_record(table, k, WORKS + who * (k % 1000), 20178, "+5w", 20178 + 7 * week,
                                NV_ROLE_LEAD, week);
    ck_assert_uint_le(nv_heard_bytes(table), SLOTS * SLOT + 64);
    nv_heard_each(table, count, NULL);
    ck_assert_uint_eq(occurrences, WORKS * READERS - WORKS / 1000);
    ck_assert_uint_eq(sum, 2 * (19999ull * 20000 / 2) - (19000ull * 20 / 2));
    ck_assert_int_eq(nv_heard_find(table, 19999, WORKS, 20178)->chases, 78);
    nv_heard_free(table);
}
END_TEST

/* A count that does not fit stays at the highest. */
START_TEST(a_count_never_begins_again)
{
    struct nv_heard_table *table = nv_heard_new();
    nv_heard_record(table, 1, 2, 20178, "+5w", 20178, NV_ROLE_LEAD, 65535);
    nv_heard_record(table, 1, 2, 20178, "+6w", 20179, NV_ROLE_LEAD, 65536);
    ck_assert_int_eq(nv_heard_find(table, 1, 2, 20178)->chases, 65535);
    nv_heard_free(table);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("engine: heard");
    TCase *c = tcase_create("heard");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, it_knows_what_a_list_of_everything_knows);
    tcase_add_test(c, it_takes_the_same_however_often_it_was_told);
    tcase_add_test(c, a_count_never_begins_again);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(make_suite)
