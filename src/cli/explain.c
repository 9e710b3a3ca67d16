#include <stdlib.h>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/explanation.h"

int nv_cmd_explain(struct nv_cli *cli, const struct nv_args *args)
{
    struct nv_snapshot *s = nv_cli_load(cli);
    if (!s)
        return NV_EXIT_CONFIG;
    uint32_t deliverable, at = nv_cli_occurrence(cli, s, args->words.v[0], &deliverable);
    int code = NV_EXIT_NO;
    if (deliverable != NV_NONE) {
        int32_t *done = nv_cli_done_days(cli, s);
        struct nv_explanation x;
        if (at == NV_NONE)
            at = nv_cli_current(s, deliverable, done);
        nv_explanation_init(&x, s, at, nv_cli_today(cli, s), done);
        if (cli->json)
            nv_explanation_json(&x, cli);
        else
            nv_explanation_print(&x, cli);
        nv_explanation_free(&x);
        free(done);
        code = NV_EXIT_OK;
    }
    nv_snapshot_unref(s);
    return code;
}
