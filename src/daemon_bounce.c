#include "daemon_bounce.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
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
#include "base/vec.h"
#include "daemon.h"
#include "daemon_core.h"
#include "engine/orders.h"
#include "model/snapshot.h"
#include "server/control.h"
#include "store/store.h"

enum { EXIT_LATER = 75, EXIT_FORGED = 77, MOST_BYTES = 16 << 20 };

/* Requests of the Maildir, apart from those of the control socket. */
#define OWN_REQUEST (UINT64_C(1) << 63)

struct nv_bounces {
    struct nv_daemon *d;
    uv_fs_event_t watch;
    bool watching, stopped;
    char *dir;           /* the Maildir watched, or NULL */
    NV_VEC(char *) list; /* of this pass, what is still to be looked at */
    char *current;       /* whose order is on its way */
    uint64_t next_request;
    bool again; /* something may have come since, or was left for later */
};

/* ---- one that came back ---------------------------------------------------------------------- */

/* 0: the engine has it; else how it ends. */
static int hand_over(struct nv_daemon *d, uint64_t delivery, int code, const char *text,
                     uint64_t request)
{
    struct nv_query q = {.delivery = delivery, .limit = 1};
    struct nv_records *found = NULL;
    struct nv_err err = {0};
    struct nv_store *store = nv_core_store(nv_daemon_core(d));
    if (store->ops->find(store, &q, &found, &err) != 0)
        return EXIT_LATER;
    int rc = found->list.n ? 0 : EXIT_FORGED; /* of a ledger that is no more */
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
    uint64_t delivery = 0;
    if (!token || !nv_core_bounced(nv_daemon_core(d), token, &delivery)) {
        nv_log(NV_LOG_WARNING, "bounce-refused", "uid=%lu reason=signature",
               (unsigned long)nv_request_uid(r));
        nv_request_reply(r, EXIT_FORGED, "Chữ ký của địa chỉ trả lại không đúng; bỏ qua.", NULL);
        return false;
    }
    int rc = hand_over(d, delivery, (int)json_integer_value(json_object_get(args, "code")),
                       text ? text : "", id);
    if (rc != 0)
        nv_request_reply(r, rc, "Không tìm thấy lượt gửi trong sổ.", NULL);
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

/* True if an order is on its way. */
static bool look_at(struct nv_bounces *b, const char *name)
{
    struct nv_buf path = NV_BUF_INIT, bytes = NV_BUF_INIT;
    struct nv_dsn dsn;
    char local[64] = "", token[80];
    uint64_t delivery = 0;
    const char *address = nv_daemon_snapshot(b->d)->bounce_address;
    path_of(b, "new", name, "", &path);
    int rc = nv_file_read(nv_buf_str(&path), MOST_BYTES, &bytes, NULL);
    nv_fmt(local, sizeof local, "%.*s", (int)strcspn(address, "@"), address);
    bool ordered = false;
    if (rc == 0) {
        nv_dsn_read(nv_buf_str(&bytes), bytes.len, &dsn);
        nv_dsn_extension(nv_buf_str(&bytes), bytes.len, local, token, sizeof token);
        if (dsn.kind == NV_DSN_FAILED && nv_core_bounced(nv_daemon_core(b->d), token, &delivery)) {
            free(b->current);
            b->current = nv_strdup(name);
            ordered =
                hand_over(b->d, delivery, dsn.code, dsn.text, OWN_REQUEST | b->next_request) == 0;
        } else {
            nv_log(NV_LOG_INFO, "bounce-ignored", "kind=%d", (int)dsn.kind);
        }
    }
    if (!ordered && rc != -NV_ENOENT)
        put_away(b, name);
    nv_buf_free(&path);
    nv_buf_free(&bytes);
    return ordered;
}

static void list_new(struct nv_bounces *b)
{
    struct nv_buf path = NV_BUF_INIT;
    nv_buf_addf(&path, "%s/new", b->dir);
    DIR *dir = opendir(nv_buf_str(&path));
    for (struct dirent *e; dir && (e = readdir(dir));)
        if (e->d_name[0] != '.')
            nv_vec_push(&b->list, nv_strdup(e->d_name));
    if (dir)
        closedir(dir);
    nv_buf_free(&path);
}

void nv_bounces_store_free(struct nv_bounces *b)
{
    if (!b->dir || b->stopped || b->current)
        return;
    if (!b->list.n && b->again) {
        b->again = false;
        list_new(b);
    }
    while (b->list.n && !b->current && !nv_core_store_busy(nv_daemon_core(b->d))) {
        char *name = b->list.v[--b->list.n];
        b->next_request++;
        if (!look_at(b, name)) {
            free(b->current);
            b->current = NULL;
        }
        free(name);
    }
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

static void on_event(uv_fs_event_t *watch, const char *name, int events, int status)
{
    struct nv_bounces *b = watch->data;
    (void)name, (void)events, (void)status;
    b->again = true;
    nv_bounces_store_free(b);
}

static void unwatch(struct nv_bounces *b)
{
    if (b->watching)
        uv_fs_event_stop(&b->watch);
    b->watching = false;
    free(b->dir);
    b->dir = NULL;
    for (size_t i = 0; i < b->list.n; i++)
        free(b->list.v[i]);
    b->list.n = 0;
}

void nv_bounces_configure(struct nv_bounces *b)
{
    const char *dir = nv_daemon_snapshot(b->d)->bounce_maildir;
    struct nv_buf path = NV_BUF_INIT;
    static const char *const parts[] = {"", "/new", "/cur", "/tmp"};
    unwatch(b);
    if (!dir)
        return;
    nv_buf_addf(&path, "%s%s%s", dir[0] == '/' ? "" : nv_daemon_state_dir(b->d),
                dir[0] == '/' ? "" : "/", dir);
    b->dir = nv_buf_take(&path, NULL);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        nv_buf_clear(&path);
        nv_buf_addf(&path, "%s%s", b->dir, parts[i]);
        if (mkdir(nv_buf_str(&path), 0700) != 0 && errno != EEXIST)
            nv_log(NV_LOG_ERR, "bounce-maildir", "error=%s", strerror(errno));
    }
    nv_buf_clear(&path);
    nv_buf_addf(&path, "%s/new", b->dir);
    int rc = uv_fs_event_start(&b->watch, on_event, nv_buf_str(&path), 0);
    if (rc < 0)
        nv_log(NV_LOG_ERR, "bounce-maildir", "error=%s", uv_strerror(rc));
    b->watching = rc == 0;
    b->again = true;
    nv_buf_free(&path);
    nv_bounces_store_free(b);
}

struct nv_bounces *nv_bounces_new(struct nv_daemon *d)
{
    struct nv_bounces *b = nv_calloc(1, sizeof *b);
    b->d = d;
    nv_require(uv_fs_event_init(nv_daemon_loop(d), &b->watch) == 0);
    b->watch.data = b;
    return b;
}

void nv_bounces_stop(struct nv_bounces *b)
{
    if (!b || b->stopped)
        return;
    b->stopped = true;
    unwatch(b);
    uv_close((uv_handle_t *)&b->watch, NULL);
}

void nv_bounces_free(struct nv_bounces *b)
{
    if (!b)
        return;
    nv_vec_free(&b->list);
    free(b->current);
    free(b);
}
