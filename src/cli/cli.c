#include "cli/cli.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/oserr.h"
#include "cli/args.h"
#include "cli/command.h"
#include "cli/common.h"

/* What cannot be looked at, or is not there, is told by who reads it. */
static bool could_be_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? S_ISDIR(st.st_mode) : errno != ENOTDIR;
}

static int run(struct nv_cli *cli, const struct nv_args *args)
{
    if (args->option[NV_OPT_VERSION]) {
        if (cli->json)
            nv_cli_print_json(cli, json_pack("{s:s}", "version", NV_VERSION));
        else
            fprintf(cli->out, "nhacviec %s\n", NV_VERSION);
        return NV_EXIT_OK;
    }
    if (args->option[NV_OPT_HELP] && args->command) {
        nv_help_command(cli, args->command);
        return NV_EXIT_OK;
    }
    if (args->option[NV_OPT_HELP]) {
        nv_help_all(cli);
        return NV_EXIT_OK;
    }
    if (!args->command) {
        nv_cli_error(cli, "chưa có tên lệnh; xem các lệnh: %s help", cli->program);
        return NV_EXIT_USAGE;
    }
    if (args->option[NV_OPT_CONFIG] && !could_be_directory(cli->conf_dir)) {
        nv_cli_error(cli, "-c %s: không phải là thư mục; hãy dùng thư mục chứa nhacviec.cfg",
                     cli->conf_dir);
        return NV_EXIT_USAGE;
    }
    return args->command->run(cli, args);
}

int nv_cli_run(struct nv_cli *cli, int argc, char **argv)
{
    struct nv_args args;
    if (!cli->conf_dir)
        cli->conf_dir = NV_CLI_CONF_DIR;
    int code = nv_args_read(cli, argc, argv, &args) ? run(cli, &args) : NV_EXIT_USAGE;
    nv_args_free(&args);
    /* A full disk behind stdout must not look like success. */
    if ((fflush(cli->out) != 0 || ferror(cli->out)) && code == NV_EXIT_OK) {
        nv_cli_error(cli, "không ghi được kết quả: %s", nv_oserr_vi(errno));
        code = NV_EXIT_NO;
    }
    fflush(cli->err);
    return code;
}
