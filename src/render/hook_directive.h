/* The directives of a webhook's template: {{!@ limit MEMBER MOST UNIT }}, {{!@ escape MARKUP }},
 * {{!@ expect MEMBER VALUE }}. To the template engine they are comments. */
#ifndef NV_RENDER_HOOK_DIRECTIVE_H
#define NV_RENDER_HOOK_DIRECTIVE_H

#include <stdbool.h>
#include <stddef.h>

struct nv_diags;
struct nv_hook_form;

/* Reads all directives of `text` into `form`; errors are told with their line. False if there was
 * one. */
bool nv_hook_directives(struct nv_hook_form *form, const char *text, size_t n,
                        struct nv_diags *diags);

#endif
