/* The command-line tool's main. */
#include "tool.h"

int main(int argc, char **argv)
{
    struct nv_cli cli = nv_tool_cli(argv);
    cli.hand_over = nv_tool_hand_over;
    return nv_cli_run(&cli, argc, argv);
}
