#include "import/lexicon.h"

#include <stddef.h>

/* Chosen so that no other pair of words looks the same without marks, or that one is listed with
 * "~" too. */
static const char *const lexicon[] = {
    "cải cách", "hành chính", "thủ tục", "sắp xếp", "sáp nhập", "cắt giảm", "đơn giản", "thành phố",
    "thành phần", "kết luận", "kết quả", "quyết định", "nghị quyết", "nghị định", "thông tư",
    "chỉ thị", "kế hoạch", "nhiệm vụ", "giải pháp", "biện pháp", "tổ chức", "thực hiện",
    "triển khai", "hoàn thành", "hoàn thiện", "phối hợp", "chủ trì", "chủ động", "tham mưu",
    "thẩm định", "thẩm tra", "thẩm quyền", "phê duyệt", "ban hành", "trình tự", "hướng dẫn",
    "theo dõi", "~theo đối", "đôn đốc", "~đơn độc", "kiểm tra", "giám sát", "tổng hợp", "báo cáo",
    "đánh giá", "~danh gia", "rà soát", "xây dựng", "~xây đúng", "~xây đứng", "phát triển",
    "nâng cao", "chất lượng", "hiệu quả", "~hiểu qua", "hiệu lực", "quản lý", "nhà nước", "cơ chế",
    "~có chế", "chính sách", "pháp luật", "văn bản", "~vẫn ban", "~vẫn bán", "quy phạm", "quy định",
    "quy trình", "dịch vụ", "trực tuyến", "chuyển đổi", "điện tử", "~điện từ", "chính quyền",
    "chính phủ", "bộ máy", "công chức", "viên chức", "cán bộ", "~cần bộ", "~cần bố", "~cần bổ",
    "tuyển dụng", "đào tạo", "bồi dưỡng", "tài chính", "ngân sách", "đầu tư", "~đầu từ",
    "doanh nghiệp", "người dân", "~người dẫn", "địa phương", "địa bàn", "đơn vị", "cơ quan",
    "~có quan", "liên quan", "~liên quân", "trung tâm", "trọng tâm", "phục vụ", "một cửa",
    "liên thông", "nội vụ", "tư pháp", "~từ pháp", "giáo dục", "xã hội", "~xả hơi", "thương binh",
    "lao động", "môi trường", "~mỗi trường", "~mọi trường", "~mới trường", "tài nguyên",
    "~tại Nguyên", "nông nghiệp", "nông thôn", "giao thông", "vận tải", "~vẫn tại", "khoa học",
    "~khóa học", "công nghệ", "thông tin", "truyền thông", "~truyền thống", "y tế", "du lịch",
    "văn hóa", "thể thao", "dân tộc", "ủy ban", "nhân dân", "văn phòng", "thường xuyên", "định kỳ",
    "trách nhiệm", "kịp thời", "thời hạn", "thời gian", "tiến độ", "~tiền do", "~tiền đó",
    "~tiền đồ", "sản phẩm", "phân công", "~phần công", "~phần cộng", "phân cấp", "~phần cấp",
    "hội nghị", "tập huấn", "tuyên truyền", "khảo sát", "hài lòng", "chỉ đạo", "điều hành",
    "ủy quyền", "kỷ luật", "kỷ cương", "tự chủ", "~từ chủ", "~từ chữ", "sự nghiệp", "biên chế",
    "tinh gọn", "tình hình", "vị trí", "việc làm", "dữ liệu", "~dự liệu", "cơ sở", "~có sở",
    "hệ thống", "ứng dụng", "phần mềm", "an toàn", "bảo đảm", "đảm bảo", "cổng thông", "công dân",
    "công tác", "~cộng tác", "công khai", "thể chế", "sửa đổi", "bổ sung", "bổ nhiệm", "phương án",
    "hồ sơ", "thủ trưởng", "thủ tướng", "chủ tịch", "giải quyết", "tiếp nhận", "tiếp tục",
    "quốc gia", "quốc hội", "thành lập", "thanh tra", "xử lý", "thí điểm", "~thì điểm", "kinh phí",
    "kinh tế", "đề xuất", "~để xuất", "đề nghị", "ngành nghề", "trực thuộc", "chuyên môn",
    "chuyên đề", "công bố", "điều kiện", "nguồn lực", "giai đoạn", "giám đốc", "phường xã",
    "trụ sở", "tài sản", "đất đai", "bảo hiểm", "khiếu nại", "tố cáo", "dân chủ", "mặt trận",
    "đoàn thể", "phản ánh", "kiến nghị", "hạ tầng", "nền tảng", "xếp hạng", "chấm điểm",
    "khen thưởng", "kế luận>kết luận", "sử lý>xử lý", "sử lí>xử lý", "sát nhập>sáp nhập",
    "suất sắc>xuất sắc", "giúp đở>giúp đỡ",
    "chỉnh chu>chỉn chu", "sơ xuất>sơ suất", 
    "sở ban ngành>sở, ban, ngành", NULL};

const char *const *nv_lexicon(void)
{
    return lexicon;
}
