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
    struct nv_heard_entry entry;
};
_Static_assert(sizeof(struct slot) == 28, "no bytes between or behind");

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
    while (t->slots[i].entry.used && memcmp(&t->slots[i].key, &key, sizeof key) != 0)
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
        if (old[i].entry.used)
            *slot_of(t, old[i].key) = old[i];
    free(old);
}

const struct nv_heard_entry *nv_heard_find(const struct nv_heard_table *t, uint32_t occurrence,
                                           uint32_t agency, int32_t effective)
{
    const struct slot *s = slot_of(t, (struct key){occurrence, agency, effective});
    return s->entry.used ? &s->entry : NULL;
}

static uint64_t hash_of(const char *rung)
{
    return nv_hash64(rung, strlen(rung), 5);
}

static void set_rung(struct nv_heard_entry *e, const char *rung)
{
    uint64_t hash = hash_of(rung);
    e->rung[0] = (uint32_t)hash;
    e->rung[1] = (uint32_t)(hash >> 32);
}

static bool is_rung(const struct nv_heard_entry *e, const char *rung)
{
    uint64_t hash = hash_of(rung);
    return e->rung[0] == (uint32_t)hash && e->rung[1] == (uint32_t)(hash >> 32);
}

static uint16_t count_of(int chases)
{
    return chases < UINT16_MAX ? (uint16_t)chases : UINT16_MAX;
}

bool nv_heard_wants(const struct nv_heard_entry *e, const char *rung, int32_t rung_day,
                    enum nv_role role)
{
    if (!e)
        return true;
    /* Owner and leadership follow the work; only a stronger part in the work itself is news. */
    if (role < NV_ROLE_PRINTED && role < (enum nv_role)e->role)
        return true;
    return rung_day > e->rung_day && !is_rung(e, rung) && strcmp(rung, "assigned") != 0;
}

bool nv_heard_wants_fact(const struct nv_heard_entry *e, const char *rung, int32_t day)
{
    return !e || (day >= e->rung_day && !is_rung(e, rung));
}

void nv_heard_record(struct nv_heard_table *t, uint32_t occurrence, uint32_t agency,
                     int32_t effective, const char *rung, int32_t rung_day, enum nv_role role,
                     int chases)
{
    if ((t->n_used + 1) * 4 > t->n_slots * 3)
        grow(t);
    struct key key = {occurrence, agency, effective};
    struct slot *s = slot_of(t, key);
    struct nv_heard_entry *e = &s->entry;
    if (!e->used) {
        t->n_used++;
        s->key = key;
        *e = (struct nv_heard_entry){
            .rung_day = rung_day, .chases = count_of(chases), .role = (uint8_t)role, .used = true};
        set_rung(e, rung);
        return;
    }
    if (rung_day > e->rung_day || (rung_day == e->rung_day && nv_rung_is_fact(rung))) {
        e->rung_day = rung_day;
        set_rung(e, rung);
    }
    if ((unsigned)role < e->role)
        e->role = (uint8_t)role;
    if (count_of(chases) > e->chases)
        e->chases = count_of(chases);
}

void nv_heard_each(const struct nv_heard_table *t, void (*each)(void *arg, uint32_t occurrence),
                   void *arg)
{
    for (size_t i = 0; i < t->n_slots; i++)
        if (t->slots[i].entry.used)
            each(arg, t->slots[i].key.occurrence);
}

size_t nv_heard_bytes(const struct nv_heard_table *t)
{
    return sizeof *t + t->n_slots * sizeof *t->slots;
}
