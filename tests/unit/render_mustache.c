/* What the Mustache specification asks of comments, delimiters, interpolation, inverted sections,
 * partials and sections; every result worked out by hand. The comparison with pystache over random
 * templates is in tests/integration/test_mustache.py. */
#include "render_mustache_fixture.h"

struct vector {
    const char *text, *partial, *data, *want;
};

static const struct vector vectors[] = {
    /* Interpolation. */
    {"Chào {{x}}!", NULL, "{'x': 'bạn'}", "Chào bạn!"},
    {"không có thẻ { } }} nào\n", NULL, "{}", "không có thẻ { } }} nào\n"},
    {"{{x}}", NULL, "{'x': '& < > Q'}", "&amp; &lt; &gt; Q"},
    {"{{{x}}}|{{&x}}|{{& x }}|{{{ x }}}", NULL, "{'x': '<&>'}", "<&>|<&>|<&>|<&>"},
    {"{{n}} {{f}} {{t}} {{z}}|{{none}}|", NULL, "{'n': 85, 'f': 1.21, 't': true, 'z': null}",
     "85 1.21 true ||"},
    {"{{  x  }}{{\tx\n}}", NULL, "{'x': 'a'}", "aa"},
    {"  {{x}}\n", NULL, "{'x': 'a'}", "  a\n"}, /* a variable is never standalone */
    {"{{a.b.c}}", NULL, "{'a': {'b': {'c': 'x'}}}", "x"},
    {"[{{a.b.c}}]", NULL, "{'a': {'b': 1}, 'c': 'x'}", "[]"},
    {"[{{a.b}}]", NULL, "{'a.b': 'whole', 'a': {}}", "[]"}, /* never a single key */
    {"{{#a}}[{{b.c}}]{{/a}}", NULL, "{'a': {'b': {}}, 'b': {'c': 'outer'}}",
     "[]"}, /* no way back */
    {"{{#a}}{{b.c}}{{/a}}", NULL, "{'a': {'x': 1}, 'b': {'c': 'outer'}}", "outer"},
    {"{{.}}", NULL, "'trần'", "trần"},
    {"[{{l}}{{m}}]", NULL, "{'l': [1], 'm': {'x': 1}}", "[]"},

    /* Sections. */
    {"{{#t}}có{{/t}}{{#f}}không{{/f}}", NULL, "{'t': true, 'f': false}", "có"},
    {"{{#n}}x{{/n}}{{#z}}x{{/z}}{{#e}}x{{/e}}{{#no}}x{{/no}}{{#o}}x{{/o}}{{#l}}x{{/l}}", NULL,
     "{'n': null, 'z': 0, 'e': '', 'o': {}, 'l': []}", ""},
    {"{{#n}}{{.}} việc{{/n}}", NULL, "{'n': 3}", "3 việc"},
    {"{{#s}}{{.}}{{/s}}", NULL, "{'s': 'chữ'}", "chữ"},
    {"{{#l}}({{.}}){{/l}}", NULL, "{'l': [1, 'b', 2.5]}", "(1)(b)(2.5)"},
    {"{{#l}}{{n}};{{/l}}", NULL, "{'l': [{'n': 1}, {'n': 2}, {}], 'n': 'ngoài'}", "1;2;ngoài;"},
    {"{{#l}}{{n}};{{/l}}", NULL, "{'l': [{'n': null}], 'n': 'ngoài'}", ";"}, /* null is there */
    {"{{#l}}({{#.}}{{.}}{{/.}}){{/l}}", NULL, "{'l': [[1, 2], [3]]}", "(12)(3)"},
    {"{{#a}}{{x}}{{#b}}{{x}}{{y}}{{#c}}{{x}}{{y}}{{z}}{{/c}}{{/b}}{{/a}}{{x}}", NULL,
     "{'a': {'x': 1}, 'b': {'y': 2}, 'c': {'z': 3}, 'x': 0}", "1121230"},
    {"{{#a.b}}x{{/a.b}}{{#a.c}}y{{/a.c}}", NULL, "{'a': {'b': true}}", "x"},
    {"{{#t}}a{{#t}}b{{/t}}c{{/t}}", NULL, "{'t': true}", "abc"},
    {"| {{#t}} A {{/t}} |", NULL, "{'t': true}", "|  A  |"},
    {"| {{#t}}\n{{! c }}\n A{{/t}} |", NULL, "{'t': true}", "| \n A |"},

    /* Inverted sections. */
    {"{{^f}}x{{/f}}{{^t}}y{{/t}}", NULL, "{'f': false, 't': 1}", "x"},
    {"{{^l}}trống{{/l}}{{^none}}!{{/none}}{{^m}}?{{/m}}", NULL, "{'l': [], 'm': [0]}", "trống!"},
    {"{{^a.b}}x{{/a.b}}", NULL, "{'a': {'c': 1}, 'b': 1}", "x"},

    /* Standalone lines. */
    {"a\n{{#t}}\nb\n{{/t}}\nc\n", NULL, "{'t': true}", "a\nb\nc\n"},
    {"a\n  {{#t}}\nb\n\t{{/t}}\nc", NULL, "{'t': true}", "a\nb\nc"},
    {"a\r\n{{#t}}\r\nb\r\n{{/t}}\r\nc", NULL, "{'t': true}", "a\r\nb\r\nc"},
    {"a\n{{^f}} \t\nb\n{{/f}}\t\nc", NULL, "{}", "a\nb\nc"}, /* blanks after the tag */
    {"{{#t}}\nx\n{{/t}}", NULL, "{'t': true}", "x\n"},
    {"x\n  {{#t}}{{/t}}\ny", NULL, "{'t': true}",
     "x\n  \ny"}, /* two tags on a line are not alone */
    {"x {{#t}}\ny{{/t}}\n", NULL, "{'t': true}", "x \ny\n"},
    {"{{#t}}\n\n{{/t}}\n", NULL, "{'t': true}", "\n"},

    /* Comments. */
    {"12{{! {{nothing here }}34", NULL, "{}", "1234"},
    {"12{{!\n  several\n}}34", NULL, "{}", "1234"},
    {"a\n  {{! c }}\nb", NULL, "{}", "a\nb"},
    {"a\n  {{!\n c\n  }}  \nb", NULL, "{}", "a\nb"},
    {"a {{! c }}\nb{{!}}", NULL, "{}", "a \nb"},

    /* Delimiters. */
    {"{{=<% %>=}}(<%x%>){{x}}", NULL, "{'x': 'a'}", "(a){{x}}"},
    {"({{x}}{{=[ ]=}}[x])", NULL, "{'x': 'a'}", "(aa)"},
    {"{{=| |=}}|#t||x||/t|", NULL, "{'t': true, 'x': 'a'}", "a"},
    {"{{#t}}{{=<% %>=}}<%x%><%/t%><%x%>", NULL, "{'t': true, 'x': 'a'}", "aa"},
    {"a\n {{= @ @ =}}\n@x@", NULL, "{'x': 'b'}", "a\nb"},
    {"<% {{=<% %>=}}<%{x}%><%&x%>", NULL, "{'x': '&'}", "<% &&"},
    {"{{=<% %>=}}<%>p%>", "{{x}}<%x%>", "{'x': 'a'}", "a<%x%>"}, /* not inherited by partials */
    {"{{>p}}{{x}}", "{{=<% %>=}}<%x%>", "{'x': 'a'}", "aa"},     /* nor kept after them */

    /* Partials. */
    {"[{{>p}}]", "{{x}}", "{'x': 'a'}", "[a]"},
    {"{{#l}}{{> p }}{{/l}}", "({{x}})", "{'l': [{'x': 1}, {'x': 2}]}", "(1)(2)"},
    {"> \n {{>p}}\n<", "a\nb\n", "{}", "> \n a\n b\n<"},
    {" {{>p}}\n>", "a\n\n\r\nb", "{}", " a\n\n\r\n b>"}, /* empty lines stay empty */
    {"  {{>p}}  {{>p}}\n", "a\nb", "{}", "  a\nb  a\nb\n"},
    {"\t{{>p}}\n", "|\n{{{x}}}\n|\n", "{'x': '<\\n->'}", "\t|\n\t<\n->\n\t|\n"},
    {"  {{>p}}\n", "{{#t}}\na\n{{/t}}\n{{#t}}b{{/t}}\n", "{'t': true}", "  a\n  b\n"},
    {"a\r\n {{>p}}\r\nb", "x", "{}", "a\r\n xb"},
};

START_TEST(does_what_the_specification_says)
{
    const struct vector *v = &vectors[_i];
    ck_assert_str_eq(filled(NV_TEMPLATE_HTML, v->text, v->partial, v->data), v->want);
}
END_TEST

START_TEST(indentation_adds_up_over_standalone_partials_only)
{
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    add("m", "  {{>p}}\n");
    add("p", "1\n  {{>q}}\n2 {{>q}}\n");
    add("q", "a\nb\n");
    ck_assert_int_eq(nv_template_link(set, &diags), 0);
    ck_assert_int_eq(nv_template_render(set, "m", NULL, &out, NULL), 0);
    ck_assert_str_eq(nv_buf_str(&out), "  1\n    a\n    b\n  2 a\nb\n\n");
}
END_TEST

START_TEST(html_escapes_all_five)
{
    struct nv_tv *m = nv_tv_map(arena);
    nv_tv_set_str(m, "x", "<a b=\"c\" d='e'>&amp;");
    set = nv_template_set_new(NV_TEMPLATE_HTML, 0);
    add("m", "{{x}}");
    ck_assert_int_eq(nv_template_link(set, &diags), 0);
    ck_assert_int_eq(nv_template_render(set, "m", m, &out, NULL), 0);
    ck_assert_str_eq(nv_buf_str(&out), "&lt;a b=&quot;c&quot; d=&#x27;e&#x27;&gt;&amp;amp;");
}
END_TEST

START_TEST(json_text_is_escaped_and_values_are_whole)
{
    struct nv_tv *m = nv_tv_map(arena), *l = nv_tv_list(arena);
    nv_tv_set_str(m, "s", "a\"\\\n\t\x01\x7f\xE2\x80\xA8/đ");
    nv_tv_set_int(m, "n", -12);
    nv_tv_set_bool(m, "t", true);
    nv_tv_set(m, "l", l);
    set = nv_template_set_new(NV_TEMPLATE_JSON, 0);
    add("m",
        "{\"a\\\"{{s}}\": {{s}}, \"n\": [{{n}}, \"{{n}}\", {{t}}, {{none}}, \"{{none}}\", {{l}}]}");
    ck_assert_int_eq(nv_template_link(set, &diags), 0);
    ck_assert_int_eq(nv_template_render(set, "m", m, &out, NULL), 0);
    ck_assert_str_eq(nv_buf_str(&out), "{\"a\\\"a\\\"\\\\\\n\\t\\u0001\\u007F\\u2028/đ\": "
                                       "\"a\\\"\\\\\\n\\t\\u0001\\u007F\\u2028/đ\", "
                                       "\"n\": [-12, \"-12\", true, null, \"\", null]}");
}
END_TEST

START_TEST(forms_are_percent_encoded)
{
    ck_assert_str_eq(filled(NV_TEMPLATE_FORM, "t={{x}}&c=1", NULL, "{'x': 'a b&c=ỳ+~-._%'}"),
                     "t=a%20b%26c%3D%E1%BB%B3%2B~-._%25&c=1");
}
END_TEST

START_TEST(text_is_left_alone)
{
    ck_assert_str_eq(filled(NV_TEMPLATE_TEXT, "{{x}}", NULL, "{'x': '<&>'}"), "<&>");
}
END_TEST

START_TEST(a_byte_order_mark_is_no_text)
{
    ck_assert_str_eq(filled(NV_TEMPLATE_TEXT, "\xEF\xBB\xBF{{#x}}\nb\n{{/x}}", NULL, "{'x': 1}"),
                     "b\n");
}
END_TEST

START_TEST(numbers_are_json_numbers_or_strings)
{
    static const struct {
        const char *text;
        bool number, truth;
    } rows[] = {{"0", true, false},   {"-0.0e5", true, false},   {"0.05", true, true},
                {"1e3", true, true},  {"-7", true, true},        {"", false, false},
                {"01", false, true},  {"1.", false, true},       {"+1", false, true},
                {"NaN", false, true}, {"1,\"x\":1", false, true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct nv_tv *v = nv_tv_number(arena, rows[i].text);
        ck_assert_msg((v->kind == NV_TV_NUMBER) == rows[i].number, "%s", rows[i].text);
        ck_assert_msg(nv_tv_truth(v) == rows[i].truth, "%s", rows[i].text);
    }
}
END_TEST

START_TEST(a_key_set_again_gets_the_new_value)
{
    struct nv_tv *m = nv_tv_map(arena);
    nv_tv_set_str(m, "a", "1");
    nv_tv_set_str(m, "ab", "2");
    nv_tv_set_str(m, "a", "3");
    ck_assert_str_eq(nv_tv_get(m, "abc", 1)->text, "3");
    ck_assert_str_eq(nv_tv_get(m, "abc", 2)->text, "2");
    ck_assert_ptr_null(nv_tv_get(m, "abc", 3));
}
END_TEST

START_TEST(a_map_over_another_leaves_that_as_it_is)
{
    struct nv_tv *under = nv_tv_map(arena), *over = nv_tv_over(arena, under);
    ck_assert(!nv_tv_truth(over));
    nv_tv_set_str(under, "a", "1");
    nv_tv_set_str(under, "b", "2");
    ck_assert(nv_tv_truth(over));
    nv_tv_set_str(over, "b", "3");
    nv_tv_set_str(over, "c", "4");
    ck_assert_str_eq(nv_tv_get(over, "a", 1)->text, "1");
    ck_assert_str_eq(nv_tv_get(over, "b", 1)->text, "3");
    ck_assert_str_eq(nv_tv_get(over, "c", 1)->text, "4");
    ck_assert_str_eq(nv_tv_get(under, "b", 1)->text, "2");
    ck_assert_ptr_null(nv_tv_get(under, "c", 1));
    ck_assert_ptr_null(nv_tv_get(over, "d", 1));
}
END_TEST

START_TEST(too_much_output_is_an_error_and_leaves_nothing)
{
    struct nv_err err = {0};
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 10);
    add("m", "{{#l}}1234{{/l}}");
    ck_assert_int_eq(nv_template_link(set, &diags), 0);
    nv_buf_adds(&out, "before ");
    ck_assert_int_eq(nv_template_render(set, "m", data_of("{'l': [1, 1, 1]}"), &out, &err),
                     -NV_ETOOBIG);
    ck_assert_str_eq(nv_buf_str(&out), "before ");
    ck_assert_ptr_nonnull(strstr(err.text, "10 byte"));
    ck_assert_int_eq(nv_template_render(set, "m", data_of("{'l': [1, 1]}"), &out, &err), 0);
    ck_assert_str_eq(nv_buf_str(&out), "before 12341234");
}
END_TEST

/* 100 x 100 x 100 x 100 repetitions that write nothing. */
START_TEST(too_much_work_is_an_error)
{
    struct nv_tv *m = nv_tv_map(arena), *l = nv_tv_list(arena);
    for (int i = 0; i < 100; i++)
        nv_tv_push(l, nv_tv_bool(arena, true));
    nv_tv_set(m, "l", l);
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    add("m", "{{#l}}{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}{{/l}}");
    ck_assert_int_eq(nv_template_link(set, &diags), 0);
    ck_assert_int_eq(nv_template_render(set, "m", m, &out, NULL), -NV_ETOOBIG);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("render_mustache");
    TCase *c = tcase_create("mustache");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, does_what_the_specification_says, 0,
                        (int)(sizeof vectors / sizeof *vectors));
    tcase_add_test(c, indentation_adds_up_over_standalone_partials_only);
    tcase_add_test(c, html_escapes_all_five);
    tcase_add_test(c, json_text_is_escaped_and_values_are_whole);
    tcase_add_test(c, forms_are_percent_encoded);
    tcase_add_test(c, text_is_left_alone);
    tcase_add_test(c, a_byte_order_mark_is_no_text);
    tcase_add_test(c, numbers_are_json_numbers_or_strings);
    tcase_add_test(c, a_key_set_again_gets_the_new_value);
    tcase_add_test(c, a_map_over_another_leaves_that_as_it_is);
    tcase_add_test(c, too_much_output_is_an_error_and_leaves_nothing);
    tcase_add_test(c, too_much_work_is_an_error);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(suite)
