#include "calendar/due.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/due_list.h"

enum { VALUE = sizeof(((struct nv_deadline *)NULL)->value) };

/* Years that nv_day_* know, with room for a rule of the year before or after. */
enum { FIRST_YEAR = 1902, LAST_YEAR = 2197 };

/* What is strictly before a day moves onto it where the plan includes that day; "trước tháng 6"
 * names none. */
static struct nv_due due_of(const struct nv_deadline *d, bool before_included)
{
    struct nv_due due = {
        .kind = d->kind, .first_day = d->first_day, .last_day = d->last_day, .times = 1};
    struct nv_deadline when;
    int32_t day;
    if (d->value[0] == '<' && d->value[1] != '=' && d->kind <= NV_DL_YEAR) {
        due.before = !before_included;
        if (before_included && nv_day_parse_iso(d->value + 1, &day))
            due.first_day = due.last_day = day;
    }
    if (strncmp(d->value, "continuous:", 11) == 0 &&
        nv_deadline_parse(d->value + 11, 0, &when, NULL) == 0)
        due.first_day = when.first_day;
    return due;
}

/* Several events of one kind are waited for together, and a period told twice is one. What recurs
 * is added last, and its periods differ. */
static bool is_known(const struct nv_due_list *l, const struct nv_due *due)
{
    for (size_t i = 0; i < l->items.n; i++) {
        const struct nv_due *old = &l->items.v[i].due;
        if (l->items.v[i].recurring)
            return false;
        if (old->last_day == due->last_day && strcmp(old->name, due->name) == 0)
            return true;
    }
    return false;
}

void nv_due_list_add(struct nv_due_list *l, const struct nv_due_item *item)
{
    if (is_known(l, &item->due))
        return;
    nv_vec_push(&l->items, *item);
    nv_vec_last(&l->items)->order = l->items.n;
}

static void add_plain(struct nv_due_list *l, const struct nv_deadline *d, int32_t after)
{
    struct nv_due due = due_of(d, l->span.before_included);
    const char *name = d->value + strspn(d->value, "<="), *event = strstr(name, "..after:");
    if (due.last_day == NV_DAY_NONE && due.kind != NV_DL_OPEN_RANGE)
        nv_fmt(due.name, sizeof due.name, "%s", nv_deadline_kind_name(due.kind));
    else
        nv_fmt(due.name, sizeof due.name, "%.*s",
               event ? (int)(event - name) + 2 : (int)strlen(name), name);
    if (due.kind == NV_DL_CONTINUOUS && due.first_day == NV_DAY_NONE && after != NV_DAY_NONE)
        due.first_day = after + 1;
    nv_due_list_add(l,
                    &(struct nv_due_item){.due = due, .begin = due.first_day, .end = due.last_day});
}

static int32_t add_parts(struct nv_due_list *l, const char *s, const char *separators,
                         int32_t after);

/* Adds what a stage or element comes to, which the parser that wrote it reads; returns its last
 * day, behind which the next stage begins. */
static int32_t add_stage(struct nv_due_list *l, const char *stage, int32_t after)
{
    struct nv_deadline d;
    if (strncmp(stage, "then ", 5) == 0)
        stage += 5;
    if (nv_due_list_read_rules(l, stage) || nv_deadline_parse(stage, 0, &d, NULL) != 0)
        return NV_DAY_NONE;
    if (d.kind == NV_DL_LIST)
        return add_parts(l, stage, ",", after);
    add_plain(l, &d, after);
    return due_of(&d, l->span.before_included).last_day;
}

static int32_t add_parts(struct nv_due_list *l, const char *s, const char *separators,
                         int32_t after)
{
    for (size_t n; *s; s += strspn(s, separators)) {
        char part[VALUE];
        n = strcspn(s, separators);
        nv_fmt(part, sizeof part, "%.*s", (int)n, s);
        after = add_stage(l, part + strspn(part, " "), after);
        s += n;
    }
    return after;
}

static int compare_days(int32_t a, int32_t b)
{
    return (a > b) - (a < b);
}

/* By nominal day, undated last; of one day and one end the longest period first. */
static int compare(const void *a, const void *b)
{
    const struct nv_due_item *x = a, *y = b;
    if ((x->due.last_day == NV_DAY_NONE) != (y->due.last_day == NV_DAY_NONE))
        return x->due.last_day == NV_DAY_NONE ? 1 : -1;
    int c = compare_days(x->due.last_day, y->due.last_day);
    c = c ? c : compare_days(x->end, y->end);
    c = c ? c : compare_days(x->begin, y->begin);
    return c ? c : compare_days((int32_t)x->order, (int32_t)y->order);
}

/* Whether a longer period is kept among the first `n` that ends with this one and is due with it.
 */
static bool is_within_kept(const struct nv_due_list *l, size_t n, const struct nv_due_item *x)
{
    while (n--) {
        const struct nv_due_item *y = &l->items.v[n];
        if (y->due.last_day != x->due.last_day || y->end != x->end)
            return false;
        if (y->recurring && y->due.times == x->due.times)
            return true;
    }
    return false;
}

/* "Hằng quý, 6 tháng, năm": the fourth quarter's report is the year's. */
static void drop_shorter(struct nv_due_list *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->items.n; i++) {
        const struct nv_due_item *x = &l->items.v[i];
        if (x->recurring && x->due.last_day != NV_DAY_NONE && is_within_kept(l, n, x))
            continue;
        if (i != n)
            l->items.v[n] = *x;
        n++;
    }
    l->items.n = n;
}

static bool is_taken(const struct nv_due_list *l, size_t before, const char *name)
{
    for (size_t i = 0; i < before; i++)
        if (strcmp(l->items.v[i].due.name, name) == 0)
            return true;
    return false;
}

/* What no rule foresees, like a printed date within what recurs: the same period again, with
 * another day. It is numbered. */
static void tell_apart(struct nv_due_list *l)
{
    for (size_t i = 1; i < l->items.n; i++) {
        char name[NV_DUE_NAME];
        struct nv_due *due = &l->items.v[i].due;
        nv_fmt(name, sizeof name, "%s", due->name);
        for (int k = 2; is_taken(l, i, name); k++)
            nv_fmt(name, sizeof name, "%.18s+%d", due->name, k);
        memcpy(due->name, name, sizeof name);
    }
}

/* Whether another span could hold more: then a single due has its name as well. */
static bool has_periods(const struct nv_due_list *l)
{
    for (size_t i = 0; i < l->rules.n; i++)
        if (l->rules.v[i].cycle != NV_RULE_DAILY)
            return true;
    return false;
}

static struct nv_due_span usable(const struct nv_due_span *span)
{
    struct nv_due_span s = *span;
    int32_t first = nv_day_from_civil(FIRST_YEAR, 1, 1);
    int32_t last = nv_day_from_civil(LAST_YEAR, 12, 31);
    s.from = s.from < first ? first : s.from;
    s.until = s.until > last ? last : s.until;
    return s;
}

size_t nv_deadline_dues(const struct nv_deadline *d, const struct nv_due_span *span,
                        struct nv_due *out, size_t max)
{
    struct nv_due_list l = {.span = usable(span)};
    if (d->kind != NV_DL_LIST && d->kind != NV_DL_MIXED && d->kind != NV_DL_RECURRING) {
        if (max)
            out[0] = due_of(d, span->before_included);
        return 1;
    }
    add_parts(&l, d->value, ";", NV_DAY_NONE);
    nv_due_list_unfold(&l);
    if (l.items.n)
        qsort(l.items.v, l.items.n, sizeof *l.items.v, compare);
    drop_shorter(&l);
    tell_apart(&l);
    if (l.items.n == 1 && !has_periods(&l))
        l.items.v[0].due.name[0] = '\0';
    size_t n = l.items.n;
    for (size_t i = 0; i < n && i < max; i++)
        out[i] = l.items.v[i].due;
    nv_vec_free(&l.items);
    nv_vec_free(&l.rules);
    return n;
}
