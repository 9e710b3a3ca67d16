#include "conf/advice.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "model/resolve.h"
#include "model/snapshot.h"

enum {
    CROWD = 10,     /* deadlines on one day that are worth a thought */
    SHORT_DAYS = 5, /* working days from the signing that leave no room for reminders */
};

struct adviser {
    const struct nv_snapshot *s;
    struct nv_diags *diags;
};

#define HINT(a, place, ...)                                                                        \
    nv_diag_add((a)->diags, NV_DIAG_HINT, (place)->file, (place)->line, 0, __VA_ARGS__)

/* `words` folded ("nghi quyet") in the text, whatever its case and tones. */
static bool says(const char *text, const char *words)
{
    char *folded = nv_utf8_fold(text);
    bool found = folded && strstr(folded, words);
    free(folded);
    return found;
}

static bool products_say(const struct nv_deliverable *d, const char *words)
{
    for (uint32_t i = 0; i < d->names.n; i++)
        if (says(d->names.v[i], words))
            return true;
    return false;
}

/* The text asks again and again, the deadline does not. */
static void advise_frequency(const struct adviser *a, const struct nv_deliverable *d)
{
    static const struct {
        const char *folded, *shown;
    } words[] = {{"lan/nam", "lần/năm"},       {"lan/quy", "lần/quý"},   {"lan/thang", "lần/tháng"},
                 {"hang thang", "hằng tháng"}, {"hang quy", "hằng quý"}, {"moi quy", "mỗi quý"},
                 {"dinh ky", "định kỳ"}};
    const struct nv_occurrence *o = &a->s->occurrences[d->first_occurrence];
    if (d->n_occurrences > 1 || o->times > 1 || d->report != NV_NONE ||
        o->kind == NV_DL_RECURRING || o->kind == NV_DL_CONTINUOUS || o->kind == NV_DL_AS_NEEDED)
        return;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (says(a->s->tasks[d->task].title, words[i].folded) || products_say(d, words[i].folded)) {
            HINT(a, &d->place,
                 "%s: nội dung ghi “%s” nhưng thời hạn “%s” chỉ có một kỳ; nếu việc lặp lại, hãy "
                 "ghi "
                 "thời hạn như “Hằng quý”",
                 d->id, words[i].shown, d->due);
            return;
        }
}

/* Reminders of who leads that would lie on the day of the signing or before: they are never sent.
 */
static void advise_rungs(const struct adviser *a, const struct nv_deliverable *d)
{
    const struct nv_occurrence *o = &a->s->occurrences[d->first_occurrence];
    const struct nv_ladder *ladder = a->s->policy.ladders[o->kind][NV_ROLE_LEAD];
    struct nv_buf lost = NV_BUF_INIT;
    char day[NV_DAY_TEXT];
    for (uint32_t i = 0; ladder && i < ladder->n_rungs; i++) {
        const struct nv_rung *rung = &ladder->rungs[i];
        if (rung->kind != NV_RUNG_OFFSET || rung->n >= 0)
            continue;
        int32_t on = rung->calendar ? o->nominal + rung->n
                                    : nv_workdays_shift(a->s->workdays, o->nominal, rung->n);
        if (on <= a->s->plans[d->plan].signed_day)
            nv_buf_addf(&lost, "%s%s", lost.len ? ", " : "", rung->text);
    }
    if (lost.len)
        HINT(a, &d->place,
             "%s: hạn %s gần ngày ký kế hoạch; mốc nhắc %s không sau ngày ký nên không được "
             "gửi",
             d->id, nv_day_vi(o->nominal, day), nv_buf_str(&lost));
    nv_buf_free(&lost);
}

static void advise_deadline(const struct adviser *a, const struct nv_deliverable *d)
{
    const struct nv_occurrence *o = &a->s->occurrences[d->first_occurrence];
    const struct nv_plan *plan = &a->s->plans[d->plan];
    char day[NV_DAY_TEXT];
    if (d->deadline->kind == NV_DL_AFTER_EVENT && !d->events.n)
        HINT(a, &d->place,
             "%s: thời hạn “%s” chưa có \"after\"; khai báo sự kiện trong \"events\" để khi công "
             "bố thì "
             "các cơ quan được báo ngay",
             d->id, d->due);
    if (o->nominal == NV_DAY_NONE || o->nominal <= plan->signed_day || d->n_occurrences > 1)
        return;
    int room = nv_workdays_between(a->s->workdays, plan->signed_day, o->effective);
    if (room <= SHORT_DAYS)
        HINT(a, &d->place,
             "%s: hạn %s chỉ cách ngày ký kế hoạch %d ngày làm việc; các mốc nhắc trước đó không "
             "còn kịp",
             d->id, nv_day_vi(o->nominal, day), room);
    else
        advise_rungs(a, d);
}

/* The newest step that splits the agency by `day`, or NULL. */
static const struct nv_succession *split_by(const struct nv_agency *lead, int32_t day)
{
    const struct nv_succession *newest = NULL;
    for (uint32_t i = 0; i < lead->n_successions; i++)
        if (lead->successions[i].from <= day)
            newest = &lead->successions[i];
    return newest && newest->to.n > 1 ? newest : NULL;
}

static bool has_chosen(const struct nv_deliverable *d, uint32_t of, int32_t from)
{
    for (uint32_t i = 0; i < d->n_choices; i++)
        if (d->choices[i].of == of && d->choices[i].from == from)
            return true;
    return false;
}

/* A lead that is split before the work is due: without a choice all of its successors lead. */
static void advise_split(const struct adviser *a, const struct nv_deliverable *d)
{
    const struct nv_refs *leads = &d->roles[NV_ROLE_LEAD];
    int32_t last =
        d->deadline->last_day != NV_DAY_NONE ? d->deadline->last_day : a->s->plans[d->plan].until;
    char day[NV_DAY_TEXT];
    for (uint32_t i = 0; i < leads->n; i++) {
        const struct nv_agency *lead = &a->s->agencies[leads->v[i]];
        const struct nv_succession *split = lead->is_group ? NULL : split_by(lead, last);
        if (split && !has_chosen(d, leads->v[i], split->from))
            HINT(a, &d->place,
                 "%s: từ ngày %s \"%s\" được chia cho %u cơ quan, cả %u đều chủ trì việc này; ghi "
                 "\"successors\" ở đây để chọn cơ quan tiếp nhận",
                 d->id, nv_day_vi(split->from, day), lead->id, split->to.n, split->to.n);
    }
}

static void advise_roles(const struct adviser *a, const struct nv_deliverable *d)
{
    const struct nv_refs *leads = &d->roles[NV_ROLE_LEAD];
    if (leads->n > 1)
        HINT(a, &d->place,
             "%s: %u cơ quan cùng chủ trì; cả %u đều được nhắc như nhau, nên thống nhất cơ quan "
             "đầu mối",
             d->id, leads->n, leads->n);
    if (products_say(d, "nghi quyet") && products_say(d, "hdnd") && !d->roles[NV_ROLE_APPRAISER].n)
        HINT(a, &d->place,
             "%s: sản phẩm là nghị quyết của HĐND nhưng không có cơ quan thẩm định (appraiser); hồ "
             "sơ phải "
             "xong trước kỳ họp nhiều tuần",
             d->id);
}

/* Two tasks of one plan with the same words. */
static void advise_titles(const struct adviser *a)
{
    struct nv_intern *titles = nv_intern_new();
    NV_VEC(uint32_t) first = {0};
    for (uint32_t i = 0; i < a->s->n_tasks; i++) {
        const struct nv_task *t = &a->s->tasks[i];
        char *folded = nv_utf8_fold(t->title);
        uint32_t sym = nv_intern_add(titles, folded ? folded : t->title);
        free(folded);
        if (sym == first.n)
            nv_vec_push(&first, i);
        else if (a->s->tasks[first.v[sym]].plan == t->plan)
            HINT(a, &t->place, "%s: cùng nội dung với %s; kiểm tra có phải chép hai lần", t->id,
                 a->s->tasks[first.v[sym]].id);
    }
    nv_vec_free(&first);
    nv_intern_free(titles);
}

static int by_day(const void *x, const void *y)
{
    const struct nv_occurrence *const *a = x, *const *b = y;
    if ((*a)->effective != (*b)->effective)
        return (*a)->effective < (*b)->effective ? -1 : 1;
    return *a < *b ? -1 : *a > *b;
}

/* Many deadlines on one day: the letters of that week are long, and so is the report. */
static void advise_crowds(const struct adviser *a)
{
    const struct nv_snapshot *s = a->s;
    const struct nv_occurrence **v = nv_calloc(s->n_occurrences + 1, sizeof *v);
    size_t n = 0;
    for (uint32_t i = 0; i < s->n_occurrences; i++)
        if (s->occurrences[i].effective != NV_DAY_NONE)
            v[n++] = &s->occurrences[i];
    if (n)
        qsort(v, n, sizeof *v, by_day);
    for (size_t i = 0, end; i < n; i = end) {
        char day[NV_DAY_TEXT];
        for (end = i; end < n && v[end]->effective == v[i]->effective;)
            end++;
        if (end - i > CROWD)
            HINT(a, &s->deliverables[v[i]->deliverable].place,
                 "%zu kỳ hạn cùng kết thúc ngày %s (đầu tiên là %s); nên có mốc sớm hơn cho một số "
                 "việc",
                 end - i, nv_day_vi(v[i]->effective, day), v[i]->id);
    }
    free(v);
}

static bool overlap(const struct nv_agency *a, const struct nv_agency *b)
{
    int32_t from = a->valid_from > b->valid_from ? a->valid_from : b->valid_from;
    int32_t a_to = a->valid_to == NV_DAY_NONE ? INT32_MAX : a->valid_to;
    int32_t b_to = b->valid_to == NV_DAY_NONE ? INT32_MAX : b->valid_to;
    return from <= (a_to < b_to ? a_to : b_to);
}

/* Two agencies of one time that share a mailbox get one letter between them. */
static void advise_mailboxes(const struct adviser *a)
{
    struct nv_intern *ids = nv_intern_new();
    NV_VEC(uint32_t) first = {0};
    for (uint32_t i = 0; i < a->s->n_agencies; i++) {
        const struct nv_agency *agency = &a->s->agencies[i];
        for (uint32_t k = 0; k < agency->n_endpoints; k++) {
            uint32_t sym = nv_intern_add(ids, agency->endpoints[k].id);
            if (sym == first.n)
                nv_vec_push(&first, i);
            else if (first.v[sym] != i && overlap(&a->s->agencies[first.v[sym]], agency))
                HINT(a, &agency->place,
                     "\"%s\" dùng chung địa chỉ %s với \"%s\": hai cơ quan nhận chung một thư",
                     agency->id, agency->endpoints[k].address, a->s->agencies[first.v[sym]].id);
        }
    }
    nv_vec_free(&first);
    nv_intern_free(ids);
}

void nv_conf_advise(const struct nv_snapshot *s, struct nv_diags *diags)
{
    struct adviser a = {s, diags};
    for (uint32_t i = 0; i < s->n_deliverables; i++) {
        advise_frequency(&a, &s->deliverables[i]);
        advise_deadline(&a, &s->deliverables[i]);
        advise_roles(&a, &s->deliverables[i]);
        advise_split(&a, &s->deliverables[i]);
    }
    advise_titles(&a);
    advise_crowds(&a);
    advise_mailboxes(&a);
    nv_diag_sort(diags);
}

static bool plan_under_way(const struct nv_snapshot *s, int32_t today)
{
    for (uint32_t i = 0; i < s->n_plans; i++)
        if (today >= s->plans[i].signed_day && today <= s->plans[i].until)
            return true;
    return false;
}

/* The loader's words of it, in either form. */
static bool is_warned(const struct nv_diags *diags, int year)
{
    char missing[40], open[40];
    nv_fmt(missing, sizeof missing, "năm %d chưa", year);
    nv_fmt(open, sizeof open, "lịch nghỉ năm %d chưa", year);
    for (size_t i = 0; i < diags->list.n; i++)
        if (strstr(diags->list.v[i].text, missing) == diags->list.v[i].text ||
            strstr(diags->list.v[i].text, open) == diags->list.v[i].text)
            return true;
    return false;
}

void nv_conf_ask_calendar(const struct nv_snapshot *s, int32_t today, struct nv_diags *diags)
{
    enum { NOVEMBER = 11 };
    int year, month, day;
    nv_day_to_civil(today, &year, &month, &day);
    if (month < NOVEMBER || nv_workdays_confirmed(s->workdays, ++year) ||
        !plan_under_way(s, today) || is_warned(diags, year))
        return;
    struct nv_buf file = NV_BUF_INIT;
    nv_buf_addf(&file, "%s/calendar/%d.cfg", s->dir ? s->dir : ".", year);
    if (nv_workdays_listed(s->workdays, year))
        nv_diag_add(diags, NV_DIAG_WARNING, nv_buf_str(&file), 0, 0,
                    "lịch nghỉ năm %d chưa được xác nhận; khi có thông báo nghỉ lễ, Tết hãy đối "
                    "chiếu từng ngày rồi ghi confirmed = true",
                    year);
    else
        nv_diag_add(diags, NV_DIAG_WARNING, nv_buf_str(&file), 0, 0,
                    "chưa có lịch nghỉ năm %d: từ 01/01/%d chỉ tính thứ Bảy, Chủ nhật là ngày "
                    "nghỉ; khi có thông báo nghỉ lễ, Tết hãy chép %d.cfg thành tệp này, sửa các "
                    "ngày và nguồn, ghi confirmed = true",
                    year, year, year - 1);
    nv_buf_free(&file);
    nv_diag_sort(diags);
}
