#include "import/import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/file.h"
#include "base/oserr.h"
#include "cli/command.h"
#include "cli/common.h"
#include "conf/rules.h"
#include "import/read.h"
#include "import/sheet.h"

enum { FIRST_YEAR = 2000, LAST_YEAR = 2099 };

struct import {
    struct nv_cli *cli;
    struct nv_import_options options;
    enum nv_format format;
    const char *output; /* NULL: stdout */
    struct nv_buf plan, changes;
    struct nv_diags diags;
    struct nv_import_totals totals;
};

static bool read_options(struct import *m, const struct nv_args *args)
{
    const char *format = args->option[NV_OPT_FORMAT], *year = args->option[NV_OPT_YEAR];
    m->options.file = args->words.v[0];
    m->options.plan_id = args->option[NV_OPT_PLAN];
    m->options.update = args->option[NV_OPT_UPDATE];
    m->output = args->option[NV_OPT_OUTPUT];
    if (m->output && strcmp(m->output, "-") == 0)
        m->output = NULL;
    if (format && (m->format = nv_format_find(format)) == NV_FORMAT_AUTO) {
        nv_cli_error(m->cli, "--format “%s” không đọc được; các dạng: tsv, csv, html, docx, xlsx",
                     format);
        return false;
    }
    if (year) {
        char *end;
        long n = strtol(year, &end, 10);
        if (*end || n < FIRST_YEAR || n > LAST_YEAR) {
            nv_cli_error(m->cli, "--year “%s” không phải là năm từ %d đến %d", year, FIRST_YEAR,
                         LAST_YEAR);
            return false;
        }
        m->options.year = (int)n;
    }
    const char *why = m->options.plan_id ? nv_rule_id(m->options.plan_id) : NULL;
    if (why)
        nv_cli_error(m->cli, "--plan “%s” không đúng; %s", m->options.plan_id, why);
    return !why;
}

/* What stands there already may hold a week of review: it becomes OUT~, which no loader reads. */
static bool keep_backup(struct import *m)
{
    struct nv_buf old = NV_BUF_INIT, backup = NV_BUF_INIT;
    bool good = true;
    if (nv_file_read(m->output, NV_IMPORT_FILE_MAX, &old, NULL) != 0 ||
        (old.len == m->plan.len && memcmp(nv_buf_str(&old), m->plan.data, old.len) == 0))
        goto free_both;
    nv_buf_addf(&backup, "%s~", m->output);
    if (rename(m->output, backup.data) != 0) {
        nv_cli_error(m->cli, "không giữ được bản cũ %s thành %s: %s", m->output, backup.data,
                     nv_oserr_vi(errno));
        good = false;
    } else {
        nv_cli_error(m->cli, "bản cũ của %s giữ ở %s", m->output, backup.data);
    }
free_both:
    nv_buf_free(&old);
    nv_buf_free(&backup);
    return good;
}

/* Of a device or a pipe there is no old version to keep. */
static bool is_device(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static bool write_plan(struct import *m)
{
    struct nv_err err = {0};
    if (!m->output) {
        fwrite(m->plan.data, 1, m->plan.len, m->cli->out);
        return true;
    }
    if (!is_device(m->output) && !keep_backup(m))
        return false;
    if (nv_file_write(m->output, m->plan.data, m->plan.len, &err) == 0)
        return true;
    nv_cli_error(m->cli, "%s", err.text);
    return false;
}

static void print_report(struct import *m)
{
    const struct nv_import_totals *t = &m->totals;
    struct nv_buf text = NV_BUF_INIT;
    nv_diag_sort(&m->diags);
    nv_diag_print(&m->diags, &text);
    size_t told = m->diags.list.n, all = m->diags.errors + m->diags.warnings;
    if (told < all)
        nv_buf_addf(&text, "… và %zu chỗ khác, xem các dòng “Nghi vấn:” trong kết quả\n",
                    all - told);
    if (m->changes.len)
        nv_buf_addf(&text, "Thay đổi so với %s:\n%s", m->options.update, m->changes.data);
    if (m->options.update)
        nv_buf_addf(&text, "%s: thêm %zu, bỏ %zu, đổi %zu so với %s\n", m->options.file, t->added,
                    t->removed, t->changed, m->options.update);
    nv_buf_addf(&text,
                "%s: đọc %zu hàng (%zu hàng tiêu đề cột), %zu mục, %zu nhiệm vụ, %zu sản phẩm có "
                "tiến độ; nối %zu hàng; %zu chỗ nghi vấn; %zu chỗ bị từ chối; %zu dòng ngoài bảng "
                "giữ làm chú thích\n",
                m->options.file, t->rows, t->heads, t->sections, t->tasks, t->deliverables,
                t->joined, t->doubtful, t->refused, t->aside);
    fputs(nv_buf_str(&text), m->cli->err);
    nv_buf_free(&text);
}

static json_t *json_findings(const struct nv_diags *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->list.n; i++) {
        const struct nv_diag *x = &d->list.v[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:i, s:i, s:s}", "severity",
                                              x->severity == NV_DIAG_ERROR ? "refused" : "doubtful",
                                              "file", x->file, "line", x->line, "column", x->column,
                                              "text", x->text));
    }
    return list;
}

static json_t *json_changes(const struct nv_buf *changes)
{
    json_t *list = json_array();
    for (const char *p = nv_buf_str(changes); *p;) {
        size_t n = strcspn(p, "\n");
        json_array_append_new(list, json_stringn(p, n));
        p += n + (p[n] == '\n');
    }
    return list;
}

static void print_json(struct import *m)
{
    const struct nv_import_totals *t = &m->totals;
    json_int_t n[] = {(json_int_t)t->rows,         (json_int_t)t->sections, (json_int_t)t->tasks,
                      (json_int_t)t->deliverables, (json_int_t)t->joined,   (json_int_t)t->doubtful,
                      (json_int_t)t->refused};
    nv_diag_sort(&m->diags);
    json_t *doc =
        json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "file", m->options.file,
                  "rows", n[0], "sections", n[1], "tasks", n[2], "deliverables", n[3], "joined",
                  n[4], "doubtful", n[5], "refused", n[6], "findings", json_findings(&m->diags),
                  "changes", json_changes(&m->changes));
    if (!m->output)
        json_object_set_new(doc, "plan", json_stringn(m->plan.data, m->plan.len));
    nv_cli_print_json(m->cli, doc);
}

static int run(struct import *m, const struct nv_snapshot *s)
{
    struct nv_err err = {0};
    struct nv_sheet sheet;
    nv_sheet_init(&sheet);
    int code = NV_EXIT_NO;
    if (nv_import_read(m->options.file, m->format, &sheet, &err) != 0) {
        nv_cli_error(m->cli, "%s", err.text);
        goto free_sheet;
    }
    int rc =
        nv_import_plan(&sheet, s, &m->options, &m->plan, &m->changes, &m->diags, &m->totals, &err);
    if (rc != 0) {
        if (rc == -NV_ESYNTAX)
            nv_err_wrap(&err, rc, "%s", m->options.file);
        nv_cli_error(m->cli, "%s", err.text);
        goto free_sheet;
    }
    if (m->cli->json ? m->output && !write_plan(m) : !write_plan(m))
        goto free_sheet;
    if (m->cli->json)
        print_json(m);
    else
        print_report(m);
    code = m->totals.refused ? NV_EXIT_NO : NV_EXIT_OK;
free_sheet:
    nv_sheet_free(&sheet);
    return code;
}

int nv_cmd_import(struct nv_cli *cli, const struct nv_args *args)
{
    struct import m = {.cli = cli};
    if (!read_options(&m, args))
        return NV_EXIT_USAGE;
    struct nv_snapshot *s = nv_cli_load(cli);
    if (!s)
        return NV_EXIT_CONFIG;
    int code = run(&m, s);
    nv_buf_free(&m.plan);
    nv_buf_free(&m.changes);
    nv_diag_free(&m.diags);
    nv_snapshot_unref(s);
    return code;
}
