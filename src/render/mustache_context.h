/* Where in the set's language a place of a template is, and whether a value may stand there. */
#ifndef NV_RENDER_MUSTACHE_CONTEXT_H
#define NV_RENDER_MUSTACHE_CONTEXT_H

#include "render/mustache.h"
#include "render/mustache_html.h"
#include "render/mustache_json.h"

struct nv_mcontext {
    enum nv_template_mode mode;
    struct nv_mhtml html;
    enum nv_mjson json;
};

void nv_mcontext_text(struct nv_mcontext *c, const char *s, size_t n);

/* Puts a value here; `field` is NULL where nothing is known of it, `raw` is true for {{{x}}}.
 * Returns NULL, or in Vietnamese why it may not stand here and what is allowed. */
const char *nv_mcontext_value(struct nv_mcontext *c, const struct nv_schema *field, bool raw);

bool nv_mcontext_equal(const struct nv_mcontext *a, const struct nv_mcontext *b);
/* True where a whole document may end. */
bool nv_mcontext_at_end(const struct nv_mcontext *c);
/* Vietnamese, after "ở". */
const char *nv_mcontext_describe(const struct nv_mcontext *c);

#endif
