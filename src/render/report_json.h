/* A report (model/summary.h) as JSON: what `nhacviec report --json` prints and webhooks carry.
 * Names are codes, not words; docs/webhook.md says what each member is. */
#ifndef NV_RENDER_REPORT_JSON_H
#define NV_RENDER_REPORT_JSON_H

#include <jansson.h>

struct nv_summary;

/* A new reference. */
json_t *nv_report_json(const struct nv_summary *r);

#endif
