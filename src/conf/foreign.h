/* Characters that come with a text copied from a word processor and look like nothing, or like
 * something else: no-break blanks, zero-width characters, dashes. Knows what they are called. */
#ifndef NV_CONF_FOREIGN_H
#define NV_CONF_FOREIGN_H

#include <stdint.h>

struct nv_buf;

/* Appends what the character at `at`, which is not ASCII and stands outside of quotes, is and what
 * to do about it: a whole message. */
void nv_foreign_tell(struct nv_buf *out, const char *at);

/* The first character of `s` that cannot be seen, or 0. */
uint32_t nv_foreign_invisible(const char *s);

#endif
