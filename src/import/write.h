/* A draft as a plan file. The same draft gives the same bytes. */
#ifndef NV_IMPORT_WRITE_H
#define NV_IMPORT_WRITE_H

struct nv_buf;
struct nv_draft;
struct nv_snapshot;

void nv_write_plan(const struct nv_draft *d, const struct nv_snapshot *s, struct nv_buf *out);

#endif
