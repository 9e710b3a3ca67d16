#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/oserr.h"
#include "server/client.h"

#define SHELL_PROGRAM "nhacviec-simulate"

struct nv_cli nv_tool_cli(char **argv)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    /* An object that could not be made would be missing from an answer without a word. */
    json_set_alloc_funcs(nv_malloc, free);
    return (struct nv_cli){
        .program = "nhacviec",
        .argv = argv,
        .clock_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000,
        .out = stdout,
        .err = stderr,
        .call = nv_client_call,
    };
}

int nv_tool_hand_over(struct nv_cli *cli)
{
    static const char *const places[] = {"/" SHELL_PROGRAM, "/../libexec/nhacviec/" SHELL_PROGRAM};
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self);
    if (n <= 0 || n == sizeof self) {
        fprintf(cli->err, "%s: không biết chương trình này nằm ở đâu: /proc/self/exe: %s\n",
                cli->program, nv_oserr_vi(n < 0 ? errno : ENAMETOOLONG));
        return NV_EXIT_NO;
    }
    int dir = (int)((const char *)memrchr(self, '/', (size_t)n) - self);
    struct nv_buf path = NV_BUF_INIT;
    int why = ENOENT;
    fflush(NULL);
    for (size_t i = 0; i < sizeof places / sizeof *places && why == ENOENT; i++) {
        nv_buf_clear(&path);
        nv_buf_addf(&path, "%.*s%s", dir, self, places[i]);
        execv(nv_buf_str(&path), cli->argv);
        why = errno;
    }
    fprintf(cli->err, "%s: %s: %s; lệnh simulate cần chương trình này, hãy cài đặt lại\n",
            cli->program, nv_buf_str(&path), nv_oserr_vi(why));
    nv_buf_free(&path);
    return NV_EXIT_NO;
}
