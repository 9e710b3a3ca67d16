/* What the readers of the four kinds of files share while one configuration is being loaded: the
 * snapshot that grows, the diagnostics, pools, and what later files refer back to. Lives only for
 * one nv_conf_load(). */
#ifndef NV_CONF_LOADER_H
#define NV_CONF_LOADER_H

#include <libconfig.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/vec.h"
#include "conf/pool.h"
#include "conf/source.h"
#include "model/snapshot.h"

/* A setting while its file's tree is there. Nodes live on the stack; `up` ends at the root. */
struct nv_node {
    config_setting_t *s; /* NULL: not written */
    const struct nv_node *up;
    uint32_t index;
};

/* An id in an agencies file that can only be looked up when all are read. */
struct nv_pending {
    struct nv_spot spot;
    const char *id;
};

/* An agency or group between its file and the snapshot. */
struct nv_draft {
    struct nv_spot spot;
    uint32_t first_member, n_members;         /* in `pending` */
    uint32_t first_succession, n_successions; /* in `successions` */
    bool endpoints_written;                   /* even if they were refused */
};

struct nv_draft_succession {
    struct nv_spot spot; /* of `from` */
    int32_t from;
    uint32_t first_to, n_to; /* in `pending` */
    const char *basis;
};

/* Where a wording of letters was written. */
struct nv_worded {
    struct nv_spot spot;
    unsigned word; /* enum nv_word */
};

struct nv_buf;
struct nv_conf_files;
struct nv_lang;
struct nv_phrases;
struct nv_names;

struct nv_loader {
    struct nv_diags *diags;
    struct nv_snapshot *snap;
    struct nv_pool *pool;
    const struct nv_source *source; /* the file being read */
    struct nv_source spare;         /* for the next file */
    struct nv_conf_files *seen;     /* what was read, or NULL */

    bool alone;          /* one text only: nothing is said about what other files hold */
    bool agencies_known; /* every file of agencies was read: an unknown id is an error */
    bool relays_known;
    bool calendars_known;

    NV_VEC(struct nv_agency) agencies;
    NV_VEC(struct nv_draft) drafts; /* beside agencies */
    NV_VEC(struct nv_pending) pending;
    NV_VEC(struct nv_draft_succession) successions;
    int32_t *lost_from;    /* by agency: the first day nobody stands for it, INT32_MAX never */
    bool *blamed;          /* by agency: looked at for endpoints already */
    const uint32_t *self;  /* by agency: its index, as a list of one */
    uint32_t *mark, stamp; /* by agency: seen in the list being read when equal to `stamp` */
    struct nv_names *names;

    bool supplements; /* what is read now are files that had to wait */
    bool waits;       /* the file just read supplements a plan that has not been read yet */
    NV_VEC(struct nv_plan) plans;
    NV_VEC(struct nv_task) tasks;
    NV_VEC(struct nv_deliverable) deliverables;
    NV_VEC(struct nv_occurrence) occurrences;
    NV_VEC(struct nv_report) reports;
    NV_VEC(struct nv_plan_event) events;
    NV_VEC(struct nv_place) years; /* by year − NV_WORKDAYS_FIRST_YEAR: who first touches it */
    struct nv_phrases *phrases;

    NV_VEC(const char *) languages;    /* codes; the first is the default */
    struct nv_lang *language;          /* the one being read */
    NV_VEC(struct nv_worded) wordings; /* of it */
};

/* This was read (`text` NULL: that directory was there), below the configuration directory. */
void nv_loader_saw(struct nv_loader *l, const char *path, const struct nv_buf *text);

/* Reports at the value (or the name) of a setting. */
void nv_error(struct nv_loader *l, const struct nv_node *n, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void nv_warn(struct nv_loader *l, const struct nv_node *n, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void nv_error_key(struct nv_loader *l, const struct nv_node *n, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void nv_warn_key(struct nv_loader *l, const struct nv_node *n, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void nv_spot_error(struct nv_loader *l, const struct nv_spot *spot, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void nv_spot_warn(struct nv_loader *l, const struct nv_spot *spot, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

struct nv_spot nv_spot_of(const struct nv_loader *l, const struct nv_node *n);
struct nv_place nv_place_of(const struct nv_loader *l, const struct nv_node *n);

/* Children of an aggregate. libconfig does not look at what it is given: where memory ran out a
 * name or a text is missing, and what was configured would be lost in silence. Everything that is
 * read passes through here, where that ends the process. */
uint32_t nv_node_count(const struct nv_node *n);
struct nv_node nv_node_child(const struct nv_node *n, uint32_t i);
struct nv_node nv_node_find(const struct nv_node *group, const char *name); /* `s` NULL: none */

/* The readers, one a file kind; `root` is the root group. */
void nv_read_main(struct nv_loader *l, const struct nv_node *root);
void nv_read_agencies(struct nv_loader *l, const struct nv_node *root);
void nv_read_calendar(struct nv_loader *l, const struct nv_node *root);
void nv_read_plan(struct nv_loader *l, const struct nv_node *root);

/* After the last file of agencies: references, cycles, mailboxes, the array of the snapshot. */
void nv_finish_agencies(struct nv_loader *l);
/* After the last plan: calendars of the years touched, the arrays of the snapshot. */
void nv_finish_plans(struct nv_loader *l);

#endif
