#include "daemon_control.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "daemon.h"
#include "daemon_bounce.h"
#include "daemon_core.h"
#include "daemon_facts.h"
#include "daemon_queue.h"
#include "daemon_report.h"
#include "model/fact.h"
#include "model/snapshot.h"
#include "server/control.h"
#include "server/wallclock.h"
#include "store/store.h"

struct waiting {
    uint64_t id; /* of a fact or a test; 0 for a read */
    struct nv_request *request;
    struct nv_queue_note note; /* of an order */
};

struct nv_commands {
    struct nv_daemon *d;
    uint64_t next_id;
    NV_VEC(struct waiting) asked; /* facts and tests, until the ledger has them */
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
    for (size_t i = 0; i < c->asked.n; i++)
        nv_request_reply(c->asked.v[i].request, 1, "Dịch vụ đang dừng.", NULL);
    for (size_t i = 0; i < c->reads.n; i++)
        nv_request_reply(c->reads.v[i].request, 1, "Dịch vụ đang dừng.", NULL);
    nv_vec_free(&c->asked);
    nv_vec_free(&c->reads);
    free(c);
}

/* Who may only read has tried to change something: that is worth a line in the log. */
static void refuse_writing(struct nv_commands *c, struct nv_request *r)
{
    const char *group = nv_daemon_snapshot(c->d)->admin_group;
    char user[80];
    nv_log(NV_LOG_WARNING, "control-denied", "uid=%lu pid=%ld user=%s command=%s",
           (unsigned long)nv_request_uid(r), (long)nv_request_pid(r),
           nv_log_quote(user, sizeof user, nv_request_actor(r)), nv_request_command(r));
    nv_request_refuse(
        r, 1,
        "Người dùng %s chỉ được xem. Ra lệnh này: root, người dùng của dịch vụ, hoặc thành viên "
        "nhóm %s (adduser %s %s, rồi đăng nhập lại).",
        nv_request_actor(r), group, nv_request_actor(r), group);
}

static void tell_fact(struct nv_commands *c, struct nv_request *r)
{
    struct nv_buf actor = NV_BUF_INIT;
    struct nv_fact f;
    if (nv_fact_of_request(c->d, r, nv_fact_kind_find(nv_request_command(r)), &f, &actor)) {
        uint64_t id = c->next_id++;
        nv_vec_push(&c->asked, (struct waiting){.id = id, .request = r});
        nv_core_fact(nv_daemon_core(c->d), id, &f);
    }
    nv_buf_free(&actor);
}

/* `agency` in the request is an id, or a name as somebody typed it. */
static void send_test(struct nv_commands *c, struct nv_request *r)
{
    const struct nv_snapshot *s = nv_daemon_snapshot(c->d);
    const char *name = json_string_value(json_object_get(nv_request_args(r), "agency"));
    uint32_t at = name ? nv_snapshot_agency(s, name) : NV_NONE;
    if (at == NV_NONE) {
        nv_request_refuse(r, 1, "Không có cơ quan “%s” trong cấu hình đang dùng.",
                          name ? name : "");
    } else if (s->agencies[at].is_group) {
        nv_request_refuse(r, 1, "“%s” là một nhóm; hãy gửi thử đến từng cơ quan.",
                          s->agencies[at].name);
    } else {
        uint64_t id = c->next_id++;
        nv_vec_push(&c->asked, (struct waiting){.id = id, .request = r});
        nv_core_test(nv_daemon_core(c->d), id, s->agencies[at].id);
    }
}

static void reload(struct nv_commands *c, struct nv_request *r)
{
    nv_daemon_reload(c->d, r);
}

static void backup(struct nv_commands *c, struct nv_request *r)
{
    nv_daemon_backup(c->d, r);
}

static void order(struct nv_commands *c, struct nv_request *r)
{
    uint64_t id = c->next_id++;
    nv_vec_push(&c->asked, (struct waiting){.id = id, .request = r});
    /* The engine may have replied, and others come, before this returns. */
    struct nv_queue_note note = {0};
    bool bounce = strcmp(nv_request_command(r), "bounce") == 0;
    bool handed = bounce ? nv_bounce_order(c->d, r, id) : nv_queue_order(c->d, r, id, &note);
    for (size_t i = 0; i < c->asked.n; i++)
        if (c->asked.v[i].id == id) {
            c->asked.v[i].note = note;
            if (!handed)
                c->asked.v[i] = c->asked.v[--c->asked.n];
            break;
        }
}

static void report(struct nv_commands *c, struct nv_request *r)
{
    struct nv_buf text = NV_BUF_INIT;
    json_t *data = NULL;
    const char *command = nv_request_command(r);
    if (strcmp(command, "queue-order") == 0 || strcmp(command, "bounce") == 0) {
        order(c, r);
        return;
    }
    int exit_code =
        strcmp(command, "status") == 0  ? nv_report_status(c->d, &text, &data)
        : strcmp(command, "facts") == 0 ? nv_report_facts(c->d, nv_request_args(r), &text, &data)
        : strcmp(command, "log") == 0   ? nv_report_log(c->d, nv_request_args(r), &text, &data)
        : strcmp(command, "show") == 0  ? nv_report_show(c->d, nv_request_args(r), &text, &data)
                                        : nv_report_queue(c->d, nv_request_args(r), &text, &data);
    nv_request_reply(r, exit_code, nv_buf_str(&text), data);
    nv_buf_free(&text);
}

/* What reads the store waits until the transaction in hand is written. */
static void report_later(struct nv_commands *c, struct nv_request *r)
{
    if (nv_core_store_busy(nv_daemon_core(c->d)))
        nv_vec_push(&c->reads, (struct waiting){.request = r});
    else
        report(c, r);
}

static const struct {
    const char *name;
    bool writes;
    void (*handle)(struct nv_commands *c, struct nv_request *r);
} commands[] = {
    {"status", false, report},       {"facts", false, report},
    {"log", false, report},          {"show", false, report_later},
    {"queue", false, report_later},  {"reload", true, reload},
    {"backup", true, backup},        {"done", true, tell_fact},
    {"reopen", true, tell_fact},     {"extend", true, tell_fact},
    {"bind", true, tell_fact},       {"drop", true, tell_fact},
    {"hold", true, tell_fact},       {"ack", true, tell_fact},
    {"progress", true, tell_fact},   {"note", true, tell_fact},
    {"announce", true, tell_fact},   {"withdraw", true, tell_fact},
    {"undo", true, tell_fact},       {"confirm", true, tell_fact},
    {"reject", true, tell_fact},     {"queue-order", true, report_later},
    {"bounce", false, report_later}, {"send-test", true, send_test},
};

void nv_commands_handle(void *arg_, struct nv_request *r)
{
    struct nv_commands *c = arg_;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, nv_request_command(r)) != 0)
            continue;
        if (commands[i].writes && !nv_request_may_write(r)) {
            refuse_writing(c, r);
            return;
        }
        if (commands[i].writes)
            nv_log(NV_LOG_INFO, "control-write", "uid=%lu pid=%ld command=%s",
                   (unsigned long)nv_request_uid(r), (long)nv_request_pid(r), commands[i].name);
        commands[i].handle(c, r);
        return;
    }
    nv_request_refuse(r, 2, "Dịch vụ không biết lệnh “%s”.", nv_request_command(r));
}

static json_t *reply_data(const struct nv_reply *reply, const struct nv_queue_note *note)
{
    char id[32];
    if (reply->notice) {
        nv_fmt(id, sizeof id, "n%llu", (unsigned long long)reply->notice);
        return json_pack("{s:s}", "notice", id);
    }
    if (reply->count)
        return json_pack("{s:b, s:i, s:b, s:i, s:s}", "recorded", reply->exit_code == 0, "count",
                         (int)reply->count, "more", (int)note->more, "stray", (int)note->stray,
                         "text", reply->text);
    return json_pack("{s:b, s:s}", "recorded", reply->exit_code == 0, "text", reply->text);
}

void nv_commands_reply(struct nv_commands *c, const struct nv_reply *reply)
{
    for (size_t i = 0; i < c->asked.n; i++) {
        if (c->asked.v[i].id != reply->request)
            continue;
        struct waiting w = c->asked.v[i];
        c->asked.v[i] = c->asked.v[--c->asked.n];
        struct nv_buf text = NV_BUF_INIT;
        nv_buf_adds(&text, reply->text);
        if (reply->count)
            nv_buf_addf(&text, " %02u lượt gửi.", reply->count);
        if (reply->count && w.note.more)
            nv_buf_adds(&text, " Còn những lượt khác: chạy lại lệnh này.");
        if (reply->count && w.note.stray)
            nv_buf_addf(&text,
                        " %02u lượt theo địa chỉ không còn trong cấu hình của cơ quan: thư vẫn đến "
                        "địa chỉ cũ; gửi theo địa chỉ mới thì lưu thư bằng nhacviec queue export.",
                        w.note.stray);
        nv_request_reply(w.request, reply->exit_code, nv_buf_str(&text),
                         reply_data(reply, &w.note));
        nv_buf_free(&text);
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
