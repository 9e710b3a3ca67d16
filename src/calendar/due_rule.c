/* What recurs, unfolded over a span of days. */
#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/due_list.h"
#include "calendar/rule.h"

static bool is_there(const struct nv_due_list *l, const struct nv_rule *r)
{
    for (size_t i = 0; i < l->rules.n; i++)
        if (nv_rule_equal(&l->rules.v[i], r))
            return true;
    return false;
}

bool nv_due_list_read_rules(struct nv_due_list *l, const char *text)
{
    size_t known = l->rules.n, n;
    for (const char *s = text;; s += n + 1) {
        struct nv_rule rule;
        n = strcspn(s, ",");
        if (!nv_rule_read(s, n, &rule)) {
            l->rules.n = known;
            return false;
        }
        if (!is_there(l, &rule))
            nv_vec_push(&l->rules, rule);
        if (!s[n])
            return true;
    }
}

/* Whether another of the rules has periods of the same names: then each is named by its day, in
 * any span. */
static bool shares_periods(const struct nv_due_list *l, const struct nv_rule *r)
{
    for (size_t i = 0; i < l->rules.n; i++)
        if (&l->rules.v[i] != r && nv_rule_share_periods(r, &l->rules.v[i]))
            return true;
    return false;
}

static void add(struct nv_due_list *l, struct nv_due_item *item)
{
    item->recurring = true;
    item->due.kind = NV_DL_RECURRING;
    item->due.first_day = item->begin;
    if (item->due.last_day < item->begin)
        item->due.first_day = item->due.last_day;
    nv_due_list_add(l, item);
}

static void unfold_weeks(struct nv_due_list *l, const struct nv_rule *r, bool by_day)
{
    int32_t monday = l->span.from + (8 - nv_day_weekday(l->span.from)) % 7;
    for (; monday <= l->span.until; monday += 7) {
        struct nv_due_item item = {.begin = monday, .end = monday + 6};
        item.due.times = r->times;
        item.due.last_day = monday + r->day - 1;
        if (by_day)
            nv_due_name_day(item.due.name, item.due.last_day);
        else
            nv_due_name_week(item.due.name, monday);
        add(l, &item);
    }
}

static bool in_span(const struct nv_due_list *l, int32_t day)
{
    return day >= l->span.from && day <= l->span.until;
}

static void unfold_months(struct nv_due_list *l, const struct nv_rule *r, bool by_day)
{
    int first = nv_day_year(l->span.from) * 12 + r->skip;
    int last = nv_day_year(l->span.until) * 12 + 11;
    bool ahead =
        r->month < 0; /* due the year before the period, or even the day before that year */
    for (int m = first; m <= last + (ahead ? 24 : 0); m += r->cycle) {
        int end = m + r->length - 1;
        struct nv_due_item item = {.begin = nv_month_first(m / 12, m % 12 + 1),
                                   .end = nv_month_last(end / 12, end % 12 + 1)};
        item.due.times = r->times;
        item.due.last_day = nv_rule_due_day(r, m, l->span.before_included);
        item.due.before = r->before != NV_RULE_ON && !l->span.before_included;
        if (!in_span(l, ahead ? item.due.last_day : item.begin))
            continue;
        if (by_day)
            nv_due_name_day(item.due.name, nv_rule_named_day(r, m));
        else
            nv_due_name_months(item.due.name, m, r->length);
        add(l, &item);
    }
}

static void unfold_days(struct nv_due_list *l)
{
    struct nv_due_item item = {.recurring = true, .begin = l->span.from, .end = NV_DAY_NONE};
    item.due = (struct nv_due){
        .kind = NV_DL_CONTINUOUS, .first_day = l->span.from, .last_day = NV_DAY_NONE, .times = 1};
    nv_fmt(item.due.name, sizeof item.due.name, "continuous");
    nv_due_list_add(l, &item);
}

void nv_due_list_unfold(struct nv_due_list *l)
{
    for (size_t i = 0; i < l->rules.n; i++) {
        const struct nv_rule *r = &l->rules.v[i];
        bool by_day = shares_periods(l, r);
        if (r->cycle == NV_RULE_DAILY)
            unfold_days(l);
        else if (r->cycle == NV_RULE_WEEKLY)
            unfold_weeks(l, r, by_day);
        else
            unfold_months(l, r, by_day);
    }
}
