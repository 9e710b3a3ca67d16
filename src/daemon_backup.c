#include "daemon_backup.h"

#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon.h"
#include "daemon_core.h"
#include "server/control.h"
#include "server/wallclock.h"
#include "store/store.h"

enum { STEP_MS = 2, STALE_MS = 3600 * 1000 };
static const char prefix[] = "backup-";

struct nv_backups {
    struct nv_daemon *d;
    uv_timer_t timer; /* closed with the loop's other handles */
    struct nv_backup *copy;
    struct nv_request *request;
    char *path;
};

struct nv_backups *nv_backups_new(struct nv_daemon *d)
{
    struct nv_backups *b = nv_calloc(1, sizeof *b);
    b->d = d;
    uv_timer_init(nv_daemon_loop(d), &b->timer);
    b->timer.data = b;
    return b;
}

static void end(struct nv_backups *b, int exit_code, const char *text, json_t *data)
{
    uv_timer_stop(&b->timer);
    nv_backup_free(b->copy);
    nv_request_reply(b->request, exit_code, text, data);
    free(b->path);
    b->copy = NULL;
    b->request = NULL;
    b->path = NULL;
}

void nv_backups_stop(struct nv_backups *b)
{
    if (b->copy)
        end(b, 1, "Dịch vụ đang dừng.", NULL);
    uv_close((uv_handle_t *)&b->timer, NULL);
}

void nv_backups_free(struct nv_backups *b)
{
    free(b);
}

static void on_step(uv_timer_t *t)
{
    struct nv_backups *b = t->data;
    struct nv_err err = {0};
    /* The ledger's own work comes first. */
    if (nv_core_store_busy(nv_daemon_core(b->d)))
        return;
    int rc = nv_backup_step(b->copy, &err);
    if (rc > 0)
        return;
    if (rc == 0) {
        nv_log(NV_LOG_NOTICE, "backup", "path=%s", b->path);
        end(b, 0, "", json_pack("{s:s}", "path", b->path));
        return;
    }
    struct nv_buf text = NV_BUF_INIT;
    nv_buf_addf(&text, "Không sao lưu được: %s.", err.text);
    nv_log(NV_LOG_WARNING, "backup-failed", "error=%s", nv_err_name(rc));
    end(b, 1, nv_buf_str(&text), NULL);
    nv_buf_free(&text);
}

/* Copies whose askers never took them. */
static void remove_stale(const char *dir)
{
    DIR *d = opendir(dir);
    int64_t now_ms = nv_wallclock_now_ms();
    for (struct dirent *e; d && (e = readdir(d));) {
        struct stat st;
        if (strncmp(e->d_name, prefix, sizeof prefix - 1) == 0 &&
            fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
            now_ms - (int64_t)st.st_mtime * 1000 > STALE_MS)
            unlinkat(dirfd(d), e->d_name, 0);
    }
    if (d)
        closedir(d);
}

void nv_backups_begin(struct nv_backups *b, struct nv_request *request)
{
    /* The copy lies where these two alone may read: for others it would be made in vain. */
    uid_t uid = nv_request_uid(request);
    if (uid != 0 && uid != geteuid()) {
        nv_request_reply(
            request, 1,
            "Sao lưu cần quyền root hoặc người dùng của dịch vụ: bản sao chứa mọi thư đã "
            "gửi. Hãy chạy: sudo nhacviec backup TỆP",
            NULL);
        return;
    }
    if (b->copy) {
        nv_request_reply(request, 1, "Đang có một lần sao lưu khác; hãy đợi xong.", NULL);
        return;
    }
    struct nv_err err = {0};
    struct nv_buf path = NV_BUF_INIT, text = NV_BUF_INIT;
    struct nv_store *store = nv_core_store(nv_daemon_core(b->d));
    const char *dir = nv_daemon_state_dir(b->d);
    remove_stale(dir);
    nv_buf_addf(&path, "%s/%s%lld.db", dir, prefix, (long long)nv_wallclock_now_ms());
    if (store->ops->backup(store, nv_buf_str(&path), &b->copy, &err) != 0) {
        nv_buf_addf(&text, "Không sao lưu được: %s.", err.text);
        nv_request_reply(request, 1, nv_buf_str(&text), NULL);
    } else {
        b->request = request;
        b->path = nv_strdup(nv_buf_str(&path));
        uv_timer_start(&b->timer, on_step, 0, STEP_MS);
    }
    nv_buf_free(&path);
    nv_buf_free(&text);
}
