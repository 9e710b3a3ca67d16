/* `queue`: what waits, what could not be delivered, and orders about it. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/oserr.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/remote.h"
#include "model/notice.h"

enum { READ_TIMEOUT_S = 60 };

static bool is_state(const char *name)
{
    for (int i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
        if (strcmp(nv_delivery_state_name((enum nv_delivery_state)i), name) == 0)
            return true;
    return false;
}

static void say_states(struct nv_cli *cli, const char *state)
{
    struct nv_nearest near = {.want = state};
    for (int i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
        nv_nearest_offer(&near, nv_delivery_state_name((enum nv_delivery_state)i));
    nv_cli_unknown(cli, "trạng thái", &near);
    fprintf(cli->err, "Các trạng thái:");
    for (int i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
        fprintf(cli->err, " %s", nv_delivery_state_name((enum nv_delivery_state)i));
    fputc('\n', cli->err);
}

/* The id of what may have been typed as a name. Where the configuration cannot be read here, the
 * daemon judges. */
static bool add_agency(struct nv_cli *cli, json_t *args, const char *text)
{
    struct nv_snapshot *s = nv_cli_try_load(cli);
    uint32_t found = s ? nv_cli_agency(cli, s, text) : NV_NONE;
    bool good = !s || found != NV_NONE;
    if (good)
        json_object_set_new(args, "agency",
                            json_string(found != NV_NONE ? s->agencies[found].id : text));
    nv_snapshot_unref(s);
    return good;
}

/* The restrictions that were given; NULL and a message if one of them names nothing. */
static json_t *restrictions(struct nv_cli *cli, const struct nv_args *args)
{
    const char *state = args->option[NV_OPT_DELIVERY_STATE];
    const char *agency = args->option[NV_OPT_AGENCY];
    if (state && !is_state(state)) {
        say_states(cli, state);
        return NULL;
    }
    json_t *o = json_object();
    if (state)
        json_object_set_new(o, "state", json_string(state));
    if (!agency || add_agency(cli, o, agency))
        return o;
    json_decref(o);
    return NULL;
}

/* The bytes of one delivery as kept; NULL if it has none yet. */
static char *message_of(struct nv_cli *cli, const char *id, size_t *n, int *code)
{
    json_t *answer = NULL;
    *code = nv_remote_ask(cli, "show", json_pack("{s:s, s:b}", "id", id, "mail", 1), READ_TIMEOUT_S,
                          &answer);
    json_t *data = json_object_get(json_object_get(answer, "data"), "message");
    const char *bytes = json_string_value(data);
    *n = json_string_length(data);
    char *copy = bytes ? nv_strndup(bytes, *n) : NULL;
    json_decref(answer);
    return copy;
}

static bool write_file(struct nv_cli *cli, const char *dir, const char *id, const char *suffix,
                       const char *bytes, size_t n)
{
    struct nv_buf path = NV_BUF_INIT;
    nv_buf_addf(&path, "%s/%s%s", dir, id, suffix);
    int fd = open(nv_buf_str(&path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write(fd, bytes, n) == (ssize_t)n;
    if (fd >= 0)
        good = close(fd) == 0 && good;
    if (!good)
        nv_cli_error(cli, "%s: %s", nv_buf_str(&path), nv_oserr_vi(errno));
    nv_buf_free(&path);
    return good;
}

/* What becomes of the deliveries that the daemon names: `all` takes them, or each is a line, or a
 * file below `dir`. */
struct sink {
    struct nv_cli *cli;
    const char *dir; /* NULL: no files */
    json_t *all;     /* NULL: no array */
    bool bytes;      /* each with its letter */
    size_t files, unmade;
};

static void put_record(struct sink *s, json_t *record, const char *bytes, size_t n)
{
    if (s->bytes)
        json_object_set_new(record, "message", bytes ? json_stringn(bytes, n) : json_null());
    if (s->all) {
        json_array_append(s->all, record);
        return;
    }
    char *line = json_dumps(record, JSON_COMPACT);
    fprintf(s->cli->out, "%s\n", line);
    free(line);
}

static int put_one(struct sink *s, json_t *record)
{
    const char *id = json_string_value(json_object_get(record, "id"));
    const char *endpoint = json_string_value(json_object_get(record, "endpoint"));
    size_t n = 0;
    int code = 0;
    if (!id || !endpoint)
        return NV_EXIT_UNREACHABLE;
    char *bytes = s->bytes ? message_of(s->cli, id, &n, &code) : NULL;
    if (code == 0 && !s->dir) {
        put_record(s, record, bytes, n);
    } else if (code == 0 && bytes) {
        bool web = strncmp(endpoint, "webhook:", 8) == 0;
        code = write_file(s->cli, s->dir, id, web ? ".json" : ".eml", bytes, n) ? 0 : NV_EXIT_NO;
        s->files += code == 0;
    } else if (code == 0) {
        s->unmade++;
    }
    free(bytes);
    return code;
}

/* The number of a delivery "n12.34", 0 if it is none. */
static json_int_t number_of(const json_t *record)
{
    const char *id = json_string_value(json_object_get(record, "id"));
    const char *dot = id ? strchr(id, '.') : NULL;
    return dot ? strtoll(dot + 1, NULL, 10) : 0;
}

/* One list of the daemon's, newest first; *before is then where the next begins, 0 at the end. */
static int put_page(struct sink *s, const json_t *wanted, json_int_t *before)
{
    json_t *o = json_copy((json_t *)(uintptr_t)wanted), *answer = NULL;
    if (*before)
        json_object_set_new(o, "before", json_integer(*before));
    int code = nv_remote_ask(s->cli, "queue", o, READ_TIMEOUT_S, &answer);
    json_t *data = json_object_get(answer, "data");
    const char *text = json_string_value(json_object_get(answer, "text"));
    if (code == 0 && json_integer_value(json_object_get(answer, "exit")) != 0) {
        nv_cli_error(s->cli, "%s", text ? text : "?");
        code = NV_EXIT_NO;
    }
    *before = 0;
    for (size_t i = 0; code == 0 && i < json_array_size(data); i++) {
        json_t *record = json_array_get(data, i);
        *before = number_of(record);
        code = put_one(s, record);
    }
    json_decref(answer);
    return code;
}

/* Takes over `wanted`. */
static int put_all(struct sink *s, json_t *wanted)
{
    json_int_t before = 0;
    int code;
    do {
        code = put_page(s, wanted, &before);
    } while (code == 0 && before);
    json_decref(wanted);
    if (s->all && code == 0)
        nv_cli_print_json(s->cli, s->all);
    else
        json_decref(s->all);
    return code;
}

static int export_all(struct nv_cli *cli, const struct nv_args *args)
{
    json_t *o = restrictions(cli, args);
    struct sink s = {.cli = cli, .dir = args->option[NV_OPT_MAIL_DIR], .bytes = true};
    if (!o)
        return NV_EXIT_NO;
    if (!json_object_get(o, "state"))
        json_object_set_new(o, "state", json_string("failed"));
    struct nv_err err = {0};
    if (s.dir && nv_dir_make(s.dir, 0700, &err) != 0) {
        nv_cli_error(cli, "%s", err.text);
        json_decref(o);
        return NV_EXIT_NO;
    }
    s.all = cli->json && !s.dir ? json_array() : NULL;
    int code = put_all(&s, o);
    if (code != 0 || !s.dir)
        return code;
    if (cli->json)
        nv_cli_print_json(cli, json_pack("{s:s, s:I, s:I}", "directory", s.dir, "files",
                                         (json_int_t)s.files, "unmade", (json_int_t)s.unmade));
    else
        fprintf(cli->out, "Đã ghi %zu thư vào %s.\n", s.files, s.dir);
    if (!cli->json && s.unmade)
        fprintf(cli->out, "%zu lượt gửi chưa có thư: thư được soạn khi gửi lần đầu.\n", s.unmade);
    return code;
}

static int order(struct nv_cli *cli, const struct nv_args *args, const char *what)
{
    const char *word = args->words.n > 1 ? args->words.v[1] : NULL;
    bool all = args->option[NV_OPT_ALL_FAILED] != NULL, release = strcmp(what, "release") == 0;
    bool clear = strcmp(what, "clear") == 0, retry = strcmp(what, "retry") == 0;
    if (release ? word || all : retry ? !word == !all : !word || all) {
        nv_cli_error(cli, "queue %s: %s", what,
                     release ? "không cần thêm gì"
                     : clear ? "cần một địa chỉ"
                     : retry ? "cần số hiệu một lượt gửi (n12.34) hoặc --all-failed"
                             : "cần số hiệu một lượt gửi đang chờ (n12.34)");
        return NV_EXIT_USAGE;
    }
    json_t *o = restrictions(cli, args);
    if (!o)
        return NV_EXIT_NO;
    json_object_set_new(o, "what", json_string(what));
    if (word)
        json_object_set_new(o, clear ? "address" : "id", json_string(word));
    if (all)
        json_object_set_new(o, "all_failed", json_true());
    return nv_remote_call(cli, "queue-order", o, READ_TIMEOUT_S, NV_TEXT_VERDICT);
}

int nv_cmd_queue(struct nv_cli *cli, const struct nv_args *args)
{
    static const char *const orders[] = {"retry", "cancel", "release", "clear"};
    const char *what = args->words.n ? args->words.v[0] : "list";
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (strcmp(what, orders[i]) == 0)
            return order(cli, args, what);
    if (strcmp(what, "export") == 0 && args->words.n == 1)
        return export_all(cli, args);
    if (strcmp(what, "show") == 0 && args->words.n == 2)
        return nv_remote_call(cli, "show",
                              json_pack("{s:s, s:b}", "id", args->words.v[1], "mail", 0),
                              READ_TIMEOUT_S, NV_TEXT_VERDICT);
    if (strcmp(what, "list") != 0 || args->words.n > 1) {
        nv_cli_error(cli,
                     "queue: không có việc “%s”; có: list, show MÃ, retry MÃ, cancel MÃ, release, "
                     "clear ĐỊA-CHỈ, export",
                     what);
        return NV_EXIT_USAGE;
    }
    json_t *o = restrictions(cli, args);
    if (!o)
        return NV_EXIT_NO;
    /* A program counts on all of them; a person looks at the newest. */
    if (cli->json)
        return put_all(&(struct sink){.cli = cli, .all = json_array()}, o);
    return nv_remote_call(cli, "queue", o, READ_TIMEOUT_S, NV_TEXT_VERDICT);
}
