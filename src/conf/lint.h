/* Looks through the bytes of a file before libconfig does: encoding, comments, strings, numbers,
 * brackets, separators, the whole grammar. libconfig 1.5 accepts much that an administrator did not
 * mean (an open comment swallows the rest, a lost comma joins two strings, 3000000000 becomes
 * negative, a NUL cuts) and answers the rest with "syntax error" in a later line.
 *
 * Knows nothing of what the keys mean. */
#ifndef NV_CONF_LINT_H
#define NV_CONF_LINT_H

#include <stdbool.h>

struct nv_diags;
struct nv_scan;
struct nv_source;
struct nv_token;

enum {
    NV_LINT_FILE_MAX = 64 << 20,
    NV_LINT_STRING_MAX = 64 << 10,
    NV_LINT_DEPTH_MAX = 16,
    NV_LINT_KEYS_MAX = 256,
    NV_LINT_FAULTS_MAX = 50, /* after so many the rest of a file is noise */
};

/* Checks `s->text`, strips a byte order mark, adds a last newline, fills the index of places.
 * Returns true when libconfig may read the text: then every fault reported lies inside a value. */
bool nv_lint(struct nv_source *s, struct nv_diags *d);

/* The inside of one string token: escapes, control characters, length. */
void nv_lint_string(const struct nv_source *s, const struct nv_token *t, struct nv_diags *d);

/* One number token; `next` is the byte after it. False if libconfig would not read it as one. */
bool nv_lint_number(const struct nv_source *s, const struct nv_token *t, char next,
                    struct nv_diags *d);

/* Encoding: UTF-16, NUL, invalid UTF-8, lone carriage returns. False if the text is no text. */
bool nv_lint_bytes(struct nv_source *s, struct nv_diags *d);

#endif
