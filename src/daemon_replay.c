#include "daemon_replay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/intern.h"
#include "base/oserr.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "cli/cli.h"
#include "daemon_core.h"
#include "daemon_script.h"
#include "engine/engine.h"
#include "model/snapshot.h"

/* What one calendar month brought. */
struct month {
    int year, month;
    uint32_t notices, items;
    struct nv_intern *agencies;
};

struct replay {
    struct nv_cli *cli;
    const struct nv_snapshot *s;
    uv_loop_t loop;
    struct nv_core *core;
    int64_t now_ms, armed_ms;
    struct nv_script *script; /* NULL: nobody tells anything */
    const char *script_path;
    unsigned refused;
    NV_VEC(struct month) months;
    struct nv_intern *agencies;
    char example_agency[80];
    int32_t example_day;
    int example_worth; /* 0: none was found */
};

static int64_t hook_now(void *arg)
{
    return ((struct replay *)arg)->now_ms;
}

static void hook_arm(void *arg, int64_t at_ms)
{
    ((struct replay *)arg)->armed_ms = at_ms;
}

/* A request is named by the line on which its fact stands. */
static void hook_reply(void *arg, const struct nv_reply *reply)
{
    struct replay *r = arg;
    if (reply->exit_code == 0)
        return;
    r->refused++;
    fprintf(r->cli->err, "%s:%llu: không ghi nhận được: %s\n", r->script_path,
            (unsigned long long)reply->request, reply->text);
}

static void hook_settled(void *arg)
{
    (void)arg;
}

static struct month *month_of(struct replay *r, int32_t day)
{
    int year, month;
    nv_day_to_civil(day, &year, &month, NULL);
    if (r->months.n) {
        struct month *last = nv_vec_last(&r->months);
        if (last->year == year && last->month == month)
            return last;
    }
    nv_vec_push(&r->months, (struct month){year, month, 0, 0, nv_intern_new()});
    return nv_vec_last(&r->months);
}

/* How much a letter teaches who reads only one: best that the deadline of its own work is near and
 * the work has come from another agency, or that a deadline has passed; and one line is clearer
 * than many. */
static int worth_as_example(const struct nv_notice *n)
{
    const struct nv_item *item = &n->items[0];
    if (n->n_items != 1)
        return 0;
    switch (item->section) {
    case NV_SECTION_DUE_SOON:
        return item->role != NV_ROLE_LEAD ? 1 : item->predecessor ? 4 : 2;
    case NV_SECTION_OVERDUE:
        return 3;
    default:
        return 1;
    }
}

static void hook_made(void *arg, const struct nv_notice *n)
{
    struct replay *r = arg;
    struct month *m = month_of(r, n->day);
    m->notices++;
    m->items += n->n_items;
    nv_intern_add(m->agencies, n->agency);
    nv_intern_add(r->agencies, n->agency);
    if (worth_as_example(n) > r->example_worth) {
        r->example_worth = worth_as_example(n);
        nv_fmt(r->example_agency, sizeof r->example_agency, "%s", n->agency);
        r->example_day = n->day;
    }
}

/* Everything asked of the world has been answered. */
static void settle(struct replay *r)
{
    while (!nv_core_broken(r->core) && !nv_core_idle(r->core))
        uv_run(&r->loop, UV_RUN_ONCE);
}

static void print_progress(struct replay *r, int32_t day, int *shown)
{
    int year, month;
    nv_day_to_civil(day, &year, &month, NULL);
    if (*shown == year * 100 + month || r->cli->json)
        return;
    *shown = year * 100 + month;
    fprintf(r->cli->err, "Đang chạy lại tháng %02d/%d …\n", month, year);
    fflush(r->cli->err);
}

static int64_t next_ms(const struct replay *r)
{
    int64_t told = nv_script_next_ms(r->script);
    return told < r->armed_ms ? told : r->armed_ms;
}

static void tell(struct replay *r)
{
    int line;
    const struct nv_fact *f = nv_script_take(r->script, &line);
    nv_core_fact(r->core, (uint64_t)line, f);
}

static int run_days(struct replay *r, int32_t from, int32_t to)
{
    int shown = 0;
    int64_t end_ms = nv_time_at(to + 1, 0, r->s->zone_min);
    r->now_ms = nv_time_at(from, 0, r->s->zone_min);
    struct nv_err err = {0};
    int rc = nv_core_configure(r->core, r->s, &err);
    if (rc != 0) {
        fprintf(r->cli->err, "%s\n", err.text);
        return NV_EXIT_NO;
    }
    for (settle(r); next_ms(r) < end_ms && !nv_core_broken(r->core); settle(r)) {
        bool told = nv_script_next_ms(r->script) < r->armed_ms;
        if (next_ms(r) > r->now_ms)
            r->now_ms = next_ms(r);
        print_progress(r, nv_time_day(r->now_ms, r->s->zone_min), &shown);
        if (told) {
            tell(r);
            continue;
        }
        r->armed_ms = INT64_MAX;
        nv_core_clock(r->core, false, 0);
    }
    return nv_core_broken(r->core) || r->refused ? NV_EXIT_NO : NV_EXIT_OK;
}

static void print_json(const struct replay *r, const char *dir, const struct nv_engine_status *st)
{
    json_t *months = json_array();
    uint32_t notices = 0, items = 0;
    for (size_t i = 0; i < r->months.n; i++) {
        const struct month *m = &r->months.v[i];
        char name[16];
        nv_fmt(name, sizeof name, "%04d-%02d", m->year, m->month);
        json_array_append_new(months, json_pack("{s:s, s:i, s:i, s:i}", "month", name, "notices",
                                                (int)m->notices, "items", (int)m->items, "agencies",
                                                (int)nv_intern_count(m->agencies)));
        notices += m->notices;
        items += m->items;
    }
    json_t *all =
        json_pack("{s:o, s:i, s:i, s:i, s:I, s:I, s:s}", "months", months, "notices", (int)notices,
                  "items", (int)items, "agencies", (int)nv_intern_count(r->agencies), "sent",
                  (json_int_t)st->counts[NV_DELIVERY_SENT], "failed",
                  (json_int_t)st->counts[NV_DELIVERY_FAILED], "state", dir);
    json_dumpf(all, r->cli->out, JSON_INDENT(2));
    fputc('\n', r->cli->out);
    json_decref(all);
}

static bool has_webhooks(const struct nv_snapshot *s)
{
    for (uint32_t i = 0; i < s->n_agencies; i++)
        for (uint32_t k = 0; k < s->agencies[i].n_endpoints; k++)
            if (s->agencies[i].endpoints[k].kind == NV_ENDPOINT_WEBHOOK)
                return true;
    return false;
}

static void print_table(const struct replay *r, const char *dir, const struct nv_engine_status *st)
{
    FILE *out = r->cli->out;
    uint32_t notices = 0, items = 0;
    char day[NV_DAY_TEXT];
    fputs("\n  Tháng     Bản nhắc   Dòng nhắc   Cơ quan\n", out);
    for (size_t i = 0; i < r->months.n; i++) {
        const struct month *m = &r->months.v[i];
        fprintf(out, "  %02d/%04d   %8u   %9u   %7zu\n", m->month, m->year, m->notices, m->items,
                nv_intern_count(m->agencies));
        notices += m->notices;
        items += m->items;
    }
    fprintf(out, "  Cộng      %8u   %9u   %7zu\n\n", notices, items, nv_intern_count(r->agencies));
    fprintf(out, "Đã gửi %llu lượt, không gửi được %llu.\nThư nằm trong %s/mail/new\n",
            (unsigned long long)st->counts[NV_DELIVERY_SENT],
            (unsigned long long)st->counts[NV_DELIVERY_FAILED], dir);
    if (has_webhooks(r->s))
        fprintf(out, "Nội dung gửi webhook nằm trong %s/webhooks/new\n", dir);
    if (*r->example_agency)
        fprintf(out, "Đọc một thư:\n  %s -c %s preview --from %s --to %s --agency %s --letters\n",
                r->cli->argv[0], r->cli->conf_dir, nv_day_iso(r->example_day, day), day,
                r->example_agency);
}

static char *choose_dir(struct nv_cli *cli, const char *state_dir, struct nv_err *err)
{
    struct nv_buf path = NV_BUF_INIT;
    if (!state_dir) {
        const char *tmp = getenv("TMPDIR");
        nv_buf_addf(&path, "%s/nhacviec-XXXXXX", tmp && *tmp ? tmp : "/tmp");
        if (mkdtemp(path.data))
            return nv_buf_take(&path, NULL);
        fprintf(cli->err, "%s: %s\n", path.data, nv_oserr_vi(errno));
    } else if (nv_dir_make(state_dir, 0700, err) == 0) {
        nv_buf_addf(&path, "%s/ledger.db", state_dir);
        if (access(path.data, F_OK) != 0) {
            nv_buf_free(&path);
            /* The courier's threads want to know where they are, wherever we are. */
            return realpath(state_dir, NULL);
        }
        fprintf(cli->err, "%s: thư mục này đã có sổ; hãy chọn một thư mục khác cho --state\n",
                state_dir);
    } else {
        fprintf(cli->err, "%s\n", err->text);
    }
    nv_buf_free(&path);
    return NULL;
}

int nv_replay_run(struct nv_cli *cli, const struct nv_snapshot *s, int32_t from, int32_t to,
                  const char *state_dir, const char *facts)
{
    struct nv_err err = {0};
    struct replay r = {.cli = cli, .s = s, .armed_ms = INT64_MAX, .script_path = facts};
    struct nv_core_hooks hooks = {hook_now, hook_arm, hook_reply, hook_settled, hook_made, &r};
    int exit_code = NV_EXIT_NO;
    if (facts && !(r.script = nv_script_read(facts, s, &err))) {
        fprintf(cli->err, "%s\n", err.text);
        return NV_EXIT_NO;
    }
    char *dir = choose_dir(cli, state_dir, &err);
    if (!dir) {
        nv_script_free(r.script);
        return NV_EXIT_NO;
    }
    r.agencies = nv_intern_new();
    nv_require(uv_loop_init(&r.loop) == 0);
    struct nv_core_options options = {.state_dir = dir, .rehearsal = true, .sync = true};
    if (nv_core_open(&r.loop, &options, &hooks, &r.core, &err) != 0) {
        fprintf(cli->err, "%s\n", err.text);
        goto close_loop;
    }
    exit_code = run_days(&r, from, to);
    struct nv_engine_status st;
    nv_engine_status(nv_core_engine(r.core), &st);
    if (!nv_core_broken(r.core) && cli->json)
        print_json(&r, dir, &st);
    else if (!nv_core_broken(r.core))
        print_table(&r, dir, &st);
    nv_core_close(r.core);
close_loop:
    uv_run(&r.loop, UV_RUN_DEFAULT);
    nv_require(uv_loop_close(&r.loop) == 0);
    nv_core_free(r.core);
    for (size_t i = 0; i < r.months.n; i++)
        nv_intern_free(r.months.v[i].agencies);
    nv_vec_free(&r.months);
    nv_intern_free(r.agencies);
    nv_script_free(r.script);
    free(dir);
    return exit_code;
}
