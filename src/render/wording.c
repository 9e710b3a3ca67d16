#include "render/wording.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "model/snapshot.h"
#include "render/clean.h"
#include "render/render.h"
#include "render/say.h"
#include "render/view.h"
#include "render/wording_table.h"

/* An answer is wanted three working days before a deadline, or four after an overdue letter. */
enum { ANSWER_BEFORE = 3, ANSWER_WITHIN = 4, HASTE_DAYS = 14, CHASE_OFTEN = 3, NAME_COLUMNS = 60 };

struct slot {
    const char *name, *value;
};

enum { MAX_SLOTS = 32 };

struct slots {
    struct slot v[MAX_SLOTS];
    size_t n;
};

static void put(struct slots *s, const char *name, const char *value)
{
    nv_require(s->n < MAX_SLOTS);
    s->v[s->n++] = (struct slot){name, value};
}

static const char *expand(const struct nv_view *v, const char *pattern, const struct slots *s)
{
    struct nv_buf b = NV_BUF_INIT;
    for (const char *p = pattern; *p;) {
        size_t plain = strcspn(p, "{");
        nv_buf_add(&b, p, plain);
        p += plain;
        if (!*p)
            break;
        size_t n = strcspn(p, "}");
        for (size_t i = 0; i < s->n; i++)
            if (strlen(s->v[i].name) == n - 1 && strncmp(s->v[i].name, p + 1, n - 1) == 0)
                nv_buf_adds(&b, s->v[i].value);
        p += p[n] ? n + 1 : n;
    }
    const char *out = nv_arena_strdup(v->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

static bool is_routine(const struct nv_view_item *it)
{
    enum nv_deadline_kind k = it->occurrence->kind;
    return k == NV_DL_CONTINUOUS || k == NV_DL_RECURRING || k == NV_DL_AS_NEEDED ||
           k == NV_DL_OPEN_RANGE;
}

/* Work that has no date yet is asked about, whoever is asked. */
static enum nv_matter question(const struct nv_view_item *it)
{
    return it->occurrence->kind == NV_DL_AFTER_EVENT ? NV_MATTER_CONFIRM_EVENT
                                                     : NV_MATTER_CONFIRM_DATE;
}

static enum nv_matter matter_of_lead(const struct nv_view_item *it)
{
    switch (it->section) {
    case NV_SECTION_OVERDUE:
        return it->chase >= CHASE_OFTEN ? NV_MATTER_LATE_LEAD_OFTEN
               : it->chase > 1          ? NV_MATTER_LATE_LEAD_AGAIN
                                        : NV_MATTER_LATE_LEAD;
    case NV_SECTION_DUE_TODAY:
        return NV_MATTER_TODAY_LEAD;
    case NV_SECTION_DUE_SOON:
        return NV_MATTER_SOON_LEAD;
    case NV_SECTION_PROGRESS:
        return it->dated        ? NV_MATTER_PROGRESS_LEAD
               : is_routine(it) ? NV_MATTER_ROUTINE_LEAD
                                : question(it);
    default:
        return NV_MATTER_NEW_LEAD;
    }
}

/* The table of the other roles: late, nearly due or today, progress, new. */
static const enum nv_matter others[NV_ROLE_COUNT][4] = {
    [NV_ROLE_EXECUTOR] = {NV_MATTER_LATE_EXECUTOR, NV_MATTER_SOON_EXECUTOR,
                          NV_MATTER_PROGRESS_EXECUTOR, NV_MATTER_NEW_EXECUTOR},
    [NV_ROLE_APPRAISER] = {NV_MATTER_LATE_HELPER, NV_MATTER_APPRAISE, NV_MATTER_APPRAISE,
                           NV_MATTER_APPRAISE},
    [NV_ROLE_GUIDE] = {NV_MATTER_LATE_HELPER, NV_MATTER_GUIDE, NV_MATTER_GUIDE, NV_MATTER_GUIDE},
    [NV_ROLE_SUPPORT] = {NV_MATTER_LATE_HELPER, NV_MATTER_SUPPORT, NV_MATTER_SUPPORT,
                         NV_MATTER_SUPPORT},
    [NV_ROLE_APPROVER] = {NV_MATTER_REPORT_LATE, NV_MATTER_APPROVE, NV_MATTER_APPROVE,
                          NV_MATTER_APPROVE},
    [NV_ROLE_OWNER] = {NV_MATTER_WATCH_LATE, NV_MATTER_WATCH, NV_MATTER_WATCH_PROGRESS,
                       NV_MATTER_WATCH_NEW},
    [NV_ROLE_LEADERSHIP] = {NV_MATTER_REPORT_LATE, NV_MATTER_REPORT, NV_MATTER_REPORT_PROGRESS,
                            NV_MATTER_REPORT_PROGRESS},
};

enum nv_matter nv_matter_of(const struct nv_view_item *it)
{
    enum nv_role role = it->item->role;
    if (it->item->stand_in)
        return NV_MATTER_ASSIGN;
    if (it->hands_in && it->section != NV_SECTION_NEW)
        return it->late > 0 ? NV_MATTER_HAND_IN_LATE : NV_MATTER_HAND_IN;
    if (role == NV_ROLE_LEAD && strcmp(it->item->rung, "start") == 0 &&
        it->section == NV_SECTION_PROGRESS)
        return NV_MATTER_START_LEAD;
    if (role == NV_ROLE_LEAD)
        return matter_of_lead(it);
    bool asks_date = !it->dated && !is_routine(it) && it->section == NV_SECTION_PROGRESS;
    if (asks_date && (role == NV_ROLE_OWNER || role == NV_ROLE_LEADERSHIP))
        return question(it);
    int column = it->section == NV_SECTION_OVERDUE    ? 0
                 : it->section == NV_SECTION_PROGRESS ? 2
                 : it->section == NV_SECTION_NEW      ? 3
                                                      : 1;
    return others[role][column];
}

/* The owner is not asked to report to itself: it tells the system. */
static bool reports_to_itself(const struct nv_view *v, const struct nv_plan *plan)
{
    return nv_snapshot_agency(v->snapshot, v->letter->notice->agency) == plan->owner;
}

/* The owner speaks to those below it; to itself and to those above, the system does. */
static void put_sender(struct slots *s, const struct nv_view *v, const struct nv_view_item *it)
{
    bool own = reports_to_itself(v, it->plan);
    const char *owner = nv_view_agency(v, it->plan->owner),
               *system = "hệ thống theo dõi, nhắc việc";
    put(s, "sender", own || nv_view_superior(it) ? system : owner);
    put(s, "report", own ? "cập nhật" : "báo cáo");
    put(s, "to", own ? "vào hệ thống theo dõi, nhắc việc" : nv_arena_fmt(v->arena, "về %s", owner));
    put(s, "answer",
        nv_view_superior(it) ? "cho ý kiến để cập nhật hạn theo dõi"
        : own                ? "cập nhật vào hệ thống theo dõi, nhắc việc"
              : nv_arena_fmt(v->arena, "gửi về %s để cập nhật hạn theo dõi", owner));
    const char *issuer = nv_say_issuer(v, it->plan);
    put(s, "issuer", issuer);
    put(s, "purpose", nv_arena_fmt(v->arena, " để tổng hợp, báo cáo %s", issuer));
}

/* " – hạn 31/3/2025 (còn 14 ngày)": the nominal day, and after it the day that still counts. */
static const char *due(const struct nv_view *v, const struct nv_view_item *it)
{
    if (!it->dated)
        return "";
    int32_t day = v->today <= it->item->nominal ? it->item->nominal : it->item->effective;
    const char *when = nv_say_day(v, day);
    if (it->late > 0)
        return nv_arena_fmt(v->arena, " – hạn %s (quá hạn %s ngày)", when,
                            nv_say_count(v, it->late));
    if (it->days_left == 0)
        return nv_arena_fmt(v->arena, " – hạn %s", when);
    return nv_arena_fmt(v->arena, " – hạn %s (còn %s ngày)", when, nv_say_count(v, it->days_left));
}

/* The day before which an answer is wanted; NV_DAY_NONE where no working day would be left. */
static int32_t answer_day(const struct nv_view *v, const struct nv_view_item *it)
{
    const struct nv_workdays *w = v->snapshot->workdays;
    if (it->section == NV_SECTION_OVERDUE)
        return nv_workdays_shift(w, v->today, ANSWER_WITHIN);
    if (it->section != NV_SECTION_DUE_SOON || !it->dated)
        return NV_DAY_NONE;
    int32_t day = nv_workdays_shift(w, it->item->nominal, -ANSWER_BEFORE);
    return nv_workdays_between(w, v->today, day - 1) > 0 ? day : NV_DAY_NONE;
}

static const char *answer_by(const struct nv_view *v, const struct nv_view_item *const *items,
                             uint32_t n)
{
    int32_t day = answer_day(v, items[0]);
    bool same = true;
    for (uint32_t i = 0; i < n; i++) {
        if (answer_day(v, items[i]) == NV_DAY_NONE)
            return "";
        same = same && answer_day(v, items[i]) == day;
    }
    if (!same)
        return nv_arena_fmt(v->arena, ", trước hạn của từng nhiệm vụ ít nhất %s ngày làm việc",
                            nv_say_count(v, ANSWER_BEFORE));
    return nv_arena_fmt(v->arena, " trước ngày %s", nv_say_day(v, day));
}

static const char *common_lead(const struct nv_view *v, const struct nv_view_item *const *items,
                               uint32_t n)
{
    const char *lead = nv_say_lead(v, items[0]);
    for (uint32_t i = 1; i < n; i++)
        if (strcmp(lead, nv_say_lead(v, items[i])) != 0)
            return "các cơ quan chủ trì";
    return lead;
}

static const char *haste(const struct nv_view_item *const *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (items[i]->days_left <= HASTE_DAYS)
            return "khẩn trương hoàn thành";
    return "chủ động hoàn thành";
}

static const char *undetermined(const struct nv_view *v, const struct nv_view_item *const *items,
                                uint32_t n)
{
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t i = 0; i < n; i++) {
        const char *name = nv_view_agency_id(v, items[i]->item->named);
        if (!b.data || !strstr(b.data, name))
            nv_buf_addf(&b, "%s“%s”", b.len ? ", " : "", name);
    }
    const char *out = nv_arena_strdup(v->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

static const char *phrases(const struct nv_view *v, const struct nv_view_item *const *items,
                           uint32_t n)
{
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t i = 0; i < n; i++) {
        const char *phrase = nv_clean_bare(v->arena, items[i]->deliverable->due);
        if (!b.data || !strstr(b.data, phrase))
            nv_buf_addf(&b, "%s%s", b.len ? "”, “" : "", phrase);
    }
    const char *out = nv_arena_strdup(v->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

static const char *state(const struct nv_view_item *it)
{
    return it->section == NV_SECTION_OVERDUE     ? "đã quá hạn"
           : it->section == NV_SECTION_DUE_TODAY ? "đến hạn hôm nay"
                                                 : "sắp đến hạn";
}

static void put_plan(struct slots *s, const struct nv_view *v, const struct nv_plan *plan)
{
    put(s, "basis", nv_say_basis(v, plan));
    put(s, "title", nv_clean_bare(v->arena, plan->title));
    put(s, "decree", nv_clean_bare(v->arena, plan->basis));
    put(s, "today", nv_say_day(v, v->today));
}

static void put_chase(struct slots *s, const struct nv_view *v, const struct nv_view_item *it)
{
    bool again = it->chase > 1;
    put(s, "late", nv_say_count(v, it->late));
    put(s, "chase", nv_arena_fmt(v->arena, "%d", it->chase));
    put(s, "before", nv_say_count(v, it->chase - 1));
    put(s, "again", again ? nv_arena_fmt(v->arena, " lần thứ %d", it->chase) : "");
    put(s, "again_paren",
        again ? nv_arena_fmt(v->arena, " (%s lần thứ %d)", nv_say_chasing(it), it->chase) : "");
}

static void put_item(struct slots *s, const struct nv_view *v, const struct nv_view_item *it)
{
    const char *ref = nv_arena_fmt(v->arena, "mục %s", nv_clean_cut(v->arena, it->task->id, 40));
    const char *period = it->occurrence->label;
    put(s, "ref", period ? nv_arena_fmt(v->arena, "%s, %s", ref, period) : ref);
    put(s, "day", it->dated ? nv_say_day(v, it->item->nominal) : "");
    put(s, "start",
        it->occurrence->first_day == NV_DAY_NONE ? "" : nv_say_day(v, it->occurrence->first_day));
    put(s, "due", due(v, it));
    put(s, "leader", nv_clean_cut(v->arena, v->agency_name, NAME_COLUMNS));
    put(s, "role", nv_role_vi(it->item->role));
    put(s, "state", state(it));
    bool up = nv_view_superior(it);
    put(s, "please", up ? "kính đề nghị" : "đề nghị");
    put(s, "Please", up ? "Kính đề nghị" : "Đề nghị");
    put_chase(s, v, it);
}

const char *nv_wording_subject(const struct nv_view *v, const struct nv_view_item *it)
{
    struct slots s = {.n = 0};
    put_item(&s, v, it);
    put(&s, "lead",
        nv_wording_capital(v, nv_clean_cut(v->arena, nv_say_lead(v, it), NAME_COLUMNS)));
    return expand(v, nv_wording_of(nv_matter_of(it))->subject, &s);
}

const char *nv_wording_opening(const struct nv_view *v, const struct nv_view_item *it)
{
    struct slots s = {.n = 0};
    put_plan(&s, v, it->plan);
    put_sender(&s, v, it);
    put_item(&s, v, it);
    put(&s, "lead", nv_say_lead(v, it));
    return expand(v, nv_wording_of(nv_matter_of(it))->opening, &s);
}

const char *nv_wording_request(const struct nv_view *v, const struct nv_view_item *const *items,
                               uint32_t n, bool numbered)
{
    struct slots s = {.n = 0};
    put_sender(&s, v, items[0]);
    put_item(&s, v, items[0]);
    put(&s, "lead", common_lead(v, items, n));
    put(&s, "work",
        numbered ? (n == 1 ? "nhiệm vụ này" : "các nhiệm vụ này")
        : n == 1 ? "nhiệm vụ nêu trên"
                 : "các nhiệm vụ nêu trên");
    put(&s, "haste", haste(items, n));
    put(&s, "by", answer_by(v, items, n));
    put(&s, "group", undetermined(v, items, n));
    put(&s, "phrase", phrases(v, items, n));
    return expand(v, nv_wording_of(nv_matter_of(items[0]))->request, &s);
}

const char *nv_wording_capital(const struct nv_view *v, const char *sentence)
{
    if (*sentence >= 'a' && *sentence <= 'z')
        return nv_arena_fmt(v->arena, "%c%s", *sentence - 'a' + 'A', sentence + 1);
    if (strncmp(sentence, "đ", strlen("đ")) == 0)
        return nv_arena_fmt(v->arena, "Đ%s", sentence + strlen("đ"));
    return sentence;
}
