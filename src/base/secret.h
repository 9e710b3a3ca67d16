/* Signing secrets as the Standard Webhooks specification 1.0.0 serialises them, and the files that
 * hold them: one line, "whsec_" and the base64 (RFC 4648 section 4, padded) of 24 to 64 random
 * bytes. What is signed with them is nobody's business here. No message ever quotes the content. */
#ifndef NV_BASE_SECRET_H
#define NV_BASE_SECRET_H

#include <stddef.h>

struct nv_buf;
struct nv_err;

enum { NV_SECRET_MIN = 24, NV_SECRET_MAX = 64 };

struct nv_secret {
    unsigned char key[NV_SECRET_MAX];
    size_t n;
};

/* -NV_ESYNTAX where `text` (white space around it is allowed) is no such secret; `err` then says in
 * Vietnamese what is wrong with it. */
int nv_secret_parse(const char *text, size_t n, struct nv_secret *out, struct nv_err *err);

/* Where the file is, appended: an absolute name stays; a relative one is that of a credential of
 * this service (systemd.exec(5), LoadCredential=) where it has one of that name, else it counts
 * from `dir`. */
void nv_secret_path(const char *dir, const char *name, struct nv_buf *out);

/* Reads the file `path`. -NV_ESYNTAX: it can be read and holds no secret; other codes: it cannot.
 * Messages begin with the path. */
int nv_secret_read(const char *path, struct nv_secret *out, struct nv_err *err);

/* A secret of another kind, as a bearer token: the file's one line of printable ASCII, without the
 * white space around it. Codes and messages as above. */
enum { NV_SECRET_LINE = 2048 };
int nv_secret_line(const char *path, char out[NV_SECRET_LINE], struct nv_err *err);

void nv_secret_wipe(struct nv_secret *s);

#endif
