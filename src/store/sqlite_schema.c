#include "store/sqlite_schema.h"

#include "base/buf.h"
#include "base/err.h"
#include "store/sqlite_db.h"

static const char tables_1[] =
    "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"

    "CREATE TABLE notice ("
    " id INTEGER PRIMARY KEY,"
    " agency TEXT NOT NULL,"
    " day INTEGER NOT NULL,"
    " window_ms INTEGER NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " UNIQUE (agency, window_ms)) STRICT;"

    /* An undated occurrence has the effective day -2147483648, never NULL: NULLs are all different
       to UNIQUE, and the same line would be sent again and again. */
    "CREATE TABLE item ("
    " notice INTEGER NOT NULL REFERENCES notice (id),"
    " position INTEGER NOT NULL,"
    " occurrence TEXT NOT NULL,"
    " effective INTEGER NOT NULL,"
    " rung TEXT NOT NULL,"
    " agency TEXT NOT NULL,"
    " role TEXT NOT NULL,"
    " rung_day INTEGER NOT NULL,"
    " nominal INTEGER NOT NULL,"
    " section TEXT NOT NULL,"
    " chase INTEGER NOT NULL,"
    " named TEXT NOT NULL,"
    " predecessor TEXT,"
    " stand_in INTEGER NOT NULL CHECK (stand_in IN (0, 1)),"
    " PRIMARY KEY (notice, position),"
    " UNIQUE (occurrence, effective, rung, agency, role)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE delivery ("
    " id INTEGER PRIMARY KEY,"
    " notice INTEGER NOT NULL REFERENCES notice (id),"
    " endpoint TEXT NOT NULL,"
    " state TEXT NOT NULL"
    "  CHECK (state IN ('pending', 'claimed', 'sent', 'failed', 'cancelled')),"
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " maybe_duplicate INTEGER NOT NULL DEFAULT 0 CHECK (maybe_duplicate IN (0, 1)),"
    " created_ms INTEGER NOT NULL,"
    " next_ms INTEGER NOT NULL,"
    " closed_ms INTEGER,"
    " code INTEGER NOT NULL DEFAULT 0,"
    " text TEXT NOT NULL DEFAULT '',"
    " reason TEXT NOT NULL DEFAULT '',"
    " UNIQUE (notice, endpoint)) STRICT;"
    "CREATE INDEX delivery_unsent ON delivery (state, id) WHERE state <> 'sent';"

    "CREATE TABLE delivery_count (state TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL CHECK (n >= "
    "0)) STRICT, WITHOUT ROWID;"
    "INSERT INTO delivery_count VALUES"
    " ('pending', 0), ('claimed', 0), ('sent', 0), ('failed', 0), ('cancelled', 0);"

    /* Apart from its delivery, whose row changes with every attempt and would drag the bytes along.
     */
    "CREATE TABLE message ("
    " delivery INTEGER PRIMARY KEY REFERENCES delivery (id),"
    " bytes BLOB NOT NULL) STRICT;"

    "CREATE TABLE attempt ("
    " delivery INTEGER NOT NULL REFERENCES delivery (id),"
    " number INTEGER NOT NULL,"
    " started_ms INTEGER NOT NULL,"
    " ended_ms INTEGER NOT NULL DEFAULT 0,"
    " class TEXT,"
    " code INTEGER NOT NULL DEFAULT 0,"
    " text TEXT NOT NULL DEFAULT '',"
    " retry_after_s INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (delivery, number)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE fact ("
    " id INTEGER PRIMARY KEY,"
    " kind TEXT NOT NULL,"
    " occurrence TEXT NOT NULL,"
    " day INTEGER NOT NULL,"
    " document TEXT NOT NULL,"
    " note TEXT NOT NULL,"
    " actor TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL) STRICT;"
    "CREATE INDEX fact_occurrence ON fact (occurrence);"
    "CREATE TRIGGER fact_insert BEFORE INSERT ON fact"
    " WHEN EXISTS (SELECT 1 FROM fact WHERE id = new.id)"
    " BEGIN SELECT raise(ABORT, 'a fact is never replaced'); END;"
    "CREATE TRIGGER fact_update BEFORE UPDATE ON fact"
    " BEGIN SELECT raise(ABORT, 'a fact is never changed'); END;"
    "CREATE TRIGGER fact_delete BEFORE DELETE ON fact"
    " BEGIN SELECT raise(ABORT, 'a fact is never deleted'); END;"

    "CREATE TABLE heard ("
    " occurrence TEXT NOT NULL,"
    " agency TEXT NOT NULL,"
    " role TEXT NOT NULL,"
    " effective INTEGER NOT NULL,"
    " rung_day INTEGER NOT NULL,"
    " rung TEXT NOT NULL,"
    " chases INTEGER NOT NULL,"
    " notice INTEGER NOT NULL REFERENCES notice (id),"
    " PRIMARY KEY (occurrence, agency, role, effective)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE heard_window (agency TEXT NOT NULL PRIMARY KEY, window_ms INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;";

/* What facts say beyond done and reopened; 0 where the kind has no such thing. */
static const char facts_2[] = "ALTER TABLE fact ADD COLUMN to_day INTEGER NOT NULL DEFAULT 0;"
                              "ALTER TABLE fact ADD COLUMN percent INTEGER NOT NULL DEFAULT 0;"
                              "ALTER TABLE fact ADD COLUMN undoes INTEGER NOT NULL DEFAULT 0;";

/* What the service has to say to a plan's owner, and what is known of an address. A delivery may be
 * taken up again after its end: its lifetime then counts from `resumed_ms`. */
static const char remarks_3[] =
    "CREATE TABLE remark ("
    " id INTEGER PRIMARY KEY,"
    " kind TEXT NOT NULL,"
    " addressee TEXT NOT NULL,"
    " about TEXT NOT NULL,"
    " endpoint TEXT NOT NULL,"
    " text TEXT NOT NULL,"
    " notice INTEGER NOT NULL,"
    " count INTEGER NOT NULL CHECK (count > 0),"
    " at_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE endpoint ("
    " endpoint TEXT NOT NULL PRIMARY KEY,"
    " flagged_ms INTEGER NOT NULL,"
    " text TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "ALTER TABLE delivery ADD COLUMN resumed_ms INTEGER NOT NULL DEFAULT 0;";

/* Since when each rule of the configuration has been in force. Those that have ended stay, so that
 * a scope which was once known is never new again. */
static const char terms_4[] = "CREATE TABLE term ("
                              " scope TEXT NOT NULL,"
                              " name TEXT NOT NULL,"
                              " since INTEGER NOT NULL,"
                              " ended INTEGER NOT NULL CHECK (ended IN (0, 1)),"
                              " PRIMARY KEY (scope, name)) STRICT, WITHOUT ROWID;";

/* Step i makes version i + 1 out of version i. A released step never changes. */
static const char *const steps[] = {tables_1, facts_2, remarks_3, terms_4};

int nv_schema_newest(void)
{
    return (int)(sizeof steps / sizeof *steps);
}

int nv_schema_migrate(struct nv_db *db, struct nv_err *err)
{
    int64_t version;
    int rc = nv_db_int(db, "PRAGMA user_version", &version, err);
    if (rc != 0)
        return rc;
    if (version > nv_schema_newest() || version < 0)
        return nv_err_set(
            err, NV_EVERSION,
            "%s: do một phiên bản mới hơn của chương trình ghi (lược đồ %lld, chương "
            "trình này biết đến %d); hãy cài lại phiên bản mới hoặc khôi phục bản sao "
            "lưu cũ. Tệp được giữ nguyên.",
            db->path, (long long)version, nv_schema_newest());
    for (; version < nv_schema_newest(); version++) {
        char pragma[64];
        nv_fmt(pragma, sizeof pragma, "PRAGMA user_version = %lld", (long long)version + 1);
        rc = nv_db_begin(db, err);
        if (rc != 0)
            return rc;
        rc = nv_db_exec(db, steps[version], err);
        if (rc == 0)
            rc = nv_db_exec(db, pragma, err);
        if (rc == 0)
            rc = nv_db_commit(db, err);
        else
            nv_db_rollback(db);
        if (rc != 0)
            return rc;
    }
    return 0;
}

/* Whether the database has this object of the model, word for word. */
static int has(struct nv_db *db, sqlite3_stmt *want, struct nv_err *err)
{
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(db->sq,
                           "SELECT 1 FROM sqlite_schema WHERE type = ?1 AND name = ?2"
                           " AND tbl_name = ?3 AND sql IS ?4",
                           -1, &st, NULL) != SQLITE_OK)
        return nv_db_error(db, err, "lược đồ");
    for (int i = 0; i < 4; i++)
        sqlite3_bind_value(st, i + 1, sqlite3_column_value(want, i));
    int rc = 0, step = sqlite3_step(st);
    if (step == SQLITE_DONE)
        rc = nv_err_set(err, NV_ECORRUPT, "%s: lược đồ bị hỏng: %s", db->path, nv_db_word(want, 1));
    else if (step != SQLITE_ROW)
        rc = nv_db_error(db, err, "lược đồ");
    sqlite3_finalize(st);
    return rc;
}

int nv_schema_verify(struct nv_db *db, struct nv_err *err)
{
    struct nv_db model = {.path = db->path};
    sqlite3_stmt *want = NULL;
    int64_t version;
    int step, rc = nv_db_int(db, "PRAGMA user_version", &version, err);
    if (rc != 0 || version > nv_schema_newest())
        return rc; /* migrating says what is to be said */
    if (sqlite3_open(":memory:", &model.sq) != SQLITE_OK)
        rc = nv_db_error(&model, err, "lược đồ mẫu");
    for (int64_t i = 0; rc == 0 && i < version; i++)
        rc = nv_db_exec(&model, steps[i], err);
    if (rc == 0 &&
        sqlite3_prepare_v2(model.sq, "SELECT type, name, tbl_name, sql FROM sqlite_schema", -1,
                           &want, NULL) != SQLITE_OK)
        rc = nv_db_error(&model, err, "lược đồ mẫu");
    while (rc == 0 && (step = sqlite3_step(want)) != SQLITE_DONE)
        rc = step == SQLITE_ROW ? has(db, want, err) : nv_db_error(&model, err, "lược đồ mẫu");
    sqlite3_finalize(want);
    sqlite3_close(model.sq);
    return rc;
}
