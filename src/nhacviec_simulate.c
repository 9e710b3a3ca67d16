/* The main of the command line that has the shell in it; `nhacviec simulate` becomes it. */
#include "daemon_replay.h"
#include "tool.h"

int main(int argc, char **argv)
{
    struct nv_cli cli = nv_tool_cli(argv);
    cli.simulate = nv_replay_run;
    return nv_cli_run(&cli, argc, argv);
}
