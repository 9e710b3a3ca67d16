/* A value's text in the language of a template set. */
#ifndef NV_RENDER_MUSTACHE_ESCAPE_H
#define NV_RENDER_MUSTACHE_ESCAPE_H

#include <stddef.h>

#include "render/mustache.h"

struct nv_buf;

/* Appends `n` bytes of UTF-8 so that they cannot be structure: in HTML as text or within a quoted
 * attribute, in JSON within a string literal, in a form within a name or value. */
void nv_mustache_escape(struct nv_buf *out, enum nv_template_mode mode, const char *s, size_t n);

#endif
