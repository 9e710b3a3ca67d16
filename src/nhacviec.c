/* The command-line tool's main: gives the subcommands what their layer may not see. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "cli/cli.h"
#include "daemon_replay.h"
#include "server/client.h"

int main(int argc, char **argv)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    /* An object that could not be made would be missing from an answer without a word. */
    json_set_alloc_funcs(nv_malloc, free);
    struct nv_cli cli = {
        .program = "nhacviec",
        .invoked = argv[0],
        .clock_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000,
        .out = stdout,
        .err = stderr,
        .call = nv_client_call,
        .simulate = nv_replay_run,
    };
    return nv_cli_run(&cli, argc, argv);
}
