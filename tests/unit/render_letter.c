/* Letters against the models of the domain notes (sections 5.1 to 5.4, 5.6), written by hand in
 * tests/golden/mail, and the wording by role, section and chase. */
#include "model/remark.h"
#include "render_fixture.h"

static void assert_golden(struct world *w, const char *name)
{
    static const struct {
        const char *suffix;
        render_fn *render;
    } forms[] = {{"txt", nv_render_text}, {"subject", nv_render_subject}};
    for (size_t i = 0; i < 2; i++) {
        char path[1024];
        nv_fmt(path, sizeof path, "%s/golden/mail/%s.%s", NV_TESTS, name, forms[i].suffix);
        struct nv_buf want = NV_BUF_INIT;
        ck_assert_int_eq(nv_file_read(path, 1 << 20, &want, NULL), 0);
        if (i == 1) /* the file's last line end is not part of a subject */
            want.data[--want.len] = '\0';
        ck_assert_str_eq(world_render(w, forms[i].render), nv_buf_str(&want));
        nv_buf_free(&want);
    }
}

START_TEST(lead_before_the_deadline_by_a_successor)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tai-chinh", on(2025, 3, 17));
    struct nv_item *it = world_item(&w, "I.2", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "-10w");
    it->named = it->predecessor = "so-ke-hoach-dau-tu";
    assert_golden(&w, "lead-before");
    world_free(&w);
}
END_TEST

START_TEST(the_same_in_english)
{
    struct world w;
    world_make(&w);
    world_language(&w, "en");
    w.agencies[nv_snapshot_agency(w.snapshot, "so-tai-chinh")].language = 1;
    world_notice(&w, "so-tai-chinh", on(2025, 3, 17));
    struct nv_item *it = world_item(&w, "I.2", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "-10w");
    it->named = it->predecessor = "so-ke-hoach-dau-tu";
    assert_golden(&w, "lead-before-en");
    ck_assert_holds(world_render(&w, nv_render_html), "<html lang=\"en\">");
    ck_assert_holds(world_render(&w, nv_render_mail), "\r\nContent-Language: en\r\n");
    ck_assert_holds(world_render(&w, nv_render_mail), "name=\"deadlines.ics\"");
    world_free(&w);
}
END_TEST

START_TEST(support_as_one_of_a_group)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tu-phap", on(2025, 6, 2));
    world_item(&w, "V.4", NV_ROLE_SUPPORT, NV_SECTION_DUE_SOON, "-20w")->named = "cac-so-ban-nganh";
    assert_golden(&w, "support");
    world_free(&w);
}
END_TEST

START_TEST(overdue_counted_from_the_effective_day)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tu-phap", on(2025, 2, 10));
    world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_OVERDUE, "+5w");
    assert_golden(&w, "overdue");
    world_free(&w);
}
END_TEST

START_TEST(owner_is_asked_whether_the_event_has_happened)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-noi-vu", on(2025, 3, 31));
    world_item(&w, "VII.4", NV_ROLE_OWNER, NV_SECTION_PROGRESS, "quarter:2025-Q1");
    assert_golden(&w, "event");
    world_free(&w);
}
END_TEST

static void late_work(struct world *w, enum nv_role role, const char *agency)
{
    static const char *const tasks[] = {"I.1", "VII.1", "VI.12"};
    world_make(w);
    world_task(w, "VII.1",
               "Công bố Chỉ số và xếp hạng kết quả CCHC năm 2024 của các cơ quan, đơn vị, địa "
               "phương trên địa bàn tỉnh Khánh Hòa",
               "Quyết định của UBND tỉnh", "Tháng 01/2025", NV_DL_MONTH, on(2025, 1, 31),
               "so-noi-vu", "");
    world_task(w, "VI.12",
               "Xây dựng cơ sở dữ liệu ngành khoa học và công nghệ và các công cụ quản lý, khai "
               "thác phục vụ quá trình chuyển đổi số",
               "Phần mềm", "Tháng 12/2024", NV_DL_MONTH, on(2024, 12, 31), "so-khoa-hoc-cong-nghe",
               "so-thong-tin-truyen-thong");
    world_notice(w, agency, on(2025, 2, 17));
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++)
        world_item(w, tasks[i], role, NV_SECTION_OVERDUE, "+10w")->urged = 2;
}

/* Section 5.4: the leaders of the watching agency get a report in a table. */
START_TEST(overdue_work_of_others_is_reported_in_a_table)
{
    struct world w;
    late_work(&w, NV_ROLE_OWNER, "so-noi-vu");
    assert_golden(&w, "escalation");
    const char *html = world_render(&w, nv_render_html);
    ck_assert_holds(html, "<th class=\"h\"");
    ck_assert_holds(html, ">Đôn đốc</th>");
    ck_assert_holds(html, "<b>48 ngày</b></td>");
    ck_assert_lacks(world_render(&w, nv_render_mail), "Importance:");
    world_free(&w);
}
END_TEST

START_TEST(a_report_tells_how_often_who_leads_was_urged)
{
    struct world w;
    late_work(&w, NV_ROLE_LEADERSHIP, "van-phong-ubnd-tinh");
    w.items[2].urged = 4;
    const char *text = world_render(&w, nv_render_text);
    ck_assert_holds(text, "Kính gửi: Văn phòng UBND tỉnh\n");
    ck_assert_holds(text, "từ 02 lần\nđến 04 lần nhưng");
    w.items[0].urged = 0;
    text = world_render(&w, nv_render_text);
    ck_assert_holds(text, "từ 14 ngày trở lên:\n");
    ck_assert_holds(text, "  00 lần\n");
    w.notice.n_items = 1;
    w.items[0].urged = 1;
    ck_assert_str_eq(world_render(&w, nv_render_subject),
                     "[CCHC 2025] Báo cáo nhiệm vụ quá hạn 14 ngày cần chỉ đạo – mục I.1 – Sở Tư "
                     "pháp chủ trì");
    ck_assert_holds(world_render(&w, nv_render_text),
                    "01 nhiệm vụ quá hạn chưa hoàn thành, đã đôn đốc 01 lần nhưng");
    world_free(&w);
}
END_TEST

/* What an agency has to do itself stands before what is reported to it. */
START_TEST(own_late_work_stands_before_the_table)
{
    struct world w;
    late_work(&w, NV_ROLE_OWNER, "so-noi-vu");
    w.items[1].role = NV_ROLE_LEAD;
    const char *text = world_render(&w, nv_render_text);
    const char *own = strstr(text, "  1. Nhiệm vụ (mục VII.1 Phụ lục)");
    const char *row = strstr(text, "\n2   I.1  "), *last = strstr(text, "\n3   VI.12  ");
    ck_assert(own && row && last && own < row && row < last);
    ck_assert_holds(text, "Kính gửi: Sở Nội vụ\n");
    ck_assert_holds(text, "- Đối với nhiệm vụ số 2, 3: kính đề nghị Lãnh đạo Sở Nội vụ");
    ck_assert_lacks(text, "do Sở Nội vụ chủ trì.");
    world_free(&w);
}
END_TEST

START_TEST(a_test_letter_says_so_and_asks_nothing)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tu-phap", on(2025, 3, 17));
    struct nv_item *it = world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_TEST, "test");
    it->occurrence = "test:12";
    ck_assert_str_eq(world_render(&w, nv_render_subject),
                     "[THƯ THỬ] Kiểm tra địa chỉ nhận thông báo nhắc việc của Sở Tư pháp (ngày "
                     "17/3/2025)");
    const char *text = world_render(&w, nv_render_text);
    ck_assert_holds(text, "Đây là THƯ THỬ của hệ thống theo dõi, nhắc việc");
    ck_assert_holds(text, "van-thu@khanhhoa.example");
    ck_assert_lacks(text, "mục ");
    ck_assert_holds(world_render(&w, nv_render_webhook), "\"items\":[],");
    ck_assert_holds(world_render(&w, nv_render_webhook), "\"test\":true,\"reports\":[]}");
    ck_assert_lacks(world_render(&w, nv_render_mail), "text/calendar");
    world_free(&w);
}
END_TEST

/* One line per wording: who, what, and the words that must stand in subject and text. */
static const struct {
    const char *task, *agency;
    enum nv_role role;
    enum nv_section section;
    int month, day, chase;
    const char *subject, *text;
} wordings[] = {
    {"I.1", "so-tu-phap", NV_ROLE_LEAD, NV_SECTION_OVERDUE, 2, 17, 2,
     "ĐÔN ĐỐC lần thứ 2: nhiệm vụ đã quá hạn 14 ngày – mục I.1 – Sở Tư pháp chủ trì",
     "đã đôn đốc 01 lần nhưng"},
    {"I.1", "so-tu-phap", NV_ROLE_LEAD, NV_SECTION_OVERDUE, 2, 24, 3, "ĐÔN ĐỐC lần thứ 3",
     "báo cáo Ủy ban nhân dân tỉnh xem xét, chỉ đạo."},
    {"V.4", "so-tai-chinh", NV_ROLE_LEAD, NV_SECTION_DUE_TODAY, 6, 30, 0,
     "Nhiệm vụ đến hạn hôm nay – mục V.4 – hạn 30/6/2025", "(hôm nay)"},
    {"V.4", "so-tai-chinh", NV_ROLE_LEAD, NV_SECTION_PROGRESS, 3, 31, 0,
     "Đề nghị báo cáo tiến độ thực hiện nhiệm vụ – mục V.4 – hạn 30/6/2025 (còn 91 ngày)",
     "báo cáo tiến độ thực hiện"},
    {"V.4", "so-tai-chinh", NV_ROLE_LEAD, NV_SECTION_NEW, 1, 2, 0,
     "Thông báo nhiệm vụ được giao chủ trì – mục V.4", "được giao chủ trì như sau"},
    {"V.4", "so-tu-phap", NV_ROLE_EXECUTOR, NV_SECTION_DUE_SOON, 6, 23, 0,
     "Nhiệm vụ sắp đến hạn – mục V.4 – hạn 30/6/2025 (còn 07 ngày)", "do Sở Tài chính chủ trì"},
    {"V.4", "so-tu-phap", NV_ROLE_APPRAISER, NV_SECTION_DUE_SOON, 6, 2, 0,
     "Đề nghị chuẩn bị thẩm định – mục V.4", "thống nhất với Sở Tài chính"},
    {"V.4", "so-tu-phap", NV_ROLE_GUIDE, NV_SECTION_DUE_SOON, 6, 2, 0,
     "Đề nghị hướng dẫn thực hiện nhiệm vụ – mục V.4", "kịp thời hướng dẫn"},
    {"I.1", "so-noi-vu", NV_ROLE_OWNER, NV_SECTION_OVERDUE, 2, 17, 1,
     "Báo cáo nhiệm vụ quá hạn 14 ngày cần chỉ đạo – mục I.1 – Sở Tư pháp chủ trì",
     "Kính đề nghị Lãnh đạo Sở Nội vụ xem xét, cho ý kiến chỉ đạo, đôn đốc Sở Tư pháp hoàn thành"},
    {"I.1", "van-phong-ubnd-tinh", NV_ROLE_LEADERSHIP, NV_SECTION_OVERDUE, 2, 17, 1,
     "Báo cáo nhiệm vụ quá hạn 14 ngày cần chỉ đạo – mục I.1 – Sở Tư pháp chủ trì",
     "Kính đề nghị quý cơ quan xem xét, cho ý kiến chỉ đạo"},
    {"VII.4", "van-phong-ubnd-tinh", NV_ROLE_LEADERSHIP, NV_SECTION_PROGRESS, 3, 31, 0,
     "Kính đề nghị xác nhận điều kiện phát sinh nhiệm vụ – mục VII.4",
     "cho ý kiến để cập nhật hạn theo dõi."},
};

/* The text with its line breaks as spaces, to look for words over them. */
static const char *unwrapped(struct world *w, const char *text)
{
    char *flat = nv_arena_strdup(w->snapshot->arena, text), *to = flat;
    for (const char *p = flat; *p; p++) {
        bool space = *p == ' ' || *p == '\n';
        if (!space || to == flat || to[-1] != ' ')
            *to++ = space ? ' ' : *p;
    }
    *to = '\0';
    return flat;
}

START_TEST(wording_by_role_section_and_chase)
{
    struct world w;
    world_make(&w);
    world_notice(&w, wordings[_i].agency, on(2025, wordings[_i].month, wordings[_i].day));
    world_item(&w, wordings[_i].task, wordings[_i].role, wordings[_i].section, "0")->chase =
        wordings[_i].chase;
    ck_assert_holds(world_render(&w, nv_render_subject), wordings[_i].subject);
    ck_assert_holds(unwrapped(&w, world_render(&w, nv_render_text)), wordings[_i].text);
    world_free(&w);
}
END_TEST

START_TEST(continuous_work_gets_a_check_in)
{
    struct world w;
    world_make(&w);
    world_task(&w, "II.1", "Rà soát thủ tục hành chính", "Thủ tục được rà soát", "Thường xuyên",
               NV_DL_CONTINUOUS, NV_DAY_NONE, "so-tu-phap", "");
    world_notice(&w, "so-tu-phap", on(2025, 3, 31));
    world_item(&w, "II.1", NV_ROLE_LEAD, NV_SECTION_PROGRESS, "quarter:2025-Q1");
    ck_assert_str_eq(world_render(&w, nv_render_subject),
                     "[CCHC 2025] Đề nghị báo cáo tình hình thực hiện nhiệm vụ – mục II.1");
    const char *text = unwrapped(&w, world_render(&w, nv_render_text));
    ck_assert_holds(text, "Hạn hoàn thành: thực hiện thường xuyên, không có ngày đến hạn.");
    ck_assert_holds(text, "Nhiệm vụ thường xuyên.");
    ck_assert_lacks(text, "Cơ quan phối hợp");
    world_free(&w);
}
END_TEST

START_TEST(owner_determines_a_lead_that_the_plan_leaves_open)
{
    struct world w;
    world_make(&w);
    world_task(&w, "III.1", "Thành lập cơ quan chuyên môn mới", "Nghị quyết", "Quý II/2025",
               NV_DL_QUARTER, on(2025, 6, 30), "co-quan-lien-quan", "");
    world_notice(&w, "so-noi-vu", on(2025, 6, 16));
    struct nv_item *it = world_item(&w, "III.1", NV_ROLE_OWNER, NV_SECTION_DUE_SOON, "-10w");
    it->stand_in = true;
    it->named = "co-quan-lien-quan";
    const char *text = unwrapped(&w, world_render(&w, nv_render_text));
    ck_assert_holds(text,
                    "Cơ quan chủ trì theo Kế hoạch: “Các cơ quan, đơn vị liên quan” chưa được "
                    "xác định cụ thể; đề nghị quý cơ quan xác định");
    ck_assert_holds(world_render(&w, nv_render_subject), "Đề nghị xác định cơ quan chủ trì");
    world_free(&w);
}
END_TEST

START_TEST(owner_that_leads_reports_to_the_system_not_to_itself)
{
    struct world w;
    world_make(&w);
    world_task(&w, "IV.7", "Ban hành quy định", "Kế hoạch", "Quý II/2025", NV_DL_QUARTER,
               on(2025, 6, 30), "so-noi-vu", "");
    world_notice(&w, "so-noi-vu", on(2025, 6, 16));
    world_item(&w, "IV.7", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "-10w");
    const char *text = unwrapped(&w, world_render(&w, nv_render_text));
    ck_assert_lacks(text, "về Sở Nội vụ");
    ck_assert_holds(text, "vào hệ thống theo dõi, nhắc việc trước ngày 25/6/2025");
    world_free(&w);
}
END_TEST

START_TEST(an_answer_day_that_has_passed_is_not_asked_for)
{
    struct world w;
    world_make(&w);
    /* Three working days before Monday 31/3 is Wednesday 26/3: "trước ngày 26/3" ends on Tuesday.
     */
    static const struct {
        int day;
        bool asked;
    } days[] = {{24, true}, {25, false}, {26, false}, {28, false}};
    world_item(&w, "I.2", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "-5w");
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        uint32_t n = w.notice.n_items;
        world_notice(&w, "so-tai-chinh", on(2025, 3, days[i].day));
        w.notice.n_items = n;
        const char *text = unwrapped(&w, world_render(&w, nv_render_text));
        ck_assert_int_eq(strstr(text, "trước ngày 26/3/2025") != NULL, days[i].asked);
    }
    world_free(&w);
}
END_TEST

START_TEST(last_working_day_before_a_deadline_in_the_holidays)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tu-phap", on(2025, 1, 24));
    world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_DUE_TODAY, "0");
    const char *text = unwrapped(&w, world_render(&w, nv_render_text));
    ck_assert_holds(text, "còn 07 ngày, không còn ngày làm việc nào sau hôm nay");
    ck_assert_holds(world_render(&w, nv_render_subject), "hạn 31/01/2025 (còn 07 ngày)");
    world_notice(&w, "so-tu-phap", on(2025, 2, 3));
    world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "0");
    ck_assert_str_eq(world_render(&w, nv_render_subject),
                     "[CCHC 2025] Nhiệm vụ đến hạn hôm nay – mục I.1 – hạn 03/02/2025");
    world_free(&w);
}
END_TEST

START_TEST(a_weekend_and_a_swapped_day_are_named_as_such)
{
    struct world w;
    world_make(&w);
    world_task(&w, "A.1", "Việc", "Báo cáo", "31/5/2025", NV_DL_DAY, on(2025, 5, 31), "so-tu-phap",
               "");
    world_task(&w, "A.2", "Việc", "Báo cáo", "02/5/2025", NV_DL_DAY, on(2025, 5, 2), "so-tu-phap",
               "");
    world_notice(&w, "so-tu-phap", on(2025, 4, 28));
    world_item(&w, "A.1", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "-20w");
    world_item(&w, "A.2", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "-1w");
    const char *text = unwrapped(&w, world_render(&w, nv_render_text));
    ck_assert_holds(text,
                    "thứ Bảy, ngày 31/5/2025 (trùng ngày nghỉ cuối tuần, được tính đến hết ngày "
                    "làm việc tiếp theo là thứ Hai, ngày 02/6/2025;");
    ck_assert_holds(text,
                    "trùng ngày nghỉ hoán đổi, được tính đến hết ngày làm việc tiếp theo là thứ "
                    "Hai, ngày 05/5/2025;");
    world_free(&w);
}
END_TEST

static void several(struct world *w)
{
    world_make(w);
    world_notice(w, "so-tu-phap", on(2025, 2, 10));
    world_item(w, "V.4", NV_ROLE_SUPPORT, NV_SECTION_NEW, "assigned")->named = "cac-so-ban-nganh";
    world_item(w, "I.2", NV_ROLE_APPRAISER, NV_SECTION_DUE_SOON, "-30w");
    world_item(w, "I.1", NV_ROLE_LEAD, NV_SECTION_OVERDUE, "+5w");
    world_item(w, "VII.4", NV_ROLE_SUPPORT, NV_SECTION_NEW, "assigned");
}

START_TEST(several_items_come_in_sections_most_urgent_first)
{
    struct world w;
    several(&w);
    ck_assert_str_eq(world_render(&w, nv_render_subject),
                     "[CCHC 2025] ĐÔN ĐỐC: 01 nhiệm vụ quá hạn, 01 sắp đến hạn, 02 mới (ngày "
                     "10/02/2025)");
    const char *text = world_render(&w, nv_render_text);
    const char *first = strstr(text, "I. QUÁ HẠN CHƯA HOÀN THÀNH (01 nhiệm vụ)");
    const char *second = strstr(text, "II. SẮP ĐẾN HẠN (01 nhiệm vụ)");
    const char *third = strstr(text, "III. NHIỆM VỤ ĐƯỢC GIAO (02 nhiệm vụ)");
    ck_assert(first && second && third && first < second && second < third);
    ck_assert_holds(third, "  4. Nhiệm vụ (mục VII.4 Phụ lục)");
    ck_assert_holds(unwrapped(&w, text),
                    "gồm: 01 nhiệm vụ quá hạn chưa hoàn thành; 01 nhiệm vụ sắp "
                    "đến hạn; 02 nhiệm vụ được giao, thông báo lần đầu.");
    world_free(&w);
}
END_TEST

static void remark(struct world *w, enum nv_remark_kind kind, const char *about,
                   const char *endpoint, int count)
{
    static struct nv_remark kept[64];
    uint32_t n = w->notice.n_items;
    struct nv_item *it = world_item(w, "remark", NV_ROLE_OWNER, NV_SECTION_SERVICE, "remark");
    kept[n] = (struct nv_remark){.kind = kind,
                                 .about = about,
                                 .endpoint = endpoint,
                                 .text = *endpoint ? "550 5.1.1 user unknown" : "",
                                 .notice = *endpoint ? 7 : 0,
                                 .count = count,
                                 .at_ms = w->letter.at_ms};
    it->occurrence = "remark:1";
    it->remark = &kept[n];
}

START_TEST(what_the_service_has_to_say_comes_last_without_a_task)
{
    struct world w;
    several(&w);
    remark(&w, NV_REMARK_FAILED, "so-tu-phap", "mail:vt@stp.example", 1);
    remark(&w, NV_REMARK_REFUSING, "so-tu-phap", "mail:vt@stp.example", 1);
    remark(&w, NV_REMARK_PAUSED, "default", "", 1);
    remark(&w, NV_REMARK_CALENDAR, "2026", "", 1);
    ck_assert_str_eq(world_render(&w, nv_render_subject),
                     "[CCHC 2025] ĐÔN ĐỐC: 01 nhiệm vụ quá hạn, 01 sắp đến hạn, 02 mới (ngày "
                     "10/02/2025)");
    const char *text = unwrapped(&w, world_render(&w, nv_render_text));
    ck_assert_holds(text, "III. NHIỆM VỤ ĐƯỢC GIAO (02 nhiệm vụ)");
    ck_assert_holds(
        text, "IV. TÌNH TRẠNG GỬI THƯ - Không gửi được bản nhắc cho Sở Tư pháp theo địa chỉ "
              "vt@stp.example (số hiệu n7, ngày 10/02/2025). Lý do: “550 5.1.1 "
              "user unknown”. Đề nghị kiểm tra lại địa chỉ và thông báo cho cơ quan nhận "
              "bằng hình thức khác. - Địa chỉ vt@stp.example của Sở Tư pháp không nhận thư: "
              "“550 5.1.1 user unknown”. Hệ thống dùng địa chỉ thay thế (nếu có) cho đến khi "
              "địa chỉ này được xác nhận lại (lệnh nhacviec queue clear), nhiều nhất 14 "
              "ngày. - Tuyến gửi thư default đã tạm dừng quá 01 giờ (ghi nhận ngày "
              "10/02/2025). Các bản nhắc được giữ trong hàng đợi, gửi khi tuyến hoạt động trở "
              "lại; đề nghị quản trị viên xem lệnh: nhacviec status. - Lịch nghỉ năm 2026 "
              "chưa được xác nhận;");
    ck_assert_holds(text, "Trân trọng./.");
    const char *html = world_render(&w, nv_render_html);
    ck_assert_holds(html, "IV. TÌNH TRẠNG GỬI THƯ");
    ck_assert_holds(html, "vt@stp.example");
    world_free(&w);
}
END_TEST

START_TEST(a_letter_of_remarks_alone_says_what_it_is)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-noi-vu", on(2025, 2, 10));
    for (int i = 0; i < 13; i++)
        remark(&w, NV_REMARK_BOUNCED, "khong-con", "mail:x@y.example", i == 0 ? 4 : 1);
    ck_assert_str_eq(world_render(&w, nv_render_subject),
                     "Tình trạng gửi thư nhắc việc đến ngày 10/02/2025");
    const char *text = unwrapped(&w, world_render(&w, nv_render_text));
    ck_assert_holds(text,
                    "Kính gửi: Sở Nội vụ Hệ thống theo dõi, nhắc việc báo cáo Sở Nội vụ tình trạng "
                    "gửi thư tính đến ngày 10/02/2025 như sau: TÌNH TRẠNG GỬI THƯ - 04 bản nhắc "
                    "gửi khong-con theo địa chỉ x@y.example bị trả lại (gần nhất số hiệu n7");
    ck_assert_holds(text, "… và 03 trường hợp tương tự; xem đầy đủ bằng lệnh: nhacviec queue (đang "
                          "chờ), nhacviec queue --state failed (không gửi được).");
    world_free(&w);
}
END_TEST

START_TEST(one_section_and_one_predecessor_are_said_once)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tai-chinh", on(2025, 3, 3));
    world_item(&w, "I.2", NV_ROLE_LEAD, NV_SECTION_NEW, "assigned");
    world_item(&w, "VII.4", NV_ROLE_SUPPORT, NV_SECTION_NEW, "assigned");
    w.items[0].predecessor = w.items[1].predecessor = "so-ke-hoach-dau-tu";
    const char *text = unwrapped(&w, world_render(&w, nv_render_text));
    ck_assert_holds(text,
                    "Kính gửi: Sở Tài chính (tiếp nhận nhiệm vụ của Sở Kế hoạch và Đầu tư từ ngày "
                    "01/3/2025 theo Nghị quyết số 190/2025/QH15) Thực hiện");
    ck_assert_ptr_null(strstr(strstr(text, "tiếp nhận") + 1, "tiếp nhận"));
    ck_assert_holds(text,
                    "Sở Nội vụ thông báo quý cơ quan có 02 nhiệm vụ được giao, thông báo lần đầu "
                    "(tính đến ngày 03/3/2025) như sau: I. NHIỆM VỤ");
    w.items[1].predecessor = NULL;
    text = unwrapped(&w, world_render(&w, nv_render_text));
    ck_assert_holds(text, "Kính gửi: Sở Tài chính Thực hiện");
    ck_assert_holds(text, "Vai trò của quý cơ quan: chủ trì (tiếp nhận nhiệm vụ của");
    world_free(&w);
}
END_TEST

START_TEST(two_plans_in_one_notice_are_told_apart)
{
    struct world w;
    several(&w);
    w.plans[1] = w.plans[0];
    w.plans[1].id = "cds-2025";
    w.plans[1].short_name = "CĐS 2025";
    w.plans[1].title = "Kế hoạch chuyển đổi số tỉnh Khánh Hòa năm 2025";
    w.plans[1].basis = "Quyết định số 99/QĐ-UBND ngày 15/01/2025 của Ủy ban nhân dân tỉnh";
    w.snapshot->n_plans = 2;
    w.deliverables[2].plan = w.tasks[2].plan = 1;
    const char *text = unwrapped(&w, world_render(&w, nv_render_text));
    ck_assert_holds(world_render(&w, nv_render_subject), "[CCHC 2025, CĐS 2025] ");
    ck_assert_holds(text, "Kế hoạch: Kế hoạch chuyển đổi số tỉnh Khánh Hòa năm 2025.");
    ck_assert_holds(text, "Thực hiện: - Quyết định số 3487/QĐ-UBND");
    ck_assert_holds(text, "- Quyết định số 99/QĐ-UBND ngày 15/01/2025 của Ủy ban nhân dân tỉnh về "
                          "việc ban hành Kế hoạch chuyển đổi số tỉnh Khánh Hòa năm 2025.");
    world_free(&w);
}
END_TEST

START_TEST(unknown_occurrences_are_left_out_and_unknown_agencies_shown_by_id)
{
    struct world w;
    several(&w);
    w.notice.agency = "so-khong-co";
    w.items[0].occurrence = "cchc-2025/IX.9.1";
    ck_assert_holds(world_render(&w, nv_render_text), "Kính gửi: so-khong-co\n");
    ck_assert_lacks(world_render(&w, nv_render_text), "V.4");
    w.notice.n_items = 1;
    ck_assert_holds(world_render(&w, nv_render_text), "không còn trong kế hoạch");
    ck_assert(strlen(world_render(&w, nv_render_mail)) > 1000);
    world_free(&w);
}
END_TEST

START_TEST(no_line_of_text_is_over_76_columns)
{
    struct world w;
    several(&w);
    char *text = nv_arena_strdup(w.snapshot->arena, world_render(&w, nv_render_text)), *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        ck_assert_uint_le(nv_utf8_width(line), 76);
    world_free(&w);
}
END_TEST

/* 2 overdue and 43 due soon: of 30 lines none is lost to the section that is left out of the
 * letter. */
START_TEST(a_long_letter_is_a_summary)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tu-phap", on(2025, 2, 10));
    for (int i = 0; i < 45; i++) {
        const char *id = nv_arena_fmt(w.snapshot->arena, "X.%d", i + 1);
        world_task(&w, id, nv_arena_fmt(w.snapshot->arena, "Việc số %d", i + 1), "Báo cáo",
                   "như in", NV_DL_DAY, i < 2 ? on(2025, 2, 3) : on(2025, 2, 28), "so-tu-phap",
                   "so-noi-vu");
        world_item(&w, id, NV_ROLE_LEAD, i < 2 ? NV_SECTION_OVERDUE : NV_SECTION_DUE_SOON,
                   i < 2 ? "+5w" : "-10w");
    }
    const char *text = world_render(&w, nv_render_text);
    ck_assert_holds(text, "45 nhiệm vụ");
    /* The most urgent in full, the others in a line or two. */
    ck_assert_holds(
        text, "  1. Nhiệm vụ (mục X.1 Phụ lục): Việc số 1.\n     - Kết quả, sản phẩm: Báo cáo.");
    ck_assert_holds(text,
                    "  2. Nhiệm vụ (mục X.2 Phụ lục): Việc số 2.\n     - Hạn hoàn thành: thứ Hai, "
                    "ngày 03/02/2025.\n");
    ck_assert_holds(text, "  30. Nhiệm vụ (mục X.30 Phụ lục)");
    ck_assert_ptr_null(strstr(text, "X.31"));
    ck_assert_holds(text, "… và 15 nhiệm vụ nữa: xem danh sách đầy đủ trong tệp đính kèm\n  "
                          "danh-sach-nhiem-vu.csv.");
    world_free(&w);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("render_letter");
    TCase *models = tcase_create("models"), *words = tcase_create("words"),
          *many = tcase_create("several");
    tcase_add_test(models, lead_before_the_deadline_by_a_successor);
    tcase_add_test(models, the_same_in_english);
    tcase_add_test(models, support_as_one_of_a_group);
    tcase_add_test(models, a_long_letter_is_a_summary);
    tcase_add_test(models, overdue_counted_from_the_effective_day);
    tcase_add_test(models, overdue_work_of_others_is_reported_in_a_table);
    tcase_add_test(models, a_report_tells_how_often_who_leads_was_urged);
    tcase_add_test(models, own_late_work_stands_before_the_table);
    tcase_add_test(models, a_test_letter_says_so_and_asks_nothing);
    tcase_add_test(models, owner_is_asked_whether_the_event_has_happened);
    tcase_add_loop_test(words, wording_by_role_section_and_chase, 0,
                        (int)(sizeof wordings / sizeof *wordings));
    tcase_add_test(words, continuous_work_gets_a_check_in);
    tcase_add_test(words, owner_determines_a_lead_that_the_plan_leaves_open);
    tcase_add_test(words, owner_that_leads_reports_to_the_system_not_to_itself);
    tcase_add_test(words, an_answer_day_that_has_passed_is_not_asked_for);
    tcase_add_test(words, last_working_day_before_a_deadline_in_the_holidays);
    tcase_add_test(words, a_weekend_and_a_swapped_day_are_named_as_such);
    tcase_add_test(many, several_items_come_in_sections_most_urgent_first);
    tcase_add_test(many, what_the_service_has_to_say_comes_last_without_a_task);
    tcase_add_test(many, a_letter_of_remarks_alone_says_what_it_is);
    tcase_add_test(many, one_section_and_one_predecessor_are_said_once);
    tcase_add_test(many, two_plans_in_one_notice_are_told_apart);
    tcase_add_test(many, unknown_occurrences_are_left_out_and_unknown_agencies_shown_by_id);
    tcase_add_test(many, no_line_of_text_is_over_76_columns);
    suite_add_tcase(s, models);
    suite_add_tcase(s, words);
    suite_add_tcase(s, many);
    return s;
}

NV_TEST_MAIN(make_suite)
