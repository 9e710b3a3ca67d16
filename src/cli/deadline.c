#include "calendar/deadline.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/due_days.h"
#include "render/words.h"

enum { FIRST_YEAR = 1975, LAST_YEAR = 2100 };

struct meaning {
    const char *phrase;
    int year;
    struct nv_deadline d;
    int32_t due[NV_DUE_DAYS];
    size_t n_due;
    bool has_effective; /* the calendar is known */
    int32_t effective;
};

static json_t *json_flags(unsigned flags)
{
    json_t *list = json_array();
    if (flags & NV_DL_YEAR_ASSUMED)
        json_array_append_new(list, json_string("year-assumed"));
    if (flags & NV_DL_SOFT)
        json_array_append_new(list, json_string("soft"));
    if (flags & NV_DL_MISSPELT)
        json_array_append_new(list, json_string("misspelt"));
    return list;
}

static void print_json(struct nv_cli *cli, const struct meaning *m)
{
    json_t *due = json_array();
    for (size_t i = 0; i < m->n_due; i++)
        json_array_append_new(due, nv_json_day(m->due[i]));
    json_t *doc =
        json_pack("{s:s, s:i, s:s, s:s, s:o, s:o, s:o}", "phrase", m->phrase, "year", m->year,
                  "kind", nv_deadline_kind_name(m->d.kind), "value", m->d.value, "first_day",
                  nv_json_day(m->d.first_day), "last_day", nv_json_day(m->d.last_day), "due", due);
    if (m->has_effective)
        json_object_set_new(doc, "effective", nv_json_day(m->effective));
    json_object_set_new(doc, "flags", json_flags(m->d.flags));
    nv_cli_print_json(cli, doc);
}

static void add_day(struct nv_buf *out, const char *label, int32_t day)
{
    nv_buf_adds(out, label);
    nv_day_long(out, day);
    nv_buf_addc(out, '\n');
}

static void add_flags(struct nv_buf *out, const struct meaning *m)
{
    if (m->d.flags & NV_DL_YEAR_ASSUMED)
        nv_buf_addf(out, "  lưu ý         không ghi năm, hiểu là năm %d\n", m->year);
    if (m->d.flags & NV_DL_SOFT)
        nv_buf_adds(out, "  lưu ý         lời văn không chặt (đầu, giữa, cuối, phấn đấu…)\n");
    if (m->d.flags & NV_DL_MISSPELT)
        nv_buf_adds(out, "  lưu ý         có lỗi chính tả thường gặp, đã hiểu theo chữ đúng\n");
}

static void print_text(struct nv_cli *cli, const struct meaning *m)
{
    struct nv_buf out = NV_BUF_INIT;
    nv_buf_addf(&out, "“%s”\n  loại          %s (%s)\n  giá trị       %s\n", m->phrase,
                nv_kind_vi(m->d.kind), nv_deadline_kind_name(m->d.kind), m->d.value);
    if (m->d.first_day != NV_DAY_NONE)
        add_day(&out, "  từ            ", m->d.first_day);
    add_day(&out, "  hạn cuối      ", m->d.last_day);
    for (size_t i = 0; m->n_due > 1 && i < m->n_due; i++)
        add_day(&out, i ? "                " : "  các kỳ hạn    ", m->due[i]);
    if (m->has_effective && m->effective != m->d.last_day)
        add_day(&out, "  hạn thực tế   ", m->effective);
    add_flags(&out, m);
    fputs(nv_buf_str(&out), cli->out);
    nv_buf_free(&out);
}

static bool read_year(struct nv_cli *cli, const struct nv_args *args, int *year)
{
    const char *text = args->option[NV_OPT_YEAR];
    char *end;
    if (!text) {
        *year = nv_day_year(nv_cli_today(cli, NULL));
        return true;
    }
    long n = strtol(text, &end, 10);
    if (!*end && n >= FIRST_YEAR && n <= LAST_YEAR) {
        *year = (int)n;
        return true;
    }
    nv_cli_error(cli, "--year “%s” không phải là năm từ %d đến %d", text, FIRST_YEAR, LAST_YEAR);
    return false;
}

/* An unquoted phrase comes as several words. */
static char *join_words(const struct nv_args *args)
{
    struct nv_buf b = NV_BUF_INIT;
    for (size_t i = 0; i < args->words.n; i++)
        nv_buf_addf(&b, "%s%s", i ? " " : "", args->words.v[i]);
    return nv_buf_take(&b, NULL);
}

static void refuse(struct nv_cli *cli, const struct meaning *m, const struct nv_err *err)
{
    if (cli->json)
        nv_cli_print_json(cli, json_pack("{s:s, s:i, s:n, s:n, s:n, s:n, s:[], s:s}", "phrase",
                                         m->phrase, "year", m->year, "kind", "value", "first_day",
                                         "last_day", "due", "error", err->text));
    nv_cli_error(cli, "%s", err->text);
}

int nv_cmd_deadline(struct nv_cli *cli, const struct nv_args *args)
{
    struct meaning m = {.effective = NV_DAY_NONE};
    struct nv_err err = {0};
    if (!read_year(cli, args, &m.year))
        return NV_EXIT_USAGE;
    char *phrase = join_words(args);
    m.phrase = phrase;
    int code = NV_EXIT_OK;
    if (nv_deadline_parse(phrase, m.year, &m.d, &err) != 0) {
        refuse(cli, &m, &err);
        code = NV_EXIT_NO;
        goto free_phrase;
    }
    m.n_due = nv_due_days(&m.d, m.year, m.due);
    struct nv_snapshot *s = nv_cli_try_load(cli);
    if (s) {
        m.has_effective = true;
        m.effective = nv_snapshot_effective(s, m.d.last_day);
        nv_snapshot_unref(s);
    }
    if (cli->json)
        print_json(cli, &m);
    else
        print_text(cli, &m);
free_phrase:
    free(phrase);
    return code;
}
