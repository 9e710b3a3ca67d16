/* Facts over the control socket: a request becomes a fact, or is refused with a reason that can be
 * given without the journal; and what is told about them: standings and the journal itself. */
#ifndef NV_DAEMON_FACTS_H
#define NV_DAEMON_FACTS_H

#include <jansson.h>
#include <stdbool.h>

#include "model/fact.h"

struct nv_buf;
struct nv_daemon;
struct nv_request;

/* Fills `f` from the request's arguments (strings borrowed from it, the snapshot and `actor`).
 * False after the request was answered. */
bool nv_fact_of_request(struct nv_daemon *d, struct nv_request *r, enum nv_fact_kind kind,
                        struct nv_fact *f, struct nv_buf *actor);

/* The standing of every occurrence about which something was told, by key, and the day of every
 * event that was announced. args: asof (a day; only what speaks of days up to it), and then also
 * how often each overdue occurrence was chased. Appends to `text`, sets *data, returns the exit
 * code. */
int nv_report_facts(struct nv_daemon *d, json_t *args, struct nv_buf *text, json_t **data);

/* The journal, oldest first. args: id (deliverable, occurrence, event; optional), from and to (days
 * on which it was told), after (id of a fact), limit; {"facts": […], "more": true}. */
int nv_report_log(struct nv_daemon *d, json_t *args, struct nv_buf *text, json_t **data);

/* After a configuration has come into force: writes into the journal which work it no longer names,
 * or names again. `actor` is who had it read, `note` on what occasion. */
void nv_facts_note_presence(struct nv_daemon *d, const char *actor, const char *note);

#endif
