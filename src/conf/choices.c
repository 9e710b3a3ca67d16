#include "conf/choices.h"

#include <stdlib.h>

#include "base/arena.h"
#include "calendar/day.h"
#include "conf/plan_file.h"
#include "conf/schema.h"

enum { OF, TO, FROM, N_FIELDS };
static const struct nv_field fields[] = {
    [OF] = {"of", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [TO] = {"to", NV_TYPE_STRINGS, NV_REQUIRED, 0, 0},
    [FROM] = {"from", NV_TYPE_DAY, 0, 0, 0},
};
static const struct nv_schema schema = NV_SCHEMA("chọn cơ quan tiếp nhận (successors)", fields);

enum { MAX_DEPTH = 16 }; /* of groups and successions; longer chains are told elsewhere */

/* `who` is `named`, a member of it, or has taken its work over. */
static bool leads_to(const struct nv_loader *l, uint32_t named, uint32_t who, int depth)
{
    const struct nv_agency *a = &l->agencies.v[named];
    if (named == who)
        return true;
    bool found = false;
    for (uint32_t i = 0; depth < MAX_DEPTH && i < a->members.n && !found; i++)
        found = leads_to(l, a->members.v[i], who, depth + 1);
    for (uint32_t i = 0; depth < MAX_DEPTH && i < a->n_successions && !found; i++)
        for (uint32_t k = 0; k < a->successions[i].to.n && !found; k++)
            found = leads_to(l, a->successions[i].to.v[k], who, depth + 1);
    return found;
}

static bool is_named(const struct nv_loader *l, const struct nv_deliverable *d, uint32_t who)
{
    for (int role = 0; role < NV_ROLE_PRINTED; role++)
        for (uint32_t i = 0; i < d->roles[role].n; i++)
            if (leads_to(l, d->roles[role].v[i], who, 0))
                return true;
    return false;
}

/* The succession that is meant: that of the day given, or the only one. */
static const struct nv_succession *find_succession(struct nv_loader *l, const struct nv_node *of,
                                                   const struct nv_node *from, uint32_t who)
{
    const struct nv_agency *a = &l->agencies.v[who];
    int32_t day = nv_get_day(from);
    char text[NV_DAY_TEXT];
    if (!a->n_successions) {
        nv_error(l, of, "\"%s\" không có \"successors\" ở mục cơ quan; không có gì để chọn", a->id);
        return NULL;
    }
    if (!from->s && a->n_successions == 1)
        return a->successions;
    for (uint32_t i = 0; i < a->n_successions; i++)
        if (from->s && a->successions[i].from == day)
            return &a->successions[i];
    if (from->s)
        nv_error(l, from, "\"%s\" không có lần kế tục nào từ ngày %s; lần đầu là ngày %s", a->id,
                 nv_day_vi(day, text), nv_day_vi(a->successions[0].from, (char[NV_DAY_TEXT]){0}));
    else
        nv_error(l, of, "\"%s\" có %u lần kế tục; hãy ghi \"from\" là ngày của lần được chọn",
                 a->id, a->n_successions);
    return NULL;
}

static bool has(const struct nv_refs *refs, uint32_t at)
{
    for (uint32_t i = 0; i < refs->n; i++)
        if (refs->v[i] == at)
            return true;
    return false;
}

static struct nv_refs read_heirs(struct nv_loader *l, const struct nv_node *n, const char *of,
                                 const struct nv_succession *step)
{
    uint32_t count = nv_strings_count(n);
    uint32_t *v = nv_arena_alloc(l->snap->arena, (count + 1) * sizeof *v);
    struct nv_refs kept = {v, 0};
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node e;
        const char *id = nv_strings_at(n, i, &e);
        uint32_t at = nv_agency_at(l, &e, id);
        if (at == NV_NONE)
            continue;
        if (!has(&step->to, at))
            nv_error(l, &e, "\"%s\" không nằm trong các cơ quan kế tục của \"%s\"", id, of);
        else if (has(&kept, at))
            nv_warn(l, &e, "\"%s\" được ghi hai lần", id);
        else
            v[kept.n++] = at;
    }
    return kept;
}

static void read_choice(struct nv_loader *l, const struct nv_node *got, struct nv_deliverable *d,
                        struct nv_choice *list)
{
    const char *id = nv_get_text(l, &got[OF], "");
    uint32_t of = nv_agency_at(l, &got[OF], id);
    if (of == NV_NONE)
        return;
    if (!is_named(l, d, of)) {
        nv_error(l, &got[OF], "\"%s\" không được giao vai trò nào trong mục này", id);
        return;
    }
    const struct nv_succession *step = find_succession(l, &got[OF], &got[FROM], of);
    if (!step)
        return;
    for (uint32_t i = 0; i < d->n_choices; i++)
        if (list[i].of == of && list[i].from == step->from) {
            nv_error(l, &got[OF], "cơ quan tiếp nhận việc của \"%s\" được chọn hai lần", id);
            return;
        }
    struct nv_refs to = read_heirs(l, &got[TO], id, step);
    if (to.n)
        list[d->n_choices++] = (struct nv_choice){of, step->from, to};
}

void nv_read_choices(struct nv_loader *l, const struct nv_node *list, struct nv_deliverable *d)
{
    uint32_t count = list->s ? nv_node_count(list) : 0;
    if (!count || !l->agencies_known)
        return;
    struct nv_choice *choices = nv_arena_alloc(l->snap->arena, count * sizeof *choices);
    d->choices = choices;
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node group = nv_node_child(list, i), got[N_FIELDS];
        if (nv_schema_check(l, &group, &schema, got))
            read_choice(l, got, d, choices);
    }
}
