/* The store in memory: for tests and previews. Nothing outlives close. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "model/txn.h"
#include "store/memory_tables.h"
#include "store/records.h"

struct memory_store {
    struct nv_store base;
    struct nv_mem_tables tables;
    unsigned fail_in; /* commits until one fails; 0 = never */
};

static struct nv_mem_tables *tables_of(struct nv_store *s)
{
    return &((struct memory_store *)s)->tables;
}

static int commit(struct nv_store *s, const struct nv_txn *t, struct nv_err *err)
{
    struct memory_store *m = (struct memory_store *)s;
    if (m->fail_in > 0 && --m->fail_in == 0)
        return nv_err_set(err, NV_EIO, "planted fault");
    return nv_mem_apply(&m->tables, t, err);
}

static const char *dup_text(struct nv_arena *a, const char *s)
{
    return nv_arena_strdup(a, s);
}

static struct nv_notice copy_notice(const struct nv_notice *from, struct nv_arena *a)
{
    struct nv_notice n = *from;
    n.agency = dup_text(a, from->agency);
    if (n.n_items == 0)
        return n;
    struct nv_item *items = nv_arena_memdup(a, from->items, n.n_items * sizeof *items);
    for (uint32_t i = 0; i < n.n_items; i++) {
        items[i].occurrence = dup_text(a, items[i].occurrence);
        items[i].named = dup_text(a, items[i].named);
        items[i].predecessor = dup_text(a, items[i].predecessor);
    }
    n.items = items;
    return n;
}

static struct nv_delivery copy_delivery(const struct nv_mem_delivery *from, struct nv_arena *a)
{
    struct nv_delivery d = from->d;
    d.agency = dup_text(a, d.agency);
    d.endpoint = dup_text(a, d.endpoint);
    d.text = dup_text(a, d.state == NV_DELIVERY_CANCELLED ? from->reason : d.text);
    return d;
}

static const struct nv_remark *copy_remark(const struct nv_remark *from, struct nv_arena *a)
{
    struct nv_remark *r = nv_arena_memdup(a, from, sizeof *from);
    r->addressee = dup_text(a, r->addressee);
    r->about = dup_text(a, r->about);
    r->endpoint = dup_text(a, r->endpoint);
    r->text = dup_text(a, r->text);
    r->told = true;
    return r;
}

static struct nv_fact copy_fact(const struct nv_fact *from, struct nv_arena *a)
{
    struct nv_fact f = *from;
    f.subject = dup_text(a, f.subject);
    f.document = dup_text(a, f.document);
    f.note = dup_text(a, f.note);
    f.actor = dup_text(a, f.actor);
    return f;
}

static int by_fact(const void *a, const void *b)
{
    const struct nv_fact *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static int by_window(const void *a, const void *b)
{
    return strcmp(((const struct nv_heard_window *)a)->agency,
                  ((const struct nv_heard_window *)b)->agency);
}

static int by_heard(const void *a, const void *b)
{
    const struct nv_mem_heard *x = a, *y = b;
    if (x->notice != y->notice)
        return x->notice < y->notice ? -1 : 1;
    int c = strcmp(x->h.occurrence, y->h.occurrence);
    if (c == 0)
        c = strcmp(x->h.agency, y->h.agency);
    if (c == 0)
        c = strcmp(nv_role_name(x->h.role), nv_role_name(y->h.role));
    return c ? c : (x->h.effective > y->h.effective) - (x->h.effective < y->h.effective);
}

static int by_notice(const void *a, const void *b)
{
    const struct nv_delivery *x = a, *y = b;
    if (x->notice != y->notice)
        return x->notice < y->notice ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

#define sort(vec, order)                                                                           \
    do {                                                                                           \
        if ((vec)->n)                                                                              \
            qsort((vec)->v, (vec)->n, sizeof *(vec)->v, order);                                    \
    } while (0)

static void restore_heard(const struct nv_mem_tables *m, struct nv_ledger *l)
{
    NV_VEC(struct nv_mem_heard) sorted = {0};
    for (size_t i = 0; i < m->heard.n; i++)
        nv_vec_push(&sorted, m->heard.v[i]);
    sort(&sorted, by_heard);
    for (size_t i = 0; i < sorted.n; i++) {
        struct nv_heard h = sorted.v[i].h;
        h.occurrence = dup_text(l->arena, h.occurrence);
        h.agency = dup_text(l->arena, h.agency);
        nv_vec_push(&l->heard, h);
    }
    nv_vec_free(&sorted);
    for (size_t i = 0; i < m->windows.n; i++)
        nv_vec_push(&l->windows,
                    (struct nv_heard_window){dup_text(l->arena, m->windows.v[i].agency),
                                             m->windows.v[i].window_ms});
    sort(&l->windows, by_window);
}

static void restore_deliveries(struct nv_mem_tables *m, struct nv_ledger *l)
{
    for (size_t i = 0; i < m->deliveries.n; i++) {
        struct nv_mem_delivery *d = &m->deliveries.v[i];
        if (d->d.state == NV_DELIVERY_CLAIMED) {
            d->d.state = NV_DELIVERY_PENDING;
            d->d.maybe_duplicate = true;
            l->recovered++;
        }
        l->counts[d->d.state]++;
        if (d->d.id >= l->next_delivery)
            l->next_delivery = d->d.id + 1;
        if (d->d.state == NV_DELIVERY_PENDING)
            nv_vec_push(&l->deliveries, copy_delivery(d, l->arena));
    }
    sort(&l->deliveries, by_notice);
    for (size_t i = 0; i < l->deliveries.n; i++) {
        const struct nv_delivery *d = &l->deliveries.v[i];
        if (l->notices.n > 0 && nv_vec_last(&l->notices)->id == d->notice)
            continue;
        uint32_t at = m->deliveries.v[nv_mem_delivery_at(m, d->id)].notice;
        nv_vec_push(&l->notices, copy_notice(&m->notices.v[at], l->arena));
    }
}

/* Whether a notice tells it; *open: and is still to be delivered somewhere. */
static bool told_in(const struct nv_mem_tables *m, uint64_t remark, bool *open)
{
    char name[NV_REMARK_NAME];
    bool told = false;
    *open = false;
    nv_remark_name(remark, name);
    for (size_t i = 0; i < m->items.n; i++) {
        const struct nv_notice *n = &m->notices.v[m->items.v[i].notice];
        if (strcmp(n->items[m->items.v[i].position].occurrence, name) != 0)
            continue;
        told = true;
        for (size_t k = 0; k < m->deliveries.n; k++)
            *open |= m->deliveries.v[k].d.notice == n->id &&
                     m->deliveries.v[k].d.state == NV_DELIVERY_PENDING;
    }
    return told;
}

static void restore_remarks(const struct nv_mem_tables *m, struct nv_ledger *l)
{
    for (size_t i = 0; i < m->remarks.n; i++) {
        struct nv_remark r = m->remarks.v[i];
        bool open;
        l->next_remark = r.id + 1;
        r.told = told_in(m, r.id, &open);
        if (r.told && !open)
            continue;
        r.addressee = dup_text(l->arena, r.addressee);
        r.about = dup_text(l->arena, r.about);
        r.endpoint = dup_text(l->arena, r.endpoint);
        r.text = dup_text(l->arena, r.text);
        nv_vec_push(&l->remarks, r);
    }
}

static int by_endpoint(const void *a, const void *b)
{
    return strcmp(((const struct nv_flagged *)a)->endpoint,
                  ((const struct nv_flagged *)b)->endpoint);
}

static void restore_flagged(const struct nv_mem_tables *m, struct nv_ledger *l)
{
    for (size_t i = 0; i < m->flagged.n; i++)
        if (m->flagged.v[i].at_ms)
            nv_vec_push(&l->flagged,
                        (struct nv_flagged){dup_text(l->arena, m->flagged.v[i].endpoint),
                                            m->flagged.v[i].at_ms});
    sort(&l->flagged, by_endpoint);
}

static int by_term(const void *a, const void *b)
{
    const struct nv_term *x = a, *y = b;
    int c = strcmp(x->scope, y->scope);
    return c ? c : strcmp(x->name, y->name);
}

static void restore_terms(const struct nv_mem_tables *m, struct nv_ledger *l)
{
    for (size_t i = 0; i < m->terms.n; i++) {
        struct nv_term term = m->terms.v[i];
        term.scope = dup_text(l->arena, term.scope);
        term.name = dup_text(l->arena, term.name);
        nv_vec_push(&l->terms, term);
    }
    sort(&l->terms, by_term);
}

static int restore(struct nv_store *s, struct nv_ledger **out, struct nv_err *err)
{
    struct nv_mem_tables *m = tables_of(s);
    struct nv_ledger *l = nv_ledger_new();
    (void)err;
    memset(l->id, '0', sizeof l->id - 1);
    for (size_t i = 0; i < m->notices.n; i++)
        if (m->notices.v[i].id >= l->next_notice)
            l->next_notice = m->notices.v[i].id + 1;
    for (size_t i = 0; i < m->facts.n; i++) {
        nv_vec_push(&l->facts, copy_fact(&m->facts.v[i], l->arena));
        if (m->facts.v[i].id >= l->next_fact)
            l->next_fact = m->facts.v[i].id + 1;
    }
    sort(&l->facts, by_fact);
    restore_heard(m, l);
    restore_deliveries(m, l);
    restore_remarks(m, l);
    restore_flagged(m, l);
    restore_terms(m, l);
    *out = l;
    return 0;
}

static int message(struct nv_store *s, uint64_t delivery, struct nv_buf *out, struct nv_err *err)
{
    const struct nv_mem_tables *m = tables_of(s);
    uint32_t i = nv_mem_delivery_at(m, delivery);
    if (i == NV_NONE || !m->deliveries.v[i].bytes)
        return nv_err_set(err, NV_ENOENT, "delivery %llu: no message",
                          (unsigned long long)delivery);
    nv_buf_add(out, m->deliveries.v[i].bytes, m->deliveries.v[i].n_bytes);
    return 0;
}

static bool has_item(const struct nv_notice *n, const char *occurrence)
{
    for (uint32_t i = 0; i < n->n_items; i++)
        if (strcmp(n->items[i].occurrence, occurrence) == 0)
            return true;
    return false;
}

static bool matches(const struct nv_mem_tables *m, const struct nv_mem_delivery *d,
                    const struct nv_query *q)
{
    return (!q->notice || d->d.notice == q->notice) && (!q->delivery || d->d.id == q->delivery) &&
           (!q->before || d->d.id < q->before) &&
           (!q->agency || strcmp(d->d.agency, q->agency) == 0) &&
           nv_query_wants_state(q, d->d.state) &&
           (!q->occurrence || has_item(&m->notices.v[d->notice], q->occurrence));
}

static int newest_first(const void *a, const void *b)
{
    const struct nv_record *x = a, *y = b;
    return (x->delivery.id < y->delivery.id) - (x->delivery.id > y->delivery.id);
}

/* What the service said in it. */
static void bring_remarks(const struct nv_mem_tables *m, const struct nv_notice *n,
                          struct nv_arena *a)
{
    struct nv_item *items = (struct nv_item *)(uintptr_t)n->items;
    for (uint32_t i = 0; i < n->n_items; i++) {
        uint64_t id = nv_remark_named(items[i].occurrence);
        for (size_t k = 0; id && k < m->remarks.n; k++)
            if (m->remarks.v[k].id == id)
                items[i].remark = copy_remark(&m->remarks.v[k], a);
    }
}

static int find(struct nv_store *s, const struct nv_query *q, struct nv_records **out,
                struct nv_err *err)
{
    const struct nv_mem_tables *m = tables_of(s);
    struct nv_records *r = nv_records_new();
    uint32_t limit = q->limit ? q->limit : NV_FIND_LIMIT;
    (void)err;
    for (size_t i = 0; i < m->deliveries.n; i++) {
        const struct nv_mem_delivery *d = &m->deliveries.v[i];
        if (!matches(m, d, q))
            continue;
        nv_vec_push_zero(&r->list);
        struct nv_record *rec = nv_vec_last(&r->list);
        rec->delivery = d->d;
    }
    sort(&r->list, newest_first);
    r->more = r->list.n > limit;
    if (r->more)
        r->list.n = limit;
    for (size_t i = 0; i < r->list.n; i++) {
        struct nv_record *rec = &r->list.v[i];
        const struct nv_mem_delivery *d = &m->deliveries.v[nv_mem_delivery_at(m, rec->delivery.id)];
        rec->delivery = copy_delivery(d, r->arena);
        rec->notice = copy_notice(&m->notices.v[d->notice], r->arena);
        bring_remarks(m, &rec->notice, r->arena);
        rec->attempts = nv_mem_attempts(m, d->d.id, r->arena, &rec->n_attempts);
    }
    for (size_t i = 0; q->occurrence && i < m->facts.n; i++)
        if (strcmp(m->facts.v[i].subject, q->occurrence) == 0)
            nv_vec_push(&r->facts, copy_fact(&m->facts.v[i], r->arena));
    sort(&r->facts, by_fact);
    *out = r;
    return 0;
}

static void close_store(struct nv_store *s)
{
    if (!s)
        return;
    nv_mem_free(tables_of(s));
    free(s);
}

static int backup(struct nv_store *s, const char *path, struct nv_backup **out, struct nv_err *err)
{
    (void)s, (void)out;
    return nv_err_set(err, NV_ESTATE, "%s: the store is in memory", path);
}

static void rest(struct nv_store *s)
{
    (void)s;
}

static const struct nv_store_ops memory_ops = {"memory", restore, commit, message,
                                               find,     backup,  rest,   close_store};

int nv_store_open_memory(struct nv_store **out)
{
    struct memory_store *s = nv_calloc(1, sizeof *s);
    s->base.ops = &memory_ops;
    nv_mem_init(&s->tables);
    *out = &s->base;
    return 0;
}

void nv_store_memory_fail_in(struct nv_store *s, unsigned commits)
{
    nv_require(s->ops == &memory_ops);
    ((struct memory_store *)s)->fail_in = commits;
}
