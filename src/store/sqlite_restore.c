/* What the engine must know at the start. Reads the open deliveries, the facts and what was heard,
 * each through an index: a history of a million sent deliveries costs nothing. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/ledger.h"
#include "store/sqlite_open.h"
#include "store/sqlite_ops.h"

typedef int (*row_fn)(struct nv_db *db, sqlite3_stmt *st, struct nv_ledger *l, struct nv_err *err);

static int each(struct nv_db *db, const char *sql, row_fn fn, struct nv_ledger *l,
                struct nv_err *err)
{
    sqlite3_stmt *st;
    int rc = 0, step;
    if (sqlite3_prepare_v2(db->sq, sql, -1, &st, NULL) != SQLITE_OK)
        return nv_db_error(db, err, sql);
    while (rc == 0 && (step = sqlite3_step(st)) != SQLITE_DONE)
        rc = step == SQLITE_ROW ? fn(db, st, l, err) : nv_db_error(db, err, sql);
    sqlite3_finalize(st);
    return rc;
}

static int recover(struct nv_db *db, struct nv_ledger *l, struct nv_err *err)
{
    int changed = 0, rc = nv_db_begin(db, err);
    if (rc != 0)
        return rc;
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_RECOVER);
    rc = st ? nv_db_run(db, st, &changed, err) : nv_db_error(db, err, "prepare");
    static const char *const words[] = {"claimed", "pending"};
    for (int i = 0; rc == 0 && changed > 0 && i < 2; i++) {
        st = nv_db_stmt(db, NV_SQL_COUNT_ADD);
        if (!st) {
            rc = nv_db_error(db, err, "prepare");
            break;
        }
        sqlite3_bind_text(st, 1, words[i], -1, SQLITE_STATIC);
        sqlite3_bind_int64(st, 2, i ? changed : -changed);
        rc = nv_db_run(db, st, NULL, err);
    }
    if (rc != 0) {
        nv_db_rollback(db);
        return rc;
    }
    l->recovered = (uint64_t)changed;
    return nv_db_commit(db, err);
}

static int row_meta(struct nv_db *db, sqlite3_stmt *st, struct nv_ledger *l, struct nv_err *err)
{
    const char *id = nv_db_word(st, 0);
    if (strlen(id) != 16 || strspn(id, "0123456789abcdef") != 16)
        return nv_err_set(err, NV_ECORRUPT, "%s: mã sổ không hợp lệ", db->path);
    nv_fmt(l->id, sizeof l->id, "%s", id);
    l->next_notice = (uint64_t)sqlite3_column_int64(st, 1);
    l->next_delivery = (uint64_t)sqlite3_column_int64(st, 2);
    l->next_fact = (uint64_t)sqlite3_column_int64(st, 3);
    l->next_remark = (uint64_t)sqlite3_column_int64(st, 4);
    return 0;
}

static int row_series(struct nv_db *db, sqlite3_stmt *st, struct nv_ledger *l, struct nv_err *err)
{
    struct nv_series s = {.first = (uint64_t)sqlite3_column_int64(st, 0)};
    (void)db, (void)err;
    nv_fmt(s.id, sizeof s.id, "%s", nv_db_word(st, 1));
    nv_vec_push(&l->series, s);
    return 0;
}

/* Of the deliveries that this process will make. */
static int begin_series(struct nv_db *db, struct nv_ledger *l, struct nv_err *err)
{
    int rc = nv_ledger_draw(db->series.id, err);
    while (l->series.n && nv_vec_last(&l->series)->first >= l->next_delivery)
        l->series.n--; /* its deliveries were lost */
    db->series.first = l->next_delivery;
    db->series_kept = false;
    nv_vec_push(&l->series, db->series);
    return rc;
}

static int row_fact(struct nv_db *db, sqlite3_stmt *st, struct nv_ledger *l, struct nv_err *err)
{
    nv_vec_push_zero(&l->facts);
    return nv_row_fact(db, st, l->arena, nv_vec_last(&l->facts), err);
}

static int row_remark(struct nv_db *db, sqlite3_stmt *st, struct nv_ledger *l, struct nv_err *err)
{
    nv_vec_push_zero(&l->remarks);
    return nv_row_remark(db, st, l->arena, nv_vec_last(&l->remarks), err);
}

static int row_flagged(struct nv_db *db, sqlite3_stmt *st, struct nv_ledger *l, struct nv_err *err)
{
    (void)db, (void)err;
    nv_vec_push_zero(&l->flagged);
    nv_vec_last(&l->flagged)->endpoint = nv_db_column(st, 0, l->arena);
    nv_vec_last(&l->flagged)->at_ms = sqlite3_column_int64(st, 1);
    return 0;
}

static int row_term(struct nv_db *db, sqlite3_stmt *st, struct nv_ledger *l, struct nv_err *err)
{
    (void)db, (void)err;
    nv_vec_push_zero(&l->terms);
    struct nv_term *term = nv_vec_last(&l->terms);
    term->scope = nv_db_column(st, 0, l->arena);
    term->name = nv_db_column(st, 1, l->arena);
    term->since = sqlite3_column_int(st, 2);
    term->ended = sqlite3_column_int(st, 3) != 0;
    return 0;
}

static int row_heard(struct nv_db *db, sqlite3_stmt *st, struct nv_ledger *l, struct nv_err *err)
{
    nv_vec_push_zero(&l->heard);
    struct nv_heard *h = nv_vec_last(&l->heard);
    h->occurrence = nv_db_column(st, 0, l->arena);
    h->agency = nv_db_column(st, 1, l->arena);
    h->role = nv_role_find(nv_db_word(st, 2));
    h->effective = sqlite3_column_int(st, 3);
    h->rung_day = sqlite3_column_int(st, 4);
    nv_fmt(h->rung, sizeof h->rung, "%s", nv_db_word(st, 5));
    h->chases = sqlite3_column_int(st, 6);
    return h->role == NV_ROLE_COUNT
               ? nv_err_set(err, NV_ECORRUPT, "%s: vai trò lạ \"%s\"", db->path, nv_db_word(st, 2))
               : 0;
}

static int row_window(struct nv_db *db, sqlite3_stmt *st, struct nv_ledger *l, struct nv_err *err)
{
    (void)db, (void)err;
    nv_vec_push_zero(&l->windows);
    nv_vec_last(&l->windows)->agency = nv_db_column(st, 0, l->arena);
    nv_vec_last(&l->windows)->window_ms = sqlite3_column_int64(st, 1);
    return 0;
}

static int row_count(struct nv_db *db, sqlite3_stmt *st, struct nv_ledger *l, struct nv_err *err)
{
    enum nv_delivery_state s;
    int rc = nv_row_state(db, nv_db_word(st, 0), &s, err);
    if (rc == 0)
        l->counts[s] = (uint64_t)sqlite3_column_int64(st, 1);
    return rc;
}

static int row_delivery(struct nv_db *db, sqlite3_stmt *st, struct nv_ledger *l, struct nv_err *err)
{
    struct nv_delivery d;
    struct nv_notice n;
    int rc = nv_row_delivery(db, st, l->arena, &d, &n, err);
    if (rc != 0)
        return rc;
    nv_vec_push(&l->deliveries, d);
    if (l->notices.n == 0 || nv_vec_last(&l->notices)->id != n.id) {
        rc = nv_rows_items(db, n.id, l->arena, &n.items, &n.n_items, err);
        nv_vec_push(&l->notices, n);
    }
    return rc;
}

static int fill(struct nv_db *db, struct nv_ledger *l, struct nv_err *err)
{
    static const struct {
        const char *sql;
        row_fn fn;
    } parts[] = {
        {"SELECT value, (SELECT ifnull(max(id), 0) + 1 FROM notice),"
         " (SELECT ifnull(max(id), 0) + 1 FROM delivery),"
         " (SELECT ifnull(max(id), 0) + 1 FROM fact),"
         " (SELECT ifnull(max(id), 0) + 1 FROM remark) FROM meta WHERE key = 'ledger'",
         row_meta},
        {"SELECT CAST(substr(key, 8) AS INTEGER), value FROM meta WHERE key LIKE 'series:%'"
         " ORDER BY 1",
         row_series},
        {"SELECT id, kind, occurrence, day, document, note, actor, at_ms, to_day, percent, undoes"
         " FROM fact ORDER BY id",
         row_fact},
        {"SELECT occurrence, agency, role, effective, rung_day, rung, chases FROM heard"
         " ORDER BY notice, occurrence, agency, role, effective",
         row_heard},
        {"SELECT agency, window_ms FROM heard_window ORDER BY agency", row_window},
        {"SELECT state, n FROM delivery_count", row_count},
        {"SELECT " NV_DELIVERY_COLUMNS " FROM delivery d JOIN notice n ON n.id = d.notice"
         " WHERE d.state <> 'sent' AND d.state = 'pending' ORDER BY d.notice, d.id",
         row_delivery},
        /* Those that were told long ago stay where they are. */
        {"SELECT r.id, r.kind, r.addressee, r.about, r.endpoint, r.text, r.notice, r.count,"
         " r.at_ms, i.notice IS NOT NULL FROM remark r"
         " LEFT JOIN item i ON i.occurrence = 'remark:' || r.id"
         " WHERE i.notice IS NULL OR EXISTS (SELECT 1 FROM delivery d"
         "  WHERE d.notice = i.notice AND d.state = 'pending')"
         " GROUP BY r.id ORDER BY r.id",
         row_remark},
        {"SELECT endpoint, flagged_ms FROM endpoint ORDER BY endpoint", row_flagged},
        {"SELECT scope, name, since, ended FROM term ORDER BY scope, name", row_term},
    };
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof parts / sizeof *parts; i++)
        rc = each(db, parts[i].sql, parts[i].fn, l, err);
    if (rc == 0 && !l->id[0])
        rc = nv_err_set(err, NV_ECORRUPT, "%s: không có mã sổ", db->path);
    return rc;
}

int nv_sqlite_restore(struct nv_db *db, struct nv_ledger **out, struct nv_err *err)
{
    struct nv_ledger *l = nv_ledger_new();
    int rc = recover(db, l, err);
    if (rc == 0)
        rc = fill(db, l, err);
    if (rc == 0)
        rc = begin_series(db, l, err);
    if (rc != 0) {
        nv_ledger_free(l);
        return rc;
    }
    *out = l;
    return 0;
}
