/* The names by which a message is known for ever: the same over retries, never twice. */
#ifndef NV_RENDER_IDENT_H
#define NV_RENDER_IDENT_H

struct nv_buf;
struct nv_letter;

/* "n12.34.0123456789abcdef": notice, delivery, ledger. Unique over all installations. */
void nv_ident_local(const struct nv_letter *l, struct nv_buf *out);

/* "khanhhoa.khanhhoa.example": the installation within the sender's domain, a name that is ours
 * alone. Appended. */
void nv_ident_host(const struct nv_letter *l, struct nv_buf *out);

/* "t.0123456789abcdef.0123456789abcdef@host": the root of the thread that `about` names (an
 * occurrence or a month) for this agency; appended. No message has this id: it only binds. */
void nv_ident_thread(const struct nv_letter *l, const char *about, struct nv_buf *out);

#endif
