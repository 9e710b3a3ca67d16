/* What must be true when the world has been good for long. */
#include <string.h>

#include "book_parts.h"
#include "calendar/day.h"

/* Days on which the daemon had a window between two days, both included. */
static int chances(const struct book *b, int32_t from, int32_t to, const bool *visited,
                   int32_t visited_from, int32_t today)
{
    int n = 0;
    for (int32_t d = from > visited_from ? from : visited_from; d <= to && d <= today; d++)
        n += visited[d - visited_from] && spec_works(b->spec, d);
    return n;
}

static bool heard(const struct book *b, const struct spec_task *t, int32_t effective, int agency,
                  bool after)
{
    for (size_t i = 0; i < b->items.n; i++) {
        const struct book_item *it = &b->items.v[i];
        int who = spec_find_agency(b->spec, it->agency);
        if (it->effective == effective && it->role == NV_ROLE_LEAD &&
            strcmp(it->occurrence, t->key) == 0 &&
            (agency < 0 || (who >= 0 && spec_same_mailbox(b->spec, who, agency))) &&
            (after ? it->chase > 0 : it->section != NV_SECTION_OVERDUE))
            return true;
    }
    return false;
}

/* Who must have been chased for a lead as it stands today: its successor, or the owner where there
 * is nobody; -1 if not even the owner can be written to. */
static int chased(const struct spec *s, int lead, int32_t today)
{
    int who = spec_stands_for(s, lead, today);
    if (who >= 0 && spec_reachable(s, who))
        return who;
    who = spec_stands_for(s, s->owner, today);
    return who >= 0 && spec_reachable(s, who) ? who : -1;
}

static void check_task(struct book *b, int at, int32_t today, const bool *visited,
                       int32_t visited_from)
{
    const struct spec_task *t = &b->spec->tasks[at];
    struct truth_state st = book_state(b, at);
    if (st.done || st.dropped || st.reported || st.nominal == NV_DAY_NONE)
        return;
    int32_t effective = spec_effective(b->spec, st.nominal);
    int32_t since = t->since > st.changed ? t->since : st.changed;
    /* A holiday that came or went beside it has moved its end. */
    for (int i = 0; i < b->spec->n_moved && i < SPEC_MOVES; i++)
        if (b->spec->moved[i].day >= st.nominal - 4 && b->spec->moved[i].day <= st.nominal + 4 &&
            b->spec->moved[i].since > since)
            since = b->spec->moved[i].since;
    /* Who has said that he knows, or that it rests, hears less until then. */
    since = st.held_until != NV_DAY_NONE && st.held_until > since ? st.held_until : since;
    since = st.ack_until != NV_DAY_NONE && st.ack_until > since ? st.ack_until : since;
    /* A later period, and a date that was moved, is announced by no assignment but by the rungs of
     * its own four weeks; where it was moved within them, the one a week ahead is left that every
     * ladder has. */
    int32_t announced = since + 4;
    int32_t rules = since > b->spec->ladder_since ? since : b->spec->ladder_since;
    bool usual = !b->spec->ladder && b->spec->ladder_since < st.nominal - 40;
    if (t->head >= 0 || st.nominal != t->nominal)
        announced = announced < st.nominal - 26 && usual ? st.nominal - 26
                    : rules < st.nominal - 11            ? st.nominal - 5
                                                         : st.nominal;
    /* The lead of open work has been reminded before the deadline (one day of a window would do,
     * but an agency's notice of that window may have been written already, and the clock may have
     * been set back over the day) … */
    if (chances(b, announced, st.nominal - 1, visited, visited_from, today) >= 4 &&
        !heard(b, t, effective, -1, false))
        book_violate(b, "%s was never announced before its deadline %d (since %d, today %d)",
                     t->key, effective, since, today);
    /* … and each of its leads of today is chased after it. */
    for (int i = 0; i < t->n[0]; i++) {
        int who = chased(b->spec, t->roles[0][i], today);
        if (who >= 0 && chances(b, effective + 3, today, visited, visited_from, today) >= 20 &&
            chances(b, rules + 4, today, visited, visited_from, today) >= 20 &&
            chances(b, b->spec->agencies[who].since + 4, today, visited, visited_from, today) >=
                20 &&
            !heard(b, t, effective, who, true))
            book_violate(b, "%s is never chased for %s", b->spec->agencies[who].id, t->key);
    }
}

static void check_deliveries(struct book *b)
{
    for (size_t i = 0; i < b->deliveries.n; i++) {
        const struct book_delivery *d = &b->deliveries.v[i];
        /* Every delivery that was durably pending has come to an end. */
        if (d->state == NV_DELIVERY_PENDING || d->state == NV_DELIVERY_CLAIMED)
            book_violate(b, "delivery %zu is still %s", i, nv_delivery_state_name(d->state));
        /* Nothing is called sent that has not arrived. */
        if (d->state == NV_DELIVERY_SENT && d->delivered == 0)
            book_violate(b, "delivery %zu is called sent but never arrived", i);
    }
}

/* What was to be told to who watches over the plans stands in a letter to them. */
static void check_remarks(struct book *b, int32_t today)
{
    enum { DAYS = 10 };
    for (size_t i = 0; i < b->remarks.n; i++)
        if (!b->remarks.v[i].told &&
            nv_time_day(b->remarks.v[i].at_ms, SPEC_ZONE_MIN) < today - DAYS)
            book_violate(b, "remark %llu (%s) was never told", (ull)b->remarks.v[i].id,
                         nv_remark_kind_name(b->remarks.v[i].kind));
}

void book_end(struct book *b, int32_t today, const bool *visited, int32_t visited_from)
{
    for (int i = 0; i < b->spec->n_tasks; i++)
        if (b->spec->tasks[i].present)
            check_task(b, i, today, visited, visited_from);
    check_deliveries(b);
    check_remarks(b, today);
}
