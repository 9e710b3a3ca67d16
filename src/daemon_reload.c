/* Another configuration: read on a worker thread, put in force on the loop, or refused with the old
 * one as it was. What comes while one is read waits its turn. */
#include <jansson.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon_beat.h"
#include "daemon_bounce.h"
#include "daemon_core.h"
#include "daemon_diff.h"
#include "daemon_facts.h"
#include "daemon_http.h"
#include "daemon_record.h"
#include "daemon_shell.h"
#include "model/snapshot.h"
#include "server/control.h"
#include "server/notify.h"
#include "server/peer.h"
#include "server/wallclock.h"

struct nv_reload {
    uv_work_t work;
    struct nv_daemon *d;
    struct nv_request *request;
    struct nv_snapshot *snapshot;
    struct nv_conf_files *files; /* for the recorder */
    struct nv_diags diags;
    struct nv_reload *next; /* those that came while this one was running */
};

static void work_load(uv_work_t *work)
{
    struct nv_reload *r = work->data;
    nv_recorder_load(r->d->recorder, r->d->conf_dir, &r->diags, &r->snapshot, &r->files);
}

void nv_daemon_set_writers(struct nv_daemon *d)
{
    gid_t group = nv_peer_group(d->snapshot->admin_group);
    if (group == (gid_t)-1)
        nv_log(NV_LOG_WARNING, "no-admin-group", "group=%s writers=root", d->snapshot->admin_group);
    nv_control_set_writers(d->control, group);
}

static void take_over(struct nv_daemon *d, const struct nv_snapshot *fresh)
{
    nv_snapshot_unref(d->snapshot);
    d->snapshot = nv_snapshot_ref(fresh);
    nv_daemon_set_writers(d);
}

/* Puts what was read in force, or says why not. The difference is told from what held before. */
static int finish_reload(struct nv_reload *r, struct nv_buf *text)
{
    struct nv_daemon *d = r->d;
    struct nv_err err = {0};
    char was_state[4096], was_socket[256];
    int rc = -NV_ECONFIG;
    if (r->snapshot) {
        nv_diff_describe(d->snapshot, r->snapshot, nv_core_engine(d->core), nv_wallclock_now_ms(),
                         text);
        rc = nv_pages_prepare(d->pages, r->snapshot, &err);
        if (rc == 0) {
            nv_recorder_offer(d->recorder, &r->files, r->snapshot);
            rc = nv_core_configure(d->core, r->snapshot, &err);
            if (rc != 0)
                nv_pages_abandon(d->pages);
        }
    }
    if (rc == 0) {
        nv_fmt(was_state, sizeof was_state, "%s", d->snapshot->state_dir);
        nv_fmt(was_socket, sizeof was_socket, "%s", d->snapshot->socket_path);
        take_over(d, r->snapshot);
        nv_bounces_configure(d->bounces);
        nv_log(NV_LOG_NOTICE, "reloaded", "deliverables=%u warnings=%zu",
               d->snapshot->n_deliverables, r->diags.warnings);
        nv_diag_print(&r->diags, text);
        nv_daemon_tell_status(d);
        nv_beat_start(d->beat);
        nv_pages_turn(d->pages);
        if (strcmp(was_state, d->snapshot->state_dir) != 0)
            nv_buf_adds(text, "Thay đổi “state” chỉ có hiệu lực khi khởi động lại dịch vụ.\n");
        if (strcmp(was_socket, d->snapshot->socket_path) != 0)
            nv_buf_adds(text, "Thay đổi “socket” chỉ có hiệu lực khi khởi động lại dịch vụ.\n");
        return 0;
    }
    nv_buf_clear(text);
    nv_diag_print(&r->diags, text);
    if (err.code)
        nv_buf_addf(text, "%s\n", err.text);
    nv_buf_adds(text, "Cấu hình mới có lỗi; cấu hình cũ vẫn giữ nguyên hiệu lực.\n");
    nv_log(NV_LOG_ERR, "reload-refused", "errors=%zu first=%s:%d", r->diags.errors,
           r->diags.list.n ? r->diags.list.v[0].file : "-",
           r->diags.list.n ? r->diags.list.v[0].line : 0);
    return rc;
}

void nv_daemon_note_presence(struct nv_daemon *d, const struct nv_request *r, const char *occasion)
{
    struct nv_buf actor = NV_BUF_INIT;
    if (r)
        nv_buf_addf(&actor, "%s (uid %u)", nv_request_actor(r), (unsigned)nv_request_uid(r));
    else
        nv_buf_adds(&actor, "nhacviecd");
    nv_facts_note_presence(d, nv_buf_str(&actor), occasion);
    nv_buf_free(&actor);
}

static void start_reload(struct nv_reload *r);

static void after_load(uv_work_t *work, int status)
{
    struct nv_reload *r = work->data, *next = r->next;
    struct nv_daemon *d = r->d;
    struct nv_buf text = NV_BUF_INIT;
    int exit_code = 1;
    (void)status;
    nv_diag_sort(&r->diags);
    if (d->stopped)
        nv_buf_adds(&text, "Dịch vụ đang dừng.\n");
    else
        exit_code = finish_reload(r, &text) == 0 ? 0 : NV_DAEMON_EXIT_CONFIG;
    /* Who sent a signal has only the log to look into. */
    if (exit_code == NV_DAEMON_EXIT_CONFIG && !r->request)
        fputs(nv_buf_str(&text), stderr);
    if (exit_code == 0)
        nv_daemon_note_presence(d, r->request, "nạp lại cấu hình");
    d->reload_failed = exit_code == NV_DAEMON_EXIT_CONFIG;
    nv_notify_ready(d->notify);
    if (r->request)
        nv_request_reply(r->request, exit_code, nv_buf_str(&text),
                         json_pack("{s:b, s:i, s:i, s:s}", "ok", exit_code == 0, "errors",
                                   (int)r->diags.errors, "warnings", (int)r->diags.warnings, "text",
                                   nv_buf_str(&text)));
    nv_buf_free(&text);
    nv_snapshot_unref(r->snapshot);
    nv_recorder_forget(&r->files);
    nv_diag_free(&r->diags);
    free(r);
    malloc_trim(0); /* the old configuration is in pieces all over the heap */
    d->reloading = next;
    if (next)
        start_reload(next);
}

static void start_reload(struct nv_reload *r)
{
    r->work.data = r;
    nv_notify_reloading(r->d->notify);
    nv_require(uv_queue_work(&r->d->loop, &r->work, work_load, after_load) == 0);
}

void nv_daemon_reload(struct nv_daemon *d, struct nv_request *request)
{
    struct nv_reload *r = nv_calloc(1, sizeof *r);
    r->d = d;
    r->request = request;
    if (!d->reloading) {
        d->reloading = r;
        start_reload(r);
        return;
    }
    struct nv_reload *last = d->reloading;
    while (last->next)
        last = last->next;
    last->next = r;
}
