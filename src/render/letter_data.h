/* A document as the data that the layouts of a language are filled with, and the schema that the
 * layouts are checked against when they are loaded. docs/templates.md explains every variable. */
#ifndef NV_RENDER_LETTER_DATA_H
#define NV_RENDER_LETTER_DATA_H

#include "model/status.h"
#include "render/words_table.h"

struct nv_doc;
struct nv_schema;
struct nv_tv;
struct nv_view;

const struct nv_schema *nv_subject_schema(void); /* of subject.txt */
const struct nv_schema *nv_letter_schema(void);  /* of letter.txt and letter.html */

/* What {{hang}} writes: a mark that the wrapping of text letters takes out again. */
#define NV_LETTER_HANG "\x1F"
/* At the front of a line that is not wrapped: a row of a table. */
#define NV_LETTER_KEEP "\x1E"

/* By which a layout names a field with that label: "deadline". */
const char *nv_letter_field(enum nv_word label);
/* Sets `strong`, `tint`, `ink`, `badge_ink`. */
void nv_letter_colours(struct nv_tv *map, const struct nv_view *v, enum nv_status status);
/* Whose colours a whole letter has: those of its most urgent section. */
enum nv_status nv_letter_status(const struct nv_doc *doc);

#endif
