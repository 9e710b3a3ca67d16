#include <stdlib.h>

#include "base/buf.h"
#include "base/diag.h"
#include "calendar/workdays.h"
#include "cli/command.h"
#include "cli/common.h"
#include "conf/advice.h"
#include "conf/conf.h"

struct counts {
    uint32_t plans, tasks, deliverables, agencies, groups, calendars;
};

static struct counts count(const struct nv_snapshot *s)
{
    struct counts c = {
        .plans = nv_snapshot_n_plans(s), .tasks = s->n_tasks, .deliverables = s->n_deliverables};
    for (uint32_t i = 0; i < s->n_agencies; i++)
        if (s->agencies[i].is_group)
            c.groups++;
        else
            c.agencies++;
    for (int y = NV_WORKDAYS_FIRST_YEAR; y <= NV_WORKDAYS_LAST_YEAR; y++)
        c.calendars += nv_workdays_listed(s->workdays, y);
    return c;
}

static json_t *json_place(int number)
{
    return number > 0 ? json_integer(number) : json_null();
}

static json_t *json_diagnostics(const struct nv_diags *diags)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diags->list.n; i++) {
        const struct nv_diag *d = &diags->list.v[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:o, s:s}", "severity",
                                              d->severity == NV_DIAG_ERROR     ? "error"
                                              : d->severity == NV_DIAG_WARNING ? "warning"
                                                                               : "hint",
                                              "file", d->file, "line", json_place(d->line),
                                              "column", json_place(d->column), "text", d->text));
    }
    return list;
}

static void print_json(struct nv_cli *cli, const struct nv_diags *diags,
                       const struct nv_snapshot *s)
{
    json_t *counts = json_null();
    if (s) {
        struct counts c = count(s);
        counts = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "plans", (json_int_t)c.plans, "tasks",
                           (json_int_t)c.tasks, "deliverables", (json_int_t)c.deliverables,
                           "agencies", (json_int_t)c.agencies, "groups", (json_int_t)c.groups,
                           "calendars", (json_int_t)c.calendars);
    }
    nv_cli_print_json(cli,
                      json_pack("{s:b, s:I, s:I, s:o, s:o}", "ok", s != NULL, "errors",
                                (json_int_t)diags->errors, "warnings", (json_int_t)diags->warnings,
                                "diagnostics", json_diagnostics(diags), "counts", counts));
}

static void print_text(struct nv_cli *cli, const struct nv_diags *diags,
                       const struct nv_snapshot *s)
{
    struct nv_buf text = NV_BUF_INIT;
    nv_diag_print(diags, &text);
    fputs(nv_buf_str(&text), cli->err);
    nv_buf_free(&text);
    fflush(cli->err);
    if (s) {
        struct counts c = count(s);
        fprintf(cli->out,
                "%s: %u kế hoạch, %u nhiệm vụ, %u mốc tiến độ, %u cơ quan, %u nhóm, %u lịch năm; ",
                cli->conf_dir, c.plans, c.tasks, c.deliverables, c.agencies, c.groups, c.calendars);
    } else {
        fprintf(cli->out, "%s: không dùng được; ", cli->conf_dir);
    }
    fprintf(cli->out, "%zu lỗi, %zu cảnh báo", diags->errors, diags->warnings);
    if (diags->hints)
        fprintf(cli->out, ", %zu gợi ý", diags->hints);
    fputc('\n', cli->out);
}

int nv_cmd_check(struct nv_cli *cli, const struct nv_args *args)
{
    struct nv_diags diags = {0};
    struct nv_snapshot *s = NULL;
    if (nv_conf_load(cli->conf_dir, &diags, &s) != 0)
        s = NULL;
    if (s)
        nv_conf_ask_calendar(s, nv_cli_today(cli, s), &diags);
    if (s && args->option[NV_OPT_LINT])
        nv_conf_advise(s, &diags);
    if (cli->json)
        print_json(cli, &diags, s);
    else
        print_text(cli, &diags, s);
    if (!s && !cli->json && nv_cli_forbidden(cli))
        nv_cli_say_rights(cli);
    int code = s ? NV_EXIT_OK : NV_EXIT_CONFIG;
    nv_snapshot_unref(s);
    nv_diag_free(&diags);
    return code;
}
