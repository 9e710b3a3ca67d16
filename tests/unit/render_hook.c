/* Templates of webhooks: what a receiver's markup makes of text, lengths, directives, the cut. The
 * bodies of the shipped ones are compared by tests/integration/test_hooks.py. */
#include <jansson.h>

#include "base/diag.h"
#include "base/err.h"
#include "render/hook_directive.h"
#include "render/hooks.h"
#include "render_fixture.h"

START_TEST(lengths_are_those_of_the_receiver)
{
    ck_assert_uint_eq(nv_hook_length(NV_HOOK_BYTES, "ệ\U0001F600a"), 3 + 4 + 1);
    ck_assert_uint_eq(nv_hook_length(NV_HOOK_CHARACTERS, "ệ\U0001F600a"), 3);
    ck_assert_uint_eq(nv_hook_length(NV_HOOK_UTF16, "ệ\U0001F600a"), 4);
    ck_assert_uint_eq(nv_hook_length(NV_HOOK_UTF16, ""), 0);
}
END_TEST

static const struct {
    enum nv_hook_markup markup;
    const char *text, *want;
} texts[] = {
    {NV_HOOK_PLAIN, "a<b>&*_@all", "a<b>&*_@all"},
    {NV_HOOK_MRKDWN, "<!channel> & *x*", "&lt;!channel&gt; &amp; *x*"},
    {NV_HOOK_MRKDWN, "&amp;", "&amp;amp;"},
    {NV_HOOK_HTML, "<b title=\"a\">", "&lt;b title=&quot;a&quot;&gt;"},
    {NV_HOOK_MARKDOWN, "*a* _b_ `c` ~d~ |e|", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\|e\\|"},
    {NV_HOOK_MARKDOWN, "[a](b)\\", "\\[a\\](b)\\\\"},
    {NV_HOOK_MARKDOWN, "<b> &", "&lt;b&gt; &amp;"},
    {NV_HOOK_MARKDOWN, "@all #x :y:", "@\u2060all #\u2060x :\u2060y:"},
    {NV_HOOK_MARKDOWN, "Về: 08:00, a@b", "Về: 08:\u206000, a@\u2060b"},
};

START_TEST(markup_of_the_receiver_is_escaped)
{
    struct nv_arena *a = nv_arena_new();
    ck_assert_str_eq(nv_hook_text(a, texts[_i].markup, texts[_i].text), texts[_i].want);
    nv_arena_free(a);
}
END_TEST

START_TEST(directives_are_read)
{
    static const char text[] = "{{!@ limit text 4096 utf16 }}\n{{!@ limit body 20000 bytes }}\n"
                               "{{!@ escape mrkdwn}}{{!@expect result.ok true}} {{! limit x }}";
    struct nv_hook_form form = {.file = (char *)"x.json"};
    struct nv_diags diags = {0};
    ck_assert(nv_hook_directives(&form, text, sizeof text - 1, &diags));
    ck_assert_uint_eq(form.n_limits, 2);
    ck_assert_str_eq(form.limits[0].member, "text");
    ck_assert_uint_eq(form.limits[0].most, 4096);
    ck_assert_int_eq(form.limits[0].unit, NV_HOOK_UTF16);
    ck_assert_str_eq(form.limits[1].member, "");
    ck_assert_uint_eq(form.limits[1].most, 20000);
    ck_assert_int_eq(form.limits[1].unit, NV_HOOK_BYTES);
    ck_assert_int_eq(form.markup, NV_HOOK_MRKDWN);
    ck_assert_str_eq(form.expect_member, "result.ok");
    ck_assert_str_eq(form.expect_value, "true");
    nv_diag_free(&diags);
}
END_TEST

static const char *const wrong[] = {
    "{{!@ }}",
    "{{!@ limits text 1 bytes }}",
    "{{!@ limit text 0 bytes }}",
    "{{!@ limit text -1 bytes }}",
    "{{!@ limit text 1 byte }}",
    "{{!@ limit text 1 }}",
    "{{!@ limit text 1 bytes x }}",
    "{{!@ limit .text 1 bytes }}",
    "{{!@ limit a..b 1 bytes }}",
    "{{!@ limit a 99999999 bytes }}",
    "{{!@ escape xml }}",
    "{{!@ expect ok }}",
    ("{{!@ limit a 1 bytes }}{{!@ limit a 1 bytes }}{{!@ limit a 1 bytes }}{{!@ limit a 1 bytes }}"
     "{{!@ limit a 1 bytes }}"),
};

START_TEST(wrong_directives_are_told_with_their_line)
{
    char text[400];
    struct nv_hook_form form = {.file = (char *)"x.json"};
    struct nv_diags diags = {0};
    nv_fmt(text, sizeof text, "{\n  %s }", wrong[_i]);
    ck_assert(!nv_hook_directives(&form, text, strlen(text), &diags));
    ck_assert_uint_eq(diags.errors, 1);
    ck_assert_int_eq(diags.list.v[0].line, 2);
    nv_diag_free(&diags);
}
END_TEST

/* The world with a template of its own, and so many overdue tasks of that title. */
static void begin(struct world *w, struct nv_hook *hook, const char *template, uint32_t n,
                  const char *title)
{
    struct nv_diags diags = {0};
    world_make(w);
    w->snapshot->hooks = nv_hooks_new();
    w->snapshot->free_hooks = nv_hooks_free;
    nv_hooks_file(w->snapshot->hooks, "x.json", "x.json", template, strlen(template), &diags);
    ck_assert_int_eq(nv_hooks_finish(w->snapshot->hooks, &diags), 0);
    *hook = (struct nv_hook){.template = "x"};
    ck_assert_int_eq(nv_hooks_check(w->snapshot->hooks, hook, &diags), 0);
    ck_assert_uint_eq(diags.errors, 0);
    world_notice(w, "so-tu-phap", on(2025, 2, 10));
    for (uint32_t i = 0; i < n; i++) {
        const char *id = nv_arena_fmt(w->snapshot->arena, "X.%u", i + 1);
        world_task(w, id, title, "Kế hoạch", "như in", NV_DL_DAY, on(2025, 2, 3), "so-tu-phap",
                   "so-noi-vu");
        world_item(w, id, NV_ROLE_LEAD, NV_SECTION_OVERDUE, "+5w");
    }
    w->letter.hook = hook;
}

/* 3 characters an item, " 1." … " 9." then " 10."; "+N" is what the template says of the rest. */
START_TEST(items_go_from_the_end_and_are_counted)
{
    static const char mould[] = "{{!@ limit t 20 characters }}{ \"t\": \"{{#items}} "
                                "{{number}}.{{/items}}{{#more}}+{{left_out}}{{/more}}\", \"m\": "
                                "\"{{more}}\" }";
    struct world w;
    struct nv_hook hook;
    begin(&w, &hook, mould, 6, "Việc");
    ck_assert_str_eq(world_render(&w, nv_render_webhook),
                     "{ \"t\": \" 1. 2. 3. 4. 5. 6.\", \"m\": \"\" }");
    world_free(&w);
    begin(&w, &hook, mould, 40, "Việc");
    ck_assert_str_eq(world_render(&w, nv_render_webhook),
                     "{ \"t\": \" 1. 2. 3. 4. 5.+35\", \"m\": \"… và 35 nhiệm vụ nữa.\" }");
    world_free(&w);
}
END_TEST

START_TEST(a_long_text_is_cut_between_characters)
{
    static const char mould[] = "{{!@ limit t 70 bytes }}{ \"t\": \"{{#items}}{{title}}{{/items}}"
                                "{{more}}\" }";
    struct world w;
    struct nv_hook hook;
    struct nv_buf title = NV_BUF_INIT;
    for (int i = 0; i < 300; i++)
        nv_buf_adds(&title, "ệ");
    begin(&w, &hook, mould, 1, nv_buf_str(&title));
    json_t *o = json_loads(world_render(&w, nv_render_webhook), 0, NULL);
    /* Twenty columns: 19 letters of three bytes, and the mark. */
    ck_assert_uint_eq(json_string_length(json_object_get(o, "t")), 19 * 3 + 3);
    json_decref(o);
    nv_buf_free(&title);
    world_free(&w);
}
END_TEST

/* Nothing is attached to a webhook. */
START_TEST(the_standard_format_speaks_of_no_attached_file)
{
    struct world w;
    struct nv_hook hook;
    begin(&w, &hook, "{ \"t\": \"{{subject}}\" }", 45, "Việc");
    w.letter.hook = NULL;
    ck_assert_holds(world_render(&w, nv_render_text), "tệp đính kèm");
    const char *json = world_render(&w, nv_render_webhook);
    ck_assert_holds(json, "… và 15 nhiệm vụ nữa.\\n");
    ck_assert_lacks(json, "đính kèm");
    ck_assert_lacks(json, ".csv");
    world_free(&w);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("render_hook");
    TCase *t = tcase_create("hook");
    tcase_add_test(t, lengths_are_those_of_the_receiver);
    tcase_add_loop_test(t, markup_of_the_receiver_is_escaped, 0,
                        (int)(sizeof texts / sizeof *texts));
    tcase_add_test(t, directives_are_read);
    tcase_add_loop_test(t, wrong_directives_are_told_with_their_line, 0,
                        (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(t, items_go_from_the_end_and_are_counted);
    tcase_add_test(t, a_long_text_is_cut_between_characters);
    tcase_add_test(t, the_standard_format_speaks_of_no_attached_file);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
