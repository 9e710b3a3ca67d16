#include "recording.h"

#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "recording_run.h"

/* What the child has come to, seen by the parent even if an abort ends the child. */
static struct run_place *shared_place(void)
{
    void *p = mmap(NULL, sizeof(struct run_place), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        perror("mmap");
        exit(2);
    }
    return p;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static void remove_all(const char *dir)
{
    if (nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS) != 0)
        perror(dir);
}

/* In a process of its own: an event that makes the engine abort is a result, and a common one. */
static int replay(const char *dir, const char *next, struct run_place *place)
{
    int status = 0;
    memset(place, 0, sizeof *place);
    nv_fmt(place->scratch, sizeof place->scratch, "/tmp/nhacviec-replay-XXXXXX");
    if (!mkdtemp(place->scratch)) {
        perror(place->scratch);
        return 2;
    }
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0) {
        perror("fork");
        return 2;
    }
    if (pid == 0)
        exit(run_recording(dir, next, place));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    remove_all(place->scratch);
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    printf("%s: event %" PRIu64 " (%s), line %zu: the engine ends the process, signal %d%s\n", dir,
           place->event, place->kind, place->line, WTERMSIG(status),
           place->unfinished ? ", as it did in production" : "");
    return place->event ? 1 : 2;
}

static bool is_recording(const char *dir)
{
    struct nv_buf path = NV_BUF_INIT;
    struct stat st;
    nv_buf_addf(&path, "%s/events", dir);
    bool is = stat(path.data, &st) == 0;
    nv_buf_free(&path);
    return is;
}

static char *below(const char *dir, const char *name)
{
    struct nv_buf path = NV_BUF_INIT;
    nv_buf_addf(&path, "%s/%s", dir, name);
    return nv_buf_take(&path, NULL);
}

static int replay_all(const char *dir, struct run_place *place)
{
    char **names = NULL;
    struct nv_err err = {0};
    int worst = 0;
    unsigned runs = 0;
    uint64_t events = 0;
    if (nv_dir_list(dir, "", &names, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    char *now = NULL;
    for (char **name = names; *name || now; name += *name != NULL) {
        char *next = *name ? below(dir, *name) : NULL;
        if (next && !is_recording(next)) {
            fprintf(stderr, "%s: no recording (it has no file \"events\"), passed over\n", next);
            free(next);
            continue;
        }
        if (now) {
            int rc = replay(now, next, place);
            rc = rc == RUN_EMPTY ? 0 : rc; /* what was started again at once did nothing */
            worst = rc > worst ? rc : worst;
            events += place->event;
            runs++;
        }
        free(now);
        now = next;
    }
    nv_dir_free(names);
    if (!runs) {
        fprintf(stderr, "%s: neither a recording nor a directory of some\n", dir);
        return 2;
    }
    printf("%u runs, %" PRIu64 " events, %s\n", runs, events,
           worst == 0 ? "0 differences" : "not all as recorded");
    return worst;
}

int recording_main(const char *dir)
{
    struct run_place *place = shared_place();
    int rc = is_recording(dir) ? replay(dir, NULL, place) : replay_all(dir, place);
    munmap(place, sizeof *place);
    return rc == RUN_EMPTY ? 2 : rc;
}
