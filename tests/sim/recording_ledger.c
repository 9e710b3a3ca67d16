#include "recording_ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/ledger.h"
#include "store/store.h"

static bool copy_bytes(int in, int out)
{
    static char block[1 << 16];
    for (;;) {
        ssize_t n = read(in, block, sizeof block);
        if (n <= 0)
            return n == 0;
        if (write(out, block, (size_t)n) != n)
            return false;
    }
}

static bool copy_file(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
    if (in >= 0)
        out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = out >= 0 && copy_bytes(in, out);
    int error = errno;
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    errno = error;
    return good;
}

static struct nv_store *copy_into(const char *dir, const char *scratch, const char *name,
                                  char why[400])
{
    struct nv_buf from = NV_BUF_INIT, place = NV_BUF_INIT, to = NV_BUF_INIT;
    struct nv_store *store = NULL;
    struct nv_err err = {0};
    nv_buf_addf(&from, "%s/ledger.db", dir);
    nv_buf_addf(&place, "%s/%s", scratch, name);
    nv_buf_addf(&to, "%s/ledger.db", nv_buf_str(&place));
    if (mkdir(place.data, 0700) != 0 || !copy_file(from.data, to.data))
        snprintf(why, 400, "%s: %s", from.data, strerror(errno));
    else if (nv_store_open_sqlite(place.data, &store, &err) != 0)
        snprintf(why, 400, "%s: %.300s", from.data, err.text);
    nv_buf_free(&from);
    nv_buf_free(&place);
    nv_buf_free(&to);
    return store;
}

struct nv_store *ledger_copy(const char *dir, const char *scratch, char why[400])
{
    return copy_into(dir, scratch, "own", why);
}

static bool same_fact(const struct nv_fact *a, const struct nv_fact *b)
{
    return a->id == b->id && a->kind == b->kind && a->day == b->day && a->at_ms == b->at_ms &&
           strcmp(a->subject, b->subject) == 0;
}

static uint64_t all(const struct nv_ledger *l)
{
    uint64_t n = 0;
    for (size_t i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
        n += l->counts[i];
    return n;
}

/* The first thing that `b` has not kept of `a`; NULL if all is there. */
static const char *lacks(const struct nv_ledger *a, const struct nv_ledger *b)
{
    if (strcmp(a->id, b->id) != 0)
        return "it is another ledger than the one before";
    if (b->next_notice < a->next_notice)
        return "notices of the run before are missing";
    if (b->next_delivery < a->next_delivery || all(b) < all(a))
        return "deliveries of the run before are missing";
    if (b->next_remark < a->next_remark)
        return "remarks of the run before are missing";
    if (b->heard.n < a->heard.n)
        return "what agencies heard in the run before is missing";
    for (size_t i = 0; i < a->facts.n; i++)
        if (i >= b->facts.n || !same_fact(&a->facts.v[i], &b->facts.v[i]))
            return "facts of the run before are missing, or others";
    return NULL;
}

int ledger_continues(struct nv_store *store, const char *next, const char *scratch, char why[400])
{
    struct nv_ledger *a = NULL, *b = NULL;
    struct nv_err err = {0};
    struct nv_store *other = copy_into(next, scratch, "next", why);
    if (!other)
        return 1;
    int rc = store->ops->restore(store, &a, &err);
    if (rc == 0)
        rc = other->ops->restore(other, &b, &err);
    const char *what = rc == 0 ? lacks(a, b) : err.text;
    if (what)
        snprintf(why, 400, "its ledger does not continue the one before: %.300s", what);
    nv_ledger_free(a);
    nv_ledger_free(b);
    other->ops->close(other);
    return what != NULL;
}
