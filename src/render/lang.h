/* One language of letters: its layout (subject.txt, letter.txt, letter.html and what they include)
 * and its wording. What the configuration does not give is as shipped, file by file and wording by
 * wording. Knows nothing of notices, and nothing of where files come from.
 *
 * Use: nv_lang_new(); nv_lang_file() and nv_lang_word() for what the configuration gives;
 * nv_lang_finish(); then it never changes. */
#ifndef NV_RENDER_LANG_H
#define NV_RENDER_LANG_H

#include <stdbool.h>
#include <stddef.h>

#include "render/words_table.h"

struct nv_arena;
struct nv_buf;
struct nv_diags;
struct nv_lang;
struct nv_tv;

/* True for a tag that can name a language: "vi", "en", "zh-Hant". It goes into mail headers. */
bool nv_lang_is_code(const char *code);
/* True if the program brings a whole set of this language. */
bool nv_lang_is_shipped(const char *code);
/* The i-th of the shipped languages, NULL after the last. */
const char *nv_lang_shipped(size_t i);

struct nv_lang *nv_lang_new(const char *code);
void nv_lang_free(struct nv_lang *lang); /* NULL is fine */

/* Gives a template whose name ends in ".txt" or ".html"; `file` is what diagnostics call it. 0, or
 * the error of nv_template_add(). */
int nv_lang_file(struct nv_lang *lang, const char *name, const char *file, const char *text,
                 size_t n, struct nv_diags *diags);

/* The wording of that key, NV_WORD_COUNT if there is none; *nearest is then a known key that was
 * perhaps meant, or NULL. */
enum nv_word nv_lang_find(const char *key, const char **nearest);
/* Gives a wording (copied). NULL, or in Vietnamese why it cannot be. Errors of its template are
 * told by nv_lang_finish(), in a file that is called like the key. */
const char *nv_lang_word(struct nv_lang *lang, enum nv_word word, const char *value);

/* Takes the rest from what is shipped and checks everything; what is missing in a language that is
 * not shipped is reported for `dir`. 0 or -NV_ECONFIG, and then it must not be used. */
int nv_lang_finish(struct nv_lang *lang, const char *dir, struct nv_diags *diags);

/* A language as shipped, "vi" where `code` is not. */
struct nv_lang *nv_lang_as_shipped(const char *code);

const char *nv_lang_code(const struct nv_lang *lang);
/* The wording as it was written. */
const char *nv_lang_value(const struct nv_lang *lang, enum nv_word word);

/* The wording filled with `data` (NULL: it has no variables), in the arena or for ever. */
const char *nv_lang_say(const struct nv_lang *lang, struct nv_arena *a, enum nv_word word,
                        const struct nv_tv *data);

enum nv_layout {
    NV_LAYOUT_SUBJECT,
    NV_LAYOUT_TEXT,
    NV_LAYOUT_HTML,
    NV_LAYOUT_REPORT_TEXT,
    NV_LAYOUT_REPORT_PAGE
};

/* Appends the layout filled with a letter (letter_data.h). A layout that outgrows its bounds, which
 * only a very odd one can, is replaced by the shipped one: the letter must go out. */
void nv_lang_fill(const struct nv_lang *lang, enum nv_layout layout, const struct nv_tv *letter,
                  struct nv_buf *out);

#endif
