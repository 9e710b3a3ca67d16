/* Languages of letters: what is shipped, what a configuration changes of it, who gets which. */
#include "conftest.h"
#include "render/lang.h"

#define SHIPPED NV_TESTS "/../etc/templates"

static const struct nv_lang *language_of(const struct conf *c, const char *agency)
{
    uint32_t i = nv_snapshot_agency(c->snap, agency);
    ck_assert_uint_ne(i, NV_NONE);
    ck_assert_uint_lt(c->snap->agencies[i].language, c->snap->n_languages);
    return c->snap->languages[c->snap->agencies[i].language];
}

static void make_folder(const struct conf *c, const char *name)
{
    char path[300];
    conf_path(c, name, path);
    ck_assert_int_eq(nv_dir_make(path, 0755, NULL), 0);
}

static void good(struct conf *c)
{
    struct nv_buf said = NV_BUF_INIT;
    int rc = conf_load(c);
    nv_diag_print(&c->diags, &said);
    ck_assert_msg(rc == 0, "%s", nv_buf_str(&said));
    nv_buf_free(&said);
}

START_TEST(without_templates_letters_are_vietnamese)
{
    struct conf c;
    conf_make(&c);
    good(&c);
    ck_assert_uint_eq(c.snap->n_languages, 1);
    ck_assert_str_eq(nv_lang_code(language_of(&c, "so-noi-vu")), "vi");
    ck_assert_str_eq(nv_lang_value(c.snap->languages[0], NV_WORD_LABEL_LEAD), "Cơ quan chủ trì");
    conf_clean(&c);
}
END_TEST

START_TEST(an_agency_has_its_own_language_or_the_default)
{
    struct conf c;
    conf_make(&c);
    conf_text(&c, "nhacviec.cfg",
              "instance = \"thu\"; language = \"en\";\n"
              "sender = { name = \"x\"; mail = \"x@khanhhoa.example\"; };\n");
    conf_text(&c, "agencies/co-quan.cfg",
              "agencies = (\n"
              "  { id = \"so-noi-vu\"; name = \"A\"; mail = \"a@khanhhoa.example\"; },\n"
              "  { id = \"so-tai-chinh\"; name = \"B\"; mail = \"b@khanhhoa.example\";\n"
              "    language = \"vi\"; },\n"
              "  { id = \"van-phong\"; name = \"C\"; mail = \"c@khanhhoa.example\";\n"
              "    language = \"en\"; } );\n"
              "groups = ( { id = \"cac-so\"; name = \"D\"; members = [ \"so-noi-vu\" ]; } );\n");
    good(&c);
    ck_assert_str_eq(nv_lang_code(language_of(&c, "so-noi-vu")), "en");
    ck_assert_str_eq(nv_lang_code(language_of(&c, "so-tai-chinh")), "vi");
    ck_assert_ptr_eq(language_of(&c, "van-phong"), language_of(&c, "so-noi-vu"));
    conf_clean(&c);
}
END_TEST

START_TEST(one_wording_is_changed_and_the_others_stay)
{
    struct conf c;
    conf_make(&c);
    make_folder(&c, "templates/vi");
    conf_text(&c, "templates/vi/wording.cfg", "labels = { lead = \"Chủ trì\"; role = \"\"; };\n");
    good(&c);
    const struct nv_lang *vi = c.snap->languages[0];
    ck_assert_str_eq(nv_lang_value(vi, NV_WORD_LABEL_LEAD), "Chủ trì");
    ck_assert_str_eq(nv_lang_value(vi, NV_WORD_LABEL_ROLE), "");
    ck_assert_str_eq(nv_lang_value(vi, NV_WORD_LABEL_SUPPORT), "Cơ quan phối hợp");
    conf_clean(&c);
}
END_TEST

/* What tools/embed-templates made of the files is what libconfig reads in them. */
START_TEST(the_shipped_files_say_what_is_built_in)
{
    for (size_t i = 0; nv_lang_shipped(i); i++) {
        struct conf c;
        struct nv_buf text = NV_BUF_INIT;
        char path[300], name[100];
        const char *code = nv_lang_shipped(i);
        conf_make(&c);
        nv_fmt(name, sizeof name, "templates/%s", code);
        make_folder(&c, name);
        nv_fmt(path, sizeof path, "%s/%s/wording.cfg", SHIPPED, code);
        ck_assert_int_eq(nv_file_read(path, 1 << 20, &text, NULL), 0);
        nv_fmt(name, sizeof name, "templates/%s/wording.cfg", code);
        conf_write(&c, name, text.data, text.len);
        good(&c);
        struct nv_lang *built = nv_lang_as_shipped(code);
        const struct nv_lang *read = NULL;
        for (uint32_t k = 0; k < c.snap->n_languages; k++)
            if (strcmp(nv_lang_code(c.snap->languages[k]), code) == 0)
                read = c.snap->languages[k];
        ck_assert_ptr_nonnull(read);
        for (int w = 0; w < NV_WORD_COUNT; w++)
            ck_assert_str_eq(nv_lang_value(built, (enum nv_word)w),
                             nv_lang_value(read, (enum nv_word)w));
        nv_lang_free(built);
        nv_buf_free(&text);
        conf_clean(&c);
    }
}
END_TEST

/* A new language needs every file and every key: here those of English under another name. */
START_TEST(another_language_can_be_added)
{
    static const char *const files[] = {"subject.txt",  "letter.txt",       "section.txt",
                                        "single.txt",   "item.txt",         "letter.html",
                                        "section.html", "item.html",        "report.txt",
                                        "report.html",  "report_page.html", "wording.cfg"};
    struct conf c;
    conf_make(&c);
    make_folder(&c, "templates/fr");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct nv_buf text = NV_BUF_INIT;
        char path[300], name[100];
        nv_fmt(path, sizeof path, "%s/en/%s", SHIPPED, files[i]);
        nv_fmt(name, sizeof name, "templates/fr/%s", files[i]);
        ck_assert_int_eq(nv_file_read(path, 1 << 20, &text, NULL), 0);
        conf_write(&c, name, text.data, text.len);
        nv_buf_free(&text);
    }
    good(&c);
    ck_assert_uint_eq(c.snap->n_languages, 2);
    ck_assert_str_eq(nv_lang_code(c.snap->languages[1]), "fr");
    conf_clean(&c);
}
END_TEST

/* An upgrade leaves "letter.txt.new" beside a file that was changed; editors leave "letter.txt~".
 */
START_TEST(other_files_are_no_templates)
{
    struct conf c;
    conf_make(&c);
    make_folder(&c, "templates/vi");
    conf_text(&c, "templates/vi/letter.txt.new", "{{nothing}}");
    conf_text(&c, "templates/vi/letter.txt~", "{{nothing}}");
    conf_text(&c, "templates/vi/wording.cfg.new", "= 5");
    good(&c);
    conf_clean(&c);
}
END_TEST

static unsigned count_of(const struct conf *c, const char *text)
{
    unsigned n = 0;
    for (size_t i = 0; i < c->diags.list.n; i++)
        n += strstr(c->diags.list.v[i].text, text) != NULL;
    return n;
}

/* It would lose the report of every month, and the tables of overdue work, without a word. */
START_TEST(a_layout_that_loses_what_the_letter_is_for_is_warned_of)
{
    struct conf c;
    conf_make(&c);
    make_folder(&c, "templates/vi");
    conf_text(&c, "templates/vi/letter.txt",
              "{{#sections}}{{heading}}\n{{#items}}{{ref}}\n{{/items}}{{/sections}}");
    good(&c);
    ck_assert_uint_eq(count_of(&c, "mẫu không dùng {{#reports}}"), 1);
    ck_assert_uint_eq(count_of(&c, "mẫu không dùng {{title}}"), 1);
    ck_assert_uint_eq(count_of(&c, "mẫu không dùng {{#table}} hoặc {{#rows}}"), 1);
    ck_assert_uint_eq(count_of(&c, "mẫu không dùng"), 3);
    conf_clean(&c);
}
END_TEST

/* What stands only inside of something that is missing is not told beside it. */
START_TEST(a_layout_without_sections_is_one_warning_for_them)
{
    struct conf c;
    conf_make(&c);
    make_folder(&c, "templates/vi");
    conf_text(&c, "templates/vi/letter.txt", "{{#reports}}{{>report.txt}}{{/reports}}");
    good(&c);
    ck_assert_uint_eq(count_of(&c, "mẫu không dùng {{#sections}}"), 1);
    ck_assert_uint_eq(count_of(&c, "mẫu không dùng"), 1);
    conf_clean(&c);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("conf templates");
    TCase *t = tcase_create("languages");
    tcase_add_test(t, without_templates_letters_are_vietnamese);
    tcase_add_test(t, an_agency_has_its_own_language_or_the_default);
    tcase_add_test(t, one_wording_is_changed_and_the_others_stay);
    tcase_add_test(t, the_shipped_files_say_what_is_built_in);
    tcase_add_test(t, another_language_can_be_added);
    tcase_add_test(t, other_files_are_no_templates);
    tcase_add_test(t, a_layout_that_loses_what_the_letter_is_for_is_warned_of);
    tcase_add_test(t, a_layout_without_sections_is_one_warning_for_them);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
