/* The listing behind `show` and `queue list`. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/remark.h"
#include "store/records.h"
#include "store/sqlite_ops.h"

/* The restrictions become fixed text with numbered parameters; nothing of the query is pasted in.
 */
static void compose(const struct nv_query *q, struct nv_buf *sql)
{
    nv_buf_adds(sql, "SELECT " NV_DELIVERY_COLUMNS
                     " FROM delivery d JOIN notice n ON n.id = d.notice WHERE 1");
    if (q->notice)
        nv_buf_adds(sql, " AND d.notice = ?1");
    if (q->delivery)
        nv_buf_adds(sql, " AND d.id = ?2");
    if (q->before)
        nv_buf_adds(sql, " AND d.id < ?6");
    if (q->occurrence)
        nv_buf_adds(sql, " AND d.notice IN (SELECT notice FROM item WHERE occurrence = ?3)");
    if (q->agency)
        nv_buf_adds(sql, " AND n.agency = ?4");
    if (q->states) {
        const char *glue = "";
        if (!nv_query_wants_state(q, NV_DELIVERY_SENT)) /* lets the partial index serve */
            nv_buf_adds(sql, " AND d.state <> 'sent'");
        nv_buf_adds(sql, " AND d.state IN (");
        for (unsigned s = 0; s < NV_DELIVERY_STATE_COUNT; s++)
            if (nv_query_wants_state(q, (enum nv_delivery_state)s)) {
                nv_buf_addf(sql, "%s'%s'", glue, nv_delivery_state_name((enum nv_delivery_state)s));
                glue = ", ";
            }
        nv_buf_adds(sql, ")");
    }
    nv_buf_adds(sql, " ORDER BY d.id DESC LIMIT ?5");
}

/* What the service said in it. */
static int bring_remarks(struct nv_db *db, const struct nv_notice *n, struct nv_arena *a,
                         struct nv_err *err)
{
    struct nv_item *items = (struct nv_item *)(uintptr_t)n->items;
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_GET_REMARK);
    int rc = st ? 0 : nv_db_error(db, err, "prepare");
    for (uint32_t i = 0; rc == 0 && i < n->n_items; i++) {
        uint64_t id = nv_remark_named(items[i].occurrence);
        if (!id)
            continue;
        sqlite3_bind_int64(st, 1, (sqlite3_int64)id);
        int step = sqlite3_step(st);
        struct nv_remark *r = nv_arena_alloc(a, sizeof *r);
        if (step == SQLITE_ROW)
            rc = nv_row_remark(db, st, a, r, err);
        else if (step != SQLITE_DONE)
            rc = nv_db_error(db, err, "đọc remark");
        items[i].remark = step == SQLITE_ROW ? r : NULL;
        sqlite3_reset(st);
    }
    return rc;
}

static int fill_record(struct nv_db *db, sqlite3_stmt *st, struct nv_records *r, struct nv_err *err)
{
    const struct nv_record *before = r->list.n ? nv_vec_last(&r->list) : NULL;
    struct nv_record rec = {0};
    int rc = nv_row_delivery(db, st, r->arena, &rec.delivery, &rec.notice, err);
    if (rc != 0)
        return rc;
    if (before && before->notice.id == rec.notice.id)
        rec.notice = before->notice;
    else
        rc =
            nv_rows_items(db, rec.notice.id, r->arena, &rec.notice.items, &rec.notice.n_items, err);
    if (rc == 0 && !(before && before->notice.id == rec.notice.id))
        rc = bring_remarks(db, &rec.notice, r->arena, err);
    if (rc == 0)
        rc = nv_rows_attempts(db, rec.delivery.id, r->arena, &rec.attempts, &rec.n_attempts, err);
    nv_vec_push(&r->list, rec);
    return rc;
}

static int find_records(struct nv_db *db, const struct nv_query *q, struct nv_records *r,
                        struct nv_err *err)
{
    uint32_t limit = q->limit ? q->limit : NV_FIND_LIMIT;
    struct nv_buf sql = NV_BUF_INIT;
    sqlite3_stmt *st;
    int rc = 0, step;
    compose(q, &sql);
    if (sqlite3_prepare_v2(db->sq, sql.data, -1, &st, NULL) != SQLITE_OK) {
        rc = nv_db_error(db, err, "tìm");
        goto free_sql;
    }
    sqlite3_bind_int64(st, 1, (sqlite3_int64)q->notice);
    sqlite3_bind_int64(st, 2, (sqlite3_int64)q->delivery);
    sqlite3_bind_text(st, 3, q->occurrence, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 4, q->agency, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 5, (sqlite3_int64)limit + 1);
    sqlite3_bind_int64(st, 6, (sqlite3_int64)q->before);
    while (rc == 0 && (step = sqlite3_step(st)) != SQLITE_DONE) {
        if (step != SQLITE_ROW)
            rc = nv_db_error(db, err, "tìm");
        else if (r->list.n == limit) {
            r->more = true;
            break;
        } else
            rc = fill_record(db, st, r, err);
    }
    sqlite3_finalize(st);
free_sql:
    nv_buf_free(&sql);
    return rc;
}

static int find_facts(struct nv_db *db, const char *occurrence, struct nv_records *r,
                      struct nv_err *err)
{
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_GET_FACTS_OF);
    int rc = 0, step;
    if (!st)
        return nv_db_error(db, err, "prepare");
    sqlite3_bind_text(st, 1, occurrence, -1, SQLITE_STATIC);
    while (rc == 0 && (step = sqlite3_step(st)) != SQLITE_DONE) {
        if (step != SQLITE_ROW) {
            rc = nv_db_error(db, err, "đọc fact");
            break;
        }
        nv_vec_push_zero(&r->facts);
        rc = nv_row_fact(db, st, r->arena, nv_vec_last(&r->facts), err);
    }
    sqlite3_reset(st);
    return rc;
}

int nv_sqlite_find(struct nv_db *db, const struct nv_query *q, struct nv_records **out,
                   struct nv_err *err)
{
    struct nv_records *r = nv_records_new();
    int rc = find_records(db, q, r, err);
    if (rc == 0 && q->occurrence)
        rc = find_facts(db, q->occurrence, r, err);
    if (rc != 0) {
        nv_records_free(r);
        return rc;
    }
    *out = r;
    return 0;
}
