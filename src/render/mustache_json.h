/* Where in JSON a template's literal text has come to: enough to tell the inside of a string
 * literal from the outside. */
#ifndef NV_RENDER_MUSTACHE_JSON_H
#define NV_RENDER_MUSTACHE_JSON_H

#include <stddef.h>

enum nv_mjson { NV_MJSON_OUTSIDE, NV_MJSON_STRING, NV_MJSON_ESCAPE };

/* The state after `n` more bytes. */
enum nv_mjson nv_mjson_text(enum nv_mjson state, const char *s, size_t n);

#endif
