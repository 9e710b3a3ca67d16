/* Words and options of one call, by the table of the subcommand. Knows how arguments are written,
 * not what they mean. */
#ifndef NV_CLI_ARGS_H
#define NV_CLI_ARGS_H

#include <stdbool.h>

#include "base/vec.h"

struct nv_cli;
struct nv_command;

enum nv_option {
    NV_OPT_END,
    NV_OPT_CONFIG,
    NV_OPT_JSON,
    NV_OPT_NOW,
    NV_OPT_SOCKET,
    NV_OPT_HELP,
    NV_OPT_VERSION,
    NV_OPT_YEAR,
    NV_OPT_LINT,
    NV_OPT_PLAN,
    NV_OPT_AGENCY,
    NV_OPT_STATUS,
    NV_OPT_FROM,
    NV_OPT_TO,
    NV_OPT_MAIL_DIR,
    NV_OPT_LETTERS,
    NV_OPT_STATE_DIR,
    NV_OPT_FACTS,
    NV_OPT_ON,
    NV_OPT_DOC,
    NV_OPT_NOTE,
    NV_OPT_UNTIL,
    NV_OPT_DUE,
    NV_OPT_CSV,
    NV_OPT_JSONL,
    NV_OPT_SHOW_MAIL,
    NV_OPT_WAIT,
    NV_OPT_DELIVERY_STATE,
    NV_OPT_ALL_FAILED,
    NV_OPT_FORMAT,
    NV_OPT_OUTPUT,
    NV_OPT_UPDATE,
    NV_OPT_MONTH,
    NV_OPT_QUARTER,
    NV_OPT_BY_SUCCESSOR,
    NV_OPT_COUNT
};

/* A table of these ends with {NV_OPT_END}. */
struct nv_option_spec {
    enum nv_option id;
    char letter;       /* 0: has no short form */
    const char *name;  /* without the dashes */
    const char *value; /* what the help calls its value; NULL: a flag */
    const char *help;  /* Vietnamese, one line */
};

struct nv_args {
    const struct nv_command *command; /* NULL: none was named */
    const char *option[NV_OPT_COUNT]; /* as given; "" for a flag; NULL: not given */
    NV_VEC(const char *) words;       /* after the command's name */
};

extern const struct nv_option_spec nv_cli_globals[];

/* Reads main's arguments; everything is borrowed from `argv`. False after a message on stderr. */
bool nv_args_read(struct nv_cli *cli, int argc, char **argv, struct nv_args *out);
/* How unlike (nv_utf8_distance) what was typed may be to a name that is still worth a hint. */
size_t nv_args_tolerance(const char *typed);
void nv_args_free(struct nv_args *a);

#endif
