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
        struct nv_told_facts told;
        nv_cli_facts(cli, s, &told);
        struct nv_explanation x;
        if (at == NV_NONE)
            at = nv_standing_current(s, deliverable, told.standings);
        nv_explanation_init(&x, s, at, nv_cli_today(cli, s), told.standings);
        if (cli->json)
            nv_explanation_json(&x, cli);
        else
            nv_explanation_print(&x, cli);
        nv_explanation_free(&x);
        nv_cli_facts_free(&told);
        code = NV_EXIT_OK;
    }
    nv_snapshot_unref(s);
    return code;
}
