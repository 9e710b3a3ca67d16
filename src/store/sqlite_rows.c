/* Rows of the ledger into the model's values. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/vec.h"
#include "model/fact.h"
#include "model/notice.h"
#include "model/remark.h"
#include "store/sqlite_ops.h"
#include "store/store.h"

static int unknown(struct nv_db *db, const char *what, const char *word, struct nv_err *err)
{
    return nv_err_set(err, NV_ECORRUPT, "%s: %s lạ \"%s\"", db->path, what, word ? word : "");
}

int nv_row_state(struct nv_db *db, const char *word, enum nv_delivery_state *s, struct nv_err *err)
{
    for (unsigned i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
        if (strcmp(nv_delivery_state_name((enum nv_delivery_state)i), word) == 0) {
            *s = (enum nv_delivery_state)i;
            return 0;
        }
    return unknown(db, "trạng thái", word, err);
}

int nv_row_fact(struct nv_db *db, sqlite3_stmt *st, struct nv_arena *a, struct nv_fact *f,
                struct nv_err *err)
{
    *f = (struct nv_fact){
        .id = (uint64_t)sqlite3_column_int64(st, 0),
        .kind = nv_fact_kind_find(nv_db_word(st, 1)),
        .subject = nv_db_column(st, 2, a),
        .day = sqlite3_column_int(st, 3),
        .document = nv_db_column(st, 4, a),
        .note = nv_db_column(st, 5, a),
        .actor = nv_db_column(st, 6, a),
        .at_ms = sqlite3_column_int64(st, 7),
        .to = sqlite3_column_int(st, 8),
        .percent = sqlite3_column_int(st, 9),
        .undoes = (uint64_t)sqlite3_column_int64(st, 10),
    };
    return f->kind == NV_FACT_COUNT ? unknown(db, "loại ghi nhận", nv_db_word(st, 1), err) : 0;
}

int nv_row_delivery(struct nv_db *db, sqlite3_stmt *st, struct nv_arena *a, struct nv_delivery *d,
                    struct nv_notice *n, struct nv_err *err)
{
    *d = (struct nv_delivery){
        .id = (uint64_t)sqlite3_column_int64(st, 0),
        .notice = (uint64_t)sqlite3_column_int64(st, 1),
        .agency = nv_db_column(st, 2, a),
        .endpoint = nv_db_column(st, 3, a),
        .attempts = sqlite3_column_int(st, 5),
        .maybe_duplicate = sqlite3_column_int(st, 6) != 0,
        .created_ms = sqlite3_column_int64(st, 7),
        .next_ms = sqlite3_column_int64(st, 8),
        .code = sqlite3_column_int(st, 9),
        .text = nv_db_column(st, 10, a),
        .rendered = sqlite3_column_int(st, 11) != 0,
        .resumed_ms = sqlite3_column_int64(st, 15),
        .unknown = sqlite3_column_int(st, 16),
        .idle = sqlite3_column_int(st, 17),
    };
    *n = (struct nv_notice){
        .id = d->notice,
        .agency = d->agency,
        .day = sqlite3_column_int(st, 12),
        .window_ms = sqlite3_column_int64(st, 13),
        .created_ms = sqlite3_column_int64(st, 14),
    };
    return nv_row_state(db, nv_db_word(st, 4), &d->state, err);
}

static int row_item(struct nv_db *db, sqlite3_stmt *st, struct nv_arena *a, struct nv_item *it,
                    struct nv_err *err)
{
    *it = (struct nv_item){
        .occurrence = nv_db_column(st, 0, a),
        .role = nv_role_find(nv_db_word(st, 1)),
        .section = nv_section_find(nv_db_word(st, 2)),
        .rung_day = sqlite3_column_int(st, 4),
        .nominal = sqlite3_column_int(st, 5),
        .effective = sqlite3_column_int(st, 6),
        .chase = sqlite3_column_int(st, 7),
        .named = nv_db_column(st, 8, a),
        .predecessor = nv_db_column(st, 9, a),
        .stand_in = sqlite3_column_int(st, 10) != 0,
    };
    nv_fmt(it->rung, sizeof it->rung, "%s", nv_db_word(st, 3));
    if (it->role == NV_ROLE_COUNT)
        return unknown(db, "vai trò", nv_db_word(st, 1), err);
    if (it->section == NV_SECTION_COUNT)
        return unknown(db, "mục", nv_db_word(st, 2), err);
    return 0;
}

int nv_row_remark(struct nv_db *db, sqlite3_stmt *st, struct nv_arena *a, struct nv_remark *r,
                  struct nv_err *err)
{
    *r = (struct nv_remark){
        .id = (uint64_t)sqlite3_column_int64(st, 0),
        .kind = nv_remark_kind_find(nv_db_word(st, 1)),
        .addressee = nv_db_column(st, 2, a),
        .about = nv_db_column(st, 3, a),
        .endpoint = nv_db_column(st, 4, a),
        .text = nv_db_column(st, 5, a),
        .notice = (uint64_t)sqlite3_column_int64(st, 6),
        .count = sqlite3_column_int(st, 7),
        .at_ms = sqlite3_column_int64(st, 8),
        .told = sqlite3_column_int(st, 9) != 0,
    };
    return r->kind == NV_REMARK_COUNT ? unknown(db, "loại thông báo", nv_db_word(st, 1), err) : 0;
}

int nv_rows_items(struct nv_db *db, uint64_t notice, struct nv_arena *a,
                  const struct nv_item **items, uint32_t *n, struct nv_err *err)
{
    NV_VEC(struct nv_item) list = {0};
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_GET_ITEMS);
    int rc = 0, step;
    if (!st)
        return nv_db_error(db, err, "prepare");
    sqlite3_bind_int64(st, 1, (sqlite3_int64)notice);
    while (rc == 0 && (step = sqlite3_step(st)) != SQLITE_DONE) {
        if (step != SQLITE_ROW) {
            rc = nv_db_error(db, err, "đọc item");
            break;
        }
        nv_vec_push_zero(&list);
        rc = row_item(db, st, a, nv_vec_last(&list), err);
    }
    sqlite3_reset(st);
    *items = list.n ? nv_arena_memdup(a, list.v, list.n * sizeof *list.v) : NULL;
    *n = (uint32_t)list.n;
    nv_vec_free(&list);
    return rc;
}

static int row_attempt(struct nv_db *db, sqlite3_stmt *st, struct nv_attempt *at,
                       struct nv_err *err)
{
    at->number = sqlite3_column_int(st, 0);
    at->verdict.started_ms = sqlite3_column_int64(st, 1);
    at->verdict.ended_ms = sqlite3_column_int64(st, 2);
    at->verdict.code = sqlite3_column_int(st, 4);
    at->verdict.retry_after_s = sqlite3_column_int(st, 6);
    nv_fmt(at->verdict.text, sizeof at->verdict.text, "%s", nv_db_word(st, 5));
    if (sqlite3_column_type(st, 3) == SQLITE_NULL)
        return 0;
    for (unsigned c = NV_SENT; c < NV_CLASS_COUNT; c++)
        if (strcmp(nv_class_name((enum nv_class)c), nv_db_word(st, 3)) == 0) {
            at->verdict.class = (enum nv_class)c;
            return 0;
        }
    return unknown(db, "kết quả", nv_db_word(st, 3), err);
}

int nv_rows_attempts(struct nv_db *db, uint64_t delivery, struct nv_arena *a,
                     const struct nv_attempt **attempts, uint32_t *n, struct nv_err *err)
{
    NV_VEC(struct nv_attempt) list = {0};
    sqlite3_stmt *st = nv_db_stmt(db, NV_SQL_GET_ATTEMPTS);
    int rc = 0, step;
    if (!st)
        return nv_db_error(db, err, "prepare");
    sqlite3_bind_int64(st, 1, (sqlite3_int64)delivery);
    while (rc == 0 && (step = sqlite3_step(st)) != SQLITE_DONE) {
        if (step != SQLITE_ROW) {
            rc = nv_db_error(db, err, "đọc attempt");
            break;
        }
        nv_vec_push_zero(&list);
        nv_vec_last(&list)->delivery = nv_vec_last(&list)->verdict.delivery = delivery;
        rc = row_attempt(db, st, nv_vec_last(&list), err);
    }
    sqlite3_reset(st);
    *attempts = list.n ? nv_arena_memdup(a, list.v, list.n * sizeof *list.v) : NULL;
    *n = (uint32_t)list.n;
    nv_vec_free(&list);
    return rc;
}
