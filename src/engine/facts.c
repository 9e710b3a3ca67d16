#include "engine/facts.h"

#include "base/vec.h"
#include "calendar/day.h"
#include "model/fact.h"

/* Days of completion, in the order in which they were told. */
struct completions {
    NV_VEC(int32_t) days;
};

struct nv_fact_table {
    NV_VEC(struct completions) by_occurrence; /* by symbol */
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
        nv_vec_free(&t->by_occurrence.v[i].days);
    nv_vec_free(&t->by_occurrence);
    free(t);
}

void nv_fact_table_apply(struct nv_fact_table *t, uint32_t occurrence, const struct nv_fact *f)
{
    while (t->by_occurrence.n <= occurrence)
        nv_vec_push_zero(&t->by_occurrence);
    struct completions *c = &t->by_occurrence.v[occurrence];
    switch (f->kind) {
    case NV_FACT_DONE:
        nv_vec_push(&c->days, f->day);
        break;
    case NV_FACT_REOPEN:
        if (c->days.n)
            c->days.n--;
        break;
    case NV_FACT_COUNT:
        break;
    }
}

int nv_fact_table_count(const struct nv_fact_table *t, uint32_t occurrence)
{
    return occurrence < t->by_occurrence.n ? (int)t->by_occurrence.v[occurrence].days.n : 0;
}

int32_t nv_fact_table_done(const struct nv_fact_table *t, uint32_t occurrence, int times)
{
    if (nv_fact_table_count(t, occurrence) < times)
        return NV_DAY_NONE;
    const struct completions *c = &t->by_occurrence.v[occurrence];
    int32_t last = c->days.v[0];
    for (int i = 1; i < times; i++)
        last = c->days.v[i] > last ? c->days.v[i] : last;
    return last;
}
