/* What several subcommands share: the configuration, the time, names that people type, days and
 * agencies as text and as JSON. */
#ifndef NV_CLI_COMMON_H
#define NV_CLI_COMMON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "model/snapshot.h"
#include "model/standing.h"

struct nv_buf;

/* "nhacviec: …" and a newline on stderr. */
void nv_cli_error(struct nv_cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The configuration, to be given back with nv_snapshot_unref(); NULL after its errors were printed
 * (the caller ends with NV_EXIT_CONFIG). */
struct nv_snapshot *nv_cli_load(struct nv_cli *cli);
/* The same, silent where it does not load. */
struct nv_snapshot *nv_cli_try_load(struct nv_cli *cli);

/* The configuration is there, but not for who asks. */
bool nv_cli_forbidden(const struct nv_cli *cli);
/* What to do about it, on stderr. */
void nv_cli_say_rights(struct nv_cli *cli);

/* --now or the clock. `s` gives the zone; NULL: +07:00. */
int64_t nv_cli_now_ms(const struct nv_cli *cli, const struct nv_snapshot *s);
int32_t nv_cli_today(const struct nv_cli *cli, const struct nv_snapshot *s);
int nv_cli_zone(const struct nv_snapshot *s);

/* Reads the day of an option; absent leaves *day alone. False after a message. */
bool nv_cli_day(struct nv_cli *cli, const struct nv_args *args, enum nv_option o, const char *name,
                int32_t *day);

/* --from and --to over what the caller thinks best. False after a message, also where they are the
 * wrong way round. */
bool nv_cli_period(struct nv_cli *cli, const struct nv_args *args, int32_t *from, int32_t *to);

/* An agency or group by id, or by its name or an alias where only one has it. NV_NONE after a
 * message with the nearest ids. */
uint32_t nv_cli_agency(struct nv_cli *cli, const struct nv_snapshot *s, const char *text);
/* A deliverable by id or key; NV_NONE after a message with the nearest ones. */
uint32_t nv_cli_deliverable(struct nv_cli *cli, const struct nv_snapshot *s, const char *text);

/* The same for "VII.8.1@2025-Q1": the occurrence, or NV_NONE where only a deliverable was named.
 * *deliverable is NV_NONE after a message. */
uint32_t nv_cli_occurrence(struct nv_cli *cli, const struct nv_snapshot *s, const char *text,
                           uint32_t *deliverable);

/* What the daemon knows: by occurrence and by event of the snapshot. */
struct nv_told_facts {
    struct nv_standing *standings; /* strings in the snapshot's arena */
    int32_t *events;               /* the day each happened, NV_DAY_NONE */
    int *chases; /* by occurrence: reminders after its deadline; of nv_cli_facts_on() alone */
};

/* Asks the daemon; if it does not answer, nothing was told and (in text mode) stderr says so. */
void nv_cli_facts(struct nv_cli *cli, const struct nv_snapshot *s, struct nv_told_facts *out);
/* The same as of a day: only what speaks of days up to it. False where the daemon did not answer,
 * and not even a word about that if `quiet`. */
bool nv_cli_facts_on(struct nv_cli *cli, const struct nv_snapshot *s, int32_t day, bool quiet,
                     struct nv_told_facts *out);
void nv_cli_facts_free(struct nv_told_facts *f);

/* Sets "work", "timing" and "original_timing" of an object (model/status.h). */
void nv_json_set_state(json_t *o, const struct nv_occurrence *occurrence,
                       const struct nv_standing *st, int32_t today);

/* The socket to call: --socket, the configuration's (loaded in silence where `s` is NULL), or the
 * usual one. A configuration with errors still tells its socket, or `reload` could not be asked
 * what is wrong with it. To be freed. */
char *nv_cli_socket(struct nv_cli *cli, const struct nv_snapshot *s);

/* Prints a document (and releases it) with a newline. */
void nv_cli_print_json(struct nv_cli *cli, json_t *doc);
json_t *nv_json_day(int32_t day); /* "2025-03-31" or null */
/* The ids of the agencies and groups as the plan names them. */
json_t *nv_json_ids(const struct nv_snapshot *s, const struct nv_refs *refs);

/* All occurrences of a deliverable (tasks.c). */
json_t *nv_json_occurrences(const struct nv_snapshot *s, const struct nv_deliverable *d,
                            const struct nv_standing *standings, int32_t today);

/* Products joined by "; ", and names of agencies likewise; appended. */
void nv_text_names(struct nv_buf *out, const struct nv_strings *names);
void nv_text_agencies(struct nv_buf *out, const struct nv_snapshot *s, const struct nv_refs *refs);

/* Up to three names that are like `want`, best first. Names are offered one after another. */
struct nv_nearest {
    const char *want;
    const char *best[3];
    size_t distance[3];
    size_t n;
};
void nv_nearest_offer(struct nv_nearest *n, const char *name);
/* Offers `name` as what was meant where `like`, another way to call it, is like `want`. */
void nv_nearest_offer_as(struct nv_nearest *n, const char *like, const char *name);
/* The message for a name that nothing has (the caller ends with NV_EXIT_NO), with the nearest. */
void nv_cli_unknown(struct nv_cli *cli, const char *what, const struct nv_nearest *n);

#endif
