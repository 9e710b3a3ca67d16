/* A report (model/summary.h) as JSON: what `nhacviec report --json` prints and webhooks carry.
 * Names are codes, not words; docs/report.md says what each member is. */
#ifndef NV_RENDER_REPORT_JSON_H
#define NV_RENDER_REPORT_JSON_H

struct nv_json;
struct nv_summary;

/* One object. */
void nv_report_json(struct nv_json *j, const struct nv_summary *r);

#endif
