/* Opening a ledger so that a file which is damaged, newer or somebody else's is left exactly as it
 * was found. Knows files, pragmas and checks; nothing of the operations. */
#ifndef NV_STORE_SQLITE_OPEN_H
#define NV_STORE_SQLITE_OPEN_H

#include "model/ledger.h"

struct nv_db;
struct nv_err;

/* Opens "ledger.db" in `dir` (whose lock the caller holds; dir_fd is that directory), making it
 * first if there is none. A new ledger appears under its name only when it is whole. */
int nv_ledger_open(struct nv_db *db, int dir_fd, const char *dir, struct nv_err *err);

/* The error with which reading a ledger ended, `rc`: damage is told with what to do about it. */
int nv_ledger_explain(const struct nv_db *db, int rc, struct nv_err *err);

/* 16 random hex digits. */
int nv_ledger_draw(char id[NV_LEDGER_ID], struct nv_err *err);

#endif
