#include "engine/judge.h"

#include <string.h>

#include "base/intern.h"
#include "calendar/day.h"
#include "engine/facts.h"
#include "engine/state.h"
#include "model/snapshot.h"

enum {
    HOLD_DAYS = 366, /* nothing rests for longer without anybody saying so again */
    ACK_DAYS = 92,
    EARLY_DAYS = 366, /* before the signing: work that was due by then, events that it waits for */
    YEARS_AHEAD = 20,
};

/* A fact about one occurrence, with what stands before it. */
struct about {
    const struct nv_engine *e;
    const struct nv_fact *f;
    uint32_t index;
    const struct nv_occurrence *o;
    const struct nv_plan *plan;
    struct nv_standing st;
    int32_t today;
};

static const char to_come[] = "Ngày ghi nhận chưa tới; chỉ ghi nhận việc đã xảy ra.";
static const char known[] = "Đã được ghi nhận như vậy từ trước.";
static const char closed_done[] =
    "Nhiệm vụ đã được ghi nhận hoàn thành; muốn sửa, hãy mở lại (reopen) trước.";
static const char closed_dropped[] =
    "Nhiệm vụ đã được ghi nhận không còn đối tượng thực hiện; muốn sửa, hãy mở lại (reopen) trước.";

/* Whether the new text says something that the old one does not. */
static bool adds(const char *text, const char *old)
{
    return text && *text && strcmp(text, old) != 0;
}

/* What is told again as it stands: nothing to record. Another document or note is evidence that
 * would be lost so. `was` may be NULL, where something else than a fact has made it so. */
static const char *repeat(const struct nv_fact *f, const struct nv_fact *was, int *exit_code)
{
    if (adds(f->document, was ? was->document : ""))
        return "Đã được ghi nhận như vậy nhưng với văn bản khác; văn bản này chưa được ghi. Muốn "
               "bổ sung, hãy ghi chú (note); muốn thay, hãy hủy ghi nhận trước (undo) rồi ghi nhận "
               "lại.";
    if (adds(f->note, was ? was->note : ""))
        return "Đã được ghi nhận như vậy nhưng với ghi chú khác; ghi chú này chưa được ghi. Muốn "
               "bổ sung, hãy ghi chú (note); muốn thay, hãy hủy ghi nhận trước (undo) rồi ghi nhận "
               "lại.";
    *exit_code = 0;
    return f->kind == NV_FACT_DONE ? "Đã được ghi nhận hoàn thành từ trước." : known;
}

static const char *repeat_like(const struct nv_engine *e, const struct nv_fact *f, int *exit_code)
{
    int32_t day = nv_fact_has_to(f->kind) ? f->to : f->day;
    return repeat(f, nv_fact_table_like(e->facts, f->subject, f->kind, day), exit_code);
}

/* Work that is over takes no further facts. */
static const char *refuse_closed(const struct about *a)
{
    return a->st.dropped_day != NV_DAY_NONE ? closed_dropped
           : a->st.done_day != NV_DAY_NONE  ? closed_done
                                            : NULL;
}

/* Nothing is known of work before it is assigned. */
static const char *refuse_early(const struct about *a)
{
    return a->f->day < a->plan->signed_day
               ? "Ngày ghi nhận đứng trước ngày ký kế hoạch giao nhiệm vụ; hãy kiểm tra lại ngày."
               : NULL;
}

static const char *judge_done(const struct about *a, int *exit_code)
{
    const struct nv_fact *f = a->f;
    const struct nv_fact *was =
        nv_fact_table_completion(a->e->facts, a->e->s, a->index, f->day, f->document);
    if (a->st.dropped_day != NV_DAY_NONE)
        return closed_dropped;
    if (a->st.reported_day != NV_DAY_NONE && !was)
        return "Đã ghi nhận hoàn thành, đang chờ xác nhận; hãy xác nhận (confirm), không chấp nhận "
               "(reject), hoặc mở lại (reopen) trước.";
    if (was)
        return repeat(f, was, exit_code);
    if (a->st.done_day != NV_DAY_NONE)
        return "Đã ghi nhận hoàn thành vào một ngày khác; muốn sửa, hãy mở lại (reopen) rồi "
               "ghi nhận lại.";
    /* Work whose own deadline lies before the signing was done when it was done. */
    bool early = a->o->nominal != NV_DAY_NONE && a->o->nominal <= a->plan->signed_day;
    if (f->day < a->plan->signed_day - (early ? EARLY_DAYS : 0))
        return "Ngày hoàn thành đứng trước ngày ký kế hoạch giao nhiệm vụ; hãy kiểm tra lại ngày.";
    return NULL;
}

static const char *judge_reopen(const struct about *a)
{
    return a->st.count || a->st.dropped_day != NV_DAY_NONE || nv_standing_held(&a->st, a->today)
               ? NULL
               : "Nhiệm vụ đang mở, không có gì để mở lại.";
}

/* The owner's word on what was told done. */
static const char *judge_confirm(const struct about *a, int *exit_code)
{
    if (!a->plan->confirm)
        return "Kế hoạch này không yêu cầu xác nhận hoàn thành (confirm trong tệp kế hoạch).";
    if (a->f->kind == NV_FACT_REJECT && !*a->f->note)
        return "Thiếu lý do: hãy ghi --note \"lý do chưa chấp nhận\".";
    if (a->f->kind == NV_FACT_CONFIRM && a->st.done_day != NV_DAY_NONE)
        return repeat_like(a->e, a->f, exit_code);
    return a->st.reported_day == NV_DAY_NONE
               ? "Nhiệm vụ chưa được báo hoàn thành, không có gì để xác nhận."
               : NULL;
}

static const char *judge_extend(const struct about *a, int *exit_code)
{
    const struct nv_fact *f = a->f;
    const char *closed = refuse_closed(a);
    if (closed)
        return closed;
    if (a->st.nominal == NV_DAY_NONE)
        return "Nhiệm vụ chưa có ngày đến hạn nên không thể gia hạn; hãy xác định hạn (bind) "
               "trước.";
    if (f->to == a->st.nominal && a->st.extensions)
        return repeat_like(a->e, f, exit_code);
    if (f->to <= a->st.nominal)
        return "Hạn mới phải sau hạn hiện nay; muốn rút ngắn, hãy hủy lần gia hạn (undo) hoặc sửa "
               "thời hạn trong kế hoạch.";
    if (f->to <= a->today)
        return "Hạn mới phải sau ngày hôm nay: không gia hạn về quá khứ.";
    return NULL;
}

static const char *judge_bind(const struct about *a, int *exit_code)
{
    const struct nv_fact *f = a->f;
    const char *closed = refuse_closed(a);
    if (closed)
        return closed;
    if (a->o->nominal != NV_DAY_NONE)
        return "Kế hoạch đã ghi ngày đến hạn của nhiệm vụ này; muốn dời, hãy gia hạn (extend).";
    if (a->st.extensions)
        return "Hạn đã được gia hạn; hãy gia hạn tiếp (extend), hoặc hủy lần gia hạn (undo) trước.";
    if (a->st.bound && f->to == a->st.nominal)
        return repeat_like(a->e, f, exit_code);
    if (f->to < a->plan->signed_day)
        return "Ngày đến hạn đứng trước ngày ký kế hoạch; hãy kiểm tra lại.";
    return NULL;
}

/* A rest or an acknowledgement until a day: neither in the past nor without an end. */
static const char *judge_until(const struct about *a, int32_t stands, int most, const char *too_far,
                               int *exit_code)
{
    const char *closed = refuse_closed(a);
    if (closed)
        return closed;
    if (a->f->to == stands)
        return repeat_like(a->e, a->f, exit_code);
    if (a->f->to <= a->today)
        return "Ngày cuối phải sau ngày hôm nay.";
    return a->f->to > a->today + most ? too_far : NULL;
}

/* An extension of a day that a fact has given rests on that fact. */
static bool is_rested_on(const struct nv_engine *e, const struct nv_fact *was)
{
    struct nv_standing st;
    uint32_t index = e->s ? nv_snapshot_occurrence(e->s, was->subject) : NV_NONE;
    if (was->kind != NV_FACT_BIND || index == NV_NONE)
        return false;
    nv_fact_table_standing(e->facts, e->s, index, &st);
    return st.extensions > 0;
}

/* Any fact of this work or event may be undone, once. */
static const char *judge_undo(const struct nv_engine *e, const struct nv_fact *f)
{
    const struct nv_fact *was = nv_fact_table_find(e->facts, f->undoes);
    if (!was || strcmp(was->subject, f->subject) != 0)
        return "Không có ghi nhận mang số này; xem số bằng: nhacviec log";
    if (!nv_fact_table_stands(e->facts, was))
        return "Ghi nhận này đã được hủy từ trước.";
    return is_rested_on(e, was) ? "Hạn này đã được gia hạn; hãy hủy lần gia hạn (undo) trước."
                                : NULL;
}

static const char *judge_event(const struct nv_engine *e, const struct nv_fact *f, uint32_t event,
                               int *exit_code)
{
    int32_t day = nv_fact_table_event_day(e->facts, e->s, event);
    if (f->kind == NV_FACT_NOTE)
        return NULL;
    if (f->kind == NV_FACT_WITHDRAW)
        return day == NV_DAY_NONE ? "Sự kiện này chưa được công bố, không có gì để rút lại." : NULL;
    if (f->kind != NV_FACT_ANNOUNCE)
        return "Với một sự kiện chỉ có: event announce, event withdraw, note, undo.";
    if (f->day < e->s->plans[e->s->events[event].plan].signed_day - EARLY_DAYS)
        return "Sự kiện xảy ra trước khi ký kế hoạch quá một năm; hãy kiểm tra lại ngày.";
    if (day == f->day)
        return repeat_like(e, f, exit_code);
    return day != NV_DAY_NONE ? "Sự kiện đã được ghi nhận vào một ngày khác; muốn sửa, hãy rút lại "
                                "(event withdraw) rồi ghi nhận lại."
                              : NULL;
}

static const char *judge_work(const struct about *a, int *exit_code)
{
    switch (a->f->kind) {
    case NV_FACT_DONE:
        return judge_done(a, exit_code);
    case NV_FACT_REOPEN:
        return judge_reopen(a);
    case NV_FACT_EXTEND:
        return judge_extend(a, exit_code);
    case NV_FACT_BIND:
        return judge_bind(a, exit_code);
    case NV_FACT_DROP:
        return a->st.dropped_day == a->f->day ? repeat_like(a->e, a->f, exit_code)
               : refuse_closed(a)             ? refuse_closed(a)
                                              : refuse_early(a);
    case NV_FACT_HOLD:
        return judge_until(a, a->st.held_until, HOLD_DAYS,
                           "Chỉ tạm dừng được nhiều nhất 366 ngày một lần.", exit_code);
    case NV_FACT_ACK:
        return judge_until(a, a->st.ack_until, ACK_DAYS,
                           "Chỉ bớt nhắc được nhiều nhất 92 ngày một lần.", exit_code);
    case NV_FACT_PROGRESS:
        if (a->f->percent < 0 || a->f->percent > 100)
            return "Tiến độ phải là số phần trăm từ 0 đến 100.";
        return refuse_closed(a) ? refuse_closed(a) : refuse_early(a);
    case NV_FACT_CONFIRM:
    case NV_FACT_REJECT:
        return judge_confirm(a, exit_code);
    case NV_FACT_NOTE:
    case NV_FACT_RESTORE:
        return NULL;
    default:
        return "Loại ghi nhận này không dùng cho nhiệm vụ.";
    }
}

const char *nv_judge(const struct nv_engine *e, const struct nv_fact *f, int *exit_code)
{
    int32_t today = e->s ? nv_time_day(f->at_ms, e->s->zone_min) : f->day;
    *exit_code = 1;
    if (f->day > today)
        return to_come;
    if (nv_fact_has_to(f->kind) && nv_day_year(f->to) > nv_day_year(today) + YEARS_AHEAD)
        return "Ngày được ghi còn quá xa (hơn 20 năm); hãy kiểm tra lại năm.";
    if (f->kind == NV_FACT_UNDO)
        return judge_undo(e, f);
    uint32_t index = e->s ? nv_snapshot_occurrence(e->s, f->subject) : NV_NONE;
    uint32_t event = e->s ? nv_intern_find(e->s->event_ids, f->subject) : NV_NONE;
    if (event != NV_NONE)
        return judge_event(e, f, event, exit_code);
    if (index == NV_NONE && f->kind == NV_FACT_REMOVE)
        return NULL;
    if (index == NV_NONE)
        return "Cấu hình hiện nay không còn nhiệm vụ này.";
    struct about a = {.e = e, .f = f, .index = index, .o = &e->s->occurrences[index]};
    a.plan = &e->s->plans[e->s->deliverables[a.o->deliverable].plan];
    a.today = today;
    nv_fact_table_standing(e->facts, e->s, index, &a.st);
    return judge_work(&a, exit_code);
}

static const char *done_text(const struct nv_engine *e, const struct nv_fact *f)
{
    struct nv_standing st;
    uint32_t index = nv_snapshot_occurrence(e->s, f->subject);
    if (index == NV_NONE)
        return known;
    nv_fact_table_standing(e->facts, e->s, index, &st);
    if (st.reported_day != NV_DAY_NONE)
        return "Đã ghi nhận báo cáo hoàn thành; chờ cơ quan theo dõi xác nhận (confirm).";
    return st.done_day != NV_DAY_NONE
               ? "Đã ghi nhận hoàn thành; từ nay không nhắc nhiệm vụ này nữa."
               : "Đã ghi nhận một lần thực hiện; chưa đủ số lần của kỳ này, hệ thống tiếp tục "
                 "nhắc.";
}

const char *nv_judge_text(const struct nv_engine *e, const struct nv_fact *f)
{
    static const char *const texts[NV_FACT_COUNT] = {
        [NV_FACT_REOPEN] = "Đã mở lại nhiệm vụ; hệ thống tiếp tục nhắc.",
        [NV_FACT_EXTEND] = "Đã ghi nhận gia hạn; các cơ quan liên quan được báo hạn mới.",
        [NV_FACT_BIND] = "Đã ghi nhận ngày đến hạn; các cơ quan liên quan được báo hạn này.",
        [NV_FACT_DROP] = "Đã ghi nhận không còn đối tượng thực hiện; từ nay không nhắc nhiệm vụ "
                         "này nữa.",
        [NV_FACT_HOLD] = "Đã ghi nhận tạm dừng; hệ thống nhắc lại sau ngày đã định.",
        [NV_FACT_ACK] =
            "Đã ghi nhận; đến ngày đã định chỉ còn nhắc mốc cuối trước hạn và khi quá hạn.",
        [NV_FACT_PROGRESS] = "Đã ghi nhận tiến độ.",
        [NV_FACT_CONFIRM] = "Đã xác nhận hoàn thành; từ nay không nhắc nhiệm vụ này nữa.",
        [NV_FACT_REJECT] = "Đã ghi nhận chưa chấp nhận hoàn thành; cơ quan chủ trì được báo lý do, "
                           "hệ thống tiếp tục nhắc.",
        [NV_FACT_REMOVE] = "Đã ghi nhận bỏ khỏi kế hoạch.",
        [NV_FACT_RESTORE] = "Đã ghi nhận đưa lại vào kế hoạch.",
        [NV_FACT_NOTE] = "Đã ghi chú.",
        [NV_FACT_ANNOUNCE] =
            "Đã ghi nhận sự kiện; các cơ quan có nhiệm vụ chờ sự kiện này được báo.",
        [NV_FACT_WITHDRAW] =
            "Đã rút lại sự kiện; các cơ quan có nhiệm vụ chờ sự kiện này được báo.",
        [NV_FACT_UNDO] = "Đã hủy ghi nhận; nhiệm vụ trở lại như trước ghi nhận đó.",
    };
    return f->kind == NV_FACT_DONE ? done_text(e, f) : texts[f->kind];
}
