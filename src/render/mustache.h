/* Templates that an administrator may edit: the Mustache language without lambdas, inheritance and
 * dynamic names, with everything that can be wrong found when the templates are loaded.
 *
 * Use: a set of one mode; nv_template_add() for each file; nv_template_link(); nv_template_check()
 * for each template that is rendered by name; then nv_template_render() as often as wanted, from
 * any number of threads. Knows nothing of files, letters and what the variables mean; the language,
 * the contexts and all errors are described in docs/templates.md. */
#ifndef NV_RENDER_MUSTACHE_H
#define NV_RENDER_MUSTACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "render/mustache_tv.h"

struct nv_buf;
struct nv_diags;
struct nv_err;
struct nv_template_set;

/* How {{x}} is written. {{{x}}} and {{&x}} write the text as it is. */
enum nv_template_mode {
    NV_TEMPLATE_TEXT, /* as it is */
    NV_TEMPLATE_HTML, /* & < > " ' as character references; contexts are checked */
    NV_TEMPLATE_JSON, /* inside a string literal its escaped content, outside a whole JSON value */
    NV_TEMPLATE_FORM, /* percent-encoded UTF-8, all but A-Z a-z 0-9 - . _ ~ */
};

enum {
    NV_TEMPLATE_MAX_SIZE = 256 * 1024,        /* bytes of one template */
    NV_TEMPLATE_MAX_DEPTH = 32,               /* sections and partials around one place, together */
    NV_TEMPLATE_MAX_NODES = 100 * 1000,       /* parts of one template with its partials unfolded */
    NV_TEMPLATE_MAX_OUTPUT = 8 * 1024 * 1024, /* bytes, where nv_template_set_new() is told 0 */
    NV_TEMPLATE_MAX_STEPS = 5 * 1000 * 1000,  /* parts and repetitions of one rendering */
};

/* What a template may name. An array of these, ended by one without a name, is the schema of a map.
 */
struct nv_schema {
    const char *name;
    enum nv_tv_kind kind; /* NV_TV_NULL is no kind here */
    unsigned flags;       /* NV_FIELD_… */
    /* Of a map its members; of a list those of its elements, or NULL where they are strings. */
    const struct nv_schema *fields;
};

/* What is known of a string field beyond being text from outside. Whoever fills the data answers
 * for it. */
enum {
    NV_FIELD_TOKEN = 1,   /* only A-Z a-z 0-9 # - . _ ~ %: safe in a style attribute and in a URL */
    NV_FIELD_URL = 2,     /* a whole http, https or mailto URL: may begin href, src and the like */
    NV_FIELD_MARKUP = 4,  /* finished in the language of the set: may stand in {{{x}}} */
    NV_FIELD_WANTED = 8,  /* without it readers miss what they are written for: warned of */
    NV_FIELD_EITHER = 16, /* one of these among the members of a map is enough */
};

/* `max_output` bytes is what one rendering may write at most. Never NULL. */
struct nv_template_set *nv_template_set_new(enum nv_template_mode mode, size_t max_output);
void nv_template_set_free(struct nv_template_set *set); /* NULL is fine */

/* Parses `n` bytes (copied; a byte order mark at the front is skipped) as the template `name`,
 * which partials use: letters, digits, '_', '-', '.'. `file` is what diagnostics call it. Every
 * error of the text is added to `diags` with line and column. 0 or -NV_ESYNTAX; -NV_ETOOBIG;
 * -NV_EEXIST for a name that is there already; -NV_EINVAL for a name that is none. A template with
 * errors stays in the set, so that those that include it are not blamed, but is never rendered. */
int nv_template_add(struct nv_template_set *set, const char *name, const char *file,
                    const char *text, size_t n, struct nv_diags *diags);

/* Looks the partials up when all templates are added: unknown names, circles, depth, size. 0 or
 * -NV_ECONFIG. Nothing can be added after it. */
int nv_template_link(struct nv_template_set *set, struct nv_diags *diags);

/* Checks one template and all it includes, as it will be rendered: every name against `schema` (the
 * fields of the root map; NULL: names are not checked), and in HTML and JSON that each variable
 * stands where its value cannot become structure. What is NV_FIELD_WANTED and named nowhere is a
 * warning. 0, -NV_ECONFIG, or -NV_ENOENT where there is no such template. Only after a
 * nv_template_link() that returned 0. */
int nv_template_check(const struct nv_template_set *set, const char *name,
                      const struct nv_schema *schema, struct nv_diags *diags);

/* True if some template of a linked set includes the i-th one. */
bool nv_template_is_included(const struct nv_template_set *set, size_t i);

/* Number of the set's templates, and their names in the order of nv_template_add(). */
size_t nv_template_count(const struct nv_template_set *set);
const char *nv_template_name(const struct nv_template_set *set, size_t i);

/* Appends the template filled with `data` (usually a map; NULL is an empty one) to `out`. What
 * `data` does not hold is written as nothing. 0; -NV_ENOENT (no such template); -NV_ESTATE (the set
 * was not linked or has errors); -NV_ETOOBIG (output or steps beyond the limit). After an error
 * `out` is as it was. */
int nv_template_render(const struct nv_template_set *set, const char *name,
                       const struct nv_tv *data, struct nv_buf *out, struct nv_err *err);
/* The same for the i-th template of the set: without looking for a name. */
int nv_template_render_at(const struct nv_template_set *set, size_t i, const struct nv_tv *data,
                          struct nv_buf *out, struct nv_err *err);

#endif
