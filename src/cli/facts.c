/* What a person tells the daemon: each command becomes one request, a fact in the making. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "calendar/day.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/remote.h"

enum { TIMEOUT_S = 60 };

/* Adds the option's text in NFC; what is no single line of text is refused with a message. */
static bool add_text(struct nv_cli *cli, json_t *args, const char *key, const char *text)
{
    if (!text)
        return true;
    char *nfc = nv_utf8_nfc(text);
    bool good = nfc != NULL;
    for (const char *p = nfc; good && *p;)
        good = !nv_utf8_is_control(nv_utf8_next(&p));
    if (good)
        json_object_set_new(args, key, json_string(nfc));
    else
        nv_cli_error(cli, "--%s phải là một dòng chữ, không có ký tự điều khiển", key);
    free(nfc);
    return good;
}

static int32_t today(struct nv_cli *cli)
{
    struct nv_snapshot *s = nv_cli_try_load(cli);
    int32_t day = nv_cli_today(cli, s);
    nv_snapshot_unref(s);
    return day;
}

static bool add_day(struct nv_cli *cli, const struct nv_args *args, enum nv_option o,
                    const char *name, const char *key, json_t *to)
{
    char text[NV_DAY_TEXT];
    int32_t day = NV_DAY_NONE;
    if (!nv_cli_day(cli, args, o, name, &day))
        return false;
    if (day != NV_DAY_NONE)
        json_object_set_new(to, key, json_string(nv_day_iso(day, text)));
    return true;
}

/* The options that facts share. `to` is the option that gives the day until or by which. */
static int tell(struct nv_cli *cli, const struct nv_args *args, const char *command, json_t *o,
                enum nv_option to, const char *to_name)
{
    if (!add_day(cli, args, NV_OPT_ON, "on", "on", o) ||
        (to_name && !add_day(cli, args, to, to_name, "to", o)) ||
        !add_text(cli, o, "doc", args->option[NV_OPT_DOC]) ||
        !add_text(cli, o, "note", args->option[NV_OPT_NOTE])) {
        json_decref(o);
        return NV_EXIT_USAGE;
    }
    return nv_remote_call(cli, command, o, TIMEOUT_S, NV_TEXT_VERDICT);
}

static json_t *about(const struct nv_args *args, size_t word)
{
    return json_pack("{s:s}", "id", args->words.v[word]);
}

int nv_cmd_done(struct nv_cli *cli, const struct nv_args *args)
{
    json_t *o = about(args, 0);
    char on[NV_DAY_TEXT];
    if (!args->option[NV_OPT_ON])
        json_object_set_new(o, "on", json_string(nv_day_iso(today(cli), on)));
    return tell(cli, args, "done", o, NV_OPT_END, NULL);
}

int nv_cmd_reopen(struct nv_cli *cli, const struct nv_args *args)
{
    return tell(cli, args, "reopen", about(args, 0), NV_OPT_END, NULL);
}

int nv_cmd_confirm(struct nv_cli *cli, const struct nv_args *args)
{
    return tell(cli, args, "confirm", about(args, 0), NV_OPT_END, NULL);
}

int nv_cmd_reject(struct nv_cli *cli, const struct nv_args *args)
{
    return tell(cli, args, "reject", about(args, 0), NV_OPT_END, NULL);
}

int nv_cmd_extend(struct nv_cli *cli, const struct nv_args *args)
{
    return tell(cli, args, "extend", about(args, 0), NV_OPT_TO, "to");
}

int nv_cmd_bind(struct nv_cli *cli, const struct nv_args *args)
{
    return tell(cli, args, "bind", about(args, 0), NV_OPT_DUE, "due");
}

int nv_cmd_drop(struct nv_cli *cli, const struct nv_args *args)
{
    return tell(cli, args, "drop", about(args, 0), NV_OPT_END, NULL);
}

int nv_cmd_hold(struct nv_cli *cli, const struct nv_args *args)
{
    return tell(cli, args, "hold", about(args, 0), NV_OPT_UNTIL, "until");
}

int nv_cmd_ack(struct nv_cli *cli, const struct nv_args *args)
{
    return tell(cli, args, "ack", about(args, 0), NV_OPT_UNTIL, "until");
}

/* A whole number, or -1. */
static long number(const char *text)
{
    char *end;
    long n = strtol(text, &end, 10);
    return end == text || *end || n < 0 ? -1 : n;
}

int nv_cmd_progress(struct nv_cli *cli, const struct nv_args *args)
{
    const char *text = args->words.v[1];
    size_t n = strlen(text);
    char *digits = nv_strndup(text, n && text[n - 1] == '%' ? n - 1 : n);
    long percent = number(digits);
    free(digits);
    if (percent < 0 || percent > 100) {
        nv_cli_error(cli, "progress: “%s” không phải là phần trăm; viết một số từ 0 đến 100", text);
        return NV_EXIT_USAGE;
    }
    json_t *o = about(args, 0);
    json_object_set_new(o, "percent", json_integer(percent));
    return tell(cli, args, "progress", o, NV_OPT_END, NULL);
}

int nv_cmd_note(struct nv_cli *cli, const struct nv_args *args)
{
    json_t *o = about(args, 0);
    if (!add_text(cli, o, "note", args->words.v[1])) {
        json_decref(o);
        return NV_EXIT_USAGE;
    }
    return tell(cli, args, "note", o, NV_OPT_END, NULL);
}

int nv_cmd_undo(struct nv_cli *cli, const struct nv_args *args)
{
    const char *text = args->words.v[0];
    long fact = number(*text == '#' ? text + 1 : text);
    if (fact <= 0) {
        nv_cli_error(cli, "undo: “%s” không phải là số của một ghi nhận; xem số bằng: nhacviec log",
                     text);
        return NV_EXIT_USAGE;
    }
    return tell(cli, args, "undo", json_pack("{s:I}", "fact", (json_int_t)fact), NV_OPT_END, NULL);
}

/* Which work waits for it, as its plan says. */
static void print_waiting(const struct nv_snapshot *s, uint32_t event, struct nv_cli *cli)
{
    for (uint32_t i = 0; i < s->n_deliverables; i++)
        for (uint32_t k = 0; k < s->deliverables[i].events.n; k++)
            if (s->deliverables[i].events.v[k] == event)
                fprintf(cli->out, "    chờ: %s “%s”\n", s->deliverables[i].id,
                        s->deliverables[i].due);
}

static json_t *json_waiting(const struct nv_snapshot *s, uint32_t event)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < s->n_deliverables; i++)
        for (uint32_t k = 0; k < s->deliverables[i].events.n; k++)
            if (s->deliverables[i].events.v[k] == event)
                json_array_append_new(list, json_string(s->deliverables[i].id));
    return list;
}

static int list_events(struct nv_cli *cli)
{
    struct nv_snapshot *s = nv_cli_load(cli);
    if (!s)
        return NV_EXIT_CONFIG;
    struct nv_told_facts told;
    nv_cli_facts(cli, s, &told);
    json_t *list = json_array();
    for (uint32_t i = 0; i < s->n_events; i++) {
        const struct nv_plan_event *e = &s->events[i];
        char day[NV_DAY_TEXT];
        if (cli->json) {
            json_array_append_new(
                list, json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "id", e->id, "key", e->key,
                                "plan", s->plans[e->plan].id, "name", e->name, "announced",
                                nv_json_day(told.events[i]), "deliverables", json_waiting(s, i)));
            continue;
        }
        fprintf(cli->out, "%s  %s: %s\n", e->id, e->name,
                told.events[i] == NV_DAY_NONE ? "chưa công bố" : nv_day_vi(told.events[i], day));
        print_waiting(s, i, cli);
    }
    if (cli->json)
        nv_cli_print_json(cli, list);
    else if (!s->n_events)
        fputs("Chưa kế hoạch nào khai báo sự kiện (events).\n", cli->out);
    if (!cli->json)
        json_decref(list);
    nv_cli_facts_free(&told);
    nv_snapshot_unref(s);
    return NV_EXIT_OK;
}

int nv_cmd_event(struct nv_cli *cli, const struct nv_args *args)
{
    const char *what = args->words.n ? args->words.v[0] : "list";
    if (strcmp(what, "list") == 0 && args->words.n < 2)
        return list_events(cli);
    if (strcmp(what, "announce") != 0 && strcmp(what, "withdraw") != 0) {
        nv_cli_error(cli, "event: không có việc “%s”; có: announce, withdraw, list", what);
        return NV_EXIT_USAGE;
    }
    if (args->words.n < 2) {
        nv_cli_error(cli, "event %s: còn thiếu mã sự kiện; xem bằng: nhacviec event list", what);
        return NV_EXIT_USAGE;
    }
    return tell(cli, args, what, about(args, 1), NV_OPT_END, NULL);
}
