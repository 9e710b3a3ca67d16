#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "cli/common.h"
#include "cli/explanation.h"
#include "model/standing.h"
#include "render/words.h"

enum { REPEATS_SHOWN = 2 }; /* that have passed */

static void add_day_line(struct nv_buf *out, const char *label, int32_t day)
{
    nv_buf_adds(out, label);
    nv_day_long(out, day);
    nv_buf_addc(out, '\n');
}

static void add_head(struct nv_buf *out, const struct nv_explanation *x)
{
    nv_buf_addf(out, "%s  ", x->d->id);
    nv_text_names(out, &x->d->names);
    nv_buf_addf(out, "\n  nhiệm vụ %s: %s\n  %s (%s)\n  khai báo tại %s:%d\n", x->task->id,
                x->task->title, x->plan->title, x->plan->id, x->d->place.file, x->d->place.line);
    if (x->d->note)
        nv_buf_addf(out, "  ghi chú: %s\n", x->d->note);
}

static void add_why_later(struct nv_buf *out, const struct nv_explanation *x)
{
    nv_buf_adds(out, "    vì sao            ");
    for (int32_t day = x->o->nominal; day < x->o->effective; day++) {
        char text[NV_DAY_TEXT];
        const char *name = nv_workdays_name(x->s->workdays, day);
        nv_buf_addf(out, "%s%s là %s", day == x->o->nominal ? "" : ", ", nv_day_vi(day, text),
                    name ? name : nv_weekday_vi(day));
    }
    nv_buf_adds(out, ";\n                      hạn tính đến hết ngày làm việc tiếp theo "
                     "(Bộ luật Dân sự 2015, Điều 148 khoản 5)\n");
}

static void add_report(struct nv_buf *out, const struct nv_explanation *x)
{
    const struct nv_report *r = &x->s->reports[x->d->report];
    char from[NV_DAY_TEXT], to[NV_DAY_TEXT];
    nv_buf_addf(out, "    chế độ báo cáo    %s (%s:%d)%s%s\n", r->title, r->place.file,
                r->place.line, r->basis ? ", theo " : "", r->basis ? r->basis : "");
    nv_buf_addf(out, "    số liệu           từ %s đến hết %s\n", nv_day_vi(x->o->data_from, from),
                nv_day_vi(x->o->data_to, to));
    if (x->o->hand_in == NV_DAY_NONE)
        return;
    add_day_line(out, "    các nơi gửi về    ", x->o->hand_in);
}

/* What facts have made of it. */
static void add_told(struct nv_buf *out, const struct nv_explanation *x)
{
    const struct nv_standing *st = x->st;
    char day[NV_DAY_TEXT];
    if (st->extensions)
        nv_buf_addf(out, "    gia hạn           %02d lần, hạn ban đầu %s\n", st->extensions,
                    nv_day_vi(st->original_nominal, day));
    if (st->held_until != NV_DAY_NONE)
        nv_buf_addf(out, "    tạm dừng          đến hết ngày %s\n", nv_day_vi(st->held_until, day));
    if (st->ack_until != NV_DAY_NONE && x->today <= st->ack_until)
        nv_buf_addf(out, "    đã biết           bớt nhắc đến hết ngày %s\n",
                    nv_day_vi(st->ack_until, day));
    if (st->percent >= 0)
        nv_buf_addf(out, "    tiến độ           %d%% (ghi nhận ngày %s)\n", st->percent,
                    nv_day_vi(st->percent_day, day));
    if (st->change_day != NV_DAY_NONE)
        nv_buf_addf(out, "    ghi nhận mới nhất %s (#%llu), căn cứ: %s; xem: nhacviec log %s\n",
                    nv_fact_kind_vi(st->change), (unsigned long long)st->change_id,
                    *st->document ? st->document : "(không)", x->o->id);
    for (uint32_t i = 0; i < x->d->events.n; i++)
        nv_buf_addf(out, "    chờ sự kiện       %s (%s)\n", x->s->events[x->d->events.v[i]].name,
                    x->s->events[x->d->events.v[i]].id);
}

static void add_deadline(struct nv_buf *out, const struct nv_explanation *x)
{
    const struct nv_deliverable *d = x->d;
    const struct nv_occurrence *o = x->o;
    nv_buf_addf(out, "\nThời hạn\n    bản in ghi        “%s”\n    hiểu là           %s (%s), %s\n",
                d->due, nv_kind_vi(d->deadline->kind), nv_deadline_kind_name(d->deadline->kind),
                d->deadline->value);
    if (d->deadline->flags & NV_DL_YEAR_ASSUMED)
        nv_buf_addf(out, "    lưu ý             không ghi năm, lấy năm kế hoạch %d\n",
                    x->plan->year);
    if (d->report != NV_NONE)
        add_report(out, x);
    if (d->n_occurrences > 1)
        nv_buf_addf(out, "    kỳ                %s, một trong %u kỳ (xem cuối trang)\n",
                    o->label ? o->label : nv_kind_vi(o->kind), d->n_occurrences);
    if (o->nominal == NV_DAY_NONE) {
        nv_buf_adds(out, "    ngày              không có; được hỏi lại mỗi quý\n");
    } else {
        if (o->first_day != NV_DAY_NONE && o->first_day != o->nominal)
            add_day_line(out, "    bắt đầu           ", o->first_day);
        add_day_line(out,
                     x->st->extensions ? "    hạn sau gia hạn   "
                     : x->st->bound    ? "    hạn được xác định "
                                       : "    hạn theo kế hoạch ",
                     o->nominal);
        add_day_line(out, "    hạn thực tế       ", o->effective);
        if (o->effective != o->nominal)
            add_why_later(out, x);
        if (x->remind_day != o->nominal)
            add_day_line(out, "    nhắc tính lùi từ  ", x->remind_day);
    }
    nv_buf_addf(out, "    tình trạng        %s", nv_status_vi(x->status));
    if (x->st->done_day != NV_DAY_NONE) {
        char text[NV_DAY_TEXT];
        nv_buf_addf(out, ", ngày %s", nv_day_vi(x->st->done_day, text));
        struct nv_state state = nv_state_now(o, x->st, x->today);
        if (state.original != state.timing)
            nv_buf_addf(out, "; theo hạn ban đầu: %s", nv_timing_vi(state.original));
    } else if (x->st->dropped_day == NV_DAY_NONE && o->nominal != NV_DAY_NONE &&
               x->status != NV_STATUS_DUE_TODAY) {
        nv_buf_adds(out, ", ");
        nv_left_vi(out, o->nominal, o->effective, x->today);
    }
    nv_buf_addc(out, '\n');
    add_told(out, x);
}

static void add_recipient(struct nv_buf *out, const struct nv_explanation *x,
                          const struct nv_recipient *r)
{
    const struct nv_agency *a = &x->s->agencies[r->agency];
    nv_buf_addf(out, "    → %s (%s)", a->name, a->id);
    if (r->predecessor != NV_NONE) {
        char day[NV_DAY_TEXT];
        nv_buf_addf(out, ", tiếp nhận từ %s", x->s->agencies[r->predecessor].name);
        if (r->succession)
            nv_buf_addf(out, " từ ngày %s", nv_day_vi(r->succession->from, day));
        if (r->succession && r->succession->basis)
            nv_buf_addf(out, " theo %s", r->succession->basis);
    }
    if (!a->n_endpoints)
        nv_buf_adds(out, ": KHÔNG có địa chỉ nào để gửi");
    for (uint32_t i = 0; i < a->n_endpoints; i++)
        nv_buf_addf(out, "%s%s", i ? ", " : ": ", a->endpoints[i].address);
    nv_buf_addc(out, '\n');
}

/* What lies before the plan itself could never be sent. */
static const char *rung_mark(const struct nv_explanation *x, int32_t day)
{
    return day < x->plan->signed_day ? "bỏ qua "
           : day < x->today          ? "đã qua "
           : day == x->today         ? "hôm nay"
                                     : "       ";
}

/* Of the repetitions only the newest that have passed and the next one are news. */
struct tail {
    size_t hidden;               /* the oldest so many are not printed */
    int32_t first_day, last_day; /* of those */
    int32_t next_day;            /* what lies beyond is not printed either */
};

static struct tail find_tail(const struct nv_explanation *x, const struct nv_explained_role *r)
{
    struct tail t = {.next_day = INT32_MAX};
    size_t passed = 0, seen = 0;
    for (size_t i = 0; i < r->rungs.n; i++) {
        const struct nv_reached *rung = &r->rungs.v[i];
        if (!nv_explained_is_repeat(r, rung))
            continue;
        passed += rung->day < x->today;
        if (rung->day > x->today && rung->day < t.next_day)
            t.next_day = rung->day;
    }
    /* A line that says "one more" is no shorter than that one. */
    t.hidden = passed > REPEATS_SHOWN + 1 ? passed - REPEATS_SHOWN : 0;
    for (size_t i = 0; i < r->rungs.n && seen < t.hidden; i++) {
        if (!nv_explained_is_repeat(r, &r->rungs.v[i]))
            continue;
        t.last_day = r->rungs.v[i].day;
        t.first_day = seen++ ? t.first_day : t.last_day;
    }
    return t;
}

static void add_hidden(struct nv_buf *out, const struct tail *t)
{
    char first[NV_DAY_TEXT], last[NV_DAY_TEXT];
    nv_buf_addf(out, "    …                   %zu lần nhắc lại từ %s đến %s (--json in đủ)\n",
                t->hidden, nv_day_vi(t->first_day, first), nv_day_vi(t->last_day, last));
}

static void add_rungs(struct nv_buf *out, const struct nv_explanation *x,
                      const struct nv_explained_role *r)
{
    char day[NV_DAY_TEXT];
    if (!r->ladder || !r->rungs.n) {
        nv_buf_adds(out, "    không được nhắc về loại thời hạn này\n");
        return;
    }
    const struct tail tail = find_tail(x, r);
    size_t repeats = 0;
    for (size_t i = 0; i < r->rungs.n; i++) {
        const struct nv_reached *rung = &r->rungs.v[i];
        if (nv_explained_is_repeat(r, rung)) {
            if (++repeats == tail.hidden)
                add_hidden(out, &tail);
            if (repeats <= tail.hidden || rung->day > tail.next_day)
                continue;
        }
        nv_buf_addf(out, "    %s %10s  ", rung_mark(x, rung->day), nv_day_vi(rung->day, day));
        nv_rung_vi(out, rung->text);
        nv_buf_addc(out, '\n');
    }
    if (r->ladder->repeat && x->o->nominal != NV_DAY_NONE)
        nv_buf_addf(out, "    sau đó cứ %d %s nhắc lại cho đến khi hoàn thành\n", r->ladder->repeat,
                    r->ladder->repeat_calendar ? "ngày" : "ngày làm việc");
}

static void add_role(struct nv_buf *out, const struct nv_explanation *x,
                     const struct nv_explained_role *r)
{
    nv_buf_addf(out, "\nVai trò %s%s: ", nv_role_vi(r->role),
                r->hands_in ? " (gửi báo cáo để tổng hợp)" : "");
    nv_text_agencies(out, x->s, &r->named);
    nv_buf_addc(out, '\n');
    if (r->role == NV_ROLE_LEADERSHIP && r->ladder_role == NV_ROLE_OWNER)
        nv_buf_addf(out, "    (cơ quan theo dõi %s: báo lên cấp này)\n",
                    x->stands_in ? "nhận thay cơ quan chủ trì" : "cũng là cơ quan chủ trì");
    for (size_t i = 0; i < r->recipients.list.n; i++)
        add_recipient(out, x, &r->recipients.list.v[i]);
    if (r->recipients.unresolved != NV_NONE)
        nv_buf_addf(out, "    → không xác định được ai cho “%s”%s\n",
                    x->s->agencies[r->recipients.unresolved].name,
                    r->role == NV_ROLE_LEAD ? ": cơ quan theo dõi nhận thay" : "");
    add_rungs(out, x, r);
}

static void add_occurrences(struct nv_buf *out, const struct nv_explanation *x)
{
    char day[NV_DAY_TEXT];
    nv_buf_adds(out, "\nCác kỳ hạn\n");
    for (uint32_t i = 0; i < x->d->n_occurrences; i++) {
        uint32_t at = x->d->first_occurrence + i;
        const struct nv_occurrence *o = &x->s->occurrences[at];
        nv_buf_addf(out, "  %s %-22s  %10s  %s\n", at == x->at ? "→" : " ", o->id,
                    nv_day_vi(x->standings[at].effective, day),
                    nv_status_vi(nv_status_now(o, &x->standings[at], x->today)));
    }
}

void nv_explanation_print(const struct nv_explanation *x, struct nv_cli *cli)
{
    struct nv_buf out = NV_BUF_INIT;
    char day[NV_DAY_TEXT];
    add_head(&out, x);
    add_deadline(&out, x);
    nv_buf_addf(&out, "\nNgười nhận tính vào ngày %s\n", nv_day_vi(x->today, day));
    for (size_t i = 0; i < x->n_roles; i++)
        add_role(&out, x, &x->roles[i]);
    if (x->d->n_occurrences > 1)
        add_occurrences(&out, x);
    fputs(nv_buf_str(&out), cli->out);
    nv_buf_free(&out);
}
