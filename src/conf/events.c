#include "conf/events.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "conf/loader.h"
#include "conf/rules.h"
#include "conf/schema.h"

enum { ID, NAME, NOTE, N_FIELDS };
static const struct nv_field fields[] = {
    [ID] = {"id", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [NAME] = {"name", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [NOTE] = {"note", NV_TYPE_TEXT, NV_EMPTY_OK, 0, 0},
};
static const struct nv_schema schema = NV_SCHEMA("sự kiện (events)", fields);

enum { MAX_WITHIN = 3660 };

static const char *key_of(struct nv_loader *l, const char *prefix, const char *id, uint32_t index)
{
    struct nv_buf key = NV_BUF_INIT;
    nv_buf_addf(&key, "%s/event:%s", prefix, id);
    uint32_t sym = nv_intern_add(l->snap->event_ids, nv_buf_str(&key));
    if (sym != index) { /* said elsewhere: the symbol must be the index all the same */
        nv_buf_addf(&key, "\n%u", index);
        sym = nv_intern_add(l->snap->event_ids, nv_buf_str(&key));
    }
    nv_buf_free(&key);
    return nv_intern_str(l->snap->event_ids, sym);
}

/* Of the plan that is being read, or of the one that it supplements. */
static bool is_ours(const struct nv_loader *l, const struct nv_plan_event *e)
{
    return e->plan + 1 == l->plans.n ||
           strcmp(l->plans.v[e->plan].id, nv_vec_last(&l->plans)->id) == 0;
}

void nv_read_events(struct nv_loader *l, const struct nv_node *list, const char *prefix)
{
    uint32_t count = list->s ? nv_node_count(list) : 0;
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node group = nv_node_child(list, i), got[N_FIELDS];
        nv_schema_check(l, &group, &schema, got);
        struct nv_plan_event e = {.plan = (uint32_t)l->plans.n - 1,
                                  .id = nv_get_text(l, &got[ID], ""),
                                  .name = nv_get_text(l, &got[NAME], ""),
                                  .note = nv_get_text(l, &got[NOTE], NULL),
                                  .place = nv_place_of(l, &group)};
        const char *why = got[ID].s ? nv_rule_id(e.id) : NULL;
        if (why)
            nv_error(l, &got[ID], "id \"%s\" không đúng; %s", e.id, why);
        for (size_t k = 0; got[ID].s && k < l->events.n; k++)
            if (is_ours(l, &l->events.v[k]) && strcmp(l->events.v[k].id, e.id) == 0)
                nv_error(l, &got[ID], "sự kiện \"%s\" được ghi hai lần", e.id);
        e.key = key_of(l, prefix, e.id, (uint32_t)l->events.n);
        nv_vec_push(&l->events, e);
    }
}

static uint32_t event_at(struct nv_loader *l, const struct nv_node *n, const char *id)
{
    const char *known[16];
    unsigned n_known = 0;
    for (size_t i = 0; i < l->events.n; i++) {
        if (!is_ours(l, &l->events.v[i]))
            continue;
        if (strcmp(l->events.v[i].id, id) == 0)
            return (uint32_t)i;
        if (n_known < 16)
            known[n_known++] = l->events.v[i].id;
    }
    const char *near = nv_nearest(id, known, n_known);
    nv_error(l, n, "không có sự kiện \"%s\" trong \"events\" của kế hoạch này%s%s%s", id,
             near ? "; có phải \"" : "", near ? near : "", near ? "\"?" : "");
    return NV_NONE;
}

/* "30d" or "10w"; 0 where it is neither. */
static int read_span(const char *text, bool *calendar)
{
    char *end;
    long n = strtol(text, &end, 10);
    *calendar = *end == 'd';
    bool good = *text >= '1' && *text <= '9' && (*end == 'd' || *end == 'w') && !end[1];
    return good && n <= MAX_WITHIN ? (int)n : 0;
}

static void read_within(struct nv_loader *l, const struct nv_node *n, struct nv_deliverable *d)
{
    /* "30 ngày kể từ ngày …": the phrase itself says how many. */
    const char *plus = strrchr(d->deadline->value, '+'), *text = nv_get_text(l, n, NULL);
    if (!text && plus)
        d->within = read_span(plus + 1, &d->within_calendar);
    if (!text)
        return;
    d->within = read_span(text, &d->within_calendar);
    if (!d->within)
        nv_error(
            l, n,
            "within = \"%s\" không đúng; viết \"30d\" là 30 ngày, \"10w\" là 10 ngày làm việc, "
            "tính từ ngày liền sau sự kiện",
            text);
}

void nv_read_after(struct nv_loader *l, const struct nv_node *after, const struct nv_node *within,
                   struct nv_deliverable *d)
{
    uint32_t count = after->s ? nv_strings_count(after) : 0, kept = 0;
    if (!count) {
        if (within->s)
            nv_error(l, within, "\"within\" chỉ dùng cùng \"after\": các sự kiện phải chờ");
        return;
    }
    if (nv_deadline_is_dated(d->deadline))
        nv_error(l, after,
                 "thời hạn \"%s\" đã có ngày; \"after\" chỉ dùng cho thời hạn chờ sự kiện", d->due);
    uint32_t *v = nv_calloc(count, sizeof *v);
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node e;
        const char *id = nv_strings_at(after, i, &e);
        uint32_t at = event_at(l, &e, id);
        for (uint32_t k = 0; k < kept && at != NV_NONE; k++)
            if (v[k] == at) {
                nv_warn(l, &e, "\"%s\" được ghi hai lần", id);
                at = NV_NONE;
            }
        if (at != NV_NONE)
            v[kept++] = at;
    }
    d->events = (struct nv_refs){nv_arena_memdup(l->snap->arena, v, kept * sizeof *v), kept};
    read_within(l, within, d);
    free(v);
}
