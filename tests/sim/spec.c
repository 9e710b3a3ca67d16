#include "spec.h"

#include <stdio.h>
#include <string.h>

#include "calendar/day.h"

const char *const spec_event_keys[SPEC_EVENTS] = {"kh/event:nd", "kh/event:par", "kh/event:pci"};

bool spec_works(const struct spec *s, int32_t d)
{
    int32_t at = d - SPEC_FIRST_DAY;
    if (at >= 0 && at < SPEC_DAYS && s->off[at])
        return false;
    /* 1970-01-01 was a Thursday. */
    return (d + 3) % 7 < 5 || d == s->worked[0] || d == s->worked[1] || d == s->worked[2];
}

int32_t spec_shift(const struct spec *s, int32_t d, int n)
{
    int step = n > 0 ? 1 : -1;
    while (n == 0 && !spec_works(s, d))
        d--;
    while (n != 0) {
        d += step;
        n -= spec_works(s, d) ? step : 0;
    }
    return d;
}

int32_t spec_effective(const struct spec *s, int32_t nominal)
{
    while (!spec_works(s, nominal))
        nominal++;
    return nominal;
}

int64_t spec_window(const struct spec *s, int64_t now_ms)
{
    int64_t local = now_ms + SPEC_ZONE_MIN * 60000LL, day_ms = 86400000;
    int32_t d = (int32_t)(local / day_ms);
    int64_t opens = SPEC_OPEN_MIN * 60000LL, closes = SPEC_CLOSE_MIN * 60000LL;
    if (!spec_works(s, d) || local % day_ms < opens || local % day_ms >= closes)
        return INT64_MIN;
    return d * day_ms + opens - SPEC_ZONE_MIN * 60000LL;
}

int spec_stands_for(const struct spec *s, int agency, int32_t d)
{
    for (int hops = 0; agency >= 0 && s->agencies[agency].ends <= d; hops++)
        agency = hops < SPEC_AGENCIES ? s->agencies[agency].successor : -1;
    return agency;
}

/* The numbers of its mailboxes, each once; the first is its own, the others stand in. */
static int mailboxes(const struct spec_agency *a, int out[1 + SPEC_FALLBACKS])
{
    int n = 0;
    if (a->mailbox >= 0)
        out[n++] = a->mailbox;
    for (int i = 0; (n || a->webhook) && i < a->n_fallbacks; i++) {
        int k = 0;
        while (k < n && out[k] != a->fallbacks[i])
            k++;
        if (k == n)
            out[n++] = a->fallbacks[i];
    }
    return n;
}

int spec_endpoints(const struct spec *s, int agency, struct spec_endpoint out[SPEC_ENDPOINTS])
{
    const struct spec_agency *a = &s->agencies[agency];
    struct spec_endpoint hook = {.web = true};
    int boxes[1 + SPEC_FALLBACKS], n_boxes = mailboxes(a, boxes), n = 0;
    snprintf(hook.id, sizeof hook.id, "webhook:https://hooks.example.org/%d", agency);
    if (a->webhook && a->mailbox < 0)
        out[n++] = hook;
    for (int i = 0; i < n_boxes; i++) {
        struct spec_endpoint e = {.fallback = i > 0 || a->mailbox < 0};
        snprintf(e.id, sizeof e.id, "mail:hop-%d@khanhhoa.example", boxes[i]);
        out[n++] = e;
    }
    if (a->webhook && a->mailbox >= 0)
        out[n++] = hook;
    return n;
}

bool spec_reachable(const struct spec *s, int agency)
{
    return s->agencies[agency].mailbox >= 0 || s->agencies[agency].webhook;
}

bool spec_same_mailbox(const struct spec *s, int a, int b)
{
    const struct spec_agency *x = &s->agencies[a], *y = &s->agencies[b];
    int p[1 + SPEC_FALLBACKS], q[1 + SPEC_FALLBACKS];
    if (a == b)
        return true;
    if (x->webhook || y->webhook || x->mailbox < 0 || x->mailbox != y->mailbox)
        return false;
    int n = mailboxes(x, p);
    return n == mailboxes(y, q) && memcmp(p, q, (size_t)n * sizeof *p) == 0;
}

struct spec_ladder spec_ladder_of(const struct spec *s, const struct spec_task *t, int role)
{
    static const struct spec_ladder leads[SPEC_LADDERS] = {{{-20, -10, -5, -1, 0, 1, 5, 10}, 8, 5},
                                                           {{-15, -5, -2, 0, 2, 5, 10}, 7, 5},
                                                           {{-25, -5, -1, 0, 1, 3, 5, 10}, 8, 10}};
    static const struct spec_ladder yearly = {{-15, -5, -1, 0, 1, 5, 10}, 7, 5};
    static const struct spec_ladder supporters[SPEC_LADDERS] = {
        {{-10, -5}, 2, 0}, {{-10, -5}, 2, 0}, {{-5, 0}, 2, 0}};
    static const struct spec_ladder executors[SPEC_LADDERS] = {
        {{-5, -1, 1}, 3, 10}, {{-5, -2, 2}, 3, 10}, {{-5, -1, 1}, 3, 10}};
    return role == 1                           ? supporters[s->ladder]
           : role == 2                         ? executors[s->ladder]
           : t->due == SPEC_YEAR && !s->ladder ? yearly
                                               : leads[s->ladder];
}

int spec_find_agency(const struct spec *s, const char *id)
{
    for (int i = 0; i < s->n_agencies; i++)
        if (strcmp(s->agencies[i].id, id) == 0)
            return i;
    return -1;
}

const struct spec_task *spec_find(const struct spec *s, const char *key)
{
    for (int i = 0; i < s->n_tasks; i++)
        if (s->tasks[i].present && strcmp(s->tasks[i].key, key) == 0)
            return &s->tasks[i];
    return NULL;
}
