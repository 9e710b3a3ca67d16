/* Tries a webhook's template on sample data: what it makes must be what it says it is. For hooks.c
 * alone. */
#ifndef NV_RENDER_HOOK_SAMPLE_H
#define NV_RENDER_HOOK_SAMPLE_H

struct nv_diags;
struct nv_hook;
struct nv_hook_form;
struct nv_hooks;
struct nv_schema;

/* 0 or -NV_ECONFIG. */
int nv_hook_try(const struct nv_hooks *h, const struct nv_hook_form *form,
                const struct nv_hook *hook, const struct nv_schema *fields, struct nv_diags *diags);

#endif
