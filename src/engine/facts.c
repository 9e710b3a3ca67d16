#include "engine/facts.h"

#include "base/vec.h"
#include "calendar/day.h"
#include "model/fact.h"

struct nv_fact_table {
    NV_VEC(int32_t) done; /* by occurrence symbol */
};

struct nv_fact_table *nv_fact_table_new(void)
{
    return nv_calloc(1, sizeof(struct nv_fact_table));
}

void nv_fact_table_free(struct nv_fact_table *t)
{
    if (!t)
        return;
    nv_vec_free(&t->done);
    free(t);
}

void nv_fact_table_apply(struct nv_fact_table *t, uint32_t occurrence, const struct nv_fact *f)
{
    while (t->done.n <= occurrence)
        nv_vec_push(&t->done, NV_DAY_NONE);
    switch (f->kind) {
    case NV_FACT_DONE:
        t->done.v[occurrence] = f->day;
        break;
    case NV_FACT_REOPEN:
        t->done.v[occurrence] = NV_DAY_NONE;
        break;
    case NV_FACT_COUNT:
        break;
    }
}

int32_t nv_fact_table_done(const struct nv_fact_table *t, uint32_t occurrence)
{
    return occurrence < t->done.n ? t->done.v[occurrence] : NV_DAY_NONE;
}
