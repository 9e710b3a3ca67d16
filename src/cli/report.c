/* nhacviec report: what a plan has come to in a period, in one of five forms. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "calendar/day.h"
#include "cli/command.h"
#include "cli/common.h"
#include "model/summary.h"
#include "render/json.h"
#include "render/report.h"
#include "render/report_json.h"

enum form { TEXT, HTML, CSV, JSON, SVG, N_FORMS };
static const char *const forms[N_FORMS] = {"text", "html", "csv", "json", "svg"};

struct wanted {
    struct nv_report_span span;
    bool dated; /* a period was named: else the one that is running */
    enum form form;
    const char *output; /* NULL: stdout */
    bool now;
};

/* One of --month, --quarter, --year, each of its own form. */
static bool read_period(struct nv_cli *cli, const struct nv_args *args, struct wanted *w)
{
    static const struct {
        enum nv_option option;
        enum nv_report_kind kind;
        const char *name, *example;
    } options[] = {{NV_OPT_MONTH, NV_REPORT_MONTH, "month", "2025-03"},
                   {NV_OPT_QUARTER, NV_REPORT_QUARTER, "quarter", "2025-Q1"},
                   {NV_OPT_YEAR, NV_REPORT_YEAR, "year", "2025"}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const char *text = args->option[options[i].option];
        if (!text)
            continue;
        if (w->dated) {
            nv_cli_error(cli, "report: chỉ ghi một trong --month, --quarter, --year");
            return false;
        }
        if (!nv_report_span_parse(text, &w->span) || w->span.kind != options[i].kind) {
            nv_cli_error(cli, "report: --%s “%s” không đúng; viết như %s", options[i].name, text,
                         options[i].example);
            return false;
        }
        w->dated = true;
    }
    return true;
}

static bool read_form(struct nv_cli *cli, const struct nv_args *args, struct wanted *w)
{
    const char *name = args->option[NV_OPT_FORMAT];
    int i = 0;
    while (name && i < N_FORMS && strcmp(name, forms[i]) != 0)
        i++;
    if (i == N_FORMS) {
        nv_cli_error(cli, "report: không có dạng “%s”; có: text, html, csv, json, svg", name);
        return false;
    }
    if (cli->json && name && i != JSON) {
        nv_cli_error(cli, "report: --json và --format %s không đi cùng nhau", name);
        return false;
    }
    w->form = cli->json ? JSON : (enum form)i;
    w->output = args->option[NV_OPT_OUTPUT];
    if (w->output && strcmp(w->output, "-") == 0)
        w->output = NULL;
    w->now = args->option[NV_OPT_BY_SUCCESSOR] != NULL;
    return true;
}

/* The plan that is named, or the only one. */
static uint32_t plan_of(struct nv_cli *cli, const struct nv_snapshot *s, const char *id)
{
    struct nv_nearest near = {.want = id};
    for (uint32_t i = 0; id && i < s->n_plans; i++) {
        if (s->plans[i].supplement)
            continue;
        if (strcmp(s->plans[i].id, id) == 0)
            return i;
        nv_nearest_offer(&near, s->plans[i].id);
    }
    if (id) {
        nv_cli_unknown(cli, "kế hoạch", &near);
        return NV_NONE;
    }
    if (nv_snapshot_n_plans(s) > 1)
        nv_cli_error(cli, "report: có nhiều kế hoạch; hãy ghi --plan, ví dụ --plan %s",
                     s->plans[0].id);
    else if (!s->n_plans)
        nv_cli_error(cli, "report: chưa có kế hoạch nào trong cấu hình");
    for (uint32_t i = 0; nv_snapshot_n_plans(s) == 1 && i < s->n_plans; i++)
        if (!s->plans[i].supplement)
            return i;
    return NV_NONE;
}

static void make(const struct nv_snapshot *s, const struct nv_summary *r, const struct wanted *w,
                 struct nv_buf *out)
{
    const struct nv_agency *owner = &s->agencies[s->plans[r->plan].owner];
    const struct nv_lang *lang = s->languages[owner->language];
    struct nv_json j = {.out = out};
    switch (w->form) {
    case HTML:
        nv_render_report_page(lang, r, w->now, out);
        break;
    case CSV:
        nv_render_report_csv(lang, r, out);
        break;
    case SVG:
        nv_render_report_svg(lang, r, w->now, out);
        break;
    case JSON:
        nv_report_json(&j, r);
        nv_buf_addc(out, '\n');
        break;
    default:
        nv_render_report_text(lang, r, w->now, out);
        break;
    }
}

static int put(struct nv_cli *cli, const struct wanted *w, const struct nv_buf *out)
{
    struct nv_err err = {0};
    if (!w->output) {
        fwrite(nv_buf_str(out), 1, out->len, cli->out);
        return NV_EXIT_OK;
    }
    if (nv_file_write(w->output, nv_buf_str(out), out->len, &err) == 0)
        return NV_EXIT_OK;
    nv_cli_error(cli, "report: không ghi được %s: %s", w->output, err.text);
    return NV_EXIT_NO;
}

static int report_on(struct nv_cli *cli, const struct nv_snapshot *s, uint32_t plan,
                     struct wanted *w)
{
    int32_t today = nv_cli_today(cli, s);
    if (!w->dated)
        w->span = nv_report_span_of(NV_REPORT_MONTH, today);
    if (w->span.from > today) {
        nv_cli_error(cli, "report: kỳ này chưa bắt đầu");
        return NV_EXIT_NO;
    }
    struct nv_told_facts now, before;
    struct nv_buf out = NV_BUF_INIT;
    struct nv_arena *arena = nv_arena_new();
    int32_t cut = today < w->span.to ? today : w->span.to;
    bool told = nv_cli_facts_on(cli, s, cut, false, &now);
    bool told_before = nv_cli_facts_on(cli, s, w->span.from - 1, !told, &before);
    const struct nv_summary_input in = {.snapshot = s,
                                        .plan = plan,
                                        .span = w->span,
                                        .cut = cut,
                                        .now = now.standings,
                                        .before = before.standings,
                                        .chases = now.chases};
    int code = NV_EXIT_UNREACHABLE;
    /* With one of two answers it would tell changes that there were not. */
    if (told == told_before) {
        make(s, nv_summary_make(arena, &in), w, &out);
        code = put(cli, w, &out);
    }
    nv_cli_facts_free(&now);
    nv_cli_facts_free(&before);
    nv_arena_free(arena);
    nv_buf_free(&out);
    return code;
}

int nv_cmd_report(struct nv_cli *cli, const struct nv_args *args)
{
    struct wanted w = {0};
    if (!read_period(cli, args, &w) || !read_form(cli, args, &w))
        return NV_EXIT_USAGE;
    struct nv_snapshot *s = nv_cli_load(cli);
    if (!s)
        return NV_EXIT_CONFIG;
    uint32_t plan = plan_of(cli, s, args->option[NV_OPT_PLAN]);
    int code = plan == NV_NONE ? NV_EXIT_NO : report_on(cli, s, plan, &w);
    nv_snapshot_unref(s);
    return code;
}
