/* A language of letters: what may be given, what it does to a letter, and how its lines are
 * wrapped. */
#include "base/diag.h"
#include "render/letter_data.h"
#include "render/say.h"
#include "render/wrap.h"
#include "render_fixture.h"

static const char *wrap(struct nv_buf *b, const char *text)
{
    nv_buf_clear(b);
    nv_wrap_text(b, text);
    return nv_buf_str(b);
}

#define TEN "mười chữ đ "

START_TEST(following_lines_begin_under_the_mark)
{
    struct nv_buf b = NV_BUF_INIT;
    ck_assert_str_eq(wrap(&b, "  1. " NV_LETTER_HANG "một\n"), "  1. một\n");
    /* 5 columns and seven times eleven, less the last blank: 81, so the last word goes down */
    ck_assert_str_eq(wrap(&b, "  1. " NV_LETTER_HANG TEN TEN TEN TEN TEN TEN "mười chữ"),
                     "  1. " TEN TEN TEN TEN TEN TEN "mười\n     chữ\n");
    ck_assert_str_eq(wrap(&b, "  " TEN TEN TEN TEN TEN TEN "mười chữ dài"),
                     "  " TEN TEN TEN TEN TEN TEN "mười chữ\n  dài\n");
    nv_buf_free(&b);
}
END_TEST

START_TEST(what_looks_like_a_marker_is_none)
{
    struct nv_buf b = NV_BUF_INIT;
    ck_assert_str_eq(wrap(&b, "- " TEN TEN TEN TEN TEN TEN "mười chữ dài\n"),
                     "- " TEN TEN TEN TEN TEN TEN "mười chữ\ndài\n");
    nv_buf_free(&b);
}
END_TEST

START_TEST(blank_lines_stay_and_runs_of_blanks_go)
{
    struct nv_buf b = NV_BUF_INIT;
    ck_assert_str_eq(wrap(&b, "a\n\n   \nb   c \n"), "a\n\n\nb c\n");
    ck_assert_str_eq(wrap(&b, ""), "");
    ck_assert_str_eq(wrap(&b, "- " NV_LETTER_HANG "\n"), "- \n");
    ck_assert_str_eq(wrap(&b, "a" NV_LETTER_HANG "b" NV_LETTER_HANG "c\n"), "ab c\n");
    nv_buf_free(&b);
}
END_TEST

/* Of any number: each name once, in the order of the plan. */
START_TEST(agencies_stand_in_a_list_in_their_order)
{
    static const char *const lists[][2] = {
        {"", ""},
        {"so-tu-phap", "Sở Tư pháp"},
        {"so-tu-phap so-noi-vu", "Sở Tư pháp; Sở Nội vụ"},
        {"so-tu-phap so-noi-vu so-tai-chinh", "Sở Tư pháp; Sở Nội vụ; Sở Tài chính"},
        {"so-tu-phap so-ke-hoach-dau-tu so-noi-vu so-tai-chinh van-phong-ubnd-tinh",
         "Sở Tư pháp; Sở Kế hoạch và Đầu tư (nay là Sở Tài chính); Sở Nội vụ; Sở Tài chính; "
         "Văn phòng UBND tỉnh"},
        {"so-tu-phap so-noi-vu so-tai-chinh van-phong-ubnd-tinh so-khoa-hoc-cong-nghe "
         "co-quan-lien-quan",
         "Sở Tư pháp; Sở Nội vụ; Sở Tài chính; Văn phòng UBND tỉnh; Sở Khoa học và Công nghệ; "
         "Các cơ quan, đơn vị liên quan"},
    };
    struct world w;
    world_make(&w);
    world_notice(&w, "so-noi-vu", on(2025, 4, 1));
    struct nv_view v;
    nv_view_init(&v, &w.letter);
    struct nv_refs refs = world_refs(&w, lists[_i][0]);
    ck_assert_str_eq(nv_say_agencies(&v, &w.deliverables[0], &refs), lists[_i][1]);
    nv_view_free(&v);
    world_free(&w);
}
END_TEST

static const struct {
    const char *code;
    bool good;
} codes[] = {
    {"vi", true},   {"en", true},    {"zh-Hant", true}, {"pt-BR", true},  {"fil", true},
    {"", false},    {"v", false},    {"VI", false},     {"tieng", false}, {"vi_VN", false},
    {"vi-", false}, {"vi-x", false}, {"vi\r\n", false}, {"../vi", false}, {"en-abcdefghi", false},
};

START_TEST(only_a_language_tag_names_a_language)
{
    ck_assert_int_eq(nv_lang_is_code(codes[_i].code), codes[_i].good);
}
END_TEST

START_TEST(values_that_could_do_harm_are_refused)
{
    struct nv_lang *lang = nv_lang_new("vi");
    ck_assert_ptr_null(nv_lang_word(lang, NV_WORD_COLOUR_OVERDUE, "#A1b2c3"));
    ck_assert_ptr_nonnull(nv_lang_word(lang, NV_WORD_COLOUR_OVERDUE, "red"));
    ck_assert_ptr_nonnull(nv_lang_word(lang, NV_WORD_COLOUR_WAITING_BADGE, "#a1b2c"));
    ck_assert_ptr_nonnull(nv_lang_word(lang, NV_WORD_COLOUR_WAITING_BADGE, "#a1b2c3;"));
    ck_assert_ptr_null(nv_lang_word(lang, NV_WORD_FILE_TABLE, "viec.csv"));
    ck_assert_ptr_nonnull(nv_lang_word(lang, NV_WORD_FILE_TABLE, "a\"; b=\"c"));
    ck_assert_ptr_nonnull(nv_lang_word(lang, NV_WORD_FILE_CALENDAR, "../x.ics"));
    ck_assert_ptr_nonnull(nv_lang_word(lang, NV_WORD_DAY, ""));
    ck_assert_ptr_null(nv_lang_word(lang, NV_WORD_LABEL_ROLE, ""));
    nv_lang_free(lang);
}
END_TEST

/* A world whose letters are in a language with these changes; NULL: none. */
static void changed_world(struct world *w, const char *file, const char *text, enum nv_word word,
                          const char *value)
{
    struct nv_diags diags = {0};
    struct nv_lang *lang = nv_lang_new("vi");
    world_make(w);
    if (file)
        ck_assert_int_eq(nv_lang_file(lang, file, file, text, strlen(text), &diags), 0);
    if (value)
        ck_assert_ptr_null(nv_lang_word(lang, word, value));
    ck_assert_int_eq(nv_lang_finish(lang, "", &diags), 0);
    nv_diag_free(&diags); /* warnings of what a layout leaves out */
    nv_lang_free(w->snapshot->languages[0]);
    w->snapshot->languages[0] = lang;
    world_notice(w, "so-tu-phap", on(2025, 2, 10));
    world_item(w, "I.1", NV_ROLE_LEAD, NV_SECTION_OVERDUE, "+5w");
}

START_TEST(a_layout_can_be_replaced)
{
    struct world w;
    changed_world(&w, "letter.txt",
                  "{{addressee}}:\n{{#sections}}{{#items}}{{#deadline}}{{label}} = {{text}}"
                  "{{/deadline}}{{/items}}{{/sections}}\n",
                  0, NULL);
    ck_assert_str_eq(world_render(&w, nv_render_text),
                     "Sở Tư pháp:\nHạn hoàn thành = thứ Sáu, ngày 31/01/2025 (trùng kỳ nghỉ Tết "
                     "Nguyên đán,\nđược tính đến hết ngày làm việc tiếp theo là thứ Hai, ngày "
                     "03/02/2025)\n");
    world_free(&w);
}
END_TEST

START_TEST(a_label_that_is_empty_leaves_its_line_out)
{
    struct world w;
    changed_world(&w, NULL, NULL, NV_WORD_LABEL_DUE, "");
    const char *text = world_render(&w, nv_render_text);
    ck_assert_lacks(text, "Tháng 01/2025");
    ck_assert_holds(text, "\n  3. Hạn hoàn thành: ");
    world_free(&w);
}
END_TEST

START_TEST(a_sentence_can_be_replaced)
{
    struct world w;
    changed_world(&w, NULL, NULL, nv_word_of(NV_MATTER_LATE_LEAD, NV_PART_SUBJECT),
                  "Chậm {{late}}: {{ref}} ({{lead}})");
    ck_assert_str_eq(world_render(&w, nv_render_subject),
                     "[CCHC 2025] Chậm 07 ngày: mục I.1 (Sở Tư pháp)");
    world_free(&w);
}
END_TEST

START_TEST(a_colour_can_be_replaced)
{
    struct world w;
    changed_world(&w, NULL, NULL, NV_WORD_COLOUR_OVERDUE_TINT, "#012345");
    ck_assert_holds(world_render(&w, nv_render_html), "background-color:#012345;");
    world_free(&w);
}
END_TEST

/* 32 sections deep is allowed; lists within themselves multiply: 60 items to the fifth. */
START_TEST(a_layout_that_grows_without_end_gives_way_to_the_shipped_one)
{
    struct world w;
    changed_world(&w, "letter.txt",
                  "{{#sections}}{{#items}}{{#items}}{{#items}}{{#items}}{{#items}}{{title}}"
                  "{{/items}}{{/items}}{{/items}}{{/items}}{{/items}}{{/sections}}\n",
                  0, NULL);
    w.notice.n_items = 0;
    for (int i = 0; i < 28; i++)
        world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_OVERDUE, "+5w");
    const char *text = world_render(&w, nv_render_text);
    ck_assert_int_eq(strncmp(text, "Kính gửi: Sở Tư pháp\n", strlen("Kính gửi: Sở Tư pháp\n")), 0);
    world_free(&w);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("render_lang");
    TCase *t = tcase_create("languages");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, following_lines_begin_under_the_mark);
    tcase_add_test(t, what_looks_like_a_marker_is_none);
    tcase_add_test(t, blank_lines_stay_and_runs_of_blanks_go);
    tcase_add_loop_test(t, only_a_language_tag_names_a_language, 0, sizeof codes / sizeof *codes);
    tcase_add_test(t, values_that_could_do_harm_are_refused);
    tcase_add_test(t, a_layout_can_be_replaced);
    tcase_add_test(t, a_label_that_is_empty_leaves_its_line_out);
    tcase_add_test(t, a_sentence_can_be_replaced);
    tcase_add_test(t, a_colour_can_be_replaced);
    tcase_add_loop_test(t, agencies_stand_in_a_list_in_their_order, 0, 6);
    tcase_add_test(t, a_layout_that_grows_without_end_gives_way_to_the_shipped_one);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
