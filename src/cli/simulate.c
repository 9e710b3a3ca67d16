#include "calendar/day.h"
#include "cli/command.h"
#include "cli/common.h"

int nv_cmd_simulate(struct nv_cli *cli, const struct nv_args *args)
{
    if (cli->hand_over)
        return cli->hand_over(cli);
    struct nv_snapshot *s = nv_cli_load(cli);
    if (!s)
        return NV_EXIT_CONFIG;
    /* Without days: the whole life of the plans. */
    int32_t from = nv_cli_today(cli, s), to = from;
    for (uint32_t i = 0; i < s->n_plans; i++) {
        int32_t last = nv_day_from_civil(s->plans[i].year, 12, 31);
        from = i == 0 || s->plans[i].signed_day < from ? s->plans[i].signed_day : from;
        to = i == 0 || last > to ? last : to;
    }
    int code = nv_cli_period(cli, args, &from, &to)
                   ? cli->simulate(cli, s, from, to, args->option[NV_OPT_STATE_DIR],
                                   args->option[NV_OPT_FACTS])
                   : NV_EXIT_USAGE;
    nv_snapshot_unref(s);
    return code;
}
