/* templates/LANGUAGE/: the layout and wording of letters that the administrator changed. What the
 * templates mean is the business of render/lang.h. */
#ifndef NV_CONF_TEMPLATES_H
#define NV_CONF_TEMPLATES_H

#include <stdint.h>

struct nv_buf;
struct nv_lang;
struct nv_loader;
struct nv_node;

/* The default language: the first of l->languages. `n` is what nhacviec.cfg says, or not written.
 */
void nv_set_language(struct nv_loader *l, const struct nv_node *n);
/* The language that a setting names, as an index into l->languages; `fallback` where nothing is
 * written. A language that the program does not bring and templates/ does not hold is an error. */
uint32_t nv_get_language(struct nv_loader *l, const struct nv_node *n, uint32_t fallback);
/* Gives the snapshot its languages, those used and those in `dir`/templates/: empty ones, to be
 * filled and finished. */
void nv_begin_languages(struct nv_loader *l, const char *dir);
void nv_free_languages(struct nv_loader *l);

/* One file of templates/LANGUAGE/. */
void nv_read_layout(struct nv_loader *l, const char *path, const char *name,
                    const struct nv_buf *text);
/* wording.cfg; its source is kept until nv_finish_language(). */
void nv_read_wording(struct nv_loader *l, const struct nv_node *root);
/* Checks l->language as a whole. */
void nv_finish_language(struct nv_loader *l, const char *dir);

#endif
