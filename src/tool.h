/* What both programs of the command line begin with: `nhacviec`, which has all commands but links
 * none of the shell's libraries, so that it starts at once; and `nhacviec-simulate`, the same with
 * the shell, which the first becomes for the one command that needs it. */
#ifndef NV_TOOL_H
#define NV_TOOL_H

#include "cli/cli.h"

/* The command line as its main was called, with the daemon's client and the real clock; who has the
 * shell is the main's to add. */
struct nv_cli nv_tool_cli(char **argv);

/* For `hand_over`: runs `nhacviec-simulate` in place of this process. It lies beside this program
 * (the build folder), or in ../libexec/nhacviec from there (`make install`, wherever that went). */
int nv_tool_hand_over(struct nv_cli *cli);

#endif
