/* More notices at once than a person would expect wait for one. */
#include <string.h>

#include "book_parts.h"
#include "model/txn.h"

enum { DAY_MS = 86400000 };

/* Notices about work: what the service says of itself, and tests, always go. */
static uint32_t about_work(const struct nv_txn *t)
{
    uint32_t n = 0;
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_notice *notice = &t->ops.v[i].notice;
        uint32_t k = 0;
        if (t->ops.v[i].kind != NV_OP_NOTICE || notice->window_ms < 0)
            continue;
        while (k < notice->n_items && notice->items[k].section == NV_SECTION_SERVICE)
            k++;
        n += k < notice->n_items;
    }
    return n;
}

static int most(const struct book_brake *k, int64_t ahead_ms)
{
    return ahead_ms > DAY_MS ? k->jump : k->notices;
}

static bool exceeds(uint32_t n, int limit)
{
    return limit && n > (uint32_t)limit;
}

void book_limits(struct book *b, int notices, int jump)
{
    b->brake.notices = notices;
    b->brake.jump = jump;
}

/* Without a person's word no more than so many go out. */
void book_brake_asked(struct book *b, const struct nv_txn *t)
{
    struct book_brake *k = &b->brake;
    uint32_t n = about_work(t);
    k->asked_ms = k->ahead_ms;
    k->asked_since_ms = k->since_ms;
    if (b->spec && exceeds(n, most(k, k->ahead_ms)) && exceeds(n, most(k, k->since_ms)) &&
        !k->released)
        book_violate(b, "%u notices go out at once, and nobody has let them go", n);
}

static bool writes_notices(const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++)
        if (t->ops.v[i].kind == NV_OP_NOTICE && t->ops.v[i].notice.window_ms >= 0)
            return true;
    return false;
}

/* What a person has let go stays so until it has gone. */
static void keep_release(struct book *b, const struct nv_txn *t, bool ended)
{
    struct book_brake *k = &b->brake;
    if (b->spec && ended && k->stored_release && !writes_notices(t))
        book_violate(b, "transaction %llu takes back what a person has let go", (ull)t->id);
    k->stored_release = !ended;
    k->released = k->released && !ended;
}

void book_brake_durable(struct book *b, const struct nv_txn *t)
{
    struct book_brake *k = &b->brake;
    bool plan = about_work(t) > 0, whole = plan && !k->sliced;
    k->went = writes_notices(t);
    k->released = k->released && !whole;
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_term *term = &t->ops.v[i].term;
        if (t->ops.v[i].kind != NV_OP_TERM || strcmp(term->scope, "brake") != 0)
            continue;
        if (strcmp(term->name, "released") == 0) {
            keep_release(b, t, term->ended);
            continue;
        }
        /* With the last part of a plan; where the clock is set back it is no more far ahead. */
        whole |= term->ended && k->asked_ms > DAY_MS;
        k->stored_ms = term->ended ? 0 : term->since * (int64_t)DAY_MS + DAY_MS / 2;
    }
    if (plan)
        k->since_ms -= k->asked_since_ms;
    if (whole)
        k->ahead_ms -= k->asked_ms;
}

void book_held(struct book *b, uint32_t held, bool asleep_in_window)
{
    struct book_brake *k = &b->brake;
    if (held && !k->held)
        k->told = false;
    k->held = held;
    if (!asleep_in_window || !b->spec)
        return;
    if (!held) {
        k->ahead_ms = k->since_ms; /* the plan of this window is at its end */
        return;
    }
    /* Nothing is held back without need, nor after a person has let it go; and who watches over the
     * plans is told. */
    if (!exceeds(held, most(k, k->ahead_ms)) && !exceeds(held, most(k, k->since_ms)))
        book_violate(b, "%u notices are held back, and so many are allowed", held);
    if (k->released)
        book_violate(b, "%u notices are held back after they were let go", held);
    if (!k->told)
        book_violate(b, "%u notices are held back and nobody is told", held);
}
