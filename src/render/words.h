/* What people read for the program's own words: kinds of deadlines, rungs of ladders, days left. */
#ifndef NV_RENDER_WORDS_H
#define NV_RENDER_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "calendar/deadline.h"

struct nv_buf;

const char *nv_kind_vi(enum nv_deadline_kind kind); /* "quý" */

/* "quarter:2025-Q1" -> "kiểm tra tiến độ Quý I/2025"; "-10w" -> "10 ngày làm việc trước hạn". */
void nv_rung_vi(struct nv_buf *out, const char *rung);
/* "còn 14 ngày", "đến hạn hôm nay", "quá hạn 3 ngày"; nothing where undated. */
void nv_left_vi(struct nv_buf *out, int32_t nominal, int32_t effective, int32_t today);
/* "thứ Hai, 31/3/2025"; "không có ngày" for NV_DAY_NONE. */
void nv_day_long(struct nv_buf *out, int32_t day);

#endif
