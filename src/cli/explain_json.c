#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "cli/common.h"
#include "cli/explanation.h"

static json_t *json_named(const struct nv_snapshot *s, const struct nv_refs *named)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < named->n; i++) {
        const struct nv_agency *a = &s->agencies[named->v[i]];
        json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "id", a->id, "name", a->name,
                                              "group", (int)a->is_group));
    }
    return list;
}

static json_t *json_endpoints(const struct nv_agency *a)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < a->n_endpoints; i++)
        json_array_append_new(list, json_string(a->endpoints[i].id));
    return list;
}

static json_t *json_recipients(const struct nv_snapshot *s, const struct nv_recipients *r)
{
    json_t *list = json_array();
    for (size_t i = 0; i < r->list.n; i++) {
        const struct nv_recipient *one = &r->list.v[i];
        const struct nv_agency *a = &s->agencies[one->agency];
        json_t *o =
            json_pack("{s:s, s:s, s:s, s:s?}", "id", a->id, "name", a->name, "named",
                      s->agencies[one->named].id, "predecessor",
                      one->predecessor == NV_NONE ? NULL : s->agencies[one->predecessor].id);
        json_object_set_new(o, "since",
                            one->succession ? nv_json_day(one->succession->from) : json_null());
        json_object_set_new(o, "basis",
                            one->succession && one->succession->basis
                                ? json_string(one->succession->basis)
                                : json_null());
        json_object_set_new(o, "endpoints", json_endpoints(a));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *json_rungs(const struct nv_explanation *x, const struct nv_explained_role *r)
{
    json_t *list = json_array();
    for (size_t i = 0; i < r->rungs.n; i++)
        json_array_append_new(list, json_pack("{s:s, s:o, s:b}", "rung", r->rungs.v[i].text, "day",
                                              nv_json_day(r->rungs.v[i].day), "past",
                                              r->rungs.v[i].day < x->today));
    return list;
}

static json_t *json_repeat(const struct nv_ladder *l)
{
    char text[16];
    if (!l || !l->repeat)
        return json_null();
    return json_string(
        nv_fmt(text, sizeof text, "%d%c", l->repeat, l->repeat_calendar ? 'd' : 'w'));
}

static json_t *json_roles(const struct nv_explanation *x)
{
    json_t *list = json_array();
    for (size_t i = 0; i < x->n_roles; i++) {
        const struct nv_explained_role *r = &x->roles[i];
        uint32_t missing = r->recipients.unresolved;
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:o, s:o, s:s?, s:o, s:o}", "role", nv_role_name(r->role),
                            "ladder_of", nv_role_name(r->ladder_role), "named",
                            json_named(x->s, &r->named), "recipients",
                            json_recipients(x->s, &r->recipients), "unresolved",
                            missing == NV_NONE ? NULL : x->s->agencies[missing].id, "ladder",
                            json_rungs(x, r), "repeat", json_repeat(r->ladder)));
    }
    return list;
}

/* The days off from the nominal day up to the effective one. */
static json_t *json_days_off(const struct nv_explanation *x)
{
    json_t *list = json_array();
    for (int32_t day = x->o->nominal; day != NV_DAY_NONE && day < x->o->effective; day++) {
        const char *name = nv_workdays_name(x->s->workdays, day);
        json_array_append_new(list, json_pack("{s:o, s:s}", "day", nv_json_day(day), "name",
                                              name ? name : nv_weekday_vi(day)));
    }
    return list;
}

static json_t *json_events(const struct nv_explanation *x)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < x->d->events.n; i++)
        json_array_append_new(list, json_string(x->s->events[x->d->events.v[i]].id));
    return list;
}

void nv_explanation_json(const struct nv_explanation *x, struct nv_cli *cli)
{
    const struct nv_deliverable *d = x->d;
    const struct nv_occurrence *o = x->o;
    json_t *names = json_array();
    for (uint32_t i = 0; i < d->names.n; i++)
        json_array_append_new(names, json_string(d->names.v[i]));
    json_t *doc = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:o, s:{s:s, s:i}, s:s, s:s, s:s}", "id", d->id, "key", d->key,
        "plan", x->plan->id, "task", x->task->title, "task_id", x->task->id, "names", names,
        "place", "file", d->place.file ? d->place.file : "", "line", d->place.line, "due", d->due,
        "kind", nv_deadline_kind_name(d->deadline->kind), "value", d->deadline->value);
    json_object_set_new(doc, "first_day", nv_json_day(d->deadline->first_day));
    json_object_set_new(doc, "last_day", nv_json_day(d->deadline->last_day));
    json_object_set_new(doc, "nominal", nv_json_day(o->nominal));
    json_object_set_new(doc, "effective", nv_json_day(o->effective));
    json_object_set_new(doc, "days_off", json_days_off(x));
    json_object_set_new(doc, "remind_by", nv_json_day(x->remind_day));
    json_object_set_new(doc, "today", nv_json_day(x->today));
    json_object_set_new(doc, "days_left",
                        o->nominal == NV_DAY_NONE
                            ? json_null()
                            : json_integer(nv_days_left(o->nominal, o->effective, x->today)));
    json_object_set_new(doc, "done", nv_json_day(x->st->done_day));
    json_object_set_new(doc, "status", json_string(nv_status_name(x->status)));
    nv_json_set_state(doc, o, x->st, x->today);
    json_object_set_new(doc, "extensions", json_integer(x->st->extensions));
    json_object_set_new(doc, "original_nominal", nv_json_day(x->st->original_nominal));
    json_object_set_new(doc, "held_until", nv_json_day(x->st->held_until));
    json_object_set_new(doc, "ack_until", nv_json_day(x->st->ack_until));
    json_object_set_new(doc, "percent",
                        x->st->percent < 0 ? json_null() : json_integer(x->st->percent));
    json_object_set_new(doc, "events", json_events(x));
    json_object_set_new(doc, "owner_leads", json_boolean(x->own_work));
    json_object_set_new(doc, "occurrence", json_string(o->id));
    json_object_set_new(doc, "occurrences", nv_json_occurrences(x->s, d, x->standings, x->today));
    json_object_set_new(doc, "roles", json_roles(x));
    json_object_set_new(doc, "note", d->note ? json_string(d->note) : json_null());
    nv_cli_print_json(cli, doc);
}
