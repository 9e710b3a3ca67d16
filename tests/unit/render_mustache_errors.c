/* What an administrator is told of a faulty template: the place, what is wrong, what is allowed. */
#include "render_mustache_fixture.h"

struct fault {
    const char *text, *said; /* every line of the answer begins as a line of `said` does */
};

/* Compares line by line, each only as far as `want` goes. */
static void expect(const char *got, const char *want)
{
    const char *g = got, *w = want;
    for (; *w; w += strcspn(w, "\n"), w += *w == '\n', g += strcspn(g, "\n"), g += *g == '\n')
        ck_assert_msg(strncmp(g, w, strcspn(w, "\n")) == 0, "wanted:\n%s\ngot:\n%s", want, got);
    ck_assert_msg(*g == '\0', "more than wanted:\n%s\ngot:\n%s", want, got);
}

static const struct fault parse_faults[] = {
    {"a\nbc {{x", "m:2:4: thẻ mẫu mở ở đây không được đóng; cần \"}}\""},
    {"{{x {{y}}\n{{/z}}",
     "m:1:1: thẻ mẫu mở ở đây không được đóng\nm:2:1: {{/z}} đóng một khối không "
     "được mở; cần {{#z}} hoặc {{^z}}"},
    {"{{{x}}", "m:1:1: thẻ mẫu mở ở đây không được đóng; cần \"}}}\""},
    {"{{!x", "m:1:1: thẻ mẫu mở"},
    {"\n {{#a}}\nx", "m:2:2: khối {{#a}} mở ở đây không được đóng; cần {{/a}}"},
    {"{{^a}}", "m:1:1: khối {{^a}} mở"},
    {"{{#a}}\n{{/b}}{{/a}}", "m:2:1: {{/b}} không khớp với khối đang mở từ dòng 1; cần {{/a}}"},
    {"{{#a}}{{#b}}{{/a}}", "m:1:7: khối {{#b}} mở ở đây không được đóng; cần {{/b}}"},
    {"{{}}", "m:1:1: thẻ mẫu trống"},
    {"{{#}}{{/}}", "m:1:1: thẻ mẫu trống"},
    {"{{a b}}", "m:1:1: tên \"a b\" không hợp lệ; tên chỉ gồm"},
    {"{{.a}}{{a.}}{{a..b}}{{đ}}", "m:1:1: tên \".a\"\nm:1:7: tên \"a.\"\nm:1:13: tên "
                                  "\"a..b\"\nm:1:21: tên \"đ\""},
    {"{{>../etc/passwd}}", "m:1:1: tên \"../etc/passwd\" không hợp lệ"},
    {"{{>*x}}", "m:1:1: tên \"*x\" không hợp lệ"},
    {"{{<a}}{{$b}}", "m:1:1: không hỗ trợ kế thừa mẫu\nm:1:7: không hỗ trợ kế thừa"},
    {"{{=<%=}}", "m:1:1: đổi dấu thẻ không hợp lệ"},
    {"{{=a b c=}}", "m:1:1: đổi dấu thẻ không hợp lệ"},
    {"{{=<% %>}}", "m:1:1: thẻ mẫu mở ở đây không được đóng; cần \"=}}\""},
    {"a\xFF", "m:1:2: không phải UTF-8 hợp lệ"},
    {"{{>q}}", "m:1:1: không có mẫu con \"q\"; "},
    {"{{>mm}}", "m:1:1: không có mẫu con \"mm\"; có lẽ là \"m\""},
    {"x{{>m}}", "m:1:2: các mẫu chèn nhau thành vòng: m → m;"},
};

START_TEST(says_what_is_wrong_and_where)
{
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    add("m", parse_faults[_i].text);
    ck_assert_int_eq(nv_template_link(set, &diags), -NV_ECONFIG);
    expect(said(), parse_faults[_i].said);
    ck_assert_int_eq(nv_template_render(set, "m", NULL, &out, NULL), -NV_ESTATE);
}
END_TEST

START_TEST(a_circle_names_its_members)
{
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    add("top", "{{>a}}");
    add("a", "\n{{>b}}");
    add("b", "{{#x}}{{>a}}{{/x}}");
    ck_assert_int_eq(nv_template_link(set, &diags), -NV_ECONFIG);
    expect(said(), "b:1:7: các mẫu chèn nhau thành vòng: a → b → a;");
}
END_TEST

START_TEST(sections_and_partials_are_counted_together)
{
    char text[NV_TEMPLATE_MAX_DEPTH * 16 + 32] = "";
    for (int i = 0; i < NV_TEMPLATE_MAX_DEPTH; i++)
        strncat(text, "{{#a}}", 7);
    for (int i = 0; i < NV_TEMPLATE_MAX_DEPTH; i++)
        strncat(text, "{{/a}}", 7);
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    add("m", text);
    ck_assert_int_eq(nv_template_link(set, &diags), 0);
    nv_template_set_free(set);
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    add("m", text);
    add("up", "{{>m}}");
    ck_assert_int_eq(nv_template_link(set, &diags), -NV_ECONFIG);
    expect(said(), "up:1:1: mẫu con và khối lồng nhau quá sâu; cho phép nhiều nhất 32 cấp");
}
END_TEST

START_TEST(one_section_too_deep)
{
    char text[NV_TEMPLATE_MAX_DEPTH * 8 + 32] = "";
    for (int i = 0; i <= NV_TEMPLATE_MAX_DEPTH; i++)
        strncat(text, "{{#a}}", 7);
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    ck_assert_int_eq(add("m", text), -NV_ESYNTAX);
    expect(said(), "m:1:193: các khối lồng nhau quá sâu"); /* 32 x 6 + 1 */
}
END_TEST

/* Each of 18 templates includes the next twice: 2^18 parts. */
START_TEST(partials_that_multiply_are_refused)
{
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    for (int i = 0; i < 18; i++) {
        char name[16], text[64];
        nv_fmt(name, sizeof name, "t%d", i);
        nv_fmt(text, sizeof text, "{{>t%d}}{{>t%d}}", i + 1, i + 1);
        add(name, i == 17 ? "x" : text);
    }
    ck_assert_int_eq(nv_template_link(set, &diags), -NV_ECONFIG);
    ck_assert_ptr_nonnull(strstr(said(), "quá dài; cho phép nhiều nhất 100000 phần"));
}
END_TEST

START_TEST(sizes_and_names_have_bounds)
{
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    char *big = nv_malloc(NV_TEMPLATE_MAX_SIZE + 1);
    memset(big, 'a', NV_TEMPLATE_MAX_SIZE + 1);
    ck_assert_int_eq(nv_template_add(set, "m", "m", big, NV_TEMPLATE_MAX_SIZE, &diags), 0);
    ck_assert_int_eq(nv_template_add(set, "n", "n", big, NV_TEMPLATE_MAX_SIZE + 1, &diags),
                     -NV_ETOOBIG);
    free(big);
    ck_assert_int_eq(add("m", ""), -NV_EEXIST);
    ck_assert_int_eq(add("a/b", ""), -NV_EINVAL);
    ck_assert_int_eq(nv_template_add(set, "z", "z", "a\0b", 3, &diags), -NV_ESYNTAX);
    ck_assert_uint_eq(nv_template_count(set), 2);
    ck_assert_str_eq(nv_template_name(set, 1), "z");
}
END_TEST

START_TEST(what_is_not_there_is_an_error)
{
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    ck_assert_int_eq(nv_template_link(set, &diags), 0);
    ck_assert_int_eq(nv_template_render(set, "m", NULL, &out, NULL), -NV_ENOENT);
    ck_assert_int_eq(nv_template_check(set, "m", NULL, &diags), -NV_ENOENT);
}
END_TEST

static const struct nv_schema item_fields[] = {{"title", NV_TV_STRING, 0, NULL},
                                               {"late", NV_TV_BOOL, 0, NULL},
                                               {"leads", NV_TV_LIST, 0, NULL},
                                               {0}};
static const struct nv_schema agency_fields[] = {
    {"name", NV_TV_STRING, 0, NULL}, {"id", NV_TV_STRING, NV_FIELD_TOKEN, NULL}, {0}};
static const struct nv_schema schema[] = {{"subject", NV_TV_STRING, 0, NULL},
                                          {"count", NV_TV_NUMBER, 0, NULL},
                                          {"agency", NV_TV_MAP, 0, agency_fields},
                                          {"items", NV_TV_LIST, 0, item_fields},
                                          {"body", NV_TV_STRING, NV_FIELD_MARKUP, NULL},
                                          {"link", NV_TV_STRING, NV_FIELD_URL, NULL},
                                          {0}};

static const struct fault name_faults[] = {
    {"{{subject}}{{count}}{{agency.name}}{{#agency}}{{name}}{{subject}}{{/agency}}", ""},
    {"{{#items}}{{title}}{{#leads}}{{.}}{{/leads}}{{#late}}!{{/late}}{{/items}}{{^items}}{{/"
     "items}}",
     ""},
    {"{{#subject}}{{.}}{{/subject}}{{#count}}{{.}}{{/count}}", ""},
    {"\n {{subjekt}}", "m:2:2: không có biến \"subjekt\"; có lẽ là \"subject\""},
    {"{{agency.nmae}}", "m:1:1: không có biến \"agency.nmae\"; có lẽ là \"agency.name\""},
    {"{{agency.phone}}", "m:1:1: không có biến \"agency.phone\"; có: name, id"},
    {"{{subject.x}}", "m:1:1: không có biến \"subject.x\"; phần trước \"x\" không có biến con"},
    {"{{title}}", "m:1:1: không có biến \"title\" ở đây; biến đó chỉ có trong khối {{#items}}"},
    {"{{qqqqqqqq}}", "m:1:1: không có biến \"qqqqqqqq\"; có: subject, count, agency, items, body"},
    {"{{#itens}}{{title}}{{x}}{{/itens}}", "m:1:1: không có biến \"itens\"; có lẽ là \"items\""},
    {"{{^itens}}{{/itens}}", "m:1:1: không có biến \"itens\""},
    {"{{items}}", "m:1:1: \"items\" là danh sách, không in ra được; dùng khối {{#items}}"},
    {"{{agency}}", "m:1:1: \"agency\" là nhóm biến"},
    {"{{#items}}{{late}}{{.}}{{/items}}",
     "m:1:11: \"late\" là giá trị có/không\nm:1:19: \".\" là nhóm "
     "biến"},
    {"{{>p}}{{>p}}", "p:2:1: không có biến \"subjec\"; có lẽ là \"subject\" (khi chèn từ m:1)"},
};

START_TEST(names_are_checked_against_what_is_known)
{
    set = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    add("m", name_faults[_i].text);
    add("p", "\n{{subjec}}");
    ck_assert_int_eq(nv_template_link(set, &diags), 0);
    ck_assert_int_eq(nv_template_check(set, "m", schema, &diags),
                     *name_faults[_i].said ? -NV_ECONFIG : 0);
    expect(said(), name_faults[_i].said);
}
END_TEST

static const char *const allowed_html[] = {
    "<!DOCTYPE html><p>{{subject}}</p>",
    "<title>{{subject}} < </title>{{subject}}",
    "<p class=\"{{subject}}\" title='{{subject}}'>",
    "<textarea><b class={{!}}</textarea>{{subject}}",
    "<td {{#items}}class=\"a\" {{/items}}>{{subject}}",
    "a < b {{subject}}",
    "<a href=\"https://h/{{agency.id}}?n={{count}}\">",
    "<a href=\"{{link}}\">{{link}}</a>",
    "<a href='/viec/{{agency.id}}'>",
    "<a href=\"#{{count}}\">",
    "{{{body}}}{{&body}}",
    "<p style=\"color:#{{agency.id}}\">",
    "<style>p{}</style>{{subject}}",
    "<script>if (a<b) x('</scripty>')</script>{{subject}}",
    "<!-- <b x= -->{{subject}}",
    "<!---->{{subject}}<!-->{{subject}}<!--x--!>{{subject}}",
    "<!--[if mso]><table width=\"5\"><![endif]-->{{subject}}",
    "<br/>{{subject}}<br / >{{subject}}",
    "<input checked>{{subject}}<input a b = c>{{subject}}<a =x>{{subject}}",
    "<p>{{#items}}<b>{{title}}</b>{{/items}}{{^items}}{{subject}}{{/items}}",
};

START_TEST(html_allows)
{
    set = nv_template_set_new(NV_TEMPLATE_HTML, 0);
    add("m", allowed_html[_i]);
    ck_assert_int_eq(nv_template_link(set, &diags), 0);
    ck_assert_msg(nv_template_check(set, "m", schema, &diags) == 0, "%s\n%s", allowed_html[_i],
                  said());
}
END_TEST

static const struct fault html_faults[] = {
    {"<{{subject}}>", "m:1:2: biến không được đứng trong tên thẻ HTML"},
    {"</{{subject}}>", "m:1:3: biến không được đứng trong tên thẻ HTML"},
    {"<h{{count}}>", "m:1:3: biến không được đứng trong tên thẻ HTML"},
    {"<p {{subject}}>", "m:1:4: biến không được đứng ở chỗ tên thuộc tính"},
    {"<p da{{subject}}=\"\">", "m:1:6: biến không được đứng ở chỗ tên thuộc tính"},
    {"<p class={{subject}}>", "m:1:10: giá trị thuộc tính có biến phải nằm trong ngoặc kép"},
    {"<p class=a{{subject}}>", "m:1:11: giá trị thuộc tính có biến phải nằm trong ngoặc kép"},
    {"<p onClick=\"f('{{subject}}')\">", "m:1:16: biến không được đứng trong thuộc tính on…"},
    {"<p style=\"color:{{subject}}\">", "m:1:17: trong thuộc tính style chỉ được dùng biến là số"},
    {"<a href=\"{{subject}}\">", "m:1:10: biến không được đứng ở đầu địa chỉ liên kết"},
    {"<a href=\" {{subject}}\">", "m:1:11: biến không được đứng ở đầu địa chỉ liên kết"},
    {"<IMG SRC='{{agency.id}}'>", "m:1:11: biến không được đứng ở đầu địa chỉ liên kết"},
    {"<a href=\"/{{subject}}\">", "m:1:11: biến không được đứng ngay sau dấu \"/\""},
    {"<a href=\"java{{agency.id}}\">", "m:1:14: phần đầu địa chỉ"},
    {"<a href=\"JavaScript:f({{count}})\">", "m:1:23: phần đầu địa chỉ"},
    {"<a href=\"java\nscript:{{count}}\">", "m:2:8: phần đầu địa chỉ"},
    {"<a href=\"&#106;avascript:{{count}}\">", "m:1:26: phần đầu địa chỉ"},
    {"<a href=\"https://h/?q={{subject}}\">",
     "m:1:23: trong địa chỉ liên kết chỉ được dùng biến là số"},
    {"<meta content=\"0;url={{subject}}\">", "m:1:22: biến không được đứng trong thuộc tính này"},
    {"<iframe srcdoc=\"{{subject}}\"></iframe>",
     "m:1:17: biến không được đứng trong thuộc tính này"},
    {"<script>{{subject}}</script>", "m:1:9: biến không được đứng trong <script>"},
    {"<SCRIPT a=\"</script>\">{{subject}}</Script >",
     "m:1:23: biến không được đứng trong <script>"},
    {"<style>{{subject}}</style>", "m:1:8: biến không được đứng trong <script>, <style>"},
    {"<!-- {{subject}} -->", "m:1:6: biến không được đứng trong chú thích"},
    {"<!-- a -> {{subject}} -->", "m:1:11: biến không được đứng trong chú thích"},
    {"<!-{{subject}}>", "m:1:4: biến không được đứng trong chú thích"},
    {"<?x {{subject}}>", "m:1:5: biến không được đứng trong chú thích"},
    {"<title></ti{{subject}}></title>", "m:1:12: biến không được dính liền sau \"<\""},
    {"{{{subject}}}", "m:1:1: {{{…}}} và {{&…}} chỉ dùng cho biến chứa sẵn HTML"},
    {"<p title=\"{{{body}}}\">", "m:1:11: {{{…}}} và {{&…}} chỉ được đứng giữa văn bản HTML"},
    {"{{#items}}<b {{/items}}>",
     "m:1:1: khối \"items\" mở ở giữa văn bản nhưng kết thúc ở trong thẻ HTML"},
    {"<t{{#items}}d{{/items}}>", "m:1:3: khối \"items\" mở ở trong tên thẻ HTML"},
    {"<td{{#items}} class=\"a\"{{/items}}>", "m:1:4: khối \"items\" mở ở trong tên thẻ HTML"},
    {"<a href=\"{{^items}}https://h/{{/items}}{{count}}\">",
     "m:1:10: khối \"items\"\nm:1:40: biến không "
     "được đứng ở đầu"},
    {"<p class=\"", "m:1:11: mẫu kết thúc ở trong giá trị thuộc tính"},
    {"{{>p}}\n<p a={{>p}}>",
     "p:1:1: giá trị thuộc tính có biến phải nằm trong ngoặc kép: tên=\"…\" (khi chèn từ m:2)"},
};

START_TEST(html_refuses)
{
    set = nv_template_set_new(NV_TEMPLATE_HTML, 0);
    add("m", html_faults[_i].text);
    add("p", "{{subject}}");
    ck_assert_int_eq(nv_template_link(set, &diags), 0);
    ck_assert_int_eq(nv_template_check(set, "m", schema, &diags), -NV_ECONFIG);
    expect(said(), html_faults[_i].said);
}
END_TEST

static const struct fault json_faults[] = {
    {"{\"a\": {{subject}}, \"b{{subject}}\": {{{body}}}, \"c\": {{#items}}{{late}}{{/items}}}", ""},
    {"{\"a\": \"\\{{subject}}\"}", "m:1:9: biến không được đứng ngay sau dấu \"\\\""},
    {"[{{{subject}}}]", "m:1:2: {{{…}}} và {{&…}} trong JSON chỉ dùng cho biến chứa sẵn JSON"},
    {"[\"{{{body}}}\"]", "m:1:3: {{{…}}} và {{&…}} trong JSON"},
    {"[\"{{#items}}\",\"x{{/items}},\"]", ""},
    {"[{{#items}}\"{{/items}}]",
     "m:1:2: khối \"items\" mở ở ngoài chuỗi JSON nhưng kết thúc ở trong chuỗi"},
    {"[\"a", "m:1:4: mẫu kết thúc ở trong chuỗi JSON"},
};

START_TEST(json_contexts)
{
    set = nv_template_set_new(NV_TEMPLATE_JSON, 0);
    add("m", json_faults[_i].text);
    ck_assert_int_eq(nv_template_link(set, &diags), 0);
    ck_assert_int_eq(nv_template_check(set, "m", schema, &diags),
                     *json_faults[_i].said ? -NV_ECONFIG : 0);
    expect(said(), json_faults[_i].said);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof *(table))

static Suite *suite(void)
{
    Suite *s = suite_create("render_mustache_errors");
    TCase *c = tcase_create("errors");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, says_what_is_wrong_and_where, 0, ROWS(parse_faults));
    tcase_add_test(c, a_circle_names_its_members);
    tcase_add_test(c, sections_and_partials_are_counted_together);
    tcase_add_test(c, one_section_too_deep);
    tcase_add_test(c, partials_that_multiply_are_refused);
    tcase_add_test(c, sizes_and_names_have_bounds);
    tcase_add_test(c, what_is_not_there_is_an_error);
    tcase_add_loop_test(c, names_are_checked_against_what_is_known, 0, ROWS(name_faults));
    tcase_add_loop_test(c, html_allows, 0, ROWS(allowed_html));
    tcase_add_loop_test(c, html_refuses, 0, ROWS(html_faults));
    tcase_add_loop_test(c, json_contexts, 0, ROWS(json_faults));
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(suite)
