#include "render/doc.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "model/remark.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "render/clean.h"
#include "render/mustache_tv.h"
#include "render/render.h"
#include "render/say.h"
#include "render/subject.h"
#include "render/wording.h"

enum { ADDRESS_COLUMNS = 120, TEXT_COLUMNS = 200 };

/* A label that the wording leaves empty leaves the field out. */
static void add_values(const struct nv_view *v, struct nv_doc_item *item, enum nv_word word,
                       const char *const *values, uint32_t n)
{
    const char *label = word == NV_WORD_LABEL_STATUS
                            ? nv_say_one(v, word, "today", nv_say_day(v, v->today))
                            : nv_say(v, word);
    nv_require(item->n_fields < NV_DOC_FIELDS);
    if (*label)
        item->fields[item->n_fields++] = (struct nv_doc_field){word, label, values, n, false};
}

static void add_field(const struct nv_view *v, struct nv_doc_item *item, enum nv_word word,
                      const char *value)
{
    const char **values = nv_arena_alloc(v->arena, sizeof *values);
    values[0] = nv_clean_bare(v->arena, value);
    if (*values[0])
        add_values(v, item, word, values, 1);
}

static void add_list(const struct nv_view *v, struct nv_doc_item *item, enum nv_word word,
                     const struct nv_strings *list)
{
    const char **values = nv_arena_alloc(v->arena, (list->n + 1) * sizeof *values);
    for (uint32_t i = 0; i < list->n; i++)
        values[i] = nv_clean_bare(v->arena, list->v[i]);
    if (list->n)
        add_values(v, item, word, values, list->n);
}

static void add_deadline(const struct nv_view *v, const struct nv_view_item *it,
                         struct nv_doc_item *item)
{
    uint32_t before = item->n_fields;
    add_field(v, item, it->hands_in ? NV_WORD_LABEL_HAND_IN : NV_WORD_LABEL_DEADLINE,
              nv_say_deadline(v, it));
    if (item->n_fields > before)
        item->fields[before].strong = it->dated;
}

/* What facts say of it beyond the dates; of the newest fact itself where the item tells of it. */
static void add_told(const struct nv_view *v, const struct nv_view_item *it,
                     struct nv_doc_item *item)
{
    const struct nv_standing *st = it->standing;
    struct nv_tv *data = nv_say_data(v);
    if (st->extensions) {
        nv_tv_set_str(data, "day", nv_say_day(v, st->original_nominal));
        nv_tv_set_str(data, "times", nv_say_quantity(v, NV_WORD_TIMES, st->extensions));
        add_field(v, item, NV_WORD_LABEL_ORIGINAL, nv_say_with(v, NV_WORD_VALUE_ORIGINAL, data));
    }
    if (it->deliverable->events.n)
        add_field(v, item, NV_WORD_LABEL_EVENT, nv_say_events(v, it->deliverable));
    if (it->told) {
        add_field(v, item, NV_WORD_LABEL_BASIS, st->document);
        add_field(v, item, NV_WORD_LABEL_REMARK, st->note);
    }
    if (st->percent < 0 || it->told)
        return;
    data = nv_say_data(v);
    nv_tv_set_int(data, "n", st->percent);
    nv_tv_set_str(data, "day", nv_say_day(v, st->percent_day));
    add_field(v, item, NV_WORD_LABEL_PERCENT, nv_say_with(v, NV_WORD_VALUE_PERCENT, data));
}

static void add_agencies(const struct nv_view *v, struct nv_doc_item *item,
                         const struct nv_deliverable *d)
{
    static const struct {
        enum nv_role role;
        enum nv_word label;
    } roles[] = {
        {NV_ROLE_LEAD, NV_WORD_LABEL_LEAD},       {NV_ROLE_EXECUTOR, NV_WORD_LABEL_EXECUTOR},
        {NV_ROLE_SUPPORT, NV_WORD_LABEL_SUPPORT}, {NV_ROLE_APPRAISER, NV_WORD_LABEL_APPRAISER},
        {NV_ROLE_GUIDE, NV_WORD_LABEL_GUIDE},     {NV_ROLE_APPROVER, NV_WORD_LABEL_APPROVER},
    };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        add_field(v, item, roles[i].label, nv_say_agencies(v, d, &d->roles[roles[i].role]));
}

/* Which of several periods the line speaks of, and what a report of it covers. */
static void add_period(const struct nv_view *v, const struct nv_view_item *it,
                       struct nv_doc_item *item)
{
    const struct nv_occurrence *o = it->occurrence;
    if (!o->label)
        return;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "period", nv_say_capital(v, nv_say_period(v, o)));
    nv_tv_set_str(data, "times", o->times > 1 ? nv_say_quantity(v, NV_WORD_TIMES, o->times) : NULL);
    add_field(v, item, NV_WORD_LABEL_PERIOD, nv_say_with(v, NV_WORD_VALUE_PERIOD, data));
    if (o->data_to == NV_DAY_NONE)
        return;
    const struct nv_report *r = &v->snapshot->reports[it->deliverable->report];
    if (r->basis)
        add_field(v, item, NV_WORD_LABEL_REPORT_BASIS, r->basis);
    data = nv_say_data(v);
    nv_tv_set_str(data, "from", nv_say_day(v, o->data_from));
    nv_tv_set_str(data, "to", nv_say_day(v, o->data_to));
    add_field(v, item, NV_WORD_LABEL_DATA, nv_say_with(v, NV_WORD_VALUE_DATA, data));
    if (o->hand_in != NV_DAY_NONE && !it->hands_in)
        add_field(v, item, NV_WORD_LABEL_CONTRIBUTORS,
                  nv_say_one(v, NV_WORD_VALUE_CONTRIBUTORS, "day", nv_say_day(v, o->hand_in)));
}

static void begin_item(const struct nv_view *v, const struct nv_view_item *it, uint32_t number,
                       struct nv_doc_item *item)
{
    *item =
        (struct nv_doc_item){.number = number, .status = it->status, .badge = nv_say_badge(v, it)};
    item->ref = nv_say_one(v, NV_WORD_NAME_REF, "task", nv_clean(v->arena, it->task->id));
    item->title = nv_clean_bare(v->arena, it->task->title);
}

static void make_item(const struct nv_view *v, const struct nv_view_item *it, uint32_t number,
                      struct nv_doc_item *item)
{
    const struct nv_deliverable *d = it->deliverable;
    begin_item(v, it, number, item);
    if (!v->one_plan)
        add_field(v, item, NV_WORD_LABEL_PLAN, it->plan->title);
    add_list(v, item, NV_WORD_LABEL_PRODUCTS, &d->names);
    add_field(v, item, NV_WORD_LABEL_DUE, d->due);
    add_period(v, it, item);
    add_deadline(v, it, item);
    add_told(v, it, item);
    add_agencies(v, item, d);
    add_field(v, item, NV_WORD_LABEL_ROLE, nv_say_role(v, it));
    add_field(v, item, NV_WORD_LABEL_STATUS, nv_say_status(v, it));
}

/* In a long letter: the day and, of other people's work, whose it is. */
static void make_brief_item(const struct nv_view *v, const struct nv_view_item *it, uint32_t number,
                            struct nv_doc_item *item)
{
    begin_item(v, it, number, item);
    if (it->occurrence->label)
        add_field(v, item, NV_WORD_LABEL_PERIOD, nv_say_period(v, it->occurrence));
    add_deadline(v, it, item);
    for (uint32_t i = 0; i < item->n_fields; i++)
        item->fields[i].strong = false; /* there is nothing that it would stand out from */
    if (it->item->role != NV_ROLE_LEAD)
        add_field(v, item, NV_WORD_LABEL_LEAD,
                  nv_say_agencies(v, it->deliverable, &it->deliverable->roles[NV_ROLE_LEAD]));
}

/* Appends a number to "1–4, 7": runs of three or more are told by their ends. */
struct run {
    uint32_t first, last;
};

static void end_run(struct nv_buf *out, struct run *r)
{
    const char *joint = out->len ? ", " : "";
    if (r->last >= r->first + 2)
        nv_buf_addf(out, "%s%u–%u", joint, r->first, r->last);
    else if (r->last > r->first)
        nv_buf_addf(out, "%s%u, %u", joint, r->first, r->last);
    else if (r->last)
        nv_buf_addf(out, "%s%u", joint, r->last);
    r->first = r->last = 0;
}

static void add_number(struct nv_buf *out, struct run *r, uint32_t number)
{
    if (r->last && r->last + 1 == number) {
        r->last = number;
        return;
    }
    end_run(out, r);
    r->first = r->last = number;
}

/* Items of one matter and one plan share a request; it names their numbers unless it is for all. */
static void make_requests(const struct nv_view *v, const struct nv_view_item *first, uint32_t n,
                          struct nv_doc_section *section)
{
    uint32_t before = (uint32_t)(first - v->items);
    const struct nv_view_item **group = nv_arena_alloc(v->arena, n * sizeof *group);
    bool *done = nv_arena_alloc(v->arena, n * sizeof *done);
    section->requests = nv_arena_alloc(v->arena, n * sizeof *section->requests);
    for (uint32_t i = 0; i < n; i++) {
        if (done[i])
            continue;
        struct nv_buf numbers = NV_BUF_INIT;
        struct run run = {0, 0};
        uint32_t members = 0;
        for (uint32_t k = i; k < n; k++) {
            if (done[k] || first[k].plan != first[i].plan ||
                nv_matter_of(&first[k]) != nv_matter_of(&first[i]))
                continue;
            done[k] = true;
            add_number(&numbers, &run, before + k + 1);
            group[members++] = &first[k];
        }
        end_run(&numbers, &run);
        const char *request = nv_wording_request(v, group, members, members < n);
        if (members < n) {
            struct nv_tv *data = nv_say_data(v);
            nv_tv_set_str(data, "numbers", nv_buf_str(&numbers));
            nv_tv_set_bool(data, "one", members == 1);
            nv_tv_set_str(data, "request", request);
            request = nv_say_with(v, NV_WORD_LETTER_NUMBERED, data);
        }
        section->requests[section->n_requests++] = nv_clean(v->arena, nv_say_capital(v, request));
        nv_buf_free(&numbers);
    }
}

/* How many of a section's items a long letter shows: each later section keeps a few lines. */
static uint32_t shown(const struct nv_view *v, uint32_t next, uint32_t total, uint32_t room)
{
    enum { AT_LEAST = 3 };
    uint32_t kept = 0;
    for (uint32_t i = next; i < v->n_items; i += v->counts[v->items[i].section]) {
        uint32_t n = v->counts[v->items[i].section];
        kept += n < AT_LEAST ? n : AT_LEAST;
    }
    uint32_t most = room > kept ? room - kept : 0;
    return total < most ? total : most;
}

static const char *heading(const struct nv_doc *doc, const struct nv_view *v, enum nv_section kind)
{
    unsigned number = doc->n_sections + 1;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "roman", nv_say_roman(number));
    nv_tv_set_int(data, "number", number);
    nv_tv_set_str(data, "title", nv_say(v, nv_word_at(NV_WORD_SECTION_OVERDUE, kind)));
    nv_tv_set_str(data, "tasks", nv_say_quantity(v, NV_WORD_TASKS, v->counts[kind]));
    return nv_say_with(v, NV_WORD_SECTION_HEADING, data);
}

const char *nv_doc_more(const struct nv_view *v, uint32_t n)
{
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "tasks", nv_say_quantity(v, NV_WORD_TASKS, n));
    nv_tv_set_str(data, "file", v->bare ? NULL : nv_say(v, NV_WORD_FILE_TABLE));
    return nv_say_with(v, NV_WORD_LETTER_MORE, data);
}

static uint32_t count_reported(const struct nv_view *v, uint32_t from, uint32_t n)
{
    uint32_t reported = 0;
    for (uint32_t i = from; i < from + n; i++)
        reported += v->items[i].reported;
    return reported;
}

static void make_sections(struct nv_doc *doc, const struct nv_view *v)
{
    uint32_t room = NV_DOC_LONG;
    for (uint32_t i = 0; i < v->n_items;) {
        struct nv_doc_section *s = &doc->sections[doc->n_sections];
        s->kind = v->items[i].section;
        uint32_t total = v->counts[s->kind];
        uint32_t reported = v->whole ? 0 : count_reported(v, i, total);
        uint32_t visible = doc->brief ? shown(v, i + total, total, room) : total;
        room -= doc->brief ? visible : 0;
        s->n_items = visible < total - reported ? visible : total - reported;
        s->items = nv_arena_alloc(v->arena, (s->n_items + 1) * sizeof *s->items);
        if (v->n_items > 1 && !nv_doc_is_report(v))
            s->title = heading(doc, v, s->kind);
        for (uint32_t k = 0; k < s->n_items; k++)
            if (doc->brief && i + k > 0)
                make_brief_item(v, &v->items[i + k], i + k + 1, &s->items[k]);
            else
                make_item(v, &v->items[i + k], i + k + 1, &s->items[k]);
        if (reported)
            nv_doc_make_table(&s->table, v, &v->items[i + total - reported], visible - s->n_items,
                              reported);
        if (visible < total)
            s->more = nv_doc_more(v, total - visible);
        make_requests(v, &v->items[i], total, s);
        i += total;
        doc->n_sections++;
    }
}

/* One remark in a sentence. */
static const char *remark_line(const struct nv_view *v, const struct nv_remark *r)
{
    const char *colon = strchr(r->endpoint, ':');
    const struct nv_agency *about = nv_view_find(v, r->about);
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "name", about ? nv_view_agency_id(v, r->about) : NULL);
    nv_tv_set_str(data, "address",
                  colon ? nv_clean_cut(v->arena, colon + 1, ADDRESS_COLUMNS) : NULL);
    nv_tv_set_bool(data, "webhook", strncmp(r->endpoint, "webhook:", 8) == 0);
    nv_tv_set_str(data, "about", nv_clean(v->arena, r->about));
    nv_tv_set_str(data, "notice",
                  r->notice ? nv_arena_fmt(v->arena, "n%llu", (unsigned long long)r->notice)
                            : NULL);
    nv_tv_set_str(data, "day",
                  r->at_ms ? nv_say_day(v, nv_time_day(r->at_ms, v->snapshot->zone_min)) : NULL);
    nv_tv_set_str(data, "text", *r->text ? nv_clean_cut(v->arena, r->text, TEXT_COLUMNS) : NULL);
    nv_tv_set_str(data, "sent", nv_say_quantity(v, NV_WORD_NUMBER, (long)r->sent));
    nv_tv_set_str(data, "pending",
                  r->pending ? nv_say_quantity(v, NV_WORD_NUMBER, (long)r->pending) : NULL);
    nv_tv_set_str(data, "lost", r->lost ? nv_say_quantity(v, NV_WORD_NUMBER, (long)r->lost) : NULL);
    nv_tv_set_bool(data, "several", r->count > 1);
    nv_tv_set_str(data, "count", nv_say_quantity(v, NV_WORD_NUMBER, r->count));
    return nv_clean(v->arena,
                    nv_say_with(v, (enum nv_word)(NV_WORD_SERVICE_FAILED + r->kind), data));
}

/* What the service has to say: a last section without tasks. Of many remarks of one kind the first
 * few are told, then how many more there are. */
static void make_service(struct nv_doc *doc, const struct nv_view *v)
{
    enum { OF_A_KIND = 10 };
    struct nv_doc_section *s = &doc->sections[doc->n_sections];
    if (!v->n_remarks)
        return;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "roman", v->n_items > 1 ? nv_say_roman(doc->n_sections + 1) : NULL);
    nv_tv_set_str(data, "title", nv_say(v, NV_WORD_SECTION_SERVICE));
    s->kind = NV_SECTION_SERVICE;
    s->title = nv_say_with(v, NV_WORD_SERVICE_HEADING, data);
    s->requests = nv_arena_alloc(v->arena, (v->n_remarks + NV_REMARK_COUNT) * sizeof *s->requests);
    for (int kind = 0; kind < NV_REMARK_COUNT; kind++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < v->n_remarks; i++)
            if ((int)v->remarks[i]->kind == kind && n++ < OF_A_KIND)
                s->requests[s->n_requests++] = remark_line(v, v->remarks[i]);
        if (n > OF_A_KIND) {
            data = nv_say_data(v);
            nv_tv_set_int(data, "n", n - OF_A_KIND);
            nv_tv_set_str(data, "nn", nv_say_quantity(v, NV_WORD_NUMBER, n - OF_A_KIND));
            s->requests[s->n_requests++] = nv_say_with(v, NV_WORD_SERVICE_MORE, data);
        }
    }
    doc->n_sections++;
}

static void make_counts(struct nv_doc *doc, const struct nv_view *v)
{
    for (int s = 0; s < NV_SECTION_COUNT; s++)
        if (v->counts[s])
            doc->counts[doc->n_counts++] = (struct nv_doc_count){
                (enum nv_section)s,
                nv_say_one(v, nv_word_at(NV_WORD_COUNT_OVERDUE, (enum nv_section)s), "tasks",
                           nv_say_quantity(v, NV_WORD_TASKS, v->counts[s]))};
}

static bool all_superior(const struct nv_view *v)
{
    for (uint32_t i = 0; i < v->n_items; i++)
        if (!nv_view_superior(&v->items[i]))
            return false;
    return v->n_items > 0;
}

/* In the name of the owner where there is one and it does not write to itself or upwards; NULL: the
 * system writes. */
static const char *sender(const struct nv_view *v)
{
    uint32_t owner = v->plans[0]->owner;
    bool one =
        !all_superior(v) && nv_snapshot_agency(v->snapshot, v->letter->notice->agency) != owner;
    for (uint32_t i = 1; i < v->n_plans; i++)
        one = one && v->plans[i]->owner == owner;
    return one ? nv_view_agency(v, owner) : NULL;
}

/* Where all items are of one section, its count stands in the sentence; else a list follows. */
static void open_several(struct nv_doc *doc, const struct nv_view *v)
{
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "basis", v->n_plans == 1 ? nv_say_basis(v, v->plans[0]) : NULL);
    nv_tv_set_str(data, "sender", sender(v));
    nv_tv_set_bool(data, "up", all_superior(v));
    nv_tv_set_bool(data, "several", doc->n_counts > 1);
    nv_tv_set_str(data, "tasks", nv_say_quantity(v, NV_WORD_TASKS, v->n_items));
    nv_tv_set_str(data, "count", doc->counts[0].text);
    nv_tv_set_str(data, "today", nv_say_day(v, v->today));
    doc->opening = nv_say_capital(v, nv_say_with(v, NV_WORD_LETTER_SEVERAL, data));
    if (doc->n_counts == 1)
        doc->n_counts = 0;
}

static const char *open_service(const struct nv_view *v)
{
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "addressee", v->agency_name);
    nv_tv_set_str(data, "today", nv_say_day(v, v->today));
    return nv_say_with(v, NV_WORD_LETTER_SERVICE, data);
}

static bool is_for_owner(const struct nv_view *v)
{
    const struct nv_notice *n = v->letter->notice;
    for (uint32_t i = 0; i < n->n_items; i++)
        if (n->items[i].section == NV_SECTION_REPORT)
            return n->items[i].role == NV_ROLE_OWNER;
    return false;
}

static void open_letter(struct nv_doc *doc, const struct nv_view *v)
{
    if (nv_doc_is_report(v)) {
        doc->opening = nv_wording_report(v, NV_PART_OPENING);
        doc->n_counts = 0;
        if (v->items[0].item->role == NV_ROLE_OWNER)
            doc->addressee = nv_say_one(v, NV_WORD_NAME_LEADERS, "name", v->agency_name);
    } else if (v->n_items > 1) {
        open_several(doc, v);
    } else if (!v->n_items && !v->n_remarks && v->n_reports) {
        doc->n_counts = 0; /* each report opens itself */
    } else {
        doc->opening = v->test        ? nv_say_test(v, NV_WORD_LETTER_TEST)
                       : v->n_items   ? nv_wording_opening(v, &v->items[0])
                       : v->n_remarks ? open_service(v)
                                      : nv_say(v, NV_WORD_LETTER_NONE);
        doc->n_counts = 0;
    }
    if (v->n_reports && is_for_owner(v))
        doc->addressee = nv_say_one(v, NV_WORD_NAME_LEADERS, "name", v->agency_name);
    doc->opening = nv_clean(v->arena, doc->opening);
    doc->takeover = v->one_predecessor ? nv_say_takeover(v, &v->items[0]) : NULL;
    if (v->n_plans < 2)
        return;
    doc->plans = nv_arena_alloc(v->arena, v->n_plans * sizeof *doc->plans);
    for (uint32_t i = 0; i < v->n_plans; i++)
        doc->plans[doc->n_plans++] = nv_say_basis(v, v->plans[i]);
}

static void add_footer(struct nv_doc *doc, const char *line)
{
    nv_require(doc->n_footer < sizeof doc->footer / sizeof *doc->footer);
    if (*line)
        doc->footer[doc->n_footer++] = line;
}

/* Its reader may have done the work by now. Where he has just been told that it is not done, or
 * rests, the letter is not one to be ignored. */
static bool may_be_done(const struct nv_view_item *it)
{
    enum nv_fact_kind change = it->standing->change;
    bool not_done = it->told && (change == NV_FACT_REJECT || change == NV_FACT_REOPEN ||
                                 change == NV_FACT_HOLD);
    return it->item->role <= NV_ROLE_EXECUTOR && !nv_standing_closed(it->standing) && !not_done;
}

static void close_letter(struct nv_doc *doc, const struct nv_view *v)
{
    enum { PLANS_IN_FOOTER = 5 };
    bool acts = false;
    for (uint32_t i = 0; i < v->n_items; i++)
        acts = acts || may_be_done(&v->items[i]);
    add_footer(doc, nv_say_one(v, NV_WORD_LETTER_ABOUT, "title",
                               v->one_plan ? nv_clean_bare(v->arena, v->plans[0]->title) : NULL));
    for (uint32_t i = 0; i < v->n_plans && i < PLANS_IN_FOOTER; i++) {
        const char *contact = nv_clean_bare(v->arena, v->plans[i]->contact);
        bool again = i > 0 && strcmp(contact, nv_clean_bare(v->arena, v->plans[0]->contact)) == 0;
        if (!*contact || again)
            continue;
        struct nv_tv *data = nv_say_data(v);
        nv_tv_set_str(data, "contact", contact);
        nv_tv_set_bool(data, "named", strncmp(contact, "Đầu mối", strlen("Đầu mối")) == 0);
        add_footer(doc, nv_say_with(v, NV_WORD_LETTER_CONTACT, data));
    }
    if (acts)
        add_footer(doc, nv_say(v, NV_WORD_LETTER_DONE));
}

void nv_doc_make(struct nv_doc *doc, const struct nv_view *v)
{
    memset(doc, 0, sizeof *doc);
    doc->brief = !v->whole && v->n_items > NV_DOC_LONG;
    doc->subject = nv_subject(v);
    doc->kicker = nv_subject_plans(v);
    doc->addressee = v->agency_name;
    make_counts(doc, v);
    make_sections(doc, v);
    make_service(doc, v);
    open_letter(doc, v);
    close_letter(doc, v);
}
