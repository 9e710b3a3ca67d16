#include "render/wording_table.h"

#define WATCHED "Qua theo dõi việc thực hiện {title} (ban hành kèm theo {decree}), "
#define DOCUMENT "(số, ký hiệu, ngày ban hành văn bản)"

static const struct nv_wording wordings[NV_MATTER_COUNT] = {
    [NV_MATTER_SOON_LEAD] =
        {"Nhiệm vụ sắp đến hạn – {ref}{due}",
         "Thực hiện {basis}, {sender} thông báo nhiệm vụ do quý cơ quan chủ trì sắp đến hạn hoàn "
         "thành như sau:",
         "đề nghị quý cơ quan {haste} {work} bảo đảm tiến độ, chất lượng; cập nhật kết "
         "quả " DOCUMENT
         " hoặc {report} khó khăn, vướng mắc và đề xuất thời gian hoàn thành (nếu có) "
         "{to}{by}{purpose}."},
    [NV_MATTER_TODAY_LEAD] =
        {"Nhiệm vụ đến hạn hôm nay – {ref}{due}",
         "Thực hiện {basis}, {sender} thông báo nhiệm vụ do quý cơ quan chủ trì đến hạn hoàn thành "
         "hôm nay, ngày {today}, như sau:",
         "đề nghị quý cơ quan hoàn thành {work} trong ngày hôm nay và cập nhật kết quả " DOCUMENT
         " {to}{purpose}; trường hợp chưa hoàn thành, đề nghị {report} nguyên nhân và thời gian "
         "hoàn "
         "thành cụ thể."},
    [NV_MATTER_LATE_LEAD] =
        {"ĐÔN ĐỐC: nhiệm vụ đã quá hạn {late} ngày – {ref} – {leader} chủ trì",
         WATCHED "đến ngày {today}, {sender} chưa nhận được kết quả thực hiện nhiệm vụ sau do quý "
                 "cơ quan chủ trì:",
         "đề nghị quý cơ quan tập trung chỉ đạo hoàn thành ngay {work}; {report} kết quả hoặc "
         "nguyên "
         "nhân chậm, trách nhiệm và thời hạn hoàn thành cụ thể {to}{by}{purpose}."},
    [NV_MATTER_LATE_LEAD_AGAIN] =
        {"ĐÔN ĐỐC lần thứ {chase}: nhiệm vụ đã quá hạn {late} ngày – {ref} – {leader} chủ trì",
         WATCHED
         "{sender} đã đôn đốc {before} lần nhưng đến ngày {today} vẫn chưa nhận được kết quả "
         "thực hiện nhiệm vụ sau do quý cơ quan chủ trì (đôn đốc lần thứ {chase}):",
         "đề nghị quý cơ quan nghiêm túc, khẩn trương chỉ đạo hoàn thành dứt điểm {work}; {report} "
         "kết quả hoặc nguyên nhân chậm, trách nhiệm, giải pháp khắc phục và thời hạn hoàn thành "
         "cụ "
         "thể {to}{by}{purpose}."},
    [NV_MATTER_LATE_LEAD_OFTEN] =
        {"ĐÔN ĐỐC lần thứ {chase}: nhiệm vụ đã quá hạn {late} ngày – {ref} – {leader} chủ trì",
         WATCHED
         "{sender} đã đôn đốc {before} lần nhưng đến ngày {today} vẫn chưa nhận được kết quả "
         "thực hiện nhiệm vụ sau do quý cơ quan chủ trì (đôn đốc lần thứ {chase}):",
         "đề nghị quý cơ quan nghiêm túc, khẩn trương chỉ đạo hoàn thành dứt điểm {work}; {report} "
         "kết quả hoặc nguyên nhân chậm, trách nhiệm, giải pháp khắc phục và thời hạn hoàn thành "
         "cụ "
         "thể {to}{by}. Trường hợp tiếp tục chưa hoàn thành, nội dung này sẽ được tổng hợp, báo "
         "cáo "
         "{issuer} xem xét, chỉ đạo."},
    [NV_MATTER_PROGRESS_LEAD] =
        {"Đề nghị báo cáo tiến độ thực hiện nhiệm vụ – {ref}{due}",
         "Thực hiện {basis}, {sender} đề nghị quý cơ quan báo cáo tiến độ thực hiện nhiệm vụ sau "
         "do "
         "quý cơ quan chủ trì:",
         "đề nghị quý cơ quan {report} tiến độ thực hiện {work} (nội dung đã hoàn thành, đang "
         "triển "
         "khai; khó khăn, vướng mắc; khả năng hoàn thành đúng hạn) {to}{purpose}."},
    [NV_MATTER_ROUTINE_LEAD] =
        {"Đề nghị báo cáo tình hình thực hiện nhiệm vụ – {ref}",
         "Thực hiện {basis}, {sender} đề nghị quý cơ quan báo cáo tình hình thực hiện nhiệm vụ "
         "thường "
         "xuyên sau do quý cơ quan chủ trì:",
         "đề nghị quý cơ quan {report} tình hình, kết quả thực hiện {work} trong kỳ và khó khăn, "
         "vướng mắc (nếu có) {to}{purpose}."},
    [NV_MATTER_START_LEAD] =
        {"Bắt đầu thời gian thực hiện nhiệm vụ – {ref}{due}",
         "Thực hiện {basis}, {sender} thông báo nhiệm vụ sau do quý cơ quan chủ trì đến thời gian "
         "triển khai thực hiện (từ ngày {start}):",
         "đề nghị quý cơ quan triển khai thực hiện {work} bảo đảm tiến độ, chất lượng; kịp thời "
         "{report} khó khăn, vướng mắc (nếu có) {to}."},
    [NV_MATTER_HAND_IN] =
        {"Đề nghị gửi báo cáo, số liệu – {ref} – chậm nhất ngày {day}",
         "Thực hiện {basis}, {sender} đề nghị quý cơ quan gửi báo cáo, số liệu để tổng hợp báo cáo "
         "sau:",
         "đề nghị quý cơ quan gửi báo cáo, số liệu của kỳ báo cáo về {lead} chậm nhất ngày {day}, "
         "bảo đảm đầy đủ, chính xác, đúng thời hạn."},
    [NV_MATTER_HAND_IN_LATE] =
        {"Đề nghị gửi ngay báo cáo, số liệu – {ref} – hạn ngày {day}",
         "Thực hiện {basis}, {sender} đề nghị quý cơ quan gửi báo cáo, số liệu để tổng hợp báo cáo "
         "sau:",
         "thời hạn gửi báo cáo, số liệu là ngày {day}; trường hợp chưa gửi, đề nghị quý cơ quan "
         "gửi "
         "ngay về {lead} để tổng hợp."},
    [NV_MATTER_NEW_LEAD] =
        {"Thông báo nhiệm vụ được giao chủ trì – {ref}{due}",
         "Thực hiện {basis}, {sender} thông báo nhiệm vụ quý cơ quan được giao chủ trì như sau:",
         "đề nghị quý cơ quan chủ động phân công, triển khai thực hiện {work} bảo đảm tiến độ, "
         "chất "
         "lượng; khi hoàn thành, cập nhật kết quả " DOCUMENT " {to}{purpose}."},
    [NV_MATTER_SOON_EXECUTOR] =
        {"Nhiệm vụ {state} – {ref}{due}",
         "Thực hiện {basis}, {sender} thông báo nhiệm vụ quý cơ quan được giao thực hiện, do "
         "{lead} "
         "chủ trì, {state} như sau:",
         "đề nghị quý cơ quan {haste} phần việc được giao đúng tiến độ, bảo đảm chất lượng; kịp "
         "thời "
         "phản ánh khó khăn, vướng mắc (nếu có) đến {lead} để được hướng dẫn, tháo gỡ."},
    [NV_MATTER_LATE_EXECUTOR] =
        {"ĐÔN ĐỐC{again}: nhiệm vụ đã quá hạn {late} ngày – {ref} – {lead} chủ trì",
         WATCHED
         "đến ngày {today}, {sender} chưa nhận được kết quả thực hiện nhiệm vụ sau do {lead} "
         "chủ trì, quý cơ quan thực hiện{again_paren}:",
         "đề nghị quý cơ quan khẩn trương hoàn thành phần việc được giao; thông tin đến {lead} và "
         "{report} kết quả hoặc nguyên nhân chậm, thời hạn hoàn thành cụ thể {to}{by}{purpose}."},
    [NV_MATTER_PROGRESS_EXECUTOR] =
        {"Đề nghị cập nhật tiến độ phần việc được giao – {ref}{due}",
         "Thực hiện {basis}, {sender} đề nghị quý cơ quan cập nhật tiến độ thực hiện nhiệm vụ sau, "
         "do "
         "{lead} chủ trì, quý cơ quan được giao thực hiện:",
         "đề nghị quý cơ quan cập nhật tiến độ, kết quả phần việc được giao và khó khăn, vướng mắc "
         "(nếu có) đến {lead} để tổng hợp."},
    [NV_MATTER_NEW_EXECUTOR] =
        {"Thông báo nhiệm vụ được giao thực hiện – {ref}{due}",
         "Thực hiện {basis}, {sender} thông báo nhiệm vụ quý cơ quan được giao thực hiện, do "
         "{lead} "
         "chủ trì, như sau:",
         "đề nghị quý cơ quan chủ động triển khai phần việc được giao theo hướng dẫn, yêu cầu của "
         "{lead}, bảo đảm tiến độ, chất lượng."},
    [NV_MATTER_SUPPORT] =
        {"Đề nghị phối hợp thực hiện nhiệm vụ – {ref}{due}",
         "Thực hiện {basis}, quý cơ quan được giao phối hợp thực hiện nhiệm vụ sau:",
         "đề nghị quý cơ quan chủ động phối hợp với {lead}; tham gia ý kiến, cung cấp thông tin, "
         "tài "
         "liệu đúng thời hạn theo đề nghị của cơ quan chủ trì, bảo đảm hoàn thành nhiệm vụ theo Kế "
         "hoạch."},
    [NV_MATTER_APPRAISE] =
        {"Đề nghị chuẩn bị thẩm định – {ref}{due}",
         "Thực hiện {basis}, quý cơ quan được giao thẩm định đối với nhiệm vụ sau do {lead} chủ "
         "trì:",
         "đề nghị quý cơ quan chủ động chuẩn bị, bố trí thời gian thẩm định ngay khi nhận được hồ "
         "sơ; "
         "trao đổi, thống nhất với {lead} về thời điểm gửi hồ sơ, bảo đảm hoàn thành nhiệm vụ theo "
         "Kế hoạch."},
    [NV_MATTER_GUIDE] =
        {"Đề nghị hướng dẫn thực hiện nhiệm vụ – {ref}{due}",
         "Thực hiện {basis}, quý cơ quan được giao hướng dẫn thực hiện nhiệm vụ sau:",
         "đề nghị quý cơ quan kịp thời hướng dẫn, giải đáp khó khăn, vướng mắc trong quá trình "
         "thực "
         "hiện, bảo đảm hoàn thành nhiệm vụ theo Kế hoạch."},
    [NV_MATTER_LATE_HELPER] =
        {"Đề nghị {role} hoàn thành nhiệm vụ đã quá hạn {late} ngày – {ref} – {lead} chủ trì",
         WATCHED "đến ngày {today}, nhiệm vụ sau do {lead} chủ trì, quý cơ quan {role}, đã quá hạn "
                 "nhưng chưa hoàn thành:",
         "đề nghị quý cơ quan khẩn trương hoàn thành phần việc {role} thuộc trách nhiệm của mình "
         "(nếu "
         "còn), tạo điều kiện để {lead} sớm hoàn thành {work}."},
    [NV_MATTER_APPROVE] = {"Báo cáo nhiệm vụ thuộc thẩm quyền phê duyệt – {ref}{due}",
                           "Thực hiện {basis}, {sender} kính báo cáo nhiệm vụ sau do {lead} chủ "
                           "trì, thuộc thẩm quyền "
                           "xem xét, phê duyệt của quý cơ quan:",
                           "kính đề nghị quý cơ quan quan tâm, xem xét, phê duyệt theo thẩm quyền "
                           "sau khi nhận được hồ "
                           "sơ trình."},
    [NV_MATTER_CONFIRM_EVENT] =
        {"{Please} xác nhận điều kiện phát sinh nhiệm vụ – {ref}",
         "Thực hiện {basis}, {sender} {please} quý cơ quan xác nhận điều kiện phát sinh, thời hạn "
         "của "
         "nhiệm vụ sau:",
         "{please} quý cơ quan xác nhận điều kiện phát sinh {work} (“{phrase}”): đã phát sinh hay "
         "chưa; ngày phát sinh; số, ký hiệu, ngày ban hành văn bản (nếu có); dự kiến thời gian "
         "hoàn "
         "thành và {answer}."},
    [NV_MATTER_CONFIRM_DATE] =
        {"{Please} xác nhận thời hạn nhiệm vụ – {ref}",
         "Thực hiện {basis}, {sender} {please} quý cơ quan xác nhận thời hạn của nhiệm vụ sau:",
         "{please} quý cơ quan xác nhận thời hạn cụ thể của {work} (“{phrase}”); số, ký hiệu, ngày "
         "ban hành văn bản làm căn cứ (nếu đã có) và {answer}."},
    [NV_MATTER_ASSIGN] =
        {"{Please} xác định cơ quan chủ trì nhiệm vụ – {ref}{due}",
         "Thực hiện {basis}, {sender} thông báo cơ quan chủ trì nhiệm vụ sau chưa được xác định, "
         "chưa thể gửi thông báo nhắc việc:",
         "cơ quan chủ trì theo Kế hoạch: {group} chưa được xác định cụ thể; {please} quý cơ quan "
         "xác "
         "định hoặc trình cấp có thẩm quyền phân công cơ quan chủ trì {work} và cập nhật vào hệ "
         "thống "
         "theo dõi, nhắc việc."},
    [NV_MATTER_WATCH] =
        {"Theo dõi, đôn đốc nhiệm vụ {state} – {ref}{due} – {lead} chủ trì",
         "Thực hiện {basis}, {sender} thông báo nhiệm vụ do {lead} chủ trì, quý cơ quan theo dõi, "
         "đôn "
         "đốc, {state} như sau:",
         "đề nghị quý cơ quan theo dõi, đôn đốc {lead} hoàn thành {work} đúng hạn."},
    [NV_MATTER_WATCH_PROGRESS] =
        {"Theo dõi tiến độ nhiệm vụ – {ref}{due} – {lead} chủ trì",
         "Thực hiện {basis}, {sender} thông báo nhiệm vụ sau do {lead} chủ trì, quý cơ quan theo "
         "dõi, "
         "đôn đốc, đến kỳ cập nhật tiến độ:",
         "đề nghị quý cơ quan đôn đốc {lead} báo cáo và tổng hợp tiến độ thực hiện {work}."},
    [NV_MATTER_WATCH_NEW] =
        {"Thông báo nhiệm vụ theo dõi, đôn đốc – {ref}{due} – {lead} chủ trì",
         "Thực hiện {basis}, {sender} thông báo nhiệm vụ do {lead} chủ trì, quý cơ quan theo dõi, "
         "đôn "
         "đốc như sau:",
         "đề nghị quý cơ quan theo dõi, đôn đốc {lead} triển khai thực hiện {work} theo Kế hoạch."},
    [NV_MATTER_WATCH_LATE] =
        {"Nhiệm vụ đã quá hạn {late} ngày cần đôn đốc – {ref} – {lead} chủ trì",
         WATCHED
         "đến ngày {today}, {sender} chưa ghi nhận kết quả thực hiện nhiệm vụ sau do {lead} "
         "chủ trì{again_paren}:",
         "đề nghị quý cơ quan đôn đốc {lead} hoàn thành {work}, báo cáo rõ nguyên nhân chậm và "
         "thời "
         "hạn hoàn thành cụ thể; trường hợp cần thiết, báo cáo {issuer} xem xét, chỉ đạo."},
    [NV_MATTER_REPORT] =
        {"Báo cáo nhiệm vụ {state} – {ref}{due} – {lead} chủ trì",
         "Thực hiện {basis}, {sender} kính báo cáo nhiệm vụ do {lead} chủ trì {state} như sau:",
         "kính báo cáo quý cơ quan xem xét, cho ý kiến chỉ đạo để {lead} hoàn thành {work} đúng "
         "hạn."},
    [NV_MATTER_REPORT_PROGRESS] =
        {"Báo cáo nhiệm vụ do {lead} chủ trì – {ref}{due}",
         "Thực hiện {basis}, {sender} kính báo cáo nhiệm vụ do {lead} chủ trì như sau:",
         "kính báo cáo quý cơ quan để theo dõi, xem xét, cho ý kiến chỉ đạo (nếu có) đối với "
         "{work}."},
    [NV_MATTER_REPORT_LATE] =
        {"Báo cáo nhiệm vụ quá hạn {late} ngày cần chỉ đạo – {ref} – {lead} chủ trì",
         WATCHED
         "{sender} kính báo cáo: đến ngày {today}, nhiệm vụ sau do {lead} chủ trì đã quá hạn, "
         "chưa có kết quả{again_paren}:",
         "kính đề nghị quý cơ quan xem xét, cho ý kiến chỉ đạo; trường hợp cần thiết, báo cáo "
         "{issuer} có văn bản đôn đốc {lead}."},
};

const struct nv_wording *nv_wording_of(enum nv_matter matter)
{
    return &wordings[matter];
}
