#include "conf/phrases.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "conf/loader.h"

struct nv_phrases {
    struct nv_phrase_result *v;
    uint32_t *slots; /* index + 1 into `v` */
    size_t n, cap, n_slots;
};

static uint32_t *slot_of(const struct nv_phrases *t, const char *phrase, int year)
{
    size_t i = nv_hash64(&phrase, sizeof phrase, (uint64_t)year) & (t->n_slots - 1);
    while (t->slots[i] &&
           (t->v[t->slots[i] - 1].phrase != phrase || t->v[t->slots[i] - 1].year != year))
        i = (i + 1) & (t->n_slots - 1);
    return &t->slots[i];
}

static void grow(struct nv_phrases *t)
{
    free(t->slots);
    t->n_slots = t->n_slots ? t->n_slots * 2 : 256;
    t->slots = nv_calloc(t->n_slots, sizeof *t->slots);
    t->cap = t->n_slots / 2;
    t->v = nv_realloc(t->v, t->cap * sizeof *t->v);
    for (size_t i = 0; i < t->n; i++)
        *slot_of(t, t->v[i].phrase, t->v[i].year) = (uint32_t)i + 1;
}

const struct nv_phrase_result *nv_phrases_parse(struct nv_loader *l, const char *phrase, int year)
{
    if (!l->phrases)
        l->phrases = nv_calloc(1, sizeof *l->phrases);
    struct nv_phrases *t = l->phrases;
    if (t->n == t->cap)
        grow(t);
    uint32_t *slot = slot_of(t, phrase, year);
    if (*slot)
        return &t->v[*slot - 1];
    struct nv_phrase_result *r = &t->v[t->n];
    struct nv_err err = {0};
    memset(r, 0, sizeof *r);
    r->phrase = phrase;
    r->year = year;
    if (nv_deadline_parse(phrase, year, &r->deadline, &err) != 0)
        r->refusal = nv_strdup(err.text);
    *slot = (uint32_t)++t->n;
    return r;
}

void nv_phrases_free(struct nv_loader *l)
{
    struct nv_phrases *t = l->phrases;
    if (!t)
        return;
    for (size_t i = 0; i < t->n; i++)
        free(t->v[i].refusal);
    free(t->v);
    free(t->slots);
    free(t);
    l->phrases = NULL;
}
