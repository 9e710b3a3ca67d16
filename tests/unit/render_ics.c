/* The attachments of a letter: calendar entries, and the table of a long one. */
#include "model/standing.h"
#include "render/csv.h"
#include "render/ics.h"
#include "render/view.h"
#include "render_fixture.h"

static const char *calendar(struct world *w)
{
    struct nv_view v;
    struct nv_buf out = NV_BUF_INIT;
    nv_view_init(&v, &w->letter);
    nv_ics_write(&v, &out);
    ck_assert_int_eq(nv_ics_has_events(&v), strstr(out.data, "VEVENT") != NULL);
    nv_view_free(&v);
    const char *text = nv_arena_strdup(w->snapshot->arena, nv_buf_str(&out));
    nv_buf_free(&out);
    return text;
}

/* 17/3/2025 08:00 in +07:00 is 01:00 UTC, and day 441 after 01/01/2024. */
START_TEST(a_deadline_is_a_whole_day)
{
    struct world w;
    world_make(&w);
    w.snapshot->sender_name = "Nhac viec";
    w.tasks[1].title = "Xuc tien dau tu; nam 2025, dot 1";
    world_notice(&w, "so-tai-chinh", on(2025, 3, 17));
    world_item(&w, "I.2", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "-10w");
    const char *text = calendar(&w);
    ck_assert_holds(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    ck_assert_holds(text, "\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\n"
                          "UID:cchc-2025_I.2.1@khanhhoa.khanhhoa.example\r\n"
                          "DTSTAMP:20250317T010000Z\r\nSEQUENCE:441\r\n"
                          "DTSTART;VALUE=DATE:20250331\r\nDTEND;VALUE=DATE:20250401\r\n");
    ck_assert_holds(text, "ORGANIZER;CN=\"Nhac viec\":mailto:nhacviec@khanhhoa.example\r\n"
                          "CATEGORIES:CCHC 2025\r\nSTATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\n"
                          "END:VEVENT\r\nEND:VCALENDAR\r\n");
    ck_assert_holds(text, "Xuc tien dau tu\\; nam 2025\\, dot 1");
    world_free(&w);
}
END_TEST

START_TEST(lines_are_folded_between_characters)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tai-chinh", on(2025, 3, 17));
    world_item(&w, "I.2", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "-10w");
    const char *text = calendar(&w), *line = text;
    unsigned folded = 0;
    for (const char *end; (end = strstr(line, "\r\n")); line = end + 2) {
        ck_assert_uint_le((size_t)(end - line), 75);
        ck_assert_int_ne((unsigned char)*line & 0xC0, 0x80); /* the middle of a character */
        folded += *line == ' ';
    }
    ck_assert_uint_gt(folded, 2);
    ck_assert_str_eq(line, "");
    world_free(&w);
}
END_TEST

START_TEST(what_is_overdue_or_undated_is_no_entry)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tu-phap", on(2025, 2, 10));
    world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_OVERDUE, "+5w");
    ck_assert_ptr_null(strstr(calendar(&w), "VEVENT"));
    world_free(&w);
}
END_TEST

/* I.1 is nominally due on 31/01/2025, in Tết, and effectively on 03/02. */
START_TEST(between_nominal_and_effective_day_the_latter_stands)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tu-phap", on(2025, 1, 24));
    world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_DUE_TODAY, "0");
    ck_assert_holds(calendar(&w), "DTSTART;VALUE=DATE:20250131\r\n");
    world_notice(&w, "so-tu-phap", on(2025, 2, 3));
    world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_DUE_TODAY, "0");
    ck_assert_holds(calendar(&w), "DTSTART;VALUE=DATE:20250203\r\n");
    world_free(&w);
}
END_TEST

static void tell(struct nv_item *item, struct nv_standing *st, enum nv_fact_kind kind, int32_t day)
{
    st->change = kind;
    st->change_day = st->change_of = day;
    nv_fmt(st->rung, sizeof st->rung, "%s:17", nv_fact_kind_name(kind));
    memcpy(item->rung, st->rung, sizeof item->rung);
    item->standing = st;
}

/* 24/3/2025 is day 448 after 01/01/2024; 30/6/2025 is a Monday. */
START_TEST(an_extension_replaces_the_entry_and_dropping_cancels_it)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tai-chinh", on(2025, 3, 24));
    struct nv_item *it = world_item(&w, "I.2", NV_ROLE_LEAD, NV_SECTION_CHANGED, "");
    struct nv_standing st = nv_standing_of(&w.occurrences[1]);
    st.nominal = st.effective = it->nominal = it->effective = on(2025, 6, 30);
    st.extensions = 1;
    tell(it, &st, NV_FACT_EXTEND, on(2025, 3, 24));
    const char *text = calendar(&w);
    ck_assert_holds(text, "UID:cchc-2025_I.2.1@khanhhoa.khanhhoa.example\r\n"
                          "DTSTAMP:20250324T010000Z\r\nSEQUENCE:448\r\n"
                          "DTSTART;VALUE=DATE:20250630\r\nDTEND;VALUE=DATE:20250701\r\n");
    ck_assert_holds(text, "STATUS:CONFIRMED\r\n");
    st.dropped_day = on(2025, 3, 24);
    tell(it, &st, NV_FACT_DROP, on(2025, 3, 24));
    text = calendar(&w);
    ck_assert_holds(text, "METHOD:PUBLISH\r\n");
    ck_assert_holds(text, "UID:cchc-2025_I.2.1@khanhhoa.khanhhoa.example\r\n");
    ck_assert_holds(text, "STATUS:CANCELLED\r\n");
    ck_assert_lacks(text, "VALARM");
    world_free(&w);
}
END_TEST

START_TEST(work_that_is_done_keeps_the_entry_that_was_published)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tai-chinh", on(2025, 3, 24));
    struct nv_item *it = world_item(&w, "I.2", NV_ROLE_LEAD, NV_SECTION_DONE, "");
    struct nv_standing st = nv_standing_of(&w.occurrences[1]);
    st.done_day = on(2025, 3, 21);
    st.count = 1;
    tell(it, &st, NV_FACT_DONE, on(2025, 3, 24));
    ck_assert_ptr_null(strstr(calendar(&w), "VEVENT"));
    world_free(&w);
}
END_TEST

START_TEST(a_contribution_has_an_entry_of_its_own)
{
    struct world w;
    world_make(&w);
    struct nv_occurrence *o = &w.occurrences[1];
    o->label = "Quý I/2025";
    o->hand_in = on(2025, 3, 27);
    world_notice(&w, "so-tai-chinh", on(2025, 3, 17));
    struct nv_item *it = world_item(&w, "I.2", NV_ROLE_SUPPORT, NV_SECTION_DUE_SOON, "-5w");
    it->nominal = it->effective = o->hand_in;
    const char *text = calendar(&w);
    ck_assert_holds(text, "UID:cchc-2025_I.2.1_hand-in@khanhhoa.khanhhoa.example\r\n");
    ck_assert_holds(text, "DTSTART;VALUE=DATE:20250327\r\n");
    world_free(&w);
}
END_TEST

static const struct {
    const char *text, *cell;
} cells[] = {
    {"Báo cáo", "\"Báo cáo\""},
    {"nói \"có\"; rồi", "\"nói \"\"có\"\"; rồi\""},
    {"=1+1", "\"'=1+1\""},
    {"-2", "\"'-2\""},
    {"+84", "\"'+84\""},
    {"@cmd", "\"'@cmd\""},
    {"", "\"\""},
    {"a=b", "\"a=b\""},
};

START_TEST(cells_are_quoted_and_never_formulas)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_csv_cell(&b, cells[_i].text);
    ck_assert_str_eq(nv_buf_str(&b), cells[_i].cell);
    nv_buf_free(&b);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("render_ics");
    TCase *t = tcase_create("attachments");
    tcase_add_test(t, a_deadline_is_a_whole_day);
    tcase_add_test(t, lines_are_folded_between_characters);
    tcase_add_test(t, what_is_overdue_or_undated_is_no_entry);
    tcase_add_test(t, between_nominal_and_effective_day_the_latter_stands);
    tcase_add_test(t, a_contribution_has_an_entry_of_its_own);
    tcase_add_test(t, an_extension_replaces_the_entry_and_dropping_cancels_it);
    tcase_add_test(t, work_that_is_done_keeps_the_entry_that_was_published);
    tcase_add_loop_test(t, cells_are_quoted_and_never_formulas, 0, sizeof cells / sizeof *cells);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
