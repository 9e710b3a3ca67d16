#include "calendar/deadline.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/due.h"
#include "cli/command.h"
#include "cli/common.h"
#include "render/words.h"

enum { FIRST_YEAR = 1975, LAST_YEAR = 2100 };

struct meaning {
    const char *phrase;
    int year;
    struct nv_deadline d;
    struct nv_due *dues;
    size_t n_dues;
    const struct nv_snapshot *s; /* for the calendar; may be NULL */
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

/* A day that the phrase excludes is not reached by rolling on. */
static int32_t effective(const struct meaning *m, const struct nv_due *due)
{
    return due->before ? due->last_day : nv_snapshot_effective(m->s, due->last_day);
}

/* The day that counts for the phrase as a whole. */
static int32_t whole(const struct meaning *m)
{
    for (size_t i = 0; i < m->n_dues; i++)
        if (m->dues[i].last_day == m->d.last_day)
            return effective(m, &m->dues[i]);
    return m->d.last_day;
}

static void print_json(struct nv_cli *cli, const struct meaning *m)
{
    json_t *due = json_array();
    json_t *periods = json_array();
    for (size_t i = 0; i < m->n_dues; i++) {
        const struct nv_due *one = &m->dues[i];
        char label[NV_DUE_LABEL];
        if (one->last_day != NV_DAY_NONE)
            json_array_append_new(due, nv_json_day(one->last_day));
        json_t *p = json_pack("{s:s, s:s, s:s, s:i, s:o, s:o}", "name", one->name, "label",
                              nv_due_label(one->name, label), "kind",
                              nv_deadline_kind_name(one->kind), "times", one->times, "first_day",
                              nv_json_day(one->first_day), "last_day", nv_json_day(one->last_day));
        if (m->s)
            json_object_set_new(p, "effective", nv_json_day(effective(m, one)));
        json_array_append_new(periods, p);
    }
    json_t *doc =
        json_pack("{s:s, s:i, s:s, s:s, s:o, s:o, s:o}", "phrase", m->phrase, "year", m->year,
                  "kind", nv_deadline_kind_name(m->d.kind), "value", m->d.value, "first_day",
                  nv_json_day(m->d.first_day), "last_day", nv_json_day(m->d.last_day), "due", due);
    json_object_set_new(doc, "periods", periods);
    if (m->s)
        json_object_set_new(doc, "effective", nv_json_day(whole(m)));
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

static void add_period(struct nv_buf *out, const struct meaning *m, const struct nv_due *due,
                       size_t i)
{
    char label[NV_DUE_LABEL];
    if (m->n_dues == 1 && !*due->name)
        return;
    nv_buf_adds(out, i ? "                " : "  các kỳ hạn    ");
    nv_due_label(due->name, label);
    nv_buf_addf(out, "%s: ", *label ? label : nv_kind_vi(due->kind));
    if (due->times > 1)
        nv_buf_addf(out, "%02d lần, ", due->times);
    if (due->last_day == NV_DAY_NONE)
        nv_buf_adds(out, "không có ngày");
    else
        nv_day_long(out, due->last_day);
    if (m->s && due->last_day != NV_DAY_NONE && effective(m, due) != due->last_day) {
        nv_buf_adds(out, ", hạn thực tế ");
        nv_day_long(out, effective(m, due));
    }
    nv_buf_addc(out, '\n');
}

static void print_text(struct nv_cli *cli, const struct meaning *m)
{
    struct nv_buf out = NV_BUF_INIT;
    nv_buf_addf(&out, "“%s”\n  loại          %s (%s)\n  giá trị       %s\n", m->phrase,
                nv_kind_vi(m->d.kind), nv_deadline_kind_name(m->d.kind), m->d.value);
    if (m->d.first_day != NV_DAY_NONE)
        add_day(&out, "  từ            ", m->d.first_day);
    if (m->d.last_day != NV_DAY_NONE || m->n_dues < 2)
        add_day(&out, "  hạn cuối      ", m->d.last_day);
    if (m->s && whole(m) != m->d.last_day)
        add_day(&out, "  hạn thực tế   ", whole(m));
    for (size_t i = 0; i < m->n_dues; i++)
        add_period(&out, m, &m->dues[i], i);
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
    struct meaning m = {.n_dues = 0};
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
    struct nv_due_span span = {nv_day_from_civil(m.year, 1, 1), nv_day_from_civil(m.year, 12, 31),
                               false};
    struct nv_snapshot *s = nv_cli_try_load(cli);
    m.s = s;
    if (s)
        nv_deadline_settle(&m.d, s->workdays);
    m.dues = nv_calloc(NV_DUES_MAX, sizeof *m.dues);
    m.n_dues = nv_deadline_dues(&m.d, &span, m.dues, NV_DUES_MAX);
    if (cli->json)
        print_json(cli, &m);
    else
        print_text(cli, &m);
    nv_snapshot_unref(s);
    free(m.dues);
free_phrase:
    free(phrase);
    return code;
}
