/* The names by which a message is known for ever: the same over retries, never twice. */
#ifndef NV_RENDER_IDENT_H
#define NV_RENDER_IDENT_H

struct nv_buf;
struct nv_letter;

/* "n12.34.0123456789abcdef": notice, delivery, ledger. Unique over all installations. */
void nv_ident_local(const struct nv_letter *l, struct nv_buf *out);

#endif
