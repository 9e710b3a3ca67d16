/* The subcommands of `nhacviec`: one file each. The main injects what the layer may not see: the
 * control socket's client, and the replay through the real shell or the program that has it.
 *
 * Exit codes are the contract of the manual: 0 success, 1 the answer is "no" or some item failed,
 * 2 usage, 69 daemon not reachable, 78 bad configuration. Text is Vietnamese; --json prints one
 * JSON document on stdout and nothing else; errors go to stderr. */
#ifndef NV_CLI_CLI_H
#define NV_CLI_CLI_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct nv_err;
struct nv_snapshot;

enum {
    NV_EXIT_OK = 0,
    NV_EXIT_NO = 1,
    NV_EXIT_USAGE = 2,
    NV_EXIT_UNREACHABLE = 69,
    NV_EXIT_CONFIG = 78
};

#define NV_CLI_CONF_DIR "/etc/nhacviec"
#define NV_CLI_SOCKET "/run/nhacviec/control.sock"

struct nv_cli {
    const char *program;     /* in messages */
    char **argv;             /* as typed; its first word is shown in commands to be repeated */
    const char *conf_dir;    /* NULL: NV_CLI_CONF_DIR */
    const char *socket_path; /* NULL: the configuration's */
    bool json;
    bool has_now;
    const char *now_text; /* of --now, as given; read once the zone is known */
    int64_t clock_ms;     /* the real time at start */
    FILE *out, *err;
    /* One request to the daemon; `args` is borrowed. 0 and an answer {"exit","text","data"} owned
     * by the caller, or -NV_ENET if nobody answers. */
    int (*call)(const char *socket_path, const char *command, json_t *args, int timeout_s,
                json_t **answer, struct nv_err *err);
    /* Becomes the program that has the shell, with the same arguments, and returns an exit code
     * only if it cannot, said on `err`. NULL: this program has it, and `simulate` is called. */
    int (*hand_over)(struct nv_cli *cli);
    /* The whole shell under a virtual clock; see daemon_replay.h. `state_dir` is NULL where none
     * was given. Returns an exit code. */
    int (*simulate)(struct nv_cli *cli, const struct nv_snapshot *s, int32_t from, int32_t to,
                    const char *state_dir, const char *facts);
};

/* Takes main's arguments, runs one subcommand, returns its exit code. Options may stand before and
 * after the subcommand's name. */
int nv_cli_run(struct nv_cli *cli, int argc, char **argv);

#endif
