/* Assignment cells: what the plan file says of each. The sentences are those that decisions print.
 */
#include "import_fixture.h"

static const struct {
    const char *cell, *roles[4]; /* lines that must stand in the plan; no other role lines */
} cases[] = {
    {"Sở Nội vụ chủ trì; các cơ quan, đơn vị liên quan phối hợp",
     {"lead = [ \"so-noi-vu\" ];", "support = [ \"lien-quan\" ];"}},
    {"Sở Nội vụ chủ trì, phối hợp với Sở Tài chính, Văn phòng UBND tỉnh và các cơ quan liên quan",
     {"lead = [ \"so-noi-vu\" ];",
      "support = [ \"so-tai-chinh\", \"van-phong\", \"lien-quan\" ];"}},
    {"Sở Nội vụ chủ trì phối hợp: Sở Tài chính và Văn phòng Ủy ban nhân dân tỉnh",
     {"lead = [ \"so-noi-vu\" ];", "support = [ \"so-tai-chinh\", \"van-phong\" ];"}},
    {"Sở Nội vụ chủ trì, tham mưu UBND tỉnh", {"lead = [ \"so-noi-vu\" ];"}},
    {"Sở Lao động - Thương binh và Xã hội chủ trì, phối hợp các sở, ban ngành",
     {"lead = [ \"so-ld-tbxh\" ];", "support = [ \"cac-so\" ];"}},
    {"- Sở Nội vụ chủ trì hướng dẫn - Các sở, ban, ngành tổ chức triển khai thực hiện",
     {"lead = [ \"so-noi-vu\" ];", "executor = [ \"cac-so\" ];"}},
    {"- Các sở, ban, ngành xây dựng Đề án gửi Sở Nội vụ thẩm định, trình UBND tỉnh",
     {"lead = [ \"cac-so\" ];", "appraiser = [ \"so-noi-vu\" ];", "approver = [ \"ubnd-tinh\" ];"}},
    {"- Các sở, ban, ngành rà soát, đề xuất - Văn phòng UBND tỉnh tổng hợp, trình UBND tỉnh xem "
     "xét, quyết định",
     {"lead = [ \"cac-so\" ];", "support = [ \"van-phong\" ];", "approver = [ \"ubnd-tinh\" ];"}},
    {"- Các sở, ban, ngành chủ trì - Sở Nội vụ phối hợp thẩm định",
     {"lead = [ \"cac-so\" ];", "appraiser = [ \"so-noi-vu\" ];"}},
    {"- Các sở, ban, ngành chủ trì - Sở Nội vụ hướng dẫn, thẩm định",
     {"lead = [ \"cac-so\" ];", "guide = [ \"so-noi-vu\" ];", "appraiser = [ \"so-noi-vu\" ];"}},
    {"- Sở Nội vụ chủ trì - 10 cơ quan hành chính ở 03 cấp áp dụng thử nghiệm",
     {"lead = [ \"so-noi-vu\" ];", "executor = [ \"10-co-quan\" ];"}},
    {"Sở Tài chính", {"lead = [ \"so-tai-chinh\" ];"}},
    {"Các Sở: Nội vụ, Tài chính, Lao động - Thương binh và Xã hội",
     {"lead = [ \"so-noi-vu\", \"so-tai-chinh\", \"so-ld-tbxh\" ];"}},
    {"Sở Nội vụ chủ trì, phối hợp với Sở Tài chính, xây dựng kế hoạch",
     {"lead = [ \"so-noi-vu\" ];", "support = [ \"so-tai-chinh\" ];"}},
    {"Các Sở: Xây dựng, Tài chính chủ trì", {"lead = [ \"so-xay-dung\", \"so-tai-chinh\" ];"}},
    {"Chủ trì: Sở Nội vụ; phối hợp: Sở Tài chính",
     {"lead = [ \"so-noi-vu\" ];", "support = [ \"so-tai-chinh\" ];"}},
    {"SỞ GIÁO DỤC VÀ ĐÀO TẠO CHỦ TRÌ", {"lead = [ \"so-gd-dt\" ];"}},
    {"So Giao duc va dao tao chu tri", {"lead = [ \"so-gd-dt\" ];"}},
    {"Sở Nội vụ chủ trì, phối hợp với các sở, ngành, hiệp hội có liên quan và Liên đoàn Thương mại "
     "và "
     "Công nghiệp Việt Nam (VCCI) tham mưu Ủy ban nhân dân tỉnh tổ chức",
     {"lead = [ \"so-noi-vu\" ];", "support = [ \"cac-so-lq\", \"hiep-hoi\", \"vcci\" ];"}},
    {"Sở Nội vụ - Thường trực Ban Chỉ đạo cải cách hành chính chủ trì hướng dẫn",
     {"lead = [ \"so-noi-vu\" ];"}},
};

static size_t count_roles(const char *plan)
{
    static const char *const names[] = {"        lead = [",     "        support = [",
                                        "        executor = [", "        appraiser = [",
                                        "        guide = [",    "        approver = ["};
    size_t n = 0;
    for (size_t i = 0; i < 6; i++)
        for (const char *p = plan; (p = strstr(p, names[i])); p++)
            n++;
    return n;
}

START_TEST(cell_to_roles)
{
    struct nv_buf text = NV_BUF_INIT;
    size_t expected = 0;
    nv_buf_addf(&text, HEAD "1\tViệc\tBáo cáo\tQuý I/2025\t%s\n", cases[_i].cell);
    struct imported m = import_text(text.data, NV_FORMAT_TSV);
    ck_assert_msg(m.rc == 0, "%s", m.err.text);
    for (; expected < 4 && cases[_i].roles[expected]; expected++)
        must_hold(&m, cases[_i].roles[expected]);
    ck_assert_msg(count_roles(m.plan.data) == expected, "other roles in:\n%s", m.plan.data);
    ck_assert_uint_eq(m.totals.refused, 0);
    imported_free(&m);
    nv_buf_free(&text);
}
END_TEST

START_TEST(an_unknown_agency_is_told_and_not_invented)
{
    struct imported m =
        import_text(HEAD "1\tViệc\tBáo cáo\tQuý I/2025\tSở Nội vu và Thể thao chủ trì\n"
                         "2\tViệc\tBáo cáo\tQuý I/2025\tSở Tài chinhs chủ trì\n"
                         "3\tViệc\tBáo cáo\tQuý I/2025\tSở Nội vụ tỉnh Ninh Thuận chủ trì\n",
                    NV_FORMAT_TSV);
    ck_assert_int_eq(m.rc, 0);
    ck_assert_uint_eq(m.totals.refused, 3);
    must_hold(&m, "không biết cơ quan “Sở Tài chinhs”; gần nhất là so-tai-chinh (Sở Tài chính)");
    must_hold(&m, "không biết cơ quan “Sở Nội vụ tỉnh Ninh Thuận”");
    must_hold(&m, "# lead = [ \"\" ];");
    ck_assert_uint_eq(count_roles(m.plan.data), 0);
    imported_free(&m);
}
END_TEST

START_TEST(columns_of_their_own_need_no_verbs)
{
    struct imported m =
        import_text("STT;Nội dung công việc;Đơn vị chủ trì;Đơn vị phối hợp;Thời gian hoàn thành\n"
                    "1;Việc;Sở Nội vụ;Sở Tài chính, các cơ quan liên quan;Tháng 6\n",
                    NV_FORMAT_CSV);
    ck_assert_msg(m.rc == 0, "%s", m.err.text);
    must_hold(&m, "lead = [ \"so-noi-vu\" ];");
    must_hold(&m, "support = [ \"so-tai-chinh\", \"lien-quan\" ];");
    must_hold(&m, "tiến độ không ghi năm, hiểu là năm 2025");
    imported_free(&m);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("import roles");
    TCase *t = tcase_create("roles");
    tcase_add_loop_test(t, cell_to_roles, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, an_unknown_agency_is_told_and_not_invented);
    tcase_add_test(t, columns_of_their_own_need_no_verbs);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
