/* The notice as one JSON document in the envelope of a CloudEvent; docs/webhook.md and the schema
 * docs/schema/notice.v1.schema.json are its contract. */
#include "base/arena.h"
#include "base/buf.h"
#include "calendar/day.h"
#include "model/remark.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "render/clean.h"
#include "render/cloudevent.h"
#include "render/doc.h"
#include "render/hook_body.h"
#include "render/ident.h"
#include "render/json.h"
#include "render/render.h"
#include "render/report_json.h"

#define EVENT_TYPE "vn.nhacviec.notice.v1"
#define DATA_SCHEMA "urn:nhacviec:schema:notice.v1#/$defs/notice"

static void text(struct nv_json *j, const char *key, const struct nv_view *v, const char *s)
{
    nv_json_text(j, key, s ? nv_clean(v->arena, s) : NULL);
}

static void day(struct nv_json *j, const char *key, int32_t d)
{
    char iso[NV_DAY_TEXT];
    nv_json_text(j, key, d == NV_DAY_NONE ? NULL : nv_day_iso(d, iso));
}

static void agency_ids(struct nv_json *j, const char *key, const struct nv_view *v,
                       const struct nv_refs *refs)
{
    nv_json_begin(j, key, '[');
    for (uint32_t i = 0; i < refs->n; i++)
        text(j, NULL, v, v->snapshot->agencies[refs->v[i]].id);
    nv_json_end(j, ']');
}

static void products(struct nv_json *j, const struct nv_view *v, const struct nv_strings *names)
{
    nv_json_begin(j, "products", '[');
    for (uint32_t i = 0; i < names->n; i++)
        text(j, NULL, v, names->v[i]);
    nv_json_end(j, ']');
}

/* The fact that the item tells of. */
static void told(struct nv_json *j, const struct nv_view *v, const struct nv_view_item *it)
{
    const struct nv_standing *st = it->standing;
    if (!it->told) {
        nv_json_null(j, "fact");
        return;
    }
    nv_json_begin(j, "fact", '{');
    nv_json_text(j, "kind", nv_fact_kind_name(st->change));
    day(j, "day", st->change_of);
    text(j, "document", v, st->document);
    text(j, "note", v, st->note);
    day(j, "until", st->change == NV_FACT_HOLD ? st->held_until : NV_DAY_NONE);
    nv_json_end(j, '}');
}

/* What the item is about. */
static void work(struct nv_json *j, const struct nv_view *v, const struct nv_view_item *it)
{
    const struct nv_deliverable *d = it->deliverable;
    text(j, "id", v, it->occurrence->id);
    text(j, "key", v, it->occurrence->key);
    text(j, "deliverable", v, d->id);
    text(j, "period", v, it->occurrence->label);
    text(j, "plan", v, it->plan->id);
    text(j, "task", v, it->task->id);
    text(j, "title", v, it->task->title);
    products(j, v, &d->names);
    text(j, "due", v, d->due);
    nv_json_text(j, "kind", nv_deadline_kind_name(d->deadline->kind));
    text(j, "value", v, d->deadline->value);
}

static void one_item(struct nv_json *j, const struct nv_view *v, const struct nv_view_item *it)
{
    const struct nv_item *item = it->item;
    nv_json_begin(j, NULL, '{');
    work(j, v, it);
    day(j, "nominal", item->nominal);
    day(j, "effective", item->effective);
    if (it->dated)
        nv_json_int(j, "days_left", it->days_left);
    else
        nv_json_null(j, "days_left");
    nv_json_text(j, "status", nv_status_name(it->status));
    nv_json_text(j, "role", nv_role_name(item->role));
    text(j, "named", v, item->named);
    text(j, "predecessor", v, item->predecessor);
    nv_json_bool(j, "stand_in", item->stand_in);
    text(j, "rung", v, item->rung);
    day(j, "rung_day", item->rung_day);
    nv_json_text(j, "section", nv_section_name(item->section));
    nv_json_int(j, "chase", item->chase);
    day(j, "original_nominal",
        it->standing->extensions ? it->standing->original_nominal : NV_DAY_NONE);
    nv_json_int(j, "extensions", it->standing->extensions);
    told(j, v, it);
    for (int role = 0; role < NV_ROLE_PRINTED; role++)
        agency_ids(j, nv_role_name((enum nv_role)role), v, &it->deliverable->roles[role]);
    struct nv_state state = nv_state_now(it->occurrence, it->standing, v->today);
    nv_json_text(j, "work", nv_work_name(state.work));
    nv_json_text(j, "timing", nv_timing_name(state.timing));
    nv_json_end(j, '}');
}

/* What the service itself has to say. */
static void service(struct nv_json *j, const struct nv_view *v)
{
    nv_json_begin(j, "service", '[');
    for (uint32_t i = 0; i < v->n_remarks; i++) {
        const struct nv_remark *r = v->remarks[i];
        char at[NV_DAY_TEXT];
        nv_json_begin(j, NULL, '{');
        nv_json_text(j, "kind", nv_remark_kind_name(r->kind));
        text(j, "about", v, r->about);
        text(j, "endpoint", v, *r->endpoint ? r->endpoint : NULL);
        if (r->notice)
            nv_json_int(j, "notice", (int64_t)r->notice);
        else
            nv_json_null(j, "notice");
        text(j, "text", v, r->text);
        nv_json_int(j, "count", r->count);
        nv_json_text(j, "at",
                     r->at_ms ? nv_time_rfc3339(r->at_ms, v->snapshot->zone_min, at) : NULL);
        nv_json_end(j, '}');
    }
    nv_json_end(j, ']');
}

static void document(struct nv_json *j, const struct nv_view *v, const char *subject,
                     const char *letter)
{
    const struct nv_letter *l = v->letter;
    int64_t window_ms = v->test ? l->notice->created_ms : l->notice->window_ms;
    char window[NV_DAY_TEXT];
    nv_json_begin(j, "data", '{');
    text(j, "instance", v, v->snapshot->instance);
    nv_json_begin(j, "agency", '{');
    text(j, "id", v, l->notice->agency);
    text(j, "name", v, v->agency_name);
    nv_json_end(j, '}');
    day(j, "day", l->notice->day);
    nv_json_text(j, "window", nv_time_rfc3339(window_ms, v->snapshot->zone_min, window));
    nv_json_text(j, "subject", subject);
    nv_json_begin(j, "items", '[');
    for (uint32_t i = 0; i < v->n_items; i++)
        one_item(j, v, &v->items[i]);
    nv_json_end(j, ']');
    nv_json_text(j, "text", letter);
    service(j, v);
    nv_json_bool(j, "test", v->test);
    nv_json_begin(j, "reports", '[');
    for (uint32_t i = 0; i < v->n_reports; i++)
        nv_report_json(j, v->reports[i]);
    nv_json_end(j, ']');
    nv_json_end(j, '}');
}

static void begin_event(struct nv_json *j, const struct nv_view *v)
{
    const struct nv_letter *l = v->letter;
    char at[NV_DAY_TEXT];
    struct nv_buf id = NV_BUF_INIT, source = NV_BUF_INIT;
    nv_render_webhook_id(l, &id);
    nv_cloudevent_source(l, &source);
    const struct nv_cloudevent e = {
        .id = nv_buf_str(&id),
        .source = nv_buf_str(&source),
        .type = EVENT_TYPE,
        .subject = nv_clean(v->arena, l->notice->agency),
        .time = nv_time_rfc3339(l->at_ms, v->snapshot->zone_min, at),
        .dataschema = DATA_SCHEMA,
    };
    nv_cloudevent_begin(j, &e);
    nv_buf_free(&id);
    nv_buf_free(&source);
}

void nv_render_webhook(const struct nv_letter *l, struct nv_buf *out)
{
    if (l->hook) {
        nv_hook_body(l, out);
        return;
    }
    struct nv_view v;
    struct nv_doc doc;
    struct nv_buf letter = NV_BUF_INIT;
    struct nv_json j = {.out = out};
    nv_view_init(&v, l);
    v.bare = true;
    nv_doc_make(&doc, &v);
    nv_doc_text(&v, nv_doc_data(&doc, &v), &letter);
    begin_event(&j, &v);
    document(&j, &v, doc.subject, nv_buf_str(&letter));
    nv_json_end(&j, '}');
    nv_buf_free(&letter);
    nv_view_free(&v);
}

const char *nv_render_webhook_type(const struct nv_hook *hook)
{
    if (hook)
        return hook->content_type;
    return "application/cloudevents+json; charset=utf-8";
}

void nv_render_webhook_id(const struct nv_letter *l, struct nv_buf *out)
{
    struct nv_buf id = NV_BUF_INIT;
    nv_ident_local(l, &id);
    for (size_t i = 0; i < id.len; i++)
        nv_buf_addc(out, id.data[i] == '.' ? '-' : id.data[i]);
    nv_buf_free(&id);
}
