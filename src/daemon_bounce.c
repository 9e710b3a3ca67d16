#include "daemon_bounce.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <uv.h>

#include "base/buf.h"
#include "base/dsn.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "courier/verp.h"
#include "daemon.h"
#include "daemon_core.h"
#include "engine/orders.h"
#include "model/snapshot.h"
#include "server/control.h"
#include "store/store.h"

enum {
    EXIT_LATER = 75,
    EXIT_FORGED = 77,
    EARLIER = -1, /* it was taken up again since: what came back is not what is in hand now */
    START_BYTES = 256 * 1024, /* of a message: what is said of it stands at its beginning */
    TURN_NS = 5 * 1000 * 1000,
    LOOK_MS = 5 * 60 * 1000,
};

/* Requests of the Maildir, apart from those of the control socket. */
#define OWN_REQUEST (UINT64_C(1) << 63)

struct nv_bounces {
    struct nv_daemon *d;
    uv_fs_event_t watch;
    uv_timer_t turn, look; /* to go on in the next turn of the loop; to look without being told */
    bool stopped;
    char *dir;     /* the Maildir watched, or NULL */
    DIR *pass;     /* its new/ while it is gone through, or NULL */
    char *current; /* whose order is on its way */
    uint64_t next_request;
    bool fresh;               /* something may have come since the pass began */
    bool again;               /* something was left for the next transaction */
    unsigned unread;          /* files of this pass that could not be read, */
    char unread_name[64];     /* the last of them */
    struct nv_err unread_why; /* and why */
};

/* ---- one that came back ---------------------------------------------------------------------- */

/* 0: the engine has it; else how it ends. */
static int hand_over(struct nv_daemon *d, const struct nv_returned *of, int code, const char *text,
                     uint64_t request)
{
    struct nv_query q = {.delivery = of->delivery, .limit = 1};
    struct nv_records *found = NULL;
    struct nv_err err = {0};
    struct nv_store *store = nv_core_store(nv_daemon_core(d));
    if (store->ops->find(store, &q, &found, &err) != 0)
        return EXIT_LATER;
    int rc = found->list.n ? 0 : EXIT_FORGED; /* of a ledger that is no more */
    if (rc == 0 && found->list.v[0].delivery.resumed_ms != of->resumed_ms) {
        nv_log(NV_LOG_NOTICE, "bounce-earlier", "delivery=%llu code=%d",
               (unsigned long long)of->delivery, code);
        rc = EARLIER;
    }
    if (rc == 0) {
        struct nv_ordered one = {&found->list.v[0].delivery, &found->list.v[0].notice};
        nv_core_order(nv_daemon_core(d), &(struct nv_order){.request = request,
                                                            .kind = NV_ORDER_BOUNCE,
                                                            .list = &one,
                                                            .n = 1,
                                                            .code = code,
                                                            .text = text});
    }
    nv_records_free(found);
    return rc;
}

bool nv_bounce_order(struct nv_daemon *d, struct nv_request *r, uint64_t id)
{
    json_t *args = nv_request_args(r);
    const char *token = json_string_value(json_object_get(args, "token"));
    const char *text = json_string_value(json_object_get(args, "text"));
    struct nv_returned of;
    if (!token || !nv_core_bounced(nv_daemon_core(d), token, &of)) {
        nv_log(NV_LOG_WARNING, "bounce-refused", "uid=%lu reason=signature",
               (unsigned long)nv_request_uid(r));
        nv_request_reply(r, EXIT_FORGED, "Chữ ký của địa chỉ trả lại không đúng; bỏ qua.", NULL);
        return false;
    }
    int rc = hand_over(d, &of, (int)json_integer_value(json_object_get(args, "code")),
                       text ? text : "", id);
    if (rc == EARLIER)
        nv_request_reply(r, 0,
                         "Thư trả lại này thuộc lần gửi trước khi lượt gửi được đưa lại hàng đợi; "
                         "không có gì thay đổi.",
                         NULL);
    else if (rc != 0)
        nv_request_reply(r, rc,
                         rc == EXIT_LATER ? "Chưa đọc được sổ; hãy báo lại sau."
                                          : "Không tìm thấy lượt gửi trong sổ.",
                         NULL);
    return rc == 0;
}

/* ---- the Maildir ------------------------------------------------------------------------------
 */

static void path_of(const struct nv_bounces *b, const char *part, const char *name,
                    const char *suffix, struct nv_buf *out)
{
    nv_buf_clear(out);
    nv_buf_addf(out, "%s/%s/%s%s", b->dir, part, name, suffix);
}

/* Seen: kept for a person, looked at no more. */
static void put_away(const struct nv_bounces *b, const char *name)
{
    struct nv_buf from = NV_BUF_INIT, to = NV_BUF_INIT;
    path_of(b, "new", name, "", &from);
    path_of(b, "cur", name, strchr(name, ':') ? "" : ":2,S", &to);
    if (rename(nv_buf_str(&from), nv_buf_str(&to)) != 0)
        nv_log(NV_LOG_ERR, "bounce-maildir", "error=%s", strerror(errno));
    nv_buf_free(&from);
    nv_buf_free(&to);
}

/* What a report says goes to the engine. */
static void look_at(struct nv_bounces *b, const char *name, const struct nv_buf *message)
{
    struct nv_dsn dsn;
    char local[64] = "", token[80];
    struct nv_returned of;
    const char *address = nv_daemon_snapshot(b->d)->bounce_address;
    nv_dsn_read(nv_buf_str(message), message->len, &dsn);
    nv_fmt(local, sizeof local, "%.*s", (int)strcspn(address, "@"), address);
    nv_dsn_extension(nv_buf_str(message), message->len, local, token, sizeof token);
    if (dsn.kind != NV_DSN_FAILED || !nv_core_bounced(nv_daemon_core(b->d), token, &of)) {
        nv_log(NV_LOG_INFO, "bounce-ignored", "kind=%d", (int)dsn.kind);
        put_away(b, name);
        return;
    }
    b->next_request++;
    b->current = nv_strdup(name);
    int rc = hand_over(b->d, &of, dsn.code, dsn.text, OWN_REQUEST | b->next_request);
    if (rc == 0)
        return; /* nv_bounces_reply() */
    if (rc == EXIT_LATER)
        b->again = true;
    else
        put_away(b, name);
    free(b->current);
    b->current = NULL;
}

/* What cannot be read stays where it is: it may be the word of a letter that never arrived. */
static void take_up(struct nv_bounces *b, const char *name)
{
    struct nv_buf path = NV_BUF_INIT, message = NV_BUF_INIT;
    struct nv_err err = {0};
    path_of(b, "new", name, "", &path);
    int rc = nv_file_read_start(nv_buf_str(&path), START_BYTES, &message, &err);
    if (rc == 0) {
        look_at(b, name, &message);
    } else if (rc != -NV_ENOENT) {
        b->unread++;
        b->unread_why = err;
        nv_fmt(b->unread_name, sizeof b->unread_name, "%s", name);
    }
    nv_buf_free(&path);
    nv_buf_free(&message);
}

static void tell_unread(const char *name, unsigned n, const char *why)
{
    char quoted[300], quoted_name[80];
    nv_log(NV_LOG_WARNING, "bounce-unread", "files=%u name=%s text=%s", n,
           nv_log_quote(quoted_name, sizeof quoted_name, name),
           nv_log_quote(quoted, sizeof quoted, why));
}

static void end_pass(struct nv_bounces *b)
{
    if (!b->pass)
        return;
    closedir(b->pass);
    b->pass = NULL;
    if (b->unread)
        tell_unread(b->unread_name, b->unread, b->unread_why.text);
    b->unread = 0;
}

static void begin_pass(struct nv_bounces *b)
{
    struct nv_buf path = NV_BUF_INIT;
    b->fresh = b->again = false;
    nv_buf_addf(&path, "%s/new", b->dir);
    b->pass = opendir(nv_buf_str(&path));
    if (!b->pass)
        tell_unread("new", 0, strerror(errno));
    nv_buf_free(&path);
}

static void on_turn(uv_timer_t *t)
{
    nv_bounces_store_free(t->data);
}

/* A flood of mail must not keep the loop: some of it, then whatever else there is, then the rest.
 */
void nv_bounces_store_free(struct nv_bounces *b)
{
    uint64_t since = uv_hrtime();
    if (!b->dir || b->stopped || b->current)
        return;
    if (!b->pass && (b->fresh || b->again))
        begin_pass(b);
    while (b->pass && !b->current && !nv_core_store_busy(nv_daemon_core(b->d))) {
        if (uv_hrtime() - since > TURN_NS) {
            uv_timer_start(&b->turn, on_turn, 1, 0);
            return;
        }
        struct dirent *e = readdir(b->pass);
        if (!e)
            end_pass(b);
        else if (e->d_name[0] != '.')
            take_up(b, e->d_name);
    }
    if (!b->pass && b->fresh)
        uv_timer_start(&b->turn, on_turn, 1, 0);
}

bool nv_bounces_reply(struct nv_bounces *b, const struct nv_reply *reply)
{
    if (!(reply->request & OWN_REQUEST))
        return false;
    if (b->current && reply->request == (OWN_REQUEST | b->next_request)) {
        if (reply->exit_code == 0)
            put_away(b, b->current);
        else
            b->again = true; /* with the next transaction */
        free(b->current);
        b->current = NULL;
    }
    return true;
}

/* Many may be told of at once, each of our own renames among them: they share a turn. */
static void look(struct nv_bounces *b)
{
    b->fresh = true;
    if (!uv_is_active((uv_handle_t *)&b->turn))
        uv_timer_start(&b->turn, on_turn, 1, 0);
}

static void on_event(uv_fs_event_t *watch, const char *name, int events, int status)
{
    (void)name, (void)events, (void)status;
    look(watch->data);
}

static void make_dirs(const struct nv_bounces *b)
{
    static const char *const parts[] = {"", "/new", "/cur", "/tmp"};
    struct nv_buf path = NV_BUF_INIT;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        nv_buf_clear(&path);
        nv_buf_addf(&path, "%s%s", b->dir, parts[i]);
        if (mkdir(nv_buf_str(&path), 0700) != 0 && errno != EEXIST)
            nv_log(NV_LOG_ERR, "bounce-maildir", "error=%s", strerror(errno));
    }
    nv_buf_free(&path);
}

/* Anew each time: the directory may be another one than it was. */
static void watch(struct nv_bounces *b)
{
    struct nv_buf path = NV_BUF_INIT;
    uv_fs_event_stop(&b->watch);
    make_dirs(b);
    nv_buf_addf(&path, "%s/new", b->dir);
    int rc = uv_fs_event_start(&b->watch, on_event, nv_buf_str(&path), 0);
    if (rc < 0)
        nv_log(NV_LOG_ERR, "bounce-maildir", "error=%s", uv_strerror(rc));
    nv_buf_free(&path);
}

/* The kernel forgets to tell of what comes too fast, and has only so many watches. */
static void on_look(uv_timer_t *t)
{
    struct nv_bounces *b = t->data;
    watch(b);
    look(b);
}

static void unwatch(struct nv_bounces *b)
{
    uv_fs_event_stop(&b->watch);
    uv_timer_stop(&b->turn);
    uv_timer_stop(&b->look);
    end_pass(b);
    free(b->dir);
    b->dir = NULL;
}

void nv_bounces_configure(struct nv_bounces *b)
{
    const char *dir = nv_daemon_snapshot(b->d)->bounce_maildir;
    struct nv_buf path = NV_BUF_INIT;
    unwatch(b);
    if (!dir)
        return;
    nv_buf_addf(&path, "%s%s%s", dir[0] == '/' ? "" : nv_daemon_state_dir(b->d),
                dir[0] == '/' ? "" : "/", dir);
    b->dir = nv_buf_take(&path, NULL);
    watch(b);
    uv_timer_start(&b->look, on_look, LOOK_MS, LOOK_MS);
    look(b);
}

struct nv_bounces *nv_bounces_new(struct nv_daemon *d)
{
    struct nv_bounces *b = nv_calloc(1, sizeof *b);
    b->d = d;
    nv_require(uv_fs_event_init(nv_daemon_loop(d), &b->watch) == 0);
    nv_require(uv_timer_init(nv_daemon_loop(d), &b->turn) == 0);
    nv_require(uv_timer_init(nv_daemon_loop(d), &b->look) == 0);
    b->watch.data = b->turn.data = b->look.data = b;
    return b;
}

void nv_bounces_stop(struct nv_bounces *b)
{
    if (!b || b->stopped)
        return;
    b->stopped = true;
    unwatch(b);
    uv_close((uv_handle_t *)&b->watch, NULL);
    uv_close((uv_handle_t *)&b->turn, NULL);
    uv_close((uv_handle_t *)&b->look, NULL);
}

void nv_bounces_free(struct nv_bounces *b)
{
    if (!b)
        return;
    free(b->current);
    free(b);
}
