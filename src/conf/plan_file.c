/* plans/NAME.cfg: one plan with its sections and tasks. */
#include "conf/plan_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "conf/events.h"
#include "conf/reports.h"
#include "conf/rules.h"
#include "conf/schema.h"

enum { PLAN, SECTIONS, REPORTS, EVENTS, TASKS, N_FIELDS };
static const struct nv_field fields[] = {
    [PLAN] = {"plan", NV_TYPE_GROUP, NV_REQUIRED, 0, 0},
    [SECTIONS] = {"sections", NV_TYPE_LIST, 0, 0, 0},
    [REPORTS] = {"reports", NV_TYPE_LIST, 0, 0, 0},
    [EVENTS] = {"events", NV_TYPE_LIST, 0, 0, 0},
    [TASKS] = {"tasks", NV_TYPE_LIST, NV_REQUIRED, 0, 0},
};
static const struct nv_schema schema = NV_SCHEMA("tệp kế hoạch", fields);

enum {
    ID,
    YEAR,
    TITLE,
    SHORT,
    BASIS,
    SIGNED,
    OWNER,
    LEADERSHIP,
    CONTACT,
    UNTIL,
    BEFORE_MEANS,
    CONFIRM,
    NOTE,
    N_PLAN
};
static const struct nv_field plan_fields[] = {
    [ID] = {"id", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [YEAR] = {"year", NV_TYPE_INT, NV_REQUIRED, NV_WORKDAYS_FIRST_YEAR, NV_WORKDAYS_LAST_YEAR},
    [TITLE] = {"title", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [SHORT] = {"short", NV_TYPE_TEXT, 0, 0, 0},
    [BASIS] = {"basis", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [SIGNED] = {"signed", NV_TYPE_DAY, NV_REQUIRED, 0, 0},
    [OWNER] = {"owner", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [LEADERSHIP] = {"leadership", NV_TYPE_TEXT, 0, 0, 0},
    [CONTACT] = {"contact", NV_TYPE_TEXT, 0, 0, 0},
    [UNTIL] = {"until", NV_TYPE_DAY, 0, 0, 0},
    [BEFORE_MEANS] = {"before_means", NV_TYPE_TEXT, 0, 0, 0},
    [CONFIRM] = {"confirm", NV_TYPE_BOOL, 0, 0, 0},
    [NOTE] = {"note", NV_TYPE_TEXT, NV_EMPTY_OK, 0, 0},
};
static const struct nv_schema plan_schema = NV_SCHEMA("kế hoạch (plan)", plan_fields);

/* A file that adds tasks to the plan of another file. */
enum { EXTENDS, ADDED_BY, ADDED_ON, ADDED_CONTACT, ADDED_NOTE, N_SUPPLEMENT };
static const struct nv_field supplement_fields[] = {
    [EXTENDS] = {"extends", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [ADDED_BY] = {"basis", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [ADDED_ON] = {"signed", NV_TYPE_DAY, NV_REQUIRED, 0, 0},
    [ADDED_CONTACT] = {"contact", NV_TYPE_TEXT, 0, 0, 0},
    [ADDED_NOTE] = {"note", NV_TYPE_TEXT, NV_EMPTY_OK, 0, 0},
};
static const struct nv_schema supplement_schema =
    NV_SCHEMA("phần bổ sung kế hoạch (plan có extends)", supplement_fields);

enum { SECTION_ID, SECTION_TITLE, N_SECTION };
static const struct nv_field section_fields[] = {
    [SECTION_ID] = {"id", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [SECTION_TITLE] = {"title", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
};
static const struct nv_schema section_schema = NV_SCHEMA("phần (sections)", section_fields);

enum { TASK_ID, TASK_TITLE, DELIVERABLES, TASK_NOTE, N_TASK };
static const struct nv_field task_fields[] = {
    [TASK_ID] = {"id", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [TASK_TITLE] = {"title", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [DELIVERABLES] = {"deliverables", NV_TYPE_LIST, NV_REQUIRED, 0, 0},
    [TASK_NOTE] = {"note", NV_TYPE_TEXT, NV_EMPTY_OK, 0, 0},
};
static const struct nv_schema task_schema = NV_SCHEMA("nhiệm vụ (tasks)", task_fields);

void nv_touch_year(struct nv_loader *l, int year, int line)
{
    int at = year - NV_WORKDAYS_FIRST_YEAR;
    if (at < 0 || year > NV_WORKDAYS_LAST_YEAR)
        return;
    while (l->years.n <= (size_t)at)
        nv_vec_push_zero(&l->years);
    if (!l->years.v[at].file)
        l->years.v[at] = (struct nv_place){l->source->name, line};
}

static uint32_t read_owner(struct nv_loader *l, const struct nv_node *n, const char *what)
{
    if (!n->s)
        return NV_NONE;
    uint32_t at = nv_agency_at(l, n, config_setting_get_string(n->s));
    if (at == NV_NONE)
        return at;
    if (l->agencies.v[at].is_group)
        nv_error(l, n, "\"%s\" phải là một cơ quan, không phải nhóm", what);
    else
        nv_check_endpoints(l, n, at);
    return at;
}

/* Until when what recurs goes on: the end of the plan's year, or a later day that it names. */
static void read_until(struct nv_loader *l, const struct nv_node *n, struct nv_plan *p)
{
    enum { MOST_YEARS = 20 };
    char day[NV_DAY_TEXT];
    p->until = p->year ? nv_day_from_civil(p->year, 12, 31) : NV_DAY_NONE;
    int32_t until = nv_get_day(n);
    if (until == NV_DAY_NONE || !p->year)
        return;
    if (until < p->signed_day || nv_day_year(until) < p->year ||
        nv_day_year(until) > p->year + MOST_YEARS)
        nv_error(l, n, "\"until\" %s phải từ năm kế hoạch (%d) đến %d, sau ngày ký",
                 nv_day_vi(until, day), p->year, p->year + MOST_YEARS);
    else
        p->until = until;
}

static bool read_before_means(struct nv_loader *l, const struct nv_node *n)
{
    const char *text = nv_get_text(l, n, "strict");
    if (strcmp(text, "inclusive") == 0)
        return true;
    if (strcmp(text, "strict") != 0)
        nv_error(l, n,
                 "before_means = \"%s\" không đúng; \"strict\": trước ngày 15/6 là chậm nhất hết "
                 "ngày 14/6; \"inclusive\": tính cả ngày 15/6",
                 text);
    return false;
}

static struct nv_plan read_head(struct nv_loader *l, const struct nv_node *group,
                                struct nv_node *got)
{
    struct nv_plan p = {.signed_day = NV_DAY_NONE};
    nv_schema_check(l, group, &plan_schema, got);
    p.id = nv_get_text(l, &got[ID], "");
    p.title = nv_get_text(l, &got[TITLE], "");
    p.short_name = nv_get_text(l, &got[SHORT], p.id);
    p.basis = nv_get_text(l, &got[BASIS], "");
    p.contact = nv_get_text(l, &got[CONTACT], NULL);
    p.year = nv_get_int(&got[YEAR], 0);
    p.signed_day = nv_get_day(&got[SIGNED]);
    read_until(l, &got[UNTIL], &p);
    p.confirm = nv_get_bool(&got[CONFIRM], l->snap->policy.confirm);
    p.before_included = read_before_means(l, &got[BEFORE_MEANS]);
    p.place = nv_place_of(l, group);
    const char *why = got[ID].s ? nv_rule_id(p.id) : NULL;
    if (why)
        nv_error(l, &got[ID], "id \"%s\" không đúng; %s", p.id, why);
    return p;
}

/* After those that the plan has already, where this is a supplement. */
static void read_sections(struct nv_loader *l, const struct nv_node *list, struct nv_plan *plan)
{
    if (!list->s || !nv_node_count(list))
        return;
    uint32_t n = plan->n_sections, count = nv_node_count(list);
    struct nv_section_title *v = nv_calloc(n + count, sizeof *v);
    struct nv_intern *ids = nv_intern_new();
    for (uint32_t i = 0; i < n; i++) {
        v[i] = plan->sections[i];
        nv_intern_add(ids, v[i].id);
    }
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node group = nv_node_child(list, i), got[N_SECTION];
        if (!nv_schema_check(l, &group, &section_schema, got))
            continue;
        v[n] = (struct nv_section_title){nv_get_text(l, &got[SECTION_ID], ""),
                                         nv_get_text(l, &got[SECTION_TITLE], "")};
        const char *why = nv_rule_task_id(v[n].id);
        if (why)
            nv_error(l, &got[SECTION_ID], "id \"%s\" không đúng; %s", v[n].id, why);
        if (nv_intern_add(ids, v[n].id) != n)
            nv_error(l, &got[SECTION_ID], "phần \"%s\" được ghi hai lần", v[n].id);
        else
            n++;
    }
    plan->sections = nv_arena_memdup(l->snap->arena, v, n * sizeof *v);
    plan->n_sections = n;
    nv_intern_free(ids);
    free(v);
}

static void read_task(struct nv_loader *l, const struct nv_node *group, struct nv_under *under)
{
    struct nv_node got[N_TASK];
    char none[24];
    nv_schema_check(l, group, &task_schema, got);
    struct nv_task t = {.plan = under->plan, .place = nv_place_of(l, group)};
    t.id = got[TASK_ID].s ? nv_get_own_text(l, &got[TASK_ID], "")
                          : nv_fmt(none, sizeof none, "\n%u", group->index);
    t.title = nv_get_own_text(l, &got[TASK_TITLE], "");
    const char *why = got[TASK_ID].s ? nv_rule_task_id(t.id) : NULL;
    if (why)
        nv_error(l, &got[TASK_ID], "id \"%s\" không đúng; %s", t.id, why);
    under->task = (uint32_t)l->tasks.n;
    under->task_id = t.id;
    under->task_node = got[TASK_ID].s ? &got[TASK_ID] : group;
    under->duplicate = false;
    uint32_t count = got[DELIVERABLES].s ? nv_node_count(&got[DELIVERABLES]) : 0;
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node d = nv_node_child(&got[DELIVERABLES], i);
        nv_read_deliverable(l, &d, under, i + 1);
    }
    nv_vec_push(&l->tasks, t);
}

static bool is_taken(struct nv_loader *l, const struct nv_node *n, const char *id)
{
    for (size_t i = 0; n->s && i + 1 < l->plans.n; i++)
        if (!l->plans.v[i].supplement && strcmp(l->plans.v[i].id, id) == 0) {
            nv_error(l, n, "kế hoạch \"%s\" đã có ở %s:%d; mỗi id chỉ dùng một lần", id,
                     l->plans.v[i].place.file, l->plans.v[i].place.line);
            return true;
        }
    return !n->s;
}

/* Where the owner leads, only the leadership stands above it. */
static void check_leadership(struct nv_loader *l, const struct nv_node *owner, size_t first)
{
    const struct nv_plan *p = nv_vec_last(&l->plans);
    if (p->owner == NV_NONE || p->leadership != NV_NONE || l->alone)
        return;
    for (size_t i = first; i < l->deliverables.n; i++) {
        const struct nv_refs *leads = &l->deliverables.v[i].roles[NV_ROLE_LEAD];
        for (uint32_t k = 0; k < leads->n; k++)
            if (leads->v[k] == p->owner) {
                nv_warn(l, owner,
                        "\"%s\" vừa theo dõi kế hoạch vừa chủ trì nhiệm vụ (như %s); nên có "
                        "\"leadership\" để báo cáo khi chính cơ quan này quá hạn",
                        l->agencies.v[p->owner].id, l->deliverables.v[i].id);
                return;
            }
    }
}

static const struct nv_plan *find_plan(const struct nv_loader *l, const char *id)
{
    for (size_t i = 0; i < l->plans.n; i++)
        if (!l->plans.v[i].supplement && strcmp(l->plans.v[i].id, id) == 0)
            return &l->plans.v[i];
    return NULL;
}

static void say_no_plan(struct nv_loader *l, const struct nv_node *n, const char *id)
{
    const char *known[16];
    unsigned n_known = 0;
    for (size_t i = 0; i < l->plans.n && n_known < 16; i++)
        if (!l->plans.v[i].supplement)
            known[n_known++] = l->plans.v[i].id;
    const char *near = nv_nearest(id, known, n_known);
    nv_error(l, n, "extends = \"%s\": không có kế hoạch này trong plans/*.cfg%s%s%s", id,
             near ? "; có phải \"" : "", near ? near : "", near ? "\"?" : "");
}

/* False where the plan is to be read first: the file's turn comes again. */
static bool read_supplement_head(struct nv_loader *l, const struct nv_node *group,
                                 struct nv_plan *out)
{
    struct nv_node got[N_SUPPLEMENT];
    config_setting_t *s = nv_node_find(group, "extends").s;
    const char *id =
        config_setting_type(s) == CONFIG_TYPE_STRING ? config_setting_get_string(s) : "";
    const struct nv_plan *plan = find_plan(l, id);
    if (!plan && !l->supplements && !l->alone)
        return false;
    nv_schema_check(l, group, &supplement_schema, got);
    if (plan)
        *out = *plan;
    else if (*id && !l->alone)
        say_no_plan(l, &got[EXTENDS], id);
    out->supplement = true;
    out->basis = nv_get_text(l, &got[ADDED_BY], "");
    out->signed_day = nv_get_day(&got[ADDED_ON]);
    out->contact = nv_get_text(l, &got[ADDED_CONTACT], out->contact);
    out->place = nv_place_of(l, group);
    char day[NV_DAY_TEXT];
    if (plan && out->signed_day != NV_DAY_NONE && out->signed_day < plan->signed_day)
        nv_error(l, &got[ADDED_ON], "\"signed\" trước ngày ký kế hoạch \"%s\" (%s)", plan->id,
                 nv_day_vi(plan->signed_day, day));
    return true;
}

static bool read_plan_head(struct nv_loader *l, const struct nv_node *group, struct nv_node *head,
                           struct nv_plan *out)
{
    if (nv_node_find(group, "extends").s)
        return read_supplement_head(l, group, out);
    *out = read_head(l, group, head);
    out->owner = read_owner(l, &head[OWNER], "owner");
    out->leadership = read_owner(l, &head[LEADERSHIP], "leadership");
    return true;
}

/* What a supplement adds to the sections is the plan's, too. */
static void share_sections(struct nv_loader *l, const struct nv_plan *from)
{
    for (size_t i = 0; from->supplement && i < l->plans.n; i++)
        if (strcmp(l->plans.v[i].id, from->id) == 0) {
            l->plans.v[i].sections = from->sections;
            l->plans.v[i].n_sections = from->n_sections;
        }
}

static void read_tasks(struct nv_loader *l, const struct nv_node *list, struct nv_under *under)
{
    uint32_t count = list->s ? nv_node_count(list) : 0;
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node task = nv_node_child(list, i);
        read_task(l, &task, under);
    }
    nv_buf_free(&under->key);
}

void nv_read_plan(struct nv_loader *l, const struct nv_node *root)
{
    struct nv_node got[N_FIELDS], head[N_PLAN] = {0};
    nv_vec_push(&l->plans, ((struct nv_plan){.id = "",
                                             .title = "",
                                             .short_name = "",
                                             .basis = "",
                                             .signed_day = NV_DAY_NONE,
                                             .until = NV_DAY_NONE,
                                             .owner = NV_NONE,
                                             .leadership = NV_NONE,
                                             .place = {l->source->name, 1}}));
    struct nv_plan *p = nv_vec_last(&l->plans);
    char unique[24];
    nv_schema_check(l, root, &schema, got);
    if (got[PLAN].s && !read_plan_head(l, &got[PLAN], head, p)) {
        l->plans.n--;
        l->waits = true;
        return;
    }
    read_sections(l, &got[SECTIONS], p);
    share_sections(l, p);
    if (p->year)
        nv_touch_year(l, p->year, p->place.line);
    struct nv_under under = {
        .plan = (uint32_t)l->plans.n - 1, .first_report = (uint32_t)l->reports.n, .prefix = p->id};
    nv_read_reports(l, &got[REPORTS]);
    size_t first = l->deliverables.n;
    if (p->supplement ? !*p->id : is_taken(l, &head[ID], p->id))
        under.prefix = nv_fmt(unique, sizeof unique, "\n%u", under.plan);
    nv_read_events(l, &got[EVENTS], under.prefix);
    read_tasks(l, &got[TASKS], &under);
    if (!p->supplement)
        check_leadership(l, &head[OWNER], first);
}

/* What the loader has gathered becomes an array of the snapshot, without a second copy of it. */
#define HAND_OVER(s, member, vec)                                                                  \
    do {                                                                                           \
        (s)->member = nv_arena_adopt((s)->arena, (vec)->v, (vec)->n * sizeof *(vec)->v);           \
        (s)->n_##member = (uint32_t)(vec)->n;                                                      \
        memset((vec), 0, sizeof *(vec));                                                           \
    } while (0)

void nv_finish_plans(struct nv_loader *l)
{
    struct nv_snapshot *s = l->snap;
    for (size_t i = 0; i < l->years.n && l->calendars_known; i++) {
        const struct nv_place *p = &l->years.v[i];
        int year = NV_WORKDAYS_FIRST_YEAR + (int)i;
        if (!p->file)
            continue;
        if (!nv_workdays_listed(s->workdays, year))
            nv_diag_add(l->diags, NV_DIAG_WARNING, p->file, p->line, 0,
                        "năm %d chưa có lịch nghỉ trong calendar/; chỉ tính thứ Bảy, Chủ nhật là "
                        "ngày nghỉ",
                        year);
        else if (!nv_workdays_confirmed(s->workdays, year))
            nv_diag_add(l->diags, NV_DIAG_WARNING, p->file, p->line, 0,
                        "lịch nghỉ năm %d chưa được xác nhận (confirmed = true)", year);
    }
    HAND_OVER(s, plans, &l->plans);
    HAND_OVER(s, tasks, &l->tasks);
    HAND_OVER(s, deliverables, &l->deliverables);
    HAND_OVER(s, occurrences, &l->occurrences);
    HAND_OVER(s, reports, &l->reports);
    HAND_OVER(s, events, &l->events);
}
