#include "render/letter_data.h"

#include "base/arena.h"
#include "base/buf.h"
#include "render/columns.h"
#include "render/doc.h"
#include "render/mustache.h"
#include "render/report.h"
#include "render/say.h"

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
#define LIST(name, fields)                                                                         \
    {                                                                                              \
        name, NV_TV_LIST, 0, fields                                                                \
    }
#define MAP(name, fields)                                                                          \
    {                                                                                              \
        name, NV_TV_MAP, 0, fields                                                                 \
    }
#define WANTED(name, kind, more, fields)                                                           \
    {                                                                                              \
        name, kind, NV_FIELD_WANTED | (more), fields                                               \
    }
/* Checked when the wording is read: render/lang.c. */
#define COLOUR(name)                                                                               \
    {                                                                                              \
        name, NV_TV_STRING, NV_FIELD_TOKEN, NULL                                                   \
    }
#define COLOURS COLOUR("strong"), COLOUR("tint"), COLOUR("ink"), COLOUR("badge_ink")

static const struct nv_schema subject_schema[] = {TEXT("plan"), TEXT("body"), {0}};

static const struct nv_schema value_schema[] = {TEXT("value"), FLAG("last"), {0}};
static const struct nv_schema field_schema[] = {NUMBER("line"),
                                                TEXT("line_indent"),
                                                TEXT("label"),
                                                TEXT("text"),
                                                TEXT("capital"),
                                                FLAG("main"),
                                                LIST("list", value_schema),
                                                {0}};
static const struct nv_schema item_schema[] = {NUMBER("number"),
                                               TEXT("indent"),
                                               TEXT("badge"),
                                               TEXT("ref"),
                                               TEXT("ref_capital"),
                                               WANTED("title", NV_TV_STRING, 0, NULL),
                                               COLOURS,
                                               LIST("fields", field_schema),
                                               MAP("plan_field", field_schema),
                                               MAP("products", field_schema),
                                               MAP("due", field_schema),
                                               MAP("period", field_schema),
                                               MAP("report_basis", field_schema),
                                               MAP("data", field_schema),
                                               MAP("contributors", field_schema),
                                               MAP("deadline", field_schema),
                                               MAP("original", field_schema),
                                               MAP("event", field_schema),
                                               MAP("basis", field_schema),
                                               MAP("remark", field_schema),
                                               MAP("percent", field_schema),
                                               MAP("lead", field_schema),
                                               MAP("executor", field_schema),
                                               MAP("support", field_schema),
                                               MAP("appraiser", field_schema),
                                               MAP("guide", field_schema),
                                               MAP("approver", field_schema),
                                               MAP("role", field_schema),
                                               MAP("status", field_schema),
                                               {0}};
static const struct nv_schema request_schema[] = {TEXT("text"), FLAG("several"), {0}};
#define CELLS                                                                                      \
    TEXT("number"), TEXT("ref"), TEXT("title"), TEXT("lead"), TEXT("day"), TEXT("late"),           \
        TEXT("urged")
static const struct nv_schema titles_schema[] = {CELLS, {0}};
static const struct nv_schema row_schema[] = {CELLS, {0}};
static const struct nv_schema section_schema[] = {
    TEXT("heading"),
    COLOURS,
    WANTED("items", NV_TV_LIST, 0, item_schema),
    FLAG("tabled"),
    WANTED("table", NV_TV_LIST, NV_FIELD_EITHER, NULL),
    MAP("titles", titles_schema),
    WANTED("rows", NV_TV_LIST, NV_FIELD_EITHER, row_schema),
    TEXT("remark"),
    TEXT("more"),
    LIST("requests", request_schema),
    {0}};
static const struct nv_schema count_schema[] = {TEXT("text"), FLAG("last"), COLOURS, {0}};
static const struct nv_schema plan_schema[] = {TEXT("basis"), FLAG("last"), {0}};
static const struct nv_schema letter_schema[] = {TEXT("subject"),
                                                 TEXT("plan"),
                                                 TEXT("addressee"),
                                                 TEXT("takeover"),
                                                 FLAG("several_plans"),
                                                 LIST("plans", plan_schema),
                                                 TEXT("opening"),
                                                 FLAG("several_counts"),
                                                 LIST("counts", count_schema),
                                                 FLAG("single"),
                                                 WANTED("reports", NV_TV_LIST, 0, nv_report_fields),
                                                 WANTED("sections", NV_TV_LIST, 0, section_schema),
                                                 LIST("footer", NULL),
                                                 TEXT("hang"),
                                                 COLOURS,
                                                 {0}};

const struct nv_schema *nv_subject_schema(void)
{
    return subject_schema;
}

const struct nv_schema *nv_letter_schema(void)
{
    return letter_schema;
}

static enum nv_word colour_of(enum nv_status s)
{
    switch (s) {
    case NV_STATUS_OVERDUE:
        return NV_WORD_COLOUR_OVERDUE;
    case NV_STATUS_DUE_TODAY:
        return NV_WORD_COLOUR_DUE_TODAY;
    case NV_STATUS_DUE_SOON:
        return NV_WORD_COLOUR_DUE_SOON;
    case NV_STATUS_AWAITING:
    case NV_STATUS_CONTINUOUS:
        return NV_WORD_COLOUR_CONTINUOUS;
    case NV_STATUS_WAITING:
    case NV_STATUS_HELD:
    case NV_STATUS_DROPPED:
        return NV_WORD_COLOUR_WAITING;
    case NV_STATUS_DONE_EARLY:
    case NV_STATUS_DONE_ON_TIME:
    case NV_STATUS_DONE_LATE:
        return NV_WORD_COLOUR_DONE;
    default:
        return NV_WORD_COLOUR_ON_TRACK;
    }
}

static enum nv_status status_of(enum nv_section s)
{
    switch (s) {
    case NV_SECTION_OVERDUE:
        return NV_STATUS_OVERDUE;
    case NV_SECTION_DUE_TODAY:
        return NV_STATUS_DUE_TODAY;
    case NV_SECTION_DUE_SOON:
        return NV_STATUS_DUE_SOON;
    case NV_SECTION_PROGRESS:
        return NV_STATUS_CONTINUOUS;
    case NV_SECTION_DONE:
        return NV_STATUS_DONE_ON_TIME;
    default:
        return NV_STATUS_ON_TRACK;
    }
}

void nv_letter_colours(struct nv_tv *map, const struct nv_view *v, enum nv_status status)
{
    static const char *const names[] = {"strong", "tint", "ink", "badge_ink"};
    enum nv_word first = colour_of(status);
    for (int i = 0; i < 4; i++)
        nv_tv_set_str(map, names[i], nv_say(v, (enum nv_word)(first + i)));
}

/* "  12. " is six columns wide: what stands under it begins with as many blanks. */
static const char *blanks(struct nv_arena *a, unsigned number)
{
    int width = 4;
    for (; number > 0; number /= 10)
        width++;
    static const char most[] = "                "; /* for more digits than a number can have */
    return nv_arena_strndup(a, most, (size_t)width);
}

static struct nv_tv *field_data(const struct nv_view *v, const struct nv_doc_field *f,
                                unsigned line)
{
    struct nv_tv *map = nv_tv_map(v->arena), *list = NULL;
    if (f->n_values > 1)
        list = nv_tv_list(v->arena);
    for (uint32_t i = 0; list && i < f->n_values; i++) {
        struct nv_tv *one = nv_tv_map(v->arena);
        nv_tv_set_str(one, "value", f->values[i]);
        nv_tv_set_bool(one, "last", i + 1 == f->n_values);
        nv_tv_push(list, one);
    }
    nv_tv_set_int(map, "line", line);
    nv_tv_set_str(map, "line_indent", blanks(v->arena, line));
    nv_tv_set_str(map, "label", f->label);
    nv_tv_set_str(map, "text", list ? NULL : f->values[0]);
    nv_tv_set_str(map, "capital", list ? NULL : nv_say_capital(v, f->values[0]));
    nv_tv_set_bool(map, "main", f->strong);
    nv_tv_set(map, "list", list ? list : nv_tv_null(v->arena));
    return map;
}

const char *nv_letter_field(enum nv_word label)
{
    static const char *const names[] = {
        "plan_field",   "products", "due",      "period",   "report_basis", "data",
        "contributors", "deadline", "deadline", "original", "event",        "basis",
        "remark",       "percent",  "lead",     "executor", "support",      "appraiser",
        "guide",        "approver", "role",     "status"};
    return names[label - NV_WORD_LABEL_PLAN];
}

static struct nv_tv *item_data(const struct nv_view *v, const struct nv_doc_item *item)
{
    struct nv_tv *map = nv_tv_map(v->arena), *fields = nv_tv_list(v->arena);
    nv_tv_set_int(map, "number", item->number);
    nv_tv_set_str(map, "indent", blanks(v->arena, item->number));
    nv_tv_set_str(map, "badge", item->badge);
    nv_tv_set_str(map, "ref", item->ref);
    nv_tv_set_str(map, "ref_capital", nv_say_capital(v, item->ref));
    nv_tv_set_str(map, "title", item->title);
    nv_letter_colours(map, v, item->status);
    for (uint32_t i = 0; i < item->n_fields; i++) {
        /* The task itself is the first line of its letter. */
        struct nv_tv *field = field_data(v, &item->fields[i], i + 2);
        nv_tv_push(fields, field);
        nv_tv_set(map, nv_letter_field(item->fields[i].word), field);
    }
    nv_tv_set(map, "fields", fields);
    return map;
}

static struct nv_tv *cells_data(const struct nv_view *v, const char *const *cells)
{
    static const char *const names[NV_CELL_COUNT] = {"number", "ref",  "title", "lead",
                                                     "day",    "late", "urged"};
    struct nv_tv *map = nv_tv_map(v->arena);
    for (int i = 0; i < NV_CELL_COUNT; i++)
        nv_tv_set_str(map, names[i], cells[i]);
    return map;
}

/* As rows, and as the lines of a text with aligned columns. */
static void set_table(struct nv_tv *map, const struct nv_view *v, const struct nv_doc_table *t)
{
    static const unsigned char shares[NV_CELL_COUNT] = {[NV_CELL_TITLE] = 3, [NV_CELL_LEAD] = 2};
    struct nv_tv *rows = nv_tv_list(v->arena), *lines = nv_tv_list(v->arena);
    nv_tv_set_bool(map, "tabled", t->n_rows > 0);
    nv_tv_set_str(map, "remark", t->remark);
    if (t->n_rows) {
        struct nv_columns columns = {
            .titles = t->titles, .cells = t->cells, .n = NV_CELL_COUNT, .n_rows = t->n_rows};
        columns.shares = shares;
        uint32_t n;
        const char **text = nv_columns_lines(&columns, v->arena, &n);
        for (uint32_t i = 0; i < n; i++)
            nv_tv_push(lines, nv_tv_str(v->arena, text[i]));
        nv_tv_set(map, "titles", cells_data(v, t->titles));
    }
    for (uint32_t i = 0; i < t->n_rows; i++)
        nv_tv_push(rows, cells_data(v, &t->cells[i * NV_CELL_COUNT]));
    nv_tv_set(map, "table", lines);
    nv_tv_set(map, "rows", rows);
}

static struct nv_tv *section_data(const struct nv_view *v, const struct nv_doc_section *s)
{
    struct nv_tv *map = nv_tv_map(v->arena), *items = nv_tv_list(v->arena),
                 *requests = nv_tv_list(v->arena);
    nv_tv_set_str(map, "heading", s->title);
    nv_letter_colours(map, v, status_of(s->kind));
    for (uint32_t i = 0; i < s->n_items; i++)
        nv_tv_push(items, item_data(v, &s->items[i]));
    nv_tv_set(map, "items", items);
    set_table(map, v, &s->table);
    nv_tv_set_str(map, "more", s->more);
    for (uint32_t i = 0; i < s->n_requests; i++) {
        struct nv_tv *one = nv_tv_map(v->arena);
        nv_tv_set_str(one, "text", s->requests[i]);
        nv_tv_set_bool(one, "several", s->n_requests > 1);
        nv_tv_push(requests, one);
    }
    nv_tv_set(map, "requests", requests);
    return map;
}

static struct nv_tv *plans_data(const struct nv_view *v, const struct nv_doc *doc)
{
    struct nv_tv *list = nv_tv_list(v->arena);
    for (uint32_t i = 0; i < doc->n_plans; i++) {
        struct nv_tv *one = nv_tv_map(v->arena);
        nv_tv_set_str(one, "basis", doc->plans[i]);
        nv_tv_set_bool(one, "last", i + 1 == doc->n_plans);
        nv_tv_push(list, one);
    }
    return list;
}

static struct nv_tv *counts_data(const struct nv_view *v, const struct nv_doc *doc)
{
    struct nv_tv *list = nv_tv_list(v->arena);
    for (uint32_t i = 0; i < doc->n_counts; i++) {
        struct nv_tv *one = nv_tv_map(v->arena);
        nv_tv_set_str(one, "text", doc->counts[i].text);
        nv_tv_set_bool(one, "last", i + 1 == doc->n_counts);
        nv_letter_colours(one, v, status_of(doc->counts[i].kind));
        nv_tv_push(list, one);
    }
    return list;
}

enum nv_status nv_letter_status(const struct nv_doc *doc)
{
    return doc->n_sections ? status_of(doc->sections[0].kind) : NV_STATUS_ON_TRACK;
}

static struct nv_tv *reports_data(const struct nv_view *v)
{
    struct nv_tv *list = nv_tv_list(v->arena);
    for (uint32_t i = 0; i < v->n_reports; i++)
        nv_tv_push(list, nv_report_data(v, v->reports[i], true));
    return list;
}

const struct nv_tv *nv_doc_data(const struct nv_doc *doc, const struct nv_view *v)
{
    struct nv_tv *map = nv_tv_map(v->arena), *sections = nv_tv_list(v->arena),
                 *footer = nv_tv_list(v->arena);
    nv_tv_set_str(map, "subject", doc->subject);
    nv_tv_set_str(map, "plan", doc->kicker);
    nv_tv_set_str(map, "addressee", doc->addressee);
    nv_tv_set_str(map, "takeover", doc->takeover);
    nv_tv_set_bool(map, "several_plans", doc->n_plans > 0);
    nv_tv_set(map, "plans", plans_data(v, doc));
    nv_tv_set(map, "reports", reports_data(v));
    nv_tv_set_str(map, "opening", doc->opening);
    nv_tv_set_bool(map, "several_counts", doc->n_counts > 0);
    nv_tv_set(map, "counts", counts_data(v, doc));
    nv_tv_set_bool(map, "single", v->n_items == 1);
    for (uint32_t i = 0; i < doc->n_sections; i++)
        nv_tv_push(sections, section_data(v, &doc->sections[i]));
    nv_tv_set(map, "sections", sections);
    for (uint32_t i = 0; i < doc->n_footer; i++)
        nv_tv_push(footer, nv_tv_str(v->arena, doc->footer[i]));
    nv_tv_set(map, "footer", footer);
    nv_tv_set_str(map, "hang", NV_LETTER_HANG);
    nv_letter_colours(map, v, nv_letter_status(doc));
    return map;
}
