#include "model/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "calendar/day.h"
#include "calendar/workdays.h"

struct nv_snapshot *nv_snapshot_new(void)
{
    struct nv_snapshot *s = nv_calloc(1, sizeof *s);
    s->refs = 1;
    s->arena = nv_arena_new();
    s->workdays = nv_workdays_new();
    s->agency_ids = nv_intern_new();
    s->deliverable_ids = nv_intern_new();
    s->occurrence_ids = nv_intern_new();
    s->event_ids = nv_intern_new();
    return s;
}

struct nv_snapshot *nv_snapshot_ref(const struct nv_snapshot *s)
{
    /* The count is the one thing about a snapshot that changes. */
    struct nv_snapshot *own = (struct nv_snapshot *)(uintptr_t)s;
    own->refs++;
    return own;
}

void nv_snapshot_unref(const struct nv_snapshot *s)
{
    if (!s)
        return;
    struct nv_snapshot *own = (struct nv_snapshot *)(uintptr_t)s;
    nv_require(own->refs > 0);
    if (--own->refs > 0)
        return;
    for (uint32_t i = 0; i < own->n_languages; i++)
        own->free_language(own->languages[i]);
    if (own->hooks)
        own->free_hooks(own->hooks);
    nv_workdays_free(own->workdays);
    nv_intern_free(own->agency_ids);
    nv_intern_free(own->deliverable_ids);
    nv_intern_free(own->occurrence_ids);
    nv_intern_free(own->event_ids);
    nv_arena_free(own->arena);
    free(own);
}

uint32_t nv_snapshot_agency(const struct nv_snapshot *s, const char *id)
{
    return nv_intern_find(s->agency_ids, id);
}

const struct nv_endpoint *nv_snapshot_endpoint(const struct nv_snapshot *s, const char *agency,
                                               const char *id)
{
    uint32_t index = nv_snapshot_agency(s, agency);
    for (uint32_t i = 0; index != NV_NONE && i < s->agencies[index].n_endpoints; i++)
        if (strcmp(s->agencies[index].endpoints[i].id, id) == 0)
            return &s->agencies[index].endpoints[i];
    return NULL;
}

uint32_t nv_snapshot_deliverable(const struct nv_snapshot *s, const char *name, bool *ambiguous)
{
    if (ambiguous)
        *ambiguous = false;
    if (strchr(name, '/'))
        return nv_intern_find(s->deliverable_ids, name);
    uint32_t found = NV_NONE;
    for (uint32_t i = 0; i < s->n_deliverables; i++) {
        if (strcmp(s->deliverables[i].id, name) != 0)
            continue;
        if (found != NV_NONE) {
            if (ambiguous)
                *ambiguous = true;
            return NV_NONE;
        }
        found = i;
    }
    return found;
}

uint32_t nv_snapshot_occurrence(const struct nv_snapshot *s, const char *key)
{
    return nv_intern_find(s->occurrence_ids, key);
}

uint32_t nv_snapshot_occurrences(const struct nv_snapshot *s, const char *name, uint32_t *n,
                                 bool *ambiguous)
{
    const char *at = strchr(name, '@');
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_add(&b, name, at ? (size_t)(at - name) : strlen(name));
    uint32_t i = nv_snapshot_deliverable(s, nv_buf_str(&b), ambiguous), found = NV_NONE;
    if (i != NV_NONE && at) {
        nv_buf_clear(&b);
        nv_buf_addf(&b, "%s%s", s->deliverables[i].key, at);
        found = nv_snapshot_occurrence(s, nv_buf_str(&b));
        *n = 1;
    } else if (i != NV_NONE) {
        found = s->deliverables[i].first_occurrence;
        *n = s->deliverables[i].n_occurrences;
    }
    nv_buf_free(&b);
    return found;
}

uint32_t nv_snapshot_event(const struct nv_snapshot *s, const char *name, bool *ambiguous)
{
    uint32_t found = NV_NONE;
    *ambiguous = false;
    if (strchr(name, '/'))
        return nv_intern_find(s->event_ids, name);
    for (uint32_t i = 0; i < s->n_events && !*ambiguous; i++)
        if (strcmp(s->events[i].id, name) == 0) {
            *ambiguous = found != NV_NONE;
            found = i;
        }
    return *ambiguous ? NV_NONE : found;
}

uint32_t nv_snapshot_n_plans(const struct nv_snapshot *s)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n_plans; i++)
        n += !s->plans[i].supplement;
    return n;
}

int32_t nv_snapshot_effective(const struct nv_snapshot *s, int32_t nominal)
{
    if (nominal == NV_DAY_NONE || !s->policy.roll)
        return nominal;
    return nv_workdays_on_or_after(s->workdays, nominal);
}
