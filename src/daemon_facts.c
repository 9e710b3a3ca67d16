#include "daemon_facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "daemon.h"
#include "daemon_core.h"
#include "daemon_report.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/presence.h"
#include "engine/summarize.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/status.h"
#include "server/control.h"
#include "server/wallclock.h"

enum { DONE_EARLY_DAYS = 366, LOG_LIMIT = 1000 };

static const char *text_arg(json_t *args, const char *key)
{
    const char *s = json_string_value(json_object_get(args, key));
    return s ? s : "";
}

static const char *arg(struct nv_request *r, const char *key)
{
    return text_arg(nv_request_args(r), key);
}

static bool refuse_unknown(const struct nv_snapshot *s, struct nv_request *r)
{
    struct nv_buf near = NV_BUF_INIT;
    nv_report_near(s, arg(r, "id"), &near);
    nv_request_refuse(r, 1, "Không có mốc tiến độ “%s”.%s Xem danh sách bằng: nhacviec tasks",
                      arg(r, "id"), nv_buf_str(&near));
    nv_buf_free(&near);
    return false;
}

/* Of several periods nobody guesses which one was meant. */
static bool refuse_several(const struct nv_snapshot *s, struct nv_request *r, uint32_t first,
                           uint32_t n)
{
    enum { NAMED = 16 };
    struct nv_buf list = NV_BUF_INIT;
    char day[NV_DAY_TEXT];
    for (uint32_t i = first; i < first + n && i < first + NAMED; i++) {
        const struct nv_occurrence *o = &s->occurrences[i];
        nv_buf_addf(&list, "\n  %s", o->id);
        if (o->effective != NV_DAY_NONE)
            nv_buf_addf(&list, "  hạn %s", nv_day_vi(o->effective, day));
    }
    nv_request_refuse(r, 1, "“%s” có %u kỳ hạn; hãy ghi rõ một kỳ:%s%s", arg(r, "id"), n,
                      nv_buf_str(&list), n > NAMED ? "\n  …" : "");
    nv_buf_free(&list);
    return false;
}

/* The occurrence that the request names, or NV_NONE after having answered. */
static uint32_t occurrence_of(const struct nv_snapshot *s, struct nv_request *r)
{
    bool ambiguous;
    uint32_t n = 0;
    uint32_t at = nv_snapshot_occurrences(s, arg(r, "id"), &n, &ambiguous);
    if (at != NV_NONE && n > 1)
        refuse_several(s, r, at, n);
    else if (at == NV_NONE && ambiguous)
        nv_request_refuse(r, 1,
                          "Nhiều kế hoạch cùng có mục “%s”; hãy viết cả tên kế hoạch, ví dụ %s/%s.",
                          arg(r, "id"), s->plans[0].id, arg(r, "id"));
    else if (at == NV_NONE)
        refuse_unknown(s, r);
    return n > 1 ? NV_NONE : at;
}

/* The event that the request names, or NV_NONE after having answered with those there are. */
static uint32_t event_of(const struct nv_snapshot *s, struct nv_request *r)
{
    bool ambiguous;
    uint32_t at = nv_snapshot_event(s, arg(r, "id"), &ambiguous);
    if (at != NV_NONE)
        return at;
    struct nv_buf list = NV_BUF_INIT;
    for (uint32_t i = 0; i < s->n_events; i++)
        nv_buf_addf(&list, "\n  %s  %s",
                    ambiguous ? strrchr(s->events[i].key, ':') + 1 : s->events[i].id,
                    s->events[i].name);
    if (ambiguous)
        nv_request_refuse(r, 1,
                          "Nhiều kế hoạch cùng có sự kiện “%s”; hãy viết cả tên kế hoạch, ví dụ "
                          "%s/event:%s.",
                          arg(r, "id"), s->plans[s->events[0].plan].id, arg(r, "id"));
    else if (list.len)
        nv_request_refuse(r, 1, "Không có sự kiện “%s”; các kế hoạch khai báo:%s", arg(r, "id"),
                          nv_buf_str(&list));
    else
        nv_request_refuse(r, 1,
                          "Không có sự kiện “%s”: chưa kế hoạch nào khai báo sự kiện (events).",
                          arg(r, "id"));
    nv_buf_free(&list);
    return NV_NONE;
}

/* What is kept for years and shown on other people's terminals is one line of plain text. */
static bool is_plain(struct nv_request *r, const char *key)
{
    for (const char *s = arg(r, key); *s;)
        if (nv_utf8_is_control(nv_utf8_next(&s)))
            return nv_request_refuse(r, 2, "“%s” phải là một dòng chữ, không có ký tự điều khiển.",
                                     key);
    return true;
}

static bool read_day(struct nv_request *r, const char *key, int32_t *day)
{
    if (!*arg(r, key) || nv_day_parse_iso(arg(r, key), day))
        return true;
    return nv_request_refuse(r, 1, "“%s” không phải là một ngày; hãy viết như 2025-03-31.",
                             arg(r, key));
}

/* The day it speaks of: today unless said otherwise, and never one to come. */
static bool read_on(const struct nv_snapshot *s, struct nv_request *r, const struct nv_plan *plan,
                    struct nv_fact *f)
{
    int32_t today = nv_time_day(f->at_ms, s->zone_min);
    f->day = today;
    if (!read_day(r, "on", &f->day))
        return false;
    if (f->day > today)
        return nv_request_refuse(r, 1, "Ngày %s chưa tới; chỉ ghi nhận việc đã xảy ra.",
                                 arg(r, "on"));
    /* Work may have been finished before its plan was signed, but not years before. */
    if (plan && f->kind == NV_FACT_DONE && f->day < plan->signed_day - DONE_EARLY_DAYS)
        return nv_request_refuse(
            r, 1, "Ngày %s trước khi ký kế hoạch quá một năm; hãy kiểm tra lại.", arg(r, "on"));
    return true;
}

/* The day until when, or by when. */
static bool read_to(const struct nv_snapshot *s, struct nv_request *r, struct nv_fact *f)
{
    enum { YEARS_AHEAD = 20 };
    if (!nv_fact_has_to(f->kind))
        return true;
    if (!*arg(r, "to"))
        return nv_request_refuse(r, 2, "Thiếu ngày: hãy ghi --%s 2025-12-31.",
                                 f->kind == NV_FACT_BIND     ? "due"
                                 : f->kind == NV_FACT_EXTEND ? "to"
                                                             : "until");
    if (!read_day(r, "to", &f->to))
        return false;
    int32_t today = nv_time_day(f->at_ms, s->zone_min);
    if (nv_day_year(f->to) > nv_day_year(today) + YEARS_AHEAD)
        return nv_request_refuse(r, 1, "Ngày %s còn quá xa (hơn %d năm); hãy kiểm tra lại năm.",
                                 arg(r, "to"), YEARS_AHEAD);
    return true;
}

/* What changes people's duties rests on a document. */
static bool needs_document(enum nv_fact_kind k)
{
    return k == NV_FACT_EXTEND || k == NV_FACT_BIND || k == NV_FACT_ANNOUNCE;
}

static bool read_rest(struct nv_request *r, struct nv_fact *f)
{
    json_t *percent = json_object_get(nv_request_args(r), "percent");
    if (needs_document(f->kind) && !*f->document)
        return nv_request_refuse(r, 2,
                                 "Thiếu căn cứ: hãy ghi --doc \"số, ký hiệu, ngày của văn bản\".");
    if (f->kind == NV_FACT_NOTE && !*f->note)
        return nv_request_refuse(r, 2, "Thiếu nội dung ghi chú.");
    if (f->kind != NV_FACT_PROGRESS)
        return true;
    if (!json_is_integer(percent) || json_integer_value(percent) < 0 ||
        json_integer_value(percent) > 100)
        return nv_request_refuse(r, 2, "Tiến độ phải là số phần trăm từ 0 đến 100.");
    f->percent = (int)json_integer_value(percent);
    return true;
}

static bool read_undo(struct nv_daemon *d, struct nv_request *r, struct nv_fact *f)
{
    json_t *number = json_object_get(nv_request_args(r), "fact");
    const struct nv_engine *e = nv_core_engine(nv_daemon_core(d));
    f->undoes = json_is_integer(number) && json_integer_value(number) > 0
                    ? (uint64_t)json_integer_value(number)
                    : 0;
    const struct nv_fact *was = nv_fact_table_find(nv_engine_facts(e), f->undoes);
    if (!was)
        return nv_request_refuse(r, 1, "Không có ghi nhận mang số này; xem số bằng: nhacviec log");
    f->subject = was->subject;
    return true;
}

bool nv_fact_of_request(struct nv_daemon *d, struct nv_request *r, enum nv_fact_kind kind,
                        struct nv_fact *f, struct nv_buf *actor)
{
    const struct nv_snapshot *s = nv_daemon_snapshot(d);
    const struct nv_plan *plan = NULL;
    *f = (struct nv_fact){.kind = kind,
                          .to = NV_DAY_NONE,
                          .document = arg(r, "doc"),
                          .note = arg(r, "note"),
                          .at_ms = nv_wallclock_now_ms()};
    if (kind == NV_FACT_UNDO) {
        if (!read_undo(d, r, f))
            return false;
    } else if (kind == NV_FACT_ANNOUNCE || kind == NV_FACT_WITHDRAW) {
        uint32_t at = event_of(s, r);
        if (at == NV_NONE)
            return false;
        f->subject = s->events[at].key;
    } else {
        uint32_t at = occurrence_of(s, r);
        if (at == NV_NONE)
            return false;
        f->subject = s->occurrences[at].key;
        plan = &s->plans[s->deliverables[s->occurrences[at].deliverable].plan];
    }
    if (!is_plain(r, "doc") || !is_plain(r, "note") || !read_on(s, r, plan, f) ||
        !read_to(s, r, f) || !read_rest(r, f))
        return false;
    nv_buf_addf(actor, "%s (uid %u)", nv_request_actor(r), (unsigned)nv_request_uid(r));
    f->actor = nv_buf_str(actor);
    return true;
}

static json_t *json_day(int32_t day)
{
    char text[NV_DAY_TEXT];
    return day == NV_DAY_NONE ? json_null() : json_string(nv_day_iso(day, text));
}

static json_t *json_change(const struct nv_standing *st)
{
    return st->change_day == NV_DAY_NONE
               ? json_null()
               : json_pack("{s:s, s:I, s:o, s:o, s:s, s:s}", "kind", nv_fact_kind_name(st->change),
                           "fact", (json_int_t)st->change_id, "told", json_day(st->change_day),
                           "day", json_day(st->change_of), "document", st->document, "note",
                           st->note);
}

/* Only what has been told: what is missing is as the plan has it. */
static json_t *json_standing(const struct nv_standing *st)
{
    json_t *o = json_pack("{s:o, s:o, s:o, s:o, s:i, s:b, s:b, s:i}", "nominal",
                          json_day(st->nominal), "effective", json_day(st->effective),
                          "original_nominal", json_day(st->original_nominal), "original_effective",
                          json_day(st->original_effective), "extensions", st->extensions, "bound",
                          (int)st->bound, "happened", (int)st->happened, "count", st->count);
    json_object_set_new(o, "happened_day", json_day(st->happened_day));
    json_object_set_new(o, "since", json_day(st->since));
    json_object_set_new(o, "done", json_day(st->done_day));
    json_object_set_new(o, "reported", json_day(st->reported_day));
    json_object_set_new(o, "dropped", json_day(st->dropped_day));
    json_object_set_new(o, "held_until", json_day(st->held_until));
    json_object_set_new(o, "ack_until", json_day(st->ack_until));
    json_object_set_new(o, "percent", st->percent < 0 ? json_null() : json_integer(st->percent));
    json_object_set_new(o, "percent_day", json_day(st->percent_day));
    json_object_set_new(o, "change", json_change(st));
    return o;
}

static bool is_told(const struct nv_standing *st)
{
    return st->change_day != NV_DAY_NONE || st->ack_until != NV_DAY_NONE || st->percent >= 0 ||
           st->since != NV_DAY_NONE;
}

static json_t *json_chases(const struct nv_engine *e, const struct nv_standing *standings,
                           int32_t day)
{
    const struct nv_snapshot *s = nv_engine_snapshot(e);
    json_t *o = json_object();
    for (uint32_t i = 0; i < s->n_occurrences; i++) {
        if (nv_status_now(&s->occurrences[i], &standings[i], day) != NV_STATUS_OVERDUE)
            continue;
        int chases = nv_chases_of(e, i, &standings[i], day);
        if (chases)
            json_object_set_new(o, s->occurrences[i].key, json_integer(chases));
    }
    return o;
}

int nv_report_facts(struct nv_daemon *d, json_t *args, struct nv_buf *text, json_t **data)
{
    const struct nv_snapshot *s = nv_daemon_snapshot(d);
    const struct nv_engine *engine = nv_core_engine(nv_daemon_core(d));
    const char *asof = text_arg(args, "asof");
    int32_t day = INT32_MAX;
    if (*asof && !nv_day_parse_iso(asof, &day)) {
        nv_buf_adds(text, "Ngày phải viết như 2025-03-31.\n");
        return 2;
    }
    struct nv_arena *arena = nv_arena_new();
    json_t *standings = json_object(), *events = json_object();
    unsigned done = 0;
    const struct nv_standing *list = nv_standings_on(engine, day, arena);
    for (uint32_t i = 0; i < s->n_occurrences; i++) {
        done += list[i].done_day != NV_DAY_NONE;
        if (is_told(&list[i]))
            json_object_set_new(standings, s->occurrences[i].key, json_standing(&list[i]));
    }
    for (uint32_t i = 0; i < s->n_events; i++) {
        int32_t on = nv_fact_table_event_day(nv_engine_facts(engine), s, i);
        if (on != NV_DAY_NONE)
            json_object_set_new(events, s->events[i].key, json_day(on));
    }
    nv_buf_addf(text, "%u kỳ hạn đã hoàn thành.\n", done);
    *data = json_pack("{s:o, s:o}", "standings", standings, "events", events);
    if (*asof)
        json_object_set_new(*data, "chases", json_chases(engine, list, day));
    nv_arena_free(arena);
    return 0;
}

struct change {
    enum nv_fact_kind kind;
    char *key;
};

struct changes {
    NV_VEC(struct change) list;
};

static void gather_change(void *arg, enum nv_fact_kind kind, const char *key)
{
    struct changes *c = arg;
    nv_vec_push(&c->list, (struct change){kind, nv_strdup(key)});
}

void nv_facts_note_presence(struct nv_daemon *d, const char *actor, const char *note)
{
    struct changes c = {0};
    int64_t now_ms = nv_wallclock_now_ms();
    nv_engine_presence(nv_core_engine(nv_daemon_core(d)), gather_change, &c);
    for (size_t i = 0; i < c.list.n; i++) {
        struct nv_fact f = {.kind = c.list.v[i].kind,
                            .subject = c.list.v[i].key,
                            .day = nv_time_day(now_ms, nv_daemon_snapshot(d)->zone_min),
                            .to = NV_DAY_NONE,
                            .document = "",
                            .note = note,
                            .actor = actor,
                            .at_ms = now_ms};
        nv_core_fact(nv_daemon_core(d), 0, &f); /* nobody waits for an answer */
        free(c.list.v[i].key);
    }
    nv_vec_free(&c.list);
}

/* Which facts are asked for. */
struct wanted {
    const struct nv_snapshot *s;
    uint32_t first, n, event; /* occurrences; an event; NV_NONE: all */
    int32_t from, to;
    const char *gone; /* work that no configuration names now, with or without its plan; or NULL */
};

static bool is_named(const char *subject, const char *id)
{
    const char *slash = strchr(subject, '/');
    return strcmp(subject, id) == 0 || (slash && strcmp(slash + 1, id) == 0);
}

static bool is_wanted(const struct wanted *w, const struct nv_fact *f)
{
    int32_t told = nv_time_day(f->at_ms, w->s->zone_min);
    if ((w->from != NV_DAY_NONE && told < w->from) || (w->to != NV_DAY_NONE && told > w->to))
        return false;
    if (w->gone)
        return is_named(f->subject, w->gone);
    if (w->event != NV_NONE)
        return strcmp(f->subject, w->s->events[w->event].key) == 0;
    for (uint32_t i = 0; w->first != NV_NONE && i < w->n; i++)
        if (strcmp(f->subject, w->s->occurrences[w->first + i].key) == 0)
            return true;
    return w->first == NV_NONE;
}

static bool read_wanted(struct wanted *w, const struct nv_fact_table *t, json_t *args,
                        struct nv_buf *text)
{
    bool ambiguous;
    const char *id = text_arg(args, "id"), *from = text_arg(args, "from"),
               *to = text_arg(args, "to");
    if ((*from && !nv_day_parse_iso(from, &w->from)) || (*to && !nv_day_parse_iso(to, &w->to))) {
        nv_buf_adds(text, "Ngày phải viết như 2025-03-31.\n");
        return false;
    }
    if (!*id)
        return true;
    w->first = nv_snapshot_occurrences(w->s, id, &w->n, &ambiguous);
    if (w->first == NV_NONE)
        w->event = nv_snapshot_event(w->s, id, &ambiguous);
    if (w->first != NV_NONE || w->event != NV_NONE)
        return true;
    for (size_t i = 0; i < nv_fact_table_count(t); i++)
        if (is_named(nv_fact_table_at(t, i)->subject, id)) {
            w->gone = id;
            return true;
        }
    nv_buf_addf(text, "Không có mốc tiến độ hay sự kiện “%s”.", id);
    nv_report_near(w->s, id, text);
    nv_buf_addc(text, '\n');
    return false;
}

static json_t *json_fact(const struct nv_snapshot *s, const struct nv_fact_table *t,
                         const struct nv_fact *f)
{
    char at[NV_DAY_TEXT];
    const char *id = strchr(f->subject, '/');
    json_t *o = json_pack(
        "{s:I, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:b}", "fact", (json_int_t)f->id, "kind",
        nv_fact_kind_name(f->kind), "subject", f->subject, "id", id ? id + 1 : f->subject, "day",
        json_day(f->day), "document", f->document, "note", f->note, "actor", f->actor, "at",
        nv_time_rfc3339(f->at_ms, s->zone_min, at), "stands", (int)nv_fact_table_stands(t, f));
    json_object_set_new(o, "to", nv_fact_has_to(f->kind) ? json_day(f->to) : json_null());
    json_object_set_new(o, "percent",
                        f->kind == NV_FACT_PROGRESS ? json_integer(f->percent) : json_null());
    json_object_set_new(o, "undoes", f->undoes ? json_integer((json_int_t)f->undoes) : json_null());
    return o;
}

int nv_report_log(struct nv_daemon *d, json_t *args, struct nv_buf *text, json_t **data)
{
    struct wanted w = {nv_daemon_snapshot(d), NV_NONE, 0, NV_NONE, NV_DAY_NONE, NV_DAY_NONE, NULL};
    const struct nv_fact_table *t = nv_engine_facts(nv_core_engine(nv_daemon_core(d)));
    json_int_t after = json_integer_value(json_object_get(args, "after"));
    bool more = false;
    if (!read_wanted(&w, t, args, text))
        return 1;
    json_t *list = json_array();
    for (size_t i = 0; i < nv_fact_table_count(t) && !more; i++) {
        const struct nv_fact *f = nv_fact_table_at(t, i);
        if ((json_int_t)f->id <= after || !is_wanted(&w, f))
            continue;
        more = json_array_size(list) == LOG_LIMIT;
        if (!more)
            json_array_append_new(list, json_fact(w.s, t, f));
    }
    *data = json_pack("{s:o, s:b}", "facts", list, "more", (int)more);
    return 0;
}
