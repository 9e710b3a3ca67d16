#include <string.h>

#include "base/utf8.h"
#include "cli/command.h"

enum { MANY_WORDS = 64 };

static const struct nv_option_spec no_options[] = {{.id = NV_OPT_END}};

static const struct nv_option_spec check_options[] = {
    {NV_OPT_LINT, 0, "lint", NULL, "thêm gợi ý về những chỗ đúng mà đáng ngờ trong kế hoạch"},
    {.id = NV_OPT_END}};

static const struct nv_option_spec deadline_options[] = {
    {NV_OPT_YEAR, 0, "year", "NĂM", "năm của kế hoạch, dùng khi cụm từ không ghi năm"},
    {.id = NV_OPT_END}};

static const struct nv_option_spec tasks_options[] = {
    {NV_OPT_PLAN, 0, "plan", "MÃ", "chỉ kế hoạch có mã này"},
    {NV_OPT_AGENCY, 0, "agency", "CƠ-QUAN",
     "chỉ việc mà cơ quan hoặc nhóm này có vai trò, kể cả tiếp nhận"},
    {NV_OPT_STATUS, 0, "status", "TRẠNG-THÁI",
     "chỉ tình trạng này: trong-han, sap-den-han, den-han, qua-han…"},
    {.id = NV_OPT_END}};

static const struct nv_option_spec preview_options[] = {
    {NV_OPT_FROM, 0, "from", "NGÀY", "ngày đầu, 2025-03-01 (mặc định hôm nay)"},
    {NV_OPT_TO, 0, "to", "NGÀY", "ngày cuối (mặc định 30 ngày sau ngày đầu)"},
    {NV_OPT_AGENCY, 0, "agency", "CƠ-QUAN", "chỉ thư gửi cơ quan hoặc nhóm này"},
    {NV_OPT_LETTERS, 0, "letters", NULL, "in cả lời thư thay cho bảng tóm tắt"},
    {NV_OPT_MAIL_DIR, 0, "mail", "THƯ-MỤC", "ghi từng thư thành tệp trong thư mục này"},
    {.id = NV_OPT_END}};

static const struct nv_option_spec simulate_options[] = {
    {NV_OPT_FROM, 0, "from", "NGÀY", "ngày đầu (mặc định ngày ký kế hoạch sớm nhất)"},
    {NV_OPT_TO, 0, "to", "NGÀY", "ngày cuối (mặc định hết năm kế hoạch)"},
    {NV_OPT_STATE_DIR, 0, "state", "THƯ-MỤC", "thư mục mới chứa sổ và thư (mặc định thư mục tạm)"},
    {NV_OPT_FACTS, 0, "facts", "TỆP",
     "những ghi nhận trong thời gian đó, như nhacviec log --jsonl in ra"},
    {.id = NV_OPT_END}};

static const struct nv_option_spec import_options[] = {
    {NV_OPT_FORMAT, 0, "format", "DẠNG",
     "tsv, csv, html, docx hoặc xlsx (mặc định theo đuôi tệp hoặc nội dung)"},
    {NV_OPT_OUTPUT, 'o', "output", "TỆP", "ghi tệp kế hoạch vào tệp này (mặc định in ra màn hình)"},
    {NV_OPT_UPDATE, 0, "update", "TỆP.cfg",
     "so với kế hoạch đang dùng: giữ mã nhiệm vụ, kể những gì đã thêm, bỏ, đổi"},
    {NV_OPT_YEAR, 0, "year", "NĂM", "năm của kế hoạch (mặc định lấy trong văn bản)"},
    {NV_OPT_PLAN, 0, "plan", "MÃ", "mã của kế hoạch (mặc định theo tên tệp)"},
    {.id = NV_OPT_END}};

static const struct nv_option_spec done_options[] = {
    {NV_OPT_ON, 0, "on", "NGÀY", "ngày hoàn thành, 2025-03-20 (mặc định hôm nay)"},
    {NV_OPT_DOC, 0, "doc", "CHỮ", "số, ký hiệu, ngày của văn bản làm căn cứ"},
    {NV_OPT_NOTE, 0, "note", "CHỮ", "ghi chú"},
    {.id = NV_OPT_END}};

#define DOC_OPTION                                                                                 \
    {                                                                                              \
        NV_OPT_DOC, 0, "doc", "CHỮ", "số, ký hiệu, ngày của văn bản làm căn cứ"     \
    }
#define NOTE_OPTION                                                                                \
    {                                                                                              \
        NV_OPT_NOTE, 0, "note", "CHỮ", "ghi chú"                                                  \
    }

static const struct nv_option_spec extend_options[] = {
    {NV_OPT_TO, 0, "to", "NGÀY", "hạn mới, 2025-06-30"},
    DOC_OPTION,
    NOTE_OPTION,
    {.id = NV_OPT_END}};

static const struct nv_option_spec bind_options[] = {
    {NV_OPT_DUE, 0, "due", "NGÀY", "ngày đến hạn, 2025-06-30"},
    DOC_OPTION,
    NOTE_OPTION,
    {.id = NV_OPT_END}};

static const struct nv_option_spec drop_options[] = {
    {NV_OPT_ON, 0, "on", "NGÀY", "ngày không còn đối tượng (mặc định hôm nay)"},
    DOC_OPTION,
    NOTE_OPTION,
    {.id = NV_OPT_END}};

static const struct nv_option_spec until_options[] = {
    {NV_OPT_UNTIL, 0, "until", "NGÀY", "đến hết ngày này, 2025-06-30"},
    DOC_OPTION,
    NOTE_OPTION,
    {.id = NV_OPT_END}};

static const struct nv_option_spec event_options[] = {
    {NV_OPT_ON, 0, "on", "NGÀY", "ngày sự kiện xảy ra, 2025-06-15 (mặc định hôm nay)"},
    DOC_OPTION,
    NOTE_OPTION,
    {.id = NV_OPT_END}};

static const struct nv_option_spec note_options[] = {
    {NV_OPT_ON, 0, "on", "NGÀY", "ngày nói đến (mặc định hôm nay)"},
    DOC_OPTION,
    {.id = NV_OPT_END}};

static const struct nv_option_spec undo_options[] = {{NV_OPT_NOTE, 0, "note", "CHỮ", "lý do hủy"},
                                                     {.id = NV_OPT_END}};

static const struct nv_option_spec confirm_options[] = {
    DOC_OPTION, NOTE_OPTION, {.id = NV_OPT_END}};

static const struct nv_option_spec log_options[] = {
    {NV_OPT_FROM, 0, "from", "NGÀY", "chỉ ghi nhận từ ngày này"},
    {NV_OPT_TO, 0, "to", "NGÀY", "chỉ ghi nhận đến hết ngày này"},
    {NV_OPT_CSV, 0, "csv", NULL, "bảng CSV (UTF-8) cho chương trình bảng tính"},
    {NV_OPT_JSONL, 0, "jsonl", NULL, "mỗi ghi nhận một dòng JSON"},
    {.id = NV_OPT_END}};

static const struct nv_option_spec reopen_options[] = {
    {NV_OPT_NOTE, 0, "note", "CHỮ", "lý do mở lại"}, {.id = NV_OPT_END}};

static const struct nv_option_spec show_options[] = {
    {NV_OPT_SHOW_MAIL, 0, "mail", NULL, "in nguyên văn bức thư đã lưu, đến từng byte"},
    {.id = NV_OPT_END}};

static const struct nv_option_spec queue_options[] = {
    {NV_OPT_DELIVERY_STATE, 0, "state", "TRẠNG-THÁI",
     "chỉ lượt gửi pending, claimed, sent, failed, cancelled"},
    {NV_OPT_AGENCY, 0, "agency", "CƠ-QUAN", "chỉ lượt gửi cho cơ quan có mã này"},
    {NV_OPT_ALL_FAILED, 0, "all-failed", NULL, "của retry: mọi lượt không gửi được"},
    {NV_OPT_MAIL_DIR, 0, "mail", "THƯ-MỤC", "của export: mỗi thư một tệp trong thư mục này"},
    {.id = NV_OPT_END}};

static const struct nv_option_spec test_options[] = {
    {NV_OPT_WAIT, 0, "wait", "GIÂY",
     "chờ kết quả nhiều nhất từng ấy giây (mặc định 60; 0: không chờ)"},
    {.id = NV_OPT_END}};

static const struct nv_option_spec report_options[] = {
    {NV_OPT_MONTH, 0, "month", "THÁNG", "tháng, 2025-03 (mặc định tháng này)"},
    {NV_OPT_QUARTER, 0, "quarter", "QUÝ", "quý, 2025-Q1"},
    {NV_OPT_YEAR, 0, "year", "NĂM", "năm, 2025"},
    {NV_OPT_PLAN, 0, "plan", "MÃ", "kế hoạch có mã này (cần khi có nhiều kế hoạch)"},
    {NV_OPT_BY_SUCCESSOR, 0, "by-successor", NULL,
     "theo cơ quan đã tiếp nhận, thay cho tên trong kế hoạch"},
    {NV_OPT_FORMAT, 0, "format", "DẠNG", "text (mặc định), html, csv, json hoặc svg"},
    {NV_OPT_OUTPUT, 'o', "output", "TỆP", "ghi vào tệp này (mặc định in ra màn hình)"},
    {.id = NV_OPT_END}};

const struct nv_command nv_commands[] = {
    {"check", "", "kiểm tra toàn bộ cấu hình, báo mọi lỗi với tệp và dòng",
     "Kết thúc với mã 78 nếu có lỗi; cảnh báo, gợi ý không phải là lỗi.", check_options, 0, 0,
     nv_cmd_check},
    {"deadline", "CỤM-TỪ", "một cụm từ chỉ thời hạn được hiểu thế nào",
     "Ví dụ: nhacviec deadline \"Quý I/2025\"\n"
     "Kết thúc với mã 1 và lý do nếu cụm từ không hiểu được.",
     deadline_options, 1, MANY_WORDS, nv_cmd_deadline},
    {"tasks", "", "mọi mốc tiến độ với thời hạn, cơ quan và tình trạng",
     "Việc đã hoàn thành được hỏi dịch vụ đang chạy; nếu dịch vụ không trả lời thì tình trạng\n"
     "chỉ tính theo ngày.\n"
     "Bảng vừa bề rộng màn hình, hoặc bề rộng ghi trong biến COLUMNS. Đưa sang chương trình\n"
     "khác thì cột cuối giữ nguyên cả dòng: xem bằng less -S, hoặc đặt COLUMNS=120.",
     tasks_options, 0, 0, nv_cmd_tasks},
    {"explain", "MÃ", "một mốc tiến độ: mọi ngày và lý do, thang nhắc, người nhận",
     "MÃ là mã sản phẩm (I.2.1), một kỳ hạn của nó (VII.8.1@2025-Q1), hoặc cả mã kế hoạch\n"
     "(cchc-2025/I.2.1). Không nêu kỳ: kỳ đầu tiên chưa hoàn thành.",
     no_options, 1, 1, nv_cmd_explain},
    {"preview", "", "mọi bản nhắc sẽ gửi trong một khoảng ngày nếu chưa việc nào hoàn thành",
     "Coi như dịch vụ đã chạy liên tục từ ngày ký kế hoạch, mọi lần nhắc trước đó đã gửi.\n"
     "Nếu dịch vụ bắt đầu giữa năm, xem nhacviec simulate --from NGÀY. Không gửi gì ra ngoài.",
     preview_options, 0, 0, nv_cmd_preview},
    {"simulate", "", "chạy cả dịch vụ với đồng hồ ảo vào một hộp thư trên đĩa",
     "Bắt đầu bằng sổ trống: --from giữa năm cho thấy các bản nhắc của một dịch vụ mới cài\n"
     "vào ngày đó. Không gửi gì ra ngoài.",
     simulate_options, 0, 0, nv_cmd_simulate},
    {"import", "TỆP", "chép bảng nhiệm vụ của một văn bản thành tệp kế hoạch",
     "Chỗ nghi vấn được ghi ngay trong tệp (“Nghi vấn:”) và kể ra cùng vị trí; chữ của văn bản\n"
     "không bị bỏ mất. Kết thúc với mã 1 nếu có thời hạn hoặc cơ quan chủ trì không nhận được.\n"
     "DOCX cần gói pandoc, XLSX cần gói xlsx2csv; không đọc PDF.",
     import_options, 1, 1, nv_cmd_import},
    {"report", "", "báo cáo tiến độ của một kế hoạch trong tháng, quý hoặc năm",
     "Số liệu tính đến hết ngày cuối kỳ (kỳ đang diễn ra: đến hôm nay), theo những gì đã ghi nhận\n"
     "với dịch vụ. Mỗi mốc tiến độ được tính một lần; các phần cộng lại đúng bằng tổng số.\n"
     "html là một trang để in, csv cho chương trình bảng tính, svg là biểu đồ.",
     report_options, 0, 0, nv_cmd_report},
    {"status", "", "dịch vụ đang chạy thế nào", "Kết thúc với mã 1 nếu dịch vụ đang gặp trục trặc.",
     no_options, 0, 0, nv_cmd_status},
    {"done", "MÃ", "ghi nhận một mốc đã hoàn thành; từ đó không nhắc nữa",
     "Ví dụ: nhacviec done I.2.1 --on 2025-03-20 --doc \"Quyết định 700/QĐ-UBND ngày 20/3/2025\"\n"
     "Việc có nhiều kỳ hạn: ghi rõ kỳ, như VII.8.1@2025-Q1.",
     done_options, 1, 1, nv_cmd_done},
    {"reopen", "MÃ", "mở lại một mốc đã hoàn thành, không còn đối tượng, hoặc tạm dừng",
     "Hệ thống nhắc tiếp từ thời điểm này.", reopen_options, 1, 1, nv_cmd_reopen},
    {"confirm", "MÃ", "xác nhận một mốc đã được báo hoàn thành",
     "Dùng cho kế hoạch có confirm = true: mốc được báo hoàn thành (done) thì “chờ xác nhận”,\n"
     "không nhắc ai ngoài cơ quan theo dõi, cho đến khi xác nhận.",
     confirm_options, 1, 1, nv_cmd_confirm},
    {"reject", "MÃ --note LÝ-DO",
     "chưa chấp nhận hoàn thành: mở lại mốc, báo lý do cho cơ quan chủ trì",
     "Ví dụ: nhacviec reject I.2.1 --note \"chưa có quyết định phê duyệt\"", confirm_options, 1, 1,
     nv_cmd_reject},
    {"extend", "MÃ --to NGÀY --doc CHỮ", "gia hạn một mốc, có văn bản làm căn cứ",
     "Ví dụ: nhacviec extend I.2.1 --to 2025-06-30 --doc \"Công văn 1234/UBND-NC ngày 20/3/2025\"\n"
     "Hạn ban đầu được giữ và ghi trong thư, báo cáo; các cơ quan liên quan được báo hạn mới.",
     extend_options, 1, 1, nv_cmd_extend},
    {"bind", "MÃ --due NGÀY --doc CHỮ",
     "cho một mốc chưa có ngày (“Sau khi…”, “Theo tiến độ…”) ngày đến hạn",
     "Ví dụ: nhacviec bind VII.4.1 --due 2025-06-30 --doc \"Thông báo 12/TB-UBND ngày 02/5/2025\"",
     bind_options, 1, 1, nv_cmd_bind},
    {"drop", "MÃ", "ghi nhận một mốc không còn đối tượng thực hiện; từ đó không nhắc nữa", "",
     drop_options, 1, 1, nv_cmd_drop},
    {"hold", "MÃ --until NGÀY", "tạm dừng nhắc một mốc đến hết một ngày",
     "Sau ngày đó hệ thống tự nhắc lại.", until_options, 1, 1, nv_cmd_hold},
    {"ack", "MÃ --until NGÀY", "đã biết: bớt nhắc một mốc đến hết một ngày",
     "Nhiều nhất 92 ngày. Vẫn nhắc mốc cuối trước hạn và các mốc sau hạn; cấp trên vẫn được báo.",
     until_options, 1, 1, nv_cmd_ack},
    {"progress", "MÃ PHẦN-TRĂM", "ghi nhận tiến độ thực hiện, 0 đến 100 phần trăm",
     "100% chưa phải là hoàn thành: hoàn thành thì dùng done.", done_options, 2, 2,
     nv_cmd_progress},
    {"note", "MÃ CHỮ", "ghi chú cho một mốc", "", note_options, 2, 2, nv_cmd_note},
    {"event", "[list|announce SỰ-KIỆN --doc CHỮ|withdraw SỰ-KIỆN]",
     "sự kiện mà các mốc “Sau khi…” chờ: xem, công bố, rút lại",
     "Ví dụ: nhacviec event announce nd-tinh-gian-bien-che --on 2025-06-15 --doc \"Nghị định\n"
     "154/2025/NĐ-CP ngày 15/6/2025\". Sự kiện được khai báo trong tệp kế hoạch (events).",
     event_options, 0, 2, nv_cmd_event},
    {"undo", "SỐ", "hủy một ghi nhận theo số của nó trong nhacviec log",
     "Ghi nhận không bị xóa: việc hủy cũng là một ghi nhận, và cũng hủy được.", undo_options, 1, 1,
     nv_cmd_undo},
    {"log", "[MÃ]", "nhật ký ghi nhận: ai, khi nào, việc gì, căn cứ gì", "", log_options, 0, 1,
     nv_cmd_log},
    {"show", "MÃ", "đã gửi gì, cho ai, kết quả ra sao",
     "MÃ là mã sản phẩm (I.2.1) hoặc một kỳ hạn của nó (VII.8.1@2025-Q1), bản nhắc (n12) hoặc\n"
     "lượt gửi (n12.34).",
     show_options, 1, 1, nv_cmd_show},
    {"queue", "[list|show MÃ|retry MÃ|cancel MÃ|release|clear ĐỊA-CHỈ|export]",
     "những lượt gửi còn chờ hoặc không gửi được; gửi lại, hủy, xuất ra tệp",
     "Không nêu trạng thái: chỉ các lượt chưa xong; không gửi được: --state failed.\n"
     "MÃ là lượt gửi (n12.34) hoặc bản nhắc (n12).\n"
     "retry: gửi lại ngay bức thư đã soạn; retry --all-failed [--agency CƠ-QUAN]: mọi lượt\n"
     "không gửi được. cancel: thôi gửi một lượt đang chờ. release: cho gửi các bản nhắc\n"
     "bị giữ lại vì nhiều bất thường. clear: dùng lại một địa chỉ đã bị đánh dấu không\n"
     "nhận thư. export: in mỗi lượt (mặc định: không gửi được) thành một dòng JSON có cả\n"
     "bức thư; --mail THƯ-MỤC: mỗi thư một tệp.",
     queue_options, 0, 2, nv_cmd_queue},
    {"send-test", "CƠ-QUAN", "gửi thử một thư đến mọi địa chỉ của một cơ quan và báo kết quả",
     "Thư ghi rõ là thư thử ở tiêu đề và lời thư, đi qua đúng hàng đợi và tuyến gửi của thư thật.\n"
     "Kết thúc với mã 1 nếu có địa chỉ chưa nhận được.",
     test_options, 1, MANY_WORDS, nv_cmd_send_test},
    {"bounce", "[ĐỊA-CHỈ]", "nhận một thư bị trả lại từ đầu vào, như Postfix gọi",
     "Chỉ thư báo không gửi được, đến đúng địa chỉ có chữ ký (khóa bounce), mới được ghi;\n"
     "thư báo chậm, trả lời tự động được bỏ qua. Mã kết thúc theo sysexits.h: 75 là thử lại\n"
     "sau (dịch vụ đang dừng), 77 là chữ ký không đúng. Cách đặt: docs/huong-dan.md.",
     no_options, 0, 1, nv_cmd_bounce},
    {"reload", "", "đọc lại cấu hình; cấu hình có lỗi thì giữ nguyên bản cũ",
     "Kết thúc với mã 78 và danh sách lỗi nếu cấu hình mới có lỗi.", no_options, 0, 0,
     nv_cmd_reload},
    {"backup", "TỆP", "chép sổ ra một tệp trong khi dịch vụ vẫn chạy",
     "Tệp phải chưa có. Cần quyền root hoặc người dùng của dịch vụ. Khôi phục: dừng dịch vụ, chép\n"
     "tệp này thành ledger.db trong thư mục dữ liệu, bỏ ledger.db-wal cũ, rồi chạy lại.",
     no_options, 1, 1, nv_cmd_backup},
    {"help", "[LỆNH]", "in hướng dẫn chung hoặc của một lệnh", "", no_options, 0, 1, nv_cmd_help},
    {.name = NULL}};

const struct nv_command *nv_command_find(const char *name)
{
    for (const struct nv_command *c = nv_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

const char *nv_command_nearest(const char *name)
{
    const char *best = NULL;
    size_t least = nv_args_tolerance(name) + 1;
    for (const struct nv_command *c = nv_commands; c->name; c++) {
        size_t d = nv_utf8_distance(c->name, name);
        if (d < least) {
            least = d;
            best = c->name;
        }
    }
    return best;
}
