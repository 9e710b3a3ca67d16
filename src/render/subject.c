#include "render/subject.h"

#include "base/arena.h"
#include "base/buf.h"
#include "model/snapshot.h"
#include "render/clean.h"
#include "render/doc.h"
#include "render/lang.h"
#include "render/mustache_tv.h"
#include "render/render.h"
#include "render/report.h"
#include "render/say.h"
#include "render/wording.h"

enum { PLANS_NAMED = 2, PLAN_COLUMNS = 40, SUBJECT_COLUMNS = 250 };

static const char *short_name(const struct nv_view *v, const struct nv_plan *plan)
{
    const char *name = nv_clean_cut(v->arena, plan->short_name, PLAN_COLUMNS);
    return *name ? name : nv_clean_cut(v->arena, plan->id, PLAN_COLUMNS);
}

static const char *join(const struct nv_view *v, const char *list, const char *name)
{
    if (!list)
        return name;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "list", list);
    nv_tv_set_str(data, "name", name);
    return nv_say_with(v, NV_WORD_SUBJECT_NEXT, data);
}

const char *nv_subject_plans(const struct nv_view *v)
{
    if (v->n_plans == 0)
        return "";
    if (v->one_plan)
        return short_name(v, v->plans[0]);
    if (v->n_plans > PLANS_NAMED)
        return nv_say_quantity(v, NV_WORD_PLANS, v->n_plans);
    return join(v, short_name(v, v->plans[0]), short_name(v, v->plans[1]));
}

static const char *of_several(const struct nv_view *v)
{
    bool urge = false, superior = true;
    for (uint32_t i = 0; i < v->n_items; i++) {
        const struct nv_view_item *it = &v->items[i];
        urge = urge || (it->section == NV_SECTION_OVERDUE && it->item->role <= NV_ROLE_EXECUTOR);
        superior = superior && nv_view_superior(it);
    }
    const char *counts = NULL;
    for (int s = 0; s < NV_SECTION_COUNT; s++) {
        if (!v->counts[s])
            continue;
        struct nv_tv *data = nv_say_data(v);
        nv_tv_set_str(data, "tasks", nv_say_quantity(v, NV_WORD_TASKS, v->counts[s]));
        nv_tv_set_str(data, "number", nv_say_quantity(v, NV_WORD_NUMBER, v->counts[s]));
        nv_tv_set_bool(data, "first", counts == NULL);
        counts =
            join(v, counts,
                 nv_say_with(v, nv_word_at(NV_WORD_SUBJECT_OVERDUE, (enum nv_section)s), data));
    }
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_bool(data, "up", superior);
    nv_tv_set_bool(data, "urge", urge);
    nv_tv_set_str(data, "counts", counts);
    nv_tv_set_str(data, "today", nv_say_day(v, v->today));
    return nv_say_with(v, NV_WORD_SUBJECT_SEVERAL, data);
}

/* Of several reports the first is named; what else the letter holds is counted. */
static const char *report_subject(const struct nv_view *v)
{
    const char *also = v->n_items ? nv_say_quantity(v, NV_WORD_TASKS, v->n_items) : NULL;
    return nv_report_subject(v, v->reports[0], also);
}

const char *nv_subject(const struct nv_view *v)
{
    struct nv_tv *data = nv_say_data(v);
    struct nv_buf line = NV_BUF_INIT;
    nv_tv_set_str(data, "plan", v->n_items || v->n_reports ? nv_subject_plans(v) : NULL);
    nv_tv_set_str(data, "body",
                  v->test        ? nv_say_test(v, NV_WORD_SUBJECT_TEST)
                  : v->n_reports ? report_subject(v)
                  : v->n_items == 0 && v->n_remarks
                      ? nv_say_one(v, NV_WORD_SUBJECT_SERVICE, "today", nv_say_day(v, v->today))
                  : v->n_items == 0     ? nv_say(v, NV_WORD_SUBJECT_NONE)
                  : nv_doc_is_report(v) ? nv_wording_report(v, NV_PART_SUBJECT)
                  : v->n_items == 1     ? nv_wording_subject(v, &v->items[0])
                                        : of_several(v));
    nv_lang_fill(v->lang, NV_LAYOUT_SUBJECT, data, &line);
    const char *out = nv_clean_cut(v->arena, nv_buf_str(&line), SUBJECT_COLUMNS);
    nv_buf_free(&line);
    return out;
}

void nv_render_subject(const struct nv_letter *l, struct nv_buf *out)
{
    struct nv_view v;
    nv_view_init(&v, l);
    nv_buf_adds(out, nv_subject(&v));
    nv_view_free(&v);
}
