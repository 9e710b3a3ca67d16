/* What the writer writes is read by jansson. */
#include <jansson.h>
#include <string.h>

#include "base/buf.h"
#include "nvtest.h"
#include "render/json.h"

START_TEST(what_is_written_is_read_back)
{
    static const char odd[] = "\"\\/\b\f\n\r\t\x01\x1F\x7F đỏ “…” \xE2\x80\xA8 \xF0\x9F\x98\x80";
    struct nv_buf out = NV_BUF_INIT;
    struct nv_json j = {.out = &out};
    nv_json_begin(&j, NULL, '{');
    nv_json_text(&j, "odd", odd);
    nv_json_text(&j, "none", NULL);
    nv_json_begin(&j, "empty", '[');
    nv_json_end(&j, ']');
    nv_json_begin(&j, "list", '[');
    nv_json_begin(&j, NULL, '{');
    nv_json_end(&j, '}');
    nv_json_int(&j, NULL, INT64_MIN);
    nv_json_int(&j, NULL, INT64_MAX);
    nv_json_text(&j, NULL, "");
    nv_json_end(&j, ']');
    nv_json_bool(&j, "yes", true);
    nv_json_bool(&j, "no", false);
    nv_json_null(&j, "null");
    nv_json_end(&j, '}');
    json_error_t error;
    json_t *o = json_loadb(out.data, out.len, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(o != NULL, "%s: %s", error.text, out.data);
    ck_assert_str_eq(json_string_value(json_object_get(o, "odd")), odd);
    ck_assert(json_is_null(json_object_get(o, "none")));
    ck_assert_uint_eq(json_array_size(json_object_get(o, "empty")), 0);
    const json_t *list = json_object_get(o, "list");
    ck_assert_uint_eq(json_array_size(list), 4);
    ck_assert(json_is_object(json_array_get(list, 0)));
    ck_assert(json_integer_value(json_array_get(list, 1)) == INT64_MIN);
    ck_assert(json_integer_value(json_array_get(list, 2)) == INT64_MAX);
    ck_assert_str_eq(json_string_value(json_array_get(list, 3)), "");
    ck_assert(json_is_true(json_object_get(o, "yes")));
    ck_assert(json_is_false(json_object_get(o, "no")));
    ck_assert(json_is_null(json_object_get(o, "null")));
    ck_assert_uint_eq(json_object_size(o), 7);
    json_decref(o);
    nv_buf_free(&out);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("render json");
    TCase *t = tcase_create("json");
    tcase_add_test(t, what_is_written_is_read_back);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
