/* Paragraphs in a fixed-width letter. Knows nothing of what they say. */
#ifndef NV_RENDER_WRAP_H
#define NV_RENDER_WRAP_H

struct nv_buf;

enum { NV_WRAP_COLUMNS = 76 };

/* Appends `text` broken at its spaces into lines of at most NV_WRAP_COLUMNS columns (a longer word
 * stands alone) and a final LF. `first` begins the first line, `rest` the others. */
void nv_wrap(struct nv_buf *out, const char *first, const char *rest, const char *text);

#endif
