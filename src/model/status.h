/* The standing of one occurrence on a day, in the words officials use, on two axes: how far the
 * work is, and how it stands to its deadline. One function for every output (lists, letters,
 * reports, webhooks, tables), so that the parts always add up; the one-word status is derived from
 * it. */
#ifndef NV_MODEL_STATUS_H
#define NV_MODEL_STATUS_H

#include <stdbool.h>
#include <stdint.h>

struct nv_occurrence;
struct nv_standing;

/* How far the work is. NOT_BEGUN: its own period has not begun, or somebody told 0 percent. Nobody
 * is said to have done nothing merely because nothing was told. */
#define NV_WORKS(X)                                                                                \
    X(NOT_BEGUN, "chua-thuc-hien", "Chưa thực hiện")                                               \
    X(UNDER_WAY, "dang-thuc-hien", "Đang thực hiện")                                               \
    X(AWAITING, "cho-xac-nhan", "Chờ xác nhận") /* told done, not confirmed by the owner */        \
    X(DONE, "da-hoan-thanh", "Đã hoàn thành")                                                      \
    X(WAITING, "cho-dieu-kien", "Chờ điều kiện") /* what it waits for has not happened */          \
    X(HELD, "tam-dung", "Tạm dừng")                                                                \
    X(DROPPED, "khong-con-doi-tuong", "Không còn đối tượng")

enum nv_work {
#define NV_WORK_ENUM(sym, name, vi) NV_WORK_##sym,
    NV_WORKS(NV_WORK_ENUM)
#undef NV_WORK_ENUM
        NV_WORK_COUNT
};

/* How it stands to its deadline: by today while the work is open, by the day of completion where it
 * is done (or told done), and OVERDUE is then what was done late. */
#define NV_TIMINGS(X)                                                                              \
    X(IN_TIME, "trong-han", "Trong hạn")                                                           \
    X(SOON, "sap-den-han", "Sắp đến hạn")                                                          \
    X(TODAY, "den-han-hom-nay", "Đến hạn hôm nay")                                                 \
    X(OVERDUE, "qua-han", "Quá hạn")                                                               \
    X(UNDATED, "khong-han", "Không hạn")                                                           \
    X(EARLY, "truoc-han", "Trước hạn")                                                             \
    X(ON_TIME, "dung-han", "Đúng hạn")

enum nv_timing {
#define NV_TIMING_ENUM(sym, name, vi) NV_TIMING_##sym,
    NV_TIMINGS(NV_TIMING_ENUM)
#undef NV_TIMING_ENUM
        NV_TIMING_COUNT
};

struct nv_state {
    enum nv_work work;
    enum nv_timing timing;
    enum nv_timing original; /* the same by the dates before the first extension */
};

/* Both axes in one word: what lists are filtered by and colours go by. */
#define NV_STATUSES(X)                                                                             \
    X(ON_TRACK, "trong-han", "Trong hạn (đang thực hiện)")                                         \
    X(DUE_SOON, "sap-den-han", "Sắp đến hạn")                                                      \
    X(DUE_TODAY, "den-han", "Đến hạn hôm nay")                                                     \
    X(OVERDUE, "qua-han", "Quá hạn chưa hoàn thành")                                               \
    X(DONE_EARLY, "ht-truoc-han", "Đã hoàn thành trước hạn")                                       \
    X(DONE_ON_TIME, "ht-dung-han", "Đã hoàn thành đúng hạn")                                       \
    X(DONE_LATE, "ht-qua-han", "Đã hoàn thành quá hạn")                                            \
    X(AWAITING, "cho-xac-nhan", "Chờ xác nhận hoàn thành")                                         \
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

/* What facts have made of the occurrence. Early: done before the nominal day; on time: up to the
 * effective day; undated work that is done is on time. What is held keeps its deadline; what was
 * dropped has none. */
struct nv_state nv_state_now(const struct nv_occurrence *o, const struct nv_standing *st,
                             int32_t today);
const char *nv_work_name(enum nv_work w);     /* "dang-thuc-hien" */
const char *nv_work_vi(enum nv_work w);       /* "Đang thực hiện" */
const char *nv_timing_name(enum nv_timing t); /* "trong-han" */
const char *nv_timing_vi(enum nv_timing t);   /* "Trong hạn" */

/* The one-word status of that. Undated work whose events have all happened is under way. */
enum nv_status nv_status_now(const struct nv_occurrence *o, const struct nv_standing *st,
                             int32_t today);
/* The same of work about which nothing is known but the day of its completion, NV_DAY_NONE if it is
 * not done. */
enum nv_status nv_status_of(const struct nv_occurrence *o, int32_t done_day, int32_t today);

const char *nv_status_name(enum nv_status s);    /* "trong-han" */
const char *nv_status_vi(enum nv_status s);      /* "Trong hạn (đang thực hiện)" */
enum nv_status nv_status_find(const char *name); /* NV_STATUS_COUNT if unknown */

/* Days until the deadline as every output counts them: to the nominal day while that is ahead or
 * today, then to the effective day (negative: overdue by so many days). */
int nv_days_left(int32_t nominal, int32_t effective, int32_t today);

#endif
