#include <jansson.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/common.h"

enum { NAME_WIDTH = 12, OPTION_WIDTH = 24 };

static void print_padded(FILE *out, const char *text, size_t width)
{
    size_t used = nv_utf8_width(text);
    fputs(text, out);
    for (; used < width; used++)
        fputc(' ', out);
}

static void print_options(FILE *out, const struct nv_option_spec *o)
{
    for (; o->id != NV_OPT_END; o++) {
        struct nv_buf b = NV_BUF_INIT;
        if (o->letter)
            nv_buf_addf(&b, "-%c, ", o->letter);
        nv_buf_addf(&b, "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
        fputs("  ", out);
        print_padded(out, nv_buf_str(&b), OPTION_WIDTH);
        fprintf(out, "  %s\n", o->help);
        nv_buf_free(&b);
    }
}

/* Whether the option stands among what a command cannot do without. */
static bool is_named(const char *words, const struct nv_option_spec *o)
{
    size_t n = strlen(o->name);
    for (const char *p = words; (p = strstr(p, "--")) != NULL; p += 2)
        if (strncmp(p + 2, o->name, n) == 0 && p[2 + n] == ' ')
            return true;
    return false;
}

static void print_synopsis(FILE *out, const char *program, const struct nv_command *c)
{
    fprintf(out, "Cách dùng: %s %s", program, c->name);
    if (*c->words)
        fprintf(out, " %s", c->words);
    for (const struct nv_option_spec *o = c->options; o->id != NV_OPT_END; o++)
        if (!is_named(c->words, o))
            fprintf(out, " [--%s%s%s]", o->name, o->value ? " " : "", o->value ? o->value : "");
    fputc('\n', out);
}

void nv_help_usage(struct nv_cli *cli, const struct nv_command *c)
{
    print_synopsis(cli->err, cli->program, c);
}

static json_t *options_json(const struct nv_option_spec *o)
{
    json_t *list = json_array();
    for (; o->id != NV_OPT_END; o++) {
        json_t *one =
            json_pack("{s:s, s:s*, s:s}", "name", o->name, "value", o->value, "help", o->help);
        if (o->letter)
            json_object_set_new(one, "letter", json_stringn(&o->letter, 1));
        json_array_append_new(list, one);
    }
    return list;
}

static json_t *command_json(const struct nv_command *c)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", c->name, "words", c->words, "summary",
                     c->summary, "details", c->details, "options", options_json(c->options));
}

void nv_help_command(struct nv_cli *cli, const struct nv_command *c)
{
    if (cli->json) {
        nv_cli_print_json(cli, command_json(c));
        return;
    }
    FILE *out = cli->out;
    print_synopsis(out, cli->program, c);
    fprintf(out, "\n%s: %s.\n", c->name, c->summary);
    if (*c->details)
        fprintf(out, "%s\n", c->details);
    if (c->options->id != NV_OPT_END) {
        fputs("\nTùy chọn của lệnh\n", out);
        print_options(out, c->options);
    }
    fputs("\nTùy chọn chung (đứng trước hoặc sau tên lệnh)\n", out);
    print_options(out, nv_cli_globals);
}

static void print_all_json(struct nv_cli *cli)
{
    json_t *list = json_array();
    for (const struct nv_command *c = nv_commands; c->name; c++)
        json_array_append_new(list, command_json(c));
    nv_cli_print_json(
        cli, json_pack("{s:o, s:o}", "commands", list, "options", options_json(nv_cli_globals)));
}

void nv_help_all(struct nv_cli *cli)
{
    if (cli->json) {
        print_all_json(cli);
        return;
    }
    FILE *out = cli->out;
    fprintf(out,
            "%s – nhắc việc theo thời hạn của các kế hoạch\n\n"
            "Cách dùng: %s [-c THƯ-MỤC] LỆNH …\n\nCác lệnh\n",
            cli->program, cli->program);
    for (const struct nv_command *c = nv_commands; c->name; c++) {
        fputs("  ", out);
        print_padded(out, c->name, NAME_WIDTH);
        fprintf(out, "%s\n", c->summary);
    }
    fputs("\nTùy chọn chung (đứng trước hoặc sau tên lệnh)\n", out);
    print_options(out, nv_cli_globals);
    fprintf(
        out,
        "\nMã kết thúc: 0 được; 1 câu trả lời là không; 2 sai cách dùng; 69 dịch vụ không trả lời;"
        " 78 cấu hình lỗi.\nHướng dẫn của một lệnh: %s help LỆNH\n",
        cli->program);
}

int nv_cmd_help(struct nv_cli *cli, const struct nv_args *args)
{
    if (!args->words.n) {
        nv_help_all(cli);
        return NV_EXIT_OK;
    }
    const char *name = args->words.v[0];
    const struct nv_command *c = nv_command_find(name);
    if (c) {
        nv_help_command(cli, c);
        return NV_EXIT_OK;
    }
    const char *best = nv_command_nearest(name);
    nv_cli_error(cli, "không có lệnh “%s”%s%s%s", name, best ? "; có phải “" : "", best ? best : "",
                 best ? "”?" : "");
    return NV_EXIT_USAGE;
}
