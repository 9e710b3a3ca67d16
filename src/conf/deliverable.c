#include <stdlib.h>
#include <string.h>

#include "calendar/day.h"
#include "calendar/workdays.h"
#include "conf/choices.h"
#include "conf/events.h"
#include "conf/names.h"
#include "conf/occurrences.h"
#include "conf/phrases.h"
#include "conf/plan_file.h"
#include "conf/reports.h"
#include "conf/schema.h"

enum {
    NAME,
    DUE,
    LEAD,
    SUPPORT,
    EXECUTOR,
    APPRAISER,
    GUIDE,
    APPROVER,
    REPORT,
    AFTER,
    WITHIN,
    SUCCESSORS,
    NOTE,
    N_FIELDS
};
/* Stands in for a plan's year that could not be read. */
enum { NO_YEAR = 2025, FAR_YEARS = 10 };

static const struct nv_field fields[] = {
    [NAME] = {"name", NV_TYPE_STRINGS, NV_REQUIRED, 0, 0},
    [DUE] = {"due", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [LEAD] = {"lead", NV_TYPE_STRINGS, NV_REQUIRED, 0, 0},
    [SUPPORT] = {"support", NV_TYPE_STRINGS, 0, 0, 0},
    [EXECUTOR] = {"executor", NV_TYPE_STRINGS, 0, 0, 0},
    [APPRAISER] = {"appraiser", NV_TYPE_STRINGS, 0, 0, 0},
    [GUIDE] = {"guide", NV_TYPE_STRINGS, 0, 0, 0},
    [APPROVER] = {"approver", NV_TYPE_STRINGS, 0, 0, 0},
    [REPORT] = {"report", NV_TYPE_TEXT, 0, 0, 0},
    [AFTER] = {"after", NV_TYPE_STRINGS, 0, 0, 0},
    [WITHIN] = {"within", NV_TYPE_TEXT, 0, 0, 0},
    [SUCCESSORS] = {"successors", NV_TYPE_LIST, 0, 0, 0},
    [NOTE] = {"note", NV_TYPE_TEXT, NV_EMPTY_OK, 0, 0},
};
static const struct nv_schema schema = NV_SCHEMA("sản phẩm (deliverables)", fields);
static const int field_of[NV_ROLE_PRINTED] = {
    [NV_ROLE_LEAD] = LEAD,   [NV_ROLE_EXECUTOR] = EXECUTOR, [NV_ROLE_APPRAISER] = APPRAISER,
    [NV_ROLE_GUIDE] = GUIDE, [NV_ROLE_SUPPORT] = SUPPORT,   [NV_ROLE_APPROVER] = APPROVER,
};

uint32_t nv_agency_at(struct nv_loader *l, const struct nv_node *n, const char *id)
{
    uint32_t at = nv_names_find(l, id);
    if (at != NV_NONE || !l->agencies_known)
        return at;
    struct nv_buf text = NV_BUF_INIT;
    nv_names_say_unknown(l, id, &text);
    nv_error(l, n, "%s", nv_buf_str(&text));
    nv_buf_free(&text);
    return NV_NONE;
}

static void check_endpoints(struct nv_loader *l, const struct nv_node *n, uint32_t agency,
                            int depth)
{
    const struct nv_agency *a = &l->agencies.v[agency];
    if (l->blamed[agency] || depth > 16)
        return;
    l->blamed[agency] = true;
    for (uint32_t i = 0; i < a->members.n; i++)
        check_endpoints(l, n, a->members.v[i], depth + 1);
    for (uint32_t i = 0; i < a->n_successions; i++)
        for (uint32_t k = 0; k < a->successions[i].to.n; k++)
            check_endpoints(l, n, a->successions[i].to.v[k], depth + 1);
    bool gone = a->n_successions && a->valid_to != NV_DAY_NONE &&
                a->valid_to < nv_vec_last(&l->plans)->signed_day;
    if (!a->is_group && !a->n_endpoints && !l->drafts.v[agency].endpoints_written && !gone)
        nv_warn(l, n,
                "\"%s\" (%s) không có \"mail\" hay \"webhooks\": sẽ không nhận được bản nhắc nào",
                a->id, a->name);
}

void nv_check_endpoints(struct nv_loader *l, const struct nv_node *n, uint32_t agency)
{
    if (!l->alone)
        check_endpoints(l, n, agency, 0);
}

static struct nv_refs read_role(struct nv_loader *l, const struct nv_node *n)
{
    uint32_t few[16], *v = few, count = nv_strings_count(n), kept = 0;
    if (count > 16)
        v = nv_calloc(count, sizeof *v);
    l->stamp++;
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node e;
        const char *id = nv_strings_at(n, i, &e);
        uint32_t at = nv_agency_at(l, &e, id);
        if (at == NV_NONE)
            continue;
        if (l->mark[at] == l->stamp)
            nv_warn(l, &e, "\"%s\" được ghi hai lần", id);
        else
            v[kept++] = at;
        l->mark[at] = l->stamp;
    }
    struct nv_refs refs = {kept == 1 ? &l->self[v[0]] : nv_pool_bytes(l->pool, v, kept * sizeof *v),
                           kept};
    if (v != few)
        free(v);
    return refs;
}

/* Equal ones of all deliverables are kept once: what lies between their members is zero. */
static const struct nv_refs *read_roles(struct nv_loader *l, const struct nv_node *got)
{
    struct nv_refs roles[NV_ROLE_PRINTED];
    memset(roles, 0, sizeof roles);
    for (int role = 0; role < NV_ROLE_PRINTED; role++) {
        if (!got[field_of[role]].s)
            continue;
        struct nv_refs read = read_role(l, &got[field_of[role]]);
        roles[role].v = read.v;
        roles[role].n = read.n;
    }
    return nv_pool_bytes(l->pool, roles, sizeof roles);
}

/* Whether somebody stands for each lead on the last day. */
static void check_leads(struct nv_loader *l, const struct nv_node *n,
                        const struct nv_deliverable *d)
{
    const struct nv_plan *plan = nv_vec_last(&l->plans);
    int32_t last = d->deadline->last_day != NV_DAY_NONE ? d->deadline->last_day
                                                        : nv_day_from_civil(plan->year, 12, 31);
    const struct nv_refs *leads = &d->roles[NV_ROLE_LEAD];
    for (uint32_t i = 0; i < leads->n; i++) {
        uint32_t at = leads->v[i];
        const struct nv_agency *a = &l->agencies.v[at];
        char day[NV_DAY_TEXT], end[NV_DAY_TEXT];
        struct nv_node e;
        if (!l->blamed[at] || a->undetermined || l->lost_from[at] <= last ||
            (a->valid_from != NV_DAY_NONE && a->valid_from > last)) {
            nv_strings_at(n, i < nv_strings_count(n) ? i : 0, &e);
            nv_check_endpoints(l, &e, at);
        }
        if (a->undetermined)
            nv_warn(l, &e,
                    "\"%s\" (%s) chưa xác định thành viên; cơ quan theo dõi kế hoạch sẽ nhận thay",
                    a->id, a->name);
        else if (l->lost_from[at] <= last)
            nv_warn(l, &e,
                    "\"%s\" ngừng hoạt động từ %s, trước thời hạn %s, mà không có cơ quan kế tục; "
                    "cơ quan theo dõi kế hoạch sẽ nhận thay",
                    a->id, nv_day_vi(l->lost_from[at], day), nv_day_vi(last, end));
        else if (a->valid_from != NV_DAY_NONE && a->valid_from > last)
            nv_warn(l, &e, "\"%s\" chỉ hoạt động từ %s, sau thời hạn %s", a->id,
                    nv_day_vi(a->valid_from, day), nv_day_vi(last, end));
    }
}

static void check_deadline(struct nv_loader *l, const struct nv_node *n,
                           const struct nv_deliverable *d)
{
    const struct nv_plan *plan = nv_vec_last(&l->plans);
    char day[NV_DAY_TEXT], signing[NV_DAY_TEXT];
    if (d->deadline->flags & NV_DL_SOFT)
        nv_warn(l, n, "thời hạn \"%s\" viết không rõ ngày; được hiểu là %s", d->due,
                d->deadline->value);
    if (d->deadline->flags & NV_DL_MISSPELT)
        nv_warn(l, n, "thời hạn \"%s\" có lỗi chính tả; được hiểu là %s", d->due,
                d->deadline->value);
    if (d->deadline->flags & NV_DL_YEAR_ASSUMED)
        nv_warn(l, n, "thời hạn \"%s\" không ghi năm; lấy năm %d của kế hoạch", d->due, plan->year);
    int32_t last = d->deadline->last_day;
    if (last != NV_DAY_NONE && nv_day_year(last) > plan->year + FAR_YEARS)
        nv_warn(l, n, "hạn %s xa năm kế hoạch (%d) hơn %d năm; ghi nhầm năm?", nv_day_vi(last, day),
                plan->year, FAR_YEARS);
    if (last == NV_DAY_NONE || (last > plan->signed_day && nv_day_year(last) >= plan->year))
        return;
    nv_day_vi(last, day);
    nv_day_vi(plan->signed_day, signing);
    if (nv_day_year(last) < plan->year || last == plan->signed_day)
        nv_warn(l, n, "hạn trước năm kế hoạch: %s, kế hoạch năm %d ký ngày %s", day, plan->year,
                signing);
    else
        nv_warn(l, n, "hạn %s trước ngày ký kế hoạch (%s)", day, signing);
}

/* Equal deadlines are kept once. */
static const struct nv_deadline *keep_deadline(struct nv_loader *l, const struct nv_deadline *from)
{
    struct nv_deadline d;
    memset(&d, 0, sizeof d);
    d.kind = from->kind;
    d.flags = from->flags;
    d.first_day = from->first_day;
    d.last_day = from->last_day;
    nv_fmt(d.value, sizeof d.value, "%s", from->value);
    return nv_pool_bytes(l->pool, &d, sizeof d);
}

static void read_deadline(struct nv_loader *l, const struct nv_node *n, struct nv_deliverable *d)
{
    static const struct nv_deadline unread = {.first_day = NV_DAY_NONE, .last_day = NV_DAY_NONE};
    const struct nv_plan *plan = nv_vec_last(&l->plans);
    d->due = nv_get_text(l, n, "");
    d->deadline = &unread;
    if (!n->s)
        return;
    /* Where the plan's year is wrong, a phrase that is refused in any year is still told. */
    const struct nv_phrase_result *r =
        nv_phrases_parse(l, d->due, plan->year ? plan->year : NO_YEAR);
    if (r->refusal) {
        nv_error(l, n, "%s", r->refusal);
        return;
    }
    if (!plan->year)
        return;
    struct nv_deadline settled = r->deadline;
    nv_deadline_settle(&settled, l->snap->workdays);
    d->deadline = keep_deadline(l, &settled);
    check_deadline(l, n, d);
}

/* Names the deliverable; the symbol of the key must be its index. */
static void name_it(struct nv_loader *l, struct nv_under *under, uint32_t position,
                    struct nv_deliverable *d)
{
    struct nv_buf *key = &under->key;
    nv_buf_clear(key);
    nv_buf_adds(key, under->prefix);
    nv_buf_addc(key, '/');
    nv_buf_adds(key, under->task_id);
    nv_buf_addc(key, '.');
    nv_buf_addi(key, position);
    uint32_t index = (uint32_t)l->deliverables.n;
    uint32_t sym = nv_intern_add(l->snap->deliverable_ids, nv_buf_str(key));
    if (sym != index) {
        if (!under->duplicate) {
            const struct nv_place *first = &l->tasks.v[l->deliverables.v[sym].task].place;
            bool here = strcmp(first->file, l->source->name) == 0;
            nv_error(l, under->task_node,
                     "nhiệm vụ \"%s\" đã có ở %s%s%d; mỗi id chỉ dùng một lần trong một kế hoạch",
                     under->task_id, here ? "dòng " : first->file, here ? "" : ":", first->line);
        }
        under->duplicate = true;
        nv_buf_addf(key, "\n%u", index);
        sym = nv_intern_add(l->snap->deliverable_ids, nv_buf_str(key));
    }
    d->key = nv_intern_str(l->snap->deliverable_ids, sym);
    d->id = strchr(d->key, '/') + 1;
}

void nv_read_deliverable(struct nv_loader *l, const struct nv_node *group, struct nv_under *under,
                         uint32_t position)
{
    struct nv_node got[N_FIELDS];
    struct nv_deliverable d = {.plan = under->plan, .task = under->task};
    nv_schema_check(l, group, &schema, got);
    d.place = nv_place_of(l, group);
    name_it(l, under, position, &d);
    d.names = nv_get_strings(l, &got[NAME]);
    d.note = nv_get_text(l, &got[NOTE], NULL);
    read_deadline(l, &got[DUE], &d);
    d.report = nv_report_at(l, &got[REPORT], under->first_report);
    nv_read_after(l, &got[AFTER], &got[WITHIN], &d);
    nv_add_occurrences(l, &got[DUE], &d);
    d.roles = read_roles(l, got);
    nv_read_choices(l, &got[SUCCESSORS], &d);
    if (got[LEAD].s && d.roles[NV_ROLE_LEAD].n == nv_strings_count(&got[LEAD]))
        check_leads(l, &got[LEAD], &d);
    nv_vec_push(&l->deliverables, d);
}
