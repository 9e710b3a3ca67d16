/* `reports` of a plan file: the rule by which a periodic report is due, so that a decision that
 * says "theo quy định" gets its days from configuration. */
#ifndef NV_CONF_REPORTS_H
#define NV_CONF_REPORTS_H

#include <stdint.h>

struct nv_loader;
struct nv_node;

/* Reads the list; `first` of the plan's own reports is l->reports.n before. */
void nv_read_reports(struct nv_loader *l, const struct nv_node *list);

/* The report that a deliverable names, among those from `first` on; NV_NONE after an error. */
uint32_t nv_report_at(struct nv_loader *l, const struct nv_node *n, uint32_t first);

#endif
