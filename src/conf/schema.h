/* Which keys a group may have and what they hold: one table a group. The check says everything that
 * is wrong with the shape, so that the readers only read. */
#ifndef NV_CONF_SCHEMA_H
#define NV_CONF_SCHEMA_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/loader.h"

enum nv_type {
    NV_TYPE_TEXT,    /* a string that is not blank */
    NV_TYPE_STRINGS, /* a list of such strings, or one alone */
    NV_TYPE_INT,
    NV_TYPE_BOOL,
    NV_TYPE_DAY, /* "2025-03-31" */
    NV_TYPE_GROUP,
    NV_TYPE_LIST, /* of groups */
};

enum { NV_REQUIRED = 1, NV_EMPTY_OK = 2 };

struct nv_field {
    const char *name;
    enum nv_type type;
    unsigned flags;
    int min, max; /* of an int */
};

enum { NV_FIELDS_MAX = 32 };

struct nv_schema {
    const char *what; /* "nhiệm vụ": for messages */
    const struct nv_field *fields;
    unsigned n;
};

/* More fields than that do not compile. */
#define NV_SCHEMA(what, fields)                                                                    \
    {                                                                                              \
        what, fields,                                                                              \
            sizeof(fields) / sizeof *(fields) +                                                    \
                0 * sizeof(char[sizeof(fields) / sizeof *(fields) <= NV_FIELDS_MAX ? 1 : -1])      \
    }

/* Checks `group` and fills got[i] for fields[i]; a field that is missing or of the wrong shape has
 * got[i].s NULL. True if nothing was wrong. */
bool nv_schema_check(struct nv_loader *l, const struct nv_node *group,
                     const struct nv_schema *schema, struct nv_node *got);

/* Values of fields that passed the check; absent ones give the fallback. Text is in NFC and lives
 * in the snapshot's arena. */
const char *nv_get_text(struct nv_loader *l, const struct nv_node *n, const char *fallback);
/* The same for text that seldom repeats: kept without looking for an equal one. */
const char *nv_get_own_text(struct nv_loader *l, const struct nv_node *n, const char *fallback);
struct nv_strings nv_get_strings(struct nv_loader *l, const struct nv_node *n);
int nv_get_int(const struct nv_node *n, int fallback);
bool nv_get_bool(const struct nv_node *n, bool fallback);
int32_t nv_get_day(const struct nv_node *n); /* NV_DAY_NONE if absent */

/* The i-th string of a STRINGS field, also where it is one string alone. */
uint32_t nv_strings_count(const struct nv_node *n);
const char *nv_strings_at(const struct nv_node *n, uint32_t i, struct nv_node *element);

/* The known name nearest to `name`, or NULL where none is near. */
const char *nv_nearest(const char *name, const char *const *known, unsigned n);

#endif
