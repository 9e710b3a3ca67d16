#include "conf/occurrences.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/due.h"
#include "calendar/workdays.h"
#include "conf/loader.h"
#include "conf/plan_file.h"

static const struct nv_plan *plan_of(const struct nv_loader *l)
{
    return nv_vec_last(&l->plans);
}

static struct nv_occurrence blank(const struct nv_deliverable *d)
{
    return (struct nv_occurrence){.kind = d->deadline->kind,
                                  .times = 1,
                                  .first_day = NV_DAY_NONE,
                                  .nominal = NV_DAY_NONE,
                                  .effective = NV_DAY_NONE,
                                  .data_from = NV_DAY_NONE,
                                  .data_to = NV_DAY_NONE,
                                  .hand_in = NV_DAY_NONE};
}

/* Appends `o` under the deliverable's own key, or with a period's name behind it. */
static void add(struct nv_loader *l, const struct nv_deliverable *d, struct nv_occurrence o,
                const char *name)
{
    struct nv_buf key = NV_BUF_INIT;
    nv_buf_adds(&key, d->key);
    if (*name)
        nv_buf_addf(&key, "@%s", name);
    uint32_t index = (uint32_t)l->occurrences.n;
    uint32_t sym = nv_intern_add(l->snap->occurrence_ids, nv_buf_str(&key));
    nv_require(sym == index);
    o.deliverable = (uint32_t)l->deliverables.n;
    o.key = nv_intern_str(l->snap->occurrence_ids, sym);
    o.id = strchr(o.key, '/') + 1;
    o.first = index == d->first_occurrence;
    if (*name) {
        char label[NV_DUE_LABEL];
        nv_due_label(name, label);
        o.label = *label ? nv_pool_str(l->pool, label) : NULL;
    }
    if (o.nominal != NV_DAY_NONE)
        nv_touch_year(l, nv_day_year(o.nominal), d->place.line);
    nv_vec_push(&l->occurrences, o);
    nv_buf_free(&key);
}

/* A day that the phrase excludes is not reached by rolling on to the next working day. */
static int32_t effective(const struct nv_loader *l, const struct nv_due *due)
{
    return due->before ? due->last_day : nv_snapshot_effective(l->snap, due->last_day);
}

static void add_due(struct nv_loader *l, const struct nv_deliverable *d, const struct nv_due *due)
{
    struct nv_occurrence o = blank(d);
    o.kind = due->kind;
    o.times = due->times;
    o.first_day = due->first_day;
    o.nominal = due->last_day;
    o.effective = effective(l, due);
    add(l, d, o, due->name);
}

static bool has_one_day(const struct nv_deadline *d)
{
    return d->kind != NV_DL_RECURRING && d->kind != NV_DL_LIST && d->kind != NV_DL_MIXED &&
           d->value[0] != '<';
}

static void add_by_phrase(struct nv_loader *l, const struct nv_node *n, struct nv_deliverable *d)
{
    const struct nv_plan *plan = plan_of(l);
    struct nv_due one = {.kind = d->deadline->kind,
                         .first_day = d->deadline->first_day,
                         .last_day = d->deadline->last_day,
                         .times = 1};
    if (has_one_day(d->deadline)) {
        add_due(l, d, &one);
        return;
    }
    struct nv_due_span span = {nv_day_from_civil(plan->year, 1, 1), plan->until,
                               plan->before_included};
    size_t count = nv_deadline_dues(d->deadline, &span, &one, 1);
    struct nv_due *dues = nv_calloc(count + 1, sizeof *dues);
    size_t most = count < NV_DUES_MAX ? count : NV_DUES_MAX;
    if (most < count)
        nv_error(l, n,
                 "thời hạn \"%s\" có %zu kỳ đến hết kế hoạch, nhiều nhất là %d; hãy ghi "
                 "\"until\" của kế hoạch sớm hơn",
                 d->due, count, NV_DUES_MAX);
    nv_deadline_dues(d->deadline, &span, dues, most);
    for (size_t i = 0; i < most; i++) {
        /* Periods of what recurs that were over before the plan was signed ask nothing. */
        if (dues[i].kind == NV_DL_RECURRING && dues[i].last_day < plan->signed_day)
            continue;
        add_due(l, d, &dues[i]);
        if (dues[i].kind == NV_DL_CONTINUOUS && strncmp(d->deadline->value, "daily", 5) == 0)
            nv_warn(l, n,
                    "thời hạn \"%s\" là việc hằng ngày: không nhắc từng ngày, chỉ hỏi tình "
                    "hình mỗi quý",
                    d->due);
    }
    free(dues);
}

/* Month * 100 + day of a year. */
static int32_t day_in(int year, int month_day)
{
    return nv_day_from_civil(year, month_day / 100, month_day % 100);
}

static void name_period(const struct nv_report_period *p, int year, char dst[NV_DUE_NAME])
{
    if (strcmp(p->suffix, "year") == 0)
        nv_fmt(dst, NV_DUE_NAME, "%d", year);
    else if (strcmp(p->suffix, "9M") == 0)
        nv_fmt(dst, NV_DUE_NAME, "%d-01..%d-09", year, year);
    else
        nv_fmt(dst, NV_DUE_NAME, "%d-%s", year, p->suffix + (p->suffix[0] == 'M'));
}

static void add_report_period(struct nv_loader *l, const struct nv_deliverable *d,
                              const struct nv_report *r, const struct nv_report_period *p, int year)
{
    char name[NV_DUE_NAME];
    struct nv_deadline period;
    struct nv_occurrence o = blank(d);
    name_period(p, year, name);
    nv_require(nv_deadline_parse(name, year, &period, NULL) == 0);
    o.kind = NV_DL_RECURRING;
    o.first_day = period.first_day;
    o.data_from = day_in(p->from > p->to ? year - 1 : year, p->from);
    o.data_to = day_in(year, p->to);
    o.nominal = day_in(p->due < p->to ? year + 1 : year, p->due);
    o.effective = nv_snapshot_effective(l->snap, o.nominal);
    if (r->contributors.n)
        o.hand_in = nv_workdays_shift(l->snap->workdays, o.data_to, r->collect_days);
    if (o.nominal >= plan_of(l)->signed_day)
        add(l, d, o, name);
}

static void add_by_report(struct nv_loader *l, const struct nv_deliverable *d)
{
    const struct nv_report *r = &l->reports.v[d->report];
    for (int year = plan_of(l)->year; year <= nv_day_year(plan_of(l)->until); year++)
        for (uint32_t i = 0; i < r->n_periods; i++)
            add_report_period(l, d, r, &r->periods[i], year);
}

void nv_add_occurrences(struct nv_loader *l, const struct nv_node *n, struct nv_deliverable *d)
{
    d->first_occurrence = (uint32_t)l->occurrences.n;
    if (d->report != NV_NONE)
        add_by_report(l, d);
    else if (*d->deadline->value)
        add_by_phrase(l, n, d);
    if (l->occurrences.n == d->first_occurrence) {
        /* Nothing is silent: the owner is asked for the date. */
        struct nv_occurrence o = blank(d);
        o.kind = NV_DL_EXTERNAL;
        if (*d->deadline->value)
            nv_warn(l, n,
                    "thời hạn \"%s\" không có kỳ nào từ ngày ký đến hết kế hoạch; cơ quan "
                    "theo dõi sẽ được hỏi",
                    d->due);
        add(l, d, o, "");
    }
    d->n_occurrences = (uint32_t)l->occurrences.n - d->first_occurrence;
}
