#include "engine/terms.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/txn.h"

struct row {
    struct nv_term term; /* strings in the table's arena */
    uint32_t scope;
    unsigned pass; /* the newest snapshot that had it */
    bool dirty, in_txn;
};

struct scope {
    unsigned first, pass; /* the snapshot that brought it; the newest that had it */
};

struct nv_term_table {
    struct nv_arena *arena;
    struct nv_intern *keys, *scopes; /* symbols == indices */
    NV_VEC(struct row) rows;
    NV_VEC(struct scope) list;
    unsigned pass; /* 0: only what was restored */
};

struct nv_term_table *nv_term_table_new(void)
{
    struct nv_term_table *t = nv_calloc(1, sizeof *t);
    t->arena = nv_arena_new();
    t->keys = nv_intern_new();
    t->scopes = nv_intern_new();
    return t;
}

void nv_term_table_free(struct nv_term_table *t)
{
    if (!t)
        return;
    nv_vec_free(&t->rows);
    nv_vec_free(&t->list);
    nv_intern_free(t->keys);
    nv_intern_free(t->scopes);
    nv_arena_free(t->arena);
    free(t);
}

/* ---- the rules of a snapshot ------------------------------------------------------------------
 */

/* `slot`: where its first day belongs in the nv_terms that are being made, or NULL. */
typedef void rule_fn(void *arg, const char *scope, const char *name, int32_t *slot);

struct walk {
    const struct nv_snapshot *s;
    struct nv_terms *out; /* or NULL */
    rule_fn *each;
    void *arg;
};

static const char policy[] = "policy";

/* A repetition is another one when the step changes that it counts from. */
static void walk_ladder(const struct walk *w, enum nv_deadline_kind kind, enum nv_role role)
{
    const struct nv_ladder *l = w->s->policy.ladders[kind][role];
    struct nv_buf name = NV_BUF_INIT;
    if (!l)
        return;
    int32_t *slots = NULL;
    if (w->out)
        slots = w->out->rungs[kind][role] = nv_calloc(l->n_rungs + 1, sizeof *slots);
    for (uint32_t i = 0; i <= l->n_rungs; i++) {
        nv_buf_clear(&name);
        nv_buf_addf(&name, "ladder/%s/%s/", nv_deadline_kind_name(kind), nv_role_name(role));
        if (i < l->n_rungs)
            nv_buf_adds(&name, l->rungs[i].text);
        else if (l->repeat > 0)
            nv_buf_addf(&name, "repeat %d%c after %s", l->repeat, l->repeat_calendar ? 'd' : 'w',
                        l->n_rungs ? l->rungs[l->n_rungs - 1].text : "0");
        else
            continue;
        w->each(w->arg, policy, nv_buf_str(&name), slots ? &slots[i] : NULL);
    }
    nv_buf_free(&name);
}

static void walk_role(const struct walk *w, const struct nv_plan *plan, const char *role,
                      uint32_t agency, int32_t *slot)
{
    struct nv_buf scope = NV_BUF_INIT, name = NV_BUF_INIT;
    if (agency == NV_NONE)
        return;
    nv_buf_addf(&scope, "plan:%s", plan->id);
    nv_buf_addf(&name, "%s/%s", role, w->s->agencies[agency].id);
    w->each(w->arg, nv_buf_str(&scope), nv_buf_str(&name), slot);
    nv_buf_free(&scope);
    nv_buf_free(&name);
}

static void walk_rules(const struct walk *w)
{
    const struct nv_snapshot *s = w->s;
    struct nv_terms *out = w->out;
    for (int kind = 0; kind < NV_DL_COUNT; kind++)
        for (int role = 0; role < NV_ROLE_COUNT; role++)
            walk_ladder(w, (enum nv_deadline_kind)kind, (enum nv_role)role);
    if (s->policy.tell_changes)
        w->each(w->arg, policy, "tell_changes", out ? &out->tell_changes : NULL);
    if (s->policy.thank)
        w->each(w->arg, policy, "thank", out ? &out->thank : NULL);
    for (uint32_t i = 0; i < s->n_plans; i++) {
        walk_role(w, &s->plans[i], nv_role_name(NV_ROLE_OWNER), s->plans[i].owner,
                  out ? &out->owner[i] : NULL);
        walk_role(w, &s->plans[i], nv_role_name(NV_ROLE_LEADERSHIP), s->plans[i].leadership,
                  out ? &out->leadership[i] : NULL);
    }
}

/* ---- the table ---------------------------------------------------------------------------------
 */

/* Neither a scope nor a name has a line break. */
static void make_key(struct nv_buf *key, const char *scope, const char *name)
{
    nv_buf_addf(key, "%s\n%s", scope, name);
}

static uint32_t find_row(const struct nv_term_table *t, const char *scope, const char *name)
{
    struct nv_buf key = NV_BUF_INIT;
    make_key(&key, scope, name);
    uint32_t at = nv_intern_find(t->keys, nv_buf_str(&key));
    nv_buf_free(&key);
    return at;
}

static uint32_t add_scope(struct nv_term_table *t, const char *name)
{
    uint32_t at = nv_intern_add(t->scopes, name);
    if (at == t->list.n)
        nv_vec_push(&t->list, (struct scope){t->pass, t->pass});
    return at;
}

static struct row *add_row(struct nv_term_table *t, const char *scope, const char *name)
{
    struct nv_buf key = NV_BUF_INIT;
    make_key(&key, scope, name);
    uint32_t at = nv_intern_add(t->keys, nv_buf_str(&key));
    nv_buf_free(&key);
    if (at == t->rows.n) {
        nv_vec_push_zero(&t->rows);
        struct row *r = nv_vec_last(&t->rows);
        r->scope = add_scope(t, scope);
        r->term.scope = nv_intern_str(t->scopes, r->scope);
        r->term.name = nv_arena_strdup(t->arena, name);
    }
    return &t->rows.v[at];
}

void nv_term_restore(struct nv_term_table *t, const struct nv_term *term)
{
    struct row *r = add_row(t, term->scope, term->name);
    r->term.since = term->since;
    r->term.ended = term->ended;
}

struct noting {
    struct nv_term_table *t;
    int32_t today;
};

static void note_rule(void *arg, const char *scope, const char *name, int32_t *slot)
{
    const struct noting *n = arg;
    struct nv_term_table *t = n->t;
    (void)slot;
    bool fresh = find_row(t, scope, name) == NV_NONE;
    struct row *r = add_row(t, scope, name);
    struct scope *of = &t->list.v[r->scope];
    of->pass = r->pass = t->pass;
    if (fresh && of->first == t->pass)
        r->term.since = NV_DAY_NONE;
    else if (fresh || r->term.ended || r->term.since > n->today)
        r->term.since = n->today;
    else
        return;
    r->term.ended = false;
    r->dirty = true;
}

void nv_term_note(struct nv_term_table *t, const struct nv_snapshot *s, int32_t today)
{
    struct noting n = {t, today};
    t->pass++;
    walk_rules(&(struct walk){.s = s, .each = note_rule, .arg = &n});
    for (size_t i = 0; i < t->rows.n; i++) {
        struct row *r = &t->rows.v[i];
        if (r->pass != t->pass && !r->term.ended && t->list.v[r->scope].pass == t->pass)
            r->term.ended = r->dirty = true;
    }
}

void nv_term_set(struct nv_term_table *t, const char *scope, const char *name, int32_t since,
                 bool on)
{
    int32_t before;
    bool was = nv_term_is_on(t, scope, name, &before);
    if (was == on && (!on || before == since))
        return;
    struct row *r = add_row(t, scope, name);
    if (on)
        r->term.since = since;
    r->term.ended = !on;
    r->dirty = true;
}

bool nv_term_is_on(const struct nv_term_table *t, const char *scope, const char *name,
                   int32_t *since)
{
    uint32_t at = find_row(t, scope, name);
    bool on = at != NV_NONE && !t->rows.v[at].term.ended;
    if (on && since)
        *since = t->rows.v[at].term.since;
    return on;
}

void nv_term_write(struct nv_term_table *t, struct nv_txn *txn)
{
    for (size_t i = 0; i < t->rows.n; i++) {
        struct row *r = &t->rows.v[i];
        if (!r->dirty)
            continue;
        nv_vec_push_zero(&txn->ops);
        struct nv_op *op = nv_vec_last(&txn->ops);
        op->kind = NV_OP_TERM;
        op->term = r->term;
        op->term.scope = nv_arena_strdup(txn->arena, r->term.scope);
        r->dirty = false;
        r->in_txn = true;
    }
}

void nv_term_written(struct nv_term_table *t, bool durable)
{
    for (size_t i = 0; i < t->rows.n; i++) {
        struct row *r = &t->rows.v[i];
        r->dirty |= r->in_txn && !durable;
        r->in_txn = false;
    }
}

bool nv_term_waiting(const struct nv_term_table *t)
{
    for (size_t i = 0; i < t->rows.n; i++)
        if (t->rows.v[i].dirty || t->rows.v[i].in_txn)
            return true;
    return false;
}

/* ---- the first days of a snapshot's rules ------------------------------------------------------
 */

struct asking {
    const struct nv_term_table *t;
    int32_t today;
};

static void ask_rule(void *arg, const char *scope, const char *name, int32_t *slot)
{
    const struct asking *a = arg;
    uint32_t at = find_row(a->t, scope, name);
    if (at != NV_NONE && !a->t->rows.v[at].term.ended)
        *slot = a->t->rows.v[at].term.since;
    else
        *slot = nv_intern_find(a->t->scopes, scope) == NV_NONE ? NV_DAY_NONE : a->today;
}

struct nv_terms *nv_terms_new(const struct nv_term_table *t, const struct nv_snapshot *s,
                              int32_t today)
{
    struct nv_terms *out = nv_calloc(1, sizeof *out);
    struct asking a = {t, today};
    out->owner = nv_calloc(s->n_plans, sizeof *out->owner);
    out->leadership = nv_calloc(s->n_plans, sizeof *out->leadership);
    walk_rules(&(struct walk){.s = s, .out = out, .each = ask_rule, .arg = &a});
    return out;
}

void nv_terms_free(struct nv_terms *terms)
{
    if (!terms)
        return;
    for (int kind = 0; kind < NV_DL_COUNT; kind++)
        for (int role = 0; role < NV_ROLE_COUNT; role++)
            free(terms->rungs[kind][role]);
    free(terms->owner);
    free(terms->leadership);
    free(terms);
}

/* ---- what a reload changes ---------------------------------------------------------------------
 */

struct comparing {
    const struct nv_term_table *other;
    uint32_t *rungs, *roles;
};

static void compare_rule(void *arg, const char *scope, const char *name, int32_t *slot)
{
    const struct comparing *c = arg;
    (void)slot;
    if (find_row(c->other, scope, name) != NV_NONE ||
        nv_intern_find(c->other->scopes, scope) == NV_NONE)
        return;
    *c->rungs += strncmp(name, "ladder/", 7) == 0;
    *c->roles += strcmp(scope, policy) != 0;
}

static void compare(const struct nv_snapshot *s, const struct nv_snapshot *with, uint32_t *rungs,
                    uint32_t *roles)
{
    struct nv_term_table *other = nv_term_table_new();
    struct comparing c = {other, rungs, roles};
    nv_term_note(other, with, 0);
    walk_rules(&(struct walk){.s = s, .each = compare_rule, .arg = &c});
    nv_term_table_free(other);
}

void nv_terms_compare(const struct nv_snapshot *old, const struct nv_snapshot *fresh,
                      struct nv_terms_change *out)
{
    *out = (struct nv_terms_change){0};
    compare(fresh, old, &out->rungs_begun, &out->roles_begun);
    compare(old, fresh, &out->rungs_ended, &out->roles_ended);
}
