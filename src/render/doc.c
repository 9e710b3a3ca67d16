#include "render/doc.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "render/clean.h"
#include "render/render.h"
#include "render/say.h"
#include "render/subject.h"
#include "render/wording.h"

static void add_field(const struct nv_view *v, struct nv_doc_item *item, const char *label,
                      const char *value)
{
    nv_require(item->n_fields < NV_DOC_FIELDS);
    const char **values = nv_arena_alloc(v->arena, sizeof *values);
    values[0] = nv_clean_bare(v->arena, value);
    if (*values[0])
        item->fields[item->n_fields++] = (struct nv_doc_field){label, values, 1, false};
}

static void add_list(const struct nv_view *v, struct nv_doc_item *item, const char *label,
                     const struct nv_strings *list)
{
    if (list->n == 0)
        return;
    nv_require(item->n_fields < NV_DOC_FIELDS);
    const char **values = nv_arena_alloc(v->arena, list->n * sizeof *values);
    for (uint32_t i = 0; i < list->n; i++)
        values[i] = nv_clean_bare(v->arena, list->v[i]);
    item->fields[item->n_fields++] = (struct nv_doc_field){label, values, list->n, false};
}

static void add_agencies(const struct nv_view *v, struct nv_doc_item *item,
                         const struct nv_deliverable *d)
{
    static const struct {
        enum nv_role role;
        const char *label;
    } roles[] = {
        {NV_ROLE_LEAD, "Cơ quan chủ trì"},     {NV_ROLE_EXECUTOR, "Cơ quan thực hiện"},
        {NV_ROLE_SUPPORT, "Cơ quan phối hợp"}, {NV_ROLE_APPRAISER, "Cơ quan thẩm định"},
        {NV_ROLE_GUIDE, "Cơ quan hướng dẫn"},  {NV_ROLE_APPROVER, "Cấp phê duyệt"},
    };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        add_field(v, item, roles[i].label, nv_say_agencies(v, &d->roles[roles[i].role]));
}

static const char *badge(const struct nv_view *v, const struct nv_view_item *it)
{
    switch (it->status) {
    case NV_STATUS_OVERDUE:
        return nv_arena_fmt(v->arena, "Quá hạn %s ngày", nv_say_count(v, it->late));
    case NV_STATUS_DUE_SOON:
        return nv_arena_fmt(v->arena, "Còn %s ngày", nv_say_count(v, it->days_left));
    case NV_STATUS_DUE_TODAY:
        return "Đến hạn hôm nay";
    case NV_STATUS_CONTINUOUS:
        return "Thường xuyên";
    case NV_STATUS_WAITING:
        return "Chờ điều kiện";
    default:
        return "Trong hạn";
    }
}

/* Which of several periods the line speaks of, and what a report of it covers. */
static void add_period(const struct nv_view *v, const struct nv_view_item *it,
                       struct nv_doc_item *item)
{
    const struct nv_occurrence *o = it->occurrence;
    if (!o->label)
        return;
    const char *label = nv_wording_capital(v, o->label);
    if (o->times > 1)
        label = nv_arena_fmt(v->arena, "%s (%s lần trong kỳ)", label, nv_say_count(v, o->times));
    add_field(v, item, "Kỳ thực hiện", label);
    if (o->data_to == NV_DAY_NONE)
        return;
    const struct nv_report *r = &v->snapshot->reports[it->deliverable->report];
    if (r->basis)
        add_field(v, item, "Căn cứ chế độ báo cáo", r->basis);
    add_field(v, item, "Số liệu",
              nv_arena_fmt(v->arena, "từ ngày %s đến hết ngày %s", nv_say_day(v, o->data_from),
                           nv_say_day(v, o->data_to)));
    if (o->hand_in != NV_DAY_NONE && !it->hands_in)
        add_field(v, item, "Các cơ quan gửi báo cáo",
                  nv_arena_fmt(v->arena, "chậm nhất ngày %s", nv_say_day(v, o->hand_in)));
}

static void make_item(const struct nv_view *v, const struct nv_view_item *it, uint32_t number,
                      struct nv_doc_item *item)
{
    const struct nv_deliverable *d = it->deliverable;
    *item = (struct nv_doc_item){.number = number, .status = it->status, .badge = badge(v, it)};
    item->ref = nv_arena_fmt(v->arena, "mục %s Phụ lục", nv_clean(v->arena, it->task->id));
    item->title = nv_clean_bare(v->arena, it->task->title);
    if (v->n_plans > 1)
        add_field(v, item, "Kế hoạch", it->plan->title);
    add_list(v, item, "Kết quả, sản phẩm", &d->names);
    add_field(v, item, "Tiến độ theo Kế hoạch", d->due);
    add_period(v, it, item);
    add_field(v, item, it->hands_in ? "Hạn gửi báo cáo" : "Hạn hoàn thành", nv_say_deadline(v, it));
    item->fields[item->n_fields - 1].strong = it->dated;
    add_agencies(v, item, d);
    add_field(v, item, "Vai trò của quý cơ quan", nv_say_role(v, it));
    const char *status = nv_say_status(v, it);
    if (it->chase > 1)
        status = nv_arena_fmt(v->arena, "%s; %s lần thứ %d", status, nv_say_chasing(it), it->chase);
    add_field(v, item,
              nv_arena_fmt(v->arena, "Tình trạng ghi nhận đến ngày %s", nv_say_day(v, v->today)),
              status);
}

/* In a long letter: the day and, of other people's work, whose it is. */
static void make_brief_item(const struct nv_view *v, const struct nv_view_item *it, uint32_t number,
                            struct nv_doc_item *item)
{
    *item = (struct nv_doc_item){.number = number, .status = it->status, .badge = badge(v, it)};
    item->ref = nv_arena_fmt(v->arena, "mục %s Phụ lục", nv_clean(v->arena, it->task->id));
    item->title = nv_clean_bare(v->arena, it->task->title);
    if (it->occurrence->label)
        add_field(v, item, "Kỳ thực hiện", it->occurrence->label);
    add_field(v, item, it->hands_in ? "Hạn gửi báo cáo" : "Hạn hoàn thành", nv_say_deadline(v, it));
    if (it->item->role != NV_ROLE_LEAD)
        add_field(v, item, "Cơ quan chủ trì",
                  nv_say_agencies(v, &it->deliverable->roles[NV_ROLE_LEAD]));
}

/* Appends a number to "1–4, 7": runs of three or more are told by their ends. */
struct run {
    uint32_t first, last;
};

static void end_run(struct nv_buf *out, struct run *r)
{
    const char *joint = out->len ? ", " : "";
    if (r->last >= r->first + 2)
        nv_buf_addf(out, "%s%u–%u", joint, r->first, r->last);
    else if (r->last > r->first)
        nv_buf_addf(out, "%s%u, %u", joint, r->first, r->last);
    else if (r->last)
        nv_buf_addf(out, "%s%u", joint, r->last);
    r->first = r->last = 0;
}

static void add_number(struct nv_buf *out, struct run *r, uint32_t number)
{
    if (r->last && r->last + 1 == number) {
        r->last = number;
        return;
    }
    end_run(out, r);
    r->first = r->last = number;
}

/* Items of one matter and one plan share a request; it names their numbers unless it is for all. */
static void make_requests(const struct nv_view *v, const struct nv_view_item *first, uint32_t n,
                          struct nv_doc_section *section)
{
    uint32_t before = (uint32_t)(first - v->items);
    const struct nv_view_item **group = nv_arena_alloc(v->arena, n * sizeof *group);
    bool *done = nv_arena_alloc(v->arena, n * sizeof *done);
    section->requests = nv_arena_alloc(v->arena, n * sizeof *section->requests);
    for (uint32_t i = 0; i < n; i++) {
        if (done[i])
            continue;
        struct nv_buf numbers = NV_BUF_INIT;
        struct run run = {0, 0};
        uint32_t members = 0;
        for (uint32_t k = i; k < n; k++) {
            if (done[k] || first[k].plan != first[i].plan ||
                nv_matter_of(&first[k]) != nv_matter_of(&first[i]))
                continue;
            done[k] = true;
            add_number(&numbers, &run, before + k + 1);
            group[members++] = &first[k];
        }
        end_run(&numbers, &run);
        const char *request = nv_wording_request(v, group, members, members < n);
        request = members == n ? nv_wording_capital(v, request)
                               : nv_arena_fmt(v->arena, "Đối với nhiệm vụ số %s: %s",
                                              nv_buf_str(&numbers), request);
        section->requests[section->n_requests++] = nv_clean(v->arena, request);
        nv_buf_free(&numbers);
    }
}

/* How many of a section's items a long letter shows: each later section keeps a few lines. */
static uint32_t shown(const struct nv_view *v, uint32_t next, uint32_t total, uint32_t room)
{
    enum { AT_LEAST = 3 };
    uint32_t kept = 0;
    for (uint32_t i = next; i < v->n_items; i += v->counts[v->items[i].section]) {
        uint32_t n = v->counts[v->items[i].section];
        kept += n < AT_LEAST ? n : AT_LEAST;
    }
    uint32_t most = room > kept ? room - kept : 0;
    return total < most ? total : most;
}

static void make_sections(struct nv_doc *doc, const struct nv_view *v)
{
    static const char *const titles[NV_SECTION_COUNT] = {
        [NV_SECTION_OVERDUE] = "QUÁ HẠN CHƯA HOÀN THÀNH",
        [NV_SECTION_DUE_TODAY] = "ĐẾN HẠN HÔM NAY",
        [NV_SECTION_DUE_SOON] = "SẮP ĐẾN HẠN",
        [NV_SECTION_PROGRESS] = "BÁO CÁO TIẾN ĐỘ, XÁC NHẬN THỜI HẠN",
        [NV_SECTION_NEW] = "NHIỆM VỤ ĐƯỢC GIAO",
    };
    static const char *const roman[NV_SECTION_COUNT] = {"I", "II", "III", "IV", "V"};
    uint32_t room = NV_DOC_LONG;
    for (uint32_t i = 0; i < v->n_items;) {
        struct nv_doc_section *s = &doc->sections[doc->n_sections];
        s->kind = v->items[i].section;
        uint32_t total = v->counts[s->kind];
        s->n_items = doc->brief ? shown(v, i + total, total, room) : total;
        room -= doc->brief ? s->n_items : 0;
        s->items = nv_arena_alloc(v->arena, s->n_items * sizeof *s->items);
        if (v->n_items > 1)
            s->title = nv_arena_fmt(v->arena, "%s. %s (%s nhiệm vụ)", roman[doc->n_sections],
                                    titles[s->kind], nv_say_count(v, total));
        for (uint32_t k = 0; k < s->n_items; k++)
            if (doc->brief && i + k > 0)
                make_brief_item(v, &v->items[i + k], i + k + 1, &s->items[k]);
            else
                make_item(v, &v->items[i + k], i + k + 1, &s->items[k]);
        if (s->n_items < total)
            s->more = nv_arena_fmt(v->arena,
                                   "… và %s nhiệm vụ nữa: xem danh sách đầy đủ trong tệp đính "
                                   "kèm " NV_DOC_CSV_NAME ".",
                                   nv_say_count(v, total - s->n_items));
        make_requests(v, &v->items[i], total, s);
        i += total;
        doc->n_sections++;
    }
}

static void make_counts(struct nv_doc *doc, const struct nv_view *v)
{
    static const char *const words[NV_SECTION_COUNT] = {
        [NV_SECTION_OVERDUE] = "quá hạn chưa hoàn thành",
        [NV_SECTION_DUE_TODAY] = "đến hạn hôm nay",
        [NV_SECTION_DUE_SOON] = "sắp đến hạn",
        [NV_SECTION_PROGRESS] = "cần báo cáo tiến độ, xác nhận thời hạn",
        [NV_SECTION_NEW] = "được giao, thông báo lần đầu",
    };
    for (int s = 0; s < NV_SECTION_COUNT; s++)
        if (v->counts[s])
            doc->counts[doc->n_counts++] = (struct nv_doc_count){
                (enum nv_section)s,
                nv_arena_fmt(v->arena, "%s nhiệm vụ %s", nv_say_count(v, v->counts[s]), words[s])};
}

static bool all_superior(const struct nv_view *v)
{
    for (uint32_t i = 0; i < v->n_items; i++)
        if (!nv_view_superior(&v->items[i]))
            return false;
    return v->n_items > 0;
}

/* In the name of the owner where there is one and it does not write to itself or upwards. */
static const char *sender(const struct nv_view *v)
{
    uint32_t owner = v->plans[0]->owner;
    bool one =
        !all_superior(v) && nv_snapshot_agency(v->snapshot, v->letter->notice->agency) != owner;
    for (uint32_t i = 1; i < v->n_plans; i++)
        one = one && v->plans[i]->owner == owner;
    return one ? nv_view_agency(v, owner) : "hệ thống theo dõi, nhắc việc";
}

/* Where all items are of one section, its count stands in the sentence; else a list follows. */
static void open_several(struct nv_doc *doc, const struct nv_view *v)
{
    bool up = all_superior(v), several = doc->n_counts > 1;
    const char *what = doc->counts[0].text;
    if (several)
        what = nv_arena_fmt(v->arena, "%s nhiệm vụ%s", nv_say_count(v, v->n_items),
                            up ? "" : " cần quan tâm, xử lý");
    const char *sentence = nv_arena_fmt(v->arena, "%s %s %s (tính đến ngày %s)%s", sender(v),
                                        up ? "kính báo cáo" : "thông báo quý cơ quan có", what,
                                        nv_say_day(v, v->today), several ? ", gồm:" : " như sau:");
    doc->opening = v->n_plans > 1 ? nv_wording_capital(v, sentence)
                                  : nv_arena_fmt(v->arena, "Thực hiện %s, %s",
                                                 nv_say_basis(v, v->plans[0]), sentence);
    if (!several)
        doc->n_counts = 0;
}

static void open_letter(struct nv_doc *doc, const struct nv_view *v)
{
    if (v->n_items == 0)
        doc->opening =
            "Các nhiệm vụ của thông báo này không còn trong kế hoạch đang theo dõi; quý cơ "
            "quan không phải thực hiện yêu cầu nào theo thư này.";
    else if (v->n_items == 1)
        doc->opening = nv_wording_opening(v, &v->items[0]);
    else
        open_several(doc, v);
    doc->opening = nv_clean(v->arena, doc->opening);
    if (v->one_predecessor)
        doc->addressee_note = nv_arena_fmt(v->arena, "(%s)", nv_say_takeover(v, &v->items[0]));
    if (v->n_plans < 2)
        return;
    doc->plans = nv_arena_alloc(v->arena, v->n_plans * sizeof *doc->plans);
    for (uint32_t i = 0; i < v->n_plans; i++)
        doc->plans[doc->n_plans++] = nv_say_basis(v, v->plans[i]);
}

static void close_letter(struct nv_doc *doc, const struct nv_view *v)
{
    enum { PLANS_IN_FOOTER = 5 };
    doc->closing = "Trân trọng./.";
    bool acts = false;
    for (uint32_t i = 0; i < v->n_items; i++)
        acts = acts || v->items[i].item->role <= NV_ROLE_EXECUTOR;
    doc->footer[doc->n_footer++] =
        v->n_plans == 1
            ? nv_arena_fmt(v->arena,
                           "Thư được gửi tự động từ hệ thống theo dõi, nhắc việc thực hiện %s.",
                           nv_clean_bare(v->arena, v->plans[0]->title))
            : "Thư được gửi tự động từ hệ thống theo dõi, nhắc việc thực hiện các kế hoạch.";
    for (uint32_t i = 0; i < v->n_plans && i < PLANS_IN_FOOTER; i++) {
        const char *contact = nv_clean_bare(v->arena, v->plans[i]->contact);
        bool again = i > 0 && strcmp(contact, nv_clean_bare(v->arena, v->plans[0]->contact)) == 0;
        if (*contact && !again)
            doc->footer[doc->n_footer++] = nv_arena_fmt(
                v->arena, "%s%s", strncmp(contact, "Đầu mối", strlen("Đầu mối")) ? "Đầu mối: " : "",
                contact);
    }
    if (acts)
        doc->footer[doc->n_footer++] =
            "Trường hợp đã hoàn thành, đề nghị quý cơ quan bỏ qua thư này và "
            "cập nhật kết quả.";
}

void nv_doc_make(struct nv_doc *doc, const struct nv_view *v)
{
    memset(doc, 0, sizeof *doc);
    doc->brief = v->n_items > NV_DOC_LONG;
    doc->subject = nv_subject(v);
    doc->kicker = nv_subject_plans(v);
    doc->addressee = v->agency_name;
    make_counts(doc, v);
    make_sections(doc, v);
    open_letter(doc, v);
    close_letter(doc, v);
}
