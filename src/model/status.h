/* The standing of one occurrence on a day, in the words officials use. One function for every
 * output, so that the parts always add up. */
#ifndef NV_MODEL_STATUS_H
#define NV_MODEL_STATUS_H

#include <stdbool.h>
#include <stdint.h>

struct nv_occurrence;
struct nv_standing;

#define NV_STATUSES(X)                                                                             \
    X(ON_TRACK, "trong-han", "Trong hạn (đang thực hiện)")                                         \
    X(DUE_SOON, "sap-den-han", "Sắp đến hạn")                                                      \
    X(DUE_TODAY, "den-han", "Đến hạn hôm nay")                                                     \
    X(OVERDUE, "qua-han", "Quá hạn chưa hoàn thành")                                               \
    X(DONE_EARLY, "ht-truoc-han", "Đã hoàn thành trước hạn")                                       \
    X(DONE_ON_TIME, "ht-dung-han", "Đã hoàn thành đúng hạn")                                       \
    X(DONE_LATE, "ht-qua-han", "Đã hoàn thành quá hạn")                                            \
    X(CONTINUOUS, "thuong-xuyen", "Nhiệm vụ thường xuyên")                                         \
    X(WAITING, "cho-dieu-kien", "Chờ điều kiện (chưa phát sinh)")                                  \
    X(HELD, "tam-dung", "Tạm dừng thực hiện")                                                      \
    X(DROPPED, "het-doi-tuong", "Không còn đối tượng thực hiện")

enum nv_status {
#define NV_STATUS_ENUM(sym, name, vi) NV_STATUS_##sym,
    NV_STATUSES(NV_STATUS_ENUM)
#undef NV_STATUS_ENUM
        NV_STATUS_COUNT
};

enum { NV_SOON_DAYS = 30 }; /* calendar days left (nv_days_left) that count as "sắp đến hạn" */

/* `done_day` is the day of completion, NV_DAY_NONE if not done. Early: before the nominal day; on
 * time: up to the effective day; undated work that is done is on time. */
enum nv_status nv_status_of(const struct nv_occurrence *o, int32_t done_day, int32_t today);

/* The same for what facts have made of the occurrence: dropped, held, or by the dates that now
 * count. Undated work whose events have all happened is under way. */
enum nv_status nv_status_now(const struct nv_occurrence *o, const struct nv_standing *st,
                             int32_t today);

const char *nv_status_name(enum nv_status s);    /* "trong-han" */
const char *nv_status_vi(enum nv_status s);      /* "Trong hạn (đang thực hiện)" */
enum nv_status nv_status_find(const char *name); /* NV_STATUS_COUNT if unknown */

/* Days until the deadline as every output counts them: to the nominal day while that is ahead or
 * today, then to the effective day (negative: overdue by so many days). */
int nv_days_left(int32_t nominal, int32_t effective, int32_t today);

#endif
