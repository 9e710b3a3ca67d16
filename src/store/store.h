/* The durable queue: one table of operations, so that SQLite, memory and later PostgreSQL are the
 * same to the engine. Every call is synchronous and made by one thread at a time; the shell decides
 * on which. It decides nothing: states and times come from the engine.
 *
 * One contract test runs against every implementation. */
#ifndef NV_STORE_STORE_H
#define NV_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "model/fact.h"
#include "model/notice.h"

struct nv_arena;
struct nv_buf;
struct nv_err;
struct nv_ledger;
struct nv_txn;

/* One attempt as kept. */
struct nv_attempt {
    uint64_t delivery;
    int number;
    struct nv_verdict verdict; /* class is meaningless while ended_ms is 0: the answer was lost */
};

/* A delivery with its notice, items (those of the service with their remarks) and attempts, for
 * `show`, `queue list` and orders. The text of a
 * cancelled one is the reason; its attempts keep the peer's words. */
struct nv_record {
    struct nv_delivery delivery;
    struct nv_notice notice;
    const struct nv_attempt *attempts;
    uint32_t n_attempts;
};

/* What to list; zero/NULL fields do not restrict. */
struct nv_query {
    uint64_t notice, delivery;
    uint64_t before;        /* only deliveries with a smaller number: the next page */
    const char *occurrence; /* only notices with an item of this key */
    const char *agency;
    unsigned states; /* bit set of 1 << enum nv_delivery_state; 0 = all */
    uint32_t limit;  /* newest first; 0 = 1,000 */
};

struct nv_records {
    struct nv_arena *arena;
    NV_VEC(struct nv_record) list;
    NV_VEC(struct nv_fact) facts; /* of query.occurrence, oldest first */
    bool more;                    /* the limit cut the list */
};

struct nv_backup;
struct nv_store;

struct nv_store_ops {
    const char *name;
    /* Reads all that nv_ledger holds. Deliveries found claimed become pending again and are marked
     * maybe_duplicate, in one durable transaction. What was heard comes oldest first, so that
     * telling it again in that order ends in the same state. `*out` is the caller's. */
    int (*restore)(struct nv_store *s, struct nv_ledger **out, struct nv_err *err);
    /* All operations or none; durable when 0 is returned. -NV_ESTATE: an operation does not fit (a
     * claim of what is not pending, or whose number is not attempts + 1, or with bytes where there
     * are some; anything on an unknown delivery or notice). -NV_EEXIST: it is there already (a
     * second notice for one agency and window, the same item, the same fact). -NV_EINVAL: our own
     * bug (a missing name, a verdict that leaves "claimed"). -NV_EFULL: the disk is full,
     * -NV_EBUSY: the ledger's file is not in its place; nothing is changed, a later try may go.
     * -NV_EIO, -NV_ECORRUPT: a write or fsync failed, or damage was met; what is on the disk is
     * unknown, every further commit fails, the process must end. */
    int (*commit)(struct nv_store *s, const struct nv_txn *t, struct nv_err *err);
    /* The rendered bytes of a delivery, appended to `out`; -NV_ENOENT if it has none. */
    int (*message)(struct nv_store *s, uint64_t delivery, struct nv_buf *out, struct nv_err *err);
    int (*find)(struct nv_store *s, const struct nv_query *q, struct nv_records **out,
                struct nv_err *err);
    /* Begins a copy into the new file `path` (-NV_EPERM if it is there or cannot be made); see
     * nv_backup_step(). -NV_ESTATE where a store has no files. */
    int (*backup)(struct nv_store *s, const char *path, struct nv_backup **out, struct nv_err *err);
    /* Nothing is asked of it for a while: gives back what it only keeps to be fast. */
    void (*rest)(struct nv_store *s);
    void (*close)(struct nv_store *s);
};

/* Every implementation begins with this. */
struct nv_store {
    const struct nv_store_ops *ops;
};

/* The SQLite ledger in directory `dir` (file "ledger.db"; made if missing, mode 0600), under an
 * exclusive lock on the directory that lasts until close. The directory itself must be there
 * (-NV_ENOENT): a wrong path must not become an empty ledger. -NV_EBUSY if another process holds
 * it, -NV_ECORRUPT if the file is damaged or not ours (it is never emptied), -NV_EVERSION if a
 * newer program made it. The messages are Vietnamese, for administrators. */
int nv_store_open_sqlite(const char *dir, struct nv_store **out, struct nv_err *err);

/* The same in memory, with an id of zeros: for tests and previews. Countdown of commits until one
 * fails with -NV_EIO (as if the answer were "no"; 0 = never) lets tests plant faults. */
int nv_store_open_memory(struct nv_store **out);
void nv_store_memory_fail_in(struct nv_store *s, unsigned commits);

void nv_records_free(struct nv_records *r);

/* Copies some more: 1 while there is more to do, 0 when the copy is whole and on the disk, else an
 * error. Between two steps the store may be used; not during one. */
int nv_backup_step(struct nv_backup *b, struct nv_err *err);
/* Before the store is closed. A copy that is not whole is removed. */
void nv_backup_free(struct nv_backup *b);

#endif
