#include "daemon_diff.h"

#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "engine/engine.h"
#include "engine/terms.h"
#include "engine/window.h"
#include "model/snapshot.h"

enum { MAX_NAMED = 20 };

static const char *due_of(const struct nv_snapshot *s, uint32_t occurrence)
{
    return s->deliverables[s->occurrences[occurrence].deliverable].due;
}

static void name_one(struct nv_buf *out, const char *what, const struct nv_snapshot *s,
                     const struct nv_occurrence *o, uint32_t *named)
{
    if ((*named)++ == MAX_NAMED)
        nv_buf_adds(out, "  …\n");
    if (*named <= MAX_NAMED)
        nv_buf_addf(out, "  %s %s: %s\n", what, o->key, s->deliverables[o->deliverable].due);
}

static uint32_t count_missing(const struct nv_snapshot *from, const struct nv_snapshot *in,
                              const char *what, struct nv_buf *out)
{
    uint32_t n = 0, named = 0;
    for (uint32_t i = 0; i < from->n_occurrences; i++) {
        const struct nv_occurrence *o = &from->occurrences[i];
        if (nv_snapshot_occurrence(in, o->key) != NV_NONE)
            continue;
        n++;
        name_one(out, what, from, o, &named);
    }
    return n;
}

static uint32_t count_moved(const struct nv_snapshot *old, const struct nv_snapshot *fresh,
                            struct nv_buf *out)
{
    uint32_t n = 0, named = 0;
    for (uint32_t i = 0; i < fresh->n_occurrences; i++) {
        const struct nv_occurrence *o = &fresh->occurrences[i];
        uint32_t was = nv_snapshot_occurrence(old, o->key);
        if (was == NV_NONE || (old->occurrences[was].effective == o->effective &&
                               strcmp(due_of(old, was), due_of(fresh, i)) == 0))
            continue;
        n++;
        name_one(out, "đổi hạn", fresh, o, &named);
    }
    return n;
}

static void describe_rules(const struct nv_snapshot *old, const struct nv_snapshot *fresh,
                           struct nv_buf *out)
{
    struct nv_terms_change c;
    nv_terms_compare(old, fresh, &c);
    if (c.rungs_begun + c.rungs_ended)
        nv_buf_addf(out,
                    "Thang nhắc (đếm theo loại thời hạn và vai trò): thêm %u bậc, bỏ %u bậc. Bậc "
                    "mới mà ngày nhắc đã qua trước hôm nay thì không nhắc bù.\n",
                    c.rungs_begun, c.rungs_ended);
    if (c.roles_begun + c.roles_ended)
        nv_buf_addf(out,
                    "Cơ quan theo dõi, lãnh đạo của kế hoạch: thêm %u, bỏ %u. Cơ quan mới được nêu "
                    "không nhận bù các bậc nhắc đã qua trước hôm nay.\n",
                    c.roles_begun, c.roles_ended);
}

void nv_diff_describe(const struct nv_snapshot *old, const struct nv_snapshot *fresh,
                      const struct nv_engine *engine, int64_t now_ms, struct nv_buf *out)
{
    struct nv_buf lines = NV_BUF_INIT;
    struct nv_engine_forecast next;
    char day[NV_DAY_TEXT];
    int32_t today = nv_time_day(now_ms, fresh->zone_min);
    uint32_t added = count_missing(fresh, old, "thêm", &lines);
    uint32_t gone = count_missing(old, fresh, "bỏ", &lines);
    uint32_t moved = count_moved(old, fresh, &lines);
    uint32_t groups = 0;
    for (uint32_t i = 0; i < fresh->n_agencies; i++)
        groups += fresh->agencies[i].is_group;
    nv_buf_addf(out,
                "Đã nạp cấu hình: %u kế hoạch, %u nhiệm vụ, %u mốc tiến độ, %u cơ quan, %u nhóm.\n",
                nv_snapshot_n_plans(fresh), fresh->n_tasks, fresh->n_deliverables,
                fresh->n_agencies - groups, groups);
    if (added + gone + moved)
        nv_buf_addf(out, "Thay đổi: thêm %u, bỏ %u, đổi hạn %u kỳ hạn.\n%s", added, gone, moved,
                    nv_buf_str(&lines));
    else
        nv_buf_adds(out, "Không kỳ hạn nào thay đổi.\n");
    describe_rules(old, fresh, out);
    nv_engine_forecast(engine, fresh, today, now_ms, &next);
    /* Who has had a notice in the window that is open hears in the next one. */
    if (next.notices == 0 && next.window_ms <= now_ms)
        nv_engine_forecast(engine, fresh, today, nv_window_next(fresh, now_ms), &next);
    int minute = nv_time_minute(next.window_ms, fresh->zone_min);
    nv_buf_addf(out, "Khung giờ gửi %02d:%02d ngày %s: %u bản nhắc, %u dòng.\n", minute / 60,
                minute % 60, nv_day_vi(nv_time_day(next.window_ms, fresh->zone_min), day),
                next.notices, next.items);
    nv_buf_free(&lines);
}
