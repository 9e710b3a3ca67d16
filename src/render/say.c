#include "render/say.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "model/resolve.h"
#include "model/snapshot.h"
#include "render/clean.h"

enum { NAMES_IN_SENTENCE = 3 };

const char *nv_say_count(const struct nv_view *v, long n)
{
    return nv_arena_fmt(v->arena, "%02ld", n);
}

const char *nv_say_day(const struct nv_view *v, int32_t day)
{
    char text[NV_DAY_TEXT];
    return nv_arena_strdup(v->arena, nv_day_vi(day, text));
}

const char *nv_say_date(const struct nv_view *v, int32_t day)
{
    return nv_arena_fmt(v->arena, "%s, ngày %s", nv_weekday_vi(day), nv_say_day(v, day));
}

const char *nv_say_status(const struct nv_view *v, const struct nv_view_item *it)
{
    const char *label = nv_status_vi(it->status);
    switch (it->status) {
    case NV_STATUS_OVERDUE:
        return nv_arena_fmt(v->arena, "%s – %s ngày (%s ngày làm việc)", label,
                            nv_say_count(v, it->late), nv_say_count(v, it->late_work));
    case NV_STATUS_DUE_SOON:
        return "Đang thực hiện, sắp đến hạn";
    default:
        return label;
    }
}

const char *nv_say_chasing(const struct nv_view_item *it)
{
    return it->item->role <= NV_ROLE_EXECUTOR ? "đôn đốc"
           : nv_view_superior(it)             ? "báo cáo"
                                              : "thông báo";
}

static bool starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* The list's names carry remarks in brackets ("(28 tháng Chạp - mùng 3)") that no letter needs. */
static const char *day_off(const struct nv_view *v, int32_t day)
{
    const char *full = nv_workdays_name(v->snapshot->workdays, day);
    if (!full)
        return nv_day_weekday(day) >= NV_SATURDAY ? "trùng ngày nghỉ cuối tuần" : "trùng ngày nghỉ";
    const char *bracket = strstr(full, " (");
    const char *name = nv_clean(
        v->arena, bracket ? nv_arena_strndup(v->arena, full, (size_t)(bracket - full)) : full);
    if (starts_with(name, "Hoán đổi"))
        return "trùng ngày nghỉ hoán đổi";
    if (starts_with(name, "Nghỉ "))
        return nv_arena_fmt(v->arena, "trùng ngày n%s", name + 1);
    if (starts_with(name, "Tết "))
        return nv_arena_fmt(v->arena, "trùng kỳ nghỉ %s", name);
    return nv_arena_fmt(v->arena, "trùng ngày nghỉ lễ %s", name);
}

static const char *time_left(const struct nv_view *v, const struct nv_view_item *it)
{
    if (it->late > 0)
        return "";
    if (it->days_left == 0)
        return "hôm nay";
    int32_t until = v->today + it->days_left;
    int work = nv_view_workdays_to(v, until);
    if (work <= 0)
        return nv_arena_fmt(v->arena, "còn %s ngày, không còn ngày làm việc nào sau hôm nay",
                            nv_say_count(v, it->days_left));
    return nv_arena_fmt(v->arena, "còn %s ngày, trong đó có %s ngày làm việc",
                        nv_say_count(v, it->days_left), nv_say_count(v, work));
}

static const char *no_deadline(const struct nv_view_item *it)
{
    switch (it->occurrence->kind) {
    case NV_DL_CONTINUOUS:
    case NV_DL_RECURRING:
    case NV_DL_OPEN_RANGE:
        return "thực hiện thường xuyên, không có ngày đến hạn";
    case NV_DL_AS_NEEDED:
        return "khi phát sinh yêu cầu, không có ngày đến hạn";
    case NV_DL_AFTER_EVENT:
        return "chưa xác định, chờ điều kiện phát sinh";
    default:
        return "chưa xác định";
    }
}

const char *nv_say_deadline(const struct nv_view *v, const struct nv_view_item *it)
{
    if (!it->dated)
        return no_deadline(it);
    int32_t nominal = it->item->nominal, effective = it->item->effective;
    const char *left = time_left(v, it), *date = nv_say_date(v, nominal);
    if (nominal == effective)
        return *left ? nv_arena_fmt(v->arena, "%s (%s)", date, left) : date;
    const char *semicolon = *left ? "; " : "";
    if (nv_workdays_is(v->snapshot->workdays, nominal))
        return nv_arena_fmt(v->arena, "%s (được điều chỉnh đến hết %s%s%s)", date,
                            nv_say_date(v, effective), semicolon, left);
    return nv_arena_fmt(v->arena, "%s (%s, được tính đến hết ngày làm việc tiếp theo là %s%s%s)",
                        date, day_off(v, nominal), nv_say_date(v, effective), semicolon, left);
}

/* Who does the work of an agency today: one name, a count, or NULL where nothing changed. */
static const char *name_today(const struct nv_view *v, uint32_t index)
{
    const struct nv_agency *a = &v->snapshot->agencies[index];
    if (a->is_group && !a->n_successions)
        return NULL;
    struct nv_recipients r;
    nv_recipients_init(&r);
    nv_resolve(v->snapshot, index, v->today, &r);
    const char *name = NULL;
    bool moved = r.list.n > 0 && r.list.v[0].succession != NULL;
    if (moved && r.list.n == 1 && r.list.v[0].agency != index)
        name = nv_view_agency(v, r.list.v[0].agency);
    else if (moved && r.list.n > 1 && !a->is_group)
        name = nv_arena_fmt(v->arena, "%s cơ quan tiếp nhận", nv_say_count(v, (long)r.list.n));
    nv_recipients_free(&r);
    return name;
}

const char *nv_say_agencies(const struct nv_view *v, const struct nv_refs *refs)
{
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t i = 0; i < refs->n; i++) {
        const char *now = name_today(v, refs->v[i]);
        nv_buf_addf(&b, "%s%s", i ? "; " : "", nv_view_agency(v, refs->v[i]));
        if (now)
            nv_buf_addf(&b, " (nay là %s)", now);
    }
    const char *out = nv_arena_strdup(v->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

const char *nv_say_lead(const struct nv_view *v, const struct nv_view_item *it)
{
    const struct nv_refs *leads = &it->deliverable->roles[NV_ROLE_LEAD];
    if (leads->n == 0 || leads->n > NAMES_IN_SENTENCE)
        return "cơ quan chủ trì";
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t i = 0; i < leads->n; i++) {
        const char *now = name_today(v, leads->v[i]);
        const char *name = now ? now : nv_view_agency(v, leads->v[i]);
        const char *joint = i == 0 ? "" : i + 1 < leads->n ? ", " : " và ";
        if (starts_with(name, "Các "))
            nv_buf_addf(&b, "%sc%s", joint, name + 1);
        else
            nv_buf_addf(&b, "%s%s", joint, name);
    }
    const char *out = nv_arena_strdup(v->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

/* The step by which the predecessor's work moved on: the newest one in force. */
static const struct nv_succession *succession_of(const struct nv_agency *a, int32_t today)
{
    const struct nv_succession *newest = NULL;
    for (uint32_t i = 0; i < a->n_successions; i++)
        if (a->successions[i].from <= today)
            newest = &a->successions[i];
    return newest;
}

const char *nv_say_takeover(const struct nv_view *v, const struct nv_view_item *it)
{
    if (!it->item->predecessor)
        return NULL;
    const struct nv_agency *from = nv_view_find(v, it->item->predecessor);
    const struct nv_succession *step = from ? succession_of(from, v->today) : NULL;
    const char *name = nv_view_agency_id(v, it->item->predecessor);
    if (!step)
        return nv_arena_fmt(v->arena, "tiếp nhận nhiệm vụ của %s", name);
    const char *basis = nv_clean_bare(v->arena, step->basis);
    return nv_arena_fmt(v->arena, "tiếp nhận nhiệm vụ của %s từ ngày %s%s%s", name,
                        nv_say_day(v, step->from), *basis ? " theo " : "", basis);
}

const char *nv_say_role(const struct nv_view *v, const struct nv_view_item *it)
{
    const struct nv_agency *named = nv_view_find(v, it->item->named);
    /* What holds for the whole letter stands under the addressee. */
    const char *takeover = v->one_predecessor ? NULL : nv_say_takeover(v, it);
    const char *role = nv_role_vi(it->item->role);
    if (it->item->stand_in || !named || !named->is_group)
        return takeover ? nv_arena_fmt(v->arena, "%s (%s)", role, takeover) : role;
    return nv_arena_fmt(v->arena, "%s (thuộc nhóm “%s”%s%s)", role, nv_clean(v->arena, named->name),
                        takeover ? "; " : "", takeover ? takeover : "");
}

const char *nv_say_basis(const struct nv_view *v, const struct nv_plan *plan)
{
    const char *basis = nv_clean_bare(v->arena, plan->basis);
    const char *title = nv_clean_bare(v->arena, plan->title);
    if (!*basis)
        return title;
    return strstr(basis, "ban hành")
               ? basis
               : nv_arena_fmt(v->arena, "%s về việc ban hành %s", basis, title);
}

const char *nv_say_issuer(const struct nv_view *v, const struct nv_plan *plan)
{
    const char *basis = nv_clean_bare(v->arena, plan->basis), *of = strstr(basis, " của ");
    if (!of)
        return "cấp có thẩm quyền";
    of += strlen(" của ");
    size_t n = strcspn(of, ",;()");
    static const char *const ends[] = {" về ", " ban hành", " phê duyệt"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *end = strstr(of, ends[i]);
        if (end && (size_t)(end - of) < n)
            n = (size_t)(end - of);
    }
    return nv_clean_bare(v->arena, nv_arena_strndup(v->arena, of, n));
}
