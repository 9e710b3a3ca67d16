#include "engine/heard.h"

#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "base/mem.h"
#include "model/standing.h"

struct key {
    uint32_t occurrence, agency;
    int32_t effective;
};

struct slot {
    struct key key;
    bool used;
    struct nv_heard_entry entry;
};

struct nv_heard_table {
    struct slot *slots;
    size_t n_slots, n_used;
};

struct nv_heard_table *nv_heard_new(void)
{
    struct nv_heard_table *t = nv_calloc(1, sizeof *t);
    t->n_slots = 256;
    t->slots = nv_calloc(t->n_slots, sizeof *t->slots);
    return t;
}

void nv_heard_free(struct nv_heard_table *t)
{
    if (!t)
        return;
    free(t->slots);
    free(t);
}

static struct slot *slot_of(const struct nv_heard_table *t, struct key key)
{
    size_t i = nv_hash64(&key, sizeof key, 2) & (t->n_slots - 1);
    while (t->slots[i].used && memcmp(&t->slots[i].key, &key, sizeof key) != 0)
        i = (i + 1) & (t->n_slots - 1);
    return &t->slots[i];
}

static void grow(struct nv_heard_table *t)
{
    struct slot *old = t->slots;
    size_t n = t->n_slots;
    t->n_slots *= 2;
    t->slots = nv_calloc(t->n_slots, sizeof *t->slots);
    for (size_t i = 0; i < n; i++)
        if (old[i].used)
            *slot_of(t, old[i].key) = old[i];
    free(old);
}

const struct nv_heard_entry *nv_heard_find(const struct nv_heard_table *t, uint32_t occurrence,
                                           uint32_t agency, int32_t effective)
{
    const struct slot *s = slot_of(t, (struct key){occurrence, agency, effective});
    return s->used ? &s->entry : NULL;
}

static uint64_t hash_of(const char *rung)
{
    return nv_hash64(rung, strlen(rung), 5);
}

bool nv_heard_wants(const struct nv_heard_entry *e, const char *rung, int32_t rung_day,
                    enum nv_role role)
{
    if (!e)
        return true;
    /* Owner and leadership follow the work; only a stronger part in the work itself is news. */
    if (role < NV_ROLE_PRINTED && role < (enum nv_role)e->role)
        return true;
    return rung_day > e->rung_day && e->rung != hash_of(rung) && strcmp(rung, "assigned") != 0;
}

bool nv_heard_wants_fact(const struct nv_heard_entry *e, const char *rung, int32_t day)
{
    return !e || (day >= e->rung_day && e->rung != hash_of(rung));
}

void nv_heard_record(struct nv_heard_table *t, uint32_t occurrence, uint32_t agency,
                     int32_t effective, const char *rung, int32_t rung_day, enum nv_role role,
                     int chases)
{
    if ((t->n_used + 1) * 4 > t->n_slots * 3)
        grow(t);
    struct key key = {occurrence, agency, effective};
    struct slot *s = slot_of(t, key);
    if (!s->used) {
        t->n_used++;
        *s = (struct slot){key, true, {rung_day, hash_of(rung), (uint16_t)chases, (uint8_t)role}};
        return;
    }
    if (rung_day > s->entry.rung_day || (rung_day == s->entry.rung_day && nv_rung_is_fact(rung))) {
        s->entry.rung_day = rung_day;
        s->entry.rung = hash_of(rung);
    }
    if ((unsigned)role < s->entry.role)
        s->entry.role = (uint8_t)role;
    if (chases > s->entry.chases)
        s->entry.chases = (uint16_t)chases;
}

void nv_heard_each(const struct nv_heard_table *t, void (*each)(void *arg, uint32_t occurrence),
                   void *arg)
{
    for (size_t i = 0; i < t->n_slots; i++)
        if (t->slots[i].used)
            each(arg, t->slots[i].key.occurrence);
}
