#include "calendar/day.h"
#include "cli/common.h"
#include "cli/preview.h"
#include "model/notice.h"
#include "model/status.h"

static json_t *json_item(const struct nv_preview *p, const struct nv_item *item, int32_t today)
{
    uint32_t at = nv_snapshot_occurrence(p->s, item->occurrence);
    if (at == NV_NONE) /* a report */
        return json_pack("{s:s, s:s, s:s, s:n, s:n, s:n, s:n}", "id", item->occurrence, "role",
                         nv_role_name(item->role), "rung", item->rung, "kind", "nominal",
                         "effective", "days_left");
    const struct nv_occurrence *o = &p->s->occurrences[at];
    json_t *doc = json_pack("{s:s}", "id", o->id);
    if (nv_snapshot_n_plans(p->s) > 1)
        json_object_set_new(doc, "key", json_string(o->key));
    json_object_set_new(doc, "role", json_string(nv_role_name(item->role)));
    json_object_set_new(doc, "rung", json_string(item->rung));
    json_object_set_new(
        doc, "kind",
        json_string(nv_deadline_kind_name(p->s->deliverables[o->deliverable].deadline->kind)));
    json_object_set_new(doc, "nominal", nv_json_day(item->nominal));
    json_object_set_new(doc, "effective", nv_json_day(item->effective));
    json_object_set_new(doc, "days_left",
                        item->nominal == NV_DAY_NONE
                            ? json_null()
                            : json_integer(nv_days_left(item->nominal, item->effective, today)));
    return doc;
}

/* One object a line, so that a whole year need not stand in memory and a person can grep it. */
void nv_preview_json(struct nv_preview *p, const struct nv_notice *n,
                     const struct nv_delivery *deliveries, uint32_t n_deliveries)
{
    char at[NV_DAY_TEXT];
    json_t *items = json_array();
    for (uint32_t i = 0; i < n->n_items; i++)
        json_array_append_new(items, json_item(p, &n->items[i], n->day));
    nv_time_rfc3339(n->window_ms, p->s->zone_min, at);
    for (uint32_t i = 0; i < n_deliveries; i++) {
        const struct nv_endpoint *e = nv_preview_endpoint(p->s, &deliveries[i]);
        json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:O}", "at", at, "agency", n->agency, "channel",
                              e->kind == NV_ENDPOINT_MAIL ? "mail" : "webhook", "address",
                              e->address, "items", items);
        fputs(p->messages + i ? ",\n" : "[\n", p->cli->out);
        json_dumpf(o, p->cli->out, 0);
        json_decref(o);
    }
    json_decref(items);
}
