/* The tables of the ledger and how an older ledger becomes today's. */
#ifndef NV_STORE_SQLITE_SCHEMA_H
#define NV_STORE_SQLITE_SCHEMA_H

#include <stdint.h>

struct nv_db;
struct nv_err;

/* PRAGMA application_id of a ledger: "nhcv". */
enum { NV_LEDGER_APPLICATION = 0x6E686376 };

/* The newest schema that this program knows (PRAGMA user_version). */
int nv_schema_newest(void);

/* Brings the open database from its user_version to the newest, one transaction a step: a crash
 * leaves the old or the new version of a step. -NV_EVERSION if it is newer than this program. */
int nv_schema_migrate(struct nv_db *db, struct nv_err *err);

/* -NV_ECORRUPT unless every table, index and trigger of the database's own version is there, to the
 * letter. What somebody added is left alone. Writes nothing. */
int nv_schema_verify(struct nv_db *db, struct nv_err *err);

#endif
