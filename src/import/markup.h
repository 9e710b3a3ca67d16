/* The text of one cell as its blocks: HTML lists and paragraphs as office programs write them,
 * lines that begin with a dash, entities, white space, NFC. Knows nothing of tables. */
#ifndef NV_IMPORT_MARKUP_H
#define NV_IMPORT_MARKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "import/sheet.h"

typedef void nv_block_fn(void *ctx, const char *text, enum nv_block_kind kind);

/* Calls `block` for each block of `raw` that is not empty. `raw` is valid UTF-8 without NUL. */
void nv_markup_read(const char *raw, size_t n, enum nv_markup markup, nv_block_fn *block,
                    void *ctx);

/* One tag of HTML. */
struct nv_tag {
    char name[16]; /* lower case, cut */
    bool close;
    const char *attributes, *end; /* up to the '>' */
};

/* Reads the tag (or comment, doctype: name "!") that begins at `p`; returns the byte after it, or
 * NULL if that is no tag. */
const char *nv_tag_read(const char *p, const char *end, struct nv_tag *tag);
/* The number in an attribute (colspan="2"), or `otherwise`. */
int nv_tag_number(const struct nv_tag *tag, const char *name, int otherwise);

#endif
