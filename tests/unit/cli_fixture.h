/* nv_cli_run() with its output in memory and a daemon that answers what the test says. Paths are
 * relative to tests/golden/cli. */
#ifndef CLI_FIXTURE_H
#define CLI_FIXTURE_H

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "nvtest.h"

/* 2025-03-17T08:00:00+07:00 by `date -d … +%s`. */
#define CLI_CLOCK_MS INT64_C(1742173200000)

struct fake_daemon {
    const char *answer; /* JSON; NULL: nobody listens */
    char socket[300], command[40];
    char *args; /* JSON of the last call */
    int calls;
};

struct outcome {
    int code;
    char *out, *err;
};

/* One test is one process; the injected call has no argument of its own. */
static struct fake_daemon daemon_;

static int fake_call(const char *path, const char *command, json_t *args, int timeout_s,
                     json_t **answer, struct nv_err *err)
{
    ck_assert_int_gt(timeout_s, 0);
    nv_fmt(daemon_.socket, sizeof daemon_.socket, "%s", path);
    nv_fmt(daemon_.command, sizeof daemon_.command, "%s", command);
    free(daemon_.args);
    daemon_.args = json_dumps(args, JSON_COMPACT | JSON_SORT_KEYS);
    daemon_.calls++;
    if (!daemon_.answer)
        return nv_err_set(err, NV_ENET, "không ai trả lời");
    *answer = json_loads(daemon_.answer, 0, NULL);
    ck_assert_ptr_nonnull(*answer);
    return 0;
}

static inline void daemon_says(const char *answer)
{
    daemon_.answer = answer;
}

static inline void cli_setup(void)
{
    memset(&daemon_, 0, sizeof daemon_);
    ck_assert_int_eq(chdir(NV_TESTS "/golden/cli"), 0);
}

static inline void cli_teardown(void)
{
    free(daemon_.args);
    daemon_.args = NULL;
}

enum { MOST_ARGS = 24 };

/* Runs `nhacviec` with these arguments (a NULL ends them). */
static inline struct outcome run_cli(struct nv_cli *cli, const char *const *args)
{
    struct outcome o;
    size_t n_out, n_err;
    char name[] = "nhacviec", *argv[MOST_ARGS + 2] = {name};
    int argc = 1;
    for (; args[argc - 1]; argc++) {
        ck_assert_int_lt(argc, MOST_ARGS);
        argv[argc] = (char *)(uintptr_t)args[argc - 1];
    }
    cli->program = "nhacviec";
    cli->clock_ms = CLI_CLOCK_MS;
    if (!cli->call)
        cli->call = fake_call;
    cli->out = open_memstream(&o.out, &n_out);
    cli->err = open_memstream(&o.err, &n_err);
    o.code = nv_cli_run(cli, argc, argv);
    fclose(cli->out);
    fclose(cli->err);
    return o;
}

#define run(...) run_cli(&(struct nv_cli){0}, (const char *const[]){__VA_ARGS__, NULL})

#define run_with_call(f, ...)                                                                      \
    run_cli(&(struct nv_cli){.call = (f)}, (const char *const[]){__VA_ARGS__, NULL})

static inline void drop(struct outcome *o)
{
    free(o->out);
    free(o->err);
}

/* The document on stdout, which must be all of it; the caller's. */
static inline json_t *document(const struct outcome *o)
{
    json_error_t e;
    json_t *doc = json_loads(o->out, JSON_DECODE_ANY, &e);
    ck_assert_msg(doc != NULL, "not one JSON document: %s\n%s", e.text, o->out);
    return doc;
}

static inline void says(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "“%s” is not in:\n%s", part, text);
}

/* A new empty directory, to be given to remove_tree(). */
static inline char *new_tree(void)
{
    char *dir = nv_strdup(P_tmpdir "/nv-cli-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    return dir;
}

static inline void remove_tree(char *dir)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_addf(&b, "rm -rf '%s'", dir);
    ck_assert_int_eq(system(b.data), 0);
    nv_buf_free(&b);
    free(dir);
}

/* Exactly the golden file. */
static inline void is_golden(const char *text, const char *name)
{
    struct nv_buf want = NV_BUF_INIT;
    ck_assert_int_eq(nv_file_read(name, 1 << 20, &want, NULL), 0);
    ck_assert_str_eq(text, nv_buf_str(&want));
    nv_buf_free(&want);
}

#endif
