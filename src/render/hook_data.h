/* What a webhook's template is filled with, and the schema it is checked against. */
#ifndef NV_RENDER_HOOK_DATA_H
#define NV_RENDER_HOOK_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "render/hook_text.h"

struct nv_doc;
struct nv_hook;
struct nv_schema;
struct nv_tv;
struct nv_view;

/* How much of a letter is said. */
struct nv_hook_cut {
    enum nv_hook_markup markup;
    uint32_t items; /* shown, the first ones */
    size_t columns; /* of each text; 0: all */
};

enum { NV_HOOK_ROOT_FIELDS = 40 };

/* Writes NV_HOOK_ROOT_FIELDS fields of the root: those of every template, then `values` with the
 * fields given. */
void nv_hook_schema(const struct nv_schema *values, struct nv_schema *out);

/* In the view's arena. `doc` tells every item (nv_view.whole). */
const struct nv_tv *nv_hook_data(const struct nv_view *v, const struct nv_doc *doc,
                                 const struct nv_hook *hook, const struct nv_hook_cut *cut);

#endif
