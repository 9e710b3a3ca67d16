#include "render/subject.h"

#include "base/arena.h"
#include "base/buf.h"
#include "model/snapshot.h"
#include "render/clean.h"
#include "render/render.h"
#include "render/say.h"
#include "render/view.h"
#include "render/wording.h"

enum { PLANS_NAMED = 2, PLAN_COLUMNS = 40, SUBJECT_COLUMNS = 250 };

static const char *short_name(const struct nv_view *v, const struct nv_plan *plan)
{
    const char *name = nv_clean_cut(v->arena, plan->short_name, PLAN_COLUMNS);
    return *name ? name : nv_clean_cut(v->arena, plan->id, PLAN_COLUMNS);
}

const char *nv_subject_plans(const struct nv_view *v)
{
    if (v->n_plans == 0)
        return "";
    if (v->n_plans == 1)
        return short_name(v, v->plans[0]);
    if (v->n_plans > PLANS_NAMED)
        return nv_arena_fmt(v->arena, "%s kế hoạch", nv_say_count(v, v->n_plans));
    return nv_arena_fmt(v->arena, "%s, %s", short_name(v, v->plans[0]), short_name(v, v->plans[1]));
}

static const char *of_several(const struct nv_view *v)
{
    static const char *const words[NV_SECTION_COUNT] = {
        [NV_SECTION_OVERDUE] = "quá hạn",
        [NV_SECTION_DUE_TODAY] = "đến hạn hôm nay",
        [NV_SECTION_DUE_SOON] = "sắp đến hạn",
        [NV_SECTION_PROGRESS] = "cần báo cáo, xác nhận",
        [NV_SECTION_NEW] = "mới",
    };
    bool urge = false, superior = true;
    for (uint32_t i = 0; i < v->n_items; i++) {
        const struct nv_view_item *it = &v->items[i];
        urge = urge || (it->section == NV_SECTION_OVERDUE && it->item->role <= NV_ROLE_EXECUTOR);
        superior = superior && nv_view_superior(it);
    }
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_adds(&b, superior ? "Báo cáo: " : urge ? "ĐÔN ĐỐC: " : "Nhắc việc: ");
    const char *joint = "";
    for (int s = 0; s < NV_SECTION_COUNT; s++) {
        if (!v->counts[s])
            continue;
        nv_buf_addf(&b, "%s%s%s %s", joint, nv_say_count(v, v->counts[s]),
                    *joint ? "" : " nhiệm vụ", words[s]);
        joint = ", ";
    }
    nv_buf_addf(&b, " (ngày %s)", nv_say_day(v, v->today));
    const char *out = nv_arena_strdup(v->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

const char *nv_subject(const struct nv_view *v)
{
    if (v->n_items == 0)
        return "Thông báo về nhiệm vụ được giao";
    const char *body = v->n_items == 1 ? nv_wording_subject(v, &v->items[0]) : of_several(v);
    return nv_clean_cut(v->arena, nv_arena_fmt(v->arena, "[%s] %s", nv_subject_plans(v), body),
                        SUBJECT_COLUMNS);
}

void nv_render_subject(const struct nv_letter *l, struct nv_buf *out)
{
    struct nv_view v;
    nv_view_init(&v, l);
    nv_buf_adds(out, nv_subject(&v));
    nv_view_free(&v);
}
