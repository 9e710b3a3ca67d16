#include "engine/remarks.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/vec.h"
#include "model/txn.h"

/* A remark with strings of its own. */
struct entry {
    struct nv_remark r;
    uint64_t told_by; /* notice; 0 while the start has not said which */
    bool telling;     /* in the outstanding transaction */
};

struct nv_remark_table {
    uint64_t next_id;
    NV_VEC(struct entry) kept;        /* durable, by rising id */
    NV_VEC(struct nv_remark) waiting; /* new ones, and higher counts */
    size_t in_txn;                    /* of `waiting` */
    NV_VEC(size_t) drafts;            /* places in `waiting` */
};

struct nv_remark_table *nv_remark_table_new(uint64_t next_id)
{
    struct nv_remark_table *t = nv_calloc(1, sizeof *t);
    t->next_id = next_id;
    return t;
}

static void own(struct nv_remark *r)
{
    r->addressee = nv_strdup(r->addressee ? r->addressee : "");
    r->about = nv_strdup(r->about ? r->about : "");
    r->endpoint = nv_strdup(r->endpoint ? r->endpoint : "");
    r->text = nv_strdup(r->text ? r->text : "");
}

static void release(struct nv_remark *r)
{
    free((char *)(uintptr_t)r->addressee);
    free((char *)(uintptr_t)r->about);
    free((char *)(uintptr_t)r->endpoint);
    free((char *)(uintptr_t)r->text);
}

void nv_remark_table_free(struct nv_remark_table *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->kept.n; i++)
        release(&t->kept.v[i].r);
    for (size_t i = 0; i < t->waiting.n; i++)
        release(&t->waiting.v[i]);
    nv_vec_free(&t->kept);
    nv_vec_free(&t->waiting);
    nv_vec_free(&t->drafts);
    free(t);
}

void nv_remark_table_restore(struct nv_remark_table *t, const struct nv_remark *r)
{
    struct entry e = {.r = *r};
    own(&e.r);
    nv_vec_push(&t->kept, e);
    if (r->id >= t->next_id)
        t->next_id = r->id + 1;
}

static bool same(const struct nv_remark *a, const struct nv_remark *b)
{
    return a->kind == b->kind && strcmp(a->addressee, b->addressee) == 0 &&
           strcmp(a->about, b->about) == 0 && strcmp(a->endpoint, b->endpoint) == 0;
}

/* The one that can still be counted on: not yet told, nor on the way into the ledger. */
static struct nv_remark *waiting_like(struct nv_remark_table *t, const struct nv_remark *r)
{
    for (size_t i = t->in_txn; i < t->waiting.n; i++)
        if (same(&t->waiting.v[i], r))
            return &t->waiting.v[i];
    return NULL;
}

static const struct nv_remark *kept_like(const struct nv_remark_table *t, const struct nv_remark *r)
{
    for (size_t i = t->kept.n; i-- > 0;)
        if (!t->kept.v[i].r.told && !t->kept.v[i].telling && same(&t->kept.v[i].r, r))
            return &t->kept.v[i].r;
    return NULL;
}

void nv_remark_note(struct nv_remark_table *t, const struct nv_remark *r)
{
    struct nv_remark fresh = *r, *waiting;
    own(&fresh);
    if ((waiting = waiting_like(t, &fresh)) != NULL) {
        fresh.id = waiting->id;
        fresh.count = waiting->count + 1;
        release(waiting);
        *waiting = fresh;
        return;
    }
    const struct nv_remark *kept = t->in_txn ? NULL : kept_like(t, &fresh);
    fresh.id = kept ? kept->id : t->next_id++;
    fresh.count = kept ? kept->count + 1 : 1;
    fresh.told = false;
    nv_vec_push(&t->waiting, fresh);
}

void nv_remark_draft(struct nv_remark_table *t, const struct nv_remark *r)
{
    struct nv_remark fresh = *r;
    nv_require(!t->in_txn);
    for (size_t i = 0; i < t->drafts.n; i++)
        if (same(&t->waiting.v[t->drafts.v[i]], r)) {
            t->waiting.v[t->drafts.v[i]].count++;
            return;
        }
    own(&fresh);
    const struct nv_remark *like = waiting_like(t, &fresh);
    if (!like)
        like = kept_like(t, &fresh);
    fresh.id = like ? like->id : t->next_id++;
    fresh.count = like ? like->count + 1 : 1;
    fresh.told = false;
    nv_vec_push(&t->drafts, t->waiting.n);
    nv_vec_push(&t->waiting, fresh);
}

static void forget_drafts(struct nv_remark_table *t)
{
    size_t kept = 0, next = 0;
    for (size_t i = 0; i < t->waiting.n; i++) {
        if (next < t->drafts.n && t->drafts.v[next] == i) {
            release(&t->waiting.v[i]);
            next++;
        } else {
            t->waiting.v[kept++] = t->waiting.v[i];
        }
    }
    t->waiting.n = kept;
}

void nv_remark_write(struct nv_remark_table *t, struct nv_txn *txn)
{
    t->in_txn = t->waiting.n;
    for (size_t i = 0; i < t->waiting.n; i++) {
        const struct nv_remark *r = &t->waiting.v[i];
        nv_vec_push_zero(&txn->ops);
        struct nv_op *op = nv_vec_last(&txn->ops);
        op->kind = NV_OP_REMARK;
        op->remark = *r;
        op->remark.addressee = nv_arena_strdup(txn->arena, r->addressee);
        op->remark.about = nv_arena_strdup(txn->arena, r->about);
        op->remark.endpoint = nv_arena_strdup(txn->arena, r->endpoint);
        op->remark.text = nv_arena_strdup(txn->arena, r->text);
    }
}

static struct entry *find(const struct nv_remark_table *t, uint64_t id)
{
    size_t low = 0, high = t->kept.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (t->kept.v[mid].r.id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < t->kept.n && t->kept.v[low].r.id == id ? &t->kept.v[low] : NULL;
}

bool nv_remark_written(struct nv_remark_table *t, bool durable)
{
    for (size_t i = 0; durable && i < t->in_txn; i++) {
        struct entry *old = find(t, t->waiting.v[i].id);
        if (old) {
            bool told = old->r.told;
            release(&old->r);
            old->r = t->waiting.v[i];
            old->r.told = told;
        } else {
            nv_require(t->kept.n == 0 || nv_vec_last(&t->kept)->r.id < t->waiting.v[i].id);
            nv_vec_push(&t->kept, ((struct entry){.r = t->waiting.v[i]}));
        }
    }
    bool some = durable && t->in_txn > 0;
    if (durable)
        nv_vec_drop_front(&t->waiting, t->in_txn);
    else
        forget_drafts(t);
    t->in_txn = t->drafts.n = 0;
    return some;
}

bool nv_remark_waiting(const struct nv_remark_table *t)
{
    return t->waiting.n > 0;
}

const struct nv_remark *nv_remark_at(const struct nv_remark_table *t, size_t i)
{
    return i < t->kept.n ? &t->kept.v[i].r : NULL;
}

const struct nv_remark *nv_remark_find(const struct nv_remark_table *t, uint64_t id)
{
    const struct entry *e = find(t, id);
    return e ? &e->r : NULL;
}

void nv_remark_tell(struct nv_remark_table *t, uint64_t id)
{
    struct entry *e = find(t, id);
    if (e)
        e->telling = true;
}

void nv_remark_told(struct nv_remark_table *t, uint64_t id, uint64_t notice, bool durable)
{
    struct entry *e = find(t, id);
    if (!e)
        return;
    e->telling = false;
    e->r.told |= durable;
    if (durable)
        e->told_by = notice;
}

void nv_remark_recall(struct nv_remark_table *t, const struct nv_remark *r, uint64_t notice)
{
    struct entry *known = find(t, r->id), e = {.r = *r};
    if (!known) {
        own(&e.r);
        nv_vec_push(&t->kept, e);
        size_t i = t->kept.n - 1;
        for (; i > 0 && t->kept.v[i - 1].r.id > r->id; i--)
            t->kept.v[i] = t->kept.v[i - 1];
        t->kept.v[i] = e;
        known = &t->kept.v[i];
    }
    known->r.told = true;
    known->told_by = notice;
}

void nv_remark_forget(struct nv_remark_table *t, bool (*open)(void *arg, uint64_t notice),
                      void *arg)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->kept.n; i++) {
        struct entry *e = &t->kept.v[i];
        if (e->r.told && e->told_by && !open(arg, e->told_by))
            release(&e->r);
        else
            t->kept.v[kept++] = *e;
    }
    t->kept.n = kept;
}
