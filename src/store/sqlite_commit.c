/* One transaction of the engine as one transaction of SQLite. */
#include <string.h>

#include "base/err.h"
#include "model/txn.h"
#include "store/records.h"
#include "store/sqlite_ops.h"

/* How the counts by state change, carried out once a transaction. */
struct delta {
    int64_t n[NV_DELIVERY_STATE_COUNT];
};

static void bind_text(sqlite3_stmt *st, int i, const char *s)
{
    sqlite3_bind_text(st, i, nv_store_text(s), -1, SQLITE_STATIC);
}

static void bind_id(sqlite3_stmt *st, int i, uint64_t id)
{
    sqlite3_bind_int64(st, i, (sqlite3_int64)id);
}

static int put_item(struct nv_db *db, const struct nv_notice *n, uint32_t at, struct nv_err *err)
{
    const struct nv_item *it = &n->items[at];
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_ITEM);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, n->id);
    sqlite3_bind_int64(st, 2, at);
    bind_text(st, 3, it->occurrence);
    sqlite3_bind_int(st, 4, it->effective);
    bind_text(st, 5, it->rung);
    bind_text(st, 6, n->agency);
    bind_text(st, 7, nv_role_name(it->role));
    sqlite3_bind_int(st, 8, it->rung_day);
    sqlite3_bind_int(st, 9, it->nominal);
    bind_text(st, 10, nv_section_name(it->section));
    sqlite3_bind_int(st, 11, it->chase);
    bind_text(st, 12, it->named);
    if (it->predecessor)
        bind_text(st, 13, it->predecessor);
    sqlite3_bind_int(st, 14, it->stand_in);
    return nv_db_run(db, st, NULL, err);
}

static int put_heard(struct nv_db *db, const struct nv_notice *n, const struct nv_item *it,
                     struct nv_err *err)
{
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_HEARD);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_text(st, 1, it->occurrence);
    bind_text(st, 2, n->agency);
    bind_text(st, 3, nv_role_name(it->role));
    sqlite3_bind_int(st, 4, it->effective);
    sqlite3_bind_int(st, 5, it->rung_day);
    bind_text(st, 6, it->rung);
    sqlite3_bind_int(st, 7, it->chase);
    bind_id(st, 8, n->id);
    return nv_db_run(db, st, NULL, err);
}

static int put_notice(struct nv_db *db, const struct nv_notice *n, struct nv_err *err)
{
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_NOTICE);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, n->id);
    bind_text(st, 2, n->agency);
    sqlite3_bind_int(st, 3, n->day);
    sqlite3_bind_int64(st, 4, n->window_ms);
    sqlite3_bind_int64(st, 5, n->created_ms);
    int rc = nv_db_run(db, st, NULL, err);
    for (uint32_t i = 0; rc == 0 && i < n->n_items; i++) {
        rc = put_item(db, n, i, err);
        /* A remark has no ladder: the item itself says that it was told. */
        if (rc == 0 && !nv_remark_named(n->items[i].occurrence))
            rc = put_heard(db, n, &n->items[i], err);
    }
    if (rc != 0)
        return rc;
    st = nv_db_stmt(db, NV_SQL_HEARD_WINDOW);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_text(st, 1, n->agency);
    sqlite3_bind_int64(st, 2, n->window_ms);
    return nv_db_run(db, st, NULL, err);
}

static int put_delivery(struct nv_db *db, const struct nv_delivery *d, struct delta *delta,
                        struct nv_err *err)
{
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_DELIVERY);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, d->id);
    bind_id(st, 2, d->notice);
    bind_text(st, 3, d->endpoint);
    sqlite3_bind_int64(st, 4, d->created_ms);
    sqlite3_bind_int64(st, 5, d->next_ms);
    delta->n[NV_DELIVERY_PENDING]++;
    return nv_db_run(db, st, NULL, err);
}

/* Says why an update found nothing: the delivery is unknown or in another state. */
static int misfit(struct nv_db *db, uint64_t id, const char *what, struct nv_err *err)
{
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_DELIVERY_STATE);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, id);
    int rc, step = sqlite3_step(st);
    if (step == SQLITE_ROW)
        rc = nv_err_set(err, NV_ESTATE, "delivery %llu: %s: it is %s after %d attempts",
                        (unsigned long long)id, what, nv_db_word(st, 0), sqlite3_column_int(st, 1));
    else if (step == SQLITE_DONE)
        rc = nv_err_set(err, NV_ESTATE, "delivery %llu: %s: unknown", (unsigned long long)id, what);
    else
        rc = nv_db_error(db, err, what);
    sqlite3_reset(st);
    return rc;
}

static int put_claim(struct nv_db *db, const struct nv_op_claim *c, struct delta *delta,
                     struct nv_err *err)
{
    int changed = 0, rc;
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_CLAIM);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, c->delivery);
    sqlite3_bind_int(st, 2, c->attempt);
    rc = nv_db_run(db, st, &changed, err);
    if (rc == 0 && changed == 0)
        return misfit(db, c->delivery, "claim", err);
    delta->n[NV_DELIVERY_PENDING]--;
    delta->n[NV_DELIVERY_CLAIMED]++;
    if (rc != 0 || !(st = nv_db_stmt(db, NV_SQL_CLAIM_ATTEMPT)))
        return rc ? rc : nv_db_error(db, err, "prepare");
    bind_id(st, 1, c->delivery);
    sqlite3_bind_int(st, 2, c->attempt);
    sqlite3_bind_int64(st, 3, c->at_ms);
    rc = nv_db_run(db, st, NULL, err);
    if (rc != 0 || !c->bytes)
        return rc;
    st = nv_db_stmt(db, NV_SQL_CLAIM_MESSAGE);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, c->delivery);
    sqlite3_bind_blob64(st, 2, c->bytes, c->n_bytes, SQLITE_STATIC);
    rc = nv_db_run(db, st, NULL, err);
    if (rc == -NV_EEXIST) /* what was sent once is what is sent always */
        rc = nv_err_set(err, NV_ESTATE, "delivery %llu: claim: its bytes are there already",
                        (unsigned long long)c->delivery);
    return rc;
}

static int put_verdict(struct nv_db *db, const struct nv_op_verdict *v, struct delta *delta,
                       struct nv_err *err)
{
    const struct nv_verdict *w = &v->verdict;
    int changed = 0, rc;
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_VERDICT);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, w->delivery);
    bind_text(st, 2, nv_delivery_state_name(v->state));
    sqlite3_bind_int64(st, 3, v->next_ms);
    sqlite3_bind_int(st, 4, w->code);
    bind_text(st, 5, w->text);
    if (v->state != NV_DELIVERY_PENDING)
        sqlite3_bind_int64(st, 6, w->ended_ms);
    rc = nv_db_run(db, st, &changed, err);
    if (rc == 0 && changed == 0)
        return misfit(db, w->delivery, "verdict", err);
    delta->n[NV_DELIVERY_CLAIMED]--;
    delta->n[v->state]++;
    if (rc != 0 || !(st = nv_db_stmt(db, NV_SQL_VERDICT_ATTEMPT)))
        return rc ? rc : nv_db_error(db, err, "prepare");
    bind_id(st, 1, w->delivery);
    if (w->started_ms)
        sqlite3_bind_int64(st, 2, w->started_ms);
    sqlite3_bind_int64(st, 3, w->ended_ms);
    bind_text(st, 4, nv_class_name(w->class));
    sqlite3_bind_int(st, 5, w->code);
    bind_text(st, 6, w->text);
    sqlite3_bind_int(st, 7, w->retry_after_s);
    return nv_db_run(db, st, NULL, err);
}

static int put_cancel(struct nv_db *db, const struct nv_op_cancel *c, struct delta *delta,
                      struct nv_err *err)
{
    int changed = 0;
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_CANCEL);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, c->delivery);
    bind_text(st, 2, c->reason);
    sqlite3_bind_int64(st, 3, c->at_ms);
    int rc = nv_db_run(db, st, &changed, err);
    if (rc == 0 && changed == 0)
        return misfit(db, c->delivery, "cancel", err);
    delta->n[NV_DELIVERY_PENDING]--;
    delta->n[NV_DELIVERY_CANCELLED]++;
    return rc;
}

static int put_fact(struct nv_db *db, const struct nv_fact *f, struct nv_err *err)
{
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_FACT);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, f->id);
    bind_text(st, 2, nv_fact_kind_name(f->kind));
    bind_text(st, 3, f->subject);
    sqlite3_bind_int(st, 4, f->day);
    bind_text(st, 5, f->document);
    bind_text(st, 6, f->note);
    bind_text(st, 7, f->actor);
    sqlite3_bind_int64(st, 8, f->at_ms);
    sqlite3_bind_int(st, 9, nv_fact_has_to(f->kind) ? f->to : 0);
    sqlite3_bind_int(st, 10, f->kind == NV_FACT_PROGRESS ? f->percent : 0);
    bind_id(st, 11, f->kind == NV_FACT_UNDO ? f->undoes : 0);
    return nv_db_run(db, st, NULL, err);
}

static int put_resume(struct nv_db *db, const struct nv_op_resume *r, struct delta *delta,
                      struct nv_err *err)
{
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_DELIVERY_STATE);
    enum nv_delivery_state from = NV_DELIVERY_SENT;
    int changed = 0, rc = 0;
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, r->delivery);
    if (sqlite3_step(st) == SQLITE_ROW)
        rc = nv_row_state(db, nv_db_word(st, 0), &from, err);
    sqlite3_reset(st);
    if (rc != 0 || !(st = nv_db_stmt(db, NV_SQL_RESUME)))
        return rc ? rc : nv_db_error(db, err, "prepare");
    bind_id(st, 1, r->delivery);
    sqlite3_bind_int64(st, 2, r->at_ms);
    rc = nv_db_run(db, st, &changed, err);
    if (rc == 0 && changed == 0)
        return misfit(db, r->delivery, "resume", err);
    delta->n[from]--;
    delta->n[NV_DELIVERY_PENDING]++;
    return rc;
}

static int put_bounce(struct nv_db *db, const struct nv_op_bounce *b, struct delta *delta,
                      struct nv_err *err)
{
    int changed = 0;
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_BOUNCE);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, b->delivery);
    sqlite3_bind_int(st, 2, b->code);
    bind_text(st, 3, b->text);
    sqlite3_bind_int64(st, 4, b->at_ms);
    int rc = nv_db_run(db, st, &changed, err);
    if (rc == 0 && changed == 0)
        return misfit(db, b->delivery, "bounce", err);
    delta->n[NV_DELIVERY_SENT]--;
    delta->n[NV_DELIVERY_FAILED]++;
    return rc;
}

static int put_flag(struct nv_db *db, const struct nv_op_flag *f, struct nv_err *err)
{
    sqlite3_stmt *st = nv_db_stmt(db, f->at_ms ? NV_SQL_FLAG : NV_SQL_UNFLAG);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_text(st, 1, f->endpoint);
    if (f->at_ms) {
        sqlite3_bind_int64(st, 2, f->at_ms);
        bind_text(st, 3, f->text);
    }
    return nv_db_run(db, st, NULL, err);
}

static int put_remark(struct nv_db *db, const struct nv_remark *r, struct nv_err *err)
{
    int changed = 0;
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_REMARK);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, r->id);
    bind_text(st, 2, nv_remark_kind_name(r->kind));
    bind_text(st, 3, r->addressee);
    bind_text(st, 4, r->about);
    bind_text(st, 5, r->endpoint);
    bind_text(st, 6, r->text);
    bind_id(st, 7, r->notice);
    sqlite3_bind_int(st, 8, r->count);
    sqlite3_bind_int64(st, 9, r->at_ms);
    int rc = nv_db_run(db, st, &changed, err);
    if (rc == 0 && changed == 0)
        return nv_err_set(err, NV_ESTATE, "remark %llu: another one, or not more than before",
                          (unsigned long long)r->id);
    return rc;
}

static int put_term(struct nv_db *db, const struct nv_term *term, struct nv_err *err)
{
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_TERM);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_text(st, 1, term->scope);
    bind_text(st, 2, term->name);
    sqlite3_bind_int(st, 3, term->since);
    sqlite3_bind_int(st, 4, term->ended);
    return nv_db_run(db, st, NULL, err);
}

static int put_op(struct nv_db *db, const struct nv_op *op, struct delta *delta, struct nv_err *err)
{
    switch (op->kind) {
    case NV_OP_NOTICE:
        return put_notice(db, &op->notice, err);
    case NV_OP_DELIVERY:
        return put_delivery(db, &op->delivery, delta, err);
    case NV_OP_CLAIM:
        return put_claim(db, &op->claim, delta, err);
    case NV_OP_VERDICT:
        return put_verdict(db, &op->verdict, delta, err);
    case NV_OP_CANCEL:
        return put_cancel(db, &op->cancel, delta, err);
    case NV_OP_FACT:
        return put_fact(db, &op->fact, err);
    case NV_OP_RESUME:
        return put_resume(db, &op->resume, delta, err);
    case NV_OP_BOUNCE:
        return put_bounce(db, &op->bounce, delta, err);
    case NV_OP_FLAG:
        return put_flag(db, &op->flag, err);
    case NV_OP_REMARK:
        return put_remark(db, &op->remark, err);
    case NV_OP_TERM:
        return put_term(db, &op->term, err);
    }
    return nv_err_set(err, NV_EINVAL, "unknown operation");
}

static int put_counts(struct nv_db *db, const struct delta *delta, struct nv_err *err)
{
    for (unsigned s = 0; s < NV_DELIVERY_STATE_COUNT; s++) {
        if (delta->n[s] == 0)
            continue;
        sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_COUNT_ADD);
        if (!st)
            return nv_db_error(db, err, "prepare");
        bind_text(st, 1, nv_delivery_state_name((enum nv_delivery_state)s));
        sqlite3_bind_int64(st, 2, delta->n[s]);
        int rc = nv_db_run(db, st, NULL, err);
        if (rc != 0)
            return rc;
    }
    return 0;
}

static bool makes_delivery(const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++)
        if (t->ops.v[i].kind == NV_OP_DELIVERY)
            return true;
    return false;
}

/* Not at the start: a full disk must not keep the process from starting. A series that began later
 * than this one lost its deliveries with a damaged file: their numbers are given once more. */
static int put_series(struct nv_db *db, struct nv_err *err)
{
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_SERIES_LOST);
    if (!st)
        return nv_db_error(db, err, "prepare");
    bind_id(st, 1, db->series.first);
    int rc = nv_db_run(db, st, NULL, err);
    if (rc != 0 || !(st = nv_db_stmt(db, NV_SQL_SERIES)))
        return rc ? rc : nv_db_error(db, err, "prepare");
    bind_id(st, 1, db->series.first);
    bind_text(st, 2, db->series.id);
    return nv_db_run(db, st, NULL, err);
}

int nv_sqlite_commit(struct nv_db *db, const struct nv_txn *t, struct nv_err *err)
{
    struct delta delta = {{0}};
    int rc = nv_store_check(t, err);
    if (rc == 0)
        rc = nv_db_begin(db, err);
    if (rc != 0)
        return rc;
    for (size_t i = 0; rc == 0 && i < t->ops.n; i++)
        rc = put_op(db, &t->ops.v[i], &delta, err);
    if (rc == 0)
        rc = put_counts(db, &delta, err);
    bool begins_series = db->series.id[0] && !db->series_kept && makes_delivery(t);
    if (rc == 0 && begins_series)
        rc = put_series(db, err);
    if (rc == 0) {
        rc = nv_db_commit(db, err);
        db->series_kept |= rc == 0 && begins_series;
        return rc;
    }
    nv_db_rollback(db);
    return rc;
}
