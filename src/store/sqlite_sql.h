/* Every statement that the ledger prepares once and keeps; their numbers and their text.
 *
 * Names are kept as words ("lead", "pending") and not as numbers, so that a person can read the
 * ledger with any SQLite tool and that a new word never changes the meaning of an old row. */
#ifndef NV_STORE_SQLITE_SQL_H
#define NV_STORE_SQLITE_SQL_H

enum nv_sql {
    NV_SQL_BEGIN,
    NV_SQL_COMMIT,
    NV_SQL_NOTICE,
    NV_SQL_ITEM,
    NV_SQL_HEARD,
    NV_SQL_HEARD_WINDOW,
    NV_SQL_DELIVERY,
    NV_SQL_DELIVERY_STATE,
    NV_SQL_CLAIM,
    NV_SQL_CLAIM_ATTEMPT,
    NV_SQL_CLAIM_MESSAGE,
    NV_SQL_VERDICT,
    NV_SQL_VERDICT_ATTEMPT,
    NV_SQL_CANCEL,
    NV_SQL_FACT,
    NV_SQL_RESUME,
    NV_SQL_BOUNCE,
    NV_SQL_FLAG,
    NV_SQL_UNFLAG,
    NV_SQL_REMARK,
    NV_SQL_TERM,
    NV_SQL_COUNT_ADD,
    NV_SQL_SERIES,
    NV_SQL_SERIES_LOST,
    NV_SQL_RECOVER,
    NV_SQL_GET_MESSAGE,
    NV_SQL_GET_ITEMS,
    NV_SQL_GET_ATTEMPTS,
    NV_SQL_GET_FACTS_OF,
    NV_SQL_GET_REMARK,
    NV_SQL_COUNT
};

const char *nv_sql_text(enum nv_sql which);

#endif
