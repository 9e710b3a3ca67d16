/* A small world for the tests of letters: the plan of 2025, its agencies and calendar, written out
 * by hand from the plan document. Tests add what they need before they render. */
#ifndef RENDER_FIXTURE_H
#define RENDER_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "model/notice.h"
#include "model/snapshot.h"
#include "nvtest.h"
#include "render/lang.h"
#include "render/render.h"

enum { MAX_AGENCIES = 32, MAX_TASKS = 64, MAX_ITEMS = 64 };

struct world {
    struct nv_snapshot *snapshot;
    struct nv_agency agencies[MAX_AGENCIES];
    struct nv_plan plans[2];
    struct nv_task tasks[MAX_TASKS];
    struct nv_deliverable deliverables[MAX_TASKS];
    struct nv_occurrence occurrences[MAX_TASKS];
    struct nv_item items[MAX_ITEMS];
    struct nv_notice notice;
    struct nv_letter letter;
};

static inline int32_t on(int year, int month, int day)
{
    return nv_day_from_civil(year, month, day);
}

static inline uint32_t world_agency(struct world *w, const char *id, const char *name)
{
    struct nv_snapshot *s = w->snapshot;
    ck_assert_uint_lt(s->n_agencies, MAX_AGENCIES);
    uint32_t index = nv_intern_add(s->agency_ids, id);
    ck_assert_uint_eq(index, s->n_agencies);
    w->agencies[s->n_agencies++] = (struct nv_agency){
        .id = id, .name = name, .valid_from = NV_DAY_NONE, .valid_to = NV_DAY_NONE};
    return index;
}

static inline struct nv_refs world_refs(struct world *w, const char *ids)
{
    uint32_t *v = nv_arena_alloc(w->snapshot->arena, MAX_AGENCIES * sizeof *v), n = 0;
    char *copy = nv_arena_strdup(w->snapshot->arena, ids), *rest = NULL;
    for (char *id = strtok_r(copy, " ", &rest); id; id = strtok_r(NULL, " ", &rest)) {
        v[n] = nv_snapshot_agency(w->snapshot, id);
        ck_assert_uint_ne(v[n], NV_NONE);
        n++;
    }
    return (struct nv_refs){v, n};
}

static inline void world_group(struct world *w, const char *id, const char *name,
                               const char *members)
{
    uint32_t index = world_agency(w, id, name);
    w->agencies[index].is_group = true;
    w->agencies[index].members = world_refs(w, members);
    w->agencies[index].undetermined = !*members;
}

static inline void world_succession(struct world *w, const char *from, const char *to, int32_t day,
                                    const char *basis)
{
    struct nv_succession *step = nv_arena_alloc(w->snapshot->arena, sizeof *step);
    *step = (struct nv_succession){day, world_refs(w, to), basis};
    struct nv_agency *a = &w->agencies[nv_snapshot_agency(w->snapshot, from)];
    a->successions = step;
    a->n_successions = 1;
    a->valid_to = day - 1;
}

/* A task with one deliverable; `due` is parsed by hand into kind and days. */
static inline struct nv_deliverable *world_task(struct world *w, const char *id, const char *title,
                                                const char *product, const char *due,
                                                enum nv_deadline_kind kind, int32_t nominal,
                                                const char *lead, const char *support)
{
    struct nv_snapshot *s = w->snapshot;
    ck_assert_uint_lt(s->n_tasks, MAX_TASKS);
    w->tasks[s->n_tasks] = (struct nv_task){.plan = 0, .id = id, .title = title};
    struct nv_deliverable *d = &w->deliverables[s->n_deliverables];
    const char **names = nv_arena_alloc(s->arena, 4 * sizeof *names);
    names[0] = product;
    *d = (struct nv_deliverable){.task = s->n_tasks, .names = {names, 1}, .due = due};
    d->id = nv_arena_fmt(s->arena, "%s.1", id);
    d->key = nv_arena_fmt(s->arena, "cchc-2025/%s.1", id);
    struct nv_deadline *deadline = nv_arena_alloc(s->arena, sizeof *deadline);
    *deadline = (struct nv_deadline){.kind = kind, .first_day = nominal, .last_day = nominal};
    d->deadline = deadline;
    d->report = NV_NONE;
    d->first_occurrence = s->n_occurrences;
    d->n_occurrences = 1;
    struct nv_occurrence *o = &w->occurrences[s->n_occurrences];
    *o = (struct nv_occurrence){.deliverable = s->n_deliverables,
                                .key = d->key,
                                .id = d->id,
                                .kind = kind,
                                .first = true,
                                .times = 1,
                                .first_day = nominal,
                                .nominal = nominal,
                                .data_from = NV_DAY_NONE,
                                .data_to = NV_DAY_NONE,
                                .hand_in = NV_DAY_NONE};
    o->effective =
        nominal == NV_DAY_NONE ? NV_DAY_NONE : nv_workdays_on_or_after(s->workdays, nominal);
    ck_assert_uint_eq(nv_intern_add(s->occurrence_ids, o->key), s->n_occurrences);
    s->n_occurrences++;
    struct nv_refs *roles = nv_arena_alloc(s->arena, NV_ROLE_PRINTED * sizeof *roles);
    roles[NV_ROLE_LEAD] = world_refs(w, lead);
    roles[NV_ROLE_SUPPORT] = world_refs(w, support);
    d->roles = roles;
    uint32_t index = nv_intern_add(s->deliverable_ids, d->key);
    ck_assert_uint_eq(index, s->n_deliverables);
    s->n_tasks++;
    s->n_deliverables++;
    return d;
}

static inline void world_calendar(struct nv_workdays *w)
{
    nv_workdays_add_year(w, 2024, true);
    nv_workdays_add_year(w, 2025, true);
    nv_workdays_add_holiday(w, on(2025, 1, 1), "Tết Dương lịch");
    for (int day = 27; day <= 31; day++)
        nv_workdays_add_holiday(w, on(2025, 1, day),
                                "Tết Nguyên đán (28 tháng Chạp - mùng 3; mùng 1 = 29/01)");
    nv_workdays_add_holiday(w, on(2025, 4, 7), "Giỗ Tổ Hùng Vương (10/3 âm lịch)");
    nv_workdays_add_holiday(w, on(2025, 4, 30), "Ngày Chiến thắng");
    nv_workdays_add_holiday(w, on(2025, 5, 1), "Ngày Quốc tế Lao động");
    nv_workdays_add_holiday(w, on(2025, 5, 2), "Hoán đổi (làm bù 26/4/2025)");
    nv_workdays_add_worked(w, on(2025, 4, 26), "Thứ Bảy làm bù cho thứ Sáu 02/5/2025");
    nv_workdays_add_holiday(w, on(2025, 9, 1), "Quốc khánh (ngày liền kề)");
    nv_workdays_add_holiday(w, on(2025, 9, 2), "Quốc khánh");
    nv_workdays_seal(w);
}

static inline void world_agencies(struct world *w)
{
    world_agency(w, "so-noi-vu", "Sở Nội vụ");
    world_agency(w, "van-phong-ubnd-tinh", "Văn phòng UBND tỉnh");
    world_agency(w, "so-tu-phap", "Sở Tư pháp");
    world_agency(w, "so-tai-chinh", "Sở Tài chính");
    world_agency(w, "so-ke-hoach-dau-tu", "Sở Kế hoạch và Đầu tư");
    world_agency(w, "so-khoa-hoc-cong-nghe", "Sở Khoa học và Công nghệ");
    world_agency(w, "so-thong-tin-truyen-thong", "Sở Thông tin và Truyền thông");
    world_group(w, "cac-so-ban-nganh", "Các sở, ban, ngành", "so-tu-phap so-tai-chinh so-noi-vu");
    world_group(w, "co-quan-lien-quan", "Các cơ quan, đơn vị liên quan", "");
    world_succession(w, "so-ke-hoach-dau-tu", "so-tai-chinh", on(2025, 3, 1),
                     "Nghị quyết số 190/2025/QH15");
    world_succession(w, "so-thong-tin-truyen-thong", "so-khoa-hoc-cong-nghe", on(2025, 3, 1),
                     "Nghị quyết số 190/2025/QH15");
}

static inline void world_tasks(struct world *w)
{
    world_task(
        w, "I.1",
        "Xây dựng và triển khai công tác theo dõi tình hình thi hành pháp luật trong lĩnh vực "
        "trọng tâm, liên ngành năm 2025 trên địa bàn tỉnh",
        "Kế hoạch được UBND tỉnh ban hành", "Tháng 01/2025", NV_DL_MONTH, on(2025, 1, 31),
        "so-tu-phap", "co-quan-lien-quan");
    world_task(w, "I.2", "Xây dựng Chương trình Xúc tiến đầu tư tỉnh Khánh Hòa năm 2025",
               "Chương trình được UBND tỉnh phê duyệt", "Quý I/2025", NV_DL_QUARTER,
               on(2025, 3, 31), "so-ke-hoach-dau-tu", "co-quan-lien-quan");
    world_task(w, "V.4",
               "Quy định thẩm quyền quản lý, khai thác tài sản công thuộc phạm vi quản lý của địa "
               "phương trên địa bàn tỉnh Khánh Hòa",
               "Nghị quyết của HĐND tỉnh", "Quý II/2025", NV_DL_QUARTER, on(2025, 6, 30),
               "so-tai-chinh", "cac-so-ban-nganh");
    world_task(
        w, "VII.4",
        "Tổ chức Hội nghị/Hội thảo phân tích, đánh giá các Chỉ số PAR-Index, SIPAS, PCI, PAPI "
        "năm 2024 và bàn giải pháp tiếp tục cải thiện các Chỉ số đánh giá tỉnh Khánh Hòa năm "
        "2025",
        "Kế hoạch, Hội nghị, hội thảo", "Sau khi các Chỉ số được công bố", NV_DL_AFTER_EVENT,
        NV_DAY_NONE, "so-noi-vu", "so-ke-hoach-dau-tu co-quan-lien-quan");
}

/* The first is the default; agencies name the others by number. */
static inline void world_language(struct world *w, const char *code)
{
    struct nv_snapshot *s = w->snapshot;
    struct nv_lang **all = nv_arena_alloc(s->arena, (s->n_languages + 1) * sizeof *all);
    if (s->n_languages)
        memcpy(all, s->languages, s->n_languages * sizeof *all);
    all[s->n_languages++] = nv_lang_as_shipped(code);
    s->languages = all;
    s->free_language = nv_lang_free;
}

static inline void world_make(struct world *w)
{
    memset(w, 0, sizeof *w);
    struct nv_snapshot *s = w->snapshot = nv_snapshot_new();
    world_language(w, "vi");
    s->zone_min = 420;
    s->instance = "khanhhoa";
    s->sender_name = "Hệ thống nhắc việc tỉnh Khánh Hòa";
    s->sender_mail = "nhacviec@khanhhoa.example";
    s->agencies = w->agencies;
    s->plans = w->plans;
    s->tasks = w->tasks;
    s->deliverables = w->deliverables;
    s->occurrences = w->occurrences;
    world_calendar(s->workdays);
    world_agencies(w);
    w->plans[0] = (struct nv_plan){
        .id = "cchc-2025",
        .title = "Kế hoạch cải cách hành chính tỉnh Khánh Hòa năm 2025",
        .short_name = "CCHC 2025",
        .basis = "Quyết định số 3487/QĐ-UBND ngày 31/12/2024 của Ủy ban nhân dân tỉnh",
        .contact = "Phòng Cải cách hành chính, Sở Nội vụ; thư điện tử: cchc@khanhhoa.example",
        .year = 2025,
        .signed_day = on(2024, 12, 31),
        .owner = 0,
        .leadership = 1};
    s->n_plans = 1;
    world_tasks(w);
    w->letter = (struct nv_letter){.snapshot = s,
                                   .notice = &w->notice,
                                   .delivery = 34,
                                   .ledger_id = "0123456789abcdef",
                                   .to = "van-thu@khanhhoa.example"};
}

static inline void world_free(struct world *w)
{
    nv_snapshot_unref(w->snapshot);
}

/* A notice to `agency` at 08:00 of `day`; items follow. */
static inline void world_notice(struct world *w, const char *agency, int32_t day)
{
    int64_t at = nv_time_at(day, 8 * 60, 420);
    w->notice = (struct nv_notice){.id = 12,
                                   .agency = agency,
                                   .day = day,
                                   .window_ms = at,
                                   .created_ms = at,
                                   .items = w->items};
    w->letter.at_ms = at;
}

static inline struct nv_item *world_item(struct world *w, const char *task, enum nv_role role,
                                         enum nv_section section, const char *rung)
{
    struct nv_item *item = &w->items[w->notice.n_items++];
    *item = (struct nv_item){.role = role,
                             .section = section,
                             .rung_day = w->notice.day,
                             .nominal = NV_DAY_NONE,
                             .effective = NV_DAY_NONE,
                             .chase = section == NV_SECTION_OVERDUE};
    item->occurrence = nv_arena_fmt(w->snapshot->arena, "cchc-2025/%s.1", task);
    uint32_t d = nv_snapshot_occurrence(w->snapshot, item->occurrence);
    if (d != NV_NONE) {
        item->nominal = w->occurrences[d].nominal;
        item->effective = w->occurrences[d].effective;
    }
    item->named = w->notice.agency;
    nv_fmt(item->rung, sizeof item->rung, "%s", rung);
    return item;
}

typedef void render_fn(const struct nv_letter *l, struct nv_buf *out);

/* What a renderer gives, in memory of the world. */
static inline const char *world_render(struct world *w, render_fn *render)
{
    struct nv_buf b = NV_BUF_INIT;
    render(&w->letter, &b);
    const char *out = nv_arena_strdup(w->snapshot->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

#define ck_assert_holds(text, part)                                                                \
    ck_assert_msg(strstr(text, part) != NULL, "missing “%s” in:\n%s", part, text)
#define ck_assert_lacks(text, part)                                                                \
    ck_assert_msg(strstr(text, part) == NULL, "found “%s” in:\n%s", part, text)

#endif
