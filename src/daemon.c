/* The shell of the daemon: what it is made of, its start, its turns, its end. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "daemon_backup.h"
#include "daemon_beat.h"
#include "daemon_bounce.h"
#include "daemon_control.h"
#include "daemon_core.h"
#include "daemon_facts.h"
#include "daemon_http.h"
#include "daemon_record.h"
#include "daemon_shell.h"
#include "engine/engine.h"
#include "model/snapshot.h"
#include "server/control.h"
#include "server/notify.h"
#include "server/wallclock.h"

enum { DRAIN_MS = 25000, EXIT_HELD = 75, EXIT_STORE = 70 };

struct nv_core *nv_daemon_core(struct nv_daemon *d)
{
    return d->core;
}

const struct nv_snapshot *nv_daemon_snapshot(const struct nv_daemon *d)
{
    return d->snapshot;
}

int64_t nv_daemon_started_ms(const struct nv_daemon *d)
{
    return d->started_ms;
}

const struct nv_pages *nv_daemon_pages(const struct nv_daemon *d)
{
    return d->pages;
}

const char *nv_daemon_conf_dir(const struct nv_daemon *d)
{
    return d->conf_dir;
}

const struct nv_recorder *nv_daemon_recorder(const struct nv_daemon *d)
{
    return d->recorder;
}

const struct nv_spread *nv_daemon_turns_us(const struct nv_daemon *d)
{
    return &d->turns_us;
}

void nv_daemon_tell_status(struct nv_daemon *d)
{
    struct nv_engine_status st;
    nv_engine_status(nv_core_engine(d->core), &st);
    nv_notify_status(
        d->notify, "%u mốc tiến độ; chờ gửi %llu, đã gửi %llu, không gửi được %llu",
        d->snapshot->n_deliverables,
        (unsigned long long)(st.counts[NV_DELIVERY_PENDING] + st.counts[NV_DELIVERY_CLAIMED]),
        (unsigned long long)st.counts[NV_DELIVERY_SENT],
        (unsigned long long)st.counts[NV_DELIVERY_FAILED]);
}

const char *nv_daemon_state_dir(const struct nv_daemon *d)
{
    return d->state_dir;
}

struct uv_loop_s *nv_daemon_loop(struct nv_daemon *d)
{
    return &d->loop;
}

void nv_daemon_backup(struct nv_daemon *d, struct nv_request *request)
{
    nv_backups_begin(d->backups, request);
}

bool nv_daemon_draining(const struct nv_daemon *d)
{
    return d->draining;
}

bool nv_daemon_reload_failed(const struct nv_daemon *d)
{
    return d->reload_failed;
}

/* ---- stop ------------------------------------------------------------------------------------ */

static void close_handle(uv_handle_t *h)
{
    if (!uv_is_closing(h))
        uv_close(h, NULL);
}

static void stop_now(struct nv_daemon *d)
{
    if (d->stopped)
        return;
    d->stopped = true;
    nv_backups_stop(d->backups);
    nv_bounces_stop(d->bounces);
    nv_beat_stop(d->beat);
    nv_pages_stop(d->pages);
    nv_control_close(d->control);
    nv_wallclock_close(d->clock);
    nv_core_close(d->core);
    close_handle((uv_handle_t *)&d->on_term);
    close_handle((uv_handle_t *)&d->on_int);
    close_handle((uv_handle_t *)&d->on_hup);
    close_handle((uv_handle_t *)&d->watchdog);
    close_handle((uv_handle_t *)&d->drain_timer);
    close_handle((uv_handle_t *)&d->turn_end);
}

static void on_drain_timer(uv_timer_t *t)
{
    struct nv_daemon *d = t->data;
    nv_log(NV_LOG_WARNING, "drain-timeout", "in_flight=%u", nv_core_in_flight(d->core));
    d->stop_wanted = true;
}

static void begin_stop(struct nv_daemon *d)
{
    if (d->draining) {
        nv_log(NV_LOG_NOTICE, "stop", "reason=second-signal in_flight=%u",
               nv_core_in_flight(d->core));
        d->stop_wanted = true;
        return;
    }
    d->draining = true;
    nv_notify_stopping(d->notify);
    nv_log(NV_LOG_NOTICE, "stopping", "in_flight=%u", nv_core_in_flight(d->core));
    uv_timer_start(&d->drain_timer, on_drain_timer, DRAIN_MS, 0);
    nv_core_drain(d->core);
}

static void on_stop_signal(uv_signal_t *s, int signum)
{
    (void)signum;
    begin_stop(s->data);
}

/* From one wait for events to the next, without the waiting: so long nobody was answered. */
static void measure_turn(struct nv_daemon *d)
{
    uint64_t now = uv_hrtime(), idle = uv_metrics_idle_time(&d->loop);
    if (d->turn_ended)
        nv_spread_add(&d->turns_us, (now - d->turn_ended - (idle - d->idle_ns)) / 1000);
    d->turn_ended = now;
    d->idle_ns = idle;
}

/* After each turn: has what we wait for come? The store is closed only when no worker has it. */
static void on_turn_end(uv_prepare_t *p)
{
    struct nv_daemon *d = p->data;
    measure_turn(d);
    if (d->stopped || nv_core_store_busy(d->core))
        return;
    if (nv_core_broken(d->core)) {
        nv_log(NV_LOG_CRIT, "store-broken", "error=%s", nv_err_name(nv_core_broken(d->core)));
        d->exit_code = EXIT_STORE;
        stop_now(d);
    } else if (d->stop_wanted || (d->draining && !d->reloading && nv_core_idle(d->core))) {
        stop_now(d);
    }
}

/* The way in for whoever cannot reach the control socket. */
static void on_hup(uv_signal_t *s, int signum)
{
    struct nv_daemon *d = s->data;
    (void)signum;
    nv_control_renew(d->control);
    nv_daemon_reload(d, NULL);
}

/* ---- hooks -------------------------------------------------------------------------------------
 */

static int64_t hook_now(void *arg)
{
    (void)arg;
    return nv_wallclock_now_ms();
}

static void hook_arm(void *arg, int64_t at_ms)
{
    struct nv_daemon *d = arg;
    nv_wallclock_arm(d->clock, at_ms);
}

static void hook_reply(void *arg, const struct nv_reply *reply)
{
    struct nv_daemon *d = arg;
    if (!nv_bounces_reply(d->bounces, reply))
        nv_commands_reply(d->commands, reply);
}

static void hook_settled(void *arg)
{
    struct nv_daemon *d = arg;
    if (d->commands)
        nv_commands_store_free(d->commands);
    if (d->bounces)
        nv_bounces_store_free(d->bounces);
    if (d->notify && d->snapshot && d->core)
        nv_daemon_tell_status(d);
}

/* The wall clock against one that cannot be set and does not stop while the machine sleeps. */
static int64_t clock_offset_ms(void)
{
    struct timespec boot;
    nv_require(clock_gettime(CLOCK_BOOTTIME, &boot) == 0);
    return nv_wallclock_now_ms() - boot.tv_sec * 1000LL - boot.tv_nsec / 1000000;
}

static void on_clock(void *arg, int64_t now_ms, bool jumped)
{
    struct nv_daemon *d = arg;
    (void)now_ms;
    int64_t offset_ms = clock_offset_ms(), ahead_ms = offset_ms - d->clock_offset_ms;
    d->clock_offset_ms = offset_ms;
    if (jumped)
        nv_log(NV_LOG_NOTICE, "clock-set", "ahead_ms=%lld", (long long)ahead_ms);
    nv_core_clock(d->core, jumped, ahead_ms);
}

static void on_watchdog(uv_timer_t *t)
{
    struct nv_daemon *d = t->data;
    nv_notify_watchdog(d->notify);
}

/* ---- start --------------------------------------------------------------------------------------
 */

static int load_first(struct nv_daemon *d)
{
    struct nv_diags diags = {0};
    struct nv_buf text = NV_BUF_INIT;
    struct nv_conf_files *files;
    int rc = nv_recorder_load(d->recorder, d->conf_dir, &diags, &d->snapshot, &files);
    if (rc == 0)
        nv_recorder_offer(d->recorder, &files, d->snapshot);
    nv_recorder_forget(&files);
    nv_diag_sort(&diags);
    nv_diag_print(&diags, &text);
    fputs(nv_buf_str(&text), stderr);
    nv_buf_free(&text);
    nv_diag_free(&diags);
    return rc;
}

static void start_signal(struct nv_daemon *d, uv_signal_t *s, uv_signal_cb cb, int signum)
{
    nv_require(uv_signal_init(&d->loop, s) == 0);
    s->data = d;
    nv_require(uv_signal_start(s, cb, signum) == 0);
}

static void start_handles(struct nv_daemon *d)
{
    uint64_t every = nv_notify_watchdog_ms(d->notify);
    start_signal(d, &d->on_term, on_stop_signal, SIGTERM);
    start_signal(d, &d->on_int, on_stop_signal, SIGINT);
    start_signal(d, &d->on_hup, on_hup, SIGHUP);
    uv_timer_init(&d->loop, &d->watchdog);
    uv_timer_init(&d->loop, &d->drain_timer);
    d->watchdog.data = d->drain_timer.data = d;
    if (every)
        uv_timer_start(&d->watchdog, on_watchdog, every, every);
    uv_prepare_init(&d->loop, &d->turn_end);
    d->turn_end.data = d;
    d->backups = nv_backups_new(d);
    d->bounces = nv_bounces_new(d);
    d->beat = nv_beat_new(d);
    d->pages = nv_pages_new(d);
    uv_prepare_start(&d->turn_end, on_turn_end);
}

static int open_all(struct nv_daemon *d, struct nv_err *err)
{
    const char *socket_path =
        d->options.socket_path ? d->options.socket_path : d->snapshot->socket_path;
    struct nv_core_options core = {.state_dir = d->state_dir, .recorder = d->recorder};
    struct nv_core_hooks hooks = {hook_now, hook_arm, hook_reply, hook_settled, NULL, d};
    int rc = nv_dir_make(d->state_dir, 0700, err);
    if (rc != 0)
        return rc;
    rc = nv_wallclock_open(&d->loop, on_clock, d, &d->clock, err);
    if (rc != 0)
        return rc;
    rc = nv_core_open(&d->loop, &core, &hooks, &d->core, err);
    if (rc != 0)
        goto close_clock;
    d->commands = nv_commands_new(d);
    rc = nv_control_open(&d->loop, socket_path, NULL, nv_commands_handle, d->commands, &d->control,
                         err);
    if (rc != 0)
        goto close_core;
    nv_daemon_set_writers(d);
    start_handles(d);
    rc = nv_core_configure(d->core, d->snapshot, err);
    if (rc == 0) {
        nv_beat_start(d->beat);
        nv_pages_turn(d->pages);
        nv_daemon_note_presence(d, NULL, "khởi động dịch vụ");
        nv_bounces_configure(d->bounces);
        return 0;
    }
    stop_now(d);
    return rc;
close_core:
    nv_core_close(d->core);
close_clock:
    nv_wallclock_close(d->clock);
    return rc;
}

static const char *state_dir_of(const struct nv_daemon *d)
{
    const char *from_systemd = getenv("STATE_DIRECTORY");
    if (d->options.state_dir)
        return d->options.state_dir;
    return from_systemd && *from_systemd ? from_systemd : d->snapshot->state_dir;
}

static void free_daemon(struct nv_daemon *d)
{
    nv_commands_free(d->commands);
    nv_recorder_close(d->recorder);
    uv_run(&d->loop, UV_RUN_DEFAULT);
    int rc = uv_loop_close(&d->loop);
    if (rc != 0)
        nv_log(NV_LOG_ERR, "loop-not-closed", "error=%s", uv_err_name(rc));
    nv_backups_free(d->backups);
    nv_bounces_free(d->bounces);
    nv_beat_free(d->beat);
    nv_pages_free(d->pages);
    nv_core_free(d->core);
    nv_recorder_free(d->recorder);
    nv_snapshot_unref(d->snapshot);
    nv_notify_close(d->notify);
    free(d->conf_dir);
    free(d->state_dir);
    free(d);
}

int nv_daemon_run(const struct nv_daemon_options *options)
{
    struct nv_err err = {0};
    struct nv_daemon *d = nv_calloc(1, sizeof *d);
    d->options = *options;
    d->conf_dir = nv_strdup(options->conf_dir);
    d->started_ms = nv_wallclock_now_ms();
    d->clock_offset_ms = clock_offset_ms();
    nv_require(uv_loop_init(&d->loop) == 0);
    nv_require(uv_loop_configure(&d->loop, UV_METRICS_IDLE_TIME) == 0);
    d->notify = nv_notify_open();
    d->recorder = nv_recorder_new(&d->loop, options->record_dir, options->record_max_bytes);
    if (load_first(d) != 0) {
        nv_log(NV_LOG_CRIT, "start-failed", "reason=configuration dir=%s", d->conf_dir);
        d->exit_code = NV_DAEMON_EXIT_CONFIG;
        goto out;
    }
    d->state_dir = nv_strdup(state_dir_of(d));
    umask(077);
    int rc = open_all(d, &err);
    if (rc != 0) {
        char quoted[1600]; /* what to do about a damaged ledger is said at its end */
        nv_log(NV_LOG_CRIT, "start-failed", "error=%s text=%s", nv_err_name(rc),
               nv_log_quote(quoted, sizeof quoted, err.text));
        d->exit_code = rc == -NV_EBUSY ? EXIT_HELD : EXIT_STORE;
        goto out;
    }
    nv_log(NV_LOG_NOTICE, "started", "version=%s deliverables=%u agencies=%u ledger=%s state=%s",
           NV_VERSION, d->snapshot->n_deliverables, d->snapshot->n_agencies,
           nv_core_ledger_id(d->core), d->state_dir);
    nv_notify_ready(d->notify);
    nv_daemon_tell_status(d);
    uv_run(&d->loop, UV_RUN_DEFAULT);
    nv_log(NV_LOG_NOTICE, "stopped", "exit=%d", d->exit_code);
out:;
    int exit_code = d->exit_code;
    free_daemon(d);
    return exit_code;
}
