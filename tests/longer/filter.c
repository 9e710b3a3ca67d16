/* Runs a program under the system call filter of systemd/nhacviec.service, as a user without
 * rights: filter UID GID CALLS PROGRAM [ARGUMENT…]. CALLS is a file with the names of what is
 * allowed; all else answers EPERM, as SystemCallErrorNumber= says, and is told to the kernel's log
 * by nobody: so a process that must see what is denied sets NV_TRAP, and dies of it. */
#include <errno.h>
#include <grp.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char name[64];
    if (argc < 5)
        return 2;
    FILE *list = fopen(argv[3], "r");
    scmp_filter_ctx ctx =
        seccomp_init(getenv("NV_TRAP") ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM));
    while (list && fscanf(list, "%63s", name) == 1) {
        int call = seccomp_syscall_resolve_name(name);
        if (call >= 0)
            seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 0);
    }
    if (!list || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return 3;
    if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid((gid_t)atoi(argv[2])) != 0 ||
                           setuid((uid_t)atoi(argv[1])) != 0))
        return 4;
    /* exec itself is in @system-service. */
    if (seccomp_load(ctx) != 0)
        return 5;
    execv(argv[4], argv + 4);
    perror(argv[4]);
    return 6;
}
