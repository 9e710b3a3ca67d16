/* The notice as one JSON document in the envelope of a CloudEvent; docs/webhook.md and the schema
 * docs/schema/notice.v1.schema.json are its contract. */
#include <jansson.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "model/remark.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "render/clean.h"
#include "render/cloudevent.h"
#include "render/doc.h"
#include "render/ident.h"
#include "render/render.h"
#include "render/subject.h"

#define EVENT_TYPE "vn.nhacviec.notice.v1"
#define DATA_SCHEMA "urn:nhacviec:schema:notice.v1#/$defs/notice"

static void set(json_t *object, const char *key, json_t *value)
{
    nv_require(json_object_set_new_nocheck(object, key, value) == 0);
}

/* What is clean is UTF-8: jansson need not look again. */
static json_t *text(const struct nv_view *v, const char *s)
{
    return s ? json_string_nocheck(nv_clean(v->arena, s)) : json_null();
}

static json_t *day(int32_t d)
{
    char iso[NV_DAY_TEXT];
    return d == NV_DAY_NONE ? json_null() : json_string(nv_day_iso(d, iso));
}

static json_t *agency_ids(const struct nv_view *v, const struct nv_refs *refs)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < refs->n; i++)
        json_array_append_new(list, text(v, v->snapshot->agencies[refs->v[i]].id));
    return list;
}

static json_t *products(const struct nv_view *v, const struct nv_strings *names)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < names->n; i++)
        json_array_append_new(list, text(v, names->v[i]));
    return list;
}

/* The fact that the item tells of. */
static json_t *told(const struct nv_view *v, const struct nv_standing *st)
{
    json_t *o = json_object();
    set(o, "kind", json_string(nv_fact_kind_name(st->change)));
    set(o, "day", day(st->change_of));
    set(o, "document", text(v, st->document));
    set(o, "note", text(v, st->note));
    set(o, "until", day(st->change == NV_FACT_HOLD ? st->held_until : NV_DAY_NONE));
    return o;
}

static json_t *one_item(const struct nv_view *v, const struct nv_view_item *it)
{
    const struct nv_deliverable *d = it->deliverable;
    const struct nv_item *item = it->item;
    json_t *o = json_object();
    set(o, "id", text(v, it->occurrence->id));
    set(o, "key", text(v, it->occurrence->key));
    set(o, "deliverable", text(v, d->id));
    set(o, "period", text(v, it->occurrence->label));
    set(o, "plan", text(v, it->plan->id));
    set(o, "task", text(v, it->task->id));
    set(o, "title", text(v, it->task->title));
    set(o, "products", products(v, &d->names));
    set(o, "due", text(v, d->due));
    set(o, "kind", json_string(nv_deadline_kind_name(d->deadline.kind)));
    set(o, "value", text(v, d->deadline.value));
    set(o, "nominal", day(item->nominal));
    set(o, "effective", day(item->effective));
    set(o, "days_left", it->dated ? json_integer(it->days_left) : json_null());
    set(o, "status", json_string(nv_status_name(it->status)));
    set(o, "role", json_string(nv_role_name(item->role)));
    set(o, "named", text(v, item->named));
    set(o, "predecessor", text(v, item->predecessor));
    set(o, "stand_in", json_boolean(item->stand_in));
    set(o, "rung", text(v, item->rung));
    set(o, "rung_day", day(item->rung_day));
    set(o, "section", json_string(nv_section_name(item->section)));
    set(o, "chase", json_integer(item->chase));
    set(o, "original_nominal",
        it->standing->extensions ? day(it->standing->original_nominal) : json_null());
    set(o, "extensions", json_integer(it->standing->extensions));
    set(o, "fact", it->told ? told(v, it->standing) : json_null());
    for (int role = 0; role < NV_ROLE_PRINTED; role++)
        set(o, nv_role_name((enum nv_role)role), agency_ids(v, &d->roles[role]));
    struct nv_state state = nv_state_now(it->occurrence, it->standing, v->today);
    set(o, "work", json_string(nv_work_name(state.work)));
    set(o, "timing", json_string(nv_timing_name(state.timing)));
    return o;
}

/* What the service itself has to say. */
static json_t *service(const struct nv_view *v)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < v->n_remarks; i++) {
        const struct nv_remark *r = v->remarks[i];
        char at[NV_DAY_TEXT];
        json_t *o = json_object();
        set(o, "kind", json_string(nv_remark_kind_name(r->kind)));
        set(o, "about", text(v, r->about));
        set(o, "endpoint", *r->endpoint ? text(v, r->endpoint) : json_null());
        set(o, "notice", r->notice ? json_integer((json_int_t)r->notice) : json_null());
        set(o, "text", text(v, r->text));
        set(o, "count", json_integer(r->count));
        set(o, "at",
            r->at_ms ? json_string(nv_time_rfc3339(r->at_ms, v->snapshot->zone_min, at))
                     : json_null());
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *document(const struct nv_view *v, const char *subject, const char *letter)
{
    const struct nv_letter *l = v->letter;
    int zone = v->snapshot->zone_min;
    char window[NV_DAY_TEXT];
    json_t *agency = json_object(), *items = json_array(), *o = json_object();
    set(agency, "id", text(v, l->notice->agency));
    set(agency, "name", text(v, v->agency_name));
    for (uint32_t i = 0; i < v->n_items; i++)
        json_array_append_new(items, one_item(v, &v->items[i]));
    set(o, "instance", text(v, v->snapshot->instance));
    set(o, "agency", agency);
    set(o, "day", day(l->notice->day));
    int64_t window_ms = v->test ? l->notice->created_ms : l->notice->window_ms;
    set(o, "window", json_string(nv_time_rfc3339(window_ms, zone, window)));
    set(o, "subject", json_string(subject));
    set(o, "items", items);
    set(o, "text", json_string(letter));
    set(o, "service", service(v));
    set(o, "test", json_boolean(v->test));
    return o;
}

static json_t *event(const struct nv_view *v, json_t *data)
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
    json_t *o = nv_cloudevent_new(&e, data);
    nv_buf_free(&id);
    nv_buf_free(&source);
    return o;
}

void nv_render_webhook(const struct nv_letter *l, struct nv_buf *out)
{
    struct nv_view v;
    struct nv_doc doc;
    struct nv_buf letter = NV_BUF_INIT;
    nv_view_init(&v, l);
    nv_doc_make(&doc, &v);
    nv_doc_text(&v, nv_doc_data(&doc, &v), &letter);
    json_t *o = event(&v, document(&v, doc.subject, nv_buf_str(&letter)));
    char *bytes = json_dumps(o, JSON_COMPACT);
    nv_require(bytes != NULL);
    nv_buf_adds(out, bytes);
    free(bytes);
    json_decref(o);
    nv_buf_free(&letter);
    nv_view_free(&v);
}

const char *nv_render_webhook_type(enum nv_webhook_format format)
{
    switch (format) {
    case NV_WEBHOOK_STANDARD:
        break;
    }
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
