/* Errors of scan and typing: what is pointed at, and what must not be. */
#include "base/utf8.h"
#include "import/letters.h"
#include "import/spelling.h"
#include "import/syllable.h"
#include "import_fixture.h"

static struct nv_syllable syllable(const char *word)
{
    struct nv_syllable y;
    ck_assert(nv_syllable_read(&word, &y));
    ck_assert_str_eq(word, "");
    return y;
}

static void keep_found(void *ctx, const char *printed, const char *maybe)
{
    nv_buf_addf(ctx, "%s>%s|", printed, maybe ? maybe : "?");
}

static void must_find(const char *text, const char *found)
{
    struct nv_snapshot *s = agencies();
    struct nv_speller *sp = nv_speller_new(s);
    struct nv_buf b = NV_BUF_INIT;
    nv_speller_check(sp, text, keep_found, &b);
    ck_assert_str_eq(nv_buf_str(&b), found);
    nv_buf_free(&b);
    nv_speller_free(sp);
    nv_snapshot_unref(s);
}

START_TEST(vietnamese_can_spell)
{
    static const char *const words[] = {
        "nghiêng", "quyển", "quốc", "quỹ",  "giường", "gì",    "giết",  "gìn",    "khuya",
        "ngoằn",   "ngoèo", "hươu", "rượu", "yêu",    "huỳnh", "xoong", "uống",   "ĐƯỜNG",
        "hoá",     "hóa",   "thuỷ", "thủy", "khoẻ",   "oẳn",   "ý",     "Ưu",     "nguyệt",
        "ghế",     "kiểm",  "cử",   "qua",  "quýt",   "tuần",  "luật",  "chuyến", "Kạn"};
    struct nv_syllable y = syllable(words[_i]);
    ck_assert_msg(nv_syllable_valid(&y), "%s", words[_i]);
}
END_TEST

START_TEST(vietnamese_cannot_spell)
{
    static const char *const words[] = {"truờng", "nguời",    "ngiên",  "nghành", "ghánh", "thưc",
                                        "mặtt",   "thựchiện", "phươnq", "kế́",     "ướơ",   "cế",
                                        "ngê",    "gề",       "pháb",   "quôốc",  "đwờng", "bõôn"};
    struct nv_syllable y = syllable(words[_i]);
    ck_assert_msg(!nv_syllable_valid(&y), "%s", words[_i]);
}
END_TEST

START_TEST(a_place_of_the_tone_mark_makes_no_difference)
{
    struct nv_syllable a = syllable("hoà"), b = syllable("Hòa");
    ck_assert_str_eq(a.letters, b.letters);
    ck_assert_int_eq(a.tone, b.tone);
}
END_TEST

START_TEST(errors_are_pointed_at)
{
    static const char *const cases[][2] = {
        {"phương án cát giảm thủ tục", "cát giảm>cắt giảm|"},
        {"việc sáp xếp tổ chức", "sáp xếp>sắp xếp|"},
        {"CAI CÁCH CHẾ ĐỘ", "CAI CÁCH>cải cách|"},
        {"Kế luận số 91", "Kế luận>kết luận|"},
        {"các truờng, nguời dân", "truờng>trường|nguời>người|"},
        {"Truờng học", "Truờng>Trường|"},
        {"thựchiện tốt", "thựchiện>thực hiện|"},
        {"thưc hiện", "thưc hiện>thực hiện|"},
        {"rất ngiêm túc", "ngiêm>?|"},
        {"Kế hoạch của BCDCCHC", "BCDCCHC>BCĐCCHC|"},
        {"các sở ban ngành", "sở ban ngành>sở, ban, ngành|"},
    };
    must_find(cases[_i][0], cases[_i][1]);
}
END_TEST

START_TEST(what_is_right_is_left_alone)
{
    static const char *const texts[] = {
        "sáp nhập các đơn vị",
        "Sở Kế hoạch và Đầu tư chủ trì; theo đối tượng",
        "bắt đầu từ ngày 01/01; cần bố trí, cần bổ sung",
        "Đắk Lắk, Krông Pắc, NĐ-CP, QĐ-UBND, HĐND, CĐ",
        "email, website, R&D, Nghị định số 178/2024/NĐ-CP",
        "hoá, thuỷ, quản lí, quý I, xoá đói",
        "cai cach hanh chinh khong dau",
        "công, tác; cát, giảm",
        "truyền thống và khóa học; cộng tác viên",
    };
    must_find(texts[_i], "");
}
END_TEST

START_TEST(the_short_cut_folds_as_the_long_way)
{
    static const char *const texts[] = {"  Quý  IV/2025 – Sở Nội vụ—Đà Nẵng ",
                                        "ĂÂÊÔƠƯĐ ăâêôơưđ ỲỴỸỶỳ",
                                        "Quy\xCC\x81 I\xC2\xA0n\xC4\x83m",
                                        "“a” … ö ñ ß №7",
                                        "a\tb",
                                        ""};
    char *quick = nv_utf8_fold(texts[_i]), *slow = nv_utf8_fold(texts[_i]);
    ck_assert_str_eq(quick ? quick : "", slow ? slow : "");
    free(quick);
    free(slow);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("import spelling");
    TCase *t = tcase_create("spelling");
    tcase_add_loop_test(t, vietnamese_can_spell, 0, 36);
    tcase_add_loop_test(t, vietnamese_cannot_spell, 0, 18);
    tcase_add_test(t, a_place_of_the_tone_mark_makes_no_difference);
    tcase_add_loop_test(t, errors_are_pointed_at, 0, 11);
    tcase_add_loop_test(t, what_is_right_is_left_alone, 0, 9);
    tcase_add_loop_test(t, the_short_cut_folds_as_the_long_way, 0, 6);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
