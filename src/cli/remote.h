/* One request to the daemon, and its answer as output and exit code. */
#ifndef NV_CLI_REMOTE_H
#define NV_CLI_REMOTE_H

#include <jansson.h>
#include <stdbool.h>

struct nv_cli;
struct nv_err;

enum nv_remote_text {
    NV_TEXT_ANSWER,  /* the text is what was asked for, whatever the exit code */
    NV_TEXT_VERDICT, /* the text of a "no" is an error: stderr */
    NV_TEXT_BYTES,   /* as VERDICT, but nothing is added to it */
};

/* Sends `command` with `args` (released) and prints. Returns the daemon's exit code, or
 * NV_EXIT_UNREACHABLE. */
int nv_remote_call(struct nv_cli *cli, const char *command, json_t *args, int timeout_s,
                   enum nv_remote_text text);

/* The same without printing anything but why there is no answer: 0 and *answer (the caller's), or
 * NV_EXIT_UNREACHABLE, NV_EXIT_USAGE. */
int nv_remote_ask(struct nv_cli *cli, const char *command, json_t *args, int timeout_s,
                  json_t **answer);

/* Says why the daemon behind `path` did not answer a call that failed with `rc`, and who may ask
 * it. Returns the exit code. */
int nv_remote_unreachable(struct nv_cli *cli, const char *path, int rc, const struct nv_err *err);

#endif
