/* `done` and `reopen`: what a person tells the daemon. */
#include <stdlib.h>

#include "base/utf8.h"
#include "calendar/day.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/remote.h"

enum { TIMEOUT_S = 60 };

/* Adds the option's text in NFC; what is no single line of text is refused with a message. */
static bool add_text(struct nv_cli *cli, json_t *args, const char *key, const char *text)
{
    if (!text)
        return true;
    char *nfc = nv_utf8_nfc(text);
    bool good = nfc != NULL;
    for (const char *p = nfc; good && *p;)
        good = !nv_utf8_is_control(nv_utf8_next(&p));
    if (good)
        json_object_set_new(args, key, json_string(nfc));
    else
        nv_cli_error(cli, "--%s phải là một dòng chữ, không có ký tự điều khiển", key);
    free(nfc);
    return good;
}

static int32_t today(struct nv_cli *cli)
{
    struct nv_snapshot *s = nv_cli_try_load(cli);
    int32_t day = nv_cli_today(cli, s);
    nv_snapshot_unref(s);
    return day;
}

int nv_cmd_done(struct nv_cli *cli, const struct nv_args *args)
{
    char on[NV_DAY_TEXT];
    int32_t day = NV_DAY_NONE;
    if (!nv_cli_day(cli, args, NV_OPT_ON, "on", &day))
        return NV_EXIT_USAGE;
    if (day == NV_DAY_NONE)
        day = today(cli);
    json_t *o = json_pack("{s:s, s:s}", "id", args->words.v[0], "on", nv_day_iso(day, on));
    if (!add_text(cli, o, "doc", args->option[NV_OPT_DOC]) ||
        !add_text(cli, o, "note", args->option[NV_OPT_NOTE])) {
        json_decref(o);
        return NV_EXIT_USAGE;
    }
    return nv_remote_call(cli, "done", o, TIMEOUT_S, NV_TEXT_VERDICT);
}

int nv_cmd_reopen(struct nv_cli *cli, const struct nv_args *args)
{
    json_t *o = json_pack("{s:s}", "id", args->words.v[0]);
    if (!add_text(cli, o, "note", args->option[NV_OPT_NOTE])) {
        json_decref(o);
        return NV_EXIT_USAGE;
    }
    return nv_remote_call(cli, "reopen", o, TIMEOUT_S, NV_TEXT_VERDICT);
}
