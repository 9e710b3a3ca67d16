/* A document as the data that the layouts of a language are filled with, and the schema that the
 * layouts are checked against when they are loaded. docs/templates.md explains every variable. */
#ifndef NV_RENDER_LETTER_DATA_H
#define NV_RENDER_LETTER_DATA_H

struct nv_schema;

const struct nv_schema *nv_subject_schema(void); /* of subject.txt */
const struct nv_schema *nv_letter_schema(void);  /* of letter.txt and letter.html */

/* What {{hang}} writes: a mark that the wrapping of text letters takes out again. */
#define NV_LETTER_HANG "\x1F"
/* At the front of a line that is not wrapped: a row of a table. */
#define NV_LETTER_KEEP "\x1E"

#endif
