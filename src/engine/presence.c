/* Work that the configuration no longer names, and work that it names again. */
#include "engine/presence.h"

#include <string.h>

#include "base/intern.h"
#include "engine/facts.h"
#include "engine/heard.h"
#include "engine/state.h"
#include "model/snapshot.h"

struct search {
    const struct nv_engine *e;
    struct nv_intern *seen;
    nv_presence_found *found;
    void *arg;
};

/* Names of what is no work of a plan (events, notes of the service itself) have a colon. */
static bool is_work(const char *key)
{
    return strchr(key, '/') && !strchr(key, ':');
}

static void look(const struct search *s, const char *key)
{
    if (!is_work(key) || nv_intern_find(s->seen, key) != NV_NONE)
        return;
    nv_intern_add(s->seen, key);
    bool there = nv_snapshot_occurrence(s->e->s, key) != NV_NONE;
    bool removed = nv_fact_table_presence(s->e->facts, key) == NV_FACT_REMOVE;
    if (there == removed)
        s->found(s->arg, there ? NV_FACT_RESTORE : NV_FACT_REMOVE, key);
}

static void look_at_heard(void *arg, uint32_t occurrence)
{
    const struct search *s = arg;
    look(s, nv_intern_str(s->e->names, occurrence));
}

void nv_engine_presence(const struct nv_engine *e, nv_presence_found *found, void *arg)
{
    struct search s = {e, nv_intern_new(), found, arg};
    nv_heard_each(e->heard, look_at_heard, &s);
    for (size_t i = 0; i < nv_fact_table_count(e->facts); i++)
        look(&s, nv_fact_table_at(e->facts, i)->subject);
    nv_intern_free(s.seen);
}
