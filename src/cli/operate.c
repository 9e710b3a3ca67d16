/* `status`, `show`, `queue` and `reload`: questions to the daemon and one order. */
#include <string.h>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/remote.h"
#include "model/notice.h"

enum { READ_TIMEOUT_S = 60, RELOAD_TIMEOUT_S = 600 };

int nv_cmd_status(struct nv_cli *cli, const struct nv_args *args)
{
    (void)args;
    return nv_remote_call(cli, "status", json_object(), READ_TIMEOUT_S, NV_TEXT_ANSWER);
}

int nv_cmd_show(struct nv_cli *cli, const struct nv_args *args)
{
    bool mail = args->option[NV_OPT_SHOW_MAIL] != NULL;
    json_t *o = json_pack("{s:s, s:b}", "id", args->words.v[0], "mail", (int)mail);
    return nv_remote_call(cli, "show", o, READ_TIMEOUT_S, mail ? NV_TEXT_BYTES : NV_TEXT_VERDICT);
}

int nv_cmd_reload(struct nv_cli *cli, const struct nv_args *args)
{
    (void)args;
    return nv_remote_call(cli, "reload", json_object(), RELOAD_TIMEOUT_S, NV_TEXT_VERDICT);
}
