#include "daemon_control.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "daemon.h"
#include "daemon_core.h"
#include "daemon_report.h"
#include "model/fact.h"
#include "model/snapshot.h"
#include "server/control.h"
#include "server/wallclock.h"
#include "store/store.h"

struct waiting {
    uint64_t id; /* of a fact; 0 for a read */
    struct nv_request *request;
};

struct nv_commands {
    struct nv_daemon *d;
    uint64_t next_id;
    NV_VEC(struct waiting) facts; /* until the ledger has them */
    NV_VEC(struct waiting) reads; /* until the store is free */
};

struct nv_commands *nv_commands_new(struct nv_daemon *d)
{
    struct nv_commands *c = nv_calloc(1, sizeof *c);
    c->d = d;
    c->next_id = 1;
    return c;
}

void nv_commands_free(struct nv_commands *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->facts.n; i++)
        nv_request_reply(c->facts.v[i].request, 1, "Dịch vụ đang dừng.", NULL);
    for (size_t i = 0; i < c->reads.n; i++)
        nv_request_reply(c->reads.v[i].request, 1, "Dịch vụ đang dừng.", NULL);
    nv_vec_free(&c->facts);
    nv_vec_free(&c->reads);
    free(c);
}

static const char *arg(struct nv_request *r, const char *key)
{
    const char *s = json_string_value(json_object_get(nv_request_args(r), key));
    return s ? s : "";
}

static void refuse(struct nv_request *r, int exit_code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void refuse(struct nv_request *r, int exit_code, const char *fmt, ...)
{
    struct nv_buf text = NV_BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    nv_buf_vaddf(&text, fmt, ap);
    va_end(ap);
    nv_request_reply(r, exit_code, nv_buf_str(&text), NULL);
    nv_buf_free(&text);
}

static void refuse_unknown(const struct nv_snapshot *s, struct nv_request *r)
{
    struct nv_buf near = NV_BUF_INIT;
    nv_report_near(s, arg(r, "id"), &near);
    refuse(r, 1, "Không có mốc tiến độ “%s”.%s Xem danh sách bằng: nhacviec tasks", arg(r, "id"),
           nv_buf_str(&near));
    nv_buf_free(&near);
}

/* Of several periods nobody guesses which one was meant. */
static void refuse_several(const struct nv_snapshot *s, struct nv_request *r, uint32_t first,
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
    refuse(r, 1, "“%s” có %u kỳ hạn; hãy ghi rõ một kỳ:%s%s", arg(r, "id"), n, nv_buf_str(&list),
           n > NAMED ? "\n  …" : "");
    nv_buf_free(&list);
}

/* The occurrence that the request names, or NV_NONE after having answered. */
static uint32_t occurrence_of(struct nv_commands *c, struct nv_request *r)
{
    bool ambiguous;
    uint32_t n = 0;
    const struct nv_snapshot *s = nv_daemon_snapshot(c->d);
    uint32_t at = nv_snapshot_occurrences(s, arg(r, "id"), &n, &ambiguous);
    if (at != NV_NONE && n > 1) {
        refuse_several(s, r, at, n);
        return NV_NONE;
    }
    if (at == NV_NONE && ambiguous)
        refuse(r, 1, "Nhiều kế hoạch cùng có mục “%s”; hãy viết cả tên kế hoạch, ví dụ %s/%s.",
               arg(r, "id"), s->plans[0].id, arg(r, "id"));
    else if (at == NV_NONE)
        refuse_unknown(s, r);
    return at;
}

/* What is kept for years and shown on other people's terminals is one line of plain text. */
static bool is_plain(struct nv_request *r, const char *key)
{
    for (const char *s = arg(r, key); *s;)
        if (nv_utf8_is_control(nv_utf8_next(&s))) {
            refuse(r, 2, "“%s” phải là một dòng chữ, không có ký tự điều khiển.", key);
            return false;
        }
    return true;
}

static void tell_fact(struct nv_commands *c, struct nv_request *r, enum nv_fact_kind kind)
{
    const struct nv_snapshot *s = nv_daemon_snapshot(c->d);
    int64_t now_ms = nv_wallclock_now_ms();
    struct nv_fact f = {.kind = kind,
                        .day = nv_time_day(now_ms, s->zone_min),
                        .document = arg(r, "doc"),
                        .note = arg(r, "note"),
                        .at_ms = now_ms};
    int32_t today = f.day;
    uint32_t at = occurrence_of(c, r);
    if (at == NV_NONE || !is_plain(r, "doc") || !is_plain(r, "note"))
        return;
    if (*arg(r, "on") && !nv_day_parse_iso(arg(r, "on"), &f.day)) {
        refuse(r, 1, "“%s” không phải là một ngày; hãy viết như 2025-03-31.", arg(r, "on"));
        return;
    }
    if (f.day > today) {
        refuse(r, 1, "Ngày %s chưa tới; chỉ ghi nhận việc đã hoàn thành.", arg(r, "on"));
        return;
    }
    /* Work may have been finished before its plan was signed, but not years before. */
    if (f.day < s->plans[s->deliverables[s->occurrences[at].deliverable].plan].signed_day - 366) {
        refuse(r, 1, "Ngày %s trước khi ký kế hoạch quá một năm; hãy kiểm tra lại.", arg(r, "on"));
        return;
    }
    struct nv_buf actor = NV_BUF_INIT;
    nv_buf_addf(&actor, "%s (uid %u)", nv_request_actor(r), (unsigned)nv_request_uid(r));
    f.occurrence = s->occurrences[at].key;
    f.actor = nv_buf_str(&actor);
    uint64_t id = c->next_id++;
    nv_vec_push(&c->facts, (struct waiting){id, r});
    nv_core_fact(nv_daemon_core(c->d), id, &f);
    nv_buf_free(&actor);
}

static void tell_done(struct nv_commands *c, struct nv_request *r)
{
    tell_fact(c, r, NV_FACT_DONE);
}

static void tell_reopen(struct nv_commands *c, struct nv_request *r)
{
    tell_fact(c, r, NV_FACT_REOPEN);
}

static void reload(struct nv_commands *c, struct nv_request *r)
{
    nv_daemon_reload(c->d, r);
}

static void backup(struct nv_commands *c, struct nv_request *r)
{
    nv_daemon_backup(c->d, r);
}

static void report(struct nv_commands *c, struct nv_request *r)
{
    struct nv_buf text = NV_BUF_INIT;
    json_t *data = NULL;
    const char *command = nv_request_command(r);
    int exit_code = strcmp(command, "status") == 0  ? nv_report_status(c->d, &text, &data)
                    : strcmp(command, "facts") == 0 ? nv_report_facts(c->d, &text, &data)
                    : strcmp(command, "show") == 0
                        ? nv_report_show(c->d, nv_request_args(r), &text, &data)
                        : nv_report_queue(c->d, nv_request_args(r), &text, &data);
    nv_request_reply(r, exit_code, nv_buf_str(&text), data);
    nv_buf_free(&text);
}

/* What reads the store waits until the transaction in hand is written. */
static void report_later(struct nv_commands *c, struct nv_request *r)
{
    if (nv_core_store_busy(nv_daemon_core(c->d)))
        nv_vec_push(&c->reads, (struct waiting){0, r});
    else
        report(c, r);
}

static const struct {
    const char *name;
    bool writes;
    void (*handle)(struct nv_commands *c, struct nv_request *r);
} commands[] = {
    {"status", false, report},      {"facts", false, report},  {"show", false, report_later},
    {"queue", false, report_later}, {"done", true, tell_done}, {"reopen", true, tell_reopen},
    {"reload", true, reload},       {"backup", true, backup},
};

void nv_commands_handle(void *arg_, struct nv_request *r)
{
    struct nv_commands *c = arg_;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, nv_request_command(r)) != 0)
            continue;
        if (commands[i].writes && !nv_request_may_write(r))
            refuse(r, 1, "Người dùng %s không được phép ra lệnh này.", nv_request_actor(r));
        else
            commands[i].handle(c, r);
        return;
    }
    refuse(r, 2, "Dịch vụ không biết lệnh “%s”.", nv_request_command(r));
}

void nv_commands_reply(struct nv_commands *c, uint64_t id, int exit_code, const char *text)
{
    for (size_t i = 0; i < c->facts.n; i++) {
        if (c->facts.v[i].id != id)
            continue;
        struct nv_request *r = c->facts.v[i].request;
        c->facts.v[i] = c->facts.v[--c->facts.n];
        nv_request_reply(r, exit_code, text,
                         json_pack("{s:b, s:s}", "recorded", exit_code == 0, "text", text));
        return;
    }
}

void nv_commands_store_free(struct nv_commands *c)
{
    while (c->reads.n && !nv_core_store_busy(nv_daemon_core(c->d))) {
        struct nv_request *r = c->reads.v[0].request;
        memmove(c->reads.v, c->reads.v + 1, --c->reads.n * sizeof *c->reads.v);
        report(c, r);
    }
}
