#include "engine/facts.h"

#include "base/vec.h"
#include "calendar/day.h"
#include "model/fact.h"

struct told {
    int32_t day;
    uint64_t document; /* a hash, 0 for none */
    enum nv_fact_kind kind;
};

struct history {
    NV_VEC(struct told) list;
};

struct nv_fact_table {
    NV_VEC(struct history) by_occurrence; /* by symbol */
};

struct nv_fact_table *nv_fact_table_new(void)
{
    return nv_calloc(1, sizeof(struct nv_fact_table));
}

void nv_fact_table_free(struct nv_fact_table *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->by_occurrence.n; i++)
        nv_vec_free(&t->by_occurrence.v[i].list);
    nv_vec_free(&t->by_occurrence);
    free(t);
}

/* FNV-1a. */
static uint64_t hash(const char *s)
{
    uint64_t h = 0xcbf29ce484222325u;
    if (!s || !*s)
        return 0;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 0x100000001b3u;
    return h;
}

void nv_fact_table_apply(struct nv_fact_table *t, uint32_t occurrence, const struct nv_fact *f)
{
    while (t->by_occurrence.n <= occurrence)
        nv_vec_push_zero(&t->by_occurrence);
    nv_vec_push(&t->by_occurrence.v[occurrence].list,
                (struct told){f->day, hash(f->document), f->kind});
}

struct standing {
    NV_VEC(struct told) list;
};

static size_t find(const struct standing *s, const struct told *f)
{
    size_t i = 0;
    while (i < s->list.n &&
           (s->list.v[i].day != f->day || s->list.v[i].document != f->document || !f->document))
        i++;
    return i;
}

static void read(const struct nv_fact_table *t, uint32_t occurrence, int times, struct standing *s)
{
    const struct history *h = &t->by_occurrence.v[occurrence];
    for (size_t i = 0; i < h->list.n; i++) {
        const struct told *f = &h->list.v[i];
        if (f->kind == NV_FACT_REOPEN)
            s->list.n -= s->list.n > 0;
        else if (find(s, f) < s->list.n)
            continue;
        else if (s->list.n < (size_t)times)
            nv_vec_push(&s->list, *f);
        else
            *nv_vec_last(&s->list) = *f;
    }
}

struct nv_completions nv_fact_table_read(const struct nv_fact_table *t, uint32_t occurrence,
                                         int times)
{
    struct nv_completions c = {0, NV_DAY_NONE};
    struct standing s = {0};
    if (occurrence >= t->by_occurrence.n || !t->by_occurrence.v[occurrence].list.n)
        return c;
    read(t, occurrence, times, &s);
    c.count = (int)s.list.n;
    for (size_t i = 0; c.count == times && i < s.list.n; i++)
        c.closed = s.list.v[i].day > c.closed ? s.list.v[i].day : c.closed;
    nv_vec_free(&s.list);
    return c;
}

bool nv_fact_table_has(const struct nv_fact_table *t, uint32_t occurrence, int times,
                       const struct nv_fact *f)
{
    struct told like = {f->day, hash(f->document), f->kind};
    struct standing s = {0};
    if (occurrence >= t->by_occurrence.n)
        return false;
    read(t, occurrence, times, &s);
    bool found = find(&s, &like) < s.list.n;
    nv_vec_free(&s.list);
    return found;
}
