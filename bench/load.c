/* How long a configuration takes to load, and what it leaves in memory; or the same for libconfig
 * alone on the same files.
 *
 *   load nhacviec DIR    nv_conf_load(): read, lint, parse, validate, snapshot, trim
 *   load read DIR        config_read_file() of every file; only that is timed, trees are freed
 *   load destroy DIR     the same, with freeing the trees in the time
 *   load keep DIR        the same with all trees kept, for their memory
 *
 * Prints one JSON object. */
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/file.h"
#include "conf/conf.h"
#include "model/snapshot.h"

struct measured {
    double wall_ms, cpu_ms;
    long rss_before_kb, rss_after_kb;
    unsigned tasks, files;
};

static double clock_ms(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static long rss_kb(void)
{
    long size = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f || fscanf(f, "%ld %ld", &size, &resident) != 2)
        resident = 0;
    if (f)
        fclose(f);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static void start(struct measured *m)
{
    m->wall_ms -= clock_ms(CLOCK_MONOTONIC);
    m->cpu_ms -= clock_ms(CLOCK_PROCESS_CPUTIME_ID);
}

static void stop(struct measured *m)
{
    m->wall_ms += clock_ms(CLOCK_MONOTONIC);
    m->cpu_ms += clock_ms(CLOCK_PROCESS_CPUTIME_ID);
}

static int load(const char *dir, struct measured *m)
{
    struct nv_diags diags = {0};
    struct nv_snapshot *snapshot = NULL;
    m->rss_before_kb = rss_kb();
    start(m);
    int rc = nv_conf_load(dir, &diags, &snapshot);
    stop(m);
    if (rc != 0) {
        struct nv_buf text = NV_BUF_INIT;
        nv_diag_print(&diags, &text);
        fputs(nv_buf_str(&text), stderr);
        nv_buf_free(&text);
    }
    nv_diag_free(&diags);
    m->rss_after_kb = rss_kb();
    m->tasks = snapshot ? snapshot->n_tasks : 0;
    nv_snapshot_unref(snapshot);
    return rc;
}

enum trees { FREED, FREED_TIMED, KEPT };

static int read_one(const char *path, enum trees trees, struct measured *m)
{
    config_t *tree = malloc(sizeof *tree);
    if (!tree)
        return 1;
    config_init(tree);
    start(m);
    int good = config_read_file(tree, path);
    stop(m);
    if (!good)
        fprintf(stderr, "%s:%d: %s\n", path, config_error_line(tree), config_error_text(tree));
    const config_setting_t *tasks = config_lookup(tree, "tasks");
    m->tasks += tasks ? (unsigned)config_setting_length(tasks) : 0;
    m->files++;
    if (trees == KEPT)
        return !good;
    if (trees == FREED_TIMED)
        start(m);
    config_destroy(tree);
    if (trees == FREED_TIMED)
        stop(m);
    free(tree);
    return !good;
}

static int read_all(const char *dir, enum trees trees, struct measured *m)
{
    static const char *const parts[] = {"agencies", "calendar", "plans"};
    struct nv_buf path = NV_BUF_INIT;
    struct nv_err err = {0};
    int rc = 0;
    m->rss_before_kb = rss_kb();
    nv_buf_addf(&path, "%s/nhacviec.cfg", dir);
    rc |= read_one(nv_buf_str(&path), trees, m);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char **names = NULL;
        nv_buf_clear(&path);
        nv_buf_addf(&path, "%s/%s", dir, parts[i]);
        if (nv_dir_list(nv_buf_str(&path), ".cfg", &names, &err) != 0) {
            fprintf(stderr, "%s\n", err.text);
            rc = 1;
            continue;
        }
        for (char **name = names; *name; name++) {
            nv_buf_clear(&path);
            nv_buf_addf(&path, "%s/%s/%s", dir, parts[i], *name);
            rc |= read_one(nv_buf_str(&path), trees, m);
        }
        nv_dir_free(names);
    }
    nv_buf_free(&path);
    m->rss_after_kb = rss_kb();
    return rc;
}

int main(int argc, char **argv)
{
    struct measured m = {0};
    if (argc != 3) {
        fputs("usage: load nhacviec|read|destroy|keep DIR\n", stderr);
        return 2;
    }
    const char *how = argv[1];
    enum trees trees = strcmp(how, "keep") == 0      ? KEPT
                       : strcmp(how, "destroy") == 0 ? FREED_TIMED
                                                     : FREED;
    int rc = strcmp(how, "nhacviec") == 0 ? load(argv[2], &m) : read_all(argv[2], trees, &m);
    printf("{\"wall_ms\": %.3f, \"cpu_ms\": %.3f, \"rss_before_kb\": %ld, \"rss_after_kb\": %ld, "
           "\"tasks\": %u, \"files\": %u}\n",
           m.wall_ms, m.cpu_ms, m.rss_before_kb, m.rss_after_kb, m.tasks, m.files);
    return rc != 0;
}
