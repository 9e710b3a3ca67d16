/* libFuzzer: any bytes as a deadline phrase, and what it comes to. What is understood must be
 * whole: its value reads back as itself, and its dues are in order, each with a name of its own. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "calendar/day.h"
#include "calendar/deadline.h"
#include "calendar/due.h"

enum { DUES = 800 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void check_order(const struct nv_due *a, const struct nv_due *b)
{
    must(a->last_day != NV_DAY_NONE || b->last_day == NV_DAY_NONE);
    must(b->last_day == NV_DAY_NONE || a->last_day <= b->last_day);
}

static void check_due(const struct nv_due *due, bool alone)
{
    char label[NV_DUE_LABEL];
    must(due->kind < NV_DL_COUNT && due->kind != NV_DL_LIST && due->kind != NV_DL_MIXED);
    must(due->times >= 1);
    must(due->last_day == NV_DAY_NONE || due->first_day <= due->last_day);
    must(alone || *due->name);
    must(strlen(due->name) < NV_DUE_NAME);
    must(strlen(nv_due_label(due->name, label)) < NV_DUE_LABEL);
    /* What has a day is called by it. */
    must(due->last_day == NV_DAY_NONE || !*due->name || *label);
}

static void check_dues(const struct nv_deadline *d, const struct nv_due_span *span)
{
    static struct nv_due dues[DUES];
    size_t n = nv_deadline_dues(d, span, dues, DUES);
    must(n <= DUES);
    must(n || d->kind == NV_DL_RECURRING);
    for (size_t i = 0; i < n; i++) {
        check_due(&dues[i], n == 1);
        if (i)
            check_order(&dues[i - 1], &dues[i]);
        for (size_t k = 0; k < i; k++)
            must(strcmp(dues[k].name, dues[i].name) != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    char phrase[NV_DEADLINE_MAX + 100];
    struct nv_deadline d, again;
    struct nv_err err = {0};
    if (n >= sizeof phrase)
        return 0;
    memcpy(phrase, data, n);
    phrase[n] = '\0';
    if (nv_deadline_parse(phrase, 2025, &d, &err) != 0) {
        must(err.text[0]);
        return 0;
    }
    must(nv_deadline_is_dated(&d) == (d.last_day != NV_DAY_NONE));
    must(nv_deadline_parse(d.value, 0, &again, NULL) == 0);
    must(again.last_day == d.last_day && again.first_day == d.first_day && again.kind == d.kind);
    must(strcmp(again.value, d.value) == 0);
    struct nv_due_span span = {nv_day_from_civil(2024, 2, 29), nv_day_from_civil(2025, 12, 31),
                               n % 2};
    check_dues(&d, &span);
    return 0;
}
