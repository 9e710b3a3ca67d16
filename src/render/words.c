#include "render/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "model/status.h"

static const char *const kinds[NV_DL_COUNT] = {
    [NV_DL_DAY] = "ngày",
    [NV_DL_MONTH] = "tháng",
    [NV_DL_QUARTER] = "quý",
    [NV_DL_HALF_YEAR] = "nửa năm",
    [NV_DL_YEAR] = "năm",
    [NV_DL_RANGE] = "khoảng thời gian",
    [NV_DL_LIST] = "nhiều mốc",
    [NV_DL_OPEN_RANGE] = "từ một ngày trở đi",
    [NV_DL_MIXED] = "nhiều giai đoạn",
    [NV_DL_RECURRING] = "định kỳ",
    [NV_DL_CONTINUOUS] = "thường xuyên",
    [NV_DL_AS_NEEDED] = "khi có yêu cầu",
    [NV_DL_AFTER_EVENT] = "sau một sự kiện",
    [NV_DL_RELATIVE] = "tính từ một sự kiện",
    [NV_DL_EXTERNAL] = "theo tiến độ của nơi khác",
};

const char *nv_kind_vi(enum nv_deadline_kind kind)
{
    return (unsigned)kind < NV_DL_COUNT ? kinds[kind] : "";
}

static const char *roman(const char *digit)
{
    static const char *const names[] = {"I", "II", "III", "IV"};
    return *digit >= '1' && *digit <= '4' ? names[*digit - '1'] : digit;
}

void nv_rung_vi(struct nv_buf *out, const char *rung)
{
    const char *quarter = strstr(rung, "-Q");
    if (strcmp(rung, "assigned") == 0) {
        nv_buf_adds(out, "khi giao việc");
        return;
    }
    if (strcmp(rung, "start") == 0) {
        nv_buf_adds(out, "bắt đầu thời gian thực hiện");
        return;
    }
    if (strncmp(rung, "quarter:", 8) == 0 && quarter) {
        nv_buf_addf(out, "kiểm tra tiến độ Quý %s/%.4s", roman(quarter + 2), rung + 8);
        return;
    }
    char *end;
    long n = strtol(rung, &end, 10);
    if (end == rung || n == 0) {
        nv_buf_adds(out, end == rung ? rung : "ngày làm việc cuối trong hạn");
        return;
    }
    nv_buf_addf(out, "%ld %s %s", labs(n), *end == 'w' ? "ngày làm việc" : "ngày",
                n < 0 ? "trước hạn" : "sau hạn");
}

void nv_left_vi(struct nv_buf *out, int32_t nominal, int32_t effective, int32_t today)
{
    if (nominal == NV_DAY_NONE)
        return;
    int left = nv_days_left(nominal, effective, today);
    if (left < 0)
        nv_buf_addf(out, "quá hạn %d ngày", -left);
    else if (left == 0)
        nv_buf_adds(out, "đến hạn hôm nay");
    else
        nv_buf_addf(out, "còn %d ngày", left);
}

void nv_day_long(struct nv_buf *out, int32_t day)
{
    char text[NV_DAY_TEXT];
    if (day == NV_DAY_NONE)
        nv_buf_adds(out, "không có ngày");
    else
        nv_buf_addf(out, "%s, %s", nv_weekday_vi(day), nv_day_vi(day, text));
}
