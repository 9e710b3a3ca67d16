/* A delivery's life, cell by cell: the whole table as a grid written by hand, and the promises that
 * follow from it whatever the grid says. */
#include "engine/table.h"

#include <string.h>

#include "nvtest.h"

/* A row a life, a column a happening (due, overtaken, durable, stopping, unwritten, arrives,
 * returns, ends). First letter: what it becomes; second: the deed. "--" cannot happen, ".." changes
 * nothing. */
static const char *const grid[NV_LIFE_COUNT] = {
    [NV_LIFE_WAITING] = "Cc Xx -- -- -- .. .. ..",    /* */
    [NV_LIFE_CLAIMING] = "-- -- Ss Rb Wp .. .. ..",   /* */
    [NV_LIFE_CANCELLING] = "-- -- Gr Gr Wp .. .. ..", /* */
    [NV_LIFE_SENDING] = "-- -- -- -- -- Ak Rk Uk",    /* */
    [NV_LIFE_ARRIVED] = "-- -- Gr Gr Ak .. .. ..",    /* */
    [NV_LIFE_RETURNED] = "-- -- Wp Wp Rk .. .. ..",   /* */
    [NV_LIFE_GIVEN_UP] = "-- -- Gr Gr Uk .. .. ..",   /* */
    [NV_LIFE_GONE] = "-- -- -- -- -- .. .. ..",       /* */
};
static const char lives[] = "WCXSARUG"; /* in the order of the enum; X: cancelling, U: given up */
static const char deeds[] = "-.cxsbkpr";

START_TEST(every_cell_is_decided_as_written_by_hand)
{
    for (int life = 0; life < NV_LIFE_COUNT; life++)
        for (int what = 0; what < NV_HAP_COUNT; what++) {
            struct nv_cell c = nv_table_cell((enum nv_life)life, (enum nv_happening)what);
            char want[3] = {0}, got[3] = {lives[c.next], deeds[c.deed], '\0'};
            memcpy(want, grid[life] + 3 * what, 2);
            if (want[0] == '-' || want[0] == '.')
                want[0] = lives[life];
            ck_assert_msg(strcmp(want, got) == 0, "%s, %s: %s, not %s",
                          nv_life_name((enum nv_life)life),
                          nv_happening_name((enum nv_happening)what), got, want);
        }
}
END_TEST

START_TEST(nothing_is_sent_but_what_is_durably_claimed)
{
    for (int life = 0; life < NV_LIFE_COUNT; life++)
        for (int what = 0; what < NV_HAP_COUNT; what++) {
            struct nv_cell c = nv_table_cell((enum nv_life)life, (enum nv_happening)what);
            bool claim_written = life == NV_LIFE_CLAIMING && what == NV_HAP_DURABLE;
            ck_assert_int_eq(c.deed == NV_DEED_SEND, claim_written);
            ck_assert(c.next != NV_LIFE_SENDING || claim_written || life == NV_LIFE_SENDING);
        }
}
END_TEST

START_TEST(what_ends_has_been_written_and_what_lives_can_end)
{
    bool can_end[NV_LIFE_COUNT] = {[NV_LIFE_GONE] = true};
    for (int round = 0; round < NV_LIFE_COUNT; round++)
        for (int life = 0; life < NV_LIFE_COUNT; life++)
            for (int what = 0; what < NV_HAP_COUNT; what++) {
                struct nv_cell c = nv_table_cell((enum nv_life)life, (enum nv_happening)what);
                bool written = what == NV_HAP_DURABLE || what == NV_HAP_STOPPING;
                can_end[life] |= c.deed > NV_DEED_IGNORE && can_end[c.next];
                if (life != NV_LIFE_GONE)
                    ck_assert_int_eq(c.next == NV_LIFE_GONE, c.deed == NV_DEED_REMOVE);
                ck_assert(c.deed != NV_DEED_REMOVE || written);
                ck_assert(c.deed > NV_DEED_IGNORE || (int)c.next == life);
            }
    for (int life = 0; life < NV_LIFE_COUNT; life++)
        ck_assert_msg(can_end[life], "%s never ends", nv_life_name((enum nv_life)life));
}
END_TEST

START_TEST(a_verdict_is_a_happening)
{
    static const struct {
        enum nv_class class;
        enum nv_happening relay_in_time, relay_late, web_in_time, web_late;
    } rows[] = {
        {NV_SENT, NV_HAP_ARRIVES, NV_HAP_ARRIVES, NV_HAP_ARRIVES, NV_HAP_ARRIVES},
        {NV_TEMPORARY, NV_HAP_RETURNS, NV_HAP_ENDS, NV_HAP_RETURNS, NV_HAP_ENDS},
        {NV_PERMANENT, NV_HAP_ENDS, NV_HAP_ENDS, NV_HAP_ENDS, NV_HAP_ENDS},
        {NV_AMBIGUOUS, NV_HAP_RETURNS, NV_HAP_ENDS, NV_HAP_RETURNS, NV_HAP_ENDS},
        {NV_REFUSED, NV_HAP_RETURNS, NV_HAP_RETURNS, NV_HAP_RETURNS, NV_HAP_ENDS},
        {NV_RETURNED, NV_HAP_RETURNS, NV_HAP_RETURNS, NV_HAP_RETURNS, NV_HAP_RETURNS},
    };
    ck_assert_uint_eq(sizeof rows / sizeof *rows, NV_CLASS_COUNT);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_int_eq(nv_table_verdict(rows[i].class, true, true), rows[i].relay_in_time);
        ck_assert_int_eq(nv_table_verdict(rows[i].class, true, false), rows[i].relay_late);
        ck_assert_int_eq(nv_table_verdict(rows[i].class, false, true), rows[i].web_in_time);
        ck_assert_int_eq(nv_table_verdict(rows[i].class, false, false), rows[i].web_late);
    }
}
END_TEST

START_TEST(what_cannot_happen_ends_the_process)
{
    enum nv_life life = NV_LIFE_SENDING;
    nv_table_move(&life, NV_HAP_DUE);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("engine_table");
    TCase *t = tcase_create("table");
    tcase_add_test(t, every_cell_is_decided_as_written_by_hand);
    tcase_add_test(t, nothing_is_sent_but_what_is_durably_claimed);
    tcase_add_test(t, what_ends_has_been_written_and_what_lives_can_end);
    tcase_add_test(t, a_verdict_is_a_happening);
    tcase_add_test_raise_signal(t, what_cannot_happen_ends_the_process, 6);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
