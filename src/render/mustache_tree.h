/* A parsed template as the files of this library share it. Outside of render/mustache_*.c nobody
 * includes this. All text is slices of the template's own bytes. */
#ifndef NV_RENDER_MUSTACHE_TREE_H
#define NV_RENDER_MUSTACHE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "render/mustache.h"

enum nv_mkind {
    NV_M_TEXT,
    NV_M_LINE, /* a line that is not empty begins: where a partial's indentation goes */
    NV_M_VAR,
    NV_M_RAW,
    NV_M_SECTION,
    NV_M_INVERTED,
    NV_M_PARTIAL,
};

struct nv_mtemplate;

struct nv_mnode {
    enum nv_mkind kind;
    uint32_t end;     /* of a section: index after the last node inside it */
    const char *at;   /* where the tag opens, for diagnostics */
    const char *text; /* literal bytes, or a name */
    size_t n;
    bool standalone;    /* a partial alone on its line */
    const char *indent; /* what stands before it there */
    size_t n_indent;
    const struct nv_mtemplate *partial; /* set by the linker */
};

struct nv_mtemplate {
    char *name, *file;
    size_t n_name;
    char *bytes;      /* the copy */
    const char *text; /* in it, after a byte order mark; ends with a NUL that is not counted */
    size_t n;
    NV_VEC(struct nv_mnode) nodes;
    bool broken;
    int visit;     /* the linker's mark */
    size_t depth;  /* sections and partials around its deepest place */
    size_t weight; /* nodes with all partials unfolded, cut at NV_TEMPLATE_MAX_NODES + 1 */
};

struct nv_template_set {
    enum nv_template_mode mode;
    size_t max_output;
    NV_VEC(struct nv_mtemplate *) all;
    bool linked, sound;
};

/* NULL if there is none. */
struct nv_mtemplate *nv_mustache_find(const struct nv_template_set *set, const char *name,
                                      size_t n);

/* Fills t->nodes from t->text; errors mark the template as broken. */
void nv_mustache_parse(struct nv_mtemplate *t, struct nv_diags *diags);

/* Adds an error at a place of the template, with the line it is on. */
void nv_mustache_complain(const struct nv_mtemplate *t, const char *at, struct nv_diags *diags,
                          const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The line of a place, from 1. */
int nv_mustache_line(const struct nv_mtemplate *t, const char *at);

/* What an administrator wrote, for a message: one line, at most 60 bytes. Returns `dst`. */
enum { NV_MUSTACHE_QUOTE = 72 };
char *nv_mustache_quote(char dst[NV_MUSTACHE_QUOTE], const char *s, size_t n);

#endif
