/* Rows of a table to sections, tasks and products: page breaks, headings, second products, formats.
 */
#include "import_fixture.h"

START_TEST(a_row_cut_by_a_page_is_joined_cell_by_cell)
{
    struct imported m = import_text(
        HEAD "1\tPhê duyệt phương án đối với\tQuyết định của Chủ\tTrong năm\t"
             "<ul> <li>- Các sở, ban, ngành, UBND</li> </ul>\n" HEAD
             "\tít nhất 20% thủ tục\ttịch UBND tỉnh\t2025\ttỉnh - Văn phòng UBND tỉnh thẩm tra\n",
        NV_FORMAT_TSV);
    ck_assert_int_eq(m.rc, 0);
    ck_assert_uint_eq(m.totals.joined, 1);
    ck_assert_uint_eq(m.totals.tasks, 1);
    must_hold(&m, "title = \"Phê duyệt phương án đối với ít nhất 20% thủ tục\";");
    must_hold(&m, "name = \"Quyết định của Chủ tịch UBND tỉnh\";");
    must_hold(&m, "due = \"Trong năm 2025\";");
    must_hold(&m, "lead = [ \"cac-so\", \"ubnd-tinh\" ];");
    must_hold(&m, "appraiser = [ \"van-phong\" ];");
    imported_free(&m);
}
END_TEST

START_TEST(a_bare_date_after_a_page_is_the_rest_of_the_task)
{
    struct imported m =
        import_text(HEAD "1\tTheo Nghị định ngày\tQuyết định\tQuý I/2025\tSở Nội vụ chủ trì\n" HEAD
                         "\t10/9/2020\t\t\t\n",
                    NV_FORMAT_TSV);
    must_hold(&m, "title = \"Theo Nghị định ngày 10/9/2020\";");
    ck_assert_uint_eq(m.totals.deliverables, 1);
    imported_free(&m);
}
END_TEST

START_TEST(a_deadline_cut_by_a_page_is_no_second_product)
{
    struct imported m =
        import_text(HEAD "1\tViệc\tNghị quyết của\tTrong năm\tSở Nội vụ chủ trì\n" HEAD
                         "\t\tHĐND tỉnh\t2025\t\n",
                    NV_FORMAT_TSV);
    ck_assert_uint_eq(m.totals.deliverables, 1);
    must_hold(&m, "name = \"Nghị quyết của HĐND tỉnh\";");
    must_hold(&m, "due = \"Trong năm 2025\";");
    imported_free(&m);
}
END_TEST

START_TEST(a_page_may_fall_between_two_products)
{
    struct imported m = import_text(HEAD "1\tViệc\t- Kế hoạch\tNăm 2025\tSở Nội vụ chủ trì\n" HEAD
                                         "\t\t- Các Quyết định\t\t\n",
                                    NV_FORMAT_TSV);
    must_hold(&m, "\"Kế hoạch\",\n          \"Các Quyết định\"\n");
    imported_free(&m);
}
END_TEST

START_TEST(an_own_deadline_without_a_number_is_a_second_product)
{
    struct imported m = import_text(HEAD "1\tViệc\tKế hoạch\tQuý I/2025\tSở Nội vụ chủ trì\n"
                                         "\t\tBáo cáo\tQuý II/2025\tSở Tài chính chủ trì\n"
                                         "2\tViệc nữa\tBáo cáo\tQuý III/2025\tSở Nội vụ chủ trì\n",
                                    NV_FORMAT_TSV);
    ck_assert_uint_eq(m.totals.tasks, 2);
    ck_assert_uint_eq(m.totals.deliverables, 3);
    ck_assert_uint_eq(m.totals.joined, 0);
    imported_free(&m);
}
END_TEST

START_TEST(headings_have_three_forms_and_survive_a_page)
{
    struct imported m = import_text(HEAD "I\t<b>CẢI CÁCH THỂ CHẾ</b>\t\t\t\n"
                                         "1\tMột\tA\tQuý I/2025\tSở Nội vụ chủ trì\n"
                                         "<b>II CẢI CÁCH THỦ TỤC (TTHC)</b>\t\t\t\t\n"
                                         "1\tHai\tA\tQuý I/2025\tSở Nội vụ chủ trì\n"
                                         "<b>III</b>\t<b>CÔNG VỤ</b>\t\t\t\n" HEAD
                                         "1\tBa\tA\tQuý I/2025\tSở Nội vụ chủ trì\n",
                                    NV_FORMAT_TSV);
    ck_assert_uint_eq(m.totals.sections, 3);
    must_hold(&m, "{ id = \"I\"; title = \"CẢI CÁCH THỂ CHẾ\"; }");
    must_hold(&m, "{ id = \"II\"; title = \"CẢI CÁCH THỦ TỤC (TTHC)\"; }");
    must_hold(&m, "{ id = \"III.1\";\n    title = \"Ba\";");
    imported_free(&m);
}
END_TEST

START_TEST(letters_stand_over_roman_numbers)
{
    struct imported m = import_text(HEAD "A\tNHIỆM VỤ CHUNG\t\t\t\nI\tTHỂ CHẾ\t\t\t\n"
                                         "1\tMột\tA\tQuý I/2025\tSở Nội vụ chủ trì\n"
                                         "B\tNHIỆM VỤ RIÊNG\t\t\t\nI\tBỘ MÁY\t\t\t\n"
                                         "1\tHai\tA\tQuý I/2025\tSở Nội vụ chủ trì\n",
                                    NV_FORMAT_TSV);
    must_hold(&m, "{ id = \"A.I.1\";\n    title = \"Một\";");
    must_hold(&m, "{ id = \"B.I.1\";\n    title = \"Hai\";");
    imported_free(&m);
}
END_TEST

START_TEST(a_dash_in_a_name_or_between_years_parts_nothing)
{
    struct imported m =
        import_text(HEAD "1\tViệc\t- Kế hoạch giai đoạn 2026 - 2030 - Báo cáo của tổ chức chính "
                         "trị - xã hội\tQuý I/2025\t"
                         "- Sở Lao động - Thương binh và Xã hội chủ trì - Sở Nội vụ phối hợp\n",
                    NV_FORMAT_TSV);
    must_hold(&m, "\"Kế hoạch giai đoạn 2026 - 2030\",\n          \"Báo cáo của tổ chức chính trị "
                  "- xã hội\"\n");
    must_hold(&m, "lead = [ \"so-ld-tbxh\" ];");
    must_hold(&m, "support = [ \"so-noi-vu\" ];");
    imported_free(&m);
}
END_TEST

START_TEST(a_refused_deadline_stays_as_a_comment)
{
    struct imported m = import_text(HEAD "1\tViệc\tA\tTháng 13/2025\tSở Nội vụ chủ trì\n"
                                         "2\tViệc\tA\t\tSở Nội vụ chủ trì\n",
                                    NV_FORMAT_TSV);
    ck_assert_int_eq(m.rc, 0);
    ck_assert_uint_eq(m.totals.refused, 2);
    must_hold(&m, "        # due = \"Tháng 13/2025\";\n");
    must_not_hold(&m, "        due = ");
    must_hold(&m, "ô tiến độ để trống");
    imported_free(&m);
}
END_TEST

START_TEST(other_columns_and_other_text_are_comments)
{
    struct imported m = import_text("Kính gửi các cơ quan\n"
                                    "TT\tNhiệm vụ\tTiến độ\tPhân công\tGhi chú\n"
                                    "1\tViệc \"một\"\tQuý I/2025\tSở Nội vụ chủ trì\tlàm sớm\n"
                                    "Nơi nhận: như trên\n",
                                    NV_FORMAT_TSV);
    must_hold(&m, "# Ghi chú: làm sớm\n");
    must_hold(&m, "#   Kính gửi các cơ quan\n");
    must_hold(&m, "#   Nơi nhận: như trên\n");
    must_hold(&m, "title = \"Việc \\\"một\\\"\";");
    imported_free(&m);
}
END_TEST

START_TEST(rows_that_share_a_merged_cell_are_products)
{
    struct imported m = import_text(
        "<p>KẾ HOẠCH</p><table><tr><th>TT</th><th>Nhiệm vụ</th><th>Sản phẩm</th><th>Thời hạn</th>"
        "<th colspan=2>Phân công</th></tr><tr><td></td><td></td><td></td><td></td><td>Chủ "
        "trì</td><td>Phối "
        "hợp</td></tr><tr><td rowspan=\"2\">1</td><td "
        "rowspan=\"2\">R&amp;D</td><td>Một</td><td>Quý I/2025</td>"
        "<td>Sở Nội vụ</td><td>Sở Tài chính</td></tr><tr><td>Hai</td><td>Quý II/2025</td><td>Sở "
        "Tài chính</td>"
        "<td></td></tr></table>",
        NV_FORMAT_HTML);
    ck_assert_msg(m.rc == 0, "%s", m.err.text);
    ck_assert_uint_eq(m.totals.tasks, 1);
    ck_assert_uint_eq(m.totals.deliverables, 2);
    must_hold(&m, "title = \"R&D\";");
    must_hold(&m, "support = [ \"so-tai-chinh\" ];");
    must_hold(&m, "lead = [ \"so-tai-chinh\" ];");
    imported_free(&m);
}
END_TEST

START_TEST(a_cell_that_hangs_down_says_the_same_below)
{
    struct imported m = import_text(
        "<table><tr><th>TT</th><th>Nhiệm vụ</th><th>Sản phẩm</th><th>Thời hạn</th><th>Chủ trì</th>"
        "</tr><tr><td>1</td><td>Một</td><td>A</td><td>Quý I/2025</td><td rowspan=3>Sở Nội vụ</td>"
        "</tr><tr><td>2</td><td>Hai</td><td>B</td><td>Quý II/2025</td></tr>"
        "<tr><td></td><td></td><td>C</td><td>Quý III/2025</td></tr></table>",
        NV_FORMAT_HTML);
    size_t leads = 0;
    ck_assert_int_eq(m.rc, 0);
    ck_assert_uint_eq(m.totals.deliverables, 3);
    ck_assert_uint_eq(m.totals.refused, 0);
    for (const char *p = m.plan.data; (p = strstr(p, "lead = [ \"so-noi-vu\" ]")); p++)
        leads++;
    ck_assert_uint_eq(leads, 3);
    imported_free(&m);
}
END_TEST

START_TEST(parts_of_a_task_stand_in_its_own_column)
{
    struct imported m = import_text(HEAD "1\tBồi dưỡng công chức\t\tTháng 9/2025\tSở Nội vụ\n"
                                         "\ta) Lớp cho lãnh đạo\tMột lớp\tTháng 5/2025\tSở Nội vụ\n"
                                         "\tđ) Lớp cho xã\tHai lớp\tTháng 6/2025\tSở Tài chính\n",
                                    NV_FORMAT_TSV);
    ck_assert_uint_eq(m.totals.tasks, 3);
    ck_assert_uint_eq(m.totals.joined, 0);
    must_hold(&m, "{ id = \"1.a\";\n    title = \"a) Lớp cho lãnh đạo\";");
    must_hold(&m, "{ id = \"1.dd\";");
    imported_free(&m);
}
END_TEST

START_TEST(a_number_may_stand_before_the_task)
{
    struct imported m = import_text("Nhiệm vụ\tThời hạn\tĐơn vị thực hiện\n"
                                    "1. Xây dựng kế hoạch\tQuý I/2025\tSở Nội vụ\n"
                                    "2) Hội nghị\tQuý II/2025\tSở Nội vụ\n"
                                    "A/B là tên\tQuý II/2025\tSở Nội vụ\n",
                                    NV_FORMAT_TSV);
    must_hold(&m, "{ id = \"1\";\n    title = \"Xây dựng kế hoạch\";");
    must_hold(&m, "{ id = \"2\";\n    title = \"Hội nghị\";");
    must_hold(&m, "title = \"A/B là tên\";");
    imported_free(&m);
}
END_TEST

START_TEST(a_row_joined_without_a_page_break_keeps_its_product)
{
    struct imported m = import_text(HEAD "1\tViệc\tKế hoạch\tQuý I/2025\tSở Nội vụ\n"
                                         "\t\tQuyết định công bố\t\t\n",
                                    NV_FORMAT_TSV);
    must_hold(&m, "\"Kế hoạch\",\n          \"Quyết định công bố\"\n");
    imported_free(&m);
}
END_TEST

START_TEST(what_stands_beside_a_heading_is_kept)
{
    struct imported m = import_text("TT\tNhiệm vụ\tTiến độ\tPhân công\tGhi chú\n"
                                    "I\tTHỂ CHẾ\t\t\tsáu việc\tbên phải\n"
                                    "1\tViệc\tQuý I/2025\tSở Nội vụ\t\n",
                                    NV_FORMAT_TSV);
    must_hold(&m, "# Ghi chú: sáu việc\n");
    must_hold(&m, "# Cột không tên: bên phải\n");
    imported_free(&m);
}
END_TEST

START_TEST(numbers_that_word_makes_by_itself_are_read)
{
    struct imported m =
        import_text("<table><tr><th>TT</th><th>Nhiệm vụ</th><th>Thời hạn</th><th>Chủ trì</th></tr>"
                    "<tr><td><ol start=\"7\"><li></li></ol></td><td>Việc</td><td>Quý I/2025</td>"
                    "<td>Sở Nội vụ</td></tr></table>",
                    NV_FORMAT_HTML);
    must_hold(&m, "{ id = \"7\";\n    title = \"Việc\";");
    imported_free(&m);
}
END_TEST

START_TEST(quotes_hold_delimiters_and_lines)
{
    struct imported m = import_text(
        "\xEF\xBB\xBFTT,Nhiệm vụ,Sản phẩm,Tiến độ,Phân công\r\n"
        "1,\"Việc, gọi là \"\"thử\"\"\",\"- Kế hoạch\n- Báo cáo\",Quý I/2025,Sở Nội vụ chủ trì\r\n",
        NV_FORMAT_CSV);
    ck_assert_msg(m.rc == 0, "%s", m.err.text);
    must_hold(&m, "title = \"Việc, gọi là \\\"thử\\\"\";");
    must_hold(&m, "\"Kế hoạch\",\n          \"Báo cáo\"\n");
    imported_free(&m);
}
END_TEST

START_TEST(a_decomposed_document_reads_the_same)
{
    /* "Việc" and "Quý" with combining marks. */
    struct imported m = import_text(HEAD "1\tVie\xCC\xA3\xCC\x82"
                                         "c\tA\tQuy\xCC\x81 I/2025\tSở Nội vụ chủ trì\n",
                                    NV_FORMAT_TSV);
    must_hold(&m, "title = \"Việc\";");
    must_hold(&m, "due = \"Quý I/2025\";");
    imported_free(&m);
}
END_TEST

START_TEST(what_is_no_task_table_is_refused_with_one_sentence)
{
    static const struct {
        const char *text, *says;
    } bad[] = {{"chỉ là một câu\n", "không tìm thấy bảng nhiệm vụ"},
               {"TT\tNhiệm vụ\tSản phẩm\tPhân công\n1\tA\tB\tSở Nội vụ\n", "không có cột thời hạn"},
               {HEAD, "không có nhiệm vụ nào"},
               {"TT\tNhi\xFFm\n", "không phải văn bản UTF-8"}};
    struct imported m = import_text(bad[_i].text, NV_FORMAT_TSV);
    ck_assert_int_ne(m.rc, 0);
    ck_assert_ptr_nonnull(strstr(m.err.text, bad[_i].says));
    ck_assert_uint_eq(m.plan.len, 0);
    imported_free(&m);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("import rows");
    TCase *t = tcase_create("rows");
    tcase_add_test(t, a_row_cut_by_a_page_is_joined_cell_by_cell);
    tcase_add_test(t, a_bare_date_after_a_page_is_the_rest_of_the_task);
    tcase_add_test(t, a_deadline_cut_by_a_page_is_no_second_product);
    tcase_add_test(t, a_page_may_fall_between_two_products);
    tcase_add_test(t, an_own_deadline_without_a_number_is_a_second_product);
    tcase_add_test(t, headings_have_three_forms_and_survive_a_page);
    tcase_add_test(t, letters_stand_over_roman_numbers);
    tcase_add_test(t, a_dash_in_a_name_or_between_years_parts_nothing);
    tcase_add_test(t, a_refused_deadline_stays_as_a_comment);
    tcase_add_test(t, other_columns_and_other_text_are_comments);
    tcase_add_test(t, rows_that_share_a_merged_cell_are_products);
    tcase_add_test(t, a_cell_that_hangs_down_says_the_same_below);
    tcase_add_test(t, parts_of_a_task_stand_in_its_own_column);
    tcase_add_test(t, a_number_may_stand_before_the_task);
    tcase_add_test(t, a_row_joined_without_a_page_break_keeps_its_product);
    tcase_add_test(t, what_stands_beside_a_heading_is_kept);
    tcase_add_test(t, numbers_that_word_makes_by_itself_are_read);
    tcase_add_test(t, quotes_hold_delimiters_and_lines);
    tcase_add_test(t, a_decomposed_document_reads_the_same);
    tcase_add_loop_test(t, what_is_no_task_table_is_refused_with_one_sentence, 0, 4);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
