/* All configuration of one moment: immutable, shared by reference, replaced by one pointer.
 *
 * Built by the configuration layer in one arena, then only read. References between things are
 * indices into the snapshot's arrays (NV_NONE: nothing); what must survive a reload is named by
 * string (agency id, occurrence key). All text is valid UTF-8 in NFC without control characters. */
#ifndef NV_MODEL_SNAPSHOT_H
#define NV_MODEL_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/intern.h" /* NV_NONE */
#include "base/net.h"
#include "calendar/deadline.h"
#include "model/role.h"

struct nv_arena;
struct nv_hook;
struct nv_hooks;
struct nv_lang;
struct nv_workdays;

struct nv_strings {
    const char *const *v;
    uint32_t n;
};

struct nv_refs {
    const uint32_t *v;
    uint32_t n;
};

/* Where a thing was written, for messages. */
struct nv_place {
    const char *file;
    int line;
};

enum nv_endpoint_kind { NV_ENDPOINT_MAIL, NV_ENDPOINT_WEBHOOK };

/* A webhook whose body is made from a template (render/hooks.h) instead of being a CloudEvent. */
struct nv_hook {
    const char *template; /* "telegram" */
    const char *method;   /* "POST", "PUT" */
    const char *content_type;
    const char *token_file; /* whose line stands for "{token}" in the URL, as written; or NULL */
    const struct nv_hook_header *headers;
    uint32_t n_headers;
    const struct nv_hook_value *values; /* what the template knows as {{values.NAME}} */
    uint32_t n_values;
    /* What a good answer says in a member of its JSON; NULL: the status alone tells. */
    const char *expect_member, *expect_value;
};

struct nv_hook_header {
    const char *name, *value;
    const char *file; /* NULL, or as written: its line comes after `value` */
};

struct nv_hook_value {
    const char *name, *value;
};

struct nv_endpoint {
    enum nv_endpoint_kind kind;
    const char *address; /* addr-spec of RFC 5321 in ASCII, or an http(s) URL */
    /* "mail:ADDR", "webhook:URL", or, of a template, "webhook:URL#TEMPLATE;NAME=VALUE…": unique
     * within the agency, kept in the store. */
    const char *id;
    uint32_t relay; /* index into relays for mail, NV_NONE for webhooks */
    bool fallback;  /* used only where the one before it fails */
    /* Of webhooks: */
    const struct nv_hook *hook;     /* NULL: a CloudEvent, signed as Standard Webhooks has it */
    struct nv_strings secret_files; /* as written (base/secret.h); none: it is not signed */
};

/* From a day on, what was this agency's is another's (or several others'). */
struct nv_succession {
    int32_t from;      /* first day of the successor */
    struct nv_refs to; /* agencies or groups */
    const char *basis; /* the legal document, or NULL */
};

/* An agency, or a group of agencies (groups may nest). */
struct nv_agency {
    const char *id, *name;
    struct nv_strings aliases;
    int32_t valid_from, valid_to; /* inclusive, NV_DAY_NONE = open */
    bool is_group;
    bool undetermined; /* a group whose members the plan does not name: nobody can be written to */
    struct nv_refs members;                  /* of a group */
    const struct nv_succession *successions; /* by day, rising */
    uint32_t n_successions;
    const struct nv_endpoint *endpoints;
    uint32_t n_endpoints;
    uint32_t language; /* index into languages */
    struct nv_place place;
};

enum nv_relay_kind { NV_RELAY_MAILDIR, NV_RELAY_SMTP };
enum nv_tls { NV_TLS_STARTTLS, NV_TLS_IMPLICIT, NV_TLS_NONE };

struct nv_relay {
    const char *id;
    enum nv_relay_kind kind;
    const char *path; /* Maildir; relative to the state directory */
    const char *host;
    int port;
    enum nv_tls tls;
    const char *ca_file, *user, *password_file,
        *helo; /* NULL: system bundle, no AUTH, -, host name */
    int connections;
    int per_minute; /* messages at most; 0: as fast as it takes them */
    int timeout_s;  /* of one transfer, over all phases */
};

struct nv_window {
    int open_min, close_min; /* minutes of the day, open < close ≤ 1440 */
};

enum nv_rung_kind {
    NV_RUNG_ASSIGNED, /* when the plan is signed or the task first seen */
    NV_RUNG_START,    /* when a period begins: of a range, of open-ended work */
    NV_RUNG_PROGRESS, /* at each inner quarter end of the occurrence, or each quarter end if undated
                       */
    NV_RUNG_OFFSET,   /* before, on or after the deadline */
};

/* One step of a ladder. Written "assigned"; "start"; "quarter", "quarter-5w"; "-20w", "-30d", "0",
 * "+5w". */
struct nv_rung {
    enum nv_rung_kind kind;
    int n;         /* signed count; for PROGRESS 0 or negative, before the quarter end */
    bool calendar; /* count calendar days (d) instead of working days (w) */
    const char *text;
};

struct nv_ladder {
    const struct nv_rung *rungs; /* as written: assigned, start, quarter rungs, offsets rising */
    uint32_t n_rungs;
    int repeat; /* after the last rung, again every so many days until done; 0 = no */
    bool repeat_calendar;
};

struct nv_policy {
    bool tell_changes; /* of facts that change what is asked: extended, dated, held, dropped … */
    bool thank;        /* for work that was done */
    bool confirm;      /* of plans that do not say it themselves */
    /* NULL where a role hears nothing of such a deadline. */
    const struct nv_ladder *ladders[NV_DL_COUNT][NV_ROLE_COUNT];
    bool roll; /* a nominal day that is not worked ends on the next working day (art. 148.5) */
};

enum nv_report_kind { NV_REPORT_MONTH, NV_REPORT_QUARTER, NV_REPORT_YEAR, NV_REPORT_KINDS };

/* Which reports on a plan are sent by themselves, to whom of it. */
struct nv_reporting_to {
    bool owner, leadership;
};

/* Once a week a line says that the service works: in a notice that goes out anyway, or alone. */
enum nv_weekly { NV_WEEKLY_OFF, NV_WEEKLY_WITH_NOTICE, NV_WEEKLY_ALONE };

struct nv_reporting {
    struct nv_reporting_to to[NV_REPORT_KINDS];
    int day; /* of the month after the period, from 1 */
    enum nv_weekly weekly;
};

/* The HTTP server: health and metrics, for this machine or a proxy before it. */
struct nv_serving {
    struct nv_strings listen; /* "127.0.0.1:8630", "[::1]:8630", "/run/x.sock"; none: it is off */
    struct nv_nets proxies;   /* whose connections are those of many people */
    unsigned connections, per_address;
};

/* Back-off of a channel: delay before attempt 2, 3, …; the last value repeats. */
struct nv_retry {
    const int *delays_s;
    uint32_t n_delays;
    int64_t lifetime_s; /* from the creation of the delivery; then failed */
};

/* One document that assigns tasks: a plan, or a supplement, which adds tasks to the plan whose id,
 * title, year, owner and sections it shares from a day and by a document of its own. */
struct nv_plan {
    const char *id, *title, *short_name; /* "CCHC 2025", for subjects */
    bool supplement;
    const char *basis;   /* "Quyết định số …/QĐ-UBND ngày … của …" */
    const char *contact; /* one line at the foot of letters, or NULL */
    int year;
    int32_t signed_day;
    int32_t until;              /* the last day on which a period of what recurs may begin */
    bool confirm;               /* what is told done counts when the owner has confirmed it */
    bool before_included;       /* "Trước ngày 15/6" means up to and including 15/6 */
    uint32_t owner, leadership; /* agencies; leadership may be NV_NONE */
    const struct nv_section_title *sections;
    uint32_t n_sections;
    struct nv_place place;
};

struct nv_section_title {
    const char *id, *title;
};

struct nv_task {
    uint32_t plan;
    const char *id, *title;
    struct nv_place place;
};

/* A periodic report: data up to a cut-off day, a few working days in which the agencies hand in
 * theirs, then the day on which the report itself is due (Decree 09/2019/NĐ-CP art. 12, 13). */
struct nv_report {
    const char *id, *title;
    const char *basis; /* or NULL */
    int collect_days;  /* working days after the cut-off; 0: nobody hands in */
    struct nv_refs contributors;
    const struct nv_report_period *periods;
    uint32_t n_periods;
    struct nv_place place;
};

/* Days as month * 100 + day. `from` after `to`: in the year before; `due` before `to`: in the year
 * after. */
struct nv_report_period {
    const char *suffix; /* "Q1", "H1", "M03", "9M", "" for the whole year */
    int from, to, due;
};

/* An event that a deadline waits for ("Sau khi Chính phủ ban hành Nghị định"): declared in the
 * plan, announced by a person. */
struct nv_plan_event {
    uint32_t plan;
    const char *id;   /* "nd-tinh-gian-bien-che" */
    const char *key;  /* "cchc-2025/event:nd-tinh-gian-bien-che": what facts name it by */
    const char *name; /* "Nghị định của Chính phủ về tinh giản biên chế" */
    const char *note; /* or NULL */
    struct nv_place place;
};

/* Which of the several that took over an agency's work has this piece of it. */
struct nv_choice {
    uint32_t of;       /* the agency or group that was split */
    int32_t from;      /* by the succession of that day */
    struct nv_refs to; /* some of its successors */
};

/* One deadline of a task: what the plan assigns. It has one occurrence or, where it recurs, is a
 * list or has several stages, one for each period. */
struct nv_deliverable {
    uint32_t plan, task;
    const char *id;                           /* "I.2.1" */
    const char *key;                          /* "cchc-2025/I.2.1" */
    struct nv_strings names;                  /* products, as printed */
    const char *due;                          /* the phrase, verbatim */
    const struct nv_deadline *deadline;       /* as the phrase says, whatever the occurrences */
    uint32_t first_occurrence, n_occurrences; /* at least one */
    uint32_t report;                          /* index into reports, NV_NONE */
    /* The events it waits for, all of them. It is due `within` so many days, counted from the day
     * after the last (Civil Code 2015 art. 147.2); 0: somebody must say when. */
    struct nv_refs events;
    int within;
    bool within_calendar; /* calendar days, else working days */
    /* Agencies and groups as the plan names them, by role (NV_ROLE_PRINTED of them); shared by
     * those of the same roles. */
    const struct nv_refs *roles;
    const struct nv_choice *choices;
    uint32_t n_choices;
    const char *note; /* or NULL */
    struct nv_place place;
};

/* One deliverable in one period: the thing that is reminded of, done and reported on. Store and
 * logs name it by `key`. */
struct nv_occurrence {
    uint32_t deliverable;
    const char *key;            /* "cchc-2025/I.2.1"; of several "cchc-2025/VII.8.1@2025-Q1" */
    const char *id;             /* "I.2.1", "VII.8.1@2025-Q1" */
    const char *label;          /* "Quý I/2025"; NULL where it is the only one */
    enum nv_deadline_kind kind; /* whose ladder is climbed */
    bool first;                 /* of its deliverable: the one that tells of the assignment */
    int times;                  /* completions asked for */
    int32_t first_day;          /* NV_DAY_NONE where the period has no beginning */
    int32_t nominal, effective; /* NV_DAY_NONE where undated */
    int32_t data_from, data_to; /* of a periodic report, else NV_DAY_NONE */
    int32_t hand_in; /* the day by which the contributors of a report hand in, or NV_DAY_NONE */
};

struct nv_snapshot {
    unsigned refs;
    struct nv_arena *arena;
    const char *dir; /* the configuration directory it came from */

    int zone_min;
    const char *instance;                             /* a DNS label: in ids */
    const char *sender_name, *sender_mail, *reply_to; /* reply_to may be NULL */
    /* Where what cannot be delivered comes back to ("bounce@domain", which gets "+ID.SIGNATURE");
     * NULL: to the sender, unsigned. A file with the key (NULL: one that the service makes), a
     * Maildir to watch (NULL: none; relative to the state directory). */
    const char *bounce_address, *bounce_key_file, *bounce_maildir;
    const char *state_dir, *socket_path; /* as configured */
    const char *admin_group; /* of the system: whose members may tell the daemon things */
    const struct nv_window *windows;
    uint32_t n_windows;
    const struct nv_relay *relays;
    uint32_t n_relays;
    int webhook_connections, webhook_timeout_s; /* per host; of one request */
    const char *webhook_ca_file;                /* NULL: the system bundle */
    struct nv_nets webhook_nets;                /* what may be connected to */
    struct nv_retry retry_mail, retry_webhook;
    int fallback_after; /* attempts by one address before another one that stands in is used */
    /* More notices at once wait for a person: ever, and after the clock was set more than a day
     * ahead; 0: no such limit. */
    uint32_t brake_notices, brake_jump;
    struct nv_policy policy;
    struct nv_reporting reporting;
    /* Called as long as the service is well, so that somebody else notices when it is not. */
    const char *heartbeat_url; /* NULL: none */
    int heartbeat_s;
    struct nv_serving serving;
    /* Of letters (render/lang.h); the first is the default. Owned, and freed by who made them. */
    struct nv_lang **languages;
    uint32_t n_languages;
    void (*free_language)(struct nv_lang *lang);

    struct nv_hooks *hooks; /* templates of webhooks (render/hooks.h); owned likewise */
    void (*free_hooks)(struct nv_hooks *hooks);

    struct nv_workdays *workdays;
    const struct nv_agency *agencies;
    uint32_t n_agencies;
    const struct nv_plan *plans;
    uint32_t n_plans;
    const struct nv_task *tasks;
    uint32_t n_tasks;
    const struct nv_deliverable *deliverables;
    uint32_t n_deliverables;
    const struct nv_occurrence *occurrences; /* in the order of the deliverables */
    uint32_t n_occurrences;
    const struct nv_report *reports;
    uint32_t n_reports;
    const struct nv_plan_event *events;
    uint32_t n_events;

    struct nv_intern *agency_ids;      /* symbol == index into agencies */
    struct nv_intern *deliverable_ids; /* by key; symbol == index into deliverables */
    struct nv_intern *occurrence_ids;  /* by key; symbol == index into occurrences */
    struct nv_intern *event_ids;       /* by key; symbol == index into events */
};

/* An empty snapshot with one reference, an arena, a calendar and the two indices. */
struct nv_snapshot *nv_snapshot_new(void);
struct nv_snapshot *nv_snapshot_ref(const struct nv_snapshot *s); /* main loop only */
void nv_snapshot_unref(const struct nv_snapshot *s);              /* NULL is fine */

/* Index of an agency or group by id, NV_NONE if unknown. */
uint32_t nv_snapshot_agency(const struct nv_snapshot *s, const char *id);
/* The endpoint of an agency by the id that the store keeps; NULL: it is no longer configured. */
const struct nv_endpoint *nv_snapshot_endpoint(const struct nv_snapshot *s, const char *agency,
                                               const char *id);
/* A deliverable by key ("cchc-2025/I.2.1") or, where only one plan has it, by id ("I.2.1"). NV_NONE
 * if unknown; *ambiguous tells "several" from "none" and may be NULL. */
uint32_t nv_snapshot_deliverable(const struct nv_snapshot *s, const char *name, bool *ambiguous);
/* An occurrence by key. NV_NONE if unknown. */
uint32_t nv_snapshot_occurrence(const struct nv_snapshot *s, const char *key);
/* What a person typed: "VII.8.1@2025-Q1" with or without the plan, or a deliverable, whose
 * occurrences are then `*n` from the one returned on. NV_NONE if unknown; `ambiguous` as above. */
uint32_t nv_snapshot_occurrences(const struct nv_snapshot *s, const char *name, uint32_t *n,
                                 bool *ambiguous);

/* Plans, supplements not counted. */
uint32_t nv_snapshot_n_plans(const struct nv_snapshot *s);

/* An event by key or, where only one plan has it, by id; as nv_snapshot_deliverable(). */
uint32_t nv_snapshot_event(const struct nv_snapshot *s, const char *name, bool *ambiguous);

/* The effective day of a nominal one under the policy; NV_DAY_NONE stays. */
int32_t nv_snapshot_effective(const struct nv_snapshot *s, int32_t nominal);

#endif
