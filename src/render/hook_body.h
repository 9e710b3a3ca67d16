/* The body of a webhook from a template, cut to what its receiver takes: first the last items go,
 * with a word on how many there are, then long texts are shortened. Whole characters and whole JSON
 * always: what is cut is the data, before it is written. */
#ifndef NV_RENDER_HOOK_BODY_H
#define NV_RENDER_HOOK_BODY_H

#include <stdbool.h>
#include <stddef.h>

struct nv_buf;
struct nv_hook_form;
struct nv_hook_limit;
struct nv_letter;

/* Appends the body of a letter whose endpoint has a template. */
void nv_hook_body(const struct nv_letter *l, struct nv_buf *out);

/* How long a body is where the limit asks; false if it has no such member. */
bool nv_hook_measure(const struct nv_hook_form *form, const struct nv_hook_limit *limit,
                     const struct nv_buf *body, size_t *length);

#endif
