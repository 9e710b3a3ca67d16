/* The shell's inside, shared by its two parts: daemon.c starts, runs and stops it, daemon_reload.c
 * brings another configuration into force. For these alone; all others see daemon.h. */
#ifndef NV_DAEMON_SHELL_H
#define NV_DAEMON_SHELL_H

#include <uv.h>

#include "base/spread.h"
#include "daemon.h"

struct nv_reload;

struct nv_daemon {
    uv_loop_t loop;
    struct nv_daemon_options options;
    char *conf_dir, *state_dir;
    struct nv_snapshot *snapshot;
    struct nv_recorder *recorder;
    struct nv_core *core;
    struct nv_commands *commands;
    struct nv_backups *backups;
    struct nv_bounces *bounces;
    struct nv_control *control;
    struct nv_wallclock *clock;
    struct nv_notify *notify;
    uv_signal_t on_term, on_int, on_hup;
    struct nv_beat *beat;
    struct nv_pages *pages;
    uv_timer_t watchdog, drain_timer;
    uv_prepare_t turn_end;
    uint64_t turn_ended, idle_ns; /* of the loop so far */
    struct nv_spread turns_us;
    struct nv_reload *reloading;
    int64_t started_ms, clock_offset_ms;
    bool draining, stop_wanted, stopped, reload_failed;
    int exit_code;
};

enum { NV_DAEMON_EXIT_CONFIG = 78 };

/* Tells the service manager what is going on, in a line. */
void nv_daemon_tell_status(struct nv_daemon *d);

/* Who may tell facts, by the configuration in force. */
void nv_daemon_set_writers(struct nv_daemon *d);
/* Work that left the configuration, or came back: in the name of who asked (NULL: nobody did). */
void nv_daemon_note_presence(struct nv_daemon *d, const struct nv_request *r, const char *occasion);

#endif
