/* The simulation: one world a seed, each in a process of its own, so that an abort is a failure of
 * its seed and not of the run. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recording.h"
#include "world.h"

enum { DEFAULT_SEEDS = 120 };

struct options {
    uint64_t first, last, steps, years;
    bool tells, trace;
};

static int usage(const char *program)
{
    fprintf(stderr,
            "usage: %s [--seeds N|A..B] [--seed N] [--steps N] [--years N] [--untold] [--trace]\n"
            "       %s --recording DIR\n",
            program, program);
    return 2;
}

static bool read_number(const char *s, uint64_t *out, const char *stop)
{
    char *end;
    errno = 0;
    *out = strtoull(s, &end, 10);
    return errno == 0 && end != s && strncmp(end, stop, strlen(stop)) == 0 &&
           (*stop || *end == '\0');
}

/* "A..B", or how many from 1 on. */
static bool read_seeds(const char *s, struct options *o)
{
    const char *dots = strstr(s, "..");
    o->first = 1;
    return (!dots || read_number(s, &o->first, "..")) &&
           read_number(dots ? dots + 2 : s, &o->last, "") && o->last >= o->first;
}

static bool read_options(int argc, char **argv, struct options *o)
{
    *o = (struct options){.first = 1, .last = DEFAULT_SEEDS, .years = 1, .tells = true};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--untold") == 0) {
            o->tells = false;
            continue;
        }
        if (strcmp(argv[i], "--trace") == 0) {
            o->trace = true;
            continue;
        }
        i++;
        if (strcmp(argv[i - 1], "--seed") == 0 && read_number(value, &o->first, ""))
            o->last = o->first;
        else if (strcmp(argv[i - 1], "--steps") == 0 && read_number(value, &o->steps, ""))
            continue;
        else if (strcmp(argv[i - 1], "--years") == 0 && read_number(value, &o->years, "") &&
                 o->years >= 1 && o->years <= 5)
            continue;
        else if (strcmp(argv[i - 1], "--seeds") != 0 || !read_seeds(value, o))
            return false;
    }
    return true;
}

static int child(const struct options *o, uint64_t seed)
{
    struct sim_result r;
    sim_run(seed, o->steps, (int)o->years, o->tells, o->trace, &r);
    if (r.violation[0])
        printf("seed %" PRIu64 ", step %" PRIu64 ": %s\n", seed, r.steps, r.violation);
    else
        printf("seed %" PRIu64 ": %" PRIu64 " steps, %" PRIu64 " notices, %" PRIu64
               " items, %" PRIu64 " delivered, %" PRIu64 " of them again, %" PRIu64
               " stops, %" PRIu64 " clock jumps, %" PRIu64 " reloads, %" PRIu64 " orders, %" PRIu64
               " bounced, %" PRIu64 " diverted, %" PRIu64 " known\n",
               seed, r.steps, r.notices, r.items, r.delivered, r.repeated, r.crashes, r.jumps,
               r.reloads, r.orders, r.bounced, r.diverted, r.known);
    fflush(stdout);
    return r.violation[0] ? EXIT_FAILURE : EXIT_SUCCESS;
}

static bool passes(const char *program, const struct options *o, uint64_t seed)
{
    int status = 0;
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0) {
        perror("fork");
        return false;
    }
    if (pid == 0)
        exit(child(o, seed));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (status == 0)
        return true;
    if (WIFSIGNALED(status))
        printf("seed %" PRIu64 ": ended by signal %d\n", seed, WTERMSIG(status));
    printf("replay: %s --seed %" PRIu64, program, seed);
    if (o->steps)
        printf(" --steps %" PRIu64, o->steps);
    if (o->years > 1)
        printf(" --years %" PRIu64, o->years);
    puts(o->tells ? " --trace" : " --untold --trace");
    return false;
}

int main(int argc, char **argv)
{
    struct options o;
    unsigned passed = 0, failed = 0;
    if (argc == 3 && strcmp(argv[1], "--recording") == 0)
        return recording_main(argv[2]);
    if (!read_options(argc, argv, &o))
        return usage(argv[0]);
    for (uint64_t seed = o.first; seed <= o.last; seed++) {
        if (passes(argv[0], &o, seed))
            passed++;
        else
            failed++;
    }
    printf("%u passed, %u failed\n", passed, failed);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
