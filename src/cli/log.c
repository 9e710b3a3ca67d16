/* `log`: the journal of facts, for people, as JSON, JSON lines or CSV. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/remote.h"
#include "model/fact.h"

enum { TIMEOUT_S = 60 };

static const char *text_of(json_t *fact, const char *key)
{
    const char *s = json_string_value(json_object_get(fact, key));
    return s ? s : "";
}

static const char *vi_day(json_t *fact, const char *key, char dst[NV_DAY_TEXT])
{
    int32_t day;
    return nv_day_parse_iso(text_of(fact, key), &day) ? nv_day_vi(day, dst) : "";
}

/* "gia hạn đến 30/6/2025" */
static void add_what(struct nv_buf *out, json_t *fact)
{
    enum nv_fact_kind kind = nv_fact_kind_find(text_of(fact, "kind"));
    char day[NV_DAY_TEXT];
    nv_buf_adds(out, kind == NV_FACT_COUNT ? text_of(fact, "kind") : nv_fact_kind_vi(kind));
    if (*text_of(fact, "to"))
        nv_buf_addf(out, "%s %s", kind == NV_FACT_BIND ? "" : " đến", vi_day(fact, "to", day));
    if (kind == NV_FACT_PROGRESS)
        nv_buf_addf(out, " %d%%", (int)json_integer_value(json_object_get(fact, "percent")));
    if (kind == NV_FACT_UNDO)
        nv_buf_addf(out, " #%lld", (long long)json_integer_value(json_object_get(fact, "undoes")));
}

static void print_text(struct nv_cli *cli, json_t *fact)
{
    struct nv_buf what = NV_BUF_INIT;
    char day[NV_DAY_TEXT], when[NV_DAY_TEXT];
    int64_t ms;
    const char *at = text_of(fact, "at");
    add_what(&what, fact);
    if (nv_time_parse(at, 0, &ms) && strlen(at) >= 16)
        nv_fmt(when, sizeof when, "%.10s %.5s", at, at + 11);
    else
        nv_fmt(when, sizeof when, "%s", at);
    fprintf(cli->out, "#%-5lld %s  %s: %s, ngày %s; người ghi: %s%s\n",
            (long long)json_integer_value(json_object_get(fact, "fact")), when, text_of(fact, "id"),
            nv_buf_str(&what), vi_day(fact, "day", day), text_of(fact, "actor"),
            json_is_false(json_object_get(fact, "stands")) ? " (ĐÃ HỦY)" : "");
    if (*text_of(fact, "document"))
        fprintf(cli->out, "       căn cứ: %s\n", text_of(fact, "document"));
    if (*text_of(fact, "note"))
        fprintf(cli->out, "       ghi chú: %s\n", text_of(fact, "note"));
    nv_buf_free(&what);
}

/* A cell that a spreadsheet would take for a formula begins with an apostrophe. */
static void csv_cell(struct nv_cli *cli, const char *text, bool last)
{
    fputc('"', cli->out);
    if (*text && strchr("=+-@\t", *text))
        fputc('\'', cli->out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', cli->out);
        fputc(*text, cli->out);
    }
    fputs(last ? "\"\r\n" : "\",", cli->out);
}

static const char *const columns[] = {"fact",    "at",     "kind",     "id",   "day",   "to",
                                      "percent", "undoes", "document", "note", "actor", "stands"};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

static void print_csv(struct nv_cli *cli, json_t *fact)
{
    for (size_t i = 0; i < N_COLUMNS; i++) {
        json_t *value = json_object_get(fact, columns[i]);
        char number[32] = "";
        if (json_is_integer(value))
            nv_fmt(number, sizeof number, "%lld", (long long)json_integer_value(value));
        const char *text = json_is_string(value)  ? json_string_value(value)
                           : json_is_true(value)  ? "1"
                           : json_is_false(value) ? "0"
                                                  : number;
        csv_cell(cli, text, i + 1 == N_COLUMNS);
    }
}

static void print_fact(struct nv_cli *cli, const struct nv_args *args, json_t *fact, json_t *all)
{
    if (args->option[NV_OPT_CSV]) {
        print_csv(cli, fact);
    } else if (args->option[NV_OPT_JSONL]) {
        json_dumpf(fact, cli->out, JSON_COMPACT);
        fputc('\n', cli->out);
    } else if (cli->json) {
        json_array_append(all, fact);
    } else {
        print_text(cli, fact);
    }
}

static json_t *request(struct nv_cli *cli, const struct nv_args *args)
{
    char text[NV_DAY_TEXT];
    int32_t from = NV_DAY_NONE, to = NV_DAY_NONE;
    if (!nv_cli_day(cli, args, NV_OPT_FROM, "from", &from) ||
        !nv_cli_day(cli, args, NV_OPT_TO, "to", &to))
        return NULL;
    json_t *o = json_object();
    if (args->words.n)
        json_object_set_new(o, "id", json_string(args->words.v[0]));
    if (from != NV_DAY_NONE)
        json_object_set_new(o, "from", json_string(nv_day_iso(from, text)));
    if (to != NV_DAY_NONE)
        json_object_set_new(o, "to", json_string(nv_day_iso(to, text)));
    return o;
}

/* One page after `*after`; negative: no more, or an exit code below it. */
static int page(struct nv_cli *cli, const struct nv_args *args, const char *path, json_t *o,
                json_t *all, bool *more)
{
    json_t *answer = NULL;
    struct nv_err err = {0};
    int rc = cli->call(path, "log", o, TIMEOUT_S, &answer, &err);
    *more = false;
    if (rc != 0)
        return nv_remote_unreachable(cli, path, rc, &err);
    int code = (int)json_integer_value(json_object_get(answer, "exit"));
    json_t *data = json_object_get(answer, "data"), *list = json_object_get(data, "facts");
    if (code != NV_EXIT_OK)
        fputs(text_of(answer, "text"), cli->err);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *fact = json_array_get(list, i);
        print_fact(cli, args, fact, all);
        json_object_set(o, "after", json_object_get(fact, "fact"));
    }
    *more = json_array_size(list) && json_is_true(json_object_get(data, "more"));
    json_decref(answer);
    return code;
}

int nv_cmd_log(struct nv_cli *cli, const struct nv_args *args)
{
    json_t *o = request(cli, args), *all = json_array();
    if (!o) {
        json_decref(all);
        return NV_EXIT_USAGE;
    }
    char *path = nv_cli_socket(cli, NULL);
    bool more = true;
    int code = NV_EXIT_OK;
    if (args->option[NV_OPT_CSV]) {
        fputs("\xEF\xBB\xBF", cli->out);
        for (size_t i = 0; i < N_COLUMNS; i++)
            csv_cell(cli, columns[i], i + 1 == N_COLUMNS);
    }
    while (more && code == NV_EXIT_OK)
        code = page(cli, args, path, o, all, &more);
    bool whole = cli->json && !args->option[NV_OPT_CSV] && !args->option[NV_OPT_JSONL];
    bool rows = whole || args->option[NV_OPT_CSV] || args->option[NV_OPT_JSONL];
    if (code == NV_EXIT_OK && !rows && !json_object_get(o, "after"))
        fputs("Không có ghi nhận nào.\n", cli->out);
    if (whole && code == NV_EXIT_OK)
        nv_cli_print_json(cli, all);
    else
        json_decref(all);
    json_decref(o);
    free(path);
    return code;
}
