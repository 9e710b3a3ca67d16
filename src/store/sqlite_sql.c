#include "store/sqlite_sql.h"

static const char *const texts[NV_SQL_COUNT] = {
    [NV_SQL_BEGIN] = "BEGIN IMMEDIATE",
    [NV_SQL_COMMIT] = "COMMIT",
    [NV_SQL_NOTICE] = "INSERT INTO notice (id, agency, day, window_ms, created_ms)"
                      " VALUES (?1, ?2, ?3, ?4, ?5)",
    [NV_SQL_ITEM] = "INSERT INTO item (notice, position, occurrence, effective, rung, agency, role,"
                    " rung_day, nominal, section, chase, named, predecessor, stand_in)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    /* A rung that was reached earlier is no news. Each deadline that an occurrence has had keeps
     * its row: one that moves and moves back finds what was heard of it before. */
    [NV_SQL_HEARD] =
        "INSERT INTO heard (occurrence, agency, role, effective, rung_day, rung, chases, notice)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
        " ON CONFLICT (occurrence, agency, role, effective) DO UPDATE SET"
        " chases = max(chases, excluded.chases), rung_day = excluded.rung_day,"
        " rung = excluded.rung, notice = excluded.notice"
        " WHERE excluded.rung_day >= rung_day",
    [NV_SQL_HEARD_WINDOW] = "INSERT INTO heard_window (agency, window_ms) VALUES (?1, ?2)"
                            " ON CONFLICT (agency) DO UPDATE SET window_ms = excluded.window_ms"
                            " WHERE excluded.window_ms > window_ms",
    [NV_SQL_DELIVERY] = "INSERT INTO delivery (id, notice, endpoint, state, created_ms, next_ms)"
                        " VALUES (?1, ?2, ?3, 'pending', ?4, ?5)",
    [NV_SQL_DELIVERY_STATE] = "SELECT state, attempts FROM delivery WHERE id = ?1",
    [NV_SQL_CLAIM] = "UPDATE delivery SET state = 'claimed', attempts = ?2"
                     " WHERE id = ?1 AND state = 'pending' AND attempts = ?2 - 1",
    [NV_SQL_CLAIM_ATTEMPT] =
        "INSERT INTO attempt (delivery, number, started_ms) VALUES (?1, ?2, ?3)",
    [NV_SQL_CLAIM_MESSAGE] = "INSERT INTO message (delivery, bytes) VALUES (?1, ?2)",
    [NV_SQL_VERDICT] =
        "UPDATE delivery SET state = ?2, next_ms = ?3, code = ?4, text = ?5, closed_ms = ?6"
        " WHERE id = ?1 AND state = 'claimed'",
    [NV_SQL_VERDICT_ATTEMPT] =
        "UPDATE attempt SET started_ms = ifnull(?2, started_ms), ended_ms = ?3, class = ?4,"
        " code = ?5, text = ?6, retry_after_s = ?7"
        " WHERE delivery = ?1 AND number = (SELECT attempts FROM delivery WHERE id = ?1)",
    [NV_SQL_CANCEL] = "UPDATE delivery SET state = 'cancelled', reason = ?2, closed_ms = ?3"
                      " WHERE id = ?1 AND state = 'pending'",
    [NV_SQL_FACT] = "INSERT INTO fact (id, kind, occurrence, day, document, note, actor, at_ms,"
                    " to_day, percent, undoes)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [NV_SQL_RESUME] = "UPDATE delivery SET state = 'pending', next_ms = ?2,"
                      " resumed_ms = CASE state WHEN 'pending' THEN resumed_ms ELSE ?2 END,"
                      " closed_ms = NULL, reason = ''"
                      " WHERE id = ?1 AND state IN ('failed', 'cancelled', 'pending')",
    [NV_SQL_BOUNCE] = "UPDATE delivery SET state = 'failed', code = ?2, text = ?3, closed_ms = ?4"
                      " WHERE id = ?1 AND state = 'sent'",
    [NV_SQL_FLAG] = "INSERT INTO endpoint (endpoint, flagged_ms, text) VALUES (?1, ?2, ?3)"
                    " ON CONFLICT (endpoint) DO UPDATE SET flagged_ms = excluded.flagged_ms,"
                    " text = excluded.text",
    [NV_SQL_UNFLAG] = "DELETE FROM endpoint WHERE endpoint = ?1",
    [NV_SQL_TERM] = "INSERT INTO term (scope, name, since, ended) VALUES (?1, ?2, ?3, ?4)"
                    " ON CONFLICT (scope, name) DO UPDATE SET since = excluded.since,"
                    " ended = excluded.ended",
    [NV_SQL_REMARK] = "INSERT INTO remark (id, kind, addressee, about, endpoint, text, notice,"
                      " count, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                      " ON CONFLICT (id) DO UPDATE SET text = excluded.text,"
                      " notice = excluded.notice, count = excluded.count, at_ms = excluded.at_ms"
                      " WHERE kind = excluded.kind AND addressee = excluded.addressee"
                      " AND about = excluded.about AND endpoint = excluded.endpoint"
                      " AND count < excluded.count",
    [NV_SQL_COUNT_ADD] = "UPDATE delivery_count SET n = n + ?2 WHERE state = ?1",
    [NV_SQL_SERIES] = "INSERT INTO meta (key, value) VALUES ('series:' || ?1, ?2)",
    [NV_SQL_SERIES_LOST] = "DELETE FROM meta WHERE key LIKE 'series:%'"
                           " AND CAST(substr(key, 8) AS INTEGER) >= ?1",
    /* The term on 'sent' is that of the partial index: without it the whole history is read. */
    [NV_SQL_RECOVER] = "UPDATE delivery SET state = 'pending', maybe_duplicate = 1"
                       " WHERE state <> 'sent' AND state = 'claimed'",
    [NV_SQL_GET_MESSAGE] = "SELECT bytes FROM message WHERE delivery = ?1",
    [NV_SQL_GET_ITEMS] = "SELECT occurrence, role, section, rung, rung_day, nominal, effective,"
                         " chase, named, predecessor, stand_in"
                         " FROM item WHERE notice = ?1 ORDER BY position",
    [NV_SQL_GET_ATTEMPTS] = "SELECT number, started_ms, ended_ms, class, code, text, retry_after_s"
                            " FROM attempt WHERE delivery = ?1 ORDER BY number",
    [NV_SQL_GET_FACTS_OF] = "SELECT id, kind, occurrence, day, document, note, actor, at_ms,"
                            " to_day, percent, undoes"
                            " FROM fact WHERE occurrence = ?1 ORDER BY id",
    [NV_SQL_GET_REMARK] = "SELECT id, kind, addressee, about, endpoint, text, notice, count, at_ms,"
                          " 1 FROM remark WHERE id = ?1",
};

const char *nv_sql_text(enum nv_sql which)
{
    return texts[which];
}
