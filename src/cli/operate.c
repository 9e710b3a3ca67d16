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

static bool is_state(const char *name)
{
    for (int i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
        if (strcmp(nv_delivery_state_name((enum nv_delivery_state)i), name) == 0)
            return true;
    return false;
}

/* The id of what may have been typed as a name. Where the configuration cannot be read here, the
 * daemon judges. */
static bool add_agency(struct nv_cli *cli, json_t *args, const char *text)
{
    struct nv_snapshot *s = nv_cli_try_load(cli);
    uint32_t found = s ? nv_cli_agency(cli, s, text) : NV_NONE;
    bool good = !s || found != NV_NONE;
    if (good)
        json_object_set_new(args, "agency",
                            json_string(found != NV_NONE ? s->agencies[found].id : text));
    nv_snapshot_unref(s);
    return good;
}

int nv_cmd_queue(struct nv_cli *cli, const struct nv_args *args)
{
    const char *state = args->option[NV_OPT_DELIVERY_STATE];
    const char *agency = args->option[NV_OPT_AGENCY];
    if (args->words.n && strcmp(args->words.v[0], "list") != 0) {
        nv_cli_error(cli, "queue: không có việc “%s”; có: list", args->words.v[0]);
        return NV_EXIT_USAGE;
    }
    if (state && !is_state(state)) {
        struct nv_nearest near = {.want = state};
        for (int i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
            nv_nearest_offer(&near, nv_delivery_state_name((enum nv_delivery_state)i));
        nv_cli_unknown(cli, "trạng thái", &near);
        fprintf(cli->err, "Các trạng thái:");
        for (int i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
            fprintf(cli->err, " %s", nv_delivery_state_name((enum nv_delivery_state)i));
        fputc('\n', cli->err);
        return NV_EXIT_NO;
    }
    json_t *o = json_object();
    if (state)
        json_object_set_new(o, "state", json_string(state));
    if (agency && !add_agency(cli, o, agency)) {
        json_decref(o);
        return NV_EXIT_NO;
    }
    return nv_remote_call(cli, "queue", o, READ_TIMEOUT_S, NV_TEXT_VERDICT);
}

int nv_cmd_reload(struct nv_cli *cli, const struct nv_args *args)
{
    (void)args;
    return nv_remote_call(cli, "reload", json_object(), RELOAD_TIMEOUT_S, NV_TEXT_VERDICT);
}
