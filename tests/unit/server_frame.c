/* What is no request is refused with a sentence, whatever bytes come. */
#include "server/frame.h"

#include <stdint.h>

#include "server_fixture.h"

static struct fixture f;

static void start(void)
{
    fixture_start(&f, NULL);
}

static void stop(void)
{
    fixture_stop(&f);
}

/* A line feed is added; the bytes may hold NULs. */
static const struct {
    const char *bytes;
    size_t n;
} bad[] = {
#define BAD(s)                                                                                     \
    {                                                                                              \
        s, sizeof s - 1                                                                            \
    }
    BAD(""),
    BAD(" "),
    BAD("{"),
    BAD("status"),
    BAD("[]"),
    BAD("\"status\""),
    BAD("{}"),
    BAD("{\"args\":{}}"),
    BAD("{\"command\":\"\"}"),
    BAD("{\"command\":7}"),
    BAD("{\"command\":null}"),
    BAD("{\"command\":\"a\",\"args\":[]}"),
    BAD("{\"command\":\"a\",\"args\":null}"),
    BAD("{\"command\":\"a\",\"arg\":{}}"),
    BAD("{\"command\":\"a\",\"command\":\"b\"}"),
    BAD("{\"command\":\"a\"}{\"command\":\"b\"}"),
    BAD("{\"command\":\"a\"} x"),
    BAD("{\"command\":\"a\xFF\"}"),
    BAD("{\"command\":\"a\xC0\x80\"}"),
    BAD("{\"command\":\"a\\ud800\"}"),
    BAD("{\"command\":\"a\\u0000b\"}"),
    BAD("{\"command\":\"a\0b\"}"),
    BAD("\0\0\0\0"),
    BAD("\xEF\xBB\xBF{\"command\":\"a\"}"),
    BAD("GET / HTTP/1.1"),
    BAD("\x16\x03\x01\x02"),
    BAD("{\"command\":\"a\"}\n{\"command\":\"b\"}"),
#undef BAD
};

START_TEST(bad_frame_is_refused)
{
    int fd = dial(&f);
    say(&f, fd, bad[_i].bytes, bad[_i].n);
    says(&f, fd, "\n");
    json_t *answer = hear(&f, fd);
    ck_assert_ptr_nonnull(answer);
    ck_assert_int_eq(json_integer_value(json_object_get(answer, "exit")), 2);
    ck_assert_uint_gt(json_string_length(json_object_get(answer, "text")), 20);
    ck_assert_int_eq(f.handled, 0);
    json_decref(answer);
}
END_TEST

START_TEST(frame_without_its_end_is_refused)
{
    int fd = dial(&f);
    says(&f, fd, "{\"command\":\"done\"}");
    shutdown(fd, SHUT_WR);
    expect_exit(&f, fd, 2);
    ck_assert_int_eq(f.handled, 0);
}
END_TEST

/* {"command":"aaa…"} and the line feed make `n` bytes. */
static char *request_of(size_t n)
{
    char *line = malloc(n + 1);
    memset(line, 'a', n);
    memcpy(line, "{\"command\":\"", 12);
    memcpy(line + n - 3, "\"}\n", 4);
    return line;
}

START_TEST(longest_frame_is_taken)
{
    char *line = request_of(65536);
    int fd = dial(&f);
    say(&f, fd, line, 65536);
    json_t *answer = hear(&f, fd);
    ck_assert_int_eq(json_integer_value(json_object_get(answer, "exit")), 0);
    ck_assert_uint_eq(strlen(data_string(answer, "command")), 65536 - 15);
    json_decref(answer);
    free(line);
}
END_TEST

START_TEST(longer_frame_is_refused)
{
    char *line = request_of(65537);
    int fd = dial(&f);
    say(&f, fd, line, 65537);
    expect_exit(&f, fd, 2);
    ck_assert_int_eq(f.handled, 0);
    free(line);
}
END_TEST

START_TEST(endless_frame_is_refused)
{
    char *junk = calloc(1, 1 << 20);
    memset(junk, ' ', 1 << 20);
    int fd = dial(&f);
    say(&f, fd, junk, 1 << 20);
    expect_exit(&f, fd, 2);
    free(junk);
}
END_TEST

START_TEST(deep_nesting_is_refused)
{
    char *line = malloc(65537);
    memset(line, '[', 65536);
    line[60000] = '\n';
    int fd = dial(&f);
    say(&f, fd, line, 60001);
    expect_exit(&f, fd, 2);
    free(line);
}
END_TEST

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* A real request with a few bytes changed, cut, or followed by more. */
static size_t mutate(uint64_t *state, char *line)
{
    static const char sound[] =
        "{\"command\":\"done\",\"args\":{\"id\":\"I.2.1\",\"n\":[1,null]}}\n";
    size_t n = sizeof sound - 1;
    memcpy(line, sound, n);
    for (uint64_t k = next_random(state) % 4; k > 0; k--)
        line[next_random(state) % n] = (char)next_random(state);
    if (next_random(state) % 4 == 0)
        n = next_random(state) % (n + 1);
    return n;
}

START_TEST(random_frames_are_answered_or_closed)
{
    uint64_t state = nv_test_seed("server_frame") * 2 + 1; /* never 0 */
    for (int i = 0; i < 3000; i++) {
        char line[200];
        size_t n = mutate(&state, line);
        int handled = f.handled, fd = dial(&f);
        say(&f, fd, line, n);
        shutdown(fd, SHUT_WR);
        json_t *answer = hear(&f, fd);
        if (n == 0) {
            ck_assert_ptr_null(answer);
            continue;
        }
        ck_assert_ptr_nonnull(answer);
        int code = (int)json_integer_value(json_object_get(answer, "exit"));
        ck_assert_int_eq(code, f.handled > handled ? 0 : 2);
        json_decref(answer);
    }
    settle(&f);
    ck_assert_uint_eq(nv_control_clients(f.control), 0);
}
END_TEST

START_TEST(printed_request_is_understood)
{
    struct nv_buf line = NV_BUF_INIT;
    struct nv_err err;
    char *command;
    json_t *args, *given = json_pack("{s:s}", "doc", "Quyết định\n\"12\"");
    ck_assert_int_eq(nv_frame_print_request(&line, "done", given, &err), 0);
    ck_assert_str_eq(line.data,
                     "{\"command\":\"done\",\"args\":{\"doc\":\"Quyết định\\n\\\"12\\\"\"}}\n");
    ck_assert_int_eq(nv_frame_parse_request(line.data, line.len, &command, &args, &err), 0);
    ck_assert_str_eq(command, "done");
    ck_assert(json_equal(args, given));
    free(command);
    json_decref(args);
    json_decref(given);
    nv_buf_free(&line);
}
END_TEST

START_TEST(request_too_long_is_not_printed)
{
    struct nv_buf line = NV_BUF_INIT;
    struct nv_err err;
    char *text = request_of(70000);
    json_t *args = json_pack("{s:s}", "doc", text);
    ck_assert_int_eq(nv_frame_print_request(&line, "done", args, &err), -NV_ETOOBIG);
    ck_assert_int_eq(nv_frame_print_request(&line, "\xFF", NULL, &err), -NV_EINVAL);
    json_decref(args);
    free(text);
    nv_buf_free(&line);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("server/frame");
    TCase *t = tcase_create("frame");
    tcase_add_checked_fixture(t, start, stop);
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, bad_frame_is_refused, 0, (int)(sizeof bad / sizeof *bad));
    tcase_add_test(t, frame_without_its_end_is_refused);
    tcase_add_test(t, longest_frame_is_taken);
    tcase_add_test(t, longer_frame_is_refused);
    tcase_add_test(t, endless_frame_is_refused);
    tcase_add_test(t, deep_nesting_is_refused);
    tcase_add_test(t, random_frames_are_answered_or_closed);
    tcase_add_test(t, printed_request_is_understood);
    tcase_add_test(t, request_too_long_is_not_printed);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
