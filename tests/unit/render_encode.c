/* The encodings against vectors of the RFCs and worked out by hand; round trips through Python's
 * email package are in render_mail.c. */
#include "render/encode.h"
#include "render_fixture.h"

static struct nv_buf out;

static void setup(void)
{
    out = (struct nv_buf)NV_BUF_INIT;
}

static void teardown(void)
{
    nv_buf_free(&out);
}

START_TEST(base64_of_rfc_4648)
{
    static const char *const vectors[][2] = {{"f", "Zg==\r\n"},         {"fo", "Zm8=\r\n"},
                                             {"foo", "Zm9v\r\n"},       {"foob", "Zm9vYg==\r\n"},
                                             {"fooba", "Zm9vYmE=\r\n"}, {"foobar", "Zm9vYmFy\r\n"}};
    nv_encode_base64(&out, vectors[_i][0], strlen(vectors[_i][0]));
    ck_assert_str_eq(nv_buf_str(&out), vectors[_i][1]);
}
END_TEST

START_TEST(base64_codes_line_ends_as_crlf)
{
    nv_encode_base64(&out, "a\nb", 3); /* 61 0D 0A 62 */
    ck_assert_str_eq(nv_buf_str(&out), "YQ0KYg==\r\n");
}
END_TEST

START_TEST(quoted_printable_by_hand)
{
    static const char *const vectors[][2] = {
        {"Sở\n", "S=E1=BB=9F\r\n"},        {"a=b\n", "a=3Db\r\n"},
        {"end \n", "end=20\r\n"},          {".dot\n", "=2Edot\r\n"},
        {"From x\n", "=46rom x\r\n"},      {"Fro\n\nm\n", "Fro\r\n\r\nm\r\n"},
        {"tab\there\n", "tab=09here\r\n"}, {"last", "last\r\n"},
    };
    nv_encode_quoted(&out, vectors[_i][0], strlen(vectors[_i][0]));
    ck_assert_str_eq(nv_buf_str(&out), vectors[_i][1]);
}
END_TEST

START_TEST(quoted_printable_never_cuts_a_character)
{
    /* 74 letters leave no room for the three coded bytes of ở before column 76. */
    char line[128];
    nv_fmt(line, sizeof line, "%074dở\n", 0);
    nv_encode_quoted(&out, line, strlen(line));
    ck_assert_str_eq(nv_buf_str(&out) + 74, "=\r\n=E1=BB=9F\r\n");
}
END_TEST

START_TEST(a_dot_after_a_soft_break_is_hidden_too)
{
    char line[128];
    nv_fmt(line, sizeof line, "%075d.x\n", 0);
    nv_encode_quoted(&out, line, strlen(line));
    ck_assert_str_eq(nv_buf_str(&out) + 75, "=\r\n=2Ex\r\n");
}
END_TEST

/* RFC 2045, section 6.7, read the other way; line ends become LF. False for what is not allowed: no
 * assertion for each byte, which would be most of the time. */
static bool decode_quoted(const char *s, struct nv_buf *text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (const char *line = s; *s;) {
        if (strncmp(s, "\r\n", 2) == 0 || strncmp(s, "=\r\n", 3) == 0) {
            bool soft = *s == '=';
            if (s + soft - line > 76 || (!soft && s > line && (s[-1] == ' ' || s[-1] == '\t')))
                return false;
            nv_buf_adds(text, soft ? "" : "\n");
            s += soft ? 3 : 2;
            line = s;
        } else if (*s == '=') {
            const char *high = strchr(hex, s[1]), *low = high ? strchr(hex, s[2]) : NULL;
            if (!low)
                return false;
            nv_buf_addc(text, (char)((high - hex) << 4 | (low - hex)));
            s += 3;
        } else if (*s < ' ' || *s > '~' || (s == line && *s == '.')) {
            return false;
        } else {
            nv_buf_addc(text, *s++);
        }
    }
    return true;
}

/* Runs are taken sixteen bytes at a time: at every place, and at every distance from the end. */
START_TEST(quoted_printable_reads_back_wherever_something_stands)
{
    static const char *const cases[] = {" \n", " ", "=", "\t",  "\x7f",
                                        "ở",   "–", ".", "\n.", "\nFrom "};
    struct nv_buf text = NV_BUF_INIT, back = NV_BUF_INIT;
    for (int before = 0; before < 170; before++)
        for (int after = 0; after < 20; after++) {
            nv_buf_clear(&text);
            for (int i = 0; i < before; i++)
                nv_buf_addc(&text, i % 9 == 8 ? ' ' : 'a');
            nv_buf_adds(&text, cases[_i]);
            for (int i = 0; i < after; i++)
                nv_buf_addc(&text, 'b');
            nv_buf_clear(&out);
            nv_encode_quoted(&out, text.data, text.len);
            nv_buf_clear(&back);
            bool good = decode_quoted(nv_buf_str(&out), &back);
            if (text.data[text.len - 1] != '\n')
                nv_buf_addc(&text, '\n');
            good = good && strcmp(nv_buf_str(&back), text.data) == 0;
            if (!good)
                ck_abort_msg("%s\n%s", text.data, nv_buf_str(&out));
        }
    nv_buf_free(&text);
    nv_buf_free(&back);
}
END_TEST

START_TEST(header_words)
{
    static const char *const vectors[][2] = {
        {"Hello", "Hello"},
        {"Sở", "=?UTF-8?B?U+G7nw==?="}, /* 53 E1 BB 9F */
        {"=?UTF-8?Q?x?=", "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?="},
    };
    nv_encode_header(&out, vectors[_i][0], 9);
    ck_assert_str_eq(nv_buf_str(&out), vectors[_i][1]);
}
END_TEST

START_TEST(header_lines_stay_within_76_columns_and_words_within_75)
{
    for (int n = 1; n < 300; n++) {
        struct nv_buf text = NV_BUF_INIT;
        for (int i = 0; i < n; i++)
            nv_buf_adds(&text, i % 3 ? "ệ" : "x");
        nv_buf_clear(&out);
        nv_buf_adds(&out, "Subject: ");
        nv_encode_header(&out, nv_buf_str(&text), 9);
        char *rest = NULL;
        for (char *line = strtok_r(out.data, "\r\n", &rest); line;
             line = strtok_r(NULL, "\r\n", &rest)) {
            ck_assert_uint_le(strlen(line), 76);
            ck_assert(strncmp(line, "Subject: ", 9) == 0 || line[0] == ' ');
        }
        nv_buf_free(&text);
    }
}
END_TEST

START_TEST(phrase_is_quoted_only_where_that_is_safe)
{
    static const char *const vectors[][2] = {
        {"So Noi vu, tinh", "\"So Noi vu, tinh\""},
        {"a\"b", "=?UTF-8?B?YSJi?="},
    };
    nv_encode_phrase(&out, vectors[_i][0], 4);
    ck_assert_str_eq(nv_buf_str(&out), vectors[_i][1]);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("render_encode");
    TCase *t = tcase_create("encode");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, base64_of_rfc_4648, 0, 6);
    tcase_add_test(t, base64_codes_line_ends_as_crlf);
    tcase_add_loop_test(t, quoted_printable_by_hand, 0, 8);
    tcase_add_test(t, quoted_printable_never_cuts_a_character);
    tcase_add_test(t, a_dot_after_a_soft_break_is_hidden_too);
    tcase_add_loop_test(t, quoted_printable_reads_back_wherever_something_stands, 0, 10);
    tcase_add_loop_test(t, header_words, 0, 3);
    tcase_add_test(t, header_lines_stay_within_76_columns_and_words_within_75);
    tcase_add_loop_test(t, phrase_is_quoted_only_where_that_is_safe, 0, 2);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
