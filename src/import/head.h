/* The head of the plan: year, title, legal basis and owner, as far as the document and the plans
 * that are there tell; the rest is left to the administrator with a remark. */
#ifndef NV_IMPORT_HEAD_H
#define NV_IMPORT_HEAD_H

struct nv_draft;
struct nv_err;
struct nv_import_options;
struct nv_snapshot;

/* Fills d->year only: the phrases need it. */
int nv_head_year(struct nv_draft *d, const struct nv_import_options *o, struct nv_err *err);
/* The rest; after the roles are known. */
void nv_head_fill(struct nv_draft *d, const struct nv_import_options *o,
                  const struct nv_snapshot *s);

#endif
