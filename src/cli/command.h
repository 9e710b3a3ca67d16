/* The table of subcommands: what `nhacviec` can do, and the help of each. */
#ifndef NV_CLI_COMMAND_H
#define NV_CLI_COMMAND_H

#include "cli/args.h"

struct nv_cli;

struct nv_command {
    const char *name;
    const char *words;   /* "MÃ", "list", and options that must be given; "" where it takes none */
    const char *summary; /* one line */
    const char *details; /* paragraphs for its own help */
    const struct nv_option_spec *options;
    unsigned min_words, max_words;
    int (*run)(struct nv_cli *cli, const struct nv_args *args);
};

extern const struct nv_command nv_commands[];

const struct nv_command *nv_command_find(const char *name); /* NULL if unknown */
/* The known name that is most like `name`, or NULL if none is. */
const char *nv_command_nearest(const char *name);

/* help.c */
void nv_help_all(struct nv_cli *cli);
void nv_help_command(struct nv_cli *cli, const struct nv_command *c);
void nv_help_usage(struct nv_cli *cli, const struct nv_command *c); /* one line on stderr */

/* One file each. */
int nv_cmd_check(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_deadline(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_tasks(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_explain(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_preview(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_simulate(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_import(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_status(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_done(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_reopen(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_confirm(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_reject(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_extend(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_bind(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_drop(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_hold(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_ack(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_progress(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_note(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_event(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_undo(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_log(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_show(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_queue(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_bounce(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_backup(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_reload(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_send_test(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_report(struct nv_cli *cli, const struct nv_args *args);
int nv_cmd_help(struct nv_cli *cli, const struct nv_args *args);

#endif
