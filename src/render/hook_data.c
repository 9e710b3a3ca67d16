#include "render/hook_data.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "render/clean.h"
#include "render/doc.h"
#include "render/letter_data.h"
#include "render/mustache.h"
#include "render/render.h"
#include "render/say.h"

/* An alert that nobody renews or ends is over after this: the next reminder comes sooner. */
enum { ALERT_DAYS = 31 };

/* Whose words are counted when a letter is cut down to so many columns each. */
struct filler {
    const struct nv_view *v;
    const struct nv_doc *doc;
    const struct nv_hook_cut *cut;
};

#define TEXT(name)                                                                                 \
    {                                                                                              \
        name, NV_TV_STRING, 0, NULL                                                                \
    }
#define FLAG(name)                                                                                 \
    {                                                                                              \
        name, NV_TV_BOOL, 0, NULL                                                                  \
    }
#define NUMBER(name)                                                                               \
    {                                                                                              \
        name, NV_TV_NUMBER, 0, NULL                                                                \
    }
#define TOKEN(name)                                                                                \
    {                                                                                              \
        name, NV_TV_STRING, NV_FIELD_TOKEN, NULL                                                   \
    }
#define LIST(name, fields)                                                                         \
    {                                                                                              \
        name, NV_TV_LIST, 0, fields                                                                \
    }

static const struct nv_schema field_schema[] = {
    TEXT("label"), TEXT("text"), FLAG("short"), FLAG("last"), {0}};
static const struct nv_schema text_schema[] = {TEXT("text"), FLAG("last"), {0}};
static const struct nv_schema item_schema[] = {
    NUMBER("number"),     TEXT("heading"),     TEXT("badge"),
    TEXT("ref"),          TEXT("title"),       TEXT("plan_field"),
    TEXT("products"),     TEXT("due"),         TEXT("period"),
    TEXT("report_basis"), TEXT("data"),        TEXT("contributors"),
    TEXT("deadline"),     TEXT("original"),    TEXT("event"),
    TEXT("basis"),        TEXT("remark"),      TEXT("percent"),
    TEXT("lead"),         TEXT("executor"),    TEXT("support"),
    TEXT("appraiser"),    TEXT("guide"),       TEXT("approver"),
    TEXT("role"),         TEXT("status"),      LIST("fields", field_schema),
    TEXT("id"),           TEXT("key"),         TEXT("plan_id"),
    TEXT("task_id"),      TEXT("status_code"), TEXT("section"),
    TEXT("role_code"),    TEXT("nominal"),     TEXT("effective"),
    NUMBER("days_left"),  FLAG("overdue"),     FLAG("due_today"),
    FLAG("closed"),       TEXT("starts_at"),   TEXT("ends_at"),
    TOKEN("strong"),      TOKEN("tint"),       TOKEN("ink"),
    TOKEN("badge_ink"),   FLAG("last"),        {0}};
static const struct nv_schema root_schema[] = {TEXT("id"),
                                               TEXT("instance"),
                                               TEXT("agency_id"),
                                               TEXT("agency"),
                                               TEXT("day"),
                                               TEXT("at"),
                                               TEXT("subject"),
                                               TEXT("plan"),
                                               TEXT("takeover"),
                                               TEXT("opening"),
                                               LIST("plans", text_schema),
                                               LIST("counts", text_schema),
                                               LIST("items", item_schema),
                                               NUMBER("total"),
                                               NUMBER("shown"),
                                               NUMBER("left_out"),
                                               TEXT("more"),
                                               LIST("requests", text_schema),
                                               LIST("footer", text_schema),
                                               FLAG("overdue"),
                                               FLAG("due_today"),
                                               FLAG("due_soon"),
                                               FLAG("closed"),
                                               TOKEN("strong"),
                                               TOKEN("tint"),
                                               TOKEN("ink"),
                                               TOKEN("badge_ink"),
                                               {0}};

void nv_hook_schema(const struct nv_schema *values, struct nv_schema *out)
{
    size_t n = sizeof root_schema / sizeof *root_schema - 1;
    nv_require(n + 2 <= NV_HOOK_ROOT_FIELDS);
    memset(out, 0, NV_HOOK_ROOT_FIELDS * sizeof *out);
    memcpy(out, root_schema, n * sizeof *out);
    out[n] = (struct nv_schema){"values", NV_TV_MAP, 0, values};
}

/* Words, which may be cut; NULL stays nothing. */
static void say(const struct filler *f, struct nv_tv *map, const char *name, const char *s)
{
    if (s && f->cut->columns)
        s = nv_clean_cut(f->v->arena, s, f->cut->columns);
    nv_tv_set_str(map, name, s ? nv_hook_text(f->v->arena, f->cut->markup, s) : NULL);
}

/* A name by which machines know a thing: never cut. */
static void name_it(const struct filler *f, struct nv_tv *map, const char *name, const char *s)
{
    nv_tv_set_str(map, name, nv_hook_text(f->v->arena, f->cut->markup, nv_clean(f->v->arena, s)));
}

static void set_day(struct nv_tv *map, const char *name, int32_t day)
{
    char iso[NV_DAY_TEXT];
    nv_tv_set_str(map, name,
                  day == NV_DAY_NONE ? NULL : nv_arena_strdup(map->arena, nv_day_iso(day, iso)));
}

static void set_time(const struct filler *f, struct nv_tv *map, const char *name, int64_t ms)
{
    char text[NV_DAY_TEXT];
    nv_tv_set_str(map, name,
                  nv_arena_strdup(map->arena, nv_time_rfc3339(ms, f->v->snapshot->zone_min, text)));
}

static void push_text(const struct filler *f, struct nv_tv *list, const char *s, bool last)
{
    struct nv_tv *one = nv_tv_map(f->v->arena);
    say(f, one, "text", s);
    nv_tv_set_bool(one, "last", last);
    nv_tv_push(list, one);
}

static const char *joined(const struct filler *f, const struct nv_doc_field *field)
{
    if (field->n_values == 1)
        return field->values[0];
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t i = 0; i < field->n_values; i++)
        nv_buf_addf(&b, "%s%s", i ? "; " : "", field->values[i]);
    const char *out = nv_arena_strdup(f->v->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

/* What a short message says of an item: what is to be delivered, when, and what was recorded; whose
 * it is where it is somebody else's. */
static bool is_short(enum nv_word label, const struct nv_view_item *it)
{
    switch (label) {
    case NV_WORD_LABEL_PRODUCTS:
    case NV_WORD_LABEL_PERIOD:
    case NV_WORD_LABEL_DEADLINE:
    case NV_WORD_LABEL_HAND_IN:
    case NV_WORD_LABEL_EVENT:
    case NV_WORD_LABEL_BASIS:
    case NV_WORD_LABEL_REMARK:
        return true;
    case NV_WORD_LABEL_LEAD:
        return it->item->role != NV_ROLE_LEAD;
    default:
        return false;
    }
}

static void set_fields(const struct filler *f, struct nv_tv *map, const struct nv_doc_item *item,
                       const struct nv_view_item *it)
{
    struct nv_tv *list = nv_tv_list(f->v->arena);
    for (uint32_t i = 0; i < item->n_fields; i++) {
        const struct nv_doc_field *field = &item->fields[i];
        struct nv_tv *one = nv_tv_map(f->v->arena);
        const char *text = joined(f, field);
        say(f, one, "label", field->label);
        say(f, one, "text", text);
        nv_tv_set_bool(one, "short", is_short(field->word, it));
        nv_tv_set_bool(one, "last", i + 1 == item->n_fields);
        nv_tv_push(list, one);
        say(f, map, nv_letter_field(field->word), text);
    }
    nv_tv_set(map, "fields", list);
}

/* What machines ask for. */
static void set_codes(const struct filler *f, struct nv_tv *map, const struct nv_view_item *it)
{
    bool closed = nv_standing_closed(it->standing);
    int64_t at = f->v->letter->at_ms;
    name_it(f, map, "id", it->occurrence->id);
    name_it(f, map, "key", it->occurrence->key);
    name_it(f, map, "plan_id", it->plan->id);
    name_it(f, map, "task_id", it->task->id);
    name_it(f, map, "status_code", nv_status_name(it->status));
    name_it(f, map, "section", nv_section_name(it->section));
    name_it(f, map, "role_code", nv_role_name(it->item->role));
    set_day(map, "nominal", it->item->nominal);
    set_day(map, "effective", it->item->effective);
    if (it->dated)
        nv_tv_set_int(map, "days_left", it->days_left);
    else
        nv_tv_set(map, "days_left", nv_tv_null(map->arena));
    nv_tv_set_bool(map, "overdue", it->status == NV_STATUS_OVERDUE);
    nv_tv_set_bool(map, "due_today", it->status == NV_STATUS_DUE_TODAY);
    nv_tv_set_bool(map, "closed", closed);
    set_time(f, map, "starts_at", at);
    set_time(f, map, "ends_at", closed ? at : at + ALERT_DAYS * INT64_C(86400000));
}

static struct nv_tv *item_data(const struct filler *f, const struct nv_doc_item *item,
                               const struct nv_view_item *it, const char *heading)
{
    struct nv_tv *map = nv_tv_map(f->v->arena);
    nv_tv_set_int(map, "number", item->number);
    say(f, map, "heading", heading);
    say(f, map, "badge", item->badge);
    say(f, map, "ref", item->ref);
    say(f, map, "title", item->title);
    set_fields(f, map, item, it);
    set_codes(f, map, it);
    nv_letter_colours(map, f->v, item->status);
    return map;
}

static struct nv_tv *items_data(const struct filler *f)
{
    struct nv_tv *list = nv_tv_list(f->v->arena);
    uint32_t at = 0;
    for (uint32_t i = 0; i < f->doc->n_sections; i++) {
        const struct nv_doc_section *s = &f->doc->sections[i];
        for (uint32_t k = 0; k < s->n_items && at < f->cut->items; k++, at++) {
            struct nv_tv *item =
                item_data(f, &s->items[k], &f->v->items[at], k == 0 ? s->title : NULL);
            nv_tv_set_bool(item, "last", at + 1 == f->cut->items || at + 1 == f->v->n_items);
            nv_tv_push(list, item);
        }
    }
    return list;
}

static struct nv_tv *requests_data(const struct filler *f)
{
    struct nv_tv *list = nv_tv_list(f->v->arena);
    for (uint32_t i = 0; i < f->doc->n_sections; i++) {
        const struct nv_doc_section *s = &f->doc->sections[i];
        if (s->title && !s->n_items) /* what the service itself has to say */
            push_text(f, list, s->title, false);
        for (uint32_t k = 0; k < s->n_requests; k++)
            push_text(f, list, s->requests[k],
                      i + 1 == f->doc->n_sections && k + 1 == s->n_requests);
    }
    return list;
}

static void set_lists(const struct filler *f, struct nv_tv *map)
{
    struct nv_tv *plans = nv_tv_list(f->v->arena), *counts = nv_tv_list(f->v->arena),
                 *footer = nv_tv_list(f->v->arena);
    for (uint32_t i = 0; i < f->doc->n_plans; i++)
        push_text(f, plans, f->doc->plans[i], i + 1 == f->doc->n_plans);
    for (uint32_t i = 0; i < f->doc->n_counts; i++)
        push_text(f, counts, f->doc->counts[i].text, i + 1 == f->doc->n_counts);
    for (uint32_t i = 0; i < f->doc->n_footer; i++)
        push_text(f, footer, f->doc->footer[i], i + 1 == f->doc->n_footer);
    nv_tv_set(map, "plans", plans);
    nv_tv_set(map, "counts", counts);
    nv_tv_set(map, "footer", footer);
    nv_tv_set(map, "items", items_data(f));
    nv_tv_set(map, "requests", requests_data(f));
}

static void set_flags(const struct filler *f, struct nv_tv *map)
{
    bool closed = f->v->n_items > 0;
    for (uint32_t i = 0; i < f->v->n_items; i++)
        closed = closed && nv_standing_closed(f->v->items[i].standing);
    nv_tv_set_bool(map, "overdue", f->v->counts[NV_SECTION_OVERDUE] > 0);
    nv_tv_set_bool(map, "due_today", f->v->counts[NV_SECTION_DUE_TODAY] > 0);
    nv_tv_set_bool(map, "due_soon", f->v->counts[NV_SECTION_DUE_SOON] > 0);
    nv_tv_set_bool(map, "closed", closed);
    nv_letter_colours(map, f->v, nv_letter_status(f->doc));
}

static void set_head(const struct filler *f, struct nv_tv *map)
{
    const struct nv_view *v = f->v;
    struct nv_buf id = NV_BUF_INIT;
    uint32_t shown = f->cut->items < v->n_items ? f->cut->items : v->n_items;
    nv_render_webhook_id(v->letter, &id);
    name_it(f, map, "id", nv_buf_str(&id));
    nv_buf_free(&id);
    name_it(f, map, "instance", v->snapshot->instance);
    name_it(f, map, "agency_id", v->letter->notice->agency);
    say(f, map, "agency", v->agency_name);
    set_day(map, "day", v->letter->notice->day);
    set_time(f, map, "at", v->letter->at_ms);
    say(f, map, "subject", f->doc->subject);
    say(f, map, "plan", f->doc->kicker);
    say(f, map, "takeover", f->doc->takeover);
    say(f, map, "opening", f->doc->opening);
    nv_tv_set_int(map, "total", v->n_items);
    nv_tv_set_int(map, "shown", shown);
    nv_tv_set_int(map, "left_out", v->n_items - shown);
    say(f, map, "more", shown < v->n_items ? nv_doc_more(v, v->n_items - shown) : NULL);
}

const struct nv_tv *nv_hook_data(const struct nv_view *v, const struct nv_doc *doc,
                                 const struct nv_hook *hook, const struct nv_hook_cut *cut)
{
    const struct filler f = {v, doc, cut};
    struct nv_tv *map = nv_tv_map(v->arena), *values = nv_tv_map(v->arena);
    set_head(&f, map);
    set_lists(&f, map);
    set_flags(&f, map);
    for (uint32_t i = 0; i < hook->n_values; i++)
        nv_tv_set_str(values, hook->values[i].name, nv_clean(v->arena, hook->values[i].value));
    nv_tv_set(map, "values", values);
    return map;
}
