#include "cli/args.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "calendar/day.h"
#include "cli/cli.h"
#include "cli/command.h"

const struct nv_option_spec nv_cli_globals[] = {
    {NV_OPT_CONFIG, 'c', "config", "THƯ-MỤC", "thư mục cấu hình (mặc định " NV_CLI_CONF_DIR ")"},
    {NV_OPT_JSON, 0, "json", NULL, "in một tài liệu JSON cho chương trình khác đọc"},
    {NV_OPT_NOW, 0, "now", "THỜI-ĐIỂM", "lấy 2025-03-01T08:00 làm thời điểm hiện tại"},
    {NV_OPT_SOCKET, 0, "socket", "ĐƯỜNG-DẪN",
     "socket của dịch vụ, thay cho socket ghi trong cấu hình"},
    {NV_OPT_HELP, 'h', "help", NULL, "in hướng dẫn"},
    {NV_OPT_VERSION, 'V', "version", NULL, "in phiên bản"},
    {.id = NV_OPT_END}};

struct reader {
    struct nv_cli *cli;
    int argc, at;
    char **argv;
    struct nv_args *out;
};

static const struct nv_option_spec *find_in(const struct nv_option_spec *table, const char *name,
                                            size_t n, char letter)
{
    for (; table && table->id != NV_OPT_END; table++)
        if (letter ? table->letter == letter
                   : strlen(table->name) == n && memcmp(table->name, name, n) == 0)
            return table;
    return NULL;
}

static const struct nv_option_spec *find(const struct reader *r, const char *name, size_t n,
                                         char letter)
{
    const struct nv_option_spec *o = find_in(nv_cli_globals, name, n, letter);
    return o || !r->out->command ? o : find_in(r->out->command->options, name, n, letter);
}

/* Two slips in a short word make another word: "foo" is no "now". */
size_t nv_args_tolerance(const char *typed)
{
    size_t half = strlen(typed) / 2;
    return half > 3 ? 3 : half;
}

static void nearest_in(const struct nv_option_spec *table, const char *name, const char **best,
                       size_t *distance)
{
    for (; table && table->id != NV_OPT_END; table++) {
        size_t d = nv_utf8_distance(table->name, name);
        if (d < *distance) {
            *distance = d;
            *best = table->name;
        }
    }
}

static bool unknown(const struct reader *r, const char *arg, const char *name)
{
    const struct nv_command *c = r->out->command;
    const char *best = NULL;
    size_t distance = nv_args_tolerance(name) + 1;
    fprintf(r->cli->err, "%s: không có tùy chọn “%s”", r->cli->program, arg);
    if (c)
        fprintf(r->cli->err, " trong lệnh %s", c->name);
    nearest_in(nv_cli_globals, name, &best, &distance);
    if (c)
        nearest_in(c->options, name, &best, &distance);
    if (best)
        fprintf(r->cli->err, "; có phải --%s?", best);
    for (const struct nv_command *k = nv_commands; !c && k->name; k++)
        if (find_in(k->options, name, strlen(name), 0)) {
            fputs("; tùy chọn riêng của một lệnh đứng sau tên lệnh", r->cli->err);
            break;
        }
    fputc('\n', r->cli->err);
    return false;
}

static bool set(struct reader *r, const struct nv_option_spec *o, const char *value)
{
    if (o->value && !value) {
        if (++r->at >= r->argc) {
            fprintf(r->cli->err, "%s: tùy chọn --%s cần một giá trị (%s)\n", r->cli->program,
                    o->name, o->value);
            return false;
        }
        value = r->argv[r->at];
    }
    if (o->value && !*value) {
        fprintf(r->cli->err, "%s: giá trị của --%s bị để trống\n", r->cli->program, o->name);
        return false;
    }
    r->out->option[o->id] = o->value ? value : "";
    return true;
}

static bool read_long(struct reader *r, const char *arg)
{
    const char *name = arg + 2, *equals = strchr(name, '=');
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    const struct nv_option_spec *o = find(r, name, n, 0);
    if (!o) {
        char *plain = nv_strndup(name, n);
        unknown(r, arg, plain);
        free(plain);
        return false;
    }
    if (equals && !o->value) {
        fprintf(r->cli->err, "%s: tùy chọn --%s không nhận giá trị\n", r->cli->program, o->name);
        return false;
    }
    return set(r, o, equals ? equals + 1 : NULL);
}

static bool read_short(struct reader *r, const char *arg)
{
    for (const char *p = arg + 1; *p; p++) {
        const struct nv_option_spec *o = find(r, NULL, 0, *p);
        if (!o)
            return unknown(r, arg, p);
        if (o->value)
            return set(r, o, p[1] ? p + 1 : NULL);
        if (!set(r, o, NULL))
            return false;
    }
    return true;
}

static bool read_word(struct reader *r, const char *arg)
{
    if (r->out->command) {
        nv_vec_push(&r->out->words, arg);
        return true;
    }
    r->out->command = nv_command_find(arg);
    if (r->out->command)
        return true;
    const char *best = nv_command_nearest(arg);
    fprintf(r->cli->err, "%s: không có lệnh “%s”", r->cli->program, arg);
    if (best)
        fprintf(r->cli->err, "; có phải “%s”?", best);
    fprintf(r->cli->err, "\nXem các lệnh: %s help\n", r->cli->program);
    return false;
}

static bool check_words(struct reader *r)
{
    const struct nv_command *c = r->out->command;
    if (!c || r->out->option[NV_OPT_HELP] || r->out->option[NV_OPT_VERSION])
        return true;
    if (r->out->words.n < c->min_words)
        fprintf(r->cli->err, "%s %s: còn thiếu %s\n", r->cli->program, c->name, c->words);
    else if (r->out->words.n > c->max_words)
        fprintf(r->cli->err, "%s %s: thừa “%s”\n", r->cli->program, c->name,
                r->out->words.v[c->max_words]);
    else
        return true;
    nv_help_usage(r->cli, c);
    return false;
}

/* The form of --now does not depend on the zone, so it is refused before anything is done. */
static bool take_globals(struct reader *r)
{
    const char *const *o = r->out->option;
    int64_t ms;
    int32_t day;
    r->cli->json = o[NV_OPT_JSON] != NULL;
    r->cli->has_now = o[NV_OPT_NOW] != NULL;
    r->cli->now_text = o[NV_OPT_NOW];
    if (o[NV_OPT_CONFIG])
        r->cli->conf_dir = o[NV_OPT_CONFIG];
    if (o[NV_OPT_SOCKET])
        r->cli->socket_path = o[NV_OPT_SOCKET];
    if (!o[NV_OPT_NOW] || nv_time_parse(o[NV_OPT_NOW], 0, &ms) ||
        nv_day_parse_iso(o[NV_OPT_NOW], &day))
        return true;
    fprintf(r->cli->err, "%s: --now “%s” không phải là thời điểm; viết như 2025-03-01T08:00\n",
            r->cli->program, o[NV_OPT_NOW]);
    return false;
}

bool nv_args_read(struct nv_cli *cli, int argc, char **argv, struct nv_args *out)
{
    struct reader r = {cli, argc, 1, argv, out};
    bool options = true;
    memset(out, 0, sizeof *out);
    for (int i = 1; i < argc; i++)
        if (nv_utf8_check(argv[i], strlen(argv[i])) >= 0) {
            fprintf(cli->err, "%s: tham số thứ %d không phải là UTF-8 hợp lệ\n", cli->program, i);
            return false;
        }
    for (; r.at < argc; r.at++) {
        const char *arg = argv[r.at];
        bool good = true;
        if (options && strcmp(arg, "--") == 0)
            options = false;
        else if (options && arg[0] == '-' && arg[1] == '-')
            good = read_long(&r, arg);
        else if (options && arg[0] == '-' && arg[1])
            good = read_short(&r, arg);
        else
            good = read_word(&r, arg);
        if (!good)
            return false;
    }
    return take_globals(&r) && check_words(&r);
}

void nv_args_free(struct nv_args *a)
{
    nv_vec_free(&a->words);
}
